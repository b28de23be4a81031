"""Which reader reads a document, or why none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from degreekit.courses import Institution
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import Line
from degreekit.ingest.readers.asking import ReaderFailed, claims_of
from degreekit.ingest.readers.reader import Claim, Extraction, Reader
from degreekit.ingest.recognition.institution import (
    high_schools,
    is_of,
    letterheads,
    names_at_foot,
    together,
)
from degreekit.ingest.recognition.kinds import (
    kind_by_text,
    kind_by_title,
    lists_grades,
    looks_like_transcript,
)
from degreekit.ingest.source.errors import IngestError, Outcome

__all__ = ["Choice", "check_institution", "choose", "not_read"]


class Choice(NamedTuple):
    """The reader of a document.

    Attributes:
        reader: it.
        claim: what it said.
        failures: readers that failed when they were asked.
    """

    reader: Reader
    claim: Claim
    failures: tuple[ReaderFailed, ...]


def choose(
    document: Document,
    lines: Sequence[Line],
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
) -> Choice:
    """Return the reader that is surest of a document.

    Args:
        document: its pages.
        lines: its lines, in reading order.
        readers: those that may claim it.
        institutions: the installed ones, by id.

    Raises:
        IngestError: the document is not a transcript, or is of an institution that is
            not installed; or no reader claims it, or several do and are equally sure.
        ReaderFailed: no reader claims it, and one of them failed when it was asked.
    """
    titled = kind_by_title(lines)
    if titled:
        readers = [reader for reader in readers if reader.reads is titled[0]]
    claims, failures = claims_of(document, readers)
    if titled and not claims:
        raise IngestError(titled[0], path=document.path, detail=titled[1])
    if failures and not claims:
        raise failures[0]
    if not claims:
        raise _unclaimed(document, lines, institutions if readers else {})
    surest = max(claim.certainty for _, claim in claims)
    best = [(reader, claim) for reader, claim in claims if claim.certainty == surest]
    if len(best) > 1:
        names = ", ".join(sorted(reader.id for reader, _ in best))
        raise IngestError(Outcome.AMBIGUOUS, path=document.path, detail=names)
    return Choice(*best[0], tuple(failures))


def _unclaimed(
    document: Document, lines: Sequence[Line], institutions: Mapping[str, Institution]
) -> IngestError:
    """Return why a document is not read that no reader claims."""
    outcome, detail = kind_by_text(document, lines)
    return _named(document, lines, institutions, outcome, detail)


def not_read(
    document: Document, lines: Sequence[Line], institutions: Mapping[str, Institution]
) -> IngestError:
    """Return why a document is not read of which a reader reads no course."""
    outcome, detail = Outcome.NOT_A_TRANSCRIPT, "it lists no course"
    return _named(document, lines, institutions, outcome, detail)


def _named(
    document: Document,
    lines: Sequence[Line],
    institutions: Mapping[str, Institution],
    outcome: Outcome,
    detail: str,
) -> IngestError:
    """Return an error, or that the document is of an institution that is not installed."""
    if institutions and outcome in (Outcome.NOT_A_TRANSCRIPT, Outcome.PROFESSIONAL_SCHOOL):
        head = together(letterheads(lines, institutions).values())
        others = head.others or high_schools(lines)
        text = "\n".join(line.text for line in lines)
        is_ours = bool(head.own or head.shared)
        if others and not is_ours and looks_like_transcript(text):
            outcome, detail = Outcome.OTHER_INSTITUTION, _shown(others[0])
        elif not is_ours and lists_grades(text):
            foot = names_at_foot(lines)
            outcome, detail = Outcome.OTHER_INSTITUTION, _shown(foot[0]) if foot else ""
    return IngestError(outcome, path=document.path, detail=detail)


def check_institution(
    document: Document,
    lines: Sequence[Line],
    extraction: Extraction,
    institutions: Mapping[str, Institution],
    *,
    is_given: bool = False,
) -> bool:
    """Refuse what was read as a document of one institution and is of another.

    Args:
        document: its pages.
        lines: its lines, in reading order.
        extraction: what was read of it.
        institutions: the installed ones, by id.
        is_given: whether the user says that it is of this one.

    Returns:
        Whether the document itself shows whose it is, and not only the user's word.

    Raises:
        IngestError: it is of another; the message names that one, where the page does.
    """
    institution = institutions.get(extraction.institution)
    if institution is None:
        return True
    pages = letterheads(lines, institutions)
    head = together(pages.values())
    is_other = bool(head.own or head.others) and institution.id not in head.own
    if is_of(institution, head, extraction) and not (is_given and is_other):
        for number, page in pages.items():
            if page.others and not (page.own or page.shared) and institution.names:
                raise IngestError(
                    Outcome.OTHER_INSTITUTION,
                    path=document.path,
                    page=number,
                    detail=_shown(page.others[0]),
                )
        return institution.id in head.own or not is_given
    if is_given and not (head.own or head.others or head.sites):
        return False
    named = [*map(_shown, head.others), *(institutions[one].title for one in sorted(head.own))]
    named += sorted(head.sites)
    if not named and head.shared:
        detail = f"it names {institution.shared_names[0]}, as several are called, and its course "
        detail += f"codes are not those of {institution.names[0]}"
    else:
        detail = next(iter(named), "it names none")
    raise IngestError(Outcome.OTHER_INSTITUTION, path=document.path, detail=detail)


def _shown(name: str) -> str:
    """Return a name as it is written in a sentence."""
    if not name.isupper():
        return name
    small = {"OF", "THE", "AND", "FOR", "AT", "IN"}
    words = [word.lower() if word in small else word.title() for word in name.split()]
    return " ".join((words[0].title(), *words[1:]))
