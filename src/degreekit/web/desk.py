"""What the page asks, and what it is answered: the one interface behind both ways to run it.

Every order carries all it is about, apart from the files, which are sent once. So nothing but files
is kept between two orders, and the same order has the same answer on a server and in a browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import PurePath
from typing import Any

from degreekit.adjustments import (
    Adjustment,
    InvalidAdjustments,
    decisions_for,
    read_adjustments,
    redact_adjustments,
)
from degreekit.api import NotVerified, plugin_host, read_plan, what_if
from degreekit.audit import Audit, Proof, ProofNotFound, WhatIf, deciding
from degreekit.errors import DegreekitError, error_message
from degreekit.ingest import (
    IngestError,
    InvalidAnswers,
    Limits,
    Reading,
    read_answers,
    redact_transcript,
)
from degreekit.plain_data import NotPlainData
from degreekit.printable import printable
from degreekit.report import (
    Look,
    render_deciding,
    render_html,
    render_proof,
    render_why_not,
    what_if_data,
    what_is_left,
)
from degreekit.report.narrate import audit_facts, status_words
from degreekit.requirements import count_text
from degreekit.transcript import InvalidPlan, Transcript
from degreekit.web.entries import (
    checked_decision,
    checked_plan,
    decision_data,
    decision_text,
    kinds,
    plan_data,
)
from degreekit.web.orders import (
    AskWhy,
    Case,
    CheckProof,
    Compare,
    Documents,
    Entry,
    InvalidOrder,
    ListFile,
    Nothing,
    PageOf,
    PaperOf,
    Programs,
    QuestionOf,
    Save,
    parsed,
)
from degreekit.web.papers import Papers, too_large
from degreekit.web.records import OPEN_QUESTIONS, Records, shown
from degreekit.web.roles import role_of
from degreekit.web.rules import auditor_of, described, installed, program_of
from degreekit.web.saving import data_file, formats, saved, shown_names

__all__ = ["PICTURES", "Desk"]

#: The orders that are answered with a picture, as PNG; all others with data.
PICTURES = frozenset({"page", "question"})

Answer = dict[str, Any]


class Desk:
    """Answers the page.

    Args:
        limits: what reading a document may cost.

    Example:
        >>> from pathlib import Path
        >>> from degreekit.web.desk import Desk
        >>> desk = Desk()
        >>> unfinished = Path("tests/fixtures/ms-student-unfinished.pdf")
        >>> paper = desk.add(unfinished.name, unfinished.read_bytes())
        >>> desk.answer("read", {"documents": [paper["document"]]})["status"]
        'proved'
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._papers = Papers(self._limits)
        self._records = Records(self._papers, self._limits)
        self._orders: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "about": lambda data: self._about(parsed(Nothing, data)),
            "program": lambda data: self._program(parsed(Programs, data)),
            "read": lambda data: shown(self._records.read(parsed(Documents, data))),
            "describe": lambda data: self._describe(parsed(Documents, data)),
            "marks": lambda data: self._records.marks(parsed(Documents, data)),
            "page": lambda data: self._records.page(parsed(PageOf, data)),
            "question": lambda data: self._records.question(parsed(QuestionOf, data)),
            "decision": lambda data: self._decision(parsed(Entry, data)),
            "planned": lambda data: self._planned(parsed(Entry, data)),
            "decisions_file": lambda data: self._decisions_file(parsed(ListFile, data)),
            "plan_file": lambda data: self._plan_file(parsed(ListFile, data)),
            "answers_file": lambda data: self._answers_file(parsed(PaperOf, data)),
            "audit": lambda data: self._audit(parsed(Case, data)),
            "what_if": lambda data: self._what_if(parsed(Case, data)),
            "why_not": lambda data: self._why_not(parsed(AskWhy, data)),
            "compare": lambda data: self._compare(parsed(Compare, data)),
            "check_proof": lambda data: self._check_proof(parsed(CheckProof, data)),
            "save": lambda data: self._save(parsed(Save, data)),
            "forget": lambda data: self._forget(parsed(Nothing, data)),
        }

    def add(self, name: str, data: bytes) -> Answer:
        """Keep a file that was dropped, and return its id and what it is, or the error.

        Args:
            name: of the file.
            data: its bytes.
        """
        try:
            paper = self._papers.add(name, data)
        except DegreekitError as error:
            return {"error": problem(error)}
        return {"document": paper.id, "role": role_of(paper)}

    def answer(self, name: str, order: Mapping[str, Any]) -> Answer | bytes:
        """Return what an order is answered: data, or a picture.

        Args:
            name: of the order.
            order: what it is about.

        Returns:
            The answer. Where there is none, ``error`` says why: its ``kind``, ``outcome`` and
            ``message``.
        """
        if name not in self._orders:
            return {"error": problem(InvalidOrder((f"no order {printable(name)[:40]!r}",)))}
        try:
            with self._codes_of(order):
                found: Answer | bytes = self._orders[name](order)
        except Exception as error:  # noqa: BLE001  # the page shows it
            return {"error": problem(self._on_the_page(error))}
        return found

    def _on_the_page(self, error: Exception) -> Exception:
        """Return an error with advice for whoever reads it on the page, not at a command."""
        if not isinstance(error, IngestError) or error.ocr == "tried":
            return error
        if self._limits.ocr and error.ocr == "missing":  # to be installed on this machine
            return error
        return IngestError(
            error.outcome,
            path=error.path,
            page=error.page,
            detail=error.detail,
            ocr="unchecked" if self._limits.ocr else "elsewhere",
        )

    def _codes_of(self, order: Mapping[str, Any]) -> AbstractContextManager[None]:
        """Read codes as the institution writes them that the order is about, as commands do."""
        named: Any = order.get("institution")
        if isinstance(order.get("programs"), list):
            first = parsed(Programs, {"programs": order["programs"]}).programs[0]
            named = program_of(first, self._papers).institution
        here = plugin_host().institutions.get(named) if isinstance(named, str) else None
        return nullcontext() if here is None else here.grammar.in_use()

    # ------------------------------------------------------------------------ what there is

    def _about(self, _order: Nothing) -> Answer:
        from degreekit import __version__
        from degreekit.ingest.ocr.engine import is_installed

        host = plugin_host()
        there = installed()
        return {
            "version": __version__,
            "programs": there,
            "institutions": [
                {"id": one.id, "title": one.title} for one in host.institutions.values()
            ],
            "kinds": kinds(),
            "formats": formats(),
            "ocr": self._limits.ocr and is_installed(),
            "most": self._limits.size,
            "too_large": str(too_large(self._limits)),
            "warnings": [
                *(f"{one}; what it would bring is missing." for one in host.failures),
                *host.warnings,
            ],
        }

    def _program(self, order: Programs) -> Answer:
        return described(auditor_of(order, 1, self._papers).program)

    def _forget(self, _order: Nothing) -> Answer:
        self._papers.clear()
        self._records.clear()
        return {}

    def _describe(self, order: Documents) -> Answer:
        """Return the structure of documents without their contents and names, as a file to save."""
        texts = [one.to_text() for one in self._records.structures(order)]
        return {"name": "structure.txt", "type": "text/plain", "text": "\n\n".join(texts) + "\n"}

    # -------------------------------------------------------------------- what a person says

    def _decision(self, order: Entry) -> Answer:
        return checked_decision(order.entry, auditor_of(order, 1, self._papers).program)

    def _planned(self, order: Entry) -> Answer:
        auditor = auditor_of(order, 1, self._papers)
        return checked_plan(order.entry, auditor.institution, auditor.program.unit)

    def _decisions_file(self, order: ListFile) -> Answer:
        program = auditor_of(order, 1, self._papers).program
        every = read_adjustments(self._papers.get(order.document).data)
        names = [PurePath(self._papers.get(id_).name) for id_ in order.documents]
        decided = decisions_for(every, {name for one in names for name in (one.name, one.stem)})
        return {
            "others": len(every) - len(decided),
            "entries": [
                {"entry": decision_data(one), "text": decision_text(one, program)}
                for one in decided
            ],
        }

    def _plan_file(self, order: ListFile) -> Answer:
        auditor = auditor_of(order, 1, self._papers)
        planned = read_plan(self._papers.get(order.document).data, auditor.institution)
        unit = auditor.program.unit
        return {
            "entries": [checked_plan(plan_data(one), auditor.institution, unit) for one in planned]
        }

    def _answers_file(self, order: PaperOf) -> Answer:
        answers = read_answers(self._papers.get(order.document).data)
        return {"entries": [one.model_dump(mode="json") for one in answers]}

    # --------------------------------------------------------------------------- the answers

    def _case(self, order: Case) -> tuple[Transcript, tuple[Adjustment, ...]]:
        transcript, decided = self._records.transcript(order), read_adjustments(order.decisions)
        if order.redact:
            return redact_transcript(transcript), redact_adjustments(decided)
        return transcript, decided

    def _audited(
        self, order: Case, transcript: Transcript, decided: tuple[Adjustment, ...], *, prove: bool
    ) -> Audit:
        auditor = auditor_of(order, order.budget, self._papers, decided)
        planned = read_plan(order.plan, auditor.institution)
        audit = auditor.audit(transcript.with_planned(planned), decided)
        try:
            return audit.with_proof() if prove else audit
        except ProofNotFound:  # it is certified all the same
            return audit

    def _audit(self, order: Case) -> Answer:
        audit = self._audited(order, *self._case(order), prove=order.prove)
        facts = audit_facts(audit)
        document = printable(", ".join(self._records.names(order)))
        return {
            "status": audit.status.value,
            "words": status_words(audit.status).capitalize(),
            "verdict": audit.verdict,
            "reading": audit.reading.value,
            "reading_text": facts.reading.text,
            "disclaimer": facts.disclaimer,
            "program": audit.program.model_dump(mode="json"),
            "decisions": [
                {"took_effect": one.took_effect, "effect": one.effect} for one in facts.decisions
            ],
            "html": render_html(audit, Look(document=document)),
        }

    def _what_if(self, order: Case) -> Answer:
        transcript, decided = self._case(order)
        named = [program_of(one, self._papers, decided) for one in order.programs if one.rules]
        answers = what_if(transcript, None, decided, order.plan, budget=order.budget)
        if named:
            answers += what_if(transcript, named, decided, order.plan, budget=order.budget)
        return {
            "rows": [_row(one) for one in answers],
            "deciding": render_deciding(deciding(answers), Look(width=100)).strip(),
            "file": self._data(order, "programs", what_if_data(answers)),
        }

    def _why_not(self, order: AskWhy) -> Answer:
        audit = self._audited(order, *self._case(order), prove=False)
        answers = audit.why_not(order.course, order.requirement)
        data = [one.model_dump(mode="json") for one in answers]
        return {
            "text": render_why_not(answers, audit, Look(width=100)),
            "file": self._data(order, "why-not", data),
        }

    def _compare(self, order: Compare) -> Answer:
        from degreekit.web.compared import compared  # cohorts are not needed for anything else

        transcript, decided = self._case(order)
        before = program_of(order.programs[0], self._papers, decided)
        after = program_of(order.other, self._papers, decided)
        planned = read_plan(order.plan, plugin_host().institutions[before.institution])
        name = shown_names(order, self._records.names(order))[0]
        told, data = compared(before, after, name, transcript.with_planned(planned), decided)
        return {**told, "file": self._data(order, "diff", data)}

    def _check_proof(self, order: CheckProof) -> Answer:
        proof = Proof.from_json(self._papers.get(order.document).data)
        transcript, decided = self._case(order)
        auditor = auditor_of(order, order.budget, self._papers, decided)
        transcript = transcript.with_planned(read_plan(order.plan, auditor.institution))
        summary = auditor.check_proof(proof, transcript, decided)
        exported = auditor.veripb(proof, transcript, decided)
        return {
            "text": render_proof(summary),
            "file": self._data(order, "proof-check", summary.model_dump(mode="json")),
            "veripb": [
                {"name": name, "type": "text/plain", "text": text}
                for step, one in exported.items()
                for name, text in ((f"{step}.opb", one.formula), (f"{step}.pbp", one.proof))
            ],
        }

    def _data(self, order: Case, what: str, data: Any) -> Answer:
        """Return data as the file that the command for it writes."""
        return data_file(order, self._records.names(order), what, data)._asdict()

    def _save(self, order: Save) -> Answer:
        read: Reading | Transcript = self._records.read(order)
        if not order.format.startswith(("transcript", "answers")):
            read = self._records.transcript(order)

        def audit(transcript: Transcript, decided: tuple[Adjustment, ...]) -> Audit:
            return self._audited(order, transcript, decided, prove=order.prove)

        file = saved(order, self._records.names(order), read, audit)
        return file._asdict()


