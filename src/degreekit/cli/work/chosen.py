"""What the options of several commands stand for: programs, decisions, plans and the search."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NoReturn

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
    program_decided,
    programs,
    read_plan,
)
from degreekit.audit import Auditor, SolverMissing
from degreekit.audit.solve.solver import SolverName
from degreekit.cli.config import origin
from degreekit.cli.output import say
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.files import content, message
from degreekit.cli.work.redact import without_names
from degreekit.courses import Institution
from degreekit.plain_data import NotPlainData, read_yaml
from degreekit.plugins import NotFound, PluginError
from degreekit.requirements import InvalidProgram, Program, load_program, unlisted_courses
from degreekit.requirements.model import ID
from degreekit.sources import FileProblem, read_all
from degreekit.transcript import CourseRecord, InvalidPlan

__all__ = [
    "auditor_for",
    "checked_solver",
    "chosen_programs",
    "decisions",
    "is_file",
    "named_program",
    "not_found",
    "planned_courses",
    "program_of_file",
    "refused",
]

#: Decisions are small; anything larger is another kind of file.
_MOST = 5_000_000


def decisions(
    path: Path | None, programs: Sequence[str] = (), *, redact: bool = False
) -> tuple[Adjustment, ...]:
    """Return what was decided; a file that cannot be read ends the command.

    Args:
        path: the file; None for no decisions.
        programs: what names the programs; their institution says how codes are written.
        redact: leave out who decided, and why.
    """
    if path is None:
        return ()
    try:
        with _codes_of(programs):
            given = read_adjustments(read_all(content(path), _MOST))
        return redact_adjustments(given) if redact else given
    except (InvalidAdjustments, FileProblem) as error:
        refused(message(path, error))


def _codes_of(programs: Sequence[str]) -> AbstractContextManager[None]:
    """Read codes as the institution of the first program writes them."""
    host = plugin_host()
    for name in programs:
        found = [one for one in host.programs.values() if one.id == name.partition("@")[0]]
        id_ = found[0].institution if found else None
        if is_file(name) and Path(name).is_file():
            try:
                data = read_yaml(Path(name).read_bytes())
            except (NotPlainData, OSError):
                continue  # what is wrong with the file is reported where it is used
            id_ = data.get("institution") if isinstance(data, dict) else None
        if id_ in host.institutions:
            return host.institutions[id_].grammar.in_use()
    return nullcontext()


def planned_courses(path: Path | None, institution: Institution) -> tuple[CourseRecord, ...]:
    """Return what is planned; a file that cannot be read ends the command."""
    if path is None:
        return ()
    try:
        planned = read_plan(content(path), institution)
    except (InvalidPlan, FileProblem) as error:
        refused(message(path, error))
    if not click.get_current_context().params.get("quiet"):
        for record in planned:
            if _perhaps_mistyped(record, institution):
                say(
                    f"Warning: {without_names(str(path))}: {record.code} is not in the catalog of "
                    f"{institution.title}; it is counted as it stands"
                )
    return planned


def _perhaps_mistyped(record: CourseRecord, institution: Institution) -> bool:
    """Return whether the catalog has courses of a subject, and not this one."""
    code = institution.code(record.code)
    if institution.listed(code) is not None or institution.umbrellas.contains(code):
        return False
    return any(one.code.subject == code.subject for one in institution.catalog)


def refused(message: str) -> NoReturn:
    """End the command: an input could not be read."""
    say(f"Error: {without_names(message)}")
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
    solver: SolverName,
    budget: int,
) -> Auditor:
    """Return the auditor that the options ask for.

    Args:
        program_ids: none for the only program there is.
        edition: of the program.
        share_courses: how many courses several may share, ``any``, or None without the option.
        share_credits: the same of credits.
        decided: what was decided for the student; it may name an edition.
        solver: which search.
        budget: how many states it may visit.
    """
    checked_solver(solver)
    chosen = _chosen(tuple(program_ids), edition, decided)
    bounds = (share_courses, share_credits)
    if len(chosen) == 1 and bounds != (None, None):
        raise click.UsageError("--share-courses and --share-credits need several --program.")
    courses: int | Literal["as printed"] | None = "as printed"
    if share_courses is not None or share_credits is not None:
        courses = share_courses if isinstance(share_courses, int) else None
    try:
        auditor = get_auditor(
            chosen,
            share_courses=courses,
            share_credits=share_credits if isinstance(share_credits, Decimal) else None,
            solver=solver,
            budget=budget,
        )
    except NotFound as error:
        raise not_found(error) from None
    except InvalidProgram as error:
        if len(chosen) == 1:
            raise
        problems = "; ".join(error.problems)
        message = f"These programs cannot be audited together: {problems}."
        raise click.UsageError(message) from None
    # From here on the command reads codes as that institution writes them.
    click.get_current_context().with_resource(auditor.institution.grammar.in_use())
    return auditor


def chosen_programs(ids: Sequence[str], edition: str | None) -> list[Program | str]:
    """Return the programs that options name.

    Installed ones are ids, unless an edition is named: a decision for a student may set it.

    Args:
        ids: at least one.
        edition: of the program.
    """
    return [
        id_ if not is_file(id_) and "@" not in id_ and edition is None else program
        for id_, program in zip(ids, _chosen(tuple(ids), edition, ()), strict=True)
    ]


def _chosen(
    ids: tuple[str, ...], edition: str | None, decided: tuple[Adjustment, ...]
) -> list[Program]:
    if not ids and (program := program_decided(decided)) is not None:
        ids = (program,)
    if not ids:
        ids = (_only_program(),)
    if edition is not None and len(ids) > 1:
        raise click.UsageError("--edition goes with one --program.")
    if edition is not None:
        if is_file(ids[0]):
            raise click.UsageError(
                "--edition goes with an installed program: a file has one edition."
            )
        if "@" in ids[0]:
            raise click.UsageError(f"{ids[0]} already names an edition: leave out --edition.")
        ids = (f"{ids[0]}@{edition}",)
    return [named_program(id_, decided) for id_ in ids]


def _only_program() -> str:
    """Return the program that is meant where none is named."""
    titles = {program.id: program.title for program in programs()}
    if not titles:
        raise click.UsageError(
            "No program is installed. Install one, for example: pip install ./plugins/ml_track; or "
            "name a file with rules: --program ./my-program.yaml"
        )
    if len(titles) == 1:
        return next(iter(titles))
    width = max(map(len, titles))
    listed = (f"  {id_:<{width}}  {title}" for id_, title in sorted(titles.items()))
    raise click.UsageError("\n".join(["Name a program with --program ID:", *listed]))


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

    Codes that the institution's catalog does not list are reported, and no obstacle.
    """
    institutions = plugin_host().institutions
    try:
        program = load_program(path, institutions)
    except OSError as error:
        raise click.UsageError(f"{origin('program_ids')}{path}: {error.strerror}") from None
    for mistake in unlisted_courses(path, institutions[program.institution]):
        say(f"Warning: {path}:{mistake}")
    return program


def named_program(name: str, decided: tuple[Adjustment, ...] = ()) -> Program:
    """Return the program named by ``ID``, ``ID@EDITION`` or a file with rules.

    Args:
        name: what names it.
        decided: what was decided for the student; it may name an edition where `name` does not.
    """
    if is_file(name):
        return program_of_file(name)
    id_, at, edition = name.partition("@")
    if at and not edition:
        raise click.UsageError(f"{name} has no edition after the @: write one, or leave out the @.")
    return _installed(id_, edition or None, decided)


def not_found(error: NotFound) -> Exception:
    """Return the error to raise where what was named is not installed."""
    if error.failures:  # the program's own plugin may be the broken one
        return PluginError(error.failures, error.message)
    where, text = origin("program_ids"), str(error)
    return click.UsageError(f"{where}{text}" if where else f"{text[:1].upper()}{text[1:]}")
