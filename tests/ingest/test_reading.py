"""What documents print around the courses, and what becomes of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

import pytest

from degreekit.ingest import (
    Draft,
    Limits,
    Reading,
    open_document,
)
from degreekit.ingest.page.layout import reading_order
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import FIXTURES, read, read_fixture

Cells = Iterable[tuple[float, str]]
HEADER: Cells = ((40, "SUBJECT NUMBER"), (130, "COURSE TITLE"), (400, "POINTS"), (450, "GRADE"))


def row(code: str, title: str, points: str = "3.00", grade: str = "A") -> Cells:
    return ((40, code), (130, title), (405, points), (450, grade))


def document(*lines: Cells | str, size: float = 8.0) -> bytes:
    """Return a page with these lines, under the head of an official transcript."""
    canvas = Reportlab(LETTER, Type(size=size))
    canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
    canvas.text(40, 55, "NAME: DOE, JANE   SCHOOL: SCH OF ENGR & APP SCI: GRAD")
    y = 80.0
    for line in lines:
        cells: Cells = ((40.0, line),) if isinstance(line, str) else line
        for x, text in cells:
            if text:
                canvas.text(x, y, text)
        y += 12
    return canvas.bytes()


def codes(reading: Reading) -> list[str]:
    return [str(record.code) for record in reading.transcript.records]


def test_the_legend_yields_no_course() -> None:
    reading = read_fixture("ms-student")
    legend = [line for line in reading.furniture if line.kind == "legend"]
    assert any("COMS W4771" in line.text for line in legend)
    assert len(reading.transcript.records) == 10
    assert {line.page for line in legend} == {reading.document.pages}


def test_a_page_of_prose_is_a_legend_without_its_heading() -> None:
    prose = ("is given for work that is better than most of what is handed in here",) * 6
    canvas = Reportlab(LETTER, Type())
    canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
    for n, cells in enumerate((HEADER, ((40, "Fall 2023"),), row("COMS W4111", "DATABASES"))):
        for x, text in cells:
            canvas.text(x, 80 + 12 * n, text)
    canvas.new_page()
    for n, text in enumerate((*prose, "COMS W4771 MACHINE LEARNING 3.00 A", *prose)):
        canvas.text(40, 80 + 12 * n, text)
    reading = read(canvas.bytes())
    assert codes(reading) == ["COMS W4111"]
    assert not reading.not_understood


def test_one_code_twice_in_one_term_is_two_records() -> None:
    reading = read_fixture("official/same-code-twice")
    twice = [r for r in reading.transcript.records if str(r.code) == "COMS W4995"]
    assert len({r.title for r in twice}) == 2
    assert len({r.term for r in twice}) == 1


def test_credit_from_elsewhere_has_no_term_and_is_transfer() -> None:
    reading = read_fixture("official/two-columns")
    transfer = [r for r in reading.transcript.records if r.status == "transfer"]
    assert [str(r.code) for r in transfer] == ["CHEM C1403", "MATH V1101", "ECON UN1105"]
    assert {r.term for r in transfer} == {None}


def test_each_school_block_names_its_records() -> None:
    reading = read_fixture("official/two-schools")
    schools = ("SCH OF ENGR & APP SCI: UGRAD", "SCH OF ENGR & APP SCI: GRAD")
    assert reading.document.schools == schools
    assert {r.school for r in reading.transcript.records} == set(schools)


@pytest.mark.parametrize("mark", ["", "-", "--", "IP", "In Progress"])
def test_a_course_without_a_grade_is_in_progress(mark: str) -> None:
    page = document(HEADER, "Fall 2023", row("COMS W4111", "PROGRAMMING IN C", grade=mark))
    [record] = read(page).transcript.records
    assert (record.status, record.grade) == ("in_progress", None)


@pytest.mark.parametrize(
    ("mark", "status"),
    [("W", "withdrawn"), ("UW", "withdrawn"), ("F", "failed"), ("IN", "incomplete"),
     ("MU", "incomplete"), ("CP", "incomplete"), ("YC", "incomplete"), ("P", "completed"),
     ("R", "completed"), ("A -", "completed"), ("A–", "completed")],
)  # fmt: skip
def test_a_mark_says_what_became_of_the_attempt(mark: str, status: str) -> None:
    if "–" in mark:
        mark = "A-"  # the standard fonts have no dash to draw; plain forms have their own test
    [record] = read(
        document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES", grade=mark))
    ).transcript.records
    assert (record.status, record.grade) == (status, mark.replace(" ", ""))


def test_a_mark_that_no_legend_has_is_kept_and_reported() -> None:
    reading = read(document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES", grade="**")))
    assert reading.transcript.records[0].grade == "**"
    assert "unknown-mark" in {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("heading", "term"),
    [("Fall 2023", "Fall 2023"), ("FALL TERM 2023", "Fall 2023"), ("2023 Fall", "Fall 2023"),
     ("Autumn 2023", "Fall 2023"), ("Summer D 2023", "Summer 2023"),
     ("Spring 2024:", "Spring 2024"),
     ("Fall 2023 (continued)", "Fall 2023"), ("Spring 2024 - In Progress", "Spring 2024")],
)  # fmt: skip
def test_the_heading_of_a_term_may_be_written_in_many_ways(heading: str, term: str) -> None:
    [record] = read(document(HEADER, heading, row("COMS W4111", "DATABASES"))).transcript.records
    assert str(record.term) == term


def test_a_term_may_stand_beside_its_first_course() -> None:
    page = document(
        HEADER,
        ((40, "Fall 2023 COMS W4111"), (160, "DATABASES"), (405, "3.00"), (450, "A")),
        row("COMS W4118", "OPERATING SYSTEMS I"),
    )
    records = read(page).transcript.records
    assert [str(r.term) for r in records] == ["Fall 2023", "Fall 2023"]


@pytest.mark.parametrize(
    "code", ["COMS W4771", "COMSW4771", "COMS W 4771", "COMS 4771", "STAT GR5241", "MATHUN1201"]
)
def test_a_code_may_be_spelled_in_many_ways(code: str) -> None:
    page = document(HEADER, "Fall 2023", row(code, "SOME COURSE"), row("COMS W4111", "DATABASES"))
    first, _ = read(page).transcript.records
    assert first.code.number in ("4771", "5241", "1201")
    assert first.title == "SOME COURSE"


def test_a_code_may_be_wrapped_in_its_cell() -> None:
    lines: tuple[Cells | str, ...] = (
        HEADER,
        "Fall 2023",
        ((40, "COMS"), (130, "INTRODUCTION TO"), (405, "3.00"), (450, "A-")),
        ((40, "W4111"), (130, "DATABASES")),
        row("COMS W4118", "OPERATING SYSTEMS I"),
    )
    first, second = read(document(*lines)).transcript.records
    assert (str(first.code), first.title) == ("COMS W4111", "INTRODUCTION TO DATABASES")
    assert str(second.code) == "COMS W4118"


def test_text_beside_a_record_is_reported_with_its_place() -> None:
    rows = row("COMS W4118", "OPERATING SYSTEMS I"), row("COMS W4771", "MACHINE LEARNING")
    first = (*row("COMS W4111", "DATABASES"), (520, "Xyzzy"))
    page = document(HEADER, "Fall 2023", first, *rows, *rows)
    [finding] = [f for f in read(page).findings if f.code == "text-beside-record"]
    assert finding.record == 0
    assert finding.page == 1
    assert finding.box is not None


def test_a_course_without_any_values_is_named() -> None:
    page = document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES"), "", "COMS W4118 OPERATING")
    reading = read(page)
    assert codes(reading) == ["COMS W4111", "COMS W4118"]
    assert ("credits-not-printed", 1) in [(f.code, f.record) for f in reading.findings]
    assert reading.status is ReadingStatus.UNPROVED


def test_a_line_that_nobody_knows_is_listed_with_its_place() -> None:
    page = document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES"), "", "", "A word of advice")
    [line] = read(page).not_understood
    assert (line.page, line.text) == (1, "A word of advice")


@pytest.mark.parametrize("remark", ["DEAN'S LIST", "LEAVE OF ABSENCE", "ACADEMIC PROBATION"])
def test_a_remark_inside_a_term_is_furniture_and_no_part_of_a_title(remark: str) -> None:
    page = document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES"), ((130, remark),))
    reading = read(page)
    assert reading.transcript.records[0].title == "DATABASES"
    assert "remark" in {line.kind for line in reading.furniture}


@pytest.mark.parametrize("line", ["AWARDED 2019", "MAY 2025", "PAGE 4100", "NEW YORK NY 10027"])
def test_a_date_or_an_address_is_no_course(line: str) -> None:
    page = document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES"), "", line)
    assert codes(read(page)) == ["COMS W4111"]


def test_a_footnote_mark_beside_a_grade_is_taken_off() -> None:
    page = document(HEADER, "Fall 2023", row("COMS W4111", "DATABASES", grade="A-*"))
    assert read(page).transcript.records[0].grade == "A-"


def test_the_printed_figures_keep_their_decimals_and_places() -> None:
    printed = read_fixture("ms-student-unfinished").printed
    kinds = {total.kind for total in printed}
    assert {"term_points", "term_gpa", "cumulative_gpa", "grade_points"} <= kinds
    assert all(total.page >= 1 and total.box[2] > total.box[0] for total in printed)
    averages = [str(total.value) for total in printed if total.kind == "term_gpa"]
    assert all(len(average.split(".")[1]) == 3 for average in averages)


def test_a_draft_keeps_account_of_every_line() -> None:
    sheet = open_document(FIXTURES / "ms-student.pdf", Limits(isolated=False))
    lines = reading_order(sheet)
    with pytest.raises(ValueError, match="every letter"):
        Draft(sheet, lines[1:])
    draft = Draft(sheet, lines)
    draft.furniture(lines[0], "title")
    with pytest.raises(ValueError, match="twice"):
        draft.furniture(lines[0], "title")
    extraction = draft.finish("columbia", "test", scales={})
    assert len(extraction.not_understood) == len(lines) - 1


def test_nothing_imports_a_pdf_library_until_a_document_is_read() -> None:
    code = (
        "import sys, degreekit.ingest, degreekit.columbia.readers;"
        "print(sorted({'pdfplumber', 'pdfminer', 'pypdfium2'} & sys.modules.keys()))"
    )
    done = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_heading_is_read_beside_large_print_that_is_laid_over_the_page() -> None:
    """Nothing is printed over it there, so it is not known to be background."""
    canvas = Reportlab(LETTER, Type())
    canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
    canvas.text(168, 330, "COPY", size=150)
    canvas.text(40, 300, "Fall 2023")
    canvas.new_page()
    for n, cells in enumerate((HEADER, row("COMS W4111", "DATABASES"))):
        for x, text in cells:
            canvas.text(x, 80 + 12 * n, text)
    [record] = read(canvas.bytes()).transcript.records
    assert str(record.term) == "Fall 2023"


def test_the_rest_of_a_title_in_one_place_on_two_pages_is_no_letterhead() -> None:
    canvas = Reportlab(LETTER, Type())
    for year in (2023, 2024):
        canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
        title = row("COMS W4995", "TOPICS IN COMPUTER SCIENCE:"), ((130, "DEEP LEARNING"),)
        for n, cells in enumerate((HEADER, ((40, f"Fall {year}"),), *title)):
            for x, text in cells:
                canvas.text(x, 80 + 10 * n, text)
        canvas.new_page()
    titles = [record.title for record in read(canvas.bytes()).transcript.records]
    assert titles == ["TOPICS IN COMPUTER SCIENCE: DEEP LEARNING"] * 2
