"""Columns that stand close to each other, and lines that belong to none of them."""

from __future__ import annotations

import pytest

from degreekit.ingest import Reading
from degreekit.ingest.readers.reader import Scope
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import read
from tests.ingest.test_other_tables import HEAD, SCHOOL, document, rows


def placed(lefts: tuple[float, ...], *texts: str) -> list[tuple[float, str]]:
    return [(x, text) for x, text in zip(lefts, texts, strict=True) if text]


def titles(reading: Reading) -> list[str | None]:
    return [record.title for record in reading.transcript.records]


def doubts(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings if finding.record is not None]


def test_a_mark_that_stands_close_in_front_of_all_titles_is_none_of_their_words() -> None:
    own = (40.0, 110.0, 290.0, 350.0)
    lines = (
        placed(own, "COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"),
        placed(own, "COMS W4118", "OPERATING SYSTEMS I", "3.00", "B"),
    )
    elsewhere = (40.0, 110.0, 125.0, 270.0)
    credit = (
        placed(elsewhere, "MATH UN1101", "TR", "CALCULUS I", "3.00"),
        placed(elsewhere, "IEOR E3658", "TR", "PROBABILITY FOR ENGINEERS", "3.00"),
    )
    header = placed(own, "Course", "Title", "Points", "Grade")
    reading = read(document(header, "Fall 2023", *lines, "TRANSFER CREDIT", *credit))
    found = [(record.title, record.grade) for record in reading.transcript.records[2:]]
    assert found == [("CALCULUS I", "TR"), ("PROBABILITY FOR ENGINEERS", "TR")]


def test_a_title_that_begins_with_what_may_be_the_grade_is_doubted() -> None:
    lefts = (40.0, 110.0, 290.0, 350.0)
    lines = (
        placed(lefts, "COMS W4111", "DATABASES", "3.00", "A"),
        placed(lefts, "COMS W4118", "TR OPERATING SYSTEMS I", "3.00", ""),
    )
    reading = read(document("Fall 2023", *lines))
    assert {(f.record, f.code) for f in reading.findings if f.record is not None} == {
        (1, "title-uncertain")
    }


def test_a_word_that_begins_where_only_one_longer_title_goes_on_is_of_its_title() -> None:
    lefts = (40.0, 130.0, 290.0, 350.0)
    named = (
        "COMPUTATIONAL", "OPTIMIZATIO I", "TOPICS", "NETWORKS", "BIG DATA", "GRAPHICS", "NEURAL",
    )  # fmt: skip
    codes = (4733, 6613, 4701, 4119, 6893, 4160, 4040)
    lines = [
        placed(lefts, f"COMS W{code}", title, "3.00", "A")
        for code, title in zip(codes, named, strict=True)
    ]
    reading = read(document("Fall 2023", *lines))
    assert titles(reading) == list(named)


def test_a_word_that_all_rows_have_behind_credits_and_grade_is_a_column_of_its_own() -> None:
    cells = (
        ("COMS W4111", "DATABASES", "3 A", "Letter"),
        ("COMS W4118", "OPERATING SYSTEMS", "3 B+", "Letter"),
        ("COMS W4771", "MACHINE LEARNING", "3 A-", "Letter"),
        ("COMS W4231", "ALGORITHMS", "3 B", "Letter"),
    )
    canvas = Reportlab(LETTER, Type(size=8))
    for at, text in enumerate((HEAD, SCHOOL, "Fall 2023")):
        canvas.text(40, 40 + 14 * at, text, size=8)
    for at, row in enumerate(cells):
        for x, text in zip((40, 110, 300, 322), row, strict=True):
            canvas.text(x, 90 + 14 * at, text, size=8)
    found = [(r.credits, r.grade) for r in read(canvas.bytes()).transcript.records]
    assert [(str(credits), grade) for credits, grade in found] == [
        ("3", "A"), ("3", "B+"), ("3", "A-"), ("3", "B"),
    ]  # fmt: skip


def test_a_bullet_is_no_grade_of_a_course_in_progress() -> None:
    lefts = (30.0, 40.0, 130.0, 290.0, 350.0)
    lines = (
        placed(lefts, "-", "COMS W4111", "DATABASES", "3.00", "A"),
        placed(lefts, "-", "COMS W4118", "OPERATING SYSTEMS I", "3.00", "B"),
    )
    open_ = placed(lefts, "-", "COMS W4771", "MACHINE LEARNING", "3.00", "")
    assert not doubts(read(document("Fall 2023", *lines, "Spring 2024", open_)))


