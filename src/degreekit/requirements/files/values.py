"""Single values: what they have to be decides how they are read, never their look."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from degreekit.courses import CourseSet, Term

__all__ = ["READ", "Unreadable", "set_hint"]


class Unreadable(Exception):
    """A single value that is not what is asked for."""

    def __init__(self, told: str, hint: str):
        self.hint = hint
        super().__init__(told)


_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")
_AMOUNT = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


def _whole(text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    raise Unreadable(f"is not a whole number: {text}", _number_hint(text, "3"))


def _amount(text: str) -> Decimal:
    if _AMOUNT.fullmatch(text):
        return Decimal(text)
    raise Unreadable(f"is not a number: {text}", _number_hint(text, "3 or 4.5"))


def _number_hint(text: str, example: str) -> str:
    """Return what was probably meant by a text that stands where a number has to."""
    if re.fullmatch(r"[A-F][+-]?", text):
        return "write the grade points of the mark: 3 or 2.67"
    fraction = re.fullmatch(r"\d+,\d{1,2}", text)  # a comma for a point, not between thousands
    plain = text.replace("_", "").replace(",", "." if fraction else "")
    try:
        value = Decimal(plain)
    except ArithmeticError:
        return f"write digits: {example}"
    if not value.is_finite():
        return f"write digits: {example}"
    whole = value == value.to_integral_value()
    if whole or "or" in example:
        return f"write {value.normalize():f}"
    return "a count has no fractions"


def _yes(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    likely = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.lower())
    likely = likely or (text.lower() if text.lower() in ("true", "false") else None)
    raise Unreadable(f"is neither true nor false: {text}", f"write {likely or 'true or false'}")


READ: dict[Any, Callable[[str], Any]] = {
    bool: _yes,
    int: _whole,
    Decimal: _amount,
    CourseSet: CourseSet.parse,
    Term: Term.parse,
}


#: What a published page prints, and what stands for it in a set of courses.
_PRINTED = (
    (re.compile(r"\d\s*[\u2010-\u2015\u2212]\s*\d"), "write the range with a hyphen: CS 4200-4299"),
    (re.compile(r"[\u201c-\u201f\u00ab\u00bb]"), 'put the title in straight marks: CS 101 "Topic"'),
    (re.compile(r"\d\s*(?:[/;]|or\b|and\b)"), "put `|` between two courses: CS 101 | CS 102"),
    (re.compile(r"\b(?:except|without|but not)\b"), "take out with ` - `: CS 4xxx - CS 4101"),
    (re.compile(r"\d\s+level\b"), "write a level as CS 4000+, or from to: CS 4000-4999"),
    (re.compile(r"\d\s*[&|,]\s*\d"), "write the subject again: CS 101 | CS 102"),
)


def set_hint(text: str, position: int) -> str:
    """Return what was probably meant where a set of courses cannot be read on."""
    before, after = text[:position], text[position:]
    if "(" in text and text.count("(") > text.count(")"):
        return "a parenthesis is not closed"
    if text.count('"') % 2:
        return "a quotation mark is not closed"
    if before.rstrip()[-1:].isdigit() and re.match(r"\s*\d", after):
        return "put `|` between two courses: CS 101 | CS 102"
    if before.rstrip()[-1:] in '0123456789x+*)"' and re.match(r"\s*[A-Z*(]", after):
        return "put `|` between two courses: CS 101 | CS 102"
    if re.search(r"\b(?:in|since|before|from|to)\s[^|&()]*$", before):
        return "write season and year: Fall 2023"
    for printed, hint in _PRINTED:
        if printed.search(text):
            return hint
    return "write it as CS 101, CS 41xx, CS 4000+ or CS 4200-4299, and put `|` between"
