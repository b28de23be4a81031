"""Several programs audited together: two majors, a major and a minor."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from degreekit.courses import InvalidRule
from degreekit.requirements.filters import HasStatus, NoneOf
from degreekit.requirements.model import Identifier, RuleModel
from degreekit.requirements.nodes import All, Node
from degreekit.requirements.program import InvalidProgram, Limit, Program, Sharing

__all__ = ["joint_program"]

#: What has to be the same for all of them: a record can be read in one way only.
_COMMON = ("institution", "grade_scale", "unit", "credit_once", "repeats", "alike_subjects")


def joint_program(
    programs: Sequence[Program],
    *,
    most_courses: int | Literal["as printed"] | None = "as printed",
    most_credits: Decimal | int | None = None,
    id: Identifier | None = None,
    title: str | None = None,
    edition: str | None = None,
    requirements: Sequence[Node] = (),
    limits: Sequence[Limit] = (),
    sharing: Sequence[Sharing] = (),
) -> Program:
    """Return one program that asks for all of several, with a cap on what they may share.

    Every id is prefixed with the id of its program, so ``required`` of the program ``minor`` is
    ``minor-required``. Within each program its own rules hold as before.

    Args:
        programs: two or more, all of one institution.
        most_courses: how many courses any two of them may share; None for no bound. As printed, it
            is what their own `overlaps` allow, and none where no program has any.
        most_credits: how many credits any two of them may share; None for no bound.
        id: of the joint program; without it the ids of its parts, joined.
        title: its name; without it the names of its parts, joined.
        edition: without it the editions of its parts, joined.
        requirements: what is asked for besides, as a total of credits for both.
        limits: maximums over all of them.
        sharing: what certain parts may share besides, named by their new ids.

    Raises:
        InvalidProgram: they cannot be audited together, and why.

    Example:
        >>> from degreekit.requirements import All, Program, Row, Take, joint_program
        >>> def program(name):
        ...     take = Take(id="core", title="Core", courses=1, rows=(Row(courses="CS *"),))
        ...     root = All(id="degree", title=name.title(), parts=(take,))
        ...     return Program(id=name, title=name, edition="1", institution="here", root=root)
        >>> both = joint_program([program("major"), program("minor")], most_courses=1)
        >>> [node.id for node in both.nodes]
        ['degree', 'major-degree', 'major-core', 'minor-degree', 'minor-core']
    """
    name = id or "-and-".join(program.id for program in programs)
    problems = [
        f"they differ in {field}: {', '.join(sorted(map(_shown, values)))}"
        for field in _COMMON
        if len(values := {getattr(program, field) for program in programs}) > 1
    ]
    if len(programs) < 2:
        problems.append("name at least two programs")
    if len({program.id for program in programs}) < len(programs):
        problems.append("a program is named twice")
    if problems:
        raise InvalidProgram(name, tuple(problems))
    if most_courses == "as printed":
        printed = any(program.overlaps for program in programs)
        most_courses = None if printed or most_credits is not None else 0
    try:
        joint = _joined(programs, name, title, most_courses, most_credits)
        root = joint.root.model_copy(update={"parts": (*joint.root.parts, *requirements)})
        return joint.replaced(
            edition=edition or joint.edition,
            root=root,
            limits=(*joint.limits, *limits),
            sharing=(*joint.sharing, *sharing),
        )
    except InvalidRule as error:
        raise InvalidProgram(name, error.mistakes) from None


def _joined(
    programs: Sequence[Program],
    name: str,
    title: str | None,
    most_courses: int | None,
    most_credits: Decimal | int | None,
) -> Program:
    as_printed = all(program.as_printed for program in programs)
    parts = [_prefixed(one, by_record=one.as_printed and not as_printed) for one in programs]
    sharing = [
        Sharing(
            id=f"{one.id}-shared-with-{other.id}",
            title=f"Shared between {one.title} and {other.title}",
            between=(f"{one.id}-{one.root.id}",),
            and_also=(f"{other.id}-{other.root.id}",),
            most_courses=most_courses,
            most_credits=None if most_credits is None else Decimal(most_credits),
        )
        for place, one in enumerate(programs)
        for other in programs[place + 1 :]
        if most_courses != 0 and most_credits != 0
    ]
    sharing += [
        Sharing(
            id=f"{program.id}-{rule.id}",
            title=f"{rule.title} ({program.title})",
            between=tuple(f"{program.id}-{id_}" for id_ in rule.scope or (program.root.id,)),
            and_also=tuple(
                f"{other.id}-{other.root.id}" for other in programs if other is not program
            ),
            most_courses=rule.most_courses,
            most_credits=rule.most_credits,
            source=rule.source,
        )
        for program in programs
        for rule in program.overlaps
        if most_courses != 0 and most_credits != 0
    ]
    first = programs[0]
    return Program(
        id=name,
        title=title or " and ".join(program.title for program in programs),
        edition=" and ".join(dict.fromkeys(program.edition for program in programs)),
        **{field: getattr(first, field) for field in _COMMON},
        waiver_points=max(program.waiver_points for program in programs),
        root=All(id="degree", title="All programs", parts=tuple(part.root for part in parts)),
        limits=tuple(limit for part in parts for limit in part.limits),
        sharing=(*(rule for part in parts for rule in part.sharing), *sharing),
        as_printed=as_printed,
        readings=tuple(reading for program in programs for reading in program.readings),
    )


def _shown(value: object) -> str:
    """Return the value of a field as it is written in a file."""
    if not isinstance(value, tuple):
        return str(value)
    plain = [
        one.model_dump(mode="json", exclude_defaults=True) if isinstance(one, RuleModel) else one
        for one in value
    ]
    return json.dumps(plain)


def _by_record(data: Any) -> Any:
    """Return rules as data, each of which goes by the code of the record."""
    if isinstance(data, list | tuple):
        return tuple(map(_by_record, data))
    if not isinstance(data, dict):
        return data
    found = {name: _by_record(value) for name, value in data.items()}
    return found | {"as_printed": True} if found.get("kind") in ("in_set", "level") else found


def _prefixed(program: Program, *, by_record: bool) -> Program:
    """Return the program with its id before every other, and what holds for all of it as limits.

    Args:
        program: the rules.
        by_record: whether each rule is to say that it goes by the code of the record.
    """
    prefix = f"{program.id}-"
    root = f"{prefix}{program.root.id}"
    data = program.model_dump(mode="python", round_trip=True)
    if by_record:
        data = _by_record(data)

    def renamed(node: dict[str, Any]) -> dict[str, Any]:
        node = {**node, "id": prefix + node["id"]}
        if node.get("scope"):
            node["scope"] = tuple(prefix + id_ for id_ in node["scope"])
        if node.get("parts"):
            node["parts"] = tuple(renamed(part) for part in node["parts"])
        for branch in ("then", "otherwise"):
            if node.get(branch):
                node[branch] = renamed(node[branch])
        return node

    limits = [
        {**renamed(limit), "scope": renamed(limit)["scope"] or (root,)} for limit in data["limits"]
    ]
    if program.credit is not None:
        limits.append(
            Limit(
                id=f"{prefix}credit",
                title=f"What counts for {program.title}",
                courses=NoneOf(filters=(data["credit"],)),
                most_courses=0,
                scope=(root,),
            ).model_dump()
        )
    if not program.transfer:
        limits.append(
            Limit(
                id=f"{prefix}transfer",
                title=f"{program.title} takes no transfer credit",
                courses=HasStatus(statuses=("transfer",)),
                most_courses=0,
                scope=(root,),
            ).model_dump()
        )
    sharing = [
        {
            **rule,
            "id": prefix + rule["id"],
            "between": tuple(prefix + id_ for id_ in rule["between"]),
            "and_also": tuple(prefix + id_ for id_ in rule["and_also"]),
        }
        for rule in data["sharing"]
    ]
    named = renamed(data["root"])
    named["title"] = program.title
    # A check of the whole program looks at its own part of the joint one.
    named["parts"] = tuple(_bounded(part, root) for part in named["parts"])
    return Program.model_validate(
        {
            **data,
            "root": named,
            "limits": limits,
            "sharing": sharing,
            "credit": None,
            "overlaps": (),
        }
    )


def _bounded(node: dict[str, Any], root: str) -> dict[str, Any]:
    over_record = node.get("over") in ("record", "attempts") or (
        node.get("over") is None and node.get("gpa") is not None
    )
    if node.get("kind") == "check" and not node["scope"] and not over_record:
        return {**node, "scope": (root,)}
    if node.get("parts"):
        return {**node, "parts": tuple(_bounded(part, root) for part in node["parts"])}
    for branch in ("then", "otherwise"):
        if node.get(branch):
            node = {**node, branch: _bounded(node[branch], root)}
    return node
