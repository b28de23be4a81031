"""A document that is not whole is refused; one that only looks broken is read."""

from __future__ import annotations

import base64
import io
import re
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from degreekit.ingest import IngestError
from tests.ingest.helpers import FIXTURES, expected, read, stated

#: Written by reportlab and in the way of pdfmake, with fonts of its own.
NAMES = ("ms-student", "planning/two-pages")

Change = Callable[[pikepdf.Pdf, pikepdf.Page], None]


def original(name: str) -> bytes:
    return (FIXTURES / f"{name}.pdf").read_bytes()


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    file = io.BytesIO()
    pdf.save(file, **how)  # type: ignore[arg-type]  # as pikepdf takes them
    return file.getvalue()


def plain(name: str) -> bytes:
    """Return a fixture with all of its streams unpacked and a table of references."""
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        return saved(
            pdf,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )


def changed(name: str, change: Change) -> bytes:
    """Return a fixture after a change of its first page."""
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        page = pdf.pages[0]
        page.contents_coalesce()
        change(pdf, page)
        return saved(pdf, compress_streams=False)


def packed(pack: Callable[[bytes], bytes], filter_: str = "FlateDecode") -> Callable[[str], bytes]:
    """Return what gives the first page of a fixture another packing."""

    def change(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Contents.write(pack(page.Contents.read_bytes()), filter=Name(f"/{filter_}"))

    return lambda name: changed(name, change)


def part(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def with_wrong_byte(data: bytes, share: float) -> bytes:
    at = int(len(data) * share)
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def in_runs(data: bytes) -> bytes:
    runs = (data[at : at + 100] for at in range(0, len(data), 100))
    return b"".join(bytes([len(run) - 1]) + run for run in runs)


def cut_in_a_string(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
    content = page.Contents.read_bytes()
    page.Contents.write(content[: re.search(rb"[(<]\w", content[len(content) // 2 :]).end()])  # type: ignore[union-attr]


def cut_in_a_text(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
    content = page.Contents.read_bytes()
    page.Contents.write(content[: content.rindex(b"ET")])


def cut_in_operands(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
    content = page.Contents.read_bytes()
    page.Contents.write(content + b"q 1 0 0 1 72")


def in_a_form(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    form = pdf.make_stream(page.Contents.read_bytes())
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox, form.Resources = Array([0, 0, 2000, 2000]), page.Resources
    page.Resources = Dictionary(XObject=Dictionary(X=pdf.make_indirect(form)))
    page.Contents = pdf.make_stream(b"/X Do")


def in_a_form_that_was_cut(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    in_a_form(pdf, page)
    form = page.Resources.XObject.X
    form.write(part(zlib.compress(form.read_bytes()), 0.5), filter=Name.FlateDecode)


def in_a_form_that_is_missing(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    in_a_form(pdf, page)
    page.Resources.XObject.X = pdf.make_indirect(Dictionary())


def in_two_streams(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    content = page.Contents.read_bytes()
    half = content.index(b"ET", len(content) // 2) + 2
    page.Contents = Array([pdf.make_stream(content[:half]), pdf.make_stream(content[half:])])


def in_two_streams_of_which_one_is_missing(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    in_two_streams(pdf, page)
    page.Contents[1] = pdf.make_indirect(Dictionary())


def without_its_fonts(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    for name in list(page.Resources.Font.keys()):
        page.Resources.Font[name] = pdf.make_indirect(Array([]))


def with_length(change: Callable[[int], int], *, unpacked: bool) -> Callable[[str], bytes]:
    """Return what gives the longest stream of a fixture another length than it has."""

    def made(name: str) -> bytes:
        data = plain(name) if unpacked else packed(zlib.compress)(name)
        length = max(re.finditer(rb"/Length (\d+)", data), key=lambda found: int(found[1]))
        return b"%b%d%b" % (
            data[: length.start(1)], change(int(length[1])), data[length.end(1) :]
        )  # fmt: skip

    return made


def without_reference(number: int) -> Callable[[str], bytes]:
    """Return what takes an object out of the table of references, counted from the first."""

    def made(name: str) -> bytes:
        data = plain(name)
        table = data.rindex(b"xref\n0")
        entry = list(re.finditer(rb"\d{10} \d{5} n", data[table:]))[number]
        free = b"0000000000 65535 f"
        return data[: table + entry.start()] + free + data[table + entry.end() :]

    return made


def contents_at(name: str) -> int:
    """Return which object, counted from the first, is the content of the first page."""
    with pikepdf.open(io.BytesIO(plain(name))) as pdf:
        number: int = pdf.pages[0].Contents.objgen[0]
    return number - 1


def objects_with_a_wrong_byte(name: str) -> bytes:
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        data = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    start = data.index(b"stream", data.index(b"/ObjStm"))
    end = data.index(b"endstream", start)
    at = (start + end) // 2
    return data[:at] + bytes([data[at] ^ 0x33]) + data[at + 1 :]


def with_offsets_shifted(name: str) -> bytes:
    data = plain(name)
    table = data.rindex(b"xref\n0")
    shifted = re.sub(
        rb"(\d{10}) (\d{5}) n", lambda m: b"%010d %b n" % (int(m[1]) + 3, m[2]), data[table:]
    )
    return data[:table] + shifted


HARMLESS: dict[str, Callable[[str], bytes]] = {
    "packed": packed(zlib.compress),
    "packed without checksum": packed(lambda data: zlib.compress(data)[:-4]),
    "packed with a part of its checksum": packed(lambda data: zlib.compress(data)[:-2]),
    "bytes behind what is packed": packed(lambda data: zlib.compress(data) + b"\r\n\0"),
    "base 85": packed(lambda data: base64.a85encode(data) + b"~>", "ASCII85Decode"),
    "hexadecimal": packed(lambda data: data.hex().encode() + b">", "ASCIIHexDecode"),
    "in runs": packed(lambda data: in_runs(data) + b"\x80", "RunLengthDecode"),
    "in a form": lambda name: changed(name, in_a_form),
    "in two streams": lambda name: changed(name, in_two_streams),
    "no end mark": lambda name: original(name).replace(b"%%EOF", b""),
    "bytes behind the end": lambda name: original(name) + b"<html>thank you</html>\n" * 9,
    "bytes in front": lambda name: b"HTTP/1.1 200 OK\r\n\r\n" + original(name),
    "a wrong place of the table": lambda name: re.sub(
        rb"startxref\s+\d+", b"startxref\n17", original(name)
    ),
    "no place of the table": lambda name: re.sub(rb"startxref\s+\d+", b"", original(name)),
    "shifted offsets": with_offsets_shifted,
    **{
        f"a length that is {what}, {'un' if unpacked else ''}packed": with_length(
            change, unpacked=unpacked
        )
        for unpacked in (False, True)
        for what, change in {
            "short": lambda n: n - 10,
            "half": lambda n: n // 2,
            "nothing": lambda n: 0 * n,
            "long": lambda n: n + 30,
            "endless": lambda n: n + 10**6,
            "negative": lambda n: -n,
        }.items()
    },
}

HARMFUL: dict[str, Callable[[str], bytes]] = {
    "packed with a wrong checksum": packed(lambda data: zlib.compress(data)[:-4] + b"sums"),
    **{
        f"packed and cut at {share}": packed(lambda data, s=share: part(zlib.compress(data), s))  # type: ignore[misc]
        for share in (0.2, 0.5, 0.9, 0.99)
    },
    **{
        f"packed with a wrong byte at {share}": packed(
            lambda data, s=share: with_wrong_byte(zlib.compress(data), s)  # type: ignore[misc]
        )
        for share in (0.1, 0.5, 0.9)
    },
    "base 85, cut": packed(lambda data: part(base64.a85encode(data), 0.7), "ASCII85Decode"),
    "base 85 with a wrong byte": packed(
        lambda data: b"zz\x80" + base64.a85encode(data) + b"~>", "ASCII85Decode"
    ),
    "hexadecimal, cut": packed(lambda data: part(data.hex().encode(), 0.7), "ASCIIHexDecode"),
    "in runs, cut": packed(lambda data: in_runs(data)[:-350], "RunLengthDecode"),
    "no LZW": packed(zlib.compress, "LZWDecode"),
    "an unknown filter": packed(zlib.compress, "XyzDecode"),
    "cut in a string": lambda name: changed(name, cut_in_a_string),
    "cut in a text": lambda name: changed(name, cut_in_a_text),
    "cut in operands": lambda name: changed(name, cut_in_operands),
    "in a form that was cut": lambda name: changed(name, in_a_form_that_was_cut),
    "in a form that is missing": lambda name: changed(name, in_a_form_that_is_missing),
    "a part of a page is missing": lambda name: changed(
        name, in_two_streams_of_which_one_is_missing
    ),
    "fonts are missing": lambda name: changed(name, without_its_fonts),
    "the content of a page is missing": lambda name: without_reference(contents_at(name))(name),
    "packed objects with a wrong byte": objects_with_a_wrong_byte,
    "a later version was cut": lambda name: original(name) + part(original(name), 0.4),
    **{
        f"cut at {share}": lambda name, s=share: part(original(name), s) + b"\n%%EOF\n"  # type: ignore[misc]
        for share in (0.1, 0.5, 0.9)
    },
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", HARMLESS)
def test_damage_that_loses_nothing_is_read_over(damage: str, name: str) -> None:
    assert stated(read(HARMLESS[damage](name))) == expected(name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", HARMFUL)
def test_what_is_not_whole_is_damaged(damage: str, name: str) -> None:
    with pytest.raises(IngestError) as error:
        read(HARMFUL[damage](name))
    assert error.value.outcome == "damaged"


def test_a_page_that_ends_before_what_it_began_is_told() -> None:
    def change(_: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Contents.write(b"q\n" + page.Contents.read_bytes())

    reading = read(changed("ms-student", change))
    assert stated(reading) == expected("ms-student")
    assert ("page-ends-early", 1) in {(f.code, f.page) for f in reading.findings}
