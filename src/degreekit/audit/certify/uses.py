"""The ways to use each course: records, waived courses, and courses that could still be taken."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from degreekit.audit.certify.checker import Checker
from degreekit.audit.certify.counts import Count, Hindrance, Maximum
from degreekit.audit.certify.facts import Placed
from degreekit.audit.certify.offer import Offered, offer
from degreekit.audit.certify.refutation import ProofRejected
from degreekit.audit.certify.rows import Amount
from degreekit.requirements import Worth

__all__ = ["Course", "Use", "Uses"]

_Identity = tuple[str, str]
#: A proof has a variable for each set of lists that a course may have at once; with more of them it
#: is not made.
_MOST_SETS = 500
#: What a use adds: the name of the rule, the key, the amount.
Gains = tuple[tuple[str, str, Amount], ...]


@dataclass(frozen=True)
class Use:
    """One way to use a course.

    Attributes:
        placed: the course and its places.
        approvals: how many approvals that are not given it rests on.
        gains: what it adds: the name of the rule, the key, the amount.
    """

    placed: Placed
    approvals: int
    gains: Gains


@dataclass(frozen=True)
class Course:
    """A record, a waived course, or courses that could be taken and serve alike.

    Attributes:
        name: for its variables.
        uses: each way to use it.
        identity: what tells it from other courses; None where that does not matter.
        supply: how often it can be used.
        further: whether it is still to be taken.
        listed: whether it may be applied anywhere, whatever amounts are bounded.
    """

    name: str
    uses: tuple[Use, ...]
    identity: _Identity | None
    supply: int = 1
    further: bool = False
    listed: bool = False


@dataclass(frozen=True)
class _Kind:
    """Courses that could be taken and that no rule tells apart.

    Attributes:
        uses: each way to use one of them.
        listed: whether they may be applied anywhere.
        alone: their identity, where another kind has it as well.
        members: the courses.
    """

    uses: tuple[Use, ...]
    listed: bool
    alone: _Identity | None
    members: list[Offered]


@dataclass(frozen=True, eq=False)
class _Offer:
    """What anybody could take under some rules.

    Attributes:
        kinds: by what rules can tell apart.
        reach: what all of it adds to a rule at most, by rule and key.
    """

    kinds: list[_Kind]
    reach: dict[tuple[str, str], Amount]


class Uses:
    """Finds the ways to use courses under the rules that hold for a student.

    Args:
        checker: the rules and the records.
        counts: what the rules count.
    """

    def __init__(self, checker: Checker, counts: Iterable[Count]):
        self.checker = checker
        self.rules = checker.rules
        self._names: list[str] = []
        self._idle = set[str]()
        self._maximums: dict[str, Maximum] = {}
        self._everywhere: list[Count] = []
        self._here: dict[str, list[Count]] = defaultdict(list)
        for count in counts:
            self._names.append(count.name)
            if isinstance(count, Hindrance):
                self._idle.add(count.name)
            if isinstance(count, Maximum):
                self._maximums[count.name] = count
            if count.takes is None:
                self._everywhere.append(count)
            for take in count.takes or ():
                self._here[take].append(count)

    def records(self) -> Iterator[Course]:
        """Yield each record that may count."""
        for number, course in enumerate(self.checker.candidates):
            worth = self.checker.worths[number]
            if worth is Worth.NOTHING:
                continue
            own = Placed(course, (), number, worth=worth)
            places, uses = self._uses(own)
            if worth is Worth.EARNED:  # what it brings to the record it brings without a use
                uses = tuple(use for use in uses if use.placed.uses)
            name, identity = f"record {number}", self.rules.identity(course)
            yield Course(name, uses, identity, listed=bool(places))

    def waived(self) -> Iterator[Course]:
        """Yield each waived course: it fills one of its places at most."""
        for position, waived in self.checker.decisions.waived.items():
            uses = (
                self._use(Placed(waived.course, ((take, row),), waived=position))
                for take, (row, _) in waived.places.items()
                if take in self.checker.open
            )
            yield Course(f"waiver {position + 1}", tuple(uses), None)

    def further(
        self, records: Sequence[Course], binding: frozenset[tuple[str, str]]
    ) -> Iterator[Course]:
        """Yield what could be taken, courses that serve alike as one.

        Nothing that counts already is taken again for credit; what stands on the record and counts
        nowhere may be, and adds nothing to what is asked of the whole record.

        Args:
            records: what the student has.
            binding: the maximums that can bind, by rule and key; others do not tell courses apart.
        """
        once = self.checker.program.credit_once
        stands = {one.identity for one in records} if once else set()
        has = {one.identity for one in records if one.listed} if once else set()
        codes = {one.uses[0].placed.course.code for one in records if one.uses} if once else set()
        groups: dict[object, list[tuple[Course, str, int]]] = {}
        for kind, key, course in self._bounded(binding):
            gone = has if kind.listed else stands
            left: dict[bool, list[tuple[Offered, int]]] = {False: [], True: []}
            for one in kind.members:
                if one.identity is None or one.identity not in gone:
                    again = one.identity is not None and one.identity in stands
                    left[again].append((one, one.left(codes)))
            for again, members in left.items():
                if supply := sum(number for _, number in members):
                    same = self._again(course) if again else course
                    groups.setdefault((key, again), []).append((same, _name(members[0][0]), supply))
        for those in groups.values():
            course, name, _ = those[0]
            # Under several titles that a rule tells apart it is still one course.
            supply = 1 if course.identity else sum(number for _, _, number in those)
            yield replace(course, name=name, supply=supply)

    def _again(self, course: Course) -> Course:
        """Return a course without what it would bring to the record: it is there already."""
        over_record = {count.name for count in self._everywhere}
        uses = tuple(
            replace(use, gains=tuple(gain for gain in use.gains if gain[0] not in over_record))
            for use in course.uses
            if use.placed.uses
        )
        return replace(course, uses=uses)

    def _bounded(self, binding: frozenset[tuple[str, str]]) -> list[tuple[_Kind, object, Course]]:
        """Return each kind with what tells it from others, as far as maximums can bind."""

        def make() -> list[tuple[_Kind, object, Course]]:
            found: list[tuple[_Kind, object, Course]] = []
            for kind in self._offer.kinds:
                key = tuple(self._told(use, binding) for use in kind.uses), kind.alone
                uses = tuple(replace(use, gains=self._bound(use, binding)) for use in kind.uses)
                found.append((kind, key, Course("", uses, kind.alone, further=True)))
            return found

        return self.rules.keep(("bounded", self._offer, binding), make)

    def binding(self, there: Iterable[Course]) -> frozenset[tuple[str, str]]:
        """Return the maximums that could be exceeded at all, by rule and key.

        The others would only make proofs longer.

        Args:
            there: records and waived courses.
        """
        reach = dict(self._offer.reach)
        for rule, amount in _reach([(one.uses, self._members(one)) for one in there]).items():
            reach[rule] = reach.get(rule, 0) + amount
        return frozenset(rule for rule, amount in reach.items() if self._can_bind(rule, amount))

    def _can_bind(self, rule: tuple[str, str], amount: Amount) -> bool:
        maximum = self._maximums.get(rule[0])
        if maximum is None or maximum.keys is not None:
            return maximum is not None
        most = maximum.most(rule[1])
        return most is not None and amount > most

    def _members(self, one: Course) -> list[tuple[str, _Identity | None, int]]:
        identity = one.identity if self.checker.program.credit_once else None
        return [(one.name, identity, one.supply)]

    @cached_property
    def _offer(self) -> _Offer:
        """What could be taken; it is kept for all students under the same rules."""
        offered = offer(self.rules, self.checker.transcript)
        key = "kinds", self.checker.open, tuple(self._names), offered

        def make() -> _Offer:
            kinds = list(self._kinds(offered.courses))
            once = self.checker.program.credit_once
            members = [
                (k.uses, [(_name(m), m.identity if once else None, m.supply) for m in k.members])
                for k in kinds
            ]
            return _Offer(kinds, _reach(members))

        return self.rules.keep(key, make)

    def _kinds(self, courses: Sequence[Offered]) -> Iterator[_Kind]:
        times = Counter(course.identity for course in courses)
        kinds: dict[object, _Kind] = {}
        for course in courses:
            listed, uses = False, []
            for way in course.ways:
                places, more = self._uses(Placed(way, ()))
                listed = listed or bool(places)
                uses += [use for use in more if use.placed.uses or self._is_useful(use)]
            twice = self.checker.program.credit_once and times[course.identity] > 1
            alone = course.identity if twice else None
            key = listed, tuple(self._told(use, None) for use in uses), alone
            if uses:
                kind = kinds.setdefault(key, _Kind(tuple(uses), listed, alone, []))
                kind.members.append(course)
        yield from kinds.values()

    def _is_useful(self, use: Use) -> bool:
        """Return whether a use without a place adds to anything that somebody asks for."""
        return any(name not in self._idle for name, _, _ in use.gains)

    def _bound(self, use: Use, binding: frozenset[tuple[str, str]] | None) -> Gains:
        """Return what a use adds to minimums, and to maximums that can bind."""
        return tuple(
            gain
            for gain in use.gains
            if binding is None or gain[0] not in self._maximums or gain[:2] in binding
        )

    def _told(self, use: Use, binding: frozenset[tuple[str, str]] | None) -> object:
        """Return all that tells a use of one course from that of another."""
        takes = tuple(take for take, _ in use.placed.uses)
        return takes, use.placed.course.credits, use.approvals, self._bound(use, binding)

    # -------------------------------------------------------------------------------- one course

    def _uses(self, own: Placed) -> tuple[list[tuple[str, int]], tuple[Use, ...]]:
        """Return the places open to a course, and its uses: each set of places it may have.

        The last use has no place: a course may be relied on for the record alone.

        Raises:
            ProofRejected: there are too many.
        """
        places = self.checker.validity.places(own)
        single = [place for place in places if self._alone(own, (place,))]
        sets: list[tuple[tuple[str, int], ...]] = [(place,) for place in single]
        for chosen in sets:
            after = single[single.index(chosen[-1]) + 1 :]
            sets += [(*chosen, place) for place in after if self._alone(own, (*chosen, place))]
            if len(sets) > _MOST_SETS:
                told = f"{own.course.code} may be in more than {_MOST_SETS} sets of lists at once"
                raise ProofRejected("the ways to use a course", told)
        return places, tuple(self._use(replace(own, uses=uses)) for uses in (*sets, ()))

    def _alone(self, own: Placed, uses: tuple[tuple[str, int], ...]) -> bool:
        """Return whether a course breaks no rule by itself."""
        return not self.checker.violations([replace(own, uses=uses)])

    def _use(self, placed: Placed) -> Use:
        approvals = len(self.checker.approvals(placed))
        here = (count for take, _ in placed.uses for count in self._here.get(take, ()))
        gains = []
        for count in dict.fromkeys((*here, *self._everywhere)):
            key, amount = count.of(placed)
            if amount:
                gains.append((count.name, key, amount))
        return Use(placed, approvals, tuple(gains))


def _reach(
    courses: Iterable[tuple[Iterable[Use], list[tuple[str, _Identity | None, int]]]],
) -> dict[tuple[str, str], Amount]:
    """Return what courses add to each rule at most, if each is used for it."""
    most: dict[tuple[str, str], dict[object, Amount]] = defaultdict(dict)
    for uses, members in courses:
        peaks: dict[tuple[str, str], Amount] = {}
        for use in uses:
            for name, key, amount in use.gains:
                peaks[name, key] = max(amount, peaks.get((name, key), 0))
        for rule, peak in peaks.items():
            held = most[rule]
            for name, identity, supply in members:
                one = identity or name
                held[one] = max(peak * supply, held.get(one, 0))
    return {rule: sum(held.values()) for rule, held in most.items()}


def _name(course: Offered) -> str:
    first = course.ways[0]
    titled = course.numbers is not None or (course.identity is not None and course.identity[1])
    title = f' "{first.title}"' if titled and first.title else ""
    return f"further {first.code}{title}"
