"""Whether the proof of an audit holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from degreekit.audit import InvalidProof, Proof, ProofRejected, VeriPBFiles
from degreekit.cli.options import format_for
from degreekit.cli.output import output_to, say, write_whole
from degreekit.cli.work.chosen import auditor_for, planned_courses, refused
from degreekit.cli.work.confirm import Confirmer
from degreekit.cli.work.files import content, reading
from degreekit.cli.work.redact import say_written, shown_names, without_names
from degreekit.cli.work.student_decisions import decisions_for_one
from degreekit.printable import json_text
from degreekit.report import render_proof
from degreekit.sources import FileProblem, read_all

__all__ = ["run"]

#: Proofs are small; anything larger is another kind of file.
_MOST = 50_000_000


def run(
    proof: Path,
    *,
    file: Path,
    program: str | None,
    veripb: Path | None,
    adjustments: Path | None,
    plan: Path | None,
    confirm: bool,
    answers: Path | None,
    no_ocr: bool,
    redact: bool,
    format_: str,
    output: Path | None,
    quiet: bool,
) -> int:
    """Check the proof of an audit; see `degreekit check-proof --help`."""
    [shown] = shown_names([file], redact=redact)
    try:
        read = Proof.from_json(read_all(content(proof), _MOST))
    except FileProblem as error:
        refused(str(error))
    except InvalidProof as error:
        refused(f"{proof}: {error}")
    named = program or f"{read.program}@{read.edition}"
    decided = decisions_for_one(adjustments, file, (named,), redact=redact)
    auditor = auditor_for((named,), None, None, None, decided, "search", 1)
    planned = planned_courses(plan, auditor.institution)
    with reading(shown):
        transcript = Confirmer(ask=confirm, path=answers, ocr=not no_ocr).transcript(file)
    try:
        planned_too = transcript.with_planned(planned)
        summary = auditor.check_proof(read, planned_too, decided)
        exported = auditor.veripb(read, planned_too, decided) if veripb is not None else {}
    except ProofRejected as error:
        refused(f"{proof}: {error}")
    if veripb is not None:
        _write(exported, veripb, quiet=quiet)
    with output_to(output) as put:
        if format_for(output, format_, [(".json", "json")]) == "json":
            put(json_text(summary.model_dump(mode="json"), indent=1))
        else:
            put(render_proof(summary))
    say_written(output, quiet=quiet)
    return 0


def _write(files: Mapping[str, VeriPBFiles], directory: Path, *, quiet: bool) -> None:
    """Write a formula and its proof for each thing that is shown."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{directory}: {error.strerror}"
        raise click.BadParameter(message, param_hint="'--veripb'") from None
    for name, one in files.items():
        write_whole(directory / f"{name}.opb", one.formula)
        write_whole(directory / f"{name}.pbp", one.proof)
    if not quiet:
        names = ", ".join(f"{name}.opb and {name}.pbp" for name in files)
        say(
            without_names(f"Wrote {names or 'nothing, as nothing has to be shown,'} to {directory}")
        )
