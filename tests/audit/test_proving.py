"""What CP-SAT says counts only with a proof: a solver that is wrong cannot give a wrong answer."""

from __future__ import annotations

import pickle
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given, reject

from degreekit.audit import AnswerNotProved, Auditor, SearchBudgetExceeded, Status
from degreekit.audit.certify import Checker, Rules
from degreekit.audit.model.model import Model, Solution
from degreekit.audit.proving import hold_impossible
from degreekit.audit.solve import cpsat
from degreekit.audit.solve.search import fewest_given_up, solve

from .small import program, take, transcript
from .strategies import SMALL, Question, examples, questions

RULES = program(take("core", ["CS 4101", "CS 4201"], 2), take("rest", "MA *"))


@pytest.fixture
def cpsat_says(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a way to set what CP-SAT says, in place of OR-Tools."""

    def says(found: Any) -> None:
        monkeypatch.setattr(cpsat, "solve_cpsat", found)
        monkeypatch.setattr(cpsat, "fewest_given_up_cpsat", fewest_given_up)

    return says


def _right(model: Model, *, give_up: bool = True, **_: Any) -> Solution | None:
    return solve(model, give_up=give_up)


def _says_impossible(model: Model, *, give_up: bool = True, **_: Any) -> Solution | None:
    return solve(model, give_up=give_up) if give_up else None


def _gives_everything_up(model: Model, *, give_up: bool = True, **_: Any) -> Solution | None:
    found = solve(model, give_up=give_up)
    leaves = tuple(leaf.leaf for leaf in model.goal.leaves if leaf.leaf is not None)
    return None if found is None else replace(found, further=(), given_up=leaves)


def test_the_answer_of_cpsat_is_the_one_of_the_search(cpsat_says: Any) -> None:
    cpsat_says(_right)
    for records in (
        transcript(),
        transcript("CS 4101"),
        transcript("CS 4101", "CS 4201", "MA 4201"),
    ):
        found = Auditor(RULES, SMALL, solver="cpsat").audit(records)
        assert found == Auditor(RULES, SMALL, solver="search").audit(records)


def test_a_wrong_answer_of_cpsat_is_not_given(cpsat_says: Any) -> None:
    cpsat_says(_gives_everything_up)
    auditor = Auditor(RULES, SMALL, solver="cpsat")
    with pytest.raises(AnswerNotProved, match="counts only with a proof") as caught:
        auditor.judge(transcript())
    assert isinstance(caught.value, SearchBudgetExceeded)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # own


def test_where_cpsat_says_that_nothing_is_possible_it_is_not_believed(cpsat_says: Any) -> None:
    cpsat_says(_says_impossible)
    auditor = Auditor(RULES, SMALL, solver="cpsat")
    done = transcript("CS 4101", "CS 4201", "MA 4201")
    assert auditor.status(done) is Status.SATISFIED
    assert auditor.judge(done).courses == 0


def test_that_nothing_can_be_done_is_proved_as_well() -> None:
    rules = program(take("core", "CS 4101"), take("same", "CS 4101"))
    checker = Checker(Rules(rules, (), SMALL), transcript("CS 4101"))
    hold_impossible(checker, together=["core", "same"])
    for possible in (["core"], ["same"], []):
        with pytest.raises(AnswerNotProved):
            hold_impossible(checker, together=possible)
    hold_impossible(Checker(Rules(RULES, (), SMALL), transcript("MA 4201")), used=(0, "core"))


@pytest.mark.skipif(find_spec("ortools") is None, reason="OR-Tools is not installed")
@examples(25)
@given(questions(decided=True, most_records=4, most_takes=3))
def test_what_cpsat_answers_is_proved(question: Question) -> None:
    asked = question.transcript, question.adjustments
    try:
        expected = Auditor(question.program, question.institution, solver="search").judge(*asked)
        found = Auditor(question.program, question.institution, solver="cpsat").judge(*asked)
    except SearchBudgetExceeded:
        reject()
    assert found == expected
