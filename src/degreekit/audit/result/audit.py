"""The answer as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Self

from pydantic import AliasChoices, Field, PrivateAttr, ValidationError

from degreekit.audit.certify import Proof
from degreekit.audit.deferred import Deferred
from degreekit.audit.result.basis import (
    AdjustmentResult,
    Assumption,
    PluginVersion,
    ProgramStamp,
    Status,
    TitleReading,
)
from degreekit.audit.result.reasons import ProofSummary, View, WhyNot
from degreekit.audit.result.remaining import Remaining
from degreekit.audit.result.requirements import Credits, LimitResult, RequirementResult, Unapplied
from degreekit.data_model import DataModel, validated_json
from degreekit.errors import DegreekitError
from degreekit.plain_data import placed_mistakes
from degreekit.printable import json_text, printable
from degreekit.requirements import Checked, Source, count_text
from degreekit.spelling import either, near_titled
from degreekit.transcript import Provenance, ReadingStatus


class AuditNotLive(DegreekitError):
    """An audit that was read from data was asked a question that takes auditing again."""

    def __init__(self) -> None:
        super().__init__(
            "this audit was read from data and cannot answer: audit the transcript again, and ask "
            "that audit"
        )


class InvalidAudit(DegreekitError, ValueError):
    """Data that is not an audit.

    Attributes:
        problems: each mistake with its place.
    """

    def __init__(self, problems: Sequence[str]):
        self.problems = tuple(problems)
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
        super().__init__(
            f"this is not an audit as JSON: {'; '.join(self.problems[:3])}{more}; write one with "
            f"`degreekit audit --format json`"
        )


class UnknownRequirement(DegreekitError, KeyError):
    """A program has no such requirement.

    Attributes:
        program: the id of the program.
        requirement: what was asked for.
        known: the ids of its requirements.
        near: those of them that look alike, or whose title does.
    """

    def __init__(self, program: str, requirement: str, titles: Mapping[str, str]):
        self.program = program
        self.requirement = requirement
        self.known = tuple(titles)
        self.near = near_titled(requirement, titles)
        hint = f"its requirements are {', '.join(self.known)}"
        if self.near:
            hint = f"did you mean {either([f'{one} ({titles[one]})' for one in self.near])}?"
        super().__init__(f"program {program} has no requirement {requirement!r}: {hint}")

    def __str__(self) -> str:
        return str(self.args[0])


#: What has to come true for each kind of assumption, of one and of several.
_HOPED = {
    "approval": ("1 approval is given", "{} approvals are given"),
    "title": ("1 printed title is confirmed", "{} printed titles are confirmed"),
    "confirmation": ("1 requirement is confirmed", "{} requirements are confirmed"),
    "in_progress": ("1 course in progress is passed", "{} courses in progress are passed"),
    "planned": ("1 planned course is passed", "{} planned courses are passed"),
}


_VERDICTS = {
    Status.SATISFIED: "Complete: ",
    Status.CONDITIONAL: "Complete if ",
    Status.UNSATISFIED: "Incomplete: ",
}


class Audit(Deferred, DataModel):
    """The answer: how the program stands, with its reasons.

    The answer is certified when the audit is made; its words are written when they are first read.

    Attributes:
        schema_version: of this format.
        program: which rules were applied.
        status: ``satisfied``, ``conditional`` or ``unsatisfied``.
        assumptions: what a conditional answer rests on.
        requirements: the tree of requirements.
        unapplied: the records that are not applied, each with its reason.
        titles: printed titles that were read as another one, or could be.
        remaining: the least that is left.
        views: three verdicts: on what is completed, with what is in progress, with what is planned.
        left_out: what could not be worked out within the search budget, one sentence each. The
            answer itself is never among it.
        gpa: over every graded attempt; None with nothing graded.
        credits_applied: the credits of all applied records, each counted once.
        credits_needed: how many the whole program asks for; None where no rule does.
        adjustments: the decisions for the student.
        limits: the other rules, as they apply to the student.
        source: the published page of the program.
        readings: how the open points of that page are read, beyond those of single rules.
        checked: when and how the rules were compared with that page; None where nobody says.
        plugins: the distributions that took part.
        reading: how far a document proves the records: ``proved``, ``unproved``, or ``given``
            where they came as data.
        provenance: how the document was read; None where the records came as data.
        certified: always True: an answer that is not certified is not given.
        proved: what is proved besides; None where no proof was made (see `with_proof`).

    Example:
        >>> from degreekit import audit_transcript
        >>> found = audit_transcript("columbia-ms-cs-ml", {"records": []})
        >>> found.status.value, found.remaining.courses
        ('unsatisfied', 10)
    """

    schema_version: Literal[1] = 1
    program: ProgramStamp
    status: Status
    assumptions: tuple[Assumption, ...] = ()
    requirements: tuple[RequirementResult, ...]
    unapplied: tuple[Unapplied, ...] = ()
    titles: tuple[TitleReading, ...] = ()
    remaining: Remaining
    views: tuple[View, ...] = ()
    left_out: tuple[str, ...] = ()
    gpa: str | None
    credits_applied: Credits
    credits_needed: Credits | None = None
    adjustments: tuple[AdjustmentResult, ...] = ()
    limits: tuple[LimitResult, ...] = ()
    source: Source | None = None
    readings: tuple[Source, ...] = ()
    checked: Checked | None = None
    plugins: tuple[PluginVersion, ...] = ()
    reading: ReadingStatus = ReadingStatus.GIVEN
    provenance: Provenance | None = None
    certified: Literal[True] = True
    proved: ProofSummary | None = Field(
        default=None,
        serialization_alias="proof",
        validation_alias=AliasChoices("proof", "proved"),
    )

    #: Writes an audit as HTML; `degreekit.report`, which stands above this package, sets it.
    _as_html: ClassVar[Callable[[Audit], str] | None] = None

    # What answers questions is not part of the audit: it is neither compared nor pickled.
    _ask: Callable[[str, str], tuple[WhyNot, ...]] | None = PrivateAttr(default=None)
    _prove: Callable[[], tuple[Proof, ProofSummary]] | None = PrivateAttr(default=None)

    def __getstate__(self) -> dict[Any, Any]:
        private = {"_write": None, "_ask": None, "_prove": None}
        return {**super().__getstate__(), "__pydantic_private__": private}

    @property
    def verdict(self) -> str:
        """The result of the audit in words, without the status: ``nothing is left to take``.

        Example:
            >>> from degreekit import audit_transcript
            >>> audit_transcript("columbia-ms-cs-ml", {"records": []}).verdict
            'at least 10 more courses (30 points) to take'
        """
        if self.status is Status.SATISFIED:
            return "nothing is left to take"
        if self.status is Status.CONDITIONAL:
            times = Counter[str](one.kind for one in self.assumptions)
            return " and ".join(
                one if times[kind] == 1 else several.format(times[kind])
                for kind, (one, several) in _HOPED.items()
                if times[kind]
            )
        left = self.remaining
        others = len(left.other) - (len(left.conflict) > 1)
        open_ = "1 requirement is not met" if others == 1 else f"{others} requirements are not met"
        if not left.courses:
            return f"no course is missing, but {open_}"
        credits = count_text(left.credits, self.program.unit)
        amount = f"at least {count_text(left.courses, 'more course')} ({credits}) to take"
        if not others:
            return amount
        return f"{amount}, and {open_.replace('requirement', 'other requirement')}"

    def __str__(self) -> str:
        """Write the audit in a few lines: the verdict, what is left, what is assumed."""
        lines = [
            f"{self.program.title}, edition {self.program.edition}",
            f"{_VERDICTS[self.status]}{self.verdict}",
            *(f"- {place.text}" for place in self.remaining.open),
            *(f"- {text}" for text in self.remaining.other),
        ]
        if self.assumptions:
            lines += ["This result assumes:", *(f"- {one.text}" for one in self.assumptions)]
        return "\n".join(map(printable, lines))

    def _repr_html_(self) -> str | None:
        """Show the audit in a notebook: the core of the page; None where no report is loaded."""
        return None if Audit._as_html is None else Audit._as_html(self)

    def why_not(self, course: str, requirement: str) -> tuple[WhyNot, ...]:
        """Return why a course is not applied to a requirement, for each of its records.

        The question is answered by solving again with the record applied there.

        Args:
            course: the course, as ``COMS W4701``.
            requirement: the id of a requirement; it stands for every list below it.

        Raises:
            InvalidCourseCode: the course is not a course code.
            UnknownRequirement: the program has no such requirement.
            AuditNotLive: the audit was read from data.

        Example:
            >>> from degreekit import audit_transcript
            >>> record = {"code": "COMS W4118", "credits": 3, "grade": "A"}
            >>> audit = audit_transcript("columbia-ms-cs-ml", {"records": [record]})
            >>> audit.why_not("COMS W4118", "required")[0].reason
            'not-eligible'
        """
        if self._ask is None:
            raise AuditNotLive
        return self._ask(course, requirement)

    @property
    def verified(self) -> bool:
        """Whether the records were read from a document that proves them; see `reading`."""
        return self.reading is ReadingStatus.PROVED

    def requirement(self, id_: str) -> RequirementResult:
        """Return the result of a requirement, wherever it stands in the tree.

        Args:
            id_: the id of the requirement.

        Raises:
            UnknownRequirement: the program has no such requirement; it names those that look alike.

        Example:
            >>> from degreekit import audit_transcript
            >>> audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
            >>> audit.requirement("breadth-systems").lacks
            '1 course'
        """
        found = _find(self.requirements, id_)
        if found is None:
            titles = {one.id: one.title for one in _walk(self.requirements)}
            raise UnknownRequirement(self.program.id, id_, titles)
        return found

    def proof(self) -> Proof:
        """Return the proof that nothing better than this answer exists.

        The answer is certified without it. The proof shows besides that fewer further courses,
        fewer credits, fewer assumptions and fewer requirements out of reach are impossible, by
        reasons that separate code checks (`Auditor.check_proof`, `degreekit check-proof`).

        Raises:
            ProofNotFound: no small proof was found; the answer is certified all the same.
            AuditNotLive: the audit was read from data.

        Example:
            >>> from degreekit import audit_transcript
            >>> audit_transcript("columbia-ms-cs-ml", {"records": []}).proof().claims["courses"]
            10
        """
        if self._prove is None:
            raise AuditNotLive
        return self._prove()[0]

    def with_proof(self) -> Audit:
        """Return this audit with a summary of its proof in `proved`.

        Raises:
            ProofNotFound: no small proof was found; the answer is certified all the same.
            AuditNotLive: the audit was read from data.

        Example:
            >>> from degreekit import audit_transcript
            >>> audit = audit_transcript("columbia-ms-cs-ml", {"records": []}).with_proof()
            >>> claim = audit.proved.claims[0]
            >>> print(claim.step, claim.least["courses"], claim.least["credits"])
            remaining 10 30
        """
        if self._prove is None:
            raise AuditNotLive
        made = self._prove()
        audit = self.model_copy(update={"proved": made[1]})
        audit._ask, audit._prove = self._ask, lambda: made
        return audit

    def to_data(self) -> dict[str, Any]:
        """Return the audit as plain data, as its JSON has it."""
        data = self.model_dump(mode="json", by_alias=True)
        if self.proved is None:
            del data["proof"]
        return data

    def to_json(self, *, indent: int | None = 1) -> str:
        """Return the audit as JSON text.

        Args:
            indent: spaces for each level; None for everything on one line.
        """
        return json_text(self.to_data(), indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read an audit that `to_json` wrote.

        Nothing is audited again: it is what was written. It cannot answer `why_not`.

        Args:
            text: the JSON.

        Raises:
            InvalidAudit: it is not an audit; names each mistake and its place.

        Example:
            >>> from degreekit import Audit, audit_transcript
            >>> audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
            >>> Audit.from_json(audit.to_json()) == audit
            True
        """
        try:
            return validated_json(cls, text)
        except ValidationError as error:
            problems = placed_mistakes(error.errors(), "audit", cls.model_fields)
            raise InvalidAudit(problems) from None


def _walk(results: tuple[RequirementResult, ...]) -> Iterator[RequirementResult]:
    for result in results:
        yield result
        yield from _walk(result.children)


def _find(results: tuple[RequirementResult, ...], id_: str) -> RequirementResult | None:
    for result in results:
        if result.id == id_:
            return result
        if (below := _find(result.children, id_)) is not None:
            return below
    return None
