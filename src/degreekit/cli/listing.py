"""`degreekit programs` and `degreekit plugins`: what is installed."""

from __future__ import annotations

import json

import click

from degreekit.api import plugin_host
from degreekit.api import programs as installed_programs
from degreekit.cli.status import ExitStatus

__all__ = ["plugins", "programs"]

_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.command()
@_FORMAT
def programs(format_: str) -> int:
    """List the programs that can be audited."""
    found = installed_programs()
    if format_ == "json":
        fields = ("id", "edition", "title", "institution", "fingerprint")
        rows = [{name: getattr(program, name) for name in fields} for program in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for program in found:
        click.echo(f"{program.id}  {program.edition}\n    {program.title}")
    if not found:
        click.echo(
            "No program is installed; `degreekit plugins` shows what each plugin brings.", err=True
        )
    return 0


@click.command()
@_FORMAT
def plugins(format_: str) -> int:
    """List the plugins, what each brings, and what failed."""
    host = plugin_host()
    _ = host.programs, host.institutions, host.readers, host.reports  # ask, so that faults show
    host.add_commands(click.Group())
    faults = host.check_rules()
    if format_ == "json":
        data = {
            "plugins": [
                {
                    "name": plugin.name,
                    "distribution": plugin.distribution,
                    "version": plugin.version,
                    "target": plugin.target,
                    "hooks": host.hooks_of(plugin),
                }
                for plugin in host.plugins
            ],
            "failures": [
                {
                    "name": f.plugin.name,
                    "distribution": f.plugin.distribution,
                    "version": f.plugin.version,
                    "target": f.plugin.target,
                    "problem": f.problem,
                }
                for f in host.failures
            ],
            "rules": faults,
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for plugin in host.plugins:
            click.echo(f"{plugin.name}  {plugin.distribution} {plugin.version}")
            click.echo(f"    {', '.join(host.hooks_of(plugin)) or 'no hooks'}")
        for problem in host.failures:
            click.echo(f"Failed: {problem}", err=True)
        for fault in faults:
            click.echo(f"Rules: {fault}", err=True)
    return ExitStatus.INVALID_PLUGIN if host.failures or faults else 0
