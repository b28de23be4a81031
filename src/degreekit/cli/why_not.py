"""`degreekit why-not`: why a course does not count where somebody expects it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from degreekit.cli import options
from degreekit.cli.completion import complete_requirement

__all__ = ["command"]


@click.command("why-not")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("course")
@click.argument("requirement", shell_complete=complete_requirement)
@options.program_options
@options.adjustments_option
@options.plan_option
@options.search_options
@options.confirm_options
@options.redact_option
@options.format_option
@options.output_option("Write to a file; .json at the end of its name asks for JSON.")
@options.quiet_option
def command(**given: Any) -> int:
    """Say why COURSE, such as "COMS W4701", does not count for REQUIREMENT in the audit of FILE.

    REQUIREMENT is an id or a title, as `degreekit explain` and the audit show it; it stands for
    every list below it. The answer, one for each attempt at the course, comes from auditing again
    with the course applied there. The exit status is 0 whatever the answer is.
    """
    from degreekit.cli.work.whynot import run

    return run(**given)
