"""What a set of courses means: a decision diagram with the laws of set algebra."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

# What a set means is a decision diagram with five levels: subject, number, the form of the number
# (`CourseCode.form`: mostly the letters after it), title, term. A level is either a `Split` (some
# keys by name, one branch for all others)
# or `Steps` (a function of a number that changes at a few places). Both are kept in one canonical
# form, so that equal sets are equal values however they were written.
_START = itemgetter(0)
Node = Any  # bool at the leaves; else the Split or Steps of the level


@dataclass(frozen=True, slots=True)
class Split:
    """Branches by name; every other name takes the branch `rest`."""

    named: tuple[tuple[str, Node], ...]
    rest: Node
    branches: dict[str, Node] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", dict(self.named))

    @staticmethod
    def of(named: dict[str, Node], rest: Node) -> Split:
        """Return the canonical split: no name with the branch that all others take."""
        return Split(tuple(sorted((k, v) for k, v in named.items() if v != rest)), rest)

    def at(self, name: str) -> Node:
        """Return the branch of a name."""
        return self.branches.get(name, self.rest)

    def has(self, name: str) -> bool:
        """Return whether the name has a branch of its own."""
        return name in self.branches

    def join(self, other: Split, leaf: Callable[[bool, bool], bool]) -> Split:
        """Return the set of what `leaf` says of being in this one and in the other."""
        names = {**self.branches, **other.branches}
        return Split.of(
            {name: _join(self.at(name), other.at(name), leaf) for name in names},
            _join(self.rest, other.rest, leaf),
        )

    @staticmethod
    def union(nodes: Sequence[Split]) -> Split:
        """Return the union of several in one go."""
        named: dict[str, list[Node]] = {}
        for node in nodes:
            for name, branch in node.named:
                named.setdefault(name, []).append(branch)
        others = [node for node in nodes if node.rest not in _NOTHING]
        for name, branches in named.items() if others else ():
            branches += [node.rest for node in others if not node.has(name)]
        rest = union([node.rest for node in nodes])
        return Split.of({name: union(branches) for name, branches in named.items()}, rest)


@dataclass(frozen=True, slots=True)
class Steps:
    """A step function: each branch holds from its start up to the next start."""

    steps: tuple[tuple[int, Node], ...]

    @staticmethod
    def of(steps: list[tuple[int, Node]]) -> Steps:
        """Return the canonical steps: none that changes nothing."""
        kept: list[tuple[int, Node]] = []
        for start, node in steps:
            if not kept or (kept[-1][1] is not node and kept[-1][1] != node):
                kept.append((start, node))
        return Steps(tuple(kept))

    def at(self, place: int) -> Node:
        """Return the branch at a number."""
        return self.steps[bisect_right(self.steps, place, key=_START) - 1][1]

    def join(self, other: Steps, leaf: Callable[[bool, bool], bool]) -> Steps:
        """Return the set of what `leaf` says of being in this one and in the other."""
        starts = sorted({start for start, _ in self.steps} | {start for start, _ in other.steps})
        return Steps.of([(s, _join(self.at(s), other.at(s), leaf)) for s in starts])

    @staticmethod
    def union(nodes: Sequence[Steps]) -> Steps:
        """Return the union of several in one go."""
        changes: dict[int, list[tuple[int, Node]]] = {}
        for number, node in enumerate(nodes):
            for start, branch in node.steps:
                changes.setdefault(start, []).append((number, branch))
        holds: dict[int, Node] = {}  # the branches here, without empty ones
        found: list[tuple[int, Node]] = []
        for start in sorted(changes):
            for number, branch in changes[start]:
                if branch in _NOTHING:
                    holds.pop(number, None)
                    nothing = branch
                else:
                    holds[number] = branch
            found.append((start, union(list(holds.values())) if holds else nothing))
        return Steps.of(found)

    def spans(self) -> Iterator[tuple[int, int | None, Node]]:
        """Yield first place, last place (None: open) and branch of each step."""
        for index, (start, node) in enumerate(self.steps):
            more = index + 1 < len(self.steps)
            yield start, self.steps[index + 1][0] - 1 if more else None, node


def _join(a: Node, b: Node, leaf: Callable[[bool, bool], bool]) -> Node:
    if isinstance(a, bool):
        return leaf(a, b)
    if leaf is either:  # a long union is mostly of sets that have nothing in common
        if a is b or b in _NOTHING:
            return a
        if a in _NOTHING:
            return b
    elif a in _NOTHING or (leaf is both and a is b):
        return a
    elif b in _NOTHING:
        return b if leaf is both else a
    return a.join(b, leaf)


def union(nodes: Sequence[Node]) -> Node:
    """Return the union of sets of one level, in one go: a long list names hundreds of courses."""
    if isinstance(nodes[0], bool):
        return any(nodes)
    live = {id(node): node for node in nodes if node not in _NOTHING}
    if len(live) < 2:
        return next(iter(live.values()), nodes[0])
    return type(nodes[0]).union(list(live.values()))


UNDATED = -1  # a course with no known term has its own place before all terms
NO_TERM = Steps(((UNDATED, False),))
ANY_TERM = Steps(((UNDATED, True),))
NO_TITLE = Split((), NO_TERM)
NO_SUFFIX = Split((), NO_TITLE)
NO_NUMBER = Steps(((0, NO_SUFFIX),))
EMPTY = Split((), NO_NUMBER)


class _Nothing:
    """The empty branches of each level, known by identity."""

    _ids = frozenset(map(id, (NO_TERM, NO_TITLE, NO_SUFFIX, NO_NUMBER, EMPTY)))

    def __contains__(self, node: object) -> bool:
        return id(node) in self._ids


_NOTHING = _Nothing()


def span(first: int, last: int | None, inside: Node, outside: Node, origin: int) -> Steps:
    """Return one branch from `first` to `last` (None: open), another before and after it."""
    steps = [(origin, outside), (first, inside)] if first > origin else [(origin, inside)]
    if last is not None:
        steps.append((last + 1, outside))
    return Steps.of(steps)


def either(a: bool, b: bool) -> bool:
    """Make a union of two sets."""
    return a or b


def both(a: bool, b: bool) -> bool:
    """Make an intersection of two sets."""
    return a and b


def without(a: bool, b: bool) -> bool:
    """Make the difference of two sets."""
    return a and not b


def product(
    subject: str,
    numbers: tuple[int, int | None],
    suffix: str | None,
    title: str | None,
    terms: Steps,
) -> Split:
    """Build the diagram of one product of conditions; None stands for any suffix or title."""
    titles = Split.of({}, terms) if title is None else Split.of({title: terms}, NO_TERM)
    suffixes = Split.of({}, titles) if suffix is None else Split.of({suffix: titles}, NO_TITLE)
    steps = span(*numbers, suffixes, NO_SUFFIX, origin=0)
    return Split.of({}, steps) if subject == "*" else Split.of({subject: steps}, NO_NUMBER)
