"""Case files are read as an advisor writes them, and every mistake is told with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from degreekit import Status, get_auditor
from degreekit.testing import Case, InvalidCases, differences, load_cases, read_cases, report

HEAD = "---\nprogram: columbia-ms-cs-ml\npoints: 3\ngrade: A-\nterm: Fall 2022\n---\n\n# Topic\n\n"
QUOTE = "> A sentence of the page.\n>\n> — Section 2, 2023-07-25\n\n"
VERDICT = "| Requirement | Status |\n|---|---|\n| whole program | unsatisfied |\n\n"


def written(tmp_path: Path, body: str, head: str = HEAD, name: str = "some.cases.md") -> Path:
    path = tmp_path / name
    path.write_text(head + body, encoding="utf-8")
    return path


def one(tmp_path: Path, body: str) -> Case:
    (case,) = read_cases(written(tmp_path, body))
    return case


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(InvalidCases) as caught:
        load_cases(path)
    return [(problem.line, problem.text) for problem in caught.value.problems]


# ----------------------------------------------------------------------------- what is written


def test_a_case_holds_what_its_section_says(tmp_path: Path) -> None:
    case = one(
        tmp_path,
        "## Machine learning is not enough\n\nBecause there is more.\n\n"
        + QUOTE
        + "| Course     | Title            | Points | Grade | Term      | Status    |\n"
        "|------------|------------------|--------|-------|-----------|-----------|\n"
        "| COMS W4771 | Machine Learning | 3      | A-    | Fall 2022 |           |\n"
        "| COMS W4701 |                  | 1.5    |       |           | planned   |\n\n"
        "| Decision | Requirement | Course     | Grade | By          | Date       |\n"
        "|----------|-------------|------------|-------|-------------|------------|\n"
        "| waive    | required    | COMS W4705 | A     | the advisor | 2023-09-20 |\n\n"
        "| Requirement   | Status      | Applied | Remaining         | Assumptions         |\n"
        "|---------------|-------------|---------|-------------------|---------------------|\n"
        "| whole program | unsatisfied |         | 9 courses, 27 points | none |\n"
        "| required      | satisfied   | COMS 4771 | nothing | none                    |\n",
    )
    assert (case.name, case.line) == ("Machine learning is not enough", 10)
    assert case.why == "Because there is more."
    assert (case.sentence, case.source) == ("A sentence of the page.", "Section 2, 2023-07-25")
    first, second = case.transcript.records
    assert (str(first.code), first.title, first.credits) == (
        "COMS W4771",
        "Machine Learning",
        Decimal(3),
    )
    assert (second.grade, second.term, second.status.value) == (None, None, "planned")
    (waiver,) = case.adjustments
    assert (waiver.kind.value, waiver.by) == ("waive", "the advisor")
    whole, required = case.expected
    assert whole.requirement is None
    assert whole.remaining == "9 courses, 27 points"
    assert whole.assumptions == (0, 0, 0)
    assert required.status is Status.SATISFIED
    assert required.applied == (first.code,)


def test_columns_that_a_table_leaves_out_come_from_the_front_matter(tmp_path: Path) -> None:
    case = one(tmp_path, f"## One\n\n{QUOTE}| Course |\n|---|\n| COMS W4771 |\n\n{VERDICT}")
    (record,) = case.transcript.records
    assert (record.credits, record.grade, str(record.term)) == (Decimal(3), "A-", "Fall 2022")


def test_a_cell_that_is_empty_says_that_there_is_nothing(tmp_path: Path) -> None:
    table = "| Course | Grade | Term |\n|---|---|---|\n| COMS W4771 | | |\n\n"
    (record,) = one(tmp_path, f"## One\n\n{QUOTE}{table}{VERDICT}").transcript.records
    assert (record.grade, record.term, record.status.value) == (None, None, "in_progress")


def test_a_case_starts_from_a_student_and_leaves_courses_out(tmp_path: Path) -> None:
    students = "## Student: done\n\n| Course |\n|---|\n| COMS W4771 |\n| COMS W4701 |\n\n"
    case = one(
        tmp_path,
        f"{students}## One\n\n{QUOTE}Student: done, without COMS 4701.\n\n"
        f"| Course |\n|---|\n| COMS W4705 |\n\n{VERDICT}",
    )
    assert [str(r.code) for r in case.transcript.records] == ["COMS W4771", "COMS W4705"]


def test_students_may_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    written(tmp_path, "## Student: done\n\n| Course |\n|---|\n| COMS W4771 |\n", name="who.md")
    head = HEAD.replace("points", "students: who.md\npoints")
    path = written(tmp_path, f"## One\n\n{QUOTE}Student: done.\n\n{VERDICT}", head)
    (case,) = read_cases(path)
    assert len(case.transcript.records) == 1


def test_students_may_stand_in_several_files(tmp_path: Path) -> None:
    for name, code in (("a", "COMS W4771"), ("b", "COMS W4701")):
        who = f"## Student: {name}\n\n| Course |\n|---|\n| {code} |\n"
        written(tmp_path, who, name=f"{name}.md")
    written(tmp_path, "## Student: a\n\n| Course |\n|---|\n| COMS W4705 |\n", name="c.md")
    body = f"## One\n\n{QUOTE}Student: b.\n\n{VERDICT}"
    head = HEAD.replace("points", "students: [a.md, b.md]\npoints")
    (case,) = read_cases(written(tmp_path, body, head))
    assert [str(r.code) for r in case.transcript.records] == ["COMS W4701"]
    again = written(tmp_path, body, HEAD.replace("points", "students: [a.md, b.md, c.md]\npoints"))
    assert problems(again) == [(1, "students: 'c.md' has another student named 'a'")]


def test_a_case_may_decide_all_but_some_requirements(tmp_path: Path) -> None:
    case = one(tmp_path, f"## One\n\n{QUOTE}Decided: all but required and breadth-ai.\n\n{VERDICT}")
    assert {given.kind for given in case.adjustments} == {"force_complete"}
    assert [given.requirement for given in case.adjustments] == [
        *("breadth-systems", "breadth-theory", "breadth-any", "breadth-points"),
        *("track-electives", "general-electives", "total-points", "points-6000", "gpa"),
    ]


def test_each_of_makes_a_case_of_every_row(tmp_path: Path) -> None:
    table = (
        "| Each of | Title |\n|---|---|\n| COMS W4771 | |\n| COMS W4701 and COMS W4705 | AI |\n\n"
    )
    decision = "| Decision | Course |\n|---|---|\n| approve | each |\n\n"
    path = written(tmp_path, f"## One\n\n{QUOTE}{table}{decision}{VERDICT}")
    first, second = read_cases(path)
    assert (first.name, second.name) == ("One [COMS W4771]", "One [COMS W4701 and COMS W4705, AI]")
    assert [str(code) for code in second.about] == ["COMS W4701", "COMS W4705"]
    assert [str(given.course) for given in second.adjustments] == ["COMS W4701", "COMS W4705"]


def test_decisions_may_be_fenced_yaml(tmp_path: Path) -> None:
    fence = "```yaml\n- {kind: waive, requirement: required, course: COMS W4771}\n```\n\n"
    case = one(tmp_path, f"## One\n\n{QUOTE}{fence}{VERDICT}")
    assert case.adjustments[0].requirement == "required"


def test_milestones_and_facts_are_the_students(tmp_path: Path) -> None:
    path = tmp_path / "report.cases.md"
    facts = (
        "| Milestone | Term |\n|---|---|\n| gpa | Fall 2023 |\n\n"
        "| Fact | Value |\n|---|---|\n| first term | Fall 2022 |\n| advanced standing | yes |\n\n"
    )
    path.write_text(f"{HEAD}## One\n\n{QUOTE}{facts}{VERDICT}", encoding="utf-8")
    (case,) = read_cases(path)
    student = case.transcript.student
    assert str(student.first_term) == "Fall 2022"
    assert student.facts == {"advanced_standing": "yes"}
    assert str(student.milestones["gpa"]) == "Fall 2023"


# --------------------------------------------------------------------------- what is compared


def test_differences_are_told_in_the_words_of_the_file(tmp_path: Path) -> None:
    case = one(
        tmp_path,
        f"## One\n\n{QUOTE}| Course |\n|---|\n| COMS W4771 |\n\n"
        "| Requirement | Status | Applied | Remaining | Assumptions |\n|---|---|---|---|---|\n"
        "| whole program | satisfied | | 1 course | 1 approval |\n"
        "| required | satisfied | COMS W4701 | 2 courses | none |\n\n"
        "| Not applied | Reason |\n|---|---|\n| COMS W4771 | failed |\n",
    )
    found = differences(case, get_auditor(case.program))
    assert [(d.what, d.column, d.expected, d.found) for d in found] == [
        ("whole program", "status", "satisfied", "unsatisfied"),
        ("whole program", "remaining", "1 course", "9 courses"),
        ("whole program", "assumptions", "1 approval", "none"),
        ("required", "status", "satisfied", "unsatisfied"),
        ("required", "remaining", "2 courses", "1 course (3 points)"),
        ("required", "applied", "COMS W4701", "COMS W4771"),
        ("COMS W4771", "reason", "failed", "it counts"),
    ]
    assert not case.holds(get_auditor(case.program))
    text = report(case, found)
    assert f"{case.path}:{found[3].line}: required, status" in text
    assert "expected  satisfied\n    found     unsatisfied" in text
    assert "> A sentence of the page." in text


# ------------------------------------------------------------------------- every mistake, at once


def test_every_mistake_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    body = (
        "## One\n\n"  # 10
        "| Course | Grade | Term |\n|---|---|---|\n"  # 12
        "| 4771 | A | Fall 2022 |\n"  # 14: a bad code
        "| COMS W4771 | A | Autumnal 2022 |\n\n"  # 15: a bad term
        "| Requirement | Status | Remaining |\n|---|---|---|\n"  # 17
        "| whole program | done | |\n"  # 19: an unknown status
        "| requird | satisfied | |\n"  # 20: an unknown requirement
        "| whole program | | 1 curse |\n\n"  # 21: an amount
        "| Decision | Requirement |\n|---|---|\n"  # 23
        "| waive | no-such |\n"  # 25
        "| wave | required |\n"  # 26
    )
    found = dict(problems(written(tmp_path, body)))
    assert sorted(found) == [10, 14, 15, 19, 20, 21, 25, 26]
    assert "quotes no sentence" in found[10]
    assert "not a course code" in found[14]
    assert "Autumnal 2022" in found[15]
    assert found[19] == (
        "status: 'done' is none of satisfied, conditional, unsatisfied, waived, not_applicable"
    )
    assert found[20] == "program 'columbia-ms-cs-ml' has no requirement 'requird'"
    assert "'1 curse' is not like" in found[21]
    assert "no requirement 'no-such'" in found[25]
    assert "kind" in found[26]


NO_POINTS = HEAD.replace("points: 3\n", "")
COURSES = "| Course |\n|---|\n| CS 1 |\n\n"


@pytest.mark.parametrize(
    ("head", "body", "line", "said"),
    [
        ("# No front\n\n", "", 1, "name the program"),
        ("---\nprogram: nowhere\n---\n", "", 1, "nowhere"),
        ("---\nprogram: [\n---\n", "", 2, "not YAML"),
        ("---\nprogram: x\n", "", 1, "no end"),
        (HEAD.replace("grade", "grad"), "", 1, "'grad' is none of"),
        (HEAD, COURSES, 10, "above the first case"),
        (HEAD, f"## One\n\n{QUOTE}", 10, "nothing of what has to come out"),
        (HEAD, f"## One\n\n{QUOTE}| Coarse |\n|---|\n| X |\n\n{VERDICT}", 16, "'Coarse'"),
        (HEAD, f"## One\n\n{QUOTE}| Course | Mark |\n|---|---|\n| CS 1 | A |\n", 16, "'mark'"),
        (HEAD, f"## One\n\n{QUOTE}Student: nobody.\n\n{VERDICT}", 16, "no student 'nobody'"),
        (HEAD, f"## One\n\n{QUOTE}{VERDICT}## One\n\n{QUOTE}{VERDICT}", 20, "twice"),
        (NO_POINTS, f"## One\n\n{QUOTE}{COURSES}{VERDICT}", 17, "Points is missing"),
        (HEAD, f"## One\n\n{QUOTE}| Requirement |\n|---|\n| required |\n", 16, "no column of"),
        (
            HEAD,
            f"## One\n\n{QUOTE}| Requirement | Status |\n|---|---|\n| required | |\n",
            18,
            "fill a cell",
        ),
        (
            HEAD,
            f"## One\n\n{QUOTE}| Not applied | Reason |\n|---|---|\n| CS 1 | bored |\n",
            18,
            "not a finding code",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, head: str, body: str, line: int, said: str
) -> None:
    found = problems(written(tmp_path, body, head))
    assert line in [at for at, _ in found]
    assert any(said in text for at, text in found if at == line), found


def test_mistakes_of_all_files_of_a_folder_are_told_together(tmp_path: Path) -> None:
    written(tmp_path, "## One\n", name="a.cases.md")
    written(tmp_path, "## Two\n", name="b.cases.md")
    with pytest.raises(InvalidCases) as caught:
        load_cases(tmp_path)
    assert {problem.path.name for problem in caught.value.problems} == {"a.cases.md", "b.cases.md"}


def test_a_folder_without_case_files_is_a_mistake(tmp_path: Path) -> None:
    assert "no file named *.cases.md" in problems(tmp_path)[0][1]


def test_a_program_may_be_named_by_a_file(tmp_path: Path) -> None:
    from degreekit import get_program

    (tmp_path / "rules.json").write_text(get_program("columbia-ms-cs-ml").to_json())
    head = HEAD.replace("columbia-ms-cs-ml", "rules.json")
    (case,) = read_cases(written(tmp_path, f"## One\n\n{QUOTE}{VERDICT}", head))
    assert case.program == "rules.json"


@pytest.mark.parametrize(
    ("written_", "line", "told"),
    [
        ("| Course |\n| COMS W4771 |\n", 16, "a table needs a line like |---|---| below its head"),
        ("- COMS W4771\n", 16, "a course stands outside a table: begin one with | Course |"),
        ("| Course | Grade |\n|---|---|\n| COMS W4771 | A | B |\n", 18, "the row has 3 cells"),
        ("| Course | Grade |\n|---|---|\n| COMS W4771 |\n", 18, "the row has 1 cell, the head"),
        ("```text\nCOMS W4771\n```\n", 16, "decisions are fenced as ```yaml; nothing else is read"),
    ],
)
def test_nothing_that_stands_in_a_case_is_lost_in_silence(
    written_: str, line: int, told: str, tmp_path: Path
) -> None:
    path = written(tmp_path, f"## One\n\n{QUOTE}{written_}\n{VERDICT}")
    with pytest.raises(InvalidCases) as caught:
        read_cases(path)
    assert [problem.line for problem in caught.value.problems] == [line]
    assert told in str(caught.value)


def test_a_table_that_runs_on_from_a_quotation_is_no_part_of_it(tmp_path: Path) -> None:
    path = written(tmp_path, f"## One\n\n> A sentence.\n| Course |\n| COMS W4771 |\n\n{VERDICT}")
    with pytest.raises(InvalidCases, match="leave an empty line between the quotation"):
        read_cases(path)


def test_decisions_may_be_fenced_json(tmp_path: Path) -> None:
    fence = '```json\n[{"kind": "waive", "requirement": "required"}]\n```\n\n'
    case = one(tmp_path, f"## One\n\n{QUOTE}{fence}{VERDICT}")
    assert case.adjustments[0].requirement == "required"
