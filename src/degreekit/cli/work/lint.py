"""Mistakes in the rules of a program."""

from __future__ import annotations

import textwrap
from typing import Any

from degreekit.cli.output import put
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import named_program
from degreekit.printable import json_text
from degreekit.requirements import Limit, LintFinding, Program, Sharing
from degreekit.testing import lint_program

__all__ = ["run"]


def run(programs: tuple[str, ...], format_: str) -> int:
    """Check programs; see `degreekit lint --help`."""
    found = [(rules, lint_program(rules)) for rules in map(named_program, programs)]
    if format_ == "json":
        data = [
            {
                "program": rules.id,
                "edition": rules.edition,
                "findings": [_data(finding, rules) for finding in findings],
            }
            for rules, findings in found
        ]
        put(json_text(data, indent=1))
    else:
        put("\n\n".join(_text(rules, findings) for rules, findings in found))
    severities = {finding.severity for _, findings in found for finding in findings}
    if "error" in severities:
        return ExitStatus.INVALID_PLUGIN
    return ExitStatus.NOT_SATISFIED if severities else ExitStatus.SATISFIED


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
    for finding in findings:
        lines += ["", f"{finding.severity}: {finding.id}: {finding.text} [{finding.code}]"]
        if rule := _sentence(finding.id, program):
            lines.append(_indented(f"the rule: {rule}"))
        lines.append(_indented(finding.hint))
    return "\n".join(lines)


def _sentence(id_: str, program: Program) -> str:
    """Return a rule in words."""
    node = program.node(id_)
    if node is not None:
        return node.needs(program.unit)
    rules: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    return next((one.text(program.unit) for one in rules if one.id == id_), "")


def _indented(text: str) -> str:
    return textwrap.fill(text, 80, initial_indent="  ", subsequent_indent="    ")
