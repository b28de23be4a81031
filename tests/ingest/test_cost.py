"""What reading costs, in steps: no test looks at the clock."""

from __future__ import annotations

import sys
from types import FrameType

from degreekit import read_pdf
from degreekit.transcript import ReadingStatus

_GRADES = ("A", "A-", "B+", "B")  # 3.5 on average
_WORDS = ("ADVANCED", "APPLIED", "NUMERICAL", "SYMBOLIC", "DISCRETE", "PRACTICAL")
_FIELDS = ("NETWORKS", "DATABASES", "COMPILERS", "ROBOTICS", "GRAPHICS")


def transcript(terms: int) -> bytes:
    """Return a transcript as text, with so many terms of four courses and what they come to."""
    lines = ["COLUMBIA UNIVERSITY", ""]
    for number in range(terms):
        lines.append(f"{('Spring', 'Fall')[number % 2]} {1990 + number // 2}")
        for at, grade in enumerate(_GRADES):
            one = 4 * number + at
            title = f"{_WORDS[one % len(_WORDS)]} {_FIELDS[one % len(_FIELDS)]}"
            lines.append(f"COMS W{4000 + one}    {title:<24}3.00    {grade}")
        lines.append("TERM POINTS: 12.00    TERM GPA: 3.500")
        lines.append("")
    return "\n".join(lines).encode()


def steps(terms: int) -> int:
    """Return how many functions are called while such a transcript is read."""
    data = transcript(terms)
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        reading = read_pdf(data)
    finally:
        sys.setprofile(None)
    assert len(reading.transcript.records) == 4 * terms
    assert reading.status is ReadingStatus.PROVED
    return count


def test_twice_as_many_terms_take_about_twice_as_many_steps() -> None:
    steps(8)  # what is loaded and kept once
    assert steps(16) < 2.3 * steps(8)
