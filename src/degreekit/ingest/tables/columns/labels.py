"""Names of values that are printed in each row and not above it: "Points: 3.00   Grade: A-".

Such a name says what a header says. In the row it is neither a value nor part of a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.tables.columns.codes import CodeFinder
from degreekit.ingest.tables.words.vocabulary import Role, all_tagged, roles_named

__all__ = ["without_names"]

#: A name has so many words at most: "Quality Points Earned:".
_LONGEST = 3
_SECTION = re.compile(r"sec(?:tion|\.)?", re.IGNORECASE)
#: What may be a grade, and no word of a name.
_MARK = re.compile(r"(?!GPA\b)\(?[A-Z]{1,3}\d?[*'+-]{0,2}\)?")
#: A row names its grade and one thing more at least; a remark names one.
_NAMES = 2
#: So many rows name their values at least, and half of all: a line of totals does it, too.
_ROWS = 2


def without_names(lines: Sequence[Line], finder: CodeFinder) -> list[Line]:
    """Return the lines with the names of values in rows as words that say nothing.

    Args:
        lines: in reading order.
        finder: knows the grammar of codes.
    """
    named = {line: names for line in lines if (names := _names(line))}
    rows = sum(bool(finder.find(line.words)) for line in lines)
    if len(named) < max(_ROWS, rows / 2):
        return list(lines)
    return [_muted(line, named[line]) if line in named else line for line in lines]


def _names(line: Line) -> set[Word]:
    """Return the words of the names in a line, if it is a row that names its values."""
    words: set[Word] = set()
    roles: list[Role] = []
    for end, word in enumerate(line.words, start=1):
        after = line.words[end].text if end < len(line.words) else ""
        if _SECTION.fullmatch(word.text) and any(c.isdigit() for c in after):
            words.add(word)  # it takes no colon
            continue
        if not word.text.endswith(":"):
            continue
        for start in range(max(0, end - _LONGEST), end):
            name = line.words[start:end]
            beside = start > 0 and line.words[start - 1] in words
            if len(name) > 1 and beside and _MARK.fullmatch(name[0].text):
                continue  # the value of the name before it: "Grade: A  Section: 001"
            text = text_of(name)
            role = next(iter(roles_named(text)), None)
            if role and role is not Role.TITLE and not words & {*name} and _is_name(text):
                words |= {*name}
                roles.append(role)
                break
    return words if Role.GRADE in roles and len(roles) >= _NAMES else set()


def _is_name(text: str) -> bool:
    """Return whether all words before a colon are words of names."""
    return all_tagged(text.removesuffix(":"))


def _muted(line: Line, names: set[Word]) -> Line:
    words = (Word(w.glyphs, w.spaced, is_mark=True) if w in names else w for w in line.words)
    return replace(line, words=tuple(words))
