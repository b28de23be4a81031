"""Decisions and planned courses as they are typed: each checked by itself, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from degreekit.adjustments import Adjustment, AdjustmentKind
from degreekit.adjustments.kinds import KINDS
from degreekit.courses import Institution
from degreekit.data_model import validated
from degreekit.plain_data import mistake
from degreekit.requirements import Limit, Program, Sharing, amount_text
from degreekit.transcript import CourseRecord, InvalidPlan, plan_records

__all__ = [
    "KIND_LABELS",
    "checked_decision",
    "checked_plan",
    "decision_data",
    "decision_text",
    "kinds",
    "plan_data",
]

#: What the page calls each kind of decision.
KIND_LABELS = {
    AdjustmentKind.WAIVE: "Waive a requirement or a course",
    AdjustmentKind.SUBSTITUTE: "Count one course as another",
    AdjustmentKind.ALSO_ALLOW: "Also allow a course for a requirement",
    AdjustmentKind.APPLY_HERE: "Apply a course to a requirement",
    AdjustmentKind.APPROVE: "Approve a course, or confirm a requirement",
    AdjustmentKind.DENY: "Refuse a course, or a confirmation",
    AdjustmentKind.EXCLUDE: "Exclude a course",
    AdjustmentKind.FORCE_COMPLETE: "Declare a requirement complete",
    AdjustmentKind.CHANGE_LIMIT: "Change an amount or a limit",
    AdjustmentKind.WAIVE_LIMIT: "Waive a limit",
    AdjustmentKind.SET_EDITION: "Use another edition of the rules",
    AdjustmentKind.SET_PROGRAM: "Change to another program",
    AdjustmentKind.NOTE: "Add a note",
}
#: How a mistake in a list of one entry begins.
_FIRST = re.compile(r"^entry 1(?:, (\w+))?[^:]*: ")

Mistake = dict[str, str]


def kinds() -> list[dict[str, Any]]:
    """Return the kinds of decision: what each is called, what it needs, and what it may say."""
    known = [*KIND_LABELS, *(kind for kind in KINDS if kind not in KIND_LABELS)]
    return [
        {
            "kind": kind.value,
            "label": KIND_LABELS.get(kind, kind.value.replace("_", " ")),
            "needs": list(KINDS[kind].needs),
            "takes": list(KINDS[kind].takes),
        }
        for kind in known
    ]


def checked_decision(entry: Any, program: Program) -> dict[str, Any]:
    """Return a decision that was typed, in words and as data, or the mistakes in it.

    Args:
        entry: the decision as data; what was left empty is not in it.
        program: whose requirements it names.
    """
    named = entry.get("kind") if isinstance(entry, Mapping) else None
    kind = KINDS.get(AdjustmentKind(named)) if named in list(AdjustmentKind) else None
    if kind is None:
        return {"mistakes": [_mistake("kind", "choose what was decided")]}
    missing = [name for name in kind.needs if entry.get(name) in (None, "")]
    mistakes = [_mistake(name, "this is needed") for name in missing]
    try:
        decision = validated(Adjustment, entry)
    except ValidationError as error:
        found = [(place, text) for place, text in map(mistake, error.errors())]
        mistakes += [_mistake(str(place[0]), text) for place, text in found if place and place[0]]
        if not mistakes:  # what is wrong only with several fields together
            fields = (*kind.needs, *kind.takes)
            texts = [text.replace(f"{named} needs", "this needs") for _, text in found]
            mistakes = [_mistake(_named(text, fields), text) for text in texts]
        return {"mistakes": mistakes}
    if unknown := _unknown(decision, program):
        return {"mistakes": unknown}
    return {"entry": decision_data(decision), "text": decision_text(decision, program)}


def _named(text: str, fields: Iterable[str]) -> str:
    """Return the first of the fields that a text names; empty if it names none."""
    words = re.findall(r"\w+", text)
    return next((name for name in fields if name in words), "")


def decision_text(decision: Adjustment, program: Program) -> str:
    """Return a decision in words; what the program does not have stays as it is written."""
    titles = _titles(program)
    return decision.text(program.unit, lambda id_: titles.get(id_, id_))


def _unknown(decision: Adjustment, program: Program) -> list[Mistake]:
    """Return what a decision names that the program does not have."""
    titles = _titles(program)
    return [
        _mistake(name, f"there is no {name} {value!r} in this program")
        for name in ("requirement", "limit")
        if (value := getattr(decision, name)) is not None and value not in titles
    ]


def _titles(program: Program) -> dict[str, str]:
    titles = {node.id: program.title_of(node.id) for node in program.nodes}
    rules: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    return {**{rule.id: rule.title for rule in rules}, **titles}


def decision_data(decision: Adjustment) -> dict[str, Any]:
    """Return a decision as the file format has it, without what it does not say."""
    return decision.model_dump(mode="json", exclude_defaults=True)


def checked_plan(entry: Any, institution: Institution, unit: str) -> dict[str, Any]:
    """Return a planned course that was typed, in words and as data, or the mistakes in it.

    Args:
        entry: a code, or a record as data.
        institution: whose courses they are.
        unit: its word for credits.
    """
    code = entry.get("code") if isinstance(entry, Mapping) else entry
    if code in (None, ""):
        return {"mistakes": [_mistake("code", "this is needed")]}
    try:
        [record] = plan_records([entry], institution)
    except InvalidPlan as error:
        return {"mistakes": [_plan_mistake(problem) for problem in error.problems]}
    said = (
        f"{record.code} {record.title or ''}".strip(),
        f"{amount_text(record.credits)} {unit}",
        str(record.term or ""),
    )
    return {"entry": plan_data(record), "text": ", ".join(filter(None, said))}


def _plan_mistake(problem: str) -> Mistake:
    found = _FIRST.match(problem)
    return _mistake((found and found[1]) or "code", problem[found.end() :] if found else problem)


def plan_data(record: CourseRecord) -> dict[str, Any]:
    """Return a planned course as the file format has it."""
    names = {"code", "title", "credits", "term"}
    return record.model_dump(mode="json", include=names, exclude_none=True)


def _mistake(field: str, text: str) -> Mistake:
    return {"field": field, "text": f"{text[:1].upper()}{text[1:]}"}
