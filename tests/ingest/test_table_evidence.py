"""What the rows of a table say together decides what each of them says."""

from __future__ import annotations

import pytest

from degreekit.courses import Term
from degreekit.ingest import Reading
from degreekit.ingest.tables.table import Table
from degreekit.ingest.tables.words.terms import heading_of, season_of
from degreekit.ingest.tables.words.vocabulary import Role, name_cost
from degreekit.transcript import ReadingStatus, RecordStatus
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import document, rows

HEADER = [
    (40.0, "Course"),
    (110.0, "Title"),
    (290.0, "Points"),
    (350.0, "Earned"),
    (410.0, "Grade"),
]
LEFTS = [x for x, _ in HEADER]


def line(*texts: str) -> list[tuple[float, str]]:
    return [(x, text) for x, text in zip(LEFTS, texts, strict=True) if text]


FINISHED = [
    line("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "3.00", "A"),
    line("COMS W4118", "OPERATING SYSTEMS I", "3.00", "3.00", "B+"),
    line("COMS W4701", "ARTIFICIAL INTELLIGENCE", "3.00", "3.00", "A-"),
    line("COMS W4705", "NATURAL LANGUAGE PROCESSING", "3.00", "3.00", "B"),
]
OPEN = line("COMS W4771", "MACHINE LEARNING", "3.00", "0.00", "")


def test_a_wrong_cell_does_not_make_what_was_earned_the_credits() -> None:
    wrong = line("COMS W4111", "INTRODUCTION TO DATABASES", "2.00", "3.00", "A")
    reading = read(document(HEADER, "Fall 2023", wrong, *FINISHED[1:], "Spring 2024", OPEN))
    assert [credits for _, _, credits, _ in rows(reading)] == [
        "2.00",
        "3.00",
        "3.00",
        "3.00",
        "3.00",
    ]
    doubts = [f.record for f in reading.findings if f.code == "columns-uncertain"]
    assert doubts == [0]


def test_credits_of_a_passed_course_of_which_nothing_was_earned_are_doubted() -> None:
    nothing = line("COMS W4118", "OPERATING SYSTEMS I", "3.00", "0.00", "B+")
    reading = read(document(HEADER, "Fall 2023", FINISHED[0], nothing, *FINISHED[2:]))
    assert [f.record for f in reading.findings if f.code == "columns-uncertain"] == [1]


def test_nothing_is_doubted_of_a_course_in_progress_that_earns_nothing_yet() -> None:
    reading = read(document(HEADER, "Fall 2023", *FINISHED, "Spring 2024", OPEN))
    assert not [f for f in reading.findings if f.code == "columns-uncertain"]
    assert reading.transcript.records[-1].status is RecordStatus.IN_PROGRESS


@pytest.mark.parametrize("rule", ["-" * 60, None])
def test_a_heading_between_a_header_and_its_courses_takes_no_name_from_it(rule: str | None) -> None:
    header = [
        (40.0, "Course"),
        (110.0, "Title"),
        (290.0, "Points"),
        (410.0, "Mid Grade"),
        (470.0, "Grade"),
    ]
    lefts = [x for x, _ in header]
    cells = [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "B", "A"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "A", "B+"),
    ]
    lines = [list(zip(lefts, row, strict=True)) for row in cells]
    reading = read(document(header, rule, "PROGRAM: COMPUTER SCIENCE", "Fall 2023", *lines))
    assert [grade for *_, grade in rows(reading)] == ["A", "B+"]


