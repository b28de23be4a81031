"""Tables in text in which every gap has become one blank, or every cell a line.

Their values stand nowhere in particular. What is left is the order of the columns, which all rows
share, and the kinds of things that the columns hold: a title ends where the values begin that other
rows have as well. A header states that order, however few rows there are below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from degreekit.ingest.page.layout import text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes, is_name
from degreekit.ingest.tables.columns.places import Column, Spot, cut_by_gaps
from degreekit.ingest.tables.words.vocabulary import Role, name_cost, roles_named

__all__ = ["Phrase", "Row", "Template", "choose_template", "phrases"]

#: Words that make one value: "In Progress", "Fall 2023", "3.00 cr".
_LONGEST = 3
#: What it costs to leave a column without a value, by how many rows have one ...
_MISSING = 6.0
#: ... to take a value for a word of a title, and a word for a value.
_IN_TITLE = {Kind.DECIMAL: 4.0, Kind.STATUS: 3.0, Kind.TERM: 2.0, Kind.PERCENT: 4.0, Kind.DATE: 4.0}
_SMALL_IN_TITLE = 0.6
_WORD_IN_TITLE = 0.02
#: A word that stands behind a value in so many rows is the value of a column of words.
_COMMON = 0.2
_MOST_TOKENS = 60
#: Words in front of titles are those of a column if so few of them stand in so many rows, and in
#: nearly all.
_FEW_WORDS, _MANY_ROWS, _NEARLY_ALL = 3, 4, 0.8
#: A header with more words than this can be cut in too many ways.
_MOST_NAMES = 14
#: A word that belongs to no column counts as much as a number in a title ...
_LOST = 4.0
#: ... and an order learned from the rows themselves says less the fewer they are.
_LEARNED = 2.0
#: A column of words or values of any kind: what the first word costs, each further one, and what
#: looks like credits or a grade.
_FREE, _FREE_MORE, _FREE_VALUE = 0.05, 0.3, 2.0

_ORDER = (
    Kind.BLANK, Kind.DECIMAL, Kind.PERCENT, Kind.DATE, Kind.TERM, Kind.STATUS, Kind.MARK,
    Kind.WHOLE, Kind.SECTION, Kind.DIGITS,
)  # fmt: skip


class Phrase(NamedTuple):
    """Words that are one value, or one word of text."""

    spots: tuple[Spot, ...]
    kind: Kind

    @property
    def text(self) -> str:
        """What it says."""
        return text_of([spot.word for spot in self.spots])


#: What stands in front of the code of a row, and what behind it.
Row = tuple[Sequence[Phrase], Sequence[Phrase]]


def phrases(spots: Sequence[Spot], shapes: Shapes) -> list[Phrase]:
    """Return the words of a row with those together that make one value."""
    found: list[Phrase] = []
    words = [spot.word for spot in spots]
    at = 0
    while at < len(spots):
        for size in range(min(_LONGEST, len(spots) - at), 0, -1):
            kind = shapes.kind(text_of(words[at : at + size]))
            unit = (
                size == 2 and kind & Kind.DECIMAL and len(cut_by_gaps(spots[at : at + size])) == 1
            )
            if size == 1 or kind & _LONG or unit:
                found.append(Phrase(tuple(spots[at : at + size]), kind))
                at += size
                break
    return found


#: What may take several words.
_LONG = Kind.STATUS | Kind.TERM


@dataclass(frozen=True)
class Slot:
    """A column of values, known by its place in the order.

    Attributes:
        kind: what its values may be.
        share: in how many of the rows it has one.
        words: its values, where they are words.
        name: what the header calls it.
        is_free: whether it may hold anything, as the name of an instructor.
    """

    kind: Kind
    share: float = 1.0
    words: frozenset[str] = frozenset()
    name: str = ""
    is_free: bool = False

    def takes(self, phrase: Phrase) -> bool:
        """Return whether a phrase may be a value of it."""
        if self.words:
            return phrase.text in self.words
        return self.is_free or bool(phrase.kind & self.kind)

    def costs(self, found: Sequence[Phrase]) -> float | None:
        """Return what it costs to take phrases for its value; None where they cannot be."""
        if not found or not all(map(self.takes, found)):
            return None
        if not self.is_free:
            return 0.0 if len(found) == 1 else None
        if len(found) > 1 and any(phrase.kind for phrase in found):
            return None
        value = bool(found[0].kind & (Kind.MARK | Kind.DECIMAL))
        return (_FREE_VALUE if value else _FREE) + _FREE_MORE * (len(found) - 1)


@dataclass(frozen=True)
class Template:
    """The columns of a table in their order, around the code and the title.

    Attributes:
        before: in front of the code.
        front: between the code and the title, or in front of a title that stands before the code.
        tail: behind the title.
        title_first: whether the title stands in front of the code.
        names: whether names of persons stand between the title and the values.
        title_name: what the header calls the title.
    """

    before: tuple[Slot, ...] = ()
    front: tuple[Slot, ...] = ()
    tail: tuple[Slot, ...] = ()
    title_first: bool = False
    names: bool = False
    title_name: str = ""

    @property
    def columns(self) -> int:
        """How many columns there are; the title is one, and so are names."""
        return len(self.before) + len(self.front) + len(self.tail) + 1 + self.names

    @property
    def title(self) -> int:
        """The number of the column of titles."""
        return len(self.before) + len(self.front)

    def headed(self) -> list[Column]:
        """Return the columns by their order, each with what it holds and its name."""
        text = [Slot(Kind.WORD, name=self.title_name), *[Slot(Kind.WORD)] * self.names]
        slots = (*self.before, *self.front, *text, *self.tail)
        return [Column(float(n), float(n), slot.kind, slot.name) for n, slot in enumerate(slots)]

    def leaves_open(self, cells: Mapping[int, Sequence[Spot]], shapes: Shapes) -> bool:
        """Return whether words next to the title are in a column that may hold any words."""
        slots = dict(enumerate((*self.before, *self.front)))
        slots |= dict(enumerate(self.tail, self.title + 1 + self.names))
        beside = (self.title - 1, self.title + 1)
        return any(
            slots[n].is_free and not shapes.kind(text_of([s.word for s in cells[n]]))
            for n in beside
            if n in slots and n in cells
        )

    def cost(self, rows: Sequence[Row]) -> float:
        """Return how badly it fits the rows on average."""
        total = 0.0
        for before, after in rows:
            cells, cost = self.cells(before, after)
            words = sum(len(phrase.spots) for phrase in (*before, *after))
            total += cost + _LOST * (words - sum(map(len, cells.values())))
        return total / max(1, len(rows))

    def fitted(self, rows: Sequence[Row]) -> Template:
        """Return it with the share of the rows that fill each column, where that is larger."""
        filled = Counter(number for row in rows for number in self.cells(*row)[0])
        behind = self.title + 1 + self.names

        def shared(slots: Sequence[Slot], first: int) -> tuple[Slot, ...]:
            return tuple(
                replace(slot, share=max(slot.share, filled[n] / max(1, len(rows))))
                for n, slot in enumerate(slots, first)
            )

        return replace(
            self,
            before=shared(self.before, 0),
            front=shared(self.front, len(self.before)),
            tail=shared(self.tail, behind),
        )

    def cells(
        self, before: Sequence[Phrase], after: Sequence[Phrase]
    ) -> tuple[dict[int, list[Spot]], float]:
        """Return the words of a row by the numbers of the columns, and how badly they fit."""
        cells: dict[int, list[Spot]] = {}
        if self.title_first:
            cost = _match(before, self.front, (), 0, self.title, 0, cells)
            _plain(after, self.tail, self.title + 1 + self.names, cells)
        else:
            _plain(before, self.before, 0, cells)
            behind = self.title + 1 + self.names
            cost = _match(after, self.front, self.tail, len(self.before), self.title, behind, cells)
        if self.names:
            _cut_names(cells, self.title)
        return cells, cost


def _plain(
    found: Sequence[Phrase], slots: Sequence[Slot], start: int, cells: dict[int, list[Spot]]
) -> None:
    """Give phrases in front of a code, or behind it, to their columns."""
    at = len(slots) - 1
    for phrase in reversed(found):
        while at >= 0 and not slots[at].takes(phrase):
            at -= 1
        if at < 0:
            break
        cells[start + at] = list(phrase.spots)
        at -= 1


def _match(
    found: Sequence[Phrase],
    front: Sequence[Slot],
    tail: Sequence[Slot],
    first: int,
    title: int,
    behind: int,
    cells: dict[int, list[Spot]],
) -> float:
    """Cut phrases into the columns before the title, the title, those after it; return the cost."""
    found = found[:_MOST_TOKENS]
    size = len(found)
    heads = _ways(found, front, forward=True)
    tails = _ways(found, tail, forward=False)
    costs = [0.0]
    for phrase in found:
        costs.append(costs[-1] + _title_cost(phrase))
    best: tuple[float, int, int] | None = None
    for start, (head, _) in heads.items():
        for end, (rest, _) in tails.items():
            if start <= size - end:
                empty = 1.5 if start == size - end else 0.0
                cost = head + rest + costs[size - end] - costs[start] + empty
                if best is None or cost < best[0]:
                    best = cost, start, end
    if best is None:
        return 0.0
    cost, start, end = best
    for slot, of in heads[start][1]:
        cells[first + slot] = [spot for phrase in found[of] for spot in phrase.spots]
    for slot, of in tails[end][1]:
        cells[behind + slot] = [spot for phrase in found[of] for spot in phrase.spots]
    words = [spot for phrase in found[start : size - end] for spot in phrase.spots]
    if words:
        cells[title] = words
    return cost


def _title_cost(phrase: Phrase) -> float:
    if not phrase.kind:
        return _WORD_IN_TITLE
    for kind, cost in _IN_TITLE.items():
        if phrase.kind & kind:
            return cost
    return _SMALL_IN_TITLE


_Way = tuple[float, tuple[tuple[int, slice], ...]]


def _ways(found: Sequence[Phrase], slots: Sequence[Slot], *, forward: bool) -> dict[int, _Way]:
    """Return the cheapest way to fill the columns with each number of phrases from one end."""
    order = list(enumerate(slots)) if forward else list(enumerate(slots))[::-1]
    ways: dict[int, _Way] = {0: (0.0, ())}
    for number, slot in order:
        new: dict[int, _Way] = {}
        for taken, (cost, used) in ways.items():
            missing = cost + _MISSING * slot.share**2
            if taken not in new or missing < new[taken][0]:
                new[taken] = missing, used
            for more in range(1, min(_LONGEST if slot.is_free else 1, len(found) - taken) + 1):
                at = taken if forward else len(found) - taken - more
                own = slot.costs(found[at : at + more])
                end = taken + more
                if own is not None and (end not in new or cost + own < new[end][0]):
                    new[end] = cost + own, (*used, (number, slice(at, at + more)))
        ways = new
    return ways


def _cut_names(cells: dict[int, list[Spot]], title: int) -> None:
    """Separate a title from the names of persons after it."""
    words = cells.get(title, [])
    for at in range(len(words) - 1, 0, -1):
        if words[at - 1].word.text.endswith(";") or words[at - 1].word.text in _PARTICLES:
            continue
        if is_name(text_of([s.word for s in words[at:]])):
            cells[title], cells[title + 1] = words[:at], words[at:]
            return


_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "la", "le", "di", "da", "del", "dos", "du"}
)


# --------------------------------------------------------------------------------------- naming

_COUNT = Kind.DECIMAL | Kind.WHOLE | Kind.BLANK
#: What a column may hold that a header names so, and in how many rows it surely says something.
_HOLDS: dict[Role, tuple[Kind, float]] = {
    Role.CREDITS: (_COUNT, 1.0),
    Role.EARNED: (_COUNT, 0.4),
    Role.GPA_CREDITS: (_COUNT, 0.4),
    Role.GRADE_POINTS: (_COUNT, 0.4),
    Role.GRADE_VALUE: (_COUNT, 0.4),
    Role.GRADE: (Kind.MARK | Kind.BLANK | Kind.STATUS, 0.2),
    Role.SECTION: (Kind.SECTION | Kind.WHOLE | Kind.DIGITS, 0.3),
    Role.NUMBER: (Kind.DIGITS | Kind.WHOLE, 0.4),
    Role.TERM: (Kind.TERM, 0.4),
    Role.STATUS: (Kind.STATUS, 0.4),
}
#: The same of a column of words that is none of these.
_FREE_SHARE = 0.4


def _named(header: Sequence[str]) -> dict[Template, float]:
    """Return the orders of columns that a header may state, and how unlikely it is cut so."""
    found: dict[Template, float] = {}
    if len(header) > _MOST_NAMES:
        return found
    for names, cost in _cuts(header):
        template = _template(names)
        if template is not None:
            found[template] = min(cost, found.get(template, cost))
    return found


def _cuts(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the ways to cut words into names of one to three words."""
    if not words:
        yield (), 0.0
    for size in range(1, min(_LONGEST, len(words)) + 1):
        joined = name_cost(words[:size])
        for rest, cost in _cuts(words[size:]):
            yield (" ".join(words[:size]), *rest), cost + joined


