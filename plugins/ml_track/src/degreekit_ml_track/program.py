"""The whole track: the sections of the page in their order."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from degreekit.requirements import All, Checked, HasLevel, Program
from degreekit_ml_track.breadth import BREADTH, BREADTH_OVERLAP
from degreekit_ml_track.general_electives import GENERAL_ELECTIVES, NEVER_COUNTS
from degreekit_ml_track.page import DATE, PAGE
from degreekit_ml_track.readings import READINGS
from degreekit_ml_track.required import ONE_MACHINE_LEARNING, REQUIRED
from degreekit_ml_track.totals import GPA, INTRODUCTION, POINTS_6000, TOTAL_POINTS
from degreekit_ml_track.track_electives import ONE_STATISTICAL_LEARNING, TRACK_ELECTIVES

__all__ = ["ml_track"]


@cache
def ml_track() -> Program:
    """Return the Machine Learning track as the page of 2023-07-25 has it.

    Example:
        >>> from degreekit_ml_track import ml_track
        >>> ml_track().node("track-electives").courses
        2
    """
    return Program(
        id="columbia-ms-cs-ml",
        title="Columbia MS in Computer Science, Machine Learning track",
        edition=DATE,
        institution="columbia",
        grade_scale="seas-graduate",
        unit="points",
        credit=HasLevel(at_least=4000),
        # Level, breadth and rows are read off the code under which the record stands: COMS W4772 is
        # of the 4000 level, COMS E6772 of the 6000 level.
        as_printed=True,
        transfer=False,
        waiver_points=Decimal("3.00"),  # "grades of at least a B may apply for waivers"
        root=All(
            id="degree",
            title="MS in Computer Science, Machine Learning track",
            parts=(
                BREADTH,
                REQUIRED,
                TRACK_ELECTIVES,
                GENERAL_ELECTIVES,
                TOTAL_POINTS,
                POINTS_6000,
                GPA,
            ),
        ),
        limits=(ONE_MACHINE_LEARNING, ONE_STATISTICAL_LEARNING, NEVER_COUNTS),
        sharing=(BREADTH_OVERLAP,),
        source=PAGE.cite(
            INTRODUCTION,
            "The Machine Learning Track is intended for students who wish to develop their "
            "knowledge of machine learning techniques and applications.",
        ),
        readings=READINGS,
        checked=Checked(
            since=DATE,
            until=DATE,
            how="word for word, against a saved copy of the page; and the breadth table of "
            "2022-09-16 entry by entry",
        ),
        default=True,  # the edition that the documentation is about
    )
