"""The plugin host: finds plugins, loads each on its own, and keeps what they bring apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from degreekit.courses import Institution
from degreekit.errors import DegreekitError
from degreekit.ingest import Reader
from degreekit.plugins import hookspecs
from degreekit.report import ReportFormat
from degreekit.requirements import Program, lint

if TYPE_CHECKING:
    import click

__all__ = ["GROUP", "LoadedPlugin", "NotFound", "PluginError", "PluginFailure", "PluginHost"]

#: The entry-point group of plugins.
GROUP = "degreekit"

#: What degreekit itself brings goes through the same hooks as everybody else's.
DEFAULT_PLUGINS = ("degreekit.columbia.plugin", "degreekit.plugins.builtin")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin that takes part.

    Attributes:
        name: the name of its entry point; for a default plugin its module.
        distribution: the distribution it comes with.
        version: that distribution's version.
        target: the module or object the entry point names.
    """

    name: str
    distribution: str
    version: str
    target: str

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version}, {self.target})"


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A plugin, or one hook of it, that failed.

    Attributes:
        plugin: which one.
        problem: what went wrong.
    """

    plugin: LoadedPlugin
    problem: str

    def __str__(self) -> str:
        return f"plugin {self.plugin}: {self.problem}"


class PluginError(DegreekitError):
    """A plugin failed, and plugins may not fail, or two plugins contradict each other.

    Attributes:
        failures: what failed.
    """

    def __init__(self, failures: Iterable[PluginFailure], advice: str):
        self.failures = tuple(failures)
        super().__init__("; ".join(map(str, self.failures)) + f"; {advice}")


class NotFound(DegreekitError, KeyError):
    """Nothing that is installed has this id.

    Attributes:
        what: ``program``, ``institution`` or ``report format``.
        id: the id asked for.
        known: the ids that are there.
    """

    def __init__(self, what: str, id_: str, known: Iterable[str]):
        self.what = what
        self.id = id_
        self.known = tuple(sorted(known))
        there = f"there is {', '.join(self.known)}" if self.known else "none is installed"
        super().__init__(
            f"no {what} {id_!r} is installed; {there}; `degreekit plugins` shows what each brings"
        )

    def __str__(self) -> str:
        return str(self.args[0])


class PluginHost:
    """Loads plugins and asks them for what they bring.

    Args:
        only: names of the entry points to load; None for all.
        strict: whether a plugin that fails is an error instead of a report.

    Example:
        >>> from degreekit.plugins import PluginHost
        >>> host = PluginHost(only=())
        >>> sorted(host.institutions)
        ['columbia']
    """

    def __init__(self, *, only: Iterable[str] | None = None, strict: bool = False):
        self.strict = strict
        self.failures: list[PluginFailure] = []
        self.plugins: list[LoadedPlugin] = []
        self._manager = pluggy.PluginManager("degreekit")
        self._manager.add_hookspecs(hookspecs)
        for module in DEFAULT_PLUGINS:
            plugin = LoadedPlugin(module, "degreekit", version("degreekit"), module)
            self._load(plugin, lambda module=module: import_module(module))  # type: ignore[misc]
        wanted = None if only is None else frozenset(only)
        for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value)):
            if wanted is None or entry.name in wanted:
                self._load(_described(entry), entry.load)
        if wanted is not None:
            for name in sorted(wanted - {plugin.name for plugin in self._seen}):
                missing = LoadedPlugin(name, "not installed", "-", "-")
                self._fail(missing, "no such plugin is installed")

    @classmethod
    def from_environment(cls) -> PluginHost:
        """Load the plugins that the environment asks for.

        ``DEGREEKIT_PLUGINS`` names the entry points to load, separated by commas (empty: none);
        ``DEGREEKIT_STRICT_PLUGINS=1`` makes a plugin that fails an error.
        """
        names = os.environ.get("DEGREEKIT_PLUGINS")
        only = None if names is None else [n.strip() for n in names.split(",") if n.strip()]
        return cls(only=only, strict=os.environ.get("DEGREEKIT_STRICT_PLUGINS", "") == "1")

    # -------------------------------------------------------------------------------- loading

    @property
    def _seen(self) -> list[LoadedPlugin]:
        return [*self.plugins, *(failure.plugin for failure in self.failures)]

    def _load(self, plugin: LoadedPlugin, load: Callable[[], Any]) -> None:
        try:
            found = load()
            self._manager.register(found, name=plugin.name)
            self._manager.check_pending()  # a misspelled hook would otherwise never be called
        except Exception as error:  # noqa: BLE001  # a plugin may fail in any way, and only itself
            if self._manager.has_plugin(plugin.name):
                self._manager.unregister(name=plugin.name)
            self._fail(plugin, f"{type(error).__name__}: {error}")
        else:
            self.plugins.append(plugin)

    def _fail(self, plugin: LoadedPlugin, problem: str) -> None:
        failure = PluginFailure(plugin, problem)
        self.failures.append(failure)
        if self.strict:
            raise PluginError([failure], "unset DEGREEKIT_STRICT_PLUGINS to go on without it")

    # --------------------------------------------------------------------------------- asking

    def _ask(self, hook: str, kind: type[T]) -> Iterator[tuple[LoadedPlugin, T]]:
        """Yield what each plugin returns from a hook, in the order of plugin names."""
        by_name = {plugin.name: plugin for plugin in self.plugins}
        impls = getattr(self._manager.hook, hook).get_hookimpls()
        for impl in sorted(impls, key=lambda one: one.plugin_name):
            plugin = by_name[impl.plugin_name]
            try:
                found = list(impl.function())
            except Exception as error:  # noqa: BLE001  # as above
                self._fail(plugin, f"{hook}: {type(error).__name__}: {error}")
                continue
            for one in found:
                if isinstance(one, kind):
                    yield plugin, one
                else:
                    self._fail(plugin, f"{hook} returned a {type(one).__name__}")

    def _by_id(self, hook: str, kind: type[T], key: Callable[[T], str]) -> dict[str, T]:
        found: dict[str, tuple[LoadedPlugin, T]] = {}
        for plugin, one in self._ask(hook, kind):
            try:
                id_ = key(one)
            except Exception as error:  # noqa: BLE001  # as above
                self._fail(plugin, f"{hook}: {type(error).__name__}: {error}")
                continue
            if id_ in found:
                first = found[id_][0]
                raise PluginError(
                    [
                        PluginFailure(first, f"brings {id_!r}"),
                        PluginFailure(plugin, "brings it too"),
                    ],
                    "name the one to load in DEGREEKIT_PLUGINS, or remove the other",
                )
            found[id_] = plugin, one
        self._origin.update({(hook, id_): plugin for id_, (plugin, _) in found.items()})
        return {id_: one for id_, (_, one) in found.items()}

    @cached_property
    def _origin(self) -> dict[tuple[str, str], LoadedPlugin]:
        return {}

    @cached_property
    def programs(self) -> dict[tuple[str, str], Program]:
        """Every program, by id and edition."""
        found = self._by_id("degreekit_programs", Program, lambda p: f"{p.id} {p.edition}")
        return {(p.id, p.edition): p for p in found.values()}

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        """Every institution, by id."""
        return self._by_id("degreekit_institutions", Institution, lambda i: i.id)

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """Every transcript reader, by id."""
        found = self._by_id("degreekit_readers", Reader, lambda r: r.id)  # type: ignore[type-abstract]  # only asked of instances
        for id_, reader in found.items():
            plugin = self._origin["degreekit_readers", id_]
            reader.plugin = f"{plugin.name} ({plugin.distribution} {plugin.version})"
        return found

    @cached_property
    def reports(self) -> dict[str, ReportFormat]:
        """Every report format, by name."""
        return self._by_id("degreekit_reports", ReportFormat, lambda r: r.name)

    def add_commands(self, group: click.Group) -> None:
        """Let plugins add their commands."""
        by_name = {plugin.name: plugin for plugin in self.plugins}
        impls = self._manager.hook.degreekit_commands.get_hookimpls()
        for impl in sorted(impls, key=lambda one: one.plugin_name):
            try:
                impl.function(group)
            except Exception as error:  # noqa: BLE001  # as above
                problem = f"degreekit_commands: {type(error).__name__}: {error}"
                self._fail(by_name[impl.plugin_name], problem)

    def program(self, id_: str, edition: str | None = None) -> Program:
        """Return a program; without an edition the latest one.

        Raises:
            NotFound: it is not installed.
        """
        editions = sorted(e for i, e in self.programs if i == id_)
        if not editions:
            raise NotFound("program", id_, {i for i, _ in self.programs})
        if edition is None:
            edition = editions[-1]
        if edition not in editions:
            raise NotFound("edition", f"{id_} {edition}", [f"{id_} {e}" for e in editions])
        return self.programs[id_, edition]

    def institution(self, id_: str) -> Institution:
        """Return an institution.

        Raises:
            NotFound: it is not installed.
        """
        if id_ not in self.institutions:
            raise NotFound("institution", id_, self.institutions)
        return self.institutions[id_]

    def report(self, name: str) -> ReportFormat:
        """Return a report format.

        Raises:
            NotFound: it is not installed.
        """
        if name not in self.reports:
            raise NotFound("report format", name, self.reports)
        return self.reports[name]

    def took_part(self, program: Program) -> tuple[LoadedPlugin, ...]:
        """Return the plugins that supplied a program and its institution."""
        _ = self.programs, self.institutions
        keys = [("degreekit_institutions", program.institution)]
        if self.programs.get((program.id, program.edition)) == program:
            keys.insert(0, ("degreekit_programs", f"{program.id} {program.edition}"))
        return tuple(dict.fromkeys(self._origin[key] for key in keys if key in self._origin))

    def check_rules(self) -> list[str]:
        """Return what cannot be meant in the rules of any installed program."""
        return [
            f"{program.id} {program.edition}: {finding.id}: {finding.text}"
            for program in self.programs.values()
            for finding in lint(program)
        ]

    def hooks_of(self, plugin: LoadedPlugin) -> list[str]:
        """Return the names of the hooks a plugin implements."""
        callers = self._manager.get_hookcallers(self._manager.get_plugin(plugin.name)) or []
        return sorted(caller.name for caller in callers)


def _described(entry: EntryPoint) -> LoadedPlugin:
    distribution = entry.dist
    name = distribution.name if distribution else "unknown"
    return LoadedPlugin(
        entry.name, name, distribution.version if distribution else "-", entry.value
    )
