"""Which words of a line name which of its numbers, in whatever order they are printed.

A name stands in front of its number ("GPA: 3.67"), behind it ("9.00 credits"), or both take turns
in one line ("Term: 9.00 credits, GPA 3.67"). What stands between two numbers may end the first,
begin the second, or do both. So each way to divide it is weighed for the line as a whole: a number
has one name, an average does not exceed the best grade, a colon belongs to what follows it, and
a comma, a bar or a wide gap parts better than a blank. What is left out in a second part is as in
the first: "9.00 points this term, 30.00 to date".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import inf
from typing import NamedTuple

from degreekit.ingest.readers.reader import Measure, Scope
from degreekit.ingest.tables.words.vocabulary import figure_label, tags_of

__all__ = [
    "LARGEST",
    "WIDE",
    "Named",
    "Number",
    "is_average",
    "names_of_numbers",
    "plain_names",
    "scopes_in",
]

#: An average is printed with so many decimals at least, and is not larger than this.
_AVERAGE = re.compile(r"\d[.,]\d{2,4}")
LARGEST = Decimal("4.34")
#: Stands in a text where the line has a wide gap.
WIDE = "\t"
#: Credits come in quarters.
_QUARTER = Decimal("0.25")
#: An average is printed to that at least.
_HUNDREDTH = Decimal("0.01")
#: So many ways to divide the words of a line are followed at once.
_BEAM = 32
#: At most this many of them are returned.
_MOST = 4

#: Names of several words, as the vocabulary knows them; none is longer than what it stands for.
_LONG_NAMES = (
    (
        re.compile(r"\b(?:grade|quality)[\s-]*points?[\s-]*(?:average|avg|index)\b", re.IGNORECASE),
        "gpa",
    ),
    (re.compile(r"\badvanced\s+standing\b", re.IGNORECASE), "transfer"),
    (re.compile(r"\b(?:to|through)\s+date\b", re.IGNORECASE), "todate"),
    (re.compile(r"\bthrough\s+(?:this|the)\s+(?:term|semester)\b", re.IGNORECASE), "todate"),
)
_WORD = re.compile(r"[A-Za-z#][A-Za-z.'#&-]*")
_SEPARATOR = re.compile(
    r"[,;|()\[\]/\t]|[-–—](?=\s|$)|(?<=[a-z]{3})\.(?=\s|$)", re.IGNORECASE
)  # fmt: skip
_COLON = re.compile(r"[:=]")
#: What parts two words within the name of one number; a wide gap may part a heading and a name.
_ACROSS_BEFORE = re.compile(r"[A-Za-z.)]\s*[,;]\s*[(A-Za-z]")
_ACROSS_BEHIND = re.compile(r"[A-Za-z.)]\s*[,;|\t]\s*[(A-Za-z]")
#: What is counted, and which of it: a name has one of each at most.
_COUNTED = frozenset({"unit", "points"})
_WHICH = frozenset({"attempted", "earned", "gpa", "quality"})

# What speaks against a way to read a line. The weights only have to put the ways in order: each may
# be a fifth larger or smaller without a change in what tests/ingest/test_figure_labels.py reads.
_WITHIN = 3.0  # words are divided where only a blank is,
_BEFORE_A_NAME = 1.0  # or that and a new name
_ACROSS = 1.0  # a name continues after a comma
_COLON_BEHIND = inf  # what a colon introduces stands in front of it
_OTHER_SIDE = 0.5  # one name stands before its number, the next behind it
_SCOPE_BEHIND = 1.0  # "3.67 GPA Overall 30.00 points": it may begin what follows
_TWO_NAMES = inf
_BOTH_SIDES = 1.0  # "earned 9.00 points"
_NO_NAME = 4.0
_AS_BEFORE = 1.0  # "GPA 3.67 this term, 3.40 to date"
_AS_LISTED = 0.5  # "GPA (term/cum): 3.67 / 3.40"
_NO_AVERAGE = inf  # it is too large for one, or has no decimals
_NO_CREDITS = 2.0  # it is not a multiple of a quarter


class Number(NamedTuple):
    """A number as it is printed, and its value; None where none is printed ("N/A")."""

    text: str
    value: Decimal | None


class Named(NamedTuple):
    """What the words at a number say of it.

    Attributes:
        scope: which records it is about, where words at it, or the heading of its part, say so.
        measure: what it says of them.
        guess: where nothing says which, what the number before it is about.
        label: the words.
    """

    scope: Scope | None
    measure: Measure | None
    guess: Scope | None
    label: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How the words up to some number are divided.

    Attributes:
        cost: what speaks against it.
        labels: what stands in front of each number and behind it.
        before: what stands in front of the next number.
        is_behind: whether the name of the last number stands behind it.
    """

    cost: float
    labels: tuple[tuple[str, str], ...]
    before: str
    is_behind: bool | None = None


