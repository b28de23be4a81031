"""Codes in two lines: the subject above the number, in one narrow cell.

The number is moved up to its subject, so that whoever reads the line finds the code in it.
"""

from __future__ import annotations

import re
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
#: Two lines of a cell stand so far from one in the middle of the row at most.
_HALF = 0.95
#: Of the narrower of the two so much stands below the other.
_UNDER = 0.5
#: Cells in one column begin within this of each other, in font sizes.
_SAME_EDGE = 0.5
#: A number, with its section or without: "W4771", "W4771-001".
_NUMBER = re.compile(r"(?=\w*\d)[A-Za-z\d]+|[A-Za-z]{0,3}\d{3,5}[A-Za-z]{0,2}[-:./]\w{1,3}")
#: A code has so many digits, if the end of a title and a figure are not to be taken for one.
_DIGITS = 3
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
    # values set in the middle of the row stand between the two
    stacks += [
        stack
        for upper, middle, lower in zip(lines, lines[1:], lines[2:], strict=False)
        if middle.middle - upper.middle < _HALF * upper.size
        and lower.middle - middle.middle < _HALF * upper.size
        and (stack := _stack(upper, lower, finder))
    ]
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
    if (all_tagged(upper.text) and len(upper.said) > 1) or names_columns(upper.text):
        return None
    begun = {code.start for code in whole_codes(upper, finder)}
    inside = {at for code in whole_codes(lower, finder) for at in range(code.start + 1, code.end)}
    terms = inside_terms(lower.words)
    inside |= terms | {at - 1 for at in terms}
    for n, subject in enumerate(upper.words):
        if n in begun or not (subject.text.isalpha() and subject.text.isupper()):
            continue
        for m, number in enumerate(lower.words):
            if m in inside or not _NUMBER.fullmatch(number.text):
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
        if sum(c.isdigit() for c in code.listing.code.number) < _DIGITS:
            continue  # the end of a title and a figure: "LEARNING 10"
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
