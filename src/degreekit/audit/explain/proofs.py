"""A proof in words: why nothing better than the answer exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from degreekit.audit.certify import (
    STEPS,
    Certificate,
    Fact,
    Measure,
    Reason,
    Split,
    Sum,
    System,
)
from degreekit.audit.explain.wording import joined, measure_text
from degreekit.audit.result import ProofClaim
from degreekit.requirements import Program, count_text

__all__ = ["claims"]

#: What each assumption is called.
_ASSUMED = {
    "awaited": ("milestone", "milestones"),
    "approvals": ("approval", "approvals"),
    "in_progress": ("course in progress", "courses in progress"),
    "planned": ("planned course", "planned courses"),
}


def claims(
    program: Program,
    certificate: Certificate,
    systems: Sequence[System],
    reasons: Sequence[Mapping[str, Reason]],
) -> Iterator[ProofClaim]:
    """Yield what a proof shows, step by step, each with its reason in words.

    Args:
        program: the rules as they hold for the student.
        certificate: the answer.
        systems: the rows that the reasons add up, for each reading of titles.
        reasons: why nothing is better, for each reading of titles.
    """
    for step, levels in STEPS.items():
        pairs = [(s, one[step]) for s, one in zip(systems, reasons, strict=False) if step in one]
        if pairs:
            words = _Words(program, certificate, pairs)
            order = certificate.order
            least = {one: amount for one in levels if (amount := Decimal(getattr(order, one)))}
            text = words.text(step, least)
            data = {"step": step, "least": least, "cases": len(words.sums), "text": text}
            yield ProofClaim.model_validate(data)


class _Words:
    """What the reasons for one step say.

    Args:
        program: the rules as they hold for the student.
        certificate: the answer.
        reasons: each reason, with the rows that it adds up.
    """

    def __init__(
        self,
        program: Program,
        certificate: Certificate,
        reasons: Sequence[tuple[System, Reason]],
    ):
        self.program = program
        self.certificate = certificate
        self.sums = [(system, one) for system, reason in reasons for one in _sums(reason)]

    def text(self, step: str, least: Mapping[str, Decimal]) -> str:
        """Return the claim and its reason as a sentence."""
        because = ", and ".join(part for part in self._because(step, least) if part)
        cases = len(self.sums)
        split = f"; the proof shows this case by case ({cases} cases)" if cases > 1 else ""
        return f"{self._claim(step, least)}: {because or 'the rules leave no other way'}{split}"

    def _claim(self, step: str, least: Mapping[str, Decimal]) -> str:
        match step:
            case "reach":
                number = count_text(least["out_of_reach"], "requirement")
                return f"at least {number} cannot be met, whatever is taken"
            case "remaining":
                courses = count_text(least["courses"], "course")
                return f"at least {courses} to take"
            case "assumptions":
                amounts = joined(f"{n} {_ASSUMED[what][n != 1]}" for what, n in least.items())
                return f"the result relies on at least {amounts}"
            case _:
                number = count_text(least["unmet"], "requirement")
                return f"at least {number} not met yet, however courses are used"

    def _because(self, step: str, least: Mapping[str, Decimal]) -> Iterator[str]:
        asking = self._asking()
        titles = joined(self.program.title_of(id_) for id_ in asking)
        if not asking:
            return
        match step:
            case "remaining":
                yield from self._missing(asking, least["courses"])
            case "assumptions":
                yield f"without that, more would be missing for {titles}"
            case "reach":
                yield f"{titles} {'compete for courses' if len(asking) > 1 else 'asks for more'}"
            case _:
                yield f"no way to use the courses meets more of {titles}"
        if allowing := self._allowing():
            verb = "allow" if len(allowing) > 1 else "allows"
            quoted = joined(f'"{title}"' for title in allowing)
            yield f"{quoted} {verb} no more"

    def _missing(self, asking: Mapping[str, Measure | None], amount: Decimal) -> Iterator[str]:
        """Say what is missing for each requirement, and why fewer courses cannot make up for it.

        A proof may rest on more than one account of the courses. What is missing adds up to the
        answer in the account that is shown, or the sentence only says that less would not do.
        """
        missing = {id_: measure for id_, measure in asking.items() if measure is not None}
        nouns = {measure.noun for measure in missing.values()}
        total = sum((measure.gap for measure in missing.values()), Fraction(0))
        most = max((_served(system, one) for system, one in self.sums), default=1)
        if not missing or len(missing) < len(asking):
            titles = joined(self.program.title_of(id_) for id_ in asking)
            verb = "ask" if len(asking) > 1 else "asks"
            fewer = f"more than {count_text(amount - 1, 'course')} can bring"
            yield f"{titles} {verb} for {fewer if amount > 1 else 'another course'}"
            return
        first = next(iter(missing.values()))
        are = f" {'is' if first.gap == 1 else 'are'} missing"
        gaps = [
            f"{measure_text(measure.gap, self.program.unit, measure.noun)}"
            f"{'' if number else are} for {self.program.title_of(id_)}"
            for number, (id_, measure) in enumerate(missing.items())
        ]
        yield joined(gaps)
        if nouns == {"course"} and most <= 1 and total == amount:
            if len(missing) > 1:
                yield f"no course counts for {'both' if len(missing) == 2 else 'two of them'}"
        elif nouns == {""} and len(missing) == 1:
            yield f"a course brings at most {count_text(self._largest(), self.program.unit)}"
        else:
            yield f"{count_text(amount - 1, 'course')} cannot make up for all of that"

    def _asking(self) -> dict[str, Measure | None]:
        """Return the requirements in the sums, each with what it lacks in the account shown."""
        facts = {fact.node.id: fact for fact in _leaves(self.certificate.root)}
        found: dict[str, Measure | None] = {}
        for system, one in self.sums:
            for name in one.rows:
                if (id_ := system.asks.get(name)) is not None and id_ in facts:
                    missing = (
                        m
                        for m in facts[id_].measures
                        if not m.met and m.what not in ("gpa", "share")
                    )
                    found.setdefault(id_, next(missing, None))
        return found

    def _allowing(self) -> list[str]:
        """Return the titles of the limits in the sums."""
        ids = {system.allows.get(name) for system, one in self.sums for name in one.rows}
        titles = [rule.title for rule in self.program.limits if rule.id in ids]
        return titles + [rule.title for rule in self.program.sharing if rule.id in ids]

    def _largest(self) -> Decimal:
        """Return the most credits that a further course in the sums brings."""
        found = (
            system.levels["credits"][0].get(variable, 0)
            for system, one in self.sums
            for name in one.rows
            if name in system.asks
            for variable in system.named(name).terms
        )
        return Decimal(max(found, default=0)) / 1000


def _served(system: System, one: Sum) -> int:
    """Return how many of the requirements in a sum one further course counts for at most."""
    times: dict[int, set[str]] = {}
    for name in one.rows:
        if (id_ := system.asks.get(name)) is not None:
            for variable in system.named(name).terms:
                if variable in system.further:
                    times.setdefault(variable, set()).add(id_)
    return max(map(len, times.values()), default=0)


def _sums(reason: Reason) -> Iterator[Sum]:
    if isinstance(reason, Split):
        yield from _sums(reason.less)
        yield from _sums(reason.more)
    else:
        yield reason


def _leaves(fact: Fact) -> Iterator[Fact]:
    if not fact.parts:
        yield fact
    for part in fact.parts:
        yield from _leaves(part)
