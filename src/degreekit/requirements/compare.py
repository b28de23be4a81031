"""What changed from one version of a program to another, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Literal

from degreekit.courses import CourseSet
from degreekit.requirements.filters import CourseFilter, InSet
from degreekit.requirements.model import RuleModel, amount_text
from degreekit.requirements.nodes import Requirement, Take
from degreekit.requirements.program import Limit, Program, Sharing
from degreekit.requirements.rows import Row

__all__ = ["RuleChange", "compare_programs"]

_Rule = Requirement | Limit | Sharing

#: Amounts of rules, with the words for them.
_AMOUNTS = {
    "courses": "courses",
    "credits": "credits",
    "subjects": "different subjects",
    "terms": "different terms",
    "different": "different courses",
    "titles": "different titles",
    "gpa": "the GPA",
    "share": "the share",
    "last": "the number of last credits looked at",
    "at_least": "parts",
    "most_courses": "the maximum number of courses",
    "most_credits": "the maximum number of credits",
    "most_subjects": "the maximum number of subjects",
    "most_places": "places of one course",
    "by": "the deadline",
    "over": "looks at",
    "each": "holds for each",
    "open": "more courses than asked for may be applied",
    "approval": "approved by",
    "group": "group",
    "counts_as": "parts that it counts as",
}
#: What holds for a program as a whole.
_WHOLE = {
    "title": "the title",
    "institution": "the institution",
    "grade_scale": "the grade scale",
    "unit": "the word for credits",
    "credit": "what may count at all",
    "credit_once": "a course taken again earns credit once",
    "transfer": "credit from elsewhere counts",
    "waiver_points": "the grade points a waiver needs",
    "alike_subjects": "subjects that count as one",
}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One requirement, limit or sharing rule that is not what it was.

    Attributes:
        kind: ``added``, ``removed`` or ``changed``.
        id: of the rule; of the program for what holds for all of it.
        title: its name; the new one where it has changed.
        before: what the rule said of itself; empty where it is added.
        after: what it says now; empty where it is removed.
        details: what changed, a sentence each.
    """

    kind: Literal["added", "removed", "changed"]
    id: str
    title: str
    before: str = ""
    after: str = ""
    details: tuple[str, ...] = ()


def compare_programs(before: Program, after: Program) -> tuple[RuleChange, ...]:
    """Return what changed from one program to another, rule by rule, in the order of the second.

    Rules are matched by their ids, which stay the same from edition to edition. A change of sources
    alone is none.

    Args:
        before: the former rules.
        after: the rules that take their place.

    Example:
        >>> from degreekit.requirements import All, Program, Row, Take, compare_programs
        >>> def program(courses, rows):
        ...     take = Take(id="core", title="Core", courses=courses, rows=(Row(courses=rows),))
        ...     root = All(id="degree", title="Degree", parts=(take,))
        ...     return Program(id="p", title="P", edition="1", institution="i", root=root)
        >>> (found,) = compare_programs(program(2, "CS 1-3"), program(3, "CS 1-2 | CS 7"))
        >>> found.details
        ('courses: 3 instead of 2', 'the list gains CS 7', 'the list loses CS 3')
    """
    return tuple(_changes(before, after))


def _changes(before: Program, after: Program) -> Iterator[RuleChange]:
    whole = tuple(_fields(before, after, _WHOLE))
    if whole:
        yield RuleChange("changed", after.id, after.title, details=whole)
    old, new = _rules(before), _rules(after)
    homes = _parents(before), _parents(after)
    for id_, rule in new.items():
        if id_ not in old:
            yield RuleChange("added", id_, rule.title, after=_said(rule, after.unit))
        elif details := tuple(_details(old[id_], rule, homes)) or _otherwise(old[id_], rule):
            said = _said(old[id_], before.unit), _said(rule, after.unit)
            yield RuleChange("changed", id_, rule.title, *said, details)
    for id_, rule in old.items():
        if id_ not in new:
            yield RuleChange("removed", id_, rule.title, before=_said(rule, before.unit))


#: What is not a rule itself: names for people, and the rules below.
_NOT_OWN = {"title", "source", "list_name", "course_name", "parts", "then", "otherwise"}


def _otherwise(before: _Rule, after: _Rule) -> tuple[str, ...]:
    """Return that a rule is another one in a respect that no detail names, so that none is lost."""
    told = [_own(rule.model_dump(mode="json", exclude_none=True)) for rule in (before, after)]
    return () if told[0] == told[1] else ("is written in another way",)


def _own(data: Any) -> Any:
    if isinstance(data, list):
        return [_own(one) for one in data]
    if not isinstance(data, dict):
        return data
    return {name: _own(value) for name, value in data.items() if name not in _NOT_OWN}


def _rules(program: Program) -> dict[str, _Rule]:
    rules: tuple[_Rule, ...] = (*program.nodes, *program.limits, *program.sharing)
    return {rule.id: rule for rule in rules}


def _parents(program: Program) -> dict[str, str]:
    return {child.id: node.id for node in program.nodes for child in node.children}


def _said(rule: _Rule, unit: str) -> str:
    return rule.needs(unit) if isinstance(rule, Requirement) else rule.text(unit)


