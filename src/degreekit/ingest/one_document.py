"""The reading of one document of one student: identify, extract, verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from degreekit.courses import Institution
from degreekit.findings import Finding
from degreekit.ingest.check.confirm import Settled, settle
from degreekit.ingest.check.cross_read import compare_readings
from degreekit.ingest.check.marks import with_marks, with_positions, without_proof
from degreekit.ingest.check.page_numbers import missing_pages
from degreekit.ingest.check.page_troubles import page_troubles
from degreekit.ingest.check.part_of_record import part_of_record
from degreekit.ingest.check.proof import Confirmed, confirmed
from degreekit.ingest.check.review import corrections_of
from degreekit.ingest.check.rivals import choose_by_figures
from degreekit.ingest.check.unseen import unseen_findings
from degreekit.ingest.check.verify import Checked
from degreekit.ingest.ocr.question import Answer
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import around, reading_order
from degreekit.ingest.readers.asking import ReaderFailed, extraction_of, rivals_of
from degreekit.ingest.readers.given_institution import GivenInstitutionReader
from degreekit.ingest.readers.person import are_two
from degreekit.ingest.readers.reader import Extraction, Furniture, Reader
from degreekit.ingest.reading import DocumentFacts, LineCounts, Reading
from degreekit.ingest.recognition.choice import check_institution, choose, not_read
from degreekit.ingest.recognition.kinds import kind_by_reading
from degreekit.ingest.recognition.students import heads_of, name_two
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.transcript import Transcript

__all__ = ["read_one"]


def read_one(
    document: Document,
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    answers: Sequence[Answer] = (),
) -> tuple[Reading, Extraction, frozenset[int]]:
    """Return the reading of a document, what its reader handed back, and which answers it used.

    The answers are named by their positions.

    Args:
        document: its pages.
        readers: those that may claim it.
        institutions: the installed ones, by id.
        answers: of a person, to the questions about what OCR read.

    Raises:
        IngestError: the document was not read; the outcome says why, and what to do.
        ReaderFailed: a reader failed on it, or handed back what no reader may.
        InvalidAnswers: an answer gives a field what it cannot say.
    """
    lines = reading_order(document)
    reader, claim, failures = choose(document, lines, readers, institutions)
    is_given = isinstance(reader, GivenInstitutionReader)
    extraction = extraction_of(document, reader)
    if are_two(extraction.people) or name_two(heads_of(lines)):
        raise IngestError(Outcome.TWO_STUDENTS, path=document.path)
    if not extraction.records:
        raise not_read(document, lines, institutions)
    kind = None if is_given else kind_by_reading(lines, extraction)
    if kind and reader.reads is not kind[0]:
        raise IngestError(kind[0], path=document.path, detail=kind[1])
    is_shown = check_institution(
        document,
        lines,
        extraction,
        institutions,
        is_given=is_given,
    )
    institution = institutions.get(extraction.institution)
    checked: Checked | None = None
    if institution is not None and not any(page.scan for page in document.pages):
        rivals = rivals_of(document, reader)
        extraction, checked = choose_by_figures(extraction, rivals, institution)
    settled = _settled(extraction, document, institution, answers)
    whole = settled.whole
    findings = [*extraction.findings, *map(_reader_finding, failures), *settled.findings]
    proofs: Sequence[Confirmed] = (Confirmed(),) * len(whole.records)
    if institution is not None:
        checked = checked or Checked(whole, institution)
        findings += checked.findings
        proofs = confirmed(checked)
    else:
        message = "no plugin knows the institution of this document, so nothing was verified"
        findings.append(Finding(code="unknown-institution", severity="warning", message=message))
    findings += part_of_record(whole)
    findings += page_troubles(document)
    findings += missing_pages(document)
    findings += compare_readings(document, settled.certain)
    findings += unseen_findings(document, settled.certain)
    findings = list(with_positions(findings, whole.records))
    unproved = without_proof(whole.records, proofs, findings)
    if unproved and not is_shown:
        message = "nothing on the page or in its figures shows that it is of this institution"
        findings.append(Finding(code="institution-not-shown", severity="error", message=message))
    marked = with_marks(whole.records, proofs, document)
    place = {old: new for new, old in enumerate(settled.kept)}
    extraction = replace(settled.certain, records=tuple(marked[old] for old in settled.kept))
    furniture = (*extraction.furniture, *_backgrounds(document))
    unknown = extraction.not_understood
    reading = Reading(
        transcript=Transcript(institution=extraction.institution, records=extraction.records),
        document=DocumentFacts(
            reader=reader.id,
            kind=extraction.kind,
            why=claim.why,
            pages=len(document.pages),
            places="characters" if document.is_plain else "points",
            schools=extraction.schools,
            programs=extraction.programs,
            ocr_pages=tuple(page.number for page in document.pages if page.scan),
        ),
        printed=extraction.totals,
        findings=tuple(
            one if one.record is None else one.model_copy(update={"record": place.get(one.record)})
            for one in findings
        ),
        not_understood=unknown,
        furniture=furniture,
        counts=LineCounts(
            lines=extraction.record_lines + len(furniture) + len(unknown),
            record=extraction.record_lines,
            furniture=len(furniture),
            not_understood=len(unknown),
        ),
        questions=settled.questions,
        corrections=corrections_of(document, whole, settled.questions),
        unproved=tuple(place[old] for old in unproved if old in place),
    )
    return reading.stamped(), extraction, settled.used


def _settled(
    extraction: Extraction,
    document: Document,
    institution: Institution | None,
    answers: Sequence[Answer],
) -> Settled:
    """Return what stands of a reading. What was read from text stands; OCR may ask questions."""
    if any(page.scan for page in document.pages):
        return settle(extraction, document, institution, answers)
    everything = tuple(range(len(extraction.records)))
    return Settled(extraction, extraction, everything, (), (), frozenset())


def _reader_finding(failure: ReaderFailed) -> Finding:
    """Return what is to know of a reader that failed on a document that another one reads."""
    of = f" of the plugin {failure.plugin}" if failure.plugin else ""
    message = f"the reader {failure.reader!r}{of} failed on this document: {failure.problem}"
    return Finding(code="reader-failed", severity="warning", message=message)


def _backgrounds(document: Document) -> Iterator[Furniture]:
    """Yield what stands behind the text of each page as one piece of furniture."""
    for page in document.pages:
        if page.background:
            box = around(glyph.box for glyph in page.background)
            yield Furniture(kind="background", page=page.number, box=page.shown(box), text="")
