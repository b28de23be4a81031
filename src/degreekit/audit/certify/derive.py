"""From program, transcript and decisions to the rows that a proof about a student may use.

They are derived by the checker's own reading of the rules, so that a mistake in the model of the
search cannot hide in a proof. Each row has to be true of every valid placement. One that were
missing would only make a proof harder to find: together they need not say everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from degreekit.audit.certify.checker import Checker
from degreekit.audit.certify.counts import Counts, LookBack, Maximum, Minimum, thousandths
from degreekit.audit.certify.facts import Placed
from degreekit.audit.certify.rows import Amount, System
from degreekit.audit.certify.uses import Course, Use, Uses
from degreekit.requirements import (
    All,
    Check,
    Choose,
    Confirm,
    If,
    Milestone,
    Requirement,
    Take,
    Worth,
    amount_text,
)

__all__ = ["derive"]


def derive(checker: Checker, used: tuple[int, str] | None = None) -> System:
    """Return what holds of every valid placement of one student's courses.

    Args:
        checker: the rules and the records.
        used: a record, by its position, and a list that it has to be applied to.
    """
    return _Derivation(checker, used).system


@dataclass(frozen=True)
class _Way:
    """A use of a course, and the variable that says how often it is made."""

    course: Course
    use: Use
    variable: int


@dataclass(frozen=True)
class _Asked:
    """A minimum, the variable that says whether it is chosen, and the one that it is given up."""

    minimum: Minimum
    chosen: int | None
    given_up: int


@dataclass(frozen=True)
class _Filled:
    """A place that courses fill of rows that count only together, or of which some count.

    Attributes:
        fills: what courses add to it, and the least that fills it.
        most: what may fill it.
        bundle: the variable that says whether the rows it belongs to are used; None for a choice.
        bundles: the variables of the bundles that fill it.
        chosen: the variable that says that the list is chosen; None where it has to be.
        given_up: the variable that says that the list is out of reach.
    """

    fills: Minimum
    most: Amount
    bundle: int | None
    bundles: list[int]
    chosen: int | None
    given_up: int


#: What courses add to a rule: the variables with their factors, by key.
_Parts = dict[str, dict[int, Amount]]


class _Derivation:
    def __init__(self, checker: Checker, used: tuple[int, str] | None):
        self.checker = checker
        self.system = System()
        self.counts = Counts(checker)
        self.asked: list[_Asked] = []
        self.leaves: list[tuple[str, list[Minimum]]] = []
        #: lists that stand for as many parts of a choice as they hold courses: the sum of those,
        #: the variable that says how many, and the one that says that the list is given up
        self.counted: list[tuple[Minimum, int, int]] = []
        #: rows that count only together, or of which some count
        self.filled: list[_Filled] = []
        #: minimums among the last credits of the record: how far each can look back, the sum of
        #: what fits, the variable that says whether it is chosen, and that it is given up
        self.looking_back: list[tuple[LookBack, Minimum, int | None, int]] = []
        self._ask(checker.program.root, None, spare=False)
        every = list(self.counts.maximums())
        asked = (one.minimum for one in self.asked)
        held_in = [one[0] for one in self.counted] + [one.fills for one in self.filled]
        others = [one[0].others for one in self.looking_back]
        uses = Uses(checker, [*asked, *held_in, *every, *others])
        records = list(uses.records())
        held = [*records, *uses.waived()]
        binding = uses.binding(held)
        so_far = [way for one in held for way in self._ways(one)]
        later = [way for one in uses.further(records, binding) for way in self._ways(one)]
        ways = [*so_far, *later]
        self.ways = {way.variable: way for way in ways}
        self._totals(later)
        terms = _terms(ways)
        for maximum in every:
            self._row_of_maximum(maximum, terms.get(maximum.name, {}), binding)
        for counted, variable, unless in self.counted:
            sum_: dict[int, Amount] = {**terms.get(counted.name, {}).get("", {}), variable: -1}
            self.system.at_least(counted.name, sum_, 0, unless=unless)
        for filled in self.filled:
            name, bundle = filled.fills.name, filled.bundle
            fill: dict[int, Amount] = dict(terms.get(name, {}).get("", {}))
            fill |= dict.fromkeys(filled.bundles, 1)
            if bundle is None:
                self.system.at_most(name, fill, filled.most)
                continue
            self.system.at_most(name, {**fill, bundle: -filled.most}, 0)
            least = {**fill, bundle: -filled.fills.least}
            self.system.at_least(name, least, 0, only_if=filled.chosen, unless=filled.given_up)
        for one in self.asked:
            minimum = one.minimum
            parts = terms.get(minimum.name, {})
            self._row_of_minimum(
                minimum.name, minimum, parts, only_if=one.chosen, unless=one.given_up
            )
        for back, fitting, chosen, unless in self.looking_back:
            self._look_back(back, fitting, terms, only_if=chosen, unless=unless)
        self._unmet(_terms(so_far))
        self._once(ways)
        self._decided(so_far)
        if used is not None:
            there = {
                way.variable: 1
                for way in so_far
                if way.use.placed.record == used[0]
                and used[1] in (take for take, _ in way.use.placed.uses)
            }
            self.system.at_least(f"record {used[0]} in {used[1]}", there, 1)

    # ------------------------------------------------------------------------- what is asked

    def _ask(
        self, node: Requirement, chosen: int | None, *, spare: bool, counts: int | None = None
    ) -> None:
        """Collect what courses have to bring of a requirement.

        Args:
            node: the requirement.
            chosen: the variable that says whether it is chosen; None where it has to be.
            spare: whether a choice could do without it.
            counts: the variable that says as how many parts of a choice it counts, where it is one.
        """
        if node.id in self.checker.decisions.aside:
            return
        match node:
            case Take():
                self._take(node, chosen, counts)
            case Check() if not (node.over_record and node.gpa is not None):
                self._check(node, chosen)
            case Check() | Milestone() | Confirm():
                if spare:
                    self._await(node, chosen)
            case If():
                for branch in self.checker.branch(node):
                    self._ask(branch, chosen, spare=spare, counts=counts)
            case All():
                for part in node.parts:
                    self._ask(part, chosen, spare=spare)
            case Choose():
                self._choice(node, chosen, spare=spare or node.at_least < node.most, counts=counts)
            case _:
                raise TypeError(f"no such kind of requirement: {node!r}")

    def _take(self, node: Take, chosen: int | None, counts: int | None) -> None:
        given_up = self._leaf(node.id, list(self.counts.of_take(node)), chosen)
        self._places(node, chosen, given_up)
        if counts is not None and node.counts_courses:
            self.counted.append((self.counts.held(node), counts, given_up))

    def _check(self, node: Check, chosen: int | None) -> None:
        if node.is_maximum:
            # No course makes it good: it holds, or it is out of reach.
            met = self.checker.deficits.fact(node, (), ()).met
            never = Minimum(node.id, node.id, frozenset(), lambda _: False, lambda _: 0, least=1)
            self._leaf(node.id, [] if met else [never], chosen)
            return
        check = self.checker.rules.check(node)
        fitting = self.counts.of_check(check)
        given_up = self._leaf(node.id, [fitting], chosen)
        if (back := self.counts.look_back(check)) is not None:
            self.looking_back.append((back, fitting, chosen, given_up))

    def _await(self, node: Check | Milestone | Confirm, chosen: int | None) -> None:
        """Wait for what no course brings, and what a choice could do without."""
        fact = self.checker.deficits.fact(node, (), ())
        if fact.firm if isinstance(node, Confirm) else fact.met:
            return
        awaited = self.system.new(f"{node.id} awaited")
        self.system.count("awaited", awaited)
        self.system.at_least(f"{node.id} awaited", {awaited: 1}, 1, only_if=chosen)

    def _choice(self, node: Choose, chosen: int | None, *, spare: bool, counts: int | None) -> None:
        """Collect what courses have to bring of the parts that are chosen."""
        system = self.system
        terms: dict[int, Amount] = {}
        for part in node.parts:
            most = self._most(part)
            one = several = system.new(f"{part.id} chosen")
            if most != 1:
                several = system.new(f"{part.id} counts as", most)
                system.at_most(f"{part.id} counts as", {several: 1, one: -most}, 0)
            terms[several] = 1
            self._ask(part, one, spare=spare, counts=several)
        if sum(map(self._most, node.parts)) < node.at_least:
            given_up = self._give_up(node.id)
            system.at_least(f"{node.id} parts", {given_up: 1}, 1, only_if=chosen)
            return
        system.at_least(f"{node.id} chooses", terms, node.at_least, only_if=chosen)
        if counts is not None and node.counts_as > 1:
            system.at_least(f"{node.id} counts", {**terms, counts: -1}, 0)

    def _places(self, take: Take, chosen: int | None, given_up: int) -> None:
        """Collect the rows of a list that count only together, or of which some count."""
        places = list(self.counts.places(take))
        used = {
            bundle.rows: self.system.new(f"{take.id}: {bundle.title}")
            for bundle, _, _ in places
            if bundle is not None
        }
        for bundle, place, fills in places:
            within = [used[rows] for rows in place.bundles]
            own = None if bundle is None else used[bundle.rows]
            self.filled.append(_Filled(fills, place.most, own, within, chosen, given_up))

    def _most(self, node: Requirement) -> int:
        """Return as how many parts of a choice a requirement can count."""
        if isinstance(node, If) and node.id not in self.checker.decisions.aside:
            return sum(self._most(branch) for branch in self.checker.branch(node)[:1]) or 1
        return node.counts_as

    def _leaf(self, id_: str, minimums: list[Minimum], chosen: int | None) -> int:
        given_up = self._give_up(id_)
        self.leaves.append((id_, minimums))
        self.asked += [_Asked(one, chosen, given_up) for one in minimums]
        return given_up

    def _give_up(self, id_: str) -> int:
        """Return the new variable that says that a requirement is out of reach."""
        given_up = self.system.new(f"{id_} out of reach")
        self.system.count("out_of_reach", given_up)
        self.system.given_up[id_] = given_up
        return given_up

    # ------------------------------------------------------------------------- what is used

    def _ways(self, course: Course) -> list[_Way]:
        """Return each way to use a course, and say how often it can be used."""
        system, ways = self.system, []
        for use in course.uses:
            placed = use.placed
            variable = system.new(f"{course.name}: {_where(course, placed)}", course.supply)
            ways.append(_Way(course, use, variable))
            system.count("approvals", variable, use.approvals)
            if course.further:
                system.further.add(variable)
                system.count("courses", variable)
                system.count("credits", variable, thousandths(placed.course.credits))
            else:
                system.count("in_progress", variable, int(placed.worth is Worth.IN_PROGRESS))
                system.count("planned", variable, int(placed.worth is Worth.PLANNED))
        if ways:
            terms = {way.variable: 1 for way in ways}
            system.at_most(course.name, terms, course.supply)
        return ways

    def _totals(self, later: Sequence[_Way]) -> None:
        """Count the further courses, all of them and those of each list.

        The rows say nothing new; but a proof may make cases of how many there are.
        """
        system = self.system
        lists: dict[str, dict[int, Amount]] = {
            "further courses": {way.variable: 1 for way in later}
        }
        for way in later:
            for take, _ in way.use.placed.uses:
                lists.setdefault(f"further courses in {take}", {})[way.variable] = 1
        for name, terms in lists.items():
            if len(terms) > 1:
                total = system.new(name, sum(system.most[variable] for variable in terms))
                system.at_least(name, {**terms, total: -1}, 0)
                system.at_most(name, {**terms, total: -1}, 0)

    # ----------------------------------------------------------------------------- the rows

    def _row_of_maximum(
        self, one: Maximum, parts: _Parts, binding: frozenset[tuple[str, str]]
    ) -> None:
        system, counted = self.system, {}
        for key, terms in parts.items():
            if (one.name, key) not in binding:
                continue
            if one.keys is None:
                if (most := one.most(key)) is not None:
                    name = system.at_most(f"{one.name} {key}".strip(), terms, most)
                    system.allows[name or ""] = one.rule
                continue
            there = system.new(f"{one.name} {key}")
            counted[there] = 1
            for variable in terms:  # used at all, it counts
                name = f"{one.name} {key}: {system.variables[variable]}"
                system.at_most(name, {variable: 1, there: -system.most[variable]}, 0)
        if one.keys is not None and len(counted) > one.keys:
            system.allows[system.at_most(one.name, counted, one.keys) or ""] = one.rule

    def _row_of_minimum(
        self,
        name: str,
        one: Minimum,
        parts: _Parts,
        *,
        only_if: int | None,
        unless: int | None = None,
        so_far: bool = False,
    ) -> None:
        """Say that a sum comes to its least.

        Args:
            name: the name of the row.
            one: the sum.
            parts: what may add to it, by key.
            only_if: the variable that says whether it has to; None where it always does.
            unless: the variable that says that it is given up; None where it is not.
            so_far: whether it is about courses that are there already.
        """
        system = self.system
        negative = any(amount < 0 for terms in parts.values() for amount in terms.values())
        if one.least <= 0 and not negative:
            return
        held: dict[int, Amount] = {}
        if one.key is not None:
            had = dict(one.had)
            for key, terms in parts.items():
                if key == one.singly:
                    held |= {
                        variable: 1 for variable, amount in terms.items() if amount >= one.each
                    }
                elif (missing := one.each - had.get(key, 0)) > 0:
                    there = system.new(f"{name} {key}")
                    held[there] = 1
                    some = {v: min(amount, missing) for v, amount in terms.items()}
                    system.at_least(f"{name} {key}", {**some, there: -missing}, 0, so_far=so_far)
        elif negative:
            held = parts.get("", {})
        elif self._within_reach(one, parts):
            # More than what is asked for is no better.
            held = {v: min(amount, one.least) for v, amount in parts.get("", {}).items()}
        added = system.at_least(
            name, held, one.least, only_if=only_if, unless=unless, so_far=so_far
        )
        if added is not None:
            system.asks[added] = one.rule

    def _look_back(
        self,
        back: LookBack,
        fitting: Minimum,
        terms: Mapping[str, _Parts],
        *,
        only_if: int | None,
        unless: int | None = None,
        so_far: bool = False,
    ) -> None:
        """Say that the last credits look back to some term, if what does not fit leaves room.

        Args:
            back: how far they can look back.
            fitting: the sum of what fits.
            terms: what courses add to rules.
            only_if: the variable that says whether it has to be met.
            unless: the variable that says that it is given up.
            so_far: whether it is about courses that are there already.
        """
        system, name = self.system, f"{back.check} looks back"
        fill: dict[int, Amount] = dict(terms.get(fitting.name, {}).get("", {}))
        push: dict[int, Amount] = dict(terms.get(back.others.name, {}).get("", {}))
        if not push:
            return  # then the minimum says it all
        most = sum(amount * system.most[variable] for variable, amount in push.items())
        steps = [system.new(f"{name} {number}") for number, _ in enumerate(back.steps, start=1)]
        system.at_most(name, dict.fromkeys(steps, 1), 1, so_far=so_far)
        for step, (brings, room) in zip(steps, back.steps, strict=True):
            fill[step] = min(brings, back.least)
            push[step] = max(most - room, 0)
        system.at_most(f"{name} past others", push, most, so_far=so_far)
        system.at_least(
            f"{name} to what fits", fill, back.least, only_if=only_if, unless=unless, so_far=so_far
        )

    def _within_reach(self, one: Minimum, parts: _Parts) -> bool:
        """Return whether courses come to a minimum if each is used for it."""
        if one.key is not None:
            alone = {} if one.singly is None else parts.get(one.singly, {})
            apart = sum(self.ways[variable].course.supply for variable in alone)
            had = {key for key, amount in one.had if amount >= one.each}
            return len(parts.keys() - had) + apart >= one.least
        most: dict[object, Amount] = {}
        total: Amount = 0
        once = self.checker.program.credit_once
        for variable, amount in parts.get("", {}).items():
            if total >= one.least:
                break
            course, placed = self.ways[variable].course, self.ways[variable].use.placed
            # Relied on for the record alone, another attempt may stand next to one that counts.
            same = (once and placed.uses and course.identity) or course.name
            before, brought = most.get(same, 0), amount * course.supply
            if brought > before:
                most[same] = brought
                total += brought - before
        return total >= one.least

    def _unmet(self, terms: Mapping[str, _Parts]) -> None:
        """Say which requirements what is there can meet by itself."""
        system, counted = self.system, {}
        for id_, minimums in self.leaves:
            if not all(self._within_reach(one, terms.get(one.name, {})) for one in minimums):
                continue
            met = system.new(f"{id_} met")
            counted[met] = -1
            for one in minimums:
                parts = terms.get(one.name, {})
                self._row_of_minimum(f"{one.name} so far", one, parts, only_if=met, so_far=True)
            self._filled_so_far(system.given_up[id_], met, terms)
            for back, fitting, _, given_up in self.looking_back:
                if given_up == system.given_up[id_]:
                    self._look_back(back, fitting, terms, only_if=met, so_far=True)
        system.levels["unmet"] = counted, len(self.leaves)

    def _filled_so_far(self, given_up: int, met: int, terms: Mapping[str, _Parts]) -> None:
        """Say that rows which count only together, or of which some count, are filled so far.

        Args:
            given_up: the variable that says that the list is given up.
            met: the variable that says that what is there meets the list.
            terms: what courses that are there add to rules.
        """
        system = self.system
        here = [one for one in self.filled if one.given_up == given_up]
        begun = {
            bundle: system.new(f"{system.variables[bundle]} so far")
            for bundle in dict.fromkeys(one.bundle for one in here)
            if bundle is not None
        }
        for one in here:
            if one.bundle is not None:
                name = f"{one.fills.name} so far"
                fill: dict[int, Amount] = dict(terms.get(one.fills.name, {}).get("", {}))
                fill |= {begun[bundle]: 1 for bundle in one.bundles}
                own = begun[one.bundle]
                system.at_most(name, {**fill, own: -one.most}, 0, so_far=True)
                system.at_least(name, {**fill, own: -one.fills.least}, 0, only_if=met, so_far=True)

    def _once(self, ways: Sequence[_Way]) -> None:
        """Say that of attempts at one course one is applied."""
        if not self.checker.program.credit_once:
            return
        same: dict[tuple[str, str], list[_Way]] = {}
        for way in ways:
            if way.course.identity and (way.course.further or way.use.placed.uses):
                same.setdefault(way.course.identity, []).append(way)
        for identity, those in same.items():
            if len({way.course.name for way in those}) > 1:
                terms = {way.variable: 1 for way in those}
                self.system.at_most(f"once {' '.join(identity)}".strip(), terms, 1)

    def _decided(self, ways: Sequence[_Way]) -> None:
        """Say that courses are where decisions put them against other rules."""
        for due in self.checker.binding:
            terms = {
                way.variable: 1
                for way in ways
                if (placed := way.use.placed).record is not None
                and placed.worth is Worth.EARNED
                and due.about(placed.course)
                and any(take in due.takes for take, _ in placed.uses)
            }
            self.system.at_least(f"decision {due.position + 1}", terms, 1)


def _terms(ways: Sequence[_Way]) -> dict[str, _Parts]:
    """Return what each way adds, by rule and key."""
    terms: dict[str, _Parts] = defaultdict(lambda: defaultdict(dict))
    for way in ways:
        for name, key, amount in way.use.gains:
            terms[name][key][way.variable] = amount
    return terms


def _where(course: Course, placed: Placed) -> str:
    takes = [take for take, _ in placed.uses]
    alike = [use for use in course.uses if [take for take, _ in use.placed.uses] == takes]
    if len({use.placed.uses for use in alike}) > 1:  # several rows of one list
        takes = [f"{take} row {row + 1}" for take, row in placed.uses]
    where = ", ".join(takes) or "the record"
    if placed.course.credits != course.uses[0].placed.course.credits:
        return f"{amount_text(placed.course.credits)} credits, {where}"
    return where
