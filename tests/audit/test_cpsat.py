"""CP-SAT gives the answer of the search, option by option."""

from __future__ import annotations

import pickle
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given, reject

from degreekit.audit import Auditor, SearchBudgetExceeded
from degreekit.audit.model.model import Counter, Goal, Item, Model, Option, Pool, Solution, Spread
from degreekit.audit.solve import cpsat
from degreekit.audit.solve.cpsat import SolverMissing, SolverOutOfTime, solve_cpsat
from degreekit.audit.solve.search import solve

from .enumerate_model import TooLarge, best, levels
from .model_strategies import models
from .strategies import Question, examples, questions

installed = pytest.mark.skipif(
    find_spec("ortools") is None, reason="OR-Tools is not installed: the extra degreekit[cpsat]"
)

_STATES = 20_000  # of the search for one answer, so that no example takes long


def _is_best(model: Model, *, give_up: bool = True) -> Solution | None:
    """Hold that CP-SAT finds the best choice there is, and return it."""
    try:
        expected = best(model, give_up=give_up)
    except TooLarge:
        reject()  # too large for a moment
    found = solve_cpsat(model, give_up=give_up)
    assert (found is None) == (expected is None)
    if found is not None:
        assert levels(model, found) == expected
    return found


@installed
@examples(300)
@given(models())
def test_it_finds_the_best_choice_there_is(model: Model) -> None:
    _is_best(model)


@installed
@examples(150)
@given(models())
def test_it_says_whether_the_goal_can_be_reached_at_all(model: Model) -> None:
    _is_best(model, give_up=False)


@installed
@examples(150)
@given(models())
def test_it_gives_up_the_leaves_that_the_search_gives_up(model: Model) -> None:
    try:
        expected = solve(model, budget=_STATES)
    except SearchBudgetExceeded:
        reject()
    found = solve_cpsat(model)
    assert found is not None
    assert expected is not None
    assert (found.given_up, found.chosen) == (expected.given_up, expected.chosen)


@installed
@pytest.mark.parametrize("heaviest", [1, 100])
def test_it_finds_the_same_level_by_level(heaviest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "_HEAVIEST", heaviest)

    @examples(75)
    @given(models())
    def run(model: Model) -> None:
        _is_best(model)

    run()


# ----------------------------------------------------------------------------- whole audits


def _agree(question: Question) -> None:
    given = question.transcript, question.adjustments
    search = Auditor(question.program, question.institution, solver="search", budget=_STATES)
    try:
        expected = search.judge(*given)
    except SearchBudgetExceeded:
        reject()
    found = Auditor(question.program, question.institution, solver="cpsat").judge(*given)
    assert found == expected


@installed
@examples(300)
@given(questions())
def test_it_agrees_with_the_search_on_audits(question: Question) -> None:
    _agree(question)


@installed
@examples(150)
@given(questions(decided=True, any_credits=True))
def test_it_agrees_with_the_search_on_audits_with_decisions(question: Question) -> None:
    _agree(question)


# ------------------------------------------------------------------------------ one at a time


def _option(*gains: tuple[int, int], credits: int = 0, approvals: int = 0) -> Option:
    return Option(((0, 0),), gains, approvals, credits)


_OUT = Option((), (), assumed=False)


def _all(*parts: Goal) -> Goal:
    return Goal(parts=parts, at_least=len(parts))


@installed
def test_a_spread_bounds_how_many_subjects_items_and_further_courses_have() -> None:
    total, one, other = Counter("total", need=3), Counter("one", need=1), Counter("other", need=1)
    model = Model(
        (total, one, other),
        (
            Item((_option((0, 1), (1, 1)), _OUT)),
            Item((_option((0, 1), (2, 1)), _OUT)),
            Item((_option((0, 1), (2, 1)), _OUT)),
        ),
        (Pool((_option((0, 1), (1, 1), credits=3000),), 3, 0),),
        _all(Goal(leaf=0, counters=(0,))),
        (Spread("one subject", (1, 2), 1),),
    )
    found = _is_best(model)
    assert found is not None
    # Two of the first subject besides the one that is there: the second could not be taken on.
    assert found.chosen == (0, 1, 1)
    assert found.further == ((0, 0), (0, 0))


@installed
def test_a_leaf_reaches_so_many_of_its_parts() -> None:
    marks = tuple(Counter(f"subject {n}", need=1) for n in range(3))
    model = Model(
        marks,
        (Item((_option((0, 1)), _option((1, 1)))),),
        (
            Pool((_option((0, 1), credits=3000),), 1, 0),
            Pool((_option((2, 1), credits=4000),), 1, 1),
        ),
        _all(Goal(0, (), tuple(Goal(counters=(n,)) for n in range(3)), 2)),
    )
    found = _is_best(model)
    assert found is not None
    assert found == Solution((1,), ((0, 0),))


