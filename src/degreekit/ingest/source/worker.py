"""The processes that read PDFs: started when needed, kept for the next document, killed at will.

A document that hangs, crashes or exhausts the parser takes only its process with it. A process that
is kept saves its start, which takes longer than reading a transcript. It is a script of its own, so
nothing of the calling program runs again in it, whatever that program is.
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
from typing import BinaryIO, cast

from degreekit.ingest.source._pdf.message import (
    DONE,
    PAGE,
    REFUSED,
    STAYS,
    BadMessage,
    Caps,
    RawPage,
    Refused,
    read_frame,
    refusal,
    write_request,
)

__all__ = ["read_isolated"]

_SCRIPT = Path(__file__).with_name("_pdf") / "__main__.py"
#: So many processes are kept at most while nothing is read.
_KEPT = min(8, os.cpu_count() or 1)
#: What a glyph may take in an answer, and what the rest of a page may.
_GLYPH_BYTES = 128
_PAGE_BYTES = 2**20


def read_isolated(data: bytes, caps: Caps) -> Iterator[RawPage]:
    """Yield the pages of a document, read in another process.

    Raises:
        Refused: it has none, or passes a limit; the outcome says why.
    """
    worker = _POOL.take()
    stays = False  # not after an error, nor with answers left that nobody has read
    try:
        stays = yield from worker.read(data, caps)
    except Refused as refused:
        stays = refused.stays
        raise
    finally:
        if stays:
            _POOL.give(worker)
        else:
            worker.end()


class _Worker:
    """One process that reads."""

    def __init__(self) -> None:
        # -P: the script's folder is no place to import from
        self._process = subprocess.Popen(  # noqa: S603  # our own script, no shell
            [sys.executable, "-P", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._input = cast("BinaryIO", self._process.stdin)
        self._output = cast("BinaryIO", self._process.stdout)

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def read(self, data: bytes, caps: Caps) -> Generator[RawPage, None, bool]:
        """Yield the pages of a document; return whether the process waits for another one."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(caps.seconds, end)
        clock.daemon = True
        clock.start()
        try:
            with suppress(BrokenPipeError):  # it says why, or it died, which is the answer
                write_request(self._input, data, caps)
            return (yield from self._pages(caps))
        except BadMessage:  # it died: broken input, or it passed a limit
            if late.is_set() or self._took_too_long():
                detail = f"reading takes more than {caps.seconds} seconds"
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

    def _pages(self, caps: Caps) -> Generator[RawPage, None, bool]:
        most = _GLYPH_BYTES * caps.glyphs + _PAGE_BYTES
        for _ in range(caps.pages + 1):
            kind, data = read_frame(self._output, most)
            if kind == DONE:
                return data == STAYS
            if kind == REFUSED:
                raise refusal(data)
            if kind != PAGE:
                raise BadMessage("an answer of no known kind")
            page = RawPage.unpack(data)
            most -= len(data) - min(len(data), _PAGE_BYTES)
            yield page
        raise BadMessage("more pages than asked for")

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


class _Pool:
    """The processes that wait for the next document."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []

    def take(self) -> _Worker:
        """Return a process that waits, or a new one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.end()
        return _Worker()

    def give(self, worker: _Worker) -> None:
        """Keep a process for the next document."""
        with self._lock:
            if len(self._idle) < _KEPT and worker.is_alive:
                self._idle.append(worker)
                return
        worker.end()

    def clear(self) -> None:
        """End all that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def forked(self) -> None:
        """In the child of a fork: the processes are the parent's."""
        self._lock = threading.Lock()
        for worker in self._idle:
            worker.forget()
            worker._process.returncode = 0  # nothing to wait for here
        self._idle = []


_POOL = _Pool()
atexit.register(_POOL.clear)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOL.forked)
