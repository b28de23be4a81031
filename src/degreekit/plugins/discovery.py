"""Which plugins there are, which of them are wanted, and the errors that name one that failed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.metadata import Distribution, EntryPoint, entry_points, version
from pathlib import Path
from typing import Any

from degreekit.errors import DegreekitError
from degreekit.spelling import either, near

__all__ = [
    "DEFAULT_PLUGINS",
    "GROUP",
    "Choice",
    "FoundPlugin",
    "LoadedPlugin",
    "NotFound",
    "PluginCrashed",
    "PluginError",
    "PluginFailure",
    "found_plugins",
]

#: The entry-point group of plugins.
GROUP = "degreekit"

#: What degreekit itself brings goes through the same hooks as everybody else's.
DEFAULT_PLUGINS = {
    "builtin": "degreekit.plugins.builtin",
    "columbia": "degreekit.columbia.plugin",
}


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin that is installed.

    Attributes:
        name: the name of its entry point.
        distribution: the distribution it comes with.
        version: that distribution's version.
        target: the module or object the entry point names.
        installed: where the distribution is, and since when; empty for what degreekit brings.
    """

    name: str
    distribution: str
    version: str
    target: str
    installed: str = field(default="", compare=False, repr=False)

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


class PluginCrashed(DegreekitError):
    """A report format or a command of a plugin failed while it did its work.

    The text of the plugin's own error is left out: it may hold what stands in a file.

    Attributes:
        failure: which plugin, and where.
    """

    def __init__(self, failure: PluginFailure):
        self.failure = failure
        super().__init__(
            f"{failure}; report it to its authors, or go on without it: "
            f"DEGREEKIT_DISABLED_PLUGINS={failure.plugin.name}"
        )


class NotFound(DegreekitError, KeyError):
    """Nothing that is installed has this id.

    Attributes:
        what: ``program``, ``institution`` or ``report format``.
        id: the id asked for.
        known: the ids that are there.
        near: those of them that look alike.
        failures: plugins that failed; one of them may be the one that brings it.
        message: what is not there, without the failures.
    """

    def __init__(
        self, what: str, id_: str, known: Iterable[str], failures: Iterable[PluginFailure] = ()
    ):
        self.what = what
        self.id = id_
        self.known = tuple(sorted(known))
        self.failures = tuple(failures)
        self.near = near(id_, self.known)
        self.message = f"no {what} {id_!r} is installed; {self._hint()}"
        failed = "; it may come from a plugin that failed: " if self.failures else ""
        super().__init__(self.message + failed + "; ".join(map(str, self.failures)))

    def _hint(self) -> str:
        if self.near:
            return f"did you mean {either(self.near)}?"
        if self.known:
            return f"choose {either(self.known)}"
        if self.what == "program":
            return "none is. Install one, for example: pip install ./plugins/ml_track"
        return "none is; `degreekit plugins` shows what each plugin brings"

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Choice:
    """Which plugins are wanted.

    Attributes:
        only: the names to load besides what degreekit itself brings; None for all.
        without: names to leave out in any case.
    """

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    @classmethod
    def from_environment(cls) -> Choice:
        """Return what ``DEGREEKIT_PLUGINS`` and ``DEGREEKIT_DISABLED_PLUGINS`` ask for."""
        only = os.environ.get("DEGREEKIT_PLUGINS")
        without = os.environ.get("DEGREEKIT_DISABLED_PLUGINS", "")
        return cls(None if only is None else _names(only), _names(without))

    def against(self, name: str) -> str | None:
        """Return what switches a plugin off; None where it is wanted."""
        if name in self.without:
            return "it is in DEGREEKIT_DISABLED_PLUGINS"
        if self.only is not None and name not in self.only and name not in DEFAULT_PLUGINS:
            return "it is not in DEGREEKIT_PLUGINS"
        return None

    @property
    def named(self) -> frozenset[str]:
        """Every name that is mentioned."""
        return (self.only or frozenset()) | self.without


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


@dataclass(frozen=True, slots=True)
class FoundPlugin:
    """A plugin that could be loaded.

    Attributes:
        plugin: which one.
        load: loads it and returns its module or object.
        builtin: whether it is one that degreekit itself brings.
    """

    plugin: LoadedPlugin
    load: Callable[[], Any]
    builtin: bool = False


def found_plugins() -> Iterator[FoundPlugin]:
    """Yield every plugin: first what degreekit brings, then what is installed, by name."""
    own = version("degreekit")
    for name, module in sorted(DEFAULT_PLUGINS.items()):
        default = LoadedPlugin(name, "degreekit", own, module)
        yield FoundPlugin(default, partial(import_module, module), builtin=True)
    installed = [FoundPlugin(_described(entry), entry.load) for entry in entry_points(group=GROUP)]
    yield from sorted(installed, key=lambda one: _key(one.plugin))


def _key(plugin: LoadedPlugin) -> tuple[str, ...]:
    return plugin.name, plugin.distribution, plugin.version, plugin.target


def _described(entry: EntryPoint) -> LoadedPlugin:
    distribution = entry.dist
    name = distribution.name if distribution else "unknown"
    release = distribution.version if distribution else "-"
    return LoadedPlugin(entry.name, name, release, entry.value, _installed(distribution))


def _installed(distribution: Distribution | None) -> str:
    """Return where a distribution is installed and since when, if it is known."""
    path = getattr(distribution, "_path", None)
    with suppress(OSError):
        return f"{path} {Path(path).stat().st_mtime_ns}" if path else ""
    return str(path)
