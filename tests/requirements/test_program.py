"""A program is data: it reads back, it has a fingerprint, and what cannot be meant is refused."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from degreekit.errors import CannotAssign
from degreekit.requirements import InvalidProgram, InvalidRule, Program, Take

from .everything import EVERYTHING, program

TAKE: dict[str, Any] = {
    "kind": "take",
    "id": "core",
    "title": "Core",
    "rows": [{"courses": "CS 1"}],
    "courses": 1,
}


def everything(change: Callable[[dict[str, Any]], None] | None = None) -> Program:
    data = copy.deepcopy(EVERYTHING)
    if change:
        change(data)
    return Program.model_validate(data)


def test_a_program_with_every_primitive_is_read_back_from_its_json() -> None:
    one = everything()
    again = Program.from_json(one.to_json())
    assert again == one
    assert again.to_json() == one.to_json()
    assert Program.from_json(one.to_json().encode()) == one


def test_the_order_of_keys_in_a_file_does_not_matter() -> None:
    def turned(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: turned(data[key]) for key in reversed(data)}
        return [turned(one) for one in data] if isinstance(data, list) else data

    assert Program.model_validate(turned(EVERYTHING)).fingerprint == everything().fingerprint


def test_sets_written_in_another_way_are_the_same_program() -> None:
    def other(data: dict[str, Any]) -> None:
        data["limits"][0]["courses"] = "COMS 4721 | COMS 4771"

    assert everything(other).fingerprint == everything().fingerprint


def test_the_fingerprint_does_not_depend_on_the_process() -> None:
    script = (
        "import sys; from degreekit.requirements import Program; "
        "print(Program.from_json(sys.stdin.read()).fingerprint)"
    )
    text = everything().to_json()
    found = {
        subprocess.run(  # noqa: S603 - this interpreter, this script
            [sys.executable, "-c", script],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {everything().fingerprint}


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of each plain value in the data."""
    if isinstance(data, dict):
        return [p for key, value in data.items() for p in _paths(value, (*path, key))]
    if isinstance(data, list):
        return [p for n, value in enumerate(data) for p in _paths(value, (*path, n))]
    return [path]


