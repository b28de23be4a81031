"""Documents that were damaged or changed at random, and what may come of reading them."""

from __future__ import annotations

import io
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types

from degreekit.ingest import IngestError
from degreekit.transcript import CourseRecord
from tests.ingest.helpers import FIXTURES, expected, read, stated

__all__ = ["DOCUMENTS", "judge", "mutated"]

#: Every fixture is changed, those that are refused as they are included.
DOCUMENTS = sorted(
    path
    for path in FIXTURES.rglob("*.pdf")
    if path.stat().st_size > 100 and path.parent.name != "scans"
)

Change = Callable[[random.Random, bytes], bytes]

# ------------------------------------------------------------------------------------ the bytes


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 2, 5, 20, 100))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _span(rng: random.Random, data: bytes, most: int = 2000) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data), start + rng.randrange(1, most))


def _delete(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:start] + data[end:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 3)) + data[end:]


def _move(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data)
    rest = data[:start] + data[end:]
    to = rng.randrange(len(rest) + 1)
    return rest[:to] + data[start:end] + rest[to:]


def _blank(rng: random.Random, data: bytes) -> bytes:
    start, end = _span(rng, data, 200)
    return data[:start] + rng.choice((b"\0", b" ", b"\xff")) * (end - start) + data[end:]


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))] + rng.choice((b"", b"\n%%EOF\n"))


def _other_number(rng: random.Random, data: bytes) -> bytes:
    found = rng.choice(list(re.finditer(rb"\d+", data)) or [None])
    if found is None:
        return data
    number = rng.choice((b"0", b"-1", b"1e9", b"99999999999999999999", b"0.0000001", b"65536"))
    return data[: found.start()] + number + data[found.end() :]


def _other_word(rng: random.Random, data: bytes) -> bytes:
    found = rng.choice(list(re.finditer(rb"/[A-Za-z]+", data)) or [None])
    other = rng.choice((b"/Null", b"/Length", b"/Type", b"/Kids", b"/FlateDecode", b"/Contents"))
    return data if found is None else data[: found.start()] + other + data[found.end() :]


def _crossed(rng: random.Random, data: bytes) -> bytes:
    """Put another document's bytes in the middle."""
    other = rng.choice(DOCUMENTS).read_bytes()
    start, end = _span(rng, other, 5000)
    to = rng.randrange(len(data))
    return data[:to] + other[start:end] + data[to:]


def _lost_table(rng: random.Random, data: bytes) -> bytes:
    """Make the table of objects point elsewhere."""
    at = data.rfind(b"startxref")
    if at < 0:
        return data
    return data[:at] + b"startxref\n%d\n%%%%EOF\n" % rng.randrange(2 * len(data))


# ---------------------------------------------------------------------------------- the objects


def _in_pdf(change: Callable[[random.Random, pikepdf.Pdf], None]) -> Change:
    def changed(rng: random.Random, data: bytes) -> bytes:
        try:
            with pikepdf.open(io.BytesIO(data)) as pdf:
                change(rng, pdf)
                file = io.BytesIO()
                pdf.save(
                    file,
                    object_stream_mode=rng.choice(list(pikepdf.ObjectStreamMode)),
                    compress_streams=rng.random() < 0.5,
                    deterministic_id=True,
                )
        except Exception:  # noqa: BLE001  # pikepdf raises anything on broken input
            return _flip(rng, data)  # it cannot be changed that way
        return file.getvalue()

    return changed


def _values(rng: random.Random, pdf: pikepdf.Pdf) -> list[Any]:
    return [
        None,
        0,
        -1,
        2**31,
        rng.uniform(-1e4, 1e4),
        pikepdf.Name("/X"),
        pikepdf.String("x" * rng.randrange(50)),
        pikepdf.Array([]),
        pikepdf.Array([0, 0, rng.randrange(2000), 1]),
        pikepdf.Dictionary(),
        pdf.Root,
        pdf.pages[0].obj,
    ]


def _other_value(rng: random.Random, pdf: pikepdf.Pdf) -> None:
    """Give a key of some object another value, or take it away."""
    for _ in range(rng.choice((1, 1, 3))):
        holders = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)]
        holder = rng.choice(holders)
        keys = sorted({*holder.keys()} - {"/Length", "/Root"})  # a set, in an order of its own
        if keys:
            key, value = rng.choice(keys), rng.choice(_values(rng, pdf))
            if value is None:
                del holder[key]
            else:
                holder[key] = value


