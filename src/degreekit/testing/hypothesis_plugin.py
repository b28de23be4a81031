"""What Hypothesis loads in every project that has degreekit: strategies for its types.

Nothing of degreekit is loaded for it. The strategy of a type is registered when the module of the
type is, in the project's own time: before that nobody can ask for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from typing_extensions import override

__all__ = ["register"]

#: By module, the types it has, and where the strategy of each is.
_TYPES = {
    "degreekit.transcript.model": {"CourseRecord": "records", "Transcript": "transcripts"},
    "degreekit.requirements.program": {"Program": "programs"},
}


def register() -> None:
    """Register the strategies, those of modules that are not loaded yet as soon as they are."""
    for name in _TYPES:
        if (module := sys.modules.get(name)) is not None:
            _register(module)
    if not all(name in sys.modules for name in _TYPES):
        sys.meta_path.insert(0, _Watch())


def _register(module: ModuleType) -> None:
    from hypothesis import strategies as st

    for type_, name in _TYPES[module.__name__].items():
        st.register_type_strategy(getattr(module, type_), _strategy(name))


def _strategy(name: str) -> Callable[[Any], Any]:
    return lambda _type: getattr(import_module("degreekit.testing"), name)()


class _Watch(MetaPathFinder):
    """Finds nothing by itself: it sees which modules others find."""

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _TYPES:
            return None
        others = (one for one in sys.meta_path if one is not self and hasattr(one, "find_spec"))
        spec = next((s for one in others if (s := one.find_spec(fullname, path, target))), None)
        if spec is not None and spec.loader is not None:
            spec.loader = _Registers(spec.loader)
        return spec


class _Registers(Loader):
    """Loads a module as another loader does, and then registers the strategies of its types."""

    def __init__(self, loader: Loader):
        self._loader = loader

    @override
    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    @override
    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader  # the module is to look as it does without us
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _register(module)
