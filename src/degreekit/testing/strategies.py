"""Hypothesis strategies: records and transcripts that an institution could print."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from degreekit.courses import CatalogCourse, Institution
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["records", "transcripts"]

_TERMS = ("Fall 2022", "Spring 2023", "Summer 2023", "Fall 2023", None)

#: Of an institution without a catalog, or without a grade scale, these are made up.
_COURSES = tuple(
    CatalogCourse.model_validate({"code": f"ABC {n}", "title": f"Course {n}", "credits": 3})
    for n in (101, 201, 4101, 6101)
)
_MARKS = ("A", "A-", "B+", "C", "F", "P", "W")

#: More credits than any course has: a catalog may say so of what has none of its own.
_MOST = Decimal(99)


def records(institution: Institution | None = None) -> st.SearchStrategy[CourseRecord]:
    """Return a strategy for one attempt at a course.

    Some courses are in progress or planned, and some terms are not known.

    Args:
        institution: codes, titles and credits are those of its catalog, marks those of its first
            grade scale. What it does not have is made up.

    Example:
        >>> from hypothesis import given, settings
        >>> from degreekit import CourseRecord
        >>> from degreekit.testing import records
        >>> @settings(max_examples=5, deadline=None, database=None)
        ... @given(records())
        ... def a_course_in_progress_has_no_mark(record):
        ...     assert record.grade is None or record.status != "in_progress"
        >>> a_course_in_progress_has_no_mark()
    """
    catalog = institution.catalog if institution else ()
    scales = institution.grade_scales if institution else ()
    marks = [one.symbol for one in scales[0].grades] if scales else _MARKS
    outcomes: list[tuple[str | None, str | None]] = [(mark, None) for mark in marks]
    outcomes += [(None, "in_progress"), (None, "planned")]

    def record(
        course: CatalogCourse, outcome: tuple[str | None, str | None], term: str | None
    ) -> CourseRecord:
        grade, status = outcome
        told = {"code": course.code, "title": course.title, "credits": course.credits}
        return CourseRecord.model_validate({**told, "grade": grade, "status": status, "term": term})

    usual = [one for one in catalog or _COURSES if one.credits <= _MOST]
    return st.builds(
        record, st.sampled_from(usual), st.sampled_from(outcomes), st.sampled_from(_TERMS)
    )


def transcripts(
    institution: Institution | None = None, *, most: int = 12
) -> st.SearchStrategy[Transcript]:
    """Return a strategy for transcripts; repeats are welcome.

    Args:
        institution: what courses and marks there are; what it does not have is made up.
        most: how many records a transcript has at most.

    Example:
        >>> from hypothesis import given, settings
        >>> from degreekit import get_auditor, get_institution
        >>> from degreekit.testing import transcripts
        >>> auditor = get_auditor("columbia-ms-cs-ml")
        >>> @settings(max_examples=3, deadline=None, database=None)
        ... @given(transcripts(get_institution("columbia"), most=3))
        ... def three_courses_are_never_enough(transcript):
        ...     assert auditor.judge(transcript).courses > 0
        >>> three_courses_are_never_enough()
    """
    many = st.lists(records(institution), max_size=most)
    of = institution.id if institution else None
    return many.map(lambda found: Transcript(institution=of, records=tuple(found)))
