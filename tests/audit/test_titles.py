"""Titles that documents cut decide nothing in silence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.adjustments import read_adjustments
from degreekit.audit import Audit, Auditor, SearchBudgetExceeded, Status
from degreekit.courses import CatalogCourse, CourseCode, CourseSet, Institution, title_key
from degreekit.requirements import (
    All,
    AllOf,
    InSet,
    Limit,
    NoneOf,
    Program,
    Row,
    Take,
    TitleLike,
)
from degreekit.transcript import Transcript

from .strategies import SCALE, examples

KNOWN = (
    "Neural Networks and Deep Learning",
    "Large-Scale Statistical Machine Learning",
    "Large-Scale Statistical Machine Vision",
    "Machine Learning Personalization",
    "Causal Inference",
)
OTHERS = ("Advanced Compilers and Interpreters", "Quantum Computing", "Computing for Data Science")

HERE = Institution(
    id="here",
    title="Here",
    umbrellas=CourseSet.parse("CS 6998"),
    titles={"ADV MACH LEARN PERSONALIZATION": "Machine Learning Personalization"},
    title_cuts=(25, 30),
    topic_series=("Topics in Computer Science",),
    grade_scales=(SCALE,),
    catalog=(
        CatalogCourse(
            code=CourseCode.parse("CS 4101"),
            title="Systems Programming for Data Science",
            credits=Decimal(3),
        ),
        *(
            CatalogCourse(code=CourseCode.parse("CS 6998"), title=title, credits=Decimal(3))
            for title in ("Topics in Computer Science", *KNOWN)
        ),
    ),
)

PROGRAM = Program(
    id="demo",
    title="Demo",
    edition="1",
    institution="here",
    root=All(
        id="degree",
        title="Degree",
        parts=(
            Take(
                id="required",
                title="Required",
                courses=1,
                rows=tuple(
                    Row(courses=f'CS 6998 "{title}"', title=title, most_courses=1)
                    for title in KNOWN[:2]
                ),
            ),
            Take(
                id="theory",
                title="Theory",
                courses=1,
                rows=(Row(courses=f'CS 6998 "{KNOWN[2]}" | CS 6998 "{KNOWN[3]}"'),),
            ),
            Take(
                id="topics",
                title="Topics",
                courses=1,
                rows=(Row(courses="CS 6998", approval="the advisor"),),
            ),
            Take(
                id="any",
                title="Any",
                courses=2,
                rows=(
                    Row(
                        courses=AllOf(
                            filters=(
                                InSet(courses="CS 4000+"),
                                NoneOf(filters=(TitleLike(pattern="* for Data Science"),)),
                            )
                        )
                    ),
                ),
            ),
        ),
    ),
    limits=(
        Limit(id="no-causes", title="no causes", courses=f'CS 6998 "{KNOWN[4]}"', most_courses=0),
    ),
)

AUDITOR = Auditor(PROGRAM, HERE, solver="search")


def _record(title: str | None, code: str = "CS 6998", **more: Any) -> dict[str, Any]:
    return {"code": code, "title": title, "credits": "3", "grade": "A", **more}


def _audit(*records: dict[str, Any], decided: Sequence[dict[str, Any]] = ()) -> Audit:
    transcript = Transcript.from_data({"institution": "here", "records": list(records)})
    return AUDITOR.audit(transcript, read_adjustments(list(decided)))


def _read(title: str, code: str = "CS 6998") -> list[tuple[str, str]]:
    return [(one.reason, one.title) for one in _audit(_record(title, code)).titles]


#: Fills the requirement that takes any course.
ANY = (_record("X", "CS 4200"), _record("Y", "CS 4300"))

#: Leaves out the requirement whose courses await an approval whatever their title is.
NO_TOPICS = ({"kind": "waive", "requirement": "topics", "reason": "not asked for"},)

# ------------------------------------------------------------------------------ what is read


def test_a_title_cut_within_its_last_word_is_read_as_the_one_that_begins_so() -> None:
    audit = _audit(_record("NEURAL NETWORKS & DEEP LEARNIN"))
    assert audit.requirement("required").status is Status.SATISFIED
    assert not audit.assumptions
    (said,) = audit.titles
    assert (said.reason, said.record, said.title) == ("title-cut", 0, KNOWN[0])
    assert said.text == (
        f'CS 6998 "NEURAL NETWORKS & DEEP LEARNIN" is cut, and is read as "{KNOWN[0]}"'
    )


def test_a_title_that_lacks_whole_words_is_an_assumption_where_the_answer_rests_on_it() -> None:
    audit = _audit(_record("LARGE-SCALE STATISTICAL M"), *ANY, decided=NO_TOPICS)
    required = audit.requirement("required")
    assert required is not None
    assert required.status is Status.CONDITIONAL
    assert [(one.kind, one.requirement) for one in audit.assumptions] == [("title", "required")]
    assert audit.assumptions[0].text == (
        f'CS 6998 "LARGE-SCALE STATISTICAL M", which is cut, is "{KNOWN[1]}" (for Required)'
    )
    assert [one.reason for one in audit.titles] == ["title-open"]


def test_of_several_titles_that_begin_so_the_one_that_serves_best_is_assumed() -> None:
    """The second title that begins so fills what is open, where the first has no place left."""
    audit = _audit(
        _record("NEURAL NETWORKS & DEEP LEARNING", term="Fall 2021"),
        _record("LARGE-SCALE STATISTICAL MACHIN", term="Fall 2022"),
        *ANY,
        decided=NO_TOPICS,
    )
    theory = audit.requirement("theory")
    assert theory is not None
    assert theory.status is Status.CONDITIONAL
    assert [one.text for one in audit.assumptions] == [
        f'CS 6998 "LARGE-SCALE STATISTICAL MACHIN", which is cut, is "{KNOWN[2]}" (for Theory)'
    ]


def test_what_counts_under_every_title_rests_on_none() -> None:
    audit = _audit(_record("LARGE-SCALE STATISTICAL MACHIN"), decided=NO_TOPICS)
    any_ = audit.requirement("any")
    assert any_ is not None
    assert [one.record for one in any_.applied] == [0]
    assert not audit.assumptions
    assert [one.reason for one in audit.titles] == ["title-open"]


def test_a_title_that_may_be_excluded_counts_on_the_assumption_that_it_is_not() -> None:
    audit = _audit(_record("COMPUTER SYSTEMS FOR DATA", "CS 4200"))
    (assumed,) = audit.assumptions
    assert (assumed.kind, assumed.requirement) == ("title", "any")
    assert assumed.text == (
        'CS 4200 "COMPUTER SYSTEMS FOR DATA", which is cut, is not '
        '"COMPUTER SYSTEMS FOR DATA SCIENCE" (for Any)'
    )


def test_a_title_cut_within_the_last_word_of_a_pattern_is_one_of_it() -> None:
    audit = _audit(_record("COMPUTING METHODS FOR DATA SCI", "CS 4200"))
    assert [one.reason for one in audit.titles] == ["title-cut"]
    assert [one.reason for one in audit.unapplied] == ["not-eligible"]


def test_where_the_number_says_which_course_it_is_its_title_in_the_catalog_is_read() -> None:
    cut = "SYSTEMS PROGRAMMING FOR D"
    assert _read(cut, "CS 4101") == [("title-cut", "Systems Programming for Data Science")]


def test_of_title_and_subtitle_the_subtitle_is_the_topic_of_a_series() -> None:
    for printed in ("TOPICS IN COMPUTER SCIENCE", "TOPICS IN COMPUT SCI", KNOWN[0].upper()):
        audit = _audit(_record(f"{printed}: {KNOWN[0].upper()}"))
        assert audit.requirement("required").status is Status.SATISFIED
        assert not audit.assumptions
    audit = _audit(_record(f"SEMINAR: {KNOWN[0]}"))
    assert audit.requirement("required").status is Status.UNSATISFIED
    assert [(one.reason, one.title) for one in audit.titles] == [("title-resembles", KNOWN[0])]


def test_of_a_subtitle_whose_few_letters_are_left_nothing_is_certain() -> None:
    assert _read("TOPICS IN COMPUT SCI: NEURAL N") == [("title-open", KNOWN[0])]


def test_a_known_abbreviation_that_is_cut_is_read_in_full() -> None:
    assert _read("ADV MACH LEARN PERSONALIZ") == [("title-cut", KNOWN[3])]


def test_an_abbreviation_that_nobody_knows_is_told_and_not_read() -> None:
    audit = _audit(_record("NEURAL NETWRKS & DEEP LEARN"))
    assert audit.requirement("required").status is Status.UNSATISFIED
    assert [(one.reason, one.title) for one in audit.titles] == [("title-resembles", KNOWN[0])]


@pytest.mark.parametrize("title", ["NEURAL NETWORKS", "ADVANCED COMPILERS AND IN", None, "& & &"])
def test_a_title_that_is_no_beginning_of_one_that_matters_is_left_alone(title: str | None) -> None:
    assert not _audit(_record(title)).titles


def test_a_course_counts_twice_because_it_is_cut_once_on_an_assumption_only() -> None:
    for title in (KNOWN[1], OTHERS[0]):
        audit = _audit(
            _record(title, term="Fall 2021"), _record(title.upper()[:25], term="Fall 2022")
        )
        used = [one for part in audit.requirements for one in part.applied if one.record == 1]
        assert len(used) == sum(one.record == 1 for one in audit.assumptions)
        assert [one.record for one in audit.titles] == [1]


def test_a_title_cut_within_its_last_word_repeats_the_whole_one() -> None:
    audit = _audit(_record(KNOWN[0], term="Fall 2021"), _record("NEURAL NETWORKS & DEEP LE"))
    assert [one.reason for one in audit.unapplied] == ["repeated"]


# ------------------------------------------------------------------------------ how it is settled


def test_a_full_title_beside_the_printed_one_settles_it() -> None:
    audit = _audit(_record("LARGE-SCALE STATISTICAL M", full_title=KNOWN[1]))
    assert audit.requirement("required").status is Status.SATISFIED
    assert not audit.titles


def test_an_approval_of_the_course_as_it_is_printed_settles_it() -> None:
    decided = {
        "kind": "approve",
        "requirement": "required",
        "course": "CS 6998",
        "title": "LARGE-SCALE STATISTICAL M",
        "reason": "looked up",
        "by": "the advisor",
    }
    audit = _audit(_record("LARGE-SCALE STATISTICAL M"), decided=[decided])
    assert audit.requirement("required").status is Status.SATISFIED
    assert not audit.assumptions
    assert audit.adjustments[0].took_effect


def test_an_approval_of_the_whole_title_is_about_the_cut_one() -> None:
    decided = {
        "kind": "approve",
        "requirement": "topics",
        "course": "CS 6998",
        "title": "Modern Optimization for Engineers",
        "reason": "on the list",
        "by": "the advisor",
    }
    certain = _audit(_record("MODERN OPTIMIZATION FOR ENGINE"), decided=[decided])
    assert certain.requirement("topics").status is Status.SATISFIED
    assert [one.reason for one in certain.titles] == ["title-cut"]
    open_ = _audit(_record("MODERN OPTIMIZATION FOR E"), decided=[decided])
    assert [one.reason for one in open_.titles] == ["title-cut"]
    lacking = _audit(_record("TOPICS IN COMPUT SCI: MODERN O"), decided=[decided])
    topics = lacking.requirement("topics")
    assert topics is not None
    assert topics.status is not Status.SATISFIED


# ------------------------------------------------------------------------------ laws

_titles = st.sampled_from([*KNOWN, *OTHERS]).map(str.upper)
_cuts = st.sampled_from([25, 30, 99])


@st.composite
def _printed(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Draw titles, each whole and as printed."""
    found = []
    for title in draw(st.lists(_titles, min_size=1, max_size=4)):
        name = draw(st.sampled_from(["", "", "TOPICS IN COMPUT SCI: "]))
        length = draw(_cuts)
        whole = draw(st.booleans())
        printed = f"{name}{title}"[:length] if whole else f"{name}{title[:length]}"
        found.append((title, printed.strip()))
    return found


