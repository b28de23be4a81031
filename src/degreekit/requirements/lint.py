"""Lint of rules: what is well-formed and still contradictory, or likely to be a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Literal

from degreekit.courses import CourseSet, Institution, InvalidTerm, Term
from degreekit.courses.sets import in_words
from degreekit.requirements.conditions import (
    Condition,
    Every,
    FactAtLeast,
    GpaAtLeast,
    Not,
    Started,
    Taken,
    filters_asked,
)
from degreekit.requirements.filters import (
    FUTURE,
    AllOf,
    AnyOf,
    CourseFilter,
    HasCredits,
    HasLevel,
    InSet,
    InTerm,
    filters_in,
)
from degreekit.requirements.lint_codes import LINT_CODES, LINT_ERRORS
from degreekit.requirements.lint_courses import Meaning
from degreekit.requirements.minimums import Including
from degreekit.requirements.model import Source, count_text
from degreekit.requirements.nodes import Check, Choose, Confirm, If, Requirement, Take
from degreekit.requirements.program import Limit, Program, Sharing
from degreekit.requirements.rows import Entry, OneOf, Row, SomeOf, Together, rows_in

__all__ = ["LintFinding", "lint"]

_ADVICE = {entry.code: entry.advice for entry in LINT_CODES}
#: So many rules are named where one finding is about many.
_NAMED = 5
_NOBODY = {"", "-", "none", "nobody", "no one", "n/a", "tbd", "?"}


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing in the rules that is contradictory, or likely to be a mistake.

    Attributes:
        code: what kind of mistake, as ``empty-set``; `degreekit explain CODE` says more.
        id: the requirement, limit or sharing rule it stands in, or the program.
        text: the mistake.
    """

    code: str
    id: str
    text: str

    @property
    def severity(self) -> Literal["error", "warning"]:
        """``error`` for a contradiction, ``warning`` for what is likely to be a mistake."""
        return "error" if self.code in LINT_ERRORS else "warning"

    @property
    def hint(self) -> str:
        """What to do."""
        return _ADVICE[self.code]


def lint(program: Program, institution: Institution | None = None) -> tuple[LintFinding, ...]:
    """Return what is contradictory, and what is likely to be a mistake.

    Doubled ids and scopes that name nothing are refused when the program is built.

    Args:
        program: the rules.
        institution: with its catalog, to tell the codes that nobody knows.

    Example:
        >>> from degreekit.requirements import All, Program, Row, Take, lint
        >>> take = Take(id="a", title="A", courses=2, rows=(Row(courses="CS 1 & CS 2"),))
        >>> root = All(id="r", title="R", parts=(take,))
        >>> program = Program(id="p", title="P", edition="1", institution="i", root=root)
        >>> [finding.code for finding in lint(program) if finding.severity == "error"]
        ['empty-set', 'out-of-reach']
    """
    if institution is not None:
        program = program.read_by(institution)
    return tuple(dict.fromkeys(_findings(program, institution)))


def _findings(program: Program, institution: Institution | None) -> Iterator[LintFinding]:
    means = Meaning(program, institution)
    for node in program.nodes:
        if isinstance(node, Take):
            yield from _take(node, means)
            if institution is not None and institution.catalog:
                yield from _unlisted(node, institution)
        if isinstance(node, Choose) and node.at_least > node.most:
            yield LintFinding(
                "out-of-reach",
                node.id,
                f"asks for {node.at_least} of {node.most} parts: lower the number",
            )
        if isinstance(node, If) and not node.children:
            yield LintFinding(
                "no-branch",
                node.id,
                "asks for nothing, whether or not its condition holds: add a branch",
            )
        if isinstance(node, Check):
            yield from _check(node, program, means)
        if isinstance(node, Confirm) and node.by.strip().casefold() in _NOBODY:
            yield LintFinding("approval-by-nobody", node.id, f"is confirmed by {node.by!r}")
    yield from _counted(program)
    for limit in program.limits:
        yield from _limit(limit, program, means)
    for rule in program.sharing:
        yield from _sharing(rule, program, means)
    yield from _conditions(program)
    yield from _filters(program)
    yield from _cited(program)


