"""Files that mean harm, or are broken, end in a named outcome within the caps on what they cost."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from degreekit.ingest import IngestError, Limits, Outcome, open_document
from degreekit.ingest.source._pdf.message import Caps, Difference, RawPage
from degreekit.ingest.source._pdf.protocol import (
    DONE,
    ITEM,
    STAYS,
    BadMessage,
    read_frame,
    refusal,
    write_frame,
)
from degreekit.ingest.source.process import _POOL, Cost, run
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import FIXTURES, expected, read, stated

PLAIN = FIXTURES / "ms-student.pdf"
#: Small caps, so that what runs into them does so soon.
CAPS = {"isolated": True, "seconds": 3, "memory": 400 * 2**20}


def outcome(data: bytes) -> str:
    """Return what came of a file; every test ends here within the caps, or never."""
    try:
        read(data, **CAPS)
    except IngestError as error:
        return str(error.outcome)
    return "read"


def blank(*contents: bytes) -> pikepdf.Pdf:
    """Return a PDF with a page for each content."""
    pdf = pikepdf.new()
    for content in contents:
        page = pdf.add_blank_page(page_size=LETTER)
        page.Contents = pdf.make_stream(content)
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.Type1,
                    BaseFont=pikepdf.Name.Helvetica,
                )
            )
        )
    return pdf


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    file = io.BytesIO()
    pdf.save(file, **how)  # type: ignore[arg-type]  # as pikepdf takes them
    return file.getvalue()


def with_stream(data: bytes, *filters: str) -> bytes:
    """Return a PDF whose only content is this, packed already."""
    pdf = blank(b"")
    pdf.pages[0].Contents.write(data, filter=pikepdf.Array([pikepdf.Name(f) for f in filters]))
    return saved(pdf, compress_streams=False)


def deflated(piece: bytes, times: int) -> bytes:
    """Return a piece packed many times over; its check sum is wrong, which nobody gets to see."""
    pack = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS)
    head = pack.compress(piece) + pack.flush(zlib.Z_FULL_FLUSH)
    again = pack.compress(piece) + pack.flush(zlib.Z_FULL_FLUSH)
    return head + again * (times - 1) + pack.flush()


# ----------------------------------------------------------------------------------- no document


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "empty"),
        (b"\0" * 5000, "empty"),
        (b"<!DOCTYPE html><html>Please log in</html>", "not_a_pdf"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n%%EOF\n", "damaged"),
        (b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n", "damaged"),
        (PLAIN.read_bytes()[:3000], "damaged"),
    ],
)
def test_what_is_no_document_is_told_as_what_it_is(data: bytes, named: str) -> None:
    assert outcome(data) == named


def test_a_locked_file_is_told_as_locked() -> None:
    with pikepdf.open(PLAIN) as pdf:
        data = saved(pdf, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert outcome(data) == "password_protected"


def test_five_hundred_pages_are_too_many() -> None:
    assert outcome(saved(blank(*[b""] * 500))) == "too_large"


# ------------------------------------------------------------------------------------------ bombs


def test_a_stream_that_unfolds_to_a_gigabyte_is_too_large() -> None:
    assert outcome(with_stream(deflated(b" " * 2**20, 1024), "/FlateDecode")) == "too_large"


def test_a_stream_packed_three_times_is_too_large() -> None:
    data = deflated(b" " * 2**20, 1024)
    for _ in range(2):
        data = zlib.compress(data, 9)
    assert outcome(with_stream(data, *["/FlateDecode"] * 3)) == "too_large"


def test_objects_packed_in_a_bomb_are_refused() -> None:
    data = saved(blank(b""), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        big = pdf.make_stream(b"")
        big.write(deflated(b"1 0 " * 2**18, 1024), filter=pikepdf.Name.FlateDecode)
        big.Type, big.N, big.First = pikepdf.Name.ObjStm, 10**6, 10**6
        pdf.pages[0].Contents = pdf.make_indirect(big)
        data = saved(pdf, compress_streams=False)
    assert outcome(data) in ("too_large", "damaged", "empty")


def test_a_page_of_a_million_letters_is_too_large() -> None:
    shown = b"BT /F 8 Tf 10 10 Td (" + b"A" * 1_000_000 + b") Tj ET"
    assert outcome(saved(blank(shown))) == "too_large"


def test_a_page_of_endless_instructions_is_too_large() -> None:
    assert outcome(with_stream(zlib.compress(b"q Q " * 2**22), "/FlateDecode")) == "too_large"


def test_letters_that_stand_for_books_do_not_come_back() -> None:
    """What the reading process sends back is bounded, whatever the maps of letters say."""
    pdf = blank(b"BT /F 8 Tf 10 10 Td (" + b"A" * 20_000 + b") Tj ET")
    book = b"0041" * 120
    pdf.pages[0].Resources.Font.F.ToUnicode = pdf.make_stream(
        b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        b"1 beginbfchar <41> <" + book + b"> endbfchar endcmap"
    )
    assert outcome(saved(pdf)) in ("unreadable_text", "empty", "damaged")


# ------------------------------------------------------------------------------------------ loops


def test_a_tree_of_pages_that_holds_itself_ends() -> None:
    pdf = blank(b"")
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    assert outcome(saved(pdf)) in ("damaged", "empty")


def test_a_form_that_draws_itself_ends() -> None:
    pdf = blank(b"/X Do")
    form = pdf.make_stream(b"/X Do BT /F 8 Tf 10 10 Td (A) Tj ET")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 600, 700])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=form)
    assert outcome(saved(pdf)) in ("empty", "damaged", "not_a_transcript")


def test_forms_that_draw_forms_a_billion_times_are_too_large() -> None:
    pdf = blank(b"/X Do")
    inner = pdf.make_stream(b"BT /F 8 Tf 10 10 Td (A) Tj ET")
    for level in range(9):
        inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        inner.BBox = pikepdf.Array([0, 0, 600, 700])
        if not level:
            inner.Resources = pikepdf.Dictionary(Font=pdf.pages[0].Resources.Font)
        outer = pdf.make_stream(b"/X Do " * 10)
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = outer
    inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    inner.BBox = pikepdf.Array([0, 0, 600, 700])
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(X=inner)
    assert outcome(saved(pdf)) == "too_large"


def test_a_table_of_objects_that_points_at_itself_ends() -> None:
    data = PLAIN.read_bytes()
    at = data.rindex(b"xref\n", 0, data.rindex(b"startxref"))
    looped = data.replace(b"trailer\n<<", b"trailer\n<</Prev %d " % at, 1)
    assert outcome(looped) in ("damaged", "read")


def test_a_length_that_is_itself_ends() -> None:
    data = saved(blank(b"BT ET"), compress_streams=False)
    assert outcome(data.replace(b"/Length 5", b"/Length 4 0 R", 1)) in ("damaged", "empty")


# ------------------------------------------------------------------------------------------ depth


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000 + b"]" * 100_000,
        b"<<" * 50_000 + b">>" * 50_000,
        b"q " * 200_000,
        b"BT " * 100_000,
        b"(" * 50_000 + b")" * 50_000 + b" Tj",
    ],
    ids=[
        "arrays",
        "dictionaries",
        "states",
        "texts",
        "brackets",
    ],  # pytest puts ids into the environment
)
def test_deep_nesting_ends(content: bytes) -> None:
    assert outcome(saved(blank(content))) in ("damaged", "empty", "too_large")


def test_a_deep_tree_of_pages_ends() -> None:
    pdf = blank(b"")
    page = pdf.pages[0].obj
    top = pdf.Root.Pages
    for _ in range(3000):
        inner = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=1, Kids=pikepdf.Array([page]))
        )
        top.Kids = pikepdf.Array([inner])
        top = inner
    assert outcome(saved(pdf)) in ("damaged", "empty")


# ------------------------------------------------------------------------- strange sizes and places


def test_places_beyond_all_paper_are_not_on_the_page() -> None:
    big = b"1" + b"0" * 308
    far = b"BT /F 8 Tf 1 0 0 1 %b %b Tm (A) Tj %b 0 0 %b %b 0 Tm (B) Tj ET" % ((big,) * 5)
    assert outcome(saved(blank(far))) in ("empty", "damaged")


@pytest.mark.parametrize(
    "box", [[0, 0, 0, 0], [0, 0, 1e9, 1e9], [0, 0, -5, 3], [0, 0, 0.001, 0.001]]
)
def test_a_page_of_impossible_size_is_refused_by_name(box: list[float]) -> None:
    with pikepdf.open(PLAIN) as pdf:
        for page in pdf.pages:
            page.obj.MediaBox = pikepdf.Array(box)
        data = saved(pdf)
    assert outcome(data) in ("damaged", "empty", "not_a_transcript", "read")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_what_a_cropped_and_turned_page_does_not_show_is_not_read(turn: int) -> None:
    with pikepdf.open(PLAIN) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = turn
            page.obj.CropBox = pikepdf.Array([0, 400, 612, 792])
        data = saved(pdf)
    document = open_document(data, Limits(isolated=False))
    seen = document.pages[0]
    assert (seen.width, seen.height) == (612, 392)
    assert all(0 <= g.left <= 612 and 0 <= g.top <= 392 for g in seen.glyphs)
    whole = open_document(PLAIN, Limits(isolated=False)).pages[0]
    shown = [g.text for g in whole.glyphs if (g.top + g.bottom) / 2 <= 392]
    assert sorted(g.text for g in seen.glyphs) == sorted(shown)
    assert not seen.differences


def test_a_page_cropped_on_the_left_counts_its_places_from_what_it_shows() -> None:
    with pikepdf.open(PLAIN) as pdf:
        for page in pdf.pages:
            page.obj.MediaBox = pikepdf.Array([-50, -60, 662, 852])
            page.obj.CropBox = pikepdf.Array([0, 0, 612, 792])
        reading = read(saved(pdf))
    assert stated(reading) == expected("ms-student")
    first, whole = reading.transcript.records[0], read(PLAIN).transcript.records[0]
    assert first.box == pytest.approx(whole.box, abs=0.02)


def test_a_huge_picture_costs_nothing() -> None:
    with pikepdf.open(PLAIN) as pdf:
        image = pdf.make_stream(b"")
        image.write(deflated(b"\0" * 2**20, 1024), filter=pikepdf.Name.FlateDecode)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 32768, 32768, 8
        image.ColorSpace = pikepdf.Name.DeviceGray
        page = pdf.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(Im=image)
        page.contents_add(b"q 1 0 0 1 0 0 cm /Im Do Q")
        data = saved(pdf, compress_streams=False)
    assert stated(read(data, **CAPS)) == expected("ms-student")


def test_a_font_without_any_map_is_unreadable() -> None:
    pdf = blank(b"BT /F 8 Tf 10 700 Td <" + b"0102" * 200 + b"> Tj ET")
    pdf.pages[0].Resources.Font.F = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/None"),
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Font,
                    Subtype=pikepdf.Name.CIDFontType2,
                    BaseFont=pikepdf.Name("/None"),
                    CIDSystemInfo=pikepdf.Dictionary(
                        Registry=pikepdf.String("Adobe"),
                        Ordering=pikepdf.String("Identity"),
                        Supplement=0,
                    ),
                )
            ]
        ),
    )
    assert outcome(saved(pdf)) == "unreadable_text"


# -------------------------------------------------------------- what comes after the process: us


def crowded(put: Callable[[Reportlab], None]) -> bytes:
    canvas = Reportlab(LETTER, Type())
    put(canvas)
    return canvas.bytes()


@pytest.mark.parametrize(
    "cell",
    ["COMS W4771", "3.00", "GRADE", "Fall 2024", "COMS W4771 X 3.00 A", "TOTAL POINTS: 3.00"],
)
def test_a_page_crowded_with_one_thing_is_done_with(cell: str) -> None:
    """Thousands of letters that all look like a part of a transcript."""
    canvas = Reportlab(LETTER, Type())
    many = 6_000 // len(cell)
    columns = 30
    for number in range(many):
        row, column = divmod(number, columns)
        canvas.put(20 + 19 * column, 20 + 760 * row * columns / many, cell, 3.0, False)
    assert outcome(canvas.bytes()) in (
        "not_a_transcript",
        "unreadable_text",
        "read",
    )


def test_letters_of_every_size_over_one_another_are_done_with() -> None:
    def put(canvas: Reportlab) -> None:
        for number in range(1500):
            canvas.put(100, 500, "A" if number % 2 else "B", 4.0 + number / 3, False)

    assert outcome(crowded(put)) in ("not_a_transcript", "empty", "unreadable_text")


# ------------------------------------------------------------------------- the process that reads


def test_a_process_that_was_killed_is_replaced() -> None:
    for _ in range(2):
        assert stated(read(PLAIN, isolated=True)) == expected("ms-student")
        assert len(_POOL._idle) >= 1
        for worker in _POOL._idle:
            worker._process.kill()
            worker._process.wait()


def test_one_process_reads_one_document_after_the_other() -> None:
    read(PLAIN, isolated=True)
    waiting = {worker._process.pid for worker in _POOL._idle}
    read(FIXTURES / "record/plain.pdf", isolated=True)
    with pytest.raises(IngestError):
        read(FIXTURES / "refused/password.pdf", isolated=True)
    assert {worker._process.pid for worker in _POOL._idle} == waiting


def test_a_document_of_which_not_all_pages_were_taken_is_not_mixed_into_the_next() -> None:
    data = (FIXTURES / "official/two-columns.pdf").read_bytes()
    pages = run("pages", data, Caps(60, 300_000)._asdict(), Cost(30, 2**30))
    next(pages)
    pages.close()  # type: ignore[attr-defined]  # it is a generator
    assert stated(read(PLAIN, isolated=True)) == expected("ms-student")


def test_a_script_without_a_main_guard_reads(tmp_path: Path) -> None:
    script = tmp_path / "plain.py"
    script.write_text(
        "from degreekit import read_pdf\n"
        f"print(len(read_pdf({str(PLAIN)!r}).transcript.records))\n"
        f"print(len(read_pdf({str(PLAIN)!r}).transcript.records))\n"
    )
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("10\n10\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_fork_of_the_caller_starts_a_process_of_its_own() -> None:
    read(PLAIN, isolated=True)
    child = os.fork()
    if child == 0:  # pragma: no cover  # not in this process
        status = 1
        try:
            status = 0 if len(read(PLAIN, isolated=True).transcript.records) == 10 else 2
            _POOL.clear()
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert stated(read(PLAIN, isolated=True)) == expected("ms-student")


def test_nothing_is_left_in_the_folder_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    _POOL.clear()
    read(PLAIN, isolated=True)
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------ its answers


def framed(*frames: tuple[bytes, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    for kind, data in frames:
        write_frame(file, kind, data)
    file.seek(0)
    return file


def test_an_answer_longer_than_its_page_can_be_is_not_taken() -> None:
    with pytest.raises(BadMessage):
        read_frame(framed((ITEM, b"x" * 2000)), 1000)


def test_an_answer_that_ends_in_the_middle_is_none() -> None:
    file = io.BytesIO(framed((DONE, STAYS)).getvalue()[:-1])
    with pytest.raises(BadMessage):
        read_frame(file, 1000)


@pytest.mark.parametrize("cut", [0, 3, 9, 40, -1])
def test_a_page_that_is_not_whole_is_none(cut: int) -> None:
    page = next(iter(_pages()))
    with pytest.raises(BadMessage):
        RawPage.unpack(page.pack()[:cut])


def test_a_page_is_the_same_after_it_was_sent() -> None:
    for page in _pages():
        sent = page._replace(differences=[Difference("A", "", (1.0, 2.0, 3.0, 4.0), True)])
        assert RawPage.unpack(sent.pack()) == sent


@pytest.mark.parametrize("said", [b"", b"[]", b'{"outcome": 3}', b"\xff"])
def test_a_reason_that_is_none_is_not_taken(said: bytes) -> None:
    with pytest.raises(BadMessage):
        refusal(said)


def _pages() -> list[RawPage]:
    from degreekit.ingest.source._pdf.pages import read_pages

    return list(read_pages(PLAIN.read_bytes(), Caps(60, 300_000)))


def test_every_outcome_of_the_process_has_a_name() -> None:
    assert {"password_protected", "damaged", "too_large"} <= set(map(str, Outcome))
