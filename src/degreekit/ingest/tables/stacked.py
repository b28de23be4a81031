"""Codes in two lines: the subject above the number, in one narrow cell.

The number is moved up to its subject, so that whoever reads the line finds the code in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from degreekit.ingest.page.layout import Line, Word
from degreekit.ingest.tables.codes import CodeFinder, inside_terms, whole_codes
from degreekit.ingest.tables.vocabulary import all_tagged, names_columns

__all__ = ["unstack"]

#: The number stands below its subject within this, from middle to middle, in font sizes.
_BELOW = (0.6, 2.4)
#: Of the narrower of the two so much stands below the other.
_UNDER = 0.5
#: Cells in one column begin within this of each other, in font sizes.
_SAME_EDGE = 0.5
#: In so many rows at least, and in no fewer than have a code in one line: a word of a title may
#: stand above a number.
_ROWS = 2


class _Stack(NamedTuple):
    upper: Line
    subject: int
    lower: Line
    number: int


def unstack(lines: Sequence[Line], finder: CodeFinder) -> list[Line]:
    """Return lines with the number of each code in the line of its subject.

    Args:
        lines: in reading order.
        finder: knows the grammar of codes.
    """
    stacks = [stack for pair in pairwise(lines) if (stack := _stack(*pair, finder))]
    if not stacks:
        return list(lines)
    paired = {line for stack in stacks for line in (stack.upper, stack.lower)}
    places = Counter(_place(stack) for stack in stacks)
    others = [code for line in lines if line not in paired for code in _codes(line, finder)]
    above = {
        s.upper: s
        for s in stacks
        if _at(places, _place(s)) >= max(_ROWS, len(others)) or _is_in_column(s, others)
    }
    below = {stack.lower: stack for stack in above.values()}
    return list(_moved(lines, above, below))


def _moved(
    lines: Sequence[Line], above: dict[Line, _Stack], below: dict[Line, _Stack]
) -> Iterator[Line]:
    for line in lines:
        words = list(line.words)
        if stack := above.get(line):
            words.insert(stack.subject + 1, stack.lower.words[stack.number])
        if stack := below.get(line):
            words.remove(line.words[stack.number])
        if words:
            yield line if tuple(words) == line.words else replace(line, words=tuple(words))


def _stack(upper: Line, lower: Line, finder: CodeFinder) -> _Stack | None:
    """Return the subject in a line whose number stands in the line below; None where none does."""
    near = _BELOW[0] < (lower.middle - upper.middle) / upper.size < _BELOW[1]
    if not near or upper.page is not lower.page or upper.column != lower.column:
        return None
    if all_tagged(upper.text) or names_columns(upper.text):
        return None
    begun = {code.start for code in whole_codes(upper, finder)}
    inside = {at for code in whole_codes(lower, finder) for at in range(code.start + 1, code.end)}
    inside |= inside_terms(lower.words)
    for n, subject in enumerate(upper.words):
        if n in begun or not (subject.text.isalpha() and subject.text.isupper()):
            continue
        for m, number in enumerate(lower.words):
            if m in inside or not number.text.isalnum() or number.text.isalpha():
                continue
            if _is_under(subject, number) and finder.listing(f"{subject.text} {number.text}"):
                return _Stack(upper, n, lower, m)
    return None


def _is_under(upper: Word, lower: Word) -> bool:
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    return shared >= _UNDER * min(upper.right - upper.left, lower.right - lower.left)


def _place(stack: _Stack) -> tuple[int | None, int]:
    word = stack.upper.words[stack.subject]
    return stack.upper.column, round(word.left / (_SAME_EDGE * word.size))


def _at(places: Counter[tuple[int | None, int]], place: tuple[int | None, int]) -> int:
    """Return how many codes in two lines stand at a place."""
    column, left = place
    return sum(places[column, left + step] for step in (-1, 0, 1))


def _codes(line: Line, finder: CodeFinder) -> Iterator[tuple[Word, Word]]:
    """Yield the first and the last word of each code in a line."""
    for code in finder.find(line.words):
        yield line.words[code.start], line.words[code.end - 1]


def _is_in_column(stack: _Stack, others: Sequence[tuple[Word, Word]]) -> bool:
    """Return whether a code that takes two lines stands in the column of codes in one line.

    There its subject and its number begin at one edge, and both are alone in the column.
    """
    subject, number = stack.upper.words[stack.subject], stack.lower.words[stack.number]
    edge = _SAME_EDGE * subject.size
    if not others:  # the only code of the document
        first = stack.subject == stack.number == 0
        return first and abs(subject.left - number.left) < edge
    same = [last for first, last in others if abs(first.left - subject.left) < edge]
    if not same or abs(subject.left - number.left) > edge:
        return False
    end = max(last.right for last in same)
    after = (
        next((w.left for w in words[at + 1 :]), end + edge)
        for words, at in ((stack.upper.words, stack.subject), (stack.lower.words, stack.number))
    )
    return min(after) >= end and 2 * len(same) > len(others)
