"""Tables that are set in other ways than the known documents are read all the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from degreekit.ingest import Reading
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator import planning as student_planning
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.fixtures.generator.students import planning
from tests.ingest.helpers import read, stated

Cells = Sequence[tuple[float, str]]
HEAD = "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK"
SCHOOL = "SCHOOL: SCH OF ENGR & APP SCI: GRAD"


def document(*lines: Cells | str | None, leading: float = 12) -> bytes:
    """Return a page with these lines under the university's name; None leaves one free.

    What begins with ``^`` is set small and raised.
    """
    canvas = Reportlab(LETTER, Type(size=8))
    for at, line in enumerate((HEAD, SCHOOL, *lines)):
        y = 40 + leading * at
        for x, text in ((40.0, line),) if isinstance(line, str) else line or ():
            raised = text.startswith("^")
            canvas.text(x, y - 3 * raised, text.removeprefix("^"), size=5 if raised else 8)
    return canvas.bytes()


def table(*columns: tuple[float, str]) -> tuple[Cells, list[float]]:
    """Return the header of a table, and where its columns begin."""
    return columns, [x for x, _ in columns]


def rows(reading: Reading) -> list[tuple[str, str | None, str, str | None]]:
    """Return code, title, points and grade of the records."""
    return [(str(r.code), r.title, str(r.credits), r.grade) for r in reading.transcript.records]


DATABASES = ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A")
PASS = ("COMS E6998", "TOPICS IN COMPUTER SCIENCE", "1.50", "P")
BOTH = [DATABASES, PASS]


# -------------------------------------------------------------------------- columns not known


@pytest.mark.parametrize("name", ["Instructor", "Delivery Mode", "Type"])
@pytest.mark.parametrize("at", [2, 3, 4])
def test_a_column_that_is_none_of_ours_joins_no_cell(name: str, at: int) -> None:
    named = ["Course", "Course Title", "Points", "Grade"]
    header, lefts = table(
        *zip((40, 110, 290, 370, 440), [*named[:at], name, *named[at:]], strict=True)
    )
    values = [[*line[:at], "Smith, J", *line[at:]] for line in BOTH]
    lines = [list(zip(lefts, line, strict=True)) for line in values]
    reading = read(document(header, "Fall 2023", *lines, "TERM GPA: 4.000"))
    assert rows(reading) == BOTH
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.findings
    assert not reading.not_understood


def test_a_line_of_a_course_is_no_header_though_its_words_are_names_of_columns() -> None:
    header, lefts = table((40, "Course"), (110, "Title"), (290, "Points"), (370, "Grade"))
    line = list(zip(lefts, ("COMS W4111", "COURSE NAME NUMBER", "3.00", "A"), strict=True))
    assert rows(read(document(header, "Fall 2023", line))) == [
        ("COMS W4111", "COURSE NAME NUMBER", "3.00", "A")
    ]


# ------------------------------------------------------------------------- columns by their names


def test_points_that_were_tried_and_earned_and_their_worth_stand_beside_each_other() -> None:
    header, lefts = table(
        (40, "Course"), (110, "Description"), (270, "Attempted"), (330, "Earned"), (390, "Grade"),
        (450, "Quality Points"),
    )  # fmt: skip
    failed = ("COMS W4771", "MACHINE LEARNING", "3.00", "0.00", "F", "0.00")
    databases = ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "3.00", "A", "12.00")
    lines = [list(zip(lefts, line, strict=True)) for line in (databases, failed)]
    reading = read(document(header, "Fall 2023", *lines, "TERM GPA: 2.000"))
    assert rows(reading) == [DATABASES, ("COMS W4771", "MACHINE LEARNING", "3.00", "F")]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.findings


def test_quality_points_that_are_not_those_of_the_grade_are_told() -> None:
    header, lefts = table(
        (40, "Course"), (110, "Title"), (300, "Credits"), (360, "Grade"), (420, "Quality Points")
    )
    lines = [list(zip(lefts, (*DATABASES, "9.99"), strict=True))]
    reading = read(document(header, "Fall 2023", *lines, "TERM GPA: 4.000"))
    assert [f.code for f in reading.findings] == ["grade-points-differ"]
    assert reading.status is ReadingStatus.CONTRADICTED


@pytest.mark.parametrize("first", ["Term", "Call #"])
def test_a_term_or_a_call_number_may_stand_in_front_of_the_course(first: str) -> None:
    number = "20233" if first == "Term" else "11932"
    header, lefts = table(
        (40, first), (90, "Course"), (160, "Title"), (330, "Points"), (400, "Grade")
    )
    lines = [list(zip(lefts, (number, *line), strict=True)) for line in BOTH]
    heading = () if first == "Term" else ("Fall 2023",)
    reading = read(document(header, *heading, *lines))
    assert rows(reading) == BOTH
    assert {str(r.term) for r in reading.transcript.records} == {"Fall 2023"}
    assert [f.code for f in reading.findings] == ["nothing-to-verify"]


# -------------------------------------------------------------------------------- marks and rules


@pytest.mark.parametrize("cell", range(4))
@pytest.mark.parametrize("mark", ["^1", "^*", "^a", "^R", "\N{SUPERSCRIPT ONE}"])
def test_a_raised_mark_that_points_to_a_footnote_is_no_part_of_a_cell(cell: int, mark: str) -> None:
    header, lefts = table((40, "Course"), (110, "Title"), (290, "Points"), (370, "Grade"))
    at = (lefts[cell] + Reportlab(LETTER, Type()).measure(DATABASES[cell], 8), mark)
    lines = [[*zip(lefts, DATABASES, strict=True), at], list(zip(lefts, PASS, strict=True))]
    reading = read(document(header, "Fall 2023", *lines, "TERM GPA: 4.000"))
    assert rows(reading) == BOTH
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.findings


def test_the_raised_end_of_an_ordinal_belongs_to_its_word() -> None:
    header, _ = table((40, "Course"), (110, "Title"), (290, "Points"), (370, "Grade"))
    behind = 110 + Reportlab(LETTER, Type()).measure("THE 21", 8)
    line = [(40, "COMS W4995"), (110, "THE 21"), (behind, "^st"), (290, "3.00"), (370, "A")]
    [(_, title, _, _)] = rows(read(document(header, "Fall 2023", line)))
    assert title == "THE 21st"


def test_a_term_and_its_first_course_in_one_line_are_parted_by_leaders() -> None:
    header, lefts = table((130, "Course"), (200, "Title"), (370, "Points"), (430, "Grade"))
    first = [(40, "Fall 2023 ......"), *zip(lefts, DATABASES, strict=True)]
    reading = read(document(header, first, list(zip(lefts, PASS, strict=True))))
    assert rows(reading) == BOTH
    assert {str(r.term) for r in reading.transcript.records} == {"Fall 2023"}


# --------------------------------------------------------------------------------- whole tables


def test_titles_in_cells_that_are_filled_from_the_bottom_belong_to_the_row_below() -> None:
    header, lefts = table((40, "Course"), (110, "Title"), (290, "Points"), (370, "Grade"))
    wide = [(110, "TOPICS IN COMPUT SCI:")]
    rest = [list(zip(lefts, (c, t, "3.00", "A"), strict=True)) for c, t in (
        ("COMS W4995", "DEEP LEARNING"), ("COMS E6998", "CAUSAL INFERENCE"),
    )]  # fmt: skip
    reading = read(document(header, "Fall 2023", wide, rest[0], wide, rest[1], "TERM GPA: 4.000"))
    assert [title for _, title, _, _ in rows(reading)] == [
        "TOPICS IN COMPUT SCI: DEEP LEARNING", "TOPICS IN COMPUT SCI: CAUSAL INFERENCE"
    ]  # fmt: skip
    assert not reading.not_understood


THREE = [DATABASES, PASS, ("COMS W4771", "MACHINE LEARNING", "3.00", "B+")]


def test_a_table_without_a_header_is_read_where_all_of_it_looks_like_courses() -> None:
    lines = [list(zip((40, 110, 290, 370), line, strict=True)) for line in THREE]
    assert rows(read(document("Fall 2023", *lines))) == THREE


@pytest.mark.parametrize("spoiled", ["whole numbers", "two rows", "words beside"])
def test_a_table_without_a_header_is_read_whatever_else_its_rows_say(spoiled: str) -> None:
    lines = [list(zip((40, 110, 290, 370), line, strict=True)) for line in THREE]
    expected = list(THREE)
    if spoiled == "whole numbers":
        lines[0][2] = (290, "3")
        expected[0] = (*DATABASES[:2], "3", "A")
    elif spoiled == "two rows":
        del lines[0], expected[0]
    else:
        lines[0].append((500, "7 9"))
    assert rows(read(document("Fall 2023", *lines))) == expected


def test_courses_below_a_heading_that_is_no_term_have_none() -> None:
    lines = [list(zip((40, 110, 290, 370), line, strict=True)) for line in THREE]
    reading = read(document("Fall 2023", lines[0], None, "Maymester Module 2", *lines[1:]))
    assert [str(r.term or "") for r in reading.transcript.records] == ["Fall 2023", "", ""]
    assert "heading-not-understood" in {f.code for f in reading.findings}
    assert reading.status is ReadingStatus.UNPROVED


def test_a_table_drawn_with_bars_is_read_as_its_cells() -> None:
    text = "\n".join([
        HEAD, SCHOOL, "Fall 2023",
        "| Course | Title | Points | Grade |", "|---|:---|---:|---|",
        *(f"| {' | '.join(line)} |" for line in THREE),
        "TERM GPA: 3.665",
    ])  # fmt: skip
    reading = read(text.encode())
    assert rows(reading) == THREE
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


# ------------------------------------------------------------------- found with pages of browsers

PLAIN = table((40, "Course"), (110, "Title"), (290, "Points"), (370, "Grade"))


def line_of(*values: str) -> list[tuple[float, str]]:
    return list(zip(PLAIN[1], values, strict=True))


@pytest.mark.parametrize(
    "heading", ["Fall 2023 (09/05/2023 - 12/20/2023)", "Fall 2023: 9/5/23 to 12/20/23"]
)
def test_a_heading_may_say_from_when_to_when_the_term_is(heading: str) -> None:
    reading = read(document(PLAIN[0], heading, line_of(*DATABASES)))
    assert [str(r.term) for r in reading.transcript.records] == ["Fall 2023"]
    assert not reading.not_understood


@pytest.mark.parametrize("label", ["Course Topic: ", "Topic: "])
def test_a_topic_below_a_title_is_its_subtitle(label: str) -> None:
    course = line_of("COMS E6998", "TOPICS IN COMPUTER SCIENCE", "3.00", "A")
    topic = [(110, f"{label}Causal Inference")]
    reading = read(document(PLAIN[0], "Fall 2023", course, topic))
    [(_, title, _, _)] = rows(reading)
    assert title == "TOPICS IN COMPUTER SCIENCE: Causal Inference"


@pytest.mark.parametrize(
    ("mark", "status"),
    [("Withdrawn", "withdrawn"), ("DROPPED", "withdrawn"), ("Registered", "in_progress")],
)
def test_a_word_in_the_place_of_the_grade_says_what_became_of_the_course(
    mark: str, status: str
) -> None:
    reading = read(document(PLAIN[0], "Fall 2023", line_of(*DATABASES[:3], mark)))
    [record] = reading.transcript.records
    assert (record.status, record.grade) == (status, None)
    assert [f.code for f in reading.findings] == ["nothing-to-verify"]


def test_what_is_no_mark_in_the_place_of_the_grade_names_the_row() -> None:
    page = document(PLAIN[0], "Fall 2023", line_of(*DATABASES), line_of(*PASS[:3], "Suspended"))
    reading = read(page)
    assert ("unknown-mark", 1) in [(f.code, f.record) for f in reading.findings]
    assert reading.status is not ReadingStatus.PROVED


def test_what_stands_in_front_of_one_course_only_names_the_row() -> None:
    odd = [(20, "A"), (40, "COMS W4118"), (110, "OPERATING SYSTEMS I"), (290, "3.00")]
    reading = read(document(PLAIN[0], "Fall 2023", line_of(*DATABASES), odd))
    assert [code for code, *_ in rows(reading)] == ["COMS W4111", "COMS W4118"]
    assert ("text-beside-record", 1) in [(f.code, f.record) for f in reading.findings]


def test_a_remark_that_names_a_course_is_none() -> None:
    remark = "Repeated: see COMS W4118"
    reading = read(document(PLAIN[0], "Fall 2023", line_of(*DATABASES), remark))
    assert "course-not-read" not in {f.code for f in reading.findings}


def test_a_code_wrapped_in_its_cell_is_not_printed_on_itself() -> None:
    first = [(40, "COMS"), (110, "INTRODUCTION TO"), (290, "3.00"), (370, "A")]
    rest = [(40, "W4111"), (110, "DATABASES")]
    reading = read(document(PLAIN[0], "Fall 2023", first, rest))
    assert rows(reading) == [DATABASES]
    assert "text-over-text" not in {f.code for f in reading.findings}


def test_a_title_around_the_first_row_below_a_header_has_all_its_lines() -> None:
    """Three lines, of which the second stands beside the values."""
    lines = [(110, "DATA")], line_of("COMS W3134", "STRUCTURES", "3.00", "A"), [(110, "IN JAVA")]
    reading = read(document(PLAIN[0], *lines, None, line_of(*DATABASES)))
    assert rows(reading)[0] == ("COMS W3134", "DATA STRUCTURES IN JAVA", "3.00", "A")
    assert not reading.not_understood


def test_terms_by_their_names_may_be_a_column_of_text_with_tabs() -> None:
    lines = ["Term\tCourse\tTitle\tPoints\tGrade"]
    lines += [f"Fall 2023\tCOMS UN{n}\tDATABASES\t3.00\tA" for n in (1004, 1005, 1006)]
    reading = read("\n".join([HEAD, SCHOOL, *lines]).encode())
    assert [code for code, *_ in rows(reading)] == ["COMS UN1004", "COMS UN1005", "COMS UN1006"]
    assert {str(r.term) for r in reading.transcript.records} == {"Fall 2023"}


@pytest.mark.parametrize("mark", ["*", "#", "+"])
def test_a_mark_in_front_of_a_course_is_a_mark(mark: str) -> None:
    marked = [(30, mark), *line_of(*PASS)]
    reading = read(document(PLAIN[0], "Fall 2023", line_of(*DATABASES), marked, "TERM GPA: 4.000"))
    assert rows(reading) == BOTH
    assert not reading.findings


@pytest.mark.parametrize("state", ["Dropped", "Withdrawn", "Not Taken"])
def test_a_course_that_student_planning_says_was_left_is_not_under_way(state: str) -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    lines = ("COMS W3157", "ADVANCED PROGRAMMING (001)", "4", "A-", "Taken"), (
        "COMS W4118", "OPERATING SYSTEMS I (001)", "3", "-", state,
    )  # fmt: skip
    canvas.text(40, 40, "Student Planning")
    canvas.text(40, 55, "Fall 2024")
    for at, line in enumerate(lines):
        for x, text in zip((40, 120, 300, 340, 380), line, strict=True):
            canvas.text(x, 70 + 12 * at, text)
    taken, left = read(canvas.bytes()).transcript.records
    assert (taken.status, taken.grade) == ("completed", "A-")
    assert (left.status, left.grade) == ("withdrawn", None)


@pytest.mark.parametrize("lines", range(12, 20))
def test_credit_from_elsewhere_goes_on_below_the_header_of_the_courses(lines: int) -> None:
    who = planning(120, credit=True, credit_last=True)
    layout = student_planning.Layout(lines=lines, header_on="page")
    reading = read(student_planning.render(who, layout))
    assert stated(reading) == who.expected()["records"]
