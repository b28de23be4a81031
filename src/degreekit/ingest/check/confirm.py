"""What comes of a reading by OCR once its questions are asked, and answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from degreekit.courses import GradeScale, Institution, InvalidCourseCode, InvalidTerm, RecordStatus
from degreekit.courses.term import Term
from degreekit.findings import Finding
from degreekit.ingest.check.review import marked, questions_of
from degreekit.ingest.ocr.question import Answer, InvalidAnswers, Question
from degreekit.ingest.page.document import Document
from degreekit.ingest.readers.reader import Extraction, PrintedTotal
from degreekit.transcript import CourseRecord

__all__ = ["Settled", "settle", "unused_findings"]


@dataclass(frozen=True, slots=True)
class Settled:
    """A reading with its open questions.

    Attributes:
        whole: every record, those in doubt included; the printed figures are about these.
        certain: the records that stand, and the figures with their positions among them.
        kept: the positions of these records among all.
        questions: what is still to be answered.
        findings: what is to know of the questions.
        used: the positions of the answers that belong to a question.
    """

    whole: Extraction
    certain: Extraction
    kept: tuple[int, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    used: frozenset[int]


def settle(
    extraction: Extraction,
    document: Document,
    institution: Institution | None,
    answers: Sequence[Answer],
) -> Settled:
    """Return what stands of a reading by OCR, and what has to be asked.

    Args:
        extraction: what was read.
        document: its pages.
        institution: its codes, grades and scales.
        answers: of a person, to the questions of an earlier run; those to other documents may be
            among them. Of two to one question the last one holds.

    Raises:
        InvalidAnswers: an answer gives a field what it cannot say.
    """
    whole = marked(extraction, document, institution)
    # a place is no name: in prints of two terms the same place has other rows
    given = {(answer.question, answer.raw): answer for answer in answers}
    used: set[tuple[str, str]] = set()
    # An answer may mend a figure that others are then proved by, so it is asked anew after each.
    while True:
        records, lines = questions_of(whole, document, institution)
        answered = next(
            (
                (number, question, given[_key(question)])
                for number, question in (*records.items(), *((None, one) for one in lines))
                if _key(question) in given and _key(question) not in used
            ),
            None,
        )
        if answered is None:
            break
        number, question, answer = answered
        used.add(_key(question))
        whole = _answered(whole, number, question, answer, institution)
    open_ = (*records.values(), *(line for line in lines if _key(line) not in used))
    kept = [n for n in range(len(whole.records)) if n not in records]
    findings = []
    if open_:
        many = len(open_)
        told = "one place" if many == 1 else f"{many} places"
        findings.append(
            Finding(
                code="reading-in-doubt",
                severity="error",
                message=f"OCR is not sure of {told}; look at them with --confirm",
            )
        )
    settled = frozenset(n for n, one in enumerate(answers) if (one.question, one.raw) in used)
    return Settled(whole, _only(whole, kept), tuple(kept), open_, tuple(findings), settled)


def unused_findings(answers: Sequence[Answer], used: Collection[int]) -> Iterator[Finding]:
    """Yield a finding for each answer that belongs to no question.

    Args:
        answers: of a person.
        used: the positions of those that do.
    """
    for number, answer in enumerate(answers):
        if number not in used:
            yield Finding(
                code="answer-without-question",
                severity="warning",
                message=f"the answer to {answer.question} belongs to no question here, and was not "
                "used",
            )


def _key(question: Question) -> tuple[str, str]:
    return question.id, question.raw


def _answered(
    whole: Extraction,
    number: int | None,
    question: Question,
    answer: Answer,
    institution: Institution | None,
) -> Extraction:
    """Return what was read with one question answered."""
    if number is None:
        if answer.answer != "correct":
            return whole
        return _added(whole, _entered(None, question, answer, whole, institution))
    if answer.answer == "drop":
        return _only(whole, [n for n in range(len(whole.records)) if n != number])
    records = list(whole.records)
    records[number] = _entered(records[number], question, answer, whole, institution)
    return replace(whole, records=tuple(records))


def _entered(
    record: CourseRecord | None,
    question: Question,
    answer: Answer,
    whole: Extraction,
    institution: Institution | None,
) -> CourseRecord:
    """Return a record as a person says it is printed."""
    said: Mapping[Any, str | None] = answer.fields if answer.answer == "correct" else {}
    problems = []
    update: dict[str, object] = {"read_by": "person"}
    for name, text in said.items():
        try:
            update[name] = _value(name, text, institution)
        except (InvalidCourseCode, InvalidTerm, InvalidOperation, ValueError):
            problems.append(f"{question.id}.{name}: this cannot be the {name} of a course")
    if record is None and not {"code", "credits"} <= update.keys():
        problems.append(f"{question.id}: a course needs at least code and credits")
    if problems:
        raise InvalidAnswers(tuple(problems))
    school = record.school if record else next(iter(whole.schools), None)
    if "grade" in update and not (record and record.status == RecordStatus.TRANSFER):
        grade = update["grade"]
        scale = _scale(whole, school, institution)
        known = scale.get(str(grade)) if scale and grade else None
        if known:
            update |= {"grade": known.symbol, "status": known.status}
        else:
            update["status"] = RecordStatus.COMPLETED if grade else RecordStatus.IN_PROGRESS
    if record is not None:
        return record.model_copy(update=update)
    base = {"page": question.page, "box": question.box, "school": school}
    return CourseRecord.model_validate({"grade": None, **base, **update})


def _value(name: str, text: str | None, institution: Institution | None) -> object:
    """Return the value of a field from what a person typed."""
    if text is None or not text.strip():
        if name in ("code", "credits"):
            raise ValueError(name)
        return None
    text = text.strip()
    if name == "code":
        if institution is None:
            raise ValueError(name)
        return institution.grammar.parse(text)
    if name == "credits":
        value = Decimal(text.replace(",", "."))
        if not 0 <= value <= 99:
            raise ValueError(name)
        return value
    if name == "term":
        return Term.parse(text)
    return text


def _scale(
    whole: Extraction, school: str | None, institution: Institution | None
) -> GradeScale | None:
    return institution.scale(whole.scales.get(school)) if institution else None


def _added(whole: Extraction, record: CourseRecord) -> Extraction:
    """Return what was read with one more record, behind those printed above it."""
    at = sum(
        1
        for other in whole.records
        if (other.page or 0, (other.box or (0, 0))[1])
        < (record.page or 0, (record.box or (0, 0))[1])
    )
    term = record.term or (whole.records[at - 1].term if at else None)
    record = record.model_copy(update={"term": term})
    totals = tuple(
        total.model_copy(
            update={
                "after": total.after
                + (total.after > at or (total.after == at and _below(total, record))),
                "record": total.record + (total.record >= at) if total.record is not None else None,
            }
        )
        for total in whole.totals
    )
    return replace(whole, records=(*whole.records[:at], record, *whole.records[at:]), totals=totals)


def _below(total: PrintedTotal, record: CourseRecord) -> bool:
    """Return whether a figure is printed below a record."""
    return (total.page, total.box[1]) > (record.page or 0, record.box[1] if record.box else 0)


def _only(whole: Extraction, kept: Sequence[int]) -> Extraction:
    """Return what was read with some of its records, the figures pointing at the same ones."""
    place = {old: new for new, old in enumerate(kept)}
    totals = []
    for total in whole.totals:
        if total.record is not None and total.record not in place:
            continue
        after = sum(number < total.after for number in kept)
        record = None if total.record is None else place[total.record]
        totals.append(total.model_copy(update={"after": after, "record": record}))
    return replace(whole, records=tuple(whole.records[n] for n in kept), totals=tuple(totals))
