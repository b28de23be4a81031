"""What can be saved: the same files, byte for byte, that the commands write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from degreekit.adjustments import Adjustment, read_adjustments, redact_adjustments
from degreekit.api import plugin_host
from degreekit.audit import Audit
from degreekit.errors import DegreekitError
from degreekit.export import FORMATS
from degreekit.ingest import Reading, redact_reading, redact_transcript
from degreekit.printable import json_text, printable
from degreekit.report import Look
from degreekit.transcript import Transcript
from degreekit.web.orders import Case, Save

__all__ = ["FileToSave", "data_file", "formats", "saved", "shown_names"]

_TYPES = {
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".csv": "text/csv",
}


class FileToSave(NamedTuple):
    """A file that the page saves.

    Attributes:
        name: what it is called.
        type: its media type.
        text: its content.
    """

    name: str
    type: str
    text: str


def formats() -> list[dict[str, str]]:
    """Return what can be saved: name, title, and what it is about."""
    first = ("html", "text", "markdown", "checklist", "json")
    reports = plugin_host().reports
    names = sorted(reports, key=lambda name: (first.index(name) if name in first else 9, name))
    titles = {"html": "The audit as a page", "text": "The audit as text"}
    found = [
        {"name": name, "title": titles.get(name, f"The audit, {reports[name].title} ({name})")}
        for name in names
    ]
    found += [
        {"name": "proof", "title": "The proof of the audit"},
        {"name": "transcript", "title": "The transcript as data (JSON)"},
    ]
    found += [
        {"name": f"transcript-{one.name}", "title": f"The transcript: {one.title}"}
        for one in FORMATS.values()
    ]
    return [
        *found,
        {"name": "decisions", "title": "The decisions"},
        {"name": "plan", "title": "The plan"},
        {"name": "answers", "title": "The answers about doubtful places"},
    ]


class UnknownFormat(DegreekitError, ValueError):
    """Nothing is saved under this name.

    Attributes:
        name: what was asked for.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no format {name!r}")


def saved(
    order: Save,
    names: Sequence[str],
    read: Reading | Transcript,
    audit: Callable[[Transcript, tuple[Adjustment, ...]], Audit],
) -> FileToSave:
    """Return a file as the commands write it.

    Args:
        order: which one.
        names: of the documents.
        read: what was read of them.
        audit: audits a transcript with decisions, proof included where one is found.

    Raises:
        UnknownFormat: there is no such format.
    """
    shown, stem = shown_names(order, names), _stem(order, names)
    match order.format:
        case "decisions":
            decided = read_adjustments(order.decisions)
            if order.redact:
                decided = redact_adjustments(decided)
            data = [one.model_dump(mode="json", exclude_defaults=True) for one in decided]
            return _json(f"{stem}-decisions.json", data)
        case "plan":
            return _json(f"{stem}-plan.json", list(order.plan))
        case "answers":
            return _json(f"{stem}-answers.json", list(order.answers))
        case "transcript":
            return _json(f"{stem}-transcript.json", _redacted(read, redact=order.redact).to_data())
    name = order.format.removeprefix("transcript-")
    if order.format.startswith("transcript-") and name in FORMATS:
        text = FORMATS[name].write(_transcript(_redacted(read, redact=order.redact)))
        suffix = f".{name}" if name == "csv" else f"-{name}.json"
        return _file(f"{stem}{suffix}", text)
    return _report(order, shown, stem, read, audit)


def _report(
    order: Save,
    shown: Sequence[str],
    stem: str,
    read: Reading | Transcript,
    audit: Callable[[Transcript, tuple[Adjustment, ...]], Audit],
) -> FileToSave:
    reports = plugin_host().reports
    if order.format not in reports and order.format != "proof":
        raise UnknownFormat(order.format)
    decided = read_adjustments(order.decisions)
    transcript = _transcript(read)
    if order.redact:
        decided, transcript = redact_adjustments(decided), redact_transcript(transcript)
    result = audit(transcript, decided)
    if order.format == "proof":
        return _file(f"{stem}-proof.json", result.proof().to_json())
    report = reports[order.format]
    document = printable(PurePath(", ".join(shown)).name)
    text = report.render(result, Look(full=order.full, document=document))
    kind = "checklist" if report.name == "checklist" else "audit"  # both are Markdown
    return _file(f"{stem}-{kind}{report.suffix}", text)


def _transcript(read: Reading | Transcript) -> Transcript:
    return read.transcript if isinstance(read, Reading) else read


def _redacted(read: Reading | Transcript, *, redact: bool) -> Reading | Transcript:
    if not redact:
        return read
    return redact_reading(read) if isinstance(read, Reading) else redact_transcript(read)


def data_file(order: Case, names: Sequence[str], what: str, data: Any) -> FileToSave:
    """Return an answer as data, as ``--format json`` of its command writes it.

    Args:
        order: what was asked.
        names: of the documents.
        what: the answer is, for the name of the file.
        data: the answer.
    """
    return _json(f"{_stem(order, names)}-{what}.json", data)


def shown_names(order: Case, names: Sequence[str]) -> list[str]:
    """Return what documents are called in an answer."""
    return [f"file {n}" for n in range(1, len(names) + 1)] if order.redact else list(names)


def _stem(order: Case, names: Sequence[str]) -> str:
    return "transcript" if order.redact else PurePath(names[0]).stem


def _json(name: str, data: Any) -> FileToSave:
    return _file(name, json_text(data, indent=1))


def _file(name: str, text: str) -> FileToSave:
    suffix = PurePath(name).suffix
    return FileToSave(printable(name), _TYPES.get(suffix, "text/plain"), f"{text}\n")
