"""The options that several commands share. Nothing here loads more than click."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import click

from degreekit.cli.completion import complete_format, complete_program

__all__ = [
    "FILE",
    "OutputPath",
    "Whole",
    "adjustments_option",
    "confirm_options",
    "format_for",
    "format_option",
    "output_option",
    "plan_option",
    "processes_option",
    "program_options",
    "quiet_option",
    "redact_option",
    "search_options",
    "several_formats_option",
    "together_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])

#: A file that is there.
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Whole(click.IntRange):
    """A whole number; what is not one is called so."""

    name = "whole number"


class OutputPath(click.Path):
    """Where a command writes. A dash is standard output; a name that ends with a slash, a folder.

    Args:
        file: whether it may be a file.
        folder: whether it may be a folder.
        dash: whether it may be standard output.
    """

    def __init__(self, *, file: bool = True, folder: bool = False, dash: bool = False):
        super().__init__(path_type=Path, file_okay=file, dir_okay=folder)
        self._folder, self._dash = folder, dash
        self._called = "file" if file else "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; None for standard output."""
        text = str(value)
        if not text:
            self.fail(f"it is empty: name a {self._called}.", param, ctx)
        if text == "-":
            if self._dash:
                return None
            self.fail(f"standard output will not do here: name a {self._called}.", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if text.endswith(_SEPARATORS) and not path.is_dir():
            if not self._folder:
                self.fail(f"the folder {text!r} does not exist: name a file.", param, ctx)
            try:
                path.mkdir(parents=True)
            except OSError as error:
                self.fail(f"{text}: {error.strerror}", param, ctx)
        return path


_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))
#: As `degreekit.audit` has it; the help says it without loading that.
BUDGET = 1_000_000


def _all(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def _bound(number: Callable[[str], Any]) -> Callable[..., Any]:
    """Return what reads a number, or ``any`` for no bound."""

    def read(_context: click.Context, _option: click.Parameter, value: str | None) -> Any:
        if value is None or value == "any":
            return value
        try:
            bound = number(value)
            if 0 <= bound < 1000:
                return bound
        except (ValueError, InvalidOperation):
            pass
        raise click.BadParameter(f"{value!r} is neither a number from 0 to 999 nor 'any'.")

    return read


def adjustments_option(command: Command) -> Command:
    """Add the option that names the decisions for the student."""
    text = "Decisions for the student, such as waivers: a JSON or YAML file."
    return click.option("--adjustments", type=FILE, metavar="FILE", help=text)(command)


def together_option(command: Command) -> Command:
    """Add the option that makes all files one transcript."""
    text = "All FILES are of one student, such as prints of single terms: read one transcript."
    return click.option("--together", is_flag=True, help=text)(command)


def plan_option(command: Command) -> Command:
    """Add the option that names the courses the student plans to take."""
    text = "Courses the student plans to take: a JSON or YAML list of codes or records."
    return click.option("--plan", type=FILE, metavar="FILE", help=text)(command)


def output_option(text: str, *, directory: bool = False) -> Callable[[Command], Command]:
    """Return the option that says where to write.

    Args:
        text: its help.
        directory: whether it may be a directory.
    """
    metavar = "PATH" if directory else "FILE"
    return click.option(
        "-o", "--output", type=OutputPath(folder=directory, dash=True), metavar=metavar, help=text
    )


def format_for(output: Path | None, given: str, suffixes: Iterable[tuple[str, str]]) -> str:
    """Return the format to write: the one that was typed, or else that of the output's name.

    Args:
        output: where it is written; None for standard output.
        given: the value of `--format`, or its default.
        suffixes: how the names of files of each format end, with the format; the first one counts.
    """
    source = click.get_current_context().get_parameter_source("format_")
    if output is None or source is click.core.ParameterSource.COMMANDLINE:
        return given
    ending = output.suffix.lower()
    named = (name for suffix, name in suffixes if suffix == ending)
    return next(named, given)


def quiet_option(command: Command) -> Command:
    """Add the option that leaves out what is not an error."""
    text = "Print nothing but the answer and errors: no progress, notes or summary."
    return click.option("-q", "--quiet", is_flag=True, help=text)(command)


def processes_option(command: Command) -> Command:
    """Add the option that says how many processes do the work."""
    return click.option(
        "-j",
        "--processes",
        type=Whole(min=1),
        metavar="N",
        help="How many processes do the work; one for each processor without it.",
    )(command)


def redact_option(command: Command) -> Command:
    """Add the option that leaves out who the student is."""
    text = (
        "Leave out who the student is: names of files, who decided and why, lines of the document "
        "other than courses. Courses and grades stay."
    )
    return click.option("--redact", is_flag=True, help=text)(command)


def format_option(command: Command) -> Command:
    """Add the option that says how an answer is written, for people or for programs."""
    return click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to write the answer.",
    )(command)


def several_formats_option(text: str) -> Callable[[Command], Command]:
    """Return the option that names a report format, of which plugins bring more.

    Args:
        text: its help.
    """
    return click.option(
        "-f",
        "--format",
        "format_",
        metavar="NAME",
        default="text",
        show_default=True,
        shell_complete=complete_format,
        help=text,
    )


def program_options(command: Command) -> Command:
    """Add the options that say which rules hold, of one program or of several together."""
    return _all(
        (
            click.option(
                "-p",
                "--program",
                "program_ids",
                metavar="ID[@EDITION]|FILE",
                multiple=True,
                shell_complete=complete_program,
                help="The program to audit against: an id, for its default edition or the one "
                "after @; or a file with its rules, such as ./my-program.yaml. Repeat it to audit "
                "several programs together.",
            ),
            click.option(
                "--edition", metavar="DATE", help="The edition of its rules, as after @ in ID."
            ),
            click.option(
                "--share-courses",
                metavar="N|any",
                callback=_bound(int),
                help="With several programs: how many courses any two of them may share. Without "
                "it what their own rules allow, or any number if --share-credits is given.",
            ),
            click.option(
                "--share-credits",
                metavar="N|any",
                callback=_bound(Decimal),
                help="With several programs: how many credits any two of them may share.",
            ),
        ),
        command,
    )


def search_options(command: Command) -> Command:
    """Add the options that say how the answer is searched for."""
    return _all(
        (
            click.option(
                "--solver",
                type=click.Choice(["auto", "search", "cpsat"]),
                default="auto",
                show_default=True,
                help="Which search finds the answer. All give the same answer; cpsat needs the "
                "extra degreekit[cpsat].",
            ),
            click.option(
                "--budget",
                metavar="N",
                type=Whole(min=1),
                default=BUDGET,
                show_default=True,
                help="How many steps the search may take before it gives up.",
            ),
        ),
        command,
    )


def institution_option(command: Command) -> Command:
    """Add the option that says whose document it is."""
    return click.option(
        "--institution",
        metavar="ID",
        help="Read the document as one of this installed institution, which needs no reader of its "
        "own: the printed figures have to prove what was read.",
    )(command)


def confirm_options(command: Command) -> Command:
    """Add the options by which a person answers for what OCR read."""
    return _all(
        (
            click.option(
                "--confirm",
                is_flag=True,
                help="Show each place of a scan that OCR is not sure of, and ask.",
            ),
            click.option(
                "--answers",
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help="Answers to those questions, as JSON; --confirm adds its own to the file.",
            ),
            click.option(
                "--no-ocr",
                is_flag=True,
                help="Do not read scanned pages, even if OCR is installed.",
            ),
        ),
        command,
    )
