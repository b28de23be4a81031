"""What a cohort is read from: folders, lists, tables; and what is wrong with an entry."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from degreekit import Transcript
from degreekit.cohort import CohortFile, Entry, InvalidEntry, read_cohort
from degreekit.sources import FileProblem

from .small import record, student

Rows = list[dict[str, Any]]


def records(*keys: str) -> Rows:
    """Return rows of a table of records: each key has as many courses as letters."""
    return [
        {"key": key, "code": f"CS {n}", "credits": "3.00", "grade": "A", "term": "Fall 2023"}
        for key in keys
        for n in range(1, len(key) + 1)
    ]


def table(path: Path, rows: Rows, **how: Any) -> Path:
    encoding = how.pop("encoding", "utf-8")
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path


def parquet(path: Path, rows: Rows) -> Path:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra 'cohort'")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def lines(path: Path, *entries: Any) -> Path:
    path.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries))
    return path


def read(*paths: Path) -> list[tuple[str, int | str]]:
    """Return each key with the number of its records, or with what is wrong."""
    found: list[tuple[str, int | str]] = []
    for entry in read_cohort(paths):
        try:
            whole = entry.transcript() if entry.problem is None else str(entry.problem)
            found.append((entry.key, whole if isinstance(whole, str) else len(whole.records)))
        except Exception as error:  # noqa: BLE001  # it is what is wrong
            found.append((entry.key, str(error)))
    return found


def test_a_folder_has_a_student_for_each_transcript_called_by_its_path(tmp_path: Path) -> None:
    text = Transcript.from_data({"records": [record(1)]}).to_json()
    for name in ("b.json", "a.json", "in/c.json", "twice.json", ".hidden.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    table(tmp_path / "twice.csv", [{"code": "CS 1", "credits": 3}])
    (tmp_path / "notes.txt").write_text("no transcript")
    names = ["a", "b", "in/c", "twice.csv", "twice.json"]
    assert read(tmp_path) == [(name, 1) for name in names]
    assert CohortFile(tmp_path).count() == len(names)


def test_an_entry_of_a_list_has_paths_from_where_the_list_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/t.json").write_text(Transcript.from_data(student(3)).to_json())
    (tmp_path / "in/d.yaml").write_text("- {kind: waive, requirement: core}\n")
    (tmp_path / "in/p.json").write_text('["CS 7"]')
    path = lines(
        tmp_path / "in/list.jsonl",
        {"key": "a", "transcript": "t.json", "adjustments": "d.yaml", "plan": "p.json"},
        {"key": 7, "transcript": student(3), "plan": ["CS 7"], "adjustments": []},
        {"key": "c", "transcript": ["t.json", "t.json"]},
    )
    monkeypatch.chdir("/")
    one, two, three = read_cohort([path])
    assert one.transcript() == two.transcript()
    assert (one.key, two.key) == ("a", "7")
    assert one.decisions()[0].requirement == "core"
    assert isinstance(three.records, list)
    assert CohortFile(path).count() == 3


def test_what_is_wrong_with_a_line_is_the_problem_of_that_line(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(
        '{"key": "a", "transcript": {"records": []}}\n'
        "\n"
        "not json\n"
        "[1]\n"
        '{"transcript": {"records": []}}\n'
        '{"key": "no"}\n'
        '{"key": "field", "transcript": {"records": []}, "progam": "x"}\n'
        '{"key": "a", "transcript": {"records": []}}\n'
        '{"key": "b", "key": "c", "transcript": {"records": []}}\n'
        '{"key": "z", "transcript": {"records": []}}\n'
    )
    found = read(path)
    assert [key for key, _ in found] == [
        *("a", "list.jsonl, line 3", "list.jsonl, line 4", "list.jsonl, line 5"),
        *("no", "field", "a", "list.jsonl, line 9", "z"),
    ]
    assert [problem for _, problem in found if isinstance(problem, str)] == [
        "list.jsonl, line 3: this is not JSON: Expecting value: line 1 column 1 (char 0)",
        "list.jsonl, line 4: it is not an object with 'key' and 'transcript'",
        "list.jsonl, line 5: it has no key",
        "list.jsonl, line 6: it has no transcript",
        (
            "list.jsonl, line 7: there is no field 'progam': the fields are key, transcript, "
            "program, adjustments, plan"
        ),
        f"{path}: the key 'a' was there before",
        "list.jsonl, line 9: the key 'key' is there twice in one object",
    ]


@pytest.mark.parametrize("make", [table, parquet])
@pytest.mark.parametrize("keys", [("a", "bb", "ccc"), ("ccc", "a")])
def test_rows_of_a_table_are_the_records_of_their_key(
    make: Any, keys: tuple[str, ...], tmp_path: Path
) -> None:
    name = "records.parquet" if make is parquet else "records.csv"
    path = make(tmp_path / name, records(*keys))
    assert read(path) == [(key, len(key)) for key in keys]
    assert CohortFile(path).count() == len(keys)
    first = next(read_cohort([path])).transcript().records[0]
    assert (str(first.code), first.grade, str(first.term)) == ("CS 1", "A", "Fall 2023")


@pytest.mark.parametrize("make", [table, parquet])
def test_rows_of_a_student_need_not_stand_together(make: Any, tmp_path: Path) -> None:
    rows = records("aa", "bb")
    mixed = [rows[0], rows[2], rows[1], rows[3]]
    path = make(tmp_path / ("r.parquet" if make is parquet else "r.csv"), mixed)
    assert read(path) == [("aa", 2), ("bb", 2)]


@pytest.mark.parametrize(
    "how",
    [
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-16"},
        {"quoting": csv.QUOTE_ALL},
    ],
)
def test_tables_of_spreadsheets_are_read(how: dict[str, Any], tmp_path: Path) -> None:
    assert read(table(tmp_path / "r.csv", records("a", "bb"), **how)) == [("a", 1), ("bb", 2)]


def test_a_mistake_in_a_table_names_its_line_in_the_file(tmp_path: Path) -> None:
    rows = records("aa", "bbb")
    rows[3]["credits"] = "many"
    found = read(table(tmp_path / "r.csv", rows))
    assert found[0] == ("aa", 2)
    assert "line 5: credits" in str(found[1][1])


@pytest.mark.parametrize("make", [table, parquet])
def test_program_and_decisions_are_of_the_student_in_a_table(make: Any, tmp_path: Path) -> None:
    rows = [{**row, "program": f"p-{row['key']}"} for row in records("aa", "bb")]
    suffix = "parquet" if make is parquet else "csv"
    found = list(read_cohort([make(tmp_path / f"r.{suffix}", rows)]))
    assert [entry.program for entry in found] == ["p-aa", "p-bb"]
    rows[1]["program"] = "another"
    assert "differ in their program" in str(read(make(tmp_path / f"s.{suffix}", rows))[0][1])


@pytest.mark.parametrize("make", [table, parquet])
def test_a_row_may_have_a_whole_transcript(make: Any, tmp_path: Path) -> None:
    text = json.dumps(student(3))
    (tmp_path / "t.json").write_text(Transcript.from_data(student(3)).to_json())
    rows = [
        {"key": "a", "transcript": text, "adjustments": "[{kind: waive, requirement: core}]"},
        {"key": "b", "transcript": "t.json", "adjustments": ""},
        {"key": "c", "transcript": "{", "adjustments": ""},
    ]
    path = make(tmp_path / ("r.parquet" if make is parquet else "r.csv"), rows)
    one, two, three = read_cohort([path])
    assert one.transcript() == two.transcript()
    assert one.decisions()[0].requirement == "core"
    assert isinstance(three.problem, InvalidEntry)


def test_rows_without_a_key_are_a_row_with_an_error(tmp_path: Path) -> None:
    rows = records("aa", "b")
    rows[2]["key"] = ""
    found = read(table(tmp_path / "r.csv", rows))
    assert found == [("aa", 2), ("r.csv, line 4", "r.csv, line 4: the row has no key")]


def test_a_csv_without_keys_is_a_transcript(tmp_path: Path) -> None:
    path = table(tmp_path / "one.csv", [{"code": "CS 1", "credits": 3}])
    assert read(path) == [("one", 1)]


def test_nested_records_in_parquet_are_transcripts(tmp_path: Path) -> None:
    rows = [{"key": "a", "records": [{"code": "CS 1", "credits": 3.0, "grade": None}]}]
    entry: Entry = next(read_cohort([parquet(tmp_path / "r.parquet", rows)]))
    (only,) = entry.transcript().records
    assert (str(only.code), f"{only.credits:.2f}", only.grade) == ("CS 1", "3.00", None)


def test_a_file_that_is_no_list_or_table_says_so(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is in the extra 'cohort'")
    (tmp_path / "r.parquet").write_text("no")
    with pytest.raises(FileProblem, match="not Parquet"):
        read(tmp_path / "r.parquet")
    parquet(tmp_path / "k.parquet", [{"id": 1}])
    with pytest.raises(InvalidEntry, match="no column 'key'"):
        read(tmp_path / "k.parquet")
    with pytest.raises(FileProblem, match=r"nowhere\.jsonl"):
        read(tmp_path / "nowhere.jsonl")
