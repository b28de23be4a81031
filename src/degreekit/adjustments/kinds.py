"""The kinds of decision: what each needs, what it may say, what it means, and what it did.

A new kind is a class here and a line in `KINDS`; what it means to a placement the checker
(`degreekit.audit.certify.decisions`) reads by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from string import Formatter
from typing import TYPE_CHECKING, ClassVar, Protocol

from typing_extensions import override

from degreekit.requirements import Check, Limit, Requirement, Sharing, Take, amount_text, count_text
from degreekit.requirements.minimums import Spread

if TYPE_CHECKING:
    from degreekit.adjustments.draft import Draft
    from degreekit.adjustments.model import Adjustment

__all__ = ["KINDS", "AdjustmentKind", "Effect", "Findings", "Kind"]

#: What any decision may say of itself.
_PAPERS = ("kind", "program", "student", "reason", "by", "date")

#: Whether a decision took effect, and what it did or why it did nothing.
Effect = tuple[bool, str]


class AdjustmentKind(StrEnum):
    """What an adjustment does."""

    WAIVE = "waive"
    SUBSTITUTE = "substitute"
    ALSO_ALLOW = "also_allow"
    EXCLUDE = "exclude"
    APPLY_HERE = "apply_here"
    FORCE_COMPLETE = "force_complete"
    CHANGE_LIMIT = "change_limit"
    WAIVE_LIMIT = "waive_limit"
    APPROVE = "approve"
    DENY = "deny"
    SET_EDITION = "set_edition"
    SET_PROGRAM = "set_program"
    NOTE = "note"


class Findings(Protocol):
    """What an audit knows of the effect of a decision, for the kinds to ask."""

    def set_aside(self, requirement: str, how: str) -> Effect:
        """Say that a requirement is waived or forced, or that it is not asked for at all."""

    def waiver(self, position: int) -> Effect:
        """Say which place a waived course fills."""

    def approval(self, position: int, given: Adjustment) -> Effect:
        """Say what an approval lets in."""

    def refusal(self, position: int, given: Adjustment) -> Effect:
        """Say which records a refusal keeps out."""

    def placing(self, position: int, given: Adjustment) -> Effect:
        """Say whether a course is applied where a decision lets it be, or what keeps it out."""


class Kind(ABC):
    """One kind of decision.

    Attributes:
        needs: fields it cannot do without.
        takes: fields it may have besides.
        says: what it says, in parts; a part is left out where a field of it is.
    """

    needs: ClassVar[tuple[str, ...]] = ()
    takes: ClassVar[tuple[str, ...]] = ()
    says: ClassVar[tuple[str, ...]] = ()

    def text(self, given: Adjustment, unit: str, title_of: Callable[[str], str]) -> str:
        """Write a decision for people: ``approve COMS E6998 for Track electives``.

        Args:
            given: the decision.
            unit: the institution's word for credits.
            title_of: returns the title of a requirement or limit by its id.
        """
        title = f' "{given.title}"' if given.title else ""
        amounts = [count_text(given.courses, "course")] if given.courses is not None else []
        amounts += [count_text(given.credits, unit)] if given.credits is not None else []
        values = {
            "course": f"{given.course}{title}" if given.course else "",
            "replaces": str(given.replaces or ""),
            "requirement": title_of(given.requirement) if given.requirement else "",
            "limit": title_of(given.limit) if given.limit else "",
            "amount": " and ".join(amounts),
            "edition": given.edition or "",
            "program": given.program or "",
        }
        parts = [part.format(**values) for part in self.says if _said(part, values)]
        return " ".join([*parts, *(["against other rules"] if given.override else [])])

    def problem(self, given: Adjustment) -> str:
        """Return what is wrong with the fields of a decision; nothing where all is well."""
        if missing := [name for name in self.needs if not getattr(given, name)]:
            return f"{given.kind} needs {' and '.join(missing)}"
        if given.override and "override" not in self.takes:
            placing = [name for name, kind in KINDS.items() if "override" in kind.takes]
            return f"override goes with {', '.join(placing)}, not with {given.kind}"
        known = {*_PAPERS, *self.needs, *self.takes, "override"}
        said = (name for name, value in given if value is not None and name not in known)
        if unknown := list(said):
            return f"{given.kind} takes no {' and no '.join(unknown)}"
        return ""

    def changes_rules(self, given: Adjustment) -> bool:
        """Return whether it changes a list or an amount: that is looked at before all else."""
        return given.override

    @abstractmethod
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        """Make the decision part of the rules that hold for the student."""

    @abstractmethod
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        """Return what the decision did to an audit."""


def _said(part: str, values: Mapping[str, str]) -> bool:
    """Return whether a part of a sentence has all that it names."""
    return all(values[name] for _, name, _, _ in Formatter().parse(part) if name)


class Waive(Kind):
    """A requirement, or a course of a list, need not be taken."""

    needs = ("requirement",)
    takes = ("course", "title", "grade", "credits")
    says = ("waive", "{course} in", "{requirement}")

    @override
    def problem(self, given: Adjustment) -> str:
        if given.course is None and (given.title is not None or given.credits is not None):
            return "title and credits go with a course"
        return super().problem(given)

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        if problem := draft.grade_problem(given):
            draft.problems[position] = problem
        elif given.course is None:
            draft.set_aside(draft.waived, position, given)
        else:
            draft.waive_course(position, given)

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        if given.course is None:
            return found.set_aside(given.requirement or "", "is waived")
        return found.waiver(position)


class ForceComplete(Kind):
    """A requirement counts as complete."""

    needs = ("requirement",)
    says = ("declare {requirement} complete",)

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        draft.set_aside(draft.forced, position, given)

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return found.set_aside(given.requirement or "", "counts as complete")


class _Placing(Kind):
    """A course may be used in a list, or has to be; with `override` against other rules."""

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return found.placing(position, given)


class Substitute(_Placing):
    """A course stands for a course of a list."""

    needs = ("course", "replaces")
    takes = ("requirement", "title", "override")
    says = ("count {course} as {replaces}", "in {requirement}")

    @override
    def changes_rules(self, given: Adjustment) -> bool:
        return True

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        draft.substitute(position, given)


class AlsoAllow(_Placing):
    """A course is added to a list, as a row of its own."""

    needs = ("requirement", "course")
    takes = ("title", "override")
    says = ("also allow {course} in {requirement}",)

    @override
    def changes_rules(self, given: Adjustment) -> bool:
        return True

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        draft.also_allow(position, given)


class ApplyHere(_Placing):
    """A course may be used in these lists only; with `override` it has to be."""

    needs = ("requirement", "course")
    takes = ("title", "override")
    says = ("apply {course} to {requirement}",)

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        draft.apply_here(position, given)


class _Answering(Kind):
    """A person's yes or no: to using a course, or to what rules leave to a person."""

    takes: ClassVar[tuple[str, ...]] = ("course", "requirement", "title")

    @override
    def problem(self, given: Adjustment) -> str:
        if given.course is None and given.requirement is None:
            return f"{given.kind} needs course, or a requirement that a person confirms"
        if given.course is None and given.title is not None:
            return "title goes with a course"
        return super().problem(given)

    @override
    def text(self, given: Adjustment, unit: str, title_of: Callable[[str], str]) -> str:
        if given.course is None:
            verb = self.says[0].split()[0]
            return f"{verb} {title_of(given.requirement or '')}"
        return super().text(given, unit, title_of)


