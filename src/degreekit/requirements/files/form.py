"""The form of a program file: what its keys are, and which of them may be written shorter.

A file has the fields of the models under their own names. In addition there are these short ways,
known here only, for reading, writing and the schema alike:

- ``take: core`` says kind and id of a requirement at once.
- A filter or condition is a table of one key, its kind; where the kind has a main field, its value
  may stand there alone: ``level: 6000``.
- A text stands for a set of courses, a row, or a cited sentence.
- A source that names no document is of the program's document and its date.
- ``requirements`` lists what is directly below the root.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from degreekit.courses import Repeats
from degreekit.requirements.filters import InSet
from degreekit.requirements.model import RuleModel, Source
from degreekit.requirements.nodes import All, Requirement
from degreekit.requirements.program import Program
from degreekit.requirements.rows import Row

__all__ = [
    "MAIN",
    "ROOT_ID",
    "TEXT",
    "alternatives",
    "bare",
    "fields",
    "has_id",
    "kind_of",
    "models",
    "one_of",
]

#: The id of the root where a file lists `requirements`.
ROOT_ID = "degree"

#: By kind, the field whose value may follow it alone.
MAIN = {
    "in_set": "courses",
    "level": "at_least",
    "credits": "at_least",
    "title": "pattern",
    "grade": "points",
    "status": "statuses",
    "attribute": "names",
    "study_term": "at_most",
    "study_year": "at_most",
    "age": "years",
    "credits_before": "at_least",
    "all_of": "filters",
    "any_of": "filters",
    "none_of": "filters",
    "gpa": "points",
    "taken": "courses",
    "together": "rows",
    "one_of": "rows",
    "some_of": "rows",
    "not": "condition",
    "every": "conditions",
}

#: The field that a text alone stands for.
TEXT: dict[type[RuleModel], str] = {InSet: "courses", Row: "courses", Source: "sentence"}


def bare(annotation: Any) -> Any:
    """Return a type without what is optional or annotated about it."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            left = [one for one in get_args(annotation) if one is not type(None)]
            if len(left) != 1:
                return Union[tuple(left)]  # noqa: UP007  # made of what is found
            annotation = left[0]
        else:
            return annotation


def one_of(annotation: Any) -> Any:
    """Return the type of what is listed; of what is not a list, the type itself."""
    asked = bare(annotation)
    while get_origin(asked) is tuple:
        asked = bare(get_args(asked)[0])
    return asked


def alternatives(annotation: Any) -> tuple[type[RuleModel], ...]:
    """Return the models that a value of this type can be; none for a plain value."""
    asked = bare(annotation)
    found = get_args(asked) if get_origin(asked) is Union else (asked,)
    models = tuple(bare(one) for one in found)
    known = all(isinstance(m, type) and issubclass(m, RuleModel | Repeats) for m in models)
    return models if known else ()


@cache
def fields(model: type[RuleModel]) -> dict[str, Any]:
    """Return the fields of a model with their types, without its kind."""
    found: dict[str, Any] = {
        name: one.annotation for name, one in model.model_fields.items() if name != "kind"
    }
    if model is Program:
        found["requirements"] = fields(All)["parts"]
    return found


def kind_of(model: type[RuleModel]) -> str | None:
    """Return the word for a model among its alternatives."""
    field = model.model_fields.get("kind")
    if field is None or get_origin(field.annotation) is not Literal:
        return None
    return str(get_args(field.annotation)[0])


def has_id(model: type[RuleModel]) -> bool:
    """Return whether what follows the kind is an id."""
    return issubclass(model, Requirement)


def models() -> Iterator[type[RuleModel]]:
    """Yield every model that stands in a file, from the program on."""
    seen: list[type[RuleModel]] = []
    ahead: list[type[RuleModel]] = [Program]
    while ahead:
        model = ahead.pop(0)
        if model in seen:
            continue
        seen.append(model)
        yield model
        for annotation in fields(model).values():
            ahead += alternatives(one_of(annotation))