def plain_names(text: str) -> str:
    """Return a text with names of several words as one word, everything else in its place.

    Example:
        >>> from degreekit.ingest.tables.words.figure_labels import plain_names
        >>> plain_names("Grade Point Average: 3.67")
        'gpa                : 3.67'
    """
    for pattern, name in _LONG_NAMES:
        text = pattern.sub(lambda found, name=name: name.ljust(len(found[0])), text)  # type: ignore[misc]  # bound
    return text


def is_average(number: Number) -> bool:
    """Return whether a number may be an average of grades."""
    value = number.value
    return value is not None and bool(_AVERAGE.fullmatch(number.text)) and 0 <= value <= LARGEST


def names_of_numbers(gaps: Sequence[str], numbers: Sequence[Number]) -> list[list[Named]]:
    """Return what each number of a line is, in each way to read it, the likeliest first.

    A way that leaves a number without a name is none, unless its label says which records, or that
    it is a sum: then nothing says what it measures.

    Args:
        gaps: what stands in front of the first number, between any two, and behind the last one,
            with `WIDE` where a gap is wide.
        numbers: from left to right.

    Example:
        >>> from decimal import Decimal
        >>> from degreekit.ingest.tables.words.figure_labels import Number, names_of_numbers
        >>> nine, average = Number("9.00", Decimal(9)), Number("3.67", Decimal("3.67"))
        >>> ways = names_of_numbers(["", "credits, GPA", ""], [nine, average])
        >>> [one.measure.value for one in ways[0]]
        ['points', 'gpa']
    """
    ways = [_Way(0.0, (), gaps[0])]
    for at, number in enumerate(numbers):
        divided = _divided(gaps[at + 1]) if at + 1 < len(numbers) else ((gaps[at + 1], "", 0.0),)
        ways = sorted(
            (
                _with(way, number, behind, before, cost)
                for way in ways
                for behind, before, cost in divided
            ),
            key=lambda way: way.cost,
        )[:_BEAM]
    found = sorted((_read(way, numbers) for way in ways), key=lambda one: one[0])
    different: dict[tuple[object, ...], list[Named]] = {}
    for cost, named in found:
        if cost < inf and all(one.measure or _is_silent(one.label) for one in named):
            key = tuple((one.scope, one.measure, one.guess) for one in named)
            different.setdefault(key, named)
    return list(different.values())[:_MOST]


def _is_silent(label: str) -> bool:
    """Return whether a label says that a number is a sum, or of which records, and not of what."""
    tags, _, unknown = tags_of(label)
    return not unknown and ("total" in tags or figure_label(label)[0] is not None)


@lru_cache(maxsize=1024)
def _divided(gap: str) -> tuple[tuple[str, str, float], ...]:
    """Return each way to divide what stands between two numbers, with what speaks against it."""
    words = list(_WORD.finditer(gap))
    found: list[tuple[str, str, float]] = []
    for number in range(len(words) + 1):
        start = words[number - 1].end() if number else 0
        end = words[number].start() if number < len(words) else len(gap)
        between = gap[start:end]
        parted = _SEPARATOR.search(between)
        at = start + parted.end() if parted else end
        cost = 0.0
        if 0 < number < len(words) and not parted:
            cost = _BEFORE_A_NAME if _begins_a_name(gap, words, number) else _WITHIN
        if _COLON.search(gap[:at]):
            cost += _COLON_BEHIND
        if _ACROSS_BEHIND.search(gap[:at]) or _ACROSS_BEFORE.search(gap[at:]):
            cost += _ACROSS
        found.append((gap[:at], gap[at:], cost))
    return tuple(found)