@installed
def test_a_choice_is_reached_the_cheapest_way() -> None:
    counters = Counter("long", need=3), Counter("short", need=1), Counter("firm", need=1)
    model = Model(
        counters,
        (Item((_option((0, 1)), _option((2, 1)))),),
        (Pool((_option((0, 1), credits=3000), _option((1, 1), credits=3000)), 3, 0),),
        _all(
            Goal(parts=(Goal(0, (0,)), Goal(1, (1,))), at_least=1),
            Goal(2, (2,)),
        ),
    )
    assert _is_best(model) == Solution((1,), ((0, 1),))


@installed
def test_something_is_waited_for_only_where_no_further_course_does_instead() -> None:
    def model(*options: Option, supply: int) -> Model:
        return Model(
            (Counter("thesis", need=1),),
            (Item(options),),
            (Pool((_option((0, 1), credits=3000),), supply, 0),),
            _all(Goal(parts=(Goal(0, (0,)), Goal(pending=0)), at_least=1)),
        )

    # It costs no course, so it is waited for; what is in progress is used all the same.
    assert _is_best(model(_OUT, supply=1)) == Solution((0,))
    assert _is_best(model(_OUT, _option((0, 1), approvals=1), supply=0)) == Solution((1,))


@installed
def test_the_fewest_leaves_are_given_up_and_among_equals_the_first_ones() -> None:
    counters = tuple(Counter(f"place {n}", need=1, cap=1) for n in range(3))
    model = Model(
        counters,
        (),
        (Pool(tuple(_option((n, 1), credits=3000) for n in range(3)), 1, 0),),
        _all(*(Goal(n, (n,)) for n in range(3))),
    )
    found = _is_best(model)
    assert found is not None
    assert found.given_up == (0, 1)
    assert solve_cpsat(model, give_up=False) is None


@installed
def test_a_course_below_the_average_is_left_out_or_made_up_for() -> None:
    average, courses = Counter("average", need=0), Counter("courses", need=2)
    high, low, lower = _option((0, 2), (1, 1)), _option((0, -2), (1, 1)), _option((0, -3), (1, 1))
    model = Model(
        (average, courses),
        (Item((lower, _OUT)), Item((low, _OUT)), Item((high, _OUT))),
        (),
        _all(Goal(0, (0,)), Goal(1, (1,))),
    )
    found = _is_best(model)
    assert found is not None
    assert found.chosen == (1, 0, 0)


@installed
def test_what_cannot_be_left_out_can_keep_every_leaf_from_being_reached() -> None:
    model = Model(
        (Counter("average", need=0),),
        (Item((_option((0, -1)),)),),
        (),
        _all(Goal(0, (0,))),
    )
    found = _is_best(model)
    assert found is not None
    assert found.given_up == (0,)


@installed
def test_two_hundred_items_are_put_in_order_though_no_integer_holds_them_all() -> None:
    counters = Counter("high", cap=100), Counter("low", need=50)
    ways = (_option((0, 1)), _option((1, 1)), _OUT)
    model = Model(counters, (Item(ways),) * 200, (), _all(Goal(0, (1,))))
    found = solve_cpsat(model)
    assert found is not None
    assert found.chosen == (0,) * 100 + (1,) * 50 + (1,) * 50


@installed
def test_what_is_too_large_to_be_counted_is_not_counted_wrong() -> None:
    model = Model(
        (Counter("one", need=1),),
        (),
        (Pool((_option((0, 1), credits=2**63), _option((0, 1), credits=1)), 1, 0),),
        _all(Goal(0, (0,))),
    )
    with pytest.raises(OverflowError):
        solve_cpsat(model)


@installed
def test_without_time_there_is_no_answer() -> None:
    model = Model((Counter("one", need=1),), (Item((_option((0, 1)), _OUT)),), (), Goal(0, (0,)))
    with pytest.raises(SolverOutOfTime, match="no answer within 0 seconds") as caught:
        solve_cpsat(model, seconds=0)
    assert isinstance(caught.value, SearchBudgetExceeded)
    assert caught.value.seconds == 0
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # own


def test_without_it_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools", None)
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    with pytest.raises(SolverMissing, match=r"pip install 'degreekit\[cpsat\]'"):
        solve_cpsat(Model((), (), (), Goal()))
