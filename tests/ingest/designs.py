"""Transcripts of one invented student in designs drawn by hand, each unlike the others.

The generator of layouts (`tests/layouts`) varies axes; what it does not vary it cannot find. So
these are drawn without it, as somebody else would.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

__all__ = ["DESIGNS", "TERMS", "Course", "Pen", "drawn"]

_POINTS = {"A+": "4.33", "A": "4.00", "A-": "3.67", "B+": "3.33", "B": "3.00", "C+": "2.33"}
_NOT_EARNED = frozenset({"W", "IN", ""})


class Course(NamedTuple):
    """A course; without a grade it is in progress."""

    subject: str
    number: str
    title: str
    credits: str
    grade: str = ""

    @property
    def code(self) -> str:
        """Subject and number."""
        return f"{self.subject} {self.number}"

    @property
    def quality(self) -> Decimal:
        """Credits times grade points."""
        return Decimal(self.credits) * Decimal(_POINTS.get(self.grade, "0"))


class Sums(NamedTuple):
    """What some courses come to."""

    attempted: str
    earned: str
    graded: str
    quality: str
    gpa: str


TERMS: dict[str, list[Course]] = {
    "Fall 2022": [
        Course("COMS", "W4115", "PROGRAMMING LANGUAGES AND TRANSLATORS", "3.00", "B+"),
        Course("COMS", "W4236", "INTRODUCTION TO COMPUTATIONAL COMPLEXITY", "3.00", "A-"),
        Course("COMS", "E6998", "TOPICS IN COMPUTER SCIENCE", "3.00", "P"),
        Course("ELEN", "E4720", "MACHINE LEARNING FOR SIGNALS, INFORMATION AND DATA", "3.00", "A"),
    ],
    "Spring 2023": [
        Course("COMS", "W4995", "TOPICS IN COMPUTER SCIENCE", "3.00", "W"),
        Course("COMS", "W4156", "ADVANCED SOFTWARE ENGINEERING", "3.00", "A"),
        Course("ORCS", "E4200", "DATA-DRIVEN DECISION MODELING", "1.50", "B"),
        Course("COMS", "E6901", "PROJECTS IN COMPUTER SCIENCE", "1.50", "A-"),
    ],
    "Summer 2023": [
        Course("COMS", "W4721", "MACHINE LEARNING FOR DATA SCIENCE", "3.00", "IN"),
        Course("COMS", "W4733", "COMPUTATIONAL ASPECTS OF ROBOTICS", "3.00", "C+"),
    ],
    "Fall 2023": [
        Course("COMS", "W4775", "CAUSAL INFERENCE II", "3.00"),
        Course("COMS", "W4252", "INTRODUCTION TO COMPUTATIONAL LEARNING THEORY", "3.00"),
    ],
}


def _sums(courses: Sequence[Course]) -> Sums:
    cent = Decimal("0.01")
    graded = sum((Decimal(c.credits) for c in courses if c.grade in _POINTS), Decimal(0))
    earned = sum((Decimal(c.credits) for c in courses if c.grade not in _NOT_EARNED), Decimal(0))
    attempted = sum((Decimal(c.credits) for c in courses if c.grade), Decimal(0))
    quality = sum((c.quality for c in courses), Decimal(0))
    gpa = (quality / graded if graded else Decimal(0)).quantize(cent, ROUND_HALF_UP)
    credits = [str(value.quantize(cent)) for value in (attempted, earned, graded, quality)]
    return Sums._make([*credits, str(gpa)])


class Pen:
    """Writes lines from the top of a page down."""

    def __init__(self, size: float = 8.0, font: str = "Helvetica") -> None:
        self._file = BytesIO()
        self._canvas = Canvas(self._file, pagesize=LETTER, invariant=1)
        self.y = 760.0
        self.set(size, font)
        self._canvas.setFont("Times-Bold", 13)
        self._canvas.drawCentredString(306, self.y, "Columbia University in the City of New York")
        self.set(10, "Times-Roman")
        self.line((200, "Office of the University Registrar - Unofficial Academic Record"), down=20)
        self.line((40, "Name: Doe, Jamie"), (420, "UNI: jd0000"), down=12)
        self.line((40, "School of Engineering and Applied Science"), (420, "MS Computer Science"))
        self.y -= 12
        self.set(size, font)

    def set(self, size: float, font: str = "Helvetica") -> None:
        """Choose a font."""
        self._size, self._font = size, font
        self._canvas.setFont(font, size)

    def line(self, *cells: tuple[float, str], down: float | None = None) -> None:
        """Write texts at their places, and go down."""
        if self.y < 60:
            self._canvas.showPage()
            self._canvas.setFont(self._font, self._size)
            self.y = 740.0
        for x, text in cells:
            self._canvas.drawString(x, self.y, text)
        self.y -= down or self._size + 3

    def write(self, x: float, text: str, up: float = 0.0) -> None:
        """Write a text in this line, or above it."""
        self._canvas.drawString(x, self.y + up, text)

    def wrapped(self, x: float, text: str, width: int) -> None:
        """Write a text in as many lines as it takes."""
        for part in textwrap.wrap(text, width):
            self.line((x, part))

    def box(self, left: float, right: float, height: float) -> None:
        """Draw a box below this line."""
        self._canvas.rect(left, self.y - height, right - left, height)

    def done(self) -> bytes:
        """Return the document."""
        self._canvas.save()
        return self._file.getvalue()


DESIGNS: dict[str, Callable[[], bytes]] = {}


def _design(draw: Callable[[], Pen]) -> Callable[[], Pen]:
    DESIGNS[draw.__name__] = lambda: draw().done()
    return draw


def drawn(name: str) -> bytes:
    """Return the document of a design."""
    return DESIGNS[name]()


@_design
def sums_in_a_box_at_the_side() -> Pen:
    pen, so_far = Pen(), list[Course]()
    for term, courses in TERMS.items():
        pen.line((40, f"{term.upper()} SEMESTER"))
        top = pen.y
        pen.line((40, "COURSE"), (105, "DESCRIPTION"), (330, "HRS"), (365, "MARK"))
        for course in courses:
            title = textwrap.wrap(course.title, 40)
            pen.write(40, course.code)
            pen.write(330, course.credits)
            pen.write(365, course.grade or "IP")
            for part in title:
                pen.line((105, part))
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            up = top - pen.y
            pen.write(440, f"Semester GPA  {here.gpa}", up - 4)
            pen.write(440, f"Cumulative GPA  {cum.gpa}", up - 16)
            pen.write(440, f"Hours  {here.earned} / {cum.earned}", up - 28)
        pen.y -= 10
    return pen


@_design
def grades_in_front_and_sums_in_one_line() -> Pen:
    pen, so_far = Pen(9, "Courier"), list[Course]()
    for term, courses in TERMS.items():
        season, year = term.split()
        pen.line((40, f"---- {season} Term {year} ----"))
        pen.line((40, f"{'Grd':<5}{'Cr':>5}  {'Dept':<6}{'No.':<8}Course Title"))
        for c in courses:
            row = f"{c.grade or '--':<5}{c.credits:>5}  {c.subject:<6}{c.number:<8}{c.title}"
            pen.line((40, row))
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            text = f"{here.earned}  TERM TOTAL   GPA {here.gpa}   CUM {cum.earned}  GPA {cum.gpa}"
            pen.line((70, text), down=22)
    return pen


@_design
def columns_nobody_needs_and_terms_as_codes() -> Pen:
    pen = Pen(7)
    names = [
        "Term",
        "CRN",
        "Subj",
        "Crse",
        "Sec",
        "Lvl",
        "Title",
        "Instructor",
        "Att",
        "Ern",
        "Final",
        "QPts",
    ]
    places = (30, 66, 100, 130, 166, 190, 214, 425, 490, 515, 540, 566)
    pen.line(*zip(places, names, strict=True))
    digit = {"Fall": "3", "Spring": "1", "Summer": "2"}
    for term, courses in TERMS.items():
        season, year = term.split()
        for number, c in enumerate(courses):
            earned = "0.00" if c.grade in _NOT_EARNED else c.credits
            values = (
                f"{year}{digit[season]}", str(11037 + 37 * number), c.subject, c.number, "001",
                "GR", c.title, ("Smith, J", "Lee, A", "Gravano, L", "Hsu, D")[number], c.credits,
                earned, c.grade, str(c.quality) if c.grade in _POINTS else "",
            )  # fmt: skip
            pen.line(*zip(places, values, strict=True))
    everything = _sums([c for courses in TERMS.values() for c in courses])
    pen.line((214, f"Overall GPA: {everything.gpa}"))
    return pen


@_design
def sentences_between_the_terms() -> Pen:
    pen, so_far = Pen(10, "Times-Roman"), list[Course]()
    for term, courses in TERMS.items():
        pen.line((60, " ".join(reversed(term.split()))))
        for c in courses:
            dots = "." * (62 - len(c.code) - len(c.title))
            pen.line(
                (70, f"{c.code} {c.title}"), (470, f"{c.credits}   {c.grade or 'in progress'}")
            )
            pen.write(420, dots[:10], 13)
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            pen.line((70, (f"Points completed: {here.earned}; grade point average: {here.gpa};"
                      f" cumulative: {cum.earned} points, {cum.gpa}")))  # fmt: skip
        pen.y -= 8
    return pen


@_design
def a_grid_with_centred_cells() -> Pen:
    pen = Pen(7.5)
    edges = (36, 110, 300, 350, 400, 470)
    for term, courses in TERMS.items():
        pen.line((230, term))
        rows = [("Course", "Title", "Points", "Grade", "Grade Points")]
        rows += [
            (c.code, c.title, c.credits, c.grade or "-", _POINTS.get(c.grade, "-")) for c in courses
        ]
        for row in rows:
            title = textwrap.wrap(row[1], 34)
            height = 9.0 * len(title) + 5
            for left, right, text in zip(edges, edges[1:], row, strict=False):
                pen.box(left, right, height)
                parts = title if text == row[1] else [text]
                for at, part in enumerate(parts):
                    drop = height / 2 + 2.5 - (len(parts) - 1) * 4.5 + 9 * at
                    pen.write((left + right) / 2 - 2 * len(part), part, -drop)
            pen.y -= height
        pen.y -= 16
    return pen


@_design
def as_many_registrars_systems_print() -> Pen:
    pen, so_far = Pen(8, "Courier"), list[Course]()
    pen.line((36, "INSTITUTION CREDIT:"))
    for term, courses in TERMS.items():
        pen.line((36, term))
        pen.line((36, "  Graduate"))
        if not courses[0].grade:
            pen.line((36, "IN PROGRESS WORK"))
        pen.line((36, f"{'SUBJ NO.':<12}{'COURSE TITLE':<52}{'CRED':>6} {'GRD':<4}{'PTS':>7} R"))
        for c in courses:
            row = f"{c.subject:<5}{c.number:<7}{c.title:<52}{c.credits:>6} "
            row += f"{c.grade:<4}{c.quality:>7}" if c.grade else "IN PROGRESS"
            pen.line((36, row))
        so_far += courses
        if courses[0].grade:
            s = _sums(courses)
            pen.line((36, (f"        Ehrs: {s.earned:>6} GPA-Hrs: {s.graded:>6}"
                      f"  QPts: {s.quality:>7}  GPA: {s.gpa:>5}")))  # fmt: skip
            pen.line((36, "  Good Standing"), down=20)
    s = _sums(so_far)
    pen.line((36, f"{'':<18}Earned Hrs  GPA Hrs    Points     GPA"))
    pen.line((36, f"TOTAL INSTITUTION {s.earned:>9} {s.graded:>8} {s.quality:>9} {s.gpa:>7}"))
    pen.line((36, f"TOTAL TRANSFER    {'0.00':>9} {'0.00':>8} {'0.00':>9} {'0.00':>7}"))
    pen.line((36, f"OVERALL           {s.earned:>9} {s.graded:>8} {s.quality:>9} {s.gpa:>7}"))
    return pen


@_design
def the_newest_first_with_codes_behind_the_titles() -> Pen:
    pen = Pen(10, "Times-Roman")
    for term, courses in reversed(TERMS.items()):
        s = _sums(courses)
        pen.line((40, term), *[(480, f"Term GPA: {s.gpa}")] if courses[0].grade else [])
        for c in courses:
            parts = textwrap.wrap(c.title, 38)
            pen.write(300, f"[{c.code}]")
            pen.write(400, f"{Decimal(c.credits):.1f} pts")
            pen.write(470, c.grade or "Not yet graded")
            for part in parts:
                pen.line((50, part))
        pen.y -= 8
    return pen


@_design
def an_instructor_below_each_title() -> Pen:
    pen, so_far = Pen(7.5), list[Course]()
    staff = ["Prof. Luis Gravano", "Daniel Hsu", "J. Nieh", "Kathleen McKeown"]
    for term, courses in TERMS.items():
        pen.line((40, f"Term: {term}"))
        pen.line((40, "Course"), (100, "Sec"), (125, "Title / Instructor"), (380, "Points"),
                 (420, "Grade"))  # fmt: skip
        for number, c in enumerate(courses):
            pen.line((40, c.code), (100, "001"), (125, c.title), (380, c.credits), (420, c.grade))
            pen.set(6.5, "Helvetica-Oblique")
            pen.line((125, staff[number]))
            pen.set(7.5)
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            pen.line((125, (f"Term points {here.earned}, GPA {here.gpa}."
                      f" Cumulative points {cum.earned}, GPA {cum.gpa}.")), down=18)  # fmt: skip
    return pen


@_design
def titles_below_their_codes() -> Pen:
    pen, so_far = Pen(), list[Course]()
    for term, courses in TERMS.items():
        pen.line((40, term.replace(" ", ", ")))
        for c in courses:
            pen.line((50, c.code), (150, f"{c.credits} cr."), (200, c.grade or "(in progress)"))
            pen.line((62, c.title))
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            pen.line((50, f"Credits {here.earned}   GPA {here.gpa}"))
            pen.line((50, f"Total credits {cum.earned}   Total GPA {cum.gpa}"), down=16)
    return pen


@_design
def sums_below_the_columns_that_they_sum_up() -> Pen:
    pen, so_far = Pen(), list[Course]()
    for term, courses in TERMS.items():
        pen.line((40, term), (130, "Course Title"), (370, "Att"), (410, "Earned"), (450, "Grade"),
                 (490, "Qual Pts"))  # fmt: skip
        for c in courses:
            earned = "0.00" if c.grade in _NOT_EARNED else c.credits
            pen.line((48, c.code), (130, c.title), (372, c.credits), (415, earned), (450, c.grade),
                     (495, f"{c.quality:.2f}"))  # fmt: skip
        so_far += courses
        for label, s in (("Term:", _sums(courses)), ("Cumulative:", _sums(so_far))):
            if courses[0].grade:
                pen.line((130, label), (372, s.attempted), (415, s.earned), (495, s.quality),
                         (540, f"GPA {s.gpa}"))  # fmt: skip
        pen.y -= 8
    return pen


@_design
def terms_printed_once_in_a_column() -> Pen:
    pen = Pen()
    pen.line((36, "Year/Term"), (105, "Crs ID"), (180, "Long Description"), (420, "Hrs"),
             (450, "Fnl"), (480, "Sts"))  # fmt: skip
    short = {"Fall": "FA", "Spring": "SP", "Summer": "SU"}
    for term, courses in TERMS.items():
        season, year = term.split()
        for number, c in enumerate(courses):
            first = [(36, f"{year} {short[season]}")] if number == 0 else []
            status = {"W": "Wdrn", "IN": "Inc", "": "IP"}.get(c.grade, "Comp")
            # the longest title runs up to the credits: "DATA3.0"
            pen.line(*first, (105, f"{c.subject}-{c.number}"), (180, c.title),
                     (420, f"{Decimal(c.credits):.1f}"), (450, c.grade), (480, status))  # fmt: skip
    return pen


@_design
def a_name_in_front_of_every_value() -> Pen:
    pen = Pen()
    for term, courses in TERMS.items():
        for c in courses:
            pen.line((40, f"Course: {c.code}"), (200, f"Title: {c.title}"))
            pen.line((40, f"Term: {term}"), (200, f"Credits: {c.credits}"),
                     (300, f"Grade: {c.grade or 'In progress'}"), down=16)  # fmt: skip
    return pen


@_design
def averages_in_the_headings() -> Pen:
    pen, so_far = Pen(), list[Course]()
    for term, courses in TERMS.items():
        so_far += courses
        here, cum = _sums(courses), _sums(so_far)
        figures = f"(GPA: {here.gpa}, cumulative {cum.gpa})"
        pen.line((40, f"{term}   {figures if courses[0].grade else '(in progress)'}"))
        for c in courses:
            pen.line((44, c.code), (110, c.title), (400, c.credits), (440, c.grade))
        pen.y -= 8
    return pen


@_design
def days_rooms_and_instructors() -> Pen:
    pen = Pen(6.5)
    days = ("MW 1:10pm-2:25pm", "TR 10:10am-11:25am", "F 4:10pm-6:00pm", "TBA")
    rooms = ("833 Mudd", "451 CSB", "501 NWC", "")
    staff = ("Gravano, L", "Hsu, D.", "Rubenstein, Dan", "Staff")
    for term, courses in TERMS.items():
        pen.line((30, f"TERM {term}"))
        pen.line((30, "Call#"), (60, "Class"), (120, "Title"), (330, "Days/Time"), (410, "Room"),
                 (460, "Instructor"), (520, "Pts"), (550, "Grd"))  # fmt: skip
        for n, c in enumerate(courses):
            pen.line((30, str(10234 + 37 * n)), (60, f"{c.code} 001"), (120, c.title),
                     (330, days[n]), (410, rooms[n]), (460, staff[n]), (520, c.credits),
                     (550, c.grade))  # fmt: skip
    return pen


@_design
def all_that_registrars_know() -> Pen:
    pen, so_far = Pen(9, "Times-Roman"), list[Course]()
    for text in (
        "Previous degree: B.Eng., Tsinghua University, June 2021",
        "Admitted: Fall 2022      Expected graduation: December 2023",
        "GRE General: V 162 Q 170 AW 4.5   TOEFL 112",
        "English language proficiency: satisfied 09/2022",
        "Holds: None       Advisor: Prof. R. Roe",
    ):
        pen.line((40, text))
    for term, courses in TERMS.items():
        pen.line((40, term))
        for c in courses:
            pen.line((44, c.code), (115, c.title), (420, c.credits), (455, c.grade))
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            averages = f"Term GPA: {here.gpa}     Cumulative GPA: {cum.gpa}"
            points = f"Points earned: {here.earned}     Total points earned: {cum.earned}"
            pen.line((115, f"{averages}     {points}"), down=16)
    pen.line((40, "MASTER OF SCIENCE in COMPUTER SCIENCE to be conferred February 2024"))
    pen.line((40, "*** End of Unofficial Transcript ***"), down=20)
    pen.set(7, "Times-Roman")
    pen.line((40, "GRADING SYSTEM: A+ = 4.33, A = 4.00, A- = 3.67, B+ = 3.33, B = 3.00, C+ = 2.33"))
    pen.line((40, "P = Pass, IN = Incomplete, W = Official withdrawal, CP = Credit pending"))
    pen.line((40, "Courses numbered 4000 and above are open to graduate students."))
    return pen


@_design
def a_page_that_goes_on() -> Pen:
    pen, so_far = Pen(), list[Course]()
    for at, (term, courses) in enumerate(TERMS.items()):
        if at == 2:
            pen.y = 40
            pen.write(300, "continued on next page")
            pen.line((40, "Page 1 of 2"))
        pen.line((40, f"Term: {term}"))
        for c in courses:
            pen.line((44, c.code), (120, c.title), (400, c.credits), (440, c.grade))
        so_far += courses
        if courses[0].grade:
            here, cum = _sums(courses), _sums(so_far)
            pen.line((120, f"Term GPA {here.gpa}"), (300, f"Cumulative GPA {cum.gpa}"), down=16)
    return pen
