"""The certificate takes nobody's word: a placement that was tampered with is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from degreekit.audit import Auditor, NotCertified, SearchBudgetExceeded, Status
from degreekit.audit.certify import Certificate, Checker, Placed, Rules
from degreekit.courses import CatalogCourse, CourseCode
from degreekit.requirements import Candidate, Program, Take, Worth
from degreekit.transcript import Transcript

from .small import program, take, transcript
from .strategies import SMALL, Question, examples, questions

RULES = program(
    take("core", [{"courses": "CS 41xx", "title": "Systems", "most_courses": 1}, "CS 42xx"], 2),
    take("rest", "MA *"),
    take("asked", {"courses": "CS 6101", "approval": "the advisor"}),
    {"kind": "check", "id": "total", "title": "Total", "credits": 12},
    limits=[
        {"id": "one-only", "title": "One only", "courses": "CS 42xx | MA 42xx", "most_courses": 2}
    ],
    sharing=[
        {"id": "shared", "title": "Shared", "between": ["core"], "and_also": ["rest"],
         "most_courses": 0}
    ],
)  # fmt: skip
RECORDS = transcript("CS 4101", "CS 4201", "MA 4201", "CS 6101", "CS 4102")


@dataclass
class Answer:
    """What is handed to the certificate."""

    checker: Checker
    placed: list[Placed]
    future: list[Placed]
    given_up: list[str]
    claimed: tuple[int, int, int]

    def certify(self) -> Certificate:
        return self.checker.certify(self.placed, self.future, self.given_up, self.claimed)


def answers(question: Question) -> Answer:
    """Return what an audit hands to its certificate."""
    handed: list[Answer] = []

    class Listening(Checker):
        def certify(
            self,
            placed: Sequence[Placed],
            future: Sequence[Placed],
            given_up: Sequence[str],
            claimed: tuple[int, int, int],
        ) -> Certificate:
            handed.append(Answer(self, list(placed), list(future), list(given_up), claimed))
            return super().certify(placed, future, given_up, claimed)

    with patch("degreekit.audit.auditor.Checker", Listening):
        auditor = Auditor(question.program, question.institution)
        auditor.audit(question.transcript, question.adjustments)
    return handed[0]


def answer(rules: Program = RULES, records: Transcript = RECORDS) -> Answer:
    return answers(Question(rules, records, SMALL))


def at(found: Answer, code: str) -> int:
    return next(n for n, one in enumerate(found.placed) if str(one.course.code) == code)


def refused(found: Answer) -> str:
    with pytest.raises(NotCertified) as caught:
        found.certify()
    return "; ".join(caught.value.problems)


def test_the_answer_as_it_was_found_is_certified() -> None:
    found = answer()
    certificate = found.certify()
    assert certificate.assumptions == (1, 0, 0)
    assert certificate.root.met
    assert not certificate.root.firm


def test_a_record_placed_twice_is_refused() -> None:
    found = answer()
    found.placed.append(found.placed[at(found, "CS 4201")])
    assert "a record is placed more than once" in refused(found)
    assert "demo: repeated (CS 4201)" in refused(found)


def test_a_record_in_a_place_whose_list_does_not_have_it_is_refused() -> None:
    found = answer()
    place = at(found, "CS 4201")
    found.placed[place] = replace(found.placed[place], uses=(("rest", 0),))
    assert "rest: not-eligible (is not on the list)" in refused(found)


def test_a_record_in_another_row_than_the_first_it_fits_is_refused() -> None:
    found = answer()
    place = at(found, "CS 4101")
    found.placed[place] = replace(found.placed[place], uses=(("core", 1),))
    assert "core: not-eligible (is not on the list)" in refused(found)


def test_a_place_that_is_no_list_is_refused() -> None:
    found = answer()
    place = at(found, "CS 4101")
    found.placed[place] = replace(found.placed[place], uses=(("total", 0),))
    assert "takes no courses" in refused(found)


def test_more_courses_than_a_row_may_give_are_refused() -> None:
    found = answer()
    place = at(found, "CS 4201")
    found.placed[place] = Placed(found.checker.candidates[4], (("core", 0),), 4)
    assert "core: row-filled (Systems)" in refused(found)


def test_more_courses_than_a_list_holds_are_refused() -> None:
    found = answer()
    found.placed.append(Placed(found.checker.candidates[4], (("core", 0),), 4))
    assert "core: list-full (Core)" in refused(found)


def test_a_course_beyond_a_limit_is_refused() -> None:
    rules = RULES.replaced(limits=(RULES.limits[0].model_copy(update={"most_courses": 1}),))
    found = answer()
    strict = replace(found, checker=Checker(Rules(rules, (), SMALL), RECORDS))
    assert "one-only: mutual-exclusion (One only)" in refused(strict)


def test_a_course_used_twice_without_a_rule_is_refused() -> None:
    rules = program(take("one", "CS 4101"), take("two", "CS *"))
    found = answer(rules, transcript("CS 4101", "CS 4201"))
    place = at(found, "CS 4101")
    found.placed[place] = replace(found.placed[place], uses=(("one", 0), ("two", 0)))
    assert "one: used-twice (also used in two)" in refused(found)


def test_a_course_shared_beyond_the_rule_is_refused() -> None:
    rules = program(
        take("one", "CS 4101"),
        take("two", "CS *", None, credits=3),
        sharing=[
            {"id": "shared", "title": "Shared", "between": ["one"], "and_also": ["two"],
             "most_credits": "1.5"}
        ],
    )  # fmt: skip
    found = answer(rules, transcript("CS 4101", "CS 4201"))
    place = at(found, "CS 4101")
    found.placed[place] = replace(found.placed[place], uses=(("one", 0), ("two", 0)))
    assert "shared: over-limit (Shared)" in refused(found)


def test_a_course_that_earns_nothing_is_refused() -> None:
    failed = transcript({"code": "CS 4101", "credits": 3, "grade": "F"}, "CS 4102")
    found = answer(program(take("core", "CS *")), failed)
    found.placed = [Placed(found.checker.candidates[0], (("core", 0),), 0, worth=Worth.NOTHING)]
    assert "demo: no-credit (earns no credit)" in refused(found)


def test_a_failed_course_called_earned_is_refused() -> None:
    failed = transcript({"code": "CS 4101", "credits": 3, "grade": "F"}, "CS 4102")
    found = answer(program(take("core", "CS *")), failed)
    found.placed = [Placed(found.checker.candidates[0], (("core", 0),), 0)]
    assert "record 0 is not what the transcript says" in refused(found)


def test_a_course_with_more_credits_than_its_record_is_refused() -> None:
    found = answer()
    place = at(found, "CS 4101")
    course = replace(found.placed[place].course, credits=Decimal(6))
    found.placed[place] = replace(found.placed[place], course=course)
    assert "record 0 is not what the transcript says" in refused(found)


@pytest.mark.parametrize("claimed", [(0, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1)])
def test_other_assumptions_than_those_it_rests_on_are_refused(
    claimed: tuple[int, int, int],
) -> None:
    found = replace(answer(), claimed=claimed)
    assert refused(found) == f"assumptions: (1, 0, 0) counted, {claimed} claimed"


def test_a_further_course_left_out_is_refused() -> None:
    found = answer(RULES, transcript("CS 4101"))
    assert len(found.future) == 3
    found.future.pop(0)
    assert "not reached with the further courses named" in refused(found)


def test_a_further_course_left_out_of_a_choice_is_refused() -> None:
    choice = {
        "kind": "choose",
        "id": "choice",
        "title": "Choice",
        "at_least": 1,
        "parts": [take("one", "CS 4101"), take("two", "MA *")],
    }
    found = answer(program(choice), transcript())
    assert len(found.future) == 1
    found.future.clear()
    assert refused(found) == "choice: not reached with the further courses named"


def test_a_requirement_that_is_out_of_reach_has_to_be_named() -> None:
    found = answer(program(take("core", "CS 4101", 2)), transcript())
    assert found.given_up == ["core"]
    found.given_up.clear()
    assert "core: not reached" in refused(found)


def _tampered(found: Answer) -> Iterator[tuple[str, Answer]]:
    if found.future:
        yield "a further course left out", replace(found, future=found.future[1:])
    for number, one in enumerate(found.placed):
        if one.record is not None:
            twice = [*found.placed, one]
            yield f"record {number} placed twice", replace(found, placed=twice)
    for number in range(3):
        other = tuple(n + (place == number) for place, n in enumerate(found.claimed))
        yield "an assumption too many", replace(found, claimed=(other[0], other[1], other[2]))
    for id_ in found.given_up:
        rest = [one for one in found.given_up if one != id_]
        yield "a requirement out of reach not named", replace(found, given_up=rest)
    for number, one in enumerate(found.placed):
        if one.record is not None:
            course: Candidate = replace(one.course, credits=one.course.credits + 1)
            placed = [*found.placed]
            placed[number] = replace(one, course=course)
            yield "a record with more credits", replace(found, placed=placed)


@examples(150)
@given(questions(most_takes=3, decided=True), st.data())
def test_whatever_is_tampered_with_is_refused(question: Question, data: st.DataObject) -> None:
    found = answers(question)
    found.certify()
    ways = list(_tampered(found))
    assume(ways)
    name, other = data.draw(st.sampled_from(ways), label="tampering")
    note(name)
    with pytest.raises(NotCertified):
        other.certify()


# ------------------------------------------------------------------------------------ the search


def test_a_budget_that_is_too_small_is_an_error_and_never_an_answer() -> None:
    codes = [course.code for course in SMALL.catalog]
    rules = program(*(take(f"take-{n}", "CS * | MA *", 2) for n in range(1, 4)))
    with pytest.raises(SearchBudgetExceeded, match="gave up after 2 steps") as caught:
        Auditor(rules, SMALL, budget=2, solver="search").audit(transcript(*map(str, codes)))
    assert caught.value.budget == 2


@examples(60)
@given(questions(most_records=4, most_takes=3), st.integers(0, 60))
def test_a_budget_changes_no_answer_it_only_withholds_it(question: Question, budget: int) -> None:
    full = Auditor(question.program, question.institution).audit(question.transcript)
    try:
        auditor = Auditor(question.program, question.institution, budget=budget, solver="search")
        assert auditor.audit(question.transcript) == full
    except SearchBudgetExceeded as error:
        assert error.budget == budget  # noqa: PT017 - either is right


def test_thirteen_requirements_over_twelve_courses_give_up_exactly_one() -> None:
    codes = [f"CS {number}" for number in range(101, 113)]
    here = SMALL.model_copy(
        update={
            "catalog": tuple(
                CatalogCourse(code=CourseCode.parse(code), title=code, credits=Decimal(3))
                for code in codes
            )
        }
    )
    # each requirement takes one of two neighbours, the first and the last just one
    lists = [codes[0], *(f"{a} | {b}" for a, b in pairwise(codes)), codes[-1]]
    rules = program(*(take(f"take-{n}", one) for n, one in enumerate(lists, start=1)))
    assert len(rules.takes()) == 13
    taken = Auditor(rules, here).audit(transcript(*codes))
    open_ = Auditor(rules, here).audit(transcript())
    for found in (taken, open_):
        assert found.status == "unsatisfied"
        assert len(found.remaining.out_of_reach) == 1
        assert len(found.remaining.conflict) == 13
    assert taken.remaining.courses == 0
    assert open_.remaining.courses == 12
    assert [result.status for result in taken.requirements].count(Status.SATISFIED) == 12


def test_a_take_of_the_program_is_what_the_answers_speak_of() -> None:
    found = answer()
    takes = {node.id for node in RULES.nodes if isinstance(node, Take)}
    assert {id_ for one in found.placed for id_, _ in one.uses} == takes
