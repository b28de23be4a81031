"""The first load of a plugin that is not known here yet, in a process of its own.

Python cannot stop code that ends the process, or never returns. So the commands try each new
version of a plugin once where it can do no harm: it is loaded, and asked for what it brings. One
that ends that process, or is not done in time, is named and left out. What passed is remembered in
the user's cache. In Python nothing is tried: a program decides itself what it imports.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from degreekit.plugins.discovery import FoundPlugin, LoadedPlugin

__all__ = ["DEFAULT_SECONDS", "SECONDS", "Trials"]

#: The environment variable that says how many seconds a trial may take; 0 for no trials.
SECONDS = "DEGREEKIT_PLUGIN_SECONDS"
#: What it is without that: the track of the repository takes about one second.
DEFAULT_SECONDS = 10.0
#: The seconds are of processor time, so that a busy machine fails no plugin. One that sleeps is
#: ended by the clock, after so many times as long.
_PATIENCE = 3
#: Address space of the trial, where the system can bound it: solvers map some GiB.
_MEMORY = 8 * 2**30
_DONE = b"done"
_ASKED = ("programs", "institutions", "readers", "reports")


class Trials:
    """Tries plugins, and remembers the outcome by their version.

    Args:
        again: whether to try once more those that failed before.
        seconds: of processor time that a trial may take; without it as the environment says.
        memory: where outcomes are kept; without it in the user's cache.
    """

    def __init__(
        self,
        *,
        again: bool = False,
        seconds: float | None = None,
        memory: Path | None = None,
    ):
        self.seconds = _seconds() if seconds is None else seconds
        self.failed: set[LoadedPlugin] = set()
        self._again = again
        self._path = _cache() if memory is None else memory
        self._known = _read(self._path)

    def __call__(self, found: FoundPlugin) -> str | None:
        """Return what is wrong with a plugin, if anything.

        Args:
            found: an installed plugin.
        """
        if self.seconds <= 0 or found.builtin:
            return None
        key = _key(found.plugin)
        problem = self._known.get(key)
        if problem is None or (problem and self._again):
            problem = self._tried(found.plugin)
            self._known[key] = problem
            _write(self._path, self._known)
        if problem:
            self.failed.add(found.plugin)
        return problem or None

    def _tried(self, plugin: LoadedPlugin) -> str:
        """Try a plugin, and return what is wrong with it; nothing where it may be loaded."""
        order = json.dumps([plugin.name, plugin.distribution, plugin.target, self.seconds])
        late = (
            f"it did not finish loading within {self.seconds:g} seconds ({SECONDS} sets the "
            f"limit); `degreekit plugins` tries it again"
        )
        with subprocess.Popen(  # noqa: S603  # this module, no shell
            [sys.executable, "-P", "-m", __name__, order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # an interruption is for the command, which ends the trial
        ) as child:
            try:
                said, _ = child.communicate(timeout=_PATIENCE * self.seconds)
            except subprocess.TimeoutExpired:
                return late
            finally:
                child.kill()
        if said == _DONE:
            return ""
        if child.returncode == -getattr(signal, "SIGXCPU", 0):
            return late
        return (
            f"loading it ended the process (exit status {child.returncode}); `degreekit plugins` "
            f"tries it again"
        )


def _seconds() -> float:
    try:
        return float(os.environ.get(SECONDS, DEFAULT_SECONDS))
    except ValueError:
        return DEFAULT_SECONDS


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("degreekit", appauthor=False) / "plugins.json"


def _key(plugin: LoadedPlugin) -> str:
    """Return what tells a version of a plugin from others, as it is installed here."""
    told = (plugin.name, plugin.distribution, plugin.version, plugin.target, plugin.installed)
    text = "\n".join((*told, sys.version, sys.prefix))
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, dict):
            return {str(key): str(value) for key, value in data.items()}
    return {}


def _write(path: Path, known: dict[str, str]) -> None:
    """Keep the outcomes; where nothing can be kept, plugins are tried each time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(known), encoding="utf-8")
        part.replace(path)


# ------------------------------------------------------------------------------------- the child


def _bound(seconds: float) -> None:
    """Bound the memory and the processor time of this process where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        whole = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))


def _child(name: str, distribution: str, target: str) -> None:
    """Load a plugin and ask for what it brings; what it raises is seen again when it is loaded."""
    import pluggy

    from degreekit.plugins import GROUP, hookspecs
    from degreekit.plugins.guard import guarded

    for entry in entry_points(group=GROUP):
        here = entry.dist.name if entry.dist else "unknown"
        if (entry.name, here, entry.value) != (name, distribution, target):
            continue
        manager = pluggy.PluginManager("degreekit")
        manager.add_hookspecs(hookspecs)
        with guarded():
            manager.register(entry.load(), name=name)
        for hook in _ASKED:
            with guarded():
                for brought in getattr(manager.hook, f"degreekit_{hook}")():
                    list(brought)


def main() -> None:
    """Be the child: say that it is done on the standard output that it was given."""
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    *plugin, seconds = json.loads(sys.argv[1])
    _bound(seconds)
    _child(*plugin)
    os.write(answer, _DONE)
    os._exit(0)  # threads of a plugin, and what it wants at exit, are not waited for


if __name__ == "__main__":
    main()
