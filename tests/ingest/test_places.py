"""Whatever a reading tells names its place: the page, the box on it, and the file.

The documents are those of the generator, changed in one thing that is drawn on their pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import Finding, Limits, Outcome, open_document, read_together
from degreekit.ingest.codes import INGEST_CODES
from tests.ingest.helpers import FIXTURES, read, text_in

#: What is said of a whole document, or of what was given beside it. Of what OCR is not sure of,
#: each question names its place.
OF_ALL = {
    "nothing-to-verify", "read-from-degree-audit", "reader-failed", "unknown-institution",
    "student-not-named", "reading-in-doubt", "answer-without-question", "part-of-record",
    "several-documents", "column-not-known", "row-cut-short",
    "page-ends-early", "institution-not-shown",
    # of figures that no reader reads yet; see test_verify
    "term-quality-points-differ", "cumulative-quality-points-differ",
}  # fmt: skip

Change = Callable[[pikepdf.Pdf], None]


def hidden(pdf: pikepdf.Pdf) -> None:
    """Write on a page in the colour of the paper."""
    page = pdf.pages[0]
    page.Resources.Font.Hidden = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.contents_add(b"BT 1 g /Hidden 8 Tf 36 40 Td (COMS W4995 3.00 A) Tj ET")


def fixture(name: str, *changes: Change) -> bytes:
    """Return a fixture after changes to its pages."""
    file = io.BytesIO()
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        for change in changes:
            change(pdf)
        pdf.save(file)
    return file.getvalue()


def drawn(old: str, new: str, *, times: int = 1) -> Change:
    """Return a change of a text that is drawn at once: a pattern, and what takes its place."""

    def change(pdf: pikepdf.Pdf) -> None:
        left = times
        for page in pdf.pages:
            steps = list(pikepdf.parse_content_stream(page))
            for at, step in enumerate(steps):
                if left and str(step.operator) == "Tj" and re.fullmatch(old, str(step.operands[0])):
                    text = pikepdf.String(re.sub(old, new, str(step.operands[0])))
                    steps[at] = pikepdf.ContentStreamInstruction([text], step.operator)
                    left -= 1
            page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))
        assert not left, "no such text is drawn"

    return change


def printed_over(text: str, other: str) -> Change:
    """Return a change that draws a text once more where it is drawn, as another."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        start = content.rindex(b"BT", 0, content.index(f"({text}) Tj".encode()))
        block = content[start : content.index(b"ET", start) + 2]
        page.Contents.write(content + b"\n" + block.replace(text.encode(), other.encode()))

    return change


