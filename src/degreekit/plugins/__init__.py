"""How others extend degreekit: the hooks, and the host that calls them."""

from degreekit.plugins.hookspecs import hookimpl, hookspec
from degreekit.plugins.host import (
    GROUP,
    LoadedPlugin,
    NotFound,
    PluginError,
    PluginFailure,
    PluginHost,
)

__all__ = [
    "GROUP",
    "LoadedPlugin",
    "NotFound",
    "PluginError",
    "PluginFailure",
    "PluginHost",
    "hookimpl",
    "hookspec",
]