def test_two_marks_among_the_words_of_a_title_do_not_make_its_row_whole() -> None:
    lefts = (40.0, 130.0, 290.0, 350.0)
    lines = (
        placed(lefts, "COMS W4111", "DATABASES", "3.00", "A"),
        placed(lefts, "ARCH UN2030", "TRANSFER STUDENTS IN", "", ""),
        placed(lefts, "", "CITIES", "3.00", "C+"),
        placed(lefts, "COMS W4118", "OPERATING", "", ""),
        placed(lefts, "", "SYSTEMS I", "3.00", "B"),
    )
    reading = read(document("Fall 2023", *lines))
    assert rows(reading)[1] == ("ARCH UN2030", "TRANSFER STUDENTS IN CITIES", "3.00", "C+")


def test_a_topic_is_of_the_series_above_it_also_where_it_stands_in_the_next_box() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    for at, text in enumerate((HEAD, SCHOOL, "Fall 2023")):
        canvas.text(40, 40 + 14 * at, text, size=8)
    lines = (
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A"),
        ("COMS W4995", "TOPICS IN COMPUTER SCI", "3.00", "A-"),
        ("", "APPLIED MACHINE LEARNING", "", ""),
        ("PHIL UN2110", "FROM A TO W", "3.00", "B"),
        ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "B+"),
    )
    for at, row in enumerate(lines):
        for x, text in zip((40, 110, 300, 350), row, strict=True):
            canvas.text(x, 90 + 12 * at, text, size=8)
        if row[0]:
            canvas.rule(36, 94 + 12 * at, 420, 94 + 12 * at)
    found = titles(read(canvas.bytes()))
    assert found[1:3] == ["TOPICS IN COMPUTER SCI APPLIED MACHINE LEARNING", "FROM A TO W"]


def test_the_topic_of_copied_text_is_of_its_course_and_not_of_the_bullets() -> None:
    copied = (
        HEAD,
        "NAME: DOE, JANE   UNI: jd0000",
        "\tCOURSE\tTITLE\tPOINTS\tGRADE",
        "Fall 2023",
        "•\tCOMS W4111\tINTRODUCTION TO DATABASES\t3.00\tA",
        "•\tCOMS E6998\tTOPICS IN COMPUTER SCIENCE\t3.00\tA-",
        "CLOUD COMPUTING & BIG DATA",
        "•\tCOMS W4118\tOPERATING SYSTEMS I\t3.00\tB+",
    )
    found = titles(read("\n".join(copied).encode()))
    assert found[1] == "TOPICS IN COMPUTER SCIENCE CLOUD COMPUTING & BIG DATA"


@pytest.mark.parametrize("season", ["FALL", "Spring", "Summer"])
def test_a_season_in_front_of_a_figure_is_the_term_above_it(season: str) -> None:
    lefts = (40.0, 130.0, 290.0, 350.0)
    lines = (
        placed(lefts, "COMS W4111", "DATABASES", "3.00", "A"),
        placed(lefts, "COMS W4118", "OPERATING SYSTEMS I", "3.00", "B"),
    )
    figures = f"{season} GPA: 3.500   Cumulative GPA: 3.500   Points: 6.00"
    reading = read(document("2022-2023", season, *lines, figures))
    assert {total.kind.scope for total in reading.printed} == {Scope.TERM, Scope.CUMULATIVE}
    assert reading.status is ReadingStatus.PROVED


def test_points_attempted_may_count_what_is_in_progress_and_not_what_is_planned() -> None:
    lefts = (40.0, 130.0, 290.0, 350.0)
    header = placed(lefts, "Course", "Title", "Points", "Status / Grade")
    lines = (
        "Fall 2022", placed(lefts, "COMS W4111", "DATABASES", "3.00", "A"), "Fall 2023",
        placed(lefts, "COMS W4118", "OPERATING SYSTEMS I", "4.00", "In Progress"), "Fall 2024",
        placed(lefts, "COMS W4771", "MACHINE LEARNING", "3.00", "Planned"),
        "Total points attempted: 7.00   Total points earned: 3.00   Cumulative GPA: 4.000",
    )  # fmt: skip
    reading = read(document(header, *lines))
    assert not [finding for finding in reading.findings if finding.severity == "error"]


