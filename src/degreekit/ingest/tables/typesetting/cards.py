"""Values that are printed below each course and not next to it, as portals print cards.

``COMS W4771 Machine Learning      B+`` has below it ``3.00 points · Letter grade``, or a line for
each value: ``Term: Fall 2023``, ``Credits: 3.00``. They are set to the right of the course, those
of one name in one column, and are then read like any other table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from degreekit.ingest.page.layout import Line, MovedWord, Word, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes, number_of
from degreekit.ingest.tables.columns.codes import CodeFinder
from degreekit.ingest.tables.words.terms import heading_of
from degreekit.ingest.tables.words.vocabulary import Role, roles_named, tags_of

__all__ = ["says_grade", "with_values_beside"]

#: So many courses have their grades below them at least, or their credits, and these nearly all of
#: the document: below a few, a line of credits is rather a sum.
_CARDS, _SHARE = 2, 0.8
#: Below a course stand so many lines of its own at most, each within this of the one above it, from
#: middle to middle, in font sizes.
_LINES, _NEAR = 8, 3.2
#: A name has so many words at most: "Quality Points Earned".
_LONGEST = 3
#: What parts two values in a line, and how far apart two are without it, in font sizes.
_PARTING = re.compile(r"[·•|;,/‧∙—–-]")
_APART = 0.75
#: A mark that is printed right behind a value and parts it from the next: "3.00 credits, Grade: A".
_BEHIND = re.compile(r".+[,;]")
#: Between two columns, in font sizes.
_BETWEEN = 2.0
_CREDITS = frozenset({Role.CREDITS, Role.EARNED})
_GRADE = frozenset({Role.GRADE})
#: A line with none of these is no line of values.
_VALUES = _CREDITS | _GRADE | {Role.GRADE_POINTS, Role.TERM}


@dataclass(frozen=True)
class _Value:
    """A value in a line below a course.

    Attributes:
        role: what its name or its unit says; None for what has neither.
        name: its name or unit as printed, in small letters.
        words: all of it.
        silent: the words of its name; the value is the others.
    """

    role: Role | None
    name: str
    words: tuple[Word, ...]
    silent: frozenset[Word] = frozenset()


def with_values_beside(lines: Sequence[Line], finder: CodeFinder, shapes: Shapes) -> list[Line]:
    """Return the lines with the values that stand below each course set out next to it.

    Args:
        lines: in reading order.
        finder: knows the grammar of codes.
        shapes: says what a text may be.
    """
    starts = [at for at, line in enumerate(lines) if _begins(line, finder)]
    lacks = {at: roles for at in starts if (roles := _lacks(lines[at], finder, shapes))}
    if len(lacks) < _CARDS:
        return list(lines)
    ends = dict(pairwise([*starts, len(lines)]))
    below = _without_headings({at: dict(_below(lines, at, ends[at], shapes)) for at in lacks})
    cards = {at: found for at, found in below.items() if _names(found, lacks[at])}
    credited = sum(_names(found, _CREDITS) for found in cards.values())
    graded = sum(_names(found, _GRADE) for found in cards.values())
    if credited < max(_CARDS, _SHARE * len(starts)) and graded < _CARDS:
        return list(lines)
    in_front = [{at - 1: [*_values(lines[at - 1], shapes)]} for at in starts if at]
    above = sum(_names(found, _CREDITS | _GRADE) for found in in_front)
    if above > len(cards):  # a line of values stands above each course, the first one too
        return list(lines)
    titled = {at for at in cards if _has_title(lines[at], finder, shapes)}
    return list(_set_out(lines, _silenced(cards, titled, shapes)))


def _names(found: dict[int, list[_Value]], roles: AbstractSet[Role]) -> bool:
    return any(value.role in roles for values in found.values() for value in values)


def _lacks(line: Line, finder: CodeFinder, shapes: Shapes) -> AbstractSet[Role]:
    """Return what is not printed in the line of a course: its credits, its grade."""
    behind = [w.text for w in line.said[finder.find(line.words)[0].end :]]
    credits = any(shapes.kind(text) & Kind.DECIMAL for text in behind)
    grade = bool(behind) and bool(shapes.kind(behind[-1]) & Kind.MARK)
    return (frozenset() if credits else _CREDITS) | (frozenset() if grade else _GRADE)


def says_grade(line: Line, shapes: Shapes) -> bool:
    """Return whether a line names a grade: ``Final Grade: B+``."""
    return any(value.role is Role.GRADE for value in _values(line, shapes))


def _has_title(line: Line, finder: CodeFinder, shapes: Shapes) -> bool:
    """Return whether words stand behind the code of a course, besides a mark."""
    behind = line.words[finder.find(line.words)[0].end :]
    return any(c.isalpha() for w in behind if not shapes.kind(w.text) for c in w.text)


def _silenced(
    cards: dict[int, dict[int, list[_Value]]], titled: Collection[int], shapes: Shapes
) -> dict[int, dict[int, list[_Value]]]:
    """Return the values without the words that are none: a campus, a teacher, how it is graded.

    Words without a name may be the title where none stands next to the code, if they are not the
    same below several courses.
    """
    texts = Counter(
        text_of(value.words)
        for found in cards.values()
        for values in found.values()
        for value in values
    )

    def silenced(at: int, value: _Value) -> _Value:
        text = text_of([word for word in value.words if word not in value.silent])
        is_words = value.role in (None, Role.OTHER) and not shapes.kind(text)
        if is_words and (at in titled or value.role or texts[text_of(value.words)] > 1):
            return replace(value, silent=frozenset(value.words))
        return value

    return {
        at: {number: [silenced(at, one) for one in values] for number, values in found.items()}
        for at, found in cards.items()
    }


def _begins(line: Line, finder: CodeFinder) -> bool:
    found = finder.find(line.words)
    return bool(found) and found[0].start == 0


def _below(
    lines: Sequence[Line], at: int, end: int, shapes: Shapes
) -> Iterator[tuple[int, list[_Value]]]:
    """Yield the lines of values below a course, up to the next course or heading."""
    for before, number in pairwise(range(at, min(end, at + 1 + _LINES))):
        line, above = lines[number], lines[before]
        near = line.middle - above.middle < _NEAR * max(line.size, above.size)
        together = line.page is above.page and line.column == above.column
        values = list(_values(line, shapes))
        if not (near and together) or (heading_of(line.text) and not _has_term(values)):
            return
        if any(value.role in _VALUES for value in values):
            yield number, values


def _without_headings(
    cards: dict[int, dict[int, list[_Value]]],
) -> dict[int, dict[int, list[_Value]]]:
    """Return the lines of values, ending where few cards name a term: the next one begins there."""
    first = {
        at: next((number for number, values in found.items() if _has_term(values)), None)
        for at, found in cards.items()
    }
    if sum(number is not None for number in first.values()) >= _SHARE * len(cards):
        return cards
    return {
        at: {n: values for n, values in found.items() if (last := first[at]) is None or n < last}
        for at, found in cards.items()
    }


def _has_term(values: Sequence[_Value]) -> bool:
    return any(value.role is Role.TERM for value in values)


def _values(line: Line, shapes: Shapes) -> Iterator[_Value]:
    """Yield the parts of a line, each with what its name or its unit says."""
    others = 0
    for words, marks in _parts(line.words):
        value = _named(words, shapes) or _with_unit(words)
        if value is None:
            value = _Value(None, str(others), words)
            others += 1
        yield replace(value, words=(*value.words, *marks), silent=value.silent | {*marks})


def _parts(words: Sequence[Word]) -> Iterator[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """Yield the parts of a line, each with the marks behind it that part it from the next.

    Without marks a part ends at a wide gap, or where the next name with a colon begins; but never
    between a name and its value.
    """
    part: list[Word] = []
    marks: list[Word] = []
    for word in _single(words):
        if part and (_PARTING.fullmatch(word.text) or word.is_rule):
            marks.append(word)
            continue
        own = _name_before(part, word)  # words of the part that belong to the next one
        wide = bool(part) and word.left - part[-1].right > _APART * word.size
        ends = bool(marks) or own is not None or (wide and not _is_name(part))
        own = 0 if marks or own is None else own
        if ends:
            yield tuple(part[: len(part) - own]), tuple(marks)
            part, marks = part[len(part) - own :], []
        part.append(word)
    if part:
        yield tuple(part), tuple(marks)


def _single(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words, with a comma behind one as a word of its own."""
    for word in words:
        if _BEHIND.fullmatch(word.text):
            yield from word.split(len(word.glyphs) - 1)
        else:
            yield word


