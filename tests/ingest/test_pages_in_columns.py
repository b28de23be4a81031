"""A page set as a newspaper is read column by column, whatever the order of the cells in a row."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from degreekit.ingest import Reading
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import Cells, document

Row = tuple[str, str, str, str]
TERMS: dict[str, list[Row]] = {
    "Fall 2021": [
        ("COMS W4115", "PROGRAMMING LANGUAGES", "3.00", "B+"),
        ("COMS W4236", "COMPLEXITY THEORY", "3.00", "A-"),
        ("COMS W4156", "SOFTWARE ENGINEERING", "3.00", "P"),
    ],
    "Fall 2022": [
        ("COMS W4111", "INTRO TO DATABASES", "3.00", "A-"),
        ("COMS W4771", "MACHINE LEARNING", "3.00", "B+"),
    ],
    "Spring 2023": [
        ("COMS W4705", "LANGUAGE PROCESSING", "3.00", "A+"),
        ("STAT GR5701", "PROBABILITY", "3.00", "B"),
        ("ORCS E4200", "DECISION MODELING", "1.50", "W"),
    ],
    "Fall 2023": [
        ("COMS E6111", "ADVANCED DATABASES", "3.00", "A"),
        ("IEOR E4150", "INTRO TO STATISTICS", "3.00", "B"),
    ],
}
COURSES = [(term, *row) for term, rows in TERMS.items() for row in rows]
#: Where code, title, points and grade begin in a column of the page.
ORDERS = {
    "code, title, points, grade": (0, 56, 180, 214),
    "grade, code, title, points": (20, 76, 210, 0),
    "points, grade, code, title": (54, 112, 0, 30),
    "points, grade, title, code": (170, 54, 0, 30),
    "title, code, points, grade": (120, 0, 186, 220),
    "title, points, grade, code": (180, 0, 120, 150),
}


def _column(terms: list[str], left: float, order: tuple[float, ...]) -> list[Cells]:
    lines: list[Cells] = []
    for term in terms:
        lines.append([(left, term)])
        for row in TERMS[term]:
            cells = [(left + at, text) for at, text in zip(order, row, strict=True)]
            lines.append(sorted(cells))
        lines.append([])
    return lines


def _said(reading: Reading) -> list[tuple[str, ...]]:
    return [
        (str(r.term), str(r.code), str(r.title), str(r.credits), str(r.grade))
        for r in reading.transcript.records
    ]


@pytest.mark.parametrize("split", [1, 2, 3])
@pytest.mark.parametrize("order", ORDERS.values(), ids=list(ORDERS))
def test_each_column_is_read_from_top_to_bottom_in_the_order_of_time(
    order: tuple[float, ...], split: int
) -> None:
    terms = list(TERMS)
    left, right = _column(terms[:split], 36, order), _column(terms[split:], 312, order)
    empty: Cells = []
    lines = [[*a, *b] for a, b in zip_longest(left, right, fillvalue=empty)]
    reading = read(document(*lines))
    assert _said(reading) == COURSES
    assert {f.code for f in reading.findings} <= {"nothing-to-verify"}
