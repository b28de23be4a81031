"""Several codes of one course, several attempts at it, and credit for no course at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit import Audit, Auditor, Program, Transcript
from degreekit.adjustments import read_adjustments
from degreekit.audit import ProofNotFound
from degreekit.courses import CatalogCourse, CourseCode, Grade, GradeScale, Institution, Repeats
from degreekit.requirements import (
    All,
    AllOf,
    Check,
    HasLevel,
    If,
    InSet,
    Limit,
    MaxAge,
    MinGrade,
    NoneOf,
    Requirement,
    Row,
    Sharing,
    Started,
    StudyTerm,
    Take,
)

SCALE = GradeScale(
    id="letters",
    title="Letters",
    grades=(
        *(Grade(symbol=s, points=p, earns=True) for s, p in zip("ABCD", "4321", strict=True)),
        Grade(symbol="F", points=0, status="failed"),
        Grade(symbol="P", earns=True),
    ),
)


def institution(**more: Any) -> Institution:
    return Institution(id="here", title="Here", grade_scales=(SCALE,), **more)


def take(id_: str, courses: Any, count: int | None = 1, **more: Any) -> Take:
    return Take(id=id_, title=id_, rows=(Row(courses=courses),), courses=count, **more)


def program(*parts: Requirement, **more: Any) -> Program:
    root = All(id="degree", title="Degree", parts=parts)
    return Program(id="p", title="P", edition="1", institution="here", root=root, **more)


def record(code: str, grade: str | None = "B", term: str | None = "Fall 2022", **more: Any) -> Any:
    return {"code": code, "credits": "3", "grade": grade, "term": term, **more}


def audit(
    rules: Program,
    records: Sequence[Any],
    here: Institution | None = None,
    decisions: Sequence[Any] = (),
    **student: Any,
) -> Audit:
    transcript = Transcript.from_data({"records": list(records), "student": student})
    auditor = Auditor(rules, here or institution())
    given = read_adjustments(decisions)
    found = auditor.audit(transcript, given)
    found.model_dump()  # the words come last, and have to come
    with suppress(ProofNotFound):  # what is proved is accepted; a search may prove more
        auditor.check_proof(found.proof(), transcript, given)
    return found


def status(found: Audit, id_: str) -> str:
    return found.requirement(id_).status.value


# -------------------------------------------------------------------------------- several codes

JOINT = institution(cross_lists=(("CS 2112", "ENGRD 2112"), ("CS 4780", "CS 5780")))


@pytest.mark.parametrize(
    "rule", ["ENGRD 2112", "CS 2112", "ENGRD 2xxx", "ENGRD *", "* - MATH *", "CS 2112 | MATH 1"]
)
@pytest.mark.parametrize("code", ["CS 2112", "ENGRD 2112"])
def test_a_course_is_on_a_list_under_each_of_its_codes(rule: str, code: str) -> None:
    assert audit(program(take("a", rule)), [record(code)], JOINT).status.value == "satisfied"


@pytest.mark.parametrize("rule", ["* - ENGRD 2112", "CS 2xxx - CS 2112 | ENGRD 2xxx", "* - CS *"])
@pytest.mark.parametrize("code", ["CS 2112", "ENGRD 2112"])
def test_what_a_list_leaves_out_is_left_out_under_each_code(rule: str, code: str) -> None:
    assert audit(program(take("a", rule)), [record(code)], JOINT).status.value == "unsatisfied"


def test_a_code_that_a_list_names_itself_is_on_it() -> None:
    rules = program(take("a", "CS 2xxx - CS 2112 | ENGRD 2112"))
    assert audit(rules, [record("CS 2112")], JOINT).status.value == "satisfied"


@pytest.mark.parametrize(
    "limit",
    [
        {"courses": "CS 2112", "most_courses": 0},
        {"courses": "CS 2112 | CS 9", "most_courses": 1},
        {"courses": InSet(courses="CS 2112"), "most_credits": Decimal(0)},
    ],
)
def test_no_limit_is_escaped_by_another_code(limit: dict[str, Any]) -> None:
    rules = program(take("a", "*", 2), limits=(Limit(id="l", title="L", **limit),))
    found = audit(rules, [record("ENGRD 2112"), record("CS 9")], JOINT)
    assert found.status.value == "unsatisfied"
    assert {one.reason for one in found.unapplied} <= {"excluded", "mutual-exclusion"}


def test_filters_know_each_code() -> None:
    rules = program(
        take("a", "*"),
        Check(id="level", title="L", courses=1, where=HasLevel(at_least=5000)),
        Check(id="other", title="O", credits=3, over="record", where=InSet(courses="CS 5780")),
    )
    assert audit(rules, [record("CS 4780")], JOINT).status.value == "satisfied"
    none_of = program(take("a", NoneOf(filters=(InSet(courses="CS 5780"),))))
    assert audit(none_of, [record("CS 4780")], JOINT).status.value == "unsatisfied"


@pytest.mark.parametrize("whole", [True, False])
def test_a_rule_can_go_by_the_code_on_the_record(whole: bool) -> None:
    rows = InSet(courses="CS 5780", as_printed=not whole)
    level = Check(
        id="level",
        title="L",
        courses=1,
        where=HasLevel(at_least=5000, as_printed=not whole),
    )
    rules = program(take("a", "*"), level, as_printed=whole)
    assert status(audit(rules, [record("CS 4780")], JOINT), "level") == "unsatisfied"
    assert status(audit(rules, [record("CS 5780")], JOINT), "level") == "satisfied"
    listed = program(take("a", rows), as_printed=whole)
    assert audit(listed, [record("CS 4780")], JOINT).status.value == "unsatisfied"
    both = [record("CS 4780", term="Fall 2021"), record("CS 5780")]
    two = program(take("a", "*", 2), as_printed=whole)
    assert audit(two, both, JOINT).status.value == "unsatisfied"  # still one course


def test_sharing_decisions_and_questions_know_each_code() -> None:
    share = Sharing(id="s", title="S", between=("a",), and_also=("b",))
    rules = program(take("a", "CS 2112"), take("b", "ENGRD 2112"), sharing=(share,))
    assert audit(rules, [record("ENGRD 2112")], JOINT).status.value == "satisfied"
    waived = {"kind": "waive", "requirement": "a", "course": "ENGRD 2112", "reason": "r"}
    assert audit(program(take("a", "CS 2112")), [], JOINT, [waived]).status.value == "satisfied"
    denied = {"kind": "deny", "requirement": "a", "course": "ENGRD 2112", "reason": "r"}
    found = audit(program(take("a", "CS 2112")), [record("CS 2112")], JOINT, [denied])
    assert found.status.value == "unsatisfied"
    found = audit(program(take("a", "CS 7")), [record("CS 2112")], JOINT)
    assert found.why_not("ENGRD 2112", "a")[0].reason == "not-eligible"


@pytest.mark.parametrize("catalog", [True, False])
def test_advice_never_sends_a_student_to_a_course_they_have_under_another_code(
    catalog: bool,
) -> None:
    listed = tuple(
        CatalogCourse(code=code, title="T", credits=3) for code in ("CS 2112", "ENGRD 2112", "CS 9")
    )
    here = institution(cross_lists=JOINT.cross_lists, catalog=listed if catalog else ())
    rules = program(take("a", "CS 2112 | ENGRD 2112 | CS 9", 2))
    found = audit(rules, [record("ENGRD 2112")], here)
    assert found.remaining.courses == 1
    assert "CS 9" in str(found.remaining.advice)
    assert "2112" not in str([one.examples for one in found.remaining.advice])
    found.proof()


MOVED = institution(
    renumberings=(
        {"old": "CS 50", "new": "CS 150", "since": "Fall 2020"},
        {"old": 'CS 99 "Graphs"', "new": "CS 77"},
    ),
    umbrellas="CS 99",
)


@pytest.mark.parametrize(
    ("rule", "code", "term", "expected"),
    [
        ("CS 150", "CS 50", "Spring 2018", True),
        ("CS 50", "CS 150", "Fall 2021", True),
        ("CS 50", "CS 50", "Spring 2018", True),
        ("CS 150", "CS 50", "Fall 2020", False),
        ("CS 50", "CS 50", "Fall 2021", True),
        ("CS 50", "CS 150", "Spring 2018", False),
        ("CS 150", "CS 50", None, True),
    ],
)
def test_a_renumbered_course_is_one_course_in_the_terms_in_which_it_is(
    rule: str, code: str, term: str | None, *, expected: bool
) -> None:
    found = audit(program(take("a", rule)), [record(code, term=term)], MOVED)
    assert (found.status.value == "satisfied") is expected


def test_a_code_that_is_used_again_is_two_courses() -> None:
    both = [record("CS 50", term="Spring 2018"), record("CS 50", term="Fall 2021")]
    assert audit(program(take("a", "*", 2)), both, MOVED).status.value == "satisfied"
    same = [record("CS 50", term="Spring 2018"), record("CS 150", term="Fall 2021")]
    assert audit(program(take("a", "*", 2)), same, MOVED).status.value == "unsatisfied"


def test_where_the_catalog_lists_a_code_again_lists_mean_the_other_course() -> None:
    listed = (
        CatalogCourse(code="CS 50", title="New", credits=3),
        CatalogCourse(code="CS 150", title="Old", credits=3),
    )
    here = institution(renumberings=MOVED.renumberings, catalog=listed)
    rules = program(take("a", "CS 50"))
    assert audit(rules, [record("CS 50", term="Spring 2018")], here).status.value == "unsatisfied"
    assert audit(rules, [record("CS 50", term="Fall 2021")], here).status.value == "satisfied"


def test_a_topic_that_got_a_number_is_on_lists_under_both() -> None:
    topic = record("CS 99", title="GRAPHS")
    assert audit(program(take("a", "CS 77")), [topic], MOVED).status.value == "satisfied"
    rules = program(take("a", 'CS 99 "Graphs"'))
    assert audit(rules, [record("CS 77", title="Anything")], MOVED).status.value == "satisfied"


# ---------------------------------------------------------------------------- credit at a level


@pytest.mark.parametrize("code", ["CS 4---", "CS 4XXX", "CS 4TRN", "CS 4000-level"])
def test_credit_for_no_course_counts_by_level_and_subject_and_never_for_a_number(code: str) -> None:
    rules = program(
        take("any", "CS *", None, credits=6),
        take("named", "CS 4771 | CS 4772"),
        Check(id="level", title="L", credits=6, where=HasLevel(at_least=4000, at_most=4999)),
    )
    given_ = [record(code, None, "Fall 2020", status="transfer")] * 2
    found = audit(rules, given_)
    assert [status(found, id_) for id_ in ("any", "named", "level")] == [
        *("satisfied", "unsatisfied", "satisfied")
    ]
    assert found.remaining.courses == 1
    found.proof()


# -------------------------------------------------------------------------------------- repeats

ATTEMPTS = st.lists(
    st.fixed_dictionaries(
        {
            "code": st.sampled_from(["CS 1", "CS 2"]),
            "credits": st.sampled_from(["3", "4"]),
            "grade": st.sampled_from(["A", "C", "D", "F", "P", None]),
            "term": st.integers(2015, 2022).map(lambda year: f"Fall {year}"),
        }
    ),
    max_size=5,
    unique_by=lambda one: (one["code"], one["term"]),
)
POLICIES = st.builds(
    Repeats,
    counts=st.sampled_from(["any", "best", "first", "last"]),
    average=st.sampled_from(["all", "mean"]),
) | st.builds(
    Repeats,
    counts=st.sampled_from(["any", "best", "first", "last"]),
    average=st.sampled_from(["best", "first", "last"]),
    replaces_below=st.none() | st.just(Decimal(2)),
    most_replaced=st.none() | st.integers(0, 2),
)
POINTS = {"A": 4, "C": 2, "D": 1, "F": 0}


def _by_course(attempts: Sequence[Any]) -> list[list[Any]]:
    ordered = sorted(attempts, key=lambda one: (one["code"], one["term"]))
    return [list(those) for _, those in groupby(ordered, key=lambda one: one["code"])]


def _earned(attempts: Sequence[Any], policy: Repeats) -> Decimal:
    """Return what totals over the record count of what is over, by the words of the policy."""
    total = Decimal(0)
    for those in _by_course(attempts):
        over = [one for one in those if one["grade"] is not None]
        passed = [one for one in over if one["grade"] != "F"]
        if not passed or (policy.counts == "last" and over[-1]["grade"] == "F"):
            continue
        grade = lambda one: POINTS.get(one["grade"], -1)  # noqa: E731  # used twice below
        match policy.counts:
            case "any":
                total += max(Decimal(one["credits"]) for one in passed)
            case "best":
                total += Decimal(max(passed, key=grade)["credits"])
            case "first":
                total += Decimal(passed[0]["credits"])
            case "last":
                total += Decimal(passed[-1]["credits"])
    return total


def _average(attempts: Sequence[Any], policy: Repeats) -> Fraction | None:
    shares: list[tuple[int, Fraction]] = []
    replaceable = []
    for those in _by_course(attempts):
        graded = [one for one in those if one["grade"] in POINTS]
        stays: list[Any] = graded
        if policy.average == "mean":
            shares += [
                (POINTS[one["grade"]], Fraction(one["credits"]) / len(graded)) for one in graded
            ]
            continue
        if graded and policy.average != "all":
            best = max(graded, key=lambda one: POINTS[one["grade"]])
            stays = [{"best": best, "first": graded[0], "last": graded[-1]}[policy.average]]
        for one in graded:
            low = policy.replaces_below is None or POINTS[one["grade"]] < policy.replaces_below
            if all(one is not other for other in stays) and low:
                replaceable.append(one)
            else:
                shares.append((POINTS[one["grade"]], Fraction(one["credits"])))
    replaceable.sort(key=lambda one: (one["term"], one["code"]))
    kept = [] if policy.most_replaced is None else replaceable[policy.most_replaced :]
    shares += [(POINTS[one["grade"]], Fraction(one["credits"])) for one in kept]
    credits = sum((share for _, share in shares), Fraction(0))
    return sum((p * share for p, share in shares), Fraction(0)) / credits if credits else None


@given(ATTEMPTS, POLICIES, st.booleans())
def test_totals_and_averages_follow_the_policy(
    attempts: list[Any], policy: Repeats, by_program: bool
) -> None:
    done = _earned(attempts, policy)
    here = institution() if by_program else institution(repeats=(policy,))
    more = {"repeats": (policy,)} if by_program else {}
    rules = program(
        Check(id="enough", title="E", credits=done, over="record"),
        Check(id="more", title="M", credits=done + 1, over="record"),
        **more,
    )
    found = audit(rules, attempts, here)
    assert status(found, "enough") == "satisfied"
    assert status(found, "more") != "satisfied"
    expected = _average(attempts, policy)
    if expected is None:
        assert found.gpa is None
    else:
        assert abs(Fraction(str(found.gpa)) - expected) < Fraction(1, 100)


@pytest.mark.parametrize("catalog", [True, False])
@pytest.mark.parametrize("had", [0, 1, 2, 3])
def test_a_course_that_earns_credit_twice_earns_it_twice(catalog: bool, had: int) -> None:
    listed = tuple(CatalogCourse(code=f"CS {n}", title="T", credits=3) for n in (90, 91))
    here = institution(
        repeats=(Repeats(courses="CS 90", times=2),), catalog=listed if catalog else ()
    )
    rules = program(take("a", "CS 90 | CS 91", None, credits=9))
    records = [record("CS 90", term=f"Fall 202{n}") for n in range(had)]
    found = audit(rules, records, here)
    assert found.remaining.courses == 3 - min(had, 2)
    assert not found.remaining.out_of_reach
    if had == 3:
        assert [one.reason for one in found.unapplied] == ["repeated"]


def test_the_candidates_for_a_place_name_a_course_that_earns_credit_twice_once() -> None:
    here = institution(
        repeats=(Repeats(courses="CS 90", times=2),),
        catalog=(CatalogCourse(code="CS 90", title="T", credits=3),),
    )
    found = audit(program(take("a", "CS 90"), take("b", "CS 90")), [], here)
    assert [(one.choices, len(one.candidates)) for one in found.remaining.open] == [(1, 1)] * 2


def test_a_course_under_two_codes_that_earns_credit_each_time_can_be_taken_each_time() -> None:
    codes = CourseCode.parse("CS 90"), CourseCode.parse("MATH 90")
    listed = tuple(CatalogCourse(code=code, title="T", credits=3) for code in codes)
    here = institution(
        catalog=listed, cross_lists=(codes,), repeats=(Repeats(courses="CS 90", each_time=True),)
    )
    found = audit(program(take("a", "CS 90", 3)), [record("CS 90")], here)
    assert (found.remaining.courses, found.remaining.out_of_reach) == (2, ())


def test_attempts_are_counted_once_where_rules_ask_for_the_term_of_study() -> None:
    here = institution(repeats=(Repeats(courses="CS 90", times=2),))
    early = Check(id="e", title="E", courses=2, where=StudyTerm(at_most=9))
    rules = program(take("a", "CS 90", 3), early)
    found = audit(rules, [record("CS 90", term=f"Fall 202{n}") for n in range(2)], here)
    assert [one.record for one in found.requirement("a").applied] == [0, 1]
    assert found.remaining.out_of_reach == ("a",)


@pytest.mark.parametrize("catalog", [True, False])
def test_a_course_taken_again_for_a_list_adds_nothing_to_totals_over_the_record(
    catalog: bool,
) -> None:
    listed = tuple(CatalogCourse(code=f"CS {n}", title="T", credits=3) for n in (90, 91))
    here = institution(catalog=listed if catalog else ())
    core = take("a", AllOf(filters=(InSet(courses="CS 90"), MaxAge(years=3))))
    old = record("CS 90", term="Fall 2012")
    total = Check(id="t", title="T", credits=6, over="record", where="CS 90-91")
    found = audit(program(core, total), [old], here, as_of="Fall 2022")
    assert (found.remaining.courses, found.remaining.out_of_reach) == (2, ())
    alone = audit(program(total), [old], here, as_of="Fall 2022")
    assert alone.remaining.courses == 1
    assert "CS 90" not in {code for one in alone.remaining.advice for code in one.examples}


def test_a_course_under_way_again_adds_nothing_to_totals_over_the_record() -> None:
    rules = program(Check(id="t", title="T", credits=6, over="record"))
    again = [record("CS 1", term="Fall 2021"), record("CS 1", None)]
    assert audit(rules, again).status.value == "unsatisfied"
    other = [record("CS 1", term="Fall 2021"), record("CS 2", None)]
    assert audit(rules, other).status.value == "conditional"


def test_a_policy_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is replaced where average is 'all'"):
        Repeats(most_replaced=1)
    with pytest.raises(ValueError, match="every attempt counts"):
        Repeats(each_time=True, counts="best")


# ------------------------------------------------------------- when somebody began, and grades


def _cohorts() -> Program:
    return program(
        If(
            id="y",
            title="Y",
            condition=Started(since="Fall 2020"),
            then=take("new", "CS *", 2),
            otherwise=take("old", "CS *", 1),
        )
    )


@pytest.mark.parametrize("before", [{"status": "transfer"}, {"institution": "Elsewhere"}])
def test_the_start_is_not_that_of_credit_from_before(before: dict[str, str]) -> None:
    old = record("MATH 1", None, "Fall 2015", **{"status": "completed", **before})
    found = audit(_cohorts(), [old, record("CS 1", term="Fall 2021")])
    assert status(found, "new") == "unsatisfied"
    assert status(audit(_cohorts(), [old]), "new") == "unsatisfied"
    assert status(audit(_cohorts(), []), "new") == "unsatisfied"
    assert status(audit(_cohorts(), [], first_term="Fall 2010"), "old") == "unsatisfied"


@pytest.mark.parametrize(
    ("least", "text"),
    [
        ("2", "CS 2 (in progress) is passed with a grade of at least C (2)"),
        ("2.5", "CS 2 (in progress) is passed with a grade of at least B (3)"),
        ("1", "CS 2 (in progress) is passed"),
    ],
)
def test_a_course_in_progress_says_which_grade_is_needed(least: str, text: str) -> None:
    asked = AllOf(filters=(InSet(courses="CS *"), MinGrade(points=least)))
    found = audit(program(take("a", asked, 2)), [record("CS 1"), record("CS 2", None)])
    assert [one.text for one in found.assumptions] == [text]
    counted = Check(id="c", title="C", courses=2, where=MinGrade(points=least))
    found = audit(program(take("a", "CS *", 2), counted), [record("CS 1"), record("CS 2", None)])
    assert [one.text for one in found.assumptions] == [text]
