"""The figures that a document prints about its own records."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, Word, offsets
from degreekit.ingest.readers.reader import TotalKind
from degreekit.ingest.tables.vocabulary import Vocabulary

__all__ = ["Figure", "figures"]


class Figure(NamedTuple):
    """A printed figure: what it sums up, its value, and the words it is printed with."""

    kind: TotalKind
    value: Decimal
    words: tuple[Word, ...]


def figures(line: Line, words: Vocabulary) -> list[Figure]:
    """Return the figures of a line that says nothing else; none where it does."""
    found: list[Figure] = []
    rest = line.text
    for kind, pattern in words.totals:
        for match in pattern.finditer(rest):
            start, end = match.span("value")
            inside = [w for at, w in offsets(line.said) if at < end and at + len(w.text) > start]
            found.append(Figure(kind, Decimal(match["value"]), tuple(inside)))
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    return [] if re.search(r"\w", rest) else found
