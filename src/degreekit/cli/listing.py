"""`degreekit programs` and `degreekit plugins`: what is installed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from degreekit.api import plugin_host
from degreekit.api import programs as installed_programs
from degreekit.cli.options import format_option
from degreekit.cli.status import ExitStatus
from degreekit.plugins import LoadedPlugin, PluginError, PluginFailure, PluginHost
from degreekit.requirements import Program

__all__ = ["plugins", "programs"]


@click.command()
@format_option
def programs(format_: str) -> int:
    """List the programs that can be audited, with their editions and where they come from.

    Of several editions the last one is taken where none is asked for.
    """
    host, found = plugin_host(), installed_programs()
    if format_ == "json":
        rows = [_program(program, host) for program in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for program in found:
        row = _program(program, host)
        latest = "" if row["latest"] else "  (there is a later edition)"
        click.echo(f"{program.id}  {program.edition}{latest}\n    {program.title}")
        plugin = row["plugin"]
        click.echo(
            f"    at {program.institution}, from {plugin['distribution']} {plugin['version']}"
        )
    if not found:
        click.echo(
            "No program is installed; `degreekit plugins` shows what each plugin brings.", err=True
        )
    return 0


def _program(program: Program, host: PluginHost) -> dict[str, Any]:
    fields = ("id", "edition", "title", "institution", "fingerprint")
    plugin = host.took_part(program)[0]
    return {
        **{name: getattr(program, name) for name in fields},
        "latest": host.program(program.id).edition == program.edition,
        "plugin": _described(plugin),
    }


@click.command()
@format_option
@click.pass_context
def plugins(context: click.Context, format_: str) -> int:
    """List the plugins, what each brings, which are switched off, and what failed."""
    host = plugin_host()
    own = context.find_root().command
    contradictions = _asked(host, own.commands if isinstance(own, click.Group) else {})
    brought = {} if contradictions else {one: host.brings(one) for one in host.plugins}
    faults = [] if contradictions else host.check_rules()
    failures = [*host.failures, *contradictions]
    if format_ == "json":
        data = {
            "plugins": [
                {
                    **_described(plugin),
                    "hooks": host.hooks_of(plugin),
                    "brings": brought.get(plugin, {}),
                }
                for plugin in host.plugins
            ],
            "switched_off": [
                {**_described(plugin), "reason": reason} for plugin, reason in host.switched_off
            ],
            "failures": [{**_described(f.plugin), "problem": f.problem} for f in failures],
            "rules": faults,
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for plugin in host.plugins:
            click.echo(f"{plugin.name}  {plugin.distribution} {plugin.version}  {plugin.target}")
            for hook in host.hooks_of(plugin):
                things = ", ".join(brought.get(plugin, {}).get(hook, ()))
                click.echo(f"    {hook.removeprefix('degreekit_')}: {things or 'none'}")
        for plugin, reason in host.switched_off:
            click.echo(f"Switched off: {plugin}: {reason}")
        for failure in failures:
            click.echo(f"Failed: {failure}", err=True)
        for fault in faults:
            click.echo(f"Rules: {fault}", err=True)
    return ExitStatus.INVALID_PLUGIN if failures or faults else 0


def _asked(host: PluginHost, own: Mapping[str, click.Command]) -> list[PluginFailure]:
    """Ask for everything, so that faults show, and return the contradictions between plugins."""
    found: list[PluginFailure] = []
    for ask in (
        lambda: host.programs,
        lambda: host.institutions,
        lambda: host.readers,
        lambda: host.reports,
        lambda: host.commands_beside(own),
    ):
        try:
            ask()
        except PluginError as error:
            found += error.failures
    return [one for one in found if one not in host.failures]


def _described(plugin: LoadedPlugin) -> dict[str, str]:
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "target": plugin.target,
    }
