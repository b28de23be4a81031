"""Copied text in which every cell of a table is a line of its own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from degreekit.ingest import Reading
from degreekit.transcript import RecordStatus
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import rows

HEAD = ["COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK", "UNOFFICIAL TRANSCRIPT"]
NAMES = ["COURSE", "TITLE", "POINTS", "GRADE"]
FALL = [
    ["COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"],
    ["NUTR GU4010", "VITAMIN D", "3.00", "B-"],
    ["LITE UN3001", "CATCH-22", "3.00", "B+"],
]
MEANT = [tuple(row) for row in FALL]


def reading_of(*parts: Sequence[str]) -> Reading:
    return read("\n".join(line for part in (HEAD, *parts) for line in part).encode())


def test_the_cells_of_a_row_are_set_beside_each_other() -> None:
    assert rows(reading_of(NAMES, ["Fall 2023"], *FALL)) == MEANT


def test_no_header_is_needed() -> None:
    assert rows(reading_of(["Fall 2023"], *FALL)) == MEANT


def test_blank_lines_between_all_cells_change_nothing() -> None:
    spaced = [[text for cell in part for text in (cell, "")] for part in (NAMES, *FALL)]
    assert rows(reading_of(spaced[0], ["Fall 2023", ""], *spaced[1:])) == MEANT


def test_the_subject_and_the_number_may_be_two_cells() -> None:
    names = ["DEPT.", "NO.", "COURSE NAME", "SEMESTER HOURS", "FINAL GRADE"]
    split = [[*code.split(), *rest] for code, *rest in FALL]
    assert rows(reading_of(names, ["Fall 2023"], *split)) == MEANT


@pytest.mark.parametrize("order", [(2, 3, 0, 1), (0, 1, 3, 2), (1, 0, 2, 3), (3, 0, 1, 2)], ids=str)
def test_the_columns_may_stand_in_any_order_that_a_header_names(order: tuple[int, ...]) -> None:
    parts = [[row[n] for n in order] for row in (NAMES, *FALL[:2])]
    assert rows(reading_of(parts[0], ["Fall 2023"], *parts[1:])) == MEANT[:2]


def test_an_empty_cell_moves_no_other() -> None:
    names = ["CALL #", *NAMES, "STATUS"]
    lines = [
        ["12345", *FALL[0], "Taken"],
        ["COMS W4118", "OPERATING SYSTEMS I", "3.00", "In Progress"],
        ["12347", "COMS W4701", "ARTIFICIAL INTELLIGENCE", "3.00", "B", "Taken"],
    ]
    reading = reading_of(names, ["Fall 2023"], *lines)
    assert [grade for *_, grade in rows(reading)] == ["A", None, "B"]
    assert reading.transcript.records[1].status is RecordStatus.IN_PROGRESS


def test_what_stands_below_a_row_without_a_grade_is_not_its_grade() -> None:
    open_row = ["COMS W4771", "MACHINE LEARNING", "3.00"]
    reading = reading_of(NAMES, ["Fall 2023"], *FALL, ["Spring 2024"], open_row, ["Summer 2024"])
    assert rows(reading)[-1] == ("COMS W4771", "MACHINE LEARNING", "3.00", None)


def test_the_figures_below_a_term_prove_the_rows_above_them() -> None:
    table = ["Attempted", "Earned", "GPA Units", "Points"]
    figures = ["Term GPA 3.333", "Term Totals", "9.00", "9.00", "9.00", "30.00"]
    reading = reading_of(NAMES, ["Fall 2023"], *FALL, table, figures)
    assert reading.verified
    assert {str(total.value) for total in reading.printed} == {"3.333", "9.00", "30.00"}


def test_every_field_knows_its_line_in_the_file() -> None:
    lines = [*HEAD, *NAMES, "Fall 2023", *(cell for row in FALL for cell in row)]
    for record in read("\n".join(lines).encode()).transcript.records:
        for name in ("code", "title", "grade"):
            left, top, right, bottom = (int(edge) for edge in record.boxes[name])
            assert bottom == top + 1
            value = str(record.code.printed if name == "code" else getattr(record, name))
            assert lines[top][left:right] == value
