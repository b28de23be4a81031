"""A page that is a picture is read by OCR; what is in doubt is asked, and never a record."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

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
from tests.fixtures.generator.canvas import LETTER
from tests.fixtures.generator.pictures import jpeg
from tests.ingest.helpers import FIXTURES, SCANS, expected, stated

needs_ocr = pytest.mark.skipif(
    not is_installed(), reason='OCR is not installed: pip install "degreekit[ocr]"'
)

COARSE = "record-coarse.pdf"


@cache
def opened_scan(name: str) -> Document:
    """Read the letters of a picture, once for all tests."""
    return open_document(FIXTURES / "scans" / name)


def read(document: Document, *answers: Answer) -> Reading:
    return interpret(document, readers(), {"columbia": columbia()}, answers)


@cache
def read_scan(name: str) -> Reading:
    return read(opened_scan(name))


def coarse() -> Document:
    return opened_scan(COARSE)


def meant(name: str) -> list[dict[str, Any]]:
    return expected(f"scans/{Path(name).stem}")


EVERY = pytest.mark.parametrize("name", SCANS)


@needs_ocr
@EVERY
def test_nothing_wrong_is_a_record_without_a_question(name: str) -> None:
    wrong = [record for record in stated(read_scan(name)) if record not in meant(name)]
    assert wrong == []


@needs_ocr
@EVERY
def test_every_course_is_read_or_asked_about(name: str) -> None:
    reading = read_scan(name)
    right = stated(reading)
    questions = [question.raw for question in reading.questions]
    for record in meant(name):
        if record in right:
            right.remove(record)
            continue
        _, code = record["code"].split()  # documents write COMS W4771 and COMS4771W
        asked = [raw for raw in questions if code.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") in raw]
        assert asked, f"neither read nor asked about: {record['code']}"
        questions.remove(asked[0])
    assert right == []


@needs_ocr
@EVERY
def test_it_is_told_what_was_read_by_ocr(name: str) -> None:
    reading = read_scan(name)
    assert reading.document.ocr_pages == ((2,) if name == "record-mixed.pdf" else (1,))
    for record in reading.transcript.records:
        by = "ocr" if record.page in reading.document.ocr_pages else "text"
        assert (record.read_by or "text") == by
    marks = {record.get("read_by") for record in reading.to_data()["records"]}
    assert "ocr" in marks


@needs_ocr
def test_most_pictures_are_read_whole_and_proved() -> None:
    whole = [name for name in SCANS if read_scan(name).verified]
    assert len(whole) >= 10
    assert all(stated(read_scan(name)) == meant(name) for name in whole)


@needs_ocr
@pytest.mark.parametrize(
    ("name", "quarter"),
    [("official-sideways.pdf", 1), ("record-upside-down.pdf", 2), ("record-jpeg.pdf", 0)],
)
def test_a_page_is_turned_upright_and_places_are_told_as_it_is_shown(
    name: str, quarter: int
) -> None:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    assert opened_scan(name).pages[0].quarter == quarter
    with pypdfium2.PdfDocument(FIXTURES / "scans" / name) as pdf:
        shown = pdf[0].render(scale=1).to_pil().convert("L")
        paper = sorted(shown.tobytes())[shown.width * shown.height // 2]
        for record in read_scan(name).transcript.records:
            assert record.box is not None
            left, top, right, bottom = record.box
            assert right <= pdf[0].get_width() + 1
            along = (bottom - top) > (right - left)
            assert along == (quarter == 1)
            dark = shown.crop(record.boxes["code"]).tobytes()
            assert min(dark) < paper - 60


@needs_ocr
def test_a_layer_of_text_that_nobody_sees_proves_nothing() -> None:
    """The layer says A+ and 4.00 points of every course; the picture says what holds."""
    reading = read_scan("record-hidden.pdf")
    assert stated(reading) == meant("record-hidden.pdf")
    plain = open_document(FIXTURES / "scans/record-hidden.pdf", Limits(ocr=False))
    unread = interpret(plain, readers(), {"columbia": columbia()})
    assert not unread.verified
    assert "hidden-text" in {finding.code for finding in unread.findings}


def test_without_ocr_the_text_of_a_mixed_document_is_read_and_the_picture_told() -> None:
    document = open_document(FIXTURES / "scans/record-mixed.pdf", Limits(ocr=False))
    reading = interpret(document, readers(), {"columbia": columbia()})
    assert not reading.verified
    assert [f.page for f in reading.findings if f.code == "page-without-text"] == [2]
    assert all(record in meant("record-mixed.pdf") for record in stated(reading))


def test_letters_that_are_none_are_no_text() -> None:
    with pytest.raises(IngestError) as caught:
        open_document(FIXTURES / "scans/record-soup.pdf", Limits(ocr=False))
    assert caught.value.outcome == Outcome.IMAGE_ONLY


def test_another_encoder_shows_the_same_and_another_grade_does_not() -> None:
    from tests.fixtures.make_fixtures import look_alike

    kept = (FIXTURES / "scans/record-photo.jpg").read_bytes()
    picture = Image.open(io.BytesIO(kept))
    assert look_alike(kept, jpeg(picture, 85))
    box = (1110, 275, 1125, 290)  # where the column of grades stands
    picture.paste(20, box)
    assert not look_alike(kept, jpeg(picture, 85))


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
        read_document(FIXTURES / "scans/record-jpeg.pdf", readers(), {}, Limits(ocr=False))
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