def test_a_title_of_words_for_columns_is_no_second_header() -> None:
    lines = [
        line("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "3.00", "A"),
        [(110.0, "GRADE AND CREDIT")],
        line("EDUC GU4020", "", "3.00", "3.00", "B"),
    ]
    reading = read(document(HEADER, "Fall 2023", *lines))
    assert rows(reading)[1][1] == "GRADE AND CREDIT"


def test_a_remark_within_a_term_makes_no_credit_from_elsewhere() -> None:
    header = [
        (40.0, "Course"),
        (110.0, "Sec"),
        (150.0, "Title"),
        (330.0, "Points"),
        (410.0, "Grade"),
    ]
    lefts = [x for x, _ in header]
    cells = [
        ("COMS W4111", "001", "INTRODUCTION TO DATABASES", "3.00", "A"),
        ("COMS W4118", "002", "OPERATING SYSTEMS I", "3.00", "B+"),
        ("COMS W4701", "001", "ARTIFICIAL INTELLIGENCE", "3.00", "A-"),
    ]
    first, *others = [list(zip(lefts, row, strict=True)) for row in cells]
    reading = read(document(header, "Fall 2023", first, "Study abroad", *others))
    assert [str(r.term) for r in reading.transcript.records] == ["Fall 2023"] * 3
    assert {r.status for r in reading.transcript.records} == {RecordStatus.COMPLETED}


def test_a_heading_in_the_middle_of_the_page_begins_a_term_with_or_without_room_above() -> None:
    lines = [[(260.0, "Fall 2023")], *FINISHED[:2], [(260.0, "Spring 2024")], *FINISHED[2:]]
    reading = read(document(HEADER, *lines))
    terms = [str(record.term) for record in reading.transcript.records]
    assert terms == ["Fall 2023", "Fall 2023", "Spring 2024", "Spring 2024"]


def test_the_values_of_a_course_below_its_code_are_no_sum_and_no_heading() -> None:
    header = [
        (40.0, "Term"),
        (120.0, "Course"),
        (200.0, "Title"),
        (380.0, "Points"),
        (440.0, "Grade"),
    ]
    lines = []
    for term, code, upper, lower, grade in (
        ("Fall 2023", "COMS W4111", "INTRODUCTION TO", "DATABASES", "A"),
        ("Fall 2023", "COMS W4156", "ADVANCED SOFTWARE", "ENGINEERING", "B+"),
        ("Spring 2024", "COMS W4705", "NATURAL LANGUAGE", "PROCESSING", "A-"),
    ):
        lines.append([(120.0, code), (200.0, upper)])
        lines.append([(40.0, term), (200.0, lower), (380.0, "3.00"), (440.0, grade)])
    reading = read(document(header, *lines))
    assert rows(reading)[1] == ("COMS W4156", "ADVANCED SOFTWARE ENGINEERING", "3.00", "B+")
    assert [str(r.term) for r in reading.transcript.records][-1] == "Spring 2024"


def test_a_season_that_goes_on_on_the_next_page_is_the_same_season() -> None:
    assert season_of("Spring Term (continued)") == Term.parse("Spring 2024").season


@pytest.mark.parametrize("text", ["3.00 Fall 2016 4.00 3.00", "Fall 2018 3 3.00 3.00 12.00"])
def test_a_term_among_figures_is_no_heading(text: str) -> None:
    found = heading_of(text)
    assert found is None or found.rest


def test_words_that_name_one_column_together_are_no_two_names() -> None:
    assert name_cost(["Quality", "Points"]) == 0
    assert name_cost(["Course", "Title"]) == 0
    assert name_cost(["Title", "Grade"]) > 0


def test_a_transcript_and_the_print_of_one_of_its_terms_list_each_course_once() -> None:
    header = [
        (40.0, "Course"),
        (110.0, "Sec"),
        (150.0, "Title"),
        (330.0, "Points"),
        (410.0, "Grade"),
    ]
    lefts = [x for x, _ in header]
    row = list(
        zip(lefts, ("COMS W4111", "001", "INTRODUCTION TO DATABASES", "3.00", "A"), strict=True)
    )
    other = list(
        zip(lefts, ("COMS W4118", "002", "OPERATING SYSTEMS I", "3.00", "B+"), strict=True)
    )
    reading = read(document(header, "Spring 2024", other, "Fall 2023", row))
    assert [str(r.term) for r in reading.transcript.records] == ["Spring 2024", "Fall 2023"]
    assert reading.status is not ReadingStatus.CONTRADICTED


TWO_GRADES = [
    ("COMS W4111", "INTRODUCTION TO DATABASES", "C", "A", "3.00"),
    ("COMS W4118", "OPERATING SYSTEMS I", "A", "B+", "3.00"),
    ("COMS W4701", "ARTIFICIAL INTELLIGENCE", "B", "A-", "3.00"),
    ("COMS W4771", "MACHINE LEARNING", "A-", "IP", "3.00"),
]


def two_grades(*below: str) -> Reading:
    lefts = (40.0, 110.0, 290.0, 350.0, 410.0)
    header = [(40.0, "Course"), (110.0, "Title"), (410.0, "Points")]
    lines = [list(zip(lefts, row, strict=True)) for row in TWO_GRADES]
    return read(document(header, "Fall 2023", *lines[:3], *below, "Spring 2024", lines[3]))


def test_of_two_columns_of_letters_the_one_that_the_figures_prove_has_the_grades() -> None:
    reading = two_grades("TERM CREDITS: 9.00   TERM GPA: 3.667")
    assert [grade for *_, grade in rows(reading)] == ["A", "B+", "A-", None]
    assert reading.status is ReadingStatus.PROVED
    assert not [f for f in reading.findings if f.code == "columns-uncertain"]


def test_without_figures_two_columns_of_letters_without_names_are_a_question() -> None:
    doubts = [f.record for f in two_grades().findings if f.code == "columns-uncertain"]
    assert doubts == [0, 1, 2, 3]


def test_two_readings_that_the_figures_prove_alike_are_a_question() -> None:
    swapped = [TWO_GRADES[0], ("COMS W4118", "OPERATING SYSTEMS I", "A", "C", "3.00")]
    lefts = (40.0, 110.0, 290.0, 350.0, 410.0)
    header = [(40.0, "Course"), (110.0, "Title"), (410.0, "Points")]
    lines = [list(zip(lefts, row, strict=True)) for row in swapped]
    total = "TERM CREDITS: 6.00   TERM GPA: 3.000"
    reading = read(document(header, "Fall 2023", *lines, total))
    assert {f.record for f in reading.findings if f.code == "columns-uncertain"} == {0, 1}
    assert reading.status is not ReadingStatus.PROVED


def test_words_in_no_column_are_no_field() -> None:
    assert Table().role(-1) is Role.OTHER


LISTED = [(40.0, "Course"), (110.0, "Title"), (290.0, "Points"), (410.0, "Grade")]


def wrapped(*titles: tuple[str, str, str]) -> Reading:
    """Return the reading of rows of a code, its title on the line of the values, and what is not.

    A text in front of "|" stands above the values, one behind it below them.
    """
    lines = []
    for code, title, rest in titles:
        above, _, below = rest.partition("|")
        lines += [[(110.0, above)]] if above else []
        lines.append([(40.0, code), (110.0, title), (290.0, "3.00"), (410.0, "A")])
        lines += [[(110.0, below)]] if below else []
    return read(document(LISTED, "Fall 2023", *lines))


def test_the_catalog_says_where_a_title_ends_that_another_may_go_on_from() -> None:
    reading = wrapped(
        ("COMS W4775", "CAUSAL INFERENCE", ""),
        ("COMS E6892", "MODELS-MACHINE", "BAYESIAN|LEARN"),
        ("COMS W4111", "INTRODUCTION TO", "|DATABASES"),
    )
    assert [title for _, title, _, _ in rows(reading)] == [
        "CAUSAL INFERENCE",
        "BAYESIAN MODELS-MACHINE LEARN",
        "INTRODUCTION TO DATABASES",
    ]


def test_the_name_of_a_series_begins_the_title_of_the_topic() -> None:
    reading = wrapped(
        ("ENGI E1102", "THE ART OF ENGINEERING", ""),
        ("COMS E6998", "SCIENCE: ROBOT LEARNING", "TOPICS IN COMPUTER|"),
    )
    title = rows(reading)[1][1]
    doubts = {f.record for f in reading.findings if f.code == "title-uncertain"}
    assert title == "TOPICS IN COMPUTER SCIENCE: ROBOT LEARNING" or doubts >= {0, 1}


def test_a_title_that_names_a_time_is_no_heading_where_titles_begin() -> None:
    first = [(40.0, "COMS W4111"), (110.0, "INTRODUCTION TO DATABASES"), (290.0, "3.00")]
    upper = [(110.0, "THE LONG TERM")]
    lower = [(40.0, "HIST UN3610"), (110.0, "1750-1950"), (290.0, "3.00"), (410.0, "B")]
    reading = read(document(LISTED, "Fall 2023", [*first, (410.0, "A")], upper, lower))
    assert rows(reading)[1][1] == "THE LONG TERM 1750-1950"
    assert str(reading.transcript.records[1].term) == "Fall 2023"


def test_a_level_and_a_section_are_no_code() -> None:
    lefts = (40.0, 70.0, 110.0, 180.0, 360.0, 420.0)
    cells = [
        ("GR", "019", "COMS 6232", "ANALYSIS OF ALGORITHMS II", "3.00", "B-"),
        ("GR", "017", "IEOR 6613", "OPTIMIZATION I", "4.50", "B+"),
        ("GR", "017", "COMS 4732", "COMPUTER VISION II", "3.00", "C"),
    ]
    lines = [list(zip(lefts, row, strict=True)) for row in cells]
    assert [code for code, *_ in rows(read(document("Fall 2023", *lines)))] == [
        "COMS 6232",
        "IEOR 6613",
        "COMS 4732",
    ]


def test_credits_under_the_name_of_grade_points_are_not_the_quality_points() -> None:
    lefts = (40.0, 110.0, 290.0, 350.0, 410.0, 480.0)
    names = ("Course", "Title", "Credits", "Grade", "Grade Units", "Qual. Points")
    cells = [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "B+", "3.00", "9.99"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "C+", "3.00", "6.99"),
        ("COMS W4701", "ARTIFICIAL INTELLIGENCE", "1.50", "A", "1.50", "6.00"),
    ]
    lines = [list(zip(lefts, row, strict=True)) for row in (names, *cells)]
    reading = read(document(lines[0], "Fall 2023", *lines[1:], "TERM GPA: 3.064"))
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert {str(t.value) for t in reading.printed if t.record is not None} == {
        "9.99",
        "6.99",
        "6.00",
    }


