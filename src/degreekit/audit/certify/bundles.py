"""Rows of a list that count only together, or instead of each other, as the check reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from degreekit.audit.certify.decisions import Listing
from degreekit.requirements import OneOf, Row, Together

__all__ = ["Bundle", "Place", "bundles_of", "choices_of", "places_of"]


@dataclass(frozen=True)
class Place:
    """Something that one course fills, or one bundle of rows.

    Attributes:
        rows: positions of the rows of which a course fills it.
        bundles: the rows of each bundle of which one fills it.
    """

    rows: frozenset[int]
    bundles: tuple[frozenset[int], ...]


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
    """Yield the choices between rows that are a part of no bundle."""
    for place, _ in _read(listing):
        if place is not None:
            yield place


def places_of(listing: Listing) -> Iterator[Place]:
    """Yield everything that at most one course, or one bundle, may fill."""
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
        rows = _positions(entry, first)
        if isinstance(entry, OneOf):
            yield _place(entry, first), None
        yield from ((None, bundle) for bundle in _bundles(entry, first))
        first += len(rows)


def _positions(entry: Row | Together | OneOf, first: int) -> frozenset[int]:
    return frozenset(range(first, first + _size(entry)))


def _size(entry: Row | Together | OneOf) -> int:
    return 1 if isinstance(entry, Row) else sum(map(_size, entry.rows))


def _parts(entry: Together | OneOf, first: int) -> Iterator[tuple[Row | Together | OneOf, int]]:
    """Yield what an entry is made of, each with the position of its first row."""
    for part in entry.rows:
        yield part, first
        first += _size(part)


def _bundles(entry: Row | Together | OneOf, first: int) -> Iterator[Bundle]:
    if isinstance(entry, Row):
        return
    if isinstance(entry, Together):
        places = tuple(_place(part, at) for part, at in _parts(entry, first))
        yield Bundle(_positions(entry, first), places, entry.text())
    for part, at in _parts(entry, first):
        yield from _bundles(part, at)


def _place(entry: Row | Together | OneOf, first: int) -> Place:
    match entry:
        case Row():
            return Place(frozenset({first}), ())
        case Together():
            return Place(frozenset(), (_positions(entry, first),))
        case OneOf():
            parts = [_place(part, at) for part, at in _parts(entry, first)]
            rows = frozenset().union(*(part.rows for part in parts))
            return Place(rows, tuple(b for part in parts for b in part.bundles))
