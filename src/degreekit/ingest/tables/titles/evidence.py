"""What speaks for and against a line between two courses as part of a title, in points."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple

from degreekit.courses import Institution, abbreviates, title_key
from degreekit.ingest.page.glyphs import Style
from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.places import CELL_GAP, Column, Spot, cut_by_gaps
from degreekit.ingest.tables.rows import Places, TableRow
from degreekit.ingest.tables.table import BESIDE, Table, nearness, pitch
from degreekit.ingest.tables.titles.gaps import Gap, find_notes, find_values, hanging_edge
from degreekit.ingest.tables.typesetting.ruled import Rules
from degreekit.ingest.tables.words.known_texts import is_remark
from degreekit.ingest.tables.words.vocabulary import Role, all_tagged

__all__ = ["NOT_TITLE", "TOPIC", "Evidence", "Mode"]

#: Where the other lines of a title stand, seen from its values.
Mode = Literal["below", "above", "around", "upper", "lower"]
#: Taking a line for no part of a title, where nothing is known of it ...
NOT_TITLE = 3.0
#: ... and what is added where the title before it cannot end there, or was broken for want of room.
_OPEN, _NO_ROOM, _DANGLES = 3.0, 2.0, 2.5
#: A title that begins within a sentence, without lines above it.
_BEGINS_INSIDE = 4.0
#: What speaks against a line as part of a title.
_SAYS_OTHER = 8.0
_DRAWN_OTHERWISE = 4.0
_SMALL_LETTERS = 4.0
_NAMED = 3.5
_FIGURES = 3.0
_ASIDE = 1.0
_OUTSIDE = 6.0
_CELLS = -2.0
_ROOM_LEFT = 2.0
_FAR = 4.0
#: A line above the values of a row, in a document whose titles go on below them.
_WRONG_SIDE = 7.0
_NEARER_OTHER = 2.0
#: Lines that overlap the values of a row are cells beside them.
_OVERLAPS = 2.0

#: What the title that the catalog has for a course says for and against a line.
_LISTED = 5.0
#: What speaks for a line at any place below a series that has no topic: too little to be sure.
_LACKING = 2.0
#: Lines that follow each other in several places are one text: what it costs to part them.
_TOGETHER = 4.0
#: Of two words that follow each other in a title of the catalog one may well end a line.
_PAIR = 3.5

#: In a table of a web page a topic is a row of its own, and stands farther off by this factor.
_TOPIC_NEAR = 1.6
#: A gap is wider than another when it is so by this factor.
_WIDER = 1.15
#: A left edge may be off by this, in font sizes.
_EDGE = 0.6
#: A hanging line begins no farther right than this, in font sizes.
_HANGING = 3.5
#: Cells of text that may take several lines.
_WRAPPED = (
    Role.TITLE, Role.INSTITUTION, Role.SOURCE_CODE, Role.STATUS, Role.TERM, Role.OTHER,
)  # fmt: skip
#: The section of a code, on the next line of its cell: "001", "-001".
_SECTION = re.compile(r"[-:./]?\(?(?:sec\.?\s?)?\w?\d{2,3}\)?", re.IGNORECASE)

#: A title that goes on: "TOPICS IN COMPUT SCI:", "MASTRPC OF EURP LIT &", "INTRODUCTION TO".
_GOES_ON = re.compile(
    r"[:&,/+-]$|\b(?:AND|OF|IN|TO|FOR|THE|WITH|A|AN|ON|FROM|BY|AT|OR|INTO)$", re.IGNORECASE
)
#: With these no title ends.
_DANGLING = re.compile(r"[:&,/+]$|\b(?:AND|OF|FOR|THE|WITH|FROM|OR|INTO)$", re.IGNORECASE)
#: With these no title begins: its first lines stand above.
_INSIDE = re.compile(r"(?:AND|OR|OF|WITH)\b|[&,;:/)]", re.IGNORECASE)
#: The topic of a course, on a line of its own below the title.
TOPIC = re.compile(
    r"(?:COURSE\s+|SECTION\s+)?(?:TOPICS?(?:\s+TITLE)?|SUB-?TITLE|TITLE)\s*:\s*", re.IGNORECASE
)
#: Courses whose title names a series and not a course.
_SERIES = re.compile(
    r"\b(?:TOPICS?|TPCS?|SEM(?:INAR)?S?|SPEC(?:IAL)?|SELECTED|STUDIES|PROJECTS?|COLLOQ|WORKSHOP"
    r"|INDEPENDENT|RESEARCH)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)?, [A-Z][\w'.-]*(?: [A-Z]\.?)*")
_PLACE = re.compile(r"\b(?:UNIVERSITY|UNIV|COLLEGE|INSTITUTE|ACADEMY)\b", re.IGNORECASE)
_AGE = re.compile(r"(?<![\d/.-])(?:1\d|20)\d\d(?![\d/-])")
_DATED = re.compile(
    r"\d[.,]\d\d\b|\b\d{1,2}:\d\d\s?(?:[ap]m?\b|-|–)|"
    r"\d{1,2}/\d{1,2}/\d{2,4}|(?<!\d)(?:19|20)\d\d(?!\d)"
)


class _End(NamedTuple):
    """The end of a title."""

    line: Line
    words: tuple[Word, ...]
    text: str


class _Look:
    """How the titles of a table are drawn, and how much room they have."""

    def __init__(self, table: Table, rows: Sequence[TableRow]) -> None:
        own = [row for row in rows if row.table is table]
        cells = [(row, *cell) for row in own for cell in row.cells.get(Role.TITLE, ())]
        words = [word for _, _, part in cells for word in part]
        styles = Counter(word.style for word in words).most_common(1)
        self.style: Style | None = None
        if styles and styles[0][1] >= 0.9 * len(words):
            self.style = styles[0][0]
        letters = [c for word in words for c in word.text if c.isalpha()]
        self.is_upper = bool(letters) and sum(map(str.isupper, letters)) >= 0.95 * len(letters)
        self.right = max(
            (part[-1].right - row.entry.part.shift for row, _, part in cells), default=0.0
        )
        self.letters = max((len(text_of(part)) for _, _, part in cells), default=0)
        column = table.column(Role.TITLE)
        width = max((line.box[2] for part in table.parts for line in part.lines), default=0.0)
        behind = [c.left for c in table.columns if column and c.left >= column.right and c.kind]
        self.limit = min(behind, default=width)
        joined = [
            part[0].left - row.line.words[row.entry.code.end - 1].right
            for row in own
            for line, part in row.cells.get(Role.TITLE, ())[:1]
            if line is row.line
        ]
        size = words[0].size if words else 8.0
        # title and code in one cell: what goes on below begins where the code does
        self.in_code = (
            column is None
            or any(row.entry.is_joined for row in own)
            or (
                len(joined) > 1
                and 2 * sum(0 <= gap < CELL_GAP * size for gap in joined) > len(joined)
            )
        )
        self.is_untitled = not cells  # no row has any
        self.left = column.left if column else table.code[0]
        self.code_left = table.code[0]
        self.edge = min(self.left, self.code_left) if self.in_code else self.left
        self.hanging = self.left  # where the first lines of titles begin
        self.values: dict[Role, float] = {}  # where lines of titles have values
        if table.template is not None:  # nothing has a place
            self.left = self.edge = self.hanging = -inf
            self.limit = self.right = inf


class _Listed(NamedTuple):
    """The titles that a course may have, as titles are compared.

    Attributes:
        names: that of the catalog, or those of series of topics.
        is_series: whether a topic stands behind them.
    """

    names: tuple[str, ...] = ()
    is_series: bool = False


def _listed(row: TableRow, institution: Institution) -> _Listed:
    """Return the titles that the institution knows for the course of a row."""
    code = institution.code(row.entry.code.listing.code)
    if institution.umbrellas.contains(code, "", None):
        return _Listed(tuple(map(title_key, institution.topic_series)), is_series=True)
    course = institution.listed(code)
    return _Listed((title_key(course.title),)) if course and course.title else _Listed()


def _runs_over(column: Column, group: Sequence[Spot], table: Table) -> bool:
    """Return whether words that begin in a column run into the next, or into the codes."""
    after = [
        left for left in (*(c.left for c in table.columns), table.code[0]) if left > column.left
    ]
    return group[-1].right > min(after, default=inf)


def _drawn_otherwise(look: _Look, line: Line) -> float:
    """Return what speaks against a line as part of a title by how it is drawn, in points."""
    small = sum(c.islower() for c in line.text)
    in_small = look.is_upper and small > 1 and 3 * small > len(line.text)
    other = look.style is not None and line.said[0].style != look.style
    return _DRAWN_OTHERWISE * other + _SMALL_LETTERS * in_small


def _says_otherwise(text: str) -> float:
    """Return what speaks against a line as part of a title by what it says, in points."""
    return (
        _SAYS_OTHER * is_remark(text)
        + _NAMED * bool(_PERSON.fullmatch(text))
        + _FIGURES * bool(_DATED.search(text))
        + (_FIGURES - 0.5) * bool(_PLACE.search(text))
    )


def _in_order(line: Line, other: Line) -> tuple[Line, Line]:
    return (line, other) if line.middle <= other.middle else (other, line)


def _said(spots: Sequence[Spot]) -> str:
    return text_of([spot.word for spot in spots])


def _pair(upper: Sequence[Word], lower: Sequence[Word]) -> tuple[str, str]:
    """Return what tells two lines that follow each other; "SCI:" goes on as "SCIENCE" does."""
    return text_of(upper), lower[0].text[:3]


class Evidence:
    """What speaks for and against a line as part of the title of a row."""

    def __init__(
        self,
        lines: Sequence[Line],
        rows: Sequence[TableRow],
        places: Places,
        shapes: Shapes,
        rules: Rules,
    ) -> None:
        self.rows = rows
        self._shapes = shapes
        institution = shapes.institution
        self._rules = rules
        self._listed = {id(row): _listed(row, institution) for row in rows}
        self.places = places
        self.near = nearness(lines)
        self._looks: dict[int, _Look] = {}
        self._pieces: dict[tuple[Line, int], list[tuple[Role | None, list[Spot]]]] = {}
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._known_pairs = institution.title_pairs
        self.series: set[int] = set()  # rows below whose title a topic may stand
        self._named_below: set[int] = set()  # those that only the line below says this of
        self._notes: set[Line] = set()  # lines below rows that are no part of a title

    def see(self, gaps: Sequence[Gap]) -> None:
        """Look which lines follow each other in several places, and which titles name a series.

        Where the box of a row would hold no title, rules part something else than rows.
        """
        of: dict[int, list[Gap]] = {}
        for gap in gaps:
            if row := gap.below or gap.above:
                of.setdefault(id(row.table), []).append(gap)
        for own in of.values():
            [table] = {row.table for gap in own[:1] if (row := gap.below or gap.above)}
            self._see_hanging(table, own)
            self._see_values(table, own)
        near: dict[int, list[Line]] = {id(row): [] for row in self.rows}
        for gap in gaps:
            for row in (gap.above, gap.below):
                if row is not None:
                    near[id(row)] += gap.lines
        self._rules.part_rows &= all(
            Role.TITLE in row.cells
            or any(
                self._rules.in_one_box(*_in_order(row.line, line), line.said[0])
                for line in near[id(row)]
            )
            for row in self.rows
        )
        for gap in gaps:
            for row, beside in ((gap.above, gap.lines[:1]), (gap.below, gap.lines[-1:])):
                if row is not None:
                    self._see_series(row, beside, below=row is gap.above)
            row = gap.above or gap.below
            if row is None:
                continue
            parts = [self.title_words(line, row) for line in gap.lines]
            ends = (gap.above.cells.get(Role.TITLE, ()) if gap.above else ())[-1:]
            starts = (gap.below.cells.get(Role.TITLE, ()) if gap.below else ())[:1]
            parts = [*([*part] for _, part in ends), *parts, *([*part] for _, part in starts)]
            self._pairs.update(_pair(a, b) for a, b in pairwise(parts) if a and b)
        self._notes = find_notes(
            gaps, self.rows, self._is_whole, lambda row: id(row) in self.series
        )

    def _see_hanging(self, table: Table, gaps: Sequence[Gap]) -> None:
        """Look where the first lines of the titles of a table begin."""
        look, size = self.look(table), gaps[0].lines[0].size
        if table.template is None and not look.in_code and not look.is_untitled:
            outer = max(table.code[1], look.left - _HANGING * size)
            left = hanging_edge(gaps, self._left, outer, look.left - _EDGE * size)
            look.hanging = look.edge = left if left is not None else look.edge

    def _see_values(self, table: Table, gaps: Sequence[Gap]) -> None:
        """Look where the lines of titles have values of the rows of a table."""
        own = [row for row in self.rows if row.table is table]
        lines = [
            [
                (group[0].left, self._shapes.kind(_said(group)))
                for group in cut_by_gaps(self._spots(line, table))
            ]
            for gap in gaps
            for line in gap.lines
        ]
        self.look(table).values = find_values(lines, own)

    def _spots(self, line: Line, table: Table) -> list[Spot]:
        """Return the words of a line, and where they stand in a table."""
        _, shift = self.places.of(line, table)
        return [Spot(w.left - shift, w.right - shift, w) for w in line.said]

    def _left(self, line: Line, row: TableRow) -> float:
        """Return where a line begins in the table of a row."""
        _, shift = self.places.of(line, row.table)
        return line.said[0].left - shift

    def _is_whole(self, gap: Gap, at: int) -> bool | None:
        """Return whether the title above a line of a gap is whole without it; None if none says."""
        row, line = gap.above, gap.lines[at]
        if row is None or TOPIC.match(line.text) or self._listed[id(row)].is_series:
            return None
        names, own = self._listed[id(row)].names, row.text(Role.TITLE)
        before = [own, *(text_of(self.title_words(other, row)) for other in gap.lines[:at])]
        if title_key(" ".join(before)) in names:
            return True
        whole = title_key(" ".join([*before, line.text]))
        return False if own and any(name.startswith(whole) for name in names) else None

    def _see_series(self, row: TableRow, beside: Sequence[Line], *, below: bool) -> None:
        """Look whether the title of a row, or a line that may be a part of it, names a series."""
        if _SERIES.search(row.text(Role.TITLE)):
            self.series.add(id(row))
            self._named_below.discard(id(row))
        elif any(_SERIES.search(line.text) for line in beside):
            if not below:
                self._named_below.discard(id(row))
            elif id(row) not in self.series:
                self._named_below.add(id(row))
            self.series.add(id(row))

    def _is_series(self, row: TableRow, mode: Mode) -> bool:
        """Return whether a row names a series, by a line of its title if lines are where they are.

        Where titles begin above their values, the line below says what the next one is.
        """
        return id(row) in self.series and not (mode == "above" and id(row) in self._named_below)

    def _has_box(self, row: TableRow, lines: Sequence[Line]) -> bool:
        """Return whether a line stands in the box of a row."""
        return any(
            self._rules.in_one_box(*_in_order(row.line, line), line.said[0]) for line in lines
        )

    def _are_one(self, upper: Sequence[Word], lower: Sequence[Word]) -> bool:
        return bool(upper and lower) and self._pairs[_pair(upper, lower)] > 1

    def look(self, table: Table) -> _Look:
        """Return how the titles of a table look."""
        if id(table) not in self._looks:
            self._looks[id(table)] = _Look(table, self.rows)
        return self._looks[id(table)]

    def pieces(self, line: Line, row: TableRow) -> list[tuple[Role | None, list[Spot]]]:
        """Return the cells of a line, each with what the column holds that it begins in.

        None stands for a cell that begins where no column of text does.
        """
        key = (line, id(row.table))
        if key not in self._pieces:
            self._pieces[key] = list(self._find_pieces(line, row))
        return self._pieces[key]

    def _find_pieces(self, line: Line, row: TableRow) -> Iterator[tuple[Role | None, list[Spot]]]:
        table, look = row.table, self.look(row.table)
        spots = self._spots(line, table)
        groups: list[list[Spot]] = []
        for group in cut_by_gaps(spots):
            edge = _EDGE * group[0].word.size
            value = next((r for r, x in look.values.items() if abs(group[0].left - x) < edge), None)
            if value is not None:
                yield value, group
            elif not (look.values and all_tagged(_said(group))):  # "Points" in front of them
                groups.append(group)
        if table.template is not None or TOPIC.match(line.text):
            if groups:
                yield Role.TITLE, [spot for group in groups for spot in group]
            return
        if look.is_untitled and len(groups) == 1:
            yield Role.TITLE, groups[0]  # of all rows the title is on a line of its own
            return
        for group in groups:
            left, edge = group[0].left, _EDGE * group[0].word.size
            role = next(
                (
                    role
                    for column, role in zip(table.columns, table.roles, strict=True)
                    if role in _WRAPPED
                    and (role is Role.TITLE or not _runs_over(column, group, table))
                    and not column.kind & ~(Kind.STATUS | Kind.MARK | Kind.TERM)
                    and abs(left - column.left) < edge
                ),
                None,
            )
            under_code = abs(left - look.code_left) < edge
            if role is None and under_code and _SECTION.fullmatch(_said(group)):
                role = Role.SECTION
            # below a title that names a series its topic may begin where the code does, and in text
            # that was copied where the line does
            copied = line.page.lines_above is not None and len(groups) == 1
            topical = id(row) in self.series and (under_code or copied)
            # one that is longer than titles are may begin in front of them
            below = (
                len(groups) == 1 and self.lacks_topic(row) and left < look.left < group[-1].right
            )
            if role is None and (topical or below or look.edge - edge < left < look.limit):
                role = Role.TITLE
            yield role, group

    @staticmethod
    def column(row: TableRow, group: Sequence[Spot]) -> int:
        """Return the number of the column in which a cell begins; -1 where none does."""
        edge = _EDGE * group[0].word.size
        lefts = [abs(group[0].left - column.left) for column in row.table.columns]
        return next((number for number, off in enumerate(lefts) if off < edge), -1)

    def title_words(self, line: Line, row: TableRow) -> list[Word]:
        """Return the words of a line that stand where titles do."""
        return [s.word for role, part in self.pieces(line, row) if role is Role.TITLE for s in part]

    def is_other(self, line: Line, row: TableRow) -> bool:
        """Return whether a line is drawn or says something as no title does, wherever it stands."""
        look, text = self.look(row.table), line.text
        return (
            line in self._notes
            or is_remark(text)
            or _drawn_otherwise(look, line) > 0
            or bool(_PERSON.fullmatch(text) or _PLACE.search(text))
            # a title may name a year
            or bool(_DATED.search(_AGE.sub("", text) if self._is_aligned(line, row) else text))
        )

    def against(self, line: Line, row: TableRow) -> float:
        """Return what speaks against a line as part of a title, in points."""
        look, text = self.look(row.table), line.text
        if TOPIC.match(text):
            return -_OPEN
        pieces = self.pieces(line, row)
        if any(role is None for role, _ in pieces):
            return _OUTSIDE
        if line in self._notes:
            return _SAYS_OTHER
        title = [group for role, group in pieces if role is Role.TITLE]
        if not title:  # the rest of another cell of the row
            return 0.0
        # the rest of two cells is no remark
        cost = _CELLS if len(pieces) > len(title) else 0.0
        # a topic that has a line to itself may be longer than titles are
        is_long = title[0][-1].right > look.limit and id(row) not in self.series
        if len(title) > 1 or is_long:
            cost += _OUTSIDE
        elif not self._is_aligned(line, row):
            cost += _ASIDE if title[0][0].left < look.left + _HANGING * line.size else _FAR
        return cost + _drawn_otherwise(look, line) + _says_otherwise(text)

    def _is_aligned(self, line: Line, row: TableRow) -> bool:
        """Return whether a line begins where the lines of a title do."""
        look = self.look(row.table)
        if row.table.template is not None or look.is_untitled:
            return True
        title = next((g for role, g in self.pieces(line, row) if role is Role.TITLE), None)
        lefts = (look.left, look.code_left) if look.in_code else (look.left, look.hanging)
        return title is not None and any(
            abs(title[0].left - edge) < _EDGE * line.size for edge in lefts
        )

    def neither(self, gap: Gap, at: int, mode: Mode) -> float:
        """Return what it costs to take a line for no part of a title, if those above it are one."""
        cost, line = NOT_TITLE, gap.lines[at]
        if gap.above is not None and mode != "above":
            end = self._before(gap, at)
            if end is not None and self._is_aligned(line, gap.above):
                cost += _OPEN * bool(_GOES_ON.search(end.text))
                cost += _NO_ROOM * (not self._had_room(end, line, gap.above))
        if gap.below is not None and mode != "below" and at + 1 == len(gap.lines):
            is_aligned = self._is_aligned(line, gap.below)
            cost += _NO_ROOM * (is_aligned and not self._leaves_room(gap, at))
        if gap.above is None and gap.below is not None:
            # right below a heading there is nothing else that it could go on with
            after = gap.lines[at + 1] if at + 1 < len(gap.lines) else gap.below.lines[0]
            near = pitch(line, after) <= self.near
            cost += _OPEN * (near and self._is_aligned(line, gap.below))
        return cost

    @staticmethod
    def inside(row: TableRow) -> float:
        """Return what it costs that the title of a row begins with its values, if none can so."""
        return _BEGINS_INSIDE * bool(_INSIDE.match(row.text(Role.TITLE)))

    def dangling(self, gap: Gap, first: int) -> float:
        """Return what it costs that the title above ends with the first lines, if none can so."""
        end = self._before(gap, first)
        return _DANGLES * bool(end and _DANGLING.search(end.text))

    def below(self, gap: Gap, at: int, mode: Mode) -> float:
        """Return what it costs to take a line for the rest of the title above it."""
        if gap.above is None:
            return inf
        line, cost = gap.lines[at], self.against(gap.lines[at], gap.above)
        last = gap.lines[at - 1] if at else gap.above.lines[-1]
        near = pitch(last, line)
        is_topic = bool(TOPIC.match(line.text))
        # the topic of a course stands below its title, wherever the lines of the title are
        of_series = self._is_series(gap.above, mode)
        if self._rules.between(last, line, line.said[0]) and not (is_topic or of_series):
            return inf
        if near < BESIDE:
            return cost - _OVERLAPS
        on_side = mode != "above" or is_topic or of_series
        if self._rules.in_one_box(last, line, line.said[0]):
            return cost - _OVERLAPS + _FAR * (not on_side)
        nearest = self.near * (_TOPIC_NEAR if of_series else 1.0)
        cost += _FAR * (not on_side) + _FAR * (nearest < near < inf)
        if gap.below is not None and mode != "below" and near != inf:
            after = gap.lines[at + 1] if at + 1 < len(gap.lines) else gap.below.lines[0]
            cost += _NEARER_OTHER * (pitch(line, after) * _WIDER < near)
        if gap.below is not None and at + 1 == len(gap.lines):
            after_it = [w for _, part in gap.below.cells.get(Role.TITLE, ())[:1] for w in part]
            cost += _TOGETHER * self._are_one(self.title_words(line, gap.below), after_it)
        if not is_topic:
            cost += self._as_listed(gap.above, gap.lines[:at], line)
        end = self._before(gap, at)
        if end is not None:
            cost -= _PAIR * self._goes_on(end.words, self.title_words(line, gap.above))
        if end is not None and self._had_room(end, line, gap.above) and not is_topic:
            cost += 0.0 if of_series or _GOES_ON.search(end.text) else _ROOM_LEFT
        return cost

    def above(self, gap: Gap, at: int, mode: Mode) -> float:
        """Return what it costs to take a line for the beginning of the title below it."""
        if gap.below is None:
            return inf
        line, cost = gap.lines[at], self.against(gap.lines[at], gap.below)
        after = gap.lines[at + 1] if at + 1 < len(gap.lines) else gap.below.lines[0]
        near = pitch(line, after)
        if self._rules.between(line, after, line.said[0]):
            return inf
        if near < BESIDE:
            return cost - _OVERLAPS
        cost += 2 * _FAR * bool(TOPIC.match(line.text))
        if self._rules.in_one_box(line, after, line.said[0]):
            cost += self._as_listed(gap.below, gap.lines[at + 1 :], line, above=True)
            return cost - _OVERLAPS + _WRONG_SIDE * (mode == "below")
        cost += _WRONG_SIDE * (mode == "below") + _FAR * (mode != "below" and near > self.near)
        if gap.above is not None:
            last = gap.lines[at - 1] if at else gap.above.lines[-1]
            cost += _NEARER_OTHER * (pitch(last, line) * _WIDER < near)
            if at == 0 and (end := self._before(gap, 0)) is not None:
                cost += _TOGETHER * self._are_one(end.words, self.title_words(line, gap.above))
        cost += self._as_listed(gap.below, gap.lines[at + 1 :], line, above=True)
        own = self.title_words(line, gap.below)
        cost -= _PAIR * self._goes_on(own, self._behind(gap, at))
        return cost + _ROOM_LEFT * self._leaves_room(gap, at)

    def _as_listed(
        self, row: TableRow, others: Sequence[Line], line: Line, *, above: bool = False
    ) -> float:
        """Return what the title in the catalog says of a line as part of the title of a row.

        Args:
            row: the row.
            others: the lines between the line and the row.
            line: the line.
            above: whether it stands above the row.
        """
        names, is_series = self._listed[id(row)]
        parts = [text_of(self.title_words(other, row)) for other in others]
        own = row.text(Role.TITLE)
        without = [*parts, own] if above else [own, *parts]
        said = text_of(self.title_words(line, row))
        whole = title_key(" ".join([said, *without] if above else [*without, said]))
        if not own or not any(c.isalpha() for c in said):  # its section
            return 0.0
        rest = title_key(" ".join(without))
        if is_series:  # its name, and a topic behind it
            begins = (whole.startswith(name) > rest.startswith(name) for name in names)
            # a series is no title without its topic, which stands below it
            lacks = not above and any(abbreviates(" ".join(without), name) for name in names)
            if any(begins) or (lacks and self._is_aligned(line, row)):
                return -_LISTED
            return -_LACKING * lacks
        if rest in names:
            return _LISTED  # the title is whole without it
        return -_LISTED * any(name.startswith(whole) or name.endswith(whole) for name in names)

    def lacks_topic(self, row: TableRow) -> bool:
        """Return whether the title of a row names a series of the catalog, and no topic."""
        names, is_series = self._listed[id(row)]
        own = row.text(Role.TITLE)
        return is_series and bool(own) and any(abbreviates(own, name) for name in names)

    def _before(self, gap: Gap, at: int) -> _End | None:
        """Return the end of the title that a line may go on with."""
        if gap.above is None:
            return None
        if at:
            line = gap.lines[at - 1]
            words = self.title_words(line, gap.above)
            return _End(line, tuple(words), text_of(words)) if words else None
        cells = gap.above.cells.get(Role.TITLE)
        if not cells:
            return None
        line, part = cells[-1]
        return _End(line, part, text_of(part))

    def _had_room(self, end: _End, line: Line, row: TableRow) -> bool:
        """Return whether the first word of a line could have stood at the end of the one before."""
        words = self.title_words(line, row)
        return bool(words) and self._fits(list(end.words), words, row, end.line)

    def _leaves_room(self, gap: Gap, at: int) -> bool:
        """Return whether what stands below a line could have begun at its end."""
        if gap.below is None:
            return False
        line = gap.lines[at]
        words = self._behind(gap, at)
        own = self.title_words(line, gap.below)
        return bool(words and own) and self._fits(own, words, gap.below, line)

    def _behind(self, gap: Gap, at: int) -> Sequence[Word]:
        """Return the words of the title below that stand on the line behind one of its lines."""
        if gap.below is None:
            return ()
        if at + 1 < len(gap.lines):
            return self.title_words(gap.lines[at + 1], gap.below)
        return [w for _, part in gap.below.cells.get(Role.TITLE, ())[:1] for w in part]

    def _goes_on(self, upper: Sequence[Word], lower: Sequence[Word]) -> bool:
        """Return whether the last word of a line and the first of the next are in a known title."""
        words = [title_key(text_of(side)).split() for side in (upper, lower)]
        return all(words) and (words[0][-1], words[1][0]) in self._known_pairs

    def _fits(
        self, upper: Sequence[Word], lower: Sequence[Word], row: TableRow, line: Line
    ) -> bool:
        look = self.look(row.table)
        _, shift = self.places.of(line, row.table)
        first, last = lower[0], upper[-1]
        right = last.right - shift + 0.3 * last.size + (first.right - first.left)
        letters = len(text_of(upper)) + 1 + len(first.text)
        return right <= look.right + 0.1 * last.size and letters <= look.letters