def test_a_few_words_in_front_of_all_titles_are_a_column_where_gaps_are_lost() -> None:
    texts = ["ARTIFICIAL INTELLIGENCE", "OPERATING SYSTEMS I", "ROBOTICS", "DATABASES", "GRAPHICS"]
    lines = [
        f"COMS W41{n:02} {('Lecture', 'Seminar')[n % 2]} {text} 3.00 A"
        for n, text in enumerate(texts)
    ]
    head = "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK\nUNOFFICIAL TRANSCRIPT\nFall 2023\n"
    reading = read((head + "\n".join(lines)).encode())
    assert [title for _, title, _, _ in rows(reading)] == texts


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("3.665 SEM Index 21.99 SEM QPts 6.00 SEM", "Attempted"),
        ("6.00 Points Earned, 21.99", "Quality Points, 3.665 Average"),
        ("Points Earned: 6.00, Quality Points: 21.99, Grade Point", "Average: 3.665"),
    ],
)
def test_figures_may_go_on_on_the_next_line(upper: str, lower: str) -> None:
    cells = [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "B+"),
    ]
    lefts = [x for x, _ in LISTED]
    lines = [list(zip(lefts, row, strict=True)) for row in cells]
    reading = read(document(LISTED, "Fall 2023", *lines, upper, lower))
    values = {total.kind.measure.value: str(total.value) for total in reading.printed}
    assert values["gpa"] == "3.665"
    assert values["quality_points"] == "21.99"
    assert reading.status is not ReadingStatus.CONTRADICTED


