"""`degreekit explain`: what a code in an audit or a reading means."""

from __future__ import annotations

import difflib
import textwrap

import click

from degreekit.api import programs
from degreekit.audit import AUDIT_CODES
from degreekit.findings import FindingCode
from degreekit.ingest.codes import INGEST_CODES
from degreekit.requirements import (
    LINT_CODES,
    Limit,
    Program,
    Requirement,
    Row,
    Sharing,
    Source,
    Take,
)

__all__ = ["explain"]


@click.command(short_help="Explain a finding code, a requirement or a limit.")
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Explain CODE: a finding code, or the id of a requirement or limit of an installed program.

    Without CODE, list every finding code.
    """
    known = {entry.code: entry for entry in (*AUDIT_CODES, *INGEST_CODES, *LINT_CODES)}
    if code is None:
        for entry in known.values():
            click.echo(f"{entry.code:<28} {entry.title}")
        return 0
    if code in known:
        click.echo(_finding(known[code]))
        return 0
    rules = [text for program in programs() if (text := _rule(program, code))]
    if rules:
        click.echo("\n\n".join(rules))
        return 0
    ids = [rule.id for program in programs() for rule in _rules(program)]
    near = difflib.get_close_matches(code, [*known, *ids], n=3)
    hint = f" Did you mean {', '.join(near)}?" if near else " `degreekit explain` lists all codes."
    raise click.UsageError(f"There is no code {code!r}.{hint}")


def _finding(entry: FindingCode) -> str:
    return "\n".join(
        [
            f"{entry.code}: {entry.title}",
            "",
            _fill(entry.meaning),
            "",
            _fill(f"What to do: {entry.advice[:1].upper() + entry.advice[1:]}"),
        ]
    )


def _rule(program: Program, code: str) -> str | None:
    # Where several programs are audited together, ids begin with that of their program.
    ids = {code, code.removeprefix(f"{program.id}-")}
    node = next((rule for rule in _rules(program) if rule.id in ids), None)
    if node is None:
        return None
    says = node.needs(program.unit) if isinstance(node, Requirement) else node.text(program.unit)
    lines = [f"{node.id}: {node.title}", f"of {program.id}, edition {program.edition}", ""]
    lines += [_fill(f"Asks for {says}." if isinstance(node, Requirement) else f"Allows {says}.")]
    lines += _cited(node.source)
    if isinstance(node, Take):
        for part in node.including:
            lines += _cited(part.source)
        if len(node.rows) > 1:
            lines += ["", "Rows:", *(_row(row) for row in node.rows)]
    return "\n".join(lines)


def _rules(program: Program) -> list[Requirement | Limit | Sharing]:
    return [*program.nodes, *program.limits, *program.sharing]


def _row(row: Row) -> str:
    group = f"{row.group}: " if row.group else ""
    needs = f"; approved by {row.approval}" if row.approval else ""
    return textwrap.fill(
        f"{group}{row.title} ({row.courses.text().removeprefix('of ')}{needs})",
        80,
        initial_indent="  ",
        subsequent_indent="      ",
    )


def _cited(source: Source | None) -> list[str]:
    if source is None or not source.sentence:
        return []
    where = ", ".join(part for part in (source.document, source.section, source.date) if part)
    lines = ["", _fill(f'"{source.sentence}"'), _fill(f"({where})")]
    return [*lines, _fill(f"Read as: {source.reading}")] if source.reading else lines


def _fill(text: str) -> str:
    return textwrap.fill(text, 80, break_long_words=False, break_on_hyphens=False)
