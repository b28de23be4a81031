"""Rows of a list that count only together, or instead of each other, as sums and choices."""

from __future__ import annotations

from dataclasses import dataclass, field

from degreekit.requirements import OneOf, Row, Take, Together
from degreekit.requirements.nodes import Entry

__all__ = ["Slot", "Slots", "slots_of"]


@dataclass
class Slot:
    """One place that a course fills, or a bundle of other places.

    Attributes:
        of: the bundle that it is a part of; None for a choice that stands by itself.
        rows: positions of the rows of which a course fills it.
        bundles: the bundles of which one fills it.
    """

    of: int | None = None
    rows: set[int] = field(default_factory=set)
    bundles: set[int] = field(default_factory=set)


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
    found = Slots()
    position = 0

    def visit(entry: Entry, slot: Slot | None) -> None:
        nonlocal position
        match entry:
            case Row():
                if slot is not None:
                    slot.rows.add(position)
                    found.rows.add(position)
                position += 1
            case OneOf():
                if slot is None:
                    slot = Slot()
                    found.slots.append(slot)
                for part in entry.rows:
                    visit(part, slot)
            case Together():
                bundle = found.bundles
                found.bundles += 1
                if slot is not None:
                    slot.bundles.add(bundle)
                for place in entry.rows:
                    own = Slot(of=bundle)
                    found.slots.append(own)
                    visit(place, own)

    for entry in take.rows:
        visit(entry, None)
    return found
