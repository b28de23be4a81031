"""The Law School's record, and what other professional schools' records come to."""

from __future__ import annotations

import pytest

from degreekit import Reading
from degreekit.transcript import ReadingStatus
from tests.fixtures.generator import law
from tests.fixtures.generator.students import LAW
from tests.ingest.helpers import read, read_fixture

HEADER = (
    "Course ID   Course Name                     Instructor(s)            Points  Final Grade\n"
)
HEAD = "Columbia Law School   TRANSCRIPT (Unofficial)\nProgram: LL.M.    Jane Q Doe\nFall 2024\n"


def titles(reading: Reading) -> list[str | None]:
    return [record.title for record in reading.transcript.records]


def test_a_number_without_a_subject_becomes_a_course_of_law_with_its_section() -> None:
    first = read_fixture("law").transcript.records[0]
    assert (str(first.code), first.section, first.code.printed) == ("LAW L6108", "3", "L6108-3")


@pytest.mark.parametrize("name", ["law", "law/text", "pasted/law"])
def test_instructors_between_title_and_points_are_no_part_of_the_title(name: str) -> None:
    assert titles(read_fixture(name))[:3] == [
        "Criminal Law",
        "Contracts",
        "Legal Practice Workshop II",
    ]


def test_a_record_may_show_credit_and_failure_only() -> None:
    reading = read_fixture("law/credit-only")
    assert {r.grade for r in reading.transcript.records} == {"CR", "F"}
    assert reading.status is ReadingStatus.UNPROVED  # no average is printed


def test_the_points_registered_and_earned_are_both_recomputed() -> None:
    honest = law.render(LAW, law.Layout(producer="text"))
    assert not [f for f in read(honest).findings if f.severity == "error"]
    for said in (b"Registered Points: 5.0", b"Earned Points: 2.0"):
        figure = said.replace(said.split()[-1], b"")
        wrong = honest.replace(
            honest[honest.index(figure) : honest.index(figure) + len(said)], said, 1
        )
        reading = read(wrong)
        assert "term-points-differ" in {f.code for f in reading.findings if f.severity == "error"}


@pytest.mark.parametrize("program", ["Juris Doctor", "LL.M.", "Some Program That Is New"])
def test_the_student_s_name_beside_the_program_stays_in_the_reader(program: str) -> None:
    text = HEAD.replace("LL.M.", program) + HEADER
    text += "L6108-3     Criminal Law                    Roe, Richard               3.0     A-\n"
    reading = read(text.encode())
    assert "Doe" not in str(reading.model_dump())
    assert reading.document.programs in ((program,), ())


def test_a_title_with_a_comma_stays_whole_where_columns_are_kept() -> None:
    text = HEAD + HEADER
    text += "L6108-3     Property, Power, and Law        Roe, Richard               3.0     A-\n"
    text += "L6109-1     Torts                           van der Poe, Ann           4.0     B+\n"
    assert titles(read(text.encode())) == ["Property, Power, and Law", "Torts"]


def test_the_marks_of_business_and_architecture_are_known_by_the_school() -> None:
    for name in ("official/business", "official/architecture"):
        reading = read_fixture(name)
        assert "unknown-mark" not in {f.code for f in reading.findings}
    grades = [r.grade for r in read_fixture("official/business").transcript.records]
    assert grades == ["H", "HP", "P1", "P'", "LP", "F"]
