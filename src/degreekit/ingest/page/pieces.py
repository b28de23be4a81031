"""Words that were drawn in pieces: which of the words of a line belong together.

A person sees ``3.00`` where a file draws ``3``, ``.`` and ``00`` with white between them, and
``FALL 2023`` where it draws ``F A L L  2 0 2 3``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

__all__ = ["joints"]

#: All of these are in units of the font size. White that parts the point of a number from its
#: digits, or a sign from its grade: a space and what kerning adds to it.
_SPACE = 0.6
#: ... where nothing else says that they belong together.
_NARROW = 0.35
#: White that parts two cells of a table at least.
_CELL = 0.8
#: Letters that are spaced out stand this far apart at most.
_SPACED_OUT = 1.0
#: White between words that are spaced out is wider than between their letters by this factor.
_WIDER = 1.5
#: So many letters make a word that is spaced out, where only one is.
_ONE_WORD = 6
#: ... and so many where there are several.
_LETTERS = 3

_WHOLE = re.compile(r"\d{1,3}")
_WHOLE_AND_POINT = re.compile(r"\d{1,3}[.,]")
_POINT = re.compile(r"[.,]")
_DECIMALS = re.compile(r"\d{2,3}")
_POINT_AND_TWO = re.compile(r"[.,]\d\d")
_TWO = re.compile(r"\d\d")
_GRADE = re.compile(r"[A-F]")
_SIGN = re.compile(r"[+-]")


class Piece(Protocol):
    """A word as it is needed here."""

    text: str
    left: float
    right: float
    size: float
    spaced: bool


def joints(line: Sequence[Piece]) -> set[int]:
    """Return the places of the words of a line that go on the word before.

    Args:
        line: its words from left to right.
    """
    if len(line) < 2 or not any(len(word.text) < 4 for word in line):
        return set()
    gaps = [
        (after.left - before.right) / max(after.size, before.size, 0.1)
        for before, after in pairwise(line)
    ]
    return {*_numbers(line, gaps), *_grades(line, gaps), *_spaced_out(line, gaps)}


def _numbers(line: Sequence[Piece], gaps: Sequence[float]) -> Iterator[int]:
    """Yield where the point of a number, or its decimals, go on what is before."""
    texts = [word.text for word in line]
    for at in range(1, len(texts)):
        before, text = texts[at - 1], texts[at]
        if at + 1 < len(texts) and _POINT.fullmatch(text):
            is_number = _WHOLE.fullmatch(before) and _DECIMALS.fullmatch(texts[at + 1])
            if is_number and max(gaps[at - 1], gaps[at]) <= _SPACE:
                yield from (at, at + 1)
        elif gaps[at - 1] <= _NARROW and (
            (_WHOLE_AND_POINT.fullmatch(before) and _TWO.fullmatch(text))
            or (_WHOLE.fullmatch(before) and _POINT_AND_TWO.fullmatch(text))
        ):
            yield at


def _grades(line: Sequence[Piece], gaps: Sequence[float]) -> Iterator[int]:
    """Yield where the sign of a grade goes on its letter: in a cell of their own, or close by."""
    for at in range(1, len(line)):
        if not (_SIGN.fullmatch(line[at].text) and _GRADE.fullmatch(line[at - 1].text)):
            continue
        ends = at == len(gaps) or gaps[at] >= _CELL
        begins = at == 1 or gaps[at - 2] >= _CELL
        near = gaps[at - 1] <= _NARROW and not line[at].spaced
        if ends and (near or (begins and gaps[at - 1] <= _SPACE)):
            yield at


def _spaced_out(line: Sequence[Piece], gaps: Sequence[float]) -> Iterator[int]:
    """Yield where a letter goes on a word whose letters are spaced out.

    Where one text of a line is spaced out, the others that are spaced alike are so too, however
    short they are.
    """
    runs = list(_single_letters(line, gaps))
    known = [narrow for run in runs if (narrow := _letter_gap(line, gaps, run))]
    for run in runs:
        near = [narrow for narrow in known if min(gaps[run.start : run.stop - 1]) <= 1.2 * narrow]
        if near:
            yield from (at for at in run[1:] if gaps[at - 1] <= _WIDER * max(near))


def _single_letters(line: Sequence[Piece], gaps: Sequence[float]) -> Iterator[range]:
    """Yield the longest runs of words of a single letter, leader dots excepted."""
    start = 0
    for at in range(1, len(line) + 1):
        goes_on = (
            at < len(line)
            and len(line[at].text) == len(line[at - 1].text) == 1
            and 0 < gaps[at - 1] <= 2 * _SPACED_OUT
            and not line[at - 1].text == line[at].text == "."
        )
        if not goes_on:
            if at - start > 1:
                yield range(start, at)
            start = at


def _letter_gap(line: Sequence[Piece], gaps: Sequence[float], run: range) -> float:
    """Return how far apart the letters of a text stand that is spaced out; 0 where it is not."""
    narrow = min(gaps[run.start : run.stop - 1])
    if narrow > _SPACED_OUT:
        return 0.0
    words = [""]
    for at in run:
        if at > run.start and gaps[at - 1] > _WIDER * narrow:
            words.append("")
        words[-1] += line[at].text
    longest = max(words, key=len)
    if len(words) > 1:
        is_text = len(longest) >= _LETTERS and len(run) >= 2 * len(words)
    else:  # "A B C D F P" is a list of grades
        is_text = len(longest) >= _ONE_WORD and sorted(longest) != list(longest)
    return narrow if is_text else 0.0
