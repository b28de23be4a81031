"""Which rules hold: installed programs, and programs whose rules are in a file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from degreekit.adjustments import Adjustment
from degreekit.api import edition_decided, get_auditor, get_program, plugin_host
from degreekit.audit import Auditor
from degreekit.errors import DegreekitError
from degreekit.requirements import Limit, Program, Requirement, Sharing, load_program
from degreekit.web.orders import ProgramChoice, Programs
from degreekit.web.papers import Paper, Papers

__all__ = ["InvalidRules", "auditor_of", "described", "installed", "program_of"]


class InvalidRules(DegreekitError, ValueError):
    """A file has no valid rules of a program.

    Attributes:
        problems: one line per mistake, with its line in the file.
    """

    def __init__(self, name: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"{name}: {'; '.join(problems)}")


def installed() -> list[dict[str, Any]]:
    """Return the installed programs, each with its editions, the latest first.

    ``edition`` is the one that holds where no other is chosen or decided.
    """
    programs: dict[str, list[Program]] = {}
    for program in plugin_host().programs.values():
        programs.setdefault(program.id, []).append(program)
    found = []
    for id_ in sorted(programs):
        editions = sorted(programs[id_], key=lambda one: one.edition, reverse=True)
        found.append(
            {
                "id": id_,
                "title": editions[0].title,
                "institution": editions[0].institution,
                "editions": [one.edition for one in editions],
                "edition": plugin_host().program(id_).edition,
            }
        )
    return found


def program_of(
    choice: ProgramChoice, papers: Papers, decided: tuple[Adjustment, ...] = ()
) -> Program:
    """Return the program that was chosen.

    Args:
        choice: of the user.
        papers: the files, one of which may be the rules.
        decided: what was decided for the student; it may name an edition.

    Raises:
        NotFound: it is not installed.
        InvalidRules: the file has mistakes.
    """
    if choice.rules:
        return _of_file(papers.get(choice.rules))
    return get_program(choice.id, choice.edition or edition_decided(choice.id, decided))


def _of_file(paper: Paper) -> Program:
    with TemporaryDirectory(prefix="degreekit-") as folder:
        path = Path(folder, f"rules{Path(paper.name).suffix or '.yaml'}")
        path.write_bytes(paper.data)
        try:
            return load_program(path, plugin_host().institutions)
        except DegreekitError as error:
            mistakes = getattr(error, "mistakes", ()) or (error,)
            problems = tuple(str(one).replace(str(path), paper.name) for one in mistakes)
            raise InvalidRules(paper.name, problems) from None


def auditor_of(
    order: Programs, budget: int, papers: Papers, decided: tuple[Adjustment, ...] = ()
) -> Auditor:
    """Return what audits against the programs that were chosen.

    Raises:
        InvalidProgram: the programs cannot be audited together, and why.
    """
    courses: int | Literal["as printed"] | None = "as printed"
    if order.share_courses is not None or order.share_credits is not None:
        courses = order.share_courses if isinstance(order.share_courses, int) else None
    return get_auditor(
        [program_of(one, papers, decided) for one in order.programs],
        share_courses=courses,
        share_credits=order.share_credits if isinstance(order.share_credits, Decimal) else None,
        budget=budget,
    )


def described(program: Program) -> dict[str, Any]:
    """Return what decisions can name of a program: its requirements, and its limits."""
    rules: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    return {
        "id": program.id,
        "title": program.title,
        "edition": program.edition,
        "institution": program.institution,
        "unit": program.unit,
        "requirements": [one for part in program.root.parts for one in _below(part, program, 0)],
        "limits": [{"id": rule.id, "title": rule.title} for rule in rules],
        "courses": list(_courses(plugin_host().institutions, program)),
    }


def _below(node: Requirement, program: Program, depth: int) -> list[dict[str, Any]]:
    own = {"id": node.id, "title": program.title_of(node.id), "depth": depth}
    return [own, *(one for child in node.children for one in _below(child, program, depth + 1))]


def _courses(institutions: Mapping[str, Any], program: Program) -> list[list[str]]:
    """Return the courses of the institution's catalog, to be suggested where one is typed."""
    return [[str(one.code), one.title] for one in institutions[program.institution].catalog]
