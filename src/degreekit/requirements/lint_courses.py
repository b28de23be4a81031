"""Which courses a written set stands for, as lint has to know: codes, repeats, how many."""

from __future__ import annotations

from functools import cached_property

from degreekit.courses import CourseCode, CourseSet, Institution, Name
from degreekit.requirements.program import Program
from degreekit.requirements.repeats import repeats_of, times_of

__all__ = ["Meaning"]


class Meaning:
    """What the course sets of a program mean.

    Args:
        program: the rules.
        institution: which codes name one course, and what may be repeated; None where that is not
            known.
    """

    def __init__(self, program: Program, institution: Institution | None = None):
        self.program = program
        self.institution = institution
        self._wide: dict[CourseSet, CourseSet] = {}

    def all_codes(self, courses: CourseSet) -> CourseSet:
        """Return a set with each of its courses under each of its codes."""
        if courses not in self._wide:
            self._wide[courses] = courses | self._others(courses)
        return self._wide[courses]

    def _others(self, courses: CourseSet) -> CourseSet:
        here = self.institution
        if here is None or self.program.as_printed:
            return CourseSet()
        return CourseSet.of(
            *(
                other
                for _, names in self._aliases
                if courses.holds(names, None, None)
                for other, title in names
                if title is None and other not in courses
            )
        )

    @cached_property
    def _aliases(self) -> tuple[tuple[CourseCode, tuple[Name, ...]], ...]:
        here = self.institution
        assert here is not None  # noqa: S101 - asked for only where there is one
        found = ((code, here.aliases(code)) for code in here.codes_apart)
        return tuple((code, names) for code, names in found if names)

    def size(self, courses: CourseSet) -> int | None:
        """Return how many courses a set can give, a course that may be repeated each time.

        None stands for no bound.
        """
        size = courses.size()
        if size is None:
            return None
        if not self.program.credit_once:
            return None if size else 0
        policies = self.program.repeats
        here = self.institution
        if here is None:
            several = any(one.most != 1 and one.courses & courses for one in policies)
            return None if several else size
        several_sets = [one.courses for one in (*policies, *here.repeats) if one.most != 1]
        if any(one & courses for one in (here.repeatable, *several_sets)):
            return self._with_repeats(courses, size)
        return size - self._twice(courses)

    def _with_repeats(self, courses: CourseSet, size: int) -> int | None:
        here = self.institution
        assert here is not None  # noqa: S101 - its caller has one
        more = 0
        for code, title in courses.names():
            policy = repeats_of(self.program, here, code, title)
            if policy.most is None:
                return None
            more += len(times_of(self.program, here, code, title)) - 1
        named = len({code for code, _ in courses.names()})
        if named < size:  # a range with repeatable courses in it
            return None
        return size + more - self._twice(courses)

    def _twice(self, courses: CourseSet) -> int:
        """Return how many codes of a set name a course that another one names, too."""
        here = self.institution
        assert here is not None  # noqa: S101 - its callers have one
        inside = [code for code in here.codes_apart if code in courses]
        return len(inside) - len({here.identity(code) for code in inside})
