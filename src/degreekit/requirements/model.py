"""What every piece of a rule shares."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field, PlainSerializer, StringConstraints, model_validator

from degreekit.courses.rule_model import RuleModel

__all__ = [
    "Amount",
    "Checked",
    "Identifier",
    "RuleModel",
    "Share",
    "Source",
    "amount_text",
    "count_text",
    "noun_text",
    "plural",
    "share_text",
]

#: What an id looks like.
ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
Identifier = Annotated[str, StringConstraints(pattern=ID.pattern)]


#: A part of a whole: a fraction, ``1/3``, or a decimal number, ``0.5``.
Share = Annotated[str, StringConstraints(pattern=r"^(?:\d{1,3}/[1-9]\d{0,2}|0?\.\d{1,4}|1)$")]


def share_text(share: Fraction) -> str:
    """Write a part of a whole: ``50%``, or ``1/3`` where no percentage is exact.

    Example:
        >>> from fractions import Fraction
        >>> from degreekit.requirements.model import share_text
        >>> share_text(Fraction("0.525")), share_text(Fraction(1, 3))
        ('52.5%', '1/3')
    """
    percent = 100 * share
    if 1000 % percent.denominator:
        return str(share)
    return f"{amount_text(Decimal(percent.numerator) / percent.denominator)}%"


def amount_text(value: Decimal) -> str:
    """Write an amount of credits as people do: 3, 4.5.

    Example:
        >>> from decimal import Decimal
        >>> from degreekit.requirements import amount_text
        >>> amount_text(Decimal("3.00")), amount_text(Decimal("4.50"))
        ('3', '4.5')
    """
    return re.sub(r"\.?0+$", "", f"{value:.3f}")


def count_text(count: int | Decimal, singular: str) -> str:
    """Write a count with its noun: ``1 course``, ``6 points``.

    Example:
        >>> from degreekit.requirements import count_text
        >>> count_text(1, "points"), count_text(6, "points")
        ('1 point', '6 points')
    """
    noun = singular.removesuffix("s")
    return f"{amount_text(Decimal(count))} {noun if count == 1 else noun + 's'}"


#: A noun, and what may follow it: ``course`` and ``in ethics``.
_NOUN = re.compile(r"^(.*?)((?: (?:about|at|by|for|from|in|of|on|outside|with|within)\b.*)?)$")


def plural(noun: str) -> str:
    """Write a noun in the plural: ``general electives``, ``courses in ethics``.

    Example:
        >>> from degreekit.requirements.model import plural
        >>> plural("laboratory"), plural("class in ethics"), plural("required course")
        ('laboratories', 'classes in ethics', 'required courses')
    """
    head, rest = _NOUN.match(noun).groups()  # type: ignore[union-attr]  # it matches every text
    if re.search(r"(s|x|z|ch|sh)$", head):
        return f"{head}es{rest}"
    if re.search(r"[^aeiou]y$", head):
        return f"{head[:-1]}ies{rest}"
    return f"{head}s{rest}"


def noun_text(count: int, noun: str) -> str:
    """Write a count with a noun that is given in the singular: ``2 general electives``."""
    return f"{count} {noun if count == 1 else plural(noun)}"


#: Credits or grade points: as exact as they are counted and written, three decimals.
Amount = Annotated[
    Decimal, Field(ge=0, decimal_places=3), PlainSerializer(amount_text, return_type=str)
]


class Source(RuleModel):
    """Where a rule comes from.

    Attributes:
        document: the published page or catalog.
        section: its heading there.
        date: the date of that version, as printed or as ISO 8601.
        sentence: the sentence of the rule, as printed; or what it says, where `paraphrased`.
        reading: how a sentence that leaves something open is read; empty where nothing is open.
        url: the address of the page, where it has one.
        paraphrased: True where the words of the page are not known, only what they say.

    Example:
        >>> from degreekit.requirements import Source
        >>> Source(document="MS page", sentence="Students must complete 30 points.").section
        ''
    """

    document: str
    section: str = ""
    date: str = ""
    sentence: str = ""
    reading: str = ""
    url: str = ""
    paraphrased: bool = False


class Checked(RuleModel):
    """When the rules of a program were compared with the page they come from, and how.

    Attributes:
        since: the day of the oldest copy of the page that they were compared with, as 2026-07-04.
        until: the day of the latest one: what the page says since then is not known.
        how: in what way, as ``row by row, against two copies of the page``.

    Example:
        >>> from degreekit.requirements import Checked
        >>> Checked(since="2026-07-04", until="2026-07-26", how="row by row").text
        'Rules compared with their page from 2026-07-04 to 2026-07-26: row by row.'
    """

    since: str
    until: str
    how: str

    @model_validator(mode="after")
    def _in_order(self) -> Checked:
        if date.fromisoformat(self.until) < date.fromisoformat(self.since):
            raise ValueError("'until' lies before 'since'")
        return self

    @property
    def text(self) -> str:
        """Say it in a sentence."""
        when = f"of {self.since}"
        if self.since < self.until:
            when = f"from {self.since} to {self.until}"
        return f"Rules compared with their page {when}: {self.how}."
