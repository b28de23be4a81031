"""The ways to share out the lines between courses, and what each costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.titles.evidence import NOT_TITLE, TOPIC, Evidence, Mode
from degreekit.ingest.tables.titles.gaps import Gap
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["MODES", "Choice", "Label", "Way"]

#: Where the other lines of a title stand, seen from its values; and how unusual that is. Of an even
#: number of lines none is in the middle: the values stand between two, or on the upper or the
#: lower.
_UNUSUAL: Mapping[Mode, float] = {
    "below": 0.0, "above": 1.4, "around": 1.4, "upper": 1.4, "lower": 2.0,
}  # fmt: skip
#: How many more lines of a title there may be below the values than above them.
_MORE_BELOW: Mapping[Mode, tuple[int, int]] = {"around": (0, 0), "upper": (0, 1), "lower": (-1, 0)}
#: A row without any title, and, of values in the middle, each line more on one side of them.
_UNTITLED = 4.0
_LOPSIDED = 2.5
#: Where a line may belong to either of two courses, titles of even length are likelier. That says
#: nothing about where values stand.
_LONG = 1.0
#: Lines at half the pitch on both sides of a row show that its cells are set in the middle.
_CENTERED = 3.0
#: Of so many lines between two courses each is looked at; a title goes on over so many at most.
_MOST_FREE = 12
_MOST_LINES = 6

MODES = tuple(_UNUSUAL)

Label = Literal[
    "below", "above", "neither"
]  # the rest of the row above, the beginning of that below


class Choice(NamedTuple):
    """How many lines of a gap belong to the row above it, and how many to the row below."""

    first: int
    last: int

    def label(self, at: int, count: int) -> Label:
        """Return what one of the lines is taken for."""
        if at < self.first:
            return "below"
        return "above" if at >= count - self.last else "neither"


def _titled(gap: Gap, choice: Choice) -> int:
    """Return how many of the first lines belong to the title itself, and are not its topic."""
    return sum(not TOPIC.match(line.text) for line in gap.lines[: choice.first])


class Way:
    """The lines between rows shared out, with the other lines of titles on one side of the values.

    Attributes:
        cost: in points, of the best choices.
        choices: the best, for each gap.
    """

    def __init__(
        self, mode: Mode, gaps: Sequence[Gap], evidence: Evidence, is_centered: bool
    ) -> None:
        self.mode = mode
        self.evidence = evidence
        self.cost = _UNUSUAL[mode]
        if is_centered:
            self.cost = 0.0 if mode == "around" else self.cost + _CENTERED
        self.choices: list[Choice] = []
        self._over: list[dict[Choice, float]] = []  # what all cost more if that is chosen
        self._counts = [len(gap.lines) for gap in gaps]
        # where a column of the page ends within a row, its lines need not be even
        self._cut = {id(g.above) for g in gaps if g.above and not g.above.holds(g.lines[-1])}
        chain: list[Gap] = []
        for gap in gaps:
            if chain and (gap.above is None or gap.above is not chain[-1].below):
                self._solve(chain)
                chain = []
            chain.append(gap)
        if chain:
            self._solve(chain)

    def by_label(self, number: int) -> Iterator[tuple[int, Label, float]]:
        """Yield for each line of a gap what all cost if it is taken for something."""
        count = self._counts[number]
        for choice, more in self._over[number].items():
            for at in range(count):
                yield at, choice.label(at, count), self.cost + more

    def _solve(self, chain: Sequence[Gap]) -> None:
        """Find the cheapest choices in gaps of which each shares a row with the next."""
        own = [dict(self._choices(gap)) for gap in chain]
        down: list[dict[Choice, float]] = []  # the least of all gaps down to this one
        for number, gap in enumerate(chain):
            before = down[-1].items() if number else [(Choice(0, 0), 0.0)]
            down.append(
                {
                    c: cost
                    + min(b + self._row(gap.above, o.last, _titled(gap, c)) for o, b in before)
                    for c, cost in own[number].items()
                }
            )
        rest: list[
            dict[Choice, float]
        ] = []  # the least of all gaps below this one, from the last up
        for number in range(len(chain) - 1, -1, -1):
            after = [(0, 0.0)]
            if rest:
                lower = chain[number + 1]
                after = [
                    (_titled(lower, o), own[number + 1][o] + more) for o, more in rest[-1].items()
                ]
            rest.append(
                {
                    c: min(b + self._row(chain[number].below, c.last, n) for n, b in after)
                    for c in own[number]
                }
            )
        rest.reverse()
        through = [{c: down[n][c] + rest[n][c] for c in own[n]} for n in range(len(chain))]
        least = min(through[0].values())
        self.cost += least
        self._over += [{c: cost - least for c, cost in costs.items()} for costs in through]
        chosen = [min(through[-1], key=lambda c: through[-1][c])]
        for number in range(len(chain) - 2, -1, -1):
            row, costs = chain[number].below, down[number]
            first = _titled(chain[number + 1], chosen[-1])
            chosen.append(min(costs, key=lambda c: costs[c] + self._row(row, c.last, first)))
        chosen.reverse()
        self.choices += chosen
        above = 0
        for gap, choice in zip(chain, chosen, strict=True):
            self.cost -= self._uneven(above if gap.above else 0, _titled(gap, choice))
            above = choice.last
        self.cost -= self._uneven(above, 0)

    def _choices(self, gap: Gap) -> Iterator[tuple[Choice, float]]:
        """Yield the ways to share out one gap, with what each costs by itself."""
        count = len(gap.lines)
        most_first = min(count, _MOST_LINES) if gap.above is not None else 0
        most_last = min(count, _MOST_LINES) if gap.below is not None else 0
        below, above = [0.0], [0.0]
        for at in range(most_first):
            below.append(below[-1] + self.evidence.below(gap, at, self.mode))
        for at in range(count - 1, count - 1 - most_last, -1):
            above.append(above[-1] + self.evidence.above(gap, at, self.mode))
        free = [self.evidence.neither(gap, at, self.mode) for at in range(min(count, _MOST_FREE))]
        free += [NOT_TITLE] * (count - len(free))
        for first in range(most_first + 1):
            for last in range(min(most_last, count - first) + 1):
                cost = below[first] + above[last]
                for at in range(first, count - last):
                    # how the line above it ends matters only where that is a title
                    is_end = at == first or gap.above is None or at + 1 == count
                    cost += free[at] if is_end else NOT_TITLE
                if first + last == count:
                    cost += self.evidence.dangling(gap, first)
                yield Choice(first, last), cost

    def _row(self, row: TableRow | None, above: int, below: int) -> float:
        """Return what it costs that a row is given so many lines above and below its values."""
        if row is None:
            return 0.0
        cost = 0.0 if above + below or Role.TITLE in row.cells else _UNTITLED
        cost += 0.0 if above else self.evidence.inside(row)
        limits = _MORE_BELOW.get(self.mode)
        if limits and id(row) not in self._cut:
            more = below - above
            if more > limits[1] and id(row) in self.evidence.series:
                more -= 1
            cost += _LOPSIDED * (max(limits[0] - more, 0) + max(more - limits[1], 0))
            cost += self._uneven(above, below)
        return cost

    def _uneven(self, above: int, below: int) -> float:
        return _LONG * ((above + below) ** 2 - below**2) if self.mode in _MORE_BELOW else 0.0