def _counted(program: Program) -> Iterator[LintFinding]:
    """Yield what counts as several parts where nothing counts parts."""
    below = {part.id for node in program.nodes if isinstance(node, Choose) for part in node.parts}
    for node in program.nodes:
        if isinstance(node, If) and node.id in below:
            below |= {branch.id for branch in node.children}
    for node in program.nodes:
        if node.counts_as != 1 and node.id not in below:
            yield LintFinding(
                "counts-for-nothing", node.id, f"counts as {node.counts_as}, but not in a choice"
            )


# --------------------------------------------------------------------------------------- lists


def _take(take: Take, means: Meaning) -> Iterator[LintFinding]:
    before: list[tuple[int, Row, CourseSet]] = []
    grouped = set(_grouped(take))
    for place, row in enumerate(take.listed):
        if row.approval and row.approval.strip().casefold() in _NOBODY:
            yield LintFinding(
                "approval-by-nobody", take.id, f"row {_name(row)!r} is approved by {row.approval!r}"
            )
        if not isinstance(row.courses, InSet):
            continue
        courses = (
            row.courses.courses if row.courses.as_printed else means.all_codes(row.courses.courses)
        )
        name = _name(row)
        # The rows above that a course fills instead of this one.
        first = [
            (other, taken)
            for number, other, taken in before
            if number in grouped or not row.is_of_another_group(other)
        ]
        if not courses:
            yield LintFinding(
                "empty-set", take.id, f"row {name!r} has no courses: correct its list"
            )
        elif row.most_courses is not None or place in grouped:
            pass  # a course on several such rows fills the one where it helps
        elif courses <= reduce(or_, (taken for _, taken in first), CourseSet()):
            meets = [other for other, taken in first if taken & courses]
            if all(not row.differs_from(other) for other in meets) and grouped.isdisjoint(
                number for number, other, _ in before if other in meets
            ):
                text = f"row {name!r} adds nothing: its courses are on rows above"
                yield LintFinding("listed-twice", take.id, text)
            else:
                text = f"every course of row {name!r} belongs to a row above"
                yield LintFinding("unreachable-row", take.id, text)
        before.append((place, row, courses))
    yield from _reach(take, means)


def _name(row: Row) -> str:
    return row.title or row.courses.noun()


def _some_of(entries: Iterable[Entry], take: Take, means: Meaning) -> Iterator[LintFinding]:
    """Yield the rows that cannot come to the number of courses that counts of them."""
    for entry in entries:
        if isinstance(entry, SomeOf) and entry.courses is not None:
            most = _most(entry.rows, means)
            if most is not None and most < entry.courses:
                text = f"asks for {entry.text()}, but these have only {most}"
                yield LintFinding("out-of-reach", take.id, text)
        if not isinstance(entry, Row):
            yield from _some_of(entry.rows, take, means)


def _reach(take: Take, means: Meaning) -> Iterator[LintFinding]:
    yield from _some_of(take.rows, take, means)
    reach = _most(take.rows, means)
    if reach is not None and take.courses is not None and reach < take.courses:
        asked = count_text(take.courses, "course")
        yield LintFinding(
            "out-of-reach", take.id, f"asks for {asked}, but the list has only {reach}"
        )
    credits = [row.most_credits for row in take.listed]
    if take.credits is not None and None not in credits:
        most = sum(x for x in credits if x is not None)
        if most < take.credits:
            yield LintFinding(
                "out-of-reach",
                take.id,
                f"asks for {take.credits} credits, but the rows provide only {most}",
            )
    groups = {row.group for row in take.listed}
    for part in take.including:
        if part.group is not None and part.group not in groups:
            yield LintFinding("no-such-group", take.id, f"no row is of group {part.group!r}")
            continue
        within = [row for row in take.listed if part.group in (None, row.group)]
        bounds = [one for one in (_most(within, means), take.most_courses) if one is not None]
        least = part.courses or 1
        if part.spread is not None:  # of each a course, or so many courses
            least *= part.spread.least
        if part.credits is None and bounds and min(bounds) < least:
            yield LintFinding(
                "out-of-reach",
                take.id,
                f"asks for {part.text()}, but it can have at most {min(bounds)}",
            )
        if part.groups is not None and len(groups - {None}) < part.groups:
            yield LintFinding(
                "out-of-reach",
                take.id,
                f"asks for {part.text()}, but the list has only {len(groups - {None})}",
            )


