"""What stands in a table and belongs to nothing names the course next to it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from degreekit.ingest import Reading
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import read

Cells = Sequence[tuple[float, str]]
LEFTS = (40, 130, 380, 430)
ROWS = (
    ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"),
    ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "B+"),
    ("COMS W4771", "MACHINE LEARNING", "3.00", "A-"),
    ("COMS W4231", "ANALYSIS OF ALGORITHMS I", "3.00", "A"),
)


def document(*lines: Cells | str, pitch: float = 12) -> Reading:
    """Return the reading of a page with these lines under the head of a transcript."""
    canvas = Reportlab(LETTER, Type(size=8))
    head = ("COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK", "NAME: DOE, JANE   UNI: jd0000")
    for at, line in enumerate((*head, *lines)):
        for x, text in ((40.0, line),) if isinstance(line, str) else line:
            canvas.text(x, 40 + pitch * at, text)
    return read(canvas.bytes())


def cells(*values: str) -> list[tuple[float, str]]:
    return list(zip(LEFTS, values, strict=False))


def named(reading: Reading) -> set[int | None]:
    return {finding.record for finding in reading.findings} - {None}


def test_a_table_of_which_everything_is_understood_names_no_course() -> None:
    assert not named(document("Fall 2023", *(cells(*row) for row in ROWS)))


@pytest.mark.parametrize("line", ["QUANTUM", "LATER PART"])
def test_a_line_that_may_be_title_or_not_names_the_course_above_it(line: str) -> None:
    """Its place is that of titles, and the title above it had room for its first word."""
    loose = [(130.0, line)]
    lines = [cells(*ROWS[0]), cells(*ROWS[1]), cells(*ROWS[2]), loose, cells(*ROWS[3])]
    assert 2 in named(document("Fall 2023", *lines))


def test_words_in_a_column_that_no_other_course_has_name_the_course() -> None:
    rows = [cells(*row) for row in ROWS]
    rows[1].append((520.0, "Xyzzy"))
    rows += [cells(code.replace("W4", "E6"), *rest) for code, *rest in ROWS]
    assert named(document("Fall 2023", *rows)) == {1}


def test_a_course_without_a_title_is_named() -> None:
    rows = [cells(*row) for row in ROWS]
    del rows[2][1]
    assert named(document("Fall 2023", *rows)) == {2}


def test_a_title_that_runs_across_a_strip_stays_one_title() -> None:
    """Rows whose words end before and begin behind a place make no column there."""
    short = [(f"COMS W41{n:02}", f"COMPUTER SCIENCE THEORY {'I' * n}") for n in range(12)]
    long = ("COMS E6998", "TOPICS IN COMPUTER SCIENCE: CAUSAL INFERENCE II")
    rows = [cells(code, title, "3.00", "A") for code, title in (*short, long)]
    reading = document("Fall 2023", *rows)
    assert reading.transcript.records[-1].title == long[1]
    assert not named(reading)


@pytest.mark.parametrize("gap", [0.0, 3.0])
def test_the_number_of_a_code_may_stand_below_its_subject(gap: float) -> None:
    lines: list[Cells] = []
    for code, title, points, grade in ROWS:
        subject, number = code.split()
        first, _, rest = title.partition(" ")
        lines += [cells(subject, first, points, grade), [(40 + gap, number), (130, rest)]]
    reading = document("Fall 2023", *lines, pitch=10)
    records = reading.transcript.records
    assert [(str(r.code), r.title, str(r.credits), r.grade) for r in records] == list(ROWS)


def test_credits_that_others_repeat_or_leave_at_nothing_are_those_that_were_attempted() -> None:
    rows = [
        [*cells(code, title, points), (430, "0.00" if grade == "W" else points), (490, grade)]
        for code, title, points, grade in (*ROWS, ("COMS W4156", "SOFTWARE", "3.00", "W"))
    ]
    reading = document("Fall 2023", *rows)
    assert [str(r.credits) for r in reading.transcript.records] == ["3.00"] * 5


def test_a_remark_in_brackets_is_no_header() -> None:
    remark = [(130.0, "[Course not included in quality point average]")]
    reading = document("Fall 2023", cells(*ROWS[0]), remark, *(cells(*row) for row in ROWS[1:]))
    assert [r.title for r in reading.transcript.records] == [title for _, title, *_ in ROWS]


def test_a_heading_of_two_lines_leaves_nothing_to_the_course_below_it() -> None:
    heading = "TRANSFER CREDIT ACCEPTED FROM THE CITY COLLEGE OF", "NEW YORK"
    lines = [cells(*row[:3], "TR") for row in ROWS[:2]]
    reading = document(*heading, *lines, "Fall 2023", *(cells(*row) for row in ROWS[2:]))
    assert [r.title for r in reading.transcript.records] == [title for _, title, *_ in ROWS]
    assert [r.status for r in reading.transcript.records][:2] == ["transfer", "transfer"]


@pytest.mark.parametrize("subject", ["Coms", "COMS_", "COMS |", "COMS-"])
def test_a_subject_may_be_printed_in_small_letters_or_with_a_mark_behind_it(subject: str) -> None:
    rows = [cells(code.replace("COMS", subject), *rest) for code, *rest in ROWS]
    reading = document("Fall 2023", *rows)
    assert [str(r.code) for r in reading.transcript.records] == [code for code, *_ in ROWS]


@pytest.mark.parametrize(
    "title",
    [
        "GR OPERATING SYSTEMS I",
        "OPERATING GR SYSTEMS I",
        "Main Campus OPERATING SYSTEMS I",
        "COMPETITIVE PROGRAMMING OPERATING SYSTEMS I",
    ],
)
def test_words_within_the_title_that_the_catalog_has_name_the_course(title: str) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][1] = title
    assert 1 in named(document("Fall 2023", *(cells(*row) for row in rows)))


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("COMS W4181", "COMPUTER SECURITY I"),  # the catalog has "Security I"
        ("COMS W4995", "TOPICS IN COMPUTER SCI: CAUSAL INFERENCE"),
        ("COMS W4118", "OPERATING SYSTEMS I, HONORS"),
        ("COMS W4733", "COMPUTATIONAL ASPECTS-ROBOTICS"),
    ],
)
def test_a_title_that_is_longer_than_that_of_the_catalog_is_not_doubted(
    code: str, title: str
) -> None:
    rows = [*ROWS[:1], (code, title, "3.00", "B"), *ROWS[2:]]
    assert not named(document("Fall 2023", *(cells(*row) for row in rows)))


def test_a_name_in_the_title_of_a_course_without_one_in_its_own_column_names_the_course() -> None:
    names = ("Roe, Richard", "", "Poe, Ann", "Doe, Jane")
    rows: list[Cells] = []
    for (code, title, points, grade), name in zip(ROWS, names, strict=True):
        shown = title if name else f"{title} Noether, Emmy"
        rows.append([*cells(code, shown, points, grade), *([(470.0, name)] if name else [])])
    assert 1 in named(document("Fall 2023", *rows))


def test_a_number_and_a_grade_in_one_cell_have_two_names_of_which_one_may_stand_beside_it() -> None:
    head = [(40, "Course"), (130, "Title"), (350, "Credits Attempted"), (430, "Grade")]
    rows = [
        [*cells(code, title), (395.0, f"{points} {grade}")] for code, title, points, grade in ROWS
    ]
    reading = document("Fall 2023", head, *rows)
    assert [record.grade for record in reading.transcript.records] == ["A", "B+", "A-", "A"]
    assert not named(reading)


@pytest.mark.parametrize("dots", [". . . .", ". . . . . . "])
def test_the_last_dot_of_a_leader_that_touches_a_text_is_no_part_of_it(dots: str) -> None:
    rows: list[Cells] = [
        [(40, code), (130, title), (330, f"{dots}Planned"), (430, points)]
        for code, title, points, _ in ROWS
    ]
    records = document("Fall 2023", *rows).transcript.records
    assert {record.status for record in records} == {"planned"}


def test_a_section_that_touches_a_title_with_an_accent_is_no_part_of_it() -> None:
    rows: list[Cells] = [
        [(40, "GERM UN3333 sec 006GRÖSSE UND FORM"), (380, "3.00"), (430, "A")],
        *(cells(f"{code} sec 001", title, "3.00", "A") for code, title, *_ in ROWS),
    ]
    record = document("Fall 2023", *rows).transcript.records[0]
    assert (record.title, record.section) == ("GRÖSSE UND FORM", "006")


def test_what_other_courses_have_in_a_column_of_its_own_is_no_part_of_a_title() -> None:
    lefts = (40, 130, 200, 400, 450)
    rows: list[Cells] = [
        list(zip(lefts, (code, "Graduate", *rest), strict=True)) for code, *rest in ROWS
    ]
    rows[1:2] = [[(40, "COMS W4762"), (200, "Graduate MACHINE LEARNING-FUNCT"), (400, "3.00")]]
    assert 1 in named(document("Fall 2023", *rows))


def test_the_number_of_a_row_is_no_part_of_a_title() -> None:
    rows = [cells(code, f"{n}. {title}", *rest) for n, (code, title, *rest) in enumerate(ROWS, 14)]
    titles = [record.title for record in document("Fall 2023", *rows).transcript.records]
    doubted = named(document("Fall 2023", *rows))
    assert all(n in doubted or title == ROWS[n][1] for n, title in enumerate(titles))


def test_a_term_that_may_be_the_title_of_the_course_above_it_names_the_courses_below() -> None:
    below: list[Cells] = []
    for code, title, points, grade in (
        ROWS[0],
        ("HIST UN3712", "SPRING 1968", "3.00", "B"),
        *ROWS[1:3],
    ):
        below += [[(40, code), (380, points), (430, grade)], [(40, title)]]
    reading = document("Fall 2023", *below)
    doubted = named(reading)
    terms = [str(record.term) for record in reading.transcript.records]
    assert all(term == "Fall 2023" or at in doubted for at, term in enumerate(terms))


def test_other_credits_in_a_column_that_repeats_those_of_all_other_rows_name_the_course() -> None:
    """The figures prove what is earned, and the credits attempted contradict it in one row."""
    lefts = (40, 130, 340, 390, 430)
    more = (("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "B"),)
    rows: list[Cells] = [
        list(zip(lefts, (code, title, "1.50" if n == 1 else "3", points, grade), strict=True))
        for n, (code, title, points, grade) in enumerate((*ROWS, *more))
    ]
    assert 1 in named(document("Fall 2023", *rows, "Term Points: 15.00", "Term GPA: 3.600"))
