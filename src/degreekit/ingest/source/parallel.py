"""Many files at a time, each worked on in a copy of the calling process.

Reading a page and making sense of it take about as long as each other, and the second is Python, of
which only one thread runs at a time. So where the system can copy a process (``fork``) and this one
runs a single thread, the whole of the work is done in copies: they begin at once, with all plugins
loaded, and each has a process of its own that opens files (`degreekit.ingest.source.process`).
Elsewhere it is done in threads.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path
from selectors import EVENT_READ, BaseSelector, DefaultSelector
from typing import Any, BinaryIO, Generic, TypeVar, cast

__all__ = ["in_copy", "in_parallel"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

#: Whether this process is a copy, which makes none itself.
_IS_COPY = False


def in_parallel(
    work: Callable[[_Item], _Result], items: Iterable[_Item], processes: int | None = None
) -> Iterator[_Result]:
    """Yield what comes of each item, in their order, with some worked on ahead.

    Args:
        work: what to do with an item; it raises nothing. It may run in a copy of this process, so
            what it changes is not seen here; only what it returns is.
        items: taken as they are needed.
        processes: how many at a time; without it, one for each processor.

    Example:
        >>> from degreekit.ingest import in_parallel
        >>> list(in_parallel(abs, [-1, 2, -3]))
        [1, 2, 3]
    """
    many = processes or _processors()
    if many == 1:
        return (work(item) for item in items)
    if _can_copy():
        return _in_copies(work, iter(items), many)
    return _in_threads(work, iter(items), many)


def in_copy(work: Callable[[], _Result]) -> _Result:
    """Return what some work returns, or raise what it raises, done in a copy of this process.

    What the work needs in memory is given back with the copy. It is done in this process where no
    copy can be made, or where what came of it cannot be sent.
    """
    if not _can_copy():
        return work()
    copy = _Copy[None, _Outcome[_Result]](lambda _: _outcome(work), ())
    try:
        copy.begin(None)
        result, error = copy.result()
    except _Lost:
        return work()
    finally:
        copy.end()
    if error is not None:
        raise error
    return cast("_Result", result)


_Outcome = tuple[_Result | None, Exception | None]


def _outcome(work: Callable[[], _Result]) -> _Outcome[_Result]:
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001  # raised where the work was asked for
        return None, error


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_copy() -> bool:
    """Return whether a copy of this process works: with other threads, a lock may stay locked."""
    if _IS_COPY or sys.platform != "linux":
        return False
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


# -------------------------------------------------------------------------------------- threads


def _in_threads(
    work: Callable[[_Item], _Result], items: Iterator[_Item], many: int
) -> Iterator[_Result]:
    pool = ThreadPoolExecutor(many, thread_name_prefix="degreekit")
    try:
        waiting: deque[Future[_Result]] = deque(
            pool.submit(work, item) for item in islice(items, 2 * many)
        )
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(work, item) for item in islice(items, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)


# --------------------------------------------------------------------------------------- copies


class _Lost(Exception):
    """What came of an item did not arrive: the copy died, or it cannot be sent."""


class _Slot(Generic[_Item, _Result]):
    """An item, and what came of it."""

    def __init__(self, item: _Item) -> None:
        self.item = item
        self.is_done = False
        self.result: _Result | None = None


def _in_copies(
    work: Callable[[_Item], _Result], items: Iterator[_Item], many: int
) -> Iterator[_Result]:
    with DefaultSelector() as busy:
        copies = _Copies(work, items, many, busy)
        try:
            copies.begin()
            while copies.waiting:
                while not copies.waiting[0].is_done:
                    copies.collect()
                    copies.begin()
                result = cast("_Result", copies.waiting.popleft().result)
                copies.begin()
                yield result
        finally:
            copies.end()


class _Copies(Generic[_Item, _Result]):
    """Copies of this process, and what they work on.

    Attributes:
        waiting: what was begun and not given back, in the order of the items.
    """

    def __init__(
        self,
        work: Callable[[_Item], _Result],
        items: Iterator[_Item],
        many: int,
        busy: BaseSelector,
    ) -> None:
        self.waiting: deque[_Slot[_Item, _Result]] = deque()
        self._work, self._items, self._many, self._busy = work, items, many, busy
        self._all: list[_Copy[_Item, _Result]] = []
        self._idle: list[_Copy[_Item, _Result]] = []

    def begin(self) -> None:
        """Give items to copies that wait for one, new ones if need be."""
        while len(self.waiting) < 2 * self._many and len(self._busy.get_map()) < self._many:
            slot = next((_Slot[_Item, _Result](item) for item in self._items), None)
            if slot is None:
                return
            if not self._idle:
                self._all.append(_Copy(self._work, self._all))
                self._idle.append(self._all[-1])
            self.waiting.append(slot)
            copy = self._idle.pop()
            copy.begin(slot.item)
            self._busy.register(copy.answers, EVENT_READ, (copy, slot))

    def collect(self) -> None:
        """Take what the copies have done; do the work of one that died here."""
        for key, _ in self._busy.select():
            copy, slot = key.data
            self._busy.unregister(key.fileobj)
            try:
                slot.result = copy.result()
                self._idle.append(copy)
            except _Lost:
                self._all.remove(copy)
                copy.end()
                slot.result = self._work(slot.item)
            slot.is_done = True

    def end(self) -> None:
        """Kill the copies."""
        for copy in self._all:
            copy.end()


class _Copy(Generic[_Item, _Result]):
    """A copy of this process that works on one item after the other.

    Attributes:
        answers: the number of the file that it answers in.
    """

    def __init__(self, work: Callable[[_Item], _Result], others: Iterable[_Copy[Any, Any]]) -> None:
        to_copy, from_here = os.pipe()
        self.answers, from_copy = os.pipe()
        self._process = os.fork()
        if not self._process:
            status = 1
            with suppress(BaseException):  # nothing of this process may go on in the copy
                _begin_as_copy()
                for pipe in (from_here, self.answers):
                    os.close(pipe)
                for other in others:
                    other.close()
                _serve(work, os.fdopen(to_copy, "rb"), os.fdopen(from_copy, "wb"))
                status = 0
            os._exit(status)
        os.close(to_copy)
        os.close(from_copy)
        self._questions = os.fdopen(from_here, "wb")
        self._answers = os.fdopen(self.answers, "rb")

    def begin(self, item: _Item) -> None:
        """Give it an item. That it died, or is out of reach, shows when the result is asked for."""
        with suppress(Exception):
            _send(self._questions, item)

    def result(self) -> _Result:
        """Return what came of the item.

        Raises:
            _Lost: it did not arrive.
        """
        try:
            is_sent, result = pickle.load(self._answers)  # noqa: S301  # of a copy of this process
        except Exception:  # noqa: BLE001  # what comes back may do anything when it is made
            raise _Lost from None
        if not is_sent:
            raise _Lost
        return result  # type: ignore[no-any-return]  # what the work returned

    def close(self) -> None:
        """Close the pipes to it, after which it ends."""
        for pipe in (self._questions, self._answers):
            with suppress(OSError):
                pipe.close()

    def end(self) -> None:
        """Kill it."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        self.close()
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


def _begin_as_copy() -> None:
    global _IS_COPY  # noqa: PLW0603  # a process is a copy for good
    _IS_COPY = True
    gc.freeze()  # what was there before is not to be looked at, and so copied, by the collector
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with its parent


def _serve(work: Callable[[Any], Any], questions: BinaryIO, answers: BinaryIO) -> None:
    """Work on items until there are none any more."""
    while True:
        try:
            item = pickle.load(questions)  # noqa: S301  # of the process that this is a copy of
        except EOFError:
            return
        result = work(item)
        try:
            _send(answers, (True, result))
        except BrokenPipeError:
            return
        except Exception:  # noqa: BLE001  # not everything can be sent
            _send(answers, (False, None))


def _send(file: BinaryIO, value: Any) -> None:
    data = pickle.dumps(value)  # all of it, or nothing is sent
    file.write(data)
    file.flush()
