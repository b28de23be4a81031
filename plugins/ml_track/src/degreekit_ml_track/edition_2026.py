"""The edition of July 2026: what is different from the page of 2023-07-25, row by row."""

from __future__ import annotations

from functools import cache

from degreekit.columbia.ms_cs import (
    DEEP_LEARNING,
    NEW_4776,
    OLD_4776,
    edition_2026,
    general_of,
    page_2026,
)
from degreekit.requirements import Including, Limit, Program, Row, Source, Take
from degreekit_ml_track.required import ONE_MACHINE_LEARNING, REQUIRED, REQUIRED_ROWS
from degreekit_ml_track.track_electives import (
    ELECTIVE_ROWS,
    ONE_STATISTICAL_LEARNING,
    TRACK_ELECTIVES,
)

__all__ = ["ml_track_2026"]

PAGE = page_2026("The Machine Learning Track", "machineLearning")
FUNDAMENTAL = "Fundamental courses"
SECONDARY = "Secondary courses"


def _now(source: Source | None, section: str) -> Source:
    """Cite a sentence or row that stands on both versions of the page."""
    before = source or PAGE.cite(section, "")
    return PAGE.cite(section, before.sentence, before.reading)


def _again(row: Row, section: str) -> Row:
    """Return a row of 2023 that is printed in 2026 too."""
    source = _now(row.source, section).model_copy(update={"paraphrased": False})
    return row.model_copy(update={"source": source})


def _rows(
    before: tuple[Row, ...], section: str, changed: dict[str, tuple[Row, ...]]
) -> tuple[Row, ...]:
    """Return the rows of 2026.

    Args:
        before: the rows of 2023.
        section: the heading of the list.
        changed: what stands in place of the first row of a title.
    """
    found: list[Row] = []
    left = dict(changed)
    for row in before:
        found += left.pop(row.title, (_again(row, section),))
    if left:
        raise LookupError(f"no row of 2023 has the title {', '.join(left)}")
    return tuple(found)


_REQUIRED = _rows(
    REQUIRED_ROWS,
    FUNDAMENTAL,
    {
        "Neural Networks Deep Learning": (
            PAGE.row(
                f"{NEW_4776} | {DEEP_LEARNING}",
                "Neural Networks & Deep Learning",
                "COMS 4776 Neural Networks & Deep Learning (Previously listed as COMS 4995: Neural "
                "Networks Deep Learning)",
                section=FUNDAMENTAL,
                group="A",
                reading="COMS 4776 since Fall 2025; before that the number is another course.",
            ),
        )
    },
)

_ELECTIVES = _rows(
    # STAT W4252 stood at the foot of the page of 2023.
    ELECTIVE_ROWS[:-1],
    SECONDARY,
    {
        "Machine Learning for Data Science": (
            PAGE.row(
                OLD_4776,
                "Machine Learning for Data Science",
                "COMS W4776 Machine Learning for Data Science",
                section=SECONDARY,
                reading="Still printed. Since Fall 2025 the number is a course of the other table.",
            ),
        ),
        "Advanced Topics in Computational Learning Theory": PAGE.rows(
            SECONDARY,
            """
            COMS 6253; Advanced Topics in Computational Learning Theory
            COMS 6706; Advanced Spoken Language Processing
            """,
        ),
        "Biometrics": (),  # COMS W4737; COMS E6737 has the same title and stays
        "Neural Networks and Deep Learning Research": (
            PAGE.row(
                "ECBM 6040 | ECBM 6070",
                "Neural Networks and Deep Learning Research",
                "ECBM E6040/6070 Neural Networks and Deep Learning Research",
                section=SECONDARY,
            ),
        ),
        "Advanced Robotic Manipulation": PAGE.rows(
            SECONDARY,
            """
            MECS 6615; Advanced Robotic Manipulation
            MEEC 6600; Mathematics of Machine Learning, Signals, and Control
            """,
        ),
        "Statistical Modeling and Data Analysis I": PAGE.rows(
            SECONDARY, "STAT 6101; Statistical Modeling and Data Analysis I/ Applied Statistics I"
        ),
    },
)


def _take(before: Take, rows: tuple[Row, ...], section: str) -> Take:
    including: list[Including] = [
        part.model_copy(update={"source": _now(part.source, section)}) for part in before.including
    ]
    source = _now(before.source, section)
    return before.model_copy(update={"rows": rows, "including": tuple(including), "source": source})


def _limit(before: Limit, section: str) -> Limit:
    return before.model_copy(update={"source": _now(before.source, section)})


@cache
def ml_track_2026() -> Program:
    """Return the Machine Learning track as of July 2026.

    Example:
        >>> from degreekit_ml_track import ml_track_2026
        >>> ml_track_2026().edition
        '2026-07'
    """
    return edition_2026(
        PAGE,
        id_="columbia-ms-cs-ml",
        title="Machine Learning track",
        parts=(
            _take(REQUIRED, _REQUIRED, FUNDAMENTAL),
            _take(TRACK_ELECTIVES, _ELECTIVES, SECONDARY),
            general_of(PAGE, (*_REQUIRED, *_ELECTIVES)),
        ),
        limits=(
            _limit(ONE_MACHINE_LEARNING, FUNDAMENTAL),
            _limit(ONE_STATISTICAL_LEARNING, SECONDARY),
        ),
    )
