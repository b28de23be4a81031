"""Which changes of a rule cannot matter to any student, decided from the rules and the institution.

A mutation check does not make such a change: no case could notice it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import product

from degreekit.courses import CourseCode, CourseSet, Institution, RecordStatus, Term
from degreekit.requirements import (
    Choose,
    CourseFilter,
    If,
    InSet,
    Program,
    Requirement,
    Row,
    Take,
)
from degreekit.requirements.filters import Candidate, filters_in

__all__ = ["Immaterial"]

_TERM = re.compile(r"\b[A-Z][a-z]+ \d{4}\b")

#: A single course, with its title where the number alone does not identify it.
_SINGLE = re.compile(
    r'(?P<code>[A-Z]+ \d+[A-Z]*)(?: "(?P<title>[^"]*)")?'
    r"(?: (?:(?:in|before|since) \w+ \d{4}|from \w+ \d{4} to \w+ \d{4}|undated|dated))?"
)


class Immaterial:
    """Tells which changes cannot matter to any student of a program.

    Args:
        program: the rules as they are.
        institution: which codes are one course; without it each code is a course of its own.
    """

    def __init__(self, program: Program, institution: Institution | None):
        self.program = program
        self.institution = institution

    # ------------------------------------------------------------------ parts of a choice

    def counts_alike(self, node: Requirement, counts_as: int) -> bool:
        """Return whether a requirement may as well count as so many parts.

        It may where nothing counts parts, and where the requirement completes the choice above it
        with both numbers or with neither, whatever the other parts count.
        """
        choice = self._choices.get(node.id)
        if choice is None:
            return True
        changed = node.model_copy(update={"counts_as": counts_as})
        if getattr(node, "most_courses", None) != getattr(changed, "most_courses", None):
            return False  # it may hold more courses, or fewer
        low, high = sorted((node.counts_as, counts_as))
        others = _sums(part for part in choice.parts if node not in (part, *_branches(part)))
        return not any(
            rest + low < wanted <= rest + high for rest in others for wanted in _wanted(choice)
        )

    @cached_property
    def _choices(self) -> dict[str, Choose]:
        """The choice that counts a requirement as its part, by the requirement's id."""
        return {
            counted.id: node
            for node in self.program.nodes
            if isinstance(node, Choose)
            for part in node.parts
            for counted in (part, *_branches(part))
        }

    # ------------------------------------------------------------------ several codes of a course

    def codes_told_apart(self, before: CourseFilter, after: CourseFilter) -> CourseSet:
        """Return the codes under which some course fulfils one of two filters and not the other.

        Only courses with several codes are asked about; of each, every title and term by which the
        filters or the institution could distinguish them. There are none where the whole program
        goes by the code on the record.
        """
        if self.program.as_printed:
            return CourseSet()
        return CourseSet.of(
            *(
                code
                for course in self._with_other_codes(before)
                if before.matches(course) != after.matches(course)
                for code in course.codes
            )
        )

    def goes_by_other_codes(self) -> bool:
        """Return whether some rule treats a course differently for one of its other codes."""
        return any(
            asked.matches(course) != asked.matches(replace(course, names=()))
            for asked in dict.fromkeys(self.program.filters)
            for course in self._with_other_codes(asked)
        )

    def _with_other_codes(self, asked: CourseFilter) -> Iterator[Candidate]:
        """Yield courses that have several codes, with every title and term that could matter."""
        here = self.institution
        if here is None:
            return
        sets = [one.courses for one in filters_in(asked) if isinstance(one, InSet)]
        terms = _terms([*sets, *(one.old for one in here.renumberings)])
        terms |= {one.since for one in here.renumberings if one.since is not None}
        around: list[Term | None] = [None]
        for term in sorted(terms, key=lambda one: one.ordinal):
            around += [Term.from_ordinal(term.ordinal + step) for step in (-1, 0, 1)]
        titles = self._titles(sets)
        for code in here.codes_apart:
            named = [None, *titles.get(code, ())]
            for title, term in product(named, dict.fromkeys(around)):
                if names := here.aliases(code, title, term):
                    yield Candidate(
                        code, title, term, Decimal(3), RecordStatus.COMPLETED, names=names
                    )

    def _titles(self, sets: Iterable[CourseSet]) -> dict[CourseCode, set[str]]:
        """Return the titles that could matter, under each code of a course."""
        here = self.institution
        assert here is not None  # noqa: S101 - asked for only where there is one
        found: dict[CourseCode, set[str]] = {}
        for courses in (*sets, *(one.old for one in here.renumberings)):
            for code, title in courses.names():
                if title is not None:
                    for other in (code, *(name for name, _ in here.aliases(code, title))):
                        found.setdefault(other, set()).add(title)
        return found

    # ------------------------------------------------------------------ bounds of a row

    def holds_one_course(self, row: Row) -> bool:
        """Return whether a row names one course that earns credit once: 2 is as good as 1."""
        if not (self.program.credit_once and isinstance(row.courses, InSet)):
            return False
        identities = set()
        for part in str(row.courses.courses).split(" | "):
            found = _SINGLE.fullmatch(part)
            if found is None:
                return False
            code, title = CourseCode.parse(found["code"]), found["title"]
            if self.institution is None:
                identities.add((str(code), ""))
                continue
            topics = self.institution.umbrellas.contains(code, None) and title is None
            if topics or self.institution.may_repeat(code, title):
                return False
            identities.add(self.institution.identity(code, title))
        return len(identities) == 1


def _branches(part: Requirement) -> Iterator[Requirement]:
    """Yield what stands where a condition can, however deep."""
    if isinstance(part, If):
        for branch in part.children:
            yield branch
            yield from _branches(branch)


def _sums(parts: Iterable[Requirement]) -> set[int]:
    """Return as how many parts some requirements can count together."""
    found = {0}
    for part in parts:
        most = part.most_counted
        gradual = isinstance(part, Take | Choose | If)  # it may count as less than its most
        counts = range(most + 1) if gradual else (0, most)
        found = {rest + count for rest in found for count in counts}
    return found


def _wanted(choice: Choose) -> set[int]:
    """Return the numbers of parts that make a difference to a choice."""
    found = {choice.at_least, *range(2, choice.counts_as + 1)}
    for other in choice.varies:
        if other.fact is not None:
            found |= set(range(1, choice.most + 2))  # a fact may be any number
        elif other.at_least is not None:
            found.add(other.at_least)
    return found


def _terms(sets: Iterable[CourseSet]) -> set[Term]:
    return {Term.parse(one) for courses in sets for one in _TERM.findall(str(courses))}