def test_midterm_grades_of_a_table_without_a_header_are_not_taken_for_final_ones() -> None:
    header = [
        (40.0, "Course"),
        (110.0, "Title"),
        (290.0, "Midterm Grade"),
        (370.0, "Points"),
        (430.0, "Grade"),
    ]
    lefts = [x for x, _ in header]
    finished = ("COMS W4111", "INTRODUCTION TO DATABASES", "B", "3.00", "A")
    second = ("COMS W4118", "OPERATING SYSTEMS I", "A-", "3.00", "B+")
    under_way = [
        ("COMS W4701", "ARTIFICIAL INTELLIGENCE", "A", "3.00"),
        ("COMS W4771", "MACHINE LEARNING", "B+", "3.00"),
    ]
    lines = [list(zip(lefts, row, strict=True)) for row in (finished, second)]
    moved = (40.0, 105.0, 250.0, 300.0)  # a table of its own, narrower than the first
    open_lines = [list(zip(moved, row, strict=True)) for row in under_way]
    reading = read(document(header, "Fall 2023", *lines, "Spring 2024", *open_lines))
    grades = [grade for *_, grade in rows(reading)]
    doubted = {f.record for f in reading.findings}
    assert grades[:2] == ["A", "B+"]
    assert grades[2:] == [None, None] or doubted >= {2, 3}
