"""How a file is packed, turned or printed over does not change what it says."""

from __future__ import annotations

import io
import logging
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import pdfplumber
import pikepdf
import pytest

from degreekit.ingest import IngestError, Outcome
from degreekit.ingest.opening import open_document
from degreekit.ingest.page.cleaning import clean_page
from degreekit.ingest.page.document import Glyph, Page
from degreekit.ingest.source._pdf.message import PLAIN as BLACK
from degreekit.ingest.source._pdf.message import RawPage
from degreekit.ingest.source.limits import Limits
from tests.fixtures.generator import etranscript, vergil
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.fixtures.generator.producers import PRODUCERS
from tests.fixtures.generator.students import MS_STUDENT, MS_STUDENT_UNFINISHED
from tests.ingest.helpers import FIXTURES, expected, read, stated

PLAIN = FIXTURES / "ms-student.pdf"


def rewritten(change: Callable[[pikepdf.Page], None] | None = None, **how: Any) -> bytes:
    """Return the sample, saved by another program."""
    file = io.BytesIO()
    with pikepdf.open(PLAIN) as pdf:
        for page in pdf.pages:
            if change is not None:
                change(page)
        pdf.save(file, **how)
    return file.getvalue()


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_an_encrypted_file_with_an_empty_user_password_opens(revision: Literal[3, 4, 6]) -> None:
    lock = pikepdf.Encryption(
        owner="registrar", user="", R=revision, metadata=revision > 3, aes=revision > 3
    )
    assert stated(read(rewritten(encryption=lock))) == expected("ms-student")


def test_a_process_of_its_own_reads_alike() -> None:
    assert read(PLAIN, isolated=True) == read(PLAIN)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_and_its_places_are_those_shown(angle: int) -> None:
    data = rewritten(lambda page: page.rotate(angle, relative=False))
    reading = read(data)
    assert stated(reading) == expected("ms-student")
    record = reading.transcript.records[0]
    assert record.page is not None
    with pdfplumber.open(io.BytesIO(data)) as pdf:  # in the place where a viewer shows it
        left, top, right, bottom = record.boxes["code"]
        shown = pdf.pages[record.page - 1].within_bbox((left - 1, top - 1, right + 1, bottom + 1))
        assert sorted(char["text"] for char in shown.chars) == sorted("COMS W4111")


def test_what_a_viewer_does_not_show_is_not_read() -> None:
    def crop(page: pikepdf.Page) -> None:
        page.cropbox = pikepdf.Array([0, 0, 612, 20])

    with pytest.raises(IngestError) as caught:
        read(rewritten(crop))
    assert caught.value.outcome == Outcome.EMPTY


def test_objects_in_streams_and_a_second_save_change_nothing() -> None:
    data = rewritten(object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    assert stated(read(data)) == expected("ms-student")


@pytest.mark.parametrize("producer", PRODUCERS)
@pytest.mark.parametrize("angle", [30.0, 45.0, 90.0])
def test_a_watermark_is_background_and_not_spliced_into_codes(producer: str, angle: float) -> None:
    layout = etranscript.Layout(
        producer=producer, watermark=("UNOFFICIAL F A", 60.0, angle, 0.8), lines=20
    )
    reading = read(etranscript.render(MS_STUDENT, layout))
    assert stated(reading) == MS_STUDENT.expected()["records"]
    assert "background" in {line.kind for line in reading.furniture}


def test_small_slanted_letters_over_a_row_are_background() -> None:
    canvas = PRODUCERS["reportlab"](LETTER, Type())
    etranscript._Setter(MS_STUDENT, etranscript.Layout(), canvas).run()
    for _ in range(3):
        canvas.watermark("A F 4.00 W", 8.0, 45.0, 0.0)
    assert stated(read(canvas.bytes())) == MS_STUDENT.expected()["records"]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_letters_struck_twice_are_read_once(producer: str) -> None:
    layout = vergil.Layout(producer=producer, type=Type(size=8, struck=True))
    reading = read(vergil.render(MS_STUDENT_UNFINISHED, layout))
    assert stated(reading) == MS_STUDENT_UNFINISHED.expected()["records"]
    assert all("TTeerr" not in line.text for line in reading.furniture)


def test_everything_struck_twice_is_read_once() -> None:
    class Twice(Reportlab):
        def put(self, x: float, y: float, text: str, size: float, bold: bool) -> None:
            super().put(x, y, text, size, bold)
            super().put(x + 0.4, y, text, size, bold)

    canvas = Twice(LETTER, Type())
    layout = etranscript.Layout(columns=(1,))
    etranscript._Setter(MS_STUDENT, layout, canvas).run()
    assert stated(read(canvas.bytes())) == MS_STUDENT.expected()["records"]


Printed = tuple[str, tuple[float, float, float, float]]


def glyphs(text: str, size: float = 8.0) -> list[Printed]:
    return [(c, (10.0 + size * n, 10.0, 10.0 + size * (n + 1), 10.0 + size))
            for n, c in enumerate(text)]  # fmt: skip


def page_of(printed: list[Printed], *, pale: bool = False, pictures: float = 0.0) -> Page:
    places = array("d", (side for _, box in printed for side in box))
    style = BLACK._replace(colour=(255, 255, 255)) if pale else BLACK
    style_of = array("I", [0]) * len(printed)
    texts = [text for text, _ in printed]
    raw = RawPage(612.0, 792.0, pictures, texts, places, style_of, [style], [])
    assert RawPage.unpack(raw.pack()) == raw
    return clean_page(1, raw)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("A–", "A-"), ("A−", "A-"), ("A—", "A-"), ("A\u00ad", "A-"), ("P’", "P'"), ("ﬁn", "fin"),
        ("A\u00a0B", "A B"), ("A\u202fB", "A B"), ("R＆D", "R&D"), ("A\u200bB", "AB"),
    ],
)  # fmt: skip
def test_letters_are_read_in_their_plain_form(printed: str, plain: str) -> None:
    assert "".join(glyph.text for glyph in page_of(glyphs(printed)).glyphs) == plain


def test_a_large_heading_is_text_and_a_large_word_behind_text_is_not() -> None:
    body = glyphs("WORDS WORDS WORDS")
    page = page_of(
        [*body, ("H", (10.0, 100.0, 40.0, 130.0)), ("X", (10.0, 0.0, 60.0, 50.0))],
    )
    assert "H" in {glyph.text for glyph in page.glyphs}
    assert [glyph.text for glyph in page.background] == ["X"]


def test_white_letters_on_a_dark_bar_are_text() -> None:
    bar = page_of(glyphs("TITLE"), pale=True)
    assert "".join(glyph.text for glyph in bar.glyphs) == "TITLE"


def test_a_page_that_is_a_picture_with_a_few_letters_is_a_picture() -> None:
    assert page_of(glyphs("Vergil"), pictures=0.97).is_picture
    assert not page_of(glyphs("Vergil"), pictures=0.1).is_picture


def test_reading_writes_nothing_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        open_document(PLAIN, Limits(isolated=True))
    assert not caplog.records


def test_a_glyph_knows_its_size_and_place() -> None:
    glyph = Glyph("A", 1.0, 2.0, 3.0, 10.0)
    assert glyph.size == 8.0
    assert glyph.box == (1.0, 2.0, 3.0, 10.0)
    assert replace(Limits(), pages=3).pages == 3
