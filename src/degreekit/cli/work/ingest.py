"""What a document says, with the place of everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from degreekit.cli.options import format_for
from degreekit.cli.output import output_to, say, write_whole
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.confirm import Confirmer
from degreekit.cli.work.files import (
    content,
    expanded,
    failure,
    message,
    progress,
    read_ahead,
)
from degreekit.cli.work.readings import Writer
from degreekit.cli.work.redact import say_written, shown_names, without_names
from degreekit.cli.work.tell import tell
from degreekit.ingest import (
    Reading,
    Structure,
    describe_document,
    draw_reading,
    redact_reading,
)
from degreekit.plugins import PluginCrashed
from degreekit.printable import json_text
from degreekit.transcript import ReadingStatus

__all__ = ["run"]

#: The formats that the end of a name asks for.
_SUFFIXES = ((".json", "json"), (".csv", "csv"))


def run(
    files: tuple[Path, ...],
    *,
    format_: str,
    output: Path | None,
    show: Path | None,
    describe: bool,
    write_expected: bool,
    together: bool,
    institution: str | None,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
    quiet: bool,
) -> int:
    """Read documents, and return the exit status; see `degreekit ingest --help`."""
    files = expanded(files, ".pdf")
    format_ = format_for(output, format_, _SUFFIXES)
    _check(files, format_, show, describe=describe, expected=write_expected, redact=redact)
    if together:
        _check_together(show, describe=describe, expected=write_expected)
    sources, files = files, shown_names(files, redact=redact)
    whole = sources if together else ()
    if together:
        files = (Path(", ".join(map(str, files))),)
    worst = ExitStatus.SATISFIED
    confirmer = Confirmer(
        ask=confirm,
        path=answers,
        ocr=not no_ocr,
        several=len(sources) > 1,
        institution=institution,
    )
    shown = not (confirm or quiet)
    with output_to(output) as put, progress(files, "Reading", shown=shown) as queue:
        read: Callable[[Any], Reading] = confirmer.reading
        if not (together or describe or confirmer.asks):
            read = read_ahead(read, sources)
        writer = Writer(put, format_, many=len(files) > 1)
        for number, file in enumerate(queue):
            try:
                found: Reading | Structure
                if describe:
                    found = _described(sources[number], confirmer)
                else:
                    source = whole or sources[number]
                    found = _found(
                        source, read, show, expected=write_expected, redact=redact, quiet=quiet
                    )
            except click.ClickException:
                raise
            except Exception as error:  # noqa: BLE001  # one bad file must not stop the batch, whatever a reader raises
                if writer.is_json:
                    put(json_text(failure(file, error)))
                worst = max(worst, _failed(file, error))
                continue
            writer.write(file, found)
            if isinstance(found, Reading):
                worst = max(worst, _concluded(file, found, quiet=quiet))
    say_written(output, quiet=quiet)
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
        raise click.UsageError("--write-expected does not go with --describe or --redact.")
    if expected and Path("-") in files:
        raise click.UsageError("--write-expected needs files: it writes next to them.")
    if show is not None and (describe or len(files) > 1):
        raise click.UsageError("--show takes one file, and does not go with --describe.")
    if show is not None and show.suffix.lower() != ".png":
        raise click.UsageError(f"--show writes a PNG: name a file such as {show.stem}.png.")
    if describe and format_ not in ("text", "json"):
        raise click.UsageError("--describe is written as text or json.")


def _check_together(show: Path | None, *, describe: bool, expected: bool) -> None:
    """End the command where an option is about one file, and several are read as one."""
    if describe or expected or show is not None:
        raise click.UsageError(
            "--together does not go with --show, --describe or --write-expected."
        )


def _failed(file: Path, error: Exception) -> ExitStatus:
    """Report why a file was not read, and return the exit status that goes with it."""
    say(f"Error: {message(file, error)}")
    broken = isinstance(error, PluginCrashed)
    return ExitStatus.INVALID_PLUGIN if broken else ExitStatus.UNREADABLE


def _concluded(file: Path, reading: Reading, *, quiet: bool) -> ExitStatus:
    """Say what is known of how a file was read, and return the exit status that goes with it."""
    if read_as := reading.transcript.provenance:
        tell(file, read_as, quiet=quiet)
    contradicted = reading.status is ReadingStatus.CONTRADICTED
    return ExitStatus.UNREADABLE if contradicted else ExitStatus.SATISFIED


def _described(file: Path, confirmer: Confirmer) -> Structure:
    return describe_document(content(file), confirmer.readers, confirmer.limits)


def _found(
    file: Path | Sequence[Path],
    read: Callable[[Any], Reading],
    show: Path | None,
    *,
    expected: bool,
    redact: bool,
    quiet: bool,
) -> Reading:
    """Return what was read of a file; draw it, or write it next to the file, where asked for.

    Several files are one transcript.
    """
    reading = read(file)
    if redact:
        reading = redact_reading(reading)
    if show is not None and isinstance(file, Path):
        _draw(content(file), reading, show, redact=redact, quiet=quiet)
    if expected and isinstance(file, Path):
        _expect(file, reading)
    return reading


def _draw(source: Path | bytes, reading: Reading, path: Path, *, redact: bool, quiet: bool) -> None:
    """Write the pictures of a reading, and say where."""
    if reading.document.places == "characters":
        raise click.UsageError("--show draws on the pages of a PDF, and this file is text.")
    pictures = draw_reading(source, reading, blank=redact)
    if len(pictures) == 1:
        paths = [path]
    else:
        paths = [path.with_stem(f"{path.stem}-{n}") for n in range(1, len(pictures) + 1)]
    for one, picture in zip(paths, pictures, strict=True):
        write_whole(one, picture)
    if not quiet:
        say(without_names(f"Wrote {', '.join(map(str, paths))}"))


def _expect(file: Path, reading: Reading) -> None:
    """Write what was read from a file next to it, unless the document contradicts the reading."""
    from degreekit.testing import write_expected

    if reading.status is ReadingStatus.CONTRADICTED:
        say(f"{file}: the document contradicts the reading; nothing was written")
    else:
        say(f"Wrote {write_expected(file, reading)}")
