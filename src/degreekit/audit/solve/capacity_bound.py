"""A bound on needs that are served through few bounded places alone.

A breadth requirement of 12 credits, for instance, is served through its four places: once one is
waived, or small courses fill some, the others may not hold enough, whatever is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from degreekit.audit.model.model import Model

__all__ = ["enough_room"]


def enough_room(model: Model, needs: Iterable[int]) -> bool:
    """Return whether each of some needs fits into the places through which alone it is served."""
    options = [o for item in model.items for o in item.options]
    options += [o for pool in model.pools for o in pool.options]
    counters = model.counters
    for need in needs:
        missing = (counters[need].need or 0) - counters[need].start
        ways = [gains for option in options if (gains := dict(option.gains)).get(need, 0) > 0]
        places = Counter(c for way in ways for c in way if counters[c].cap is not None)
        for place in sorted(places, key=lambda c: (places[c], c)):  # rare ones are not needed
            others = places.keys() - {place}
            if all(way.keys() & others for way in ways):
                del places[place]
        if missing <= 0 or not all(way.keys() & places.keys() for way in ways):
            continue
        room = sum(
            ((counters[place].cap or 0) - counters[place].start)
            * max(way[need] for way in ways if place in way)
            for place in places
        )
        if missing > room:
            return False
    return True
