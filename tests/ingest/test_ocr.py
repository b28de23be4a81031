"""A page that is a picture is read by OCR; what is in doubt is asked, and never a record."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache

import pytest

from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import (
    Answer,
    Document,
    IngestError,
    Limits,
    Outcome,
    Reading,
    interpret,
    open_document,
    read_document,
)
from degreekit.ingest.mend import Sign, mended
from degreekit.ingest.ocr import is_installed
from tests.fixtures.generator import vergil
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.fixtures.generator.meaning import Course, School, Session, Student
from tests.ingest.helpers import stated

needs_ocr = pytest.mark.skipif(
    not is_installed(), reason='OCR is not installed: pip install "degreekit[ocr]"'
)

STUDENT = Student(
    (
        School(
            "Columbia College",
            (
                Session(
                    "Fall 2024",
                    (
                        Course("COMS W3134", "DATA STRUCTURES IN JAVA", "3.00", "A", "001"),
                        Course("COMS W3157", "ADVANCED PROGRAMMING", "4.00", "A-", "002"),
                        Course("IEOR E3658", "PROBABILITY FOR ENGINEERS", "3.00", "B+", "003"),
                    ),
                ),
            ),
        ),
    )
)


def picture(dots: int, *, skew: float = 0.0, quarter: int = 0) -> bytes:
    """Return the record of the student as a JPEG of its page."""
    import pypdfium2  # type: ignore[import-untyped]  # ships no types
    from PIL import Image

    page = (612.0, 280.0)
    pdf = pypdfium2.PdfDocument(vergil.render(STUDENT, vergil.Layout(page=page)))
    image = pdf[0].render(scale=dots / 72).to_pil().convert("L")
    image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    file = io.BytesIO()
    image.rotate(90 * quarter, expand=True).save(file, "JPEG", quality=60)
    return file.getvalue()


def as_pdf(image: bytes) -> bytes:
    from PIL import Image

    size = Image.open(io.BytesIO(image)).size
    canvas = Reportlab((612.0, 612.0 * size[1] / size[0]), Type())
    canvas.picture(io.BytesIO(image))
    return canvas.bytes()


@cache
def coarse() -> Document:
    return open_document(picture(72))


def read(document: Document, *answers: Answer) -> Reading:
    return interpret(document, readers(), {"columbia": columbia()}, answers)


@needs_ocr
def test_a_pdf_of_one_jpeg_a_page_is_read_and_proved() -> None:
    reading = read(open_document(as_pdf(picture(170, skew=1.5))))
    assert stated(reading) == STUDENT.expected()["records"]
    assert reading.verified
    assert reading.document.ocr_pages == (1,)
    assert {record.read_by for record in reading.transcript.records} == {"ocr"}
    assert reading.to_data()["records"][0]["read_by"] == "ocr"


@needs_ocr
def test_a_picture_on_its_side_is_turned() -> None:
    document = open_document(picture(150, quarter=1))
    assert document.pages[0].quarter == 1
    reading, expected = read(document), STUDENT.expected()["records"]
    assert stated(reading)
    assert all(record in expected for record in stated(reading))
    assert len(reading.transcript.records) + len(reading.questions) >= len(expected)


@needs_ocr
def test_on_a_coarse_picture_nothing_wrong_is_a_record() -> None:
    reading = read(coarse())
    expected = STUDENT.expected()["records"]
    assert all(record in expected for record in stated(reading))
    assert len(reading.transcript.records) + len(reading.questions) >= len(expected)


@needs_ocr
def test_answers_make_records_of_questions() -> None:
    reading = read(coarse())
    assert reading.questions
    answers: list[Answer] = []
    while reading.questions:
        question = reading.questions[0]
        given = {"question": question.id, "raw": question.raw}
        answers.append(Answer.model_validate({**given, "answer": "accept"}))
        reading = read(coarse(), *answers)
    assert "person" in {record.read_by for record in reading.transcript.records}
    assert not any(finding.code == "reading-in-doubt" for finding in reading.findings)
    question = read(coarse()).questions[0]
    drop = Answer(question=question.id, raw=question.raw, answer="drop")
    assert question.id not in {one.id for one in read(coarse(), drop).questions}


@needs_ocr
def test_an_answer_to_another_reading_is_not_used() -> None:
    question = read(coarse()).questions[0]
    stale = Answer(question=question.id, raw="something else", answer="accept")
    reading = read(coarse(), stale)
    assert question.id in {one.id for one in reading.questions}
    assert "answer-without-question" in {finding.code for finding in reading.findings}


def test_without_ocr_the_refusal_says_what_to_install() -> None:
    with pytest.raises(IngestError) as caught:
        read_document(as_pdf(picture(72)), readers(), {}, Limits(ocr=False))
    assert caught.value.outcome == Outcome.IMAGE_ONLY
    assert 'pip install "degreekit[ocr]"' in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("C0MS W4771", "COMS W4771"),
        ("COMS VV4771", "COMS W4771"),
        ("COMS4771VV", "COMS4771W"),
        ("3,00", "3.00"),
        ("A ~", "A-"),
        ("Bt", "B+"),
        ("COMS W4995APPLIED", "COMS W4995 APPLIED"),
        ("PROGRAMMING IN C", "PROGRAMMING IN C"),
        ("2:14 PM", "2:14 PM"),
        ("Fall 2024", "Fall 2024"),
    ],
)
def test_what_ocr_is_known_to_misread_is_mended(raw: str, text: str) -> None:
    piece = [Sign(letter, 0.99, n / len(raw), "") for n, letter in enumerate(raw)]
    assert "".join(sign.text for sign in mended(piece)) == text


def test_the_place_of_a_box_on_a_tilted_page_leads_back_to_it() -> None:
    from degreekit.ingest.document import Page

    page = Page(1, *LETTER, 1.0, (), quarter=1, angle=2.5)
    box = (100.0, 200.0, 300.0, 210.0)
    back = page.upright(page.shown(box))
    assert [round(Decimal(side)) for side in back] == [round(Decimal(side)) for side in box]