def _is_name(words: Sequence[Word]) -> bool:
    """Return whether words are a name, and no value behind it: a colon ends a name."""
    said = text_of(words)
    return (
        all(map(_tagged, words))
        and tags_of(said)[1] > 0
        and ":" not in said[:-1]
        and not any(c.isdigit() for c in said)
    )


def _name_before(part: Sequence[Word], word: Word) -> int | None:
    """Return how many words in front of a colon begin its name; None where no further one begins.

    The value of the name before it has one word at least.
    """
    ends = [at for at, one in enumerate(part, start=1) if one.text.endswith(":")]
    if not word.text.endswith(":") or not ends:
        return None
    most = min(_LONGEST, len(part) - ends[-1]) - 1
    return sum(1 for _ in takewhile(_tagged, part[len(part) - max(most, 0) :][::-1]))


def _tagged(word: Word) -> bool:
    """Return whether a word may be one of a name: a letter by itself is a grade."""
    return not tags_of(word.text)[2] and sum(c.isalpha() for c in word.text) > 1


def _named(words: tuple[Word, ...], shapes: Shapes) -> _Value | None:
    """Return a value behind its name: ``Credits: 3.00``, ``Grade A-``."""
    for size in range(min(_LONGEST, len(words) - 1), 0, -1):
        name, rest = words[:size], text_of(words[size:])
        said = text_of(name)
        if not _is_name(name):
            continue
        role = next((r for r in roles_named(said.rstrip(":")) if _may_be(r, rest, shapes)), None)
        if role is not None:
            return _Value(role, said.rstrip(":").casefold(), words, frozenset(name))
    return None


