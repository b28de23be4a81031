"""Text that was copied or saved from a document, as pages of letters with places.

The text is set out on a grid, each character in a square of its own, so that what reads pages reads
text too. Where the layout was kept with blanks, columns stand under each other as they did on the
page. Tabs and bars part cells, which are set under each other again. A row whose cells came out one
a line, as some viewers copy a table, is put together first. Where every gap has become one blank,
the rows have no columns left; what such a row says, `Table.loose` tells by the order and the shape
of its cells.

A place in text is counted in characters and lines from the beginning of the file, so the lower edge
of a box is the number of its line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

__all__ = ["HIGH", "LINE", "WIDE", "decoded", "set_out"]

#: Text is set out in letters of this width and height (points), and in lines of this height.
WIDE, HIGH, LINE = 6.0, 10.0, 12.0

#: Text marks its own encoding, or is UTF-8, or is what Windows saves.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Characters that no text has; a file with one of them is of another kind.
_NO_TEXT = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
#: Text that is the source of something else: a web page, data, a word processor's file.
_SOURCE = re.compile(r'\s*(?:<|\{\s*["}\\]|\[\s*[\[{"])')

#: What PDFium, and so Chrome, copies for a hyphen at the end of a line and for the end itself: "A-"
#: and the course below it come out as one line.
_HYPHEN = "\ufffe"
#: Blanks between two cells that tabs parted.
_BETWEEN = 3
_TAB = re.compile(r" *\t *")
#: A leader dot on a line of its own, or in front of what it leads to.
_LEADER = re.compile(r"\.(?: |$)")
#: A mark is no longer than this.
_MARK = 3
#: A table drawn with bars has this many in a line at least.
_BARS = 3

_NUMBER = r"\d{1,2}(?:\.\d{1,3})?"
_CODE = re.compile(
    r"(?:\d{4,6}\s+)?[A-Z]{2,6}_{0,3}\s?[A-Z]{0,2}\s?\d{4}[A-Z]{0,3}"
    r"(?:\s+(?:sec\.?\s*)?\(?\d{3}\)?)?"
)
_CALL = re.compile(r"\d{4,6}")
_POINTS = re.compile(_NUMBER)
#: A row has at most this many cells, each on its line.
_CELLS = 9
#: What stands above the columns of a table, in small letters.
_HEADINGS = frozenset(
    {"course", "title", "points", "grade", "credits", "subject", "number", "section", "sec",
     "term", "call #", "call", "grade pts", "grade points", "basis", "status", "final grade",
     "course title", "course id", "course name", "units", "pts", "grading basis", "call number",
     "subject number", "instructor", "instructors", "instructor(s)", "name"}
)  # fmt: skip


def decoded(data: bytes) -> str | None:
    r"""Return the text that a file is; None where it is something else.

    Example:
        >>> from degreekit.ingest.source.plain_text import decoded
        >>> decoded(b"Fall 2023"), decoded(b"<html>"), decoded(b"PK\x03\x04")
        ('Fall 2023', None, None)
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return None if _NO_TEXT.search(text) or _SOURCE.match(text) else text
    return None


def set_out(text: str, clean: Callable[[str], str]) -> list[list[str]]:
    """Return the lines of each page as they stand on the grid; a form feed begins a page.

    Args:
        text: what the file says.
        clean: gives a character in its plain form.
    """
    text = text.replace(_HYPHEN, "-\n").replace("\r\n", "\n").replace("\r", "\n")
    pages = [
        ["".join(c if c == "\t" else clean(c) for c in line).rstrip() for line in page.split("\n")]
        for page in text.split("\f")
    ]
    pages = [_whole_rows(_led([_unbarred(line) for line in page])) for page in pages]
    edges = _edges([line for page in pages for line in page if "\t" in line.strip()])
    return [[_aligned(line, edges) for line in page] for page in pages]


def _led(lines: list[str]) -> list[str]:
    """Put together rows whose leader dots came out one a line, and leave blank lines behind.

    What is left of such a row may stand below it: a grade.
    """
    whole = list(lines)
    head = 0
    for at, line in enumerate(lines):
        text = line.strip()
        dots = _LEADER.match(text)
        broken = head < at - 1
        if at and dots and (broken or dots.end() == len(text)):
            text = text[dots.end() :]
        elif not (broken and 0 < len(text) <= _MARK):
            head = at
            continue
        whole[head] = f"{whole[head].rstrip(' .')} {text}".rstrip()
        whole[at] = ""
    return whole


def _unbarred(line: str) -> str:
    """Return a line whose cells bars part, as of a table in Markdown, with tabs instead."""
    if line.count("|") < _BARS:
        return line
    return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))


def _edges(lines: Sequence[str]) -> list[int]:
    """Return where each cell begins, so that the cells of all lines stand under each other."""
    edges = [0]
    rows = [_TAB.split(line) for line in lines]
    for number in range(max((len(row) for row in rows), default=1) - 1):
        widest = max((len(row[number]) for row in rows if len(row) > number), default=0)
        edges.append(edges[-1] + widest + _BETWEEN)
    return edges


def _aligned(line: str, edges: Sequence[int]) -> str:
    """Return a line with its tabs turned into blanks."""
    if "\t" not in line.strip():
        return line.replace("\t", " ")
    out = ""
    for edge, cell in zip(edges, _TAB.split(line), strict=False):
        out = out.ljust(edge) + cell
    return out


def _whole_rows(lines: list[str]) -> list[str]:
    """Put together rows, and headers, whose cells stand one a line.

    A row stays on the line where it begins, and leaves blank lines behind.
    """
    whole = list(lines)
    starts = [n for n, line in enumerate(lines) if _CODE.fullmatch(line.strip())]
    starts = [n - 1 if n and _CALL.fullmatch(lines[n - 1].strip()) else n for n in starts]
    for start, end in pairwise([*starts, len(lines)]):
        cells = _cells(lines, start, end)
        if any(_POINTS.fullmatch(cell) for cell in cells[1:]):
            _join(whole, start, len(cells))
    if starts:
        _join_headers(whole)
    return whole


def _cells(lines: Sequence[str], start: int, end: int) -> list[str]:
    """Return the cells of a row that begins on a line: what stands below it up to a blank line.

    Behind the points only short cells are left, as grade and basis.
    """
    cells: list[str] = []
    for line in lines[start : min(end, start + _CELLS)]:
        text = line.strip()
        behind = any(_POINTS.fullmatch(cell) for cell in cells[1:])
        if not text or "\t" in text or ":" in text[-1:] or (behind and not _is_value(text)):
            break
        cells.append(text)
    return cells


def _is_value(text: str) -> bool:
    """Return whether a line may be a cell behind the points: a figure, a basis, a grade."""
    return len(text) <= 12 and len(text.split()) <= 2 and not re.search(r"\d{4}", text)


def _join_headers(lines: list[str]) -> None:
    at = 0
    while at < len(lines):
        size = 0
        while at + size < len(lines) and lines[at + size].strip().casefold() in _HEADINGS:
            size += 1
        if size > 2:
            _join(lines, at, size)
        at += max(1, size)


def _join(lines: list[str], start: int, count: int) -> None:
    lines[start] = " ".join(line.strip() for line in lines[start : start + count])
    lines[start + 1 : start + count] = [""] * (count - 1)
