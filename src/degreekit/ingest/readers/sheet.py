"""The tables of a document, as a reader of tables sees them."""

from __future__ import annotations

from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING

from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import Line, Word, reading_order
from degreekit.ingest.tables.account import doubt_rows
from degreekit.ingest.tables.bare_lines import find_bare_sums, find_years_of_rows
from degreekit.ingest.tables.columns.cells import Kind, Shapes
from degreekit.ingest.tables.columns.codes import CodeFinder, FoundCode, small_subjects, trusted
from degreekit.ingest.tables.columns.labels import without_names
from degreekit.ingest.tables.columns.whole_marks import with_whole_marks
from degreekit.ingest.tables.find import find_tables
from degreekit.ingest.tables.headings import (
    find_headings,
    find_remarks,
    find_summed,
    find_timely,
    forget_cells,
    heading_apart,
    overrule,
    term_edges,
)
from degreekit.ingest.tables.known_lines import KnownLines, know_by_place, know_by_text
from degreekit.ingest.tables.rows import Places, find_rows, overrule_figures
from degreekit.ingest.tables.table import BESIDE, Table, pitch
from degreekit.ingest.tables.term_blocks import spread_terms, take_terms_below
from degreekit.ingest.tables.titles.continued import share_lines
from degreekit.ingest.tables.typesetting.cards import with_values_beside
from degreekit.ingest.tables.typesetting.cell_lines import join_cells
from degreekit.ingest.tables.typesetting.newspaper import lines_in_columns
from degreekit.ingest.tables.typesetting.ruled import Rules
from degreekit.ingest.tables.typesetting.spanned import with_subjects
from degreekit.ingest.tables.typesetting.stacked import unstack, unstack_terms

if TYPE_CHECKING:
    from degreekit.ingest.readers.table_reader import TableReader

__all__ = ["Ground", "Sheet"]


class Ground:
    """What a reader sees in a document before it knows its tables. It never changes.

    Attributes:
        lines: its lines, in reading order.
        text: what they say, line by line.
        shapes: says what a text of the institution may be.
        known: what lines are by what they say.
        rules: what is drawn between rows.

    Args:
        reader: knows the institution.
        document: its pages.
    """

    def __init__(self, reader: TableReader, document: Document) -> None:
        self.shapes = Shapes(reader.institution)
        grammar = reader.institution.grammar
        printed = reading_order(document)
        plain = "\n".join(" ".join(w.text for w in line.said) for line in printed)
        finder = CodeFinder(grammar, reader.subject(plain), small_subjects(printed))
        whole = unstack_terms(unstack(self._printed(document, finder), finder), finder)
        whole = with_values_beside(whole, finder, self.shapes)
        whole = with_whole_marks(with_subjects(without_names(whole, finder), finder))
        coded = {line for line in whole if finder.find(line.words)}
        edges = term_edges(whole, coded)
        within = {line for pair in pairwise(whole) if 0 < pitch(*pair) < BESIDE for line in pair}
        self.lines = [
            part
            for line in whole
            for part in ((line,) if line in coded | within else heading_apart(line, edges))
        ]
        self.text = "\n".join(line.text for line in self.lines)
        self._codes = trusted(self.lines, finder)
        self.known = know_by_text(self.lines, self.codes, lambda text: bool(reader.person(text)))
        self.rules = Rules(self.lines, self._code_in)
        forget_cells(self.lines, self.known, edges, self.rules)

    def _printed(self, document: Document, finder: CodeFinder) -> list[Line]:
        lines = lines_in_columns(document, finder, self.shapes)
        return join_cells(lines, finder, self.shapes)

    def _code_in(self, line: Line) -> Word | None:
        codes = self.codes(line) if line not in self.known.kinds else []
        return line.words[codes[0].start] if codes else None

    def codes(self, line: Line) -> list[FoundCode]:
        """Return the course codes in a line."""
        return self._codes[line]


class Sheet:
    """The tables of a document, as a reader sees them.

    Attributes:
        ground: the document.
        lines: its lines, in reading order.
        text: what they say, line by line.
        choices: how many ways there are to say what the columns hold.

    Args:
        ground: the document, as the reader sees it.
        choice: which of these ways to take; by default the likeliest, with a doubt where another is
            as likely.
    """

    def __init__(self, ground: Ground, choice: int | None = None) -> None:
        self.ground = ground
        self.shapes, self.lines, self.text = ground.shapes, ground.lines, ground.text
        self.codes = ground.codes
        self.known = ground.known.copy()
        self._rules = copy(ground.rules)
        tables = self._tables(choice or 0)
        if overrule_figures(self.lines, self.known, tables, self.codes, self.shapes):
            tables = self._tables(choice or 0)
        self.choices = max((table.choices for table in tables), default=0)
        if choice is not None:
            for table in tables:
                table.rivals = []
        begun = {line for table in tables for entry in table.entries for line in entry.lines}
        begun |= {line for line in self.lines if self.looks_like_course(line)}
        know_by_place(self.lines, self.known, begun)
        overrule(self.lines, self.known, tables)
        places = Places(tables)
        self.rows = find_rows(self.lines, self.known, places, self.codes, self.shapes)
        find_remarks(self.lines, self.known, self.rows, self.shapes)
        find_summed(self.lines, self.known, self.rows)
        find_timely(self.lines, self.known, self.rows)
        find_bare_sums(self.lines, self.known, self.rows, places)
        find_years_of_rows(self.lines, self.known, self.rows)
        shared = share_lines(self.lines, self.known, self.rows, places, self.shapes, self._rules)
        self.orphans = shared.orphans
        for line in shared.remarks:
            self.known.kinds.setdefault(line, "remark")
        spread_terms(self.lines, self.known, self.rows, self.shapes)
        take_terms_below(self.lines, self.known, self.rows)
        self.headings = find_headings(self.lines, self.known, self.rows)
        others = dict.fromkeys([*self.headings, *self.orphans], "other")
        free = KnownLines({**self.known.kinds, **others})
        doubt_rows(self.lines, free, self.rows, self.shapes)

    def _tables(self, choice: int) -> list[Table]:
        return find_tables(self.lines, self.known, self.codes, self.shapes, self._rules, choice)

    def looks_like_course(self, line: Line) -> bool:
        """Return whether a line begins with a code and has a figure: no letterhead does."""
        codes = self.codes(line)
        figures = any(self.shapes.kind(word.text) & Kind.DECIMAL for word in line.said)
        return bool(codes) and codes[0].start == 0 and figures
