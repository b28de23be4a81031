"""The structure of a document is told without its contents."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from degreekit.columbia.readers import readers
from degreekit.ingest import IngestError, describe_document, mask
from degreekit.ingest.page.layout import reading_order
from degreekit.ingest.tools.mask import _BEFORE_NUMBER, _BEFORE_YEAR, VOCABULARY
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import FIXTURES, OUTCOMES, READABLE, opened

SHAPE = re.compile(r"[Aa9]*")
SOME = ["ms-student", "record/two-pages", "official/embedded-font"]


def runs(text: str) -> list[str]:
    """Return the runs of three or more letters or digits of a text."""
    return [run for run in re.findall(r"[^\W_]+", text) if len(run) >= 3]


def survivors(before: str, after: str) -> set[str]:
    """Return the words of a text that are still there, but for labels and for pure shape."""
    kept = {run.casefold() for run in runs(before)} & {run.casefold() for run in runs(after)}
    allowed = VOCABULARY | _BEFORE_YEAR | _BEFORE_NUMBER
    return {word for word in kept if word not in allowed and not re.fullmatch("[a9]+", word)}


@given(st.text())
@example("Summer Page, May 2023")
@example("JANE QUINN DOE jd0000 C00000000")
@example("ſtraße ǅ ªº ½ ⅷ 東京 e\u0301cole")
def test_no_word_of_a_text_survives_but_for_labels(text: str) -> None:
    masked = mask(text)
    assert not survivors(text, masked)
    for run in re.findall(r"[^\W_]+", masked):
        assert SHAPE.fullmatch(run) or run.casefold() in VOCABULARY | _BEFORE_YEAR | _BEFORE_NUMBER


@given(st.lists(st.sampled_from(["May", "Summer", "Fall", "Page", "Grade", "Doe", "2023", "12"])))
def test_a_word_that_may_be_a_name_stays_only_in_front_of_a_number(words: list[str]) -> None:
    masked = mask(" ".join(words)).split()
    for word, after, kept in zip(words, [*words, ""][1:], masked, strict=True):
        if word in ("May", "Doe"):
            assert kept == "Aaa"
        elif word in ("Summer", "Fall"):
            assert (kept == word) == (after == "2023")
        elif word == "Page":
            assert (kept == word) == after.isdigit()


def test_no_month_is_a_label() -> None:
    months = "january february march april may june july august september october november december"
    assert not VOCABULARY & {part for month in months.split() for part in (month, month[:3])}


@pytest.mark.parametrize("name", SOME)
def test_a_structure_has_no_word_of_the_document_but_for_labels(name: str) -> None:
    structure = describe_document(FIXTURES / f"{name}.pdf", readers())
    printed = "\n".join(line.text for line in reading_order(opened(name)))
    drawn = "".join(g.text for page in opened(name).pages for g in page.background)
    nothing = Reportlab(LETTER, Type())
    nothing.text(36, 100, "x")
    empty = describe_document(nothing.bytes())
    for form in (lambda one: one.to_text(), lambda one: json.dumps(one.to_data())):
        own = f"{form(empty)} columbia etranscript vergil quarters"
        left = survivors(f"{printed}\n{drawn}", form(structure))
        left -= {word.casefold() for word in runs(own)}  # what the form itself says
        assert not {word for word in left if not word.isdigit()}
    cells = " ".join(c.text for p in structure.pages for line in p.lines for c in line.cells)
    assert len(cells) > 500
    assert not survivors(printed, cells)


@pytest.mark.parametrize("name", SOME)
def test_the_structure_has_every_line_of_the_document(name: str) -> None:
    structure = describe_document(FIXTURES / f"{name}.pdf")
    assert sum(len(p.lines) for p in structure.pages) == len(reading_order(opened(name)))


def test_the_structure_says_what_the_file_is_like() -> None:
    structure = describe_document(FIXTURES / "ms-student.pdf", readers())
    assert (structure.result, structure.producer) == ("columbia-transcript", "ReportLab")
    assert (structure.count, structure.encrypted, structure.text) == (2, False, "text layer")
    page = structure.pages[0]
    assert (page.width, page.height, page.rotation, page.cropped) == (612, 792, 0, False)
    assert {font.name for font in page.fonts} == {"Helvetica", "Helvetica Bold"}
    assert [band.left for band in page.bands][:3] == [36.0, 93.3, 241.9]
    assert "AAAA A9999" in {cell.text for line in page.lines for cell in line.cells}


@pytest.mark.parametrize(("name", "outcome"), sorted(OUTCOMES.items()))
def test_a_file_that_is_refused_is_described_as_far_as_it_can_be_opened(
    name: str, outcome: str
) -> None:
    path = FIXTURES / name
    if outcome in ("damaged", "empty", "not_a_pdf", "password_protected"):
        with pytest.raises(IngestError) as caught:
            describe_document(path, readers())
        assert str(caught.value.outcome) == outcome
        return
    structure = describe_document(path, readers())
    # A description says which reader claims a file; what the reader then finds is not part of it.
    claimed = outcome in ("two_students", "other_institution")
    assert structure.result in ((outcome, "columbia-transcript") if claimed else (outcome,))
    assert len(structure.pages) > 0
    has_letters = structure.text in ("text layer", "by OCR")
    assert any(page.lines for page in structure.pages) == has_letters


def test_plain_text_is_described_line_by_line() -> None:
    data = b"Name: Jane Quinn Doe\nFall 2023\nCOMS W4111   DATABASES   3.00   A-\nTERM GPA: 3.667\n"
    structure = describe_document(data, readers())
    assert (structure.text, structure.producer, structure.count) == ("plain text", "", 1)
    cells = [[cell.text for cell in line.cells] for line in structure.pages[0].lines]
    assert cells[0] == ["Name: Aaaa Aaaaa Aaa"]
    assert cells[2] == ["AAAA A9999", "AAAAAAAAA", "9.99", "A-"]


def test_names_in_the_data_of_the_file_are_not_told() -> None:
    canvas = Reportlab(LETTER, Type())
    canvas._pdf.setAuthor("Jane Quinn Doe")
    canvas._pdf.setProducer("Jane's own printer")
    canvas._pdf.setCreator("jd0000 with Microsoft Word")
    canvas.text(36, 100, "Held for Jane Quinn Doe, window 4")
    structure = describe_document(canvas.bytes())
    assert structure.creator == "Microsoft, Word"
    text = structure.to_text() + json.dumps(structure.to_data())
    assert not re.search("jane|quinn|doe|jd0000", text, re.IGNORECASE)


def test_readable_fixtures_are_there() -> None:
    assert set(SOME) <= set(READABLE)
