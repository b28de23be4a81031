"""What is said to be proved is: read as anything else, it would contradict the printed figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from degreekit.columbia import columbia
from degreekit.courses import RecordStatus, Term
from degreekit.ingest import Extraction, PrintedTotal, TotalKind, verify
from degreekit.ingest.check.proof import Confirmed, confirmed
from degreekit.ingest.check.verify import Checked
from degreekit.transcript import CourseRecord

HERE = columbia()
TERMS = [Term.parse(text) for text in ("Fall 2022", "Spring 2023", "Summer 2023", "Fall 2023")]
BOX = (10.0, 20.0, 30.0, 28.0)


def record(
    credits: str, grade: str | None, term: Term | None = TERMS[0], **more: object
) -> CourseRecord:
    mark = HERE.scale("college").get(grade)
    data: dict[str, object] = {"code": "COMS W4111", "credits": credits, "grade": grade}
    data |= {"term": term, "page": 1}
    if mark is not None:
        data["status"] = mark.status
    return CourseRecord.model_validate(data | more)


def total(kind: TotalKind, value: str, term: Term | None = None, after: int = 99) -> PrintedTotal:
    return PrintedTotal(kind=kind, value=Decimal(value), term=term, after=after, page=1, box=BOX)


def read(
    records: Sequence[CourseRecord], totals: Sequence[PrintedTotal], scale: str | None = "college"
) -> Extraction:
    return Extraction("columbia", "test", tuple(records), tuple(totals), {None: scale})


def proved(extraction: Extraction) -> tuple[Confirmed, ...]:
    return confirmed(Checked(extraction, HERE))


def contradicted(extraction: Extraction) -> bool:
    return any(finding.severity == "error" for finding in verify(extraction, HERE))


def noticed(extraction: Extraction) -> bool:
    """Return whether a figure does not come out; of one term others may be missing."""
    found = verify(extraction, HERE)
    return any(one.severity == "error" or one.code == "terms-missing" for one in found)


# ------------------------------------------------------------------------------------- any document


@st.composite
def documents(draw: st.DrawFn) -> Extraction:
    """Return a document whose figures are right, printed by some rule, or left out."""
    scale = HERE.scale(draw(st.sampled_from(["college", "seas-graduate", "barnard", "sps"])))
    marks = [one for one in scale.grades if one.symbol.isascii()]
    records = []
    for season in TERMS[: draw(st.integers(1, 3))]:
        for _ in range(draw(st.integers(1, 4))):
            mark = draw(st.one_of(st.none(), st.sampled_from(marks[:10]), st.sampled_from(marks)))
            credits = draw(st.sampled_from(["0", "1", "1.5", "3", "3", "3", "4"]))
            status = mark.status if mark else RecordStatus.IN_PROGRESS
            symbol = mark.symbol if mark else None
            records.append(record(credits, symbol, season, status=status))
    registered = draw(st.booleans())
    rounding = draw(st.sampled_from([ROUND_DOWN, ROUND_HALF_UP]))

    def figures(kinds: str, rows: list[CourseRecord], after: int) -> list[PrintedTotal]:
        graded = [
            (one.credits, points)
            for one in rows
            if (mark := scale.get(one.grade)) and (points := mark.points) is not None
        ]
        of_gpa = sum((credits for credits, _ in graded), Decimal(0))
        quality = sum((credits * points for credits, points in graded), Decimal(0))
        average = quality / of_gpa if of_gpa else Decimal(0)
        counted = [
            one.credits for one in rows if registered or ((m := scale.get(one.grade)) and m.earns)
        ]
        values = {
            "points": sum(counted, Decimal(0)).quantize(Decimal("0.01")),
            "gpa": average.quantize(Decimal("0.001"), rounding),
            "gpa_credits": of_gpa.quantize(Decimal("0.01")),
            "quality_points": quality.quantize(Decimal("0.01"), rounding),
        }
        term = rows[0].term if kinds == "term" else None
        chosen = draw(st.sets(st.sampled_from(sorted(values))))
        return [
            total(TotalKind(f"{kinds}_{name}"), str(values[name]), term, after)
            for name in sorted(chosen)
        ]

    totals = []
    for term in dict.fromkeys(one.term for one in records):
        rows = [one for one in records if one.term == term]
        totals += figures("term", rows, records.index(rows[-1]) + 1)
    totals += figures("cumulative", records, len(records))
    known = draw(st.booleans())
    return read(records, totals, scale.id if known else None)


def changed(extraction: Extraction, at: int, **fields: object) -> Extraction:
    records = list(extraction.records)
    records[at] = records[at].model_copy(update=fields)
    return replace(extraction, records=tuple(records))


def other_marks(extraction: Extraction, at: int) -> list[dict[str, object]]:
    scale = HERE.scale(extraction.scales[None])
    own = scale.get(extraction.records[at].grade)
    others: list[dict[str, object]] = [
        {"grade": one.symbol, "status": one.status} for one in scale.grades if one is not own
    ]
    if own is not None:
        others.append({"grade": None, "status": RecordStatus.IN_PROGRESS})
    return others


@settings(max_examples=150, deadline=None, derandomize=True)
@given(documents(), st.data())
def test_what_is_proved_cannot_be_read_otherwise_unnoticed(
    extraction: Extraction, data: st.DataObject
) -> None:
    assert not contradicted(extraction)
    proofs = proved(extraction)
    at = data.draw(st.integers(0, len(proofs) - 1))

    def some(others: list[dict[str, object]]) -> list[dict[str, object]]:
        return [data.draw(st.sampled_from(others)) for _ in range(3)] if others else []

    one, proof = extraction.records[at], proofs[at]
    if "credits" in proof.fields:
        credits: list[dict[str, object]]
        credits = [{"credits": c} for n in range(25) if (c := Decimal(n) / 2) != one.credits]
        assert all(noticed(changed(extraction, at, **other)) for other in some(credits))
    if "grade" in proof.fields:
        marks = some(other_marks(extraction, at))
        assert all(noticed(changed(extraction, at, **other)) for other in marks)
    if "status" in proof.fields:
        marks = [o for o in other_marks(extraction, at) if o["status"] != one.status]
        assert all(noticed(changed(extraction, at, **other)) for other in some(marks))
    if "term" in proof.fields:
        for term in (*TERMS, None):
            if term != one.term:
                assert noticed(changed(extraction, at, term=term))
    if proof.stands and one.credits and scale_of(extraction, one):
        rest = extraction.records[:at] + extraction.records[at + 1 :]
        moved = tuple(
            t.model_copy(update={"after": t.after - (t.after > at)}) for t in extraction.totals
        )
        assert noticed(replace(extraction, records=rest, totals=moved))


def scale_of(extraction: Extraction, one: CourseRecord) -> bool:
    """Return whether a record brings credit or enters an average."""
    mark = HERE.scale(extraction.scales[None]).get(one.grade)
    return bool(mark and (mark.earns or mark.points is not None))


# ---------------------------------------------------------------------------------------- examples


def test_points_and_average_of_a_term_prove_its_letter_grades() -> None:
    rows = [record("3", "A"), record("3", "B+"), record("4", "C")]
    totals = [
        total(TotalKind.TERM_POINTS, "10.00", TERMS[0]),
        total(TotalKind.TERM_GPA, "2.999", TERMS[0]),
    ]
    for proof in proved(read(rows, totals)):
        assert proof == Confirmed(frozenset({"credits", "grade", "term", "status"}), stands=True)


def test_where_all_grades_are_alike_none_is_proved_to_be_no_pass_unless_gpa_hours_are_printed() -> (
    None
):
    rows = [record("3", "A"), record("3", "A")]
    totals = [
        total(TotalKind.TERM_POINTS, "6.00", TERMS[0]),
        total(TotalKind.TERM_GPA, "4.000", TERMS[0]),
    ]
    assert all(one.stands and "grade" not in one.fields for one in proved(read(rows, totals)))
    totals.append(total(TotalKind.TERM_GPA_CREDITS, "6.00", TERMS[0]))
    assert all(one.stands and "grade" in one.fields for one in proved(read(rows, totals)))


def test_an_average_alone_proves_no_credits_of_a_course_whose_grade_is_the_average() -> None:
    rows = [record("3", "A"), record("3", "B"), record("3", "C")]
    [a, b, c] = proved(read(rows, [total(TotalKind.TERM_GPA, "3.000", TERMS[0])]))
    assert "credits" in a.fields & c.fields
    assert a.stands
    assert "credits" not in b.fields
    assert not b.stands


def test_a_figure_over_all_terms_proves_no_term() -> None:
    rows = [record("3", "A"), record("3", "B", TERMS[1])]
    totals = [
        total(TotalKind.CUMULATIVE_POINTS, "6.00"),
        total(TotalKind.CUMULATIVE_GPA, "3.500"),
    ]
    for proof in proved(read(rows, totals)):
        assert proof == Confirmed(frozenset({"credits", "grade", "status"}), stands=False)


def test_courses_in_progress_are_proved_by_nothing_but_the_points_that_count_them() -> None:
    rows = [record("3", "A"), record("3", None)]
    totals = [
        total(TotalKind.TERM_EARNED, "3.00", TERMS[0]),
        total(TotalKind.TERM_GPA, "4.000", TERMS[0]),
    ]
    assert proved(read(rows, totals))[1].fields == frozenset()
    totals.append(total(TotalKind.TERM_ATTEMPTED, "6.00", TERMS[0]))
    assert proved(read(rows, totals))[1].fields == {"credits", "term"}


def test_a_withdrawal_stands_if_a_letter_in_its_place_would_be_noticed() -> None:
    rows = [record("3", "A"), record("3", "B"), record("3", "W")]
    points = total(TotalKind.TERM_POINTS, "6.00", TERMS[0])
    average = total(TotalKind.TERM_GPA, "3.500", TERMS[0])
    proof = proved(read(rows, [points, average]))[2]
    assert proof.stands
    assert "grade" not in proof.fields  # UW would do as well as W
    assert not any(one.stands for one in proved(read(rows, [points])))


@pytest.mark.parametrize("mark", ["IN", "R", "P"])
def test_a_course_that_no_figure_counts_stands_only_in_one_that_counts_it(mark: str) -> None:
    rows = [record("3", "A"), record("3", "B"), record("3", mark)]
    totals = [
        total(TotalKind.TERM_EARNED, "9.00" if mark == "P" else "6.00", TERMS[0]),
        total(TotalKind.TERM_GPA, "3.500", TERMS[0]),
    ]
    stands = [one.stands for one in proved(read(rows, totals))]
    assert stands == [True, True, mark == "P"]
    totals.append(total(TotalKind.TERM_ATTEMPTED, "9.00", TERMS[0]))
    assert all(one.stands for one in proved(read(rows, totals)))


def test_a_document_that_a_figure_contradicts_proves_nothing() -> None:
    rows = [record("3", "A"), record("3", "B", TERMS[1])]
    totals = [
        total(TotalKind.TERM_GPA, "4.000", TERMS[0]),
        total(TotalKind.TERM_GPA, "3.670", TERMS[1]),
    ]
    assert proved(read(rows, totals)) == (Confirmed(), Confirmed())


@pytest.mark.parametrize("printed", ["4.00", "12.00"])
def test_grade_points_in_the_row_prove_its_grade(printed: str) -> None:
    rows = [record("3", "A")]
    row = total(TotalKind.GRADE_POINTS, printed).model_copy(update={"record": 0})
    points = total(TotalKind.TERM_POINTS, "3.00", TERMS[0])
    [proof] = proved(read(rows, [points, row]))
    assert proof.fields == {"credits", "grade", "term", "status"}
    assert proof.stands


def test_a_transcript_of_very_many_courses_is_proved_as_far_as_the_work_allows() -> None:
    rows = [record("3", "B", TERMS[n % 4]) for n in range(1500)]
    totals = [total(TotalKind.CUMULATIVE_GPA, "3.000", after=n) for n in range(1, 1500, 3)]
    checked = Checked(read(rows, totals), HERE)
    assert not checked.sums.wrong
    assert len(confirmed(checked)) == 1500