def _records(titles: Sequence[str]) -> list[dict[str, Any]]:
    """One record a term, so that each is told from the others."""
    return [_record(title, term=f"Fall {2015 + n}") for n, title in enumerate(titles)]


def _verdict(audit: Audit) -> tuple[object, ...]:
    left = audit.remaining
    return audit.status, left.courses, left.credits, len(audit.assumptions)


@given(_printed())
@examples(120)
def test_a_cut_title_changes_no_verdict_in_silence(titles: list[tuple[str, str]]) -> None:
    whole = _audit(*_records([title for title, _ in titles]))
    cut = _audit(*_records([printed for _, printed in titles]))
    if _verdict(whole) == _verdict(cut):
        return
    told = {one.record for one in cut.titles}
    changed = {n for n, (title, printed) in enumerate(titles) if not printed.endswith(title)}
    assert told & changed


@given(_printed(), st.randoms(use_true_random=False))
@examples(60)
def test_the_order_of_records_never_matters(titles: list[tuple[str, str]], random: Any) -> None:
    records = _records([printed for _, printed in titles])
    mixed = random.sample(records, len(records))
    one, other = _audit(*records), _audit(*mixed)
    assert _verdict(one) == _verdict(other)

    def read(audit: Audit, given: list[dict[str, Any]]) -> set[tuple[str, str]]:
        return {(given[found.record]["term"], found.text) for found in audit.titles}

    assert read(one, records) == read(other, mixed)


