"""What a shell completes: programs, formats, requirements and codes.

Each is asked of what is installed when the shell asks, and only then; whatever goes wrong, there is
nothing to complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from degreekit.requirements import Program

__all__ = ["complete_format", "complete_program", "complete_requirement", "complete_subject"]

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
#: Pairs of a word and what it stands for.
_Words = Iterable[tuple[str, str]]


def _completer(words: Callable[[click.Context], _Words]) -> Completer:
    @wraps(words)
    def complete(
        context: click.Context, _parameter: click.Parameter, begun: str
    ) -> list[CompletionItem]:
        try:
            import_module("degreekit.cli.work")  # plugins are tried in a child process first
            found = dict(words(context))
        except Exception:  # noqa: BLE001  # a message would be taken for a completion
            return []
        # fish shows the description up to the first comma
        helps = {word: text.replace(",", ";") for word, text in found.items()}
        return [CompletionItem(w, help=text) for w, text in helps.items() if w.startswith(begun)]

    return complete


@_completer
def complete_program(_context: click.Context) -> _Words:
    """Yield the ids of programs, and after @ those of their editions."""
    from degreekit.api import programs

    installed = programs()
    yield from ((program.id, program.title) for program in installed)
    yield from ((f"{one.id}@{one.edition}", one.title) for one in installed)


@_completer
def complete_format(_context: click.Context) -> _Words:
    """Yield the names of report formats."""
    from degreekit.api import plugin_host

    yield from ((name, one.title) for name, one in plugin_host().reports.items())


@_completer
def complete_requirement(context: click.Context) -> _Words:
    """Yield the ids of the requirements of the program that is audited."""
    for program in _chosen(context):
        yield from ((node.id, node.title) for node in program.nodes)


@_completer
def complete_subject(context: click.Context) -> _Words:
    """Yield what can be explained: finding codes, requirements and limits."""
    from degreekit.audit import AUDIT_CODES
    from degreekit.ingest.codes import INGEST_CODES
    from degreekit.requirements import LINT_CODES

    for entry in (*AUDIT_CODES, *INGEST_CODES, *LINT_CODES):
        yield entry.code, entry.title
    for program in _chosen(context):
        yield from ((node.id, node.title) for node in program.nodes)
        yield from ((limit.id, limit.title) for limit in program.limits)
        yield from ((rule.id, rule.title) for rule in program.sharing)


def _chosen(context: click.Context) -> list[Program]:
    """Return the programs that the command line names so far; all where it names none."""
    from degreekit.api import programs

    named = {str(one).partition("@")[0] for one in context.params.get("program_ids") or ()}
    return [one for one in programs() if not named or one.id in named]
