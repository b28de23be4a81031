"""Every printed line is a record, known furniture, or listed as not understood.

The reader keeps account of its own lines; here nothing of it is asked. The letters are those that
plain pdfplumber finds on the page, and each has to stand in the place of exactly one thing that the
reading tells. What stands elsewhere is named letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pdfplumber
import pytest

from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import Extraction, Reading, TextLine, interpret
from degreekit.ingest.merge import Part, merged
from degreekit.ingest.one_document import read_one
from degreekit.ingest.page.geometry import Box
from degreekit.transcript import CourseRecord
from tests.ingest.helpers import PDFS, READABLE, opened, path_of, read_fixture

HERE = {"columbia": columbia()}

#: What stands behind the text, larger than anything else.
WATERMARKS = {
    "official/flat-watermark": "COPY",
    "official/watermark": "UNOFFICIAL",
    "record/watermark": "UNOFFICIAL",
}
WATERMARK_SIZE = 30.0

#: Every letter of it that is bold is drawn twice, the second one a hair beside the first.
STRUCK_TWICE = {"official/struck-twice"}

#: The end of a row at the head of the next column or page: part of a record that has its place
#: where it begins. By document and page.
CARRIED = {
    ("official/broken-columns", 1): "JAVA 3.00 A-",
    ("official/broken-columns", 4): "PROGRAMMING 4.00 R",
    ("official/continued", 3): "II 4.00 B-",
    ("official/headers-once", 2): "PHYS-LAB 1.00 P",
    ("official/two-columns", 1): "II 4.00 P",
    ("official/wrapped-last", 1): "FE & OPR 3.00 P",
    ("official/wrapped-middle", 1): "COMPUTER V",
}

#: What is printed in the line of a record and is none of its fields, by the kind of document.
_NAME = r"[A-Za-z.'-]+,[A-Za-z.]+"
_LEADERS, _CALL, _POINTS = r"[._]*", r"\d{5}", r"\d\.\d\d"
READ_OVER = {
    "unofficial-record": rf"{_LEADERS}{_CALL}(?:{_POINTS})?(?:Standard|Pass/Fail)?",
    "degree-audit": r"20\d\d[123]",  # the term, which is a field without a place
    "law-transcript": rf"{_NAME}(?:;{_NAME})*",  # instructors
    "official-transcript": r"\d{1,3}%",  # of the marks of the class, that are in the range of A
    "student-planning": r"-",  # no credits yet
    "term-grades": "",
}


class Letter(NamedTuple):
    """A printed letter and its place on the page as it is shown."""

    text: str
    x: float
    y: float
    base: float
    size: float


@cache
def printed(name: str) -> list[list[Letter]]:
    """Return the letters of each page, by pdfplumber alone."""
    with pdfplumber.open(path_of(name)) as pdf:
        return [
            [
                Letter(
                    c["text"],
                    (c["x0"] + c["x1"]) / 2,
                    (c["top"] + c["bottom"]) / 2,
                    c["bottom"],
                    c["size"],
                )
                for c in page.chars
                if not c["text"].isspace()
            ]
            for page in pdf.pages
        ]


def said(letters: Iterable[Letter]) -> str:
    return unicodedata.normalize("NFKC", "".join(letter.text for letter in letters))


@cache
def text_on(name: str, page: int) -> list[Letter]:
    """Return the letters of the text of a page, each once, without what lies behind it."""
    text = [letter for letter in printed(name)[page - 1] if letter.size < WATERMARK_SIZE]
    if name not in STRUCK_TWICE:
        return text
    once: dict[str, list[Letter]] = {}
    return [letter for letter in text if is_new(letter, once.setdefault(letter.text, []))]


def is_new(letter: Letter, seen: list[Letter]) -> bool:
    """Return whether a letter is not one of those seen, drawn again within a point of it."""
    again = any(abs(letter.x - one.x) < 1 and abs(letter.y - one.y) < 1 for one in seen)
    seen.append(letter)
    return not again


def is_in(letter: Letter, box: Box) -> bool:
    left, top, right, bottom = box
    return left - 0.1 <= letter.x <= right + 0.1 and top - 0.1 <= letter.y <= bottom + 0.1


Piece = TextLine | CourseRecord


def pieces(reading: Reading, page: int, file: str | None = None) -> list[Piece]:
    """Return what a reading tells of a page; the box around a watermark would hide all else."""
    told: list[Piece] = [*reading.transcript.records, *reading.furniture, *reading.not_understood]
    return [
        piece
        for piece in told
        if (piece.page, piece.file) == (page, file) and getattr(piece, "kind", "") != "background"
    ]


def place(piece: Piece) -> Box:
    assert piece.box is not None
    return piece.box


def unaccounted(name: str, reading: Reading, page: int, file: str | None = None) -> str:
    """Return the letters of a page that stand in no place that the reading tells."""
    boxes = [place(piece) for piece in pieces(reading, page, file)]
    return said(
        letter for letter in text_on(name, page) if not any(is_in(letter, box) for box in boxes)
    )


def pages_of(name: str) -> range:
    return range(1, len(printed(name)) + 1)


def without_blanks(text: str) -> str:
    return "".join(text.split())


EVERY = pytest.mark.parametrize("name", PDFS)


@EVERY
def test_every_printed_letter_stands_in_the_place_of_something_that_was_read(name: str) -> None:
    for page in pages_of(name):
        carried = without_blanks(CARRIED.get((name, page), ""))
        assert unaccounted(name, read_fixture(name), page) == carried


@EVERY
def test_no_printed_letter_stands_in_the_places_of_two_things(name: str) -> None:
    for page in pages_of(name):
        boxes = [place(piece) for piece in pieces(read_fixture(name), page)]
        for letter in text_on(name, page):
            assert sum(is_in(letter, box) for box in boxes) <= 1


@EVERY
def test_what_is_left_out_of_the_text_is_what_is_known_to_lie_behind_it(name: str) -> None:
    everything = [letter for page in printed(name) for letter in page]
    text = [letter for page in pages_of(name) for letter in text_on(name, page)]
    behind = said(letter for letter in everything if letter.size >= WATERMARK_SIZE)
    assert behind == WATERMARKS.get(name, "")
    background = [line for line in read_fixture(name).furniture if line.kind == "background"]
    assert bool(background) == bool(behind)
    twice = len(everything) - len(behind) - len(text)
    assert (twice > 0) == (name in STRUCK_TWICE)


@EVERY
def test_the_text_of_a_line_is_what_is_printed_in_its_place(name: str) -> None:
    """But for lines that may name the student, and words that may: those are left out."""
    for page in pages_of(name):
        for line in pieces(read_fixture(name), page):
            if isinstance(line, CourseRecord) or not line.text:
                continue
            here = Counter(
                said(letter for letter in text_on(name, page) if is_in(letter, line.box))
            )
            told = Counter(without_blanks(line.text.replace("***", "")))
            assert told == here if "***" not in line.text else told <= here


@EVERY
def test_every_letter_in_the_place_of_a_record_is_a_field_of_it_or_read_over(name: str) -> None:
    reading = read_fixture(name)
    over = re.compile(READ_OVER[reading.document.kind])
    for page in pages_of(name):
        for record in pieces(reading, page):
            if not isinstance(record, CourseRecord):
                continue
            here = [letter for letter in text_on(name, page) if is_in(letter, place(record))]
            cells = record.boxes.values()
            beside = said(letter for letter in here if not any(is_in(letter, box) for box in cells))
            assert not beside or over.fullmatch(beside)
            title = Counter(without_blanks(record.title or ""))
            assert title <= Counter(said(here) + without_blanks(CARRIED.get((name, page), "")))


@EVERY
def test_the_lines_are_as_many_as_are_printed(name: str) -> None:
    reading = read_fixture(name)
    lines = sum(
        len({round(letter.base) for letter in text_on(name, page) if is_in(letter, place(record))})
        for page in pages_of(name)
        for record in pieces(reading, page)
        if isinstance(record, CourseRecord)
    )
    lines += sum(document == name for document, _ in CARRIED)
    counts = reading.counts
    assert counts.record == lines
    assert counts.furniture == len(reading.furniture)
    assert counts.not_understood == len(reading.not_understood)
    assert counts.lines == counts.record + counts.furniture + counts.not_understood


# ------------------------------------------------------------------------------- files of text

TEXTS = [name for name in READABLE if name not in PDFS]


#: What goes on below another line, as in `CARRIED`.
TEXT_CARRIED = {
    "pasted/official-layout": "& BIG DATA 3.00",
}


def lines_of(name: str) -> list[str]:
    """Return the lines of a file. Chrome copies a hyphen and the end of its line as U+FFFE."""
    content = path_of(name).read_text(encoding="utf-8")
    return re.split(r"[\n\f]", content.replace("\ufffe", "-\n"))


def uncovered(name: str, reading: Reading) -> Iterator[str]:
    """Yield what is printed where the reading tells nothing, by lines of the file.

    Of a line with tabs only its number is looked at: its cells are set out anew.
    """
    lines = lines_of(name)
    told: list[Piece] = [*reading.transcript.records, *reading.furniture, *reading.not_understood]
    boxes = [place(piece) for piece in told]
    for number, line in enumerate(lines):
        here = [box for box in boxes if box[1] <= number < box[3]]
        if here and "\t" in line.strip():
            continue
        for word in re.finditer(r"\S+", line):
            if not any(left <= word.start() and word.end() <= right for left, _, right, _ in here):
                yield word[0]


@pytest.mark.parametrize("name", TEXTS)
def test_every_line_of_a_text_stands_in_the_place_of_something_that_was_read(name: str) -> None:
    left = " ".join(uncovered(name, read_fixture(name)))
    assert left == TEXT_CARRIED.get(name, "")


# -------------------------------------------------------------------------- several files as one

SSOL = [f"ssol/{t}" for t in ("fall-2015", "spring-2016", "summer-2016", "fall-2016")]
MS_TERMS = [f"ms-student-{t}" for t in ("fall-2023", "spring-2024", "fall-2024", "spring-2025")]


def together(names: Sequence[str]) -> Reading:
    return merged(
        [Part(opened(n), *read_one(opened(n), readers(), HERE), file=n) for n in names], HERE
    )


@pytest.mark.parametrize("names", [SSOL, MS_TERMS], ids=["ssol", "ms-student"])
def test_every_letter_of_files_that_are_read_together_is_accounted_for(names: list[str]) -> None:
    reading = together(names)
    for name in names:
        for page in pages_of(name):
            assert not unaccounted(name, reading, page, name)


def test_what_a_later_print_replaces_is_all_that_is_left_of_an_earlier_one() -> None:
    names = [*SSOL, "ssol/fall-2016-later"]
    reading = together(names)
    for name in names:
        alone = [place(record) for record in read_fixture(name).transcript.records]
        boxes = [place(piece) for piece in pieces(reading, 1, name)]
        for letter in text_on(name, 1):
            assert any(is_in(letter, box) for box in (*boxes, *alone))


# ------------------------------------------------------------------------- what the tests can see


def without_one(whole: Extraction) -> Iterator[tuple[Piece, Extraction]]:
    """Yield what a reader would hand back that dropped one line, for each line that is told."""
    for number, line in enumerate(whole.furniture):
        rest = (*whole.furniture[:number], *whole.furniture[number + 1 :])
        yield line, replace(whole, furniture=rest)
    for number, record in enumerate(whole.records):
        left = (*whole.records[:number], *whole.records[number + 1 :])
        yield record, replace(whole, records=left, totals=())  # these count the records


@pytest.mark.parametrize(
    "name", ["ms-student", "record/plain", "planning/plain", "degree-audit/plain"]
)
def test_a_line_that_a_reader_drops_is_missed_whichever_it_is(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [reader] = [r for r in readers() if r.id == read_fixture(name).document.reader]
    for dropped, rest in without_one(reader.extract(opened(name))):
        monkeypatch.setattr(reader, "extract", lambda _document, rest=rest: rest)
        reading = interpret(opened(name), [reader], HERE)
        assert dropped.page is not None
        assert unaccounted(name, reading, dropped.page)
