"""What every track asks of all courses together, and of the student."""

from __future__ import annotations

from degreekit.requirements import (
    AllOf,
    Check,
    FactIs,
    FieldIs,
    HasLevel,
    If,
    InSet,
    Milestone,
    NoneOf,
    Source,
)

__all__ = ["gpa", "pdl", "points_6000", "total_points"]


def total_points(source: Source) -> Check:
    """Return the requirement of 30 graduate points."""
    return Check(id="total-points", title="30 graduate points", credits=30, source=source)


def points_6000(source: Source) -> Check:
    """Return the requirement of 6 technical points: no fieldwork, no technical writing."""
    return Check(
        id="points-6000",
        title="6 technical points at the 6000 level",
        credits=6,
        where=AllOf(
            filters=(
                HasLevel(at_least=6000),
                NoneOf(filters=(InSet(courses="COMS 6910 | COMS 6915"),)),
            )
        ),
        source=source,
    )


def gpa(source: Source) -> Check:
    """Return the least average."""
    return Check(id="gpa", title="GPA of at least 2.7", gpa="2.7", source=source)


def pdl(source: Source, exempt: Source) -> If:
    """Return the requirement of professional development, which a student of CVN does not have.

    Args:
        source: the sentence that asks for it.
        exempt: the sentence that exempts students of CVN.
    """
    # The course is graded pass, D or fail. R, AB and AR say that no such mark was given.
    passed = AllOf(
        filters=(
            InSet(courses="ENGI 4000"),
            NoneOf(filters=(FieldIs(name="grade", values=("R", "AB", "AR")),)),
        )
    )
    return If(
        id="pdl-unless-cvn",
        title="Professional Development and Leadership, on campus",
        condition=FactIs(name="cvn", values=("yes",)),
        otherwise=Milestone(
            id="pdl",
            title="Professional Development and Leadership",
            met_by=passed,
            source=source,
        ),
        source=exempt,
    )
