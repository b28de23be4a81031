"""The plugin host: loads each plugin on its own, and keeps what they bring apart."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from degreekit.courses import Institution
from degreekit.ingest import Reader
from degreekit.plugins import hookspecs
from degreekit.plugins.discovery import (
    Choice,
    FoundPlugin,
    LoadedPlugin,
    NotFound,
    PluginError,
    PluginFailure,
    found_plugins,
)
from degreekit.plugins.guard import (
    Outcome,
    an,
    guarded,
    guarded_command,
    guarded_report,
    problem_of,
)
from degreekit.plugins.trial import Trials
from degreekit.report import ReportFormat
from degreekit.requirements import Program, lint

if TYPE_CHECKING:
    import click

__all__ = ["PluginHost"]

T = TypeVar("T")


class PluginHost:
    """Loads plugins and asks them for what they bring.

    Args:
        only: names of the entry points to load; None for all.
        without: names of plugins to leave out; what degreekit itself brings can be named, too.
        strict: whether a plugin that fails is an error instead of a report.
        trials: tries each installed plugin in a process of its own before it is loaded.

    Attributes:
        plugins: the plugins that take part.
        switched_off: those that were left out, each with the reason.
        failures: those that failed, or a hook of which did.
        warnings: what else is to be said of plugins, such as that one printed.

    Raises:
        PluginError: in strict mode, a plugin failed. Wherever two plugins bring the same id, as
            soon as things of that kind are asked for.

    Example:
        >>> from degreekit.plugins import PluginHost
        >>> host = PluginHost(only=())
        >>> sorted(host.institutions)
        ['columbia']
    """

    def __init__(
        self,
        *,
        only: Iterable[str] | None = None,
        without: Iterable[str] = (),
        strict: bool = False,
        trials: Trials | None = None,
    ):
        self.strict = strict
        self.trials = trials
        self.failures: list[PluginFailure] = []
        self.plugins: list[LoadedPlugin] = []
        self.switched_off: list[tuple[LoadedPlugin, str]] = []
        self.warnings: list[str] = []
        self._printed: set[LoadedPlugin] = set()
        self._manager = pluggy.PluginManager("degreekit")
        self._manager.add_hookspecs(hookspecs)
        self._origin: dict[tuple[str, str], LoadedPlugin] = {}
        self._load_all(Choice(None if only is None else frozenset(only), frozenset(without)))

    @classmethod
    def from_environment(cls, trials: Trials | None = None) -> PluginHost:
        """Load the plugins that the environment asks for.

        ``DEGREEKIT_PLUGINS`` names the entry points to load, separated by commas (empty: none),
        ``DEGREEKIT_DISABLED_PLUGINS`` those to leave out; ``DEGREEKIT_STRICT_PLUGINS=1`` makes a
        plugin that fails an error.

        Args:
            trials: see the class.
        """
        choice = Choice.from_environment()
        strict = os.environ.get("DEGREEKIT_STRICT_PLUGINS", "") not in ("", "0")
        return cls(only=choice.only, without=choice.without, strict=strict, trials=trials)

    # -------------------------------------------------------------------------------- loading

    def _load_all(self, choice: Choice) -> None:
        found = list(found_plugins())
        times = Counter(one.plugin.name for one in found)
        for one in found:
            name = one.plugin.name
            if reason := choice.against(name):
                self.switched_off.append((one.plugin, reason))
            elif times[name] > 1:  # neither, or the order of installation would choose
                others = [o.plugin for o in found if o.plugin.name == name and o is not one]
                names = ", ".join(map(str, others))
                self._fail(one.plugin, f"its entry point has the same name as that of {names}")
            else:
                self._load(one)
        for name in sorted(choice.named - set(times)):
            self._fail(LoadedPlugin(name, "not installed", "-", "-"), "no such plugin is installed")

    def _load(self, found: FoundPlugin) -> None:
        name = found.plugin.name
        if self.trials is not None and (problem := self.trials(found)):
            self._fail(found.plugin, problem)
            return
        with self._guarded() as outcome:
            loaded = found.load()
            self._manager.register(loaded, name=name)
            self._manager.check_pending()  # a misspelled hook would otherwise never be called
        if outcome.error is not None:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            self._fail(found.plugin, problem_of(outcome.error, found.plugin))
            return
        self.plugins.append(found.plugin)
        self._heard(outcome, found.plugin)

    def _guarded(self) -> AbstractContextManager[Outcome]:
        # Where plugins are tried first a command runs, and the process is its own.
        return guarded(whole_process=self.trials is not None)

    def _heard(self, outcome: Outcome, plugin: LoadedPlugin) -> None:
        """Name a plugin that printed among the answers; it stays in use."""
        if outcome.printed and plugin not in self._printed:
            self._printed.add(plugin)
            self.warnings.append(
                f"plugin {plugin} printed to standard output; what it printed was left out"
            )

    def _fail(self, plugin: LoadedPlugin, problem: str) -> None:
        failure = PluginFailure(plugin, problem)
        self.failures.append(failure)
        if self.strict:
            raise PluginError([failure], "unset DEGREEKIT_STRICT_PLUGINS to go on without it")

    # --------------------------------------------------------------------------------- asking

    def _calls(self, hook: str) -> Iterator[tuple[LoadedPlugin, Callable[..., Any]]]:
        """Yield what implements a hook, in the order of the names of plugins."""
        by_name = {plugin.name: plugin for plugin in self.plugins}
        impls = getattr(self._manager.hook, hook).get_hookimpls()
        for impl in sorted(impls, key=lambda one: one.plugin_name):
            yield by_name[impl.plugin_name], impl.function

    def _ask(
        self, hook: str, kind: type[T], key: Callable[[T], str]
    ) -> Iterator[tuple[LoadedPlugin, str, T]]:
        """Yield what each plugin returns from a hook: all of it, or nothing where it fails."""
        for plugin, call in self._calls(hook):
            wrong: list[object] = []
            named: list[tuple[str, T]] = []
            with self._guarded() as outcome:
                brought = list(call())
                wrong = [one for one in brought if not isinstance(one, kind)]
                named = [] if wrong else [(key(one), one) for one in brought]
            self._heard(outcome, plugin)
            if outcome.error is not None:
                self._fail(plugin, f"{hook}: {problem_of(outcome.error, plugin)}")
                continue
            if wrong:
                problem = f"{hook} returned {an(type(wrong[0]).__name__)}, not {an(kind.__name__)}"
                self._fail(plugin, problem)
            for id_, one in named:
                yield plugin, id_, one

    def _by_id(self, hook: str, found: Iterable[tuple[LoadedPlugin, str, T]]) -> dict[str, T]:
        """Return what plugins bring by id; two that bring the same contradict each other."""
        origin: dict[str, LoadedPlugin] = {}
        by_id: dict[str, T] = {}
        for plugin, id_, one in found:
            first = origin.setdefault(id_, plugin)
            if id_ in by_id:
                raise PluginError(
                    [
                        PluginFailure(first, f"brings {id_!r}"),
                        PluginFailure(plugin, "brings it too"),
                    ],
                    f"leave one of them out: DEGREEKIT_DISABLED_PLUGINS={plugin.name}",
                )
            by_id[id_] = one
        self._origin.update({(hook, id_): plugin for id_, plugin in origin.items()})
        return by_id

    @cached_property
    def programs(self) -> dict[tuple[str, str], Program]:
        """Every program, by id and edition."""
        hook = "degreekit_programs"
        found = self._by_id(hook, self._ask(hook, Program, _edition))
        return {(one.id, one.edition): one for one in found.values()}

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        """Every institution, by id."""
        hook = "degreekit_institutions"
        return self._by_id(hook, self._ask(hook, Institution, lambda one: one.id))

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """Every transcript reader, by id; each knows the plugin that brings it."""
        hook = "degreekit_readers"
        asked = self._ask(hook, Reader, lambda one: one.id)  # type: ignore[type-abstract]  # only asked of instances
        found = self._by_id(hook, asked)
        for id_, reader in found.items():
            plugin = self._origin[hook, id_]
            reader.plugin = f"{plugin.name} ({plugin.distribution} {plugin.version})"
        return found

    @cached_property
    def reports(self) -> dict[str, ReportFormat]:
        """Every report format, by name; where one fails, its plugin is named."""
        hook = "degreekit_reports"
        asked = self._ask(hook, ReportFormat, lambda one: one.name)
        return self._by_id(hook, ((p, name, guarded_report(one, p)) for p, name, one in asked))

    @cached_property
    def commands(self) -> dict[str, click.Command]:
        """Every command of a plugin, by name; where one fails, its plugin is named."""
        hook = "degreekit_commands"
        return self._by_id(
            hook,
            (
                (plugin, name, guarded_command(name, command, plugin))
                for plugin, group in self._groups(hook)
                for name, command in group.commands.items()
            ),
        )

    def _groups(self, hook: str) -> Iterator[tuple[LoadedPlugin, click.Group]]:
        """Yield a group of its own for each plugin: one that fails half-way leaves nothing."""
        import click  # only where there are commands

        for plugin, call in self._calls(hook):
            group = click.Group()
            with self._guarded() as outcome:
                call(group)
            self._heard(outcome, plugin)
            if outcome.error is not None:
                self._fail(plugin, f"{hook}: {problem_of(outcome.error, plugin)}")
            else:
                yield plugin, group

    def commands_besides(self, own: Container[str]) -> dict[str, click.Command]:
        """Return the commands of plugins; one that has the name of an own command is reported."""
        hook = "degreekit_commands"
        for name in [name for name in self.commands if name in own]:
            del self.commands[name]
            plugin = self._origin.pop((hook, name))
            self._fail(plugin, f"{hook}: {name!r} is the name of one of degreekit's own commands")
        return self.commands

    # ----------------------------------------------------------------------------- looking up

    def program(self, id_: str, edition: str | None = None) -> Program:
        """Return a program; without an edition the default one, or else the latest.

        Raises:
            NotFound: it is not installed.
        """
        editions = sorted(e for i, e in self.programs if i == id_)
        if not editions:
            raise NotFound("program", id_, {i for i, _ in self.programs}, self.failures)
        if edition is None:
            default = [one for one in editions if self.programs[id_, one].default]
            edition = (default or editions)[-1]
        if edition not in editions:
            known = [f"{id_}@{e}" for e in editions]
            raise NotFound("edition", f"{id_}@{edition}", known, self.failures)
        return self.programs[id_, edition]

    def institution(self, id_: str) -> Institution:
        """Return an institution.

        Raises:
            NotFound: it is not installed.
        """
        if id_ not in self.institutions:
            raise NotFound("institution", id_, self.institutions, self.failures)
        return self.institutions[id_]

    def report(self, name: str) -> ReportFormat:
        """Return a report format.

        Raises:
            NotFound: it is not installed.
        """
        if name not in self.reports:
            raise NotFound("report format", name, self.reports, self.failures)
        return self.reports[name]

    # --------------------------------------------------------------------------- what it knows

    def took_part(self, program: Program) -> tuple[LoadedPlugin, ...]:
        """Return the plugins that supplied a program and its institution."""
        _ = self.programs, self.institutions
        keys = [("degreekit_institutions", program.institution)]
        if self.programs.get((program.id, program.edition)) == program:
            keys.insert(0, ("degreekit_programs", _edition(program)))
        return tuple(dict.fromkeys(self._origin[key] for key in keys if key in self._origin))

    def reads(self) -> dict[str, LoadedPlugin]:
        """Return the plugin of each reader, by the reader's id."""
        return {id_: self._origin["degreekit_readers", id_] for id_ in self.readers}

    def brings(self, plugin: LoadedPlugin) -> dict[str, tuple[str, ...]]:
        """Return what a plugin brings, by hook: ids, of programs with their editions.

        Raises:
            PluginError: two plugins bring the same id.
        """
        _ = self.programs, self.institutions, self.readers, self.reports, self.commands
        return {
            hook: tuple(
                sorted(id_ for (h, id_), one in self._origin.items() if h == hook and one == plugin)
            )
            for hook in self.hooks_of(plugin)
        }

    def check_rules(self) -> list[str]:
        """Return what is contradictory in the rules of any installed program."""
        return [
            f"{program.id} {program.edition}: {finding.id}: {finding.text}"
            for program in self.programs.values()
            for finding in lint(program)
            if finding.severity == "error"
        ]

    def hooks_of(self, plugin: LoadedPlugin) -> list[str]:
        """Return the names of the hooks a plugin implements."""
        callers = self._manager.get_hookcallers(self._manager.get_plugin(plugin.name)) or []
        return sorted(caller.name for caller in callers)


def _edition(program: Program) -> str:
    return f"{program.id} {program.edition}"
