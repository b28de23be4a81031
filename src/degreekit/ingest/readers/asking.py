"""Readers are code of others: what they raise and hand back is looked at before it is used."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from degreekit.errors import DegreekitError
from degreekit.ingest.page.document import Document
from degreekit.ingest.readers.reader import (
    Certainty,
    Claim,
    Extraction,
    Finding,
    Furniture,
    PrintedTotal,
    Reader,
    TextLine,
)
from degreekit.ingest.source.errors import IngestError
from degreekit.transcript import CourseRecord

__all__ = ["ReaderFailed", "claims_of", "extraction_of", "rivals_of"]

T = TypeVar("T")


class ReaderFailed(DegreekitError):
    """A reader failed on a document, or handed back what no reader may.

    Attributes:
        reader: the id of the reader.
        plugin: the plugin that brings it; empty where it was given by hand.
        step: ``identify`` or ``extract``.
        problem: what went wrong. An exception of the reader is named by its kind and place only:
            its text may hold what stands in the document.
        path: the file, where it has a name.
    """

    def __init__(self, reader: str, plugin: str, step: str, problem: str, path: str | None = None):
        self.reader = reader
        self.plugin = plugin
        self.step = step
        self.problem = problem
        self.path = path
        where = f"{path}: " if path else ""
        of = f" of the plugin {plugin}" if plugin else ""
        super().__init__(
            f"{where}the reader {reader!r}{of} failed to {step} the document: {problem}; report it "
            f"to whoever wrote the reader"
        )


def claims_of(
    document: Document, readers: Sequence[Reader]
) -> tuple[list[tuple[Reader, Claim]], list[ReaderFailed]]:
    """Return the claims on a document, and the readers that failed when they were asked."""
    claims: list[tuple[Reader, Claim]] = []
    failures: list[ReaderFailed] = []
    for reader in readers:
        try:
            claim = _called(reader, "identify", reader.identify, document)
            if claim is not None:
                _check(reader, "identify", document, _wrong_claim(claim))
                claims.append((reader, claim))
        except ReaderFailed as failure:
            failures.append(failure)
    return claims, failures


def extraction_of(document: Document, reader: Reader) -> Extraction:
    """Return what a reader read.

    Raises:
        ReaderFailed: the reader failed, or what it returned makes no sense.
        IngestError: the reader refuses the document.
    """
    extraction = _called(reader, "extract", reader.extract, document)
    _check(reader, "extract", document, _wrong_extraction(extraction, len(document.pages)))
    return extraction


def rivals_of(document: Document, reader: Reader) -> Iterator[Extraction]:
    """Yield the readings that a document bears, one after the other as they are asked for.

    Raises:
        ReaderFailed: the reader failed, or what it returned makes no sense.
    """
    rivals = iter(_called(reader, "extract", reader.rivals, document))
    while (rival := _called(reader, "extract", lambda _: next(rivals, None), document)) is not None:
        _check(reader, "extract", document, _wrong_extraction(rival, len(document.pages)))
        yield rival


def _called(reader: Reader, step: str, method: Callable[[Document], T], document: Document) -> T:
    try:
        return method(document)
    except IngestError as error:
        raise error.at(document.path) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # a reader may raise anything
        # not `from error`: its text may quote the document
        raise _failure(reader, step, document, _place(error)) from None


def _check(reader: Reader, step: str, document: Document, wrong: Iterator[str]) -> None:
    if problem := next(wrong, None):
        raise _failure(reader, step, document, problem)


def _failure(reader: Reader, step: str, document: Document, problem: str) -> ReaderFailed:
    return ReaderFailed(reader.id, reader.plugin, step, problem, document.path)


def _place(error: BaseException) -> str:
    """Return the kind of an exception and where it was raised, without what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    name = type(error).__name__
    return f"{name} at {Path(frames[-1].filename).name}, line {frames[-1].lineno}"


def _wrong_claim(claim: Any) -> Iterator[str]:
    if not isinstance(claim, Claim):
        yield f"it returned a {type(claim).__name__}, not a Claim or None"
    elif not isinstance(claim.certainty, Certainty) or not isinstance(claim.why, str):
        yield "its claim has no certainty, or does not say why"


#: What each part of an extraction holds.
_PARTS = {
    "records": CourseRecord,
    "totals": PrintedTotal,
    "findings": Finding,
    "furniture": Furniture,
    "not_understood": TextLine,
    "schools": str,
    "programs": str,
}


def _wrong_extraction(extraction: Any, pages: int) -> Iterator[str]:
    if not isinstance(extraction, Extraction):
        yield f"it returned a {type(extraction).__name__}, not an Extraction"
        return
    for name in ("institution", "kind"):
        if not isinstance(getattr(extraction, name), str):
            yield f"its {name} is not a text"
    for name, kind in _PARTS.items():
        part = getattr(extraction, name)
        if not isinstance(part, tuple):
            yield f"its {name} are not a tuple"
        elif other := next((one for one in part if not isinstance(one, kind)), None):
            yield f"among its {name} is a {type(other).__name__}"
    many = len(extraction.records)
    placed: list[CourseRecord | PrintedTotal | Finding]
    placed = [*extraction.records, *extraction.totals, *extraction.findings]
    for place in placed:
        if place.page is not None and not 1 <= place.page <= pages:
            yield f"it names page {place.page} of a document of {pages}"
    for total in extraction.totals:
        if not 0 <= total.after <= many or not (total.record is None or 0 <= total.record < many):
            yield "a total names a record that is not there"
