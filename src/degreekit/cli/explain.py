"""`degreekit explain`: what a code in an audit or a reading means, and what a rule asks for."""

from __future__ import annotations

import click

from degreekit.cli.completion import complete_subject

__all__ = ["command"]


@click.command("explain")
@click.argument("code", required=False, shell_complete=complete_subject)
def command(code: str | None) -> int:
    """Explain CODE: a finding code, or the id or title of a requirement or limit.

    Without CODE, list every finding code.
    """
    from degreekit.cli.work.explain import run

    return run(code)
