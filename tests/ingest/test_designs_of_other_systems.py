"""Tables and lists as many systems, word processors and web pages print them.

Each test holds one way to print courses, drawn by hand and read as a person reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from degreekit.ingest import Reading
from tests.ingest.designs import Pen
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import Cells, document

Course = tuple[str, str, str, str]
TERMS: dict[str, list[Course]] = {
    "Fall 2022": [
        ("COMS W4115", "PROGRAMMING LANGUAGES", "3.00", "B+"),
        ("BIOL UN3002", "TYPE 2 DIABETES AND SOCIETY", "1.50", "A"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "W"),
    ],
    "Spring 2023": [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A-"),
        ("STAT GR5701", "PROBABILITY AND STATISTICS", "4.00", "B"),
        ("COMS W4775", "CAUSAL INFERENCE II", "3.00", "P"),
    ],
    "Fall 2023": [
        ("CSOR W4231", "ANALYSIS OF ALGORITHMS I", "3.00", ""),
        ("HUMA UN1121", "ART HUMANITIES", "1.50", ""),
    ],
}
TRUTH = [
    (term, code, title, float(credits), grade or None)
    for term, courses in TERMS.items()
    for code, title, credits, grade in courses
]
HEADER = ("Course", "Title", "Credits", "Grade")
PLACES = (40.0, 120.0, 330.0, 380.0)


def found(reading: Reading) -> list[tuple[str, str, str, float, str | None]]:
    return [
        (str(r.term), str(r.code), r.title or "", float(r.credits), r.grade)
        for r in reading.transcript.records
    ]


def cells(*texts: str, places: tuple[float, ...] = PLACES) -> Cells:
    return [(x, text) for x, text in zip(places, texts, strict=True) if text]


def drawn(row: Callable[[Course], Cells | str], *header: Cells) -> Reading:
    """Draw each course of each term in one way, below a header, and read that."""
    lines: list[Cells | str | None] = []
    for term, courses in TERMS.items():
        lines += [term, *header, *map(row, courses), None]
    return read(document(*lines))


def is_doubted(reading: Reading) -> Iterator[bool]:
    """Yield for each record whether a finding points at it."""
    pointed = {finding.record for finding in reading.findings}
    yield from (number in pointed for number in range(len(reading.transcript.records)))


# --------------------------------------------------------------------------------------- columns


def test_grades_of_the_middle_of_a_term_are_named_next_to_the_term() -> None:
    places = (40.0, 120.0, 320.0, 350.0, 395.0)
    lines: list[Cells | str | None] = []
    for term, courses in TERMS.items():
        lines += [[(40, term), (350, "Midterm"), (395, "Final")]]
        lines += [cells("Course ID", "Course Name", "Credit", "Grade", "Grade", places=places)]
        lines += [
            cells(a, b, c, "BC"[n % 2], g, places=places) for n, (a, b, c, g) in enumerate(courses)
        ]
        lines += [None]
    assert found(read(document(*lines))) == TRUTH


def test_of_two_columns_of_grades_with_one_name_each_row_is_doubted() -> None:
    places = (40.0, 120.0, 320.0, 350.0, 395.0)
    reading = drawn(
        lambda c: cells(*c[:3], "C", c[3], places=places),
        cells("Course", "Title", "Credit", "Grade", "Grade", places=places),
    )
    assert len(reading.transcript.records) == len(TRUTH)
    assert all(is_doubted(reading))


def test_grades_of_the_middle_of_a_term_are_never_those_of_the_courses() -> None:
    header = cells("Course", "Title", "Credits", "Midterm Grade")
    reading = drawn(lambda c: cells(*c[:3], c[3] or "B"), header)
    assert [record.grade for record in reading.transcript.records] == [None] * len(TRUTH)


@pytest.mark.parametrize("other", ["ECTS", "Class Median Grade"])
@pytest.mark.parametrize("at", [2, 4])
def test_what_another_column_counts_is_neither_credits_nor_grade(other: str, at: int) -> None:
    def row(course: Course) -> Cells:
        value = str(2 * float(course[2])) if other == "ECTS" else "B+"
        return cells(*course[:at], value, *course[at:], places=(40.0, 120.0, 320.0, 370.0, 450.0))

    header = (*HEADER[:at], other, *HEADER[at:])
    reading = drawn(row, cells(*header, places=(40.0, 120.0, 320.0, 370.0, 450.0)))
    assert found(reading) == TRUTH
    assert not any(is_doubted(reading))


def test_each_term_may_have_its_columns_in_another_order() -> None:
    orders = ((3, 2, 1, 0), (1, 3, 2, 0), (0, 1, 2, 3))
    places = ((40.0, 90.0, 140.0, 370.0), (40.0, 270.0, 320.0, 370.0), PLACES)
    lines: list[Cells | str | None] = []
    for (term, courses), order, lefts in zip(TERMS.items(), orders, places, strict=True):
        lines += [term, cells(*(HEADER[n] for n in order), places=lefts)]
        lines += [cells(*(course[n] for n in order), places=lefts) for course in courses]
        lines += [None]
    assert found(read(document(*lines))) == TRUTH


def test_what_stands_behind_a_grade_says_how_a_repeat_counts_and_is_not_the_grade() -> None:
    reading = drawn(lambda c: cells(*c[:3], f"{c[3] or 'IP'} R"), cells(*HEADER))
    assert found(reading) == TRUTH


@pytest.mark.parametrize("form", ["{}/4.00", "{} = 4.00", "{} (4.00)", "{} 93%", "{} 12/20/2022"])
def test_a_grade_may_say_what_it_is_worth_or_when_it_was_given(form: str) -> None:
    reading = drawn(lambda c: cells(*c[:3], form.format(c[3]) if c[3] else "IP"), cells(*HEADER))
    assert found(reading) == TRUTH


def test_n_a_stands_for_a_grade_that_is_not_there_yet() -> None:
    assert found(drawn(lambda c: cells(*c[:3], c[3] or "N/A"), cells(*HEADER))) == TRUTH


def test_credits_may_have_the_sign_of_a_half() -> None:
    def row(course: Course) -> Cells:
        code, title, credits, grade = course
        return cells(code, title, credits.replace(".50", "½").replace(".00", ""), grade)

    assert found(drawn(row, cells(*HEADER))) == TRUTH


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace(" ", ".")])
def test_codes_may_be_in_small_letters_or_have_a_dot(spell: Callable[[str], str]) -> None:
    reading = drawn(lambda c: cells(spell(c[0]), *c[1:]), cells(*HEADER))
    assert found(reading) == TRUTH


def test_two_rows_without_a_header_are_numbered_and_the_numbers_are_not_credits() -> None:
    places = (40.0, 60.0, 140.0, 350.0, 400.0)
    lines = [
        cells("1", "HUMA CC1002", "MASTRPC OF EURP LIT", "4.00", "T", places=places),
        cells("2", "ECON UN1105", "PRINCIPLES OF ECONOMICS", "4.00", "T", places=places),
    ]
    rest = [cells(*course) for course in TERMS["Fall 2022"]]
    sums = ["Term points earned: 1.50", "Total points: 3.00"]  # which 1 and 2 come to
    reading = read(document("TRANSFER CREDIT", *lines, None, "Fall 2022", *rest, *sums))
    assert [str(r.credits) for r in reading.transcript.records][:2] == ["4.00", "4.00"]


# ----------------------------------------------------------------------------------------- lists


@pytest.mark.parametrize(
    "form",
    [
        "{0} {1} ({2} pts) - {3}", "{0}, {1}, {2}, {3}", "{0}; {1}; {2}; {3}",
        "{0} | {1} | {2} | {3}",
        "{0}: {1} - {2} - {3}", "{0} {1} [{2}] [{3}]", "{1} ({0}), {2} credits, {3}",
        "{3}  {0} {1} ({2})", "\N{BULLET} {0} \N{EN DASH} {1}, {2} points, {3}",
        "{0} {1} {2} cr, grade: {3}", "{0} {1} {3} ({2} credits)",
    ],
)  # fmt: skip
def test_a_list_has_commas_brackets_or_dashes_between_its_values(form: str) -> None:
    assert found(drawn(lambda c: form.format(*c[:3], c[3] or "IP"))) == TRUTH


def test_lines_of_a_list_that_are_not_read_are_an_error_and_not_passed_over() -> None:
    lines = [
        "COMS W4115 PROGRAMMING LANGUAGES, 3.00 credits, B+",
        "PROBABILITY AND STATISTICS, 3.00 credits, A",
    ]
    reading = read(document("Fall 2022", *lines))
    assert [finding.severity for finding in reading.findings if "code" in finding.code] == ["error"]


def test_in_text_without_gaps_the_name_of_a_term_may_be_a_title() -> None:
    lines = [
        "Columbia University in the City of New York",
        "SCHOOL: SCH OF ENGR & APP SCI: GRAD",
        *("Course ID Name of Course Units Mark", "FALL 2016"),
        *("MUSI UN3020 MUSIC OF THE WORLD (3.00) A-", "HIST UN3713 THE OLD REGIME (3.00) A-"),
        *(
            "SPRING 2017",
            "HIST UN3712 SPRING 1968 (3.00) B+",
            "EECS E6720 BAYESIAN MODELS (3.00) B",
        ),
        "COMS E6998 TOPICS IN COMPUTER SCIENCE (3.00) A-",
    ]
    records = read("\n".join(lines).encode()).transcript.records
    assert [str(r.term) for r in records] == ["Fall 2016"] * 2 + ["Spring 2017"] * 3
    assert records[2].title == "SPRING 1968"


# ------------------------------------------------------------------------- lines between courses


@pytest.mark.parametrize(
    "about",
    [
        ("Candidacy approved", "Academic Probation"), ("Full-time", "Visiting Student"),
        ("Good Standing", "Major changed to Computer Science"),
    ],
)  # fmt: skip
def test_lines_right_below_a_heading_are_about_the_term(about: tuple[str, str]) -> None:
    lines: list[Cells | str | None] = []
    for (term, courses), shown in zip(TERMS.items(), (about, about[::-1], about[:1]), strict=True):
        lines += [term, *shown, *(cells(*course) for course in courses), "Term GPA: 3.50", None]
    reading = read(document(*lines[:-2]))
    assert [term for term, *_ in found(reading)] == [term for term, *_ in TRUTH]


def test_a_sum_at_the_head_of_a_page_names_no_other_institution() -> None:
    pen = Pen()
    for term, courses in TERMS.items():
        pen.line((40, term))
        for course in courses:
            pen.line(*cells(*course))
    pen.y = 0.0
    pen.line((40, "TRANSCRIPT TOTALS (GRADUATE)"))
    pen.line((40, "Total Institution:"), (330, "17.50"))
    assert found(read(pen.done())) == TRUTH