def _other_page(rng: random.Random, pdf: pikepdf.Pdf) -> None:
    """Turn, cut, scale, repeat or remove a page."""
    page = rng.choice(list(pdf.pages))
    what = rng.randrange(6)
    if what == 0:
        page.obj.Rotate = rng.choice((90, 180, 270, 45, -90, 10**6))
    elif what == 1:
        sides = [rng.choice((-1, 1)) * rng.uniform(0, 900) for _ in range(4)]
        page.obj[rng.choice(("/MediaBox", "/CropBox"))] = pikepdf.Array(sides)
    elif what == 2:
        page.obj.UserUnit = rng.choice((0, 2, 1000))
    elif what == 3:
        pdf.pages.append(page)
    elif what == 4 and len(pdf.pages) > 1:
        del pdf.pages[rng.randrange(len(pdf.pages))]
    else:
        pdf.pages.reverse()


def _other_content(rng: random.Random, pdf: pikepdf.Pdf) -> None:
    """Change, move, repeat or remove instructions of a page."""
    page = rng.choice(list(pdf.pages))
    steps = list(pikepdf.parse_content_stream(page))
    for _ in range(rng.choice((1, 3, 10))):
        if not steps:
            break
        at = rng.randrange(len(steps))
        what = rng.randrange(5)
        if what == 0:
            del steps[at]
        elif what == 1:
            steps.insert(rng.randrange(len(steps)), steps[at])
        elif what == 2:
            steps[at], steps[at - 1] = steps[at - 1], steps[at]
        else:
            operands = [_other_operand(rng, one) for one in steps[at].operands]
            steps[at] = pikepdf.ContentStreamInstruction(operands, steps[at].operator)
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))


def _other_operand(rng: random.Random, operand: Any) -> Any:
    if isinstance(operand, pikepdf.String):
        letters = bytearray(bytes(operand))
        if letters:
            letters[rng.randrange(len(letters))] = rng.randrange(32, 127)
        return pikepdf.String(bytes(letters))
    if isinstance(operand, pikepdf.Array | pikepdf.Name | pikepdf.Dictionary):
        return operand
    return rng.choice((0, -1, 1e6, 0.001, rng.uniform(0, 800)))


def _other_font(rng: random.Random, pdf: pikepdf.Pdf) -> None:
    """Spoil what a font says of its letters: their names, their widths, the map to Unicode."""
    fonts = [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
    ]
    if not fonts:
        return
    font = rng.choice(fonts)
    what = rng.randrange(5)
    code, letter = rng.randrange(32, 127), rng.randrange(32, 127)
    if what == 0:
        font.ToUnicode = pdf.make_stream(
            b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
            + rng.choice((b"1 beginbfchar <%02x> <%04x>", b"1 begincidrange <%02x> <%02x> 65"))
            % (code, letter)
            + rng.choice((b" endbfchar", b" endcidrange", b""))
            + b" endcmap"
        )
    elif what == 1:
        name = rng.choice(("/A", "/B", "/three", "/four", "/space", "/nothing"))
        font.Encoding = pikepdf.Dictionary(
            Type=pikepdf.Name.Encoding, Differences=pikepdf.Array([code, pikepdf.Name(name)])
        )
    elif what == 2:
        font.FirstChar, font.LastChar = 0, 255
        font.Widths = pikepdf.Array([rng.choice((0, 500, -500, 10**6)) for _ in range(256)])
    elif what == 3:
        font[rng.choice(("/Subtype", "/BaseFont", "/Encoding"))] = pikepdf.Name(
            rng.choice(("/Type0", "/Type3", "/Symbol", "/Identity-H", "/MacRomanEncoding"))
        )
    else:
        for key in ("/ToUnicode", "/Encoding", "/Widths", "/FontDescriptor"):
            if key in font and rng.random() < 0.5:
                del font[key]


def _other_stream(rng: random.Random, pdf: pikepdf.Pdf) -> None:
    """Spoil the bytes or the filters of a stream."""
    streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    if not streams:
        return
    stream = rng.choice(streams)
    what = rng.randrange(3)
    if what == 0:
        kept: Any = stream.get("/Filter")
        stream.write(_flip(rng, stream.read_raw_bytes() or b" "), filter=kept)
    elif what == 1:
        names = ("/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/RunLengthDecode", "/Crypt")
        wrapped = [pikepdf.Name(rng.choice(names)) for _ in range(rng.randrange(1, 4))]
        stream.write(stream.read_raw_bytes(), filter=pikepdf.Array(wrapped))
    else:
        stream.write(_flip(rng, stream.read_bytes() or b" "))


