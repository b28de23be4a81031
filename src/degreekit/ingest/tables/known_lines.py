"""Lines that are known by what they say: headings, figures, labels, headers, legend, letterhead.

A line of the table is none of these, whatever its title says; so what a line says is a guess that
the table may overrule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import inf
from statistics import median

from degreekit.ingest.page.layout import Line, Word, offsets, text_of
from degreekit.ingest.readers.reader import Scope
from degreekit.ingest.tables.columns.codes import FoundCode
from degreekit.ingest.tables.words.figures import (
    Figure,
    FigureHeader,
    figure_header,
    figures_of,
    figures_over,
    scope_alone,
    wording_of,
)
from degreekit.ingest.tables.words.known_texts import (
    LABELS,
    are_test_scores,
    is_remark,
    known_kind,
    labelled,
)
from degreekit.ingest.tables.words.terms import find_terms, heading_of, season_of, term_of, year_of
from degreekit.ingest.tables.words.vocabulary import (
    all_tagged,
    names_columns,
    tags_of,
)

__all__ = ["BREAKS", "KnownLines", "columns_of", "know_by_place", "know_by_text"]

#: Figures in words are a sentence of so many lines at most.
_LONGEST_SENTENCE = 4
#: Kinds of lines that part one block of courses from the next.
BREAKS = frozenset(
    {
        "term",
        "year",
        "season",
        "time",
        "transfer",
        "institution-credit",
        "total",
        "figure-header",
        "school",
        "header",
        "legend",
        "degree",
    }
)
#: Kinds of lines below which no letterhead is left on a page.
_BODY = frozenset({"header", "term", "year", "season", "transfer", "total", "legend"})
#: A line of prose has at least this many words, and a page of prose this share of such lines.
_SENTENCE = 8
_PROSE = 0.4
#: Print this much larger than usual is no course.
_DISPLAY = 2.0
#: Lines whose tops differ by less than this (points) stand in one place on their pages.
_SAME_PLACE = 3.0
#: A line this near to the one above it, in font sizes, may be the rest of a row.
_CLOSE = 0.9
_DECIMAL = re.compile(r"\b\d{1,2}[.,]\d")
#: The lines of one header are nearer to each other than this, in font sizes.
_HEADER_PITCH = 2.0


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What lines say that are known.

    Attributes:
        kinds: the kind of each.
        figures: the figures of lines that have any.
        letterhead: the lines above the body of their page, known or not.
    """

    kinds: dict[Line, str] = field(default_factory=dict)
    figures: dict[Line, list[Figure]] = field(default_factory=dict)
    letterhead: set[Line] = field(default_factory=set)

    def copy(self) -> KnownLines:
        """Return the same lines; what is forgotten there is still known here."""
        return KnownLines(dict(self.kinds), dict(self.figures), set(self.letterhead))

    def forget(self, line: Line) -> None:
        """Take a line for none of these: it belongs to a course."""
        self.kinds.pop(line, None)
        self.figures.pop(line, None)
        self.letterhead.discard(line)


