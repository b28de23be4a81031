"""The documents show what they are said to show: seen with plain libraries, not with the reader."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pdfplumber
import pytest

from tests.layouts.choice import AXES, Choice, alone, draw_choice
from tests.layouts.columns import code_text, number
from tests.layouts.compose import compose
from tests.layouts.document import Document, build, make
from tests.layouts.flow import Cells
from tests.layouts.settle import settle
from tests.layouts.students import draw_student
from tests.layouts.terms import TERM_FORMS, write
from tests.layouts.truth import Row, Rules, When, quality, sums
from tests.layouts.webpage import missing

PRODUCERS = tuple(AXES["producer"])
#: Pages on which the places of the rows are counted as the file counts them.
UPRIGHT = {"document": "transcript", "sheet": "plain", "copies": "one"}


def needs(producer: str) -> None:
    if why := missing(producer):
        pytest.skip(why)


def shown(document: Document) -> Iterator[tuple[Row, list[str]]]:
    """Yield each row with the lines that stand in its places, without blanks."""
    pages: list[list[tuple[float, float, str]]] = []
    if document.suffix == ".txt":
        lines = document.data.decode().split("\n")
        for row, places in zip(document.rows, document.places, strict=True):
            spans = (lines[int(place.top) : int(place.bottom)] for place in places)
            yield row, ["".join(line.split()) for span in spans for line in span]
        return
    with pdfplumber.open(io.BytesIO(document.data)) as pdf:
        for page in pdf.pages:
            page_size = page.height
            letters = [
                ((char["top"] + char["bottom"]) / 2, char["x0"], char["text"])
                for char in page.chars
                if char["matrix"][1] == 0 and char["bottom"] <= page_size
            ]
            pages.append(sorted(letters))
    for row, places in zip(document.rows, document.places, strict=True):
        out: list[str] = []
        for place in places:
            band = [
                letter
                for letter in pages[place.page - 1]
                if place.top - 1 <= letter[0] <= place.bottom + 1
                and place.x0 - 2 <= letter[1] <= place.x1 + 2
            ]
            out += _lines(band)
        yield row, out


def _lines(letters: list[tuple[float, float, str]]) -> list[str]:
    lines: list[list[tuple[float, float, str]]] = []
    for letter in letters:
        if lines and letter[0] - lines[-1][0][0] < 2:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return ["".join(text for _, _, text in sorted(line, key=lambda one: one[1])) for line in lines]


def plain(text: str) -> str:
    return "".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("seed", range(3))
def test_every_row_stands_where_the_document_says(producer: str, seed: int) -> None:
    needs(producer)
    document = make(
        seed, 0, {**UPRIGHT, "producer": producer, "struck twice": "no", "behind": "nothing"}
    )
    choice = document.choice
    if choice["type size"] == "negative":
        pytest.skip("pdfplumber has the letters of a negative size below their line")
    for row, lines in shown(document):
        text = plain("".join(lines))
        letters = sorted(text)
        form = replace(row, code=f"{row.subject} {row.letter}{row.digits}")
        code = plain(code_text(form, choice["code"]))
        if choice["code"] in ("subject | number", "on two lines"):
            code = row.subject
        assert code in text, (row.code, lines)
        title = min((plain(title) for title in (row.title, *row.titles)), key=len)
        for letter in set(title):
            assert letters.count(letter) >= title.count(letter), (row.title, lines)
        if row.grade is not None:
            assert plain(row.grade.replace("-", choice["minus"])) in text, (row.grade, lines)
        assert plain(number(row.credits, choice["cells"])) in text, (row.credits, lines)


@pytest.mark.parametrize("producer", [p for p in PRODUCERS if p not in ("weasyprint", "chromium")])
def test_a_seed_makes_the_same_document_again(producer: str) -> None:
    first, again = (make(11, 4, {"producer": producer}) for _ in range(2))
    assert first.data == again.data
    assert first.rows == again.rows


@pytest.mark.slow
def test_every_value_of_every_axis_makes_a_document() -> None:
    for axis, values in AXES.items():
        for value in values:
            choice = alone(axis, value)
            if not missing(choice["producer"]):
                build(Random(value), choice)


def test_records_say_what_the_rows_print() -> None:
    """One row written out, so that a person can check the truth by hand."""
    row = Row("COMS W4771", "MACHINE LEARNING", Decimal("3.00"), "A-", When(2023, 3))
    assert row.expected() == {
        "code": "COMS W4771",
        "title": "MACHINE LEARNING",
        "credits": "3.00",
        "grade": "A-",
        "term": "Fall 2023",
        "status": "completed",
    }


def test_figures_follow_the_rules_of_columbia() -> None:
    term = When(2023, 3)

    def row(credits: str, grade: str | None, *, elsewhere: bool = False) -> Row:
        return Row("COMS W4771", "X", Decimal(credits), grade, term, elsewhere=elsewhere)

    rows = [
        row("3", "A-"),
        row("4", "B"),
        row("3", "W"),
        row("3", "F"),
        row("1", "P"),
        row("3", None),
    ]
    found = sums(rows, "thirds", Rules())
    # 3 x 3.67 + 4 x 3.00 + 3 x 0 = 23.01 over 10 points; F, W and here P earn nothing
    figures = (found.attempted, found.earned, found.graded, found.points, found.average)
    assert [str(figure) for figure in figures] == ["14", "7", "10", "23.01", "2.301"]
    assert str(sums(rows, "thirds", Rules(cut=True, places=2)).average) == "2.30"
    assert sums(rows, "thirds", Rules(withdrawn=False)).attempted == 11
    assert sums(rows, "thirds", Rules(in_progress=True)).attempted == 17
    assert sums(rows, "thirds", Rules(passes=True)).earned == 8
    assert quality(row("3", "A-"), "tenths") == Decimal("11.1")
    assert sums([row("3", "TR", elsewhere=True)], "thirds", Rules()).earned == 3


def test_a_summer_can_be_left_out_of_averages() -> None:
    rows = [
        Row("COMS W4771", "X", Decimal(3), "A", When(2023, 3)),
        Row("COMS W4705", "Y", Decimal(3), "C", When(2024, 2)),
    ]
    assert str(sums(rows, "tenths", Rules(summers=False)).average) == "4.000"
    assert str(sums(rows, "tenths", Rules()).average) == "3.000"


@pytest.mark.parametrize(
    ("form", "when", "text"),
    [
        ("2023-2024 Fall", When(2024, 1), "2023-2024 Spring"),
        ("Fall 2023-2024", When(2023, 3), "Fall 2023-2024"),
        ("FALL '23", When(2024, 1), "SPRING '24"),
        ("2023FA", When(2024, 1), "2024SP"),
        ("20233", When(2024, 1), "20241"),
        ("Summer D 2021", When(2021, 2), "Summer D 2021"),
        ("Summer D 2021", When(2021, 3), "Fall 2021"),
        ("F A L L   2 0 2 3", When(2023, 3), "F A L L   2 0 2 3"),
    ],
)
def test_terms_are_written_in_their_form(form: str, when: When, text: str) -> None:
    assert write(when, form, 1) == text


def test_every_form_of_a_term_writes_itself() -> None:
    for form in TERM_FORMS:
        if form[0].isdigit() or "Fall" in form or "FALL" in form or "FA" in form:
            assert write(When(2023, 3), form, 1) == form


def test_figures_printed_are_those_of_the_rows() -> None:
    choice = alone("quality points", "named")
    settle(choice)
    student = draw_student(Random(5), choice)
    flow = compose(Random(5), choice, student)
    rows = [item for item in flow.items if isinstance(item, Cells) and item.row is not None]
    for cells, row in zip(rows, flow.rows, strict=True):
        points = quality(row, "thirds")
        assert cells.values["quality"] == f"{points or 0:.2f}"


def test_axes_are_drawn_apart_from_each_other() -> None:
    """A value that is fixed leaves the others as they fall."""
    choices = [draw_choice(Random(n), {"font": "Courier"}) for n in range(300)]
    assert {choice["font"] for choice in choices} == {"Courier"}
    for axis in ("order", "header", "totals", "wrap", "remarks", "term form", "marks", "producer"):
        assert len({choice[axis] for choice in choices}) >= 5, axis


def test_a_plain_choice_has_the_first_value_of_every_axis() -> None:
    plain_choice = Choice.plain()
    assert not any(plain_choice.has(axis) for axis in AXES)
