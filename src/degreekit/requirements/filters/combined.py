"""Filters made of filters, and what a filter may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Field, model_validator
from typing_extensions import override

from degreekit.courses import CourseSet, InvalidCourseSet, RecordStatus, Term
from degreekit.requirements.filters.candidate import FUTURE, Candidate
from degreekit.requirements.filters.course import HasCredits, HasLevel, InSet, TitleLike
from degreekit.requirements.filters.filter import Filter
from degreekit.requirements.filters.record import FieldIs, HasAttribute, HasStatus, MinGrade
from degreekit.requirements.filters.time import InTerm, MaxAge, StudyTerm, StudyYear
from degreekit.requirements.model import Amount, count_text
from degreekit.transcript import Student

if TYPE_CHECKING:  # a condition may ask by filters: `conditions` completes those that ask for one
    from degreekit.requirements.conditions import Condition


class InOrder(Filter):
    """The course was taken before or after another one.

    The other one is the first attempt at it that did not fail and was not given up. As long as
    there is none, every course comes before it, and only those that are still to be taken after it.

    Attributes:
        after: courses of which the first one has to come before.
        before: courses of which the first one has to come after.
        same_term: whether the term of the other one is early, or late, enough.
        years: how many years may lie between them at most; None for no bound.

    Example:
        >>> from degreekit.requirements import InOrder
        >>> InOrder(after="CHEM 101").text()
        'taken after CHEM 101'
        >>> InOrder(before="NURS 3xx", same_term=True).text()
        'taken before or with NURS 3xx'
    """

    kind: Literal["order"] = "order"
    after: CourseFilter | None = None
    before: CourseFilter | None = None
    same_term: bool = False
    years: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one_other(self) -> InOrder:
        if (self.after is None) == (self.before is None):
            raise ValueError(
                "names the course that it comes after, or the one that it comes before"
            )
        return self

    @property
    def other(self) -> CourseFilter:
        """The courses whose first one it looks at."""
        return cast("CourseFilter", self.before or self.after)  # `_one_other` asks for one

    def window(self, courses: Sequence[Candidate], now: Term | None) -> InTerm:
        """Return the terms that it means for a student.

        Args:
            courses: the records.
            now: the last term of the record; None where there is none.
        """
        counted = [c for c in courses if c.status not in _LOST and self.other.matches(c)]
        terms = [course.term for course in counted]
        first = None if None in terms or not terms else min(term for term in terms if term)
        gap, reach = 0 if self.same_term else 1, 4 * (self.years or 0)
        if first is None:
            # Without a term it came first of all. What is not taken yet comes last of all.
            there = bool(terms) == (self.after is not None)
            return InTerm(ahead=True) if there else InTerm(since=FUTURE if self.after else _NEVER)
        if self.after is None:
            since = first.later(-reach) if self.years else None
            return InTerm(since=since, until=first.later(-gap))
        if not self.years:
            return InTerm(since=first.later(gap))
        until = first.later(reach)
        return InTerm(since=first.later(gap), until=until, ahead=now is None or now < until)

    @override
    def matches(self, course: Candidate) -> bool:
        return course.term is not None  # it is a window of terms as soon as there is a student

    @override
    def text(self, unit: str = "credits") -> str:
        side = "after" if self.before is None else "before"
        within = f"within {count_text(self.years, 'year')} " if self.years else ""
        or_with = " or with" if self.same_term else ""
        return f"taken {within}{side}{or_with} {self.other.noun(unit)}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term"})


class CreditsBefore(Filter):
    """The student had so many credits before the term in which the course was taken.

    Credits of all earlier terms count, and those without a term, as transfer credit; what failed or
    was given up brings none, and a repeat none again. Courses in progress count in later terms. A
    course that is still to be taken can be taken once there are enough credits.

    Attributes:
        at_least: the number of credits that came before; None for no bound.
        less_than: the number of credits that had not been reached yet; None for no bound.
        courses: whose credits count; None for all.

    Example:
        >>> from degreekit.requirements import CreditsBefore
        >>> CreditsBefore(at_least=90).text()
        'taken after 90 credits'
        >>> CreditsBefore(less_than=45, courses="ENGL *").text()
        'taken before 45 credits in ENGL'
    """

    kind: Literal["credits_before"] = "credits_before"
    at_least: Amount | None = None
    less_than: Amount | None = None
    courses: CourseFilter | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> CreditsBefore:
        if self.at_least is None and self.less_than is None:
            raise ValueError("says how many credits came before: at_least, less_than, or both")
        if self.less_than is not None and (self.at_least or 0) >= self.less_than:
            raise ValueError("no number of credits is as high and as low")
        return self

    def window(self, courses: Sequence[Candidate]) -> InTerm:
        """Return the terms that it means for a student.

        Args:
            courses: the records that bring credit, or may yet.
        """
        counted = [c for c in courses if self.courses is None or self.courses.matches(c)]
        dated = sorted((c.term, c.credits) for c in counted if c.term is not None)
        begun = sum((c.credits for c in counted if c.term is None), Decimal(0))
        since, until, ahead = None, None, False
        if self.at_least is not None and begun < self.at_least:
            reached = _reached(dated, self.at_least - begun)
            since, ahead = (reached.later(1), False) if reached else (FUTURE, True)
        if self.less_than is not None:
            if begun >= self.less_than:
                return InTerm(since=_NEVER)
            until = _reached(dated, self.less_than - begun)
            ahead = until is None
        return InTerm(since=since, until=until, ahead=ahead)

    @override
    def matches(self, course: Candidate) -> bool:
        return course.term is not None  # it is a window of terms as soon as there is a student

    @override
    def text(self, unit: str = "credits") -> str:
        of = f" {self.courses.text(unit)}" if self.courses else ""
        said = [
            f"{side} {count_text(amount, unit)}"
            for side, amount in (("after", self.at_least), ("before", self.less_than))
            if amount is not None
        ]
        return f"taken {' and '.join(said)}{of}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset({"term"})


def _reached(dated: Sequence[tuple[Term, Decimal]], amount: Decimal) -> Term | None:
    """Return the first term by the end of which there are so many credits; None for none.

    Args:
        dated: terms with credits, in the order of time.
        amount: the credits, more than none.
    """
    total = Decimal(0)
    for term, credits in dated:
        total += credits
        if total >= amount:
            return term
    return None


#: An attempt that came to nothing.
_LOST = (RecordStatus.FAILED, RecordStatus.WITHDRAWN)


#: No course is taken so late, not even one that is still to be taken.
_NEVER = FUTURE.later(1)


class CoursesOf(Filter):
    """Courses that depend on a fact of the student, as those of the language that was chosen.

    Attributes:
        fact: the name of the fact.
        courses: the courses, with `{}` where its value stands.
        otherwise: the courses of a student of whom the fact is not known.

    Example:
        >>> from degreekit.requirements import CoursesOf
        >>> from degreekit.transcript import Student
        >>> chosen = CoursesOf(fact="language", courses="{} 2xx")
        >>> str(chosen.named(Student(facts={"language": "FREN"})))
        'FREN 2xx'
        >>> chosen.text()
        "from the student's language (as in {} 2xx)"
    """

    kind: Literal["courses_of"] = "courses_of"
    fact: str
    courses: str
    otherwise: CourseSet = CourseSet()

    def named(self, student: Student) -> CourseSet:
        """Return the courses for a student; those of `otherwise` where the fact names none."""
        try:
            return CourseSet.parse(self.courses.replace("{}", student.facts[self.fact]))
        except (KeyError, InvalidCourseSet):
            return self.otherwise

    @override
    def matches(self, course: Candidate) -> bool:
        return InSet(courses=self.otherwise).matches(course)

    @override
    def text(self, unit: str = "credits") -> str:
        return f"from the student's {self.fact.replace('_', ' ')} (as in {self.courses})"

    @override
    def reads(self) -> frozenset[str]:
        return InSet(courses=self.otherwise).reads()


class ForSome(Filter):
    """The course fulfils a condition that holds for some students, and another one for the others.

    Attributes:
        when: who the students are.
        then: what counts for them.
        otherwise: what counts for all others; None for no course.

    Example:
        >>> from degreekit.requirements import FactIs, ForSome
        >>> physics = FactIs(name="second_major", values=("physics",))
        >>> ForSome(when=physics, then="PHYS 375").text()
        'from PHYS 375 if second major is physics'
    """

    kind: Literal["for_some"] = "for_some"
    when: Condition
    then: CourseFilter
    otherwise: CourseFilter | None = None

    @override
    def matches(self, course: Candidate) -> bool:
        # Without a student it is whatever it may be; `resolved` picks one of the two.
        return any(part.matches(course) for part in self.parts)

    @property
    def parts(self) -> tuple[CourseFilter, ...]:
        """Both conditions."""
        return (self.then,) if self.otherwise is None else (self.then, self.otherwise)

    @override
    def text(self, unit: str = "credits") -> str:
        return self._said([part.text(unit) for part in self.parts])

    @override
    def noun(self, unit: str = "credits") -> str:
        return self._said([part.noun(unit) for part in self.parts])

    def _said(self, texts: Sequence[str]) -> str:
        then, *others = texts
        return ", otherwise ".join([f"{then} if {self.when.text()}", *others])

    @override
    def reads(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.reads() for part in self.parts))


class AllOf(Filter):
    """Every one of the conditions holds."""

    kind: Literal["all_of"] = "all_of"
    filters: tuple[CourseFilter, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return all(part.matches(course) for part in self.filters)

    @override
    def surely(self, course: Candidate) -> bool:
        return all(part.surely(course) for part in self.filters)

    @override
    def text(self, unit: str = "credits") -> str:
        return _with_conditions(*_joined(self.filters, and_), unit=unit)

    @override
    def noun(self, unit: str = "credits") -> str:
        match _joined(self.filters, and_):
            case [InSet() as listed, *others] if others:
                return f"{listed.noun()} {_with_conditions(*others, unit=unit)}"
            case [one]:
                return one.noun(unit)
            case _:
                return super().noun(unit)

    @override
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(part.reads() for part in self.filters))

    @override
    def subjects(self) -> frozenset[str] | None:
        known = [one for part in self.filters if (one := part.subjects()) is not None]
        return frozenset.intersection(*known) if known else None


class AnyOf(Filter):
    """At least one of the conditions holds."""

    kind: Literal["any_of"] = "any_of"
    filters: tuple[CourseFilter, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return any(part.matches(course) for part in self.filters)

    @override
    def surely(self, course: Candidate) -> bool:
        return any(part.surely(course) for part in self.filters)

    @override
    def text(self, unit: str = "credits") -> str:
        return " or ".join(part.text(unit) for part in _joined(self.filters, or_))

    @override
    def noun(self, unit: str = "credits") -> str:
        return " or ".join(part.noun(unit) for part in _joined(self.filters, or_))

    @override
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(part.reads() for part in self.filters))

    @override
    def subjects(self) -> frozenset[str] | None:
        known = [one for part in self.filters if (one := part.subjects()) is not None]
        return frozenset().union(*known) if len(known) == len(self.filters) else None


class NoneOf(Filter):
    """None of the conditions holds."""

    kind: Literal["none_of"] = "none_of"
    filters: tuple[CourseFilter, ...] = Field(min_length=1)

    @override
    def matches(self, course: Candidate) -> bool:
        return not any(part.surely(course) for part in self.filters)

    @override
    def surely(self, course: Candidate) -> bool:
        return not any(part.matches(course) for part in self.filters)

    @override
    def text(self, unit: str = "credits") -> str:
        match _joined(self.filters, or_):
            case [InSet(as_printed=False) as only]:
                return f"except {only.courses.words('and')}"
            case [FieldIs() as only]:
                return only.other()
            case parts:
                return f"except those {' or '.join(part.text(unit) for part in parts)}"

    @override
    def reads(self) -> frozenset[str]:
        return frozenset().union(*(part.reads() for part in self.filters))


def _with_conditions(*parts: CourseFilter, unit: str) -> str:
    """Write conditions that all hold, one after the other."""
    first, *others = parts
    joints = (" and " if isinstance(part, HasCredits) else " " for part in others)
    return first.text(unit) + "".join(
        f"{joint}{part.text(unit)}" for joint, part in zip(joints, others, strict=True)
    )


def _joined(
    filters: Sequence[CourseFilter], join: Callable[[CourseSet, CourseSet], CourseSet]
) -> list[CourseFilter]:
    """Return the filters with all sets of courses joined into one, which stands first."""
    plain = [part for part in filters if isinstance(part, InSet) and not part.as_printed]
    sets = [part.courses for part in plain]
    others: list[CourseFilter] = [part for part in filters if part not in plain]
    return [InSet(courses=reduce(join, sets)), *others] if sets else others


def _written(value: Any) -> Any:
    """Let a course set stand for the filter that asks for it."""
    if isinstance(value, str | CourseSet):
        return {"kind": "in_set", "courses": value}
    return value


CourseFilter = Annotated[
    Annotated[
        InSet
        | HasLevel
        | HasCredits
        | TitleLike
        | MinGrade
        | HasStatus
        | FieldIs
        | HasAttribute
        | InTerm
        | StudyTerm
        | StudyYear
        | InOrder
        | CreditsBefore
        | MaxAge
        | CoursesOf
        | ForSome
        | AllOf
        | AnyOf
        | NoneOf,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_written),
]


def filters_in(root: CourseFilter) -> Iterator[CourseFilter]:
    """Yield a filter and all that it is combined of.

    Example:
        >>> from degreekit.requirements import AllOf, HasLevel, InSet
        >>> from degreekit.requirements.filters import filters_in
        >>> both = AllOf(filters=(InSet(courses="CS *"), HasLevel(at_least=6000)))
        >>> [part.kind for part in filters_in(both)]
        ['all_of', 'in_set', 'level']
    """
    yield root
    if isinstance(root, AllOf | AnyOf | NoneOf):
        for part in root.filters:
            yield from filters_in(part)
    if isinstance(root, ForSome):
        for part in root.parts:
            yield from filters_in(part)
