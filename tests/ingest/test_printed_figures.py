"""What a printed figure is about: among the meanings that fit its words, the one that comes out."""

from __future__ import annotations

import pytest

from degreekit.ingest import Reading
from degreekit.transcript import ReadingStatus
from tests.ingest.helpers import read

HEAD = "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK\n\n"
FALL = (
    "Fall 2023\n"
    "COMS W4111   INTRODUCTION TO DATABASES     3.00   A\n"
    "COMS W4771   MACHINE LEARNING              3.00   B\n"
)
SPRING = (
    "Spring 2024\n"
    "COMS W4118   OPERATING SYSTEMS I           3.00   A\n"
    "COMS W4701   ARTIFICIAL INTELLIGENCE       3.00   A\n"
)


def text(*parts: str) -> Reading:
    return read((HEAD + "\n".join(parts)).encode())


def test_below_a_term_of_a_document_that_lists_the_newest_first_a_sum_goes_up_to_that_term() -> (
    None
):
    reading = text(
        SPRING + "Term GPA: 4.000   Cum. GPA: 3.750   Cum. Points: 12.00\n",
        FALL + "Term GPA: 3.500   Cum. GPA: 3.500   Cum. Points: 6.00\n",
    )
    assert reading.status is ReadingStatus.PROVED


def test_one_rule_holds_for_all_sums_that_are_printed_alike() -> None:
    # the first is right of what stands above it on the page, the second up to its term in time
    reading = text(
        SPRING + "Term GPA: 4.000   Cum. GPA: 4.000\n",
        FALL + "Term GPA: 3.500   Cum. GPA: 3.500\n",
    )
    assert reading.status is ReadingStatus.CONTRADICTED


def test_sums_below_each_term_and_at_the_end_may_be_about_other_terms() -> None:
    reading = text(
        SPRING + "Term GPA: 4.000   Cum. GPA: 3.750\n",
        FALL + "Term GPA: 3.500   Cum. GPA: 3.500\n",
        "CUMULATIVE TOTALS  Earned: 12.00  GPA: 3.750\n",
    )
    assert reading.status is ReadingStatus.PROVED


@pytest.mark.parametrize(
    "line",
    [
        "Registration status: Full-time   Residence units: 1",
        "Residence Units: 1.0",
        "Tuition units: 15.00",
        "Major GPA: 3.900",
        "Degree progress points: 77.00",
    ],
)
def test_a_figure_with_other_words_at_it_is_no_sum_of_these_records(line: str) -> None:
    lines = [
        f"{part}Term GPA: {gpa}\n{line}\n" for part, gpa in ((FALL, "3.500"), (SPRING, "4.000"))
    ]
    assert text(*lines).status is not ReadingStatus.CONTRADICTED


def test_a_figure_may_be_named_after_its_school() -> None:
    school = "School: Fu Foundation School of Engineering\n"
    right, wrong = (
        text(
            school, FALL + "Term GPA: 3.500\n", f"Fu Foundation Engineering Points Earned: {all_}\n"
        )
        for all_ in ("6.00", "9.00")
    )
    assert right.status is ReadingStatus.PROVED
    assert wrong.status is ReadingStatus.CONTRADICTED


def test_a_figure_below_each_term_that_says_no_scope_means_what_all_of_them_come_to() -> None:
    term, so_far, neither = (
        text(FALL + "GPA: 3.500\n", SPRING + f"GPA: {spring}\n")
        for spring in ("4.000", "3.750", "3.900")
    )
    assert ReadingStatus.CONTRADICTED not in (term.status, so_far.status)
    assert neither.status is ReadingStatus.CONTRADICTED


@pytest.mark.parametrize("earned", ["3.00", "6.00"])
def test_whether_a_pass_earns_is_learned_from_the_figures(earned: str) -> None:
    part = FALL.replace("3.00   B", "3.00   P")
    assert text(part + f"Earned: {earned}   GPA: 4.000\n").status is not ReadingStatus.CONTRADICTED


def test_a_sum_is_of_the_school_whose_part_it_stands_in_whatever_the_terms_say_of_colleges() -> (
    None
):
    college = "College: Engineering & Applied Science   Major: Computer Science\n"
    heading, *rows = FALL.splitlines(keepends=True)
    later, *others = SPRING.splitlines(keepends=True)
    reading = text(
        "SCH OF ENGR & APP SCI: UGRAD\n",
        heading + college + "".join(rows) + "Term GPA: 3.500 | Cum. GPA: 3.500\n",
        "SCH OF ENGR & APP SCI: GRAD\n",
        later + college + "".join(others) + "Term GPA: 4.000 | Cum. GPA: 4.000\n",
    )
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert len({record.school for record in reading.transcript.records}) == 2
