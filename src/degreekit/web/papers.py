"""The files that were dropped on the page: in memory only, and never more than a few."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from degreekit.errors import DegreekitError
from degreekit.ingest import IngestError, Limits, Outcome

__all__ = ["Paper", "PaperGone", "Papers", "too_large"]

#: So many files are kept, and so many bytes of them; the ones not used for longest go first. A
#: student has one or two; the page sends a file again that is gone.
MOST_FILES = 40
MOST_BYTES = 100 * 2**20


@dataclass(frozen=True, slots=True)
class Paper:
    """One file.

    Attributes:
        id: made of its name and content, so the same file has the same id.
        name: as the user's machine calls it, without the folder.
        data: its bytes.
    """

    id: str
    name: str
    data: bytes


class PaperGone(DegreekitError, KeyError):
    """A file that is no longer kept.

    Attributes:
        id: of the file.
    """

    def __init__(self, id_: str) -> None:
        self.id = id_
        super().__init__("a file is no longer in memory: drop it again")

    def __str__(self) -> str:
        return str(self.args[0])


def too_large(limits: Limits) -> IngestError:
    """Return the message about a file that is larger than a document may be."""
    return IngestError(Outcome.TOO_LARGE, detail=f"the limit is {limits.size // 2**20} MiB")


class Papers:
    """The files that are kept.

    Args:
        limits: how large one may be.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._papers: OrderedDict[str, Paper] = OrderedDict()

    def add(self, name: str, data: bytes) -> Paper:
        """Keep a file, and return it.

        Raises:
            IngestError: it is larger than a document may be.
        """
        name = name.replace("\\", "/").rpartition("/")[2] or "transcript"
        if len(data) > self._limits.size:
            raise too_large(self._limits).at(name)
        id_ = hashlib.sha256(f"{name}\0".encode("utf-8", "replace") + data).hexdigest()
        self._papers[id_] = paper = Paper(id_, name, data)
        self._papers.move_to_end(id_)
        while len(self._papers) > MOST_FILES or self._bytes() > MOST_BYTES:
            self._papers.popitem(last=False)
        return paper

    def _bytes(self) -> int:
        return sum(len(paper.data) for paper in self._papers.values())

    def get(self, id_: str) -> Paper:
        """Return a file.

        Raises:
            PaperGone: it is not kept any longer.
        """
        if id_ not in self._papers:
            raise PaperGone(id_)
        self._papers.move_to_end(id_)
        return self._papers[id_]

    def clear(self) -> None:
        """Keep nothing any longer."""
        self._papers.clear()
