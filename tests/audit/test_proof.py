"""A proof shows that nothing better exists, and nobody is believed: everything is checked again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, reject

from degreekit import get_auditor, get_institution, read_adjustments
from degreekit.adjustments import Adjustment
from degreekit.audit import (
    Auditor,
    InvalidProof,
    Proof,
    ProofNotFound,
    ProofRejected,
    SearchBudgetExceeded,
)
from degreekit.audit.certify import LEVELS, STEPS, Checker, Row, Rules, Split, Sum, derive, refute
from degreekit.audit.solve.prove import prove
from degreekit.courses import Institution
from degreekit.requirements import resolved
from degreekit.transcript import Transcript
from tests.conftest import THOROUGH

from . import real_degrees as degrees
from .small import program, take, transcript
from .strategies import SMALL, Question, examples, questions

TOTAL = {"kind": "check", "id": "total", "title": "Total", "credits": 9}
RULES = program(take("core", ["CS 4101", "CS 4201"], 2), take("rest", "MA *"), TOTAL)
EMPTY = transcript()
UNLISTED = SMALL.model_copy(update={"catalog": ()})


def proof_of(rules: Any = RULES, records: Transcript = EMPTY, *given: Any) -> tuple[Auditor, Proof]:
    auditor = Auditor(rules, SMALL)
    return auditor, auditor.audit(records, given).proof()


# ------------------------------------------------------------------------------ sums and splits

ROWS = {"two": Row({0: 1, 1: 1}, 2), "one": Row({0: -1, 1: -1}, -1), "odd": Row({0: 2, 1: -2}, 1)}
NAMES = {"x": 0, "y": 1}


def test_rows_that_leave_no_room_are_a_reason() -> None:
    refute(ROWS, NAMES, [1, 1], Sum({"two": 1, "one": 1}))


def test_rows_that_leave_room_are_no_reason() -> None:
    with pytest.raises(ProofRejected, match="the rows come to 2, and 2 would be needed"):
        refute(ROWS, NAMES, [1, 1], Sum({"two": 1}))


def test_a_row_cannot_be_taken_a_negative_number_of_times() -> None:
    with pytest.raises(ProofRejected, match="taken -1 times"):
        refute(ROWS, NAMES, [1, 1], Sum({"one": -1, "two": 1}))


@pytest.mark.parametrize("reason", [Sum({"three": 1}), Split("z", 0, Sum({}), Sum({}))])
def test_what_is_not_there_is_no_reason(reason: Sum | Split) -> None:
    with pytest.raises(ProofRejected, match=r"three|'z'"):
        refute(ROWS, NAMES, [1, 1], reason)


def test_a_split_needs_a_reason_in_both_cases() -> None:
    rows = {"two": Row({0: 2, 1: 2}, 3), "one": Row({0: -1, 1: -1}, -1)}
    both = Split("x", 0, Sum({"two": 1}), Sum({"two": 1, "one": 2}))
    refute(rows, NAMES, [1, 1], both)
    with pytest.raises(ProofRejected, match="where 'x' is more than 0"):
        refute(rows, NAMES, [1, 1], Split("x", 0, Sum({"two": 1}), Sum({"two": 1})))


# -------------------------------------------------------------------------------------- proofs


def test_a_proof_says_what_cannot_be_less_and_checks() -> None:
    auditor, proof = proof_of()
    assert proof.claims["courses"] == 3
    summary = auditor.check_proof(proof, EMPTY)
    assert [claim.step for claim in summary.claims] == ["remaining"]
    assert summary.claims[0].least == {"courses": 3, "credits": 9}


def test_a_complete_degree_needs_no_reason() -> None:
    records = transcript("CS 4101", "CS 4201", "MA 4201")
    auditor, proof = proof_of(records=records)
    assert (proof.claims, proof.reasons) == ({}, ({},))
    assert auditor.check_proof(proof, records).claims == ()


def test_a_proof_is_read_back_from_json() -> None:
    _, proof = proof_of()
    assert Proof.from_json(proof.to_json()) == proof
    for text in ("", "[]", "{}", proof.to_json().replace("proof-1", "proof-2"), "[" * 100_000):
        with pytest.raises(InvalidProof):
            Proof.from_json(text)


def test_the_reason_says_what_is_lacking_and_why_one_course_does_no_more() -> None:
    rules = program(take("core", ["CS 4101", "CS 4201"], 2), take("rest", "MA *"))
    audit = Auditor(rules, SMALL).audit(EMPTY).with_proof()
    assert audit.proved is not None
    assert audit.proved.claims[0].text == (
        "at least 3 courses to take: 2 courses are missing for Core and 1 course for Rest, and no "
        "course counts for both"
    )
    assert json.loads(audit.to_json())["proof"]["claims"][0]["least"] == {
        "courses": "3",
        "credits": "9",
    }
    assert type(audit).model_validate(audit.to_data()) == audit


def test_what_is_out_of_reach_is_proved() -> None:
    rules = program(take("core", "CS 4101", 2))
    auditor, proof = proof_of(rules)
    assert proof.out_of_reach == ("core",)
    auditor.check_proof(proof, EMPTY)


def test_a_proof_for_other_rules_or_records_or_decisions_is_rejected() -> None:
    auditor, proof = proof_of()
    with pytest.raises(ProofRejected, match="rules have changed"):
        Auditor(RULES.replaced(title="Other"), SMALL).check_proof(proof, EMPTY)
    with pytest.raises(ProofRejected):
        auditor.check_proof(proof, transcript("CS 4101"))


@pytest.mark.parametrize("records", [[], ["CS 4100"], ["CS 4101", "CS 4100", "MA 1"], ["PH 7"]])
def test_a_program_without_a_catalog_is_proved_too(records: list[str]) -> None:
    rules = program(take("core", "CS 4100-4199", 3), take("rest", "MA *", 2))
    auditor, held = Auditor(rules, UNLISTED), transcript(*records)
    proof = auditor.audit(held).proof()
    assert proof.claims["courses"] == 5 - sum(not code.startswith("PH") for code in records)
    auditor.check_proof(proof, held)


def test_a_course_that_no_rule_tells_from_others_is_offered_without_a_catalog() -> None:
    rules = program(take("core", "CS 4100-4199", 3))
    auditor = Auditor(rules, UNLISTED)
    data = json.loads(auditor.audit(EMPTY).proof().to_json())
    data["further"][0]["code"] = "CS 4177"
    auditor.check_proof(Proof.from_json(json.dumps(data)), EMPTY)
    for wrong in ({"code": "CS 4200"}, {"credits": "6"}, {"title": "Systems"}):
        changed = json.loads(json.dumps(data))
        changed["further"][0] |= wrong
        with pytest.raises(ProofRejected):
            auditor.check_proof(Proof.from_json(json.dumps(changed)), EMPTY)


@cache
def _security() -> Auditor:
    return Auditor(degrees.security(), get_institution("columbia"))


@pytest.mark.parametrize("decision", degrees.DECISIONS, ids=lambda one: one["kind"])
def test_a_second_track_is_proved_under_every_kind_of_decision(decision: dict[str, Any]) -> None:
    auditor = _security()
    held, given = degrees.security_student(6, 2), read_adjustments([decision])
    proof = auditor.audit(held, given).proof()
    assert proof.claims["courses"]
    auditor.check_proof(proof, held, given)


# ---------------------------------------------------------------------------------- corruption


LISTS = ("core", "rest", "total", "general-electives", "track-electives", "required", "breadth-any")
Data = dict[str, Any]


def _claim_what_is_there(data: Data) -> None:
    """Let the claims say what the answer comes to, as far as the answer itself shows it."""
    further = data.get("further", [])
    data["claims"]["courses"] = len(further)
    data["claims"]["credits"] = str(3 * len(further))
    data["claims"]["out_of_reach"] = len(data.get("out_of_reach", []))


def _another_claim(data: Data, rng: random.Random) -> None:
    level, change = rng.choice(LEVELS), rng.choice([-1, 1, 2])
    if level == "credits":
        data["claims"][level] = str(float(data["claims"].get(level, 0)) + 1.5 * change)
    else:
        data["claims"][level] = data["claims"].get(level, 0) + change


def _one_course_less(data: Data, rng: random.Random) -> None:
    if data.get("further"):
        data["further"].pop(rng.randrange(len(data["further"])))
    _claim_what_is_there(data)


def _one_course_more(data: Data, rng: random.Random) -> None:
    code = rng.choice(["CS 4102", "MA 4201", "COMS W4112", "COMS W4236", "IEOR E4703"])
    data.setdefault("further", []).append({"code": code, "lists": rng.choice([[], ["rest"]])})
    _claim_what_is_there(data)


def _a_course_instead_of_a_record(data: Data, rng: random.Random) -> None:
    if data.get("records"):
        lists = data["records"].pop(rng.choice(list(data["records"])))
        code = rng.choice(["CS 4102", "MA 4201", "COMS W4112", "COMS W4236"])
        data.setdefault("further", []).append({"code": code, "lists": lists})
    _claim_what_is_there(data)


def _everything_out_of_reach(data: Data, rng: random.Random) -> None:
    kept = rng.randint(0, 2)
    data["out_of_reach"] = list(LISTS[:3] if "demo" in data["program"] else LISTS[2:])[kept:]
    data["further"] = []
    _claim_what_is_there(data)


def _a_record_elsewhere(data: Data, rng: random.Random) -> None:
    if data.get("records"):
        record = rng.choice(list(data["records"]))
        data["records"][record] = rng.sample(LISTS, rng.randint(0, 2))


def _a_record_that_is_not_used(data: Data, rng: random.Random) -> None:
    data.setdefault("records", {})[str(rng.randint(0, 12))] = [rng.choice(LISTS)]


def _sums(data: Data) -> Iterator[dict[str, int]]:
    for reasons in data["reasons"]:
        yield from (reason["sum"] for reason in reasons.values() if reason.get("sum"))


def _other_multipliers(data: Data, rng: random.Random) -> None:
    for times in _sums(data):
        for name in times:
            times[name] += rng.choice([-1, 0, 0, 1, 7, -(10**9)])


def _other_rows(data: Data, rng: random.Random) -> None:
    for times in _sums(data):
        number = times.pop(rng.choice(list(times)))
        times[rng.choice(["better", "courses kept", "core courses", "x"])] = number


def _a_reason_missing(data: Data, rng: random.Random) -> None:
    if data["reasons"][0]:
        data["reasons"][0].pop(rng.choice(list(data["reasons"][0])))


def _other_readings(data: Data, rng: random.Random) -> None:
    data["reading"] = rng.choice([-1, 1, 5])
    data["reasons"] = data["reasons"] * rng.choice([1, 2])


def _a_split_around_a_sum(data: Data, rng: random.Random) -> None:
    for reasons in data["reasons"]:
        for step, reason in list(reasons.items()):
            name = rng.choice(["core out of reach", "record 0: core", "y"])
            split = {"split": name, "at_most": rng.randint(-1, 1)}
            reasons[step] = split | {"less": reason, "more": rng.choice([reason, {"sum": {}}])}


CORRUPTIONS = (
    _another_claim,
    _one_course_less,
    _one_course_more,
    _a_course_instead_of_a_record,
    _everything_out_of_reach,
    _a_record_elsewhere,
    _a_record_that_is_not_used,
    _other_multipliers,
    _other_rows,
    _a_reason_missing,
    _other_readings,
    _a_split_around_a_sum,
)

WAIVED = Adjustment.model_validate(
    {"kind": "waive", "requirement": "rest", "course": "MA 4201", "reason": "had it", "by": "me"}
)


def _cases() -> Iterator[tuple[Auditor, Transcript, tuple[Adjustment, ...], Data]]:
    """Yield students with the data of their proofs: of a small program, and of a real one."""
    small, track = Auditor(RULES, SMALL), get_auditor("columbia-ms-cs-ml")
    held = ("CS 4101", "CS 4102", {"code": "CS 4201", "credits": 3, "grade": None}, "MA 4201")
    codes = ("COMS W4771", "COMS W4156", "COMS W4231", "STAT GR5241", "COMS W4705", "IEOR E4703")
    grades = ("A", "B+", None, "A-", None, "A")
    records = [
        {"code": code, "credits": 3, "grade": grade, "term": "Fall 2023"}
        for code, grade in zip(codes, grades, strict=True)
    ]
    students: list[tuple[Auditor, Transcript, tuple[Adjustment, ...]]] = [
        *((small, transcript(*held[:n]), ()) for n in range(5)),
        *((small, transcript(*held[:n]), (WAIVED,)) for n in range(3)),
        *((track, Transcript.from_data({"records": records[:n]}), ()) for n in (0, 3, 6)),
    ]
    for auditor, held_by, decided in students:
        proof = auditor.audit(held_by, decided).proof()
        yield auditor, held_by, decided, json.loads(proof.to_json())


def _refused(number: int) -> int:
    """Corrupt answers and proofs so many times, and hold that no falsehood is accepted.

    Returns:
        How many are refused. The others still claim the truth, for a reason that holds.
    """
    rng = random.Random(5)
    cases = list(_cases())
    refused = 0
    for _ in range(number):
        auditor, records, decided, true = rng.choice(cases)
        data = json.loads(json.dumps(true))
        for corrupt in rng.sample(CORRUPTIONS, rng.choice([1, 1, 2])):
            corrupt(data, rng)
        if rng.random() < 0.1:
            data["reasons"] = rng.choice(cases)[3]["reasons"]
        try:
            read = Proof.from_json(json.dumps(data))
            auditor.check_proof(read, records, decided)
        except (ProofRejected, InvalidProof):
            refused += 1
            continue
        claimed = {level: amount for level, amount in read.claims.items() if amount}
        assert claimed == Proof.from_json(json.dumps(true)).claims, data
    return refused


def test_no_corrupted_answer_or_proof_is_accepted() -> None:
    assert _refused(300) > 200


@pytest.mark.slow
def test_none_of_thousands_of_corrupted_answers_and_proofs_is_accepted() -> None:
    many = 10_000 if THOROUGH else 2_500
    assert _refused(many) > many * 8 // 10


def _false(values: dict[str, int]) -> Iterator[tuple[str, dict[str, int]]]:
    for level in LEVELS:
        yield level, {**values, level: values[level] + (1 if level != "credits" else 500)}


def test_cases_are_made_of_how_many_further_courses_there_are() -> None:
    here = SMALL.model_dump() | {
        "standard_credits": 4,
        "catalog": [
            {"code": f"CS {first + place}", "title": f"Course {first + place}", "credits": credits}
            for first in range(1000, 7000, 1000)
            for place, credits in enumerate((3, 3, 4, 4))
        ],
    }
    lists = [
        take(f"list-{first}", f"CS {first}-{first + 999}", None, credits=10)
        for first in range(1000, 7000, 1000)
    ]
    rules = program(*lists)  # of 3 or 4 credits, three courses each and not two and a half
    audit = Auditor(rules, Institution.model_validate(here)).audit(EMPTY)
    assert audit.remaining.courses == 18
    assert audit.proof().cases < 10


def test_one_course_under_two_titles_is_one_course_in_a_proof() -> None:
    rules = program(take("core", ["CS 4995", "CS 4771"], 2), take("rest", "CS 4000+", 3))
    other = {"code": "CS 4995", "title": "Other", "credits": 3, "grade": "A"}
    kept_out = {"kind": "exclude", "course": "CS 4995", "title": "Other", "requirement": "core"}
    audit = Auditor(rules, UNLISTED).audit(transcript(other), read_adjustments([kept_out]))
    assert audit.remaining.out_of_reach == ("core",)
    assert audit.proof().cases == 2


def test_rows_that_count_together_are_met_together_in_a_proof() -> None:
    lab = {"kind": "together", "rows": [{"courses": "CS 4101"}, {"courses": "CS 4102"}]}
    audit = Auditor(program(take("one", [lab], 1)), SMALL).audit(transcript("CS 4101"))
    assert audit.remaining.out_of_reach == ("one",)
    assert audit.proof().cases == 3


@examples(40)
@given(questions(decided=True, most_records=4, most_takes=3))
def test_true_claims_are_proved_and_false_ones_never(question: Question) -> None:
    auditor = Auditor(question.program, question.institution, budget=20_000, solver="search")
    try:
        audit = auditor.audit(question.transcript, question.adjustments)
        proof = audit.proof()
    except SearchBudgetExceeded:
        reject()
    auditor.check_proof(proof, question.transcript, question.adjustments)
    program = resolved(question.program, question.transcript, question.institution)
    rules = Rules(program, question.adjustments, question.institution)
    system = derive(Checker(rules, question.transcript))
    values = {level: int(proof.claims.get(level, 0)) for level in LEVELS}
    values["credits"] = int(proof.claims.get("credits", 0) * 1000)
    for level, more in _false(values):
        with pytest.raises(ProofNotFound) as caught:
            prove(system, more)
        steps = list(STEPS)
        step = next(step for step, levels in STEPS.items() if level in levels)
        assert steps.index(caught.value.step) >= steps.index(step)