def _may_be(role: Role, text: str, shapes: Shapes) -> bool:
    """Return whether a text may be a value of this name."""
    kind = shapes.kind(text)
    if role in (Role.CREDITS, Role.EARNED, Role.GRADE_POINTS, Role.GPA_CREDITS):
        return number_of(text) is not None
    if role is Role.GRADE:
        return bool(kind & (Kind.MARK | Kind.BLANK | Kind.STATUS))
    return bool(kind & Kind.TERM) if role is Role.TERM else role is not Role.TITLE


def _with_unit(words: tuple[Word, ...]) -> _Value | None:
    """Return credits in front of their unit: ``3.00 points``, ``3 credit hours``."""
    number, *unit = words
    text = text_of(unit).strip("()")
    named = unit and all(map(_tagged, unit)) and Role.CREDITS in roles_named(text)
    if not named or number_of(number.text.strip("(")) is None:
        return None
    return _Value(Role.CREDITS, text.casefold(), words, frozenset(unit))


# ------------------------------------------------------------------------------------- setting out


def _set_out(lines: Sequence[Line], cards: dict[int, dict[int, list[_Value]]]) -> Iterator[Line]:
    """Yield the lines with the values of each course behind it, one column for each name."""
    size = max(lines[at].size for at in cards)
    slots: dict[tuple[Role | None, str], float] = {}
    for found in cards.values():
        for value in (value for values in found.values() for value in values):
            key = value.role, value.name
            wide = value.words[-1].right - value.words[0].left
            slots[key] = max(slots.get(key, 0.0), wide)
    left = max(lines[at].box[2] for at in cards) + _BETWEEN * size
    edges: dict[tuple[Role | None, str], float] = {}
    for key, wide in slots.items():
        edges[key] = left
        left += wide + _BETWEEN * size
    taken = {number for found in cards.values() for number in found}
    for at, line in enumerate(lines):
        if at in taken:
            continue
        values = [value for found in cards.get(at, {}).values() for value in found]
        beside = [
            word
            for value in sorted(values, key=lambda one: edges[one.role, one.name])
            for word in _moved(value, edges[value.role, value.name], line.words[0])
        ]
        yield replace(line, words=(*line.words, *beside)) if beside else line


def _moved(value: _Value, left: float, beside: Word) -> Iterator[Word]:
    """Yield the words of a value, from `left` on and as high as the course."""
    right_by = left - value.words[0].left
    for word in value.words:
        yield MovedWord(word, right_by, beside, is_mark=word in value.silent)
