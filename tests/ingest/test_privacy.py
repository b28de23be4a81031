"""Transcripts are education records: no name and no identifier leaves the reader."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace

import pytest

from degreekit.ingest import IngestError
from tests.fixtures.generator import etranscript, vergil
from tests.fixtures.generator.canvas import LETTER, Canvas, Reportlab, Type
from tests.fixtures.generator.students import MS_STUDENT, MS_STUDENT_UNFINISHED
from tests.ingest.helpers import READABLE, read, read_fixture

SECRETS = (
    "DOE",
    "JANE",
    "QUINN",
    "jd0000",
    "Roe,",
    "Richard",
    "Sample",
    "rs0000",
    "C00000000",
    "AbCdEf123",
)


@pytest.mark.parametrize("name", READABLE)
def test_a_reading_does_not_say_who_the_student_is(name: str) -> None:
    reading = read_fixture(name)
    for text in (str(reading.to_data()), reading.model_dump_json(), repr(reading)):
        assert not [secret for secret in SECRETS if secret.casefold() in text.casefold()]


def test_a_name_in_a_line_that_is_not_understood_is_masked() -> None:
    canvas: Canvas = Reportlab(LETTER, Type())
    etranscript._Setter(MS_STUDENT, etranscript.Layout(columns=(1,)), canvas).run()
    canvas.text(36, 700, "Held for Jane Quinn Doe (JD0000), C00000000, window 4")
    [line] = read(canvas.bytes()).not_understood
    assert line.text == "Held for *** *** *** *** *** window 4"


def test_a_name_without_a_label_is_withheld() -> None:
    canvas: Canvas = Reportlab(LETTER, Type())
    layout = etranscript.Layout(columns=(1,))
    etranscript._Setter(MS_STUDENT, layout, canvas).run()
    canvas.text(36, 104, "Poe, Edgar Invented")
    reading = read(canvas.bytes())
    assert "Edgar" not in reading.model_dump_json()
    assert "letterhead" in {line.kind for line in reading.furniture}


def test_an_exception_does_not_say_who_the_student_is(caplog: pytest.LogCaptureFixture) -> None:
    nobody = replace(MS_STUDENT, schools=(replace(MS_STUDENT.schools[0], sessions=()),))
    for data in (
        etranscript.render(nobody, etranscript.Layout()),
        vergil.render(MS_STUDENT_UNFINISHED, vergil.Layout())[:-2000],
    ):
        with caplog.at_level(logging.DEBUG), pytest.raises(IngestError) as caught:
            read(data)
        said = "".join(traceback.format_exception(caught.value)) + caplog.text
        assert not [secret for secret in SECRETS if secret in said]
