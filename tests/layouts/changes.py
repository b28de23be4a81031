"""One cell of a document is another one: is it noticed?

A document is made, and made again with one cell changed, as if it had been misread. Every printed
figure stays as it was. The change is noticed if the reading no longer says that it is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from degreekit import read_pdf
from degreekit.errors import DegreekitError
from degreekit.ingest import Reading
from tests.layouts.choice import AXES, Choice, draw_choice
from tests.layouts.columns import number
from tests.layouts.compose import compose
from tests.layouts.document import Document, write
from tests.layouts.flow import Cells, Flow, Item, Line
from tests.layouts.judge import LIMITS, Kind, compare, is_proved
from tests.layouts.settle import settle
from tests.layouts.students import draw_student
from tests.layouts.truth import Row

#: What is fixed, so that the documents are read and print figures.
_FIXED = {
    "document": "transcript",
    "variety": "little",
    "title cell": "own",
    "term form": "Fall 2023",
    "contradiction": "none",
    "copies": "one",
    "marks": "none",
    "drawing order": "as read",
    "sheet": "plain",
    "hidden": "nothing",
    "behind": "nothing",
}
_LETTERS = ("A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D", "F")
_CREDITS = tuple(map(Decimal, ("1", "1.5", "2", "3", "3.5", "4", "4.5", "6")))

#: Returns the cells of a row after a change, or None where the row has no such cell.
Change = Callable[[Row, Cells, Choice, Random], Cells | None]


@dataclass(frozen=True)
class Changed:
    """The outcome of one change.

    Attributes:
        kind: what was changed, as ``grade``.
        state: of the course: one of `STATES`.
        noticed: whether the reading is no longer proved.
        mark: what the reading of the whole document says of the field; empty if it says nothing.
        code: the course.
    """

    kind: str
    state: str
    noticed: bool
    mark: str
    code: str


def _set(cells: Cells, kind: str, text: str) -> Cells | None:
    if kind not in cells.values or cells.values[kind] == text:
        return None
    changed = deepcopy(cells)
    changed.values[kind] = text
    return changed


def _grade(row: Row, cells: Cells, _choice: Choice, random: Random) -> Cells | None:
    if row.grade not in _LETTERS:
        return None
    return _set(cells, "grade", random.choice([g for g in _LETTERS if g != row.grade]))


def _mark(row: Row, cells: Cells, _choice: Choice, random: Random) -> Cells | None:
    """Change a letter for a mark without points, a mark for another, or nothing for a letter."""
    if row.open:
        return _set(cells, "grade", random.choice(_LETTERS))
    return _set(cells, "grade", random.choice([g for g in ("P", "W", "IN") if g != row.grade]))


def _points(row: Row, cells: Cells, choice: Choice, random: Random) -> Cells | None:
    other = random.choice([credits for credits in _CREDITS if credits != row.credits])
    return _set(cells, "credits", number(other, choice["cells"]))


def _code(row: Row, cells: Cells, _choice: Choice, _random: Random) -> Cells | None:
    kind = "code" if "code" in cells.values else "number"
    digits = row.digits
    other = f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}"
    return _set(cells, kind, cells.values[kind].replace(digits, other, 1))


def _title(_row: Row, cells: Cells, _choice: Choice, _random: Random) -> Cells | None:
    title = cells.values.get("title", "")
    return _set(cells, "title", f"{title[0]}Q{title[2:]}") if len(title) > 2 else None


#: What can be changed in a cell, and the field of the record that it concerns.
CELLS: dict[str, tuple[Change, str]] = {
    "grade": (_grade, "grade"),
    "mark without points": (_mark, "grade"),
    "points": (_points, "credits"),
    "code": (_code, "code"),
    "title": (_title, "title"),
}
KINDS = (*CELLS, "term", "row lost")
#: A course is finished, withdrawn, or in progress or planned.
STATES = ("finished", "withdrawn", "open")
_FIELDS = {kind: field for kind, (_, field) in CELLS.items()} | {
    "term": "term",
    "row lost": "credits",  # of a row without a grade that there is none may be proved
}


def _of_row(item: Item, index: int) -> bool:
    return isinstance(item, Cells | Line) and item.row == index


def _rows(flow: Flow) -> dict[int, Cells]:
    return {
        item.row: item for item in flow.items if isinstance(item, Cells) and item.row is not None
    }


def change(flow: Flow, index: int, kind: str, random: Random) -> list[Item] | None:
    """Return the items of a document after one change; None where it cannot be made."""
    row, cells = flow.rows[index], _rows(flow)[index]
    own = [item for item in flow.items if _of_row(item, index)]
    rest = [item for item in flow.items if not _of_row(item, index)]
    if kind == "row lost":
        return rest
    if kind == "term":
        return _moved(flow, index, own, rest, random)
    changed = CELLS[kind][0](row, cells, flow.choice, random)
    if changed is None:
        return None
    return [changed if item is cells else item for item in flow.items]


def _moved(
    flow: Flow, index: int, own: list[Item], rest: list[Item], random: Random
) -> list[Item] | None:
    """Return the items with a row in another term."""
    row, rows = flow.rows[index], _rows(flow)
    others = [
        cells
        for at, cells in rows.items()
        if flow.rows[at].term not in (row.term, None) and flow.rows[at].school == row.school
    ]
    if row.term is None or not others:
        return None
    target = random.choice(others)
    if "term" in target.values:
        changed = _set(rows[index], "term", target.values["term"])
        if changed is None:
            return None
        return [changed if item is rows[index] else item for item in flow.items]
    after = next(n for n, item in enumerate(rest) if item is target) + 1
    return [*rest[:after], *own, *rest[after:]]


def draw(seed: int, document: int) -> Flow:
    """Return a document that prints figures."""
    random = Random(f"changes {seed}/{document}")
    totals = random.choice([value for value in AXES["totals"] if value != "none"])
    ends = random.choice(list(AXES["end totals"]))
    producer = random.choice(("reportlab", "fpdf2", "raw", "identity"))
    fixed = {**_FIXED, "totals": totals, "end totals": ends, "producer": producer}
    choice = draw_choice(random, fixed)
    settle(choice)
    return compose(random, choice, draw_student(random, choice))


def try_changes(seed: int, document: int) -> Iterator[Changed] | None:
    """Change one cell after the other; None if the document itself is not read and proved."""
    flow = draw(seed, document)
    reading = _read(flow)
    if reading is None or not is_proved(reading):
        return None
    data, places = write(flow, Random(document))
    whole = Document(data, flow.choice, tuple(flow.rows), tuple(map(tuple, places)))
    if compare(whole, reading).kind is not Kind.PERFECT:
        return None
    return _tried(flow, reading, Random(f"{seed}/{document}"))


def _tried(flow: Flow, reading: Reading, random: Random) -> Iterator[Changed]:
    for kind in KINDS:
        for state in STATES:
            rows = [
                n for n, row in enumerate(flow.rows) if _state(row) == state and not row.elsewhere
            ]
            random.shuffle(rows)
            items = None
            for index in rows:
                if items := change(flow, index, kind, random):
                    break
            if not items:
                continue
            again = Flow(
                flow.choice, items, flow.columns, flow.header, flow.head, flow.foot, flow.rows
            )
            found = _read(again)
            if found is not None and _facts(found) == _facts(reading):
                continue  # the same stands elsewhere in the row, and was read there
            yield Changed(
                kind,
                state,
                found is None or not is_proved(found),
                _mark_of(reading, index, _FIELDS[kind]),
                flow.rows[index].code,
            )


def _state(row: Row) -> str:
    return "open" if row.open else "withdrawn" if row.status == "withdrawn" else "finished"


def _facts(reading: Reading) -> list[tuple[object, ...]]:
    return [
        (str(r.code), r.title, r.credits, r.grade, r.term, r.status)
        for r in reading.transcript.records
    ]


def _read(flow: Flow) -> Reading | None:
    data, _ = write(flow, Random(1))
    try:
        return read_pdf(data, limits=LIMITS)
    except DegreekitError:
        return None


def _mark_of(reading: Reading, index: int, field: str) -> str:
    """Return what a reading says of a field; empty where it has no marks."""
    records = reading.to_data()["records"]
    return str(records[index].get("marks", {}).get(field, "")) if index < len(records) else ""
