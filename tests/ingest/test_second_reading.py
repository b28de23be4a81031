"""Where two independent readings of a page disagree, that is a finding with page and place."""

from __future__ import annotations

import io
from collections.abc import Callable

import pdfplumber
import pikepdf
import pytest

from degreekit.ingest import Limits, Reading, open_document
from degreekit.ingest.source._pdf.message import Caps
from degreekit.ingest.source._pdf.pages import read_pages
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import FIXTURES, PDFS, read

CAPS = Caps(pages=60, glyphs=300_000)
EVERY = pytest.mark.parametrize("name", PDFS)


@EVERY
def test_two_libraries_agree_on_every_fixture(name: str) -> None:
    document = open_document(FIXTURES / f"{name}.pdf", Limits(isolated=False))
    assert not [difference for page in document.pages for difference in page.differences]


@EVERY
def test_every_letter_is_where_pdfplumber_sees_it(name: str) -> None:
    data = (FIXTURES / f"{name}.pdf").read_bytes()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page, raw in zip(pdf.pages, read_pages(data, CAPS), strict=True):
            assert page.cropbox == page.bbox
            places = [raw.places[side::4] for side in range(4)]
            ours = list(zip(raw.texts, *places, strict=True))
            theirs = [(c["text"], c["x0"], c["top"], c["x1"], c["bottom"]) for c in page.chars]
            assert [text for text, *_ in ours] == [text for text, *_ in theirs]
            for (_, *box), (_, *other) in zip(ours, theirs, strict=True):
                assert box == pytest.approx(other, abs=0.01)
            assert (raw.width, raw.height) == (page.width, page.height)
            page.close()


# --------------------------------------------------------------------- files made to deceive


def changed(name: str, change: Callable[[pikepdf.Pdf], None]) -> Reading:
    """Read a fixture after a change to its objects."""
    file = io.BytesIO()
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        change(pdf)
        pdf.save(file)
    return read(file.getvalue())


def codes(reading: Reading) -> set[tuple[str, str]]:
    return {(finding.code, finding.severity) for finding in reading.findings}


def box_of(name: str, code: str, field: str = "grade") -> tuple[int, tuple[float, ...]]:
    """Return the page and the place of a field of the record with that code."""
    records = read(FIXTURES / f"{name}.pdf").transcript.records
    record = next(r for r in records if r.code.printed == code)
    assert record.page is not None
    return record.page, record.boxes[field]


def appearance(pdf: pikepdf.Pdf, text: str, width: float, height: float) -> pikepdf.Object:
    """Return a form that shows a text on white."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    drawn = f"1 g 0 0 {width} {height} re f 0 g BT /F 8 Tf 1 2 Td ({text}) Tj ET"
    form = pdf.make_stream(drawn.encode())
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, width, height])
    form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    return form


def annotate(
    pdf: pikepdf.Pdf, number: int, box: tuple[float, ...], text: str, subtype: str
) -> None:
    page = pdf.pages[number - 1]
    height = float(page.mediabox[3])
    left, top, right, bottom = box
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name(f"/{subtype}"),
        F=4,
        Rect=pikepdf.Array([left, height - bottom, right, height - top]),
        AP=pikepdf.Dictionary(N=appearance(pdf, text, right - left, bottom - top)),
    )
    page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
    if subtype == "Widget":
        note.FT, note.T = pikepdf.Name.Tx, "field"
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots)


@pytest.mark.parametrize("subtype", ["FreeText", "Stamp", "Widget"])
def test_a_grade_drawn_over_another_as_a_note_is_an_error(subtype: str) -> None:
    number, box = box_of("ms-student", "COMS W4771")

    def change(pdf: pikepdf.Pdf) -> None:
        annotate(pdf, number, box, "C", subtype)

    reading = changed("ms-student", change)
    codes_there = ("record-read-differently", "text-not-shown")
    [finding] = [f for f in reading.findings if f.code in codes_there]
    assert (finding.page, finding.severity) == (number, "error")
    assert finding.box is not None
    assert abs(finding.box[0] - box[0]) < 5
    assert reading.status is ReadingStatus.CONTRADICTED


def test_a_note_beside_the_text_is_a_warning() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        annotate(pdf, 1, (300.0, 5.0, 400.0, 16.0), "Received", "FreeText")

    reading = changed("ms-student", change)
    assert ("text-in-a-note", "warning") in codes(reading)
    assert reading.verified


def test_a_note_without_text_is_nothing_to_tell() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        annotate(pdf, 1, (10.0, 5.0, 590.0, 700.0), "", "Stamp")
        pdf.pages[0].Annots[0].AP.N.write(b"")

    assert not codes(changed("ms-student", change))


def with_content(name: str, number: int, change: Callable[[bytes], bytes]) -> Reading:
    """Read a fixture after a change to the content of a page."""

    def change_page(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[number - 1]
        page.contents_coalesce()
        page.Contents.write(change(page.Contents.read_bytes()))

    return changed(name, change_page)


def test_a_text_that_is_said_to_be_another_is_an_error() -> None:
    """ActualText replaces what is drawn, for programs that heed it."""

    def change(content: bytes) -> bytes:
        shown, said = b"(COMS W4771) Tj", b"(COMS W4111)"
        assert shown in content
        return content.replace(
            shown, b"/Span <</ActualText " + said + b">> BDC " + shown + b" EMC", 1
        )

    reading = with_content("ms-student", 1, change)
    assert ("record-read-differently", "error") in codes(reading)


def test_a_map_of_letters_that_only_one_library_follows_is_an_error() -> None:
    """A map of glyphs in the place of a map of letters: one library takes it for one, one not."""
    number, box = box_of("ms-student", "COMS W4771")

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[number - 1]
        font = pikepdf.Dictionary(dict(page.Resources.Font.F1.items()))
        font.ToUnicode = pdf.make_stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            b"/CMapName /X def /CMapType 2 def\n"
            b"1 begincodespacerange <00> <ff> endcodespacerange\n"
            b"1 begincidrange <42> <42> 65 endcidrange\n"
            b"endcmap CMapName currentdict /CMap defineresource pop end end"
        )
        page.Resources.Font.Lie = pdf.make_indirect(font)
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        place = f"1 0 0 1 {box[0]:.10g} ".encode()
        at = content.index(place, content.index(b"(COMS W4771) Tj"))
        shown = content.index(b"(A", at)
        page.Contents.write(content[:shown] + b"/Lie 7.5 Tf " + content[shown:])

    reading = changed("ms-student", change)
    [finding] = [f for f in reading.findings if f.code == "record-read-differently"]
    assert finding.page == number
    assert finding.box == pytest.approx(box, abs=4)
    assert reading.status is ReadingStatus.CONTRADICTED


def test_a_letter_that_the_edge_of_the_page_cuts_is_seen_by_both() -> None:
    canvas = Reportlab(LETTER, Type(family="Courier", size=11.0))
    canvas.text(611.5 - 6.6 * 3, 40, "EDGES")
    [page] = open_document(canvas.bytes(), Limits(isolated=False)).pages
    assert "".join(glyph.text for glyph in page.glyphs) == "EDGE"
    assert not page.differences
