"""Text without its contents: what a layout is made of, and nothing that it says."""

from __future__ import annotations

import re

__all__ = ["VOCABULARY", "mask"]

#: Words that name a part of a transcript. They stay as they are. Months are not among them, nor
#: words that are a given name or a common surname.
_LABELS = """
    academic accumulated admitted attempted audit average awarded basis birth certification
    certificate classes code college completed conferred continued course courses credit
    credits cum cumulative current date degree degrees department description division document
    earned email enrolled entering equivalent exam expected external final gpa grade graded
    grades grading graduate graduation hours hrs identifier institution instructor internal
    issued legend level name needs not number official overall pages passed placement planned
    plan points printed program programs progress pts quality quarter record records registered
    registrar registration remarks requirement requirements school schools section semester
    session signature standing status student subject taken term terms title total totals
    transcript transcripts transfer transferred type undergraduate unit units university
    unofficial withdrawn year
    """
VOCABULARY = frozenset(_LABELS.split())
#: These may be somebody's name, so they stay only where what follows says that they are not.
_BEFORE_YEAR = frozenset(("autumn", "fall", "spring", "summer", "winter"))
_BEFORE_NUMBER = frozenset(("page",))

_RUN = re.compile(r"[^\W_]+")


def mask(text: str) -> str:
    """Return a text with every letter and digit replaced by its kind, but for known labels.

    Capitals become ``A``, other letters ``a``, digits ``9``. Punctuation and spaces stay. A season
    stays in front of a year only, and "page" in front of a number: elsewhere both are names.

    Example:
        >>> from degreekit.ingest import mask
        >>> mask("COMS W4771 MACHINE LEARNING  3.00  A-")
        'AAAA A9999 AAAAAAA AAAAAAAA  9.99  A-'
        >>> mask("Summer Doe   TERM POINTS: 9.00   Fall 2023")
        'Aaaaaa Aaa   TERM POINTS: 9.99   Fall 9999'
    """
    runs = list(_RUN.finditer(text))
    parts: list[str] = []
    end = 0
    for at, run in enumerate(runs):
        following = runs[at + 1][0] if at + 1 < len(runs) else ""
        parts += [_marks(text[end : run.start()]), _masked(run[0], following)]
        end = run.end()
    return "".join((*parts, _marks(text[end:])))


def _masked(word: str, following: str) -> str:
    plain = word.casefold()
    number = following.isascii() and following.isdigit()
    if (
        plain in VOCABULARY
        or (plain in _BEFORE_NUMBER and number)
        or (plain in _BEFORE_YEAR and number and len(following) == 4)
    ):
        return word
    return "".join("9" if c.isnumeric() else "A" if c.isupper() else "a" for c in word)


def _marks(text: str) -> str:
    """Return what stands between words; a mark that could belong to a letter is not kept."""
    return "".join(c if c.isascii() else " " if c.isspace() else "?" for c in text)
