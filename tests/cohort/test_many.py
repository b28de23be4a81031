"""Many transcripts over any executor: in order, in a window, and none lost."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from pathlib import Path
from typing import Any

import pytest

from degreekit import Auditor, Transcript, read_adjustments
from degreekit.cohort import Entry, InvalidEntry, OtherVersion, Outcome, WorkerDied, audit_many
from degreekit.cohort.pool import Ready, each

from .small import auditor, student, students


class Lazy(Executor):
    """Works at once, in this process, and counts what is under way and not yet asked for."""

    def __init__(self) -> None:
        self.submitted = 0

    def submit(self, work: Any, /, *args: Any, **more: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        try:
            future.set_result(work(*pickle.loads(pickle.dumps(args)), **more))  # noqa: S301  # its own
        except Exception as error:  # noqa: BLE001  # as an executor does
            future.set_exception(error)
        return future


class Losing(Lazy):
    """Loses the first results on their way, as Dask does with those of a worker that is killed.

    Args:
        results: so many.
    """

    def __init__(self, results: int) -> None:
        super().__init__()
        self.results = results

    def submit(self, work: Any, /, *args: Any, **more: Any) -> Future[Any]:
        future = super().submit(work, *args, **more)
        if self.submitted > self.results:
            return future
        lost: Future[Any] = Future()
        lost.set_exception(ValueError("too many values to unpack (expected 3)"))
        return lost


class Deadly(Mapping[str, Any]):
    """Data that kills whoever reads it, but for the process that made it."""

    def __init__(self, here: int) -> None:
        self.here = here

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        if os.getpid() != self.here:
            os.kill(os.getpid(), signal.SIGKILL)
        return iter(())


def figures(outcome: Outcome) -> tuple[Any, ...]:
    audit = outcome.audit
    if audit is None:
        return outcome.key, type(outcome.error).__name__
    return outcome.key, audit.status, audit.remaining.courses, audit.gpa


def test_the_outcomes_are_those_of_single_audits_in_the_order_of_the_items() -> None:
    one = auditor()
    items = list(students(40))
    found = list(audit_many(one, items))
    assert [outcome.key for outcome in found] == [item["key"] for item in items]
    for outcome, item in zip(found, items, strict=True):
        assert outcome.audit == one.audit(Transcript.from_data(item["transcript"]))


def test_processes_threads_and_this_process_give_the_same() -> None:
    one = auditor()
    items = list(students(50))
    here = [figures(outcome) for outcome in audit_many(one, items)]
    with ThreadPoolExecutor(2) as threads:
        assert [figures(o) for o in audit_many(one, items, threads)] == here
    with ProcessPoolExecutor(2) as processes:
        assert [figures(o) for o in audit_many(one, items, processes, chunk=3)] == here
        assert [figures(o) for o in audit_many(one, items, processes)] == here  # still open


def test_items_are_taken_as_they_are_needed() -> None:
    taken = 0

    def items() -> Iterator[dict[str, Any]]:
        nonlocal taken
        for item in students(100_000):
            taken += 1
            yield item

    executor = Lazy()
    found = audit_many(auditor(), items(), executor, chunk=2)
    for _ in range(10):
        next(found)
    assert taken <= 2 * 64 + 12
    assert executor.submitted <= 64 + 6
    found.close()  # type: ignore[attr-defined]  # a generator


def test_an_item_that_fails_is_an_outcome_with_its_error() -> None:
    items: list[Any] = [
        student(1),
        {"records": [{"code": "?"}]},
        "no-such-file.pdf",
        {"key": "k", "transcript": student(2), "adjustments": [{"kind": "unknown"}]},
        {"key": "p", "transcript": student(2), "program": "another"},
        {"transcript": student(2)},
        {"key": "x", "transcript": {"institution": "elsewhere", "records": []}},
    ]
    found = [figures(one) for one in audit_many(auditor(), items)]
    assert [(key, error) for key, error, *_ in found[1:]] == [
        ("2", "InvalidTranscript"),
        ("no-such-file.pdf", "FileProblem"),
        ("k", "InvalidAdjustments"),
        ("p", "InvalidEntry"),
        ("6", "InvalidEntry"),
        ("x", "WrongInstitution"),
    ]


def test_decisions_and_plans_are_of_each_student() -> None:
    waive = [{"kind": "waive", "requirement": "core"}]
    items: list[Any] = [
        {"key": "none", "transcript": student(5)},
        {"key": "waived", "transcript": student(5), "adjustments": waive},
        Entry("entry", student(5), adjustments=read_adjustments(waive), plan=["CS 7", "CS 8"]),
    ]
    one = auditor()
    pairs = [("none", student(5)), ("waived", Transcript.from_data(student(5)), waive)]
    alike = [figures(outcome) for outcome in audit_many(one, items[:2])]
    assert [figures(outcome) for outcome in audit_many(one, pairs)] == alike
    none, waived, entry = (outcome.audit for outcome in audit_many(one, items))
    assert none is not None
    assert waived is not None
    assert entry is not None
    assert waived.requirement("core").status.value == "waived"
    assert none.requirement("core").status.value != "waived"
    assert {a.kind for a in entry.assumptions} <= {"planned"}
    assert len(entry.adjustments) == 1


@pytest.mark.parametrize("chunk", [1, 4])
def test_a_worker_that_dies_loses_no_item(chunk: int) -> None:
    items: list[Any] = list(students(30))
    items[11] = Entry("deadly", Deadly(os.getpid()))
    expected = [item["key"] if isinstance(item, dict) else item.key for item in items]
    with ProcessPoolExecutor(2) as pool:
        found = list(audit_many(auditor(), items, pool, chunk=chunk))
    assert [outcome.key for outcome in found] == expected
    dead = [outcome for outcome in found if outcome.audit is None]
    assert [(outcome.key, type(outcome.error)) for outcome in dead] == [("deadly", WorkerDied)]


def test_a_pool_that_breaks_under_somebody_else_gives_the_same_rows() -> None:
    items = list(students(60))
    here = [figures(outcome) for outcome in audit_many(auditor(), items)]
    with ProcessPoolExecutor(2) as pool:
        found = audit_many(auditor(), items, pool, chunk=2)
        rows = [figures(next(found))]
        for process in pool._processes.values():
            process.kill()
        rows += map(figures, found)
        with pytest.raises(BrokenExecutor):
            pool.submit(abs, 1)
    assert rows == here


def test_a_result_that_an_executor_loses_is_asked_for_again() -> None:
    items = list(students(6))
    one = auditor()
    here = [(o.key, o.status) for o in audit_many(one, items)]
    executor = Losing(1)
    found = audit_many(one, items, executor, chunk=2)
    assert [(o.key, o.status) for o in found] == here
    assert executor.submitted == 4
    with pytest.raises(ValueError, match="too many values"):
        list(audit_many(one, items, Losing(100), chunk=2))  # what fails again is no loss


def test_a_worker_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("degreekit.cohort.pool._Crew._sent", _sent_by_another_version)
    with pytest.raises(OtherVersion, match="install the same version"):
        list(audit_many(auditor(), students(2), Lazy()))


def _sent_by_another_version(crew: Any, executor: Executor, chunk: Any) -> Any:
    from degreekit.cohort.pool import _worked

    return executor.submit(_worked, "0.0", crew.work, chunk.packs, chunk.items)


def test_an_auditor_is_made_once_in_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    sent = auditor(free=2)
    whole = Auditor.__init__

    def counted(self: Auditor, *given: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        whole(self, *given, **named)

    monkeypatch.setattr(Auditor, "__init__", counted)
    list(audit_many(sent, students(20), Lazy(), chunk=2))
    assert made == 1


def test_an_auditor_that_was_used_is_pickled_without_what_it_knows_of_students() -> None:
    one = auditor()
    fresh = len(pickle.dumps(one))
    for item in students(50):
        one.audit(Transcript.from_data(item["transcript"]))
    again = pickle.loads(pickle.dumps(one))  # noqa: S301  # its own
    assert len(pickle.dumps(one)) < 2 * fresh  # what models of the rules keep of themselves
    assert again.judge(Transcript.from_data(student(3))) == one.judge(
        Transcript.from_data(student(3))
    )


def test_what_is_ready_comes_in_its_place() -> None:
    tasks: list[Any] = [("x", 1), Ready(lambda: "ready"), ("x", 2), Ready(lambda: "too")]
    with ThreadPoolExecutor(1) as pool:
        for executor in (None, pool):
            found = list(each(_joined, tasks, lambda *_: "lost", executor, 2))
            assert found == ["x1", "ready", "x2", "too"]


def _joined(shared: str, item: int) -> str:
    return f"{shared}{item}"


def test_files_of_each_kind_are_items(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(Transcript.from_data(student(4)).to_json())
    with path.open("rb") as file:
        items: list[Any] = [path, str(path), path.read_bytes(), file, Entry("e", (path, path))]
        with ProcessPoolExecutor(1) as pool:
            found = [figures(one) for one in audit_many(auditor(), items, pool)]
    assert [key for key, *_ in found] == [str(path), str(path), "3", "4", "e"]
    assert len({rest for _, *rest_ in found[:4] for rest in [tuple(rest_)]}) == 1


def test_an_entry_without_records_says_so() -> None:
    with pytest.raises(InvalidEntry, match="no transcript"):
        Entry("a", None).transcript()


class Preparable:
    """What items have in common; as an auditor it travels without what it has worked out."""

    def __init__(self) -> None:
        self.times = 0

    def __reduce__(self) -> tuple[type[Preparable], tuple[()]]:
        return Preparable, ()

    def prepare(self) -> None:
        self.times += 1

    def fail(self) -> None:
        raise ValueError


def worked(executor: Executor, prepare: Any) -> tuple[int, set[int]]:
    """Return how often what items have in common was prepared here, and in the workers."""
    shared = Preparable()
    tasks = [(shared, number) for number in range(20)]
    with executor:
        found = set(each(_times, tasks, lambda *_: -1, executor, 2, prepare))
    return shared.times, found


def copies() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))


def _times(shared: Preparable, _item: int) -> int:
    return shared.times


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no copies")
def test_workers_that_are_copies_begin_with_what_was_prepared_once() -> None:
    assert worked(copies(), Preparable.prepare) == (1, {1})


def test_nothing_is_prepared_here_for_workers_that_begin_anew() -> None:
    assert worked(Lazy(), Preparable.prepare) == (0, {0})


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no copies")
def test_what_cannot_be_prepared_is_worked_on_all_the_same() -> None:
    assert worked(copies(), Preparable.fail) == (0, {0})
