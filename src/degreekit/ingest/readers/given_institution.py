"""Reading a document for an institution that the user names."""

from __future__ import annotations

from collections.abc import Sequence

from degreekit.courses import Institution
from degreekit.ingest.readers.reader import Certainty, Claim, Reader
from degreekit.ingest.readers.table_reader import TableReader
from degreekit.ingest.tables.columns.codes import FoundCode

__all__ = ["GivenInstitutionReader", "readers_for"]


class GivenInstitutionReader(TableReader):
    """Reads any table of courses for the institution that the user says it is of.

    The institution needs no reader of its own: its grammar of codes and its grade scales are
    enough. What the user says is believed unless the page names another institution; where the page
    names none, the printed figures have to prove the reading.
    """

    def __init__(self, institution: Institution) -> None:
        super().__init__(institution, id=f"{institution.id}-table")

    def claim(self, text: str, codes: Sequence[FoundCode]) -> Claim:  # noqa: ARG002  # readers have it
        """Claim whatever has courses in it, but after any reader that knows the document."""
        why = f"a table of courses, said to be of {self.institution.title}"
        return Claim(Certainty.POSSIBLE, why)


def readers_for(reader: GivenInstitutionReader, readers: Sequence[Reader]) -> tuple[Reader, ...]:
    """Return the readers of the same institution, and this one for what none of them claims.

    Args:
        reader: for the institution that the user names.
        readers: the installed ones.

    Example:
        >>> from degreekit.courses import Institution
        >>> lakeside = GivenInstitutionReader(Institution(id="lakeside", title="Lakeside College"))
        >>> [one.id for one in readers_for(lakeside, ())]
        ['lakeside-table']
    """
    own = (
        one
        for one in readers
        if isinstance(one, TableReader) and one.institution.id == reader.institution.id
    )
    return (*own, reader)
