"""The traps that transcripts set for their readers, one test for each.

What belongs to the container of a document is in `test_containers`, `test_second_reading` and
`test_refusals`; what follows is about how a page is laid out and what it means.
"""

from __future__ import annotations

import pytest

from degreekit.courses import CourseCode
from degreekit.ingest import Reading
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.ingest.helpers import expected, read, read_fixture, stated
from tests.ingest.test_reading import HEADER, Cells, codes, document, row

FALL = "Fall 2023"


def only(*lines: Cells | str) -> Reading:
    """Read a page with the header, a term and these lines."""
    return read(document(HEADER, FALL, *lines))


def told(reading: Reading) -> list[tuple[str, str | None, str, str | None]]:
    return [(str(r.code), r.title, f"{r.credits:.2f}", r.grade) for r in reading.transcript.records]


def found(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings} - {"nothing-to-verify"}


# -------------------------------------------------------------------------------- the layout


@pytest.mark.parametrize(
    "name", ["official-two-columns", "official-columns-differ", "official-narrow-gutter"]
)
def test_a_page_may_have_one_or_two_columns_and_another_number_on_the_next(name: str) -> None:
    assert stated(read_fixture(name)) == expected(name)


def test_a_title_may_be_wrapped_and_may_have_a_subtitle() -> None:
    reading = only(
        ((40, "COMS W4995"), (130, "TOPICS IN COMPUT SCI:")),
        ((130, "DEEP LEARNING FOR COMPUTER V"), (405, "3.00"), (450, "A")),
        row("COMS W4118", "OPERATING SYSTEMS I: OPERATING SYSTEMS I"),
    )
    assert [title for _, title, _, _ in told(reading)] == [
        "TOPICS IN COMPUT SCI: DEEP LEARNING FOR COMPUTER V",
        "OPERATING SYSTEMS I: OPERATING SYSTEMS I",
    ]


def test_a_title_may_touch_the_points() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    title = "HONORS DATA STRUCTURES & ALGOL"
    left = 405 - 0.4 - canvas.measure(title, 8)
    reading = only(((40, "COMS W3137"), (left, title), (405, "4.00"), (450, "A-")))
    assert told(reading) == [("COMS W3137", title, "4.00", "A-")]


def test_a_word_that_is_kerned_apart_is_one_word_and_no_grade() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    right = 130 + canvas.measure("INTRO-E ASIAN CIV:CHINA-", 8)
    reading = only(
        ((40, "ASCE UN1360"), (130, "INTRO-E ASIAN CIV:CHINA-"), (right + 3.2, "D"), (405, "4.00"))
    )
    assert told(reading) == [("ASCE UN1360", "INTRO-E ASIAN CIV:CHINA-D", "4.00", None)]


def test_leader_dots_and_rules_of_characters_are_no_text() -> None:
    reading = only(
        "_" * 60,
        row("COMS W4111", "DATABASES ..........................."),
        row("COMS W4118", "OPERATING SYSTEMS I ________________"),
        "-" * 60,
    )
    assert [title for _, title, _, _ in told(reading)] == ["DATABASES", "OPERATING SYSTEMS I"]
    assert not reading.not_understood


def test_headers_and_footers_are_known_on_every_page() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    for page in (1, 2):
        canvas.text(40, 20, "10/3/25, 2:14 PM")
        canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
        canvas.text(40, 55, "NAME: DOE, JANE   UNI: jd0000")
        for x, text in HEADER:
            canvas.text(x, 80, text)
        canvas.text(40, 95, f"Fall 202{page}")
        for x, text in row("COMS W4111", "DATABASES"):
            canvas.text(x, 110, text)
        canvas.text(40, 770, f"https://example.edu/cgi-bin/x?p%.5Fr%.5Fid=1    {page}/2")
        canvas.text(40, 780, f"Page {page} of 2")
        if page == 1:
            canvas.new_page()
    reading = read(canvas.bytes())
    assert codes(reading) == ["COMS W4111", "COMS W4111"]
    assert not reading.not_understood


def test_a_term_may_be_continued_inline_empty_or_on_leave() -> None:
    reading = read(
        document(
            HEADER,
            "Spring 2022",
            "LEAVE OF ABSENCE",
            "Fall 2022",
            ((40, "Spring 2023 COMS W4111"), (160, "DATABASES"), (405, "3.00"), (450, "A")),
            "Spring 2023 (continued)",
            row("COMS W4118", "OPERATING SYSTEMS I"),
            "Fall 2023",
            "STUDY ABROAD: REID HALL, PARIS",
        )
    )
    assert [str(r.term) for r in reading.transcript.records] == ["Spring 2023", "Spring 2023"]
    assert not reading.not_understood


