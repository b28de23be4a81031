"""Several documents of one student are one transcript."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from degreekit import NotVerified, audit_transcript, read_pdf, read_transcript
from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import CannotMerge, IngestError, Limits, Reading, read_together
from degreekit.ingest.merge import Part, merged
from degreekit.ingest.one_document import read_one
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator import etranscript, planning
from tests.fixtures.generator.meaning import Course, School, Session, Student
from tests.fixtures.generator.students import MS_STUDENT, SEAS_UG
from tests.ingest.helpers import FIXTURES, expected, opened, stated

TERMS = [
    f"ssol/{t}" for t in ("fall-2015", "spring-2016", "summer-2016", "fall-2016", "spring-2017")
]
LATER = "ssol/fall-2016-later"
MS_TERMS = [f"ms-student-{t}" for t in ("fall-2023", "spring-2024", "fall-2024", "spring-2025")]
HERE = {"columbia": columbia()}


@cache
def part(name: str) -> Part:
    return Part(opened(name), *read_one(opened(name), readers(), HERE), file=name)


def together(names: Iterable[str]) -> Reading:
    """Put fixtures together that are read once for all tests."""
    return merged([part(name) for name in names], HERE)


def official(*sessions: Session, **who: str) -> bytes:
    """Return an official transcript of these terms."""
    student = replace(Student((School(SEAS_UG, sessions),)), **who)  # type: ignore[arg-type]
    return etranscript.render(student, etranscript.Layout(columns=(1,)))


def both(*documents: bytes) -> Reading:
    return read_together(documents, readers(), HERE, Limits(isolated=False))


def fall(*courses: Course) -> Session:
    return Session("Fall 2022", courses)


def grades(reading: Reading) -> list[str | None]:
    return [record.grade for record in reading.transcript.records]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_the_prints_of_all_terms_are_the_whole_transcript() -> None:
    reading = together(TERMS)
    assert stated(reading) == [record for name in TERMS for record in expected(name)]
    assert reading.status is ReadingStatus.UNPROVED
    unproved = [reading.transcript.records[number] for number in reading.unproved]
    # the figures of a term count neither a pass nor what waits for its mark
    assert [record.grade for record in unproved] == ["YC", "P", "IN", "AR[YC]", "CP"]


def test_each_record_names_its_file_and_its_place_there() -> None:
    reading = together(TERMS)
    assert {record.file for record in reading.transcript.records} == set(TERMS)
    assert all(record.page and record.box for record in reading.transcript.records)
    assert all(figure.file for figure in reading.printed)
    assert all(line.file for line in reading.furniture)
    assert all(finding.file for finding in reading.findings)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.permutations([*TERMS, LATER]), st.lists(st.sampled_from([*TERMS, LATER]), max_size=4))
def test_neither_the_order_of_files_nor_giving_one_twice_changes_anything(
    order: Sequence[str], again: Sequence[str]
) -> None:
    assert together([*order, *again]).to_data() == together([*TERMS, LATER]).to_data()


def test_a_later_print_updates_its_courses_and_doubles_none() -> None:
    before, after = together(TERMS), together([*TERMS, LATER])
    assert len(before.transcript.records) == len(after.transcript.records)
    assert stated(together([*TERMS[:3], LATER, TERMS[4]])) == stated(after)
    changed = [
        (one.grade, other.grade)
        for one, other in zip(before.transcript.records, after.transcript.records, strict=True)
        if one.grade != other.grade
    ]
    assert changed == [("IN", "B+"), ("AR[YC]", "A")]


def test_two_topics_sections_of_one_number_in_one_term_remain_two() -> None:
    reading = together([LATER, "ssol/fall-2016"])
    topics = [r for r in reading.transcript.records if str(r.code) == "COMS W4995"]
    assert [record.section for record in topics] == ["002", "007"]


def test_an_average_over_the_whole_record_is_checked_over_all_prints() -> None:
    assert "terms-missing" in codes(together(["ssol/spring-2016"]))
    assert "terms-missing" not in codes(together(TERMS))
    assert "terms-missing" in codes(together(TERMS[1:]))


def test_an_official_transcript_and_prints_of_its_terms_are_one_record_a_course() -> None:
    reading = together(["ms-student", *MS_TERMS])
    assert len(reading.transcript.records) == len(expected("ms-student"))
    assert reading.verified
    assert {record.school for record in reading.transcript.records} != {None}
    assert all(record.section for record in reading.transcript.records)


def test_a_pass_that_was_uncovered_is_the_letter() -> None:
    covered = official(fall(Course("HIST UN2660", "LATIN AMERICA", grade="P")))
    uncovered = official(fall(Course("HIST UN2660", "LATIN AMERICA", grade="B+")))
    for reading in (both(covered, uncovered), both(uncovered, covered)):
        assert grades(reading) == ["B+"]
        assert reading.verified


def test_a_course_in_progress_becomes_the_graded_one() -> None:
    before = official(fall(Course("COMS W4118", "OPERATING SYSTEMS I", grade=None)))
    after = official(fall(Course("COMS W4118", "OPERATING SYSTEMS I", grade="A-")))
    assert grades(both(after, before)) == ["A-"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Course("COMS W4118", "SYSTEMS", grade="A"), Course("COMS W4118", "SYSTEMS", grade="B")),
        (Course("COMS W4118", "SYSTEMS", grade="P"), Course("COMS W4118", "SYSTEMS", grade="F")),
        (Course("COMS W4118", "SYSTEMS", "3.00"), Course("COMS W4118", "SYSTEMS", "4.00")),
    ],
)
def test_two_files_that_cannot_both_be_right_are_an_error_that_names_both(
    one: Course, other: Course
) -> None:
    reading = both(official(fall(one)), official(fall(other)))
    [finding] = [f for f in reading.findings if f.code == "files-disagree"]
    assert reading.status is ReadingStatus.CONTRADICTED
    assert "document 1 (page 1)" in finding.message
    assert "document 2 (page 1)" in finding.message


def test_topics_without_sections_are_told_apart_by_their_titles() -> None:
    one = Course("COMS W4995", "COMPETITIVE PROGRAMMING")
    other = Course("COMS W4995", "APPLIED COMPUTER VISION")
    reading = both(official(fall(one, other)), official(fall(one)), official(fall(other)))
    titles = [record.title for record in reading.transcript.records]
    assert sorted(titles, key=str) == ["APPLIED COMPUTER VISION", "COMPETITIVE PROGRAMMING"]


def test_a_course_repeated_in_another_term_stays() -> None:
    again = Course("COMS W4118", "OPERATING SYSTEMS I", grade="F")
    one = official(fall(again))
    other = official(Session("Spring 2023", (replace(again, grade="B"),)))
    assert grades(both(other, one)) == ["F", "B"]


def test_a_title_cut_short_in_another_export_is_the_same_course() -> None:
    cut = Course("COMS W4995", "TOPICS IN COMPUTER SCIENC", section="002")
    who = Student((School(SEAS_UG, (fall(cut),)),), silent=("school",))
    export = planning.render(who, planning.Layout())
    whole = official(fall(Course("COMS W4995", "TOPICS IN COMPUTER SCIENCE: DEEP LEARNING")))
    reading = both(export, whole)
    assert [(r.section, r.title) for r in reading.transcript.records] == [
        ("002", "TOPICS IN COMPUTER SCIENC")
    ]


def test_files_of_different_students_are_refused_without_saying_who_they_are() -> None:
    with pytest.raises(CannotMerge) as caught:
        read_pdf([FIXTURES / "ms-student.pdf", FIXTURES / "ms-student-unfinished.pdf"])
    said = "".join(traceback.format_exception(caught.value))
    assert "different students" in said
    for secret in ("DOE", "Jane", "Roe", "Richard", "jd0000", "rs0000"):
        assert secret not in said


def test_a_name_that_is_spelled_otherwise_is_the_same_student() -> None:
    course = Course("COMS W4118", "OPERATING SYSTEMS I")
    one = official(fall(course), name="DOE, JANE QUINN", uni="jd0000")
    other = official(fall(course), name="Doe, Jane", uni="")
    assert len(both(one, other).transcript.records) == 1


def test_a_file_that_names_nobody_is_read_with_a_warning() -> None:
    nobody = part("ssol/titles-like-grades")
    assert not nobody.extraction.people
    assert "student-not-named" in codes(together(["ssol/fall-2015", "ssol/titles-like-grades"]))


def test_a_list_of_paths_is_one_transcript_wherever_a_transcript_is_taken() -> None:
    paths: list[str | Path] = [FIXTURES / f"{name}.pdf" for name in MS_TERMS]
    assert len(read_transcript(paths).records) == 10
    assert audit_transcript("columbia-ms-cs-ml", paths).status.value == "satisfied"


def test_files_that_disagree_give_no_transcript(tmp_path: Path) -> None:
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for path, grade in zip(paths, ("A", "B"), strict=True):
        path.write_bytes(official(fall(Course("COMS W4118", "SYSTEMS", grade=grade))))
    with pytest.raises(NotVerified, match="files-disagree"):
        read_transcript(paths)


def test_no_document_is_no_transcript() -> None:
    with pytest.raises(IngestError, match="no content"):
        read_together([], readers(), HERE)


def test_one_document_is_what_it_is_alone() -> None:
    alone = read_pdf(FIXTURES / "ms-student.pdf").transcript
    listed = read_pdf([FIXTURES / "ms-student.pdf"]).transcript
    bare = [record.model_copy(update={"file": None}) for record in listed.records]
    assert bare == list(alone.records)
    assert MS_STUDENT.expected()["records"] == stated(read_pdf([FIXTURES / "ms-student.pdf"]))
