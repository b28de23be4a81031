"""Tables with lines between their rows, and cells that are printed once for several rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import read
from tests.ingest.test_cells import COURSES, HEADER, Line, doubted, set_out, terms
from tests.ingest.test_other_tables import HEAD, SCHOOL, document, rows

LEFT, RIGHT = 36.0, 560.0
#: What a cell of each course holds, line by line.
TITLES = [
    ["INTRODUCTION TO", "DATABASES"],
    ["OPERATING SYSTEMS I"],
    ["ARTIFICIAL", "INTELLIGENCE"],
    ["NATURAL", "LANGUAGE", "PROCESSING"],
    ["MACHINE LEARNING"],
    ["ADVANCED", "MACHINE LEARNING"],
]


def boxed(place: str, *, rules: bool = True, remark: str = "") -> bytes:
    """Return a table whose values stand at a place of their boxes."""
    canvas = Reportlab(LETTER, Type(size=8))
    for top, text in ((40, HEAD), (52, SCHOOL), (70, "Fall 2023")):
        canvas.text(40, top, text, size=8)
    for x, text in HEADER:
        canvas.text(x, 88, text, size=8)
    y = 102.0
    for (code, _, credits, grade), lines in zip(COURSES, TITLES, strict=True):
        if rules:
            canvas.rule(LEFT, y - 9, RIGHT, y - 9)
        last = y + 10 * (len(lines) - 1)
        at = {"top": y, "middle": (y + last) / 2, "foot": last}[place]
        for (x, _), text in zip(HEADER, (code, "", credits, grade), strict=True):
            if text:
                canvas.text(x, at, text, size=8)
        for number, line in enumerate(lines):
            canvas.text(HEADER[1][0], y + 10 * number, line, size=8)
        y = last + 10
        if remark and code == COURSES[2][0]:
            if rules:
                canvas.rule(LEFT, y - 9, RIGHT, y - 9)
            canvas.text(HEADER[1][0], y, remark, size=8)
            y += 10
    if rules:
        canvas.rule(LEFT, y - 9, RIGHT, y - 9)
    return canvas.bytes()


@pytest.mark.parametrize("place", ["top", "middle", "foot"])
def test_what_stands_in_the_box_of_a_row_is_of_that_row(place: str) -> None:
    reading = read(boxed(place))
    assert rows(reading) == COURSES
    assert not doubted(reading)


def test_a_line_in_a_box_of_its_own_is_no_title() -> None:
    reading = read(boxed("middle", remark="SPRING BREAK EXCURSION"))
    assert rows(reading) == COURSES


def test_a_line_under_words_parts_nothing() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    y = 40.0
    for text in (HEAD, SCHOOL, "Fall 2023"):
        canvas.text(40, y, text, size=8)
        y += 14
    for course, lines in zip(COURSES, TITLES, strict=True):
        for number, line in enumerate(lines):
            canvas.text(120, y, line, size=8)
            canvas.rule(120, y + 1.5, 120 + canvas.measure(line, 8), y + 1.5)
            if number == 0:
                for x, text in ((40, course[0]), (330, course[2]), (400, course[3])):
                    canvas.text(x, y, text, size=8)
            y += 10
        y += 6
    reading = read(canvas.bytes())
    assert rows(reading) == COURSES


# ------------------------------------------------------------------------- once for several rows

TERMS = ["Fall 2022"] * 3 + ["Spring 2023"] * 3


@pytest.mark.parametrize("every", [True, False])
def test_a_term_on_two_lines_is_one(every: bool) -> None:
    """Each row has its term in a narrow cell, or one cell spans the rows of a term."""
    grid: list[Line] = [[] for _ in range(4 * len(COURSES))]
    for row, (course, term) in enumerate(zip(COURSES, TERMS, strict=True)):
        grid[4 * row + 1] += [(x + 60, text) for (x, _), text in zip(HEADER, course, strict=True)]
        if every or row % 3 == 1:
            season, year = term.split()
            grid[4 * row].append((40.0, season))
            grid[4 * row + 2].append((40.0, year))
    header = [(40.0, "Term"), *((x + 60, name) for x, name in HEADER)]
    reading = read(document(header, None, *grid, leading=4.5))
    assert rows(reading) == COURSES
    assert terms(reading) == TERMS


def test_a_remark_within_a_term_does_not_end_it() -> None:
    header = [(40.0, "Term"), *((x + 60, name) for x, name in HEADER)]
    lines: list[Line] = []
    for row, (course, term) in enumerate(zip(COURSES, TERMS, strict=True)):
        lines.append(set_out("" if row % 3 else term, *course, header=header))
        if row % 3 < 2:
            lines.append([(190.0, "Credit does not apply toward the degree")])
    reading = read(document(header, *lines))
    assert rows(reading) == COURSES
    wrong = {n for n, (a, b) in enumerate(zip(terms(reading), TERMS, strict=True)) if a != b}
    assert wrong <= doubted(reading)


def test_a_subject_printed_once_is_that_of_the_rows_below_it() -> None:
    header = [(40.0, "Subject"), (90.0, "Number"), *((x + 20, name) for x, name in HEADER[1:])]
    lines = []
    for row, (code, *rest) in enumerate(COURSES):
        subject, number = code.split()
        lines.append(set_out("" if row else subject, number, *rest, header=header))
    reading = read(document(header, "Fall 2023", *lines))
    assert rows(reading) == COURSES
    assert not doubted(reading)


@pytest.mark.parametrize("section", ["- 001", "-001", "001"])
def test_a_code_with_its_section_may_stand_below_its_title(section: str) -> None:
    header = [(40.0, "Course"), (330.0, "Points"), (400.0, "Grade")]
    lines: list[Line] = []
    for code, title, credits, grade in COURSES:
        lines.append(set_out(title, credits, grade, header=header))
        lines.append([(40.0, f"{code} {section}".replace(" -0", "-0"))])
    reading = read(document(header, "Fall 2023", *lines))
    assert rows(reading) == COURSES


# ------------------------------------------------------------------------------ what is doubted


def _titled(titles: Sequence[str]) -> bytes:
    lines = [
        set_out(code, title, credits, grade)
        for (code, _, credits, grade), title in zip(COURSES, titles, strict=True)
    ]
    return document(HEADER, "Fall 2023", *lines)


def test_a_title_that_is_that_of_the_next_course_is_doubted() -> None:
    titles = [course[1] for course in COURSES]
    moved = ["", *titles[:-1]]
    assert doubted(read(_titled(moved))) == set(range(len(COURSES)))
    assert not doubted(read(_titled(titles)))


def test_words_that_are_printed_over_a_title_are_doubted() -> None:
    lines = [[*set_out(*course), (150.0, "Seminar")] for course in COURSES]
    reading = read(document(HEADER, "Fall 2023", *lines))
    wrong = {n for n, (a, b) in enumerate(zip(rows(reading), COURSES, strict=True)) if a != b}
    assert wrong <= doubted(reading) or reading.status is ReadingStatus.CONTRADICTED


@pytest.mark.parametrize("mark", ["^1", ""])
def test_a_row_whose_code_is_missing_is_reported(mark: str) -> None:
    """Its grade may have a mark of a footnote; a row in progress has none."""
    lines = [set_out(*course) for course in COURSES]
    bare = [(40.0, "????"), *set_out("COMS W4115", "COMPILERS", "3.00", "A" if mark else "")[1:]]
    lines += [[*bare, (408.0, mark)] if mark else bare]
    reading = read(document(HEADER, "Fall 2023", *lines))
    assert rows(reading) == COURSES
    assert "code-not-understood" in {finding.code for finding in reading.findings}


def test_a_plus_on_a_line_of_its_own_is_the_end_of_the_title() -> None:
    lines = [set_out(*course) for course in COURSES]
    lines.insert(2, [(120.0, "+")])
    lines[1] = set_out("COMS W1009", "OBJECT-ORIENTED DESIGN IN C+", "3.00", "A")
    reading = read(document(HEADER, "Fall 2023", *lines))
    assert rows(reading)[1][1] == "OBJECT-ORIENTED DESIGN IN C++"
