"""A file that cannot be read ends in a named outcome with a way forward; never an empty success."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from degreekit import DegreekitError
from degreekit.columbia import columbia
from degreekit.columbia.readers import ColumbiaReader, readers
from degreekit.ingest import IngestError, Limits, Outcome, open_document, read_document
from degreekit.sources import FileProblem
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import FIXTURES, OUTCOMES, read


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_a_file_that_is_no_readable_transcript_is_refused_by_name(name: str) -> None:
    with pytest.raises(IngestError) as caught:
        read(FIXTURES / name)
    assert caught.value.outcome == OUTCOMES[name]


@pytest.mark.parametrize(
    "name", ["refused/damaged.pdf", "refused/password.pdf", "refused/picture.pdf"]
)
def test_a_process_of_its_own_refuses_alike(name: str) -> None:
    with pytest.raises(IngestError) as caught:
        read(FIXTURES / name, isolated=True)
    assert caught.value.outcome == OUTCOMES[name]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_says_what_happened_and_what_to_do(outcome: Outcome) -> None:
    error = IngestError(outcome, path="some.pdf", page=3, detail="exactly this")
    assert isinstance(error, DegreekitError)
    assert str(error).startswith("some.pdf: page 3: ")
    assert "(exactly this)" in str(error)
    assert "; " in str(error)


def test_every_outcome_but_a_tie_of_readers_has_a_fixture() -> None:
    assert {*OUTCOMES.values(), "ambiguous"} == set(Outcome)


def test_an_error_names_the_file() -> None:
    with pytest.raises(IngestError) as caught:
        read(FIXTURES / "refused/html.pdf")
    assert caught.value.path == str(FIXTURES / "refused/html.pdf")


def test_two_readers_that_are_equally_sure_are_named_in_any_order() -> None:
    class Twin(ColumbiaReader):
        def __init__(self) -> None:
            super().__init__()
            self.id = "another-reader"

    messages = set()
    for both in ((*readers(), Twin()), (Twin(), *readers())):
        with pytest.raises(IngestError) as caught:
            read_document(
                FIXTURES / "ms-student.pdf", both, {"columbia": columbia()}, Limits(isolated=False)
            )
        assert caught.value.outcome == Outcome.AMBIGUOUS
        messages.add(caught.value.detail)
    assert messages == {"another-reader, columbia-transcript"}


def test_without_a_reader_nothing_is_a_transcript() -> None:
    with pytest.raises(IngestError) as caught:
        read_document(FIXTURES / "ms-student.pdf", (), {}, Limits(isolated=False))
    assert caught.value.outcome == Outcome.NOT_A_TRANSCRIPT


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"none\.pdf: it cannot be read \(no such file"):
        read(tmp_path / "none.pdf")


@pytest.mark.parametrize("isolated", [True, False])
@pytest.mark.parametrize("limit", [{"size": 1000}, {"pages": 1}, {"glyphs": 50}])
def test_a_file_that_passes_a_limit_is_too_large(limit: dict[str, int], isolated: bool) -> None:
    with pytest.raises(IngestError) as caught:
        read(FIXTURES / "official/two-columns.pdf", isolated=isolated, **limit)
    assert caught.value.outcome == Outcome.TOO_LARGE
    assert caught.value.detail


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(IngestError) as caught:
        read(FIXTURES / "ms-student.pdf", isolated=True, seconds=0)
    assert caught.value.outcome == Outcome.TOO_LARGE


def test_a_file_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(IngestError) as caught:
        read(FIXTURES / "ms-student.pdf", isolated=True, memory=40 * 2**20)
    assert caught.value.outcome in (Outcome.DAMAGED, Outcome.TOO_LARGE)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_never_an_empty_success(share: float) -> None:
    data = (FIXTURES / "ms-student.pdf").read_bytes()
    with pytest.raises(IngestError):
        read(data[: int(share * len(data))])


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        (("Certification of Enrollment", "Fall 2024 Full-time"), Outcome.CERTIFICATION),
        (("Columbia University", "This is to certify that", "is enrolled"), Outcome.CERTIFICATION),
        (("Columbia University", "DEGREE AUDIT REPORT UNOFFICIAL 2025"), Outcome.DEGREE_AUDIT),
        (("CORE NEEDS: 2 COURSES", "SELECT FROM: COMS W3261"), Outcome.DEGREE_AUDIT),
        (("Columbia University", "Schedule of classes for the term"), Outcome.NOT_A_TRANSCRIPT),
        (("Columbia University", "Class Schedule Fall 2024"), Outcome.NOT_A_TRANSCRIPT),
        (("Grade Distribution", "COMS W4771 A 31 A- 20 B+ 12"), Outcome.NOT_A_TRANSCRIPT),
    ],
)
def test_a_document_of_another_kind_is_refused_by_what_it_is(
    lines: tuple[str, ...], outcome: Outcome
) -> None:
    canvas = Reportlab(LETTER, Type("Times", 11))
    for number, text in enumerate(lines):
        canvas.text(72, 80 + 20 * number, text)
    with pytest.raises(IngestError) as caught:
        read(canvas.bytes())
    assert caught.value.outcome == outcome


def test_a_table_without_courses_is_no_transcript() -> None:
    canvas = Reportlab(LETTER, Type())
    canvas.text(40, 60, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
    canvas.text(40, 80, "SUBJECT NUMBER   COURSE TITLE     POINTS    GRADE")
    canvas.text(40, 100, "Fall 2024")
    with pytest.raises(IngestError) as caught:
        read(canvas.bytes())
    assert caught.value.outcome == Outcome.NOT_A_TRANSCRIPT


def test_a_transcript_of_another_university_is_refused_as_such() -> None:
    canvas = Reportlab(LETTER, Type())
    canvas.text(40, 60, "Example State University: Transcript")
    for y, cells in enumerate(
        (("COURSE", "TITLE", "CREDITS", "GRADE"), ("CS 1010", "PROGRAMMING", "3.00", "A"))
    ):
        for x, text in enumerate(cells):
            canvas.text(40 + 120 * x, 90 + 20 * y, text)
    with pytest.raises(IngestError) as caught:
        read(canvas.bytes())
    assert caught.value.outcome == Outcome.OTHER_INSTITUTION


def test_a_document_with_a_picture_among_its_pages_is_read_but_not_verified() -> None:
    import pikepdf

    file = io.BytesIO()
    with (
        pikepdf.open(FIXTURES / "official/one-column.pdf") as text,
        pikepdf.open(FIXTURES / "refused/picture.pdf") as picture,
    ):
        text.pages.append(picture.pages[0])
        text.save(file)
    reading = read(file.getvalue())
    assert reading.status is ReadingStatus.CONTRADICTED
    [finding] = [f for f in reading.findings if f.severity == "error"]
    assert finding.code == "page-without-text"
    assert finding.page == len(open_document(file.getvalue(), Limits(isolated=False)).pages)


@pytest.mark.parametrize(
    "lines",
    [
        ["Directory of Classes, Fall 2023", "COMS W4771   MACHINE LEARNING   3.00   Ada Lovelace"],
        [
            "Master of Science in Computer Science",
            "COMS W4771 Machine Learning (3 points)",
        ],
        ["Syllabus", "COMS W4771 Machine Learning, 3.00 points", "Homework 60 %, project 40 %"],
        ["Students choose 30 points", "COMS W4771   MACHINE LEARNING   3.00"],
    ],
)
def test_a_list_of_courses_that_nobody_took_is_no_transcript(lines: list[str]) -> None:
    canvas = Reportlab(LETTER, Type(size=9))
    for number, line in enumerate(("Columbia University in the City of New York", *lines)):
        canvas.text(40, 40 + 14 * number, line, size=9)
    with pytest.raises(IngestError) as caught:
        read(canvas.bytes())
    assert caught.value.outcome is Outcome.NOT_A_TRANSCRIPT


def _refused(rows: Sequence[tuple[str, ...]]) -> IngestError:
    canvas = Reportlab(LETTER, Type(size=9))
    for number, row in enumerate(rows):
        for at, cell in enumerate(row):
            canvas.text(40 + 110 * at, 40 + 14 * number, cell, size=9)
    with pytest.raises(IngestError) as caught:
        read(canvas.bytes())
    return caught.value


@pytest.mark.parametrize(
    "head",
    [
        (("LINCOLN HIGH SCHOOL",), ("Official Transcript",)),
        (("STUYVESANT HIGH SCHOOL - OFFICIAL TRANSCRIPT",),),
        (("Bronx High School of Science",), ("75 W 205th St, Bronx NY",), ("Transcript",)),
    ],
)
def test_a_transcript_of_a_high_school_is_of_another_institution(
    head: tuple[tuple[str, ...], ...],
) -> None:
    table = (
        ("Student: Roe, Pat", "Grade 12"),
        ("Course", "Credit", "Grade"),
        ("English 9", "1.0", "A"),
        ("Algebra I", "1.0", "B+"),
    )
    error = _refused((*head, *table))
    assert error.outcome is Outcome.OTHER_INSTITUTION
    assert "High School" in (error.detail or "")


def test_credits_without_decimals_are_those_of_a_transcript_of_another_institution() -> None:
    rows = (
        ("THE UNIVERSITY OF BRITISH COLUMBIA",),
        ("COURSE", "TITLE", "CREDITS", "GRADE"),
        ("CPSC 340", "MACHINE LEARNING", "3", "C+"),
        ("STAT 305", "INFERENCE", "3", "A"),
    )
    assert _refused(rows).outcome is Outcome.OTHER_INSTITUTION


_PLANNED = (
    ("Course", "Title", "Points", "Status"),
    ("Fall 2024",),
    ("COMS W4771", "MACHINE LEARNING", "3.00", "Planned"),
    ("COMS W4111", "DATABASES", "3.00", "Planned"),
)


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("Planner", Outcome.NOT_A_TRANSCRIPT),
        ("My Degree Plan", Outcome.NOT_A_TRANSCRIPT),
        ("Four-Year Academic Plan", Outcome.NOT_A_TRANSCRIPT),
        ("Plan of Study", Outcome.NOT_A_TRANSCRIPT),
        ("Courses to take", Outcome.NOT_A_TRANSCRIPT),
        ("What-If Analysis", Outcome.DEGREE_AUDIT),
        ("Degree Evaluation", Outcome.DEGREE_AUDIT),
        ("Academic Advisement Report", Outcome.DEGREE_AUDIT),
    ],
)
def test_a_plan_or_an_audit_that_lists_courses_is_no_transcript(
    title: str, outcome: Outcome
) -> None:
    head = (("Columbia University in the City of New York",), (title,))
    assert _refused((*head, *_PLANNED)).outcome is outcome
