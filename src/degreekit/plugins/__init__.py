"""How others extend degreekit: the hooks, and the host that calls them."""

from degreekit.plugins.discovery import (
    GROUP,
    LoadedPlugin,
    NotFound,
    PluginCrashed,
    PluginError,
    PluginFailure,
)
from degreekit.plugins.hookspecs import hookimpl, hookspec
from degreekit.plugins.host import PluginHost

__all__ = [
    "GROUP",
    "LoadedPlugin",
    "NotFound",
    "PluginCrashed",
    "PluginError",
    "PluginFailure",
    "PluginHost",
    "hookimpl",
    "hookspec",
]
