"""What is no transcript is refused by its right name, in any language."""

from __future__ import annotations

import unicodedata

import pytest

from degreekit.ingest import IngestError, Outcome
from degreekit.ingest.ocr.legibility import speaks
from tests.ingest.helpers import read

PEOPLE = (
    "Doe, Jane      jd5747",
    "Roe, Richard   rr5034",
    "Moe, Max       mm3411",
    "Wu, Ming  mw5594",
)


def refusal(text: str) -> IngestError:
    with pytest.raises(IngestError) as caught:
        read(text.encode())
    return caught.value


def roster(head: str, header: str) -> str:
    rows = (f"{who:26}  3.00   B+" for who in PEOPLE)
    return "\n".join(("Columbia University", head, "", header, *rows))


@pytest.mark.parametrize(
    ("head", "header"),
    [
        ("Final grades: COMS W4771 sec 001, Fall 2023", "Name           UNI        Points   Grade"),
        ("COMS W4771 Machine Learning, Fall 2023", "Student Name   User ID    Points   Grade"),
        ("Class Roster   Fall 2023", "Last Name, First   Login   Points   Grade"),
        ("Grade roster for COMS W4771, Fall 2023", "Who            UNI        Credits  Grade"),
    ],
)
def test_a_list_of_the_students_of_a_course_is_no_transcript(head: str, header: str) -> None:
    error = refusal(roster(head, header))
    assert error.outcome is Outcome.NOT_A_TRANSCRIPT
    assert "students of a course" in str(error)
    assert "Jane" not in str(error)


def test_a_transcript_that_names_its_student_in_a_small_table_is_read() -> None:
    reading = read(
        b"Columbia University\nName            UNI\nDoe, Jane       jd5747\n\nFall 2023\n"
        b"COMS W4771   MACHINE LEARNING     3.00   A\nCOMS W4111   DATABASES            3.00   B\n"
    )
    assert len(reading.transcript.records) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Bescheinigung über Studienleistungen im Fach Informatik, Leistungspunkte und Noten",
        "Relevé de notes de l'étudiant pour l'année universitaire, les unités et les crédits",
        "Certificado de estudios del alumno con las calificaciones obtenidas en cada asignatura",
        "Zaświadczenie o przebiegu studiów wydane przez uniwersytet dla studenta informatyki",
        "Öğrencinin üniversite not dökümü, alınan dersler, kredileri ve dönem ortalamaları",
    ],
)
def test_a_text_in_another_language_is_text_and_one_with_its_letters_moved_is_none(
    text: str,
) -> None:
    plain = unicodedata.normalize("NFKD", text.casefold())
    moved = "".join(chr((ord(c) - 96) % 26 + 97) if "a" <= c <= "z" else c for c in plain)
    assert speaks(2 * text)
    assert not speaks(2 * moved)
    assert refusal(2 * text).outcome in (Outcome.NOT_A_TRANSCRIPT, Outcome.OTHER_INSTITUTION)
