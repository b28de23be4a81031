"""Rows of a list that count only together, or of which one or some count, as sums and choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from degreekit.requirements import OneOf, Row, SomeOf, Take, Together
from degreekit.requirements.rows import Entry

__all__ = ["Slot", "Slots", "slots_of"]


@dataclass
class Slot:
    """A place that so many courses fill, or bundles of other places.

    Attributes:
        of: the bundle that it is a part of; None for a choice that stands by itself.
        count: how many courses or bundles fill it.
        credits: how many credits fill it, at least, where it is filled by credits.
        most_credits: how many fill it at most; None for no bound.
        rows: positions of the rows whose courses fill it.
        bundles: the bundles that fill it, but where it is filled by credits.
    """

    of: int | None = None
    count: int = 1
    credits: Decimal | None = None
    most_credits: Decimal | None = None
    rows: set[int] = field(default_factory=set)
    bundles: set[int] = field(default_factory=set)

    @property
    def fits_one(self) -> bool:
        """Whether one course or bundle fills it."""
        return self.count == 1 and self.credits is None


@dataclass
class Slots:
    """The slots of a list. A bundle is complete when each slot that is a part of it is filled.

    Attributes:
        slots: every one.
        bundles: how many bundles there are.
        rows: positions of the rows in any of them.
    """

    slots: list[Slot] = field(default_factory=list)
    bundles: int = 0
    rows: set[int] = field(default_factory=set)


def slots_of(take: Take) -> Slots:
    """Return the slots of a list."""
    reading = _Reading()
    for entry in take.rows:
        reading.visit(entry, ())
    return reading.slots


class _Reading:
    """Adds the slots of one entry after the other."""

    def __init__(self) -> None:
        self.slots = Slots()
        self.position = 0

    def visit(self, entry: Entry, filled: Sequence[Slot]) -> None:
        """Add the slots of an entry.

        Args:
            entry: the entry.
            filled: the slots that a course in it fills.
        """
        match entry:
            case Row():
                for slot in filled:
                    slot.rows.add(self.position)
                    self.slots.rows.add(self.position)
                self.position += 1
            case OneOf():
                # A place that one course fills anyway needs no other one.
                own = () if any(slot.fits_one for slot in filled) else (self._new(Slot()),)
                for part in entry.rows:
                    self.visit(part, (*filled, *own))
            case SomeOf():
                slot = Slot(
                    self._begin(filled), entry.courses or 1, entry.credits, entry.most_credits
                )
                within = (*_by_credits(filled), self._new(slot))
                for part in entry.rows:
                    self.visit(part, within)
            case Together():
                bundle = self._begin(filled)
                for part in entry.rows:
                    self.visit(part, (*_by_credits(filled), self._new(Slot(bundle))))
            case _:
                assert_never(entry)

    def _new(self, slot: Slot) -> Slot:
        self.slots.slots.append(slot)
        return slot

    def _begin(self, filled: Sequence[Slot]) -> int:
        """Add a bundle, which fills each slot but those that its courses fill by their credits."""
        bundle = self.slots.bundles
        for slot in filled:
            if slot.credits is None:
                slot.bundles.add(bundle)
        self.slots.bundles += 1
        return bundle


def _by_credits(filled: Sequence[Slot]) -> Iterator[Slot]:
    return (slot for slot in filled if slot.credits is not None)
