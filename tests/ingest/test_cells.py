"""Cells that say more than one thing, take several lines, or span several rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from degreekit.ingest import Reading
from degreekit.transcript import ReadingStatus
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import document, rows

HEADER = [(40.0, "Course"), (120.0, "Title"), (330.0, "Points"), (400.0, "Grade")]
COURSES = [
    ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"),
    ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "B+"),
    ("COMS W4701", "ARTIFICIAL INTELLIGENCE", "3.00", "A-"),
    ("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "P"),
    ("COMS W4771", "MACHINE LEARNING", "3.00", "B"),
    ("COMS W4772", "ADVANCED MACHINE LEARNING", "3.00", "A"),
]
Line = list[tuple[float, str]]


def set_out(*texts: str, header: Sequence[tuple[float, str]] = HEADER) -> Line:
    return [(x, text) for (x, _), text in zip(header, texts, strict=True) if text]


def doubted(reading: Reading) -> set[int]:
    return {f.record for f in reading.findings if f.record is not None}


def terms(reading: Reading) -> list[str | None]:
    return [str(record.term) if record.term else None for record in reading.transcript.records]


# ----------------------------------------------------------------------------- more than one thing


@pytest.mark.parametrize(
    "explained",
    [
        {"A": "A (4.00)", "B+": "B+ (3.33)", "A-": "A- (3.67)", "P": "P (Pass)", "B": "B (3.00)"},
        {"A": "A - Excellent", "B+": "B+ - Good", "P": "P - Passed", "B": "B - Good"},
        {"A": "A (R)", "B+": "B+ (RPT)"},
        {"A": "Grade A", "B+": "Grade B+", "A-": "Grade A-", "P": "Grade P", "B": "Grade B"},
    ],
)
def test_a_grade_may_say_what_it_is_worth_or_means(explained: dict[str, str]) -> None:
    lines = [set_out(*course[:3], explained.get(course[3], course[3])) for course in COURSES]
    reading = read(document(HEADER, "Fall 2023", *lines))
    assert rows(reading) == COURSES
    assert not doubted(reading)


def test_credits_attempted_and_earned_may_share_a_cell_next_to_quality_points() -> None:
    header = [*HEADER[:2], (330.0, "Att/Earned"), (400.0, "Grade"), (460.0, "Quality Points")]
    worth = ["12.00", "9.99", "11.01", "0.00", "9.00", "12.00"]
    lines = [
        set_out(*course[:2], f"{course[2]}/{course[2]}", course[3], points, header=header)
        for course, points in zip(COURSES, worth, strict=True)
    ]
    failed = set_out("COMS W4115", "COMPILERS", "3.00/0.00", "F", "0.00", header=header)
    reading = read(document(header, "Fall 2023", *lines, failed))
    assert rows(reading) == [*COURSES, ("COMS W4115", "COMPILERS", "3.00", "F")]


def test_values_may_be_named_in_each_row() -> None:
    lines: list[Line] = []
    for code, title, credits, grade in COURSES:
        lines += [[(40.0, code), (120.0, title)]]
        lines += [
            [(40.0, "Section 001"), (120.0, f"Points: {credits}"), (200.0, f"Grade: {grade}")]
        ]
    reading = read(document("Fall 2023", *lines))
    assert rows(reading) == COURSES
    assert not doubted(reading)


def test_the_sign_of_a_grade_may_have_a_column_of_its_own() -> None:
    header = [*HEADER, (440.0, "+/-")]
    lines = [
        set_out(*course[:3], course[3][:1], course[3][1:], header=header) for course in COURSES
    ]
    reading = read(document(header, "Fall 2023", *lines))
    assert rows(reading) == COURSES


@pytest.mark.parametrize("cell", ["{title} ({code})", "{title} - {code}", "{code}: {title}"])
def test_a_code_may_share_its_cell_with_the_title(cell: str) -> None:
    header = [(40.0, "Course"), (330.0, "Points"), (400.0, "Grade")]
    lines = [
        set_out(cell.format(code=code, title=title), credits, grade, header=header)
        for code, title, credits, grade in COURSES
    ]
    reading = read(document(header, "Fall 2023", *lines))
    assert rows(reading) == COURSES
    assert not doubted(reading)


def test_a_row_without_a_subject_is_an_error_and_no_remark() -> None:
    bare = set_out("W4115", "PROGRAMMING LANG & TRANSL", "3.00", "A")
    bare[0] = (67.0, "W4115")  # where the numbers of codes stand
    lines = [set_out(*course) for course in COURSES]
    reading = read(document(HEADER, "Fall 2023", *lines[:3], bare, *lines[3:]))
    assert "code-not-understood" in {finding.code for finding in reading.findings}
    assert reading.status is ReadingStatus.CONTRADICTED


def test_a_column_named_as_a_field_that_is_not_understood_puts_its_rows_in_doubt() -> None:
    lines = [set_out(*course[:3], "see the registrar") for course in COURSES]
    assert doubted(read(document(HEADER, "Fall 2023", *lines))) == set(range(len(COURSES)))


# ------------------------------------------------------------------------------------ several lines


def test_a_term_and_a_section_may_stand_on_the_next_line_of_their_cells() -> None:
    header = [
        (40.0, "Term"),
        (100.0, "Course"),
        (180.0, "Title"),
        (370.0, "Points"),
        (430.0, "Grade"),
    ]
    lines: list[Line] = []
    for number, course in enumerate(COURSES):
        season = "Spring" if number % 2 else "Fall 2022"
        lines.append(set_out(season, *course, header=header))
        if number % 2:
            lines.append([(40.0, "2023"), (100.0, "001")])
    reading = read(document(header, *lines))
    assert rows(reading) == COURSES
    assert terms(reading) == ["Fall 2022", "Spring 2023"] * 3
    assert reading.transcript.records[1].section == "001"
    assert not doubted(reading)


def test_years_and_seasons_may_have_columns_of_their_own() -> None:
    header = [(40.0, "Year"), (80.0, "Term"), (130.0, "Course"), (210.0, "Title"),
              (400.0, "Points"), (450.0, "Grade")]  # fmt: skip
    lines = [
        set_out("2022", "Fall" if number < 3 else "Spring", *course, header=header)
        for number, course in enumerate(COURSES)
    ]
    assert terms(read(document(header, *lines))) == ["Fall 2022"] * 3 + ["Spring 2022"] * 3


def test_tables_with_one_header_and_columns_at_other_places_are_told_apart() -> None:
    wide = [(x + (8.0 if x > 200 else 0.0), name) for x, name in HEADER]
    first = [set_out(*course) for course in COURSES[:3]]
    second = [set_out(*course, header=wide) for course in COURSES[3:]]
    reading = read(document("Fall 2022", HEADER, *first, "Spring 2023", wide, *second))
    assert rows(reading) == COURSES
    assert not doubted(reading)


def test_a_code_may_stand_below_its_title_and_values() -> None:
    header = [(40.0, "Title"), (330.0, "Points"), (400.0, "Grade")]
    lines: list[Line] = []
    for code, title, credits, grade in COURSES:
        lines += [[(40.0, title), (330.0, credits), (400.0, grade)], [(40.0, code)]]
    reading = read(document("Fall 2022", header, *lines))
    assert rows(reading) == COURSES
    assert not doubted(reading)


# ----------------------------------------------------------------------------------- several rows

SPANNED = [(40.0, "Term"), (120.0, "Course"), (200.0, "Title"), (390.0, "Points"), (450.0, "Grade")]


def spanned(sizes: Sequence[int], place: str) -> bytes:
    """Return a table of blocks of so many rows, each with its term at a place of it."""
    names = ["Fall 2021", "Spring 2022", "Fall 2022"]
    grid: list[Line] = [[] for _ in range(2 * len(COURSES))]  # half a row each
    first = 0
    for name, size in zip(names, sizes, strict=False):
        for row in range(first, first + size):
            grid[2 * row] += [(x, t) for (x, _), t in zip(SPANNED[1:], COURSES[row], strict=True)]
        at = {"top": 0, "middle": size - 1, "foot": 2 * size - 2}[place]
        grid[2 * first + at].insert(0, (40.0, name))
        first += size
    return document(SPANNED, None, *grid, leading=7)


@pytest.mark.parametrize("place", ["top", "middle", "foot"])
@pytest.mark.parametrize("sizes", [(3, 2, 1), (2, 2, 2), (1, 2, 3), (2, 4)])
def test_a_term_may_span_the_rows_of_its_courses(sizes: tuple[int, ...], place: str) -> None:
    reading = read(spanned(sizes, place))
    names = ["Fall 2021", "Spring 2022", "Fall 2022"]
    right = [name for name, size in zip(names, sizes, strict=False) for _ in range(size)]
    assert rows(reading) == COURSES
    wrong = {n for n, (a, b) in enumerate(zip(terms(reading), right, strict=True)) if a != b}
    assert wrong <= doubted(reading)
    if place == "middle":
        assert not wrong


def test_terms_that_may_be_at_the_top_or_the_foot_are_doubted_where_that_matters() -> None:
    assert doubted(read(spanned((3, 3), "foot"))) == set()
    assert doubted(read(spanned((2, 1), "top"))) == {1}


# --------------------------------------------------------------------------------- side by side


def test_terms_side_by_side_are_read_year_by_year() -> None:
    def beside(left: Sequence[str], right: Sequence[str], apart: float) -> Line:
        places = (40.0, 100.0, 245.0, 275.0)
        return [
            *zip(places, left, strict=True),
            *((apart + x, t) for x, t in zip(places, right, strict=True)),
        ]

    lines: list[Line] = [
        [(40.0, "Fall 2021"), (310.0, "Spring 2022")],
        beside(COURSES[0], COURSES[1], 270.0),
        [],
        [(40.0, "Fall 2022"), (325.0, "Spring 2023")],
        beside(COURSES[2], COURSES[4], 285.0),
        beside(COURSES[3], COURSES[5], 285.0),
    ]
    reading = read(document(*lines))
    assert [row[0] for row in rows(reading)] == [
        "COMS W4111", "COMS W4118", "COMS W4701", "COMS W4705", "COMS W4771", "COMS W4772",
    ]  # fmt: skip
    assert terms(reading) == ["Fall 2021", "Spring 2022", *["Fall 2022"] * 2, *["Spring 2023"] * 2]


def test_a_heading_may_have_the_figures_of_its_term_beside_it() -> None:
    heading: Line = [(40.0, "Fall 2023"), (330.0, "18.00"), (400.0, "3.533")]
    reading = read(document(HEADER, heading, *(set_out(*course) for course in COURSES)))
    assert terms(reading) == ["Fall 2023"] * len(COURSES)


def test_the_names_of_figures_may_take_two_lines() -> None:
    upper: Line = [
        (200.0, "Attempt"),
        (280.0, "Earned"),
        (350.0, "GPA"),
        (410.0, "Quality"),
        (480.0, "GPA"),
    ]
    lower: Line = [(200.0, "Hours"), (280.0, "Hours"), (350.0, "Hours"), (410.0, "Points")]
    totals: Line = [
        (40.0, "Current Term:"), (200.0, "18.00"), (280.0, "18.00"), (350.0, "15.00"),
        (410.0, "54.00"), (480.0, "3.60"),
    ]  # fmt: skip
    lines = [set_out(*course) for course in COURSES]
    reading = read(document(HEADER, "Fall 2023", *lines, "Term Totals", upper, lower, totals))
    assert reading.status is ReadingStatus.PROVED


# ------------------------------------------------------------- marks of a term that nobody knows


OPEN = ("In Progress", "Not yet graded", "(in progress)", "Grade not posted", "Ongoing", "IP", "")
SPELLED = {"Fail": ("F", "failed"), "Incomplete": ("IN", "incomplete"), "Pass": ("P", "completed")}


def in_a_term_of_its_own(mark: str) -> Reading:
    """Return a document whose last term prints nothing but this mark in the column of grades."""
    last = [(code, title, points, mark) for code, title, points, _ in COURSES[4:]]
    first, second = ([set_out(*course) for course in part] for part in (COURSES[:4], last))
    return read(document(HEADER, "Fall 2023", *first, "Spring 2024", *second))


@pytest.mark.parametrize("mark", ["92", "A-R", "IN/B+", "Audit", "Excellent", "88%", "XQ"])
def test_a_course_is_not_in_progress_because_nobody_knows_its_mark(mark: str) -> None:
    reading = in_a_term_of_its_own(mark)
    last = reading.transcript.records[4:]
    assert [(r.grade, r.status.value) for r in last] == [(mark, "completed")] * 2
    assert [f.record for f in reading.findings if f.code == "unknown-mark"] == [4, 5]


@pytest.mark.parametrize("mark", OPEN)
def test_what_stands_for_a_grade_may_take_several_words(mark: str) -> None:
    last = in_a_term_of_its_own(mark).transcript.records[4:]
    assert [(r.title, r.grade, r.status.value) for r in last] == [
        (title, None, "in_progress") for _, title, _, _ in COURSES[4:]
    ]


@pytest.mark.parametrize("mark", SPELLED)
def test_a_mark_may_be_spelled_out(mark: str) -> None:
    last = in_a_term_of_its_own(mark).transcript.records[4:]
    assert [(r.grade, r.status.value) for r in last] == [SPELLED[mark]] * 2


@pytest.mark.parametrize("text", ["Withdrawn", "Withdrawal", "Official Withdrawal", "Dropped"])
def test_a_withdrawal_may_be_spelled_out(text: str) -> None:
    last = in_a_term_of_its_own(text).transcript.records[4:]
    assert [(r.grade, r.status.value) for r in last] == [(None, "withdrawn")] * 2
