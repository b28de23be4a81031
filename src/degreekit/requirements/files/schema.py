"""The form of a program file as JSON Schema, for editors that complete and check."""

from __future__ import annotations

import inspect
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from degreekit.courses import CourseSet, Term
from degreekit.requirements.conditions import Started
from degreekit.requirements.files.form import (
    MAIN,
    TEXT,
    alternatives,
    bare,
    fields,
    has_id,
    kind_of,
    models,
    one_of,
)
from degreekit.requirements.files.joined import JOINS, JointFile
from degreekit.requirements.filters import InSet
from degreekit.requirements.model import ID, RuleModel
from degreekit.requirements.nodes import Take
from degreekit.requirements.program import Program
from degreekit.requirements.rows import Row

__all__ = ["program_schema"]

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": ["string", "number", "boolean"]},  # YAML without quotes may look like these
    int: {"type": "integer"},
    Decimal: {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d{1,3})?$"}]},
    bool: {"type": "boolean"},
    CourseSet: {"type": "string", "description": 'A set of courses, as "CS 101 | CS 42xx".'},
    Term: {"type": "string", "description": "A term, as Fall 2023."},
}


#: What the models that may stand in one place are called together, by the first of them.
_UNIONS: dict[type[RuleModel], str] = {
    Take: "Requirement",
    InSet: "CourseFilter",
    Started: "Condition",
    Row: "Entry",
}


def program_schema() -> dict[str, Any]:
    """Return the JSON Schema of program files in their short form.

    It says which keys there are and what they hold. What the rules mean together only
    `load_program` checks.

    Example:
        >>> from degreekit.requirements.files.schema import program_schema
        >>> program_schema()["$defs"]["Program"]["required"]
        ['id', 'title', 'edition', 'institution']
    """
    program = _table(Program)
    program["required"].remove("root")
    program["oneOf"] = [{"required": ["requirements"]}, {"required": ["root"]}]
    used = [model for model in models() if model is not Program]
    defs = {model.__name__: _definition(model) for model in used}
    defs |= {"Program": program, "JointProgram": _table(JointFile)}
    for first, name in _UNIONS.items():
        union = next(
            found
            for model in used
            for annotation in fields(model).values()
            if (found := alternatives(one_of(annotation)))[:1] == (first,)
        )
        defs[name] = {"anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in union]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A program of degreekit, or a file that joins several",
        "if": {"required": [JOINS]},
        "then": {"$ref": "#/$defs/JointProgram"},
        "else": {"$ref": "#/$defs/Program"},
        "$defs": dict(sorted(defs.items())),
    }


def _definition(model: type[RuleModel]) -> dict[str, Any]:
    kind = kind_of(model)
    if kind is not None and not has_id(model):
        return _of_a_kind(model, kind)
    table = _table(model)
    if kind is not None:
        table["properties"] = {
            kind: {"type": "string", "pattern": ID.pattern},
            **table["properties"],
        }
        table["required"] = [kind, *table["required"]]
    return _or_text(model, table)


def _of_a_kind(model: type[RuleModel], kind: str) -> dict[str, Any]:
    """Return a table of one key, with the main field alone or all fields after it."""
    value = _table(model)
    description = value.pop("description")
    after = [value]
    if main := MAIN.get(kind):
        after.insert(0, _value(fields(model)[main]))
    table = {
        "type": "object",
        "description": description,
        "properties": {kind: after[0] if len(after) == 1 else {"anyOf": after}},
        "required": [kind],
        "additionalProperties": False,
    }
    return _or_text(model, table)


def _or_text(model: type[RuleModel], table: dict[str, Any]) -> dict[str, Any]:
    if model not in TEXT:
        return table
    description = table.pop("description")
    return {"description": description, "anyOf": [{"type": "string"}, table]}


def _table(model: type[RuleModel]) -> dict[str, Any]:
    behind_the_kind = has_id(model)
    names = [name for name in fields(model) if not (behind_the_kind and name == "id")]
    optional = {"document"}  # a source has it from that of the program
    required = [
        name
        for name in names
        if name in model.model_fields and model.model_fields[name].is_required()
    ]
    told = _attributes(model)
    return {
        "type": "object",
        "description": (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " "),
        "properties": {
            name: _described(_value(fields(model)[name], name), told.get(name)) for name in names
        },
        "required": [name for name in required if name not in optional],
        "additionalProperties": False,
    }


def _described(value: dict[str, Any], told: str | None) -> dict[str, Any]:
    return {**value, "description": told} if told else value


def _value(annotation: Any, name: str = "") -> dict[str, Any]:
    asked = bare(annotation)
    if get_origin(asked) is tuple:
        return {"type": "array", "items": _value(get_args(asked)[0])}
    if models_ := alternatives(asked):
        name = models_[0].__name__ if len(models_) == 1 else _UNIONS[models_[0]]
        return {"$ref": f"#/$defs/{name}"}
    if get_origin(asked) is Literal:
        return {"enum": list(get_args(asked))}
    if isinstance(asked, type) and issubclass(asked, StrEnum):
        return {"enum": [one.value for one in asked]}
    if name == "id":
        return {"type": "string", "pattern": ID.pattern}
    return dict(_PLAIN[asked])


def _attributes(model: type[RuleModel]) -> dict[str, str]:
    """Return what the docstring of a model says of its fields."""
    found: dict[str, str] = {}
    section = (inspect.getdoc(model) or "").partition("Attributes:\n")[2].split("\n\n")[0]
    name = ""
    for line in section.splitlines():
        if line.startswith("    ") and not line.startswith("     ") and ": " in line:
            name, _, text = line.strip().partition(": ")
            found[name] = text
        elif name:
            found[name] += f" {line.strip()}"
    return found
