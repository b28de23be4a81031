"""Subjects that are printed once, in the first of their rows: ``COMS | W4111``, then ``W4118``.

Each row below gets the subject that it leaves out, so that whoever reads the line finds its code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from degreekit.ingest.page.layout import CopiedWord, Line, Word
from degreekit.ingest.tables.columns.codes import CodeFinder, FoundCode

__all__ = ["with_subjects"]

#: Numbers of one column begin within this of each other, in font sizes.
_SAME_EDGE = 0.5
#: The numbers have a column of their own, this far behind the subjects (font sizes): behind a blank
#: a number without its subject is a mistake.
_APART = 1.0
_NUMBER = re.compile(r"[A-Z]{0,2}\d{3,4}[A-Z]{0,2}")


def with_subjects(lines: Sequence[Line], finder: CodeFinder) -> list[Line]:
    """Return lines with the subject of the row above where a number stands without one.

    Args:
        lines: in reading order.
        finder: knows the grammar of codes.
    """
    found: list[Line] = []
    subject: Word | None = None
    number: Word | None = None
    for line in lines:
        first = line.said[0]
        if subject and number and _leaves_out(line, first, subject, number, finder):
            copy = _beside(subject, first)
            at = line.words.index(first)
            words = (*line.words[:at], copy, *line.words[at:])
            found.append(replace(line, words=words))
            continue
        found.append(line)
        code = next(iter(finder.find(line.words)), None)
        if code is not None and _is_split(line, code):
            subject, number = line.words[code.start], line.words[code.start + 1]
    return found


def _is_split(line: Line, code: FoundCode) -> bool:
    """Return whether a code that begins a line is a subject and a number."""
    return (
        code.end - code.start >= 2
        and line.words[code.start] is line.said[0]
        and line.words[code.start].text.isalpha()
        and bool(_NUMBER.fullmatch(line.words[code.start + 1].text))
    )


def _leaves_out(line: Line, first: Word, subject: Word, number: Word, finder: CodeFinder) -> bool:
    """Return whether a line begins with a number right below that of the row above."""
    return (
        bool(_NUMBER.fullmatch(first.text))
        and number.left - subject.right > _APART * number.size
        and len(line.said) > 1
        and abs(first.left - number.left) < _SAME_EDGE * first.size
        and finder.listing(f"{subject.text} {first.text}") is not None
    )


def _beside(subject: Word, number: Word) -> CopiedWord:
    """Return a subject in the line of a number."""
    glyphs = [glyph._replace(top=number.top, bottom=number.bottom) for glyph in subject.glyphs]
    return CopiedWord(glyphs, subject.spaced)
