"""Who a document is about, known only so far as to tell one student from another.

Nothing of it is ever shown: it has no readable form, and no reading keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Person", "person_of"]

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

        An identifier decides where both have one of its kind. Else the names do: one may have
        words that the other leaves out, and the order does not matter.

        Example:
            >>> from degreekit.ingest.readers.person import person_of
            >>> jane = person_of(["DOE, JANE QUINN"])
            >>> jane.is_other_than(person_of(["Jane Q. Doe"]))
            False
            >>> jane.is_other_than(person_of(["Roe, Richard"]))
            True
        """
        for mine, theirs in ((self.users, other.users), (self.numbers, other.numbers)):
            if mine and theirs:
                return not mine & theirs
        if not (self.names and other.names):
            return False
        return not (self.names <= other.names or other.names <= self.names)


def person_of(texts: Iterable[str]) -> Person:
    """Return who these texts name: names, user names, numbers in any order.

    Args:
        texts: as printed behind labels such as NAME and UNI.
    """
    users, numbers, names = set[str](), set[str](), set[str]()
    for text in texts:
        for word in re.split(r"[\s,;()]+", text):
            if _USER.fullmatch(word):
                users.add(word.casefold())
            elif _NUMBER.fullmatch(word):
                numbers.add(word.casefold())
            else:
                names.update(part.casefold() for part in _WORD.findall(word))
    return Person(frozenset(users), frozenset(numbers), frozenset(names))
