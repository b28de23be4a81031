"""Which of several attempts at a course count: in credits, in totals, in averages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from degreekit.courses import CourseCode, Institution, RecordStatus, Repeats, Term
from degreekit.requirements.filters import FUTURE, Candidate
from degreekit.requirements.program import Program
from degreekit.requirements.standing import Worth, candidate, in_time, standing
from degreekit.transcript import Transcript

__all__ = [
    "candidates",
    "credited",
    "identity_of",
    "may_repeat",
    "repeats_of",
    "settled",
    "times_of",
]

_USUAL = Repeats()
_EACH_TIME = Repeats(each_time=True)
_FINISHED = (RecordStatus.COMPLETED, RecordStatus.FAILED)


def repeats_of(
    program: Program,
    institution: Institution,
    code: CourseCode,
    title: str | None = None,
    term: Term | None = None,
) -> Repeats:
    """Return what several attempts at a course are worth.

    The program says it, or else the institution.

    Args:
        program: the rules.
        institution: whose course it is.
        code: as read by the institution.
        title: the full title.
        term: when it was taken.
    """
    if not program.credit_once:
        return _EACH_TIME
    policies = (*program.repeats, *institution.repeats)
    if policies:
        names = institution.aliases(code, title, term) or ((code, None),)
        for one in policies if not code.is_open else ():
            if one.courses.holds(names, title, term):
                return one
    if institution.may_repeat(code, title, term):
        return _EACH_TIME
    return _USUAL


def may_repeat(
    program: Program,
    institution: Institution,
    code: CourseCode,
    title: str | None = None,
    term: Term | None = None,
) -> bool:
    """Return whether a course earns credit each time, see `repeats_of`."""
    return repeats_of(program, institution, code, title, term).most is None


def times_of(
    program: Program,
    institution: Institution,
    code: CourseCode,
    title: str | None = None,
    term: Term | None = None,
) -> range:
    """Return the numbers of the attempts that a course has; 0 alone where they make no difference.

    A course that earns credit twice is for a student what two courses are.
    """
    times = repeats_of(program, institution, code, title, term).most
    return range(1) if times is None or times == 1 else range(1, times + 1)


def identity_of(institution: Institution, course: Candidate) -> tuple[str, str]:
    """Return what tells a course from others: of one that earns credit n times, each time."""
    code, named = institution.identity(course.code, course.title, course.term)
    return (code, f"{named} #{course.attempt}") if course.attempt else (code, named)


def candidates(
    transcript: Transcript, institution: Institution, program: Program
) -> list[Candidate]:
    """Return every record as rules see it, in the order of the transcript."""
    read = [candidate(record, institution, program) for record in transcript.records]
    found = in_time(read, transcript, program)
    worths = [standing(course, institution, program).worth for course in found]
    same = [identity_of(institution, course) for course in found]
    return settled(found, worths, same, program, institution)


def credited(
    courses: Sequence[Candidate], program: Program, institution: Institution
) -> list[Candidate]:
    """Return the records that bring credit, or may yet: of repeats the first ones in time.

    Args:
        courses: the records as rules see them.
        program: the rules.
        institution: whose courses they are.
    """
    times: dict[Hashable, int] = defaultdict(int)
    found = []
    for course in sorted(courses, key=lambda one: (one.term is not None, one.term or FUTURE)):
        if standing(course, institution, program).worth is Worth.NOTHING:
            continue
        most = repeats_of(program, institution, course.code, course.title, course.term).most
        same = institution.identity(course.code, course.title, course.term)
        times[same] += 1
        if most is None or times[same] <= most:
            found.append(course)
    return found


def settled(
    courses: Sequence[Candidate],
    worths: Sequence[Worth],
    same: Sequence[Hashable],
    program: Program,
    institution: Institution,
) -> list[Candidate]:
    """Return the records of a student with what their repeats make of them.

    Args:
        courses: every record as rules see it.
        worths: what each is worth by itself.
        same: what tells the course of each from others.
        program: the rules.
        institution: whose courses they are.
    """
    found = list(courses)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(same):
        groups[one].append(place)
    policies = (*program.repeats, *institution.repeats)
    numbered = any(one.most not in (None, 1) for one in policies)
    replaced: list[tuple[Repeats, int]] = []
    for places in groups.values():
        if len(places) == 1 and not numbered:
            continue
        course = courses[places[0]]
        told = course.code, course.title, course.term
        policy = repeats_of(program, institution, *told)
        if policy.most is not None:
            group = _Group(found, worths, places, policy)
            group.credit(policy.most, totals=program.totals_record)
            replaced += [(policy, place) for place in group.average()]
    _replace(found, replaced)
    return found


def _replace(found: list[Candidate], replaced: Sequence[tuple[Repeats, int]]) -> None:
    """Leave attempts out of the averages, the oldest first, as many as the policies allow."""
    numbers: dict[int, int] = defaultdict(int)
    credits: dict[int, Decimal] = defaultdict(Decimal)
    for policy, place in sorted(replaced, key=lambda one: _order(found[one[1]])):
        course, key = found[place], id(policy)
        more = credits[key] + course.credits
        if policy.most_replaced is not None and numbers[key] >= policy.most_replaced:
            continue
        if policy.most_replaced_credits is not None and more > policy.most_replaced_credits:
            continue
        numbers[key], credits[key] = numbers[key] + 1, more
        found[place] = replace(course, weight=Fraction(0))


class _Group:
    """The attempts at one course.

    Args:
        found: every record; what is decided of these is changed in it.
        worths: what each is worth by itself.
        places: where these attempts stand.
        policy: what holds for them.
    """

    def __init__(
        self,
        found: list[Candidate],
        worths: Sequence[Worth],
        places: Sequence[int],
        policy: Repeats,
    ):
        self.found = found
        self.worths = worths
        self.places = sorted(places, key=lambda place: _order(found[place]))
        self.policy = policy

    def _of(self, worth: Worth) -> list[int]:
        return [place for place in self.places if self.worths[place] is worth]

    def _change(self, place: int, **changes: object) -> None:
        self.found[place] = replace(self.found[place], **changes)  # type: ignore[arg-type]  # checked where it is called

    def credit(self, times: int, *, totals: bool) -> None:
        """Say which attempts earn credit, and which of them totals over the record count.

        Args:
            times: how often a course earns credit.
            totals: whether any rule asks for such totals.
        """
        earned = self._by_policy(self._of(Worth.EARNED))
        later = [*self._of(Worth.IN_PROGRESS), *self._of(Worth.PLANNED)]
        if times > 1:
            for number, place in enumerate([*earned, *later], start=1):
                self._change(place, attempt=number, superseded=number > times)
            return
        if self.policy.counts != "any":
            for place in earned[1:]:
                self._change(place, superseded=True)
            earned = earned[:1]
        if not totals:
            return
        # Whichever attempt serves a list, totals over the record have the one with most credits.
        counted = max(earned or later, key=self._most, default=None)
        for place in (*earned, *later):
            if place != counted:
                self._change(place, again=True)

    def _by_policy(self, earned: list[int]) -> list[int]:
        """Return the attempts that earned credit, those that count first."""
        match self.policy.counts:
            case "first":
                return earned
            case "last":
                finished = [p for p in self.places if self.found[p].status in _FINISHED]
                if finished and self.worths[finished[-1]] is Worth.NOTHING:
                    for place in earned:
                        self._change(place, superseded=True)
                    return []
                return earned[::-1]
            case _:
                return sorted(earned, key=self._grade, reverse=True)

    def average(self) -> list[int]:
        """Return the attempts that others may replace in averages of the record."""
        graded = [
            place
            for place in self.places
            if self.found[place].status in _FINISHED and self.found[place].points is not None
        ]
        if len(graded) < 2:
            return []
        match self.policy.average:
            case "all":
                return []
            case "mean":
                for place in graded:
                    self._change(place, weight=Fraction(1, len(graded)))
                return []
            case "first":
                stays = graded[0]
            case "last":
                stays = graded[-1]
            case "best":
                stays = max(graded, key=self._grade)
        below = self.policy.replaces_below
        others = [place for place in graded if place != stays]
        return [p for p in others if below is None or (self.found[p].points or 0) < below]

    def _grade(self, place: int) -> Decimal:
        points = self.found[place].points
        return Decimal(-1) if points is None else points

    def _most(self, place: int) -> tuple[Decimal, Decimal]:
        return self.found[place].credits, self._grade(place)


def _order(course: Candidate) -> tuple[object, ...]:
    """Return the place of an attempt in time; the rest makes the order the same for everybody."""
    return (
        course.term is None,
        course.term.ordinal if course.term else 0,
        course.code.subject,
        course.code.number,
        course.code.letter,
        course.title or "",
        course.credits,
        course.grade or "",
        course.status.value,
        course.section or "",
        course.school or "",
        course.institution or "",
        *sorted(course.attributes),
    )
