"""Text that was copied or saved from a document, as pages of letters with places.

The text is set out on a grid, each character in a square of its own, so that what reads pages reads
text too. Where the layout was kept with blanks, columns stand under each other as they did on the
page. Tabs and bars part cells, which are set under each other again. Rows whose cells came out one
a line, and rows in which every gap has become one blank, are read later, where codes are known (see
`degreekit.ingest.tables.typesetting`).

A place in text is counted in characters and lines from the beginning of the file, so the lower edge
of a box is the number of its line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence

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
#: The sign of a heading in Markdown, and of a quotation in mail.
_QUOTED = re.compile(r"^[> ]*>")
_HEADING = re.compile(r"^#{1,6}(?= )")
#: A mark is no longer than this.
_MARK = 3
#: A table drawn with bars has this many in a line at least.
_BARS = 3


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
    text = _unquoted(text)
    pages = [
        ["".join(c if c == "\t" else clean(c) for c in line).rstrip() for line in page.split("\n")]
        for page in text.split("\f")
    ]
    pages = [_led([_unbarred(line) for line in page]) for page in pages]
    edges = _edges([line for page in pages for line in page if "\t" in line.strip()])
    return [[_aligned(line, edges) for line in page] for page in pages]


def _unquoted(text: str) -> str:
    """Return text without the signs of a quotation in mail, and with tabs for semicolons as in CSV.

    They are signs if most lines have them.
    """
    lines = text.split("\n")
    said = [line for line in lines if line.strip()]
    if 2 * sum(line.startswith(">") for line in said) > len(said):
        lines = [_QUOTED.sub(lambda sign: " " * len(sign[0]), line) for line in lines]
    if 2 * sum(line.count(";") >= _BARS for line in said) > len(said):
        lines = [line.replace(";", "\t") for line in lines]
    return "\n".join(lines)


def _led(lines: list[str]) -> list[str]:
    """Join rows whose leader dots came out one a line, and leave blank lines behind.

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
    """Return a line whose cells bars part, as of a table in Markdown, with tabs instead.

    The sign of a heading in Markdown does not belong to it.
    """
    line = _HEADING.sub(lambda sign: " " * len(sign[0]), line)
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
