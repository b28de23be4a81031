"""Which words of a line are a course code, in the grammar of the institution.

A code may stand anywhere in a line, in one word or in several, with its section, between marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from degreekit.courses import CodeGrammar, InvalidCourseCode, Listing
from degreekit.ingest.page.layout import Line, Word
from degreekit.ingest.tables.words.terms import find_terms, term_of

__all__ = ["CodeFinder", "FoundCode", "inside_terms", "small_subjects", "trusted", "whole_codes"]

#: Codes that begin within this of each other, in font sizes, stand in one column, however indented.
_INDENT = 3.0

#: ... and of one column of codes that are not indented, within this.
_ALIGNED = 0.4
#: A code with its section has at most this many words: COMS W 4995 sec 003.
_MOST_WORDS = 5
#: What may begin a code, and what one has to have in it.
_BEGINS = re.compile(r"[A-Za-z0-9]")
#: What stands behind a code in brackets and a comma: "Databases (COMS W4111), 3.00 credits, A". The
#: number of a student may stand there as well, and has no value behind it.
_VALUE = re.compile(r"[(\[]?(?:\d{1,2}(?:[.,]\d+)?|[A-F][+-]?|IP|In)[)\]]?[,;:]?")
_DIGIT = re.compile(r"\d")
_DECIMAL = re.compile(r"\(?\d{1,3}[.,]\d{1,4}\)?")
_BARS = frozenset("|│¦")
#: Marks that point to a footnote, glued to a code or in front of it.
_MARKS_BEFORE = re.compile(r"^[*†‡§¶#+•^~(\[]+(?=[A-Z0-9])")
#: ... or the hyphen in front of a section that stands on the next line of the cell.
_MARKS_BEHIND = re.compile(r"(?<=[A-Z0-9])[*†‡§¶#+^~:,;]+$|(?<=\d)-$")
#: Words that stand before a number and are no subject.
_NO_SUBJECT = frozenset(
    [
        "JAN",
        "FEB",
        "MAR",
        "APR",
        "MAY",
        "JUN",
        "JUNE",
        "JUL",
        "JULY",
        "AUG",
        "SEP",
        "SEPT",
        "OCT",
        "NOV",
        "DEC",
        "JANUARY",
        "FEBRUARY",
        "MARCH",
        "APRIL",
        "AUGUST",
        "SEPTEMBER",
        "OCTOBER",
        "NOVEMBER",
        "DECEMBER",
        "PAGE",
        "YEAR",
        "CLASS",
        "AWARDED",
        "ISSUED",
        "NY",
        "TERM",
        "FALL",
        "SPRING",
        "SUMMER",
        "WINTER",
        "AUTUMN",
        "SINCE",
        "IN",
        "ON",
        "OF",
        "ROOM",
        "PHONE",
        "TEL",
        "FAX",
        "BOX",
        "ID",
        "NO",
        "NUMBER",
        "AT",
        "TO",
        "FROM",
        "BY",
        "AND",
        "OR",
        "THE",
        "FOR",
        "POINTS",
        "CREDITS",
        "HOURS",
        "UNITS",
        "GPA",
        "EARNED",
        "ATTEMPTED",
        "TOTAL",
        "TOTALS",
        "SECTION",
        "SEC",
        "SESSION",
        "SEMESTER",
        "LEVEL",
        "PART",
        "UNIT",
        "BLOCK",
        "PERIOD",
        "STUDENT",
        "PRINTED",
        "DATE",
        "AS",
        "GRADE",
        "GRADES",
        "CREDIT",
        "POINT",
        "AVERAGE",
        "AVG",
        "CUM",
    ]
)


#: An academic year, which has the form of a code: AY23.
_YEAR = re.compile(r"A\.?Y\.?\s?\d{2}(?:\d\d)?\b")


#: The kind of a class and its section: "LEC 001".
_COMPONENT = re.compile(r"(?:LEC|LAB|REC|DIS|DISC|SEM|TUT|IND|RSC|CLN|LECTURE|SEMINAR)\.? 0\d\d?\b")

#: The key of a section, with its year and term: COMSW4115_001_2022_3.
_KEY = re.compile(r"_(?P<section>[A-Z]?\d{2,3})_(?:19|20)\d\d_\d{1,2}$")
#: A number that may be a year.
_CALENDAR = re.compile(r"(?:19|20)\d\d")
#: A section apart from its code.
_DASHES, _SECTION = ("-", "–"), re.compile(r"\d{3}")


class FoundCode(NamedTuple):
    """A code among the words of a line.

    Attributes:
        start: its first word.
        end: the word behind its last.
        listing: what it says.
        text: how it is printed, without marks.
        marked: whether a mark is glued to it.
    """

    start: int
    end: int
    listing: Listing
    text: str
    marked: bool


#: A subject in small letters, with a school letter behind it or without: "Coms W4771".
_SMALL = re.compile(r"[A-Z][a-z]{1,3}\b")
_ALL_SMALL = re.compile(r"[a-z]{2,4}")
_SMALL_LETTERED = re.compile(
    r"(?P<subject>[A-Za-z][a-z]{1,3})(?P<letter> (?:[A-Z]{1,2}|[a-z]{1,2})(?=\d{4}(?:\D|$)))"
)
_SMALL_NUMBERED = re.compile(r"(?P<subject>[A-Z][a-z]{1,3}) (?=(?!19|20)\d{3,4}(?:\D|$))")
_SMALL_NUMBER = re.compile(r"[a-z]{1,2}\d{4}(?:\D|$)")
#: A number with fewer digits than this may be credits.
_FEWER = 3
#: Marks that look like subjects.
_MARKS = frozenset({"IP", "CIP", "TR", "T", "W", "UW", "P", "R", "AU", "IN", "INC", "NR", "CR"})
#: So many lines begin with such a code at least, before one without a letter is taken for one.
_OFTEN = 3


def _large(text: str, small: Collection[str]) -> str:
    """Return the text of a code with its subject in capital letters."""
    found = _SMALL_LETTERED.match(text)
    if found is not None and found["subject"][0].islower() is not found["letter"][1].islower():
        return text
    if found is None:
        found = _SMALL.match(text)
        if found is None or found[0] not in small:
            return text
    return found[0].upper() + text[found.end() :]


def small_subjects(lines: Sequence[Line]) -> set[str]:
    """Return the subjects that a document prints in small letters, in front of bare numbers."""
    starts = [found["subject"] for line in lines if (found := _SMALL_NUMBERED.match(line.text))]
    known = {subject for subject in starts if subject.upper() not in _NO_SUBJECT}
    often = sum(subject in known for subject in starts) >= _OFTEN
    return known if often else set()


@dataclass
class CodeFinder:
    """Finds the codes of one institution.

    Attributes:
        grammar: how it spells them.
        subject: the subject of codes that are printed without one; None where there are none.
        small: the subjects that the document prints in small letters, as "Coms".
    """

    grammar: CodeGrammar
    subject: str | None = None
    small: set[str] = field(default_factory=set)
    _read: dict[str, Listing | None] = field(default_factory=dict, repr=False)
    _found: dict[tuple[Word, ...], list[FoundCode]] = field(default_factory=dict, repr=False)

    def listing(self, text: str) -> Listing | None:
        """Return what a text says if it is a code; None if it is not."""
        if text not in self._read:
            self._read[text] = self._parse(text)
        return self._read[text]

    def _parse(self, text: str) -> Listing | None:
        text = _KEY.sub(r"_\g<section>", _large(text, self.small)).replace("_", " ").strip()
        if not text or (text.split()[0] != text.split()[0].upper() and not self.subject):
            return None  # "Page 1"
        if text.split()[0].rstrip(":.,#-*") in _NO_SUBJECT or term_of(text):
            return None
        if _YEAR.match(text) or _COMPONENT.match(text):
            return None
        try:
            listing = self.grammar.find_listing(text, subject=self.subject)
        except InvalidCourseCode:
            return None
        if self.subject and not listing.code.letter and text[:1].isdigit():
            return None  # of a bare number nothing says that it is a course
        return listing

    def find(self, words: Sequence[Word]) -> list[FoundCode]:
        """Return the codes among words, from left to right; none of them share a word."""
        words = tuple(words)
        if words not in self._found:  # a line is asked for its codes in every step of the reading
            self._found[words] = self._find(words)
        return list(self._found[words])

    def _find(self, words: tuple[Word, ...]) -> list[FoundCode]:
        found: list[FoundCode] = []
        if not any(map(_has_digit, words)):
            return found
        inside = inside_terms(words)
        at = 0
        while at < len(words):
            code = None if at in inside else self._at(words, at)
            if code is None:
                at += 1
            else:
                found.append(code)
                at = code.end
        return found

    def _at(self, words: Sequence[Word], at: int) -> FoundCode | None:
        """Return the longest code that begins with a word; None if none does."""
        first = words[at].text
        if not first[0].isalnum():
            first = _MARKS_BEFORE.sub("", first)
        if not first or not _BEGINS.match(first):
            return None
        if first.upper() != first and not self._may_be_small(words, at, first):
            return None
        texts = [first]
        enclosed = words[at].text.startswith(("(", "["))
        best: FoundCode | None = None
        for end in range(at + 1, min(len(words), at + _MOST_WORDS) + 1):
            if end > at + 1:
                if words[end - 1].text in _BARS and len(texts) == 1:
                    continue  # a bar between the cells of the subject and the number
                if words[end - 1].is_rule or _DECIMAL.fullmatch(words[end - 1].text):
                    break  # "CALCULUS 3.00" has credits and no section
                texts.append(words[end - 1].text)
            whole = " ".join(texts)
            listed = enclosed and end < len(words) and _VALUE.fullmatch(words[end].text)
            plain = whole.rstrip(")],;:" if listed else ")]") if enclosed else whole
            if not plain[-1:].isalnum():
                plain = _MARKS_BEHIND.sub("", plain)
            if _DIGIT.search(plain) and (listing := self.listing(plain)):
                marked = plain != whole or first != words[at].text
                best = FoundCode(at, end, listing, plain, marked)
            elif best is None and end - at >= 3:
                break
        return best and self._with_section(words, best)

    @staticmethod
    def _may_be_small(words: Sequence[Word], at: int, first: str) -> bool:
        """Return whether a word in small letters may be a subject: the next one is a number."""
        if at + 1 == len(words):
            return False
        if _SMALL.match(first):
            return True
        return bool(_ALL_SMALL.fullmatch(first) and _SMALL_NUMBER.match(words[at + 1].text))

    def _with_section(self, words: Sequence[Word], code: FoundCode) -> FoundCode:
        """Return a code with the section that ends its cell: "COMS W4111 - 001"."""
        behind = words[code.end : code.end + 3]
        texts = [word.text for word in behind]
        if len(texts) < 2 or texts[0] not in _DASHES or not _SECTION.fullmatch(texts[1]):
            return code
        if len(texts) > 2 and behind[2].left - behind[1].right <= behind[1].size:
            return code  # the words of a title: "COMS W4111 - 101 IDEAS"
        text = f"{code.text}-{texts[1]}"
        listing = self.listing(text)
        return FoundCode(code.start, code.end + 2, listing, text, code.marked) if listing else code


def _has_digit(word: Word) -> bool:
    return bool(_DIGIT.search(word.text))


def inside_terms(words: Sequence[Word]) -> set[int]:
    """Return the words that go on with a term that begins before them: "Summer II 2021"."""
    if not any(map(_has_digit, words)):
        return set()
    starts: list[int] = []
    text = ""
    for word in words:
        starts.append(len(text))
        text += f"{word.text} "
    spans = [(found.start, found.end) for found in find_terms(text)]
    return {n for n, at in enumerate(starts) if any(start < at < end for start, end in spans)}


def trusted(lines: Sequence[Line], finder: CodeFinder) -> dict[Line, list[FoundCode]]:
    """Return the codes of each line that stand where codes do: a title may look like one.

    Args:
        lines: all lines of a document.
        finder: finds the codes.
    """
    codes = {line: finder.find(line.words) for line in lines}
    # a level and a section are as many times a code as there are rows, but not as many codes
    every = [code for found in codes.values() for code in found]
    # nor is a state in front of a call number: "IP 67682"
    plain = [code for code in every if code.listing.code.subject not in _MARKS] or every
    kinds = {(_digits(code), code.text) for code in plain}
    lengths = Counter(digits for digits, _ in kinds)
    usual = max(lengths, key=lambda n: (lengths[n], n), default=0)
    subjects = {code.listing.code.subject for code in every if _digits(code) == usual}
    alone = {_digits(found[0]) for found in codes.values() if len(found) == 1}
    for line, found in codes.items():
        if lengths[usual] >= _OFTEN:  # "UG 008", "IP 67682"
            found = codes[line] = [c for c in found if not _is_level(line, c, subjects, usual)]
        if len(found) > 1 and any(_digits(code) == usual for code in found):
            found = codes[line] = [code for code in found if not _is_section(code, usual)]
        # beside a code a mark and a call number are none: "UW 40203"
        own = [code for code in found if _digits(code) == usual]
        if own and len(found) > 1:
            # nor are words of a title, where no course has so short a number: "TYPE 2 DIABETES"
            least = min(usual, _FEWER) if lengths[usual] >= _OFTEN else 0
            codes[line] = [
                c
                for c in found
                if _digits(c) <= usual and (_digits(c) >= least or _digits(c) in alone)
            ]
    for line in _years(codes):
        codes[line] = []
    places = _places(codes, 0)
    usual_places = _places(codes, usual)

    def support(
        line: Line,
        code: FoundCode,
        near: float = _INDENT,
        places: Mapping[int | None, Sequence[float]] = places,
    ) -> int:
        lefts, left = places.get(line.column, ()), line.words[code.start].left
        near *= line.size
        return bisect_right(lefts, left + near) - bisect_left(lefts, left - near)

    kept: dict[Line, list[FoundCode]] = {}
    for line, found in codes.items():
        if len(found) > 1:
            # the one that stands where most do is that of the row; the last word of a title and a
            # call number may look like one, and begin anywhere
            for near in (_ALIGNED, _INDENT):
                alike = {code: support(line, code, near) for code in found}
                best = max(found, key=lambda code: (alike[code], -code.start))
                if alike[best] > 2 * alike[found[0]]:
                    found = [best, *(c for c in found if c is not best and support(line, c) > 1)]
                    break
        kept[line] = [
            c
            for c in found
            if (support(line, c) > 1 or not _is_torn(line, c))
            # the end of a title and the credits behind it: "LEARNING 3"
            and (
                _digits(c) >= min(usual, _FEWER)
                or lengths[usual] < _OFTEN
                or support(line, c, places=usual_places)
            )
        ]
    return kept


def _years(codes: Mapping[Line, Sequence[FoundCode]]) -> list[Line]:
    """Return the lines that say letters and a year, and nothing else, as "FY 2022".

    No other course has those letters for a subject.
    """
    alone: dict[str, list[Line]] = {}
    others = set[str]()
    for line, found in codes.items():
        for code in found:
            subject, number = code.listing.code.subject, code.listing.code.number
            is_year = _CALENDAR.fullmatch(number) and not code.listing.code.letter
            before = {word.text.upper() for word in line.words[: code.start]}
            if is_year and before <= _NO_SUBJECT and code.end == len(line.words):
                alone.setdefault(subject, []).append(line)
            else:
                others.add(subject)
    return [line for name in alone.keys() - others for line in alone[name]] if others else []


def _places(
    codes: Mapping[Line, Sequence[FoundCode]], least: int
) -> Mapping[int | None, Sequence[float]]:
    """Return where codes of so many digits or more begin, by the columns of pages."""
    places: dict[int | None, list[float]] = {}
    for line, found in codes.items():
        lefts = (line.words[code.start].left for code in found if _digits(code) >= least)
        places.setdefault(line.column, []).extend(lefts)
    return {column: sorted(lefts) for column, lefts in places.items()}


def _digits(code: FoundCode) -> int:
    """Return how many digits the number of a code has."""
    return sum(c.isdigit() for c in code.listing.code.number)


def _is_section(code: FoundCode, usual: int) -> bool:
    """Return whether the number of a code looks like a section, where codes have more digits."""
    number = code.listing.code.number
    return number.startswith("0") and _digits(code) < usual


def _is_level(line: Line, code: FoundCode, subjects: Collection[str], usual: int) -> bool:
    """Return whether the words of a code are a level and a section, each in its own cell.

    Or a mark and the number of a class.
    """
    subject = code.listing.code.subject
    is_call = subject in _MARKS and _digits(code) > usual
    is_level = _is_section(code, usual) and subject not in subjects
    return _has_gap(line, code) and (is_call or is_level)


def whole_codes(line: Line, finder: CodeFinder) -> list[FoundCode]:
    """Return the codes in a line of which all words stand in one cell."""
    return [code for code in finder.find(line.words) if not _has_gap(line, code)]


def _is_torn(line: Line, code: FoundCode) -> bool:
    """Return whether the words of a code stand in two cells, as the end of a title and a figure.

    A subject and a number that have a cell each are one; so is a number with the letter of a
    school, which no figure has.
    """
    if code.end - code.start == 2 and line.words[code.end - 1].text[0].isalpha():
        return False
    beside = line.words[max(0, code.start - 1) : code.end + 1]
    apart = sum(b.left - a.right > b.size for a, b in pairwise(beside)) == len(beside) - 1
    return _has_gap(line, code) and not (apart and code.end - code.start == 2)


def _has_gap(line: Line, code: FoundCode) -> bool:
    words = line.words[code.start : code.end]
    return any(b.left - a.right > b.size for a, b in pairwise(words))