def said_to_be(text: str, other: str) -> Change:
    """Return a change that gives a text an ActualText, for programs that heed it."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        page.contents_coalesce()
        shown = f"({text}) Tj"
        said = f"/Span <</ActualText ({other})>> BDC {shown} EMC"
        content = page.Contents.read_bytes()
        assert shown.encode() in content
        page.Contents.write(content.replace(shown.encode(), said.encode(), 1))

    return change


def noted(pdf: pikepdf.Pdf) -> None:
    """Draw a note at the foot of the first page."""
    form = pdf.make_stream(b"0 g BT /F 8 Tf 1 2 Td (Received) Tj ET")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = pikepdf.Array([0, 0, 100, 12])
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, F=4,
        Rect=pikepdf.Array([300, 8, 400, 20]), AP=pikepdf.Dictionary(N=form),
    )  # fmt: skip
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def cropped(pdf: pikepdf.Pdf) -> None:
    """Show the upper half of the first page only."""
    pdf.pages[0].CropBox = pikepdf.Array([0, 500, 612, 792])


def with_a_picture(pdf: pikepdf.Pdf) -> None:
    with pikepdf.open(FIXTURES / "refused/picture.pdf") as picture:
        pdf.pages.append(picture.pages[0])


TOTAL = r"TERM POINTS: [\d.]+   TERM GPA: [\d.]+"

#: For each code a document of which it is told, and what is printed in the place.
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "term-points-differ": (
        lambda: fixture("ms-student", drawn(TOTAL, "TERM POINTS: 55.00")), "55.00",
    ),
    "term-gpa-differs": (lambda: fixture("ms-student", drawn(TOTAL, "TERM GPA: 1.234")), "1.234"),
    "cumulative-points-differ": (
        lambda: fixture("ms-student", drawn(TOTAL, "TOTAL POINTS: 99.00")), "99.00",
    ),
    "cumulative-gpa-differs": (
        lambda: fixture("ms-student", drawn(r"Cumulative GPA: .*", "Cumulative GPA: 1.234")),
        "1.234",
    ),
    "transfer-points-differ": (
        lambda: fixture(
            "official/two-columns", drawn(r"ENTERING CREDIT   .*", "ENTERING CREDIT   77.00")
        ),
        "77.00",
    ),
    "grade-points-differ": (lambda: fixture("record/plain", drawn(r"3\.67", "3.11")), "3.11"),
    "terms-missing": (lambda: fixture("ssol/fall-2016"), ""),
    "unknown-mark": (lambda: fixture("ms-student", drawn(r"A-", "ZZ")), "ZZ"),
    "page-without-text": (lambda: fixture("ms-student", with_a_picture), ""),
    "hidden-text": (lambda: fixture("scans/record-hidden"), "COMS"),
    "pages-missing": (
        lambda: fixture("official/exam-credit", drawn("Page 1 of 1", "Page 1 of 9")), "Page1of9",
    ),
    "text-off-page": (lambda: fixture("ms-student", cropped), "COMS"),
    "text-over-text": (
        lambda: fixture("ms-student", printed_over("MACHINE LEARNING", "ALGORITHMS")), "",
    ),
    "record-read-differently": (
        lambda: fixture("ms-student", said_to_be("COMS W4771", "COMS W4111")), "",
    ),
    "page-read-differently": (
        lambda: fixture("ms-student", said_to_be("UNI: jd0000", "UNI: xx9999")), "",
    ),
    "text-not-shown": (lambda: fixture("ms-student", hidden), ""),
    "text-in-a-note": (lambda: fixture("ms-student", noted), ""),
    "course-not-read": (lambda: fixture("ms-student", drawn(r"3\.00", " ")), "COMS"),
    "code-not-understood": (
        lambda: fixture("ms-student", drawn(r"COMS W4111", "MATH ????")), "MATH????",
    ),
    "credits-not-printed": (lambda: fixture("planning/no-credits-yet"), ""),
    "no-equivalent": (
        lambda: fixture("official/exam-credit", drawn(r"MATH 1---", "NO EQUIV ")), "NOEQUIV",
    ),
    "record-without-term": (
        lambda: fixture("ms-student", drawn(r"Fall 2023", "Registration")), "3.00",
    ),
    "text-beside-record": (
        lambda: fixture("ms-student", drawn(r"A-", "A-     see 9")), "see9",
    ),
}  # fmt: skip


def told(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def test_every_code_is_tried_or_is_of_a_whole_document() -> None:
    codes = {code.code for code in INGEST_CODES} - {outcome.value for outcome in Outcome}
    elsewhere = {"files-disagree", "heading-not-understood", "title-uncertain", "columns-uncertain"}
    elsewhere |= {"term-uncertain"}
    assert codes == CASES.keys() | OF_ALL | elsewhere


@pytest.mark.parametrize("code", CASES)
def test_what_is_told_names_the_page_and_the_place_on_it(code: str) -> None:
    make, printed = CASES[code]
    data = make()
    found = told(read(data).findings, code)
    assert found
    pages = open_document(data, Limits(isolated=False, ocr=False)).pages
    for finding in found:
        assert finding.page is not None
        assert finding.box is not None
        page = pages[finding.page - 1]
        shown = text_in(page.glyphs, page.upright(finding.box))
        assert printed in shown


@pytest.mark.parametrize("code", CASES)
def test_among_several_files_it_names_the_file_too(code: str, tmp_path: Path) -> None:
    file = tmp_path / "transcript.pdf"
    file.write_bytes(CASES[code][0]())
    limits = Limits(isolated=False, ocr=False)
    reading = read_together([file], readers(), {"columbia": columbia()}, limits)
    found = told(reading.findings, code)
    assert found
    for finding in found:
        assert finding.file == str(file)
        assert finding.page is not None
        assert finding.box is not None


def test_files_that_disagree_are_both_named_and_the_place_in_one(tmp_path: Path) -> None:
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    one.write_bytes(fixture("ms-student"))
    other.write_bytes(fixture("ms-student", drawn(r"A-", "C")))
    limits = Limits(isolated=False, ocr=False)
    reading = read_together([one, other], readers(), {"columbia": columbia()}, limits)
    [finding] = told(reading.findings, "files-disagree")
    assert finding.file in (str(one), str(other))
    assert str(one) in finding.message
    assert str(other) in finding.message
    assert finding.page is not None
    assert finding.box is not None
