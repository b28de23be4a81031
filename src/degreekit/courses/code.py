"""Course codes: which course a printed code names, in the spelling of any institution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from degreekit.courses._text import TextValue
from degreekit.courses.term import SEASON_WORDS, Term
from degreekit.errors import DegreekitError

__all__ = ["CodeGrammar", "CourseCode", "InvalidCodeGrammar", "InvalidCourseCode", "Listing"]


class InvalidCourseCode(DegreekitError, ValueError):
    """A text that is not a course code.

    Attributes:
        text: what was to be read.
        hint: what would be a code.
    """

    def __init__(self, text: str, hint: str):
        self.text = text
        self.hint = hint
        super().__init__(f"{text!r} is not a course code: {hint}")


class InvalidCodeGrammar(DegreekitError, ValueError):
    """A description of codes that contradicts itself.

    Attributes:
        problem: what is wrong, and what would be right.
    """

    def __init__(self, problem: str):
        self.problem = problem
        super().__init__(f"not a grammar of course codes: {problem}")


# ------------------------------------------------------------------------------------- numbers

_DIGITS = re.compile(r"\d+")
#: UT Dallas prints the level, the credit hours and two more digits; a V leaves the hours open.
_VARIABLE = re.compile(r"(?P<level>\d)[A-Z](?P<rest>\d\d)")


def _is_open(form: str) -> bool:
    """Return whether a number of this form leaves its last digits open: ``4---``."""
    return form != "" and not form.strip("-")


@lru_cache(maxsize=16384)
def _split_number(number: str) -> tuple[int, str]:
    """Return the value of a number, and its form: what stands around the digits."""
    if number.endswith("-"):
        digits = number.rstrip("-")
        form = number[len(digits) :]
        return (int(digits) * 10 ** len(form) if digits else 0), form
    if variable := _VARIABLE.fullmatch(number):
        return int(f"{variable['level']}0{variable['rest']}"), f"={number}"
    digits_at = _DIGITS.search(number)
    if digits_at is None:
        return 0, f"={number}"
    digits, start = digits_at[0], digits_at.start()
    bare = digits.lstrip("0") or "0"
    before = number[:start] + digits[: len(digits) - len(bare)]
    after = number[digits_at.end() :]
    return int(bare), f"{before}#{after}" if before or "#" in after else after


def _number_of(value: int, form: str) -> str:
    """Return the number that has a value and a form."""
    if _is_open(form):
        return f"{str(value)[: -len(form)] if value else ''}{form}"
    if form.startswith("="):
        return form[1:]
    return form.replace("#", str(value), 1) if "#" in form else f"{value}{form}"


# --------------------------------------------------------------------------------------- a code


@dataclass(frozen=True, slots=True, eq=False)
class CourseCode(TextValue):
    """A course code: subject, number, and the school letter printed between them.

    Identity is subject and number; the letter is kept as printed and ignored by `==` and `hash`.
    Letters after the digits belong to the number (``PHYS 101L`` is not ``PHYS 101``), and so do
    those before fewer than four digits (``COM SCI M51A``), unless the institution's `CodeGrammar`
    says otherwise.

    A code may leave the number open, as transfer credit for no particular course does
    (``CS 4---``, ``CS 4XXX``, ``ELEC 2000-level``): it is at a level of a subject, and no list that
    names a number has it.

    Attributes:
        subject: the department, upper case, as ``COMS`` or ``PHY SCI``; with the mark that joins
            it to the number where that is not a space, as ``6.`` in ``6.1010``. Empty where codes
            are numbers.
        number: the digits, with the letters that are part of the number.
        letter: the school letter(s) as printed, as ``W`` or ``GR``; empty where there is none.
        printed: the text the code was read from.
        grammar: the grammar of the institution that read it; None where the text was read without
            one.

    Example:
        >>> from degreekit import CourseCode
        >>> CourseCode.parse("COMS W4771") == CourseCode.parse("COMS 4771")
        True
        >>> CourseCode.parse("PHY SCI 5") == CourseCode.parse("PHY ED 5")
        False
        >>> CourseCode.parse("STAT GR5241").letter
        'GR'
    """

    subject: str
    number: str
    letter: str = ""
    printed: str = field(default="", repr=False)
    grammar: CodeGrammar | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str, grammar: CodeGrammar | None = None) -> Self:
        """Read a code, with or without section.

        Args:
            text: for example ``COMS W4771``, ``PHY SCI 5``, ``6.1010``, ``COMS W4995 sec 003``.
            grammar: how the institution writes codes; without it the one that is in use (see
                `CodeGrammar.in_use`), or else every spelling that means the same anywhere.

        Raises:
            InvalidCourseCode: the text is not a course code.

        Example:
            >>> from degreekit import CourseCode
            >>> str(CourseCode.parse("coms w4995-014"))
            'COMS W4995'
        """
        code = (grammar or grammar_in_use()).parse(text)
        return cls(code.subject, code.number, code.letter, code.printed, code.grammar)

    @classmethod
    def at(cls, subject: str, value: int, form: str = "") -> Self:
        """Return the code with a value and a form, see `value` and `form`.

        Example:
            >>> from degreekit import CourseCode
            >>> str(CourseCode.at("PHYS", 101, "L"))
            'PHYS 101L'
        """
        return cls(subject, _number_of(value, form))

    @property
    def value(self) -> int:
        """The number without letters, as an integer: 4771; of an open one the lowest."""
        return _split_number(self.number)[0]

    @property
    def form(self) -> str:
        """What tells numbers of one value apart: ``L`` for ``101L``, ``E#`` for ``E107``."""
        return _split_number(self.number)[1]

    @property
    def suffix(self) -> str:
        """What stands after the digits and is part of the number; usually empty."""
        digits = _DIGITS.search(self.number)
        return self.number[digits.end() :] if digits and not self.is_open else ""

    @property
    def level(self) -> int:
        """The number rounded down to its leading digit: 4000 for 4771, 100 for 115."""
        size: int = 10 ** (len(str(self.value)) - 1)
        return self.value // size * size

    @property
    def is_open(self) -> bool:
        """Whether it names no course but a level of a subject, as ``CS 4---``."""
        return self.number.endswith("-")

    @property
    def span(self) -> tuple[int, int | None]:
        """The first and the last value that it may stand for; None for no end."""
        value, form = _split_number(self.number)
        if _is_open(form):
            return value, value + 10 ** len(form) - 1 if value else None
        return value, None if value == 0 and form.startswith("=") else value

    def __str__(self) -> str:
        join = " " if self.subject[-1:].isalnum() else ""
        return f"{self.subject}{join}{self.letter}{self.number}"

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


