"""Amounts and courses that depend on the student: on a condition, or on a fact of the student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeVar

from pydantic import Field, model_validator

from degreekit.requirements.conditions import Condition
from degreekit.requirements.filters import Candidate
from degreekit.requirements.model import Amount, RuleModel, amount_text, count_text, plural
from degreekit.transcript import Student

__all__ = ["Varies", "amounts_of", "check_amounts", "varied"]

_Rule = TypeVar("_Rule", bound=RuleModel)

_AMOUNTS = (
    *("courses", "credits", "subjects", "groups", "terms", "different", "titles", "gpa"),
    *("at_least", "most_courses", "most_credits"),
)
#: Amounts that are credits or grade points, and not a number of something.
_DECIMAL = ("credits", "gpa", "most_credits")


class Varies(RuleModel):
    """Another amount for some students: where a condition holds, or a fact of the student says so.

    Attributes:
        when: the amounts hold for students of whom this is true; None for all.
        fact: the name of a fact of the student that is the amount; where it is not known, or not
            an amount, the rule stays as it is written.
        amount: which amount the fact is.
        courses: the number of courses instead.
        credits: the number of credits instead.
        subjects: the number of subjects instead.
        groups: the number of groups instead.
        terms: the number of terms instead.
        different: the number of different courses instead.
        titles: the number of different titles instead.
        gpa: this average instead.
        at_least: the number of parts instead.
        most_courses: the maximum number of courses instead.
        most_credits: the maximum number of credits instead.
        more: True where the amount is added to the one that holds otherwise. All that apply are
            added.

    Example:
        >>> from degreekit.requirements import Started, Varies
        >>> Varies(when=Started(before="Fall 2022"), courses=2).text()
        '2 courses if started before Fall 2022'
        >>> Varies(fact="credits_required", amount="credits").text()
        'as many credits as the credits required of the student'
        >>> Varies(when=Started(before="Fall 2022"), credits=3, more=True).text()
        '3 more credits if started before Fall 2022'
    """

    when: Condition | None = None
    fact: str | None = None
    amount: (
        Literal[
            "courses",
            "credits",
            "subjects",
            "groups",
            "terms",
            "different",
            "titles",
            "gpa",
            "at_least",
            "most_courses",
            "most_credits",
        ]
        | None
    ) = None
    courses: int | None = Field(default=None, ge=1)
    credits: Amount | None = None
    subjects: int | None = Field(default=None, ge=1)
    groups: int | None = Field(default=None, ge=1)
    terms: int | None = Field(default=None, ge=1)
    different: int | None = Field(default=None, ge=1)
    titles: int | None = Field(default=None, ge=1)
    gpa: Amount | None = None
    at_least: int | None = Field(default=None, ge=1)
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    more: bool = False

    @model_validator(mode="after")
    def _says_an_amount(self) -> Varies:
        if (self.fact is None) != (self.amount is None):
            raise ValueError("a fact goes with the amount that it is")
        if self.fact is None and not self._written:
            raise ValueError("gives another amount, or the fact that is the amount")
        if self.fact is not None and self._written:
            raise ValueError("an amount is written, or a fact, not both")
        if self.fact is None and self.when is None:
            raise ValueError("says for whom the amount is another: with `when`")
        return self

    @property
    def _written(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in _AMOUNTS}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def names(self) -> frozenset[str]:
        """The amounts that it may change."""
        return frozenset([self.amount] if self.amount else self._written)

    def amounts(self, student: Student, courses: Sequence[Candidate]) -> dict[str, Any] | None:
        """Return the amounts that hold for a student; None where it does not change any."""
        if self.when is not None and not self.when.holds(student, courses):
            return None
        if self.fact is None or self.amount is None:
            return self._written
        try:
            value = Decimal(student.facts[self.fact])
        except (KeyError, InvalidOperation):
            return None
        if not value.is_finite() or value < 0:
            return None
        if self.amount in _DECIMAL:
            return {self.amount: value}
        from_nothing = self.more or self.amount == "most_courses"
        whole = value == value.to_integral_value() and (value or from_nothing)
        return {self.amount: int(value)} if whole else None

    def text(self, unit: str = "credits") -> str:
        """Write it so that it can follow a rule.

        Args:
            unit: the institution's word for credits.
        """
        when = f" if {self.when.text()}" if self.when else ""
        more = "more " if self.more else ""
        if self.fact is not None:
            noun = plural(_noun(self.amount or "", unit).removesuffix("s"))
            return f"as many {more}{noun} as the {self.fact.replace('_', ' ')} of the student{when}"
        texts = []
        for name, value in self._written.items():
            if name == "gpa":
                texts.append(
                    f"{'a GPA higher by' if self.more else 'a GPA of'} {amount_text(value)}"
                )
                continue
            at_most = "at most " if name.startswith("most_") and not self.more else ""
            texts.append(f"{at_most}{count_text(value, more + _noun(name, unit))}")
        return f"{' and '.join(texts)}{when}"


def _noun(amount: str, unit: str) -> str:
    """Return what an amount is a number of."""
    plain = amount.removeprefix("most_")
    nouns = {
        "credits": unit,
        "at_least": "part",
        "different": "different course",
        "titles": "different title",
        "gpa": "grade point",
    }
    return nouns.get(plain, plain.removesuffix("s"))


def amounts_of(
    amounts: Mapping[str, Any],
    varies: Sequence[Varies],
    student: Student,
    courses: Sequence[Candidate],
) -> dict[str, Any]:
    """Return the amounts of a rule that are others for a student.

    Args:
        amounts: those of the rule.
        varies: what they vary by.
        student: who may have facts that say it.
        courses: the records.
    """
    found: dict[str, Any] = {}
    for one in varies:
        if not one.more and not found:
            found = one.amounts(student, courses) or {}
    for one in varies:
        if one.more:
            for name, value in (one.amounts(student, courses) or {}).items():
                found[name] = found.get(name, amounts[name]) + value
    return found


def check_amounts(rule: _Rule) -> _Rule:
    """Return a rule whose variations change amounts that it has.

    Raises:
        ValueError: one changes an amount that such a rule does not have.
    """
    for one in getattr(rule, "varies", ()):
        for name in sorted(one.names):
            if not isinstance(getattr(rule, name, None), int | Decimal):
                raise ValueError(f"varies an amount that it does not have: {name!r}")  # noqa: TRY004  # pydantic collects these
    return rule


def varied(text: str, varies: Sequence[Varies], unit: str) -> str:
    """Return the sentence of a rule with the amounts that hold for some students."""
    return f"{text} ({'; '.join(one.text(unit) for one in varies)})" if varies else text
