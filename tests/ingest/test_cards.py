"""What a portal prints below each course is read as if it stood next to it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from tests.ingest.helpers import read
from tests.ingest.test_other_tables import Cells, document

COURSES = [
    ("COMS W4111", "Introduction to Databases", "3.00", "A-", "Fall 2023"),
    ("CSEE W4119", "Computer Networks", "3.00", "A", "Fall 2023"),
    ("ORCS E4529", "Reinforcement Learning", "1.50", "B+", "Fall 2023"),
    ("COMS W4705", "Natural Language Processing", "3.00", "C", "Spring 2024"),
    ("STAT GR5241", "Statistical Machine Learning", "4.00", "A+", "Spring 2024"),
    ("COMS W4732", "Computer Vision II: Learning", "3.00", None, "Fall 2024"),
    ("COMS W4731", "Computer Vision I: First Principles", "3.00", None, "Fall 2024"),
]
CREDITS = [
    "{} points",
    "{} units",
    "Credits: {}",
    "Points {}",
    "{} cr",
    "{} credit hours",
]
GRADES = [
    "Grade: {}",
    "Final Grade {}",
    "Final Grade: {}",
    "Letter grade: {}",
    "Grade {}",
    "Grade: {}",
]
BETWEEN = [" | ", " · ", ", ", "; ", "    ", None]  # None: each value has a line of its own


def cards(
    *,
    credits: str | None,
    grade: str | None,
    between: str | None = " | ",
    term: bool = False,
    more: str = "",
    order: Sequence[int] = (0, 1, 2, 3),
    behind: str = " ",
    still_open: str = "In progress",
) -> Iterator[Cells | str | None]:
    """Yield the lines of all courses; what is not below a course is next to it."""
    last = None
    for code, title, points, mark, when in COURSES:
        if not term and when != last:
            yield None
            yield when
        last = when
        values = [credits.format(points)] if credits else []
        values += [grade.format(mark or still_open)] if grade else []
        values += [f"Term: {when}"] if term else []
        values += [more] if more else []
        values = [values[n] for n in order if n < len(values)]
        row = [(40.0, f"{code}{behind}{title}")]
        row += [] if credits else [(400.0, points)]
        row += [] if grade else [(460.0, mark or still_open)]
        yield row
        yield from values if between is None else [between.join(values)]


def told(lines: Iterator[Cells | str | None]) -> list[tuple[str, str | None, str, str | None, str]]:
    reading = read(document(*lines))
    assert not [one for one in reading.findings if one.record is not None], reading.findings
    return [
        (str(r.code), r.title, str(r.credits), r.grade, str(r.term))
        for r in reading.transcript.records
    ]


@pytest.mark.parametrize(("credits", "between"), list(zip(CREDITS, BETWEEN, strict=True)))
def test_credits_below_each_course_are_its_credits(credits: str, between: str | None) -> None:
    assert told(cards(credits=credits, grade=None, between=between)) == COURSES


@pytest.mark.parametrize(("grade", "between"), list(zip(GRADES, BETWEEN, strict=True)))
def test_a_grade_below_each_course_is_its_grade(grade: str, between: str | None) -> None:
    assert told(cards(credits=None, grade=grade, between=between, more="Morningside")) == COURSES


@pytest.mark.parametrize("seed", range(12))
def test_values_below_each_course_are_read_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    lines = cards(
        credits=chance.choice(CREDITS),
        grade=chance.choice(GRADES),
        between=chance.choice(BETWEEN),
        term=chance.random() < 0.5,
        more=chance.choice(["", "Section 001", "Instructor: Nguyen", "Morningside"]),
        order=chance.sample(range(4), 4),
        behind=chance.choice([" ", ": ", " - "]),
        still_open=chance.choice(["In progress", "IP", "Registered", "Not yet graded"]),
    )
    assert told(lines) == COURSES


def test_a_heading_below_the_last_course_of_a_term_is_not_one_of_its_values() -> None:
    lines = [
        f"Term: {line}" if line == "Spring 2024" else line
        for line in cards(credits="{} points", grade=None)
    ]
    assert told(iter(lines)) == COURSES


def test_a_single_line_that_names_a_grade_below_a_course_without_one_is_doubted() -> None:
    reading = read(
        document(
            "Fall 2023",
            [(40.0, "COMS W4111 INTRODUCTION TO DATABASES"), (400.0, "3.00"), (460.0, "A")],
            [(40.0, "COMS W4771 MACHINE LEARNING"), (400.0, "3.00")],
            "Grade: B+",
        )
    )
    assert any(one.record == 1 for one in reading.findings)


def test_a_value_below_a_course_has_the_place_where_it_is_printed() -> None:
    reading = read(document(*cards(credits="{} points", grade=None)))
    first = reading.transcript.records[0]
    assert first.boxes is not None
    credits, code = first.boxes["credits"], first.boxes["code"]
    assert credits[0] == pytest.approx(code[0], abs=1)
    assert credits[1] > code[3] - 4


@pytest.mark.parametrize(
    "form",
    [
        "{points} {code} {title} {grade}",
        "{code} {title} [{grade}] {points}",
        "{code} {title} {points} {grade}",
    ],
)
def test_a_grade_at_the_end_of_a_line_without_gaps_is_no_word_of_the_title(form: str) -> None:
    lines: list[str] = []
    for code, title, points, grade, term in COURSES:
        lines += [] if term in lines else [term]
        said = form.format(code=code, title=title, points=points, grade=grade or "IP")
        lines.append(said)
    assert told(iter(lines)) == COURSES
