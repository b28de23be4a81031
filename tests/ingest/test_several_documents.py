"""One PDF may hold several documents, or one twice: each course is counted once, and it is said."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from degreekit.ingest import IngestError, Outcome, Reading
from degreekit.transcript import Mark, ReadingStatus
from tests.fixtures.generator import etranscript, planning, vergil
from tests.fixtures.generator.meaning import Course, School, Session, Student
from tests.fixtures.generator.students import MS_STUDENT, SEAS_GRAD
from tests.ingest.helpers import FIXTURES, expected, read, stated

ONE_COLUMN = etranscript.Layout(columns=(1,))
NO_FIGURES = replace(ONE_COLUMN, term_totals=False, cumulative="none")


def joined(*documents: bytes) -> bytes:
    """Return the pages of several PDFs as one."""
    whole = pikepdf.Pdf.new()
    for data in documents:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            whole.pages.extend(pdf.pages)
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.pdf").read_bytes()


def official(student: Student = MS_STUDENT, layout: etranscript.Layout = ONE_COLUMN) -> bytes:
    return etranscript.render(student, layout)


def graded(
    *grades: str | None, term: str = "Fall 2023", uni: str = "jd0000", name: str = "DOE, JANE QUINN"
) -> Student:
    courses = tuple(
        Course(code, title, grade=grade)
        for (code, title), grade in zip(
            (
                ("COMS W4111", "INTRODUCTION TO DATABASES"),
                ("COMS W4771", "MACHINE LEARNING"),
                ("CSOR W4231", "ANALYSIS OF ALGORITHMS I"),
            ),
            grades,
            strict=False,
        )
    )
    return Student((School(SEAS_GRAD, (Session(term, courses),)),), name=name, uni=uni)


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def told(reading: Reading) -> str:
    [message] = [f.message for f in reading.findings if f.code == "several-documents"]
    return message


@pytest.mark.parametrize("layout", [ONE_COLUMN, NO_FIGURES], ids=["figures", "no figures"])
def test_a_transcript_that_is_in_the_file_twice_counts_once(layout: etranscript.Layout) -> None:
    once = official(layout=layout)
    reading = read(joined(once, once))
    assert stated(reading) == stated(read(once))
    assert reading.status is not ReadingStatus.CONTRADICTED
    pages = len(pikepdf.open(io.BytesIO(once)).pages)
    assert reading.document.pages == 2 * pages
    assert "10 courses that are listed again" in told(reading)
    assert {record.marks["code"] for record in reading.transcript.records} == {Mark.SEEN_TWICE}


def test_an_official_transcript_and_the_print_of_a_term_are_read_as_what_they_are() -> None:
    reading = read(joined(fixture("ms-student"), fixture("ms-student-spring-2025")))
    assert [r["code"] for r in stated(reading)] == [r["code"] for r in expected("ms-student")]
    assert reading.verified
    assert reading.document.kind == "official-transcript, term-grades"
    assert "pages 1 to 2: official-transcript, page 3: term-grades" in told(reading)
    assert max(record.page or 0 for record in reading.transcript.records) <= 3


def test_an_official_transcript_and_a_record_of_other_studies_are_both_read() -> None:
    record = vergil.render(graded("A", "B", "C", term="Fall 2019"), vergil.Layout())
    reading = read(joined(official(), record))
    assert len(reading.transcript.records) == len(MS_STUDENT.expected()["records"]) + 3
    assert {r.page for r in reading.transcript.records if str(r.term) == "Fall 2019"} == {
        reading.document.pages
    }
    assert reading.verified


def test_the_prints_of_several_terms_in_one_file_are_the_whole_transcript() -> None:
    terms = ("fall-2023", "spring-2024", "fall-2024", "spring-2025")
    reading = read(joined(*(fixture(f"ms-student-{term}") for term in terms)))
    assert len(reading.transcript.records) == 10
    assert reading.verified
    assert not {"terms-missing", "part-of-record"} & {*codes(reading)}


def test_a_later_copy_in_the_file_updates_its_courses() -> None:
    before = official(graded("A", "B+", None), NO_FIGURES)
    after = official(graded("A", "B+", "A-"), NO_FIGURES)
    for both in ((before, after), (after, before)):
        reading = read(joined(*both))
        assert [record.grade for record in reading.transcript.records] == ["A", "B+", "A-"]
        assert reading.status is ReadingStatus.UNPROVED


def test_copies_that_disagree_are_told_with_their_pages() -> None:
    reading = read(
        joined(official(graded("A", "B"), NO_FIGURES), official(graded("A", "C"), NO_FIGURES))
    )
    assert reading.status is ReadingStatus.CONTRADICTED
    [error] = [f for f in reading.findings if f.severity == "error"]
    assert error.code == "files-disagree"
    assert "page 1" in error.message
    assert "page 2" in error.message


def test_a_page_that_is_in_the_file_twice_counts_once() -> None:
    many = Student(
        (
            School(
                SEAS_GRAD,
                tuple(graded("A", "B+", "B", term=f"Fall {y}").schools[0].sessions[0]
                      for y in range(2010, 2024)),
            ),
        )
    )  # fmt: skip
    layout = planning.Layout()
    pages = pikepdf.open(io.BytesIO(planning.render(many, layout)))
    assert len(pages.pages) == 2
    twice = pikepdf.Pdf.new()
    for page in (pages.pages[0], pages.pages[1], pages.pages[1]):
        twice.pages.append(page)
    file = io.BytesIO()
    twice.save(file)
    reading = read(file.getvalue())
    assert len(reading.transcript.records) == 42
    assert "several-documents" in codes(reading)


def test_two_registrations_of_one_course_in_a_term_remain_two() -> None:
    research = Course("COMS E9800", "DIRECTED RESEARCH IN CS", grade="A")
    student = Student((School(SEAS_GRAD, (Session("Fall 2023", (research,) * 2),)),))
    for layout in (ONE_COLUMN, NO_FIGURES, replace(ONE_COLUMN, lines=5)):
        assert len(read(official(student, layout)).transcript.records) == 2


def test_every_line_of_every_document_is_accounted_for() -> None:
    parts = [fixture("ms-student"), fixture("ms-student-spring-2025")]
    lines = sum(read(part).counts.lines for part in parts)
    assert read(joined(*parts)).counts.lines == lines


# ------------------------------------------------------------------------------------ two students


@pytest.mark.parametrize("layout", [ONE_COLUMN, NO_FIGURES], ids=["figures", "no figures"])
@pytest.mark.parametrize(
    "other",
    [
        {"name": "ROE, RICHARD P", "uni": "rr1111"},
        {"name": "DOE, JANE QUINN", "uni": "jd1234"},
        {"name": "DOE, JOHN", "uni": ""},
    ],
    ids=["another", "a namesake", "a relative without an identifier"],
)
def test_two_students_in_one_file_are_refused(
    layout: etranscript.Layout, other: dict[str, str]
) -> None:
    first = graded("A", "B", uni=other["uni"] and "jd0000")
    second = graded("A", "C", term="Spring 2024", **other)
    with pytest.raises(IngestError) as caught:
        read(joined(official(first, layout), official(second, layout)))
    assert caught.value.outcome is Outcome.TWO_STUDENTS
    assert "DOE" not in str(caught.value)


def test_two_students_in_prints_of_different_systems_are_refused() -> None:
    one = official(graded("A", "B"))
    other = vergil.render(
        graded("A", term="Fall 2024", name="ROE, RICHARD", uni="rr1111"), vergil.Layout()
    )
    with pytest.raises(IngestError) as caught:
        read(joined(one, other))
    assert caught.value.outcome is Outcome.TWO_STUDENTS


@pytest.mark.parametrize("name", ["DOE, JANE", "Jane Quinn Doe", "DOE, JANE Q."])
def test_a_name_that_is_written_otherwise_is_the_same_student(name: str) -> None:
    one = official(graded("A", "B", uni=""), NO_FIGURES)
    other = official(graded("A", term="Spring 2024", uni="", name=name), NO_FIGURES)
    assert len(read(joined(one, other)).transcript.records) == 3


def two_up(data: bytes, *, below: bool) -> bytes:
    """Return a sheet with the one page of a document twice, side by side or one below the other."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.pages[0].as_form_xobject()
        box = [float(number) for number in pdf.pages[0].mediabox]
        width, height = box[2] - box[0], box[3] - box[1]
        size = (width, 2 * height) if below else (2 * width, height)
        sheet = pdf.add_blank_page(page_size=size)
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/P": form}))
        second = (0.0, 0.0) if below else (width, 0.0)
        first = (0.0, height) if below else (0.0, 0.0)
        drawn = (f"q 1 0 0 1 {x} {y} cm /P Do Q" for x, y in (first, second))
        sheet.Contents = pdf.make_stream("\n".join(drawn).encode())
        del pdf.pages[0]
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("below", [False, True])
def test_a_sheet_that_shows_a_page_twice_is_read_once(below: bool) -> None:
    one = read(official())
    assert one.document.pages == 1
    reading = read(two_up(official(), below=below))
    assert stated(reading) == stated(one)
    assert reading.status is one.status
    assert codes(reading).count("several-documents") == 1
