"""Transcripts are education records: no name and no identifier leaves the reader."""

from __future__ import annotations

import json
import logging
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from degreekit import Transcript
from degreekit.cli.work.readings import Writer
from degreekit.export import FORMATS
from degreekit.ingest import IngestError, Limits, redact_reading
from degreekit.ingest.tools.show import _order
from tests.fixtures.generator import etranscript, vergil
from tests.fixtures.generator.canvas import LETTER, Canvas, Reportlab, Type
from tests.fixtures.generator.students import MS_STUDENT, MS_STUDENT_UNFINISHED
from tests.ingest.helpers import READABLE, SECRETS, named_in, read, read_fixture


@pytest.mark.parametrize("name", READABLE)
def test_a_reading_does_not_say_who_the_student_is(name: str) -> None:
    reading = read_fixture(name)
    for text in (str(reading.to_data()), reading.model_dump_json(), repr(reading)):
        assert not named_in(text)


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


# ---------------------------------------------------------------------------------- redacted


@pytest.mark.parametrize("name", READABLE)
def test_no_output_of_a_redacted_reading_says_who_the_student_is(name: str) -> None:
    reading = redact_reading(read_fixture(name))
    for format_ in ("text", "json", *FORMATS):
        for many in (False, True):
            out: list[str] = []
            Writer(out.append, format_, many=many).write(Path("file 1"), reading)
            assert out
            assert not named_in("".join(out))
    assert not named_in(json.dumps(_order(reading, Limits(), blank=True)))
    assert not named_in(repr(reading))


@pytest.mark.parametrize("name", READABLE[::9])
def test_a_redacted_reading_has_the_courses_and_the_places_of_the_reading(name: str) -> None:
    before, after = read_fixture(name), redact_reading(read_fixture(name))
    assert after.transcript.records == before.transcript.records
    assert [line.box for line in after.furniture] == [line.box for line in before.furniture]
    assert (after.printed, after.counts) == (before.printed, before.counts)
    assert after.verified == before.verified
    assert Transcript.from_json(after.transcript.to_json()).records == before.transcript.records