def test_a_line_may_jitter_and_mix_sizes() -> None:
    canvas = Reportlab(LETTER, Type(size=8))
    canvas.text(40, 40, "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK")
    for x, text in HEADER:
        canvas.text(x, 80, text)
    canvas.text(40, 95, FALL)
    for n, (x, text) in enumerate(row("COMS W4111", "DATABASES", grade="B+")):
        canvas.text(x, 110 + (0.9, -0.8, 0.6, -0.9)[n], text, size=(8, 7, 9, 7.5)[n])
    assert told(read(canvas.bytes())) == [("COMS W4111", "DATABASES", "3.00", "B+")]


def test_a_mark_of_a_footnote_beside_a_grade_is_not_lost_on_it() -> None:
    reading = only(row("COMS W4111", "DATABASES", grade="A-*"), row("COMS W4118", "OS", grade="P*"))
    assert [grade for *_, grade in told(reading)] == ["A-", "P"]
    barnard = read_fixture("official-abroad").transcript.records
    assert "P*" in {record.grade for record in barnard}


# ------------------------------------------------------------------------------ what it means


@pytest.mark.parametrize("mark", ["", "-", "IP", "IN PROGRESS", "PLANNED"])
def test_a_course_under_way_has_no_grade(mark: str) -> None:
    [record] = only(row("COMS W4111", "DATABASES", grade=mark)).transcript.records
    assert record.grade is None
    assert record.status == ("planned" if mark == "PLANNED" else "in_progress")


def test_a_mark_that_may_become_a_grade_is_kept_as_what_it_is_now() -> None:
    reading = only(
        *(
            row(f"COMS W41{n:02}", "A COURSE", grade=mark)
            for n, mark in enumerate(("W", "UW", "IN", "CP", "YC"))
        )
    )
    assert [r.status.value for r in reading.transcript.records] == [
        "withdrawn", "withdrawn", "incomplete", "incomplete", "incomplete",
    ]  # fmt: skip
    [half] = only(row("HUMA CC1001", "LIT HUM", "4.00", "AR[YC]")).transcript.records
    assert (half.grade, half.status) == ("AR[YC]", "incomplete")


def test_a_course_taken_again_is_another_record_also_in_one_term() -> None:
    reading = only(
        row("COMS W4995", "TOPICS: VISION"),
        row("COMS W4995", "TOPICS: SOUND"),
        row("COMS E6901", "PROJECTS"),
        "Spring 2024",
        row("COMS E6901", "PROJECTS"),
    )
    assert len(reading.transcript.records) == 4


def test_credit_from_elsewhere_may_have_scores_foreign_codes_and_wildcards() -> None:
    reading = read_fixture("official-exam-credit")
    transfer = [r for r in reading.transcript.records if r.status == "transfer"]
    assert [str(r.code) for r in transfer] == ["CHEM C1403", "ECON UN1105", "MATH 20100"]
    assert {r.term for r in transfer} == {None}
    assert "no-equivalent" in found(reading)  # MATH 1---: said, and not dropped in silence
    assert not reading.not_understood


def test_points_may_be_none_or_half_and_others_than_those_earned() -> None:
    header = (*tuple(HEADER)[:2], (380, "ATTEMPTED"), (440, "EARNED"), (500, "GRADE"))
    lines: list[Cells | str] = [header, FALL]
    for code, tried, got, mark in (
        ("COMS W4111", "3.00", "3.00", "A"),
        ("PHYS UN1601", "3.50", "0.00", "F"),
        ("ENGI E4000", "0.00", "0.00", "P"),
    ):
        lines.append(((40, code), (130, "A COURSE"), (385, tried), (442, got), (505, mark)))
    assert [(c, p, g) for c, _, p, g in told(read(document(*lines)))] == [
        ("COMS W4111", "3.00", "A"),
        ("PHYS UN1601", "3.50", "F"),
        ("ENGI E4000", "0.00", "P"),
    ]


