"""What kind of thing a cell of a table is, by its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Flag, auto

from typing_extensions import override

from degreekit.courses import Institution
from degreekit.ingest.tables.words.terms import term_of
from degreekit.ingest.tables.words.vocabulary import status_word

__all__ = ["Kind", "Shapes", "is_name", "number_of"]


class Kind(Flag):
    """What a cell may be. A cell may be several, as ``3`` or ``I``; a word is none of them."""

    WORD = 0
    DECIMAL = auto()
    WHOLE = auto()  # of one or two digits
    MARK = auto()  # a grade, or what stands in its place
    BLANK = auto()  # what is printed where there is nothing
    STATUS = auto()
    TERM = auto()
    SECTION = auto()
    DIGITS = auto()  # a number of three to eight digits
    PERCENT = auto()
    DATE = auto()

    # each cell is asked many times; making a member anew takes five times as long

    @override
    def __and__(self, other: Kind) -> Kind:
        return _kind_of(self._value_ & other._value_)

    @override
    def __or__(self, other: Kind) -> Kind:
        return _kind_of(self._value_ | other._value_)


def _kind_of(value: int) -> Kind:
    kind = _KINDS.get(value)
    if kind is None:
        kind = _KINDS[value] = Kind(value)
    return kind


_KINDS: dict[int, Kind] = {}


_NUMBER = re.compile(
    r"[(\[]?(?P<number>-?\d{1,3}(?:[.,]\d{1,4})?)[)\]]?[*†‡§#^]{0,2}"
    r"(?:(?<=[.,]\d\d)\s?/\s?(?P<second>\d{1,3}[.,]\d{2,4}))?"
    r"\s?(?:(?:cr\.?|crs\.?|credits?|pts\.?|points?|units?|hrs?\.?|hours?)[)\]]?)?[,;]?",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"[(\[]?(?:sec(?:tion)?\.?\s*)?(?:[A-Z]?\d{2,3}|\d[A-Z]\d|[A-Z]\d{1,2}|\d{1,2}[A-Z])[)\]]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{3,8}")
_DAY = r"(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d{1,2}-[A-Z]{3}-(?:\d{4}|\d\d))"
_DATE = re.compile(rf"{_DAY}(?:\s?(?:-|–|to)\s?{_DAY})?", re.IGNORECASE)
_PERCENT = re.compile(r"\d{1,3}(?:\.\d)?\s?%")
_BLANK = re.compile(r"[-–—.·_]{1,6}|N/?A|NONE", re.IGNORECASE)
#: What is printed in the place of a grade that is not there yet.
_OPEN = re.compile(
    r"[(\[]?(?:-+|\*{3,4}|\.{2,6}|I\.?P\.?|IPR|CIP|WIP|NR|N/R|N/A|NG|RG|REG|ENR|CUR|CURR|PND|PEND"
    r"|IN[\s-]*PROG(?:RESS|\.)?|CURRENT(?:LY ENROLLED)?"
    r"|PLANNED|ENROLLED|REGISTERED|PRE-?REGISTERED|UNGRADED"
    r"|(?:GRADE )?NOT (?:YET )?(?:GRADED|REPORTED|SUBMITTED|POSTED|AVAILABLE|RECEIVED|ASSIGNED)"
    r"|NO GRADE(?: YET)?|(?:CURRENTLY )?(?:IN PROGRESS|ENROLLED|REGISTERED)"
    r"|TO BE (?:GRADED|ANNOUNCED)"
    r"|(?:GRADE )?PENDING|AWAITING GRADE|ONGOING|UNDERWAY|CIP|INP|TBA|TBD)[)\]]?",
    re.IGNORECASE,
)
#: Credit from elsewhere, in the place of a grade.
_TRANSFER = re.compile(r"T|TR|TC|TRN|TRF|TE|AP|IB|TRANSFER|XFER|CRE", re.IGNORECASE)
#: What says that the student left the course.
_LEFT = re.compile(
    r"(?:OFFICIAL(?:LY)? )?WITHDRAW(?:N|AL)|WITHDREW|DROPPED|WD|NOT TAKEN", re.IGNORECASE
)
#: Marks that are spelled out, with the symbols that scales have for them.
_SPELLED = {
    "FAIL": ("F",), "FAILED": ("F",), "PASS": ("P",), "INCOMPLETE": ("IN", "I", "INC"),
}  # fmt: skip
#: A mark whose sign is a word: "B plus".
_SIGN = re.compile(r"(?P<letter>[A-F])[ -]?(?P<sign>plus|minus)", re.IGNORECASE)
#: Shapes of marks, whatever the scale: ``WD``, ``AU``, ``P1``, ``AR[YC]``, ``(A-)``.
_SHAPE = re.compile(r"\(?(?:[A-F]\s?[+-]?|[A-Z]{1,3}\d?)['*]{0,2}\)?(?:\s?\[[A-Z]{2}\])?")
#: The name of a mark within its cell: ``Grade B+``.
_GRADE_NAME = re.compile(r"(?:final )?(?:grade|mark):?\s+(?=\S)", re.IGNORECASE)
#: A mark with what it means or is worth, or when it was given: ``A- (3.67)``, ``W (Withdrawn)``,
#: ``B - Good``, ``A/4.00``, ``A 93%``, ``B+ 12/20/2022``.
_EXPLAINED = re.compile(
    r"(?P<mark>\(?[A-Z][A-Z\d]{0,3}['*+-]{0,2}\)?)"
    r"(?:\s?[(\[](?:\d[\d.,]*|[A-Za-z][A-Za-z /-]{3,}|R|RP|RPT|REP|I|E)[)\]]"
    r"|\s[-–—:=/]\s(?:\d[\d.,]*|[A-Za-z][A-Za-z /-]{3,})"
    rf"|[/:=]\d[.,]\d{{1,3}}|\s\d{{1,3}}(?:\.\d+)?\s?%|\s(?i:{_DAY}))"
)
#: Marks of footnotes around a grade.
_AROUND = re.compile(r"^[\[*#†‡§^~]+|[\]*#†‡§^~¹²³]+$")


def number_of(text: str) -> Decimal | None:
    """Return the number that a cell says, with whatever unit; None where it says something else.

    Of credits attempted and earned in one cell these are the attempted ones, the larger.

    Example:
        >>> from degreekit.ingest.tables.columns.cells import number_of
        >>> [str(number_of(text)) for text in ("3,00", "(3.0)", "3.00 cr", "3.00/0.00", "A")]
        ['3.00', '3.0', '3.00', '3.00', 'None']
    """
    found = _NUMBER.fullmatch(_with_decimals(text))
    if found is None:
        return None
    return max(Decimal(part.replace(",", ".")) for part in found.groups() if part)


#: Signs of fractions that credits may have, as their letters are cleaned: ``½`` is ``1⁄2``.
_FRACTIONS = {
    "1\N{FRACTION SLASH}2": ".5",
    "1\N{FRACTION SLASH}4": ".25",
    "3\N{FRACTION SLASH}4": ".75",
}
_FRACTION = re.compile(rf"(\d{{1,2}})?\s?({'|'.join(_FRACTIONS)})")


def _with_decimals(text: str) -> str:
    """Return a number whose fraction is one sign with decimals: ``1½`` as ``1.5``."""
    return _FRACTION.sub(lambda found: f"{found[1] or 0}{_FRACTIONS[found[2]]}", text)


#: Kinds that the shape of a text tells.
_SHAPES = (
    (_DIGITS, Kind.DIGITS), (_SECTION, Kind.SECTION), (_PERCENT, Kind.PERCENT), (_DATE, Kind.DATE),
    (_BLANK, Kind.BLANK),
)  # fmt: skip


def _kind_of_number(text: str) -> Kind:
    """Return what kind of number a text is; `WORD` where it is none, or more than credits are."""
    found = _NUMBER.fullmatch(_with_decimals(text))
    if found is None:
        return Kind.WORD
    number = found["number"]
    if "." in number or "," in number:
        return Kind.DECIMAL
    return Kind.WHOLE if len(number) <= 2 else Kind.WORD


_SURNAME = (
    r"(?:(?:van|von|der|den|de|la|le|di|da|del|dos|du) )*[^\W\d][\w.'-]*(?: [^\W\d][\w.'-]*)?"
)
_NAMES = re.compile(
    rf"{_SURNAME}, [^\W\d][\w.'-]*(?: [^\W\d][\w.'-]*)?(?:; {_SURNAME}, [^\W\d][\w. '-]*)*"
)


def is_name(text: str) -> bool:
    """Return whether a text looks like the names of persons, each with the surname first.

    Example:
        >>> from degreekit.ingest.tables.columns.cells import is_name
        >>> is_name("van der Roe, Ann; Poe, P."), is_name("DATA STRUCTURES")
        (True, False)
    """
    return bool(_NAMES.fullmatch(text))


@dataclass
class Shapes:
    """Says what kind of thing a text is at one institution.

    Attributes:
        institution: its grade scales say what is a grade.
    """

    institution: Institution
    _kinds: dict[str, Kind] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._worth: dict[str, set[Decimal]] = {}
        for scale in self.institution.grade_scales:
            for grade in scale.grades:
                worth = self._worth.setdefault(grade.symbol.upper(), set())
                worth.update([] if grade.points is None else [grade.points])

    def kind(self, text: str) -> Kind:
        """Return what a text may be."""
        kind = self._kinds.get(text)
        if kind is None:
            kind = self._kinds[text] = self._kind(text)
        return kind

    def _kind(self, text: str) -> Kind:
        kind = _kind_of_number(text)
        for shape, own in _SHAPES:
            if shape.fullmatch(text):
                kind |= own
        if status_word(text):
            kind |= Kind.STATUS
        if self.is_mark(text):
            kind |= Kind.MARK
        if term_of(text):
            kind |= Kind.TERM
        return kind

    def is_mark(self, text: str) -> bool:
        """Return whether a text is a mark of the institution, or stands for one."""
        text = self.unexplained(text)
        if self.symbol(text) is not None or _OPEN.fullmatch(text):
            return True
        plain = _AROUND.sub("", text)
        return bool(_TRANSFER.fullmatch(plain) or _LEFT.fullmatch(plain))

    def looks_like_mark(self, text: str) -> bool:
        """Return whether a text has the shape of a mark that some scale may have."""
        return self.is_mark(text) or bool(_SHAPE.fullmatch(text))

    def symbol(self, text: str) -> str | None:
        """Return the symbol of a scale that a text prints, without the marks of footnotes."""
        if said := _SIGN.fullmatch(text):
            text = said["letter"] + ("-" if said["sign"].upper() == "MINUS" else "+")
        plain = text.replace(" ", "").translate(_SAME)
        if plain.upper() in self._worth:
            return plain
        for symbol in _SPELLED.get(plain.upper(), ()):
            if symbol in self._worth:
                return symbol
        for _ in range(2):
            plain = _AROUND.sub("", plain)
            if plain.upper() in self._worth:
                return plain
        return None

    def worth(self, text: str) -> Iterable[Decimal]:
        """Return what a mark may be worth, by the scales that have it."""
        return self._worth.get((self.symbol(self.unexplained(text)) or "").upper(), ())

    @staticmethod
    def unexplained(text: str) -> str:
        """Return a mark without what it means or is worth, where a cell says that besides."""
        text = _GRADE_NAME.sub("", text, count=1) if _GRADE_NAME.match(text) else text
        found = _EXPLAINED.fullmatch(text)
        return found["mark"] if found else text

    @staticmethod
    def is_open(text: str) -> bool:
        """Return whether a text stands for a grade that is not there yet."""
        return not text or bool(_OPEN.fullmatch(text))

    @staticmethod
    def unmarked(text: str) -> str:
        """Return a mark without the marks of footnotes around it."""
        return _AROUND.sub("", text)

    @staticmethod
    def has_sign(text: str) -> bool:
        """Return whether a text is a letter and the word for its sign: ``B plus``."""
        return bool(_SIGN.fullmatch(text))

    @staticmethod
    def is_transfer(text: str) -> bool:
        """Return whether a mark says that credit came from elsewhere."""
        return bool(_TRANSFER.fullmatch(text))

    @staticmethod
    def has_left(text: str) -> bool:
        """Return whether a text says that the student left the course."""
        return bool(_LEFT.fullmatch(text))


#: The dashes and apostrophes in use, as `GradeScale.get` knows them.
_SAME = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("‘’′", "'"))
