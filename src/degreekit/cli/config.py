"""The configuration file: what a user would otherwise type with every command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

__all__ = ["ENVIRONMENT", "InvalidConfig", "config_file", "configuration", "default_map", "origin"]

#: Names another file; empty for none.
ENVIRONMENT = "DEGREEKIT_CONFIG"
_NAME = "degreekit.toml"
_MOST = 2**16  # bytes: there are three keys
#: What may stand in the file, with the type of each.
_KEYS: dict[str, type] = {"program": str, "format": str, "color": bool}
#: The commands that a key holds for, with the parameter that it sets.
_PROGRAM = ("audit", "cohort", "why-not")
_FORMAT = ("audit",)


class InvalidConfig(Exception):
    """A configuration file that cannot be used."""


def config_file() -> Path | None:
    """Return the configuration file: the one of the environment, of this folder, or of the user."""
    named = os.environ.get(ENVIRONMENT)
    if named is not None:
        return Path(named) if named else None
    here = Path(_NAME)
    if here.is_file():
        return here
    user = Path(click.get_app_dir("degreekit")) / _NAME
    return user if user.is_file() else None


def configuration() -> dict[str, Any]:
    """Return what the configuration file says; nothing where there is none.

    Raises:
        InvalidConfig: it cannot be read, or has a key or value that it may not have.
    """
    path = config_file()
    if path is None:
        return {}
    import tomllib  # only where there is a file

    from degreekit.sources import FileProblem, read_all
    from degreekit.spelling import did_you_mean

    try:
        text = read_all(path, _MOST)  # a pipe that nobody writes to is not waited for
        if len(text) > _MOST:
            raise InvalidConfig(f"{path}: this is not a configuration file: it is too large")
        data = tomllib.loads(text.decode("utf-8"))
    except FileProblem as error:
        raise InvalidConfig(f"{path}: it cannot be opened ({error.reason})") from None
    except ValueError as error:  # of TOML and of UTF-8
        raise InvalidConfig(f"{path}: this is not TOML: {error}") from None
    for key, value in data.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"the keys are {', '.join(_KEYS)}"
            raise InvalidConfig(f"{path}: there is no key {key!r}; {hint}")
        if not isinstance(value, _KEYS[key]):
            wanted = "true or false" if _KEYS[key] is bool else "a text in quotation marks"
            raise InvalidConfig(f"{path}: {key} has to be {wanted}")
    return data


def origin(parameter: str) -> str:
    """Return the name of the configuration file, for a message about what it says; else nothing.

    Args:
        parameter: the name of a parameter of the command that runs.
    """
    context = click.get_current_context(silent=True)
    source = context and context.get_parameter_source(parameter)
    return f"{config_file()}: " if source is click.core.ParameterSource.DEFAULT_MAP else ""


def default_map(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the defaults of each command's parameters, as click takes them.

    Args:
        values: what the configuration file says.
    """
    defaults: dict[str, dict[str, Any]] = {}
    if "program" in values:
        for command in _PROGRAM:
            defaults.setdefault(command, {})["program_ids"] = [values["program"]]
    if "format" in values:
        for command in _FORMAT:
            defaults.setdefault(command, {})["format_"] = values["format"]
    if "color" in values:
        defaults.setdefault("audit", {})["color"] = values["color"]
    return defaults