def _begins_a_name(gap: str, words: Sequence[re.Match[str]], number: int) -> bool:
    """Return whether a name may begin with a word."""
    tags = tags_of(words[number][0])[0]
    before = tags_of(gap[: words[number].start()])[0]
    again = any(tags & kind and before & kind for kind in (_COUNTED, _WHICH))
    return again or figure_label(words[number][0])[0] is not None


def _with(way: _Way, number: Number, behind: str, before: str, cost: float) -> _Way:
    """Return a way with one more number, and what stands behind it."""
    front, back = _measures(way.before), _measures(behind)
    names = len(front) + len(back)
    measure = _fitting(_measure(way.before, behind), number)
    is_behind = way.is_behind if names == 0 else bool(back)
    scopes = figure_label(way.before)[0], figure_label(behind)[0]
    if all(scopes) and scopes[0] is not scopes[1]:
        cost += _TWO_NAMES
    if names == 0:  # so much at least: what it is named after is not known yet
        words = _WORD.search(way.before) or _WORD.search(behind)
        listed = way.labels and len(scopes_in(way.labels[-1][0])) > 1
        cost += _AS_LISTED if words or listed else _AS_BEFORE if way.labels else _NO_NAME
    elif names > 1:
        both = len(front) == len(back) == 1 and measure is not None
        cost += _BOTH_SIDES if both else _TWO_NAMES
    if way.is_behind not in (None, is_behind):
        cost += _OTHER_SIDE
    if back and before and _scope_follows(behind) and not _SEPARATOR.search(behind[-2:]):
        cost += _SCOPE_BEHIND
    cost += _unlikely(measure, number)
    return _Way(way.cost + cost, (*way.labels, (way.before, behind)), before, is_behind)


def _fitting(measure: Measure | None, number: Number) -> Measure | None:
    """Return what a number with this name measures: "GPA 9.00" are the credits that enter it."""
    value = number.value
    if measure is Measure.GPA and value is not None and value > LARGEST and value % _QUARTER == 0:
        return Measure.GPA_CREDITS
    return measure


def _unlikely(measure: Measure | None, number: Number) -> float:
    if number.value is None or measure is None:
        return 0.0
    if measure is Measure.GPA:
        return 0.0 if is_average(number) or number.value == 0 else _NO_AVERAGE
    if measure is Measure.QUALITY_POINTS or number.value % _QUARTER == 0:
        return 0.0
    return _NO_CREDITS


@lru_cache(maxsize=1024)
def _measures(label: str) -> tuple[Measure, ...]:
    """Return what the names in a label measure: of "credits, GPA" both."""
    found: list[Measure] = []
    for name in _names(label):
        measure = figure_label(name)[1]
        if measure is None and "total" in tags_of(name)[0] and not found:
            continue
        if measure is not None:
            found.append(measure)
    return tuple(found)


def _names(label: str) -> Iterator[str]:
    """Yield the names in a label."""
    start, held = 0, list[frozenset[str]]()
    for word in _WORD.finditer(label):
        tags = tags_of(word[0])[0]
        again = any(tags & kind and any(one & kind for one in held) for kind in (_COUNTED, _WHICH))
        # "Points GPA" are two, "GPA Points" and "Points Earned" are one
        again = again or ("gpa" in tags and any(one & _COUNTED for one in held))
        if again:
            yield label[start : word.start()]
            start, held = word.start(), []
        held.append(tags)
    yield label[start:]


def _measure(front: str, back: str) -> Measure | None:
    """Return what a number measures between two labels; None where they name two things."""
    own = (*_measures(front), *_measures(back))
    if len(own) < 2:
        return own[0] if own else None
    both = _measures(f"{front} {back}")
    return both[0] if len(both) == 1 else None


def _scope_follows(label: str) -> bool:
    """Return whether the last word of a label says which records, behind what is counted."""
    words = _WORD.findall(label)
    return len(words) > 1 and figure_label(words[-1])[0] is not None


# ------------------------------------------------------------------------------ the line as a whole


