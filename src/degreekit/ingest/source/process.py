"""The processes that open documents: started, bounded, kept for the next one and ended here only.

A document that hangs, crashes or exhausts a library takes only its process with it. A process that
is kept saves its start, which takes longer than reading a transcript. It runs a script of its own
(`_pdf`), so nothing of the calling program runs again in it, whatever that program is.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from degreekit.ingest.source._pdf.protocol import (
    DONE,
    ITEM,
    REFUSED,
    STAYS,
    BadMessage,
    Refused,
    read_frame,
    refusal,
    write_request,
)
from degreekit.ingest.source.errors import CannotIsolate, IngestError, MissingDependency, Outcome

__all__ = ["Cost", "run"]

_SCRIPT = Path(__file__).with_name("_pdf") / "__main__.py"
#: So many processes are kept at most while nothing is read.
_KEPT = min(8, os.cpu_count() or 1)
#: How much longer than its processor time a job may take, on a machine with other work.
_PATIENCE = 3


class Cost(NamedTuple):
    """What a job may cost.

    Attributes:
        seconds: of processor time.
        memory: address space of the process, in bytes.
        answer: bytes of its answer, in all.
    """

    seconds: int
    memory: int
    answer: int = 256 * 2**20


def run(
    job: str, data: bytes, order: dict[str, Any], cost: Cost, *, isolated: bool = True
) -> Iterator[bytes]:
    """Yield what a job makes of a document, in a process of its own.

    Args:
        job: its name, as `_pdf.jobs` knows it.
        data: the document.
        order: what the job needs besides.
        cost: what it may cost; the process is killed where it takes more.
        isolated: False to do it in this process, where nothing bounds what it costs.

    Raises:
        IngestError: the job could not be done within its cost; the outcome says why.
        CannotIsolate: the system starts no process.
        MissingDependency: this process does the job, and a library of it is not installed.
    """
    try:
        if isolated:
            yield from _run({**order, "job": job}, data, cost)
        else:
            from degreekit.ingest.source._pdf.jobs import work  # only here: it loads PDF libraries

            yield from work(job, data, order)
    except ImportError as error:
        raise MissingDependency(error.name or str(error)) from None
    except Refused as refused:
        known = refused.outcome in set(Outcome)  # it comes from a process that is not trusted
        outcome = Outcome(refused.outcome) if known else Outcome.DAMAGED
        raise IngestError(outcome, detail=refused.detail) from None


def _run(order: dict[str, Any], data: bytes, cost: Cost) -> Iterator[bytes]:
    process = _POOL.take()
    stays = False  # not after an error, nor with answers left that nobody has read
    try:
        stays = yield from process.answers(order, data, cost)
    except Refused as refused:
        stays = refused.stays
        raise
    finally:
        if stays:
            _POOL.give(process)
        else:
            process.end()


class _Process:
    """One process that does jobs."""

    def __init__(self) -> None:
        try:
            # -P: the script's folder is no place to import from
            self._process = subprocess.Popen(  # noqa: S603  # our own script, no shell
                [sys.executable, "-P", str(_SCRIPT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except OSError as error:
            raise CannotIsolate(error.strerror or str(error)) from None
        self._input = cast("BinaryIO", self._process.stdin)
        self._output = cast("BinaryIO", self._process.stdout)

    @property
    def id(self) -> int:
        """Its number in the system."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def answers(
        self, order: dict[str, Any], data: bytes, cost: Cost
    ) -> Generator[bytes, None, bool]:
        """Yield the answers of a job; return whether the process waits for another one."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(_PATIENCE * cost.seconds, end)
        clock.daemon = True
        clock.start()
        try:
            with suppress(BrokenPipeError):  # it says why, or it died, which is the answer
                limits = {"seconds": cost.seconds, "memory": cost.memory}
                write_request(self._input, {**order, **limits}, data)
            return (yield from self._until_done(cost.answer))
        except BadMessage:  # it died: broken input, or it passed a limit
            if late.is_set() or self._took_too_long():
                detail = f"reading takes more than {cost.seconds} seconds"
                raise Refused("too_large", detail) from None
            raise Refused("damaged") from None
        finally:
            clock.cancel()

    def _took_too_long(self) -> bool:
        """Return whether the system ended it for the processor time it took."""
        if not hasattr(signal, "SIGXCPU"):
            return False
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=1) == -signal.SIGXCPU
        return False

    def _until_done(self, most: int) -> Generator[bytes, None, bool]:
        while True:
            kind, data = read_frame(self._output, most)
            if kind == DONE:
                return data == STAYS
            if kind == REFUSED:
                raise refusal(data)
            if kind != ITEM:
                raise BadMessage("an answer of no known kind")
            most -= len(data)
            yield data

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self.forget()
        self._process.wait()

    def forget(self) -> None:
        """Close the pipes to it."""
        for pipe in (self._input, self._output):
            with suppress(OSError):
                pipe.close()

    def disown(self) -> None:
        """Let it be another process's, in the child of a fork."""
        self.forget()
        self._process.returncode = 0  # nothing to wait for here


class _Pool:
    """The processes that wait for the next document."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Process] = []

    @property
    def waiting(self) -> list[int]:
        """The numbers of the processes that wait."""
        return [process.id for process in self._idle]

    def take(self) -> _Process:
        """Return a process that waits, or a new one."""
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.is_alive:
                    return process
                process.end()
        return _Process()

    def give(self, process: _Process) -> None:
        """Keep a process for the next document."""
        with self._lock:
            if len(self._idle) < _KEPT and process.is_alive:
                self._idle.append(process)
                return
        process.end()

    def clear(self) -> None:
        """End all that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def forked(self) -> None:
        """In the child of a fork: the processes are the parent's."""
        self._lock = threading.Lock()
        for process in self._idle:
            process.disown()
        self._idle = []


_POOL = _Pool()
atexit.register(_POOL.clear)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forked)