def columns_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each column of each page, and lines across them by themselves."""
    for _, part in groupby(lines, key=lambda line: (line.page.number, line.column)):
        yield list(part)


def know_by_text(
    lines: Sequence[Line],
    codes: Callable[[Line], Sequence[FoundCode]],
    person: Callable[[str], bool],
) -> KnownLines:
    """Return what the lines are that are known by what they say.

    Args:
        lines: all lines of a document, in reading order.
        codes: returns the course codes in a line.
        person: returns whether a line names the student without a label.
    """
    known = KnownLines()
    usual = median(line.size for line in lines) if lines else 0.0
    table: FigureHeader | None = None
    above: Scope | None = None
    for line, below in zip(lines, (*lines[1:], None), strict=True):
        if line in known.kinds:
            continue  # the second line of a header
        if header := figure_header(line):
            table = header
            if below is not None and (whole := _header_over(line, below)):
                table = whole
                known.kinds[below] = "figure-header"
        kind, figures = _kind(line, codes, person, usual, table)
        if kind is not None:
            known.kinds[line] = kind
        if figures:
            known.figures[line] = figures
        if kind not in ("total", "figure-header", "rule"):
            table = None
        if (
            above is not None
            and figures
            and all(f.scope is None and f.guess is None for f in figures)
        ):
            known.figures[line] = [figure._replace(guess=above) for figure in figures]
        above = next((f.scope for f in reversed(figures) if f.scope), None) or (
            scope_alone(line.text) if kind == "total" else None
        )
    _join_figures(lines, known, codes)
    _agree_on_measures(known)
    _find_heading_ends(lines, known, codes)
    _find_years(lines, known)
    _find_plain_headers(lines, known, codes)
    _complete_headers(lines, known)
    _forget_titles(lines, known, codes)
    _find_legend(lines, known)
    return known


def _header_over(line: Line, below: Line) -> FigureHeader | None:
    """Return the header of figures that two lines are; None where the second is none of it."""
    is_near = (line.page, line.column) == (below.page, below.column) and (
        below.middle - line.middle < _HEADER_PITCH * line.size
    )
    return figure_header(line, below) if is_near and all_tagged(below.text) else None


#: A heading whose line was too long for it: "TRANSFER CREDIT FROM CITY COLLEGE OF".
_GOES_ON = re.compile(r"(?:[&,/-]|\b(?:OF|THE|AT|AND|FROM|BY|FOR|IN|DE|LA))$", re.IGNORECASE)


def _find_heading_ends(
    lines: Sequence[Line], known: KnownLines, codes: Callable[[Line], Sequence[FoundCode]]
) -> None:
    """Know the rest of a heading that takes two lines, the first of which cannot end there."""
    for line, below in pairwise(lines):
        if (
            known.kinds.get(line) in ("transfer", "school")
            and below not in known.kinds
            and _GOES_ON.search(line.text)
            and not codes(below)
            and abs(below.box[0] - line.box[0]) < _SAME_PLACE
            and below.middle - line.middle < _HEADER_PITCH * line.size
        ):
            known.kinds[below] = "heading-end"


def _join_figures(
    lines: Sequence[Line], known: KnownLines, codes: Callable[[Line], Sequence[FoundCode]]
) -> None:
    """Read figures whose last label or number stands on the next line, as if it were in theirs."""
    ends = set[Line]()
    for at, line in enumerate(lines):
        if known.kinds.get(line) != "total" or line in ends:
            continue
        run = [line]
        for below in lines[at + 1 : at + _LONGEST_SENTENCE]:
            is_near = (line.page, line.column) == (below.page, below.column) and (
                below.middle - run[-1].middle < _HEADER_PITCH * line.size
            )
            is_free = known.kinds.get(below) in (None, "total", "figure-header")
            if not is_near or not is_free or codes(below):
                break
            run.append(below)
            if figures := figures_over(*run):
                known.figures[line] = figures
                for rest in run[1:]:
                    known.figures.pop(rest, None)
                    known.kinds[rest] = "total"
                ends.update(run)
                break


def _agree_on_measures(known: KnownLines) -> None:
    """Take bare figures for what most lines have there that are printed alike.

    Where a course was failed, the average is not the quotient of what was earned; and where most
    are not quotients, one is so by chance.
    """
    alike: dict[tuple[str, int], list[Line]] = {}
    for line, figures in known.figures.items():
        alike.setdefault((wording_of(line.text), len(figures)), []).append(line)
    for same in alike.values():
        ways = Counter(tuple(figure.measure for figure in known.figures[line]) for line in same)
        (measures, count), *_ = ways.most_common(1)
        if 2 * count <= len(same):
            continue
        usual = next(
            known.figures[line]
            for line in same
            if tuple(figure.measure for figure in known.figures[line]) == measures
        )
        for line in same:
            figures = known.figures[line]
            own = {figure.measure for figure in figures}
            if len(figures) > 1 and (own == {None} or not any(measures)):
                known.figures[line] = [
                    f._replace(measure=like.measure, is_named=like.is_named)
                    for f, like in zip(figures, usual, strict=True)
                ]


def _find_years(lines: Sequence[Line], known: KnownLines) -> None:
    """Find the headings of years, and those of seasons below them: "2022-2023", "Fall"."""
    year: Line | None = None
    for line in lines:
        if known.kinds.get(line) == "term":
            year = None
        elif known.kinds.get(line) in (None, "remark", "display") and year_of(line.text):
            year = line
        elif year is not None and _is_season(line, known):
            known.kinds[year], known.kinds[line] = "year", "season"


def _is_season(line: Line, known: KnownLines) -> bool:
    """Return whether a line names a season, alone or with the figures of its term next to it."""
    kind = known.kinds.get(line)
    if kind == "total":
        cells = line.cells()
        return len(cells) > 1 and season_of(text_of(cells[0])) is not None
    return kind in (None, "display") and season_of(line.text) is not None


def _find_plain_headers(
    lines: Sequence[Line], known: KnownLines, codes: Callable[[Line], Sequence[FoundCode]]
) -> None:
    """Know a line of nothing but names of columns, right above the first course, for a header."""
    above: Line | None = None
    in_rows = False
    for line in lines:
        kind = known.kinds.get(line)
        is_row = kind is None and bool(codes(line))
        if is_row and above is not None:
            known.kinds[above] = "header"
        if (
            kind in (None, "figure-header")
            and len(line.said) > 1
            and all_tagged(line.text)
            and not in_rows
        ):
            above = line
        elif kind not in ("rule", "header"):
            above = None
        in_rows = is_row or (in_rows and kind is None)


def _complete_headers(lines: Sequence[Line], known: KnownLines) -> None:
    """The lines of a header that only say, above or below the others, parts of names."""
    figures = {a for a, b in pairwise(lines) if known.kinds.get(b) == "total"}
    for step in (1, -1):
        before: Line | None = None
        for line in lines[::step]:
            near = (
                before is not None
                and known.kinds.get(before) == "header"
                and (before.page, before.column) == (line.page, line.column)
                and abs(before.middle - line.middle) < _HEADER_PITCH * line.size
            )
            free = known.kinds.get(line) in (None, "figure-header") and line not in figures
            if near and free and all_tagged(line.text):
                known.kinds[line] = "header"
            before = line


def _forget_titles(
    lines: Sequence[Line], known: KnownLines, codes: Callable[[Line], Sequence[FoundCode]]
) -> None:
    """Take no title for a header, as "GRADE AND CREDIT": its words have no gaps between them.

    So have those of a header in text without any gaps; then all headers are alike. But none begins
    behind the code of the course below it.
    """
    for above, line, below in zip((None, *lines), lines, lines[1:], strict=False):
        found = codes(below) if known.kinds.get(line) == "header" else ()
        is_alone = above is None or known.kinds.get(above) != "header"
        if found and is_alone and len(line.cells()) == 1:
            code_ends = below.words[found[0].end - 1].right
            if line.box[0] > code_ends:
                known.forget(line)
    headers = [line for line in lines if known.kinds.get(line) == "header"]
    wide = [line for line in headers if len(line.cells()) > 1]
    for line in headers:
        if wide and not any(
            (other.page, other.column) == (line.page, line.column)
            and abs(other.middle - line.middle) < _HEADER_PITCH * line.size
            for other in wide
        ):
            known.forget(line)


_PAGE = re.compile(r"\W*(?:page|pg\.?|p\.)\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?\W*", re.IGNORECASE)

#: A sign that may be the rest of a title, as of "C++" in a narrow cell.
_REST = re.compile(r"[+&)\]?!#]{1,2}")


def _kind(
    line: Line,
    codes: Callable[[Line], Sequence[FoundCode]],
    person: Callable[[str], bool],
    usual: float,
    table: FigureHeader | None,
) -> tuple[str | None, list[Figure]]:
    """Return the kind of a line by what it says, and its figures."""
    text = line.text
    if kind := _furniture(line):
        return kind, []
    if found := codes(line):
        scores = are_test_scores(text, (code.listing.code.subject for code in found))
        return "remark" if scores else None, []
    heading = heading_of(text)
    if heading and not heading.rest:
        return "term", []
    cells = line.cells()
    if behind := _behind_a_term(line, cells) or _set_off_from_a_term(line):
        return behind
    if person(text):
        return "student", []
    if pairs := labelled(text):
        kinds = [LABELS[label] for label, _ in pairs]
        return ("student" if "student" in kinds else kinds[0]), []
    if not _is_row(cells) and (figures := figures_of(line, table)):
        return "total", figures
    if scope_alone(text):
        return "total", []
    kind = known_kind(text)
    is_value = kind == "remark" and _is_row(cells)  # "In Progress   3.00"
    if kind and not is_value and not (kind in ("school", "degree") and is_remark(text)):
        return kind, []
    is_row = _is_row(cells) or bool(heading and _DECIMAL.search(heading.rest))
    if heading and not is_row and re.search(r"[A-Za-z]{3}|^$", heading.rest):
        return "term", []
    return ("display" if line.size > _DISPLAY * usual else None), []


def _furniture(line: Line) -> str | None:
    """Return the kind of a line that holds no data, before any word of it is looked up."""
    if not _REST.fullmatch(line.text) and (line.is_rule or not any(map(str.isalnum, line.text))):
        return "rule"
    if names_columns(line.text):
        return "header"
    if figure_header(line):
        return "figure-header"
    # before codes are looked for: any word may be a subject
    return "footer" if _PAGE.fullmatch(line.text) else None


def _behind_a_term(
    line: Line, cells: Sequence[Sequence[Word]]
) -> tuple[str | None, list[Figure]] | None:
    """Return what a line is by what stands behind a term in it; None where that says nothing."""
    first = heading_of(text_of(cells[0])) if len(cells) > 1 else None
    if not first or first.rest:
        return None
    rest = Line(line.page, tuple(w for cell in cells[1:] for w in cell), line.column)
    figures = figures_of(rest)
    if _is_row(cells) or (not figures and _DECIMAL.search(rest.text)):
        return None, []  # the values of a course, below its code
    return ("term", figures) if figures else None


#: What sets figures off from the term in front of them.
_SET_OFF = re.compile(r"[(\[,;:|–—-]")


def _set_off_from_a_term(line: Line) -> tuple[str | None, list[Figure]] | None:
    """Return what "Fall 2023 (GPA: 3.67)" is: a heading, where "Fall 2023 GPA: 3.67" is a sum."""
    first = next(find_terms(line.text), None)
    if first is None or not _SET_OFF.match(line.text[first.end :].lstrip()):
        return None
    heading = heading_of(line.text[: first.end])
    rest = tuple(word for at, word in offsets(line.said) if at >= first.end)
    if heading is None or not rest:
        return None
    figures = figures_of(Line(line.page, rest, line.column))
    return ("term", figures) if figures else None


#: The number of a class, which no sum is.
_CALL_NUMBER = re.compile(r"\d{5,6}")
_SIGNED = re.compile(r"[A-F][+-][*^#†]?")
#: A grade with a sign, and what says that a course was taken: among sums stands neither.
_GRADED = re.compile(r"[A-F][+-][*^#†]?|taken|planned|in progress", re.IGNORECASE)


#: Credits and a grade at the end of a line without gaps: "STATISTICS, 3.00 credits, A".
_GRADED_LINE = re.compile(
    r".*[A-Za-z]{3}.*\s[(\[]?\d{1,2}[.,]\d.*[\s(\[](?:[A-DFPW]|I[NP]|CR|TR)[)\]]?"
)
#: What the words of a sum say, and those of a course hardly ever.
_OF_SUMS = frozenset({"gpa", "total", "term", "cumulative", "earned", "attempted", "quality"})


def _is_row(cells: Sequence[Sequence[Word]]) -> bool:
    """Return whether a line has what sums have not, in a cell of its own.

    That is the grade of a course, its state, or the term that it was taken in among other values.
    """
    texts = [text_of(cell) for cell in cells]
    if any(map(_GRADED.fullmatch, texts)):
        return True
    if any(_SIGNED.fullmatch(word.text) for cell in cells for word in cell):
        return True
    if len(texts) == 1 and _GRADED_LINE.fullmatch(texts[0]):
        return not tags_of(texts[0])[0] & _OF_SUMS
    terms = any(term_of(text) for text in texts)
    return terms and any(_CALL_NUMBER.fullmatch(text) for text in texts)


def _find_legend(lines: Sequence[Line], known: KnownLines) -> None:
    """From the heading of a legend on, and without one on a page of sentences, all is legend."""
    for _, part in groupby(lines, lambda line: line.page.number):
        page = list(part)
        sentences = sum(map(_is_prose, page))
        bodies = any(known.kinds.get(line) in ("header", "term") for line in page)
        all_prose = sentences > _PROSE * len(page) and not bodies
        headed = any(known.kinds.get(line) == "legend" for line in page)
        in_legend = False
        for line in page:
            kind = known.kinds.get(line)
            begins = kind == "legend" or (all_prose and not headed and _is_prose(line))
            in_legend = in_legend or begins
            if in_legend:
                known.forget(line)
                known.kinds[line] = kind if kind in ("footer", "title") else "legend"


def _is_prose(line: Line) -> bool:
    """Return whether a line is part of a sentence: many words, most of them small."""
    small = sum(word.text[0].islower() for word in line.words)
    return len(line.words) >= _SENTENCE and 2 * small >= len(line.words)


# ----------------------------------------------------------------------------------- by place


def know_by_place(lines: Sequence[Line], known: KnownLines, rows: set[Line]) -> None:
    """Add what is known by where it stands: letterheads, and lines that run through the pages.

    Args:
        lines: all lines of a document, in reading order.
        known: what is known of them already.
        rows: the lines of courses.
    """
    _find_running(lines, known, rows)
    _find_letterhead(lines, known, rows)
    if lines and lines[0].page.lines_above is not None:
        _find_letterhead_again(lines, known)


def _is_body(line: Line, known: KnownLines, rows: set[Line]) -> bool:
    return line in rows or known.kinds.get(line) in _BODY


def _find_running(lines: Sequence[Line], known: KnownLines, rows: set[Line]) -> None:
    """A line in the margin that stands in one place on several pages runs through them."""
    places: dict[tuple[str, int], list[Line]] = {}
    for _, part in groupby(lines, lambda line: line.page.number):
        page = list(part)
        body = [line for line in page if _is_body(line, known, rows)]
        top = min((line.box[1] for line in body), default=inf)
        bottom = max((line.box[3] for line in body), default=-inf)
        for line in page:
            # right below the body stands the rest of its last title
            in_margin = line.box[3] < top or line.box[1] > bottom + _CLOSE * line.size
            if (
                in_margin
                and line not in known.kinds
                and line not in rows
                and not _DECIMAL.search(line.text)
            ):
                place = (re.sub(r"\d+", "0", line.text), round(line.box[1] / _SAME_PLACE))
                places.setdefault(place, []).append(line)
    for same in places.values():
        if len({line.page.number for line in same}) > 1:
            known.kinds.update(dict.fromkeys(same, "letterhead"))


def _find_letterhead(lines: Sequence[Line], known: KnownLines, rows: set[Line]) -> None:
    """What stands above the first line of the body, on a page or in one of its columns.

    On later pages only what stands above a header counts: without one, the first lines of a page
    may be the end of a row that began on the page before.
    """
    begun, page = False, 0
    for column in columns_of(lines):
        number = column[0].page.number
        begun, page = begun and number == page, number
        body = [at for at, line in enumerate(column) if _is_body(line, known, rows)]
        top = body[0] if body else len(column)
        under_header = bool(body) and known.kinds.get(column[top]) == "header"
        if begun and not under_header:
            continue
        begun = begun or bool(body)
        if body and column[top] in rows:  # right above a row may stand the beginning of its title
            while (
                top
                and column[top].middle - column[top - 1].middle < _HEADER_PITCH * column[top].size
            ):
                top -= 1
        for line in column[:top]:
            if line in rows:
                continue
            known.letterhead.add(line)
            if number == 1 or under_header:
                known.kinds.setdefault(line, "letterhead")


def _find_letterhead_again(lines: Sequence[Line], known: KnownLines) -> None:
    """In text the letterhead of a later page stands in the middle: the same lines once more."""

    def plain(line: Line) -> str:
        return re.sub(r"\d+", "0", line.text)

    head = {plain(line) for line in known.letterhead}
    for again, run in groupby(lines, lambda line: plain(line) in head):
        part = [line for line in run if line not in known.letterhead]
        if again and any(known.kinds.get(line) in ("title", "student") for line in part):
            known.letterhead.update(part)
            for line in part:
                known.kinds.setdefault(line, "letterhead")
