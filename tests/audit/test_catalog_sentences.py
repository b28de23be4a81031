"""The sentences of catalogs in the docs, each with students who keep it and who do not.

What is expected was worked out by hand from the sentence, and not from the rule.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from degreekit.audit import Auditor
from degreekit.courses import CatalogCourse, Grade, GradeScale, Institution
from degreekit.requirements import Overlap, Program, joint_program, lint, load_program
from degreekit.transcript import Transcript

_PAGE = Path(__file__).parents[2] / "docs" / "from-a-catalog.md"
_PIECE = re.compile(
    r'^```yaml title="(?P<name>[a-z-]+)\.yaml"\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)
_PIECES = {one["name"]: one["text"] for one in _PIECE.finditer(_PAGE.read_text("utf-8"))}
_HEAD = "id: piece\ntitle: Piece\nedition: '1'\ninstitution: lake\n"
_POINTS = {"A": "4", "B": "3", "B-": "2.67", "C+": "2.33", "C": "2", "D": "1", "F": "0", "P": None}
_SUBJECTS = ("ART", "BIO", "CHEM", "CS", "FREN", "HIST", "MATH", "MUS", "PE", "SPAN")
_NUMBERS = (
    101,
    102,
    103,
    181,
    182,
    201,
    202,
    203,
    301,
    302,
    303,
    304,
    390,
    499,
    501,
    502,
    503,
    504,
)
LAKE = Institution(
    id="lake",
    title="Lake College",
    grade_scales=(
        GradeScale(
            id="letters",
            title="Letters",
            grades=tuple(
                Grade(symbol=symbol, points=points, earns=symbol != "F")
                for symbol, points in _POINTS.items()
            ),
        ),
    ),
    catalog=tuple(
        CatalogCourse(
            code=f"{subject} {number}",
            title=f"{subject} {number}",
            credits=3,
            attributes=("WRIT",) if number == 303 else (),
        )
        for subject in _SUBJECTS
        for number in _NUMBERS
    ),
)
_FORM = re.compile(
    r"(?P<code>[A-Z]+ \d+)(?P<grade>[A-FP][+-]?)?(?P<term>@[FSWU]\d+)?(?P<more>[!w]*)"
    r"(?P<title>=\w+)?$"
)
_SEASONS = {"S": "Spring", "F": "Fall", "W": "Winter", "U": "Summer"}


def _record(text: str) -> dict[str, Any]:
    """Read a course: its grade, the term after ``@``, ``!`` for
    transfer, from a two-year college ``!!``, ``w`` for WRIT, and a title after ``=``."""
    found = _FORM.match(text)
    assert found is not None, text
    term = (found["term"] or "@F22")[1:]
    one: dict[str, Any] = {"code": found["code"], "credits": 3, "grade": found["grade"] or "B"}
    one["term"] = f"{_SEASONS[term[0]]} 20{term[1:]}"
    if "!" in found["more"]:
        one |= {"grade": None, "status": "transfer", "institution": "Far University"}
    if "!!" in found["more"]:
        one |= {"institution": "Bay College"}
    if "w" in found["more"]:
        one["attributes"] = ["WRIT"]
    if found["title"]:
        one["title"] = found["title"][1:]
    return one


def _some(subject: str, count: int) -> str:
    return ", ".join(f"{subject} {number}" for number in _NUMBERS[:count])


def _marked(subject: str, count: int, mark: str) -> str:
    return ", ".join(f"{one}@F20{mark}" for one in _some(subject, count).split(", "))


def _program(name: str, folder: Path) -> Program:
    file = folder / f"{name}.yaml"
    file.write_text(_HEAD + _PIECES[name], encoding="utf-8")
    return load_program(file, {"lake": LAKE})


#: Of each piece: courses, what is known of the student, and how many courses remain.
_STUDENTS: dict[str, list[tuple[str, dict[str, Any], int | str]]] = {
    "levels": [
        ("CS 501, CS 502, CS 503, CS 504, " + _some("CS", 6), {}, 0),
        ("CS 501, CS 502, CS 503, " + _some("CS", 7), {}, 1),  # 9 credits at the 500 level
        ("CS 501, CS 502, HIST 501, HIST 502, HIST 503, " + _some("CS", 5), {}, 1),  # 9 outside
        ("", {}, 10),
    ],
    "grades": [
        ("CS 101A, CS 102B-, CS 103C+", {}, 0),
        ("CS 101A, CS 102C+, CS 103C+", {}, 1),
        ("CS 101A, CS 102B, CS 103C", {}, 1),
    ],
    "inner": [
        ("HIST 101, HIST 102, HIST 201, HIST 501", {}, 0),
        ("HIST 101, HIST 102, HIST 103, HIST 501", {}, 1),
        ("HIST 101, HIST 201, HIST 202, HIST 301", {}, 1),
    ],
    "areas": [
        ("ART 101, HIST 101, BIO 101", {}, 0),
        ("ART 101, ART 201, BIO 101", {}, 0),  # ART 201 is history, too
        ("BIO 101, CHEM 101, ART 101", {}, 1),  # two of science
        ("ART 101, ART 201, ART 301w", {}, 1),  # three of ART
    ],
    "groups": [
        ("HIST 101, HIST 102, HIST 103, HIST 201, HIST 202, HIST 203", {}, 0),
        ("HIST 501, HIST 502, HIST 301, HIST 201, HIST 202, HIST 203", {}, 1),
        ("ART 101, ART 102, ART 103, ART 201, ART 202, BIO 101", {}, 0),
    ],
    "depth": [
        ("ART 201, HIST 201, HIST 301", {}, 0),
        ("ART 201, HIST 201, BIO 301", {}, 1),
        ("ART 101, HIST 201, HIST 301", {}, 1),
    ],
    "ensemble": [
        ("MUS 181@F20, MUS 181@S21, MUS 181@F21, MUS 181@S22", {}, 0),
        ("MUS 181@F20, MUS 181@S21, MUS 181@F21, MUS 182@S22", {}, 1),
        ("MUS 181@F20, MUS 181@S21, MUS 181@F21, MUS 181@F21", {}, 1),  # two in one term
        ("MUS 181@F20, MUS 181@S21, MUS 182@F21, MUS 182@S22", {}, 2),
    ],
    "choir": [
        ("MUS 181@F20=Choir, MUS 182@S21=Choir, MUS 181@F21=Choir, MUS 182@S22=CHOIR", {}, 0),
        ("MUS 181@F20=Choir, MUS 182@S21=Choir, MUS 181@F21=Choir, MUS 182@F21=Choir", {}, 4),
        ("MUS 181@F20=Choir, MUS 181@S21=Band, MUS 181@F21=Choir, MUS 181@S22=Choir", {}, 4),
        ("", {}, 4),
    ],
    "some": [
        ("HIST 101, PE 101, PE 103", {}, 0),
        ("HIST 101, HIST 102, PE 101", {}, 1),
        ("PE 101, PE 102, PE 103", {}, 1),
        ("HIST 101, HIST 102, HIST 103, PE 101", {}, 0),
    ],
    "capstone": [
        (f"{_marked('ART', 18, '')}, {_marked('BIO', 12, '')}, CS 499@S21", {}, 0),
        (f"{_marked('ART', 18, '')}, {_marked('BIO', 11, '')}, CS 499@S21", {}, "unsatisfied"),
        (_marked("ART", 4, ""), {}, 1),
    ],
    "half": [
        (f"{_marked('CS', 5, '!')}, CS 301, CS 302, CS 303, CS 304, CS 501", {}, 0),
        (f"{_marked('CS', 6, '!')}, CS 301, CS 302, CS 303, CS 304", {}, 1),
        ("", {}, 10),
    ],
    "activities": [
        ("PE 101@F20, PE 102@S21, PE 103@F21, PE 103@S22", {}, 0),
        ("PE 101@F20, PE 102@F20, PE 103@F21, PE 103@S22", {}, 1),
        ("PE 101@F20, PE 102@S21, PE 102@F21, PE 102@S22", {}, 1),
    ],
    "upper": [
        ("CS 301, CS 302, CS 303, CS 304, CS 501, CS 502, CS 503, CS 504", {}, 0),
        ("CS 301, CS 302, CS 303, CS 390, CS 501, CS 502, CS 503, CS 504", {}, 1),
    ],
    "sequences": [
        ("BIO 101, BIO 102, MATH 201", {}, 0),
        ("BIO 101, CHEM 102, MATH 101", {}, 2),
        ("CHEM 101, CHEM 102, MATH 101, MATH 102", {}, 0),
    ],
    "either": [
        ("CS 301", {}, 0),
        ("CS 302, CS 303, MATH 202", {}, 0),
        ("CS 302, CS 303", {}, 1),
        ("CS 302", {}, 1),  # CS 301 is nearest
    ],
    "exclusion": [("CS 101, CS 201, CS 202", {}, 0), ("CS 101, CS 102, CS 201", {}, 1)],
    "honors": [("HIST 501", {}, 0), ("HIST 502, HIST 503", {}, 0), ("HIST 502", {}, 1)],
    "writing": [
        ("HIST 303w, HIST 101, HIST 102, CS 303w", {}, 0),
        ("HIST 303w, HIST 101, HIST 102", {}, 1),
        ("CS 303w, BIO 303w", {}, 3),
    ],
    "department": [
        ("CS 101, CS 102, CS 103, ART 101, ART 102", {}, 0),
        ("CS 101, CS 102, CS 103, CS 201, ART 102", {}, 1),
    ],
    "residency": [
        (f"{_marked('CS', 10, '!')}, {_some('ART', 10)}", {}, 0),
        (f"{_marked('CS', 11, '!')}, {_some('ART', 9)}", {}, 1),
        (f"{_marked('CS', 6, '!!')}, {_some('ART', 14)}", {}, 1),
        (
            f"{_some('CS', 17)}, ART 101@F23!, ART 102@F23!, ART 103@F23!",
            {},
            3,
        ),  # further courses push older ones out
    ],
    "pass-fail": [
        ("CS 201, CS 202, ART 101P, ART 102P, ART 103", {}, 0),
        ("CS 201P, CS 202, ART 101, ART 102, ART 103", {}, 1),
        ("CS 201, CS 202, ART 101P, ART 102P, ART 103P", {}, 1),
    ],
    "averages": [
        ("CS 201A, CS 202C, CS 301B, CS 302C", {}, 0),
        ("CS 201D, CS 202A, CS 301B, CS 302B", {}, 1),
        ("CS 201C, CS 202C, CS 301C, CS 302C", {}, "unsatisfied"),
        ("CS 201A, CS 202A, CS 301A, CS 302A, ART 101D, ART 102D", {}, "unsatisfied"),
    ],
    "best": [
        ("CS 101C, CS 102B, CS 103B, CS 201A, CS 202B", {}, 0),
        ("CS 101C, CS 102B, CS 103B, CS 201B", {}, 1),
    ],
    "times": [
        ("ART 101@F20, ART 102@F20, ART 201@F21, ART 202@F22", {"as_of": "Fall 2023"}, 0),
        ("ART 101@F20, ART 102@F21, ART 103@S22, ART 202@F22", {"as_of": "Fall 2023"}, 0),
        (
            "ART 101@F20, ART 201@S21, ART 102@F21, ART 202@F22",
            {"as_of": "Fall 2023"},
            "unsatisfied",
        ),
        ("ART 101@F14, ART 102@F14, ART 103@F21, ART 201@F22", {"as_of": "Fall 2023"}, 2),
    ],
    "order": [
        ("HIST 201@F20, HIST 501@F22, HIST 301@F22, HIST 302@S23", {}, 0),
        ("HIST 201@F20, HIST 501@S23, HIST 301@F22, HIST 302@S23", {}, "unsatisfied"),
        ("HIST 201@F22, HIST 501@F22, HIST 301@F24, HIST 302@F24", {}, "unsatisfied"),
        ("HIST 201@F20, HIST 301@S21, HIST 302@F22", {}, 2),  # HIST 301 was too early
        ("HIST 301@S21", {"first_term": "Fall 2018"}, 3),
        ("", {}, 4),
    ],
    "seasons": [
        ("ART 101@W21, ART 102@W22, ART 103@U21, ART 201@F21", {}, 0),
        ("ART 101@W21, ART 102@W21, ART 103@F21, ART 201@F21", {}, 1),
        ("ART 101@W21, ART 102@U21, ART 103@U21, ART 201@U22", {}, 1),
        ("ART 101@W21, ART 102@W22, ART 103@U21, ART 201@U22, ART 202@U22", {}, 0),
        ("ART 101@U21, ART 102@U21, ART 103@U22", {}, 2),
        ("", {}, 4),
    ],
    "low-grades": [
        ("CS 101D, CS 102B, CS 103B, CS 201B, CS 202F", {}, 0),
        ("CS 101F@F20, CS 101D@S21, CS 102F, CS 103B, CS 201B, CS 202B", {}, "unsatisfied"),
    ],
    "approved": [
        ("CS 499", {}, 2),
        ("ART 101, ART 102, CS 499", {}, "conditional"),
    ],
    "exempt": [
        ("", {"facts": {"calculus_test": "5"}}, 0),
        ("", {"facts": {"calculus_test": "4"}}, 1),
        ("MATH 101", {}, 0),
        ("", {}, 1),
    ],
    "language": [
        ("FREN 202", {}, 0),
        ("FREN 201", {}, "unsatisfied"),  # the test remains, and no course
        ("", {"milestones": ["language-test"]}, 0),
    ],
    "one-language": [
        ("FREN 101, FREN 102, FREN 201, FREN 202", {}, 0),
        ("FREN 101, FREN 102, SPAN 101, SPAN 102", {}, 2),
        ("FREN 101, FREN 102, FREN 201, SPAN 102", {}, 1),
    ],
    "depends": [
        ("CS 301, CS 302", {"first_term": "Fall 2021"}, 0),
        ("CS 301, CS 302", {"first_term": "Fall 2022"}, 1),
        ("CS 301B, CS 501B, CS 502B", {"first_term": "Fall 2022"}, 1),
        ("CS 301A, CS 501A, CS 502B", {"first_term": "Fall 2022"}, 0),
    ],
    "majors": [
        ("MATH 201, MATH 202, BIO 301", {"facts": {"major_biology": "yes"}}, 0),
        ("MATH 201, BIO 301, FREN 301", {"facts": {"major_french": "yes"}}, 1),
        ("MATH 201, MATH 202, BIO 301", {}, 1),
        (
            "MATH 201, MATH 202, MATH 203",
            {"facts": {"emphasis_statistics": "yes", "emphasis_finance": "yes"}},
            3,
        ),
        ("MATH 201, MATH 202, MATH 203", {"facts": {"emphasis_finance": "yes"}}, 2),
    ],
    "every-term": [
        ("MUS 181@F20, MUS 181@S21, MUS 182@F21", {"facts": {"terms_in_major": "3"}}, 0),
        ("MUS 181@F20, MUS 182@F20", {"facts": {"terms_in_major": "3"}}, 2),
        ("MUS 181@F20", {}, 0),
    ],
    "breadth": [("", {"milestones": ["abroad"]}, 0), ("", {}, "unsatisfied")],
    "pieces": [
        ("CS 501", {"times": {"recitals": 6}}, 0),
        ("CS 501", {"times": {"recitals": 5}}, "conditional"),
        ("", {"times": {"recitals": 6}, "milestones": ["portfolio"]}, 0),
        ("", {"times": {"recitals": 5}, "milestones": ["portfolio"]}, "unsatisfied"),
    ],
}


@pytest.mark.parametrize("name", _STUDENTS)
def test_a_sentence_of_a_catalog_is_audited_as_it_says(name: str, tmp_path: Path) -> None:
    program = _program(name, tmp_path)
    assert not [one for one in lint(program, LAKE) if one.severity == "error"]
    auditor = Auditor(program, LAKE)
    for courses, student, expected in _STUDENTS[name]:
        records = [_record(one) for one in courses.split(", ") if one]
        found = auditor.audit(Transcript.from_data({"records": records, "student": student}))
        status = found.status.value
        shown = status, found.remaining.courses, found.remaining.other
        if isinstance(expected, str):
            assert status == expected, (courses, shown)
        else:
            assert found.remaining.courses == expected, (courses, shown)
            assert (status == "satisfied") == (expected == 0), (courses, shown)


def test_two_courses_of_a_major_count_toward_a_minor(tmp_path: Path) -> None:
    minor = _program("minor", tmp_path).replaced(id="minor")
    assert isinstance(minor.overlaps[0], Overlap)
    (five,) = minor.takes()
    three = five.model_copy(update={"id": "three", "courses": 3})
    root = minor.root.model_copy(update={"parts": (three,)})
    major = minor.replaced(id="major", root=root, overlaps=())
    auditor = Auditor(joint_program([major, minor]), LAKE)
    for count, left in ((6, 0), (5, 1), (8, 0)):
        records = [_record(one) for one in _some("MATH", count).split(", ")]
        assert auditor.audit(Transcript.from_data({"records": records})).remaining.courses == left


def test_every_piece_of_the_page_has_students() -> None:
    assert set(_PIECES) == {*_STUDENTS, "minor"}
