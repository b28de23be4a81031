"""The audit gives the best answer there is: it agrees with plain enumeration.

These are a few hundred examples; `run_oracle.py` compares as many as are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from unittest.mock import patch

from hypothesis import given, reject

from degreekit.audit import Audit, Auditor, SearchBudgetExceeded
from degreekit.audit.model import ruleset
from degreekit.audit.result import RequirementResult

from .oracle import TooMany, Verdict, judge
from .strategies import Question, classmates, cut_questions, examples, joint_questions, questions

_STATES = 20_000  # of the search for one answer, so that no example takes long

#: Plain questions, those where courses bring different credits, those with decisions, and those
#: with decisions and titles that may stand for others.
QUESTIONS = (
    questions(),
    questions(any_credits=True, most_records=4, most_takes=3),
    questions(decided=True, most_records=4, most_takes=3),
    cut_questions(),
    joint_questions(),
)


def _walk(results: Iterable[RequirementResult]) -> Iterable[RequirementResult]:
    for result in results:
        yield result
        yield from _walk(result.children)


def read_verdict(question: Question, audit: Audit, missing: tuple[int, Decimal]) -> Verdict:
    """Read off an audit what the oracle says."""
    nodes = {node.id: node for node in question.program.nodes}
    placement: dict[int, set[str]] = {}
    leaves_met = 0
    for result in _walk(audit.requirements):
        for one in result.applied:
            placement.setdefault(one.record, set()).add(result.id)
        node = nodes[result.id]
        of_record = getattr(node, "gpa", None) is not None and getattr(node, "over_record", False)
        if result.kind in ("take", "check") and not of_record:
            forced = result.has == "declared complete"
            leaves_met += result.status in ("satisfied", "conditional") and not forced
    kinds = Counter(assumption.kind for assumption in audit.assumptions)
    given_up = len(audit.remaining.out_of_reach)
    return Verdict(
        status=audit.status.value,
        courses=audit.remaining.courses,
        credits=audit.remaining.credits,
        approvals=kinds["approval"] + kinds["title"],
        in_progress=kinds["in_progress"],
        planned=kinds["planned"],
        leaves_met=leaves_met,
        missing_courses=missing[0],
        missing_credits=missing[1],
        given_up=given_up,
        conflict=min(len(audit.remaining.conflict), 4),
        placement={record: frozenset(takes) for record, takes in placement.items()},
        relied_on=frozenset(
            one.record
            for one in audit.assumptions
            if one.record is not None and one.kind in ("in_progress", "planned")
        ),
    )


def auditor_of(question: Question) -> Auditor:
    """Return an auditor whose searches are short."""
    return Auditor(question.program, question.institution, budget=_STATES, solver="search")


def disagreement(question: Question, auditor: Auditor | None = None) -> str:
    """Return in what audit and oracle differ; nothing where they agree.

    Args:
        question: what is asked.
        auditor: one that has audited other students already; without it a new one.

    Raises:
        TooMany: the question is too large for the oracle.
        SearchBudgetExceeded: it is too large for the search, which then never answers.
    """
    rules, overlaps = question.without_overlaps
    expected = judge(
        rules, question.transcript, question.institution, question.adjustments, overlaps=overlaps
    )
    auditor = auditor or auditor_of(question)
    given = question.transcript, question.adjustments
    found = read_verdict(question, auditor.audit(*given), auditor.judge(*given).missing)
    return "" if found == expected else f"\n found    {found}\n expected {expected}"


def _agree(question: Question) -> None:
    try:
        different = disagreement(question)
    except (TooMany, SearchBudgetExceeded):
        reject()
    assert not different, different


@examples(300)
@given(QUESTIONS[0])
def test_the_audit_is_the_best_placement_there_is(question: Question) -> None:
    _agree(question)


@examples(100)
@given(QUESTIONS[1])
def test_the_audit_is_the_best_where_courses_bring_different_credits(question: Question) -> None:
    _agree(question)


@examples(100)
@given(QUESTIONS[2])
def test_the_audit_is_the_best_under_decisions_for_the_student(question: Question) -> None:
    _agree(question)


@examples(100)
@given(QUESTIONS[3])
def test_the_audit_is_the_best_where_titles_may_stand_for_others(question: Question) -> None:
    _agree(question)


@examples(20)
@given(QUESTIONS[4])
def test_the_audit_is_the_best_for_two_programs_that_share_courses(question: Question) -> None:
    _agree(question)


@examples(20)
@given(QUESTIONS[2].flatmap(classmates))
def test_an_auditor_answers_whoever_it_has_audited_before(students: list[Question]) -> None:
    auditor = auditor_of(students[0])
    for one in students:
        try:
            different = disagreement(one, auditor)
        except (TooMany, SearchBudgetExceeded):
            continue
        assert not different, different


@examples(20)
@given(QUESTIONS[0])
def test_the_audit_is_the_best_where_lists_are_overfilled_first(question: Question) -> None:
    with patch.object(ruleset, "_WIDE", 1):
        _agree(question)
