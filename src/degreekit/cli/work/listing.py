"""What is installed: programs, and plugins with what each brings."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from degreekit.api import plugin_host, try_plugins_first
from degreekit.api import programs as installed_programs
from degreekit.cli.declared import declared_commands
from degreekit.cli.output import put, say
from degreekit.cli.status import ExitStatus
from degreekit.plugins import LoadedPlugin, PluginError, PluginFailure, PluginHost
from degreekit.printable import json_text
from degreekit.requirements import Program

__all__ = ["list_plugins", "list_programs"]


def list_programs(format_: str) -> int:
    """List the programs; see `degreekit programs --help`."""
    host, found = plugin_host(), installed_programs()
    rows = [_program(program, host) for program in found]
    if format_ == "json":
        put(json_text(rows, indent=1))
        return 0
    for row in rows:
        plugin = row["plugin"]
        note = "" if row["latest"] else "  (there is a later edition)"
        if row["default"] and not row["latest"]:
            note = "  (default; there is a later edition)"
        put(f"{row['id']}  {row['edition']}{note}\n    {row['title']}")
        if row["checked_by_rule"] < 1:
            percent = int(row["checked_by_rule"] * 100)
            put(f"    {percent}% checked by rule; the rest a person confirms or approves")
        put(f"    at {row['institution']}, from {plugin['distribution']} {plugin['version']}")
    if not found:
        say(
            "No program is installed. Install one, for example: pip install ./plugins/ml_track\n"
            "`degreekit plugins` shows what each plugin brings."
        )
    return 0


def _program(program: Program, host: PluginHost) -> dict[str, Any]:
    fields = ("id", "edition", "title", "institution", "fingerprint")
    plugin = host.took_part(program)[0]
    return {
        **{name: getattr(program, name) for name in fields},
        "latest": max(e for id_, e in host.programs if id_ == program.id) == program.edition,
        "default": host.program(program.id).edition == program.edition,
        "checked": program.checked.model_dump() if program.checked else None,
        "checked_by_rule": float(round(program.by_rule, 4)),
        "plugin": _described(plugin),
    }


def list_plugins(format_: str, own: Container[str] = ()) -> int:
    """List the plugins; see `degreekit plugins --help`.

    Args:
        format_: ``text`` or ``json``.
        own: the names of degreekit's own commands.
    """
    try_plugins_first(again=True)
    host = plugin_host()
    contradictions = _asked(host, own)
    brought = {} if contradictions else {one: host.brings(one) for one in host.plugins}
    faults = [] if contradictions else host.check_rules()
    failures = [*host.failures, *contradictions]
    commands = list(declared_commands())
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
            "commands": [
                {"name": one.name, "distribution": one.distribution, "version": one.version}
                for one in commands
            ],
            "switched_off": [
                {**_described(plugin), "reason": reason} for plugin, reason in host.switched_off
            ],
            "failures": [{**_described(f.plugin), "problem": f.problem} for f in failures],
            "rules": faults,
        }
        put(json_text(data, indent=1))
    else:
        for plugin in host.plugins:
            put(f"{plugin.name}  {plugin.distribution} {plugin.version}  {plugin.target}")
            for hook in host.hooks_of(plugin):
                things = ", ".join(brought.get(plugin, {}).get(hook, ()))
                put(f"    {hook.removeprefix('degreekit_')}: {things or 'none'}")
        for one in commands:
            put(f"Command {one.name}  from {one.distribution} {one.version}")
        for plugin, reason in host.switched_off:
            put(f"Switched off: {plugin}: {reason}")
        for failure in failures:
            say(f"Failed: {failure}")
        for fault in faults:
            say(f"Rules: {fault}")
    return ExitStatus.INVALID_PLUGIN if failures or faults else 0


def _asked(host: PluginHost, own: Container[str]) -> list[PluginFailure]:
    """Ask for everything, so that faults show, and return the contradictions between plugins."""
    found: list[PluginFailure] = []
    for ask in (
        lambda: host.programs,
        lambda: host.institutions,
        lambda: host.readers,
        lambda: host.reports,
        lambda: host.commands_besides(own),
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