def _template(names: Sequence[str]) -> Template | None:
    """Return the order of columns of these names; None where they name no code, title or credits.

    A title that another column separates from the code after it looks like one with it.
    """
    roles = [
        next((role for role in roles_named(name) if role is not Role.OTHER), Role.OTHER)
        for name in names
    ]
    if any(roles.count(role) != 1 for role in (Role.CODE, Role.TITLE)):
        return None
    if Role.CREDITS not in roles or roles.count(Role.GRADE) > 1:
        return None
    code, title = roles.index(Role.CODE), roles.index(Role.TITLE)
    slots = [_slot(name, role) for name, role in zip(names, roles, strict=True)]
    if title == code - 1:
        front, tail = tuple(slots[:title]), tuple(slots[code + 1 :])
        return Template((), front, tail, True, title_name=names[title])
    if title < code:
        return None
    before, front = tuple(slots[:code]), tuple(slots[code + 1 : title])
    return Template(before, front, tuple(slots[title + 1 :]), title_name=names[title])


def _slot(name: str, role: Role) -> Slot:
    if role in _HOLDS:
        kind, share = _HOLDS[role]
        return Slot(kind, share, name=name)
    return Slot(Kind.WORD, _FREE_SHARE, name=name, is_free=True)


# ------------------------------------------------------------------------------------- learning


