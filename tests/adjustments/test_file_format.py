"""The file of decisions: JSON or YAML, and each mistake named with entry and field."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from degreekit.adjustments import (
    Adjustment,
    AdjustmentKind,
    InvalidAdjustments,
    read_adjustments,
)
from degreekit.sources import FileProblem

JSON = """
[{"kind": "waive", "requirement": "required", "course": "COMS W4771",
  "reason": "equivalent course, grade A", "by": "track advisor", "date": "2023-09-20"},
 {"kind": "approve", "requirement": "track-electives", "course": "COMS E6998",
  "title": "High Performance Machine Learning", "reason": "on the list",
  "by": "track advisor", "date": "2023-10-02"},
 {"kind": "change_limit", "limit": "projects", "credits": 4.5}]
"""
YAML = """
- kind: waive
  requirement: required
  course: COMS W4771
  reason: equivalent course, grade A
  by: track advisor
  date: 2023-09-20
- {kind: approve, requirement: track-electives, course: COMS E6998,
   title: High Performance Machine Learning, reason: on the list, by: track advisor,
   date: 2023-10-02}
- {kind: change_limit, limit: projects, credits: 4.5}
"""
LEAST: dict[str, dict[str, Any]] = {
    "waive": {"requirement": "core"},
    "substitute": {"course": "CS 1", "replaces": "CS 2"},
    "also_allow": {"requirement": "core", "course": "CS 1"},
    "exclude": {"course": "CS 1"},
    "apply_here": {"requirement": "core", "course": "CS 1"},
    "force_complete": {"requirement": "core"},
    "change_limit": {"limit": "one", "courses": 2},
    "waive_limit": {"limit": "one"},
    "approve": {"course": "CS 1"},
    "deny": {"course": "CS 1"},
    "set_edition": {"edition": "2023"},
    "set_program": {"program": "p"},
    "note": {"reason": "talked to the student"},
}


def problems(data: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidAdjustments) as caught:
        read_adjustments(data)
    return caught.value.problems


def test_json_and_yaml_say_the_same() -> None:
    assert read_adjustments(JSON) == read_adjustments(YAML)
    assert read_adjustments(JSON.encode()) == read_adjustments(YAML.encode())


def test_the_fields_are_read_as_what_they_are() -> None:
    first, _, third = read_adjustments(YAML)
    assert first.kind is AdjustmentKind.WAIVE
    assert first.requirement == "required"
    assert str(first.course) == "COMS W4771"
    assert first.date == datetime.date(2023, 9, 20)
    assert third.credits == Decimal("4.5")


def test_entries_that_are_read_already_are_taken_as_they_are() -> None:
    (one,) = read_adjustments([Adjustment(kind=AdjustmentKind.NOTE, reason="x")])
    assert read_adjustments([one]) == (one,)


@pytest.mark.parametrize("text", ["[]", "- []\n"[2:], "[]\n"])
def test_an_empty_list_is_no_decision(text: str) -> None:
    assert read_adjustments(text) == ()


@pytest.mark.parametrize("kind", list(AdjustmentKind))
def test_every_kind_has_fields_it_cannot_do_without(kind: AdjustmentKind) -> None:
    least = LEAST[kind.value]
    (given,) = read_adjustments([{"kind": kind.value, **least}])
    assert given.kind is kind
    for field in least:
        rest = {name: value for name, value in least.items() if name != field}
        (problem,) = problems([{"kind": kind.value, **rest}])
        assert problem.startswith("entry 1: ")
        assert f"{kind.value} needs " in problem
        assert field in problem


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({"kind": "waved", "requirement": "core"}, "entry 2, kind: "),
        ({"requirement": "core"}, "entry 2, kind: it is missing"),
        ({"kind": "exclude", "course": "four"}, "entry 2, course: 'four' is not a course code"),
        ({"kind": "exclude", "course": 4771}, "entry 2, course: it has to be a text"),
        ({"kind": "note", "reason": "x", "date": "soon"}, "entry 2, date: "),
        ({"kind": "note", "reason": "x", "colour": "blue"}, "entry 2: there is no field 'colour'"),
        ({"kind": "change_limit", "limit": "x", "courses": -1}, "entry 2, courses: "),
        ({"kind": "change_limit", "limit": "x", "courses": "two"}, "entry 2, courses: "),
        ({"kind": "change_limit", "limit": "x", "credits": "-3"}, "entry 2, credits: "),
        ("waive", "entry 2: "),
        (None, "entry 2: "),
    ],
)
def test_each_mistake_names_entry_and_field(entry: Any, place: str) -> None:
    (problem,) = problems([{"kind": "note", "reason": "fine"}, entry])
    assert problem.startswith(place)


def test_every_mistake_is_named_not_only_the_first() -> None:
    found = problems([{"kind": "waive"}, {"kind": "note", "reason": "x"}, {"kind": "approve"}])
    assert [problem.split(":")[0] for problem in found] == ["entry 1", "entry 3"]


@pytest.mark.parametrize("text", ["", "{}", '{"kind": "note"}', "null", "a: b"])
def test_a_file_that_holds_no_list_is_refused(text: str) -> None:
    assert problems(text) == ("it is not a list: write an entry with its 'kind' for each",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- kind: note\n  reason: [one\n- kind: note\n", 3),
        ("- kind: note\n  reason: x\n bad: y\n", 3),
        ('- kind: "note\n', 2),
        ("- kind: note\n\treason: x\n", 2),
    ],
)
def test_broken_yaml_names_the_line(text: str, line: int) -> None:
    (problem,) = problems(text)
    assert problem.startswith(f"line {line}: this is neither JSON nor YAML")


def test_bytes_that_are_no_text_are_refused() -> None:
    (problem,) = problems(b"\xff\xfe\xfa")
    assert "byte 2 is not UTF-16-LE" in problem


def test_yaml_cannot_make_anything_but_data() -> None:
    (problem,) = problems("- !!python/object/apply:os.system ['true']\n")
    assert "anchors and tags are not allowed" in problem


@pytest.mark.parametrize(
    "entry",
    [
        {"course": "CS 1", "replaces": "CS 2"},
        {"course": "CS 1", "for": "CS 2"},
        {"course": "CS 1", "instead_of": "CS 2"},
        {"course": "CS 2", "with": "CS 1"},
    ],
)
def test_a_substitution_may_be_written_in_either_direction(entry: dict[str, str]) -> None:
    (given,) = read_adjustments([{"kind": "substitute", **entry}])
    assert (str(given.course), str(given.replaces)) == ("CS 1", "CS 2")


def test_a_decision_may_name_the_program_it_was_made_for() -> None:
    plain, named = read_adjustments(
        "- {kind: note, reason: x}\n- {kind: note, reason: x, program: demo}"
    )
    assert (plain.program, named.program) == (None, "demo")
    assert (plain.override, plain.edition) == (False, None)


@pytest.mark.parametrize("value", ["perhaps", 2, None])
def test_to_override_is_yes_or_no(value: object) -> None:
    entry = {"kind": "also_allow", "requirement": "core", "course": "CS 1", "override": value}
    (problem,) = problems([entry])
    assert problem.startswith("entry 1, override: ")


def test_reading_leaves_the_data_as_it_was() -> None:
    entry = {"kind": "substitute", "course": "CS 2", "with": "CS 1"}
    read_adjustments([entry])
    assert entry == {"kind": "substitute", "course": "CS 2", "with": "CS 1"}


def test_decisions_may_be_a_path_or_an_open_file(tmp_path: Path) -> None:
    path = tmp_path / "decided.yaml"
    path.write_text(YAML)
    with path.open("rb") as file:
        assert read_adjustments(path) == read_adjustments(file) == read_adjustments(YAML)
    with pytest.raises(InvalidAdjustments, match="for the name of a file pass a Path"):
        read_adjustments(str(path))
    with pytest.raises(FileProblem, match="no such file"):
        read_adjustments(tmp_path / "nowhere.yaml")