def _other(path: tuple[str | int, ...], value: Any) -> Any:
    """Return another value of the same kind that may stand in the same place."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    swaps = {
        "kind": None,
        "id": None,
        "scope": None,
        "between": None,
        "and_also": None,
        "over": "applied",
        "statuses": "failed",
        "since": "Fall 2019",
        "before": "Fall 2026",
        "courses": "COMS 1",
    }
    named = [part for part in path if isinstance(part, str)][-1]
    if named in swaps:
        return swaps[named]
    return str(float(value) + 0.5) if value.replace(".", "").isdigit() else value + " more"


PATHS = [
    path
    for path in _paths(EVERYTHING)
    if [part for part in path if isinstance(part, str)][-1]
    not in ("kind", "id", "scope", "between", "and_also")
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_the_fingerprint_changes_with_every_value_of_the_rules(path: tuple[str | int, ...]) -> None:
    data: Any = copy.deepcopy(EVERYTHING)
    where = data
    for part in path[:-1]:
        where = where[part]
    where[path[-1]] = _other(path, where[path[-1]])
    assert Program.model_validate(data).fingerprint != everything().fingerprint


def test_another_id_is_another_program() -> None:
    def rename(data: dict[str, Any]) -> None:
        data["root"]["parts"][0]["id"] = "centre"
        data["root"]["parts"][4]["scope"] = ["centre", "thesis"]
        data["limits"][1]["scope"] = ["centre"]
        data["sharing"][0]["between"] = ["centre"]

    assert everything(rename).fingerprint != everything().fingerprint


def test_the_nodes_are_in_the_order_of_the_program() -> None:
    assert [node.id for node in everything().nodes] == [
        *("degree", "core", "choice", "exam", "thesis", "branch", "seminars", "seminar"),
        *("total", "advanced", "gpa", "record"),
    ]


def test_a_scope_stands_for_every_take_below_it() -> None:
    one = everything()
    assert [take.id for take in one.takes()] == ["core", "thesis", "seminar"]
    assert [take.id for take in one.takes(("choice", "branch"))] == ["thesis", "seminar"]
    assert one.takes(("gpa",)) == ()


def test_a_node_is_found_by_its_id() -> None:
    found = everything().node("seminar")
    assert isinstance(found, Take)
    assert found.open
    assert everything().node("nothing") is None


def test_a_replaced_program_is_checked_anew_and_the_old_one_stays() -> None:
    one = everything()
    before = one.to_json()
    assert one.replaced(limits=()).limits == ()
    assert one.to_json() == before
    with pytest.raises(InvalidRule, match="there is no requirement branch, choice, core"):
        one.replaced(root=program([{**TAKE, "id": "other"}]).root)


def test_rules_cannot_be_changed() -> None:
    with pytest.raises(CannotAssign, match="a Program is frozen"):
        everything().title = "Other"  # type: ignore[misc]


# ----------------------------------------------------------------------------------- strictness


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda d: d.update(colour="blue"), "program: there is no field 'colour'"),
        (lambda d: d["root"].update(colour=1), "root: there is no field 'colour'"),
        (lambda d: d["root"]["parts"][0].update(colour=1), "root.parts.0.take: there is no field"),
        (
            lambda d: d["root"]["parts"][0]["rows"][0].update(x=1),
            "rows.0.row: there is no field 'x'",
        ),
        (lambda d: d["limits"][0].update(most=1), "limits.0: there is no field 'most'"),
        (lambda d: d["sharing"][0].update(x=1), "sharing.0: there is no field 'x'"),
        (lambda d: d["limits"][0].update(courses="COMS four"), "expected a number"),
        (lambda d: d["limits"][0].update(courses={"kind": "colour"}), "limits.0.courses: "),
        (lambda d: d["root"]["parts"][0].update(kind="takes"), "root.parts.0: "),
        (lambda d: d["root"]["parts"][0].update(id="choice"), "id given more than once: choice"),
        (lambda d: d["limits"][0].update(id="core"), "id given more than once: core"),
        (lambda d: d["sharing"][0].update(id="one-ml"), "id given more than once: one-ml"),
        (lambda d: d["limits"][1].update(scope=["cor"]), "there is no requirement cor"),
        (lambda d: d["sharing"][0].update(between=["cor"]), "there is no requirement cor"),
        (lambda d: d["sharing"][0].update(and_also=["cor"]), "there is no requirement cor"),
        (lambda d: d["sharing"][0].update(and_also=[]), "sharing.0.and_also: "),
        (lambda d: d["root"]["parts"][4].update(scope=["cor"]), "there is no requirement cor"),
        (lambda d: d["limits"][0].update(id="One ML"), "limits.0.id: "),
        (lambda d: d["limits"][0].update(most_credits=3), "a Limit bounds one of"),
        (lambda d: d["limits"][0].update(most_courses=None), "a Limit bounds one of"),
        (lambda d: d["limits"][0].update(most_courses=-1), "limits.0.most_courses: "),
        (lambda d: d["limits"][1].update(most_credits="1.2345"), "limits.1.most_credits: "),
        (lambda d: d["root"].update(parts=[]), "root.parts: "),
        (lambda d: d.pop("edition"), "edition: it is missing"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(
    change: Callable[[dict[str, Any]], None], problem: str
) -> None:
    data = copy.deepcopy(EVERYTHING)
    change(data)
    with pytest.raises(InvalidProgram) as caught:
        Program.from_json(json.dumps(data))
    assert any(problem in one for one in caught.value.problems), caught.value.problems


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(InvalidProgram, match="this is not JSON"):
        Program.from_json("{")


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ({**TAKE, "courses": None}, "a Take asks for courses, for credits, or for both"),
        ({**TAKE, "courses": 0}, "has to be at least 1"),
        ({**TAKE, "rows": []}, "is empty; list at least one"),
        ({**TAKE, "including": [{"courses": 1}]}, "names a group or a filter"),
        ({**TAKE, "including": [{"group": "A"}]}, "an inner minimum asks for courses or credits"),
        (
            {**TAKE, "including": [{"group": "A", "courses": 1, "credits": 3}]},
            "asks for courses or credits, for one of subjects, groups, terms, different",
        ),
        (
            {**TAKE, "including": [{"terms": 2, "courses": 2}]},
            "an amount goes with subjects, groups, different or titles",
        ),
        (
            {"kind": "check", "id": "c", "title": "C"},
            "a Check asks for courses or credits, for one of subjects, terms, different",
        ),
        (
            {"kind": "check", "id": "c", "title": "C", "credits": 3, "gpa": 3},
            "a minimum, a maximum, a share or a gpa: for one only",
        ),
        (
            {
                "kind": "check",
                "id": "c",
                "title": "C",
                "gpa": 3,
                "over": "record",
                "scope": ["degree"],
            },
            "a check of the whole record has no scope",
        ),
        (
            {"kind": "choose", "id": "c", "title": "C", "at_least": 0, "parts": [TAKE]},
            "be at least 1",
        ),
    ],
)
def test_a_node_that_asks_for_nothing_or_too_much_at_once_is_refused(
    node: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidRule, match=problem):
        program([node])
