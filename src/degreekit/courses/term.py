"""Academic terms: their order in time and their spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from degreekit.courses._text import TextValue
from degreekit.errors import DegreekitError

__all__ = ["SEASON_WORDS", "InvalidTerm", "Term"]

_SEASONS = ("Winter", "Spring", "Summer", "Fall")
#: Every word that names a season in a printed term, and the season's place in the calendar year.
SEASON_WORDS = {name.upper(): place for place, name in enumerate(_SEASONS)} | {"AUTUMN": 3}

_WORDS = "|".join(SEASON_WORDS)
_FORMS = (
    re.compile(rf"^(?P<season>{_WORDS})(?:\s+(?:TERM|[A-D]))?,?\s+(?P<year>\d{{4}})$"),
    re.compile(rf"^(?P<year>\d{{4}})\s+(?P<season>{_WORDS})(?:\s+(?:TERM|[A-D]))?$"),
)
_CODE = re.compile(r"^(?P<year>\d{4})(?P<season>[123])$")


class InvalidTerm(DegreekitError, ValueError):
    """A text that names no term.

    Attributes:
        text: what was to be read.
    """

    def __init__(self, text: str):
        self.text = text
        super().__init__(f"{text!r} is not a term: write season and year, as in 'Fall 2023'")


@dataclass(frozen=True, slots=True, order=True)
class Term(TextValue):
    """A term of the academic calendar; terms compare in the order of time.

    Attributes:
        year: the calendar year.
        season: the place in the calendar year: 0 winter, 1 spring, 2 summer, 3 fall.

    Example:
        >>> from degreekit.courses import Term
        >>> Term.parse("Spring 2023") < Term.parse("20233")
        True
        >>> str(Term.parse("20233"))
        'Fall 2023'
    """

    year: int
    season: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``Fall 2023``, ``2023 Fall``, ``Summer A 2023``, ``Autumn 2023`` or ``20233``.

        Raises:
            InvalidTerm: the text names no term.
        """
        clean = " ".join(text.upper().split())
        for form in _FORMS:
            if found := form.match(clean):
                return cls(int(found["year"]), SEASON_WORDS[found["season"]])
        if found := _CODE.match(clean):  # the directory's term code: 1 spring, 2 summer, 3 fall
            return cls(int(found["year"]), int(found["season"]))
        raise InvalidTerm(text)

    @property
    def ordinal(self) -> int:
        """A number that grows by one from season to season, four a year."""
        return self.year * 4 + self.season

    def later(self, seasons: int) -> Self:
        """Return the term so many seasons later; with a negative number, earlier."""
        return self.from_ordinal(self.ordinal + seasons)

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        """Return the term of a number that `ordinal` gave."""
        return cls(*divmod(ordinal, 4))

    def __str__(self) -> str:
        return f"{_SEASONS[self.season]} {self.year}"
