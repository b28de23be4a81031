"""A proof: an answer that is there, and the reasons why nothing better is.

The answer shows that so much is enough, and is certified like any other. The reasons show that
less is not: each says of one number why it cannot be smaller, in sums of rows that are derived
anew from program, transcript and decisions when the proof is checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from degreekit.audit.certify.checker import Checker
from degreekit.audit.certify.derive import derive
from degreekit.audit.certify.facts import Certificate, NotCertified, Placed
from degreekit.audit.certify.offer import offer
from degreekit.audit.certify.refutation import ProofRejected, Reason, Split, Sum, refute
from degreekit.audit.certify.rows import LEVELS, System
from degreekit.audit.certify.rules import Rules
from degreekit.courses import CourseCode
from degreekit.data_model import DataModel, validated_json
from degreekit.errors import DegreekitError
from degreekit.plain_data import placed_mistakes
from degreekit.requirements import Candidate
from degreekit.transcript import Transcript

__all__ = ["Checked", "FurtherCourse", "InvalidProof", "Proof", "check_proof", "check_reasons"]

_Whole = Annotated[int, Field(strict=True)]
_Lists = tuple[str, ...]


class InvalidProof(DegreekitError, ValueError):
    """Data that is not a proof.

    Attributes:
        problems: one line for each mistake.
    """

    def __init__(self, problems: Sequence[str]):
        self.problems = tuple(problems)
        super().__init__("not a proof of degreekit: " + "; ".join(problems))


class _SumData(DataModel):
    sum: dict[str, _Whole]


class _SplitData(DataModel):
    split: str
    at_most: _Whole
    less: _SumData | _SplitData
    more: _SumData | _SplitData


class FurtherCourse(DataModel):
    """A further course of the answer.

    Attributes:
        code: the course.
        title: its title, where the code alone does not tell which course it is.
        credits: the credits it brings, where they are fewer than it could bring.
        attempt: which of the times it is that the course may earn credit; 0 where that is once, or
            as often as one likes.
        lists: the lists it is applied to.
    """

    code: CourseCode
    title: str | None = None
    credits: Decimal | None = None
    attempt: int = 0
    lists: _Lists = ()


class Proof(DataModel):
    """An answer, and for each of its numbers why it cannot be smaller.

    It holds no record: to check it, the transcript and the decisions are needed again.

    Attributes:
        format: of this data.
        program: the id of the program.
        edition: the edition of its rules.
        rules: the fingerprint of the rules.
        claims: what the answer comes to where that is not 0, the weightiest first: requirements
            out of reach, further courses and credits, things awaited that no course brings,
            approvals, courses in progress and planned courses relied on, and requirements not met
            so far.
        records: the lists that each record is applied to, by its position; where that is not the
            first row of a list that it fits, with the number of the row, as ``core:2``.
        waived: the lists that each waived course fills, by the position of the decision.
        further: the further courses.
        out_of_reach: the requirements that no course can reach.
        reading: which reading of titles that are cut the answer is of, counted from 0.
        reasons: for each reading of such titles why each claim cannot be smaller.

    Example:
        >>> from degreekit import audit_transcript
        >>> record = {"code": "COMS W4771", "credits": 3, "grade": "A"}
        >>> proof = audit_transcript("columbia-ms-cs-ml", {"records": [record]}).proof()
        >>> proof.claims["courses"], proof.claims["credits"]
        (9, Decimal('27'))
    """

    format: Literal["degreekit-proof-1"] = "degreekit-proof-1"
    program: str
    edition: str
    rules: str
    claims: dict[str, _Whole | Decimal]
    records: dict[int, _Lists] = Field(default_factory=dict)
    waived: dict[int, _Lists] = Field(default_factory=dict)
    further: tuple[FurtherCourse, ...] = ()
    out_of_reach: _Lists = ()
    reading: _Whole = 0
    reasons: tuple[dict[str, _SumData | _SplitData], ...]

    @classmethod
    def of(
        cls,
        checker: Checker,
        certificate: Certificate,
        reasons: Sequence[Mapping[str, Reason]],
        reading: int = 0,
    ) -> Proof:
        """Return the proof of an answer.

        Args:
            checker: the rules and the records.
            certificate: the answer.
            reasons: for each reading why each level cannot be smaller.
            reading: which reading the answer is of.
        """
        order, program = certificate.order, checker.program
        placed = sorted(certificate.placed, key=lambda one: (one.record is None, one.record))
        return cls(
            program=program.id,
            edition=program.edition,
            rules=program.fingerprint,
            claims={level: n for level in LEVELS if (n := getattr(order, level))},
            records={one.record: _lists(one, checker) for one in placed if one.record is not None},
            waived={
                one.waived: tuple(take for take, _ in one.uses)
                for one in placed
                if one.waived is not None
            },
            further=tuple(_further(one, checker) for one in certificate.future),
            out_of_reach=certificate.given_up,
            reading=reading,
            reasons=tuple(
                {level: _data(reason) for level, reason in one.items()} for one in reasons
            ),
        )

    def to_json(self) -> str:
        """Return the proof as JSON text; `from_json` reads it back."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        data = {"format": self.format, **data}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Proof:
        """Read a proof from JSON.

        Raises:
            InvalidProof: names each mistake and its place.
        """
        try:
            return validated_json(cls, text)
        except ValidationError as error:
            problems = placed_mistakes(error.errors(), "file", cls.model_fields)
            raise InvalidProof(problems[:5]) from None
        except RecursionError:
            raise InvalidProof(["it is nested too deeply"]) from None

    @property
    def cases(self) -> int:
        """How many cases its reasons fall into: one for a claim that a single sum shows."""
        return sum(_cases(reason) for one in self.reasons for reason in one.values())


