"""What is left to take, place by place: how much of which list, and which courses would fit.

The cheapest way to finish says how many courses each list still gets; nothing else of it is used
here. Whether a course fits a place is asked of the checker: each course alone, added to what counts
now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations, islice
from typing import Any

from degreekit.adjustments import Case
from degreekit.audit.certify import Certificate, Checker, Fact, Placed, Rules
from degreekit.audit.explain.wording import joined, measure_text
from degreekit.audit.model.future import PLENTY, FutureCourse
from degreekit.audit.result import CandidateCourse, OpenPlace
from degreekit.requirements import (
    AllOf,
    Candidate,
    Check,
    CourseFilter,
    HasCredits,
    Including,
    NoneOf,
    Row,
    Take,
    Worth,
    count_text,
)

__all__ = ["Catalog", "open_places"]

#: Courses that are named for each place, those that serve most first.
_NAMED = 12
#: A course is tried in so many open lists at once; with more the number of combinations explodes.
_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class _Group:
    """Further courses that no rule treats differently.

    Attributes:
        rows: the row of each list that they fit, by the id of the list.
        members: the courses.
    """

    rows: dict[str, int]
    members: tuple[FutureCourse, ...]


class Catalog:
    """The courses that could still be taken, in groups that rules cannot tell apart.

    Args:
        case: the rules as decisions changed them.
        rules: the same, as the checker reads them.
        courses: what could still be taken.
        plain: the same without decisions: of courses that no decision names, those that were alike
            there are alike here.
        kin: the same for a student for whom some amounts and courses are others: of what the rules
            ask nothing else here, the same is known.
    """

    def __init__(
        self,
        case: Case,
        rules: Rules,
        courses: Iterable[FutureCourse],
        plain: Catalog | None = None,
        kin: Catalog | None = None,
    ):
        program = case.program
        self._rules = rules
        self._takes = [take.id for take in program.takes()]
        self._by_subject = bool(program.counts_subjects)
        filters = [limit.courses for limit in program.limits]
        checks = [node for node in program.nodes if isinstance(node, Check)]
        filters += [one for node in checks for one in (node.where, node.among) if one is not None]
        filters += [part.where for take in program.takes() for part in take.including if part.where]
        self._filters = [*filters, *([program.credit] if program.credit else [])]
        #: A course of no list still counts toward a minimum over the whole record.
        self._anywhere = [
            node for node in program.nodes if isinstance(node, Check) and node.over_record
        ]
        #: Each course with all that rules can tell it by; None where nothing counts it.
        self._told: list[tuple[FutureCourse, Hashable]] = []
        if plain is not None:
            named = [one for one in courses if rules.is_named(one.course)]
            self.groups = (*self._kept(plain), *self._grouped((f, self._key(f)) for f in named))
            return
        if kin is None:
            self._told = [(future, self._key(future)) for future in courses]
        else:
            self._told = list(self._as_told(kin))
        self.groups = tuple(self._grouped(self._told))

    def _as_told(self, kin: Catalog) -> Iterator[tuple[FutureCourse, Hashable]]:
        """Yield what is known of each course, worked out anew where something else is asked."""
        mine, theirs = self._rules, kin._rules
        takes = [t for t in self._takes if mine.takes[t].take is not theirs.takes[t].take]
        pairs = zip(self._filters, kin._filters, strict=True)
        filters = [(one, other) for one, other in pairs if one is not other]
        for future, key in kin._told:
            course = future.course
            if any(mine.rows_for(t, course) != theirs.rows_for(t, course) for t in takes) or any(
                mine.fits(one, course) != theirs.fits(other, course) for one, other in filters
            ):
                yield future, self._key(future)
            else:
                yield future, key

    def _grouped(self, courses: Iterable[tuple[FutureCourse, Hashable]]) -> Iterator[_Group]:
        groups: dict[Hashable, list[FutureCourse]] = {}
        for future, key in courses:
            if key is not None:
                groups.setdefault(key, []).append(future)
        for members in groups.values():
            yield _Group(self._rows(members[0]), tuple(members))

    def _key(self, future: FutureCourse) -> Hashable:
        """Return all that rules can tell a course by; None where nothing counts it."""
        course = future.course
        rows = tuple(self._rules.rows_for(take, course) for take in self._takes)
        if not any(rows) and not any(self._counts(node, course) for node in self._anywhere):
            return None
        return (
            rows,
            tuple(self._rules.fits(one, course) for one in self._filters),
            future.amounts,
            course.code.subject if self._by_subject else None,
            str(course.code) if self._rules.is_named(course) else None,
        )

    def _counts(self, check: Check, course: Candidate) -> bool:
        return check.where is None or self._rules.fits(check.where, course)

    def _kept(self, plain: Catalog) -> Iterator[_Group]:
        """Yield the groups without decisions, less the courses that decisions name."""
        for group in plain.groups:
            left = tuple(one for one in group.members if not self._rules.is_named(one.course))
            if left:
                yield _Group(self._rows(left[0]), left)

    def _rows(self, future: FutureCourse) -> dict[str, int]:
        fits = ((take, self._rules.rows_for(take, future.course)) for take in self._takes)
        return {take: rows[0] for take, rows in fits if rows}


def open_places(
    case: Case,
    checker: Checker,
    certificate: Certificate,
    plan: Sequence[Placed],
    catalog: Catalog,
) -> tuple[OpenPlace, ...]:
    """Return the places that are still open, in the order of the program.

    Args:
        case: the rules as decisions changed them.
        checker: judges placements for the student.
        certificate: what is true of the answer.
        plan: the further courses of the cheapest way to finish.
        catalog: what could still be taken.
    """
    return tuple(_Places(case, checker, certificate, plan, catalog).places()) if plan else ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A list that further courses are taken from.

    Attributes:
        take: the list.
        fact: how it stands now.
        steps: the further courses of the plan that it gets.
    """

    take: Take
    fact: Fact
    steps: tuple[Placed, ...]

    @property
    def inner(self) -> Iterator[tuple[Including, Fraction]]:
        """Yield each inner minimum that is not reached, with what is missing."""
        measures = self.fact.measures[len(self.fact.measures) - len(self.take.including) :]
        for part, measure in zip(self.take.including, measures, strict=False):
            if not measure.met:
                yield part, measure.gap

    @property
    def musts(self) -> list[Including]:
        """The inner minimums that every course that goes here has to fit."""
        return [part for part, gap in self.inner if self.all_must(part, gap)]

    def all_must(self, part: Including, gap: Fraction) -> bool:
        """Return whether every course that goes here has to fit an inner minimum."""
        if part.spread is not None:
            return False
        if part.courses is not None:
            return gap >= len(self.steps)
        return part.credits is not None and gap >= sum(
            Fraction(step.course.credits) for step in self.steps
        )