def _grouped(take: Take) -> Iterator[int]:
    """Yield the positions of rows that count only together, or instead of each other."""
    number = 0
    for entry in take.rows:
        for _ in rows_in((entry,)):
            if not isinstance(entry, Row):
                yield number
            number += 1


def _most(rows: Sequence[Entry], means: Meaning) -> int | None:
    """Return how many courses some rows can give; None for no bound."""
    reach = 0
    for row in rows:
        if not isinstance(row, Row):
            filling = _filling(row, means)
            if filling is None:
                return None
            reach += filling
            continue
        size = means.size(row.courses.courses) if isinstance(row.courses, InSet) else None
        bounds = [one for one in (row.most_courses, size) if one is not None]
        if not bounds:
            return None
        reach += min(bounds)
    return reach


def _filling(entry: Entry, means: Meaning) -> int | None:
    """Return how many courses an entry of a list can give; None for no bound.

    A row gives one course, but for those of which some count.
    """
    if isinstance(entry, Row):
        empty = isinstance(entry.courses, InSet) and not entry.courses.courses
        return 0 if empty else 1
    if isinstance(entry, SomeOf):
        most = _most(entry.rows, means)
        if entry.courses is None or most is None:
            return entry.courses if most is None else most
        return entry.courses if most >= entry.courses else 0
    parts = [_filling(part, means) for part in entry.rows]
    known = [part for part in parts if part is not None]
    if isinstance(entry, Together) and 0 in parts:
        return 0
    if len(known) < len(parts):
        return None
    return max(known) if isinstance(entry, OneOf) else sum(known)


def _capacity(takes: tuple[Take, ...], means: Meaning) -> int | None:
    """Return how many courses some lists can hold together; None for no bound."""
    most = 0
    for take in takes:
        bounds = [one for one in (_most(take.rows, means), take.most_courses) if one is not None]
        if not bounds:
            return None
        most += min(bounds)
    return most


def _check(check: Check, program: Program, means: Meaning) -> Iterator[LintFinding]:
    asked = (check.courses or 1) * (1 if check.spread is None else check.spread.least)
    of_credits = (check.credits, check.gpa, check.share)
    if check.over_record or any(one is not None for one in of_credits):
        return
    most = _capacity(program.takes(check.scope), means)
    if most is not None and most < asked:
        yield LintFinding(
            "check-out-of-reach",
            check.id,
            f"asks for {check.needs()}, but the lists have only {most} courses",
        )


def _unlisted(take: Take, institution: Institution) -> Iterator[LintFinding]:
    """Yield the rows of which the institution knows no course."""
    known = set(institution.codes_apart)
    subjects = {one.code.subject for one in institution.catalog}
    subjects |= {code.subject for code in known}
    for row in take.listed:
        if not isinstance(row.courses, InSet):
            continue
        courses = row.courses.courses
        codes = list(dict.fromkeys(code for code, _ in courses.names()))
        if not codes or CourseSet.of(*codes).size() != courses.size():
            continue  # it has ranges
        if not all(courses.contains(code, title, FUTURE) for code, title in courses.names()):
            continue  # what was on a list in former years only may be gone
        if all(code.subject not in subjects for code in codes):
            named = ", ".join(dict.fromkeys(code.subject for code in codes))
            yield LintFinding(
                "not-in-catalog",
                take.id,
                f"row {_name(row)!r}: {institution.id!r} knows no subject {named}",
            )
        elif not any(institution.listed(code) or code in known for code in codes):
            yield LintFinding(
                "not-in-catalog",
                take.id,
                f"row {_name(row)!r}: {institution.id!r} lists none of "
                f"{', '.join(map(str, codes))}",
            )


