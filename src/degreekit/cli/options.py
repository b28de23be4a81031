"""The options that several commands share, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from degreekit.adjustments import (
    Adjustment,
    InvalidAdjustments,
    read_adjustments,
    redact_adjustments,
)
from degreekit.api import (
    edition_decided,
    get_auditor,
    get_program,
    plugin_host,
    programs,
    read_plan,
)
from degreekit.audit import Auditor, SolverMissing
from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.cli.redact import without_names
from degreekit.cli.status import ExitStatus
from degreekit.courses import Institution
from degreekit.plugins import NotFound, PluginError
from degreekit.requirements import InvalidProgram, Program, load_program, unlisted_courses
from degreekit.requirements.model import ID
from degreekit.transcript import CourseRecord, InvalidPlan

__all__ = [
    "adjustments_option",
    "auditor_for",
    "checked_solver",
    "decisions",
    "format_option",
    "is_file",
    "named_program",
    "not_found",
    "plan_option",
    "planned_courses",
    "program_of_file",
    "program_options",
    "refused",
    "search_options",
    "together_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def _bound(number: Callable[[str], Any]) -> Callable[..., Any]:
    """Return what reads a number, or ``any`` for no bound."""

    def read(_context: click.Context, _option: click.Parameter, value: str | None) -> Any:
        if value is None or value == "any":
            return value
        try:
            found = number(value)
            if 0 <= found < 1000:
                return found
        except (ValueError, InvalidOperation):
            pass
        raise click.BadParameter(f"{value!r} is neither a number nor 'any'.")

    return read


_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def adjustments_option(command: Command) -> Command:
    """Add the option that says what was decided for the student."""
    told = "Decisions for the student, as JSON or YAML."
    return click.option("--adjustments", type=_FILE, help=told)(command)


def together_option(command: Command) -> Command:
    """Add the option that makes all files one transcript."""
    told = "All FILES are of one student, as the prints of single terms: one transcript."
    return click.option("--together", is_flag=True, help=told)(command)


def plan_option(command: Command) -> Command:
    """Add the option that says what the student means to take."""
    told = "Courses the student means to take, as JSON or YAML: a list of records or of codes."
    return click.option("--plan", type=_FILE, help=told)(command)


def format_option(command: Command) -> Command:
    """Add the option that says how an answer is written, for people or for programs."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to write the answer.",
    )(command)


