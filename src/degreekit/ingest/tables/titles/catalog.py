"""What the catalog says against the titles of rows: each row that it speaks against is in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from degreekit.courses import abbreviates, title_key
from degreekit.ingest.tables.columns.cells import Shapes
from degreekit.ingest.tables.rows import TableRow
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["exchanged", "with_other_words"]

#: What has more letters than this is not found in a longer title by chance: the catalog has
#: "Security I" for what is printed as "COMPUTER SECURITY I".
_TELLING = 12
#: A cell of another column has so many words at most.
_MOST_OTHERS = 6
#: What may stand behind a title in its cell.
_SECTION = re.compile(r"\s*[(\[]\w?\d{2,3}[)\]]$")
#: What stands in front of the title of credit by examination.
_BY_EXAM = re.compile(r"(?:ap|ib|clep)(?: (?:hl|sl|exam))?")


def exchanged(rows: Sequence[TableRow], shapes: Shapes) -> Iterator[tuple[TableRow, TableRow]]:
    """Yield rows with the title that the catalog has for the row next to it, and not for theirs."""
    listed = [title_key(_listed(row, shapes)) for row in rows]
    for at, row in enumerate(rows):
        own = title_key(row.text(Role.TITLE))
        for beside in (at - 1, at + 1):
            if 0 <= beside < len(rows) and own and listed[beside] == own != listed[at]:
                yield row, rows[beside]
                break


def with_other_words(rows: Sequence[TableRow], shapes: Shapes) -> Iterator[TableRow]:
    """Yield rows whose title is that of the catalog with words in front of it or inside.

    These may be of another column, or the end of the title above: then that row is yielded, too.
    """
    for at, row in enumerate(rows):
        listed = _listed(row, shapes)
        words = title_key(_SECTION.sub("", row.text(Role.TITLE))).split()
        if not listed or _is_series(row, shapes) or len(words) < 2 or _is_title(words, listed):
            continue
        if others := _others(words, listed):
            may_be_of_above = others[0] == 0 and len(others) > 1
            yield from rows[max(0, at - may_be_of_above) : at + 1]


def _others(words: list[str], listed: str) -> range:
    """Return which words of a title, if any, stand in front of that of the catalog or within it."""
    for start in range(len(words) - 1):
        for end in range(start + 1, min(start + _MOST_OTHERS + 1, len(words))):
            rest = words[:start] + words[end:]
            if _is_title(rest, listed, others=end - start) and not _BY_EXAM.fullmatch(
                " ".join(words[start:end])
            ):
                return range(start, end)
    return range(0)


def _is_title(words: Sequence[str], listed: str, *, others: int = 0) -> bool:
    """Return whether words are a title of the catalog, cut short or not.

    A short title may be part of a longer one by chance, if only a word is taken for another cell's.
    """
    text, whole = " ".join(words), title_key(listed)
    if len(text) <= _TELLING:
        return text == whole and others > 1
    return whole.startswith(text) or abbreviates(text, listed)


def _is_series(row: TableRow, shapes: Shapes) -> bool:
    """Return whether courses of this code have a title each, which the catalog does not list."""
    institution = shapes.institution
    return institution.code(row.entry.code.listing.code) in institution.umbrellas


def _listed(row: TableRow, shapes: Shapes) -> str:
    """Return the title that the catalog has for the course of a row; empty where it has none."""
    institution = shapes.institution
    course = institution.listed(institution.code(row.entry.code.listing.code))
    return course.title if course else ""