_CHANGES: tuple[Change, ...] = (
    _flip, _delete, _repeat, _move, _blank, _cut, _other_number, _other_word, _crossed, _lost_table,
    *map(_in_pdf, (_other_value, _other_page, _other_content, _other_font, _other_stream)),
    *map(_in_pdf, (_other_value, _other_content, _other_font)),
)  # fmt: skip


def mutated(seed: int) -> tuple[Path, bytes]:
    """Return a fixture, and its bytes after one to three changes; the same for the same seed."""
    rng = random.Random(seed)
    path = DOCUMENTS[seed % len(DOCUMENTS)]
    data = path.read_bytes()
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        data = rng.choice(_CHANGES)(rng, data) or b"%PDF-"
    return path, data


# ------------------------------------------------------------------------------------ the verdict


def judge(path: Path, data: bytes, **limits: Any) -> str:
    """Read a document and return what came of it, in a word or two.

    What begins with ``BAD`` must never come: another error than an `IngestError`; a record that is
    **invented**: it is none of the records of the document before its change, pdfium does not see
    its letters in its place either, and nothing in the reading says that anything is amiss; or one
    that is **lost**: it is not in the reading, nothing says that anything is amiss, and the file
    still says its code as often as before. A change may also take a course out of the file without
    a trace, and then no reader can know.
    """
    try:
        reading = read(data, **limits)
    except IngestError as error:
        return f"refused: {error.outcome}"
    except Exception as error:  # noqa: BLE001  # that is what is looked for
        return f"BAD: {type(error).__name__}"
    name = path.relative_to(FIXTURES).as_posix().removesuffix(".pdf")
    before = expected(name) if (FIXTURES / f"{name}.transcript.json").exists() else []
    known = Counter(map(_key, before))
    now = Counter(map(_key, stated(reading)))
    told = bool(reading.findings or reading.not_understood)
    if now == known:
        return "read: as before"
    if not now - known:
        if told:
            return "read: fewer records, told"
        gone = _are_gone((known - now).elements(), path.read_bytes(), data)
        return "read: fewer records, the others are not in the file any more" if gone else (
            "BAD: a record is lost"
        )  # fmt: skip
    if told:
        return "read: other records, " + ("warned of" if reading.verified else "not verified")
    new = set(now - known)
    changed = [r for r, row in zip(reading.transcript.records, stated(reading), strict=True)
               if _key(row) in new]  # fmt: skip
    if all(_is_printed(record, data) for record in changed):
        return "read: other records, as printed"
    return "BAD: a record is invented"


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(key)) for key in ("code", "title", "credits", "grade", "status"))


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _are_gone(lost: Iterable[tuple[str, ...]], before: bytes, data: bytes) -> bool:
    """Return whether a file says the codes of lost records less often now, by pdfplumber."""
    was, now = _letters(before), _letters(data)
    codes = Counter(_plain(code) for code, *_ in lost)
    return all(now.count(code) <= was.count(code) - times for code, times in codes.items())


def _letters(data: bytes) -> str:
    """Return the letters of all pages in the order in which they are drawn."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return _plain("".join(char["text"] for page in pdf.pages for char in page.chars))


def _is_printed(record: CourseRecord, data: bytes) -> bool:
    """Return whether pdfium sees the letters of a record in its place.

    The rest of a title may stand in the next column or on the next page, so the title is looked for
    word by word in the document.
    """
    assert record.page is not None
    assert record.box is not None
    pdf = pypdfium2.PdfDocument(data)
    with suppress(pypdfium2.PdfiumError):
        whole = _plain("".join(page.get_textpage().get_text_range() for page in pdf))
        page = pdf[record.page - 1]
        left, _, right, top = page.get_bbox()
        text = page.get_textpage()
        if page.get_rotation() or right <= left:  # a page that shows nothing has no places
            here = whole
        else:
            x0, y0, x1, y1 = record.box
            here = _plain(
                text.get_text_bounded(left + x0 - 2, top - y1 - 2, left + x1 + 2, top - y0 + 2)
            )
        words = (record.title or "").split()
        return (
            _plain(record.code.printed) in here
            and _plain(f"{record.credits}") in here
            and _plain(record.grade or "") in here
            and all(_plain(word) in whole for word in words)
        )
    return False
