"""What changed from one version of a program to another, and for whom."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from degreekit.api import get_auditor, read_transcript
from degreekit.audit import Status, Verdict, compare_verdicts
from degreekit.cli.output import put, say
from degreekit.cli.status import ExitStatus
from degreekit.cli.work.chosen import named_program
from degreekit.cli.work.files import message
from degreekit.errors import DegreekitError
from degreekit.printable import json_text, printable
from degreekit.report.narrate import status_words
from degreekit.requirements import Program, RuleChange, compare_programs, count_text

__all__ = ["run"]


def run(before: str, after: str, transcripts: Path | None, format_: str) -> int:
    """Compare two versions of a program; see `degreekit diff --help`."""
    old, new = named_program(before), named_program(after)
    changes = compare_programs(old, new)
    rows = [] if transcripts is None else _verdicts(old, new, transcripts)
    if format_ == "json":
        put(json_text(_data(old, new, changes, rows), indent=1))
    else:
        put(_text(old, new, changes))
        if transcripts is not None:
            put(f"\n{_table(rows, new.unit)}")
    if any("error" in row for row in rows):
        return ExitStatus.UNREADABLE
    changed = changes or any(row["changed"] for row in rows)
    return ExitStatus.NOT_SATISFIED if changed else ExitStatus.SATISFIED


# --------------------------------------------------------------------------------- transcripts


def _verdicts(old: Program, new: Program, folder: Path) -> list[dict[str, Any]]:
    before, after = get_auditor(old), get_auditor(new)
    rows: list[dict[str, Any]] = []
    for path in sorted(
        p for p in folder.iterdir() if p.suffix.lower() in (".pdf", ".json", ".csv")
    ):
        try:
            found = compare_verdicts(before, after, read_transcript(path))
        except DegreekitError as error:
            rows.append({"file": path.name, "error": printable(str(error), lines=True)})
            say(f"Error: {message(Path(path.name), error)}")
            continue
        rows.append(
            {
                "file": path.name,
                "changed": found.changed,
                "before": _figures(found.before),
                "after": _figures(found.after),
            }
        )
    return rows


def _figures(verdict: Verdict) -> dict[str, Any]:
    approvals, in_progress, planned = verdict.assumptions
    return {
        "status": verdict.status.value,
        "courses": verdict.courses,
        "credits": f"{verdict.credits:.2f}",
        "assumptions": {
            "approval": approvals,
            "in_progress": in_progress,
            "planned": planned,
        },
        "out_of_reach": list(verdict.given_up),
    }


# -------------------------------------------------------------------------------------- writing


def _data(
    old: Program, new: Program, changes: tuple[RuleChange, ...], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "before": {"id": old.id, "edition": old.edition, "fingerprint": old.fingerprint},
        "after": {"id": new.id, "edition": new.edition, "fingerprint": new.fingerprint},
        "changes": [asdict(change) for change in changes],
        "transcripts": rows,
    }


def _text(old: Program, new: Program, changes: tuple[RuleChange, ...]) -> str:
    lines = [f"{old.id} {old.edition} -> {new.id} {new.edition}"]
    if not changes:
        return f"{lines[0]}\nno rules changed"
    for change in changes:
        lines += ["", f"{change.kind:<8} {change.id}: {change.title}"]
        details = change.details or (change.after or change.before,)
        lines += [_indented(detail) for detail in details]
        if change.details and change.before != change.after:
            lines += [_indented(f"was: {change.before}"), _indented(f"now: {change.after}")]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return textwrap.fill(
        text,
        80,
        initial_indent=" " * 9,
        subsequent_indent=" " * 11,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _table(rows: list[dict[str, Any]], unit: str) -> str:
    read = [row for row in rows if "error" not in row]
    changed = [row for row in read if row["changed"]]
    summary = f"{len(changed)} of {count_text(len(read), 'transcript')} have a different result"
    if not changed:
        return summary
    cells = [("file", "before", "after")]
    cells += [
        (row["file"], _stands(row["before"], unit), _stands(row["after"], unit)) for row in changed
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    table = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in cells]
    return "\n".join([summary, *table])


def _stands(figures: dict[str, Any], unit: str) -> str:
    status = Status(figures["status"])
    words = status_words(status)
    if status is Status.CONDITIONAL:
        words += " what is assumed holds"
    if figures["courses"]:
        credits = count_text(figures["courses"], "course")
        words += f", {credits} ({count_text(Decimal(figures['credits']), unit)})"
    if figures["out_of_reach"]:
        words += ", cannot be completed"
    return words