def choose_template(rows: Sequence[Row], headers: Sequence[Sequence[str]]) -> Template:
    """Return the order of the columns that explains the rows best.

    Args:
        rows: of each row, what stands in front of the code and what behind it.
        headers: the words of each header above them.
    """
    learned = _learn(rows)
    named = sum(_ends_in_name(_until_credits(after)) for _, after in rows)
    if learned.names and 2 * named > len(rows):
        return learned  # a name is told from the title in front of it by what it looks like
    best, least = learned, learned.cost(rows) + _LEARNED / max(1, len(rows))
    for header in headers:
        for template, cut in _named(header).items():
            cost = template.cost(rows) + cut
            if cost < least:
                best, least = template, cost
    return best if best is learned else best.fitted(rows)


def _learn(rows: Sequence[Row]) -> Template:
    """Return the order of the columns that the values of most rows have in common."""
    words_before = sum(any(not p.kind for p in before) for before, _ in rows)
    words_after = sum(any(not p.kind for p in after) for _, after in rows)
    title_first = words_before > words_after
    titled = [before if title_first else after for before, after in rows]
    others = [after if title_first else before for before, after in rows]
    common = _common(titled)
    beside = _sequence([list(other) for other in others], forward=not title_first)
    first = common | _leading(titled)
    front = _sequence([_run(row, first, forward=True) for row in titled], forward=True)
    tail: tuple[Slot, ...] = ()
    if not title_first:
        tail = _sequence([_run(row, common, forward=False) for row in titled], forward=False)
    marks = [n for n, slot in enumerate(front) if slot.kind & Kind.MARK]
    if marks and any(slot.kind & Kind.MARK for slot in tail):
        front = front[: marks[0]]  # "AP CHEMISTRY": there is one column of grades
    if any(slot.kind & Kind.MARK and slot.share > _NEARLY_ALL for slot in beside):
        ends = [n for n, s in enumerate(tail) if s.kind & Kind.MARK and s.share <= _NEARLY_ALL]
        tail = tail[ends[-1] + 1 :] if ends else tail  # "PHYSICS I" behind its grade
    names = 2 * sum(_ends_in_name(row) for row in titled) > len(titled)
    if title_first:
        return Template((), front, beside, True, names)
    return Template(beside, front, tail, False, names)


