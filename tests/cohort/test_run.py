"""The file of a run: what holds is reused, what was stopped goes on, nothing is written over."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from degreekit import Auditor, Transcript, read_adjustments
from degreekit.cohort import (
    Auditors,
    Counts,
    Entry,
    How,
    NotARun,
    Run,
    RunBusy,
    StudentRow,
    Summary,
    evaluate,
    is_run,
    read_run,
)

from ..conftest import THOROUGH
from .small import auditor, record, student

FILE = "tonight"


def entries(number: int) -> Iterator[Entry]:
    for n in range(number):
        yield Entry(f"s{n:05}", student(n))


class Cohort:
    """A cohort in a folder, run again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.auditor = auditor()

    def run(
        self, some: Iterable[Entry], stop: int | None = None, **more: Any
    ) -> tuple[list[StudentRow], Counts]:
        counts = Counts()
        rows = []
        with Run(self.path) as run:
            more.setdefault("how", How())
            for row in evaluate(some, Auditors(self.auditor), run=run, counts=counts, **more):
                rows.append(row)
                if len(rows) == stop:
                    return rows, counts
            run.finish()
        return rows, counts


@pytest.fixture
def cohort(tmp_path: Path) -> Cohort:
    return Cohort(tmp_path / FILE)


def test_only_its_owner_can_read_a_run(cohort: Cohort) -> None:
    cohort.path.touch(0o644)
    cohort.run(entries(3))
    assert stat.S_IMODE(cohort.path.stat().st_mode) == 0o600
    assert [path.name for path in cohort.path.parent.iterdir()] == [FILE]