LEFTS = (40.0, 130.0, 290.0, 350.0)
DATABASES = ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A")
SYSTEMS = ("COMS W4118", "OPERATING SYSTEMS I", "3.00", "B+")
OPEN = ("COMS W4771", "MACHINE LEARNING", "3.00", "")


def test_a_line_of_numbers_below_courses_that_sums_up_their_credits_is_no_course() -> None:
    rows = [placed(LEFTS, *row) for row in (DATABASES, SYSTEMS)]
    reading = read(document("Fall 2023", *rows, placed(LEFTS, "", "", "6.00", "3.665")))
    assert len(reading.transcript.records) == 2
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    assert {str(total.value) for total in reading.printed} == {"6.00", "3.665"}


def test_a_line_of_numbers_that_sums_up_nothing_is_a_course_without_a_code() -> None:
    rows = [placed(LEFTS, *row) for row in (DATABASES, SYSTEMS)]
    reading = read(document("Fall 2023", *rows, placed(LEFTS, "", "", "4.00", "3.665")))
    assert "code-not-understood" in {finding.code for finding in reading.findings}


def test_a_year_above_rows_that_name_its_seasons_gives_them_their_terms() -> None:
    lefts = (40.0, 90.0, 180.0, 340.0, 400.0)
    header = placed(lefts, "Session", "Course", "Title", "Points", "Grade")
    lines = (
        "2022-2023", placed(lefts, "Fall", *DATABASES), placed(lefts, "Spring", *SYSTEMS),
        "2023-2024", placed(lefts, "Fall", *OPEN),
    )  # fmt: skip
    terms = [str(r.term) for r in read(document(header, *lines)).transcript.records]
    assert terms == ["Fall 2022", "Spring 2023", "Fall 2023"]


@pytest.mark.parametrize(
    "heading", ["2022-2023 Academic Year : Fall Semester", "Fall Term, Academic Year 2022-23"]
)
def test_a_heading_may_name_the_academic_year_as_such(heading: str) -> None:
    rows = [placed(LEFTS, *row) for row in (DATABASES, SYSTEMS)]
    terms = {str(r.term) for r in read(document(heading, *rows)).transcript.records}
    assert terms == {"Fall 2022"}


@pytest.mark.parametrize("open_", ["(in progress)", "In Progress", "(IP)"])
def test_what_stands_for_a_grade_may_stand_in_brackets(open_: str) -> None:
    rows = [placed(LEFTS, *row) for row in (DATABASES, SYSTEMS, (*OPEN[:3], open_))]
    reading = read(document("Fall 2023", *rows))
    assert [record.grade for record in reading.transcript.records] == ["A", "B+", None]
    assert not doubts(reading)


@pytest.mark.parametrize("mark", ["A", "CR", "IN", "R", "B+", "P"])
def test_a_grade_between_the_names_of_values_is_part_of_none(mark: str) -> None:
    lines: list[str | None] = ["Fall 2023"]
    for code, title, credits, _ in (DATABASES, SYSTEMS, OPEN):
        lines += [f"{code}  {title}", f"      Points: {credits}    Grade: {mark}    Section: 001"]
    grades = [record.grade for record in read(document(*lines)).transcript.records]
    assert grades == [mark] * 3


def test_below_the_grades_stand_the_credits_of_the_average_if_that_is_named() -> None:
    lefts = (40.0, 130.0, 330.0, 390.0, 440.0, 490.0)
    header = placed(lefts, "Course", "Description", "Attempted", "Earned", "Grade", "Points")
    lines = (
        placed(lefts, "COMS W4111", "DATABASES", "3.000", "3.000", "A", "12.000"),
        placed(lefts, "COMS W4118", "OPERATING SYSTEMS", "3.000", "3.000", "B+", "9.990"),
        [
            (130.0, "Term GPA"), (180.0, "3.665"), (240.0, "Term Totals"), (330.0, "6.000"),
            (390.0, "6.000"), (440.0, "6.000"), (490.0, "21.990"),
        ],
    )  # fmt: skip
    reading = read(document("Fall 2023", header, *lines))
    assert reading.status is ReadingStatus.PROVED


