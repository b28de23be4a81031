"""The facts of an audit, in their order: the one view that every report is written from.

No report works out a fact of its own: each of them writes what is here. `narrate.py` puts an audit
into these words.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AdviceFacts",
    "AssumptionFacts",
    "AuditFacts",
    "CandidateFacts",
    "CitationFacts",
    "CodeFacts",
    "CourseFacts",
    "DecisionFacts",
    "LimitFacts",
    "PlaceFacts",
    "ReadingFacts",
    "RecordFacts",
    "RequirementFacts",
    "SourceFacts",
    "TitleFacts",
    "UnappliedFacts",
    "UseFacts",
    "ViewFacts",
    "WaivedFacts",
]


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """The verdict on a part of the record.

    Attributes:
        name: which part.
        status: the verdict.
        left: what is left to take.
    """

    name: str
    status: str
    left: str


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """A course that fits an open place.

    Attributes:
        course: its code and title.
        credits: its credits, with their unit.
        also: titles of the other open requirements that it would serve as well.
        approval: who would have to approve it; empty where nobody has to.
    """

    course: str
    credits: str
    also: tuple[str, ...]
    approval: str


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What one requirement still takes.

    Attributes:
        requirement: its id.
        title: its name.
        text: what to take.
        rows: the rows of its list, where each one that is open is needed.
        lead: how many courses qualify, as words to put before the candidates.
        candidates: some of them, or all.
    """

    requirement: str
    title: str
    text: str
    rows: tuple[str, ...]
    lead: str
    candidates: tuple[CandidateFacts, ...]


@dataclass(frozen=True, slots=True)
class AdviceFacts:
    """One step of a way to finish.

    Attributes:
        text: how many courses, and what for.
        courses: courses that would do it.
    """

    text: str
    courses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssumptionFacts:
    """Something the result assumes.

    Attributes:
        kind: approval, title, confirmation, in progress or planned.
        text: the assumption.
        record: the number of the course on the transcript, counted from 1; None for what a person
            has to confirm.
        requirement: the id of the requirement that it is for.
    """

    kind: str
    text: str
    record: int | None
    requirement: str


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """A course of the transcript.

    Attributes:
        record: its number there, counted from 1.
        code: the course.
        title: as printed; empty where none is.
        credits: its credits.
        grade: as printed; empty where there is none.
        term: when it was taken; empty where that is not known.
        status: the outcome of the attempt.
    """

    record: int
    code: str
    title: str
    credits: str
    grade: str
    term: str
    status: str


@dataclass(frozen=True, slots=True)
class UseFacts:
    """A course that is applied to a requirement.

    Attributes:
        course: the course.
        row: the row of the list it fills; empty where rows have no name.
        approval: ``approved``, ``if it is approved``, or empty where none is asked for.
    """

    course: CourseFacts
    row: str
    approval: str


@dataclass(frozen=True, slots=True)
class WaivedFacts:
    """A place that is filled by a waiver.

    Attributes:
        code: the waived course.
        row: the row of the list it fills.
        decision: the number of the decision, counted from 1.
    """

    code: str
    row: str
    decision: int


@dataclass(frozen=True, slots=True)
class CitationFacts:
    """Where a rule, or a part of it, comes from.

    Attributes:
        of: the part; empty for the rule itself.
        source: the number of the source, counted from 1.
    """

    of: str
    source: int


@dataclass(frozen=True, slots=True)
class RequirementFacts:
    """How one requirement stands.

    Attributes:
        id: the requirement.
        title: its name.
        status: how it stands.
        needs: what it asks for.
        has: what is there.
        lacks: what is missing; empty where nothing is.
        applied: the courses that fill it.
        waived: the places that are waived.
        decisions: numbers of the decisions that changed it, counted from 1.
        citations: where the rule comes from.
        parts: the requirements below it.
    """

    id: str
    title: str
    status: str
    needs: str
    has: str
    lacks: str
    applied: tuple[UseFacts, ...]
    waived: tuple[WaivedFacts, ...]
    decisions: tuple[int, ...]
    citations: tuple[CitationFacts, ...]
    parts: tuple[RequirementFacts, ...]


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """A printed title that was read as another one, or could be.

    Attributes:
        code: the finding code.
        text: how it was read.
        record: the number of the record, from 1.
    """

    code: str
    text: str
    record: int


