"""The columns of a table of courses: which there are, in what order, their names, their cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.layouts.choice import Choice
from tests.layouts.terms import write
from tests.layouts.truth import SCALES, Row, Rules, quality

#: What registrars and systems call a column: the usual name, others, abbreviations.
NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "code": (
        ("Course",),
        (
            "Course No.",
            "Course Number",
            "Course ID",
            "Course Code",
            "Class",
            "Subject Number",
            "Dept. & No.",
            "Course #",
            "Catalog Nbr",
            "Subject/Course",
        ),
        ("Crse", "Crs No", "Crse ID", "Subj No.", "Crs #"),
    ),
    "subject": (
        ("Subject",),
        ("Department", "Discipline", "Subject Code", "Dept."),
        ("Subj", "Dept", "Sbj"),
    ),
    "number": (
        ("Number",),
        ("Catalog Number", "Course No.", "No.", "Course"),
        ("No", "Num", "Crse", "Nbr", "Cat#"),
    ),
    "title": (
        ("Title", "Course Title"),
        (
            "Description",
            "Course Description",
            "Course Name",
            "Class Title",
            "Descriptive Title",
            "Long Title",
            "Name of Course",
        ),
        ("Desc", "Crse Title", "Descr.", "Course Desc"),
    ),
    "credits": (
        ("Points", "Credits"),
        (
            "Hours",
            "Units",
            "Credit Hours",
            "Attempted",
            "Credits Attempted",
            "Semester Hours",
            "Points Attempted",
            "Course Credits",
            "Credit",
        ),
        ("Cred", "Cr", "Hrs", "Att", "Cr Hrs", "Attm", "Ahrs", "Pts", "Crd", "Cr."),
    ),
    "earned": (
        ("Earned",),
        ("Credits Earned", "Hours Earned", "Completed", "Passed", "Points Earned", "Credit Earned"),
        ("Ern", "Ehrs", "Earn", "Cr Earn", "Cmpl"),
    ),
    "graded": (
        ("GPA Hours",),
        ("GPA Units", "Credits in GPA", "Quality Hours"),
        ("GPA Hrs", "Qhrs", "GPAH"),
    ),
    "grade": (
        ("Grade",),
        ("Final Grade", "Mark", "Letter Grade", "Official Grade", "Final Mark"),
        ("Grd", "Gr", "Gr.", "Fin Grd", "GRD."),
    ),
    "quality": (
        ("Quality Points",),
        ("Grade Points", "Honor Points", "Qual. Points", "Total Points"),
        ("Qpts", "QP", "Q Pts", "Qual Pts", "Grd Pts", "GP"),
    ),
    "points": (("Points",), ("Points", "Pts"), ("Pts", "PTS.")),
    "value": (
        ("Grade Value",),
        ("Numeric Grade", "Value", "Grade Pts/Unit", "Numerical"),
        ("Val", "Num Grd", "GV"),
    ),
    "call": (
        ("Call Number",),
        ("Call #", "CRN", "Class Nbr", "Reference"),
        ("Call", "CRN", "Ref", "Cls#"),
    ),
    "section": (("Section",), ("Section No.", "Class Section"), ("Sec", "Sect", "Sc")),
    "instructor": (
        ("Instructor",),
        ("Professor", "Faculty", "Instructor(s)", "Taught by"),
        ("Instr", "Instr.", "Prof"),
    ),
    "campus": (("Campus",), ("Location", "Site"), ("Camp", "Loc")),
    "basis": (
        ("Basis",),
        ("Grading Basis", "Grade Mode", "Grading", "Grade Option"),
        ("Bas", "Mode", "GrBas"),
    ),
    "level": (("Level",), ("Course Level", "Career"), ("Lvl", "Lev", "LV")),
    "status": (("Status",), ("Course Status", "State", "Registration Status"), ("Stat", "Sts")),
    "words": (
        ("Component",),
        ("Format", "Method", "Requirement", "School"),
        ("Comp", "Fmt", "Req"),
    ),
    "flag": (("R",), ("Repeat", "Rpt"), ("R", "Rep")),
    "share": (("Pct A",), ("% A", "A Range"), ("%A", "Pct")),
    "midterm": (("Midterm Grade",), ("Mid-Term", "Midterm", "Interim Grade"), ("Mid", "MT Grd")),
    "average": (("Class Average",), ("Average of Class", "Mean"), ("Cls Avg", "Avg")),
    "percent": (("Percent",), ("Numeric Grade (%)", "Final %"), ("Pct.", "%")),
    "dates": (("Dates",), ("Start and End", "Class Dates"), ("Dates",)),
    "term": (
        ("Term",),
        ("Semester", "Academic Period", "Session", "When Taken"),
        ("Trm", "Sem", "Term"),
    ),
    "item": (("#",), ("No.", "Item"), ("#",)),
}

_JOINED = {"code - title": " - ", "code: title": ": ", "code title": " "}
_CAMPUS = ("Morningside", "Main", "Manhattanville", "Online")
_WORDS = ("Lecture", "Seminar", "Lecture", "Lab")
_FIGURES = ("credits", "earned", "graded", "quality", "value")


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        kind: a key of `NAMES`, or ``bullet``.
        name: as its header says; empty where the header has none for it.
        align: of its cells.
        cell: what it shows of a row.
    """

    kind: str
    name: str
    align: str
    cell: Callable[[Row], str]