@dataclass(frozen=True)
class Checked:
    """A proof that holds.

    Attributes:
        certificate: the answer.
        systems: for each reading of titles the rows that were derived; none where nothing is left
            that could be smaller.
        reasons: for each reading why each level cannot be smaller.
    """

    certificate: Certificate
    systems: tuple[System, ...]
    reasons: tuple[Mapping[str, Reason], ...]


def check_proof(proof: Proof, rules: Rules, readings: Sequence[Transcript]) -> Checked:
    """Check a proof from the rules, the records and the decisions.

    Args:
        proof: the proof.
        rules: the rules that hold for the student.
        readings: the transcript, once for each way to read titles that are cut.

    Raises:
        ProofRejected: something in it does not hold.
    """
    program = rules.program
    if (proof.program, proof.edition) != (program.id, program.edition):
        told = f"it is of {proof.program} edition {proof.edition}"
        raise ProofRejected("the program", f"{told}, and not of {program.id} {program.edition}")
    if proof.rules != program.fingerprint:
        raise ProofRejected("the program", "its rules have changed since the proof was made")
    if not 0 <= proof.reading < len(readings) or len(proof.reasons) != len(readings):
        raise ProofRejected("the readings", f"there are {len(readings)} of the titles")
    checkers = [Checker(rules, one) for one in readings]
    certificate = _answer(proof, checkers[proof.reading])
    order = certificate.order
    for level in LEVELS:
        claimed, counted = proof.claims.get(level, 0), getattr(order, level)
        if claimed != counted:
            raise ProofRejected(level, f"{claimed} is claimed, and {counted} was counted")
    if unknown := set(proof.claims) - set(LEVELS):
        raise ProofRejected("the claims", f"nothing is called {', '.join(sorted(unknown))}")
    reasons = [{k: _reason(data) for k, data in one.items()} for one in proof.reasons]
    if not any(order.values.values()):
        if any(reasons):
            raise ProofRejected("the reasons", "nothing is left that could be smaller")
        return Checked(certificate, (), tuple(reasons))
    systems = [derive(checker) for checker in checkers]
    for system, one in zip(systems, reasons, strict=True):
        check_reasons(system, order.values, one)
    return Checked(certificate, tuple(systems), tuple(reasons))


