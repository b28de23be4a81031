"""Which printed lines are known and are no course."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import inf
from statistics import median

from degreekit.ingest.page.layout import Line
from degreekit.ingest.tables.table import Header
from degreekit.ingest.tables.totals import figures
from degreekit.ingest.tables.vocabulary import Vocabulary, heading_term

__all__ = ["Roles", "columns_of", "find_furniture", "headers_of"]

#: Kinds of lines below which no letterhead is left on a page.
_BODY = frozenset({"header", "term", "transfer", "total", "legend"})
#: A line of prose has at least this many words, and a page of prose this share of such lines.
_SENTENCE = 8
_PROSE = 0.4
#: Print this much larger than usual is no course.
_DISPLAY = 2.0
#: Lines whose tops differ by less than this (points) stand in one place on their pages.
_SAME_PLACE = 3.0
#: A line this near to the one above it, in font sizes, may be the rest of a row.
_CLOSE = 0.9
_POINTS = re.compile(r"\b\d{1,2}\.\d")


@dataclass(frozen=True, slots=True)
class Roles:
    """What the known lines are.

    Attributes:
        kinds: the kind of each line that is known.
        letterhead: the lines above the body of their page, known or not.
    """

    kinds: dict[Line, str] = field(default_factory=dict)
    letterhead: set[Line] = field(default_factory=set)


def columns_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each column of each page, and lines across them by themselves."""
    for _, part in groupby(lines, key=lambda line: (line.page.number, line.column)):
        yield list(part)


def headers_of(column: Sequence[Line], words: Vocabulary) -> dict[int, tuple[Header, list[Line]]]:
    """Return the headers of tables in a column, by the position of their first line."""
    found: dict[int, tuple[Header, list[Line]]] = {}
    at = 0
    while at < len(column):
        if not words.table.is_header(column[at].words):
            at += 1
            continue
        for size in (3, 2, 1):
            part = list(column[at : at + size])
            if len(part) == size and (header := words.table.header([x.words for x in part])):
                if column[at].page.lines_above is None:
                    found[at] = (header, part)
                else:
                    at, part = _whole_header(column, at, size, words)
                    found[at] = (header.saying(word.text for x in part for word in x.words), part)
                at += len(part) - 1
                break
        at += 1
    return found


def _whole_header(
    column: Sequence[Line], at: int, size: int, words: Vocabulary
) -> tuple[int, list[Line]]:
    """Return a header in text with the lines beside it that belong to it, and where it begins.

    Words that stood above each other on a page come out one a line.
    """
    end = at + size
    while at and words.table.is_header(column[at - 1].words):
        at -= 1
    while end < len(column) and words.table.is_header(column[end].words):
        end += 1
    return at, list(column[at:end])


def find_furniture(lines: Sequence[Line], words: Vocabulary) -> Roles:
    """Return what the known lines are; rows, and what is not understood, have no role.

    Args:
        lines: all lines of a document, in reading order.
        words: what they may say.
    """
    roles = Roles()
    for column in columns_of(lines):
        for _, used in headers_of(column, words).values():
            roles.kinds.update(dict.fromkeys(used, "header"))
    if words.credit is not None:
        headers = [line for line in lines if words.credit.header([line.words])]
        roles.kinds.update(dict.fromkeys(headers, "header"))
    _find_legend(lines, words, roles)
    _find_known(lines, words, roles)
    _find_running(lines, words, roles)
    _find_letterhead(lines, words, roles)
    if lines and lines[0].page.lines_above is not None:
        _find_letterhead_again(lines, roles)
    return roles


def _find_legend(lines: Sequence[Line], words: Vocabulary, roles: Roles) -> None:
    """From the heading of a legend on, and without one on a page of sentences, all is legend."""
    for _, part in groupby(lines, lambda line: line.page.number):
        page = list(part)
        sentences = sum(map(_is_prose, page))
        in_legend = sentences > _PROSE * len(page) and not roles.kinds.keys() & set(page)
        for line in page:
            known = words.furnishing(line.text)
            in_legend = in_legend or known == "legend"
            if in_legend:
                roles.kinds[line] = known if known in ("footer", "title") else "legend"


