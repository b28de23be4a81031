"""Many transcripts against one program, over any executor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from degreekit.audit import Audit, Auditor, Status
from degreekit.cohort.entry import Entry, InvalidEntry, Records
from degreekit.cohort.pool import each, portable
from degreekit.transcript import Transcript

__all__ = ["Item", "Outcome", "audit_many"]

#: A student as an `Entry`, as the object of a JSON Lines list, or as records alone.
Item: TypeAlias = Entry | Records | tuple[Any, ...]

_FIELDS = ("key", "transcript", "program", "adjustments", "plan")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one item: an audit, or the reason why there is none.

    Attributes:
        key: of the student.
        audit: the certified answer; None where there is none.
        error: why there is none; None where there is one.
    """

    key: str
    audit: Audit | None = None
    error: Exception | None = None

    @property
    def status(self) -> Status | None:
        """How the degree stands; None where there is no answer."""
        return None if self.audit is None else self.audit.status


def audit_many(
    auditor: Auditor,
    items: Iterable[Item],
    executor: Executor | None = None,
    *,
    chunk: int | None = None,
) -> Iterator[Outcome]:
    """Audit many transcripts, over any `concurrent.futures.Executor`.

    The results come in the order of the items, and there is one for each. Items are taken as they
    are needed, and only a window of them is under way or waits, so the memory does not grow with
    their number. An item that fails is an outcome with its error. Where a worker dies, what it
    worked on is tried once more in a process of its own; an item that ends that one too has the
    error `WorkerDied`.

    Args:
        auditor: of the program. It travels to each worker by pickle, and is made once in each.
        items: an `Entry` with key, decisions and plan; a mapping with ``key``, ``transcript``,
            ``adjustments`` and ``plan``, as in a list of students; a tuple of key, transcript and
            decisions; or records alone: a transcript, its data, or a file. Without a key an item is
            called by its path, or else by its number, counted from 1.
        executor: where the work is done, such as a `ProcessPoolExecutor`, or
            ``client.get_executor()`` of Dask; in this process without it. It is not shut down.
        chunk: how many items travel together.

    Yields:
        The outcome of each item.

    Raises:
        OtherVersion: a worker has another version of degreekit.

    Example:
        >>> from degreekit import get_auditor
        >>> from degreekit.cohort import audit_many
        >>> items = [{"key": "ab1", "transcript": {"records": []}}, {"records": [{"code": "?"}]}]
        >>> for outcome in audit_many(get_auditor("columbia-ms-cs-ml"), items):
        ...     print(outcome.key, outcome.status or type(outcome.error).__name__)
        ab1 unsatisfied
        2 InvalidTranscript
    """
    tasks = ((auditor, _entry(item, number)) for number, item in enumerate(items, start=1))
    return each(_audited, tasks, _lost, executor, chunk, Auditor.prepare)


def _entry(item: Item, number: int) -> Entry:
    if isinstance(item, Entry):
        entry = item
    elif isinstance(item, tuple) and isinstance(item[0], str) and _is_data(item[1:]):
        entry = Entry(item[0], item[1], adjustments=item[2] if len(item) > 2 else ())
    elif isinstance(item, Mapping) and "transcript" in item:
        entry = entry_of(item, str(number))
    else:
        entry = Entry(str(item) if isinstance(item, str | Path) else str(number), item)
    try:
        return entry.portable()
    except Exception as error:  # noqa: BLE001  # it is the outcome of this item
        return Entry(entry.key, None, problem=error)


def _is_data(parts: tuple[Any, ...]) -> bool:
    """Return whether a tuple goes on with records: else it is of the files of one student."""
    return bool(parts) and isinstance(parts[0], Transcript | Mapping)


def entry_of(data: Mapping[str, Any], place: str, key: str | None = None) -> Entry:
    """Return the entry that an object of a list stands for; what is wrong with it is its problem.

    Args:
        data: the object, with what is in `Entry` and ``transcript`` for the records.
        place: where it stands, for messages, and as its key if it has none.
        key: its key, where that is known.
    """
    given = data.get("key", key)
    if given is None or isinstance(given, bool | dict | list) or not str(given).strip():
        given, problem = place, "it has no key"
    else:
        problem = ""
    if unknown := [name for name in data if name not in _FIELDS]:
        problem = f"there is no field {str(unknown[0])[:40]!r}: the fields are {', '.join(_FIELDS)}"
    elif data.get("transcript") is None:
        problem = problem or "it has no transcript"
    name = str(given)
    return Entry(
        key=name,
        records=data.get("transcript"),
        program=data.get("program"),
        adjustments=data.get("adjustments") or (),
        plan=data.get("plan") or (),
        problem=InvalidEntry(place, problem) if problem else None,
    )


def _audited(auditor: Auditor, entry: Entry) -> Outcome:
    try:
        _check(auditor, entry)
        planned = entry.planned(auditor.institution)
        audit = auditor.audit(entry.transcript().with_planned(planned), entry.decisions())
        return Outcome(entry.key, audit)
    except Exception as error:  # noqa: BLE001  # it is the outcome of this item
        return Outcome(entry.key, error=portable(error))


def _check(auditor: Auditor, entry: Entry) -> None:
    if entry.problem is not None:
        raise entry.problem
    here = auditor.program.id
    if isinstance(entry.program, str) and entry.program.split("@")[0] != here:
        raise InvalidEntry(entry.key, f"the program is {entry.program!r}, and not {here!r}")


def _lost(_auditor: Auditor, entry: Entry, error: Exception) -> Outcome:
    return Outcome(entry.key, error=error)
