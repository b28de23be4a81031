"""Commands that plugins declare: listed by the names of their entry points, loaded when asked for.

A distribution declares a command by an entry point of the group ``degreekit.commands``. Its name is
that of the command, and it names a click command.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

import click

__all__ = ["GROUP", "PluginCommand", "declared_commands"]

#: The entry-point group of commands.
GROUP = "degreekit.commands"


@dataclass(frozen=True, slots=True)
class PluginCommand:
    """A command that a plugin declares.

    Attributes:
        name: of the command.
        distribution: what brings it.
        version: of the distribution.
        entry: where it is.
    """

    name: str
    distribution: str
    version: str
    entry: EntryPoint

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}"

    def load(self) -> click.Command:
        """Return the command; where it fails, its plugin is named.

        Raises:
            PluginError: it cannot be loaded, or is not a click command.
        """
        from degreekit.plugins import LoadedPlugin, PluginError, PluginFailure
        from degreekit.plugins.guard import guarded, guarded_command, problem_of

        plugin = LoadedPlugin(self.name, self.distribution, self.version, self.entry.value)
        advice = "uninstall it, or ask its authors to mend it"
        with guarded() as outcome:
            command: object = self.entry.load()
        if outcome.error is not None:
            problem = problem_of(outcome.error, plugin)
            raise PluginError([PluginFailure(plugin, problem)], advice)
        if not isinstance(command, click.Command):
            problem = (
                f"the command {self.name!r} is a {type(command).__name__}, not a click command"
            )
            raise PluginError([PluginFailure(plugin, problem)], advice)
        return guarded_command(self.name, command, plugin)


def declared_commands(own: Collection[str] = ()) -> Iterator[PluginCommand]:
    """Yield the declared commands by name, without loading any.

    Of two with one name neither is there, or the order of installation would choose.

    Args:
        own: names that are taken.
    """
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=GROUP):
        found.setdefault(entry.name, []).append(entry)
    for name, entries in sorted(found.items()):
        if len(entries) == 1 and name not in own:
            distribution = entries[0].dist
            yield PluginCommand(
                name,
                distribution.name if distribution else "unknown",
                distribution.version if distribution else "-",
                entries[0],
            )
