"""Messages about mistakes in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from degreekit.courses import CourseSet
from degreekit.plain_data import mistake
from degreekit.requirements.files.form import MAIN, fields, has_id, kind_of
from degreekit.requirements.files.joined import JointFile
from degreekit.requirements.files.tree import Text, Tree
from degreekit.requirements.minimums import Including
from degreekit.requirements.model import RuleModel
from degreekit.requirements.nodes import Take
from degreekit.requirements.program import Sharing
from degreekit.requirements.rows import Row

__all__ = [
    "WANTED",
    "called",
    "combined",
    "elsewhere",
    "example",
    "not_allowed",
    "table_example",
]

#: What to write where a key is missing.
WANTED = {
    "edition": "write the date of the published rules: 2024-09-01",
    "institution": "write the id that `degreekit plugins` shows, such as columbia",
    "root": "list the parts of the program under `requirements`",
    "rows": "list what can be taken: [CS 101 | CS 102]",
    "condition": "say what it depends on: {started: {since: Fall 2020}}",
    "document": "name the published page",
    "programs": "list the files of the programs: [major.yaml, minor.yaml]",
}

#: What is called otherwise than its model.
_NAMES: dict[type[RuleModel], str] = {
    Including: "inner minimum",
    JointFile: "joint program",
    Sharing: "sharing rule",
}


def called(model: type[RuleModel]) -> str:
    """Return what a model is called, with its article."""
    name = _NAMES.get(model) or kind_of(model) or model.__name__.lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def combined(kinds: Mapping[str, object]) -> str:
    """Return the kind that combines others of its sort."""
    return "`all_of`" if "all_of" in kinds else "`every`"


def example(asked: Any) -> str:
    """Return a single value of a type."""
    return {int: "3", Decimal: "3", bool: "true", CourseSet: "CS 101 | CS 102"}.get(asked, "a text")


def table_example(models: tuple[type[RuleModel], ...]) -> str:
    """Return how a table of one of these models begins."""
    model = models[0]
    if has_id(model):
        return f"`{kind_of(model)}: an-id`"
    if kind := kind_of(model):
        return f"`{kind}: {'...' if kind in MAIN else ''}`"
    return f"`{next(iter(fields(model)))}: ...`"


_GRADE = "a minimum grade is a filter: courses: {all_of: [CS *, {grade: 2}]}"
_MAXIMUM = "a maximum is one of the `limits`, with this requirement as its scope"
#: What people write as a key of a list or a row, and how the rules say it.
_ELSEWHERE: dict[type[RuleModel], dict[str, str]] = {
    Row: dict.fromkeys(("grade", "min_grade", "minimum_grade"), _GRADE),
    Take: {
        **dict.fromkeys(("grade", "min_grade", "minimum_grade"), _GRADE),
        **dict.fromkeys(("max_courses", "most_courses", "at_most"), _MAXIMUM),
        **dict.fromkeys(("max_credits", "most_credits"), _MAXIMUM),
    },
}


def elsewhere(key: str, model: type[RuleModel]) -> str:
    """Return how the rules say what a key means that there is not; empty where they may not.

    Args:
        key: the key.
        model: what it stands in.
    """
    return _ELSEWHERE.get(model, {}).get(key, "")


def not_allowed(error: Any, name: str, tree: Tree | None) -> tuple[str, str]:
    """Return what is wrong with a value that has the right type, and what to do."""
    given = tree.text if isinstance(tree, Text) else ""
    match error["type"]:
        case "string_pattern_mismatch" if name == "share":
            return f"`{given}` is not a part of a whole", "write it as 1/2 or 0.5"
        case "string_pattern_mismatch":
            meant = re.sub(r"[^a-z0-9]+", "-", given.lower()).strip("-")
            return f"`{given}` is not a valid id", f"write `{meant or 'my-id'}`"
        case "greater_than_equal":
            return f"`{name}` is {given}", f"it has to be at least {error['ctx']['ge']}"
        case "too_short":
            least = error["ctx"]["min_length"]
            if least > 1:
                return (
                    f"`{name}` has {error['ctx']['actual_length']} entry",
                    f"list at least {least}",
                )
            return f"`{name}` is empty", "list at least one, or leave the rule out"
        case "decimal_max_places":
            return f"`{name}` is {given}", "write at most three decimals"
        case "value_error":
            return error["msg"].removeprefix("Value error, "), ""
    return f"`{name}`: {mistake(error)[1]}", ""
