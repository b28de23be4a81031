"""Lists as decisions see them: the row that names a course, and what it asks besides."""

from __future__ import annotations

from collections.abc import Sequence

from degreekit.courses import CourseSet
from degreekit.requirements import (
    AllOf,
    AnyOf,
    Candidate,
    CourseFilter,
    HasAttribute,
    HasLevel,
    InSet,
    NoneOf,
    Program,
    Row,
    Take,
    TitleLike,
)
from degreekit.requirements.filters import filters_in
from degreekit.requirements.rows import Entry

__all__ = [
    "asked_besides",
    "asked_of_every_row",
    "exactly",
    "first_row",
    "lacking",
    "left_in",
    "moved",
]

#: Which course it is: what a substitution answers, by standing for another one.
_NAMES = (InSet, TitleLike)
#: What is true of a course whoever takes it, and whenever.
_OF_COURSE = (*_NAMES, HasLevel, HasAttribute)


def first_row(take: Take, course: Candidate) -> int | None:
    """Return the position of the first row that names a course.

    What a row asks of the attempt (a grade, a term) is left open.
    """
    rows = enumerate(take.listed)
    named = (place for place, row in rows if _left(row.courses, course, _OF_COURSE) is not False)
    return next(named, None)


def asked_besides(asked: CourseFilter, course: Candidate) -> tuple[CourseFilter, ...]:
    """Return what a filter asks of a course that it names, besides being that course."""
    left = _left(asked, course, _NAMES)
    return () if isinstance(left, bool) else _parts(left)


def asked_of_every_row(program: Program, take: str) -> tuple[CourseFilter, ...]:
    """Return what every row of a printed list asks of the attempt, as a grade.

    Args:
        program: the rules as printed: rows that decisions added ask what they ask.
        take: the id of the list.
    """
    node = program.node(take)
    rows = node.listed if isinstance(node, Take) else ()
    first, *others = [_parts(row.courses) for row in rows]
    return tuple(
        part
        for part in first
        if not any(isinstance(below, _OF_COURSE) for below in filters_in(part))
        and all(part in other for other in others)
    )


def lacking(asked: CourseFilter, course: Candidate) -> tuple[CourseFilter, ...]:
    """Return the conditions that a course named by a filter does not fulfil."""
    return tuple(part for part in asked_besides(asked, course) if not part.matches(course))


def moved(
    take: Take, place: int, courses: CourseSet, besides: Sequence[CourseFilter] = ()
) -> tuple[Entry, ...]:
    """Return the rows of a list with one of them opened to further courses.

    Args:
        take: the list.
        place: the position of the row.
        courses: the further courses; other rows do not take them any more.
        besides: conditions they have to fulfil.
    """
    row = take.listed[place]
    if not (isinstance(row.courses, InSet) and courses <= row.courses.courses):
        wider = AnyOf(filters=(row.courses, exactly(courses, besides)))
        row = row.model_copy(update={"courses": wider})
    others = {n: left_in(one, courses, besides) for n, one in enumerate(take.listed) if n != place}
    return take.with_rows({**others, place: row})


def exactly(courses: CourseSet, besides: Sequence[CourseFilter] = ()) -> CourseFilter:
    """Return a filter for some courses that have to fulfil conditions."""
    named = InSet(courses=courses)
    return AllOf(filters=(named, *besides)) if besides else named


def left_in(row: Row, courses: CourseSet, besides: Sequence[CourseFilter]) -> Row:
    """Return a row as it stands for all other courses."""
    if isinstance(row.courses, InSet) and not row.courses.courses & courses:
        return row
    if isinstance(row.courses, InSet) and not besides:
        left: CourseFilter = InSet(courses=row.courses.courses - courses)
    else:
        left = AllOf(filters=(row.courses, NoneOf(filters=(exactly(courses, besides),))))
    return row.model_copy(update={"courses": left})


def _parts(asked: CourseFilter) -> tuple[CourseFilter, ...]:
    """Return the conditions that have to hold together."""
    if isinstance(asked, AllOf):
        return tuple(below for part in asked.filters for below in _parts(part))
    return (asked,)


def _left(
    asked: CourseFilter, course: Candidate, answered: tuple[type, ...]
) -> CourseFilter | bool:
    """Return what is left of a filter once some questions are answered as for a course.

    Args:
        asked: the filter.
        course: the course.
        answered: the kinds of conditions that are answered; the others are left open.
    """
    if isinstance(asked, answered):
        return asked.matches(course)
    if not isinstance(asked, AllOf | AnyOf | NoneOf):
        return asked
    parts = [_left(part, course, answered) for part in asked.filters]
    decisive = not isinstance(asked, AllOf)  # one part that is so decides the whole
    if decisive in parts:
        return isinstance(asked, AnyOf)
    rest = tuple(part for part in parts if not isinstance(part, bool))
    if not rest:
        return not isinstance(asked, AnyOf)
    if len(rest) == 1 and not isinstance(asked, NoneOf):
        return rest[0]
    return asked.model_copy(update={"filters": rest})