def _read(way: _Way, numbers: Sequence[Number]) -> tuple[float, list[Named]]:
    """Return what the numbers are, with what speaks against it."""
    labels = [f"{front} {back}" for front, back in way.labels]
    own = [figure_label(label)[0] for label in labels]
    listed = [scopes_in(front) for front, _ in way.labels]
    cost = way.cost
    found: list[Named] = []
    head: Scope | None = None  # of a part: "Term: 9.00 earned, 3.333 GPA"
    last: Scope | None = None
    begun = 0  # where the part begins
    first: list[Measure | None] = []  # what the part before it has
    waiting = list[Scope]()
    for at, (front, back) in enumerate(way.labels):
        scope, measure = own[at], _fitting(_measure(front, back), numbers[at])
        if len(listed[at]) > 1:
            scope, *waiting = listed[at]
        elif waiting and not _WORD.search(front):
            scope, measure = waiting.pop(0), measure or found[-1].measure
            cost += _AS_LISTED
        else:
            waiting = []
        if scope is not None and scope is not last and at:
            if at > begun + 1 or begun:
                first = [one.measure for one in found[begun:]]
            begun = at
        if measure is None:
            measure, more = _left_out(at, begun, found, first, numbers[at], scope, labels[at])
            cost += more
        if scope is not None:
            is_head = not _measures(front) and (_COLON.search(front) or _measures(back))
            head = scope if is_head and figure_label(front)[0] else None
            last = scope
        found.append(Named(scope or head, measure, last, labels[at]))
    return cost, _of_one_scope(_with_quality(found, numbers))


_OF_HOURS = frozenset({Measure.ATTEMPTED, Measure.EARNED, Measure.GPA_CREDITS})


def _with_quality(found: list[Named], numbers: Sequence[Number]) -> list[Named]:
    """Take points that are printed with hours for those of the grades: "Earned 9.00  Points 33.03".

    Where only one kind of hours is printed, they are if their quotient is the average next to them.
    """
    result: list[Named] = []
    for named, number in zip(found, numbers, strict=True):
        beside = [
            (one.measure, other.value)
            for one, other in zip(found, numbers, strict=True)
            if (one.scope or one.guess) is (named.scope or named.guess) and other.value is not None
        ]
        hours = [value for measure, value in beside if measure in _OF_HOURS]
        averages = [value for measure, value in beside if measure is Measure.GPA]
        if (
            named.measure is Measure.POINTS
            and "points" in tags_of(named.label)[0]
            and number.value is not None
            and hours
            and (
                len(hours) > 1
                or any(
                    h and abs(number.value / h - a) <= _HUNDREDTH for h in hours for a in averages
                )
            )
        ):
            named = named._replace(measure=Measure.QUALITY_POINTS)
        result.append(named)
    return result


def _left_out(
    at: int,
    begun: int,
    found: Sequence[Named],
    first: Sequence[Measure | None],
    number: Number,
    scope: Scope | None,
    label: str,
) -> tuple[Measure | None, float]:
    """Return what a number without a name is, after those before it, and what speaks against it."""
    place = at - begun
    options = [first[place]] if begun and place < len(first) else []
    if scope is not None and found:
        options.append(found[-1].measure)
    for measure in options:
        if measure is not None and not _unlikely(measure, number):
            return measure, _AS_BEFORE
    return None, _AS_BEFORE if _is_silent(label) else _NO_NAME


def scopes_in(label: str) -> list[Scope]:
    """Return which records each word of a label names: two of "GPA (term/cum):"."""
    scopes = (figure_label(word)[0] for word in _WORD.findall(label))
    return list(dict.fromkeys(scope for scope in scopes if scope))


def _of_one_scope(found: list[Named]) -> list[Named]:
    """Give the only scope that a line names to all its numbers, unless one measure comes twice.

    Of "Points 9.00  GPA 3.67  Cum. points 30.00  Cum. GPA 3.40" the first two are something else.
    """
    scopes = {one.scope for one in found if one.scope}
    measures = [one.measure for one in found]
    if len(scopes) != 1 or len(set(measures)) < len(measures):
        return found
    (only,) = scopes
    return [one._replace(scope=only) for one in found]