@given(st.lists(_titles, min_size=1, max_size=4))
@examples(60)
def test_a_whole_title_is_never_affected(titles: list[str]) -> None:
    plain = Auditor(PROGRAM, HERE.model_copy(update={"title_cuts": ()}), solver="search")
    transcript = Transcript.from_data({"institution": "here", "records": _records(titles)})
    assert AUDITOR.audit(transcript) == plain.audit(transcript)


def _left(audit: Audit) -> tuple[object, ...]:
    left = audit.remaining
    return len(left.out_of_reach), left.courses, left.credits


@given(_printed())
@examples(60)
def test_the_audit_is_the_best_of_all_readings(titles: list[tuple[str, str]]) -> None:
    """No reading of a title that was left open would leave less to take."""
    records = _records([printed for _, printed in titles])
    audit = _audit(*records)
    for one in audit.titles:
        printed = records[one.record]["title"]
        alone = sum(record["title"] == printed for record in records) == 1
        topic = HERE.full_title(printed)
        for title in (*KNOWN, *OTHERS, printed):
            if (
                one.reason == "title-open"
                and alone
                and title_key(title).startswith(title_key(topic))
            ):
                tried = [*records]
                tried[one.record] = records[one.record] | {"full_title": title}
                assert _left(audit) <= _left(_audit(*tried))


def test_more_readings_than_the_budget_allows_are_an_error_that_says_so() -> None:
    few = Auditor(PROGRAM, HERE, budget=2, solver="search")
    titles = ["LARGE-SCALE STATISTICAL M", "TOPICS IN COMPUT SCI: NEURAL N"]
    transcript = Transcript.from_data({"institution": "here", "records": _records(titles)})
    with pytest.raises(SearchBudgetExceeded):
        few.audit(transcript)
