"""The messages between a process that does a job on a document and the one that asks for it.

The process has parsed a file of unknown origin, so nothing it says is trusted: it sends bytes,
which are bounded and checked by whoever takes them, and never objects.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

__all__ = [
    "DONE",
    "GOES",
    "ITEM",
    "REFUSED",
    "STAYS",
    "BadMessage",
    "Refused",
    "read_frame",
    "read_request",
    "refusal",
    "write_frame",
    "write_request",
]

#: The kinds of answers: a part of the result, the reason why there is none, and the end, after
#: which the process waits for another document, or does not.
ITEM, REFUSED, DONE = b"i", b"r", b"d"
STAYS, GOES = b"1", b"0"

_FRAME = struct.Struct("<cQ")
_REQUEST = struct.Struct("<QQ")


class Refused(Exception):  # an answer, not a fault of the program
    """A document that a job could not be done on.

    Attributes:
        outcome: the reason, as `degreekit.ingest.Outcome` names it.
        detail: what exactly.
        stays: whether the process that says so waits for another document.
    """

    def __init__(self, outcome: str, detail: str = "", *, stays: bool = False) -> None:
        self.outcome = outcome
        self.detail = detail
        self.stays = stays
        super().__init__(outcome)


class BadMessage(ValueError):
    """What came is not an answer: the process is out of order."""


def write_request(file: BinaryIO, order: dict[str, Any], data: bytes) -> None:
    """Ask for a job.

    Args:
        file: where to.
        order: the name of the `job`, what it may cost (`seconds`, `memory`), and what it needs.
        data: the document.
    """
    head = json.dumps(order).encode()
    file.write(_REQUEST.pack(len(head), len(data)) + head)
    file.write(data)
    file.flush()


def read_request(file: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the next order and its document; None where nobody asks any more."""
    try:
        head, size = _REQUEST.unpack(_exactly(file, _REQUEST.size))
        order: dict[str, Any] = json.loads(_exactly(file, head))
        return order, _exactly(file, size)
    except BadMessage:
        return None


def write_frame(file: BinaryIO, kind: bytes, data: bytes) -> None:
    """Send one answer."""
    file.write(_FRAME.pack(kind, len(data)) + data)
    file.flush()


def read_frame(file: BinaryIO, most: int) -> tuple[bytes, bytes]:
    """Return the kind and the bytes of the next answer.

    Raises:
        BadMessage: it ended in the middle, or is longer than `most`.
    """
    kind, size = _FRAME.unpack(_exactly(file, _FRAME.size))
    if size > most:
        raise BadMessage("an answer is longer than it can be")
    return kind, _exactly(file, size)


def refusal(data: bytes) -> Refused:
    """Return the reason that these bytes say."""
    try:
        said: Any = json.loads(data)
        return Refused(str(said["outcome"]), str(said["detail"]), stays=bool(said["stays"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadMessage(str(error)) from None


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise BadMessage("it ended in the middle")
    return data
