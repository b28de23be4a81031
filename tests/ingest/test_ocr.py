"""A page that is a picture is read by OCR; what is in doubt is asked, and never a record."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
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
    describe_document,
    draw_reading,
    interpret,
    open_document,
    read_document,
    read_together,
    redact_reading,
)
from degreekit.ingest.ocr.engine import is_installed
from degreekit.ingest.ocr.ocr_repairs import Sign, mended
from degreekit.ingest.tools.mask import mask
from degreekit.ingest.tools.show import _order
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER
from tests.fixtures.generator.pictures import jpeg
from tests.ingest.helpers import FIXTURES, SCANS, expected, named_in, stated

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


@pytest.fixture(scope="module", params=SCANS)
def scan(request: pytest.FixtureRequest) -> str:
    """Return the name of a picture; tests of one picture run after each other, for OCR is slow."""
    return str(request.param)


def of(*names: str) -> pytest.MarkDecorator:
    """Return the mark of a test about these pictures only."""
    return pytest.mark.parametrize("scan", names, indirect=True)


def on_the_coarse_one(test: Callable[[], None]) -> Callable[[], None]:
    """Let a test run next to the others that read the picture with the most questions."""
    return pytest.mark.usefixtures("scan")(of(COARSE)(test))


#: Pictures in which something stays a question.
IN_DOUBT = frozenset({COARSE, "official-artefacts.pdf"})


@needs_ocr
def test_nothing_wrong_is_a_record_without_a_question(scan: str) -> None:
    wrong = [record for record in stated(read_scan(scan)) if record not in meant(scan)]
    assert wrong == []


@needs_ocr
def test_every_course_is_read_or_asked_about(scan: str) -> None:
    reading = read_scan(scan)
    right = stated(reading)
    questions = [question.raw for question in reading.questions]
    for record in meant(scan):
        if record in right:
            right.remove(record)
            continue
        _, code = record["code"].split()  # documents write COMS W4771 and COMS4771W
        asked = [raw for raw in questions if code.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") in raw]
        assert asked, f"neither read nor asked about: {record['code']}"
        questions.remove(asked[0])
    assert right == []


@needs_ocr
def test_it_is_told_what_was_read_by_ocr(scan: str) -> None:
    reading = read_scan(scan)
    assert reading.document.ocr_pages == ((2,) if scan == "record-mixed.pdf" else (1,))
    for record in reading.transcript.records:
        by = "ocr" if record.page in reading.document.ocr_pages else "text"
        assert (record.read_by or "text") == by
    marks = {record.get("read_by") for record in reading.to_data()["records"]}
    assert "ocr" in marks


@needs_ocr
def test_a_picture_without_doubt_is_read_whole_and_proved(scan: str) -> None:
    assert read_scan(scan).verified == (scan not in IN_DOUBT)
    assert bool(read_scan(scan).questions) == (scan in IN_DOUBT)


@needs_ocr
@of("official-sideways.pdf", "record-upside-down.pdf", "record-jpeg.pdf")
def test_a_page_is_turned_upright_and_places_are_told_as_it_is_shown(scan: str) -> None:
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    quarter = {"official-sideways.pdf": 1, "record-upside-down.pdf": 2}.get(scan, 0)
    assert opened_scan(scan).pages[0].quarter == quarter
    with pypdfium2.PdfDocument(FIXTURES / "scans" / scan) as pdf:
        shown = pdf[0].render(scale=1).to_pil().convert("L")
        paper = sorted(shown.tobytes())[shown.width * shown.height // 2]
        for record in read_scan(scan).transcript.records:
            assert record.box is not None
            left, top, right, bottom = record.box
            assert right <= pdf[0].get_width() + 1
            along = (bottom - top) > (right - left)
            assert along == (quarter == 1)
            dark = shown.crop(record.boxes["code"]).tobytes()
            assert min(dark) < paper - 60


@needs_ocr
@of("record-hidden.pdf")
def test_a_layer_of_text_that_nobody_sees_proves_nothing(scan: str) -> None:
    """The layer says A+ and 4.00 points of every course; the picture says what holds."""
    reading = read_scan(scan)
    assert stated(reading) == meant(scan)
    plain = open_document(FIXTURES / "scans" / scan, Limits(ocr=False))
    unread = interpret(plain, readers(), {"columbia": columbia()})
    assert unread.status is ReadingStatus.CONTRADICTED
    assert "hidden-text" in {finding.code for finding in unread.findings}


def test_without_ocr_the_text_of_a_mixed_document_is_read_and_the_picture_told() -> None:
    document = open_document(FIXTURES / "scans/record-mixed.pdf", Limits(ocr=False))
    reading = interpret(document, readers(), {"columbia": columbia()})
    assert reading.status is ReadingStatus.CONTRADICTED
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
@on_the_coarse_one
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
@on_the_coarse_one
def test_an_answer_to_another_reading_is_not_used() -> None:
    question = read(coarse()).questions[0]
    stale = Answer(question=question.id, raw="something else", answer="accept")
    reading = read(coarse(), stale)
    assert question.id in {one.id for one in reading.questions}
    assert "answer-without-question" in {finding.code for finding in reading.findings}


def test_without_ocr_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("degreekit.ingest.ocr.legibility.is_installed", lambda: False)
    with pytest.raises(IngestError) as caught:
        read_document(FIXTURES / "scans/record-jpeg.pdf", readers(), {}, Limits(ocr=False))
    assert caught.value.outcome == Outcome.IMAGE_ONLY
    assert 'pip install "degreekit[ocr]"' in str(caught.value)


@needs_ocr
def test_where_ocr_is_installed_the_refusal_does_not_advise_to_install_it() -> None:
    with pytest.raises(IngestError) as switched_off:
        read_document(FIXTURES / "scans/record-jpeg.pdf", readers(), {}, Limits(ocr=False))
    assert switched_off.value.ocr == "off"
    assert "leave out --no-ocr" in str(switched_off.value)
    with pytest.raises(IngestError) as tried:
        read_document(FIXTURES / "refused/picture.pdf", readers(), {})
    assert (tried.value.outcome, tried.value.ocr) == (Outcome.IMAGE_ONLY, "tried")
    assert "scan it again" in str(tried.value)
    for error in (switched_off.value, tried.value):
        assert "pip install" not in str(error)
        assert error.at("a.pdf").ocr == error.ocr


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
    from degreekit.ingest.page.document import Page

    page = Page(1, *LETTER, 1.0, (), quarter=1, angle=2.5)
    box = (100.0, 200.0, 300.0, 210.0)
    back = page.upright(page.shown(box))
    assert [round(Decimal(side)) for side in back] == [round(Decimal(side)) for side in box]


# ------------------------------------------------------------------------- the rest of the library


@needs_ocr
@on_the_coarse_one
def test_a_redacted_question_keeps_the_course_and_of_its_line_the_shape() -> None:
    reading = redact_reading(read_scan(COARSE))
    assert reading.questions
    for question, whole in zip(reading.questions, read_scan(COARSE).questions, strict=True):
        assert question.record == whole.record
        assert question.raw == mask(whole.raw) != whole.raw
    assert not reading.corrections


@needs_ocr
@of(COARSE, "record-photo.jpg")
def test_places_in_doubt_are_drawn_on_pdfs_and_pictures(scan: str) -> None:
    [drawn] = draw_reading(FIXTURES / "scans" / scan, read_scan(scan))
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    below = picture.crop((0, 60, picture.width, picture.height)).getcolors(2**24) or []
    asked = (117, 70, 180) in {colour for _, colour in below}
    assert asked == bool(read_scan(scan).questions)


def test_a_picture_is_described_without_what_it_says() -> None:
    path = FIXTURES / "scans/record-photo.jpg"
    structure = describe_document(path, readers(), Limits(ocr=False))
    assert (structure.result, structure.text) == ("image_only", "pictures")
    [page] = structure.pages
    with Image.open(path) as picture:
        assert round(page.width / page.height, 2) == round(picture.width / picture.height, 2)


def bomb(side: int) -> bytes:
    """Return a PNG of a few hundred bytes that says it has sides of so many dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    rows = zlib.compress(bytes(100_000), 9)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@needs_ocr