class Approve(_Answering):
    """A use that needs an approval has it, or a person confirmed what rules leave open."""

    says = ("approve {course}", "for {requirement}")

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        if given.course is None:
            draft.confirm(draft.confirmed, position, given)
        else:
            draft.rule(position, given, draft.approvals)

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        if given.course is None:
            return found.set_aside(given.requirement or "", "is confirmed")
        return found.approval(position, given)


class Deny(_Answering):
    """A course may not be used in some lists, or a person refused to confirm a requirement."""

    says = ("refuse {course}", "for {requirement}")

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        if given.course is None:
            draft.confirm(draft.unconfirmed, position, given)
        else:
            draft.rule(position, given, draft.denials)

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        if given.course is None:
            return found.set_aside(given.requirement or "", "is not confirmed")
        return found.refusal(position, given)


class Exclude(Deny):
    """A course is kept out of some lists: the same as a refusal."""

    needs = ("course",)
    takes = ("requirement", "title")
    says = ("exclude {course}", "from {requirement}")


class ChangeLimit(Kind):
    """A limit, a list or a minimum gets another amount."""

    needs = ("limit",)
    takes = ("courses", "credits")
    says = ("change {limit} to {amount}",)

    @override
    def problem(self, given: Adjustment) -> str:
        if given.courses is None and given.credits is None:
            return "change_limit needs courses or credits"
        return super().problem(given)

    @override
    def changes_rules(self, given: Adjustment) -> bool:
        return True

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        rule, node = draft.limit(given.limit), draft.counted(given.limit)
        if problem := self._unfit(rule or node, given):
            draft.problems[position] = f"{given.limit} {problem}"
        elif rule is not None:
            draft.change(position, given, lambda: draft.replace_rule(rule, _amounts(rule, given)))
        elif node is not None:
            changed = node.model_copy(update=_amounts(node, given))
            draft.change(position, given, lambda: draft.replace_node(node, changed))
        else:
            draft.problems[position] = draft.no_limit(given.limit, counted=True)

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return True, f"{given.limit} is changed"

    @staticmethod
    def _unfit(rule: Limit | Sharing | Requirement | None, given: Adjustment) -> str:
        """Return why a rule cannot have these amounts; nothing where it can."""
        both = given.courses is not None and given.credits is not None
        match rule:
            case Limit(most_subjects=int()):
                return "counts subjects: waive it instead"
            case Check(spread=Spread(by=by)):
                return f"counts {by}s: waive it instead"
            case Limit() | Check() if both:
                return "has one amount: give courses or credits"
            case Check(last=Decimal() as last) if given.credits is None or given.credits > last:
                return f"counts among the last {amount_text(last)}: give credits, and no more"
            case Take() | Check(most_courses=None, most_credits=None) if given.courses == 0:
                return "asks for a course at least: waive it instead"
        return ""