def _common(rows: Sequence[Sequence[Phrase]]) -> frozenset[str]:
    """Return the words that stand behind values in many rows: they are values themselves."""
    seen: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for row in rows:
        after_value = False
        for phrase in row:
            after_value = after_value or bool(phrase.kind & Kind.DECIMAL)
            if not phrase.kind:
                seen[phrase.text] += 1
                behind[phrase.text] += after_value
    least = max(2.0, _COMMON * len(rows))
    return frozenset(t for t, n in behind.items() if n >= least and n >= 0.8 * seen[t])


def _leading(rows: Sequence[Sequence[Phrase]]) -> frozenset[str]:
    """Return the words in front of the titles if they are those of a column, as "Lecture".

    Titles begin with many words; a column has a few, and each row has one of them.
    """
    words = Counter(
        word for row in rows if (word := next((p.text for p in row if not p.kind), None))
    )
    few = [word for word, count in words.items() if count > 1][:_FEW_WORDS]
    covered = sum(words[word] for word in few)
    enough = covered >= max(_MANY_ROWS, _NEARLY_ALL * len(rows))
    return frozenset(words if enough else ())


def _run(row: Sequence[Phrase], common: frozenset[str], *, forward: bool) -> list[Phrase]:
    """Return the values at one end of a row."""
    run: list[Phrase] = []
    for phrase in row if forward else reversed(row):
        if not phrase.kind and phrase.text not in common:
            break
        run.append(phrase)
    return run if forward else run[::-1]


