"""Courses that could still be taken: from the catalog, or from the rules where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count, islice, product
from string import ascii_uppercase

from degreekit.courses import CourseCode, Institution, RecordStatus, Term
from degreekit.requirements import (
    FUTURE,
    Candidate,
    HasLevel,
    InSet,
    Program,
    identity_of,
    may_repeat,
    times_of,
)

__all__ = ["FUTURE", "FutureCourse", "Identify", "Identity", "future_courses", "same_future"]

Identity = tuple[str, str]
#: Returns what tells a course from others, by its code, title and term.
Identify = Callable[[CourseCode, str | None, Term | None], Identity]

#: Where rules count subjects, as many more that no rule names.
_MORE = "BCDEFGHIJKLM"
_STEP = Decimal("0.5")  # in which variable credits are given


@dataclass(frozen=True, slots=True)
class FutureCourse:
    """A course that could be taken, or a range of alike ones that no catalog lists.

    Attributes:
        course: as rules see it, with the most credits it is counted with; of a range the first one.
        amounts: the credits it may bring.
        identity: what tells it from others: a student who has it cannot take it again for credit.
        supply: how many there are; more than one for ranges and repeatable courses.
        repeatable: whether it is one course that may be taken several times.
        numbers: how many numbers of each subject belong to a range.
        any_subject: whether subjects go on and on in a range.
    """

    course: Candidate
    amounts: tuple[Decimal, ...]
    identity: Identity
    supply: int
    repeatable: bool = False
    numbers: int = 1
    any_subject: bool = False

    @property
    def by_amount(self) -> tuple[Candidate, ...]:
        """The course with each of the amounts of credits."""
        own = self.course
        return tuple(
            own if amount == own.credits else replace(own, credits=amount)
            for amount in self.amounts
        )

    @property
    def is_range(self) -> bool:
        """Whether it stands for several courses."""
        return self.supply > 1 and not self.repeatable

    @property
    def as_one(self) -> Identity:
        """What tells it from other courses, whichever time it is that it is taken."""
        code, named = self.identity
        return code, named.removesuffix(f" #{self.course.attempt}")

    def holds(self, code: CourseCode) -> bool:
        """Return whether a code is one of a range's own subject."""
        first = self.course.code
        return (code.subject, code.form) == (
            first.subject,
            first.form,
        ) and 0 <= code.value - first.value < self.numbers

    def courses(self) -> Iterator[Candidate]:
        """Yield each course that it stands for; a repeatable one over and over."""
        if not self.is_range:
            yield from islice((self.course for _ in count()), self.supply)
            return
        first = self.course.code
        for subject in self._subjects():
            for step in range(self.numbers):
                code = CourseCode.at(subject, first.value + step, first.form)
                yield replace(self.course, code=code)

    def _subjects(self) -> Iterator[str]:
        own = self.course.code.subject
        yield own
        if self.any_subject:
            for letters in product(ascii_uppercase, repeat=2):
                yield f"{own}{''.join(letters)}"


#: As many as anybody could need: stands for "no bound".
PLENTY = 1000


def future_courses(
    program: Program,
    institution: Institution,
    subjects: Collection[str] = (),
    named: Collection[tuple[CourseCode, str]] = (),
) -> tuple[FutureCourse, ...]:
    """Return what could still be taken, in catalog order.

    A course is counted with at most the institution's standard credits, so that no advice rests on
    one oversized project; one with variable credits may bring less.

    Args:
        program: without a catalog its rules say which courses they tell apart.
        institution: its catalog.
        subjects: subjects that the student has courses of; they matter where rules count subjects
            and no catalog lists any.
        named: courses that decisions name, each with its title's key, which may be empty; without a
            catalog no range has them.
    """
    if institution.catalog:
        return tuple(_from_catalog(program, institution))
    counted = subjects if program.counts_subjects else ()
    return tuple(_from_rules(program, institution, counted, named))


def same_future(one: Program, other: Program, institution: Institution) -> bool:
    """Return whether two programs say the same of which courses there are.

    Args:
        one: a program.
        other: another one.
        institution: with a catalog the lists of a program do not matter.
    """
    told = [(p.as_printed, p.counts_subjects, p.credit_once, p.repeats) for p in (one, other)]
    if told[0] != told[1]:
        return False
    if institution.catalog:
        return True
    named = [[f for f in p.filters if isinstance(f, InSet | HasLevel)] for p in (one, other)]
    return named[0] == named[1] and one.counts_different == other.counts_different


