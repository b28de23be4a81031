"""Courses, ranges and levels as an institution writes them: ``PHY SCI 5``, ``6.1000-1999``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from degreekit.courses.code import ANY_GRAMMAR, CodeGrammar, CourseCode
from degreekit.courses.sets.diagram import ANY_TERM, Split, product

#: What keeps subject and number apart in the written form.
BRACES = re.compile(r"\{(?P<subject>[^{}]*)\}(?:\{(?P<number>[^{}]+)\}|(?P<numbers>\S+))")
#: A code, a range and the like of one word each, as most are: they need no grammar's help.
_USUAL = re.compile(
    r"[A-Z][A-Z&]{1,7} (?:"
    r"(?:[A-Z]{1,3}(?=\d{4}))?(?P<one>[1-9]\d{0,4})(?P<suffix>[A-Z]{0,2})"
    r"|(?P<low>[1-9]\d{0,4})-(?P<high>[1-9]\d{0,4})|(?P<plus>\d{1,5})\+"
    r"|(?P<wild>[1-9]\d*)(?P<x>[xX]{1,4}|\*{1,4})|(?P<every>\*))"
)
NUMBERS = re.compile(
    r"(?:(?P<low>\d{1,8})-(?P<high>\d{1,8})|(?P<plus>\d{1,8})\+|(?P<wild>\d+)(?P<x>[xX]{1,5}|\*{1,5})"
    r"|(?P<one>[A-Z]{0,3}\d{1,8}[A-Z]{0,4}\d?)|(?P<every>\*))"
)
#: Digits that may be any, as in 3xx or 3**; credit for no particular course is 3-- in a set.
_WILD = re.compile(r"(?P<before>.*\d|.*[.:-])(?P<x>[xX]{1,5}|(?<=\d)\*{1,5})")
_MANY = re.compile(r"(?:\*|\+|\d[xX]+|\d\*+|\d-\d+)$")  # what may be more than one course
_LEVEL = re.compile(r"(?P<before>.+ )(?P<level>[1-9]0{1,4})[ -]?level", re.IGNORECASE)
#: Numbers to find out with how a grammar takes a subject apart from them.
_SAMPLES = ("100", "1000", "10", "1", "10000", "100000")


@lru_cache(maxsize=1024)
def _subject_of(text: str, grammar: CodeGrammar) -> str | None:
    """Return the subject that a text is in a grammar; None where it is none."""
    for number in _SAMPLES:
        for join in ("", " "):
            code = grammar.single(f"{text}{join}{number}")
            if code is not None and code.number == number:
                return code.subject
    return None


def _ends(low: str, high: str) -> tuple[int, int | None]:
    if int(low) > int(high):
        raise Backwards
    return int(low), int(high)


class Backwards(Exception):
    """A range whose second end is the lower one."""


def numbers_of(found: re.Match[str]) -> tuple[tuple[int, int | None], str | None]:
    """Return the first and last number of an expression, and the form; None for any form."""
    if found["every"]:
        return (0, None), None
    if found["low"]:
        return _ends(found["low"], found["high"]), None
    if found["plus"]:
        return (int(found["plus"]), None), None
    if found["wild"]:
        return _tens(int(found["wild"]), len(found["x"])), None
    code = CourseCode("", found["one"] + (found.groupdict().get("suffix") or ""))
    return (code.value, code.value), code.form


def _tens(start: int, open_: int) -> tuple[int, int]:
    size = 10**open_
    return start * size, start * size + size - 1


@lru_cache(maxsize=64)
def _atoms_known(grammar: CodeGrammar) -> dict[str, Split | None]:
    """Return what is kept of texts that a grammar read: lists name the same courses often."""
    del grammar
    return {}


#: So many texts are kept for a grammar; then they are read anew.
_KEPT = 8192


def atom_of(text: str, grammar: CodeGrammar) -> Split | None:
    """Return the courses of one atom, as ``PHY SCI 5`` or ``6.1000-1999``; None if it is none.

    Raises:
        Backwards: a range whose second end is the lower one.
    """
    known = _atoms_known(grammar)
    if text not in known:
        if len(known) >= _KEPT:
            known.clear()
        atom = _read_atom(text, grammar)
        if atom is None and grammar.pattern and _MANY.search(text):
            atom = _read_atom(text, ANY_GRAMMAR)  # FIN 4000+, where every code has a letter
        known[text] = atom
    return known[text]


def _read_atom(text: str, grammar: CodeGrammar) -> Split | None:
    """Return the courses of one atom, as ``PHY SCI 5`` or ``6.1000-1999``; None if it is none.

    The ends of a range, and what a wildcard begins at, are codes as the grammar reads them.

    Raises:
        Backwards: a range whose second end is the lower one.
    """
    found = None if grammar.pattern else _USUAL.fullmatch(text)
    if found is not None and (not found["low"] or int(found["low"]) <= int(found["high"])):
        span, suffix = numbers_of(found)
        if suffix is not None and grammar.suffix_is_letter:
            suffix = ""
        return product(text[: text.index(" ")], span, suffix, None, ANY_TERM)
    head, _, last = text.rpartition(" ")
    if head == "*" or text == "*":
        found = NUMBERS.fullmatch(last.upper() if "x" not in last else last)
        return None if found is None else product("*", *numbers_of(found), None, ANY_TERM)
    for read in (_open_ended, _of_a_level, _of_tens, _range):
        if (several := read(text, grammar)) is not None:
            return product(*several, None, None, ANY_TERM)
    if (code := grammar.single(text)) is None:
        return None
    return product(code.subject, (code.value, code.value), code.form, None, ANY_TERM)


#: A subject, and the first and the last number of its courses.
_Several: TypeAlias = tuple[str, tuple[int, int | None]]


def _open_ended(text: str, grammar: CodeGrammar) -> _Several | None:
    """Read a whole subject, ``PHY SCI *``, or what begins at a course, ``PHY SCI 5+``."""
    if text.endswith("*") and (subject := _subject_of(text[:-1].rstrip(), grammar)) is not None:
        return subject, (0, None)
    if text.endswith("+") and (code := grammar.single(text[:-1])) is not None:
        return code.subject, (code.value, None)
    return None


def _of_a_level(text: str, grammar: CodeGrammar) -> _Several | None:
    """Read a level, ``PHY SCI 300-level``."""
    if (level := _LEVEL.fullmatch(text)) is None:
        return None
    if (code := grammar.single(level["before"] + level["level"])) is None:
        return None
    zeros = len(level["level"]) - len(level["level"].rstrip("0"))
    return code.subject, _tens(code.value // 10**zeros, zeros)


def _of_tens(text: str, grammar: CodeGrammar) -> _Several | None:
    """Read a wildcard, ``PHY SCI 3xx``."""
    if (wild := _WILD.fullmatch(text)) is None:
        return None
    if (code := grammar.single(wild["before"] + "0" * len(wild["x"]))) is None:
        return None
    return code.subject, _tens(code.value // 10 ** len(wild["x"]), len(wild["x"]))


def _range(text: str, grammar: CodeGrammar) -> _Several | None:
    """Return subject, first and last number of a range; None where it is not one."""
    start = text.rfind(" ") + 1
    for at in (found.start() for found in re.finditer("-", text[start:])):
        low, high = text[: start + at], text[start + at + 1 :]
        first = grammar.single(low)
        if first is None or not high:
            continue
        if high.isdigit():
            last: int | None = int(high)
        else:
            other = grammar.single(high)
            last = other.value if other is not None and other.subject == first.subject else None
        if last is None:
            continue
        if last < first.value:
            if grammar.single(text) is not None:
                return None  # 220-1 is a number
            raise Backwards
        return first.subject, (first.value, last)
    return None
