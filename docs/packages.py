"""The picture of the packages, drawn from the imports of the code.

Rows and arrows are worked out from what imports what: a package stands above all that it imports,
and an arrow that others imply is left out. The words are the first line of each package.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grimp import ImportGraph

__all__ = ["OUT", "imports", "picture"]

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "images" / "packages.svg"
_PLUGINS = sorted(path.name for path in ROOT.glob("plugins/*/src/*") if path.is_dir())

# Sizes in pixels: the site shows the picture 760 wide.
_WIDE, _ROW, _BOX, _GAP = 760, 78, 50, 14
_MOST = 150  # of a box
_LETTER = 5.2  # of the words in it
#: Passes over the rows that bring what belongs together under each other; more change nothing.
_PASSES = 8

_STYLE = """
      rect { fill: #1d3f6e; stroke: #7d86a8; }
      .plugin { fill: #00695f; }
      .name { fill: #ffffff; font-size: 14px; font-weight: 600; text-anchor: middle; }
      .what { fill: #e8eaf6; font-size: 10px; text-anchor: middle; }
      path { stroke: #7d86a8; stroke-width: 1.4; fill: none; marker-end: url(#a); }
      marker path { fill: #7d86a8; stroke: none; }
"""
_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" \
font-family="system-ui, sans-serif" role="img" aria-labelledby="t d">
  <title id="t">The packages of degreekit</title>
  <desc id="d">{told}.</desc>
  <defs>
    <marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
orient="auto"><path d="M0 0 8 4 0 8z"/></marker>
    <style>{style}    </style>
  </defs>"""


def imports() -> dict[str, set[str]]:
    """Return what each package, or module at the top, imports directly."""
    from grimp import build_graph  # of the group "docs"; the tests of built packages lack it

    graph = build_graph("degreekit", *_PLUGINS, exclude_type_checking_imports=True)
    units = sorted(graph.find_children("degreekit") - {"degreekit.__main__"}) + _PLUGINS
    chains = {
        (one, other)
        for one in units
        for other in units
        if one != other and _import(graph, one, other)
    }
    return {one: {other for first, other in chains if first == one} for one in units}


def _import(graph: ImportGraph, one: str, other: str) -> bool:
    return graph.direct_import_exists(importer=one, imported=other, as_packages=True)


def _reduced(direct: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the imports without those that a way over others implies."""

    def reached(one: str) -> set[str]:
        return direct[one] | {far for near in direct[one] for far in reached(near)}

    return {
        one: direct[one] - {far for near in direct[one] for far in reached(near)} for one in direct
    }


def _rows(arrows: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the row of each package: right below the lowest one that imports it."""
    rows = dict.fromkeys(arrows, 0)
    for _ in rows:
        for one, below in arrows.items():
            for other in below:
                rows[other] = max(rows[other], rows[one] + 1)
    # What nothing imports stands right above the highest one that it imports.
    for one, below in arrows.items():
        if below and not any(one in others for others in arrows.values()):
            rows[one] = min(rows[other] for other in below) - 1
    return rows


def _placed(arrows: Mapping[str, set[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows from left to right, and the ways of the arrows through them.

    An arrow over several rows has a place of its own in each, named by itself.
    """
    rows = _rows(arrows)
    table: list[list[str]] = [[] for _ in range(max(rows.values()) + 1)]
    for one, level in rows.items():
        table[level].append(one)
    ways: list[list[str]] = []
    for one, below in arrows.items():
        for other in sorted(below):
            between = [f"{one} > {other} {n}" for n in range(rows[one] + 1, rows[other])]
            for level, name in enumerate(between, rows[one] + 1):
                table[level].append(name)
            ways.append([one, *between, other])
    steps = [step for way in ways for step in pairwise(way)]
    down = list(pairwise(table))
    up = [(below, above) for above, below in reversed(down)]
    for _ in range(_PASSES):
        for fixed, row in (*down, *up):
            at = {name: (place + 0.5) / len(fixed) for place, name in enumerate(fixed)}
            own = {name: (place + 0.5) / len(row) for place, name in enumerate(row)}

            def middle(
                name: str, at: Mapping[str, float] = at, own: Mapping[str, float] = own
            ) -> float:
                near = [at[a] for a, b in steps if b == name and a in at]
                near += [at[b] for a, b in steps if a == name and b in at]
                return sum(near) / len(near) if near else own[name]

            row.sort(key=middle)
    return table, ways


def _what(unit: str) -> str:
    """Return the first line of a package or module."""
    spec = find_spec(unit)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(unit)
    said = ast.get_docstring(ast.parse(Path(spec.origin).read_text(encoding="utf-8"))) or ""
    return said.partition("\n")[0].rstrip(".")


def _middles(row: Sequence[str]) -> Iterator[tuple[str, float, float]]:
    """Yield each place of a row with its middle and width; arrows take little."""
    boxes = [name for name in row if " > " not in name]
    thin = _GAP
    room = _WIDE - thin * (len(row) - len(boxes)) - _GAP * (len(row) - 1)
    wide = min(_MOST, room / len(boxes)) if boxes else 0
    used = wide * len(boxes) + thin * (len(row) - len(boxes)) + _GAP * (len(row) - 1)
    at = (_WIDE - used) / 2
    for name in row:
        size = thin if " > " in name else wide
        yield name, at + size / 2, size
        at += size + _GAP


def _box(name: str, x: float, y: float, wide: float) -> Iterator[str]:
    kind = ' class="plugin"' if name in _PLUGINS else ""
    place = f'x="{x - wide / 2:.0f}" y="{y:.0f}"'
    yield f'<rect{kind} {place} width="{wide:.0f}" height="{_BOX}" rx="6"/>'
    short = name.removeprefix("degreekit.").removeprefix("degreekit_")
    yield f'<text class="name" x="{x:.0f}" y="{y + 16:.0f}">{short}</text>'
    for number, line in enumerate(
        wrap(_what(name), int(wide / _LETTER), max_lines=2, placeholder="…")
    ):
        down = y + 30 + 12 * number
        yield f'<text class="what" x="{x:.0f}" y="{down:.0f}">{escape(line)}</text>'


def _arrow(way: Sequence[str], at: Mapping[str, tuple[float, float]]) -> str:
    (x, y), *rest = (at[name] for name in way)
    path = f"M{x:.0f} {y + _BOX:.0f}"
    for number, (to_x, to_y) in enumerate(rest, start=1):
        bend = to_y - (_ROW - _BOX) / 2
        path += f"C{x:.0f} {bend:.0f} {to_x:.0f} {bend:.0f} {to_x:.0f} {to_y:.0f}"
        if number < len(rest):
            path += f"V{to_y + _BOX:.0f}"
        x = to_x
    return f'<path d="{path}"/>'


def picture() -> str:
    """Return the picture as SVG."""
    arrows = _reduced(imports())
    table, ways = _placed(arrows)
    places = {
        name: (x, 8.0 + number * _ROW, wide)
        for number, row in enumerate(table)
        for name, x, wide in _middles(row)
    }
    at = {name: (x, y) for name, (x, y, _) in places.items()}
    told = "; ".join(
        f"{one} imports {', '.join(sorted(below))}"
        for one, below in sorted(arrows.items())
        if below
    ).replace("degreekit.", "")
    lines = [_HEAD.format(wide=_WIDE, high=len(table) * _ROW - 12, told=escape(told), style=_STYLE)]
    lines += [f"  {_arrow(way, at)}" for way in ways]
    for name, (x, y, wide) in places.items():
        if " > " not in name:
            lines += [f"  {line}" for line in _box(name, x, y, wide)]
    return "\n".join([*lines, "</svg>\n"])


if __name__ == "__main__":
    OUT.write_text(picture(), encoding="utf-8")
    sys.stdout.write(f"{OUT.relative_to(ROOT)}\n")
