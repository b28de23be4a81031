"""Compares what was read with what a document says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from degreekit import Auditor, CourseRecord, Transcript, get_auditor, read_pdf
from degreekit.audit import SearchBudgetExceeded
from degreekit.errors import DegreekitError
from degreekit.ingest import Finding, IngestError, Limits, Reading
from tests.layouts.document import Document
from tests.layouts.paper import Place
from tests.layouts.truth import Row

PROGRAM = "columbia-ms-cs-ml"
#: Some audits of records with odd credits take minutes; what is not answered soon is left out.
_STATES = 20_000
#: Nothing here is a picture, and a busy machine is no reason to refuse a document.
LIMITS = Limits(ocr=False, seconds=300)

#: Findings that say something of the document and cast no doubt on a row.
_GENERAL = re.compile(r"nothing-to-verify|only-read|hidden|not-seen|unseen|invisible|copies|copied")


class Kind(StrEnum):
    """How a document came out."""

    PERFECT = "perfect"
    REFUSED = "refused"
    CONTRADICTED = "contradicted"  # an error stands in the way of an audit
    NAMED = "wrong, named"
    UNNAMED = "wrong, not named"
    RIGHTLY_REFUSED = "rightly refused"
    WRONG_NAME = "refused, wrong name"
    WRONGLY_READ = "wrongly read"
    MISSED = "contradiction missed"
    CRASHED = "crashed"


#: Nothing is amiss.
GOOD = (Kind.PERFECT, Kind.RIGHTLY_REFUSED)
#: Something is wrong, and nobody is told.
SILENT = (Kind.UNNAMED, Kind.MISSED, Kind.WRONGLY_READ, Kind.CRASHED)


@dataclass(frozen=True)
class Verdict:
    """The outcome of one document.

    Attributes:
        kind: how it came out.
        rows: how many records it has.
        wrong: how many of them were read wrongly, lost, or invented.
        unnamed: how many of those no finding points at.
        doubted: whether it was read perfectly, and a finding points at a row all the same.
        better: whether the audit of what was read is better than that of the truth.
        proved: whether the reading says that it is proved.
        details: what differs, a line for each.
    """

    kind: Kind
    rows: int = 0
    wrong: int = 0
    unnamed: int = 0
    doubted: bool = False
    better: bool = False
    proved: bool = False
    details: tuple[str, ...] = ()


def judge(document: Document) -> Verdict:
    """Read a document as people do, and compare."""
    try:
        reading = read_pdf(document.data, limits=LIMITS)
    except IngestError as error:
        return _refused(document, error.outcome.value, str(error))
    except DegreekitError as error:
        return _refused(document, getattr(error, "outcome", type(error).__name__), str(error))
    except Exception as error:  # noqa: BLE001  # a crash is a result
        return Verdict(Kind.CRASHED, len(document.rows), details=(repr(error),))
    return compare(document, reading)


def _refused(document: Document, outcome: str, message: str) -> Verdict:
    outcome = str(outcome)
    if not document.outcomes:
        return Verdict(
            Kind.REFUSED, len(document.rows), details=(f"refused: {outcome}: {message}",)
        )
    if outcome in document.outcomes:
        return Verdict(Kind.RIGHTLY_REFUSED)
    expected = " or ".join(document.outcomes)
    return Verdict(
        Kind.WRONG_NAME, details=(f"refused as {outcome} instead of {expected}: {message}",)
    )


def is_proved(reading: Reading) -> bool:
    """Return whether a reading says of itself that the printed figures prove it."""
    data = reading.to_data()
    if "reading" in data:
        return bool(data["reading"] == "proved")
    return reading.verified and all(f.code != "nothing-to-verify" for f in reading.findings)


def is_contradicted(reading: Reading) -> bool:
    """Return whether a reading says of itself that the document contradicts it."""
    data = reading.to_data()
    if "reading" in data:
        return bool(data["reading"] == "contradicted")
    return not reading.verified


def compare(document: Document, reading: Reading) -> Verdict:
    """Compare a reading with the truth."""
    if document.outcomes:
        found = [f"{record.code} {record.title}" for record in reading.transcript.records]
        return Verdict(Kind.WRONGLY_READ, details=(f"read {len(found)} records: {found[:4]}",))
    records = reading.transcript.records
    details: list[str] = []
    wrong = unnamed = 0
    doubted = False
    for index, record in align(document.rows, records):
        row = None if index is None else document.rows[index]
        places = document.places[index] if index is not None and document.places else ()
        difference = _difference(row, record)
        named = [f for f in reading.findings if _names(f, row, record, places, records)]
        if row is not None and not row.sure:
            if not named:
                wrong, unnamed = wrong + 1, unnamed + 1
                details.append(f"SILENT, and nobody could be sure: {difference or _said(record)}")
            continue
        if not difference:
            if any(not _GENERAL.search(finding.code) for finding in named):
                doubted = True
                details.append(
                    f"doubted: {_said(record)}: {', '.join(sorted({f.code for f in named}))}"
                )
            continue
        wrong += 1
        if named:
            details.append(f"named ({', '.join(sorted({f.code for f in named}))}): {difference}")
        else:
            unnamed += 1
            details.append(f"SILENT: {difference}")
    errors = [finding for finding in reading.findings if finding.severity == "error"]
    details += [f"error {finding.code}: {finding.message}" for finding in errors[:6]]
    kind = _kind(document, wrong, unnamed, contradicted=is_contradicted(reading))
    better = _is_better(document, reading) if wrong and not is_contradicted(reading) else False
    if better is None:
        details.append("the audit ended without an answer")
    return Verdict(
        kind,
        len(document.rows),
        wrong,
        unnamed,
        doubted and not wrong,
        bool(better),
        is_proved(reading),
        tuple(details),
    )


def _kind(document: Document, wrong: int, unnamed: int, *, contradicted: bool) -> Kind:
    if document.contradicted:
        return (
            Kind.PERFECT
            if contradicted and not unnamed
            else Kind.UNNAMED
            if unnamed
            else Kind.MISSED
        )
    expects_error = any(not row.sure for row in document.rows)
    if contradicted and not expects_error:
        return Kind.CONTRADICTED
    if not wrong:
        return Kind.PERFECT
    return Kind.UNNAMED if unnamed else Kind.NAMED


# ------------------------------------------------------------------------------------ fields


#: Signs that a reading may write in their plain form.
_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "−": "-", "\u00a0": " "})


def _plain(text: str | None) -> str:
    """Return a title without regard to blanks, also where a line was broken after a hyphen."""
    title = " ".join((text or "").translate(_SIGNS).split())
    return re.sub(r"(?<=[-/]) ", "", title)


def _code(text: object) -> str:
    return re.sub(r"[^A-Z0-9.]", "", str(text).upper())


def differences(row: Row, record: CourseRecord) -> dict[str, tuple[str, str]]:
    """Return the fields in which a record differs from the truth, with both values."""
    out: dict[str, tuple[str, str]] = {}
    expected = row.expected()
    if _code(record.code) != _code(row.code):
        out["code"] = (row.code, str(record.code))
    titles = {_plain(title) for title in (row.title, *row.titles)}
    if _plain(record.title) not in titles:
        out["title"] = (row.title, _plain(record.title))
    if record.credits != Decimal(expected["credits"]):
        out["credits"] = (expected["credits"], str(record.credits))
    if record.grade != row.grade and record.grade not in row.grades:
        out["grade"] = (str(row.grade), str(record.grade))
    term = None if record.term is None else str(record.term)
    if term != expected["term"]:
        out["term"] = (str(expected["term"]), str(term))
    if record.status.value != row.status:
        out["status"] = (row.status, record.status.value)
    return out


def _said(record: CourseRecord | None) -> str:
    if record is None:
        return "nothing"
    fields = (record.code, repr(record.title), record.credits, record.grade, record.term)
    return f"{' '.join(map(str, fields))} {record.status.value}"


def _difference(row: Row | None, record: CourseRecord | None) -> str:
    if row is None:
        return f"invented: {_said(record)}"
    if record is None:
        return f"lost: {row.code} {row.title!r} {row.credits} {row.grade} {row.term} {row.status}"
    fields = differences(row, record)
    if not fields:
        return ""
    return f"{row.code}: " + "; ".join(
        f"{name} {right!r} read as {read!r}" for name, (right, read) in fields.items()
    )


def align(
    rows: Sequence[Row], records: Sequence[CourseRecord]
) -> list[tuple[int | None, CourseRecord | None]]:
    """Pair rows with records, in their order, so that the least differs."""
    gap = 4
    many, few = len(rows), len(records)
    cost = [[0] * (few + 1) for _ in range(many + 1)]
    for i in range(many, -1, -1):
        for j in range(few, -1, -1):
            if i == many or j == few:
                cost[i][j] = gap * (many - i + few - j)
                continue
            cost[i][j] = min(
                cost[i + 1][j + 1] + _distance(rows[i], records[j]),
                cost[i + 1][j] + gap,
                cost[i][j + 1] + gap,
            )
    pairs: list[tuple[int | None, CourseRecord | None]] = []
    i = j = 0
    while i < many or j < few:
        if (
            i < many
            and j < few
            and cost[i][j] == cost[i + 1][j + 1] + _distance(rows[i], records[j])
        ):
            pairs.append((i, records[j]))
            i, j = i + 1, j + 1
        elif i < many and (j == few or cost[i][j] == cost[i + 1][j] + gap):
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, records[j]))
            j += 1
    return pairs


def _distance(row: Row, record: CourseRecord) -> int:
    fields = differences(row, record)
    if "code" in fields and "title" in fields:
        return 9
    return len(fields) + ("code" in fields)


# ------------------------------------------------------------------------------------- names


def _names(
    finding: Finding,
    row: Row | None,
    record: CourseRecord | None,
    places: Sequence[Place],
    records: Sequence[CourseRecord],
) -> bool:
    """Return whether a finding points at a row: by its number, by its place, or by its code."""
    pointed: int | None = getattr(finding, "record", None)
    if record is not None and pointed is not None and records[pointed] is record:
        return True
    codes = [str(record.code)] if record is not None else []
    codes += [row.code] if row is not None else []
    if any(code in finding.message for code in codes):
        return True
    if finding.page is None or finding.box is None:
        return False
    boxes = [(place.page, (place.x0, place.top, place.x1, place.bottom)) for place in places]
    if record is not None and record.page is not None and record.box is not None:
        boxes.append((record.page, record.box))
    return any(page == finding.page and _meet(finding.box, box) for page, box in boxes)


def _meet(finding: tuple[float, ...], row: tuple[float, ...]) -> bool:
    """Return whether the box of a finding lies on a row, and not on half a page."""
    height, own = row[3] - row[1], finding[3] - finding[1]
    if own > max(4 * height, 40):
        return False
    overlap = min(finding[3], row[3]) - max(finding[1], row[1])
    beside = min(finding[2], row[2]) - max(finding[0], row[0])
    return overlap > 0.3 * min(height, own) and beside > 0


# ------------------------------------------------------------------------------------- audit


@cache
def _auditor() -> Auditor:
    return get_auditor(PROGRAM, budget=_STATES)


def _is_better(document: Document, reading: Reading) -> bool | None:
    """Return whether the audit of the reading promises more than the truth; None if it gave up."""
    truth = {"institution": "columbia", "records": [row.expected() for row in document.rows]}
    try:
        return _rank(reading.transcript.to_data()) > _rank(truth)
    except SearchBudgetExceeded:
        return None


def _rank(transcript: Mapping[str, object]) -> tuple[int, int, Decimal]:
    audit = _auditor().audit(Transcript.from_data(transcript))
    order = ("unsatisfied", "conditional", "satisfied")
    return (
        order.index(audit.status.value),
        -audit.remaining.courses,
        -Decimal(audit.remaining.credits),
    )