# -------------------------------------------------------------------------------------- a grammar

# What may stand around subject and number. Each was seen on real material of registrars.
_SECTION = r"(?:[A-Z]?\d{2,3}|\d{1,3})"
_EXAMPLE = "'COMS W4771', 'PHY SCI 5' or '6.1010'"
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
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))

# Of an institution with school letters.
_SPACED = re.compile(
    r"^(?P<subject>[A-Z][A-Z&]{1,7})_*(?:[\s*/-]+|\.(?=[A-Z]{1,3}\d{4}))"
    r"(?:(?P<letter>[A-Z]{1,3})\s*)?"
    r"(?P<digits>\d{1,5})(?P<suffix>[A-Z]{0,2})$"
)
_GLUED = re.compile(r"^(?P<run>[A-Z][A-Z&]{1,8})_*(?P<digits>\d{2,5})(?P<suffix>[A-Z]{0,2})$")
_BARE = re.compile(r"^(?P<letter>[A-Z]{1,2})?\s*(?P<digits>\d{3,5})(?P<suffix>[A-Z]{0,2})$")

# Of any institution. A word of a subject: MATH, C, I&C, COM-LIT, CS-GY, CS/EE, COMP_SCI.
_WORD = r"[A-Z](?:[A-Z&'/_.-]*[A-Z])?"
_NUMBER = (
    r"\d[A-Z]\d\d"  # 1V71
    # 4771, 101L, E107, 1AES, 148H1, 1151.01, 220-1
    r"|(?:[A-Z]{0,2}|[A-Z]{3}(?=\d{4}))\d{1,6}(?:\.\d\d|(?<=\d{3})-\d)?(?:[A-Z]{1,4}\d?)?"
)
_WORDS = re.compile(
    rf"(?P<subject>{_WORD}(?: {_WORD}){{0,3}})(?:(?P<mark>[.:])|[ */_-]+)(?P<number>{_NUMBER})"
)
_JOINED = re.compile(r"(?P<subject>[A-Z][A-Z&]{0,8})_*(?P<number>\d{1,6}(?:[A-Z]{1,4}\d?)?)")
# 6.1010, 18.06, 6.S081, 21M.301, 15-213, 0368-1105, 01:198:111
_FIGURES = re.compile(
    r"(?P<subject>(?:\d\d:)?\d{1,4}[A-Z]{0,2})(?P<mark>[.:-])(?P<number>[A-Z]{0,2}\d{1,4}[A-Z]{0,3})"
)
_SERIAL = re.compile(r"(?P<number>\d{6,8})")  # 234117
# CS 4---, CS 4XXX, CS 3TRN, CS TRN, ELEC 2000-LEVEL
_OPENED = re.compile(
    rf"(?:(?P<subject>{_WORD}(?: {_WORD}){{0,3}})(?:[ _-]+|(?=\d))"
    r"|(?P<joined>(?:\d{1,4}[A-Z]{0,2}|[A-Z]+)[.:-])(?=[\dX*-]))"
    r"(?:(?P<digits>\d{0,3})(?P<rest>-{2,5}|X{2,5}|\*{2,5}|_{2,5}|TRN|TRF|XFER|ELEC)"
    r"|(?P<level>[1-9]0{1,4})[ -]?LEVEL)"
)
#: School letters stand before numbers of so many digits (W4771); before shorter ones a letter tells
#: courses apart (UCLA: COM SCI M51A, UC Irvine: BIO SCI E107, Indiana: CSCI C211).
_LETTERED = 4
#: A number that is one of two ends: PHYS 3-99. The section after a hyphen is not larger than its
#: number, or begins with a zero: COMS 4995-014.
_ENDS = re.compile(
    r"(?<![A-Z\d.])[A-Z]{0,3}(?P<low>\d{1,6})[A-Z]{0,3}-(?P<high>[1-9]\d{0,5})[A-Z]?$"
)


