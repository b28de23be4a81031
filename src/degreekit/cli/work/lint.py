"""Mistakes in the rules of a program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from degreekit.api import get_institution
from degreekit.cli.output import put, say, write_whole
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import is_file, named_program, refused
from degreekit.printable import json_text
from degreekit.requirements import (
    InvalidSources,
    Limit,
    LintFinding,
    Program,
    SavedPages,
    Sharing,
    SourceReport,
)
from degreekit.testing import lint_cases, lint_program
from degreekit.wrapping import wrapped

__all__ = ["checked_by_rule", "run"]


def run(programs: tuple[str, ...], sources: Path | None, cases: Path | None, format_: str) -> int:
    """Check programs; see `degreekit lint --help`."""
    named = [named_program(one) for one in programs]
    reports: list[SourceReport | None] = [None] * len(named)
    if sources is not None:
        try:
            pages = SavedPages.read(sources)
        except InvalidSources as error:
            refused(str(error))
        reports = [pages.compare(rules) for rules in named]
    found = [
        (rules, (*lint_program(rules), *(report.changed if report else ())))
        for rules, report in zip(named, reports, strict=True)
    ]
    if cases is not None:
        for name, (rules, findings) in zip(programs, found, strict=True):
            _write_cases(name, rules, findings, cases)
    if format_ == "json":
        data = [
            {
                "program": rules.id,
                "edition": rules.edition,
                "checked_by_rule": float(round(rules.by_rule, 4)),
                "findings": [_data(finding, rules) for finding in findings],
                **({} if report is None else {"sources": _sources(report)}),
            }
            for (rules, findings), report in zip(found, reports, strict=True)
        ]
        put(json_text(data, indent=1))
    else:
        texts = [
            _text(rules, findings) + (f"\n\n{report.text}" if report else "")
            for (rules, findings), report in zip(found, reports, strict=True)
        ]
        put("\n\n".join(texts))
    severities = {finding.severity for _, findings in found for finding in findings}
    if "error" in severities:
        return ExitStatus.INVALID_PLUGIN
    return ExitStatus.NOT_SATISFIED if severities else ExitStatus.SATISFIED


def _sources(report: SourceReport) -> dict[str, Any]:
    return {
        "same": report.same,
        "changed": len(report.changed),
        "paraphrased": report.paraphrased,
        "unsaved": dict(report.unsaved),
    }


def _write_cases(
    name: str, program: Program, findings: tuple[LintFinding, ...], folder: Path
) -> None:
    """Write a case file for each finding that a student can show."""
    named = name
    if is_file(name):
        named = os.path.relpath(Path(name).resolve(), folder.resolve())
    texts = lint_cases(program, get_institution(program.institution), findings, named)
    if texts:
        folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        write_whole(folder / file, text)
        say(f"Wrote {folder / file}.")


def _data(finding: LintFinding, program: Program) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "id": finding.id,
        "text": finding.text,
        "rule": _sentence(finding.id, program),
        "hint": finding.hint,
    }


def _text(program: Program, findings: tuple[LintFinding, ...]) -> str:
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    lines = [f"{program.id} {program.edition}: {count if findings else 'no mistakes found'}"]
    if program.by_rule < 1:
        lines.append(checked_by_rule(program))
    for finding in findings:
        lines += ["", f"{finding.severity}: {finding.id}: {finding.text} [{finding.code}]"]
        if rule := _sentence(finding.id, program):
            lines.append(_indented(f"the rule: {rule}"))
        lines.append(_indented(finding.hint))
    return "\n".join(lines)


def checked_by_rule(program: Program) -> str:
    """Return how much of a program rules decide: ``84% checked by rule``."""
    percent = int(program.by_rule * 100)  # never more than there is
    return f"{percent}% checked by rule; the rest a person confirms or approves"


def _sentence(id_: str, program: Program) -> str:
    """Return a rule in words."""
    node = program.node(id_)
    if node is not None:
        return node.needs(program.unit)
    rules: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    return next((one.text(program.unit) for one in rules if one.id == id_), "")


def _indented(text: str) -> str:
    return "\n".join(wrapped(text, 80, "  ", "    "))
