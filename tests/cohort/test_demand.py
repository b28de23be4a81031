"""Which courses every least way to finish has, and which records are not needed: by trying all."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from degreekit import Auditor, CourseCode, Status, Transcript, get_auditor
from degreekit.transcript import CourseRecord

from .small import auditor, institution, program, random_auditor, record, take


def transcript(*numbers: int) -> Transcript:
    return Transcript.from_data({"records": [record(n) for n in numbers]})


def least_ways(one: Auditor, records: Transcript) -> list[frozenset[str]]:
    """Return every set of catalog courses that completes the program with the least.

    A course that the student has cannot be taken again, under whatever code.
    """
    here = one.institution
    own = {here.identity(here.code(record.code), record.title, None) for record in records.records}
    catalog = {
        course.code: course.credits
        for course in here.catalog
        if here.identity(here.code(course.code), course.title, None) not in own
    }
    for number in range(len(catalog) + 1):
        ways = [
            some
            for some in combinations(catalog, number)
            if one.status(with_courses(records, dict.fromkeys(some), catalog)) is Status.SATISFIED
        ]
        if ways:
            least = min(sum(catalog[code] for code in way) for way in ways)
            return [
                frozenset(map(str, way)) for way in ways if sum(catalog[c] for c in way) == least
            ]
    return []


def with_courses(records: Transcript, some: object, catalog: object) -> Transcript:
    more = (
        CourseRecord(code=code, credits=catalog[code], grade="A", status="completed")  # type: ignore[index]  # a mapping
        for code in some  # type: ignore[attr-defined]  # a mapping
    )
    return records.model_copy(update={"records": (*records.records, *more)})


def test_a_course_that_alone_fills_an_open_place_must_be_taken() -> None:
    one = Auditor(program(take("only", "CS 2", 1), take("free", "CS 1-8", 1)), institution())
    demand = one.demand(transcript(5))
    assert (demand.must, demand.could) == (("CS 2",), ("CS 2",))
    open_ = one.demand(transcript())  # CS 2, and any other one
    assert open_.must == ("CS 2",)
    assert open_.could == tuple(f"CS {n}" for n in range(1, 9))


def test_where_as_many_courses_are_open_as_a_list_has_left_each_of_them_must_be_taken() -> None:
    assert auditor().demand(transcript(1, 5, 6, 7)).must == ()  # CS 2, 3 or 4
    both = Auditor(program(take("core", "CS 1-4", 4)), institution())
    assert both.demand(transcript(1, 2)).must == ("CS 3", "CS 4")


def test_a_course_with_two_codes_is_one_course() -> None:
    pair = tuple(CourseCode.parse(code) for code in ("CS 2", "CS 3"))
    here = institution().model_copy(update={"cross_lists": (pair,)})
    one = Auditor(program(take("only", "CS 2 | CS 3", 1)), here)
    assert one.demand(transcript()).must == ("CS 2",)
    assert one.demand(transcript()).could == ("CS 2",)


def test_nobody_must_or_could_take_a_course_when_nothing_is_left() -> None:
    done = auditor().demand(transcript(1, 2, 3, 5, 7))
    assert (done.must, done.could, done.unsure) == ((), (), ())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_must_is_in_every_least_way_and_could_in_some_as_trying_all_of_them_shows(
    seed: int,
) -> None:
    rng = random.Random(seed)
    one = random_auditor(rng)
    records = transcript(*rng.sample(range(1, 8), rng.randint(0, 3)))
    verdict = one.judge(records)
    if verdict.given_up or not verdict.courses:
        return
    ways = least_ways(one, records)
    here = one.institution

    def same(codes: frozenset[str]) -> frozenset[object]:
        by_text = {str(course.code): course for course in here.catalog}
        return frozenset(
            here.identity(here.code(by_text[c].code), by_text[c].title, None) for c in codes
        )

    demand = one.demand(records)
    expected = [same(way) for way in ways]
    assert same(frozenset(demand.must)) == frozenset.intersection(*expected)
    assert same(frozenset(demand.could)) == frozenset.union(*expected)
    assert demand.unsure == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_removable_records_change_nothing_and_any_further_one_does(seed: int) -> None:
    rng = random.Random(seed)
    one = random_auditor(rng)
    records = transcript(*rng.sample(range(1, 8), rng.randint(1, 6)))
    spare = one.spare_records(records)

    def left(out: set[int]) -> tuple[object, ...]:
        kept = [r for n, r in enumerate(records.records) if n not in out]
        verdict = one.judge(records.model_copy(update={"records": tuple(kept)}))
        return verdict.status, verdict.courses, verdict.credits, verdict.given_up

    assert left(set(spare.removable)) == left(set())
    for position in set(range(len(records.records))) - set(spare.removable):
        assert left({*spare.removable, position}) != left(set())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_an_unusable_record_is_in_no_placement(seed: int) -> None:
    rng = random.Random(seed)
    one = random_auditor(rng)
    records = transcript(*rng.sample(range(1, 8), rng.randint(1, 5)))
    unusable = one.spare_records(records).unusable
    for position, single in enumerate(records.records):
        alone = one.judge(records.model_copy(update={"records": (single,)}))
        assert (position not in unusable) or not alone.placement.get(0)
        if alone.placement.get(0):  # alone nothing competes with it
            assert position not in unusable


def test_a_course_of_the_track_that_a_student_lacks_could_be_taken() -> None:
    codes = ("COMS W4111", "COMS W4701", "COMS W4771", "COMS W4772")
    data = {"records": [{"code": code, "credits": 3, "grade": "A"} for code in codes]}
    demand = get_auditor("columbia-ms-cs-ml").demand(Transcript.from_data(data))
    assert "COMS W4252" in demand.could
    assert not {*codes} & {*demand.could}
    assert {*demand.must} <= {*demand.could}
