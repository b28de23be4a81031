"""Programs as files: what is written reads back, and whatever rots is named with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from degreekit import DegreekitError, get_institution, get_program, load_program, requirements
from degreekit.courses import Grade, GradeScale, Institution
from degreekit.requirements import (
    Check,
    InvalidProgram,
    InvalidProgramFile,
    Limit,
    Mistake,
    Program,
    Requirement,
    Sharing,
    dump_program,
    joint_program,
    unlisted_courses,
)
from degreekit.requirements.files import tree
from degreekit.requirements.files.form import MAIN, alternatives, fields, kind_of, models
from degreekit.requirements.files.schema import program_schema
from degreekit.requirements.model import RuleModel
from degreekit.testing import programs

from .everything import EVERYTHING
from .rotten_files import CLEAN, DEFECTS, Defect

SCHEMA = jsonschema.Draft202012Validator(program_schema())

HARBOR = Institution(
    id="harbor",
    title="Harbor University",
    grade_scales=(GradeScale(id="letters", title="Letters", grades=(Grade(symbol="A"),)),),
    catalog=tuple(
        {"code": f"STEW {number}", "title": "A course", "credits": 3}
        for number in (510, 511, 520, 530, 590, 610)
    ),
)


def _load(folder: Path, text: str | bytes, name: str = "program.yaml", **more: Any) -> Program:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_program(file, **more)


def _mistakes(folder: Path, text: str | bytes, **more: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidProgramFile) as caught:
        _load(folder, text, **more)
    return tuple(map(str, caught.value.mistakes))


# ----------------------------------------------------------------------------------- what rots


def test_the_file_that_the_defects_are_made_of_loads(tmp_path: Path) -> None:
    program = _load(tmp_path, CLEAN)
    assert [node.id for node in program.nodes] == [
        *("degree", "core", "seminar", "own-seminar", "other-seminar", "practice", "practicum"),
        *("units", "report"),
    ]


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.defect)
def test_a_program_file_is_refused_where(defect: Defect, tmp_path: Path) -> None:
    assert CLEAN.count(defect.was) >= 1
    rotten = CLEAN.replace(defect.was, defect.now, 1)
    assert _mistakes(tmp_path, rotten) == tuple(defect.told)


_LIST = "take: list, title: List, courses: 2"
_NO_AMOUNT = "some of the rows are so many courses, or so many credits: say one"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            "{check: half, title: Half, share: 50%, where: CS *}",
            "6:39: `50%` is not a part of a whole; write it as 1/2 or 0.5",
        ),
        (
            f"{{{_LIST}, rows: [{{some_of: [CS 1, CS 2], courses: 2}}]}}",
            (
                "6:74: `courses` is next to `some_of`; set it in below `some_of`, as in "
                "`some_of: {rows: [...], courses: ...}`"
            ),
        ),
        (f"{{{_LIST}, rows: [{{some_of: [CS 1, CS 2]}}]}}", f"6:51: {_NO_AMOUNT}"),
        (
            f"{{{_LIST}, rows: [{{courses: CS *, min_grade: C}}]}}",
            (
                "6:66: there is no key `min_grade` in a row; a minimum grade is a filter: "
                "courses: {all_of: [CS *, {grade: 2}]}"
            ),
        ),
        (
            f"{{{_LIST}, rows: [{{courses: {{grade: C}}}}]}}",
            "6:68: `points` is not a number: C; write the grade points of the mark: 3 or 2.67",
        ),
        (
            f"{{{_LIST}, max_courses: 3, rows: [CS *]}}",
            (
                "6:43: there is no key `max_courses` in a take; a maximum is one of the `limits`, "
                "with this requirement as its scope"
            ),
        ),
    ],
)
def test_what_others_would_write_is_told_in_the_words_of_the_rules(
    entry: str, told: str, tmp_path: Path
) -> None:
    head = "id: p\ntitle: P\nedition: '1'\ninstitution: here\nrequirements:\n"
    assert _mistakes(tmp_path, f"{head}  - {entry}\n") == (told,)


def test_every_mistake_is_told_at_once_with_the_name_of_the_file(tmp_path: Path) -> None:
    changes = [
        ("    credits: 6", "    credit: 6"),
        ("STEW 510 | STEW 511, title", "STEW 510 STEW 511, title"),
        ("at_least: 1", "at_least: 3"),
        ("rows: [STEW 600-699]", "rows: [STEW 600-699 & STEW 1]"),
        ("by: Spring 2027", "by: Sprung 2027"),
        ("and_also: [practice]", "and_also: [practise]"),
        ("    most_courses: 1\n    scope", "    most_courses: one\n    scope"),
    ]
    rotten = CLEAN
    for was, now in changes:
        rotten = rotten.replace(was, now, 1)
    with pytest.raises(InvalidProgramFile) as caught:
        _load(tmp_path, rotten)
    error = caught.value
    assert [mistake.line for mistake in error.mistakes] == [14, 19, 25, 29, 29, 52, 58, 64]
    assert error.program == "harbor-stewardship"
    assert error.path == str(tmp_path / "program.yaml")
    told = str(error).splitlines()
    assert told[0] == f"{error.path}: 8 mistakes"
    assert told[1].strip() == f"{error.path}:{error.mistakes[0]}"


@pytest.mark.parametrize("stray", ["stray", "}", "]}"])
def test_stray_text_behind_a_program_as_json_is_told(stray: str, tmp_path: Path) -> None:
    text = _load(tmp_path, CLEAN).to_json()
    (told,) = _mistakes(tmp_path, f"{text}\n{stray}\n", name="program.json")
    assert told.startswith(
        f"{text.count(chr(10)) + 2}:1: there is text after the end of the program"
    )


def test_a_range_in_capitals_is_no_code_that_the_catalog_lacks(tmp_path: Path) -> None:
    _load(tmp_path, CLEAN.replace("rows: [STEW 600-699]", "rows: [STEW 6XX]"))
    assert unlisted_courses(tmp_path / "program.yaml", HARBOR) == ()


def test_json_may_write_a_character_as_two_halves(tmp_path: Path) -> None:
    text = json.dumps(json.loads(_load(tmp_path, CLEAN).to_json()) | {"title": "Data \U0001f393"})
    assert "\\ud83c\\udf93" in text
    program = _load(tmp_path, text, name="program.json")
    assert program.title == "Data \U0001f393"
    assert len(program.fingerprint) == 16


def test_a_mistake_is_told_with_fields(tmp_path: Path) -> None:
    with pytest.raises(InvalidProgramFile) as caught:
        _load(tmp_path, CLEAN.replace("    credits: 6", "    credit: 6"))
    told, hint = "there is no key `credit` in a take", "did you mean `credits`?"
    assert caught.value.mistakes == (Mistake(14, 5, told, hint),)
    assert str(caught.value) == f"{tmp_path / 'program.yaml'}:14:5: {told}; {hint}"
    assert isinstance(caught.value, InvalidProgram | DegreekitError)


def test_what_follows_from_a_mistake_is_not_told_beside_it(tmp_path: Path) -> None:
    assert len(_mistakes(tmp_path, CLEAN.replace("take: core", "take: Core"))) == 1
    assert (
        len(_mistakes(tmp_path, CLEAN.replace("    courses: 2\n    cr", "    corses: 2\n    c")))
        == 2
    )


# ------------------------------------------------------------------------------ how it is written


def test_what_a_value_has_to_be_decides_how_it_is_read_and_never_its_look(tmp_path: Path) -> None:
    text = CLEAN.replace("edition: 2024-09-01", "edition: 012").replace(
        "title: Final report", "title: no"
    )
    program = _load(tmp_path, text.replace("unit: units", "unit: 1_000"))
    report = program.node("report")
    assert (program.edition, program.unit, report and report.title) == ("012", "1_000", "no")


def test_no_amount_is_ever_a_float(tmp_path: Path) -> None:
    program = _load(tmp_path, CLEAN.replace("credits: 1.5", "credits: 1.1"))
    assert '"credits": "1.1"' in program.to_json()


def test_a_source_without_a_document_is_of_the_program_s(tmp_path: Path) -> None:
    core = _load(tmp_path, CLEAN).node("core")
    assert core is not None
    assert core.source is not None
    assert (core.source.document, core.source.date) == ("Data Stewardship", "2024-09-01")
    other = CLEAN.replace(
        'source: "Take two core courses, at least one of them from group A."',
        "source: {document: Catalog, sentence: Take two.}",
    )
    core = _load(tmp_path, other).node("core")
    assert core is not None
    assert core.source is not None
    assert (core.source.document, core.source.date) == ("Catalog", "")


def test_the_json_of_a_program_is_a_program_file(tmp_path: Path) -> None:
    program = Program.model_validate(EVERYTHING)
    assert _load(tmp_path, program.to_json(), "program.json") == program
    set_in = json.dumps(json.loads(program.to_json()), indent="\t")
    assert _load(tmp_path, set_in, "program.json") == program


def test_a_mistake_in_json_has_its_place_too(tmp_path: Path) -> None:
    data = json.loads(Program.model_validate(EVERYTHING).to_json())
    data["root"]["parts"][0]["colour"] = "blue"
    (told,) = _mistakes(tmp_path, json.dumps(data, indent=1))
    line = json.dumps(data, indent=1).splitlines().index('    "colour": "blue"') + 1
    assert told.startswith(f"{line}:5: there is no key `colour` in a take")


# ------------------------------------------------------------------------------------ round trips


def test_the_track_is_the_same_after_a_round_trip_through_yaml(tmp_path: Path) -> None:
    track = get_program("columbia-ms-cs-ml")
    again = _load(tmp_path, dump_program(track))
    assert again == track
    assert again.fingerprint == track.fingerprint


def test_a_program_with_every_primitive_is_the_same_after_a_round_trip(tmp_path: Path) -> None:
    program = Program.model_validate(EVERYTHING)
    assert _load(tmp_path, dump_program(program)) == program


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(program=programs())
def test_any_program_is_the_same_after_a_round_trip(program: Program, tmp_path: Path) -> None:
    text = dump_program(program)
    assert _load(tmp_path, text) == program
    assert _load(tmp_path, program.to_json(), "program.json") == program
    assert dump_program(_load(tmp_path, text)) == text


def test_every_kind_with_a_main_field_has_that_field_and_no_other_kind_needs_one() -> None:
    kinds = {kind_of(model): model for model in models() if kind_of(model)}
    for kind, field in MAIN.items():
        assert field in fields(kinds[kind])
    without = {kind for kind in kinds if kind not in MAIN} - {
        *("take", "all", "choose", "if", "milestone", "confirm", "check"),
    }
    assert without == {
        *("field", "term", "order", "courses_of", "for_some", "started", "fact", "fact_at_least"),
    }


def test_no_kind_of_requirement_is_the_name_of_a_field_of_one() -> None:
    parts = alternatives(fields(Program)["root"])[0]
    nodes = alternatives(fields(parts)["parts"].__args__[0])
    assert not {kind_of(node) for node in nodes} & {name for node in nodes for name in fields(node)}


# ------------------------------------------------------------------------------------- the schema


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(program=programs())
def test_the_schema_takes_whatever_is_written(program: Program) -> None:
    assert not list(SCHEMA.iter_errors(_as_editors_see_it(dump_program(program))))


def test_the_schema_takes_the_track_and_the_clean_file() -> None:
    for text in (CLEAN, dump_program(get_program("columbia-ms-cs-ml"))):
        assert not list(SCHEMA.iter_errors(_as_editors_see_it(text)))


#: What an editor can see without knowing what rules mean.
SEEN_BY_EDITORS = [
    defect
    for defect in DEFECTS
    if defect.defect.startswith(
        ("an unknown key", "an unknown kind", "a list where", "a table where")
    )
    or ("there is no key" in defect.told[0] and "<<" not in defect.now)
]


@pytest.mark.parametrize("defect", SEEN_BY_EDITORS, ids=lambda one: one.defect)
def test_the_schema_finds_what_an_editor_can_see(defect: Defect) -> None:
    data = _as_editors_see_it(CLEAN.replace(defect.was, defect.now, 1))
    assert list(SCHEMA.iter_errors(data))


def _as_editors_see_it(text: str) -> Any:
    """Read YAML as version 1.2 has it: there are no dates."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


