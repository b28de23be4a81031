"""Reads the notation of sets of courses, see `CourseSet`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from degreekit.courses.code import CodeGrammar, CourseCode
from degreekit.courses.sets.atoms import BRACES, NUMBERS, Backwards, atom_of, numbers_of
from degreekit.courses.sets.diagram import (
    ANY_TERM,
    EMPTY,
    UNDATED,
    Split,
    Steps,
    both,
    product,
    span,
    union,
    without,
)
from degreekit.courses.term import InvalidTerm, Term
from degreekit.courses.title import title_key
from degreekit.errors import DegreekitError

_TOKENS = re.compile(
    r"""\s*(?:
    (?P<title>"[^"]*")
  | (?P<exact>\{[^{}]*\}(?:\{[^{}]+\}|[^\s"|&(),{}]+))
  | (?P<op>[|&()]|,)
  | (?P<minus>-(?=\s))
  | (?P<word>(?:[^\s"|&(),{}]|(?<=[A-Za-z])&(?=[A-Za-z]))+)
    )""",
    re.VERBOSE,
)
#: Begin a window of terms; in small letters, for IN is a subject somewhere.
_WINDOWS = frozenset({"undated", "dated", "in", "since", "before", "from"})
_SUBJECT = re.compile(r"[A-Z0-9][A-Z0-9&'/_.:-]*|\*")

_ATOM = "expected a number, as 4771, 41xx, 4000+, 4200-4299 or '*',"


class InvalidCourseSet(DegreekitError, ValueError):
    """A text that describes no set of courses.

    Attributes:
        text: what was to be read.
        position: where reading stopped, counted from 0.
        hint: what was expected there.
    """

    def __init__(self, text: str, position: int, hint: str):
        self.text = text
        self.position = position
        self.hint = hint
        super().__init__(f"{text!r} is not a course set: {hint} at position {position}")


def read(text: str, grammar: CodeGrammar) -> Split:
    """Return the courses that a text in the notation of `CourseSet` stands for.

    Raises:
        InvalidCourseSet: names the place and what was expected there.
    """
    return _Parser(text, grammar).whole()


class _Parser:
    """A recursive-descent reader: union of intersections and differences of atoms."""

    def __init__(self, text: str, grammar: CodeGrammar):
        self.text = text
        self.grammar = grammar
        self.tokens: list[tuple[str, str, int]] = []
        position = 0
        while text[position:].strip():
            found = _TOKENS.match(text, position)
            if found is None or found.lastgroup is None:
                raise InvalidCourseSet(text, position, 'expected a course, as in "COMS 4771",')
            kind = found.lastgroup
            self.tokens.append((kind, found[kind], found.start(kind)))
            position = found.end()
        self.next = 0

    def whole(self) -> Split:
        root = self.union()
        if self.next < len(self.tokens):
            raise self.error("expected '|', '&', ' - ' or the end")
        return root

    def union(self) -> Split:
        parts = [self.product()]
        while self.take("op", "|") or self.take("op", ","):
            parts.append(self.product())
        root: Split = union(parts)
        return root

    def product(self) -> Split:
        root = self.primary()
        while True:
            if self.take("op", "&"):
                root = root.join(self.primary(), both)
            elif self.take("minus", "-"):
                root = root.join(self.primary(), without)
            else:
                return root

    def primary(self) -> Split:
        if self.take("op", "("):
            root = self.union()
            if not self.take("op", ")"):
                raise self.error("expected ')'")
            return self.narrowed(root)
        return self.narrowed(self.course())

    def narrowed(self, root: Split) -> Split:
        """Apply a title and a window of terms that stand after a course or a group."""
        if title := self.take("title"):
            if not title_key(title):
                raise self.error("expected a title with words in it")
            root = root.join(product("*", (0, None), None, title_key(title), ANY_TERM), both)
        if (terms := self.window()) is not None:
            root = root.join(product("*", (0, None), None, None, terms), both)
        return root

    def course(self) -> Split:
        if exact := self.take("exact"):
            return self.exact(exact)
        words = self.words()
        if not words:
            raise self.error('expected a course, as in "COMS 4771",')
        if words[0] == "none":
            self.next += 1
            return EMPTY
        if words[0].upper() != words[0] and len(words[0]) == 1:
            raise self.error("expected a subject in capital letters, or '*',")
        for count in range(len(words), 0, -1):
            try:
                atom = atom_of(" ".join(words[:count]), self.grammar)
            except Backwards:
                self.next += count - 1
                raise self.error("expected the lower number first") from None
            if atom is not None:
                self.next += count
                return atom
        raise self.unread(words)

    def words(self) -> list[str]:
        """Return the words up to an operator, a title or a window of terms."""
        found: list[str] = []
        for place in range(self.next, len(self.tokens)):
            kind, text, _ = self.tokens[place]
            if kind != "word" or (text in _WINDOWS and found):
                break
            found.append(text)
        return found

    def exact(self, text: str) -> Split:
        """Read what no grammar has to take apart: subject and number in braces."""
        found = BRACES.fullmatch(text)
        assert found is not None  # noqa: S101 - the token has this form
        subject = found["subject"]
        if found["number"]:
            code = CourseCode(subject, found["number"])
            return product(subject, (code.value, code.value), code.form, None, ANY_TERM)
        numbers = NUMBERS.fullmatch(found["numbers"])
        if numbers is None:
            self.next -= 1
            raise self.error(_ATOM)
        span, form = numbers_of(numbers)
        return product(subject, span, form, None, ANY_TERM)

    def unread(self, words: Sequence[str]) -> InvalidCourseSet:
        """Return the mistake in words that do not name a course, at the word that is wrong."""
        if not _SUBJECT.fullmatch(words[0].upper()) or words[0].isdigit():
            return self.error(self.expected("expected a subject in capital letters, or '*',"))
        letters = next((n for n, word in enumerate(words) if word.upper() != word), len(words))
        at = max(1, min(letters, len(words) - 1))
        self.next += at if len(words) > 1 else len(words)
        return self.error(self.expected(_ATOM))

    def expected(self, hint: str) -> str:
        """Add to a hint how the institution writes codes."""
        forms = self.grammar.forms
        return f"{hint} or a code as {' or '.join(forms[:3])}," if forms else hint

    def window(self) -> Steps | None:
        word = self.take("word")
        match word:
            case None:
                return None
            case "undated":
                return span(UNDATED, UNDATED, True, False, UNDATED)
            case "dated":
                return span(0, None, True, False, UNDATED)
            case "in":
                term = self.term()
                return span(term, term, True, False, UNDATED)
            case "since":
                return span(self.term(), None, True, False, UNDATED)
            case "before":
                return span(0, self.term() - 1, True, False, UNDATED)
            case "from":
                first = self.term()
                if self.take("word") != "to":
                    raise self.error("expected 'to' and a term")
                return span(first, self.term(), True, False, UNDATED)
        self.next -= 1
        raise self.error("expected 'in', 'since', 'before' or 'from' and a term")

    def term(self) -> int:
        season, year = self.take("word"), self.take("word")
        try:
            return Term.parse(f"{season} {year}").ordinal
        except InvalidTerm:
            raise self.error("expected a term, as in 'Spring 2018',") from None

    def take(self, kind: str, value: str | None = None) -> str | None:
        """Return the next token if it is of the kind (and value), and step over it."""
        if self.next < len(self.tokens):
            found, text, _ = self.tokens[self.next]
            if found == kind and value in (None, text):
                self.next += 1
                return text
        return None

    def error(self, hint: str) -> InvalidCourseSet:
        at = self.tokens[self.next][2] if self.next < len(self.tokens) else len(self.text)
        return InvalidCourseSet(self.text, at, hint)
