"""Programs at random, with every primitive in them: whatever the models allow, drawn by type."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import ValidationError

from degreekit.courses import CourseSet, Term
from degreekit.requirements import All, Check, Including, Limit, Program, lint
from degreekit.requirements.files.form import alternatives, bare, fields
from degreekit.requirements.model import RuleModel

__all__ = ["programs"]

#: Texts that a loader may take for something else, or break at.
TEXTS = st.sampled_from(
    [
        *("", "no", "Yes", "null", "~", "1_000", "010", "1e3", "0x1F", "2024-09-01", "12:30:00"),
        *("a: b", "a #b", "# a", "* a", "- a", "&a", "!a", "%a", "@a", "`a`", "{a}", "[a", "a, b"),
        *(
            " a ",
            "a\nb",
            "\ta",
            'say "a"',
            "it's",
            "\\n",
            "é…\u00a0",
            "日本",
            "<<",
            "=",
            "...",
            "---",
        ),
    ]
) | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=8)
AMOUNTS = st.integers(0, 60_000).map(lambda thousandths: Decimal(thousandths) / 1000)
TERMS = st.builds(Term, st.integers(1990, 2040), st.integers(0, 3))
FORMS = ("{s} 101", "{s} 41xx", "{s} 4000+", '{s} 4995 "Open Data" in Fall 2020', "{s} 1 | {s} 2")


#: Fields of which a model has exactly one.
ONE_OF: dict[type[RuleModel], tuple[str, ...]] = {
    Including: ("courses", "credits", "subjects", "groups"),
    Check: ("credits", "courses", "subjects", "gpa"),
    Limit: ("most_courses", "most_credits", "most_subjects"),
}
#: How deep requirements, filters and conditions stand in each other.
DEEP = 3


class _Drawing:
    """One program that is being drawn."""

    def __init__(self, draw: DrawFn):
        self.draw = draw
        self.count = 0

    def model(self, model: type[RuleModel], depth: int) -> Any:
        for _ in range(20):
            values = {
                name: self.value(name, fields(model)[name], depth) for name in self.names(model)
            }
            try:
                return model(**values)
            except ValidationError:
                continue  # what a model asks of several fields at once
        raise AssertionError(f"no {model.__name__} can be drawn")

    def names(self, model: type[RuleModel]) -> list[str]:
        """Draw the fields that are written."""
        one = ONE_OF.get(model, ())
        chosen = self.draw(st.sampled_from(one)) if one else None
        return [
            name
            for name, field in model.model_fields.items()
            if name not in ("kind", "scope", "last")
            and (name not in one or name == chosen)
            and (field.is_required() or name == chosen or self.draw(st.integers(0, 2)) == 0)
        ]

    def value(self, name: str, annotation: Any, depth: int) -> Any:
        self.count += 1
        asked = bare(annotation)
        if name == "id":
            return f"id-{self.count}"
        if name in ("between", "and_also"):
            return ("id-1",)  # put right when all ids are known
        if get_origin(asked) is tuple:
            many = range(self.draw(st.integers(1, 2)))
            return tuple(self.value("", get_args(asked)[0], depth) for _ in many)
        if models := alternatives(asked):
            flat = [one for one in models if not _nests(one)] if depth >= DEEP else list(models)
            return self.model(self.draw(st.sampled_from(flat)), depth + 1)
        if get_origin(asked) is Literal:
            return self.draw(st.sampled_from(get_args(asked)))
        if isinstance(asked, type) and issubclass(asked, StrEnum):
            return self.draw(st.sampled_from(list(asked)))
        if asked is CourseSet:
            return self.draw(st.sampled_from(FORMS)).format(s=self.subject())
        return self.draw(PLAIN[asked])

    def subject(self) -> str:
        """Return a subject of its own, so that no row stands in the way of another."""
        number, word = self.count, ""
        while number:
            number, letter = divmod(number, 26)
            word += chr(ord("A") + letter)
        return f"S{word}"


#: By type; small counts, so that a list can hold them.
PLAIN: dict[Any, SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(1, 2),
    Decimal: AMOUNTS,
    bool: st.booleans(),
    Term: TERMS,
}


def _nests(model: type[RuleModel]) -> bool:
    """Return whether a model has others of its kind in it."""
    return bool({"parts", "then", "filters", "conditions", "condition"} & set(fields(model)))


@st.composite
def programs(draw: DrawFn) -> Program:
    """Draw a program that lint has nothing to say of."""
    program = _Drawing(draw).model(All, 0)
    top = _Drawing(draw)
    top.count = 10_000
    values = {
        name: top.value(name, fields(Program)[name], 1)
        for name in top.names(Program)
        if name != "root"
    }
    ids = st.lists(
        st.sampled_from([node.id for node in program.walk()]), min_size=1, max_size=2, unique=True
    ).map(tuple)
    values["limits"] = tuple(
        one.model_copy(update={"scope": draw(ids)}) for one in values.get("limits", ())
    )
    values["sharing"] = tuple(
        one.model_copy(update={"between": draw(ids), "and_also": draw(ids)})
        for one in values.get("sharing", ())
    )
    made = Program(root=program, **values)
    assume(not any(finding.severity == "error" for finding in lint(made)))
    return made
