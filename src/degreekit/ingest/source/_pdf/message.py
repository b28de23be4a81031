"""What is said between the process that reads and the one that asks: bytes, never objects.

The reading process has parsed a file of unknown origin, so nothing it says is trusted: it sends
numbers and text, which are checked and cannot do anything.
"""

from __future__ import annotations

import json
import struct
from array import array
from typing import Any, BinaryIO, NamedTuple

__all__ = [
    "DONE",
    "GOES",
    "PAGE",
    "REFUSED",
    "STAYS",
    "BadMessage",
    "Caps",
    "Difference",
    "RawPage",
    "Refused",
    "read_frame",
    "read_request",
    "write_frame",
    "write_request",
]

#: The kinds of answers: a page, the reason why there is none, and the end of the document, after
#: which the process waits for another one, or does not.
PAGE, REFUSED, DONE = b"p", b"r", b"d"
STAYS, GOES = b"1", b"0"

#: A glyph turned by so many quarter turns, in the lowest bits of its flags; 7 for an oblique one.
OBLIQUE = 7
#: The flag of print so pale that it is to be overlooked.
PALE = 8

_FRAME = struct.Struct("<cQ")
_REQUEST = struct.Struct("<5Q")
_HEAD = struct.Struct("<II")
_BETWEEN = "\0"


class Caps(NamedTuple):
    """What reading one document may cost, as `degreekit.ingest.Limits` says it."""

    pages: int
    glyphs: int
    seconds: int
    memory: int


class Refused(Exception):  # it is an answer, no fault
    """The document has no pages to read.

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
    """What came is no answer: the reading process is out of order."""


class Difference(NamedTuple):
    """Letters that two libraries see differently in one place of a page.

    Attributes:
        first: what pdfplumber sees; empty where it sees nothing.
        second: what pdfium sees.
        box: where, in points from the top left corner of the page as it is shown.
        note: whether it stands in a note or a field of a form, which is drawn over the page.
    """

    first: str
    second: str
    box: tuple[float, float, float, float]
    note: bool = False


class RawPage(NamedTuple):
    """A page as it was read.

    Attributes:
        width: of the page as it is shown, in points.
        height: of the page as it is shown, in points.
        pictures: the share of it that pictures cover, 0 to 1.
        texts: the letters of each glyph.
        places: left, top, right, bottom of each glyph, one after the other.
        flags: of each glyph: the quarter turns of its writing direction, and `PALE`.
        differences: where the second reading is another one.
        outside: how many letters are drawn where a viewer shows nothing of the page.
    """

    width: float
    height: float
    pictures: float
    texts: list[str]
    places: array[float]
    flags: bytes
    differences: list[Difference]
    outside: int = 0

    def pack(self) -> bytes:
        """Return the page as bytes."""
        head = {
            "width": self.width,
            "height": self.height,
            "pictures": self.pictures,
            "differences": self.differences,
            "outside": self.outside,
        }
        parts = json.dumps(head).encode(), _BETWEEN.join(self.texts).encode("utf-8", "replace")
        return b"".join((_HEAD.pack(*map(len, parts)), *parts, self.places.tobytes(), self.flags))

    @classmethod
    def unpack(cls, data: bytes) -> RawPage:
        """Return the page that these bytes are.

        Raises:
            BadMessage: they are none.
        """
        try:
            size, letters = _HEAD.unpack_from(data)
            at = _HEAD.size
            head = json.loads(data[at : at + size])
            at += size
            text = data[at : at + letters].decode()
            texts = text.split(_BETWEEN) if text else []
            at += letters
            places = array("d")
            end = at + 4 * len(texts) * places.itemsize
            places.frombytes(data[at:end])
            flags = data[end:]
            differences = [
                Difference(str(first), str(second), _box(box), bool(note))
                for first, second, box, note in head["differences"]
            ]
            outside = int(head["outside"])
            sizes = (float(head["width"]), float(head["height"]), float(head["pictures"]))
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise BadMessage(str(error)) from None
        if len(places) != 4 * len(texts) or len(flags) != len(texts):
            raise BadMessage("a page has not as many places as glyphs")
        return cls(*sizes, texts, places, flags, differences, outside)


def _box(sides: Any) -> tuple[float, float, float, float]:
    left, top, right, bottom = map(float, sides)
    return left, top, right, bottom


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
        raise BadMessage("an answer is longer than its pages can be")
    return kind, _exactly(file, size)


def write_request(file: BinaryIO, data: bytes, caps: Caps) -> None:
    """Ask for the pages of a document."""
    file.write(_REQUEST.pack(len(data), *caps))
    file.write(data)
    file.flush()


def read_request(file: BinaryIO) -> tuple[bytes, Caps] | None:
    """Return the next document and what it may cost; None where there is none any more."""
    try:
        size, *caps = _REQUEST.unpack(_exactly(file, _REQUEST.size))
        return _exactly(file, size), Caps(*caps)
    except BadMessage:
        return None


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise BadMessage("it ended in the middle")
    return data


def refusal(data: bytes) -> Refused:
    """Return the reason that these bytes say."""
    try:
        said: Any = json.loads(data)
        return Refused(str(said["outcome"]), str(said["detail"]), stays=bool(said["stays"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadMessage(str(error)) from None