def test_an_old_and_a_new_prefix_are_one_course_and_kept_as_printed() -> None:
    reading = only(row("MATH V2010", "LINEAR ALGEBRA"), row("MATH UN2010", "LINEAR ALGEBRA"))
    assert codes(reading) == ["MATH V2010", "MATH UN2010"]
    first, second = (record.code for record in reading.transcript.records)
    assert first == second == CourseCode.parse("MATH 2010")


@pytest.mark.parametrize(
    "line",
    [
        "AWARDED 2019",
        "SPRING 2024",
        "PHONE 2128544400",
        "NEW YORK NY 10027",
        "ISO 9001",
        "MAY 2025",
    ],
)
def test_a_number_that_looks_like_a_code_is_no_course(line: str) -> None:
    assert codes(only(row("COMS W4111", "DATABASES"), "", line)) == ["COMS W4111"]


@pytest.mark.parametrize(
    "title",
    ["ANALYSIS OF ALGORITHMS I", "CALCULUS I-A", "PROGRAMMING IN C", "C++", "INTRO TO R",
     "VITAMIN D", "PLAN B", "SECTION A", "WORLD WAR I", "CALCULUS 3"],
)  # fmt: skip
def test_a_title_that_ends_like_a_grade_is_a_title(title: str) -> None:
    reading = only(row("COMS W4111", title, grade=""), row("COMS W4118", title, grade="B+"))
    assert [(t, g) for _, t, _, g in told(reading)] == [(title, None), (title, "B+")]


def test_each_school_has_its_own_scale_and_average_or_none() -> None:
    reading = read(
        document(
            HEADER,
            "SCHOOL: SCHOOL OF CONTINUING EDUCATION",
            "Fall 2022",
            row("COMS W1004", "INTRO", grade="C-"),
            "TERM GPA: 1.650",
            "SCHOOL: GRADUATE SCHOOL OF BUSINESS",
            FALL,
            row("ACCT B5001", "ACCOUNTING", grade="HP"),
            "TERM POINTS: 3.00",
        )
    )
    assert reading.verified
    assert "unknown-mark" not in found(reading)
    assert len({r.school for r in reading.transcript.records}) == 2


def test_other_letters_for_a_minus_a_blank_or_a_quote_are_the_same() -> None:
    header = "Subject Title Points Grade\n"
    text = (
        "COMS\u00a0W4111 INTRODUCTION TO DATABASES 3.00 A\u2212\n"
        "COMS\u202fW4118 OPERATING SYSTEMS \uff06 MORE 3.00 B\u2013\n"
        "MRKT B5601 EF\ufb01CIENT MARKETS 1.50 P\u2019\n"
    )
    reading = read(f"School: GRADUATE SCHOOL OF BUSINESS\n{header}{FALL}\n{text}".encode())
    assert told(reading) == [
        ("COMS W4111", "INTRODUCTION TO DATABASES", "3.00", "A-"),
        ("COMS W4118", "OPERATING SYSTEMS & MORE", "3.00", "B-"),
        ("MRKT B5601", "EFfiCIENT MARKETS", "1.50", "P'"),
    ]
    assert not found(reading)


def test_a_legend_and_a_list_to_select_from_name_no_course_that_was_taken() -> None:
    legend = read_fixture("official-business")
    assert any("HP P1" in line.text for line in legend.furniture if line.kind == "legend")
    assert len(legend.transcript.records) == 6
    audit = read_fixture("degree-audit-sections")
    assert "COMS W3261" not in codes(audit)


@pytest.mark.parametrize(
    "line", ["DEAN'S LIST", "MAGNA CUM LAUDE", "ACADEMIC PROBATION", "BACHELOR OF ARTS AWARDED"]
)
def test_honors_and_remarks_between_courses_are_known(line: str) -> None:
    reading = only(row("COMS W4111", "DATABASES"), line, row("COMS W4118", "OPERATING SYSTEMS I"))
    assert [title for _, title, _, _ in told(reading)] == ["DATABASES", "OPERATING SYSTEMS I"]
    assert not reading.not_understood


def test_the_share_of_a_grades_is_neither_points_nor_a_grade() -> None:
    assert stated(read_fixture("official-share-of-a")) == expected("official-share-of-a")


def test_no_name_and_no_number_of_a_person_leaves_the_reader() -> None:
    reading = only(row("COMS W4111", "DATABASES"), "", "SSN: 123-45-6789", "some note for jd1234")
    said = str(reading.model_dump())
    assert "6789" not in said
    assert "jd1234" not in said
    assert "DOE" not in said