def _details(
    before: _Rule, after: _Rule, homes: tuple[Mapping[str, str], Mapping[str, str]]
) -> Iterator[str]:
    if type(before) is not type(after):
        yield f"is another kind of rule: {_kind(after)} instead of {_kind(before)}"
        return
    if before.title != after.title:
        yield f"is called {after.title!r} instead of {before.title!r}"
    if (home := homes[1].get(after.id)) != homes[0].get(before.id):
        yield f"stands below {home!r} instead of {homes[0].get(before.id)!r}"
    amounts = {name: told for name, told in _AMOUNTS.items() if name != "courses"}
    yield from _fields(before, after, amounts if isinstance(after, Limit) else _AMOUNTS)
    if isinstance(before, Take) and isinstance(after, Take):
        yield from _lists(before, after)
    elif isinstance(before, Limit) and isinstance(after, Limit):
        yield from _sets(before.courses, after.courses, "it")
    for name in ("scope", "between", "and_also"):
        told = name.replace("_", " ")
        yield from _names(getattr(before, name, ()), getattr(after, name, ()), told)
    for name in ("where", "among", "when", "condition", "met_by"):
        told = name.replace("_", " ")
        yield from _texts(getattr(before, name, None), getattr(after, name, None), told)


def _kind(rule: _Rule) -> str:
    return str(getattr(rule, "kind", type(rule).__name__.lower()))


def _fields(before: RuleModel, after: RuleModel, names: Mapping[str, str]) -> Iterator[str]:
    known = type(after).model_fields
    for name, told in names.items():
        if name not in known:
            continue
        old, new = getattr(before, name, None), getattr(after, name, None)
        if old != new:
            yield f"{told}: {_value(new)} instead of {_value(old)}"


def _value(value: Any) -> str:
    match value:
        case None | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return amount_text(value)
        case RuleModel():
            return str(getattr(value, "text", value.__str__)())
        case tuple():
            return "; ".join(" = ".join(one) for one in value) or "none"
        case _:
            return str(value)


def _lists(before: Take, after: Take) -> Iterator[str]:
    yield from _gained(_union(before.listed), _union(after.listed), "the list")
    old = {row.title or row.text(): row for row in before.listed}
    new = {row.title or row.text(): row for row in after.listed}
    both = [name for name in new if name in old]
    for name in both:
        told = "" if len(new) == 1 else f"row {name!r}: "
        names = ("approval", "group", "most_courses", "most_credits")
        amounts = {key: _AMOUNTS[key] for key in names}
        for detail in _fields(old[name], new[name], amounts):
            yield told + detail
        if not (_plain(old[name]) and _plain(new[name])):
            for detail in _texts(old[name].courses, new[name].courses, "courses"):
                yield told + detail
    for name, row in new.items():
        if name not in old and not _plain(row):
            yield f"the list gains the row {name!r}"
    for name, row in old.items():
        if name not in new and not _plain(row):
            yield f"the list loses the row {name!r}"
    if [name for name in old if name in new] != both:
        yield "the rows stand in another order"
    asked = [part.text() for part in before.including], [part.text() for part in after.including]
    yield from (f"asks for {text}" for text in asked[1] if text not in asked[0])
    yield from (f"no longer asks for {text}" for text in asked[0] if text not in asked[1])
    grouped = _groups(before), _groups(after)
    yield from (f"the list gains {text}" for text in grouped[1] if text not in grouped[0])
    yield from (f"the list loses {text}" for text in grouped[0] if text not in grouped[1])


def _groups(take: Take) -> list[str]:
    """Write the rows that count only together, or of which one or some count."""
    entries = (one for one in take.rows if not isinstance(one, Row))
    return [one.model_copy(update={"title": ""}).text() for one in entries]


def _plain(row: Row) -> bool:
    return isinstance(row.courses, InSet)


def _union(rows: tuple[Row, ...]) -> CourseSet:
    sets = [row.courses.courses for row in rows if isinstance(row.courses, InSet)]
    return reduce(or_, sets, CourseSet())


def _gained(before: CourseSet, after: CourseSet, what: str) -> Iterator[str]:
    if more := after - before:
        yield f"{what} gains {_courses(more)}"
    if less := before - after:
        yield f"{what} loses {_courses(less)}"


def _courses(courses: CourseSet) -> str:
    """Write a set, with a range of one number as that number."""
    return re.sub(r"\b(\d+)-\1\b", r"\1", courses.words("and"))


def _sets(before: CourseFilter, after: CourseFilter, what: str) -> Iterator[str]:
    if isinstance(before, InSet) and isinstance(after, InSet):
        yield from _gained(before.courses, after.courses, what)
    else:
        yield from _texts(before, after, "courses")


def _names(before: tuple[str, ...], after: tuple[str, ...], what: str) -> Iterator[str]:
    if set(before) != set(after):
        wide = "the whole program"
        yield f"{what}: {', '.join(after) or wide} instead of {', '.join(before) or wide}"


def _texts(before: Any, after: Any, what: str) -> Iterator[str]:
    if before != after:
        yield f"{what}: {_value(after)} instead of {_value(before)}"
