"""The pictures of a department's page, as SVG that is part of the page.

They are drawn with matplotlib, which has the longest life of all libraries for plots, writes SVG by
itself, and asks for no browser or script. Each shows what a table next to it says in words.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from degreekit.cohort.inputs import CohortMissing

__all__ = ["bars"]

#: Colours of no meaning that stand for those of the page, in light and dark.
_INK = "#010203"
_STANDS_FOR = {
    _INK: "currentColor",
    "#010204": "var(--good)",
    "#010205": "var(--maybe)",
    "#010206": "var(--open)",
    "#010207": "var(--soft)",
}
TONES = {
    "complete": "#010204",
    "complete if": "#010205",
    "incomplete": "#010206",
    "failed": "#010207",
    "must": "#010206",
    "could": "#010205",
}
#: Patterns besides the colours, so that a print in black and white says the same.
_HATCHES = {
    "complete": "",
    "complete if": "///",
    "incomplete": "\\\\\\\\",
    "failed": "xx",
    "could": "///",
}
_ROW = 0.3  # inches of a bar with its gap
_MOST_LABEL = 40  # letters; a longer label is cut, and the table next to the chart has it whole


def bars(
    title: str, labels: Sequence[str], parts: Sequence[tuple[str, Sequence[int]]], name: str
) -> str:
    """Return horizontal bars, each made of parts, as a piece of SVG.

    Args:
        title: what the picture shows, for those who cannot see it.
        labels: of the bars, from the top.
        parts: each with its name and its length in each bar.
        name: a name for the picture that no other one on the page has.

    Raises:
        CohortMissing: matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError:
        raise CohortMissing("a picture", "matplotlib") from None
    settings: Any = {
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": name,  # the same names on every run
        "font.family": "sans-serif",
        "font.size": 9,
        "hatch.linewidth": 0.6,
        "text.color": _INK,
        "axes.edgecolor": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "text.parse_math": False,  # a title may have a dollar in it
    }
    with rc_context(settings):
        figure = Figure(figsize=(7.2, 0.75 + _ROW * len(labels)), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        places = range(len(labels))
        left = [0] * len(labels)
        for part, lengths in parts:
            tone = TONES[part]
            axes.barh(
                places,
                list(lengths),
                left=left,
                color=tone if part not in _HATCHES or not _HATCHES[part] else "none",
                edgecolor=tone,
                hatch=_HATCHES.get(part),
                label=part,
                height=0.7,
            )
            left = [a + b for a, b in zip(left, lengths, strict=True)]
        axes.set_yticks(list(places), [_cut(label) for label in labels])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside upper left", ncols=len(parts), frameon=False)
        text = io.StringIO()
        empty = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(text, format="svg", transparent=True, metadata=empty)
    return _inline(text.getvalue(), title, name)


def _cut(label: str) -> str:
    return (
        label if len(label) <= _MOST_LABEL else f"{label[: _MOST_LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"
    )


def _inline(svg: str, title: str, name: str) -> str:
    """Return the picture as part of a page: in its colours, and with a name."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<(metadata|style)[ >].*?</\1>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;\"]*", "font-family: inherit", svg)
    svg = re.sub(r'\b(id="|href="#|url\(#)', rf"\1{name}-", svg)
    for colour, meaning in _STANDS_FOR.items():
        svg = svg.replace(colour, meaning)
    head = f'<svg role="img" aria-labelledby="{name}-title"'
    size = re.search(r'viewBox="[^"]*"', svg)
    opened = svg.index(">") + 1
    box = size[0] if size else ""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    title_ = f'<title id="{name}-title">{escape(title)}</title>'
    return f"{head} {box} {names}>{title_}{svg[opened:]}".strip()