@dataclass(frozen=True, slots=True)
class UnappliedFacts:
    """A course that does not count.

    Attributes:
        course: the course.
        code: the finding code.
        text: the reason.
        rule: the id of the limit or requirement that keeps it out; empty where no single one does.
    """

    course: CourseFacts
    code: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision for the student, and what it did.

    Attributes:
        what: the decision.
        reason: why it was made.
        by: who made it.
        date: when.
        took_effect: whether it changed a rule, or holds for a course of the transcript.
        effect: what it did, or why it did nothing.
    """

    what: str
    reason: str
    by: str
    date: str
    took_effect: bool
    effect: str


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """A maximum, or a rule about what may count twice.

    Attributes:
        id: the rule.
        kind: ``limit`` or ``sharing``.
        title: its name.
        text: what it says.
        keeps_out: numbers of the records that do not count because of it, counted from 1.
        citations: where the rule comes from.
    """

    id: str
    kind: str
    title: str
    text: str
    keeps_out: tuple[int, ...]
    citations: tuple[CitationFacts, ...]


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A record of the transcript: where it counts, and where it was read.

    Attributes:
        course: the record.
        counts: titles of the requirements it is applied to.
        place: page and place on it, in words; empty where it was not read from a page.
    """

    course: CourseFacts
    counts: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A finding code that the report names.

    Attributes:
        code: the code.
        title: the finding in a few words.
        meaning: when it is given, and why.
        advice: what to do about it.
    """

    code: str
    title: str
    meaning: str
    advice: str


#: Stands before a sentence that is not in the words of the page.
PARAPHRASED = "(paraphrased) "


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A sentence that rules come from.

    Attributes:
        document: the published page.
        section: its heading there.
        date: the date of that version.
        sentence: as printed; where only what it says is known, after `PARAPHRASED`.
        reading: how it is read, where it leaves something open.
    """

    document: str
    section: str
    date: str
    sentence: str
    reading: str


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """How the records were read.

    Attributes:
        status: ``proved``, ``unproved`` or ``given``.
        text: the same in a sentence or two, with the courses that nothing proves.
        warnings: what else there is to know, each with its place and the course it is about.
        general: those of them that are about the document as a whole.
    """

    status: str
    text: str
    warnings: tuple[str, ...]
    general: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """Everything that a report of an audit says.

    Attributes:
        id: the program.
        title: its name.
        edition: the edition of its rules.
        unit: the institution's word for credits.
        status: the verdict.
        verdict: the result in a few words.
        credits: the credits that count.
        gpa: the average.
        met: how many of the requirements are met.
        views: the record counted three ways.
        views_agree: whether all three agree.
        reading: how the records were read.
        plan: courses that the student plans to take, by code.
        open: what is left to take, requirement by requirement.
        shared: how few courses can cover it all, where one can count in several of these places;
            empty where none can.
        advice: one way to finish with the fewest courses.
        other: what no course can bring.
        assumptions: what the result assumes.
        requirements: the tree of requirements.
        unapplied: the courses that do not count.
        titles: printed titles that were read as another one, or could be.
        decisions: the decisions for the student.
        records: every record of the transcript.
        limits: maximums, and rules about what may count twice.
        readings: how open points of the published page are read.
        codes: the finding codes that are named.
        sources: what the rules come from.
        reasons: why there is not less to take, where that is proved.
        disclaimer: whether the answer is certified or proved, and whose word counts.
        fingerprint: a hash of the rules.
        plugins: the distributions that took part.
    """

    id: str
    title: str
    edition: str
    unit: str
    status: str
    verdict: str
    credits: str
    gpa: str
    met: str
    views: tuple[ViewFacts, ...]
    views_agree: bool
    reading: ReadingFacts
    plan: tuple[str, ...]
    open: tuple[PlaceFacts, ...]
    shared: str
    advice: tuple[AdviceFacts, ...]
    other: tuple[str, ...]
    assumptions: tuple[AssumptionFacts, ...]
    requirements: tuple[RequirementFacts, ...]
    unapplied: tuple[UnappliedFacts, ...]
    titles: tuple[TitleFacts, ...]
    decisions: tuple[DecisionFacts, ...]
    records: tuple[RecordFacts, ...]
    limits: tuple[LimitFacts, ...]
    readings: tuple[CitationFacts, ...]
    codes: tuple[CodeFacts, ...]
    sources: tuple[SourceFacts, ...]
    reasons: tuple[str, ...]
    disclaimer: str
    fingerprint: str
    plugins: tuple[str, ...]