def test_a_topic_may_stand_far_from_its_label() -> None:
    series = ("COMS E6998", "TOPICS IN COMPUTER SCIENCE", "3.00", "A-")
    topic = [(40.0, "Course Topic:"), (130.0, "ROBOT LEARNING")]
    rows = [placed(LEFTS, *row) for row in (DATABASES, SYSTEMS, series)]
    reading = read(document("Fall 2023", *rows, topic))
    assert titles(reading)[-1] == "TOPICS IN COMPUTER SCIENCE: ROBOT LEARNING"
    assert not doubts(reading)


def test_the_dates_of_admission_above_a_table_are_no_rest_of_the_first_term() -> None:
    lefts = (40.0, 110.0, 200.0, 360.0, 420.0)
    lines = [placed(lefts, "Fall 2022", *row) for row in (DATABASES, SYSTEMS)]
    above = "Began Studies: Fall 2015   Came Back: Fall 2015   May Finish: Spring 2024"
    reading = read(document([(40.0, above)], *lines))
    assert {str(record.term) for record in reading.transcript.records} == {"Fall 2022"}


def test_terms_whose_columns_stand_at_other_places_are_tables_of_their_own() -> None:
    """Their figures stand under each other by chance."""
    names = (
        ("DATABASES", "SYSTEMS", "COMPUTER VISION"), ("GRAPHICS", "ROBOTICS", "NETWORKS"),
        ("USER INTERFACES", "ALGORITHMS", "SECURITY"),
    )  # fmt: skip
    parts: list[list[tuple[float, str]] | str] = []
    for number, term in enumerate(("Fall 2021", "Spring 2022", "Fall 2022")):
        parts.append(term)
        middle = [(210.0, "001"), (255.0, "GR"), (300.0, "Main")]
        values = [(400.0, "3.00"), (440.0, "3.00"), (480.0, "12.00"), (520.0, "A")]
        if number == 2:  # in progress
            middle = [(x + 45.0, text) for x, text in middle]
            values = [(440.0, "3.00"), (480.0, "0.00")]
        for at, title in enumerate(names[number]):
            left = [(40.0, f"COMS W4{number}1{at}"), (100.0, title)]
            failed = [(400.0, "3.00"), (440.0, "0.00"), (480.0, "0.00"), (520.0, "F")]
            parts.append([*left, *middle, *(failed if at == number < 2 else values)])
    reading = read(document(*parts))
    assert titles(reading) == [name for part in names for name in part]
    assert [str(record.credits) for record in reading.transcript.records] == ["3.00"] * 9


def test_a_word_with_which_all_titles_begin_is_doubted() -> None:
    lefts = (40.0, 130.0, 320.0, 370.0)
    names = ("DATABASES", "OPERATING SYSTEMS", "MACHINE LEARNING", "COMPUTER VISION")
    lines = [
        placed(lefts, f"COMS W41{number}1", f"GR {name}", "3.00", "A")
        for number, name in enumerate(names)
    ]
    assert doubts(read(document("Fall 2023", *lines))) == ["title-uncertain"] * 4


def test_the_title_of_a_course_above_the_table_names_no_university() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    lines = (
        ("DOE, JANE (jd0000)",), ("AP UNIVERSITY WRITING",),
        ("", "ENGL CC1010", "3.00", "T"), ("Fall 2023",),
        ("DATABASES", "COMS W4111", "3.00", "A"), ("SYSTEMS", "COMS W4118", "3.00", "B"),
    )  # fmt: skip
    for at, row in enumerate(lines):
        for x, text in zip((40, 200, 300, 350), row, strict=False):
            canvas.text(x, 40 + 14 * at, text, size=8)
    assert len(read(canvas.bytes()).transcript.records) == 3


def test_the_ends_of_titles_that_are_as_long_by_chance_are_no_column_of_marks() -> None:
    header = [(40.0, "Course"), (120.0, "Title"), (330.0, "Points"), (400.0, "Grade")]
    titles = [*(f"OPERATING SYSTEMS {end}" for end in "IBAP"), *("LOGIC", "DATABASES") * 3]
    courses = [
        (f"COMS W4{number}", title, "3.00", "A") for number, title in enumerate(titles, start=110)
    ]
    lines = [[(x, text) for (x, _), text in zip(header, c, strict=True)] for c in courses]
    assert rows(read(document(header, "Fall 2023", *lines))) == courses
