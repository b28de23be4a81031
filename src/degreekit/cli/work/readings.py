"""How `degreekit ingest` writes what was read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from degreekit.export import FORMATS, TranscriptFormat
from degreekit.ingest import Correction, Question, Reading, Structure
from degreekit.printable import json_text, printable, without_controls
from degreekit.requirements import count_text
from degreekit.transcript import ReadingStatus

__all__ = ["Writer"]

#: What is shown of a course in doubt.
_FIELDS = ("code", "title", "credits", "grade", "term")


class Writer:
    """Writes one reading after the other.

    Args:
        put: writes a text.
        format_: ``text``, ``json`` or the name of an export.
        many: whether there are several files: each is headed by its name, and JSON is one per line.
    """

    def __init__(self, put: Callable[[str], None], format_: str, *, many: bool):
        self.put = put
        self.format = format_
        self.many = many
        self.export: TranscriptFormat | None = FORMATS.get(format_)
        self._begun = False
        if self.export and self.many and self.export.kind == "other":
            raise click.UsageError(f"--format {format_} takes one file.")

    @property
    def is_json(self) -> bool:
        """Whether a file that failed is an object among the others."""
        return self.format == "json" or (self.export is not None and self.export.kind == "json")

    def write(self, file: Path, reading: Reading | Structure) -> None:
        """Write what was read from a file, with its name where there are several."""
        self.put(self._text(file, reading))
        self._begun = True

    def _text(self, file: Path, reading: Reading | Structure) -> str:
        if self.format == "json":
            return self._json(file, reading.to_data())
        if isinstance(reading, Structure):
            first, *rest = reading.to_text().splitlines()
            lines = [f"{printable(str(file))}: {first}"]
            return "\n".join([*lines, *(f"  {without_controls(line)}".rstrip() for line in rest)])
        if self.export is None:
            return without_controls(_reading_text(reading, file))
        text = self.export.write(reading.transcript)
        if not self.many:
            return text
        return (
            self._rows(file, text)
            if self.export.kind == "table"
            else self._json(file, json.loads(text))
        )

    def _json(self, file: Path, data: dict[str, Any]) -> str:
        if self.many:
            return json_text({"file": str(file), **data})
        return json_text(data, indent=1)

    def _rows(self, file: Path, text: str) -> str:
        """Return the lines of one of several tables, with the name of the file in front."""
        header, *rows = csv.reader(io.StringIO(text))
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        if not self._begun:
            writer.writerow(["document", *header])
        writer.writerows([str(file), *row] for row in rows)
        return table.getvalue().removesuffix("\n")


def _doubts(reading: Reading) -> list[str]:
    """Return what OCR read, what it is not sure of, and what was corrected."""
    if not (reading.document.ocr_pages or reading.questions or reading.corrections):
        return []
    pages = ", ".join(map(str, reading.document.ocr_pages))
    lines = ["", f"  read by OCR{f': page {pages}' if pages else ''}"]
    if reading.questions:
        many = count_text(len(reading.questions), "questions")
        lines.append(f"  {many}; these lines are not among the courses:")
    for question in reading.questions:
        place = f"{_in(question)}page {question.page}"
        if question.record is None:
            lines.append(f"    {place}: {question.raw}")
            lines.append("      this line may be a course")
            continue
        said = (question.record.get(name) for name in _FIELDS)
        lines.append(f"    {place}: {'  '.join(filter(None, said))}")
        lines.append(f"      read as {question.raw}")
        lines += [f"      {name}: {why}" for name, why in question.doubts.items()]
    if reading.corrections:
        lines.append("  corrected, because OCR is known to misread these:")
    lines += [
        f"    {_in(one)}page {one.page}: {one.raw!r} was corrected to {one.text!r}"
        for one in reading.corrections
    ]
    return lines


def _in(one: Question | Correction) -> str:
    return f"{one.file}, " if one.file else ""


def _reading_text(reading: Reading, file: Path) -> str:
    facts, counts = reading.document, reading.counts
    contradicted = reading.status is ReadingStatus.CONTRADICTED
    verdict = "CONTRADICTED" if contradicted else reading.status.value
    known = f"{counts.record} of records, {counts.furniture} known"
    size = "text" if facts.places == "characters" else count_text(facts.pages, "pages")
    lines = [
        f"{file}: {facts.kind}, {size}, {verdict}",
        f"  read by {facts.reader}{f': {facts.why}' if facts.why else ''}",
    ]
    term: object = ...
    for record in reading.transcript.records:
        if record.term != term:
            term = record.term
            lines += ["", f"  {term or 'No term'}"]
        title = (record.title or "")[:36]
        credits = f"{record.credits:.2f}"
        status = "" if record.status == "completed" else record.status.value.replace("_", " ")
        place = reading.where(record).replace("page ", "p")
        lines.append(
            f"    {record.code!s:<12} {title:<36} {credits:>6}  {record.grade or '':<4}"
            f" {place:<4} {status}".rstrip()
        )
    lines += _doubts(reading)
    lines += [
        "",
        f"  {counts.lines} printed lines: {known}, {counts.not_understood} not understood",
    ]
    lines += [f"    {reading.where(line)}: {line.text}" for line in reading.not_understood]
    if reading.printed:
        agree = "see the findings" if contradicted else "all agree with the records"
        lines.append(f"  {len(reading.printed)} printed figures recomputed: {agree}")
    lines.append(f"  {reading.summary}")
    return "\n".join(lines)
