"""The entries of a list of courses: rows, rows that count only together, and choices of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from degreekit.courses.sets import in_words
from degreekit.requirements.filters import CourseFilter
from degreekit.requirements.model import Amount, RuleModel, Source, amount_text, count_text

__all__ = [
    "OneOf",
    "Row",
    "SomeOf",
    "Together",
]

#: More credits than any student has: rows of which some count, without a bound, hold up to so many.
ANY_CREDITS = Decimal(1000)


class Row(RuleModel):
    """One row of a printed list of courses.

    Attributes:
        courses: the courses that fill the row.
        title: as printed.
        group: the group of the list it belongs to: a letter, or words that can stand after
            "from", as ``CS or track courses``.
        approval: who has to approve each use; empty where nobody has to.
        most_courses: how many courses the row may give; None for no bound.
        most_credits: how many credits the row may give; None for no bound.
        source: the sentence of the row, where it has one of its own.

    Example:
        >>> from degreekit.requirements import Row
        >>> Row(courses="STAT 4240 | IEOR 4540", title="Data Mining", most_courses=1).most_courses
        1
    """

    courses: CourseFilter
    title: str = ""
    group: str | None = None
    approval: str = ""
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    source: Source | None = None

    def is_of_another_group(self, above: Row) -> bool:
        """Return whether nothing but the group tells it from a row above, so that either will do.

        Args:
            above: a row above it in the list.
        """
        bounded = above.most_courses is not None or above.most_credits is not None
        return not bounded and above.approval == self.approval and above.group != self.group

    def differs_from(self, other: Row) -> bool:
        """Return whether anything but its courses tells it from another row."""
        told = ("group", "approval", "most_courses", "most_credits")
        return any(getattr(self, name) != getattr(other, name) for name in told)

    def text(self, unit: str = "credits") -> str:
        """Write the row with what bounds it."""
        return f"{self.title or self.courses.noun(unit)}{self.bounds(unit)}"

    def bounds(self, unit: str = "credits") -> str:
        """Write what bounds the row, in parentheses; empty where nothing does."""
        bounds = []
        if self.most_courses is not None:
            bounds.append(f"at most {count_text(self.most_courses, 'course')}")
        if self.most_credits is not None:
            bounds.append(f"at most {count_text(self.most_credits, unit)}")
        if self.approval:
            bounds.append(f"approved by {self.approval}")
        return f" ({', '.join(bounds)})" if bounds else ""


def _kind_of_entry(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return "row" if kind is None else str(kind)


class _Rows(RuleModel):
    """Rows of a list that belong together.

    Attributes:
        rows: the rows; there may be others of this kind among them.
        title: as printed.
    """

    rows: tuple[Entry, ...] = Field(min_length=2)
    title: str = ""

    def _written(self, unit: str) -> list[str]:
        """Write each of the rows, rows that belong together in parentheses."""
        texts = ((one, one.text(unit)) for one in self.rows)
        return [text if isinstance(one, Row) or one.title else f"({text})" for one, text in texts]


class Together(_Rows):
    """Rows of a list that count only together, as a lecture with its lab.

    Each of the rows is filled by one course. As long as only some of them are filled, the list is
    not complete: the others are missing.

    Attributes:
        rows: the rows; a `OneOf` among them is one row that can be filled in several ways.
        title: as printed.

    Example:
        >>> from degreekit.requirements import OneOf, Row, Together
        >>> labs = OneOf(rows=(Row(courses="CHEM 1111"), Row(courses="CHEM 1112")))
        >>> Together(rows=(Row(courses="CHEM 1311"), labs)).text()
        'CHEM 1311 together with one of CHEM 1111 and CHEM 1112'
    """

    kind: Literal["together"] = "together"

    def text(self, unit: str = "credits") -> str:
        """Write the rows."""
        return self.title or " together with ".join(one.text(unit) for one in self.rows)


class OneOf(_Rows):
    """Rows of a list of which one counts, as a course or a pair of shorter ones.

    Attributes:
        rows: the rows.
        title: as printed.

    Example:
        >>> from degreekit.requirements import OneOf, Row, Together
        >>> pair = Together(rows=(Row(courses="MATH 101"), Row(courses="MATH 102")))
        >>> OneOf(rows=(Row(courses="MATH 110"), pair)).text()
        'one of MATH 110 and (MATH 101 together with MATH 102)'
    """

    kind: Literal["one_of"] = "one_of"

    def text(self, unit: str = "credits") -> str:
        """Write the rows."""
        if self.title:
            return self.title
        return f"one of {in_words(self._written(unit), 'and')}"


class SomeOf(_Rows):
    """Rows of a list of which so many count together, as 4 credits of short courses.

    What there is of them is of use only if it comes to the amount; until then the list is not
    complete. It asks for courses or for credits.

    Attributes:
        rows: the rows.
        courses: how many courses of them count; no more.
        credits: the least number of credits that counts.
        most_credits: how many credits of them count at most; None for no bound.
        title: as printed.

    Example:
        >>> from degreekit.requirements import Row, SomeOf
        >>> short = tuple(Row(courses=f"PE {number}") for number in (101, 102, 103))
        >>> SomeOf(rows=short, courses=2).text()
        '2 courses of PE 101, PE 102 and PE 103'
        >>> SomeOf(rows=short, credits=2).text()
        'at least 2 credits of PE 101, PE 102 and PE 103'
    """

    kind: Literal["some_of"] = "some_of"
    courses: int | None = Field(default=None, ge=1)
    credits: Amount | None = None
    most_credits: Amount | None = None

    @model_validator(mode="after")
    def _some_amount(self) -> SomeOf:
        if (self.courses is None) == (not self.credits):
            raise ValueError("some of the rows are so many courses, or so many credits: say one")
        if self.most_credits is not None and self.credits is None:
            raise ValueError("'most_credits' goes with credits")
        if self.most_credits is not None and (self.credits or 0) > self.most_credits:
            raise ValueError("asks for more credits than count at most")
        return self

    def text(self, unit: str = "credits") -> str:
        """Write the rows with the amount."""
        if self.title:
            return self.title
        rows = in_words(self._written(unit), "and")
        if self.courses is not None:
            return f"{count_text(self.courses, 'course')} of {rows}"
        least = count_text(self.credits or Decimal(0), unit)
        most = self.most_credits
        at_most = "" if most is None else f", at most {amount_text(most)},"
        return f"at least {least}{at_most} of {rows}"


#: An entry of a list: a row, or rows that count only together, or of which one, or some, count.
Entry: TypeAlias = Annotated[
    Annotated[Row, Tag("row")]
    | Annotated[Together, Tag("together")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[SomeOf, Tag("some_of")],
    Discriminator(_kind_of_entry),
]


def rows_in(entries: Iterable[Entry]) -> Iterator[Row]:
    """Yield every row of some entries of a list, in their order."""
    for entry in entries:
        if isinstance(entry, Row):
            yield entry
        else:
            yield from rows_in(entry.rows)


for _model in (Together, OneOf, SomeOf):
    _model.model_rebuild()
