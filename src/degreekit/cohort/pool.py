"""Work on many items over any `concurrent.futures.Executor`, in order, and with none lost.

Only `submit` is asked of the executor, in a window: `Executor.map` takes all items at once before
Python 3.14, and Dask's executor has no chunks. What all items have in common travels with each
chunk as bytes that were pickled once, and every worker makes it of them once.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

from degreekit.errors import DegreekitError

__all__ = ["OtherVersion", "Ready", "WorkerDied", "each", "portable", "processors"]

_Shared = TypeVar("_Shared")
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: Items that travel together. With 16 audits of some 10 to 60 ms each, what a chunk costs besides
#: (0.2 MB to send for the ML track) is below a hundredth.
_CHUNK = 16
#: So many chunks for each worker are under way or done and not yet asked for. It bounds the memory.
_AHEAD = 4
#: The same where an executor does not say how many workers it has, as a cluster's: 1,024 items.
_AHEAD_AT_ALL = 64
#: A worker keeps what it made for so many programs.
_KEPT = 16
#: What executors raise where a worker died, besides `BrokenExecutor`: of Dask and Ray, by name.
_DEATHS = {
    "KilledWorker",
    "CommClosedError",
    "FutureCancelledError",
    "WorkerCrashedError",
    "OutOfMemoryError",
}


class WorkerDied(DegreekitError):
    """The process that worked on an item ended, and so did another one that tried it alone."""

    def __init__(self) -> None:
        super().__init__(
            "the process that worked on it ended twice, the second time with nothing else to do: "
            "it may need more memory than there is; try it alone"
        )


class OtherVersion(DegreekitError):
    """A worker has another version of degreekit than the process that asks it.

    Attributes:
        here: the version that asks.
        there: the version of the worker.
    """

    def __init__(self, here: str, there: str):
        self.here = here
        self.there = there
        super().__init__(
            f"a worker has degreekit {there}, and this process {here}: install the same version on "
            f"all of them"
        )


def portable(error: Exception) -> Exception:
    """Return an error that can be sent to another process: itself, or what it is called."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # what was just pickled
    except Exception:  # noqa: BLE001  # an error of a plugin may do anything
        return RuntimeError(type(error).__name__)
    return error


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Ready(Generic[_Result]):
    """A result that is there already, among items that have to be worked on.

    Attributes:
        make: returns it, when its turn comes.
    """

    make: Callable[[], _Result]


def each(
    work: Callable[[_Shared, _Item], _Result],
    tasks: Iterable[tuple[_Shared, _Item] | Ready[_Result]],
    lost: Callable[[_Shared, _Item, Exception], _Result],
    executor: Executor | None = None,
    chunk: int | None = None,
    prepare: Callable[[_Shared], object] | None = None,
) -> Iterator[_Result]:
    """Yield what comes of each item, in their order.

    Args:
        work: what to do with an item, a function of a module; it raises nothing.
        tasks: what items have in common, which can be pickled, and the item; or a result that is
            there already. They are taken as they are needed.
        lost: what comes of an item that no worker survives, with what it has in common with others.
        executor: what runs the work; without it this process does, one item after the other. It is
            not shut down.
        chunk: how many items travel together.
        prepare: works out what does not depend on an item. Where workers begin as copies of this
            process it is done here, once, and they begin with it; other workers do it themselves
            as they need it.
    """
    if executor is None:
        return (one.make() if isinstance(one, Ready) else work(*one) for one in tasks)
    return _Crew(work, lost, executor, chunk or _CHUNK, prepare).results(iter(tasks))


# -------------------------------------------------------------------------------- in the workers

#: What this worker has made of the bytes it was sent, by their digest; the last ones used.
_made: dict[bytes, Any] = {}


def _shared(digest: bytes, data: bytes) -> Any:
    found = _made.pop(digest, None)
    if found is None:
        found = pickle.loads(data)  # noqa: S301  # of the process that asks
    _made[digest] = found
    if len(_made) > _KEPT:
        del _made[next(iter(_made))]
    return found


def _worked(
    asked_by: str,
    work: Callable[[Any, _Item], _Result],
    packs: dict[bytes, bytes],
    items: Sequence[tuple[bytes, _Item]],
) -> list[_Result]:
    """Return what comes of the items of a chunk; it runs in a worker."""
    if (here := version("degreekit")) != asked_by:
        raise OtherVersion(asked_by, here)
    return [work(_shared(digest, packs[digest]), item) for digest, item in items]


# -------------------------------------------------------------------------------- in this process


@dataclass(slots=True)
class _Chunk(Generic[_Item, _Result]):
    """Some items that travel together, among what is ready, and where their results will be.

    Attributes:
        items: each with the digest of what it has in common with others.
        packs: that, pickled, by its digest.
        places: for everything in the chunk what is ready, or None for the next one of the items.
        future: the results of the items.
    """

    items: list[tuple[bytes, _Item]]
    packs: dict[bytes, bytes]
    places: list[Ready[_Result] | None] = field(default_factory=list)
    future: Future[list[_Result]] | None = None


