"""The courses that a student could still take, as the check reads catalog and rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from degreekit.audit.certify.rules import Rules
from degreekit.courses import CourseCode, RecordStatus
from degreekit.recent import Recent
from degreekit.requirements import (
    FUTURE,
    Candidate,
    HasLevel,
    InSet,
    further,
    identity_of,
    may_repeat,
    times_of,
)
from degreekit.transcript import Transcript

__all__ = ["Offer", "Offered", "offer"]

#: So many courses of an offer are found again without a search.
_KEPT = 2_000
#: Variable credits are given in steps of this size.
_STEP = Decimal("0.5")
#: The supply of a course that can be taken any number of times.
_ANY_NUMBER = 1000
#: Of a range of repeatable courses, this many count as different ones.
_SEVERAL = 12
#: Numbers of courses end below this one.
_NO_END = 10**9
#: Stands for any course that is still to be taken.
_PROBE = Candidate(CourseCode("ANY", "0"), None, FUTURE, Decimal(0), RecordStatus.PLANNED)
#: Subjects that no rule names, where no catalog says which there are. One is enough unless rules
#: count different subjects.
_OTHER_SUBJECTS = ("ANY", *(f"ANY{letter}" for letter in "BCDEFGHIJKLM"))


@dataclass(frozen=True)
class Offered:
    """A course that could be taken, or a range of courses that the rules do not tell apart.

    Attributes:
        ways: the course with each amount of credits, the largest first; of a range the first one.
        supply: how often it could be taken.
        identity: what tells it from other courses; None for a range, and for a course that may be
            taken again for credit.
        numbers: the numbers of a range; None for a single course.
    """

    ways: tuple[Candidate, ...]
    supply: int
    identity: tuple[str, str] | None
    numbers: range | None = None

    def way(self, code: CourseCode, credits: Decimal | None) -> Candidate | None:
        """Return one of these courses with some credits, or with the most that it can bring."""
        for way in self.ways:
            if credits in (None, way.credits):
                return way if self.numbers is None else replace(way, code=code)
        return None

    def holds(self, code: CourseCode) -> bool:
        """Return whether a course with this code is one of them."""
        first = self.ways[0].code
        if self.numbers is None:
            return code == first
        alike = _subject(code) == first.subject and code.form == first.form
        return alike and code.value in self.numbers

    def left(self, taken: Collection[CourseCode]) -> int:
        """Return how many are left for somebody who has taken some courses for credit."""
        if self.numbers is None or self.supply == _ANY_NUMBER:
            return self.supply
        return max(self.supply - sum(map(self.holds, taken)), 0)


@dataclass(frozen=True, eq=False)
class Offer:
    """What could be taken.

    Attributes:
        courses: in the order of the catalog.
        when: the term of study that a further course falls into; None where no rule asks.
    """

    courses: tuple[Offered, ...]
    when: int | None

    @cached_property
    def _single(self) -> dict[CourseCode, list[Offered]]:
        found: dict[CourseCode, list[Offered]] = defaultdict(list)
        for one in self.courses:
            if one.numbers is None:
                found[one.ways[0].code].append(one)
        return found

    @cached_property
    def _ranges(self) -> dict[str, list[Offered]]:
        found: dict[str, list[Offered]] = defaultdict(list)
        for one in self.courses:
            if one.numbers is not None:
                found[one.ways[0].code.subject].append(one)
        return found

    def under(self, code: CourseCode) -> Sequence[Offered]:
        """Return what goes under a code: several where the title says which course it is."""
        return [
            *self._single.get(code, ()),
            *(one for one in self._ranges.get(_subject(code), ()) if one.holds(code)),
        ]

    @cached_property
    def _found(self) -> Recent[Candidate, Offered]:
        return Recent(_KEPT)

    def find(self, course: Candidate) -> Offered | None:
        """Return the course of the offer that a placed one is; None where there is none."""
        found = self._found.get(course)
        if found is None:
            for one in self.under(course.code):
                if one.way(course.code, course.credits) == course:
                    found = self._found[course] = one
                    break
        return found


def offer(rules: Rules, transcript: Transcript) -> Offer:
    """Return what could be taken; it is kept for all students for whom it is the same.

    Args:
        rules: the rules that hold for the student.
        transcript: the records; the term of study of a further course depends on them, and without
            a catalog the subjects do.
    """
    probe = further(_PROBE, transcript, rules.program)
    when = probe.study_term
    listed = bool(rules.institution.catalog)
    subjects: frozenset[str] = frozenset()
    if not listed and rules.program.counts_subjects:
        here = rules.institution
        subjects = frozenset(here.code(record.code).subject for record in transcript.records)

    def courses() -> Iterator[Offered]:
        for one in _from_catalog(rules) if listed else _from_rules(rules, subjects):
            if not rules.program.asks_when:
                yield one
                continue
            ways = (replace(way, study_term=when, age=probe.age) for way in one.ways)
            yield replace(one, ways=tuple(ways))

    # A catalog says what there is whatever was decided.
    keeper = rules.keeper_of_offer if listed else rules
    key = "offer", when, probe.age, subjects
    return keeper.keep(key, lambda: Offer(tuple(courses()), when))


def _from_catalog(rules: Rules) -> Iterator[Offered]:
    """Yield each course of the catalog.

    A course brings at most the institution's standard credits, so that no plan rests on one
    oversized project.
    """
    here = rules.institution
    for listed in here.catalog:
        code = here.code(listed.code)
        most = min(listed.credits, here.standard_credits)
        least = listed.credits if listed.least_credits is None else listed.least_credits
        course = Candidate(
            code,
            listed.title,
            FUTURE,
            most,
            RecordStatus.PLANNED,
            attributes=listed.attributes,
            names=rules.program.names(here, code, listed.title, FUTURE),
        )
        amounts = [most]
        while amounts[-1] - _STEP >= max(least, _STEP):
            amounts.append(amounts[-1] - _STEP)
        told = code, listed.title, FUTURE
        again = may_repeat(rules.program, here, *told)
        for number in times_of(rules.program, here, *told):
            one = replace(course, attempt=number)
            yield Offered(
                tuple(replace(one, credits=amount) for amount in amounts),
                _ANY_NUMBER if again else 1,
                None if again else identity_of(here, one),
            )


def _from_rules(rules: Rules, subjects: Collection[str]) -> Iterator[Offered]:
    """Yield what there may be where no catalog says so: each kind that the rules tell apart.

    Every number at which some rule or decision begins or stops to hold begins a new kind. Each
    course brings the institution's standard credits.

    Args:
        rules: the rules that hold for the student.
        subjects: subjects that are known to exist.
    """
    here = rules.institution
    numbers, names = _kinds_by_subject(rules, subjects)
    everywhere = {0, *numbers.pop("*", ())}
    several = rules.program.counts_subjects
    others = _OTHER_SUBJECTS if several else _OTHER_SUBJECTS[:1]
    for subject in [*sorted(numbers), *others]:
        first = sorted(everywhere | numbers.get(subject, set()))
        forms = names.get(subject, set()) | names.get("*", set()) | {("", "")}
        for start, end in zip(first, [*first[1:], None], strict=True):
            for form, title in sorted(forms):
                code = CourseCode.at(subject, start, form)
                if code.is_open or code.value != start:
                    continue  # credit for no particular course, or a course of another number
                if form.startswith("=") and end != start + 1:
                    continue  # one number written out, as 4V90: it is not in a range of others
                course = Candidate(
                    code,
                    title or None,
                    FUTURE,
                    here.standard_credits,
                    RecordStatus.PLANNED,
                    names=rules.program.names(here, code, title or None, FUTURE),
                )
                yield from _from_range(rules, course, end, endless=subject in others)


def _kinds_by_subject(
    rules: Rules, subjects: Collection[str]
) -> tuple[dict[str, set[int]], dict[str, set[tuple[str, str]]]]:
    """Return the numbers at which a kind begins, and the forms and titles, by subject."""
    numbers: dict[str, set[int]] = defaultdict(set, {subject: set() for subject in subjects})
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for subject, number, form, title in _points(rules):
        numbers[subject].add(number)
        names[subject].add((form, title))
    # A course with several codes begins a kind of its own, if any rule names its subject.
    for code in rules.institution.codes_apart:
        if code.subject in numbers:
            numbers[code.subject] |= {code.value, code.value + 1}
            names[code.subject].add((code.form, ""))
    return numbers, names


def _from_range(
    rules: Rules, first: Candidate, end: int | None, *, endless: bool
) -> Iterator[Offered]:
    """Yield what a student can take of a range.

    Args:
        rules: the rules that hold for the student.
        first: the first course of the range.
        end: the number before which the range ends; None where it does not.
        endless: whether no rule names the subject, so that there are as many as are needed.
    """
    here, program, code, start = rules.institution, rules.program, first.code, first.code.value
    told = code, first.title, FUTURE
    again = may_repeat(program, here, *told)
    supply = _NO_END if end is None or again or endless else end - start
    if again and program.counts_different and end != start + 1:
        for number in range(start, min(end or _NO_END, start + _SEVERAL)):
            way = replace(first, code=CourseCode.at(code.subject, number, code.form))
            yield Offered((way,), _ANY_NUMBER, None)
    elif end == start + 1 and not endless:
        for number in times_of(program, here, *told):
            one = replace(first, attempt=number)
            own = None if again else identity_of(here, one)
            yield Offered((one,), min(supply, _ANY_NUMBER), own)
    else:
        alike = range(start, _NO_END if end is None else end)
        yield Offered((first,), min(supply, _ANY_NUMBER), None, alike)


def _subject(code: CourseCode) -> str:
    """Return the subject of a range that a code belongs to: ``ANY`` for ``ANYAB`` as well.

    A range of a subject that no rule names may need more courses than it has numbers.
    """
    first = _OTHER_SUBJECTS[0]
    further = code.subject.startswith(first) and len(code.subject) == len(first) + 2
    return first if further else code.subject


def _points(rules: Rules) -> Iterator[tuple[str, int, str, str]]:
    """Yield subject, number, form and title where something begins or stops to hold."""
    yield from rules.institution.repeatable.points()
    for part in rules.program.filters:
        if isinstance(part, InSet):
            yield from part.courses.points()
        elif isinstance(part, HasLevel):
            yield "*", part.at_least, "", ""
            if part.at_most is not None:
                yield "*", part.at_most + 1, "", ""
    for code, title in rules.decisions.named:
        yield code.subject, code.value, code.form, title
        yield code.subject, code.value + 1, "", ""
