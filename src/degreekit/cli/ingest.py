"""`degreekit ingest`: what a document says, with the place of everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from degreekit.api import plugin_host
from degreekit.cli.confirm import Confirmer, confirm_options
from degreekit.cli.files import content, expanded, failure, message, output_to, progress, read_ahead
from degreekit.cli.options import together_option
from degreekit.cli.readings import Writer
from degreekit.cli.redact import redact_option, shown_names
from degreekit.cli.status import ExitStatus
from degreekit.export import FORMATS
from degreekit.ingest import (
    Limits,
    Reading,
    Structure,
    describe_document,
    draw_reading,
    redact_reading,
)
from degreekit.plugins import PluginCrashed

__all__ = ["ingest"]


@click.command(short_help="Show what a document says, and how it was verified.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", *FORMATS]),
    default="text",
    show_default=True,
    help="How to write what was read: text and json say all of the reading; csv, and clr "
    "(1EdTech CLR 2.0, unsigned), the transcript for other programs.",
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
@click.option(
    "--write-expected",
    is_flag=True,
    help="Write what was read beside each file, as NAME.transcript.json, for the tests of a "
    "reader. A file that is there and differs is left as it is.",
)
@together_option
@confirm_options
@redact_option
def ingest(
    files: tuple[Path, ...],
    format_: str,
    output: Path | None,
    show: Path | None,
    describe: bool,
    write_expected: bool,
    together: bool,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
) -> int:
    """Read each of FILES, transcripts as PDF or text, and show what was read and verified.

    A dash is standard input. The JSON is accepted wherever a transcript is. Nobody's name or
    identifier is in it.
    """
    files = expanded(files, ".pdf")
    _check(files, format_, show, describe=describe, expected=write_expected, redact=redact)
    if together and (describe or write_expected or show is not None):
        raise click.UsageError("--together goes with no --show, --describe or --write-expected.")
    sources, files = files, shown_names(files, redact=redact)
    whole = sources if together else ()
    if together:
        files = (Path(", ".join(map(str, files))),)
    worst = ExitStatus.SATISFIED
    confirmer = Confirmer(ask=confirm, path=answers, ocr=not no_ocr, several=len(sources) > 1)
    with output_to(output) as out, progress(files, "Reading", shown=not confirm) as queue:
        read: Callable[[Any], Reading] = confirmer.reading
        if not (together or describe or confirmer.asks):
            read = read_ahead(read, sources)
        writer = Writer(out, format_, many=len(files) > 1)
        for number, file in enumerate(queue):
            try:
                found: Reading | Structure
                if describe:
                    found = _described(sources[number], confirmer.limits)
                else:
                    found = _found(whole or sources[number], read, show, redact=redact)
                if write_expected and isinstance(found, Reading):
                    _expect(sources[number], found)
            except click.ClickException:
                raise
            except Exception as error:  # noqa: BLE001  # one bad file never stops a batch
                broken = isinstance(error, PluginCrashed)
                status = ExitStatus.INVALID_PLUGIN if broken else ExitStatus.UNREADABLE
                worst = max(worst, status)
                if writer.is_json:
                    click.echo(json.dumps(failure(file, error), ensure_ascii=False), file=out)
                click.echo(f"Error: {message(file, error)}", err=True)
                continue
            writer.write(file, found)
            if isinstance(found, Reading):
                _tell(file, found)
                if not found.verified:
                    worst = max(worst, ExitStatus.UNREADABLE)
    return worst


def _check(
    files: Sequence[Path],
    format_: str,
    show: Path | None,
    *,
    describe: bool,
    expected: bool,
    redact: bool,
) -> None:
    """End the command where its options contradict each other."""
    if expected and (describe or redact):
        raise click.UsageError("--write-expected goes with neither --describe nor --redact.")
    if expected and Path("-") in files:
        raise click.UsageError("--write-expected takes files: what it writes stands beside them.")
    if show is not None and (describe or len(files) > 1):
        raise click.UsageError("--show takes one file, and no --describe.")
    if describe and format_ not in ("text", "json"):
        raise click.UsageError("--describe is written as text or json.")


def _described(file: Path, limits: Limits) -> Structure:
    return describe_document(content(file), tuple(plugin_host().readers.values()), limits)


def _found(
    file: Path | Sequence[Path],
    read: Callable[[Any], Reading],
    show: Path | None,
    *,
    redact: bool,
) -> Reading:
    """Return what was read of a file, and draw it where that is asked for.

    Several files are one transcript.
    """
    if not isinstance(file, Path):
        reading = read(file)
        return redact_reading(reading) if redact else reading
    reading = read(file)
    if redact:
        reading = redact_reading(reading)
    if show is not None:
        _draw(content(file), reading, show, redact=redact)
    return reading


def _draw(source: Path | bytes, reading: Reading, path: Path, *, redact: bool) -> None:
    """Write the pictures of a reading, and say where."""
    if reading.document.places == "characters":
        raise click.UsageError("--show draws on the pages of a PDF, and this is text.")
    pictures = draw_reading(source, reading, blank=redact)
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


def _expect(file: Path, reading: Reading) -> None:
    """Write what a file was read as beside it, if the document proves the reading."""
    from degreekit.testing import write_expected

    if reading.verified:
        click.echo(f"Wrote {write_expected(file, reading)}", err=True)
    else:
        click.echo(f"{file}: the reading is not verified, so it is not written down", err=True)


def _tell(file: Path, reading: Reading) -> None:
    for finding in reading.findings:
        where = reading.where(finding)
        place = f"{where}: " if where else ""
        told = f"{file}: {place}{finding.message} [{finding.code}]"
        click.echo(f"{finding.severity.capitalize()}: {told}", err=True)
