"""Whatever the layout, a transcript is read as what was meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from degreekit.transcript import ReadingStatus
from tests.fixtures.generator import degree_audit, etranscript, vergil
from tests.fixtures.generator import law as law_school
from tests.fixtures.generator import pasted as text
from tests.fixtures.generator import planning as student_planning
from tests.fixtures.generator import ssol as ssol_pages
from tests.fixtures.generator.canvas import A4, LETTER, Type
from tests.fixtures.generator.meaning import Course, School, Session, Student, gpa
from tests.fixtures.generator.students import SEAS_GRAD, SEAS_UG, planning, ssol, student
from tests.ingest.helpers import read, stated

SOME = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FEW = settings(SOME, max_examples=8)  # names of instructors take long to part from titles

PRODUCERS = st.sampled_from(["reportlab", "fpdf2"])
PAGES = st.sampled_from([LETTER, A4])
ALIGNMENTS = st.sampled_from(["right", "left", "center"])
WATERMARKS = st.sampled_from([None, ("UNOFFICIAL", 76.0, 45.0, 0.86), ("COPY", 150.0, 0.0, 0.93)])
TYPES = st.builds(
    Type,
    family=st.sampled_from(["Helvetica", "Courier", "Times", "Vera"]),
    size=st.sampled_from([5.0, 6.0, 7.0, 8.0, 9.0, 11.0]),
    drawing=st.sampled_from(["cell", "word", "glyph", "glyph-spaces"]),
    struck=st.booleans(),
)
SEEDS = st.integers(min_value=100, max_value=10**6)


def is_wide(type_: Type) -> bool:
    """Whether the type is too wide for two columns, or eight cells, on an upright page."""
    return type_.size > (6.5 if type_.family in ("Courier", "Vera") else 9.0)


@st.composite
def official(draw: st.DrawFn) -> tuple[Student, etranscript.Layout]:
    """Draw a student and a layout of the official transcript."""
    who = student(
        draw(SEEDS),
        terms=draw(st.integers(1, 6)),
        load=draw(st.integers(1, 5)),
        credit=draw(st.booleans()),
        in_progress=draw(st.booleans()),
        schools=draw(st.sampled_from([(SEAS_UG,), (SEAS_GRAD,), (SEAS_UG, SEAS_GRAD)])),
        remark=draw(st.sampled_from(["", "DEAN'S LIST"])),
    )
    layout = draw(
        st.builds(
            etranscript.Layout,
            producer=PRODUCERS,
            page=PAGES,
            type=TYPES,
            columns=st.sampled_from([(1,), (2,), (2, 1), (1, 2)]),
            margin=st.floats(22, 45),
            gutter=st.floats(9, 40),
            leading=st.floats(1.15, 1.7),
            lines=st.sampled_from([0, 0, 9, 14, 22]),
            header=st.sampled_from(["stacked", "one-line"]),
            header_case=st.sampled_from([str.upper, str.title]),
            align=ALIGNMENTS,
            wrap=st.sampled_from(["last", "first", "middle"]),
            title_width=st.sampled_from([99.0, 16.0, 12.0]),
            indent_credit=st.floats(0, 3),
            term_totals=st.booleans(),
            headers_on_every_page=st.booleans(),
            continued=st.booleans(),
            legend=st.booleans(),
            ruled=st.booleans(),
            watermark=WATERMARKS,
            spaced_code=st.booleans(),
        )
    )
    return who, replace(layout, columns=(1,)) if is_wide(layout.type) else layout


@st.composite
def record(draw: st.DrawFn) -> tuple[Student, vergil.Layout]:
    """Draw a student and a layout of the unofficial record."""
    schools = [("Columbia College",), ("Engineering and Applied Science",),
               ("Columbia College", "Engineering and Applied Science: Graduate")]  # fmt: skip
    who = student(
        draw(SEEDS),
        terms=draw(st.integers(1, 5)),
        load=draw(st.integers(1, 5)),
        in_progress=draw(st.booleans()),
        sections=True,
        schools=draw(st.sampled_from(schools)),
    )
    layout = draw(
        st.builds(
            vergil.Layout,
            producer=PRODUCERS,
            page=PAGES,
            type=TYPES,
            margin=st.floats(22, 45),
            leading=st.floats(1.3, 2.0),
            lines=st.sampled_from([0, 0, 12, 25]),
            leader=st.sampled_from([".", "", "_", " ."]),
            align=ALIGNMENTS,
            header_on=st.sampled_from(["term", "page"]),
            stacked=st.booleans(),
            grade_points=st.booleans(),
            totals=st.booleans(),
            cumulative=st.booleans(),
            title_width=st.sampled_from([99.0, 14.0]),
            wrap=st.sampled_from(["first", "middle"]),
            browser=st.booleans(),
            watermark=WATERMARKS,
        )
    )
    if is_wide(layout.type):
        layout = replace(layout, page=layout.page[::-1], type=replace(layout.type, size=8.0))
    return who, layout


@st.composite
def plan(draw: st.DrawFn) -> tuple[Student, student_planning.Layout]:
    """Draw a student and a layout of the Student Planning export."""
    schools = [("Columbia College",), ("Barnard College",), ("Columbia College", "Barnard College")]
    who = planning(
        draw(SEEDS),
        terms=draw(st.integers(2, 6)),
        load=draw(st.integers(1, 5)),
        credit=draw(st.booleans()),
        credit_last=draw(st.booleans()),
        planned=draw(st.booleans()),
        priced=draw(st.booleans()),
        schools=draw(st.sampled_from(schools)),
    )
    layout = draw(
        st.builds(
            student_planning.Layout,
            producer=st.sampled_from(["pdfmake", "pdfmake", "reportlab", "fpdf2"]),
            page=PAGES,
            type=TYPES,
            margin=st.floats(22, 45),
            leading=st.floats(1.3, 2.0),
            lines=st.sampled_from([0, 0, 12, 25]),
            align=ALIGNMENTS,
            header_on=st.sampled_from(["none", "term", "page"]),
            header=st.sampled_from(
                [
                    ("Course", "Title", "Credits", "Grade", "Status"),
                    ("Course", "Course Title", "Cr", "Final Grade", "State"),
                ]
            ),
            title_width=st.sampled_from([99.0, 12.0]),
            totals=st.booleans(),
            decimals=st.booleans(),
            indent=st.floats(0, 20),
            numbered=st.booleans(),
            watermark=WATERMARKS,
        )
    )
    if is_wide(layout.type) or layout.type.size > 8:
        layout = replace(layout, page=layout.page[::-1], type=replace(layout.type, size=8.0))
    return who, layout


@st.composite
def printed(draw: st.DrawFn) -> tuple[Student, ssol_pages.Layout]:
    """Draw a student and a layout of pages of SSOL printed from a browser."""
    who = student(
        draw(SEEDS),
        terms=draw(st.sampled_from([1, 1, 2, 5])),
        load=draw(st.integers(1, 5)),
        in_progress=draw(st.booleans()),
        sections=True,
    )
    layout = draw(
        st.builds(
            ssol_pages.Layout,
            page=st.sampled_from([LETTER, A4, LETTER[::-1]]),
            size=st.sampled_from([5.0, 7.0, 9.0]),
            margin=st.floats(25, 60),
            style=st.sampled_from(["grid", "bare", "font"]),
            title=st.sampled_from(["column", "column", "below"]),
            order=st.sampled_from(["points", "points", "grade"]),
            align=ALIGNMENTS,
            padding=st.sampled_from([1.0, 3.0, 6.0]),
            valign=st.sampled_from(["top", "middle"]),
            menu=st.booleans(),
            name=st.booleans(),
            term=st.sampled_from(["heading", "heading", "inline", "column"]),
            totals=st.booleans(),
        )
    )
    return ssol(who), replace(layout, title="column") if layout.term == "column" else layout


@given(official())
@SOME
def test_an_official_transcript_is_read_as_what_was_meant(
    case: tuple[Student, etranscript.Layout],
) -> None:
    who, layout = case
    reading = read(etranscript.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


@given(record())
@SOME
def test_an_unofficial_record_is_read_as_what_was_meant(
    case: tuple[Student, vergil.Layout],
) -> None:
    who, layout = case
    reading = read(vergil.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


@given(plan())
@SOME
def test_a_student_planning_export_is_read_as_what_was_meant(
    case: tuple[Student, student_planning.Layout],
) -> None:
    who, layout = case
    reading = read(student_planning.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


@pytest.mark.skipif(
    ssol_pages.missing("weasyprint") is not None, reason="WeasyPrint cannot print here"
)
@given(printed())
@SOME
def test_a_page_of_ssol_is_read_as_what_was_meant(case: tuple[Student, ssol_pages.Layout]) -> None:
    who, layout = case
    reading = read(ssol_pages.render(who, layout))
    assert reading.document.reader == "columbia-transcript"
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


LAW_TITLES = (
    "Criminal Law", "Legal Practice Workshop II", "Constitutional Law", "S. Deals Workshop: Plan B",
    "Law and Contemporary Society", "Contracts I", "Property", "Civil Procedure A",
)  # fmt: skip


def whole_cells(layout: Any) -> Any:
    """Return a layout of text with its cells written at once, letters have no places there."""
    plain = layout.producer == "text"
    return replace(layout, type=replace(layout.type, drawing="cell")) if plain else layout


@st.composite
def law(draw: st.DrawFn) -> tuple[Student, law_school.Layout]:
    """Draw a student of the Law School and a layout of its transcript."""
    marks = draw(st.sampled_from([("A", "A-", "B+", "B", "P", "W"), ("CR", "CR", "F", "P")]))
    sessions = []
    for year in range(2022, 2022 + draw(st.integers(1, 3))):
        for season in ("Spring", "Fall"):
            titles = draw(
                st.lists(st.sampled_from(LAW_TITLES), min_size=1, max_size=5, unique=True)
            )
            courses = tuple(
                Course(
                    f"LAW L{6100 + LAW_TITLES.index(title)}", title,
                    draw(st.sampled_from(["1.00", "2.00", "3.00", "0.00"])),
                    draw(st.sampled_from(marks)),
                    draw(st.sampled_from([None, "1", "03", "12"])),
                )
                for title in titles
            )  # fmt: skip
            sessions.append(Session(f"{season} {year}", courses))
    if draw(st.booleans()):
        last = tuple(replace(course, grade=None) for course in sessions[-1].courses)
        sessions[-1] = Session(sessions[-1].term, last)
    programs = st.sampled_from(["Juris Doctor", "Master of Laws"])
    who = Student((School("Columbia Law School", tuple(sessions), (), draw(programs), False),))
    layout = draw(
        st.builds(
            law_school.Layout,
            producer=st.sampled_from(["reportlab", "fpdf2", "text"]),
            page=PAGES,
            type=st.builds(
                Type,
                family=st.sampled_from(["Helvetica", "Times"]),
                size=st.sampled_from([6.0, 7.0, 8.0, 9.0]),
                drawing=st.sampled_from(["cell", "word", "glyph", "glyph-spaces"]),
            ),
            leading=st.floats(1.2, 2.0),
            margin=st.floats(22, 60),
            lines=st.sampled_from([99, 12, 25]),
        )
    )
    return who, whole_cells(layout)


@st.composite
def audited(draw: st.DrawFn) -> tuple[Student, degree_audit.Layout]:
    """Draw a student and a layout of a degree audit report."""
    who = student(
        draw(SEEDS),
        terms=draw(st.integers(2, 7)),
        load=draw(st.integers(2, 5)),
        in_progress=draw(st.booleans()),
        schools=("Columbia College",),
    )
    assume(gpa(course for s in who.schools[0].sessions for course in s.courses))  # proves it
    layout = draw(
        st.builds(
            degree_audit.Layout,
            producer=st.sampled_from(["reportlab", "fpdf2", "text"]),
            page=PAGES,
            type=st.builds(
                Type,
                family=st.just("Courier"),
                size=st.sampled_from([5.0, 6.0, 7.0, 8.0, 9.0]),
                drawing=st.sampled_from(["cell", "word", "glyph", "glyph-spaces"]),
            ),
            leading=st.floats(1.2, 2.0),
            seed=SEEDS,
            again=st.integers(0, 3),
            lines=st.sampled_from([99, 14, 25]),
        )
    )
    return replace(who, name="DOE,JANE Q", silent=("school",)), whole_cells(layout)


@st.composite
def pasted(draw: st.DrawFn) -> tuple[Student, bytes]:
    """Draw a student and what was copied from a viewer or saved with its layout."""
    how = draw(
        st.sampled_from(["official", "official-layout", "record", "record-layout", "tabs", "cells"])
    )
    if how in ("tabs", "cells"):
        who = student(draw(SEEDS), terms=draw(st.integers(1, 5)), sections=True)
        return who, (text.tabs if how == "tabs" else text.cells)(who)
    family: Any = official if "official" in how else record
    module: Any = etranscript if "official" in how else vergil
    who, layout = draw(family())
    # in text no line stands between two others, and what was struck twice is copied twice
    layout = replace(layout, watermark=None, wrap="first", type=replace(layout.type, struck=False))
    if "layout" in how:
        return who, module.render(who, whole_cells(replace(layout, producer="text")))
    # a viewer copies letters that are drawn one by one as it likes; and where every gap is one
    # blank, nothing tells the rest of a title from the next line
    narrow = replace(layout.type, family="Helvetica", size=6.0, drawing="word")
    layout = replace(layout, title_width=99.0, type=narrow)
    if how == "official":
        layout = replace(layout, columns=(1,))  # two leave no room for long titles
    return who, text.copied(module.render(who, layout))


@given(law())
@FEW
def test_a_law_transcript_is_read_as_what_was_meant(
    case: tuple[Student, law_school.Layout],
) -> None:
    who, layout = case
    reading = read(law_school.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


@given(audited())
@SOME
def test_a_degree_audit_is_read_as_what_was_meant(
    case: tuple[Student, degree_audit.Layout],
) -> None:
    who, layout = case
    reading = read(degree_audit.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood


@given(pasted())
@SOME
def test_a_text_is_read_as_what_was_meant(case: tuple[Student, bytes]) -> None:
    who, copied = case
    reading = read(copied)
    assert stated(reading) == who.expected()["records"]
    assert reading.status is not ReadingStatus.CONTRADICTED
    assert not reading.not_understood
