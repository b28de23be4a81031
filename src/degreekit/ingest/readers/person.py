"""Who a document is about, known only so far as to tell one student from another.

Nothing of it is ever shown: it has no readable form, and no reading keeps it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

__all__ = ["People", "Person", "are_two", "person_of"]

_USER = re.compile(r"[a-z]{2,4}\d{1,5}", re.IGNORECASE)
#: A number of a student, or what is left of one that is masked: ``XXX-XX-1234``.
_NUMBER = re.compile(r"[A-Z]?\d{7,10}|[X*#]{2,}-?[X*#]{0,4}-?\d{2,4}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
#: What surrounds a name and does not belong to it.
_TITLES = frozenset(
    {"mr", "ms", "mrs", "miss", "dr", "jr", "sr", "ii", "iii", "iv", "formerly", "nee", "aka"}
)
#: A labelled value ends where the next label begins.
_NEXT_LABEL = re.compile(r"\s+\w[\w ]{0,20}:")
_BORN = re.compile(r"birth|\bDOB\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """What a document says of its student's name and identifiers.

    Attributes:
        users: user names.
        numbers: identifiers that are numbers.
        names: the words of the name, without initials.
        bracketed: words in brackets after the name, as of the name before it was changed.
        initials: the initials in the name.
        born: dates of birth as printed, each after its form.
        scanned: whether OCR read it, which may misread a letter of a name.
    """

    users: frozenset[str] = field(default=frozenset())
    numbers: frozenset[str] = field(default=frozenset())
    names: frozenset[str] = field(default=frozenset())
    bracketed: frozenset[str] = field(default=frozenset())
    initials: frozenset[str] = field(default=frozenset())
    born: frozenset[tuple[str, str]] = field(default=frozenset())
    scanned: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the document says anything of it."""
        return bool(self.users or self.numbers or self.names)

    def is_other_than(self, other: Person) -> bool:
        """Return whether both are known and cannot be one student.

        An identifier decides where both have one of its kind and form, unless it stands next to two
        names that share no word. Else a date of birth speaks against it, and else the names do: one
        may have words that the other leaves out, and the order does not matter.

        Example:
            >>> from degreekit.ingest.readers.person import person_of
            >>> jane = person_of(["DOE, JANE QUINN"])
            >>> jane.is_other_than(person_of(["Jane Q. Doe"]))
            False
            >>> jane.is_other_than(person_of(["Roe, Richard"]))
            True
        """
        scanned = self.scanned or other.scanned
        numbers = _of_one_form(self.numbers, other.numbers)
        comparable = [pair for pair in ((self.users, other.users), numbers) if all(pair)]
        alike = {name for name in self.names if _is_in(name, other, scanned)}
        if comparable:
            named = len(self.names) > 1 and len(other.names) > 1
            strangers = named and not alike and not self._is_spelled_as(other)
            return strangers or not any(mine & theirs for mine, theirs in comparable)
        mine, theirs = dict(self.born), dict(other.born)
        if any(mine[form] != theirs[form] for form in mine.keys() & theirs.keys()):
            return True
        is_part = alike == self.names or all(_is_in(name, self, scanned) for name in other.names)
        return not (is_part or self._is_spelled_as(other)) or _differ_by_initials(self, other)

    def _is_spelled_as(self, other: Person) -> bool:
        """Return whether two names have the same letters: ``Jean-Luc`` and ``Jeanluc``."""
        return sorted("".join(self.names)) == sorted("".join(other.names))

    def with_more(self, other: Person) -> Person:
        """Return what both say together."""
        return Person(
            self.users | other.users,
            self.numbers | other.numbers,
            self.names | other.names,
            self.bracketed | other.bracketed,
            self.initials | other.initials,
            self.born | other.born,
            self.scanned or other.scanned,
        )


class People:
    """Collects what a document says of its students, statement by statement.

    Several statements may be about one student, as a name and a number are. The same label with
    another student after it begins the next one, on the same page too.
    """

    def __init__(self) -> None:
        self._pages: dict[int, list[dict[str, Person]]] = {}

    def add(self, page: int, label: str, person: Person) -> None:
        """Add what a page says after a label; without a label, what a line says by itself."""
        known = self._pages.setdefault(page, [{}])
        before = known[-1].get(label)
        if before is not None and before.is_other_than(person):
            known.append({})
            before = None
        known[-1][label] = before.with_more(person) if before else person

    def all(self) -> tuple[Person, ...]:
        """Return the students that the pages name; one student on two pages is there twice."""
        every = (one for known in self._pages.values() for one in known)
        people = (_together(statements.values()) for statements in every)
        return tuple(person for person in people if person.is_known or person.born)


