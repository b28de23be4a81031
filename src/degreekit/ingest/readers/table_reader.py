"""The reader of tables: one reading for all institutions.

Most transcripts are tables, one row a course, under headings of terms. A `TableReader` has
to know only whose courses they are: an `Institution` knows its codes and its grades. The columns,
the wording and the layout are found in the document itself (`degreekit.ingest.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from typing_extensions import override

from degreekit.courses import Institution
from degreekit.ingest.page.document import Document
from degreekit.ingest.readers.reader import Certainty, Claim, Extraction, Reader
from degreekit.ingest.readers.recorder import Recorder
from degreekit.ingest.readers.sheet import Ground, Sheet
from degreekit.ingest.tables.columns.codes import FoundCode

__all__ = ["TableReader"]


class TableReader(Reader):
    """Reads a transcript that is a table, for an institution.

    Args:
        institution: whose courses it lists: its grammar of codes and its grade scales.
        id: a stable name, as ``lakeside-transcript``; by default the institution's id and that.
        title: the kind of document, for people.
        names: what the institution is called in its documents; by default its title.

    Example:
        >>> from degreekit.courses import Institution
        >>> from degreekit.ingest import TableReader
        >>> TableReader(Institution(id="lakeside", title="Lakeside College")).id
        'lakeside-transcript'
    """

    def __init__(
        self,
        institution: Institution,
        *,
        id: str | None = None,
        title: str | None = None,
        names: Sequence[str] = (),
    ) -> None:
        self.institution = institution
        self.id = id or f"{institution.id}-transcript"
        self.title = title or f"{institution.title}, transcript"
        self.names = tuple(names) or (institution.title,)

    # -- what an institution may know better

    def subject(self, text: str) -> str | None:  # noqa: ARG002  # for those that can tell
        """Return the subject of codes that a document prints without one; None: it prints all."""
        return None

    def kind(self, text: str) -> tuple[str, bool]:  # noqa: ARG002  # as above
        """Return the kind of a document, and whether one lists the whole record."""
        return "transcript", True

    def scale(self, school: str | None, programs: Sequence[str]) -> str | None:  # noqa: ARG002  # readers have it
        """Return the id of the grade scale of a school block; None where it is not known."""
        return None

    def person(self, text: str) -> re.Match[str] | None:  # noqa: ARG002  # as above
        """Return the match of a line that names the student without a label.

        The groups ``name`` and ``id`` are personal data, ``program`` is kept.
        """
        return None

    def claim(self, text: str, codes: Sequence[FoundCode]) -> Claim | None:  # noqa: ARG002  # readers have it
        """Return a claim on a document that has such a table, or None.

        Args:
            text: all that the document says, line by line.
            codes: the course codes in the table; at least one.
        """
        head = " ".join(text.split()).casefold()
        named = any(name.casefold() in head for name in self.names)
        return (
            Claim(Certainty.CERTAIN, f"a table of courses, the name of {self.names[0]}")
            if named
            else None
        )

    # -- reading

    def identify(self, document: Document) -> Claim | None:
        """Claim a document that has a table of courses of the institution."""
        sheet = self._sheet(document)
        if not sheet.rows:
            return None
        return self.claim(sheet.text, [row.entry.code for row in sheet.rows])

    def extract(self, document: Document) -> Extraction:
        """Read the document: every line is a record, known, or listed as not understood."""
        return Recorder(self, document, self._sheet(document)).record()

    @override
    def rivals(self, document: Document) -> Iterator[Extraction]:
        """Read the document with each choice of what the columns may hold."""
        sheet = self._sheet(document)
        for choice in range(sheet.choices):
            yield Recorder(self, document, Sheet(sheet.ground, choice)).record()

    def _sheet(self, document: Document) -> Sheet:
        """Return what this reader sees in a document; the same in both steps."""
        known = _SHEETS.setdefault(document, {})
        if self.id not in known:
            known[self.id] = Sheet(Ground(self, document))
        return known[self.id]


#: Documents that are being read, as each reader sees them. They go with the document.
_SHEETS: WeakKeyDictionary[Document, dict[str, Sheet]] = WeakKeyDictionary()