class _Places:
    def __init__(
        self,
        case: Case,
        checker: Checker,
        certificate: Certificate,
        plan: Sequence[Placed],
        catalog: Catalog,
    ):
        self.checker = checker
        self.program = case.program
        self.unit = case.program.unit
        self.rows = {take.id: take.listed for take in case.program.takes()}
        self.placed = certificate.placed
        self._beside = checker.beside(certificate.placed)
        self.plan = plan
        self.catalog = catalog
        facts = {fact.node.id: fact for fact in _walk(certificate.root)}
        final = {f.node.id: f.met for f in _walk(checker.facts([*certificate.placed, *plan]))}
        #: Lists and minimums that are not met yet and are once the plan is carried out.
        self.missing = [
            node
            for node in self.program.nodes
            if isinstance(node, Take | Check) and final[node.id] and not facts[node.id].met
        ]
        self.lists = [
            _Place(take, facts[take.id], steps)
            for take in self.program.takes()
            if (steps := tuple(one for one in plan if _serves(one, take.id)))
        ]
        self.checks = [
            node for node in self.missing if isinstance(node, Check) and node.gpa is None
        ]
        self.facts = facts
        self.musts = {place.take.id: place.musts for place in self.lists}
        #: The minimums that only some courses help to reach.
        self.narrow = [check for check in self.checks if check.where is not None]
        judged = zip(checker.candidates, checker.worths, strict=True)
        self.subjects = Counter(
            course.code.subject for course, worth in judged if worth is not Worth.NOTHING
        )
        self._shared: dict[object, list[tuple[str, ...]]] = {}
        self.taken = {
            identity
            for course, worth in zip(checker.candidates, checker.worths, strict=True)
            if worth is not Worth.NOTHING
            and (identity := checker.rules.identity(course)) is not None
        }

    def places(self) -> Iterator[OpenPlace]:
        for place in self.lists:
            known: dict[str, Any] = {
                "requirement": place.take.id,
                "courses": len(place.steps),
                "credits": _sum(place.steps),
                "text": self._text(place),
                "rows": tuple(self._rows(place)),
            }
            # Which courses fit takes most of the time, and not everybody wants to know.
            yield OpenPlace.deferred(partial(self._with_courses, place, known), **known)
        anywhere = list(self._anywhere())
        yield from anywhere
        if len(self.plan) > 1:
            said = {place.requirement for place in anywhere}
            yield from (self._check(one) for one in self.narrow if one.id not in said)

    def _with_courses(self, place: _Place, known: Mapping[str, Any]) -> OpenPlace:
        found = self._fitting_at(place)
        named = tuple(islice(self._named(found), _NAMED))
        return OpenPlace(**known, choices=_choices(found), candidates=named)

    @cached_property
    def _fitting(self) -> list[tuple[_Group, list[tuple[str, ...]]]]:
        """The groups that fit an open list, each with the sets of places it could serve."""
        return [(group, self._served(group)) for group in self._open_groups()]

    def _fitting_at(self, place: _Place) -> list[tuple[tuple[str, ...], str, _Group]]:
        """Return what fits a place: what else it serves, who has to approve it, and the courses."""
        id_ = place.take.id
        return [
            (serves, self._approvers(group, serves), group)
            for group, served in self._fitting
            if (serves := next((some for some in served if id_ in some), None))
        ]

    def _anywhere(self) -> Iterator[OpenPlace]:
        """Yield what a minimum over the whole record still needs and no list takes."""
        left = [step for step in self.plan if not step.uses]
        for check in self.checks:
            steps = [one for one in left if check.over_record and self._counts(check, one.course)]
            if not steps:
                continue
            left = [one for one in left if one not in steps]
            where = f" {check.where.text(self.unit)}" if check.where else ""
            amount = count_text(len(steps), "more course")
            their = "it need" if len(steps) == 1 else "they need"
            found = [
                ((check.id,), "", group)
                for group in self._not_taken(self.catalog.groups)
                if self._counts(check, group.members[0].course)
                and self._completes(Placed(group.members[0].course, ()))
            ]
            yield OpenPlace(
                requirement=check.id,
                courses=len(steps),
                credits=_sum(steps),
                text=f"Take {amount}{where} ({count_text(_sum(steps), self.unit)}); "
                f"{their} not count toward any other requirement.",
                choices=_choices(found),
                candidates=tuple(islice(self._named(found), _NAMED)),
            )

    # ------------------------------------------------------------------------------- sentences

    def _text(self, place: _Place) -> str:
        """Write what to take."""
        take, count, credits = place.take, len(place.steps), _sum(place.steps)
        more = any(one.waived is None for one in place.fact.applied)
        conditions = self._conditions(place)
        words = [*_lists(place.musts), *([_all(conditions).text(self.unit)] if conditions else [])]
        what = take.some(count, " ".join(words), more=more)
        if not any(isinstance(c, HasCredits) and c.at_least * count == credits for c in conditions):
            what += f" ({count_text(credits, self.unit)})"
        parts = list(self._parts(place))
        text = ", ".join([f"Take {what}", *parts])
        text += f"{self._purpose(place, after=bool(parts))}."
        return f"{text}{self._to_be_approved(place)}"

    def _to_be_approved(self, place: _Place) -> str:
        """Say who has to approve the courses, where every one of the plan needs it."""
        listing = self.checker.rules.takes[place.take.id]
        asked = [
            [row for id_, row in self.checker.approvals(step) if id_ == place.take.id]
            for step in place.steps
        ]
        who = dict.fromkeys(listing.printed(row).approval for rows in asked for row in rows)
        if not all(asked) or not all(who):
            return ""
        names = joined(who, "or")
        text = f"{names[:1].upper()}{names[1:]} has to approve {'each' if len(asked) > 1 else 'it'}"
        if any(not approvers for _, approvers, _ in self._fitting_at(place)):
            # The plan could do without, but not with as little.
            text += " in the shortest way to finish; other courses that fit need no approval"
        return f" {text}."

    def _conditions(self, place: _Place) -> list[CourseFilter]:
        """Return what every course for a place has to be, each condition once."""
        filters = [part.where for part in place.musts if part.where and not part.list_name]
        if len(self.plan) == 1:
            filters += [check.where for check in self.narrow if check.where is not None]
        listed = [part.where for part in place.musts if part.where and part.list_name]
        known = [one for where in listed for one in _conjuncts(where)]
        found: list[CourseFilter] = []
        for one in (one for where in filters for one in _conjuncts(where)):
            if one not in known and one not in found:
                found.append(one)
        return sorted(found, key=lambda one: isinstance(one, NoneOf))

    def _parts(self, place: _Place) -> Iterator[str]:
        """Yield what some of the courses for a place have to be."""
        for part, gap in place.inner:
            if part.spread is not None:
                missing = part.spread.missing(gap, self.unit)
                yield (
                    f"from at least {missing.removeprefix('from ')}"
                    if missing.startswith("from ")
                    else f"at least {missing}"
                )
            elif not place.all_must(part, gap):
                amount = measure_text(gap, self.unit, "of them" if part.courses else "")
                amount = amount.replace("of thems", "of them")
                yield f"at least {amount} {part.which(self.unit)}"

    def _purpose(self, place: _Place, *, after: bool) -> str:
        """Say what courses are taken for that their own list does not ask for.

        Args:
            place: the list.
            after: whether conditions on some of the courses stand before it.
        """
        asking = self._asking(place)
        goals = [
            check.needs(self.unit, self.program.title_of).removeprefix("at least ")
            for check in asking
            if check.where is None
        ]
        said = [f"to reach {joined(goals)}"] if goals else []
        if len(self.plan) == 1:
            said += [f"for {check.title}" for check in asking if check.where is not None]
        own = {m.what: m.gap for m in place.fact.measures if not m.met}
        if not said:
            return ""
        credits, courses = own.get("credits", Fraction(0)), own.get("courses", Fraction(0))
        if not credits and not courses:
            return f"{',' if after else ''} {joined(said)}"
        if courses >= len(place.steps) or credits >= _sum(place.steps):
            return ""
        here = measure_text(credits, self.unit) if credits else count_text(int(courses), "course")
        return f"{';' if after else ':'} {here} for this requirement, the rest {joined(said)}"

    def _asking(self, place: _Place) -> list[Check]:
        """Return the minimums over several lists that the courses for a place help to reach."""
        return [
            check
            for check in self.checks
            if self._looks_at(check, (place.take.id,))
            and any(self._counts(check, step.course) for step in place.steps)
        ]

    def _check(self, check: Check) -> OpenPlace:
        [measure] = self.facts[check.id].measures
        gap = measure_text(measure.gap, self.unit, measure.noun)
        where = f" {check.where.text(self.unit)}" if check.where else ""
        have = "has" if measure.gap == 1 else "have"
        text = f"Of these courses, at least {gap} {have} to be{where}."
        if check.share is not None:
            text = f"With these courses, {check.needs(self.unit, self.program.title_of)}."
        return OpenPlace(requirement=check.id, courses=0, credits=Decimal(0), text=text)

    def _rows(self, place: _Place) -> Iterator[str]:
        """Yield the rows of a list, where each one that is still open is needed."""
        take = place.take
        if len(take.listed) == 1 or not take.each_row_once:
            return
        filled = {row for one in place.fact.applied for id_, row in one.uses if id_ == take.id}
        rows = [row for number, row in enumerate(take.listed) if number not in filled]
        if len(rows) == len(place.steps):
            yield from map(_row_text, rows)

    # ------------------------------------------------------------------------------ candidates

    def _open_groups(self) -> Iterator[_Group]:
        """Yield the groups that fit an open list, without courses that the student has."""
        lists = {place.take.id for place in self.lists}
        for group in self.catalog.groups:
            if not lists.isdisjoint(group.rows):
                yield from self._not_taken([group])

    def _not_taken(self, groups: Iterable[_Group]) -> Iterator[_Group]:
        """Yield groups without the courses that the student has and cannot repeat."""
        for group in groups:
            members = tuple(
                one for one in group.members if one.repeatable or one.identity not in self.taken
            )
            if members:
                yield _Group(group.rows, members)

    def _served(self, group: _Group) -> list[tuple[str, ...]]:
        """Return the sets of open requirements that a course of a group could serve at once.

        Of each only the largest ones, the largest first.
        """
        course = group.members[0].course
        fits = [
            place.take.id
            for place in self.lists
            if place.take.id in group.rows
            and all(
                _fits(part, course, place.take.listed[group.rows[place.take.id]])
                for part in self.musts[place.take.id]
            )
        ][:_TOGETHER]
        ahead = [tuple(some) for some in self._together(tuple(fits), course)]
        found: list[tuple[str, ...]] = []
        while ahead:
            lists = ahead.pop(0)
            if any(set(lists) <= set(larger) for larger in found):
                continue
            tried = Placed(course, tuple((id_, group.rows[id_]) for id_ in lists))
            if self._beside.violations(tried):
                ahead += [some for some in combinations(lists, len(lists) - 1) if some]
            elif self._completes(tried):
                found.append(lists)
        narrow = [check for check in self.narrow if self._counts(check, course)]
        return [(*lists, *(c.id for c in narrow if self._looks_at(c, lists))) for lists in found]

    def _together(self, lists: tuple[str, ...], course: Candidate) -> list[tuple[str, ...]]:
        """Return the largest sets of some lists that may share a course, the largest first."""
        sharing = self.checker.sharing
        about = tuple(rule.courses is None or rule.courses.matches(course) for rule in sharing)
        key = lists, about
        if key not in self._shared:
            found: list[tuple[str, ...]] = []
            for size in range(len(lists), 0, -1):
                for some in combinations(lists, size):
                    pairs = combinations(some, 2)
                    if not any(set(some) <= set(larger) for larger in found) and all(
                        self.checker.may_share(one, other, course) for one, other in pairs
                    ):
                        found.append(some)
            self._shared[key] = found
        return self._shared[key]

    def _completes(self, tried: Placed) -> bool:
        """Return whether a course would do, where one course is all that is left."""
        if len(self.plan) > 1:
            return True
        placed = [*self.placed, tried]
        return all(self.checker.deficits.fact(node, placed, placed).met for node in self.missing)

    def _counts(self, check: Check, course: Candidate) -> bool:
        return check.where is None or self.checker.rules.fits(check.where, course)

    def _looks_at(self, check: Check, lists: Sequence[str]) -> bool:
        scope = self.checker.rules.scope(check.scope)
        return check.over_record or not scope.isdisjoint(lists)

    def _approvers(self, group: _Group, serves: Sequence[str]) -> str:
        """Return who has to approve a course in some places."""
        rows = (self.rows[id_][group.rows[id_]] for id_ in serves if id_ in group.rows)
        return joined(dict.fromkeys(row.approval for row in rows if row.approval))

    def _named(
        self, found: Iterable[tuple[tuple[str, ...], str, _Group]]
    ) -> Iterator[CandidateCourse]:
        """Yield courses by name: of cross-listed codes one, and none that no catalog lists.

        A course that does more comes first; of equal ones that which needs no approval, then that
        of a subject the student has more of.
        """
        ordered = sorted(
            (
                (-len(serves), bool(approval), -self.subjects[future.course.code.subject]),
                number,
                serves,
                approval,
                future,
            )
            for number, (serves, approval, future) in enumerate(
                (serves, approval, future)
                for serves, approval, group in found
                for future in group.members
                if future.supply == 1 or future.repeatable
            )
        )
        seen = set()
        for _, _, serves, approval, future in ordered:
            if future.as_one not in seen:
                seen.add(future.as_one)
                yield CandidateCourse(
                    code=str(future.course.code),
                    title=future.course.title,
                    credits=future.course.credits,
                    serves=serves,
                    approval=approval,
                )


