"""What stands for a grade in several words, as one: "IN PROGRESS", "(not yet graded)", "B plus".

Its first word stands in the column of grades, and the others are not what the next column holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from degreekit.ingest.page.glyphs import Glyphs
from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.tables.columns.cells import Shapes

__all__ = ["with_whole_marks"]

#: Such a phrase has so many words at most, with no more than a blank between them, in font sizes.
_LONGEST = 4
_BLANK = 0.7


class _Phrase(Word):
    """Words that say one thing."""

    __slots__ = ()

    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__(Glyphs.of(g for word in words for g in word.glyphs), words[0].spaced)
        self.text = text_of(words)


def with_whole_marks(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with each phrase that stands for a grade as one word.

    Args:
        lines: in reading order.
    """
    return [_joined(line) for line in lines]


def _joined(line: Line) -> Line:
    words: list[Word] = []
    at = 0
    while at < len(line.words):
        end = next(
            (
                end
                for end in range(min(at + _LONGEST, len(line.words)), at + 1, -1)
                if _is_phrase(line.words[at:end])
            ),
            at + 1,
        )
        words.append(_Phrase(line.words[at:end]) if end > at + 1 else line.words[at])
        at = end
    return line if len(words) == len(line.words) else replace(line, words=tuple(words))


def _is_phrase(words: Sequence[Word]) -> bool:
    """Return whether words with a blank between them stand for a grade together."""
    near = all(b.left - a.right <= _BLANK * b.size for a, b in pairwise(words))
    text = text_of(words)
    return (
        near
        and all(w.text.strip("()").isalpha() for w in words)
        and (Shapes.is_open(text) or Shapes.has_sign(text))
    )