def _together(people: Iterable[Person]) -> Person:
    whole = Person()
    for person in people:
        whole = whole.with_more(person)
    return whole


def are_two(people: Sequence[Person]) -> bool:
    """Return whether some of these people cannot be one student.

    Example:
        >>> from degreekit.ingest.readers.person import are_two, person_of
        >>> are_two([person_of(["Doe, Jane"]), person_of([]), person_of(["Roe, Richard"])])
        True
    """
    different = dict.fromkeys(people)
    return any(one.is_other_than(other) for one, other in combinations(different, 2))


def _of_one_form(
    mine: frozenset[str], theirs: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the identifiers of a form that both have: a student may have one of each form."""
    forms = set(map(_form, mine)) & set(map(_form, theirs))
    a, b = (frozenset(one for one in ids if _form(one) in forms) for ids in (mine, theirs))
    return a, b


def _form(identifier: str) -> str:
    return re.sub(r"\d", "0", identifier)


#: Words of a name that are alike by this much are one, of which OCR has misread a letter.
_ALIKE = 0.85
#: Some systems cut names; what is left has so many letters at least.
_CUT = 8


def _is_in(name: str, person: Person, scanned: bool) -> bool:
    """Return whether a word of a name is one of a person's, or of the name before that."""
    return any(_is_same(name, word, scanned) for word in person.names | person.bracketed)


def _is_same(name: str, other: str, scanned: bool) -> bool:
    if name == other or (min(len(name), len(other)) >= _CUT and _is_cut(name, other)):
        return True
    return scanned and SequenceMatcher(None, name, other).ratio() >= _ALIKE


def _is_cut(name: str, other: str) -> bool:
    return name.startswith(other) or other.startswith(name)


def _differ_by_initials(one: Person, other: Person) -> bool:
    """Return whether one has a surname and initials only, and these are not those of the other."""
    fewer, more = sorted((one, other), key=lambda person: len(person.names))
    if len(fewer.names) != 1 or not fewer.initials or not (more.names - fewer.names):
        return bool(
            one.names == other.names
            and len(one.names) == 1
            and one.initials
            and other.initials
            and one.initials.isdisjoint(other.initials)
        )
    first = {name[0] for name in more.names - fewer.names} | more.initials
    return fewer.initials.isdisjoint(first)


def person_of(texts: Iterable[str], label: str = "", *, scanned: bool = False) -> Person:
    """Return who these texts name: names, user names, numbers in any order.

    Args:
        texts: as printed after labels such as NAME and UNI.
        label: the label, where there is one; that of a date of birth says what the text is.
        scanned: whether OCR read them.
    """
    values = [_value(text) for text in texts]
    if _BORN.search(label):
        dates = [re.sub(r"\W+", " ", value).strip().casefold() for value in values]
        forms = [_form(re.sub(r"[a-z]+", "a", date)) for date in dates]
        born = zip(forms, dates, strict=True)
        return Person(born=frozenset(pair for pair in born if "0" in pair[0]))
    users, numbers = set[str](), set[str]()
    names, bracketed = set[str](), set[str]()
    for text in values:
        for word in re.split(r"[\s,;()]+", text):
            if _USER.fullmatch(word):
                users.add(word.casefold())
            elif _NUMBER.fullmatch(word):
                numbers.add(word.casefold())
        plain = _plain(text)
        bare = _BRACKETS.sub(" ", plain)
        if len(_words(bare)) < 2:  # the name itself stands in them
            bare = plain
        names |= _words(bare)
        bracketed |= _words(plain) - _words(bare)
    return Person(
        frozenset(users),
        frozenset(numbers),
        frozenset(name for name in names if len(name) > 1),
        frozenset(bracketed),
        frozenset(name for name in names if len(name) == 1),
        scanned=scanned,
    )


_BRACKETS = re.compile(r"\([^()]*\)")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text)) - _TITLES


def _plain(text: str) -> str:
    """Return a name as it is compared: small, without accents, apostrophes and identifiers."""
    words = (word for word in text.split() if not _IDENTIFIER.search(word))
    letters = unicodedata.normalize("NFKD", " ".join(words))
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"['’`]", "", letters).casefold()


#: A word with a digit, or with the mask of one, is not a name.
_IDENTIFIER = re.compile(r"\d|[*#]{2}")


def _value(text: str) -> str:
    """Return what stands after a label, up to the next label."""
    return _NEXT_LABEL.split(text, maxsplit=1)[0]
