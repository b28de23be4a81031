"""The fields of a record, as the cells of a row print them."""

from __future__ import annotations

import re

from degreekit.courses import GradeScale, RecordStatus
from degreekit.ingest.page.document import Box
from degreekit.ingest.page.layout import text_of
from degreekit.ingest.tables.columns.cells import Shapes, number_of
from degreekit.ingest.tables.rows import TableRow, joined
from degreekit.ingest.tables.titles.evidence import TOPIC
from degreekit.ingest.tables.words.vocabulary import Role

__all__ = ["boxes_of", "grade_of", "mark_of", "title_of"]

#: Cells that are fields of a record.
_FIELDS = {
    Role.CODE: "code", Role.TITLE: "title", Role.CREDITS: "credits", Role.GRADE: "grade",
    Role.SECTION: "section", Role.STATUS: "status", Role.INSTITUTION: "institution",
    Role.SOURCE_CODE: "source_code", Role.TERM: "term",
}  # fmt: skip
#: The topic of a course, after the title that it was joined to.
_TOPIC = re.compile(rf":?\s+{TOPIC.pattern}", re.IGNORECASE)
#: A section printed in front of or behind a title.
_SECTION = re.compile(
    r"^SEC(?:TION)?\.?\s*(\w?\d{2,3})(?:\s+|$)|^[(\[](\w?\d{2,3})[)\]]\s+"
    r"|\s*[(\[](\d{3}|[A-Z]\d{2})[)\]]$|\s+SEC(?:TION)?\.?\s*(\w?\d{2,3})$",
    re.IGNORECASE,
)
#: What parts a code from the title in the same cell, and marks of footnotes around a title.
_AROUND_TITLE = re.compile(
    r"^[\s:;,–—*†‡§#-]+(?=\S)|\s+[*†‡§#]+$|(?<=\w)[†‡§]+$|[,;]$|\s+[-–—:|]+$"
)


def boxes_of(row: TableRow) -> dict[str, Box]:
    """Return the places of the fields of a record; credits may not be printed."""
    found = (
        (name, row.box(role))
        for role, name in _FIELDS.items()
        if role is not Role.CREDITS or number_of(row.text(role)) is not None
    )
    return {name: box for name, box in found if box is not None}


def title_of(row: TableRow) -> tuple[str, str | None]:
    """Return the title of a row, and the section that is printed with it.

    A section stands at the end of a line of the title, whatever comes below it.
    """
    title, section = "", None
    for _, words in row.cells.get(Role.TITLE, ()):
        text, own = _section(text_of(words))
        section = section or own
        title = joined(title, text, is_title=True)
    title = _AROUND_TITLE.sub("", _TOPIC.sub(": ", title))
    return _AROUND_TITLE.sub("", title).strip(), section


def _section(title: str) -> tuple[str, str | None]:
    """Split a title from the section printed in front of it or behind it."""
    if found := _SECTION.search(title):
        rest = (title[: found.start()] + title[found.end() :]).strip()
        return rest, next(filter(None, found.groups()))
    return title, None


def grade_of(row: TableRow) -> str:
    """Return the grade as printed; its sign may have a column of its own."""
    parts = [text_of(words) for _, words in row.cells.get(Role.GRADE, ())]
    signed = parts[1:] and all(part in {"+", "-", "–", "−"} for part in parts[1:])
    return "".join(parts) if signed else row.text(Role.GRADE)


def mark_of(
    printed: str, state: str, scale: GradeScale | None, shapes: Shapes
) -> tuple[str | None, RecordStatus]:
    """Return the grade of a cell, and what it says of the attempt with the state next to it."""
    printed = shapes.unexplained(printed)
    first, _, flag = printed.partition(" ")
    if flag and len(flag) <= 2 and shapes.is_mark(first):
        printed = first  # "B I": how a repeat counts
    symbol = shapes.symbol(printed)
    if symbol is None:
        if (shapes.has_left(printed) and printed.upper() != "WD") or (
            shapes.has_left(state) and shapes.is_open(printed)
        ):
            return None, RecordStatus.WITHDRAWN
        if shapes.is_open(printed):
            planned = "PLANNED" in (printed.upper(), state.upper())
            return None, RecordStatus.PLANNED if planned else RecordStatus.IN_PROGRESS
    plain = shapes.unmarked(printed)
    if symbol is None and shapes.is_transfer(plain):
        symbol = plain
    grade = symbol or printed.replace(" ", "")
    known = scale.get(grade) if scale else None
    if scale and known is None and (known := scale.get(shapes.unmarked(grade))):
        grade = shapes.unmarked(grade)  # "P*" is a mark of another school
    return grade, known.status if known else RecordStatus.COMPLETED
