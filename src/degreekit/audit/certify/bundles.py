"""Rows that count only together, or of which one or some count, as the check reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from degreekit.audit.certify.decisions import Listing
from degreekit.requirements import OneOf, Row, SomeOf, Together
from degreekit.requirements.rows import ANY_CREDITS, Entry

__all__ = ["Bundle", "Place", "bundles_of", "choices_of", "places_of"]


@dataclass(frozen=True)
class Place:
    """Something that so many courses fill, or bundles of rows.

    Attributes:
        rows: positions of the rows whose courses fill it.
        bundles: the rows of each bundle that fills it.
        title: for people.
        count: how many courses and bundles fill it.
        credits: how many credits fill it, at least, where it is filled by credits.
        most_credits: how many fill it at most; None for no bound.
    """

    rows: frozenset[int]
    bundles: tuple[frozenset[int], ...]
    title: str
    count: int = 1
    credits: Decimal | None = None
    most_credits: Decimal | None = None

    @property
    def least(self) -> int:
        """What fills it, at least: courses and bundles, or thousandths of credits."""
        return self.count if self.credits is None else int(self.credits * 1000)

    @property
    def most(self) -> int:
        """What may fill it."""
        if self.credits is None:
            return self.count
        return int((ANY_CREDITS if self.most_credits is None else self.most_credits) * 1000)


@dataclass(frozen=True)
class Bundle:
    """Rows that count only together.

    Attributes:
        rows: positions of all its rows, also of the bundles within.
        places: what has to be filled.
        title: for people.
    """

    rows: frozenset[int]
    places: tuple[Place, ...]
    title: str


def bundles_of(listing: Listing) -> Iterator[Bundle]:
    """Yield every bundle of a list, those within others too."""
    for _, bundle in _read(listing):
        if bundle is not None:
            yield bundle


def choices_of(listing: Listing) -> Iterator[Place]:
    """Yield the choices between rows that are not themselves what fills a place of a bundle."""
    for place, _ in _read(listing):
        if place is not None:
            yield place


def places_of(listing: Listing) -> Iterator[Place]:
    """Yield everything that only so many courses, or bundles, may fill."""
    for place, bundle in _read(listing):
        if bundle is not None:
            yield from bundle.places
        if place is not None:
            yield place


def _read(listing: Listing) -> Iterator[tuple[Place | None, Bundle | None]]:
    take = listing.take
    if all(isinstance(entry, Row) for entry in take.rows):
        return
    first = len(listing.rows) - len(take.listed)  # decisions put rows at the head
    for entry in take.rows:
        if isinstance(entry, OneOf):
            yield _choice(entry, first), None
        yield from _below(entry, first)
        first += _size(entry)


def _positions(entry: Entry, first: int) -> frozenset[int]:
    return frozenset(range(first, first + _size(entry)))


def _size(entry: Entry) -> int:
    return 1 if isinstance(entry, Row) else sum(map(_size, entry.rows))


def _parts(entry: Together | OneOf | SomeOf, first: int) -> Iterator[tuple[Entry, int]]:
    """Yield what an entry is made of, each with the position of its first row."""
    for part in entry.rows:
        yield part, first
        first += _size(part)


def _below(entry: Entry, first: int) -> Iterator[tuple[Place | None, Bundle | None]]:
    """Yield the bundles of an entry, and the choices among rows of which some count."""
    match entry:
        case Row():
            return
        case Together():
            places = tuple(_choice(part, at) for part, at in _parts(entry, first))
            yield None, Bundle(_positions(entry, first), places, entry.text())
        case SomeOf():
            rows = _positions(entry, first)
            yield None, Bundle(rows, (_some(entry, first),), entry.text())
            for part, at in _parts(entry, first):
                if isinstance(part, OneOf):
                    yield _choice(part, at), None
        case OneOf():
            pass
    for part, at in _parts(entry, first):
        yield from _below(part, at)


def _some(entry: SomeOf, first: int) -> Place:
    """Return what the rows of which some count fill together."""
    if entry.courses is None:
        rows = _positions(entry, first)
        return Place(rows, (), entry.text(), 1, entry.credits, entry.most_credits)
    return Place(*_filling(_parts(entry, first)), entry.text(), entry.courses)


def _choice(entry: Entry, first: int) -> Place:
    """Return what one course, or one bundle, of an entry fills."""
    return Place(*_filling([(entry, first)]), entry.text())


def _filling(
    entries: Iterable[tuple[Entry, int]],
) -> tuple[frozenset[int], tuple[frozenset[int], ...]]:
    """Return the rows that fill a place, and the bundles, which do so as one."""
    rows: set[int] = set()
    bundles: list[frozenset[int]] = []
    for entry, at in entries:
        match entry:
            case Row():
                rows.add(at)
            case OneOf():
                more, within = _filling(_parts(entry, at))
                rows |= more
                bundles += within
            case Together() | SomeOf():
                bundles.append(_positions(entry, at))
    return frozenset(rows), tuple(bundles)