def _from_catalog(program: Program, institution: Institution) -> Iterator[FutureCourse]:
    standard = institution.standard_credits
    for course in institution.catalog:
        most = min(course.credits, standard)
        amounts = [most]
        least = course.credits if course.least_credits is None else course.least_credits
        while amounts[-1] - _STEP >= max(least, _STEP):
            amounts.append(amounts[-1] - _STEP)
        code = institution.code(course.code)
        seen = Candidate(
            code,
            course.title,
            FUTURE,
            most,
            RecordStatus.PLANNED,
            attributes=course.attributes,
            names=program.names(institution, code, course.title, FUTURE),
        )
        told = code, course.title, FUTURE
        again = may_repeat(program, institution, *told)
        for number in times_of(program, institution, *told):
            one = replace(seen, attempt=number)
            identity = identity_of(institution, one)
            yield FutureCourse(one, tuple(amounts), identity, PLENTY if again else 1, again)


def _from_rules(
    program: Program,
    institution: Institution,
    subjects: Collection[str],
    named: Collection[tuple[CourseCode, str]],
) -> Iterator[FutureCourse]:
    """Yield one course for each way in which the rules tell courses apart."""
    numbers, names = _kinds_by_subject(program, institution, subjects, named)
    levels = (part for part in program.filters if isinstance(part, HasLevel))
    begins = {0, *(n for part in levels for n in (part.at_least, (part.at_most or 0) + 1))}
    everywhere = numbers.get("*", set()) | begins
    # Subjects that no rule names: their letters are not those of any real one.
    unnamed = ["ANY"]
    if program.counts_subjects and "*" in numbers:
        unnamed += [f"ANY{letter}" for letter in _MORE]
        for name in unnamed[1:]:
            numbers[name], names[name] = {0, *numbers["*"]}, set(names["*"])
    for subject in sorted(numbers):
        starts = sorted(numbers[subject] | everywhere)
        endless = subject == "*" and not program.counts_subjects
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            width = PLENTY if following is None else min(following - start, PLENTY)
            for form, title in sorted(names[subject] | names.get("*", set()) | {("", "")}):
                code = CourseCode.at(unnamed[0] if subject == "*" else subject, start, form)
                if code.is_open or code.value != start:
                    continue  # no course, or one of another number
                if form.startswith("=") and width > 1:
                    continue  # a number of its own, as 4V90, stands in no range
                course = Candidate(
                    code,
                    title or None,
                    FUTURE,
                    institution.standard_credits,
                    RecordStatus.PLANNED,
                    names=program.names(institution, code, title or None, FUTURE),
                )
                yield from _from_range(program, institution, course, width, endless=endless)


def _kinds_by_subject(
    program: Program,
    institution: Institution,
    subjects: Collection[str],
    named: Collection[tuple[CourseCode, str]],
) -> tuple[dict[str, set[int]], dict[str, set[tuple[str, str]]]]:
    """Return the numbers at which a kind of course begins, and the forms and titles, by subject."""
    numbers: dict[str, set[int]] = defaultdict(set, {subject: {0} for subject in subjects})
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for part in program.filters:
        if isinstance(part, InSet):
            for subject, number, form, title in part.courses.points():
                numbers[subject].add(number)
                names[subject].add((form, title))
    # What has two codes, or may be taken again, is not part of a range: each is its own course.
    for code in institution.codes_apart:
        if code.subject in numbers:
            numbers[code.subject] |= {code.value, code.value + 1}
            names[code.subject].add((code.form, ""))
    for code, title in [(institution.code(code), title) for code, title in named]:
        numbers[code.subject] |= {code.value, code.value + 1}
        names[code.subject] |= {(code.form, ""), (code.form, title)}
    return numbers, names


def _from_range(
    program: Program, institution: Institution, first: Candidate, width: int, *, endless: bool
) -> Iterator[FutureCourse]:
    """Yield what a student can take of a range.

    Args:
        program: how often a course may be taken, and whether its rules ask for different ones.
        institution: what is one course there.
        first: the first course of the range.
        width: how many numbers belong to it.
        endless: whether subjects go on and on in it.
    """
    told = first.code, first.title, FUTURE
    again = may_repeat(program, institution, *told)
    if again and width > 1 and program.counts_different:
        # Each may be taken again and again, and rules ask how many different ones there are.
        subject, start, form = first.code.subject, first.code.value, first.code.form
        for number in range(start, start + min(width, len(_MORE))):
            one = replace(first, code=CourseCode.at(subject, number, form))
            own = identity_of(institution, one)
            yield FutureCourse(one, (one.credits,), own, PLENTY, repeatable=True)
        return
    for attempt in times_of(program, institution, *told) if width == 1 else range(1):
        one = replace(first, attempt=attempt)
        yield FutureCourse(
            one,
            (institution.standard_credits,),
            identity_of(institution, one),
            PLENTY if endless or again else width,
            repeatable=again,
            numbers=width,
            any_subject=endless,
        )