class _Crew(Generic[_Shared, _Item, _Result]):
    def __init__(
        self,
        work: Callable[[_Shared, _Item], _Result],
        lost: Callable[[_Shared, _Item, Exception], _Result],
        executor: Executor,
        size: int,
        prepare: Callable[[_Shared], object] | None = None,
    ):
        self.work = work
        self.lost = lost
        self.executor = executor
        self.size = size
        self.version = version("degreekit")
        self.workers: int | None = getattr(executor, "_max_workers", None)
        self.context: BaseContext | None = getattr(executor, "_mp_context", None)
        self.own: list[Executor] = []
        self.alone: ProcessPoolExecutor | None = None
        self.packed: dict[int, tuple[_Shared, bytes, bytes]] = {}
        self.prepare = prepare
        self.inherits = _begins_with_copies(executor)

    def results(self, tasks: Iterator[tuple[_Shared, _Item] | Ready[_Result]]) -> Iterator[_Result]:
        waiting: deque[_Chunk[_Item, _Result]] = deque()
        most = _AHEAD * self.workers if self.workers else _AHEAD_AT_ALL
        try:
            while True:
                while len(waiting) < most and (chunk := self._next(tasks)) is not None:
                    if chunk.items:
                        self._submit(chunk)
                    waiting.append(chunk)
                if not waiting:
                    return
                chunk = waiting.popleft()
                worked = iter(self._collected(chunk) if chunk.items else ())
                for place in chunk.places:
                    yield next(worked) if place is None else place.make()
        finally:
            for chunk in waiting:
                if chunk.future is not None:
                    chunk.future.cancel()
            for _, digest, _ in self.packed.values():
                _made.pop(digest, None)
            for one in (*self.own, *([self.alone] if self.alone else [])):
                one.shutdown(wait=False, cancel_futures=True)

    def _next(
        self, tasks: Iterator[tuple[_Shared, _Item] | Ready[_Result]]
    ) -> _Chunk[_Item, _Result] | None:
        chunk = _Chunk[_Item, _Result]([], {})
        for task in islice(tasks, self.size):
            if isinstance(task, Ready):
                chunk.places.append(task)
                continue
            digest, data = self._pack(task[0])
            chunk.packs[digest] = data
            chunk.items.append((digest, task[1]))
            chunk.places.append(None)
        return chunk if chunk.places else None

    def _pack(self, shared: _Shared) -> tuple[bytes, bytes]:
        """Return what items have in common as bytes, pickled once; the object itself is kept."""
        found = self.packed.get(id(shared))
        if found is None:
            data = pickle.dumps(shared)
            found = self.packed[id(shared)] = shared, hashlib.sha256(data).digest(), data
            if self.inherits:
                self._leave(found[1], shared)
        return found[1], found[2]

    def _leave(self, digest: bytes, shared: _Shared) -> None:
        """Put what items have in common, prepared, where workers look for it."""
        _made[digest] = shared
        if self.prepare is not None:
            with suppress(Exception):  # whatever is wrong with it, each item says so
                self.prepare(shared)

    def _submit(self, chunk: _Chunk[_Item, _Result]) -> None:
        try:
            chunk.future = self._sent(self.executor, chunk)
        except BrokenExecutor:  # for good: what is left is done by processes of our own
            self.executor = ProcessPoolExecutor(self.workers, mp_context=self._context())
            self.own.append(self.executor)
            chunk.future = self._sent(self.executor, chunk)

    def _sent(self, executor: Executor, chunk: _Chunk[_Item, _Result]) -> Future[list[_Result]]:
        self.inherits = False  # the workers begin now
        return executor.submit(_worked, self.version, self.work, chunk.packs, chunk.items)

    def _context(self) -> BaseContext | None:
        # A copy of a process with several threads may never end.
        if self.context is None and threading.active_count() > 1:
            return multiprocessing.get_context("spawn")
        return self.context

    def _collected(self, chunk: _Chunk[_Item, _Result]) -> list[_Result]:
        first = chunk.future
        assert first is not None  # noqa: S101  # it was submitted
        try:
            return first.result()
        except DegreekitError:
            raise
        except Exception as error:  # noqa: BLE001  # it may be the executor's, as it loses a result
            if _is_death(error):
                return self._again(chunk)
        try:
            return self._sent(self.executor, chunk).result()  # what fails by itself fails again
        except Exception as error:
            if not _is_death(error):
                raise
        return self._again(chunk)

    def _again(self, chunk: _Chunk[_Item, _Result]) -> list[_Result]:
        """Do a chunk once more in a process of its own, and then each of its items.

        Whoever made the worker die is not known: it may have been an item of another chunk.
        """
        try:
            return self._alone(chunk)
        except BrokenExecutor:
            pass
        found = []
        for digest, item in chunk.items:
            one = _Chunk[_Item, _Result]([(digest, item)], {digest: chunk.packs[digest]})
            try:
                found += self._alone(one)
            except BrokenExecutor:
                shared = next(one for one, key, _ in self.packed.values() if key == digest)
                found.append(self.lost(shared, item, WorkerDied()))
        return found

    def _alone(self, chunk: _Chunk[_Item, _Result]) -> list[_Result]:
        if self.alone is None:
            self.alone = ProcessPoolExecutor(1, mp_context=self._context())
        try:
            return self._sent(self.alone, chunk).result()
        except BrokenExecutor:
            self.alone.shutdown(wait=False)
            self.alone = None
            raise


def _begins_with_copies(executor: Executor) -> bool:
    """Return whether workers that begin from now on are copies of this process."""
    context = getattr(executor, "_mp_context", None)
    return (
        isinstance(executor, ProcessPoolExecutor)
        and isinstance(context, BaseContext)
        and context.get_start_method() == "fork"
        and not getattr(executor, "_processes", True)
    )


def _is_death(error: Exception) -> bool:
    return (
        isinstance(error, BrokenExecutor | CancelledError | ConnectionError | EOFError)
        or type(error).__name__ in _DEATHS
    )