def _amounts(rule: Limit | Sharing | Take | Check, given: Adjustment) -> dict[str, object]:
    """Return the new amounts of a rule.

    What counted courses may then count credits, and the other way round. Of a rule that has both
    amounts, the one that is named changes.
    """
    least = isinstance(rule, Take) or (isinstance(rule, Check) and not rule.is_maximum)
    names = ("courses", "credits") if least else _MOST
    amounts = dict(zip(names, (given.courses, given.credits), strict=True))
    if all(getattr(rule, name) is not None for name in names):
        return {name: amount for name, amount in amounts.items() if amount is not None}
    return dict(amounts)


_MOST = ("most_courses", "most_credits")


class WaiveLimit(Kind):
    """A limit does not hold, nor a bound on what may be shared."""

    needs = ("limit",)
    says = ("waive the limit {limit}",)

    @override
    def changes_rules(self, given: Adjustment) -> bool:
        return True

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        rule = draft.limit(given.limit)
        if rule is None:
            draft.problems[position] = draft.no_limit(given.limit, counted=False)
        elif isinstance(rule, Limit):
            draft.change(position, given, lambda: draft.replace_rule(rule, None))
        else:  # courses may be shared still, without any bound
            unbounded = dict.fromkeys((*_MOST, "most_places"))
            draft.change(position, given, lambda: draft.replace_rule(rule, unbounded))

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return True, f"{given.limit} does not hold"


class SetEdition(Kind):
    """Another edition of the rules holds for the student."""

    needs = ("edition",)
    says = ("use edition {edition}",)

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        if given.edition != draft.program.edition:
            draft.problems[position] = (
                f"the audit was made with edition {draft.program.edition}; choose edition "
                f"{given.edition} of {draft.program.id}"
            )

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return True, "noted"


class SetProgram(Kind):
    """Another program holds for the student, as after a change of track."""

    needs = ("program",)
    takes = ("edition",)
    says = ("change to {program}", "in its edition {edition}")

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        program = draft.program
        if given.program != program.id:
            draft.problems[position] = (
                f"the audit was made with {program.id}; choose {given.program}, the program that "
                f"was decided for the student"
            )
        elif given.edition not in (None, program.edition):
            draft.problems[position] = (
                f"the audit was made with edition {program.edition}; choose edition "
                f"{given.edition} of {program.id}"
            )

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return True, "noted"


class Note(Kind):
    """Something to be read with the audit."""

    needs = ("reason",)
    takes = ("requirement", "course", "title", "limit")
    says = ("note", "on {requirement}", "on {limit}", "on {course}")

    @override
    def apply(self, draft: Draft, position: int, given: Adjustment) -> None:
        """Change nothing."""

    @override
    def effect(self, found: Findings, position: int, given: Adjustment) -> Effect:
        return True, "noted"


KINDS: dict[AdjustmentKind, Kind] = {
    AdjustmentKind.WAIVE: Waive(),
    AdjustmentKind.SUBSTITUTE: Substitute(),
    AdjustmentKind.ALSO_ALLOW: AlsoAllow(),
    AdjustmentKind.EXCLUDE: Exclude(),
    AdjustmentKind.APPLY_HERE: ApplyHere(),
    AdjustmentKind.FORCE_COMPLETE: ForceComplete(),
    AdjustmentKind.CHANGE_LIMIT: ChangeLimit(),
    AdjustmentKind.WAIVE_LIMIT: WaiveLimit(),
    AdjustmentKind.APPROVE: Approve(),
    AdjustmentKind.DENY: Deny(),
    AdjustmentKind.SET_EDITION: SetEdition(),
    AdjustmentKind.SET_PROGRAM: SetProgram(),
    AdjustmentKind.NOTE: Note(),
}