def _choices(found: Iterable[tuple[object, object, _Group]]) -> int | None:
    """Return the number of courses to choose from; None if unlimited.

    A course that may be taken several times is one to choose, where it is the only one.
    """
    named = {future.as_one: future for _, _, group in found for future in group.members}
    if len(named) == 1 and next(iter(named.values())).repeatable:
        return 1
    supply = sum(future.supply for future in named.values())
    return supply if supply < PLENTY else None


def _fits(part: Including, course: Candidate, row: Row) -> bool:
    return (part.group in (None, row.group)) and (part.where is None or part.where.matches(course))


def _lists(parts: Iterable[Including]) -> Iterator[str]:
    """Yield the groups and lists that inner minimums name."""
    for part in parts:
        if part.group:
            yield part.from_group
        if part.list_name:
            yield f"from {part.list_name}"


def _conjuncts(where: CourseFilter) -> Iterator[CourseFilter]:
    """Yield the conditions that have to hold together."""
    for part in where.filters if isinstance(where, AllOf) else ():
        yield from _conjuncts(part)
    if not isinstance(where, AllOf):
        yield where


def _all(conditions: Sequence[CourseFilter]) -> CourseFilter:
    return conditions[0] if len(conditions) == 1 else AllOf(filters=tuple(conditions))


def _row_text(row: Row) -> str:
    courses = row.courses.noun()
    return f"{row.title} ({courses})" if row.title else courses


def _walk(fact: Fact) -> Iterator[Fact]:
    yield fact
    for part in fact.parts:
        yield from _walk(part)


def _serves(one: Placed, id_: str) -> bool:
    return any(take == id_ for take, _ in one.uses)


def _sum(steps: Iterable[Placed]) -> Decimal:
    return sum((one.course.credits for one in steps), Decimal(0))