def _answer(proof: Proof, checker: Checker) -> Certificate:
    """Return the certificate of the answer in a proof."""
    placed: list[Placed] = []
    for record, lists in proof.records.items():
        if not 0 <= record < len(checker.candidates):
            raise ProofRejected("the answer", f"there is no record {record}")
        course = checker.candidates[record]
        uses = tuple(_places(checker, lists, course))
        placed.append(Placed(course, uses, record, worth=checker.worths[record]))
    for position, lists in proof.waived.items():
        waived = checker.decisions.waived.get(position)
        if waived is None or not set(lists) <= set(waived.places):
            raise ProofRejected("the answer", f"decision {position + 1} waives no course there")
        uses = tuple((take, waived.places[take][0]) for take in lists)
        placed.append(Placed(waived.course, uses, waived=position))
    future = []
    for one in proof.further:
        further = _offered(one, checker)
        future.append(Placed(further, tuple(_places(checker, one.lists, further))))
    assumed = (
        sum(len(checker.approvals(one)) for one in (*placed, *future)),
        sum(one.worth.value == "in_progress" for one in placed),
        sum(one.worth.value == "planned" for one in placed),
    )
    try:
        return checker.certify(placed, future, proof.out_of_reach, assumed)
    except NotCertified as error:
        raise ProofRejected("the answer", "; ".join(error.problems)) from None


def _further(one: Placed, checker: Checker) -> FurtherCourse:
    """Return a further course as a proof writes it, without what the catalog says."""
    course = one.course
    named = offer(checker.rules, checker.transcript).under(course.code)
    largest = max((way.credits for other in named for way in other.ways), default=None)
    return FurtherCourse(
        code=course.code,
        title=course.title if len(named) > 1 else None,
        credits=None if course.credits == largest else course.credits,
        attempt=course.attempt,
        lists=_lists(one, checker),
    )


def _offered(one: FurtherCourse, checker: Checker) -> Candidate:
    """Return a further course of a proof as rules see it."""
    named = offer(checker.rules, checker.transcript).under(one.code)
    for course in named:
        first = course.ways[0]
        named_so = one.title == first.title or (one.title is None and len(named) == 1)
        if named_so and one.attempt == first.attempt:
            way = course.way(one.code, one.credits)
            if way is not None:
                return way
    raise ProofRejected("the answer", f"{one.code} is not offered like that")


def _places(checker: Checker, lists: _Lists, course: Candidate) -> Iterator[tuple[str, int]]:
    for name in lists:
        take, _, number = name.partition(":")
        rows = checker.rules.rows_for(take, course) if take in checker.rules.takes else ()
        if number.isdecimal():
            rows = tuple(row for row in rows if row + 1 == int(number))
        if not rows:
            raise ProofRejected("the answer", f"{course.code} is not on the list {name!r}")
        yield take, rows[0]


def check_reasons(system: System, values: Mapping[str, int], reasons: Mapping[str, Reason]) -> None:
    """Check that nothing better than some values exists.

    Args:
        system: what holds of every valid placement.
        values: what an answer comes to, by level.
        reasons: for each level that is not as low as it can be why it cannot be lower.

    Raises:
        ProofRejected: a reason is missing, or is none.
    """
    variables = {name: number for number, name in enumerate(system.variables)}
    claims = list(system.claims(values))
    if {claim.step for claim in claims} != set(reasons):
        differ = ", ".join(sorted({claim.step for claim in claims} ^ set(reasons)))
        raise ProofRejected("the reasons", f"missing, or not needed: {differ}")
    for claim in claims:
        rows = {**system.rows, **claim.rows}
        try:
            refute(rows, variables, claim.most, reasons[claim.step])
        except ProofRejected as error:
            raise ProofRejected(f"{claim.step}, {error.place}", error.problem) from None


def _lists(one: Placed, checker: Checker) -> _Lists:
    """Return the places of a course: a list, and the row where that is not the first it fits."""
    return tuple(
        take if checker.rules.rows_for(take, one.course)[:1] == (row,) else f"{take}:{row + 1}"
        for take, row in one.uses
    )


def _data(reason: Reason) -> _SumData | _SplitData:
    if isinstance(reason, Sum):
        return _SumData(sum=dict(reason.rows))
    return _SplitData(
        split=reason.variable,
        at_most=reason.at_most,
        less=_data(reason.less),
        more=_data(reason.more),
    )


def _reason(data: _SumData | _SplitData) -> Reason:
    if isinstance(data, _SumData):
        return Sum(data.sum)
    return Split(data.split, data.at_most, _reason(data.less), _reason(data.more))


def _cases(data: _SumData | _SplitData) -> int:
    return 1 if isinstance(data, _SumData) else _cases(data.less) + _cases(data.more)
