"""A Hypothesis strategy for programs, with every primitive in them: drawn by type from the models.

What a model gains is drawn from that day on, without a change here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from hypothesis import assume, reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from typing_extensions import override

from degreekit.courses import CatalogCourse, CourseSet, Institution, InvalidRule, Repeats, Term
from degreekit.requirements import (
    All,
    Check,
    Including,
    Limit,
    OneOf,
    Program,
    Together,
    lint,
)
from degreekit.requirements.files.form import alternatives, bare, fields
from degreekit.requirements.model import RuleModel

__all__ = ["programs"]

#: Texts that a loader may take for something else, or break at.
_TEXTS = st.sampled_from(
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
_AMOUNTS = st.integers(0, 60_000).map(lambda thousandths: Decimal(thousandths) / 1000)
_TERMS = st.builds(Term, st.integers(1990, 2040), st.integers(0, 3))
#: Sets of courses of a subject.
_FORMS = ("{s} 101", "{s} 41xx", "{s} 4000+", '{s} 4995 "Open Data" in Fall 2020', "{s} 1 | {s} 2")

#: Fields of which a model has exactly one.
_ONE_OF: dict[type[RuleModel], tuple[str, ...]] = {
    Including: ("courses", "credits", "subjects", "groups", "terms", "different", "titles"),
    Check: (
        *("credits", "courses", "subjects", "terms", "different", "titles", "gpa", "share"),
        *("most_courses", "most_credits"),
    ),
    Limit: ("most_courses", "most_credits", "most_subjects"),
    Repeats: ("times", "each_time", "counts", "average"),
}
#: Fields that go with certain values of others only.
_SELDOM = (
    *("kind", "varies", "scope", "last", "counts_as"),
    *("replaces_below", "most_replaced", "most_replaced_credits"),
)
#: Fields that another one needs, and fields that make sense with one other field only.
_NEEDS = {"share": "where"}
_ONLY_WITH = {"among": "share"}
#: How deep requirements, filters and conditions stand in each other.
_DEEP = 3


class _Drawing:
    """One program that is being drawn.

    Args:
        draw: the source of choices.
        courses: what the rules are about; without any, courses of invented subjects.
        count: the number of what is drawn first; ids are numbered.
    """

    def __init__(self, draw: DrawFn, courses: Sequence[CatalogCourse], count: int = 0):
        self.draw = draw
        self.courses = courses
        self.count = count

    def model(self, model: type[RuleModel], depth: int) -> Any:
        for _ in range(20):
            values = {
                name: self.value(name, fields(model)[name], depth) for name in self.names(model)
            }
            try:
                return model.model_validate(values)
            except InvalidRule:
                continue  # what a model asks of several fields at once
        return reject()

    def names(self, model: type[RuleModel]) -> list[str]:
        """Draw the fields that are written."""
        one = _ONE_OF.get(model, ())
        chosen = self.draw(st.sampled_from(one)) if one else None
        return [
            name
            for name, field in model.model_fields.items()
            if name not in _SELDOM
            and (name not in one or name == chosen)
            and _ONLY_WITH.get(name, chosen) == chosen
            and (
                field.is_required()
                or name in (chosen, _NEEDS.get(chosen or ""))
                or self.draw(st.integers(0, 2)) == 0
            )
        ]

    def value(self, name: str, annotation: Any, depth: int) -> Any:
        self.count += 1
        asked = bare(annotation)
        if name == "id":
            return f"id-{self.count}"
        if name in ("since", "until") and asked is str:
            return self.draw(st.dates()).isoformat()
        if name == "share":
            return self.draw(st.sampled_from(["1/3", "1/2", "3/4"]))
        if name in ("between", "and_also"):
            return ("id-1",)  # put right when all ids are known
        if get_origin(asked) is tuple:
            many = range(self.draw(st.integers(1, 2)))
            return tuple(self.value("", get_args(asked)[0], depth) for _ in many)
        if models := alternatives(asked):
            flat = [one for one in models if not _nests(one)] if depth >= _DEEP else list(models)
            return self.model(self.draw(st.sampled_from(flat)), depth + 1)
        if get_origin(asked) is Literal:
            return self.draw(st.sampled_from(get_args(asked)))
        if isinstance(asked, type) and issubclass(asked, StrEnum):
            return self.draw(st.sampled_from(list(asked)))
        if asked is CourseSet:
            return self.some_courses()
        return self.draw(_PLAIN[asked])

    def some_courses(self) -> str:
        if not self.courses:
            return str(self.draw(st.sampled_from(_FORMS))).format(s=self.subject())
        one, other = (self.draw(st.sampled_from(self.courses)).code for _ in range(2))
        subject, level = one.subject, one.number[:-3] or "0"
        single = f"{subject} {one.number}"
        forms = [single, f"{single} | {other.subject} {other.number}"]
        forms += [f"{subject} {level}000-{level}999", f"{subject} *"]
        return self.draw(st.sampled_from(forms))

    def subject(self) -> str:
        """Return a subject of its own, so that no two rows compete for a course."""
        number, word = self.count, ""
        while number:
            number, letter = divmod(number, 26)
            word += chr(ord("A") + letter)
        return f"S{word}"


#: By type; small counts, so that a list can hold them.
_PLAIN: dict[Any, SearchStrategy[Any]] = {
    str: _TEXTS,
    int: st.integers(1, 2),
    Decimal: _AMOUNTS,
    bool: st.booleans(),
    Term: _TERMS,
}


def _nests(model: type[RuleModel]) -> bool:
    """Return whether a model has others of its kind in it."""
    nesting = {"parts", "then", "filters", "conditions", "condition"} & set(fields(model))
    return bool(nesting) or issubclass(model, Together | OneOf)


def programs(institution: Institution | None = None) -> SearchStrategy[Program]:
    """Return a strategy for programs, of which `lint` finds that they can be meant.

    Any rule may be in them that a program can have, in any combination. Ids, titles and texts are
    those that a file format may stumble over.

    Args:
        institution: the rules use its courses and one of its grade scales; without it those of
            courses that are made up.

    Example:
        >>> from hypothesis import given, settings
        >>> from degreekit.requirements import Program
        >>> from degreekit.testing import programs
        >>> @settings(max_examples=3, deadline=None, database=None)
        ... @given(programs())
        ... def a_program_is_read_back_from_its_json(program):
        ...     assert Program.from_json(program.to_json()) == program
        >>> a_program_is_read_back_from_its_json()
    """
    return _programs(_Where(institution))


class _Where:
    """An institution with a short repr: Hypothesis prints what a strategy is made from."""

    def __init__(self, institution: Institution | None):
        self.institution = institution

    @override
    def __repr__(self) -> str:
        return self.institution.id if self.institution else "anywhere"


@st.composite
def _programs(draw: DrawFn, where: _Where) -> Program:
    institution = where.institution
    catalog = institution.catalog if institution else ()
    root = _Drawing(draw, catalog).model(All, 0)
    top = _Drawing(draw, catalog, count=10_000)
    values = {
        name: top.value(name, fields(Program)[name], 1)
        for name in top.names(Program)
        if name != "root"
    }
    ids = st.lists(
        st.sampled_from([node.id for node in root.walk()]), min_size=1, max_size=2, unique=True
    ).map(tuple)
    values["limits"] = tuple(
        one.model_copy(update={"scope": draw(ids)}) for one in values.get("limits", ())
    )
    values["sharing"] = tuple(
        one.model_copy(update={"between": draw(ids), "and_also": draw(ids)})
        for one in values.get("sharing", ())
    )
    if values.get("repeats"):
        values["credit_once"] = True
    if institution is not None:
        scales = [None, *(scale.id for scale in institution.grade_scales)]
        values |= {"institution": institution.id, "grade_scale": draw(st.sampled_from(scales))}
    if values.get("credit_once") is False:
        del values["credit_once"]  # no program may say so: `repeats` does
    made = Program(root=root, **values)
    assume(not any(finding.severity == "error" for finding in lint(made)))
    return made