def number(value: Decimal, form: str) -> str:
    """Write credits in a form, as ``3.00`` or ``3,00``.

    Example:
        >>> number(Decimal("4.50"), "3"), number(Decimal("4.50"), "3,00")
        ('4.5', '4,50')
    """
    if form in ("3", "3.0"):
        least = f"{value.normalize():f}"
        return least if form == "3" or "." in least else f"{least}.0"
    text = f"{value:.3f}" if form == "3.000" else f"{value:.2f}"
    return {"3,00": text.replace(".", ","), "(3.00)": f"({text})", "3.00 cr": f"{text} cr"}.get(
        form, text
    )


def figure(value: Decimal, form: str) -> str:
    """Write a sum, or another figure that is no average, in the spirit of a form of credits."""
    return number(
        value, {"3": "3.00", "3.0": "3.00", "(3.00)": "3.00", "3.00 cr": "3.00"}.get(form, form)
    )


def code_text(row: Row, form: str) -> str:
    """Write a code in a form."""
    subject, letter, digits = row.subject, row.letter, row.digits
    return {
        "COMSW4771": f"{subject}{letter}{digits}",
        "COMS4771W": f"{subject.ljust(4, '_')}{digits}{letter}",
        "COMS 4771": f"{subject} {digits}",
        "COMS W 4771": f"{subject} {letter} {digits}",
        "COMS-W4771": f"{subject}-{letter}{digits}",
        "COMS*W4771": f"{subject}*{letter}{digits}",
        "COMS_W4771": f"{subject}_{letter}{digits}",
        "COMS  W4771": f"{subject}  {letter}{digits}",
        "Coms W4771": f"{subject.capitalize()} {letter}{digits}",
        "on two lines": f"{subject}\n{letter}{digits}",
    }.get(form, f"{subject} {letter}{digits}")


def _with_section(row: Row, choice: Choice) -> str:
    code, section = code_text(row, choice["code"]), choice["section"]
    if section.startswith("COMS W4771") and not row.elsewhere:
        return code + section.removeprefix("COMS W4771").replace("001", row.section)
    return code


def title_text(row: Row, choice: Choice) -> str:
    """Return a title as it is printed, with the section where that follows it."""
    form = choice["section"]
    if form.startswith("title") and not row.elsewhere:
        return f"{row.title} {form.removeprefix('title ').replace('001', row.section)}"
    return row.title


def _marked_grade(row: Row, choice: Choice, marked: frozenset[int], index: int) -> str:
    grade = row.grade
    if grade is None:
        return "" if choice["open grade"] == "blank" or row.planned else choice["open grade"]
    if choice["minus"] != "-":
        grade = grade.replace("-", choice["minus"])
    form = choice["marks"]
    if index in marked and form.startswith("grade") and form != "grade sup":
        return grade + form.removeprefix("grade")
    if index in marked and form == "[grade]":
        return f"[{grade}]"
    return grade


def status_word(row: Row) -> str:
    """Return how a column of status says it."""
    return {
        "completed": "Taken",
        "failed": "Taken",
        "incomplete": "Taken",
        "withdrawn": "Withdrawn",
        "in_progress": "In Progress",
        "planned": "Planned",
        "transfer": "Transfer",
    }[row.status]


