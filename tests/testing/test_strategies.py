"""Strategies draw what an institution could print."""

from __future__ import annotations

from hypothesis import given, settings

from degreekit import Transcript, get_institution
from degreekit.courses import Institution
from degreekit.testing import transcripts

COLUMBIA = get_institution("columbia")
NOWHERE = Institution(id="nowhere", title="Nowhere")


@settings(max_examples=30, deadline=None, database=None, derandomize=True)
@given(transcripts(COLUMBIA))
def test_every_course_of_a_transcript_is_in_the_catalog(transcript: Transcript) -> None:
    assert transcript.institution == "columbia"
    assert len(transcript.records) <= 12
    assert all(COLUMBIA.listed(COLUMBIA.code(one.code)) for one in transcript.records)
    assert Transcript.from_data(transcript.to_data()) == transcript


@settings(max_examples=20, deadline=None, database=None, derandomize=True)
@given(transcripts(NOWHERE, most=3))
def test_without_a_catalog_courses_are_made_up(transcript: Transcript) -> None:
    assert len(transcript.records) <= 3
    assert all(one.code.subject == "ABC" for one in transcript.records)
