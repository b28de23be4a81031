"""Parts of a document that a person tells apart, and values that stand close together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from degreekit.ingest import Reading
from degreekit.transcript import ReadingStatus, RecordStatus
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import document, rows

Cells = list[tuple[float, str]]
COURSES = [
    ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"),
    ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "B+"),
    ("COMS W4701", "ARTIFICIAL INTELLIGENCE", "3.00", "A-"),
    ("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "B"),
    ("COMS W4771", "MACHINE LEARNING", "3.00", "A"),
    ("CSOR W4231", "ANALYSIS OF ALGORITHMS I", "3.00", "C+"),
]


def terms(reading: Reading) -> list[str | None]:
    return [str(record.term) if record.term else None for record in reading.transcript.records]


def doubted(reading: Reading) -> set[int]:
    return {f.record for f in reading.findings if f.record is not None}


# --------------------------------------------------------- columns that are as wide as their cells


@pytest.mark.parametrize("state", ["Taken", "Completed", "Final"])
@pytest.mark.parametrize("moved", [40, 70])
def test_a_state_behind_the_titles_of_a_term_stands_where_that_term_has_it(
    state: str, moved: float
) -> None:
    header = [(40.0, "Course"), (110.0, "Points"), (160.0, "Grade"), (210.0, "Title")]

    def term(courses: Sequence[tuple[str, str, str, str]], at: float) -> list[Cells]:
        return [
            [(40, code), (110, points), (160, grade), (210, title), (at, state)]
            for code, title, points, grade in courses
        ]

    reading = read(
        document(
            header, "Fall 2023", *term(COURSES[4:5], 350), None,
            header, "Spring 2024", *term(COURSES[:4], 350 + moved),
        )
    )  # fmt: skip
    assert rows(reading) == [*COURSES[4:5], *COURSES[:4]]
    assert {r.status for r in reading.transcript.records} == {RecordStatus.COMPLETED}


@pytest.mark.parametrize("mark", ["TR", "T"])
def test_a_mark_in_front_of_titles_is_none_of_their_words_in_any_block(mark: str) -> None:
    first = [(mark, "CALCULUS I", "MATH UN1101"), (mark, "GENERAL PHYSICS I", "PHYS UN1201")]
    second = [(mark, "LINEAR ALGEBRA", "MATH UN2010"), (mark, "LOGIC", "PHIL UN3411")]

    def block(courses: list[tuple[str, str, str]], codes: float) -> list[Cells]:
        return [
            [
                (40, grade),
                (66, title),
                (codes, code),
                (codes + 80, "3.00"),
                (codes + 115, "Transfer"),
            ]
            for grade, title, code in courses
        ]

    reading = read(
        document(
            "CREDIT BY EXAMINATION", *block(first, 235), None,
            "TRANSFER CREDIT: NEW YORK UNIVERSITY", *block(second, 195),
        )
    )  # fmt: skip
    assert rows(reading) == [(code, title, "3.00", mark) for mark, title, code in first + second]


# -------------------------------------------------------------------------- two values in one cell


def test_a_term_that_moves_the_grade_behind_it_is_told_from_it() -> None:
    when = ["Fall 2023", "Fall 2023", "Spring 2024", "Spring 2024", "Fall 2024", "Spring 2025"]
    lines: list[Cells] = []
    for (code, title, points, grade), term in zip(COURSES, when, strict=True):
        behind = 262 + 4.6 * len(term)
        lines.append([(40, title), (190, code), (262, term), (behind, grade), (330, points)])
    reading = read(document(*lines))
    assert rows(reading) == COURSES
    assert terms(reading) == when


@pytest.mark.parametrize(
    "names", [("Roe, Richard", "Poe, E", "B. Liskov"), ("Letter",), ("Std", "P/F")]
)
def test_credits_a_grade_and_words_in_the_middle_of_their_columns_are_three(
    names: tuple[str, ...],
) -> None:
    lines: list[Cells] = []
    for n, (code, title, points, grade) in enumerate(COURSES):
        left = 300 + 2.5 * (n % 3)
        name = (left + 24 + stringWidth(grade, "Helvetica", 8), names[n % len(names)])
        lines.append([(40, code), (110, title), (left, points), (left + 20, grade), name])
    assert rows(read(document("Fall 2023", *lines))) == COURSES


@pytest.mark.parametrize(
    "name", ["Points Grade", "Credit Hours Grade", "Course Credits Grade", "Cr Gr", "Units Mark"]
)
def test_credits_in_one_column_with_grades_that_are_not_there_yet_are_no_quality_points(
    name: str,
) -> None:
    header = [(40.0, "Course"), (110.0, "Title"), (290.0, name), (400.0, "Earned")]
    lines: list[Cells] = [
        [(40, code), (110, title), (300, points), (400, "0.00")]
        for code, title, points, _ in COURSES
    ]
    reading = read(document("NAME: DOE, JANE", header, "Fall 2023", *lines))
    assert rows(reading) == [(*course[:3], None) for course in COURSES]
    assert not doubted(reading)


# ----------------------------------------------------------------------------------------- headers


def test_names_without_gaps_part_where_there_is_more_than_a_blank() -> None:
    header = [(40.0, "Course"), (110.0, "Title"), (270.0, "Midterm Grade"), (326.0, "Points"),
              (354.0, "Earned"), (386.0, "Grade")]  # fmt: skip
    lines: list[Cells] = [
        [(40, code), (110, title), (270, "B"), (326, points), (354, points), (386, grade)]
        for code, title, points, grade in COURSES
    ]
    reading = read(document(header, "Fall 2023", *lines))
    assert rows(reading) == COURSES
    assert not doubted(reading)


@pytest.mark.parametrize("name", ["Class Average", "Crse Avg", "Course GPA"])
def test_the_average_of_a_class_is_no_count_of_credits(name: str) -> None:
    header = [
        (40.0, "Course"),
        (110.0, "Title"),
        (290.0, "Credits"),
        (340.0, "Grade"),
        (400.0, name),
    ]
    averages = ("3.64", "3.02", "2.87", "3.55", "3.11", "2.61")
    lines: list[Cells] = [
        [(40, code), (110, title), (290, points), (340, grade), (400, average)]
        for (code, title, points, grade), average in zip(COURSES, averages, strict=True)
    ]
    lines[0][2] = (290, "0.00")
    reading = read(document(header, "Fall 2023", *lines))
    assert [credits for _, _, credits, _ in rows(reading)] == ["0.00", *["3.00"] * 5]
    assert not doubted(reading)


# ---------------------------------------------------------------------------------- what are codes


@pytest.mark.parametrize("level", ["UG", "GR", "PB"])
def test_a_level_and_a_section_in_columns_of_their_own_are_no_code(level: str) -> None:
    lines: list[Cells] = []
    for n, (code, title, points, grade) in enumerate(COURSES):
        lines += [[(80, code), (170, title)]]
        lines += [[(40, level), (140, f"0{10 + n}"), (300, points), (340, grade)]]
    assert rows(read(document("Fall 2023", *lines))) == COURSES


@pytest.mark.parametrize("mark", ["IP", "CIP"])
def test_a_course_in_progress_and_the_number_of_its_class_are_no_code(mark: str) -> None:
    lines: list[Cells] = []
    for n, (code, title, points, _) in enumerate(COURSES):
        lines += [[(40, code.replace(" W", " ")), (170, title)]]
        lines += [[(300, points), (340, mark), (400, str(67682 + 311 * n))]]
    reading = read(document("NAME: DOE, JANE", "Fall 2023", *lines))
    assert [(title, credits) for _, title, credits, _ in rows(reading)] == [c[1:3] for c in COURSES]
    assert {r.status for r in reading.transcript.records} == {RecordStatus.IN_PROGRESS}


# ----------------------------------------------------------------------------------------- figures


def listed(*courses: tuple[str, str, str, str]) -> list[Cells]:
    return [[(40, c), (110, t), (290, p), (340, g)] for c, t, p, g in courses]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("21.99 Semester Qual. Pts., 6.00 Semester GPA", "Units, 3.665 Semester GPA"),
        ("6.00 Term Credits Att, 21.99 Term Quality", "Pts., 6.00 Term GPA Units, 3.665 Term GPA"),
    ],
)
def test_a_name_of_a_figure_may_be_broken_between_its_words(upper: str, lower: str) -> None:
    reading = read(document("Fall 2023", *listed(*COURSES[:2]), upper, lower))
    assert reading.status is ReadingStatus.PROVED
    assert {str(total.value) for total in reading.printed} >= {"21.99", "3.665", "6.00"}


def test_figures_that_are_no_quotient_mean_what_those_printed_alike_mean() -> None:
    failed = ("COMS W4772", "ADVANCED MACHINE LEARNING", "3.00", "F")
    passed = ("COMS W4774", "UNSUPERVISED LEARNING", "3.00", "D")
    reading = read(
        document(
            "Fall 2022", *listed(*COURSES[:2]), "TERM TOTALS 6.00 21.99 3.665",
            "Spring 2023", *listed(*COURSES[2:4]), "TERM TOTALS 6.00 20.01 3.335",
            "Fall 2023", *listed(failed, passed), "TERM TOTALS 3.00 3.00 0.500",
            "CUMULATIVE GPA 2.500",
        )
    )  # fmt: skip
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert [r.status for r in reading.transcript.records][-2:] == [
        RecordStatus.FAILED,
        RecordStatus.COMPLETED,
    ]


def test_figures_next_to_a_term_are_of_the_school_that_is_named_below_it() -> None:
    reading = read(
        document(
            [(40, "Fall 2022"), (300, "Points: 6.00"), (400, "GPA: 3.665")],
            "GRADUATE DIVISION", *listed(*COURSES[:2]), None,
            [(40, "Spring 2023"), (300, "Points: 6.00"), (400, "GPA: 3.335")],
            "School of Engineering and Applied Science", *listed(*COURSES[2:4]), None,
            [(40, "Fall 2023"), (300, "Points: 6.00"), (400, "GPA: 3.165")],
            "GRADUATE DIVISION", *listed(*COURSES[4:]),
        )
    )  # fmt: skip
    assert rows(reading) == COURSES
    assert reading.status is not ReadingStatus.CONTRADICTED


def test_an_average_of_a_record_that_its_credits_show_to_be_whole_must_come_out() -> None:
    head = "UNOFFICIAL ACADEMIC RECORD"
    lines: list[Cells | str] = ["Fall 2023", *listed(*COURSES[:2])]
    right = read(document(head, *lines, "CUMULATIVE POINTS: 6.00 CUMULATIVE GPA: 3.665"))
    wrong = read(document(head, *lines, "CUMULATIVE POINTS: 6.00 CUMULATIVE GPA: 3.311"))
    assert right.status is not ReadingStatus.CONTRADICTED
    assert wrong.status is ReadingStatus.CONTRADICTED


def test_a_pass_may_earn_points_where_an_attendance_earns_none() -> None:
    attended = ("COMS W4772", "ADVANCED MACHINE LEARNING", "3.00", "R")
    passed = ("COMS W4774", "UNSUPERVISED LEARNING", "4.00", "P")
    reading = read(
        document(
            "Fall 2022", *listed(*COURSES[:2], attended), "Credits earned: 6.00 Term GPA: 3.665",
            "Spring 2023", *listed(*COURSES[2:4], passed), "Credits earned: 10.00 Term GPA: 3.335",
        )
    )  # fmt: skip
    assert reading.status is not ReadingStatus.CONTRADICTED


def test_an_average_in_a_box_next_to_the_heading_of_a_term_leaves_it_a_heading() -> None:
    reading = read(
        document(
            [(40, "Fall 2022"), (430, "Term GPA"), (500, "3.665")], *listed(*COURSES[:2]), None,
            [(40, "Spring 2023"), (430, "Term GPA"), (500, "3.335")], *listed(*COURSES[2:4]),
        )
    )  # fmt: skip
    assert terms(reading) == ["Fall 2022"] * 2 + ["Spring 2023"] * 2
    assert reading.status is ReadingStatus.PROVED


# ------------------------------------------------------------------------------ lines between rows


def test_a_series_above_its_values_names_no_topic_of_the_course_before_it() -> None:
    lines: list[Cells] = []
    wrapped = [
        ("STAT GR5242", "ADVANCED MACHINE", "LEARNING"),
        ("COMS W4733", "COMPUTATIONAL", "ASPECTS-ROBOTICS"),
        ("CSEE W4824", "COMPUTER", "ARCHITECTURE"),
        ("COMS W4774", "UNSUPERVISED", "LEARNING"),
        ("COMS E6253", "ADV TPCS-COMP", "LEARNING THEORY"),
    ]
    for code, first, last in wrapped:
        lines += [[(110, first)], [(40, code), (110, last), (290, "3.00"), (340, "A")]]
    reading = read(document("Fall 2023", *lines))
    assert [title for _, title, _, _ in rows(reading)] == [f"{a} {b}" for _, a, b in wrapped]


@pytest.mark.parametrize("remark", ["Study abroad", "Credit by examination"])
def test_a_remark_below_courses_of_any_mark_is_no_heading_of_credit_from_elsewhere(
    remark: str,
) -> None:
    withdrawn = ("COMS W4772", "ADVANCED MACHINE LEARNING", "3.00", "W")
    waiting = ("COMS W4774", "UNSUPERVISED LEARNING", "3.00", "CP")
    reading = read(
        document(
            "Fall 2022", *listed(COURSES[0]), remark, *listed(withdrawn, waiting, *COURSES[1:3]),
            "Spring 2023", *listed(*COURSES[3:5]), remark, "TERM POINTS: 6.00 TERM GPA: 3.500",
        )
    )  # fmt: skip
    assert all(r.status is not RecordStatus.TRANSFER for r in reading.transcript.records)
    assert terms(reading) == ["Fall 2022"] * 5 + ["Spring 2023"] * 2


@pytest.mark.parametrize(("test", "credits"), [("AP", "4.00"), ("IB", "8.00"), ("A-Level", "6.00")])
def test_test_credit_without_a_course_is_named_and_contradicts_nothing(
    test: str, credits: str
) -> None:
    reading = read(
        document(
            "TEST CREDIT",
            [(40, "Test"), (110, "Component"), (240, "Score"), (290, "Credit")],
            [(40, test), (110, "Calculus"), (240, "5"), (290, credits)],
            None,
            [(40, "Course"), (110, "Title"), (290, "Credits"), (340, "Grade")],
            "Fall 2023",
            *listed(*COURSES[:2]),
        )
    )
    assert rows(reading) == COURSES[:2]
    assert reading.status is not ReadingStatus.CONTRADICTED


# ------------------------------------------------------------------------------ pages side by side


def test_a_heading_without_a_course_next_to_one_with_some_takes_nothing_from_it() -> None:
    def half(left: float, course: tuple[str, str, str, str]) -> Cells:
        code, title, points, grade = course
        return [(left, code), (left + 60, title), (left + 190, points), (left + 220, grade)]

    pairs = list(zip(COURSES[:2], COURSES[2:4], strict=True))
    reading = read(
        document(
            [(40, "FALL 2022"), (310, "SPRING 2023")],
            *([*half(40, left), *half(310, right)] for left, right in pairs),
            [(40, "FALL 2023"), (310, "SPRING 2024")],
            *(half(40, course) for course in COURSES[4:]),
        )
    )
    assert terms(reading) == ["Fall 2022"] * 2 + ["Spring 2023"] * 2 + ["Fall 2023"] * 2
    assert rows(reading) == COURSES


@pytest.mark.parametrize("names", [("Course unit", "ECTS credits", "Local grade"),
                                   ("Study unit", "ECTS", "ECTS grade")])  # fmt: skip
def test_the_table_of_a_diploma_supplement_is_a_table_of_courses(
    names: tuple[str, str, str],
) -> None:
    title, credits, grade = names
    header = [(40.0, "Code"), (110.0, title), (290.0, credits), (380.0, grade), (460.0, "Date")]
    lines: list[Cells] = [
        [(40, c), (110, t), (290, p), (380, g), (460, "15/12/2022")] for c, t, p, g in COURSES
    ]
    assert rows(read(document(header, *lines))) == COURSES