def make_columns(
    random: Random, choice: Choice, indexes: dict[int, int], marked: frozenset[int]
) -> list[Column]:
    """Return the columns in their order.

    Args:
        random: what is left to chance.
        choice: the layout.
        indexes: the position of a row (by its identity) among the rows of the document.
        marked: the positions of rows that carry a mark.
    """
    form, rules = choice["cells"], Rules.of(choice)
    levels = random.choice(("UG", "GR", "01", "Graduate"))
    basis = random.choice(("Standard", "Letter", "GRD", "Std Letter"))
    words = random.choice(_WORDS)

    def scale(row: Row) -> str:
        return "tenths" if "BARNARD" in row.school.upper() else "thirds"

    def credit(row: Row) -> str:
        shown = number(row.credits, form)
        return f"{shown}*" if index(row) in marked and choice["marks"] == "credits*" else shown

    def with_grade(row: Row) -> str:
        return f"{credit(row)} {_marked_grade(row, choice, marked, index(row))}".rstrip()

    def index(row: Row) -> int:
        return indexes[id(row)]

    def quality_points(row: Row) -> str:
        points = quality(row, scale(row))
        if points is None:
            return "" if row.open else figure(Decimal(0), form)
        return figure(points, form)

    def value(row: Row) -> str:
        worth = SCALES[scale(row)].get(row.grade or "")
        return "" if worth is None or row.elsewhere else figure(worth, form)

    def graded(row: Row) -> str:
        points = quality(row, scale(row))
        return figure(Decimal(0) if points is None else row.credits, form)

    def code(row: Row) -> str:
        text, marks = _with_section(row, choice), choice["marks"]
        if index(row) in marked and marks in ("*code", "#code", "† code", "code*"):
            return marks.replace("code", text)
        return text

    def term(row: Row) -> str:
        return "" if row.term is None else write(row.term, choice["term form"], 1)

    def with_title(row: Row) -> str:
        between = _JOINED[choice["title cell"]]
        return f"{code(row)}{between}{title_text(row, choice)}"

    cells: dict[str, Callable[[Row], str]] = {
        "code": with_title if choice["title cell"] in _JOINED else code,
        "subject": lambda row: row.subject,
        "number": lambda row: f"{row.letter}{row.digits}",
        "title": lambda row: title_text(row, choice),
        "credits": with_grade if choice["grade cell"] != "own" else credit,
        "grade": lambda row: _marked_grade(row, choice, marked, index(row)),
        "earned": lambda row: figure(rules.earned(row), form) if not row.planned else "",
        "graded": graded,
        "quality": quality_points,
        "points": quality_points,
        "value": value,
        "call": lambda row: "" if row.elsewhere else row.call,
        "section": lambda row: "" if row.elsewhere else row.section,
        "instructor": lambda row: "" if row.elsewhere else row.instructor,
        "campus": lambda row: _CAMPUS[int(row.call) % 4],
        "basis": lambda row: "Pass/Fail" if row.grade == "P" else basis,
        "level": lambda _: levels,
        "status": status_word,
        "words": lambda row: words if int(row.call) % 3 else _WORDS[int(row.call) % 4],
        "flag": lambda row: "I" if int(row.call) % 6 == 0 and row.grade is not None else "",
        "share": lambda row: (
            f"{int(row.call) % 70 + 10}%" if row.grade and row.grade[0] in "ABC" else ""
        ),
        "dates": lambda row: "" if row.term is None else _span(row),
        "midterm": lambda row: "" if row.elsewhere else _midterm(row),
        "average": lambda row: f"{2.6 + int(row.call) % 130 / 100:.2f}",
        "percent": lambda row: (
            f"{int(row.call) % 40 + 60}" if row.grade and row.grade[0] in "ABCD" else ""
        ),
        "term": term,
        "item": lambda row: choice["row number"].replace("1", str(index(row) + 1)),
        "bullet": lambda _: choice["bullet"],
    }
    kinds = _kinds(random, choice)
    names = _named(random, choice, [kind for kind, _ in kinds])
    if choice["grade cell"] != "own":
        names["credits"] = f"{names['credits']} {names.get('grade') or 'Grade'}"
    shown: list[Column] = []
    for kind, named in kinds:
        align = "left"
        if kind in _FIGURES or kind == "points":
            align = choice["figures align"]
        elif kind == "grade":
            align = choice["grade align"]
        shown.append(Column(kind, names[kind] if named else "", align, cells[kind]))
    return shown


def _midterm(row: Row) -> str:
    """Return another grade, given in the middle of the term."""
    return "ABBC"[int(row.call) % 4] + ("", "+", "-")[int(row.call) % 3]


def _span(row: Row) -> str:
    assert row.term is not None
    start, end = {
        0: ("01/02", "01/16"),
        1: ("01/16", "05/10"),
        2: ("05/20", "08/09"),
        3: ("09/05", "12/22"),
    }[row.term.season]
    return f"{start}/{row.term.year}-{end}/{row.term.year}"


