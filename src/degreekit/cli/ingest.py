"""`degreekit ingest`: what a document says, with the place of everything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from degreekit.api import plugin_host, read_pdf
from degreekit.cli.files import failure, message, output_to, progress
from degreekit.cli.status import ExitStatus
from degreekit.ingest import Reading, Structure, describe_document, draw_reading
from degreekit.requirements import count_text

__all__ = ["ingest"]

_COLUMNS = (
    "code",
    "section",
    "title",
    "credits",
    "grade",
    "term",
    "status",
    "school",
    "page",
    "box",
)


@click.command(short_help="Show what a document says, and how it was verified.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to write what was read.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option(
    "--show",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.png",
    help="Draw what was read over the page, as PNG; several pages become OUT-1.png, OUT-2.png ...",
)
@click.option(
    "--describe",
    is_flag=True,
    help="Print the structure of the document without its contents, to report a new layout.",
)
def ingest(
    files: tuple[Path, ...], format_: str, output: Path | None, show: Path | None, describe: bool
) -> int:
    """Read each of FILES, transcripts as PDF, and show what was read and how it was verified.

    The JSON is accepted wherever a transcript is. Nobody's name or identifier is in it.
    """
    _check(files, format_, show, describe=describe)
    worst = ExitStatus.SATISFIED
    many = len(files) > 1
    with output_to(output) as out, progress(files, "Reading") as queue:
        if format_ == "csv":
            header = ["file", *_COLUMNS] if many else list(_COLUMNS)
            click.echo(_csv_line(header), file=out)
        for file in queue:
            try:
                found: Reading | Structure = _described(file) if describe else read_pdf(file)
                if show is not None and isinstance(found, Reading):
                    _draw(file, found, show)
            except click.ClickException:
                raise
            except Exception as error:  # noqa: BLE001  # one bad file never stops a batch
                worst = ExitStatus.UNREADABLE
                if format_ == "json":
                    click.echo(json.dumps(failure(file, error), ensure_ascii=False), file=out)
                click.echo(f"Error: {message(file, error)}", err=True)
                continue
            click.echo(_written(found, file, format_, many=many), file=out)
            if isinstance(found, Reading):
                _tell(file, found)
                if not found.verified:
                    worst = ExitStatus.UNREADABLE
    return worst


def _check(files: Sequence[Path], format_: str, show: Path | None, *, describe: bool) -> None:
    """End the command where its options contradict each other."""
    if show is not None and (describe or len(files) > 1):
        raise click.UsageError("--show takes one file, and no --describe.")
    if describe and format_ not in ("text", "json"):
        raise click.UsageError("--describe is written as text or json.")


def _tell(file: Path, reading: Reading) -> None:
    for finding in reading.findings:
        place = f"page {finding.page}: " if finding.page else ""
        told = f"{file}: {place}{finding.message} [{finding.code}]"
        click.echo(f"{finding.severity.capitalize()}: {told}", err=True)


def _described(file: Path) -> Structure:
    return describe_document(file, tuple(plugin_host().readers.values()))


def _draw(file: Path, reading: Reading, path: Path) -> None:
    """Write the pictures of a reading, and say where."""
    pictures = draw_reading(file, reading)
    if len(pictures) == 1:
        paths = [path]
    else:
        paths = [path.with_stem(f"{path.stem}-{n}") for n in range(1, len(pictures) + 1)]
    for one, picture in zip(paths, pictures, strict=True):
        try:
            one.write_bytes(picture)
        except OSError as error:
            raise click.BadParameter(f"{one}: {error.strerror}", param_hint="'--show'") from None
    click.echo(f"Wrote {', '.join(map(str, paths))}", err=True)


def _written(found: Reading | Structure, file: Path, format_: str, *, many: bool) -> str:
    if format_ == "json":
        data = {"file": str(file), **found.to_data()} if many else found.to_data()
        return json.dumps(data, ensure_ascii=False, indent=None if many else 1)
    if isinstance(found, Structure):
        return "\n".join(_headed(file, found.to_text().splitlines()))
    if format_ == "csv":
        return "\n".join(_csv_rows(found, file, many=many))
    return _text(found, file)


def _headed(file: Path, lines: Iterable[str]) -> list[str]:
    first, *rest = lines
    return [f"{file}: {first}", *(f"  {line}".rstrip() for line in rest)]


def _csv_rows(reading: Reading, file: Path, *, many: bool) -> list[str]:
    rows = []
    for record in reading.transcript.records:
        data = record.model_dump(mode="json")
        box = " ".join(f"{edge:.1f}" for edge in record.box) if record.box else ""
        cells = [box if name == "box" else data[name] for name in _COLUMNS]
        rows.append(_csv_line([str(file), *cells] if many else cells))
    return rows


def _csv_line(cells: list[object] | list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue()


def _text(reading: Reading, file: Path) -> str:
    facts, counts = reading.document, reading.counts
    verdict = "verified" if reading.verified else "NOT VERIFIED"
    known = f"{counts.record} of records, {counts.furniture} known"
    lines = [
        f"{file}: {facts.kind}, {count_text(facts.pages, 'pages')}, {verdict}",
        f"  read by {facts.reader}: {facts.why}",
    ]
    term: object = ...
    for record in reading.transcript.records:
        if record.term != term:
            term = record.term
            lines += ["", f"  {term or 'No term'}"]
        title = (record.title or "")[:36]
        credits = f"{record.credits:.2f}"
        status = "" if record.status == "completed" else record.status.value.replace("_", " ")
        place = f"p{record.page}" if record.page else ""
        lines.append(
            f"    {record.code!s:<12} {title:<36} {credits:>6}  {record.grade or '':<4}"
            f" {place:<4} {status}".rstrip()
        )
    lines += [
        "",
        f"  {counts.lines} printed lines: {known}, {counts.not_understood} not understood",
    ]
    lines += [f"    page {line.page}: {line.text}" for line in reading.not_understood]
    if reading.printed:
        agree = "all agree with the records" if reading.verified else "see the findings"
        lines.append(f"  {len(reading.printed)} printed figures recomputed: {agree}")
    return "\n".join(lines)
