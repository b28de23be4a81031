"""Terms are read in the forms that registrars print; what may be another term is a question."""

from __future__ import annotations

import pytest

from degreekit.ingest import Reading
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import Cells, document

COURSES = {
    "Fall 2022": [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A-"),
        ("COMS W4771", "MACHINE LEARNING", "3.00", "B+"),
    ],
    "Spring 2023": [
        ("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "B"),
        ("STAT GR5701", "PROBABILITY AND STATISTICS", "3.00", "B"),
    ],
}
EACH = [term for term, rows in COURSES.items() for _ in rows]


def cells(row: tuple[str, str, str, str], left: float = 40.0) -> Cells:
    code, title, credits, grade = row
    return [(left, code), (left + 70, title), (left + 250, credits), (left + 300, grade)]


def under(fall: str, spring: str) -> Reading:
    drawn: list[Cells | str | None] = []
    for heading, rows in zip((fall, spring), COURSES.values(), strict=True):
        drawn += [heading, *map(cells, rows), None]
    return read(document(*drawn))


def terms(reading: Reading) -> list[str]:
    return [str(r.term) for r in reading.transcript.records]


@pytest.mark.parametrize(
    ("fall", "spring"),
    [
        ("Fall (September - December) 2022", "Spring (January - May) 2023"),
        ("September 2022 - December 2022", "January 2023 - May 2023"),
        ("Sept. - Dec. 2022", "Jan. - May 2023"),
        ("First Semester 2022-2023", "Second Semester 2022-2023"),
        ("Semester 1 2022/23", "Semester 2 2022/23"),
        ("1st Sem. AY 2022-2023", "2nd Sem. AY 2022-2023"),
        ("2022-2023, First Semester", "2022-2023, Second Semester"),
        ("Autumn Qtr 2022", "Spring Qtr 2023"),
        ("Fall 2022 8W1", "Spring 2023 8W2"),
        ("Trm: Fall 2022", "Trm: Spring 2023"),
        ("Yr/Trm: 2022 FA", "Yr/Trm: 2023 SP"),
        ("Academic Year: 2022-2023   Term: Fall", "Academic Year: 2022-2023   Term: Spring"),
        ("Fall AY22-23", "Spring AY22-23"),
        ("AY2223 Fall", "AY2223 Spring"),
        ("Fall_2022", "Spring_2023"),
        ("FA-22", "SP-23"),
        ("Period of study: Fall 2022", "Study Period: Spring 2023"),
        ("Course history: Fall 2022", "Course history: Spring 2023"),
        ("Fall 2022 GR", "Spring 2023 GR"),
        ("Fall Term, Year 2022", "Spring Term, Year 2023"),
        ("Fall 2022 as of 01/15/2023", "Spring 2023 as of 06/15/2023"),
        ("Graduate School of Arts & Sciences, Fall 2022", "Law School, Spring 2023"),
        ("Fall 2022 Co-op Term", "Spring 2023 Co-op Term"),
    ],
)
def test_a_term_in_a_form_that_people_read_without_doubt_is_read(fall: str, spring: str) -> None:
    reading = under(fall, spring)
    assert terms(reading) == EACH
    assert {f.code for f in reading.findings} <= {"nothing-to-verify"}


@pytest.mark.parametrize(
    "heading",
    ["Winter semester 2022/23", "Winter Term 2022/2023", "Wintersemester 2022/23", "WS 2022/23",
     "WiSe 2022/23", "FY 2022", "Fall FY2022", "F22", "F 2022", "2022/3", "Michaelmas 2022",
     "Semester 1 2022", "First Semester 2022-2024", "March 2022 - October 2022"],
)  # fmt: skip
def test_what_may_be_one_of_two_terms_is_a_question_and_no_course(heading: str) -> None:
    reading = under(heading, "Spring 2023")
    records = reading.transcript.records
    assert [(str(r.code), r.title) for r in records] == [
        row[:2] for rows in COURSES.values() for row in rows
    ]
    assert terms(reading) == ["None", "None", "Spring 2023", "Spring 2023"]
    asked = {f.record for f in reading.findings if f.code == "record-without-term"}
    assert asked == {0, 1}


def test_a_winter_quarter_is_in_the_second_of_its_years() -> None:
    assert terms(under("Fall Quarter 2022-23", "Winter Quarter 2022-23")) == [
        *["Fall 2022"] * 2,
        *["Winter 2023"] * 2,
    ]


def test_terms_below_their_courses_are_those_of_the_courses_above() -> None:
    drawn: list[Cells | str | None] = []
    for term, rows in COURSES.items():
        drawn += [*map(cells, rows), [(250, term)], None]
    assert terms(read(document(*drawn))) == EACH


def test_terms_that_may_stand_above_their_courses_or_below_are_a_question() -> None:
    drawn: list[Cells | str | None] = []
    for term, rows in COURSES.items():
        drawn += [*map(cells, rows), [(250, term)]]
    reading = read(document(*drawn))
    assert {f.record for f in reading.findings if f.record is not None} == {0, 1, 2, 3}


def test_a_last_heading_without_a_course_takes_none_from_the_one_above() -> None:
    rows = [*COURSES["Fall 2022"], *COURSES["Spring 2023"]]
    reading = read(
        document(cells(rows[0]), None, "Spring 2023", *map(cells, rows[1:3]), None, "Fall 2023")
    )
    assert terms(reading) == ["None", "Spring 2023", "Spring 2023"]


def _side_by_side(left: str, right: str, below: str) -> Reading:
    def half(at: float, row: tuple[str, str, str, str]) -> Cells:
        code, title, credits, grade = row
        return [(at, code), (at + 60, title), (at + 190, credits), (at + 220, grade)]

    fall, spring = COURSES.values()
    return read(
        document(
            [(40, left), (320, right)],
            *([*half(40, a), *half(320, b)] for a, b in zip(fall, spring, strict=True)),
            None,
            below,
            half(40, ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "A")),
        )
    )


@pytest.mark.parametrize(
    ("side_by_side", "printed"),
    [
        (("Fall 2022", "Spring 2023", "Fall 2023"), [0, 0, 1, 1, 2]),
        (("Fall 2023", "Spring 2023", "Fall 2022"), [0, 0, 1, 1, 2]),
        (("Fall 2022", "Fall 2023", "Spring 2023"), [0, 0, 2, 1, 1]),
    ],
)
def test_of_two_terms_side_by_side_and_one_below_the_order_is_that_of_time(
    side_by_side: tuple[str, str, str], printed: list[int]
) -> None:
    assert terms(_side_by_side(*side_by_side)) == [side_by_side[n] for n in printed]


@pytest.mark.parametrize("credits", ["3.00", "3"])
@pytest.mark.parametrize("code", ["COMS?4118", "W4118", "#REF!", "OPER-SYS", ""])
def test_a_row_that_begins_with_its_term_and_whose_code_is_not_read_is_no_heading(
    code: str, credits: str
) -> None:
    drawn = [
        [(36.0, term), *cells((*row[:2], credits, row[3]), 100.0)]
        for term, rows in COURSES.items()
        for row in rows
    ]
    drawn.insert(2, [(36.0, "Fall 2022"), *cells((code, "OPERATING SYSTEMS I", credits, "A"), 100)])
    reading = read(document(*drawn))
    assert len(reading.transcript.records) == len(EACH)
    said = [line.text for line in reading.not_understood]
    pointed = [f for f in reading.findings if f.box and f.code != "nothing-to-verify"]
    assert any("OPERATING SYSTEMS I" in text for text in said)
    assert pointed
