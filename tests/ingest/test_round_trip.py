"""Whatever the layout, a transcript is read as what was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.generator import etranscript, vergil
from tests.fixtures.generator import planning as student_planning
from tests.fixtures.generator import ssol as ssol_pages
from tests.fixtures.generator.canvas import A4, LETTER, Type
from tests.fixtures.generator.meaning import Student
from tests.fixtures.generator.students import SEAS_GRAD, SEAS_UG, planning, ssol, student
from tests.ingest.helpers import read, stated

SOME = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

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
    assert reading.verified
    assert not reading.not_understood


@given(record())
@SOME
def test_an_unofficial_record_is_read_as_what_was_meant(
    case: tuple[Student, vergil.Layout],
) -> None:
    who, layout = case
    reading = read(vergil.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.verified
    assert not reading.not_understood


@given(plan())
@SOME
def test_a_student_planning_export_is_read_as_what_was_meant(
    case: tuple[Student, student_planning.Layout],
) -> None:
    who, layout = case
    reading = read(student_planning.render(who, layout))
    assert stated(reading) == who.expected()["records"]
    assert reading.verified
    assert not reading.not_understood


@pytest.mark.skipif(
    ssol_pages.missing("weasyprint") is not None, reason="WeasyPrint cannot print here"
)
@given(printed())
@SOME
def test_a_page_of_ssol_is_read_as_what_was_meant(case: tuple[Student, ssol_pages.Layout]) -> None:
    who, layout = case
    reading = read(ssol_pages.render(who, layout))
    assert reading.document.reader == "columbia-ssol"
    assert stated(reading) == who.expected()["records"]
    assert reading.verified
    assert not reading.not_understood
