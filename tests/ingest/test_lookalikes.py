"""What lists courses and is no transcript is refused; a transcript that sounds like it is read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from degreekit.ingest import IngestError, Outcome
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import read

_HOME = "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK"
_JANE = "Name: Jane Doe   UNI: jd0000"
_COURSES = (("COMS W4771", "MACHINE LEARNING"), ("COMS W4118", "OPERATING SYSTEMS"),
            ("COMS W4705", "NATURAL LANGUAGE"))  # fmt: skip
#: A line: a text, or cells.
Row = str | tuple[str, ...]


def pdf(rows: Sequence[Row]) -> bytes:
    canvas = Reportlab(LETTER, Type(size=9))
    for at, row in enumerate(rows):
        for number, text in enumerate((row,) if isinstance(row, str) else row):
            if text:
                canvas.text(36 + 92 * number, 40 + 14 * at, text, size=8)
    return canvas.bytes()


def refused(*rows: Row) -> IngestError:
    with pytest.raises(IngestError) as caught:
        read(pdf(rows))
    return caught.value


def table(header: Row, *values: tuple[str, ...], term: str = "Fall 2024") -> list[Row]:
    """Return a table of three courses, each with some values, under a term."""
    pairs = zip(_COURSES, values, strict=True)
    return [header, term, *((*course, *more) for course, more in pairs)]


@pytest.mark.parametrize(
    ("title", "header", "values", "says"),
    [
        ("Fall registration", ("Course", "Title", "Points", "Days", "Time", "Room"),
         ("3.00", "MW", "1:10pm-2:25pm", "MUDD 833"), "schedule"),
        ("Teaching, 2024", ("Course", "Title", "Enrolled", "Points", "Median"),
         ("180", "3.00", "3.45"), "statistics"),
        ("Results by course", ("Course", "Title", "Enrolled", "A", "B", "Average"),
         ("180", "90", "60", "3.45"), "statistics"),
        ("Your courses", ("Course", "Description", "Points", "Charge"),
         ("3.00", "7,872.00"), "money"),
        ("Appointment", ("Course", "Title", "Hours", "Rate"), ("12.00", "20.00"), "money"),
        ("Homework", ("Assignment", "Due", "Score", "Out of"), ("90.00", "100.00"), "the work"),
        ("Account Statement", ("Course", "Description", "Points"), ("3.00",), "bill"),
        ("My semesters", ("Course", "Title", "Points"), ("3.00",), "without a column for grades"),
        ("Change of Grade Form", ("Course", "Title", "Points", "Grade"), ("3.00", "A-"), "form"),
        ("Course Waiver Request", ("Course", "Title", "Points", "Grade"), ("3.00", "A-"), "form"),
        ("Registration Confirmation", ("Course", "Title", "Points", "Status"),
         ("3.00", "Enrolled"), "registered for"),
        ("Vergil - Planned Courses", ("Course", "Title", "Points", "Status"),
         ("3.00", "Wish list"), "registered for"),
        ("Program Filing - Spring 2024", ("Course", "Title", "Points", "Grade"),
         ("3.00", ""), "registered for"),
        ("Midterm Grade Report", ("Course", "Title", "Points", "Midterm Grade"),
         ("3.00", "B+"), "the middle of a term"),
        ("Curriculum Vitae", ("Course", "Title", "Points", "Grade"), ("3.00", "A-"), "résumé"),
    ],
)  # fmt: skip
def test_a_list_of_courses_that_is_no_transcript_is_named(
    title: str, header: tuple[str, ...], values: tuple[str, ...], says: str
) -> None:
    error = refused(_HOME, title, _JANE, "", *table(header, *[values] * 3))
    assert error.outcome is Outcome.NOT_A_TRANSCRIPT
    assert says in error.detail


def test_a_message_that_tells_a_grade_is_no_transcript() -> None:
    error = refused(
        "From: registrar@example.edu", "Subject: Your grade has been posted", "",
        "Your grade in COMS W4771 MACHINE LEARNING (3.00 points) for Fall 2022 is A-.",
    )  # fmt: skip
    assert error.detail == "it is a message"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Academic Progress Report", ()),
        ("MS in Computer Science: Graduation Checklist", ()),
        ("Advising sheet", ("Breadth requirement: COMPLETE", "Track electives: still needed 2")),
        ("Overview", ("Core: not satisfied", "Electives: choose 2 of COMS 4995 or COMS 6998")),
        ("My courses", ("1. Breadth (Completed 1 of 3)", "Theory: not started")),
        ("Overview", ("Distribution: 2 courses needed", "Core requirement: complete")),
    ],
)
def test_a_list_by_requirement_is_a_degree_audit(title: str, lines: tuple[str, ...]) -> None:
    rows = table(("Course", "Title", "Points", "Grade"), *[("3.00", "A-")] * 3)
    assert refused(_HOME, title, _JANE, *lines, *rows).outcome is Outcome.DEGREE_AUDIT


def test_a_table_whose_first_column_is_a_requirement_is_a_degree_audit() -> None:
    rows = [("Breadth", *course, "3.00", "A-") for course in _COURSES]
    header = ("Requirement", "Course", "Title", "Points", "Grade")
    assert refused(_HOME, "Overview", _JANE, header, *rows).outcome is Outcome.DEGREE_AUDIT


def test_a_roster_that_repeats_the_course_is_no_transcript() -> None:
    students = (("Doe, Jane", "jd0001"), ("Roe, Richard", "rr2002"), ("Moe, Max", "mm3003"))
    rows = [("COMS W4771", *student, "3.00", "A") for student in students]
    error = refused(_HOME, "Final grades", ("Course", "Student", "UNI", "Points", "Grade"), *rows)
    assert error.outcome is Outcome.NOT_A_TRANSCRIPT
    assert "students of a course" in error.detail


def test_a_gradebook_is_no_transcript() -> None:
    header = ("Student", "Homework", "Final", "Grade")
    rows = [(name, "90", "91", "A") for name in ("Doe, Jane", "Roe, Richard", "Moe, Max")]
    error = refused(_HOME, "Gradebook: COMS W4771", header, *rows)
    assert "students of a course" in error.detail


def test_a_number_that_no_credits_are_is_no_crash_of_the_reader() -> None:
    rows = [("COMS W4771", "MACHINE LEARNING", "100.00", "A"),
            ("COMS W4118", "OPERATING SYSTEMS", "3.00", "A")]  # fmt: skip
    header = ("Course", "Title", "Points", "Grade")
    reading = read(pdf([_HOME, _JANE, header, "Fall 2023", *rows]))
    assert [str(record.credits) for record in reading.transcript.records] == ["3.00"]
    assert "course-not-read" in {finding.code for finding in reading.findings}


def test_a_resume_without_that_title_is_no_transcript() -> None:
    rows = table(("Course", "Title", "Points", "Grade"), *[("3.00", "A-")] * 3)
    error = refused("Jane Doe", "Columbia University", *rows, "Experience", "Skills: C, Python")
    assert "résumé" in error.detail


@pytest.mark.parametrize(
    "lines",
    [
        ("THE GRADING SYSTEM", ("A", "Excellent", "4.00"), ("B", "Good", "3.00"),
         ("C", "Fair", "2.00"), "Schools: Law School, Business School"),
        ("A+ 4.33   A 4.00   B 3.00   P Pass   W Withdrawn   IN Incomplete",
         "Columbia Law School: A+, A, CR, F", "Federal law protects this record."),
    ],
)  # fmt: skip
def test_a_legend_alone_is_no_record_of_a_professional_school(lines: tuple[Row, ...]) -> None:
    error = refused(_HOME, *lines)
    assert error.outcome is Outcome.NOT_A_TRANSCRIPT
    assert "legend" in error.detail


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (("Academic Transcript",), "Cornell University, Ithaca NY"),
        (("FORDHAM", "Academic Transcript"), "Fordham University, Bronx NY"),
        (("NYU", "Stern School of Business", "Transcript"), ""),
        (("Manhattan School of Music",), ""),
    ],
)
def test_rows_of_a_college_that_the_head_does_not_name_are_of_another_institution(
    head: tuple[str, ...], foot: str
) -> None:
    header = ("Course", "Title", "Credits", "Grade")
    rows = [("ORIE 3300", "OPTIMIZATION", "4.00", "A"), ("MATH 2940", "ALGEBRA", "4.00", "B")]
    error = refused(*head, "Name: Pat Roe", header, "Fall 2022", *rows, "", foot)
    assert error.outcome is Outcome.OTHER_INSTITUTION
    assert error.detail.startswith(foot.partition(",")[0])


@pytest.mark.parametrize(
    "titles",
    [
        ("GRADE DISTRIBUTION", "KEY TO TRANSCRIPTS", "DEGREE AUDIT"),
        ("THE SYLLABUS", "COURSE CATALOG", "CLASS SCHEDULE"),
        ("TWO STUDENTS", "UNOFFICIAL HISTORIES", "LAW SCHOOL"),
        ("CURRICULUM VITAE", "SKILLS", "EXPERIENCE"),
        ("REQUIREMENTS", "MY PLAN", "PETITION FORM"),
        ("TIME AND ROOM", "CHARGES", "MEDIAN AND MEAN"),
    ],
)
def test_titles_of_courses_do_not_say_what_a_document_is(titles: tuple[str, ...]) -> None:
    codes = ("HIST GU4103", "HIST GU4104", "HIST GU4105")
    rows = [(code, title, "3.00", "A") for code, title in zip(codes, titles, strict=True)]
    reading = read(pdf([_HOME, _JANE, ("Course", "Title", "Points", "Grade"), "Fall 2023", *rows]))
    assert [record.title for record in reading.transcript.records] == [*titles]


@pytest.mark.parametrize(
    "more",
    [
        ("Days", "Time"),
        ("Median", "Enrollment"),
        ("Class average", "Rate"),
        ("Core", "Requirement"),
    ],
)
def test_a_transcript_may_have_columns_of_other_papers(more: tuple[str, str]) -> None:
    rows = table(("Course", "Title", "Points", "Grade", *more), *[("3.00", "A-", "B", "120")] * 3)
    assert len(read(pdf([_HOME, _JANE, *rows])).transcript.records) == 3


@pytest.mark.parametrize(
    "line",
    [
        "Name: Degree Audit   UNI: da1000",
        "Schedule of Courses and Grades",
        "Previous degree: BA, New York University, 2022",
        "Address: 12 K Street, Washington, District of Columbia",
        "High School: Stuyvesant High School, New York",
        "This is to certify that this is a true copy of the record",
        "Program: Certification of Professional Achievement in Data Sciences",
        "Language requirement: satisfied",
        "Issued upon student request",
    ],
)
def test_a_line_that_sounds_like_another_document_does_not_refuse_a_transcript(line: str) -> None:
    rows = table(("Course", "Title", "Points", "Grade"), *[("3.00", "A-")] * 3)
    assert len(read(pdf([_HOME, line, *rows])).transcript.records) == 3
