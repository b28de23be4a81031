"""Hypothesis strategies: records and transcripts that an institution could print."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from degreekit.courses import CatalogCourse, Institution
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["records", "transcripts"]

_TERMS = ("Fall 2022", "Spring 2023", "Summer 2023", "Fall 2023", None)


def records(institution: Institution) -> st.SearchStrategy[CourseRecord]:
    """Return a strategy for one attempt at a course of an institution.

    Codes, titles and credits are those of the catalog, or made up where there is none; marks are
    those of the institution's first grade scale; some courses are in progress or planned.

    Args:
        institution: what courses and marks there are.
    """
    scale = institution.grade_scales[0].grades if institution.grade_scales else ()
    outcomes: list[tuple[str | None, str | None]] = [(one.symbol, None) for one in scale]
    outcomes += [(None, "in_progress"), (None, "planned")]
    if not scale:
        outcomes.append(("A", "completed"))

    def record(course: CatalogCourse, outcome: tuple[str | None, str | None]) -> dict[str, object]:
        grade, status = outcome
        told = {"code": course.code, "title": course.title, "credits": course.credits}
        return {**told, "grade": grade, "status": status}

    known = institution.catalog or tuple(
        CatalogCourse.model_validate({"code": f"ABC {n}", "title": f"Course {n}", "credits": 3})
        for n in (101, 201, 4101, 6101)
    )
    usual = [one for one in known if one.credits <= Decimal(99)]
    made = st.builds(record, st.sampled_from(usual), st.sampled_from(outcomes))
    return st.builds(
        lambda data, term: CourseRecord.model_validate({**data, "term": term}),
        made,
        st.sampled_from(_TERMS),
    )


def transcripts(institution: Institution, *, most: int = 12) -> st.SearchStrategy[Transcript]:
    """Return a strategy for transcripts of an institution; repeats are welcome.

    Args:
        institution: what courses and marks there are.
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
    return many.map(lambda found: Transcript(institution=institution.id, records=tuple(found)))
