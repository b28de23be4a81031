"""Two students are never read as one, whatever names them, and one student is never two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import CannotMerge, IngestError, Limits, Outcome, Reading
from degreekit.ingest.pipeline import read_together
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import read

_ROWS = {
    "Fall 2023": (("COMS W4771", "MACHINE LEARNING", "3.00", "A"),
                  ("COMS W4111", "DATABASES", "3.00", "B+")),
    "Spring 2024": (("COMS W4118", "OPERATING SYSTEMS I", "3.00", "A-"),
                    ("CSOR W4231", "ANALYSIS OF ALGORITHMS I", "3.00", "B")),
}  # fmt: skip
_COLUMNS = (40, 140, 330, 400)


def transcript(term: str, *named: str, foot: str = "") -> list[tuple[str, ...]]:
    """Return the lines of a transcript of one term, with some lines that say whose it is."""
    head = (("COLUMBIA UNIVERSITY",), ("Unofficial Transcript",), *((line,) for line in named))
    table = (("SUBJECT NUMBER", "TITLE", "POINTS", "GRADE"), (term,), *_ROWS[term])
    return [*head, ("",), *table, ("",), (foot,)]


def pdf(*pages: Sequence[tuple[str, ...]]) -> bytes:
    canvas = Reportlab(LETTER, Type(size=9))
    for number, page in enumerate(pages):
        if number:
            canvas.new_page()
        for at, cells in enumerate(page):
            for x, text in zip(_COLUMNS, cells, strict=False):
                if text:
                    canvas.text(x, 50 + 14 * at, text, size=9)
    return canvas.bytes()


def as_pages(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> Reading:
    return read(pdf(one, other))


def on_one_page(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> Reading:
    return read(pdf([*one, ("",), *other]))


def as_files(one: Sequence[tuple[str, ...]], other: Sequence[tuple[str, ...]]) -> Reading:
    limits = Limits(isolated=False, ocr=False)
    return read_together([pdf(one), pdf(other)], readers(), {"columbia": columbia()}, limits)


WAYS = [as_pages, on_one_page, as_files]
Way = Callable[[Sequence[tuple[str, ...]], Sequence[tuple[str, ...]]], Reading]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Name: Jane Doe   UNI: jd0000", "Name: Jane Doe   UNI: jd1111"),
        ("Name: Jane Doe   UNI: jd0000", "Name: Richard Roe   UNI: jd0000"),
        ("Name: Jane Doe", "Name: John Doe"),
        ("Name: Christina Roe", "Name: Christine Roe"),
        ("Name: J. Doe", "Name: Richard Doe"),
        ("Name: Jane Doe   SSN: XXX-XX-1234", "Name: Jane Doe   SSN: XXX-XX-9876"),
        ("Name: Jane Doe   Birth Date: 01/02/1999", "Name: Jane Doe   Birth Date: 03/04/1997"),
        ("DOE, JANE Q", "ROE, RICHARD"),
        ("Jane Q. Doe", "Richard Roe"),
        ("Issued To: Jane Doe", "Issued To: Richard Roe"),
        ("Transcript of Jane Doe", "Transcript of Richard Roe"),
    ],
)
def test_two_students_are_refused(way: Way, one: str, other: str) -> None:
    with pytest.raises((IngestError, CannotMerge)) as caught:
        way(transcript("Fall 2023", one), transcript("Spring 2024", other))
    if isinstance(caught.value, IngestError):
        assert caught.value.outcome is Outcome.TWO_STUDENTS
    assert not {"Jane", "Doe", "Richard"} & set(str(caught.value).split())


@pytest.mark.parametrize("way", [as_pages, as_files])
def test_a_name_below_its_label_or_next_to_the_page_number_tells_students_apart(way: Way) -> None:
    for one, other in (
        ((("Name", "Jane Doe"), ""), (("Name", "Richard Roe"), "")),
        (((), "Jane Doe   jd0000   Page 1 of 2"), ((), "Richard Roe   rr2222   Page 2 of 2")),
    ):
        with pytest.raises((IngestError, CannotMerge)):
            way(
                transcript("Fall 2023", *one[0], foot=one[1]),
                transcript("Spring 2024", *other[0], foot=other[1]),
            )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Name: Jane Quinn Doe", "Name: J. Q. Doe"),
        ("Name: Jane Doe", "Name: Doe, J"),
        ("Name: Jane Roe   UNI: jd0000", "Name: Jane Doe   UNI: jd0000"),
        ("Name: Jane Doe (formerly Jane Roe)", "Name: Jane Roe"),
        ("Name: Doe, Jane (Jenny)", "Name: Jane Doe"),
        ("Name: José Núñez", "Name: NUNEZ, JOSE"),
        ("Name: Mary O'Neil", "Name: ONEIL, MARY"),
        ("Name: Jean-Luc Roe", "Name: Jeanluc Roe"),
        ("Name: Richard Roe Jr.", "Name: Richard Roe"),
        ("Name: Jane Doe   UNI: jd0000", "Name: Jane Doe   PID: C00000001"),
        ("Jane Q. Doe", "Jane Doe"),
        ("Computer Science", "Data Science"),
        ("Dean's List", "Academic Standing Good"),
    ],
)
def test_one_student_is_not_two(way: Way, one: str, other: str) -> None:
    reading = way(transcript("Fall 2023", one), transcript("Spring 2024", other))
    assert len(reading.transcript.records) == 4