# ------------------------------------------------------------------------- limits and sharing


def _widest(asked: CourseFilter, means: Meaning | None = None) -> CourseSet | None:
    """Return a set that holds all that can fit a filter; None where nothing bounds it."""
    if isinstance(asked, InSet):
        return asked.courses if means is None else means.all_codes(asked.courses)
    if isinstance(asked, AllOf | AnyOf):
        sets = [_widest(part, means) for part in asked.filters]
        known = [one for one in sets if one is not None]
        if isinstance(asked, AllOf):
            return reduce(and_, known) if known else None
        return reduce(or_, known) if len(known) == len(sets) else None
    return None


def _lists(takes: tuple[Take, ...], means: Meaning) -> CourseSet | None:
    """Return a set that holds all that some lists take; None where nothing bounds it."""
    found = CourseSet()
    for take in takes:
        for row in take.listed:
            courses = _widest(row.courses, means)
            if courses is None:
                return None
            found = found | courses
    return found


def _limit(limit: Limit, program: Program, means: Meaning) -> Iterator[LintFinding]:
    if isinstance(limit.courses, InSet) and not limit.courses.courses:
        yield LintFinding("empty-set", limit.id, "limits no courses: correct its list")
        return
    takes = program.takes(limit.scope)
    bounded, taken = _widest(limit.courses, means), _lists(takes, means)
    if bounded is not None and taken is not None and not bounded & taken:
        yield LintFinding(
            "limit-never-binds", limit.id, "no list in its scope accepts such a course"
        )
    capacity = _capacity(takes, means)
    if limit.most_courses and capacity is not None and capacity <= limit.most_courses:
        yield LintFinding(
            "limit-never-binds",
            limit.id,
            f"allows {limit.most_courses} courses, but the lists have only {capacity}",
        )
    if limit.when is not None:
        return  # it holds for some students only
    for take in takes:
        if not isinstance(limit.courses, InSet) or limit.counted_by is not None:
            continue
        rows = [r.courses.courses for r in take.listed if isinstance(r.courses, InSet)]
        limited = means.all_codes(limit.courses.courses)
        if len(rows) < len(take.listed) or not all(row <= limited for row in rows):
            continue
        for bound, asked, unit in (
            (limit.most_courses, take.courses, "of the courses"),
            (limit.most_credits, take.credits, "credits of the courses"),
        ):
            if bound is not None and asked is not None and bound < asked:
                yield LintFinding(
                    "contradictory-limit",
                    limit.id,
                    f"allows {bound} {unit} of which {take.id!r} asks for {asked}",
                )


def _sharing(rule: Sharing, program: Program, means: Meaning) -> Iterator[LintFinding]:
    one, other = program.takes(rule.between), program.takes(rule.and_also)
    pairs = [(a, b) for a in one for b in other if a.id != b.id]
    if not pairs:
        yield LintFinding("nothing-to-share", rule.id, "both sides are the same list, or have none")
        return
    for a, b in pairs:
        here, there = _lists((a,), means), _lists((b,), means)
        if here is None or there is None or here & there:
            return
    yield LintFinding("nothing-to-share", rule.id, "no course is on lists of both sides")


# ------------------------------------------------------------------------ conditions and filters


def _conditions(program: Program) -> Iterator[LintFinding]:
    asked: list[tuple[str, Condition]] = [
        (node.id, node.condition) for node in program.nodes if hasattr(node, "condition")
    ]
    rules: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    asked += [(rule.id, rule.when) for rule in rules if rule.when is not None]
    for id_, condition in asked:
        truth = _truth(condition)
        if truth is not None:
            told = "always" if truth else "never"
            yield LintFinding("condition-always", id_, f"it is {told} so that {condition.text()}")


