"""Who a document is about, known only so far as to tell one student from another.

Nothing of it is ever shown: it has no readable form, and no reading keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

__all__ = ["Person", "are_two", "person_of"]

_USER = re.compile(r"[a-z]{2,4}\d{1,5}", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Z]?\d{7,10}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """What a document says of its student's name and identifiers.

    Attributes:
        users: user names.
        numbers: identifiers that are numbers.
        names: the words of the name, without initials.
    """

    users: frozenset[str] = field(default=frozenset())
    numbers: frozenset[str] = field(default=frozenset())
    names: frozenset[str] = field(default=frozenset())

    @property
    def is_known(self) -> bool:
        """Whether the document says anything of it."""
        return bool(self.users or self.numbers or self.names)

    def is_other_than(self, other: Person) -> bool:
        """Return whether both are known and cannot be one student.

        An identifier decides where both have one of its kind and form. Else the names do: one may
        have words that the other leaves out, and the order does not matter.

        Example:
            >>> from degreekit.ingest.readers.person import person_of
            >>> jane = person_of(["DOE, JANE QUINN"])
            >>> jane.is_other_than(person_of(["Jane Q. Doe"]))
            False
            >>> jane.is_other_than(person_of(["Roe, Richard"]))
            True
        """
        users, numbers = (self.users, other.users), (self.numbers, other.numbers)
        comparable = [pair for pair in (users, _of_one_form(*numbers)) if all(pair)]
        if comparable:
            return not any(mine & theirs for mine, theirs in comparable)
        fewer, more = sorted((self.names, other.names), key=len)
        return not all(any(_is_same(name, word) for word in more) for name in fewer)


def are_two(people: Sequence[Person]) -> bool:
    """Return whether some of these people cannot be one student.

    Example:
        >>> from degreekit.ingest.readers.person import are_two, person_of
        >>> are_two([person_of(["Doe, Jane"]), person_of([]), person_of(["Roe, Richard"])])
        True
    """
    return any(one.is_other_than(other) for one, other in combinations(people, 2))


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


def _is_same(name: str, other: str) -> bool:
    return name == other or SequenceMatcher(None, name, other).ratio() >= _ALIKE


def person_of(texts: Iterable[str]) -> Person:
    """Return who these texts name: names, user names, numbers in any order.

    Args:
        texts: as printed behind labels such as NAME and UNI.
    """
    users, numbers, names = set[str](), set[str](), set[str]()
    for text in map(_value, texts):
        for word in re.split(r"[\s,;()]+", text):
            if _USER.fullmatch(word):
                users.add(word.casefold())
            elif _NUMBER.fullmatch(word):
                numbers.add(word.casefold())
            else:
                names.update(part.casefold() for part in _WORD.findall(word))
    return Person(frozenset(users), frozenset(numbers), frozenset(names))


def _value(text: str) -> str:
    """Return what stands after a label, up to the next label."""
    return re.split(r"\s+\w[\w ]{0,20}:", text, maxsplit=1)[0]