def test_a_picture_with_more_dots_than_a_page_has_is_refused_before_it_is_unpacked() -> None:
    assert len(bomb(60_000)) < 1000
    with pytest.raises(IngestError) as caught:
        open_document(bomb(60_000))
    assert caught.value.outcome == Outcome.TOO_LARGE
    with pytest.raises(IngestError) as caught:
        describe_document(bomb(60_000), readers(), Limits(ocr=False))
    assert caught.value.outcome in (Outcome.IMAGE_ONLY, Outcome.TOO_LARGE)


@needs_ocr
def test_what_takes_more_than_it_may_is_refused() -> None:
    page = (FIXTURES / "scans" / COARSE).read_bytes()
    for limits in (Limits(ocr_seconds=1), Limits(ocr_pages=0)):
        with pytest.raises(IngestError) as caught:
            open_document(page, limits)
        assert caught.value.outcome == Outcome.TOO_LARGE


@needs_ocr
def test_an_engine_that_does_not_start_is_the_fault_of_no_document() -> None:
    page = (FIXTURES / "scans" / COARSE).read_bytes()
    with pytest.raises(IngestError) as caught:
        open_document(page, Limits(ocr_memory=2**28))
    assert caught.value.outcome in (Outcome.IMAGE_ONLY, Outcome.TOO_LARGE)
    assert "OCR" in caught.value.detail or "memory" in caught.value.detail


