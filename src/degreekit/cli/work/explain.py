"""What a code in an audit or a reading means, and what a rule asks for."""

from __future__ import annotations

from collections.abc import Iterable

import click

from degreekit.api import programs
from degreekit.audit import AUDIT_CODES
from degreekit.cli.output import put
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
from degreekit.spelling import either, near_titled
from degreekit.wrapping import wrapped

__all__ = ["run"]


def run(code: str | None) -> int:
    """Explain a code, a requirement or a limit; see `degreekit explain --help`."""
    known = {entry.code: entry for entry in (*AUDIT_CODES, *INGEST_CODES, *LINT_CODES)}
    if code is None:
        for entry in known.values():
            put(f"{entry.code:<28} {entry.title}")
        return 0
    if code in known:
        put(_finding(known[code]))
        return 0
    rules = [text for program in programs() if (text := _rule(program, code))]
    if rules:
        put("\n\n".join(rules))
        return 0
    raise click.UsageError(f"There is no code, requirement or limit {code!r}. {_hint(code, known)}")


def _hint(code: str, known: Iterable[str]) -> str:
    titles = {name: name for name in known}
    titles |= {rule.id: rule.title for program in programs() for rule in _rules(program)}
    close = near_titled(code, titles)
    return f"Did you mean {either(close)}?" if close else "`degreekit explain` lists all codes."


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
    names = {code.casefold(), code.casefold().removeprefix(f"{program.id}-")}
    node = next(
        (
            rule
            for rule in _rules(program)
            if not names.isdisjoint((rule.id, rule.title.casefold()))
        ),
        None,
    )
    if node is None:
        return None
    unit, title_of = program.unit, program.title_of
    if isinstance(node, Requirement):
        says = f"Asks for {node.needs(unit, title_of)}."
    else:
        says = f"Allows {node.text(unit, title_of)}."
    lines = [f"{node.id}: {node.title}", f"of {program.id}, edition {program.edition}", ""]
    lines += [_fill(says)]
    lines += _cited(node.source)
    if isinstance(node, Take):
        for part in node.including:
            lines += _cited(part.source)
        if len(node.listed) > 1:
            lines += ["", "Rows:", *(line for row in node.listed for line in _row(row))]
        else:
            lines += ["", _fill(f"The list: {node.listed[0].courses.noun()}.")]
    return "\n".join(lines)


def _rules(program: Program) -> list[Requirement | Limit | Sharing]:
    return [*program.nodes, *program.limits, *program.sharing]


def _row(row: Row) -> list[str]:
    group = f"{row.group}: " if row.group else ""
    needs = f"; approved by {row.approval}" if row.approval else ""
    return wrapped(f"{group}{row.title} ({row.courses.noun()}{needs})", 80, "  ", "      ")


def _cited(source: Source | None) -> list[str]:
    if source is None or not source.sentence:
        return []
    where = ", ".join(part for part in (source.document, source.section, source.date) if part)
    said = source.sentence if source.paraphrased else f'"{source.sentence}"'
    how = "paraphrased from " if source.paraphrased else ""
    lines = ["", _fill(said), _fill(f"({how}{where})")]
    return [*lines, _fill(f"Read as: {source.reading}")] if source.reading else lines


def _fill(text: str) -> str:
    return "\n".join(wrapped(text, 80, split=False))