def program_options(command: Command) -> Command:
    """Add the options that say which rules hold, of one program or of several together."""
    options = (
        click.option(
            "--program",
            "program_ids",
            metavar="ID[@EDITION]|FILE",
            multiple=True,
            help="The program to audit against, its latest edition or the one behind @, or a file "
            "with its rules, as ./my-program.yaml; given several times, all of them together.",
        ),
        click.option(
            "--edition",
            metavar="DATE",
            help="The edition of its rules, as behind @.",
        ),
        click.option(
            "--share-courses",
            metavar="N|any",
            callback=_bound(int),
            help="How many courses any two of several programs may share: 0 without it, or any "
            "number if --share-credits is given.",
        ),
        click.option(
            "--share-credits",
            metavar="N|any",
            callback=_bound(Decimal),
            help="How many credits any two of several programs may share.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def search_options(command: Command) -> Command:
    """Add the options that say how the answer is searched for."""
    options = (
        click.option(
            "--solver",
            type=click.Choice(["auto", "search", "cpsat"]),
            default="auto",
            show_default=True,
            help="Which search finds the answer; all give the same. cpsat needs the extra "
            "degreekit[cpsat].",
        ),
        click.option(
            "--budget",
            metavar="N",
            type=click.IntRange(min=1),
            default=DEFAULT_BUDGET,
            show_default=True,
            help="How many states the search may visit before it gives up with an error.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def decisions(path: Path | None, *, redact: bool = False) -> tuple[Adjustment, ...]:
    """Return what was decided; a file that cannot be meant ends the command."""
    if path is None:
        return ()
    try:
        given = read_adjustments(path.read_bytes())
        return redact_adjustments(given) if redact else given
    except InvalidAdjustments as error:
        refused(f"{path}: {error}")


def planned_courses(path: Path | None, institution: Institution) -> tuple[CourseRecord, ...]:
    """Return what is planned; a file that cannot be meant ends the command."""
    if path is None:
        return ()
    try:
        return read_plan(path, institution)
    except InvalidPlan as error:
        refused(str(error))


def refused(told: str) -> NoReturn:
    """End the command: an input could not be read."""
    click.echo(f"Error: {without_names(told)}", err=True)
    raise click.exceptions.Exit(ExitStatus.UNREADABLE)


def checked_solver(solver: str) -> None:
    """End the command if the search that was asked for is not installed."""
    if solver == "cpsat" and find_spec("ortools") is None:
        raise click.BadParameter(str(SolverMissing()), param_hint="'--solver'")


def auditor_for(
    program_ids: Sequence[str],
    edition: str | None,
    share_courses: int | str | None,
    share_credits: Decimal | str | None,
    decided: tuple[Adjustment, ...],
    solver: Any,
    budget: int,
) -> Auditor:
    """Return the auditor that the options ask for.

    Args:
        program_ids: none for the only program there is.
        edition: of the program.
        share_courses: how many courses several may share, ``any``, or None if nothing is said.
        share_credits: the same of credits.
        decided: what was decided for the student; it may name an edition.
        solver: which search.
        budget: how many states it may visit.
    """
    checked_solver(solver)
    chosen = _chosen(tuple(program_ids), edition, decided)
    bounds = (share_courses, share_credits)
    if len(chosen) == 1 and bounds != (None, None):
        raise click.UsageError("--share-courses and --share-credits take several --program.")
    if share_courses is None:
        share_courses = 0 if share_credits is None else "any"
    try:
        return get_auditor(
            chosen,
            share_courses=share_courses if isinstance(share_courses, int) else None,
            share_credits=share_credits if isinstance(share_credits, Decimal) else None,
            solver=solver,
            budget=budget,
        )
    except NotFound as error:
        raise not_found(error) from None
    except InvalidProgram as error:
        if len(chosen) == 1:
            raise
        told = "; ".join(error.problems)
        raise click.UsageError(f"These programs cannot be audited together: {told}.") from None


def _chosen(
    ids: tuple[str, ...], edition: str | None, decided: tuple[Adjustment, ...]
) -> list[Program]:
    if not ids:
        there = sorted({program.id for program in programs()})
        if len(there) != 1:
            raise click.UsageError(
                f"Say which program with --program ID: {', '.join(there) or 'none is installed'}."
            )
        ids = (there[0],)
    if edition is not None and len(ids) > 1:
        raise click.UsageError("--edition takes a single --program.")
    if edition is not None:
        if is_file(ids[0]):
            told = "--edition takes an installed program: a file holds one edition."
            raise click.UsageError(told)
        if "@" in ids[0]:
            raise click.UsageError(f"{ids[0]} names an edition already: leave out --edition.")
        ids = (f"{ids[0]}@{edition}",)
    return [named_program(id_, decided) for id_ in ids]


def _installed(id_: str, edition: str | None, decided: tuple[Adjustment, ...]) -> Program:
    try:
        return get_program(id_, edition or edition_decided(id_, decided))
    except NotFound as error:
        raise not_found(error) from None


def is_file(program: str) -> bool:
    """Return whether what names a program is a path: no id has a dot or a slash."""
    return ID.match(program.partition("@")[0]) is None


def program_of_file(path: str) -> Program:
    """Return the program of a file; what is wrong with it ends the command.

    Codes that the institution's catalog does not list are told, and do not stand in the way.
    """
    institutions = plugin_host().institutions
    try:
        program = load_program(path, institutions)
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param_hint="'--program'") from None
    for mistake in unlisted_courses(path, institutions[program.institution]):
        click.echo(f"Warning: {path}:{mistake}", err=True)
    return program


def named_program(name: str, decided: tuple[Adjustment, ...] = ()) -> Program:
    """Return the program that is meant by ``ID``, ``ID@EDITION`` or a file with rules.

    Args:
        name: what names it.
        decided: what was decided for the student; it may name an edition where `name` does not.
    """
    if is_file(name):
        return program_of_file(name)
    id_, _, edition = name.partition("@")
    return _installed(id_, edition or None, decided)


def not_found(error: NotFound) -> Exception:
    """Return the error to raise where what was named is not installed."""
    if error.failures:  # it may be the program's own plugin that is broken
        return PluginError(error.failures, error.told)
    return click.UsageError(str(error))
