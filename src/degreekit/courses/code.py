"""Course codes: which course a printed code names, in every spelling in use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

from degreekit.courses._text import TextValue
from degreekit.courses.term import SEASON_WORDS, Term
from degreekit.errors import DegreekitError

__all__ = ["CodeGrammar", "CourseCode", "InvalidCourseCode", "Listing"]


class InvalidCourseCode(DegreekitError, ValueError):
    """A text that is not a course code.

    Attributes:
        text: what was to be read.
        hint: what would be a code.
    """

    def __init__(self, text: str, hint: str = "write subject and number, as in 'COMS W4771'"):
        self.text = text
        self.hint = hint
        super().__init__(f"{text!r} is not a course code: {hint}")


@dataclass(frozen=True, slots=True, eq=False)
class CourseCode(TextValue):
    """A course code: subject, number, and the school letter printed between them.

    Identity is subject and number; the letter is kept as printed and ignored by `==` and `hash`.
    A letter behind the number belongs to the number (``PHYS 101L`` is not ``PHYS 101``) unless the
    institution's `CodeGrammar` says otherwise.

    Attributes:
        subject: the department's letters, upper case, as ``COMS``.
        number: the digits, with a letter behind them where that is part of the number.
        letter: the school letter(s) as printed, as ``W`` or ``GR``; empty where there is none.
        printed: the text the code was read from.

    Example:
        >>> from degreekit import CourseCode
        >>> CourseCode.parse("COMS W4771") == CourseCode.parse("COMS 4771")
        True
        >>> CourseCode.parse("STAT GR5241").letter
        'GR'
    """

    subject: str
    number: str
    letter: str = ""
    printed: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, with or without section, in the spellings that any institution uses.

        Args:
            text: for example ``COMS W4771``, ``COMS 4771``, ``COMS W4995 sec 003``.

        Raises:
            InvalidCourseCode: the text is not a course code.

        Example:
            >>> from degreekit import CourseCode
            >>> str(CourseCode.parse("coms w4995-014"))
            'COMS W4995'
        """
        code = CodeGrammar().parse(text)
        return cls(code.subject, code.number, code.letter, code.printed)

    @property
    def value(self) -> int:
        """The number without letters, as an integer: 4771."""
        return int(self.number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    @property
    def suffix(self) -> str:
        """What stands behind the digits and is part of the number; mostly empty."""
        return self.number.lstrip("0123456789")

    @property
    def level(self) -> int:
        """The number rounded down to its leading digit: 4000 for 4771, 100 for 115."""
        size: int = 10 ** (len(str(self.value)) - 1)
        return self.value // size * size

    def __str__(self) -> str:
        return f"{self.subject} {self.letter}{self.number}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CourseCode):
            return NotImplemented
        return (self.subject, self.number) == (other.subject, other.number)

    def __hash__(self) -> int:
        return hash((self.subject, self.number))


@dataclass(frozen=True, slots=True)
class Listing:
    """What one printed code says: the course, and the section and term where they stand in it.

    Attributes:
        code: the course.
        section: as ``003`` or ``V01``; None where none is printed.
        term: where the code carries one, as ``20231COMS4771W001`` does.
    """

    code: CourseCode
    section: str | None = None
    term: Term | None = None


# What may stand around subject and number. Each was seen on real material of registrars.
_SECTION = r"(?:[A-Z]?\d{2,3}|\d{1,3})"
_TAILS = (
    re.compile(rf"\s+SEC(?:TION)?\.?\s*(?P<section>{_SECTION})$"),  # COMS W4995 sec 003
    re.compile(rf"\s*[(\[](?P<section>{_SECTION})[)\]]$"),  # COMS W3157 (001), COMS W3157 [001]
    re.compile(rf"-(?P<term>\d{{4}}[123])-(?P<section>{_SECTION})$"),  # W4771-20231-001
    # COMS 4995.001, COMS W 4995-014, COMS*W4995*001, COMS4995W:001
    re.compile(rf"(?:(?<=\d)|(?<=\d[A-Z])|(?<=\d[A-Z]{{2}}))[.:/*-](?P<section>{_SECTION})$"),
    re.compile(r"(?<=\d{4}[A-Z])(?P<section>[A-Z\d]\d\d)$"),  # COMS4771W001
    re.compile(r"(?<=\d{4}[A-Z]{2})(?P<section>[A-Z\d]\d\d)$"),  # STAT5241GR001
    re.compile(r"(?<=\d)\s+(?P<section>[A-Z\d]\d\d)$"),  # COMS W4771 001, COMS W4771 V01
)
_TERM_HEAD = re.compile(r"^(?P<term>\d{4}[123])(?=[A-Z])")  # 20231COMS4771W001
_OFFERED = re.compile(r"(?<=\d)[xy](?:\s+and\s+y)?$")  # old bulletins: W4111x (fall) and y (spring)
_SPACED = re.compile(
    r"^(?P<subject>[A-Z][A-Z&]{1,7})_*[\s*/-]+(?:(?P<letter>[A-Z]{1,3})\s*)?"
    r"(?P<digits>\d{1,5})(?P<suffix>[A-Z]{0,2})$"
)
_GLUED = re.compile(r"^(?P<run>[A-Z][A-Z&]{1,8})_*(?P<digits>\d{2,5})(?P<suffix>[A-Z]{0,2})$")
_BARE = re.compile(r"^(?P<letter>[A-Z]{1,2})?\s*(?P<digits>\d{3,5})(?P<suffix>[A-Z]{0,2})$")


@dataclass(frozen=True, slots=True)
class CodeGrammar:
    """How one institution spells its codes.

    Attributes:
        school_letters: letters that stand between subject and number and are not part of either.
            Needed only to split codes written without a space, such as ``COMSW4771``.
        subject_length: how long a subject is in codes written without a space.
        suffix_is_letter: True where letters behind the number are a school or session letter
            (``COMS4771W`` in the directory of classes, ``CLLT S3310D`` in summer), not part of it.

    Example:
        >>> from degreekit.courses import CodeGrammar
        >>> grammar = CodeGrammar(frozenset({"W"}), suffix_is_letter=True)
        >>> [str(grammar.parse(text)) for text in ("COMSW4771", "COMS4771W")]
        ['COMS W4771', 'COMS W4771']
    """

    school_letters: frozenset[str] = frozenset()
    subject_length: int = 4
    suffix_is_letter: bool = False

    def parse(self, text: str, *, subject: str | None = None) -> CourseCode:
        """Read one code; section and term around it are passed over.

        Args:
            text: the code as printed.
            subject: the subject to assume where only ``W4771`` is printed.

        Raises:
            InvalidCourseCode: the text is not a code, or has no subject and none is given.
        """
        return self.parse_listing(text, subject=subject).code

    def parse_listing(self, text: str, *, subject: str | None = None) -> Listing:
        """Read one code together with the section and term printed in it.

        Raises:
            InvalidCourseCode: as for `parse`.
        """
        rest = " ".join(_OFFERED.sub("", text.strip()).upper().split())
        term: Term | None = None
        section: str | None = None
        if head := _TERM_HEAD.match(rest):
            term, rest = Term.parse(head["term"]), rest[head.end() :]
        for tail in _TAILS:
            if (found := tail.search(rest)) and found.start() > 0:
                section, rest = found["section"], rest[: found.start()]
                if "term" in tail.groupindex:
                    term = Term.parse(found["term"])
                break
        return Listing(self._core(rest, text, subject), section, term)

    def _core(self, rest: str, text: str, subject: str | None) -> CourseCode:
        if match := _SPACED.match(rest):
            name, letter = match["subject"], match["letter"] or ""
            if not letter and name in self.school_letters and subject:
                name, letter = subject, name
        elif match := _GLUED.match(rest):
            name, letter = self._split(match["run"], match["digits"])
            if len(name) <= 2 and subject and name in self.school_letters:
                name, letter = subject, name
        elif match := _BARE.match(rest):
            if subject is None:
                raise InvalidCourseCode(
                    text, f"it has no subject; write it before the number, as in 'COMS {rest}'"
                )
            name, letter = subject, match["letter"] or ""
        else:
            raise InvalidCourseCode(text)
        if name in SEASON_WORDS:  # "SPRING 2024" has the shape of a code
            raise InvalidCourseCode(text, "it is a term")
        digits, suffix = match["digits"], match["suffix"]
        if self.suffix_is_letter:
            letter, suffix = letter or suffix, ""
        return CourseCode(name, digits + suffix, letter, text)

    def _split(self, run: str, digits: str) -> tuple[str, str]:
        """Split ``COMSW`` into subject and letter, never below a whole subject.

        The length floor keeps ``ECON3213`` from being read as ``ECO N3213``.
        """
        head, tail = run[: self.subject_length], run[self.subject_length :]
        if len(digits) >= 4 and tail in self.school_letters:
            return head, tail
        return run, ""
