"""Whose document it is: other institutions are refused, and documents of this one never are."""

from __future__ import annotations

import pytest

from degreekit.ingest import IngestError, Outcome, Reading
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import read

LETTERED = (
    ("COMS W4771", "MACHINE LEARNING"),
    ("COMS W4111", "DATABASES"),
    ("STAT GU4203", "PROBABILITY"),
)
PLAIN = (("CSCI 4771", "MACHINE LEARNING"), ("MATH 2500", "CALCULUS I"), ("ENGL 1010", "WRITING"))
MIXED = (
    ("COMS W4771", "MACHINE LEARNING"),
    ("CSCI-GA 1170", "ALGORITHMS"),
    ("CSCI-GA 2250", "SYSTEMS"),
)
REGISTRAR = "Office of the University Registrar"

#: What the letterheads of other institutions say, those that sound alike first.
OTHERS = (
    ("COLUMBIA COLLEGE CHICAGO", REGISTRAR),
    ("Columbia College", "Chicago, Illinois 60605", "Columbia College Chicago"),
    ("Columbia College of Missouri",),
    ("COLUMBIA INTERNATIONAL UNIVERSITY",),
    ("University of Missouri-Columbia",),
    ("University of Missouri - Columbia",),
    ("THE UNIVERSITY OF BRITISH COLUMBIA", "Enrolment Services"),
    ("British Columbia Institute of Technology",),
    ("Columbia Basin College",),
    ("Lower Columbia College",),
    ("Columbia Southern University",),
    ("Columbia State Community College",),
    ("Columbia-Greene Community College",),
    ("Columbia Theological Seminary",),
    ("University of the District of Columbia",),
    ("NEW YORK UNIVERSITY", REGISTRAR),
    ("Cornell University", REGISTRAR),
    ("The City College of New York",),
    ("FORDHAM UNIVERSITY - OFFICIAL TRANSCRIPT",),
    ("Stanford University   Unofficial Undergraduate Transcript",),
    ("Massachusetts Institute of Technology",),
    ("C O R N E L L  U N I V E R S I T Y",),
    ("École Polytechnique", "Relevé de notes"),
    ("Technische Universität München",),
    ("Universidad Nacional Autónoma de México",),
    ("St. Olaf College", "Academic Record"),
    ("Harvard Law School", "Transcript"),
)
#: What documents of Columbia have at their head.
OWN = (
    ("COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK", "OFFICE OF THE UNIVERSITY REGISTRAR"),
    ("Columbia University",),
    ("C O L U M B I A  U N I V E R S I T Y",),
    ("The Trustees of Columbia University in the City of New York",),
    ("Columbia University | Student Services Online",),
    ("Columbia University School of General Studies",),
    ("Columbia University Graduate School of Arts & Sciences",),
    ("Teachers College, Columbia University",),
    ("BARNARD COLLEGE", "Unofficial Transcript"),
    ("Columbia University", "ISSUED TO: NEW YORK UNIVERSITY"),
    ("Columbia University", "New York University", "70 Washington Square South"),
    ("Columbia University", "DEGREE: BACHELOR OF SCIENCE, TSINGHUA UNIVERSITY"),
)
#: What stands there where the name is missing, or is one that other colleges have too.
WEAK = (
    (),
    ("Student Services Online",),
    ("Columbia College",),
    ("School: Columbia College",),
    ("School of Engineering and Applied Science",),
    ("Previous institution: Cornell University",),
    ("Degrees: Bachelor of Arts, New York University",),
)


def document(
    head: tuple[str, ...], rows: tuple[tuple[str, str], ...], below: tuple[str, ...] = ()
) -> bytes:
    canvas = Reportlab(LETTER, Type("Vera", 8))
    y = 40
    for text in head:
        canvas.text(40, y, text)
        y += 12
    canvas.text(40, y, "NAME: DOE, JANE QUINN")
    canvas.text(300, y, "UNI: jd0000")
    y += 24
    for x, text in ((40, "SUBJECT NUMBER"), (140, "COURSE TITLE"), (360, "POINTS"), (420, "GRADE")):
        canvas.text(x, y, text)
    y += 14
    canvas.text(40, y, "Fall 2023")
    for code, title in rows:
        y += 14
        for x, text in ((40, code), (140, title), (360, "3.00"), (420, "B+")):
            canvas.text(x, y, text)
    y += 14
    canvas.text(140, y, f"TERM POINTS: {3 * len(rows)}.00   TERM GPA: 3.330")
    for text in below:
        y += 14
        canvas.text(40, y, text)
    return canvas.bytes()


def outcome(data: bytes) -> Outcome | Reading:
    try:
        return read(data)
    except IngestError as error:
        return error.outcome


@pytest.mark.parametrize("head", OTHERS, ids=lambda head: head[0])
def test_a_document_of_another_institution_is_refused_whatever_its_codes_are(
    head: tuple[str, ...],
) -> None:
    for rows in (LETTERED, PLAIN, MIXED):
        assert outcome(document(head, rows)) is Outcome.OTHER_INSTITUTION


def test_the_refusal_names_the_institution_that_the_page_names() -> None:
    with pytest.raises(IngestError) as caught:
        read(document(("NEW YORK UNIVERSITY", REGISTRAR), MIXED))
    assert caught.value.detail == "New York University"
    assert "(New York University)" in str(caught.value)
    assert "plugin" in str(caught.value)


@pytest.mark.parametrize("head", OWN, ids=" ".join)
def test_a_document_that_names_columbia_is_read_whatever_its_codes_are(
    head: tuple[str, ...],
) -> None:
    reading = outcome(document(head, LETTERED))
    assert isinstance(reading, Reading)
    assert len(reading.transcript.records) == 3


@pytest.mark.parametrize("head", WEAK, ids=" ".join)
def test_without_a_name_of_its_own_the_course_codes_say_whose_it_is(head: tuple[str, ...]) -> None:
    assert isinstance(outcome(document(head, LETTERED)), Reading)
    refused = (Outcome.OTHER_INSTITUTION, Outcome.NOT_A_TRANSCRIPT)
    assert outcome(document(head, PLAIN)) in refused
    assert outcome(document(head, MIXED)) in refused


def test_a_college_of_the_same_name_is_told_by_its_codes() -> None:
    head = ("COLUMBIA COLLEGE", "Columbia, Missouri")
    assert outcome(document(head, PLAIN)) is Outcome.OTHER_INSTITUTION


def test_a_page_of_the_web_says_whose_it_is() -> None:
    ours = ("https://ssol.columbia.edu/cgi-bin/ssol/?p=1",)
    theirs = ("https://albert.nyu.edu/transcript?p=1",)
    assert isinstance(outcome(document((), LETTERED, ours)), Reading)
    assert outcome(document((), LETTERED, theirs)) is Outcome.OTHER_INSTITUTION


def test_credit_from_elsewhere_does_not_say_whose_a_document_is() -> None:
    below = (
        "TRANSFER CREDIT: NEW YORK UNIVERSITY", "CSCI UA101  INTRO TO COMPUTER SCIENCE   4.00  T",
        "Cornell University", "CS 4780  MACHINE LEARNING  3.00  T",
    )  # fmt: skip
    reading = outcome(document(("Columbia University",), LETTERED, below))
    assert isinstance(reading, Reading)
    assert isinstance(outcome(document((), LETTERED, below)), Reading)