def _class(phrase: Phrase) -> Kind:
    return next((kind for kind in _ORDER if phrase.kind & kind), Kind.WORD)


def _sequence(runs: Sequence[list[Phrase]], *, forward: bool) -> tuple[Slot, ...]:
    """Return the columns of values that runs at one end of rows have in common."""
    # a title may begin with what looks like a value, so in front of one most rows must have it
    least = max(2, len(runs) // (2 if forward else 8)) if len(runs) > 2 else 1
    kinds = [tuple(_folded([*map(_class, run)])) for run in runs]
    patterns = Counter(kinds)
    for pattern in list(patterns):
        if pattern.count(Kind.MARK) > 1:  # the end of a title, and the grade behind the points
            count = patterns.pop(pattern)
            at = pattern.index(Kind.MARK)
            patterns[pattern[at + 1 :] if not forward else pattern[:at]] += count
    often = [(len(p), n, p) for p, n in patterns.items() if n >= least]
    if not often:
        return ()
    longest = max(often, key=lambda one: one[:2])[2]
    slots = []
    for number, kind in enumerate(longest):
        from_end = number if forward else len(longest) - 1 - number
        texts = frozenset(
            run[from_end if forward else -1 - from_end].text
            for run in runs
            if len(run) > from_end and not run[from_end if forward else -1 - from_end].kind
        )
        share = sum(kind in own for own in kinds) / len(runs)
        slots.append(Slot(_WIDE.get(kind, kind), share, texts if not kind else frozenset()))
    return tuple(slots)


#: What a column may hold whose cells mostly are of a kind.
_WIDE = {
    Kind.MARK: Kind.MARK | Kind.BLANK,
    Kind.WHOLE: Kind.WHOLE | Kind.DECIMAL | Kind.BLANK,
    Kind.DECIMAL: Kind.DECIMAL | Kind.WHOLE,
    Kind.BLANK: Kind.BLANK | Kind.MARK,
}


def _folded(kinds: Sequence[Kind]) -> Iterator[Kind]:
    """Yield kinds; what stands for a grade is one, but not the dash in front of another one."""
    for kind, behind in zip(kinds, (*kinds[1:], None), strict=False):
        yield Kind.MARK if kind is Kind.BLANK and behind is not Kind.MARK else kind


def _until_credits(row: Sequence[Phrase]) -> Sequence[Phrase]:
    end = next((at for at, phrase in enumerate(row) if phrase.kind & Kind.DECIMAL), len(row))
    return row[:end]


def _ends_in_name(row: Sequence[Phrase]) -> bool:
    text = [p for p in row if not p.kind]
    words = [spot.word for phrase in text[-2:] for spot in phrase.spots]
    return len(words) > 1 and is_name(text_of(words[-2:]))