def _truth(condition: Condition) -> bool | None:
    """Return what a condition always is; None where it turns on the student."""
    match condition:
        case Started(since=since, before=before) if since and before and since >= before:
            return False
        case FactAtLeast() | GpaAtLeast():
            return None
        case Taken():
            widest = _widest(condition.courses)
            empty = widest is not None and not widest
            return True if condition.credits == 0 else (False if empty else None)
        case Not():
            inner = _truth(condition.condition)
            return None if inner is None else not inner
        case Every():
            found = [_truth(part) for part in condition.conditions]
            opposites = any(
                isinstance(part, Not) and part.condition in condition.conditions
                for part in condition.conditions
            )
            if condition.any in found or opposites:
                return condition.any
            return None if None in found else not condition.any
        case _:
            return None


def _filters(program: Program) -> Iterator[LintFinding]:
    """Yield the filters whose bounds exclude each other."""
    places: list[tuple[str, CourseFilter]] = []
    for node in program.nodes:
        if isinstance(node, Take):
            places += [(node.id, row.courses) for row in node.listed]
            places += [(node.id, part.where) for part in node.including if part.where is not None]
        if isinstance(node, Check) and node.where is not None:
            places.append((node.id, node.where))
    places += [(limit.id, limit.courses) for limit in program.limits]
    places += [(program.id, asked) for one in program.conditions for asked in filters_asked(one)]
    for id_, root in places:
        for part in filters_in(root):
            match part:
                case HasLevel() | HasCredits():
                    low, high = part.at_least, part.at_most
                    empty = low is not None and high is not None and low > high
                case InTerm():
                    empty = bool(part.since and part.until and part.since > part.until)
                case AllOf():
                    widest = _widest(part)
                    empty = widest is not None and not widest
                case _:
                    empty = False
            if empty:
                yield LintFinding("empty-set", id_, f"no course fits: {part.text()}")


# ---------------------------------------------------------------------------- sources and titles


def _cited(program: Program) -> Iterator[LintFinding]:
    rules: list[Requirement | Limit | Sharing] = [
        *(node for node in program.nodes if node is not program.root),
        *program.limits,
        *program.sharing,
    ]
    uncited = [one.id for one in rules if one.source is None or not one.source.sentence.strip()]
    if len(uncited) == 1:
        yield LintFinding("no-source", uncited[0], "cites no sentence")
    elif uncited:  # said once, so that it does not drown the rest
        listed = (
            in_words(uncited[:_NAMED], "and")
            if len(uncited) <= _NAMED
            else (f"{', '.join(uncited[:_NAMED])} and {len(uncited) - _NAMED} more")
        )
        yield LintFinding(
            "no-source", program.id, f"{len(uncited)} rules cite no sentence: {listed}"
        )
    for named in (*rules, program.root):
        if not named.title.strip():
            yield LintFinding("no-title", named.id, "has no title")
    for id_, source in _sources(program):
        if source.date and not _is_date(source.date):
            yield LintFinding("unreadable-date", id_, f"{source.date!r} is not a date")


def _sources(program: Program) -> Iterator[tuple[str, Source]]:
    for node in program.nodes:
        if node.source is not None:
            yield node.id, node.source
        if isinstance(node, Take):
            parts: tuple[Row | Including, ...] = (*node.listed, *node.including)
            for part in parts:
                if part.source is not None:
                    yield node.id, part.source
    rules: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    for rule in rules:
        if rule.source is not None:
            yield rule.id, rule.source
    for source in (program.source, *program.readings):
        if source is not None:
            yield program.id, source


_DATES = ("%Y-%m-%d", "%Y-%m", "%Y", "%m/%d/%Y", "%d.%m.%Y", "%B %d, %Y", "%d %B %Y", "%B %Y")
_YEARS = re.compile(r"\d{4}\s*[-/\u2013]\s*(?:\d{2}|\d{4})")


def _is_date(text: str) -> bool:
    if _YEARS.fullmatch(text.strip()):
        return True  # an academic year
    for form in _DATES:
        try:
            datetime.strptime(text.strip(), form)  # noqa: DTZ007  # a day, of no time zone
        except ValueError:
            continue
        return True
    try:
        Term.parse(text)
    except InvalidTerm:
        return False
    return True
