"""The table of the libraries that degreekit installs, with their licences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["libraries", "reached"]

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
#: Not part of the tests' environment, so nothing here can ask it for its licence.
_NOT_INSTALLED = {"ortools": "Apache-2.0"}


def libraries() -> list[tuple[str, str, str, str]]:
    """Return, for each library, its name, what needs it, what for, and its licence."""
    text = PROJECT.read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    ranges = text.partition("[dependency-groups]")[0]
    purposes = dict(re.findall(r'^ +"([\w.-]+)[^"]*", +# (.+)$', ranges, re.MULTILINE))
    rows: dict[str, tuple[str, str, str, str]] = {}
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    for extra, needs in groups.items():
        origin = f"extra `{extra}`" if extra else "degreekit"
        direct = [(Requirement(need).name, origin) for need in needs]
        for name, parent in (*direct, *reached(needs, origin)):
            purpose = purposes.get(name, "") if parent == origin else ""
            rows.setdefault(canonicalize_name(name), (name, parent, purpose, _licence(name)))
    return list(rows.values())


def reached(
    needs: Iterable[str], parent: str, extras: Iterable[str] = ("",)
) -> Iterator[tuple[str, str]]:
    """Yield every library that these need, directly or not, with what needs it.

    Args:
        needs: requirements as a distribution lists them.
        parent: what needs them.
        extras: those of the parent that are asked for.
    """
    wanted = tuple(extras)
    for need in map(Requirement, needs):
        if need.marker and not any(need.marker.evaluate({"extra": one}) for one in wanted):
            continue
        yield need.name, parent
        if need.name not in _NOT_INSTALLED:
            more = ("", *need.extras)
            yield from reached(distribution(need.name).requires or [], need.name, more)


def _licence(name: str) -> str:
    if name in _NOT_INSTALLED:
        return _NOT_INSTALLED[name]
    metadata = distribution(name).metadata
    for expression in metadata.get_all("License-Expression", []):
        return str(expression)
    named = [
        one.split(" :: ")[-1]
        for one in metadata.get_all("Classifier", [])
        if one.startswith("License ::") and not one.endswith("OSI Approved")
    ]
    return "; ".join(named) or str(metadata.get_all("License", [""])[0]).splitlines()[0]
