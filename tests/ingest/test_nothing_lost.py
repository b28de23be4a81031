"""What is not in the reading is told: pages left out, words printed on one another."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import Finding, Reading, read_together
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import FIXTURES, read, read_fixture

HERE = {"columbia": columbia()}

NUMBERED = [
    "official/two-schools",
    "official/columns-differ",
    "record/two-pages",
    "planning/two-pages",
]


def without(name: str, *pages: int, text_only: bool = False) -> Reading:
    """Read a fixture without some of its pages, or without the text of them."""
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        for number in sorted(pages, reverse=True):
            if text_only:
                pdf.pages[number - 1].obj.Contents = pdf.make_stream(b"")
            else:
                del pdf.pages[number - 1]
        file = io.BytesIO()
        pdf.save(file)
    return read(file.getvalue())


def alone(name: str, number: int) -> bytes:
    """Return one page of a fixture as a file."""
    with pikepdf.open(FIXTURES / f"{name}.pdf") as pdf:
        for other in reversed(range(len(pdf.pages))):
            if other != number - 1:
                del pdf.pages[other]
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


def missing(reading: Reading) -> list[Finding]:
    return [finding for finding in reading.findings if finding.code == "pages-missing"]


def pages(*footers: str, at: float = 760.0) -> bytes:
    """Return pages with a course each, and what is printed at their foot."""
    canvas = Reportlab(LETTER, Type())
    for number, footer in enumerate(footers, start=1):
        if number > 1:
            canvas.new_page()
        canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
        for x, text in ((40, "COURSE"), (120, "TITLE"), (300, "POINTS"), (360, "GRADE")):
            canvas.text(x, 80, text)
        canvas.text(40, 95, f"Fall {2020 + number}")
        for x, text in ((40, "COMS W4111"), (120, "DATABASES"), (300, "3.00"), (360, "A")):
            canvas.text(x, 110, text)
        canvas.text(500, at, footer)
    return canvas.bytes()


@pytest.mark.parametrize("text_only", [False, True])
@pytest.mark.parametrize("name", NUMBERED)
def test_a_numbered_page_that_is_not_there_or_has_lost_its_text_is_an_error(
    name: str, text_only: bool
) -> None:
    whole = read_fixture(name)
    assert not missing(whole)
    reading = without(name, whole.document.pages, text_only=text_only)
    [finding] = missing(reading)
    assert finding.severity == "error"
    assert (finding.page, finding.box is None) == (1, False)
    assert re.search(rf"page {whole.document.pages} cannot", finding.message)
    assert reading.status is ReadingStatus.CONTRADICTED


@pytest.mark.parametrize("label", ["Page {} of {}", "page {}/{}", "{} of {}", "{}/{}"])
def test_page_numbers_are_known_as_they_are_printed(label: str) -> None:
    assert not missing(read(pages(*(label.format(n, 3) for n in (1, 2, 3)))))
    [finding] = missing(read(pages(*(label.format(n, 6) for n in (3, 4)))))
    assert "numbered up to 6, and pages 1, 2, 5, 6 cannot be found" in finding.message


def test_a_number_on_the_first_page_counts_the_pages_without_one() -> None:
    assert not missing(read(pages("Page 1 of 3", "", "")))
    [finding] = missing(read(pages("Page 1 of 3", "")))
    assert "which has too few without a number" in finding.message


@pytest.mark.parametrize("footer", ["10/3", "2/14 of the class", "Awarded 05/16", "Page 3", "0/4"])
def test_what_is_no_number_of_a_page_says_nothing_of_pages(footer: str) -> None:
    assert not missing(read(pages(footer)))


def test_documents_that_were_joined_are_counted_one_by_one() -> None:
    assert not missing(read(pages("1/2", "2/2", "1/1")))
    [finding] = missing(read(pages("1/2", "2/2", "1/3", "2/3")))
    assert "numbered up to 3, and page 3 cannot be found" in finding.message


@pytest.mark.parametrize("name", NUMBERED)
def test_pages_in_files_of_their_own_are_whole_together(name: str) -> None:
    whole = read_fixture(name)
    apart = [alone(name, number) for number in range(1, whole.document.pages + 1)]
    reading = read_together(apart, readers(), HERE)
    assert not missing(reading)
    assert len(reading.transcript.records) == len(whole.transcript.records)
    one = read_together(apart[:1], readers(), HERE)
    assert [finding.file for finding in missing(one)] == ["document 1"]


def test_one_document_s_pages_are_none_of_another_s() -> None:
    first, second = pages("1/2", "2/2"), pages("1/2", at=755.0)
    reading = read_together([first, second], readers(), HERE)
    assert [finding.file for finding in missing(reading)] == ["document 2"]


def test_a_page_that_is_an_unread_picture_is_not_missing() -> None:
    first = pages("Page 1 of 2")
    assert missing(read(first))
    with (
        pikepdf.open(io.BytesIO(first)) as pdf,
        pikepdf.open(FIXTURES / "refused/picture.pdf") as picture,
    ):
        pdf.pages.append(picture.pages[0])
        file = io.BytesIO()
        pdf.save(file)
    reading = read(file.getvalue(), ocr=False)
    assert "page-without-text" in {finding.code for finding in reading.findings}
    assert not missing(reading)


@pytest.mark.parametrize("cell", ["DATABASES", "A"])
def test_words_of_a_course_that_stand_on_one_another_are_an_error(cell: str) -> None:
    canvas = Reportlab(LETTER, Type())
    canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
    for x, text in ((40, "COURSE"), (120, "TITLE"), (300, "POINTS"), (360, "GRADE")):
        canvas.text(x, 80, text)
    canvas.text(40, 95, "Fall 2023")
    for x, text in ((40, "COMS W4111"), (120, "DATABASES"), (300, "3.00"), (360, "A")):
        canvas.text(x, 110, text)
        if text == cell:
            canvas.text(x + 1, 111, "B" if len(text) == 1 else "ALGORITHMS")
    reading = read(canvas.bytes())
    findings = [f for f in reading.findings if f.code == "text-over-text"]
    assert [(f.page, f.severity, f.box is None) for f in findings] == [(1, "error", False)]
    assert reading.status is ReadingStatus.CONTRADICTED
