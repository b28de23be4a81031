"""Sums and averages prove a reading in whatever words, order and place they are printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from degreekit.ingest import Reading
from degreekit.transcript import ReadingStatus
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import Cells, document

POINTS = {"A+": "4.33", "A": "4.00", "A-": "3.67", "B+": "3.33", "B": "3.00"}
HEADER = [(40.0, "Course"), (120.0, "Title"), (400.0, "Credits"), (450.0, "Grade")]
TERMS = {
    "Fall 2023": [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A-"),
        ("COMS W4771", "MACHINE LEARNING", "3.00", "B+"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "A"),
    ],
    "Spring 2024": [
        ("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "A+"),
        ("STAT GR5701", "PROBABILITY AND STATISTICS", "3.00", "B"),
    ],
    "Fall 2024": [
        ("COMS W4701", "ARTIFICIAL INTELLIGENCE", "3.00", "B+"),
        ("COMS W4995", "TOPICS IN COMPUTER SCIENCE", "1.50", "B"),
        ("IEOR E4150", "INTRO-PROBABILITY & STATISTICS", "3.00", "A-"),
    ],
}

#: Points, quality points and average of the term are t, tq and tg; of all terms c, cq and cg. A
#: bar parts cells that stand apart, a line break lines.
PROVING = {
    "the term unsaid": "Pts {t}  GPA {tg}|Cum pts {c}  Cum GPA {cg}",
    "units behind": "Term: {t} pts / {tg} GPA|Overall: {c} pts / {cg} GPA",
    "on so many credits": "Term average {tg} on {t} credits. "
    "Cumulative average {cg} on {c} credits.",
    "in brackets": "GPA: {tg} ({t} cr)|CGPA: {cg} ({c} cr)",
    "short": "SGPA {tg}  CGPA {cg}  Credits {t}  Total Credits {c}",
    "hours": "AHRS {t} EHRS {t} QHRS {t} QPTS {tq} GPA {tg}\n"
    "CUM AHRS {c} EHRS {c} QHRS {c} QPTS {cq} GPA {cg}",
    "one below the other": "Semester Credits: {t}\nSemester GPA: {tg}\n"
    "Total Credits: {c}\nTotal GPA: {cg}",
    "what is left out": "{t} points this term, {c} points to date; "
    "GPA {tg} this term, {cg} to date",
    "averages first": "SEMESTER INDEX {tg}|CUMULATIVE INDEX {cg}|"
    "SEMESTER HOURS {t}|CUMULATIVE HOURS {c}",
    "dashes": "Term totals - credits {t} - quality points {tq} - average {tg}\n"
    "Running totals - credits {c} - quality points {cq} - average {cg}",
    "square brackets": "[TERM {t} cr | {tq} qp | {tg} gpa] [CUM {c} cr | {cq} qp | {cg} gpa]",
    "all terms first": "Cumulative: {c} credits, GPA {cg}|Term: {t} credits, GPA {tg}",
    "both at once": "Credits (term/cum): {t} / {c}|GPA (term/cum): {tg} / {cg}",
    "a group of hours": "Hours: Attempted {t} Earned {t} GPA {t}  Points {tq}  GPA {tg}",
    "points of grades": "TERM:  ATT {t}  EARN {t}  GPA HRS {t}  PTS {tq}  GPA {tg}\n"
    "CUM:   ATT {c}  EARN {c}  GPA HRS {c}  PTS {cq}  GPA {cg}",
    "a sentence": "Term GPA of {tg} on {t} points; cumulative GPA of {cg} on {c} points",
    "equals": "GPA={tg} CUM GPA={cg} CR={t} CUM CR={c}",
    "names without figures": "Term\nCredits {t}\nGPA {tg}\nCumulative\nCredits {c}\nGPA {cg}",
    "quality point average": "Quality Points: {tq}  Quality Hours: {t}  "
    "Quality Point Average: {tg}",
    "in words": "{t} credits completed in this semester with an average of {tg}\n"
    "{c} credits completed to date with an average of {cg}",
    "so far": "End of term: {t} pts, GPA {tg}\nEnd of record so far: {c} pts, GPA {cg}",
}
#: Where several points and averages are printed, and not all of them prove each course.
FITTING = {
    "a total of what": "{t}  TERM TOTAL|GPA {tg}|CUM {c}|GPA {cg}",
    "parts alike": "Points completed: {t}; grade point average: {tg}; cumulative: {c} points, {cg}",
    "a whole sentence": "You earned {t} points this term (GPA {tg}) "
    "and {c} points in total (GPA {cg}).",
    "a remark behind": "Term GPA {tg}   Cumulative GPA {cg}   Dean's List",
    "another average": "Term GPA: {tg}   Major GPA: 3.90   Cumulative GPA: {cg}",
    "a rank": "Term GPA: {tg} (class rank 4 of 30)   Cum GPA: {cg}",
    "the quotient": "Term GPA = {tq} / {t} = {tg}\nCum. GPA = {cq} / {c} = {cg}",
    "a name nobody knows": "Points Attempted {t} Points Earned {t} Weighted {tq} Avg {tg}",
    "through this term": "Cumulative GPA through this term: {cg}\nGPA for this term only: {tg}",
    "without names": "Term: {t} / {tg}     Cumulative: {c} / {cg}",
    "short for all terms": "Cr: {t} GP: {tq} TGPA: {tg} CCr: {c} CGP: {cq} CGPA: {cg}",
}
#: Small tables: the cells of each line.
TABLES = {
    "terms as columns": [
        ["", "Term", "Cumulative"], ["Points", "{t}", "{c}"], ["GPA", "{tg}", "{cg}"],
    ],
    "terms as rows": [["", "GPA", "Points"], ["Term", "{tg}", "{t}"], ["Total", "{cg}", "{c}"]],
    "one row": [
        ["Term Points", "Term GPA", "Cum. Points", "Cum. GPA"], ["{t}", "{tg}", "{c}", "{cg}"],
    ],
    "short names": [
        ["", "Att", "Ern", "QHr", "QPt", "GPA"],
        ["TERM", "{t}", "{t}", "{t}", "{tq}", "{tg}"],
        ["OVERALL", "{c}", "{c}", "{c}", "{cq}", "{cg}"],
    ],
}  # fmt: skip


def _values(here: list[tuple[str, ...]], so_far: list[tuple[str, ...]], off: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, courses in (("t", here), ("c", so_far)):
        credits = sum((Decimal(points) for _, _, points, _ in courses), Decimal(0))
        quality = sum((Decimal(c[2]) * Decimal(POINTS[c[3]]) for c in courses), Decimal(0))
        average = (quality / credits).quantize(Decimal("0.01"), ROUND_HALF_UP) - Decimal(off)
        found |= {name: f"{credits:.2f}", f"{name}q": f"{quality:.2f}", f"{name}g": str(average)}
    return found


def _read(sums: list[list[str]], places: tuple[float, ...], off: str = "0") -> Reading:
    """Return the reading of a document with these cells below each term.

    Args:
        sums: the cells of each line.
        places: where they begin.
        off: by how much the averages are wrong.
    """
    lines: list[Cells | str | None] = [HEADER]
    so_far: list[tuple[str, ...]] = []
    for term, courses in TERMS.items():
        lines.append(term)
        lines += [[(x, text) for (x, _), text in zip(HEADER, c, strict=True)] for c in courses]
        so_far += courses
        values = _values([*courses], so_far, off)
        lines += [
            [(x, text.format(**values)) for x, text in zip(places, row, strict=False) if text]
            for row in sums
        ]
        lines.append(None)
    return read(document(*lines))


def _in_lines(wording: str, off: str = "0") -> Reading:
    rows = [line.split("|") if "[" not in line else [line] for line in wording.split("\n")]
    return _read(rows, (40.0, 200.0, 330.0, 460.0), off)


def _rows(reading: Reading) -> list[tuple[object, ...]]:
    return [(str(r.code), r.title, str(r.credits), r.grade) for r in reading.transcript.records]


PRINTED = [course for courses in TERMS.values() for course in courses]


@pytest.mark.parametrize("wording", PROVING)
def test_sums_prove_a_reading_in_any_words(wording: str) -> None:
    reading = _in_lines(PROVING[wording])
    assert _rows(reading) == PRINTED
    assert reading.transcript.reading is ReadingStatus.PROVED


@pytest.mark.parametrize("wording", FITTING)
def test_sums_contradict_no_right_reading_in_any_words(wording: str) -> None:
    reading = _in_lines(FITTING[wording])
    assert _rows(reading) == PRINTED
    assert reading.transcript.reading is not ReadingStatus.CONTRADICTED


@pytest.mark.parametrize("table", TABLES)
def test_sums_prove_a_reading_in_small_tables(table: str) -> None:
    reading = _read(TABLES[table], (60.0, 150.0, 230.0, 310.0, 390.0, 470.0))
    assert _rows(reading) == PRINTED
    assert reading.transcript.reading is ReadingStatus.PROVED


@pytest.mark.parametrize("wording", PROVING)
def test_a_wrong_average_contradicts_in_any_words(wording: str) -> None:
    assert _in_lines(PROVING[wording], off="0.10").transcript.reading is ReadingStatus.CONTRADICTED
