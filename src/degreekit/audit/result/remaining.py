"""What is left to take, and what could be taken."""

from __future__ import annotations

from degreekit.audit.deferred import Deferred
from degreekit.audit.result.requirements import Credits
from degreekit.data_model import DataModel


class Advice(DataModel):
    """One kind of course to take.

    Attributes:
        courses: how many of it.
        credits: how many credits each.
        serves: the requirements each one serves.
        text: the advice as a sentence; it says what all courses that would do have in common.
        choices: the number of courses that would do; None if unlimited.
        examples: some of them.
    """

    courses: int
    credits: Credits
    serves: tuple[str, ...]
    text: str
    choices: int | None = None
    examples: tuple[str, ...] = ()


class CandidateCourse(DataModel):
    """A course that fits an open place.

    Attributes:
        code: the course.
        title: its title; None where it is not known.
        credits: the most credits it would bring.
        serves: ids of the open requirements that it would serve all at once, this one among them.
        approval: who would have to approve it; empty where nobody has to.
    """

    code: str
    title: str | None = None
    credits: Credits
    serves: tuple[str, ...]
    approval: str = ""


class OpenPlace(Deferred, DataModel):
    """What one requirement still takes on the cheapest way to finish.

    Attributes:
        requirement: the requirement.
        courses: how many further courses; 0 for a minimum that courses of other places reach.
        credits: their credits together.
        text: what to take, as a sentence.
        rows: the rows of the list that are still open, where every one of them is needed.
        choices: the number of courses that fit; None if unlimited.
        candidates: some of the courses that fit, those that serve most open requirements first.
            Where a single course is left, each of them completes the program; where several are,
            each of them fits this place, and not every combination of them is enough.
    """

    requirement: str
    courses: int
    credits: Credits
    text: str
    rows: tuple[str, ...] = ()
    choices: int | None = 0
    candidates: tuple[CandidateCourse, ...] = ()


class Remaining(Deferred, DataModel):
    """The least that is left.

    Attributes:
        courses: the fewest further courses.
        credits: the fewest further credits with that many courses.
        open: what is left to take, requirement by requirement. A course that serves two of them
            is counted in both, so that their sum may be more than what remains.
        advice: one way to finish with the least.
        other: what no course can bring: a milestone, a GPA, requirements out of reach.
        out_of_reach: ids of the requirements that no further course is known to reach.
        conflict: ids of the requirements that cannot be met together, the smallest such set; empty
            where the program can be completed.
    """

    courses: int
    credits: Credits
    open: tuple[OpenPlace, ...] = ()
    advice: tuple[Advice, ...] = ()
    other: tuple[str, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