@needs_ocr
def test_a_picture_that_shows_nothing_is_told_apart_from_one_that_was_not_read() -> None:
    with pytest.raises(IngestError) as caught:
        open_document(jpeg(Image.new("L", (400, 300), 255), 80))
    assert caught.value.outcome == Outcome.IMAGE_ONLY
    assert "finds no letters" in str(caught.value)


@needs_ocr
def test_a_picture_too_coarse_to_recognize_says_how_fine_it_should_be() -> None:
    """The letters are read, but no reader finds a transcript in the upper part of the page."""
    with Image.open(FIXTURES / "scans/record-screenshot.png") as whole:
        part = whole.convert("L").crop((0, 0, whole.width, whole.height // 5))
    with pytest.raises(IngestError) as caught:
        read_document(jpeg(part.resize((part.width // 2, part.height // 2)), 85), readers(), {})
    assert caught.value.outcome == Outcome.NOT_A_TRANSCRIPT
    assert "dots an inch, and 150 or more are read better" in str(caught.value)


@pytest.mark.parametrize("name", ["record-mixed.pdf", "record-hidden.pdf"])
def test_where_ocr_is_missing_what_is_left_unread_says_what_to_install(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("degreekit.ingest.check.page_troubles.is_installed", lambda: False)
    monkeypatch.setattr("degreekit.ingest.ocr.legibility.is_installed", lambda: False)
    reading = read_document(FIXTURES / "scans" / name, readers(), {"columbia": columbia()})
    codes = ("page-without-text", "hidden-text")
    [told] = [f.message for f in reading.findings if f.code in codes]
    assert 'pip install "degreekit[ocr]"' in told


@needs_ocr
def test_it_reads_without_any_network_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """The engine reports its use to its makers, but for services of continuous integration."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    places = {"HOME": str(home), "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(home)}
    environment = {**os.environ, **places}
    for name in ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY"):
        environment.pop(name, None)
    apart = ["unshare", "-rn"]  # where a system makes namespaces, in one without a network
    if not shutil.which("unshare") or subprocess.run([*apart, "true"], check=False).returncode:  # noqa: S603  # our own command
        apart = []
    read = [sys.executable, "-m", "degreekit", "ingest", f"{FIXTURES}/scans/record-screenshot.png"]
    done = subprocess.run(  # noqa: S603  # our own command
        [*apart, *read], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert ", proved" in done.stdout
    assert [*home.rglob("*"), *temporary.rglob("*")] == []


@needs_ocr
def test_nobody_is_named_in_what_was_read_of_a_picture(scan: str) -> None:
    reading = read_scan(scan)
    redacted = redact_reading(reading)
    for one in (reading, redacted):
        assert not named_in(json.dumps(one.to_data()))
        assert not named_in(repr(one.questions + one.corrections + one.not_understood))
    assert not named_in(json.dumps(_order(redacted, Limits(), blank=True)))


@needs_ocr
@on_the_coarse_one
def test_a_mark_is_told_as_its_scale_writes_it() -> None:
    """Of some letters OCR cannot tell the small one from the large one, nor need a person."""
    reading = read(coarse())
    [small] = [q for q in reading.questions if q.raw.endswith("| c")]
    assert small.record is not None
    assert small.record["grade"] == "C"
    for fields in ({"grade": "c"}, {"grade": "C"}):
        given = {"question": small.id, "raw": small.raw, "answer": "correct", "fields": fields}
        records = read(coarse(), Answer.model_validate(given)).transcript.records
        assert [r.grade for r in records if r.read_by == "person"] == ["C"]


# ------------------------------------------------------------------------------- several pictures


def second_print() -> Document:
    """Return another document with questions at the same places, about other rows."""
    [page] = coarse().pages
    assert page.scan
    letters = tuple(
        replace(x, text="5") if x.text.isdigit() and x.box[0] < 60 else x for x in page.scan.letters
    )
    return Document((replace(page, scan=replace(page.scan, letters=letters)),), "second.pdf")


@needs_ocr
@on_the_coarse_one
def test_files_read_together_pass_their_questions_on() -> None:
    files = [FIXTURES / "record/plain.pdf", FIXTURES / "scans" / COARSE]
    reading = read_together(files, readers(), {"columbia": columbia()})
    assert reading.status is ReadingStatus.CONTRADICTED
    assert {question.file for question in reading.questions} == {str(files[1])}
    assert len(reading.questions) == len(read_scan(COARSE).questions)


@needs_ocr
@on_the_coarse_one
def test_answers_to_questions_at_the_same_place_of_two_files_are_told_apart() -> None:
    documents = (coarse(), second_print())
    readings = [read(document) for document in documents]
    assert [q.id for q in readings[0].questions] == [q.id for q in readings[1].questions]
    answers = [
        Answer(question=question.id, raw=question.raw, answer="accept")
        for reading in readings
        for question in reading.questions
    ]
    assert len({answer.raw for answer in answers}) == len(answers)
    for document in documents:
        assert not read(document, *answers).questions
    lost = Answer(question="1-2-3", raw="nothing", answer="drop")
    whole = read_together(documents, readers(), {"columbia": columbia()}, None, [*answers, lost])
    assert not whole.questions
    told = [f.message for f in whole.findings if f.code == "answer-without-question"]
    assert told == ["the answer to 1-2-3 belongs to no question here, and was not used"]


@needs_ocr
@on_the_coarse_one
def test_of_two_answers_to_one_question_the_last_one_holds() -> None:
    question = read(coarse()).questions[0]
    given = {"question": question.id, "raw": question.raw}
    drop = Answer.model_validate({**given, "answer": "drop"})
    accept = Answer.model_validate({**given, "answer": "accept"})
    before = len(read(coarse()).transcript.records)
    assert len(read(coarse(), drop, accept).transcript.records) == before + 1
    assert len(read(coarse(), accept, drop).transcript.records) == before