_EXTRAS = (
    ("earned", "earned"),
    ("graded hours", "graded"),
    ("quality points", "quality"),
    ("grade value", "value"),
    ("call number", "call"),
    ("instructor", "instructor"),
    ("campus", "campus"),
    ("basis", "basis"),
    ("level", "level"),
    ("status", "status"),
    ("words", "words"),
    ("repeat flag", "flag"),
    ("share of A", "share"),
    ("midterm grade", "midterm"),
    ("class average", "average"),
    ("percent grade", "percent"),
    ("dates", "dates"),
    ("row number", "item"),
    ("bullet", "bullet"),
)
#: Behind which column an extra one may stand; the code means in front of it, None at the end.
_PLACES: dict[str, tuple[str | None, ...]] = {
    "earned": ("credits",),
    "graded": ("earned", "credits"),
    "quality": ("grade", None, "credits", "earned"),
    "value": ("credits", "grade"),
    "call": ("code", None),
    "instructor": ("title", None),
    "campus": ("code+", "title", None),
    "basis": ("grade", "credits", None),
    "level": ("code+", "code", "title"),
    "status": (None, "title"),
    "words": ("title", None, "code+"),
    "flag": ("grade", None),
    "share": ("grade",),
    "midterm": ("credits", "title"),
    "average": ("grade", None),
    "percent": ("grade", None),
    "dates": ("title", None),
    "item": ("code",),
    "bullet": ("code",),
}


def _kinds(random: Random, choice: Choice) -> list[tuple[str, bool]]:
    """Return the kinds in their order, each with whether the header has a name for it."""
    order = choice["order"]
    base = ["code", "title", "credits", "grade"]
    kinds = random.sample(base, 4) if order == "any" else order.split()
    named = dict.fromkeys(base, True)
    for axis, kind in _EXTRAS:
        value = choice[axis]
        if value == "none":
            continue
        if kind == "quality" and value == "named points":
            kind = "points"
        named[kind] = value != "unnamed" and kind != "bullet"
        place = random.choice(_PLACES["quality" if kind == "points" else kind])
        anchor = (place or "").rstrip("+")
        if order == "any" and kind not in ("item", "bullet"):
            at = random.randint(0, len(kinds))
        elif anchor not in kinds:
            at = len(kinds)
        else:
            at = kinds.index(anchor) + (place != "code")
        kinds.insert(at, kind)
    if choice["section"] in ("column", "before the code"):
        kinds.insert(kinds.index("code") + (choice["section"] == "column"), "section")
        named["section"] = True
    if choice["code"] == "subject | number":
        at = kinds.index("code")
        kinds[at : at + 1] = ["subject", "number"]
        named |= {"subject": True, "number": True}
    if choice["title cell"] != "own":
        kinds.remove("title")
    if choice["grade cell"] != "own":
        kinds.remove("grade")
    for value, at in (
        ("first column", 0),
        ("last column", len(kinds)),
        ("in the first row", 0),
        ("middle column", len(kinds) // 2),
    ):
        if choice["term place"] == value:
            kinds.insert(at, "term")
            named["term"] = value != "in the first row"
    for first in ("item", "bullet"):  # they number or point at the whole line
        if first in kinds:
            kinds.remove(first)
            kinds.insert(0, first)
    if choice["header names"] == "some missing":
        for kind in random.sample(sorted(named), max(1, len(named) // 3)):
            named[kind] = False
    return [(kind, named[kind]) for kind in kinds]


def _named(random: Random, choice: Choice, kinds: list[str]) -> dict[str, str]:
    """Return a name for each kind, no two alike."""
    style = {"usual": 0, "some missing": 0, "synonyms": 1, "abbreviated": 2}[choice["header names"]]
    taken: set[str] = set()
    names: dict[str, str] = {"bullet": ""}
    if "points" in kinds:
        taken |= {"POINTS", "PTS", "TOTAL POINTS"}
    for kind in sorted(kinds, key=lambda kind: kind != "points"):
        if kind == "bullet":
            continue
        options = [*NAMES[kind][style], *NAMES[kind][0], *NAMES[kind][1]]
        if kind == "points":
            names[kind] = random.choice(NAMES[kind][style])
            continue
        if style == 1 or (style == 2 and random.random() < 0.7):
            head = list(NAMES[kind][style])
            random.shuffle(head)
            options = head + options
        name = next(option for option in options if option.upper() not in taken)
        taken.add(name.upper())
        names[kind] = name
    cases: dict[str, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower}
    case = cases.get(choice["header case"], str)
    return {kind: case(name) for kind, name in names.items()}