def test_what_did_not_change_is_not_worked_out_again(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, counts = cohort.run(entries(30))
    assert counts.reused < 30  # equal records are one answer
    monkeypatch.setattr(Auditor, "audit", None)
    again, counts = cohort.run(entries(30))
    assert (counts.reused, counts.computed) == (30, 0)
    assert again == first
    assert list(read_run(cohort.path)) == first


def test_a_run_that_is_stopped_goes_on_where_it_was(cohort: Cohort) -> None:
    whole = list(evaluate(distinct(40), Auditors(cohort.auditor)))
    cohort.run(distinct(40), stop=17)
    with cohort.path.open("ab") as file:
        file.write(b'{"key": "s00017", "prog')  # killed while it wrote
    rows, counts = cohort.run(distinct(40))
    assert rows == whole
    assert (counts.reused, counts.computed) == (17, 23)
    assert list(read_run(cohort.path)) == whole


def distinct(number: int) -> Iterator[Entry]:
    """Yield students no two of whom have the same records."""
    for n in range(number):
        yield Entry(f"s{n:05}", {"records": [record(n % 8 + 1, term=f"Fall {1990 + n // 8}")]})


def test_a_change_of_records_decisions_plan_or_rules_is_worked_out_anew(cohort: Cohort) -> None:
    def count(entry: Entry, **more: Any) -> tuple[int, int]:
        _, counts = cohort.run([entry], **more)
        return counts.reused, counts.computed

    waive = [{"kind": "waive", "requirement": "core"}]
    named = read_adjustments([{**waive[0], "student": "a"}])
    plain = {"records": [record(1)]}
    assert count(Entry("a", plain)) == (0, 1)
    assert count(Entry("a", plain)) == (1, 0)
    assert count(Entry("b", plain)) == (1, 0)  # whose records they are does not matter
    assert count(Entry("a", {"records": [record(1, grade="F")]})) == (0, 1)
    assert count(Entry("a", plain, adjustments=waive)) == (0, 1)
    assert count(Entry("a", plain), decisions=named) == (1, 0)
    assert count(Entry("b", plain), decisions=named) == (0, 1)
    assert count(Entry("a", plain, plan=["CS 7"])) == (0, 1)
    cohort.auditor = auditor(free=2)
    assert count(Entry("a", plain)) == (0, 1)


def test_a_change_of_the_catalog_is_a_change_of_the_rules(cohort: Cohort) -> None:
    cohort.run(entries(1))
    here = cohort.auditor.institution
    fewer = here.model_copy(update={"catalog": here.catalog[:-1]})
    cohort.auditor = Auditor(cohort.auditor.program, fewer)
    assert cohort.run(entries(1))[1].computed == 1


def test_another_version_works_everything_out_anew(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort.run(entries(2))
    monkeypatch.setattr("degreekit.cohort.evaluation.version_of", lambda _auditor: "degreekit 99.0")
    assert cohort.run(entries(2))[1].computed == 2


def test_an_error_is_tried_again(cohort: Cohort, tmp_path: Path) -> None:
    path = tmp_path / "late.json"
    rows, _ = cohort.run([Entry("a", path)])
    assert rows[0].error_kind == "FileProblem"
    assert "late.json" in str(rows[0].error)
    path.write_text(Transcript.from_data(student(1)).to_json())
    rows, _ = cohort.run([Entry("a", path)])
    assert rows[0].error is None


def test_a_file_is_reused_by_its_bytes_and_not_read_again(
    cohort: Cohort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.json"
    path.write_text(Transcript.from_data(student(1)).to_json())
    cohort.run([Entry("a", path)])
    monkeypatch.setattr(Entry, "transcript", None)
    copy = tmp_path / "u.json"
    copy.write_bytes(path.read_bytes())
    assert cohort.run([Entry("a", copy)])[1].reused == 1


def test_more_detail_than_was_kept_is_worked_out(cohort: Cohort) -> None:
    assert cohort.run(entries(1), how=How("figures"))[1].computed == 1
    assert cohort.run(entries(1), how=How("requirements"))[1].computed == 1
    assert cohort.run(entries(1), how=How("demand"))[1].computed == 1
    rows, counts = cohort.run(entries(1), how=How("figures"))
    assert counts.reused == 1
    assert rows[0].demand is not None


def test_a_student_who_left_is_no_longer_in_the_run(cohort: Cohort) -> None:
    cohort.run(entries(5))
    cohort.run(entries(3))
    assert [row.key for row in read_run(cohort.path)] == ["s00000", "s00001", "s00002"]


@pytest.mark.parametrize("content", ["text\n", '{"key": "a", "transcript": {}}\n', "%PDF-1.7"])
def test_another_file_is_never_written_over(cohort: Cohort, content: str) -> None:
    cohort.path.write_text(content)
    with pytest.raises(NotARun, match="name another"):
        Run(cohort.path)
    with pytest.raises(NotARun):
        list(read_run(cohort.path))
    assert cohort.path.read_text() == content
    assert not is_run(cohort.path)


def test_a_run_of_another_format_is_a_run_whose_rows_do_not_hold(cohort: Cohort) -> None:
    cohort.run(distinct(3))
    assert is_run(cohort.path)
    rows = [json.loads(line) for line in cohort.path.read_text().splitlines()]
    for row in rows:
        del row["left"]
    cohort.path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert is_run(cohort.path)
    with Run(cohort.path) as run:
        assert run.damaged == 3
    assert cohort.run(distinct(3))[1].computed == 3


def test_two_processes_do_not_write_to_one_run(cohort: Cohort) -> None:
    with Run(cohort.path), pytest.raises(RunBusy, match="another process"):
        Run(cohort.path)


class Windows:
    """What Windows has in the place of `fcntl`: locks of bytes, below 2 GiB."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.locked: dict[tuple[int, int], int] = {}

    def locking(self, handle: int, mode: int, number: int) -> None:
        place = os.lseek(handle, 0, os.SEEK_CUR)
        assert (mode, number) == (self.LK_NBLCK, 1)
        holder = self.locked.setdefault((os.fstat(handle).st_ino, place), handle)
        if place >= 1 << 31 or (holder != handle and self._is_open(holder)):
            raise PermissionError

    @staticmethod
    def _is_open(handle: int) -> bool:
        with suppress(OSError):
            os.fstat(handle)
            return True
        return False


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Make a run believe that it is on Windows, where what is open cannot be replaced."""
    system = Windows()
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", system)
    monkeypatch.setattr("degreekit.cohort.store.sys.platform", "win32")
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        inode = target.stat().st_ino
        if any(one == inode and system._is_open(held) for (one, _), held in system.locked.items()):
            raise PermissionError(13, "it is open", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replaced)
    return system


@pytest.mark.skipif(sys.platform == "win32", reason="it is Windows")
def test_on_windows_a_run_is_locked_kept_and_resumed_as_elsewhere(
    cohort: Cohort, windows: Windows
) -> None:
    with Run(cohort.path), pytest.raises(RunBusy, match="another process"):
        Run(cohort.path)
    assert windows.locked
    rows, _ = cohort.run(distinct(4), stop=2)
    whole, counts = cohort.run(distinct(4))
    assert whole[:2] == rows
    assert (counts.reused, counts.computed) == (2, 2)
    assert list(read_run(cohort.path)) == whole
    assert [path.name for path in cohort.path.parent.iterdir()] == [FILE]


def test_a_line_that_is_damaged_is_worked_out_again(cohort: Cohort) -> None:
    cohort.run(distinct(3))
    lines = cohort.path.read_bytes().splitlines(keepends=True)
    cohort.path.write_bytes(lines[0] + lines[1][:-9] + b"\n" + lines[2])
    with Run(cohort.path) as run:
        assert run.damaged == 1
    assert cohort.run(distinct(3))[1].computed == 1


def test_a_row_comes_back_from_data_as_it_was(cohort: Cohort) -> None:
    for row in evaluate(entries(10), Auditors(cohort.auditor), how=How("demand")):
        assert StudentRow.from_data(json.loads(json.dumps(row.to_data()))) == row


def test_keys_in_are_keys_out_and_the_statuses_add_up(cohort: Cohort) -> None:
    summary = Summary()
    some = [*entries(20), Entry("broken", {"records": [{"code": "?"}]})]
    for row in evaluate(summary.entering(some), Auditors(cohort.auditor)):
        summary.add(row)
    summary.check()
    assert sum(summary.statuses.values()) == summary.students == 21
    assert summary.statuses["failed"] == 1
    for _, counts in summary.requirements.values():
        assert sum(counts.values()) == 20
    assert summary.lines()[-1] == "21 rows, one for each student, in the order of the input"


#: The thorough run has as many as the docs promise.
MANY = 100_000 if THOROUGH else 10_000


@pytest.mark.slow
def test_reused_equals_recomputed_for_many_thousand_rows(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [Entry("", student(n)) for n in range(200)]

    def crowd() -> Iterator[Entry]:
        for n in range(MANY):
            one = some[n * 7919 % len(some)]
            yield Entry(f"k{n}", one.records)

    recomputed = [
        row.columns() for row in evaluate(some, Auditors(cohort.auditor), how=How("figures"))
    ]
    summary = Summary()
    with Run(cohort.path) as run:
        rows = evaluate(
            summary.entering(crowd()),
            Auditors(cohort.auditor),
            how=How("figures"),
            run=run,
            counts=summary.counts,
        )
        for row in rows:
            summary.add(row)
        run.finish()
    summary.check()
    assert (summary.rows, summary.counts.computed) == (MANY, summary.rows - summary.counts.reused)
    assert summary.counts.computed <= len(some)
    monkeypatch.setattr(Auditor, "judge", None)
    with Run(cohort.path) as run:
        counts = Counts()
        again = evaluate(
            crowd(), Auditors(cohort.auditor), how=How("figures"), run=run, counts=counts
        )
        for n, row in enumerate(again):
            expected = {**recomputed[n * 7919 % len(some)], "key": f"k{n}"}
            assert row.columns() == expected
        assert counts.reused == MANY
