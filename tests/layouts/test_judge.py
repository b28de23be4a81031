"""The judge of readings: what is perfect, and which warning names a row."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from degreekit import read_pdf
from degreekit.ingest import Finding, Reading
from tests.layouts.choice import Choice, alone
from tests.layouts.document import Document, build
from tests.layouts.judge import Kind, compare, judge
from tests.layouts.tally import Tally


@pytest.fixture(scope="module")
def document() -> Document:
    return build(Random(1), Choice.plain())


@pytest.fixture(scope="module")
def reading(document: Document) -> Reading:
    return read_pdf(document.data)


def changed(reading: Reading, at: int, *findings: Finding, **fields: object) -> Reading:
    """Return a reading with other fields in one record, and other findings."""
    records = list(reading.transcript.records)
    records[at] = records[at].model_copy(update=fields)
    return with_records(reading, records, *findings)


def with_records(reading: Reading, records: list, *findings: Finding) -> Reading:  # type: ignore[type-arg]
    transcript = reading.transcript.model_copy(update={"records": tuple(records)})
    unproved = tuple(position for position in reading.unproved if position < len(records))
    changes = {"transcript": transcript, "findings": findings, "unproved": unproved}
    return reading.model_copy(update=changes)


def warning(
    page: int | None = None, box: tuple[float, ...] | None = None, says: str = "x"
) -> Finding:
    return Finding(code="some-code", severity="warning", message=says, page=page, box=box)


def test_a_reading_that_says_what_the_document_says_is_perfect(
    document: Document, reading: Reading
) -> None:
    verdict = compare(document, reading)
    assert (verdict.kind, verdict.wrong, verdict.doubted) == (Kind.PERFECT, 0, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "ANOTHER"},
        {"credits": Decimal("4.00")},
        {"grade": "C"},
        {"term": None},
        {"status": "failed"},
    ],
)
def test_each_field_of_a_record_counts(
    document: Document, reading: Reading, fields: dict[str, object]
) -> None:
    if fields.get("status"):
        fields = {"status": type(reading.transcript.records[0].status)("failed")}
    verdict = compare(document, changed(reading, 2, **fields))
    assert (verdict.kind, verdict.wrong, verdict.unnamed) == (Kind.UNNAMED, 1, 1)


def test_a_general_warning_names_no_row(document: Document, reading: Reading) -> None:
    verdict = compare(document, changed(reading, 2, warning(), grade="C"))
    assert verdict.kind is Kind.UNNAMED


def test_a_warning_on_another_row_names_no_row(document: Document, reading: Reading) -> None:
    record = reading.transcript.records[5]
    verdict = compare(document, changed(reading, 2, warning(record.page, record.box), grade="C"))
    assert verdict.kind is Kind.UNNAMED


def test_a_warning_over_half_a_page_names_no_row(document: Document, reading: Reading) -> None:
    verdict = compare(document, changed(reading, 2, warning(1, (0, 0, 612, 500)), grade="C"))
    assert verdict.kind is Kind.UNNAMED


def test_a_warning_in_the_place_of_the_row_names_it(document: Document, reading: Reading) -> None:
    record = reading.transcript.records[2]
    verdict = compare(document, changed(reading, 2, warning(record.page, record.box), grade="C"))
    assert (verdict.kind, verdict.wrong, verdict.unnamed) == (Kind.NAMED, 1, 0)


def test_a_warning_that_says_the_code_names_the_row(document: Document, reading: Reading) -> None:
    code = str(reading.transcript.records[2].code)
    verdict = compare(document, changed(reading, 2, warning(says=f"{code} is odd"), grade="C"))
    assert verdict.kind is Kind.NAMED


def test_a_lost_row_is_named_by_a_warning_in_its_place(
    document: Document, reading: Reading
) -> None:
    records = list(reading.transcript.records)
    lost = records.pop(3)
    assert compare(document, with_records(reading, records)).kind is Kind.UNNAMED
    there = warning(lost.page, lost.box)
    assert compare(document, with_records(reading, records, there)).kind is Kind.NAMED


def test_an_invented_row_counts(document: Document, reading: Reading) -> None:
    records = list(reading.transcript.records)
    code = type(records[0].code).parse("PHIL UN1001")
    records.insert(2, records[2].model_copy(update={"code": code, "title": "NEW", "box": None}))
    verdict = compare(document, with_records(reading, records))
    assert (verdict.kind, verdict.wrong) == (Kind.UNNAMED, 1)


def test_a_perfect_reading_can_be_doubted(document: Document, reading: Reading) -> None:
    record = reading.transcript.records[2]
    doubting = reading.model_copy(update={"findings": (warning(record.page, record.box),)})
    verdict = compare(document, doubting)
    assert (verdict.kind, verdict.doubted) == (Kind.PERFECT, True)


def test_an_error_stands_in_the_way_of_a_perfect_reading(
    document: Document, reading: Reading
) -> None:
    error = Finding(code="term-gpa-differs", severity="error", message="it differs")
    verdict = compare(document, reading.model_copy(update={"findings": (error,)}))
    assert verdict.kind is Kind.CONTRADICTED


def test_a_better_audit_than_the_true_one_is_seen() -> None:
    document = build(Random(2), alone("terms", "1"))
    reading = read_pdf(document.data)
    code = type(reading.transcript.records[0].code).parse("COMS E6253")
    another = reading.transcript.records[0].model_copy(update={"code": code, "box": None})
    assert compare(document, with_records(reading, [*reading.transcript.records, another])).better
    assert not compare(document, with_records(reading, [*reading.transcript.records[1:]])).better


@pytest.mark.parametrize("kind", ["certification", "password", "truncated file", "invoice"])
def test_a_refusal_has_to_have_the_right_name(kind: str) -> None:
    document = build(Random(3), alone("document", kind))
    assert judge(document).kind is Kind.RIGHTLY_REFUSED
    other = Document(document.data, document.choice, outcomes=("two_students",))
    assert judge(other).kind is Kind.WRONG_NAME


def test_a_contradictory_document_has_to_be_contradicted(
    document: Document, reading: Reading
) -> None:
    contradictory = Document(
        document.data, document.choice, document.rows, document.places, contradicted=True
    )
    assert compare(contradictory, reading).kind is Kind.MISSED


def test_the_table_counts_by_value(document: Document, reading: Reading) -> None:
    tally = Tally()
    tally.add({"font": "Courier"}, compare(document, reading))
    tally.add({}, compare(document, changed(reading, 0, grade="C")))
    lines = list(tally.table())
    [courier] = [line for line in lines if line.strip().startswith("Courier")]
    [helvetica] = [line for line in lines if line.strip().startswith("Helvetica")]
    assert courier.split()[1:] == ["1", "100.0%", "0.0%", "0.0%", "0", "0", "0"]
    assert helvetica.split()[1:] == ["1", "0.0%", "0.0%", "0.0%", "0", "1", "0"]
    assert tally.bad == 1
