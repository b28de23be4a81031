"""Pieces of text that OCR is known to read in another form than they are printed in.

A piece is mended only where its place in a row leaves one way to understand it: a subject has no
digits, points have a decimal point, a grade has no full stop. What was read is kept, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Piece", "Sign", "mended"]

#: How sure a letter counts as that its column leaves no choice about.
_SETTLED = 0.95
#: A letter that the engine is less sure of than this may be another.
_SURE = 0.9
#: How sure a sign of a grade counts as: it may be a speck beside the letter.
_OPEN = 0.5

_TO_LETTER = str.maketrans("01589", "OISBG")
_TO_DIGIT = str.maketrans("OoQIl|SBZ", "000111582")
_LEADER = re.compile(r"(?:(?<=\w)|(?<=\s)|^)[.~_\-·•=]{2,}$|(?<=\w)\s[~.·•]$")
_GRADE = re.compile(r"(?:^|(?<=\d\s)|(?<=\d))([A-D])\s?([.~_=,:\-]|[t4](?=$))$")
_NUMBER = re.compile(r"(?:^|(?<=\s))([0-9OoIl]{1,2})\s?([.,;])\s?([0-9OoIlSB]{2,3})(?=$|\s[A-Z])")
_WHOLE = re.compile(r"(\d)([05]0)")
_OPENED = re.compile(r"([A-Z0158]{2,6}_{0,2})\s(VV|[A-Z]{0,2})\s?([0-9OoIlSBZ]{4})(?=\s|$)")
_CLOSED = re.compile(r"([A-Z0158]{4}|[A-Z0158]{2,3}_{1,2})([0-9OoIlSBZ]{4})(VV|[A-Z]{1,2})(?=\s|$)")
_JOINED = re.compile(r"([A-Z0158]{4})(VV|[A-Z]{1,2})([0-9OoIlSBZ]{4})(?=\s|$)")
_ONE = re.compile(r"^1(?=-[A-Z]{3})|(?<=[A-Z]{3}\s)1(?=$|[\s:\-])|(?<=[A-Z]{4})1$")
#: A code that touches the title behind it; one letter may belong to the number ("S3310D").
_TOUCHED = re.compile(r"[A-Z]{2,6}\s[A-Z]{1,2}\d{4}(?=[A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter: its place in its piece of text (0 to 1), how sure it is, what else it could be."""

    text: str
    sure: float
    place: float
    maybe: str


Piece = list[Sign]


def mended(piece: Piece, *, decimals: bool = False) -> Piece:
    """Return a piece of text in the form it is printed in; the same where nothing is known of it.

    Args:
        piece: its letters.
        decimals: whether it stands in a column of numbers with two decimals.

    Example:
        >>> from degreekit.ingest.ocr.ocr_repairs import Sign, mended
        >>> def mend(text, **how):
        ...     piece = [Sign(c, 0.99, n / len(text), "") for n, c in enumerate(text)]
        ...     return "".join(sign.text for sign in mended(piece, **how))
        >>> mend("C0MS 47I1"), mend("COMS VV4771"), mend("3,00"), mend("300", decimals=True)
        ('COMS 4711', 'COMS W4771', '3.00', '3.00')
        >>> mend("A ~"), mend("B."), mend("OPERATING SYSTEMS ~~")
        ('A-', 'B-', 'OPERATING SYSTEMS ...')
    """
    piece = _code(piece)
    text = _text(piece)
    if decimals and (found := _WHOLE.fullmatch(text)):
        point = replace(
            piece[0], text=".", sure=_SETTLED, place=(piece[0].place + piece[1].place) / 2
        )
        return [piece[0], point, *piece[1:]]
    for found in reversed(list(_NUMBER.finditer(text))):
        number = f"{found[1].translate(_TO_DIGIT)}.{found[3].translate(_TO_DIGIT)}"
        piece = _changed(piece, found.start(), found.end(), number, _SETTLED)
    text = _text(piece)
    if found := _GRADE.search(text):
        sign = "+" if found[2] in "t4" else "-"
        if found[0] != f"{found[1]}{sign}":
            return _changed(piece, found.start(), found.end(), f"{found[1]}{sign}", _OPEN)
        return piece
    for found in reversed(list(_ONE.finditer(text))):
        one = piece[found.start()]
        if one.sure < _SURE or set(one.maybe) & set("Il|!"):
            gap = " " if found.start() and text[found.start() - 1] != " " else ""
            piece = _changed(piece, found.start(), found.end(), f"{gap}I", _SETTLED)
    if (found := _LEADER.search(text)) and set(found[0]) != {"."}:
        dots = (
            " ..."
            if found[0][0] == " " or (found.start() and text[found.start() - 1] != " ")
            else "..."
        )
        piece = _changed(piece, found.start(), found.end(), dots, _SETTLED)
    return piece


def _code(piece: Piece) -> Piece:
    """Mend a course code at the beginning of a piece: letters where letters stand, and digits."""
    text = _text(piece)
    for pattern, subject, letter, number in (
        (_OPENED, 1, 2, 3),
        (_CLOSED, 1, 3, 2),
        (_JOINED, 1, 2, 3),
    ):
        found = pattern.match(text)
        if not found or sum(map(str.isdigit, found[number])) < 2:
            continue
        if sum(map(str.isalpha, found[subject])) < 2:
            continue
        for group in sorted((subject, letter, number), key=found.start, reverse=True):
            to = _TO_DIGIT if group == number else _TO_LETTER
            right = "W" if found[group] == "VV" else found[group].translate(to)
            if right != found[group]:
                piece = _changed(piece, found.start(group), found.end(group), right, _SETTLED)
        break
    if touched := _TOUCHED.match(_text(piece)):
        at = touched.end()
        space = Sign(" ", 1.0, (piece[at - 1].place + piece[at].place) / 2, "")
        piece = [*piece[:at], space, *piece[at:]]
    return piece


def _text(piece: Sequence[Sign]) -> str:
    return "".join(sign.text for sign in piece)


def _changed(piece: Piece, start: int, end: int, text: str, sure: float) -> Piece:
    """Return the piece with other letters from start to end, spread over their place."""
    old = piece[start:end]
    first, last = old[0].place, old[-1].place
    if len(text) == len(old):
        places = [sign.place for sign in old]
    else:
        places = [first + (last - first) * n / max(1, len(text) - 1) for n in range(len(text))]
    new = [
        old[n]
        if n < len(old) and old[n].text == letter and len(text) == len(old)
        else Sign(letter, sure, place, _text(old))
        for n, (letter, place) in enumerate(zip(text, places, strict=True))
    ]
    return [*piece[:start], *new, *piece[end:]]