def _row(answer: WhatIf) -> Answer:
    """Return a program's row of the table of all programs."""
    left = answer.error.message if answer.error else what_is_left(answer)
    if answer.remaining:
        left = "; ".join(filter(None, (left, *answer.remaining.other)))
    return {
        "id": answer.program.id,
        "title": answer.program.title,
        "edition": answer.program.edition,
        "status": status_words(answer.status).capitalize() if answer.status else "No answer",
        "left": printable(left),
    }


def problem(error: Exception) -> Answer:
    """Return what the page shows of an error."""
    outcome = getattr(error, "outcome", None)
    text = _not_verified(error) if isinstance(error, NotVerified) else error_message(error)
    found: Answer = {
        "kind": type(error).__name__,
        "outcome": str(outcome) if outcome else None,
        "message": printable(text, lines=True),
    }
    if isinstance(error, InvalidAdjustments | InvalidPlan | InvalidAnswers | NotPlainData):
        problems = getattr(error, "problems", ())
        found["problems"] = [printable(one) for one in problems]
    if isinstance(error, NotVerified):
        # the questions are on the page themselves
        errors = [one for one in error.reading.findings if one.severity == "error"]
        found["problems"] = [printable(one.text) for one in errors if one.code != OPEN_QUESTIONS]
    return found


def _not_verified(error: NotVerified) -> str:
    """Return what to do on the page about a document that contradicts the reading."""
    if many := len(error.reading.questions):
        return (
            f"{error.path}: {count_text(many, 'place')} of the picture could not be read with "
            f"certainty; answer the questions about them on this page"
        )
    return (
        f"{error.path}: the document contradicts the reading, so it is not audited; compare the "
        f'places under "What was read" with the document, or enter the courses as JSON or CSV'
    )
