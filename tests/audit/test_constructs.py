"""What real programs need: parts that count as several, rows that count together, what varies."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from degreekit.adjustments import Adjustment
from degreekit.audit import Audit, Auditor, ProofNotFound
from degreekit.audit.result import RequirementResult
from degreekit.courses import (
    CatalogCourse,
    CourseCode,
    CourseSet,
    Grade,
    GradeScale,
    Institution,
    InvalidRule,
    Repeats,
)
from degreekit.requirements import (
    All,
    Check,
    Choose,
    Confirm,
    CoursesOf,
    FactIs,
    FieldIs,
    HasCredits,
    Including,
    InvalidProgram,
    Limit,
    MaxAge,
    Milestone,
    Node,
    OneOf,
    Overlap,
    Program,
    Row,
    Sharing,
    SomeOf,
    Started,
    Take,
    Taken,
    Together,
    Varies,
    joint_program,
    lint,
)
from degreekit.transcript import Transcript

_LETTERS = tuple(
    Grade(symbol=symbol, points=points, earns=points > 0)
    for symbol, points in (("A", 4), ("B", 3), ("C", 2), ("F", 0))
)
HOME = Institution(
    id="lake",
    title="Lake College",
    grade_scales=(GradeScale(id="letters", title="Letters", grades=_LETTERS),),
    catalog=tuple(
        CatalogCourse(code=f"{subject} {number}", title=f"{subject} {number}", credits=3)
        for subject in ("ART", "CHEM", "FREN", "HIST")
        for number in (101, 102, 103, 201, 202)
    ),
)


def rows(*courses: str, **more: Any) -> tuple[Row, ...]:
    return tuple(Row(courses=one, **more) for one in courses)


def take(id_: str, *courses: str, **more: Any) -> Take:
    amount = {} if "credits" in more else {"courses": 1}
    return Take.model_validate(
        {"id": id_, "title": id_.title(), "rows": rows(*courses), **amount, **more}
    )


def program(*parts: Node, **rules: Any) -> Program:
    root = All(id="degree", title="Degree", parts=parts)
    fields = {"id": "demo", "title": "Demo", "edition": "1", "institution": "lake"}
    return Program.model_validate({**fields, "root": root, **rules})


def audit(
    rules: Program, *codes: str, decided: tuple[Adjustment, ...] = (), **student: Any
) -> Audit:
    records = [
        {"code": code.split(":")[0], "credits": 3, "grade": [*code.split(":"), "B"][1]}
        | {"term": "Fall 2022"}
        for code in codes
    ]
    data = {"records": records, "student": student}
    return Auditor(rules, HOME).audit(Transcript.from_data(data), decided)


def _at(found: Audit, id_: str) -> RequirementResult:
    result = found.requirement(id_)
    assert result is not None
    return result


def lacks(found: Audit, id_: str) -> str:
    return _at(found, id_).lacks


# ------------------------------------------------------------------------- parts that count more

_UPPER = take("upper", "HIST 2xx", counts_as=3)
_COGNATE = take("cognate", "ART *", counts_as=2)
_THREE = Choose(id="electives", title="Electives", at_least=3, parts=(_UPPER, _COGNATE))


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (("HIST 201", "ART 101", "ART 102"), 0),
        (("ART 101", "ART 102", "ART 103"), 1),  # the cognates count as two at most
        (("HIST 201", "HIST 202", "ART 101"), 0),
        (("HIST 201",), 2),
        ((), 3),
    ],
)
def test_a_list_counts_as_so_many_parts_as_it_holds_courses(
    codes: tuple[str, ...], left: int
) -> None:
    assert audit(program(_THREE), *codes).remaining.courses == left


def test_a_part_counts_as_nothing_until_it_is_met() -> None:
    pair = take("pair", "CHEM *", courses=2, counts_as=2)
    rules = program(Choose(id="some", title="Some", at_least=2, parts=(pair, _UPPER)))
    assert audit(rules, "CHEM 101").remaining.courses == 1
    assert audit(rules, "CHEM 101", "CHEM 102").status == "satisfied"


def test_a_choice_counts_as_its_own_parts_do() -> None:
    inner = Choose(
        id="inner", title="Inner", at_least=1, counts_as=2, parts=(_COGNATE, take("chem", "CHEM *"))
    )
    rules = program(Choose(id="some", title="Some", at_least=2, parts=(inner, _UPPER)))
    assert audit(rules, "ART 101", "CHEM 101").status == "satisfied"
    assert audit(rules, "ART 101").remaining.courses == 1


def test_a_part_that_counts_as_none_is_never_needed() -> None:
    extra = Confirm(id="extra", title="Extra", by="the dean", counts_as=0)
    rules = program(Choose(id="some", title="Some", at_least=1, parts=(take("a", "ART *"), extra)))
    assert audit(rules, "ART 101").status == "satisfied"
    assert audit(rules).status == "unsatisfied"


def test_a_list_that_counts_as_none_leaves_nothing_to_take() -> None:
    none = take("none", "CHEM *", courses=2, counts_as=0)
    rules = program(Choose(id="some", title="Some", at_least=1, parts=(take("a", "ART *"), none)))
    found = audit(rules, "ART 101")
    assert (found.status, found.remaining.courses) == ("satisfied", 0)


def test_a_choice_counts_as_no_more_than_its_own_parts_can() -> None:
    inner = Choose(id="inner", title="Inner", at_least=1, counts_as=2, parts=(take("a", "ART *"),))
    rules = program(Choose(id="some", title="Some", at_least=3, parts=(inner, take("b", "ART *"))))
    found = audit(rules, "ART 101", "ART 102")
    assert (found.status, found.remaining.out_of_reach) == ("unsatisfied", ("some",))
    assert inner.most_counted == 1


def test_a_choice_of_one_lacks_one_part_or_another() -> None:
    rules = program(
        Choose(
            id="one", title="One", at_least=1, parts=(take("art", "ART *"), take("chem", "CHEM *"))
        )
    )
    assert lacks(audit(rules), "one") == "Art or Chem"


# -------------------------------------------------------------------------------- rows of a list

_LAB = Together(rows=rows("CHEM 101", "CHEM 102"), title="Chemistry with lab")
_EITHER = OneOf(rows=(Row(courses="ART 101"), Together(rows=rows("ART 102", "ART 103"))))


def test_rows_that_count_together_lack_the_others() -> None:
    rules = program(Take(id="science", title="Science", rows=(_LAB, *rows("HIST *")), credits=6))
    found = audit(rules, "CHEM 101", "HIST 101")
    assert found.status == "satisfied" or lacks(found, "science")
    alone = program(Take(id="science", title="Science", rows=(_LAB,), credits=3))
    found = audit(alone, "CHEM 101")
    assert lacks(found, "science") == "1 course to complete Chemistry with lab"
    assert found.remaining.courses == 1


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (("ART 101",), 2),  # three credits are not six: only the other two are
        (("ART 102", "ART 103"), 0),
        (("ART 101", "ART 102"), 1),  # one of the two counts
        (("ART 102",), 1),
    ],
)
def test_of_rows_that_are_a_choice_one_counts(codes: tuple[str, ...], left: int) -> None:
    rules = program(Take(id="studio", title="Studio", rows=(_EITHER,), credits=6))
    assert audit(rules, *codes).remaining.courses == left


_THREE_ARTS = rows("ART 101", "ART 102", "ART 103")
_TWO_ARTS = SomeOf(rows=_THREE_ARTS, courses=2, title="two of art")
_FOUR_CREDITS = SomeOf(rows=_THREE_ARTS, credits=4, title="4 credits of art")
_FOUR_TO_SIX = _FOUR_CREDITS.model_copy(update={"most_credits": Decimal(6)})
_NESTED = SomeOf(rows=(*rows("HIST 101"), OneOf(rows=(_LAB, _TWO_ARTS))), courses=2, title="all")


@pytest.mark.parametrize(
    ("some", "codes", "credits", "left", "lacking"),
    [
        (_TWO_ARTS, "ART 101, ART 102", 6, 0, ""),
        (_TWO_ARTS, "ART 101, ART 102, ART 103", 9, 1, "3 credits"),  # no more than two
        (_TWO_ARTS, "ART 101, FREN 101", 6, 1, "1 course to complete two of art"),
        (_TWO_ARTS, "ART 101, FREN 101, FREN 102", 6, 0, ""),
        (_FOUR_CREDITS, "ART 101, ART 102, ART 103", 9, 0, ""),
        (_FOUR_CREDITS, "ART 101, FREN 101", 6, 1, "1 credit to complete 4 credits of art"),
        (_FOUR_TO_SIX, "ART 101, ART 102, ART 103", 9, 1, "3 credits"),
        (_NESTED, "HIST 101, ART 101, ART 103", 9, 0, ""),
        (_NESTED, "HIST 101, CHEM 101, CHEM 102", 9, 0, ""),
        (
            *(_NESTED, "HIST 101, ART 101, CHEM 102, FREN 101", 6, 1),
            "1 course to complete all, 1 course to complete two of art",
        ),
        (_NESTED, "HIST 101, ART 101, ART 102, ART 103", 12, 1, "3 credits"),
    ],
)
def test_of_some_rows_so_many_courses_or_credits_count_together(
    some: SomeOf, codes: str, credits: int, left: int, lacking: str
) -> None:
    listed = (some, *rows("FREN *"))
    rules = program(Take(id="list", title="List", rows=listed, credits=credits))
    records = [
        {"code": code, "credits": 3, "grade": "B", "term": "Fall 2022"}
        for code in codes.split(", ")
    ]
    transcript = Transcript.from_data({"records": records})
    for here in (HOME, HOME.model_copy(update={"catalog": ()})):
        auditor = Auditor(rules, here)
        found = auditor.audit(transcript)
        assert (found.remaining.courses, lacks(found, "list")) == (left, lacking)
        auditor.check_proof(found.proof(), transcript)  # or it raises


def test_what_is_over_of_some_rows_says_which_courses_fill_them() -> None:
    untitled = SomeOf(rows=_THREE_ARTS, courses=2)
    rules = program(Take(id="list", title="List", rows=(untitled, *rows("FREN *")), credits=9))
    [over] = audit(rules, "ART 101", "ART 102", "ART 103").unapplied
    assert over.text == (
        'the row "2 courses of ART 101, ART 102 and ART 103" is already filled by '
        "ART 101 (Fall 2022) and ART 102 (Fall 2022)"
    )


@pytest.mark.parametrize(
    ("amounts", "problem"),
    [
        ({}, "so many courses, or so many credits"),
        ({"courses": 1, "credits": 3}, "so many courses, or so many credits"),
        ({"credits": 6, "most_credits": 3}, "asks for more credits than count at most"),
        ({"courses": 1, "most_credits": 3}, "goes with credits"),
    ],
)
def test_some_of_the_rows_are_one_amount(amounts: dict[str, int], problem: str) -> None:
    with pytest.raises(InvalidRule, match=problem):
        SomeOf(rows=_THREE_ARTS, **amounts)


def test_lint_says_that_some_rows_cannot_come_to_what_is_asked_of_them() -> None:
    most = SomeOf(rows=_THREE_ARTS, courses=4)
    rules = program(Take(id="list", title="List", rows=(most, *rows("FREN *")), credits=3))
    assert [(one.code, one.text) for one in lint(rules, HOME) if one.severity == "error"] == [
        (
            "out-of-reach",
            "asks for 4 courses of ART 101, ART 102 and ART 103, but these have only 3",
        )
    ]


def test_a_course_on_two_rows_fills_the_one_where_it_helps() -> None:
    listed = rows("ART 101 | ART 102", "ART 102 | ART 103", most_courses=1)
    rules = program(Take(id="two", title="Two", rows=listed, courses=2))
    assert audit(rules, "ART 101", "ART 102").status == "satisfied"
    assert audit(rules, "ART 102", "ART 103").status == "satisfied"
    assert audit(rules, "ART 101", "ART 103").status == "satisfied"


def test_a_course_on_a_row_of_its_own_may_complete_a_pair_instead() -> None:
    pair = Together(rows=rows("ART 1xx", "ART 2xx"))
    rules = program(Take(id="two", title="Two", rows=(*rows("ART 2xx"), pair), courses=2))
    assert audit(rules, "ART 101", "ART 201").status == "satisfied"
    assert audit(rules, "ART 101").remaining.courses == 1


def test_a_further_course_fits_with_any_of_its_amounts() -> None:
    """The row takes what is worth two credits at most; the course brings one to three."""
    small = Row(courses=HasCredits(at_most=2))
    rules = program(Take(id="small", title="Small", rows=(small,), courses=1))
    listed = CatalogCourse(code="ART 300", title="Project", credits=3, least_credits=1)
    found = Auditor(rules, HOME.model_copy(update={"catalog": (listed,)})).audit(
        Transcript.from_data({"records": []})
    )
    assert (found.remaining.courses, found.remaining.credits) == (1, Decimal(1))
    assert found.remaining.other == ()


def test_a_row_of_any_course_takes_what_is_on_no_row_above() -> None:
    once = Row(courses="ART *", most_courses=1)
    rules = program(Take(id="two", title="Two", rows=(once, Row(courses="*")), courses=2))
    assert audit(rules, "ART 101", "ART 102").remaining.courses == 1
    assert audit(rules, "ART 101", "HIST 101").status == "satisfied"


# --------------------------------------------------------------------------------- what is judged

_TALK = Confirm(id="talk", title="A public talk", by="the department")


def test_what_a_person_confirms_is_an_assumption_and_not_missing() -> None:
    found = audit(program(take("art", "ART *"), _TALK), "ART 101")
    assert found.status == "conditional"
    assert [one.text for one in found.assumptions] == ["the department confirms: A public talk"]
    assert found.remaining.other == ()


def test_it_is_confirmed_on_record_or_by_a_decision() -> None:
    rules = program(_TALK)
    assert audit(rules, milestones=["talk"]).status == "satisfied"
    for kind, status in (("approve", "satisfied"), ("deny", "unsatisfied")):
        decided = Adjustment.model_validate({"kind": kind, "requirement": "talk"})
        found = audit(rules, decided=(decided,))
        assert (found.status, found.adjustments[0].took_effect) == (status, True)


def test_a_choice_rests_on_a_person_only_where_courses_do_not_make_it() -> None:
    rules = program(Choose(id="one", title="One", at_least=1, parts=(take("art", "ART *"), _TALK)))
    assert audit(rules, "ART 101").status == "satisfied"
    assert audit(rules).status == "conditional"


def test_a_decision_without_a_course_is_for_what_a_person_confirms() -> None:
    decided = Adjustment.model_validate({"kind": "approve", "requirement": "art"})
    found = audit(program(take("art", "ART *")), decided=(decided,))
    assert found.adjustments[0].text == (
        "art is not a requirement that a person confirms: name a course"
    )


def test_a_program_says_which_share_of_it_rules_decide() -> None:
    approved = Take(
        id="approved", title="Approved", rows=(Row(courses="*", approval="the dean"),), courses=1
    )
    rules = program(approved, _TALK, take("chem", "CHEM *"), take("art", "ART *"))
    assert rules.by_rule == Fraction(1, 2)


# ----------------------------------------------------------------------------------- what varies


def test_an_amount_depends_on_a_condition_or_on_a_fact() -> None:
    by_fact = Varies(fact="history", amount="courses")
    earlier = Varies(when=Started(before="Fall 2022"), courses=2)
    rules = program(take("history", "HIST *", courses=3, varies=(by_fact, earlier)))
    two = "HIST 101", "HIST 102"
    assert audit(rules, *two).remaining.courses == 1
    assert audit(rules, *two, first_term="Fall 2020").status == "satisfied"
    found = audit(rules, *two, facts={"history": "4"})
    assert (found.remaining.courses, lacks(found, "history")) == (2, "2 courses")
    assert found.program.fingerprint == rules.fingerprint


def test_a_fact_that_is_no_amount_leaves_the_rule_as_it_is() -> None:
    varies = (Varies(fact="history", amount="courses"),)
    rules = program(take("history", "HIST *", courses=2, varies=varies))
    for value in ("many", "-1", "1.5", "0", "NaN", "Infinity"):
        assert audit(rules, facts={"history": value}).remaining.courses == 2


def test_courses_depend_on_a_fact() -> None:
    chosen = Row(courses=CoursesOf(fact="language", courses="{} 2xx"))
    rules = program(Take(id="language", title="Language", rows=(chosen,), courses=1))
    assert audit(rules, "FREN 201", facts={"language": "FREN"}).status == "satisfied"
    assert audit(rules, "FREN 201", facts={"language": "HIST"}).remaining.courses == 1


def test_a_maximum_of_the_record_is_kept_or_out_of_reach() -> None:
    few = Check(
        id="few", title="Few Cs", most_courses=1, where=FieldIs(name="grade", values=("C",))
    )
    assert audit(program(few), "ART 101:C", "ART 102").status == "satisfied"
    found = audit(program(few), "ART 101:C", "ART 102:C")
    assert found.remaining.out_of_reach == ("few",)
    assert lacks(found, "few") == "1 course too many"
    choice = Choose(id="one", title="One", at_least=1, parts=(few, take("hist", "HIST *")))
    assert audit(program(choice), "ART 101:C", "ART 102:C").remaining.courses == 1


def test_a_milestone_is_done_so_many_times() -> None:
    rules = program(Milestone(id="recital", title="Recital", times=3))
    assert audit(rules, times={"recital": 3}).status == "satisfied"
    found = audit(rules, times={"recital": 2})
    assert found.remaining.other == ("Recital is on record 2 of 3 times",)


def test_courses_of_different_terms_are_asked_for() -> None:
    spread = (Including(terms=3),)
    rules = program(take("ensemble", "ART *", courses=3, including=spread))
    terms = "Fall 2021", "Spring 2022", "Spring 2022"
    records = [
        {"code": f"ART 10{n}", "credits": 3, "grade": "B", "term": term}
        for n, term in enumerate(terms, start=1)
    ]
    auditor = Auditor(rules, HOME)
    for some, left in ((records, 1), (records[:2], 1), (records[:1], 2), ([], 3)):
        found = auditor.audit(Transcript.from_data({"records": some}))
        assert found.remaining.courses == left, some
        auditor.check_proof(found.proof(), Transcript.from_data({"records": some}))  # or it raises
    assert lacks(auditor.audit(Transcript.from_data({"records": records})), "ensemble") == (
        "1 course, from 1 more term"
    )
    whole = program(take("art", "ART *"), Check(id="terms", title="Terms", terms=2, over="record"))
    assert audit(whole, "ART 101", "HIST 101").remaining.courses == 1


_BAND = HOME.model_copy(update={"repeatable": CourseSet.parse("ART 10x")})
_ENSEMBLE = take(
    "ensemble",
    "ART 10x",
    courses=3,
    including=(Including(courses=3, different=1), Including(terms=3)),
)


def _terms(*taken: str) -> Transcript:
    """Return a transcript of courses, each taken in another term, but for those with a dot."""
    records: list[dict[str, Any]] = []
    for code in taken:
        year = 2020 + len(records) - code.count(".")
        one = {"code": f"ART {code.strip('.')}", "credits": 3, "grade": "B"}
        records.append(one | {"term": f"Fall {year}"})
    return Transcript.from_data({"records": records})


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        (("101", "101", "101"), 0),
        (("101", "101", "102"), 1),
        (("101", "102", "103"), 2),
        (("101", "101", "101."), 1),  # two of them in one term
        (("102", "103", "103", "102", "102"), 0),
        ((), 3),
    ],
)
def test_so_many_terms_of_one_course_out_of_a_list(taken: tuple[str, ...], left: int) -> None:
    for here in (_BAND, _BAND.model_copy(update={"catalog": ()})):
        auditor, transcript = Auditor(program(_ENSEMBLE), here), _terms(*taken)
        found = auditor.audit(transcript)
        assert found.remaining.courses == left, here.catalog
        auditor.check_proof(found.proof(), transcript)  # or it raises


def test_what_is_missing_of_one_course_is_said() -> None:
    found = Auditor(program(_ENSEMBLE), _BAND).audit(_terms("101", "102"))
    assert lacks(found, "ensemble") == (
        "2 courses, 2 more times the same course, from 2 more terms"
    )


@pytest.mark.parametrize(
    ("inner", "codes", "left"),
    [
        (Including(courses=2, subjects=1), ("ART 101", "HIST 101", "CHEM 101"), 1),
        (Including(courses=2, subjects=1), ("ART 101", "HIST 101", "HIST 102"), 0),
        (Including(courses=2, subjects=2), ("ART 101", "HIST 101", "HIST 102"), 1),
        (Including(credits=6, subjects=1), ("ART 101", "HIST 101", "CHEM 101"), 1),
        (Including(different=4), ("ART 101", "HIST 101", "CHEM 101", "ART 102"), 0),
        (Including(different=4), ("ART 101", "ART 102", "ART 103"), 1),
    ],
)
def test_so_many_courses_of_the_same_subject_and_of_each_of_some(
    inner: Including, codes: tuple[str, ...], left: int
) -> None:
    rules = program(take("pool", "ART * | HIST * | CHEM *", credits=9, including=(inner,)))
    found = audit(rules, *codes)
    assert found.remaining.courses == left
    proof = Auditor(rules, HOME)
    record = Transcript.from_data(
        {"records": [{"code": c, "credits": 3, "grade": "B", "term": "Fall 2022"} for c in codes]}
    )
    proof.check_proof(proof.audit(record).proof(), record)


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (("ART 101", "ART 102"), 0),  # ART 101 is of both groups, and the other of one
        (("ART 101", "HIST 101"), 0),
        (("ART 102", "ART 103"), 1),
        (("HIST 101", "HIST 102"), 1),
    ],
)
def test_a_course_of_several_groups_counts_for_the_one_where_it_helps(
    codes: tuple[str, ...], left: int
) -> None:
    areas = (Row(courses="ART *", group="A"), Row(courses="ART 101 | HIST *", group="B"))
    both = (Including(groups=2),)
    pool = Take(id="pool", title="Pool", rows=areas, courses=2, including=both)
    assert audit(program(pool), *codes).remaining.courses == left
    assert not [one for one in lint(program(pool), HOME) if one.severity == "error"]


def test_a_row_of_another_group_lets_nothing_past_a_maximum_or_an_approval() -> None:
    first: dict[str, Any]
    for first in ({"most_credits": 3}, {"approval": "the advisor"}):
        rows_ = (Row(courses="ART *", group="A", **first), Row(courses="*", group="B"))
        pool = Take(id="pool", title="Pool", rows=rows_, courses=2)
        found = audit(program(pool), "ART 101", "ART 102")
        assert found.status != "satisfied"


def test_over_the_record_each_of_so_many_courses_is_asked_for() -> None:
    twice = Check(id="twice", title="Twice", courses=2, different=2, over="record")
    rules = program(take("one", "ART *"), twice)
    found = Auditor(rules, _BAND).audit(_terms("101", "101", "102"))
    assert found.remaining.courses == 1
    assert _at(found, "twice").has == "3 of 4 courses"
    assert lacks(found, "twice") == "1 course of each of 2 courses"


_CHOIRS = HOME.model_copy(
    update={"repeatable": CourseSet.parse("ART 1xx"), "umbrellas": CourseSet()}
)
_ONE_A_TERM = Limit(
    id="one-a-term", title="One", courses="*", most_courses=1, each="term", scope=("choir",)
)
_CHOIR = program(
    take("choir", "ART 1xx", courses=None, credits=0, including=(Including(courses=3, titles=1),)),
    limits=(_ONE_A_TERM,),
)


@pytest.mark.parametrize(
    ("sung", "lacking"),
    [
        (("101 Choir 0", "102 Choir 1", "103 CHOIR 2"), ""),
        (("101 Choir 0", "102 Choir 0", "103 Choir 1"), "1 course of the same title"),
        (("101 Choir 0", "101 Band 1", "101 Opera 2"), "2 courses of the same title"),
        (("101 Band 0", "102 Choir 1", "103 Band 2", "104 Band 3"), ""),
    ],
)
def test_so_many_terms_of_the_same_title_whatever_the_number(
    sung: tuple[str, ...], lacking: str
) -> None:
    records = []
    for one in sung:
        number, title, year = one.split()
        term = f"Fall {2020 + int(year)}"
        records.append(
            {"code": f"ART {number}", "title": title, "credits": 1, "grade": "B", "term": term}
        )
    transcript = Transcript.from_data({"records": records})
    for here in (_CHOIRS, _CHOIRS.model_copy(update={"catalog": ()})):
        auditor = Auditor(_CHOIR, here)
        found = auditor.audit(transcript)
        assert lacks(found, "choir") == lacking
        auditor.check_proof(found.proof(), transcript)  # or it raises


def test_a_minimum_of_titles_says_what_it_counts() -> None:
    assert Including(courses=3, titles=1).text() == "at least 3 courses of the same title"
    assert Including(titles=2).text() == "courses of at least 2 titles"


# ------------------------------------------------------------------------------- what is shared


def test_a_number_of_terms_is_said_as_an_amount() -> None:
    rules = program(take("art", "ART *", courses=2), Check(id="terms", title="Terms", terms=2))
    found = audit(rules, "ART 101").requirement("terms")
    assert found is not None
    assert (found.has, found.lacks) == ("1 of 2 terms", "1 term")


def test_only_certain_courses_are_shared() -> None:
    rule = Sharing(id="s", title="S", between=("one",), and_also=("two",), courses="ART 1xx")
    rules = program(take("one", "ART *"), take("two", "ART *"), sharing=(rule,))
    assert audit(rules, "ART 101").status == "satisfied"
    assert audit(rules, "ART 201").remaining.courses == 1


def test_a_course_may_count_in_any_number_of_lists_at_once() -> None:
    lists = [take(f"list-{n}", "ART *", "HIST 10x", courses=2) for n in range(20)]
    freely = Sharing(id="s", title="S", between=("degree",), and_also=("degree",))
    rules = program(*lists, sharing=(freely,))
    found = audit(rules, "ART 101", "ART 102", "HIST 101")
    assert found.status == "satisfied"
    applied = [one.record for id_ in ("list-0", "list-19") for one in _at(found, id_).applied]
    assert applied == [0, 1, 0, 1]
    assert audit(rules, "ART 101", "CHEM 101").remaining.courses == 1
    with pytest.raises(ProofNotFound):
        audit(rules, "ART 101").proof()


def test_programs_share_what_their_own_rules_allow() -> None:
    def half(id_: str, *overlaps: Overlap) -> Program:
        parts = take("core", "ART *", courses=2), take("other", "HIST *")
        return program(*parts, overlaps=overlaps).replaced(id=id_)

    one_of_core = Overlap(id="core-twice", title="Core", scope=("core",), most_courses=1)
    both = joint_program([half("major"), half("minor", one_of_core)])
    taken = "ART 101", "ART 102", "ART 103", "HIST 101"
    assert audit(both, *taken).status == "satisfied"
    assert audit(both, *taken[:2], "HIST 101").remaining.courses == 1
    apart = joint_program([half("major"), half("minor")])
    assert audit(apart, *taken).remaining.courses == 2


def test_joint_programs_keep_what_each_says_of_repeats_and_of_codes() -> None:
    twice = Repeats(courses="ART 101", times=2)
    core = take("core", "ART *", courses=2)
    two = [program(core, repeats=(twice,)).replaced(id=id_) for id_ in ("major", "minor")]
    both = joint_program(two, most_courses=None)
    assert audit(both, "ART 101", "ART 101").status == "satisfied"
    with pytest.raises(InvalidProgram, match=r'they differ in repeats: \[\], \[{"courses"'):
        joint_program([two[0], program(core).replaced(id="minor")])

    listed = CourseCode.parse("ART 101"), CourseCode.parse("HIST 101")
    here = Institution(
        id="lake", title="Lake", cross_lists=(listed,), grade_scales=HOME.grade_scales
    )
    one = program(take("core", "ART *")).replaced(id="major")
    printed = one.replaced(id="minor", as_printed=True)
    record = {"code": "HIST 101", "credits": 3, "grade": "A"}
    found = Auditor(joint_program([one, printed], most_courses=None), here).audit(
        Transcript.from_data({"records": [record]})
    )
    assert [lacks(found, id_) for id_ in ("major-core", "minor-core")] == ["", "1 course"]


def test_several_minimums_over_one_list_are_written_once() -> None:
    pool = take("pool", "ART * | HIST *", credits=0)
    many = Check(id="many", title="Three courses", courses=3, scope=("pool",))
    deep = Check(id="deep", title="Two at 200", courses=2, scope=("pool",), where="* 2xx")
    either = Choose(id="either", title="Either", at_least=1, parts=(many, deep))
    assert audit(program(pool, either), "ART 201", "HIST 201").status == "satisfied"
    assert audit(program(pool, either), "ART 101", "HIST 201").remaining.courses == 1


def test_what_depends_on_a_declared_major_is_a_condition() -> None:
    closed = FactIs(name="major", values=("ART",))
    assert closed.text() == "major is ART"


def test_advice_names_who_has_to_approve_a_further_course() -> None:
    approved = (Row(courses="ART 1xx", approval="the dean"),)
    found = audit(program(Take(id="core", title="Core", rows=approved, courses=1)))
    assert found.remaining.advice[0].text.endswith("; the dean has to approve it")
    assert found.remaining.open[0].text.endswith(" The dean has to approve it.")


def _decided(kind: str, **given: Any) -> tuple[Adjustment, ...]:
    return (Adjustment.model_validate({"kind": kind, "reason": "decided", **given}),)


def test_a_decision_changes_a_maximum_of_the_record() -> None:
    most = Check(id="most", title="Most", most_courses=1, where="ART *")
    rules = program(most)
    assert audit(rules, "ART 101", "ART 102").status == "unsatisfied"
    given = _decided("change_limit", limit="most", courses=2)
    assert audit(rules, "ART 101", "ART 102", decided=given).status == "satisfied"
    none = _decided("change_limit", limit="most", courses=0)
    assert audit(rules, "ART 101", decided=none).status == "unsatisfied"


def test_a_number_of_terms_cannot_be_changed_by_a_decision() -> None:
    rules = program(take("art", "ART *"), Check(id="terms", title="Terms", terms=2))
    found = audit(rules, "ART 101", decided=_decided("change_limit", limit="terms", courses=1))
    assert "counts terms: waive it instead" in str(found.adjustments[0])


def test_an_amount_may_depend_on_how_old_courses_are() -> None:
    """The age of a course is known where only a condition of an amount asks for it."""
    old = Taken(courses=MaxAge(years=1), at_least=1)
    core = take("core", "ART *", courses=2, varies=(Varies(when=old, courses=1),))
    assert audit(program(core), "ART 101", as_of="Fall 2023").status == "satisfied"
    assert audit(program(core), "ART 101", as_of="Fall 2025").remaining.courses == 1
