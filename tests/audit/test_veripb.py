"""Proofs in the VeriPB format are replayed by a checker that is written from its description."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, reject

from degreekit.audit import Auditor, ProofNotFound, SearchBudgetExceeded
from degreekit.audit.certify import Claim, Row, Split, Sum, System, refute
from degreekit.audit.veripb import veripb

from .small import program, take, transcript
from .strategies import SMALL, Question, examples, questions
from .veripb_checker import Refused, replay

RULES = program(take("core", ["CS 4101", "CS 4201"], 2), take("rest", "MA *"))


def test_a_reason_is_replayed() -> None:
    auditor, records = Auditor(RULES, SMALL), transcript("CS 4101")
    files = auditor.veripb(auditor.audit(records).proof(), records)
    assert list(files) == ["remaining"]
    for one in files.values():
        replay(one.formula, one.proof)


def _split() -> tuple[System, Claim, Split]:
    """Return 2x + 2y = 3 with x up to 2 and y up to 3: no sum shows that it cannot be."""
    system = System(["x", "y"], [2, 3])
    system.rows = {"low": Row({0: 2, 1: 2}, 3), "high": Row({0: -2, 1: -2}, -3)}
    reason = Split(
        "x",
        0,
        Split("y", 1, Sum({"low": 1}), Sum({"high": 1})),
        Split("x", 1, Split("y", 0, Sum({"low": 1}), Sum({"high": 1})), Sum({"high": 1})),
    )
    return system, Claim("remaining", {}, system.most), reason


def test_splits_become_proofs_by_contradiction() -> None:
    system, claim, reason = _split()
    refute(system.rows, {"x": 0, "y": 1}, system.most, reason)
    files = veripb(system, claim, reason)
    assert files.proof.count("pbc") == files.proof.count("qed") == 4
    replay(files.formula, files.proof)


def test_no_proof_is_accepted_of_a_formula_that_can_be_fulfilled() -> None:
    system, claim, reason = _split()
    files = veripb(system, claim, reason)
    possible = files.formula.replace(">= 3 ;", ">= 2 ;").replace(">= -3 ;", ">= -4 ;")
    assert possible != files.formula
    rng = random.Random(7)
    numbers = [match.span() for match in re.finditer(r"(?<= )-?\d+(?=[ ;])", files.proof)]
    for _ in range(400):
        changed = files.proof
        for start, end in sorted(rng.sample(numbers, rng.randint(0, 3)), reverse=True):
            changed = changed[:start] + str(rng.randint(1, 9)) + changed[end:]
        with pytest.raises(Refused):
            replay(possible, changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UNSAT : -1", "UNSAT : 1"),
        ("version 3.0", "version 2.0"),
        ("qed : -1", "qed : 1"),
        ("pol 1", "rup 1"),
        ("@less1 pol -1;", ""),
    ],
)
def test_what_is_not_the_format_is_refused(old: str, new: str) -> None:
    files = veripb(*_split())
    assert old in files.proof
    with pytest.raises(Refused):
        replay(files.formula, files.proof.replace(old, new))


@examples(40)
@given(questions(decided=True, most_records=4, most_takes=3))
def test_every_proof_can_be_replayed(question: Question) -> None:
    auditor = Auditor(question.program, question.institution, budget=20_000, solver="search")
    asked = question.transcript, question.adjustments
    try:
        proof = auditor.audit(*asked).proof()
    except (SearchBudgetExceeded, ProofNotFound):
        reject()
    for one in auditor.veripb(proof, *asked).values():
        replay(one.formula, one.proof)
