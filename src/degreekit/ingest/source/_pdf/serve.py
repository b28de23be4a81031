"""The process that does jobs on documents: one after the other, each within its limits."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any, BinaryIO

from .jobs import work
from .protocol import DONE, GOES, ITEM, REFUSED, STAYS, Refused, read_request, write_frame

__all__ = ["main"]

#: A process that has done so many jobs makes room for a fresh one.
_DOCUMENTS = 200
#: So does one that holds so much more memory than at its start: the libraries leak, or a document
#: made them keep something.
_GROWTH = 96 * 2**20


def main() -> None:
    """Answer requests until there are none any more."""
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    logging.disable(logging.CRITICAL)  # the parsers' warnings quote the document
    logging.Logger.debug = _nothing  # type: ignore[method-assign]  # asked for at every token
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _refuse)
    first = _resident()
    for left in reversed(range(_DOCUMENTS)):
        request = read_request(questions)
        if request is None:
            return
        refused = _answer(answers, *request)
        strained = refused is not None and refused.outcome == "too_large"
        stays = left > 0 and not strained and _resident() <= first + _GROWTH
        if refused is None:
            write_frame(answers, DONE, STAYS if stays else GOES)
        else:
            said = {"outcome": refused.outcome, "detail": refused.detail, "stays": stays}
            write_frame(answers, REFUSED, json.dumps(said).encode())
        if not stays:
            return


def _nothing(*_arguments: object, **_more: object) -> None:
    """Log nothing."""


def _refuse(*_arguments: object) -> None:
    raise OSError("reading a document opens no connection")


def _answer(answers: BinaryIO, order: dict[str, Any], data: bytes) -> Refused | None:
    """Send what a job makes of a document; return the reason where it makes nothing."""
    _limit(order["seconds"], order["memory"])
    try:
        for item in work(order["job"], data, order):
            write_frame(answers, ITEM, item)
    except Refused as refused:
        return refused
    return None


def _limit(seconds: int, memory: int) -> None:
    """Let the system end this process where the next job takes more than it may."""
    try:
        import resource
    except ImportError:  # not a POSIX system: the caller's clock is the only limit
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    for kind, most in ((resource.RLIMIT_CPU, until), (resource.RLIMIT_AS, memory)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


def _resident() -> int:
    """Return how much memory this process holds, in bytes; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return int(pages[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