# ------------------------------------------------------------------------------- hostile files


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "1:1: the file is empty"),
        (b"# nothing\n", "1:1: the file is empty"),
        (b"- a\n", "1:1: the file is not a table of keys and values"),
        (b"id: a\xff\n", "1:6: this is not UTF-8"),
        (b"[" * 5_000, "1:61: lists and tables are nested more than 60 levels deep"),
        (b"a: " + b"{b: " * 5_000, "1:240: lists and tables are nested more than 60 levels"),
        (b"? [a]\n: b\n", "1:3: a list or table cannot be a key"),
        (b"a" * (tree.MOST_CHARACTERS + 1), "1:1: the file is larger than 2,000,000 bytes"),
        (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "1:4: `&a` names a part"),
        (b"id: !!python/object/apply:os.system [ls]\n", "1:5: `!!python/object/apply:os.system`"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_file_that_is_no_program_is_refused_whatever_it_holds(
    text: bytes, told: str, tmp_path: Path
) -> None:
    assert any(one.startswith(told) for one in _mistakes(tmp_path, text))


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_done_to_a_file_it_loads_or_its_mistakes_are_told(
    data: st.DataObject, tmp_path: Path
) -> None:
    lines = CLEAN.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "twice", "cut", "swap", "put"])):
            case "drop":
                lines[at] = ""
            case "twice":
                lines[at] *= 2
            case "cut":
                lines[at] = lines[at][: len(lines[at]) // 2]
            case "swap":
                lines[at], lines[at - 1] = lines[at - 1], lines[at]
            case "put":
                lines[at] += data.draw(
                    st.sampled_from(["- a\n", "  x: [\n", '"', "*", "\t", ": ", "{}"])
                )
    text = "".join(lines)
    try:
        program = _load(tmp_path, text)
    except InvalidProgramFile as error:
        mistakes = error.mistakes
    else:
        mistakes = ()
        assert _load(tmp_path, dump_program(program)) == program
    lasts = text.count("\n") + 2
    assert all(1 <= one.line <= lasts and one.column >= 1 for one in mistakes)


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no such file") as caught:
        load_program(tmp_path / "nothing.yaml")
    assert isinstance(caught.value, DegreekitError)


# --------------------------------------------------------------------------------- institutions


def test_the_institution_and_its_grade_scale_have_to_be_there(tmp_path: Path) -> None:
    known = {"harbor": HARBOR}
    assert _load(tmp_path, CLEAN, institutions=known).institution == "harbor"
    wrong = CLEAN.replace("institution: harbor", "institution: harbour")
    assert _mistakes(tmp_path, wrong, institutions=known) == (
        "5:14: no institution `harbour` is installed; did you mean `harbor`?",
    )
    wrong = CLEAN.replace("grade_scale: letters", "grade_scale: leters")
    assert _mistakes(tmp_path, wrong, institutions=known) == (
        "6:14: `harbor` has no grade scale `leters`; did you mean `letters`?",
    )


def test_codes_of_courses_that_do_not_exist_are_found_with_their_place(tmp_path: Path) -> None:
    _load(tmp_path, CLEAN)
    assert unlisted_courses(tmp_path / "program.yaml", HARBOR) == ()
    _load(tmp_path, CLEAN.replace("rows: [STEW 590]", "rows: [STEW 591 | STEM 590]"))
    found = unlisted_courses(tmp_path / "program.yaml", HARBOR)
    assert [str(one) for one in found] == [
        "45:14: STEW 591 is not in the catalog of `harbor`; it lists 6 courses of STEW",
        "45:25: STEM 590 is not in the catalog of `harbor`; did you mean `STEW`?",
    ]


def test_what_the_page_of_the_track_prints_and_no_catalog_has_is_found(tmp_path: Path) -> None:
    file = tmp_path / "track.yaml"
    file.write_text(dump_program(get_program("columbia-ms-cs-ml")))
    found = {
        one.text.split(" is ")[0] for one in unlisted_courses(file, get_institution("columbia"))
    }
    assert found == {"STAT 4252", "CSOR 4995"}


# ------------------------------------------------------------------------------- joined programs

_MAJOR = """
id: major
title: Major
edition: "1"
institution: harbor
requirements:
  - {take: core, title: Core, courses: 2, rows: [STEW 51x]}
  - {take: free, title: Free, courses: 1, rows: [STEW 5xx]}
overlaps:
  - {id: core-twice, title: Core, scope: [core], most_courses: 1}
"""
_MINOR = _MAJOR.split("overlaps", maxsplit=1)[0].replace("major", "minor").replace("Major", "Minor")
_BOTH = """
id: both
title: Major with a minor
programs: [major.yaml, minor.yaml]
"""
_MORE = """
most_courses: 1
requirements:
  - {check: total, title: Total, credits: 15}
limits:
  - {id: low, title: Low, courses: STEW 510, most_courses: 1, scope: [major-core, minor-core]}
sharing:
  - {id: frees, title: Frees, between: [major-free], and_also: [minor-free], most_credits: 3}
"""


@pytest.fixture
def halves(tmp_path: Path) -> Path:
    for name, text in (("major", _MAJOR), ("minor", _MINOR)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_file_joins_programs_as_python_does(halves: Path) -> None:
    major, minor = (load_program(halves / f"{name}.yaml") for name in ("major", "minor"))
    title = "Major with a minor"
    assert _load(halves, _BOTH) == joint_program([major, minor], id="both", title=title)
    both = _load(halves, _BOTH + _MORE, institutions={"harbor": HARBOR})
    frees = Sharing(
        id="frees",
        title="Frees",
        between=("major-free",),
        and_also=("minor-free",),
        most_credits=3,
    )
    low = Limit(
        id="low",
        title="Low",
        courses="STEW 510",
        most_courses=1,
        scope=("major-core", "minor-core"),
    )
    total = Check(id="total", title="Total", credits=15)
    assert both == joint_program(
        [major, minor],
        most_courses=1,
        id="both",
        title=title,
        requirements=[total],
        limits=[low],
        sharing=[frees],
    )
    assert _load(halves, dump_program(both), "whole.yaml") == both


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("minor.yaml]", "none.yaml]"), "3:24: there is no file `none.yaml`; its path is"),
        (("minor.yaml]", "both.yaml]"), "3:24: `both.yaml` joins itself; leave it out"),
        ((", minor.yaml]", "]"), "3:11: `programs` has 1 entry; list at least 2"),
        (("minor.yaml]", "major.yaml]"), "3:11: a program is named twice"),
        (("most_courses: 1\n", "most: 1\n"), "5:1: there is no key `most` in a joint program"),
        (("[major-free]", "[major-fre]"), "there is no requirement `major-fre`; did you mean"),
        (("{check: total", "{check: major-core"), "id given more than once: major-core"),
        (("title: Major with a minor\n", ""), "a joint program needs `title`"),
    ],
)
def test_a_mistake_in_a_joint_program_has_its_place(
    halves: Path, change: tuple[str, str], told: str
) -> None:
    text = (_BOTH + _MORE).replace(*change)
    found = _mistakes(halves, text.lstrip(), name="both.yaml")
    assert any(told in one for one in found), found


def test_what_is_wrong_in_a_joined_file_is_reported_where_it_is_joined(halves: Path) -> None:
    (halves / "minor.yaml").write_text(_MINOR.replace("courses: 2", "course: 2"), encoding="utf-8")
    [told] = _mistakes(halves, _BOTH.lstrip())
    assert told.startswith("3:24: in `minor.yaml`: ")
    assert "did you mean `courses`?" in told


def test_the_schema_takes_a_joint_program() -> None:
    assert not list(SCHEMA.iter_errors(yaml.safe_load(_BOTH + _MORE)))
    assert list(SCHEMA.iter_errors(yaml.safe_load(_BOTH.replace("title", "titel"))))


# ----------------------------------------------------------------------- whatever Python accepts


def test_whatever_python_has_stands_in_a_file() -> None:
    """Every public model of rules is reached from a file, with all of its fields."""
    built = {
        one
        for name in requirements.__all__
        if isinstance(one := getattr(requirements, name), type) and issubclass(one, RuleModel)
    }
    abstract = {Requirement}
    assert built - abstract <= {Program, *models()}
    for model in built - abstract:
        assert set(fields(model)) >= set(model.model_fields) - {"kind"}
