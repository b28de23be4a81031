"""Small models drawn directly: whatever the compiler can write, and combinations it rarely does."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from degreekit.audit.model.model import Counter, Goal, Item, Model, Option, Pool, Spread

__all__ = ["models"]

_GAINS = (1, 1, 1, 2, 3)
_NEEDS = (1, 1, 2, 3, 5)
_CAPS = (1, 1, 2, 3)
_few = st.integers(1, 2)
_alike = st.sampled_from((1, 1, 2, 3))
_LEFT_OUT = Option((), (), assumed=False)


@st.composite
def models(
    draw: st.DrawFn,
    *,
    most_items: int = 4,
    most_options: int = 3,
    most_counters: int = 5,
    most_pools: int = 2,
    spreads: bool = True,
    leaf_parts: bool = True,
) -> Model:
    """Draw a model that can still be enumerated.

    A few things hold of every model that is compiled and so hold here: a course below an average
    takes away from it, and nothing takes away from another counter; a further course has no grade
    yet, so it does not change an average; what a spread counts has a need of 1 and no bound; an
    item that does harm wherever it is used can be left out; each leaf stands once in the goal; and
    what no course brings stands in a choice that could do without it.

    Args:
        draw: the source of choices.
        most_items: the largest number of items.
        most_options: the largest number of options of an item.
        most_counters: the largest number of counters besides those of spreads.
        most_pools: the largest number of pools.
        spreads: whether there may be maximums of how many counters are above zero.
        leaf_parts: whether a leaf may ask for some of its parts.
    """
    counters = draw(st.lists(_counters(), min_size=1, max_size=most_counters))
    signed = {
        place
        for place, counter in enumerate(counters)
        if counter.cap is None and counter.start == 0 and draw(st.integers(0, 5)) == 0
    }
    counted: list[Spread] = []
    if spreads and draw(st.integers(0, 2)) == 0:
        first = len(counters)
        counters += [Counter(f"subject {n}", need=1) for n in range(draw(st.integers(2, 3)))]
        marks = tuple(range(first, len(counters)))
        counted = [Spread("subjects", marks, draw(st.integers(1, len(marks) - 1)))]
    places = range(len(counters))
    bounded = {place for place, counter in enumerate(counters) if counter.cap is not None}
    bounded |= {place for spread in counted for place in spread.counters}
    items = tuple(
        item
        for _ in range(draw(st.integers(0, most_items)))
        for item in [draw(_items(places, signed, bounded, most_options))] * draw(_alike)
    )[:most_items]  # those that can do the same are chosen from together
    open_ = [place for place in places if place not in signed]
    pools = tuple(
        Pool(
            tuple(draw(_options(open_, set(), further=True)) for _ in range(draw(_few))),
            supply=draw(st.integers(1, 3)),
            kind=number,
        )
        for number in range(draw(st.integers(0, most_pools)) if open_ else 0)
    )
    goal = draw(_goals(counters, leaf_parts))
    order = draw(st.permutations([c for leaf in goal.leaves for c in leaf.counters]))
    summed = [(counter, draw(_few)) for counter in order]
    cut, end = (draw(st.integers(0, len(summed))) for _ in range(2))
    return Model(
        tuple(counters),
        items,
        pools,
        goal,
        tuple(counted),
        tuple(summed[:cut]),
        tuple(summed[cut:][:end]),
    )


@st.composite
def _counters(draw: st.DrawFn) -> Counter:
    shape = draw(st.sampled_from(["need", "need", "need", "cap", "both", "exact"]))
    need = None if shape == "cap" else draw(st.sampled_from(_NEEDS))
    cap = draw(st.sampled_from(_CAPS)) if shape in ("cap", "both") else None
    if shape == "exact":  # as a Take of so many courses
        cap = need
    start = draw(st.sampled_from([0, 0, 0, 1]))
    return Counter(shape, need, cap, start if cap is None else min(start, cap))


@st.composite
def _items(
    draw: st.DrawFn, places: Sequence[int], signed: set[int], bounded: set[int], most_options: int
) -> Item:
    options = [
        draw(_options(places, signed, further=False))
        for _ in range(draw(st.integers(1, most_options)))
    ]
    # What may do harm can be left out: last where it was taken, first where it is waived.
    if all(any(place in bounded or gain < 0 for place, gain in o.gains) for o in options):
        options.insert(draw(st.sampled_from([len(options), len(options), 0])), _LEFT_OUT)
    state = draw(st.sampled_from([0, 0, 0, 1, 2]))
    return Item(tuple(options), in_progress=state % 2, planned=state // 2)


@st.composite
def _options(draw: st.DrawFn, places: Sequence[int], signed: set[int], *, further: bool) -> Option:
    if not further and draw(st.integers(0, 3)) == 0:
        return _LEFT_OUT
    some = draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True))
    gains = []
    for place in sorted(some):
        gain = draw(st.sampled_from(_GAINS))
        if place in signed:
            gain = draw(st.sampled_from([-3, -2, -1, 1, 2]))
        gains.append((place, gain))
    return Option(
        uses=((draw(st.integers(0, 2)), 0),),
        gains=tuple(gains),
        approvals=draw(st.sampled_from([0, 0, 0, 1, 2])),
        credits=draw(st.sampled_from([1500, 3000, 3000, 4500])) if further else 0,
    )


@st.composite
def _goals(draw: st.DrawFn, counters: list[Counter], leaf_parts: bool) -> Goal:
    needed = [place for place, counter in enumerate(counters) if counter.need is not None]
    draw(st.randoms(use_true_random=False)).shuffle(needed)
    leaves: list[Goal] = []
    while needed and (not leaves or draw(st.integers(0, 5)) > 0):
        taken = draw(st.integers(1, min(3, len(needed))))
        own, needed = needed[:taken], needed[taken:]
        parts: tuple[Goal, ...] = ()
        if leaf_parts and taken > 1 and draw(st.booleans()):
            cut = draw(st.integers(0, taken - 2))
            parts = tuple(Goal(counters=(place,)) for place in own[cut:])
            own = own[:cut]
        at_least = draw(st.integers(1, len(parts))) if parts else 0
        leaves.append(Goal(len(leaves), tuple(own), parts, at_least))
    parts = tuple(leaves)
    waiting = 0
    while parts and draw(st.integers(0, 2)) == 0:
        cut = draw(st.integers(1, len(parts)))
        chosen, least = parts[:cut], draw(st.integers(1, cut))
        if draw(st.integers(0, 2)) == 0:  # something that no course brings would do as well
            chosen = (*chosen, Goal(pending=waiting))
            waiting += 1
        choice = Goal(parts=chosen, at_least=least)
        parts = (choice, *parts[cut:])
        if len(parts) == 1 or waiting > 1:
            break
    return Goal(parts=parts, at_least=len(parts))
