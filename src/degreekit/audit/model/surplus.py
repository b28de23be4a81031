"""Which places courses have in the end, where lists may have been overfilled.

A course that may be in a list whatever other places it has is always put there, or there would be
as many ways to use it as there are sets of such lists. What a list then holds too much of is left
out here, the last courses first: nothing else depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from degreekit.audit.model.model import Model, Option, Solution

__all__ = ["Places", "Room", "placed_in"]

#: The places of a course: positions of lists, and of the rows in them.
Places = tuple[tuple[int, int], ...]
#: The counter that says how many courses have to be in a list, and how many it holds.
Room = tuple[int, int]


def placed_in(
    model: Model,
    solution: Solution,
    rooms: Mapping[int, Room],
    forced: tuple[int, int] | None = None,
) -> Iterator[Places]:
    """Yield the places of each item, and then of each further course.

    Args:
        model: what was chosen from.
        solution: what was chosen.
        rooms: the room of each list that may be overfilled, by its position.
        forced: an item, and the list that it has to be in.
    """
    options = [item.options[n] for item, n in zip(model.items, solution.chosen, strict=True)]
    options += [model.pools[pool].options[number] for pool, number in solution.further]
    if not rooms:
        yield from (option.uses for option in options)
        return
    left = {take: most for take, (_, most) in rooms.items()}

    def is_free(number: int, option: Option, take: int) -> bool:
        counter = rooms[take][0] if take in rooms else None
        return (
            counter is not None
            and (number, take) != forced
            and all(one != counter for one, _ in option.gains)
        )

    for number, option in enumerate(options):
        for take, _ in option.uses:
            if take in left and not is_free(number, option, take):
                left[take] -= 1
    for number, option in enumerate(options):
        places = []
        for take, row in option.uses:
            if is_free(number, option, take):
                if left[take] <= 0:
                    continue
                left[take] -= 1
            places.append((take, row))
        yield tuple(places)
