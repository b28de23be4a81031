"""A line below a course is part of its title where it goes on with it, and says more elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from degreekit.ingest import Reading
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import Cells, document

Row = tuple[str, str, str, str]
TERMS: dict[str, list[Row]] = {
    "Fall 2022": [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A-"),
        ("COMS W4771", "MACHINE LEARNING", "3.00", "B+"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "A"),
    ],
    "Spring 2023": [
        ("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "B"),
        ("STAT GR5701", "PROBABILITY AND STATISTICS FOR DATA SCIENCE", "3.00", "B"),
        ("COMS E6998", "TOPICS IN COMPUTER SCIENCE: CLOUD COMPUTING", "3.00", "A-"),
    ],
}
COURSES = [row for rows in TERMS.values() for row in rows]
STAFF = ("Gravano, Luis", "Daniel Hsu", "J. Nieh", "Kathleen McKeown", "R. Geambasu", "TBA")


def lines(draw: Callable[[int, Row], list[Cells]]) -> Iterator[Cells | str | None]:
    number = 0
    for term, rows in TERMS.items():
        yield term
        for row in rows:
            yield from draw(number, row)
            number += 1
        yield None


def titles(reading: Reading) -> list[str | None]:
    return [r.title for r in reading.transcript.records]


def doubts(reading: Reading) -> set[str]:
    return {f.code for f in reading.findings} - {"nothing-to-verify"}


def _row(row: Row) -> Cells:
    return list(zip((40.0, 110.0, 350.0, 400.0), row, strict=True))


NOTES = {
    "who taught it": STAFF,
    "who taught it, in capitals": [name.upper() for name in STAFF],
    "when": ["Sep 5, 2022 - Dec 12, 2022"] * 6,
    "when and where": ["MW 10:10AM-11:25AM 833 MUDD"] * 6,
    "its section": [f"Section 00{n}" for n in range(1, 7)],
    "how many took it": [f"Class size {40 + n}, rank {n}" for n in range(1, 7)],
    "its kind": ["LEC 001"] * 6,
    "its campus": ["Morningside"] * 6,
    "its title again": [title for _, title, _, _ in COURSES],
    "its title again, in small letters": [title.title() for _, title, _, _ in COURSES],
}


@pytest.mark.parametrize("x", [110.0, 118.0])
@pytest.mark.parametrize("notes", NOTES.values(), ids=list(NOTES))
def test_a_line_below_every_course_is_no_title_though_some_titles_had_no_room_left(
    notes: Sequence[str], x: float
) -> None:
    drawn = lines(lambda n, r: [_row(r), [(x, notes[n])]])
    reading = read(document(*drawn, leading=11))
    assert titles(reading) == [title for _, title, _, _ in COURSES]
    assert not doubts(reading)


@pytest.mark.parametrize("remark", ["RPT", "WITH DISTINCTION", "ENROLLED AS AUDITOR"])
def test_what_is_no_title_below_one_course_is_none_below_another(remark: str) -> None:
    has_it = {"COMS W4771", "COMS W4118", "STAT GR5701"}

    def draw(_: int, row: Row) -> list[Cells]:
        return [_row(row), [(110, remark)]] if row[0] in has_it else [_row(row)]

    reading = read(document(*lines(draw), leading=11))
    assert titles(reading) == [title for _, title, _, _ in COURSES]
    assert not doubts(reading)


def test_lines_that_begin_several_titles_above_their_codes_are_no_remarks() -> None:
    same = [
        ("COMS E6998", "TOPICS IN COMPUTER", "SCIENCE: ROBOT LEARNING"),
        ("COMS E6998", "TOPICS IN COMPUTER", "SCIENCE: CLOUD"),
        ("COMS E6998", "TOPICS IN COMPUTER", "SCIENCE: VISION"),
    ]
    rows: list[Cells] = []
    for code, first, last in same:
        rows += [[(110, first)], [(40, code), (110, last), (290, "3.00"), (340, "A")]]
    reading = read(document("Fall 2023", *rows))
    assert titles(reading) == [f"{first} {last}" for _, first, last in same]


@pytest.mark.parametrize("indent", [6.0, 10.0, 20.0])
def test_first_lines_that_hang_out_above_codes_and_values_begin_titles(indent: float) -> None:
    def draw(_: int, row: Row) -> list[Cells]:
        code, title, credits, grade = row
        first, rest = title.split(" ", 1)
        return [
            [(110, first)],
            [(40, code), (110 + indent, rest), (350, credits), (400, grade)],
        ]

    reading = read(document(*lines(draw), leading=11))
    assert titles(reading) == [title for _, title, _, _ in COURSES]
    assert not doubts(reading)


def test_a_line_below_each_heading_in_front_of_the_titles_begins_none() -> None:
    def draw(_: int, row: Row) -> list[Cells]:
        return [[(40, row[0]), (120, row[1]), (350, row[2]), (400, row[3])]]

    drawn: list[Cells | str | None] = []
    for line in lines(draw):
        drawn += [line, [(100, "MORNINGSIDE")]] if isinstance(line, str) else [line]
    assert titles(read(document(*drawn, leading=11))) == [title for _, title, _, _ in COURSES]


@pytest.mark.parametrize("spell", [str.lower, str.title, str.upper])
def test_a_sign_may_be_a_word_behind_its_grade_and_no_title_is_changed(
    spell: Callable[[str], str],
) -> None:
    rows: list[Cells] = []
    for code, title, credits, grade in [
        *COURSES[:3],
        ("COMS W4115", "PROGRAMMING IN C PLUS PLUS", "3.00", "A-"),
    ]:
        said = spell(grade.replace("-", " minus").replace("+", " plus"))
        rows.append([(40, code), (110, title), (350, credits), (400, said)])
    records = read(document("Fall 2022", *rows)).transcript.records
    assert [str(r.grade).upper() for r in records] == ["A-", "B+", "A", "A-"]
    assert records[-1].title == "PROGRAMMING IN C PLUS PLUS"


def test_a_bullet_in_front_of_a_heading_is_no_difference_of_letters() -> None:
    rows = [[(40.0, c), (110.0, t), (350.0, p), (400.0, g)] for c, t, p, g in COURSES[:3]]
    reading = read(document("• Fall 2022", *rows))
    assert {str(r.term) for r in reading.transcript.records} == {"Fall 2022"}
    assert not doubts(reading)


Cards = Callable[[Row], list[Cells]]
CARDS: dict[str, Cards] = {
    "grade next to the title, code and credits below": lambda r: [
        [(52, r[1]), (480, r[3])],
        [(52, f"{r[0]} | Section 001 | {r[2]} points")],
    ],
    "grade with its name next to the title, code and credits below": lambda r: [
        [(52, r[1]), (480, f"Grade: {r[3]}")],
        [(52, f"{r[0]}  |  Section 001  |  {r[2]} points")],
    ],
    "code and grade, title and credits below": lambda r: [
        [(52, r[0]), (480, r[3])],
        [(52, r[1]), (480, r[2])],
    ],
    "title, code, credits and grade below": lambda r: [
        [(52, r[1])],
        [(52, r[0]), (150, f"{r[2]} points"), (300, r[3])],
    ],
}


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_a_course_may_have_its_values_on_both_of_its_lines(card: Cards) -> None:
    reading = read(document(*lines(lambda _, row: card(row))))
    records = reading.transcript.records
    assert [(str(r.code), r.title, str(r.credits), r.grade) for r in records] == COURSES
    assert not doubts(reading)


def test_the_same_end_of_several_titles_is_part_of_them_though_they_had_room_for_it() -> None:
    broken = [
        ("STAT GR6101", "STATISTICAL MODELING", "I"),
        ("CSOR W4231", "ANALYSIS OF ALGORITHMS", "I"),
        ("COMS W4731", "COMPUTER VISION", "I"),
        ("COMS W4181", "COMPUTER SECURITY", "I"),
        ("COMS W4771", "MACHINE", "LEARNING"),
        ("STAT GR5241", "STATISTICAL MACHINE", "LEARNING"),
    ]
    rows: list[Cells] = []
    for code, first, last in broken:
        rows += [[(40, code), (110, first), (290, "3.00"), (340, "A")], [(110, last)]]
    reading = read(document("Fall 2023", *rows))
    assert titles(reading) == [f"{first} {last}" for _, first, last in broken]