@dataclass(frozen=True, slots=True)
class CodeGrammar:
    r"""How one institution writes its codes.

    Without arguments it reads every form that means the same wherever it is used: subjects of
    several words, letters before or after the digits, ``6.1010``, ``15-213``, ``234117``. An
    institution says more where its codes need it: school letters, or a pattern of its own.

    Attributes:
        school_letters: letters that stand between subject and number and are not part of either,
            as in ``COMS W4771``; with them ``COMSW4771`` can be split.
        subject_length: how long a subject is in codes written without a space.
        suffix_is_letter: True where letters after the number are a school or session letter
            (``COMS4771W`` in the directory of classes, ``CLLT S3310D`` in summer), not part of it.
        pattern: a regular expression for a whole code in capital letters with single spaces. Its
            groups are ``number`` and, where codes have one, ``subject``, ``letter`` (printed, but
            not part of the code) and ``section``.
        forms: codes as they are printed, for messages; a pattern needs at least one, and the
            first says what stands between subject and number.

    Raises:
        InvalidCodeGrammar: the pattern is not one, lacks a group, or does not read a form.

    Example:
        >>> from degreekit.courses import CodeGrammar
        >>> grammar = CodeGrammar(frozenset({"W"}), suffix_is_letter=True)
        >>> [str(grammar.parse(text)) for text in ("COMSW4771", "COMS4771W")]
        ['COMS W4771', 'COMS W4771']
        >>> pattern = r"(?P<subject>\d\d)[- ]?(?P<number>\d{3})"
        >>> cmu = CodeGrammar(pattern=pattern, forms=("15-213",))
        >>> cmu.parse("15213") == cmu.parse("15-213")
        True
    """

    school_letters: frozenset[str] = frozenset()
    subject_length: int = 4
    suffix_is_letter: bool = False
    pattern: str = ""
    forms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.pattern:
            return
        if self.school_letters or self.suffix_is_letter:
            raise InvalidCodeGrammar(
                "school letters go without a pattern: let its group 'letter' match them"
            )
        try:
            groups = re.compile(self.pattern).groupindex
        except re.error as error:
            raise InvalidCodeGrammar(
                f"the pattern {self.pattern!r} has a mistake: {error}"
            ) from None
        if "number" not in groups:
            raise InvalidCodeGrammar("the pattern needs a group for the number: (?P<number>...)")
        if unknown := sorted(set(groups) - {"subject", "letter", "number", "section"}):
            raise InvalidCodeGrammar(
                f"the pattern has a group {', '.join(unknown)}; there are subject, letter, number "
                "and section"
            )
        if not self.forms:
            raise InvalidCodeGrammar("a pattern needs an example of a code: forms=('CS 101',)")
        for form in self.forms:
            try:
                code = self.parse(form)
            except InvalidCourseCode:
                raise InvalidCodeGrammar(f"the pattern does not read {form!r}") from None
            if str(code) != _normal(form):
                raise InvalidCodeGrammar(
                    f"{form!r} is read as subject {code.subject!r} and number {code.number!r}, and "
                    f"printed as {str(code)!r}: correct the pattern, or write the form like that"
                )

    @property
    def declared(self) -> bool:
        """Whether it says anything beyond what holds everywhere."""
        return bool(self.school_letters or self.suffix_is_letter or self.pattern)

    @property
    def expected(self) -> str:
        """What to write, for messages."""
        examples = " or ".join(repr(form) for form in self.forms[:3])
        return (
            f"write it as in {examples}"
            if examples
            else "write subject and number, as in 'COMS W4771'"
        )

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Read codes and course sets in this grammar wherever no other one is named.

        Example:
            >>> from degreekit import CourseCode
            >>> from degreekit.courses import CodeGrammar
            >>> exams = CodeGrammar(pattern="(?P<subject>AP) (?P<number>[A-Z]+)", forms=("AP CSA",))
            >>> with exams.in_use():
            ...     print(CourseCode.parse("ap bio"))
            AP BIO
        """
        before = _in_use.set(self)
        try:
            yield
        finally:
            _in_use.reset(before)

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
        if self.pattern:
            return self._by_pattern(text)
        rest = _normal(_OFFERED.sub("", text.strip()))
        if not self.declared and (code := self._plain(rest, text)) is not None:
            return Listing(code)
        term: Term | None = None
        section: str | None = None
        if head := _TERM_HEAD.match(rest):
            term, rest = Term.parse(head["term"]), rest[head.end() :]
        if (
            not self.declared
            and (ends := _ENDS.search(rest))
            and int(ends["high"]) > int(ends["low"])
        ):
            raise InvalidCourseCode(
                text, "it is a range; a code names one course (write a section as 'sec 099')"
            )
        for tail in _TAILS:
            if (found := tail.search(rest)) and found.start() > 0:
                section, rest = found["section"], rest[: found.start()]
                if "term" in tail.groupindex:
                    term = Term.parse(found["term"])
                break
        return Listing(self._core(rest, text, subject), section, term)

    def find_listing(self, text: str, *, subject: str | None = None) -> Listing:
        """Read one code where any words may stand, as on the page of a document.

        Without a grammar of the institution only the most common forms are taken for codes there:
        ``3.00`` and ``INTRO TO STATS 3`` are none.

        Raises:
            InvalidCourseCode: as for `parse`.
        """
        if not self.declared:
            _COMMON.parse_listing(text, subject=subject)
        return self.parse_listing(text, subject=subject)

    def single(self, text: str) -> CourseCode | None:
        """Read one code that stands by itself, without a section; None where it is not one."""
        rest = _normal(text)
        try:
            if self.pattern:
                listing = self._by_pattern(text)
                return listing.code if listing.section is None else None
            if not self.declared:
                return self._plain(rest, text)
            return self._core(rest, text, None)
        except InvalidCourseCode:
            return None

    # ------------------------------------------------------------------------ by a pattern

    def _by_pattern(self, text: str) -> Listing:
        rest = _normal(text)
        found = _compiled(self.pattern).fullmatch(rest)
        if found is None:
            if opened := _opened(rest):
                return Listing(self._made(*opened, "", text))
            raise InvalidCourseCode(text, self.expected)
        groups = found.groupdict()
        name, number = (groups.get("subject") or "").strip(), groups["number"].strip()
        code = self._made(name, number, groups.get("letter") or "", text)
        return Listing(code, groups.get("section"))

    def _made(self, subject: str, number: str, letter: str, text: str) -> CourseCode:
        mark = _mark(self.pattern, self.forms[0]) if subject else ""
        subject = subject if subject.endswith(mark) else f"{subject}{mark}"
        return CourseCode(subject, number, letter.strip(), text, self)

    # ------------------------------------------------------------------- of any institution

    def _plain(self, rest: str, text: str) -> CourseCode | None:
        """Read a code in a form that means the same everywhere; None where it is none of them."""
        if opened := _opened(rest):
            return CourseCode(*opened, "", text)
        found = _WORDS.fullmatch(rest) or _JOINED.fullmatch(rest)
        if found is not None:
            return _of_words(found, text)
        if found := _FIGURES.fullmatch(rest):
            return CourseCode(f"{found['subject']}{found['mark']}", found["number"], "", text)
        if found := _SERIAL.fullmatch(rest):
            return CourseCode("", found["number"], "", text)
        return None

    # ------------------------------------------------------------------ with school letters

    def _core(self, rest: str, text: str, subject: str | None) -> CourseCode:
        if not self.declared and (code := self._undeclared(rest, text, subject)) is not None:
            return code
        if (parts := self._parts(rest, text, subject)) is None:
            if opened := _opened(rest):
                return CourseCode(*opened, "", text, self)
            raise InvalidCourseCode(text, self.expected)
        name, letter, digits, suffix = parts
        if name in SEASON_WORDS:  # "SPRING 2024" has the shape of a code
            raise InvalidCourseCode(text, "it is a term")
        if self.suffix_is_letter:
            letter, suffix = letter or suffix, ""
        return CourseCode(name, digits + suffix, letter, text, self if self.declared else None)

    def _undeclared(self, rest: str, text: str, subject: str | None) -> CourseCode | None:
        """Return what the text is where no institution says how its codes are written."""
        if (code := self._plain(rest, text)) is not None:
            return code
        if subject is not None and (bare := _BARE.match(rest)):
            return CourseCode(subject, bare["digits"] + bare["suffix"], bare["letter"] or "", text)
        return None

    def _parts(self, rest: str, text: str, subject: str | None) -> tuple[str, str, str, str] | None:
        """Return subject, letter, digits and suffix of a code; None where it has no such shape."""
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
            return None
        return name, letter, match["digits"], match["suffix"]

    def _split(self, run: str, digits: str) -> tuple[str, str]:
        """Split ``COMSW`` into subject and letter, never below a whole subject.

        The length floor keeps ``ECON3213`` from being read as ``ECO N3213``.
        """
        head, tail = run[: self.subject_length], run[self.subject_length :]
        if len(digits) >= 4 and tail in self.school_letters:
            return head, tail
        return run, ""


#: Reads every form that means the same at any institution.
ANY_GRAMMAR = CodeGrammar()
#: Reads subjects of one word only; no letter is empty, so nothing is split.
_COMMON = CodeGrammar(frozenset({""}))
_in_use: ContextVar[CodeGrammar] = ContextVar("grammar of course codes", default=ANY_GRAMMAR)


def grammar_in_use() -> CodeGrammar:
    """Return the grammar that holds where none is named."""
    return _in_use.get()


def _normal(text: str) -> str:
    return " ".join(text.translate(_DASHES).upper().split())


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=64)
def _mark(pattern: str, form: str) -> str:
    """Return what stands between subject and number in a code; nothing where it is a blank."""
    rest = _normal(form)
    found = _compiled(pattern).fullmatch(rest)
    if found is None or not found.groupdict().get("subject"):
        return ""
    start = found.start("letter") if found.groupdict().get("letter") else found.start("number")
    return rest[found.end("subject") : start].strip()


def _opened(rest: str) -> tuple[str, str] | None:
    """Return subject and number of a code that leaves its number open; None for any other."""
    found = _OPENED.fullmatch(rest)
    if found is None:
        return None
    subject = found["subject"] or found["joined"]
    if subject.split()[0] in SEASON_WORDS:
        return None
    if level := found["level"]:
        digits = level.rstrip("0")
        return subject, digits + "-" * (len(level) - len(digits))
    digits, open_ = found["digits"], found["rest"]
    # TRN and the like stand in a number of the usual width: CS 1TRN is of the 1000 level.
    places = len(open_) if (digits and not open_.isalpha()) or set(open_) == {"X"} else 3
    return subject, digits + "-" * (places if digits else 3)


def _of_words(found: re.Match[str], text: str) -> CourseCode:
    """Return a code with its subject in letters; before four digits stand school letters."""
    subject, number, letter = found["subject"], found["number"], ""
    words = subject.split()
    if words[0] in SEASON_WORDS:  # "SPRING 2024" has the shape of a code
        raise InvalidCourseCode(text, "it is a term")
    digits = _DIGITS.search(number)
    if digits is not None and len(digits[0]) >= _LETTERED:
        letter, number = number[: digits.start()], number[digits.start() :]
        if not letter and len(words) > 1 and len(words[0]) > 2 and len(words[-1]) <= 2:
            subject, letter = " ".join(words[:-1]), words[-1]
    mark = found.groupdict().get("mark") or ""
    return CourseCode(f"{subject}{mark}", number, letter, text)