def _is_prose(line: Line) -> bool:
    """Return whether a line is part of a sentence: many words, most of them small."""
    small = sum(word.text[0].islower() for word in line.words)
    return len(line.words) >= _SENTENCE and 2 * small >= len(line.words)


def _find_known(lines: Sequence[Line], words: Vocabulary, roles: Roles) -> None:
    usual = median(line.size for line in lines)
    for line in lines:
        kind = None if line in roles.kinds else _known(line, words, usual)
        if kind is not None:
            roles.kinds[line] = kind


def _known(line: Line, words: Vocabulary, usual: float) -> str | None:
    """Return the kind of one line by what it says."""
    if line.is_rule:
        return "rule"
    if heading_term(line.text):
        return "term"
    if words.row_start.match(line.text):
        return None
    if words.person(line.text):
        return "student"
    if labelled := words.labelled(line.text):
        kinds = [words.labels[label] for label, _ in labelled]
        return "student" if "student" in kinds else kinds[0]
    if figures(line, words):
        return "total"
    if kind := words.furnishing(line.text):
        return kind
    return "display" if line.size > _DISPLAY * usual else None


def _find_running(lines: Sequence[Line], words: Vocabulary, roles: Roles) -> None:
    """A line in the margin that stands in one place on several pages runs through them."""
    places: dict[tuple[str, int], list[Line]] = {}
    for _, part in groupby(lines, lambda line: line.page.number):
        page = list(part)
        body = [line for line in page if _is_body(line, words, roles)]
        top = min((line.box[1] for line in body), default=inf)
        bottom = max((line.box[3] for line in body), default=-inf)
        for line in page:
            # right below the body stands the rest of its last title
            in_margin = line.box[3] < top or line.box[1] > bottom + _CLOSE * line.size
            if in_margin and line not in roles.kinds and not _POINTS.search(line.text):
                place = (re.sub(r"\d+", "0", line.text), round(line.box[1] / _SAME_PLACE))
                places.setdefault(place, []).append(line)
    for same in places.values():
        if len({line.page.number for line in same}) > 1:
            roles.kinds.update(dict.fromkeys(same, "letterhead"))


def _find_letterhead(lines: Sequence[Line], words: Vocabulary, roles: Roles) -> None:
    """What stands above the first line of the body, on a page or in one of its columns.

    On later pages only what stands above a header counts: without one, the first lines of a page
    may be the end of a row that began on the page before.
    """
    begun, page = False, 0
    for column in columns_of(lines):
        number = column[0].page.number
        begun, page = begun and number == page, number
        body = [at for at, line in enumerate(column) if _is_body(line, words, roles)]
        top = body[0] if body else len(column)
        under_header = bool(body) and roles.kinds.get(column[top]) == "header"
        if begun and not under_header:
            continue
        begun = begun or bool(body)
        for line in column[:top]:
            roles.letterhead.add(line)
            if number == 1 or under_header:
                roles.kinds.setdefault(line, "letterhead")


def _find_letterhead_again(lines: Sequence[Line], roles: Roles) -> None:
    """In text the letterhead of a later page stands in the middle: the same lines once more."""

    def plain(line: Line) -> str:
        return re.sub(r"\d+", "0", line.text)

    head = {plain(line) for line in roles.letterhead}
    for again, run in groupby(lines, lambda line: plain(line) in head):
        part = [line for line in run if line not in roles.letterhead]
        if again and any(roles.kinds.get(line) in ("title", "student") for line in part):
            roles.letterhead.update(part)
            for line in part:
                roles.kinds.setdefault(line, "letterhead")


def _is_body(line: Line, words: Vocabulary, roles: Roles) -> bool:
    kind = roles.kinds.get(line)
    return kind in _BODY if kind else bool(words.row_start.match(line.text))
