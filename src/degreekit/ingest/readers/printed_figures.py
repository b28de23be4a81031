"""What the printed figures of a document may be about, where they do not say it themselves.

A figure may stand under a term without a word for what it sums up. Where it stands says what is
usual; what the records come to decides (`degreekit.ingest.check.figures`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from degreekit.courses import Term
from degreekit.ingest.page.layout import Line
from degreekit.ingest.readers.reader import Scope, TotalKind
from degreekit.ingest.tables.words.figures import Figure
from degreekit.transcript import CourseRecord

__all__ = ["Printed", "kinds_of"]


@dataclass(frozen=True, eq=False)
class Printed:
    """The figures of a line, and what stands above them.

    Attributes:
        line: the line.
        figures: from left to right.
        term: of the heading above.
        school: of the block.
        transfer: whether it stands below credit from elsewhere.
        after: how many records stand above it.
    """

    line: Line
    figures: Sequence[Figure]
    term: Term | None
    school: str | None
    transfer: bool
    after: int


def kinds_of(
    printed: Sequence[Printed], records: Sequence[CourseRecord]
) -> Iterator[list[tuple[TotalKind, ...]]]:
    """Yield for each line what its figures may be, the usual first; nothing where nobody can say.

    Args:
        printed: the lines with figures, in the order of the document.
        records: all records.
    """
    for at, one in enumerate(printed):
        yield [
            tuple(TotalKind(f"{scope}_{figure.measure}") for scope in scopes)
            if figure.measure is not None
            else ()
            for figure, scopes in zip(one.figures, _scopes(one, at, printed, records), strict=True)
        ]


def _scopes(
    one: Printed, at: int, printed: Sequence[Printed], records: Sequence[CourseRecord]
) -> Iterator[tuple[Scope, ...]]:
    """Yield what the figures of a line may be about, as far as words and places say it.

    Below each term they are about that term. Below the last one only, or once more there, they are
    about all.
    """
    silent = {p.term for p in printed if any(f.scope is None for f in p.figures)}
    terms = {record.term for record in records if record.term}
    for figure in one.figures:
        if figure.scope is not None:
            yield (figure.scope,)
        elif one.transfer:
            yield (Scope.TRANSFER,)
        else:
            usual = figure.guess or Scope.TERM
            before = {
                (p.term, f.measure)
                for n, p in enumerate(printed)
                for f in p.figures
                if (n < at and f.scope is None) or f.scope is Scope.TERM
            }
            again = (one.term, figure.measure) in before
            if figure.guess is None and (again or len(silent) == 1 < len(terms)):
                usual = Scope.CUMULATIVE
            if usual is Scope.TERM:
                yield Scope.TERM, Scope.CUMULATIVE
            elif usual is Scope.CUMULATIVE:
                yield Scope.CUMULATIVE, Scope.TERM
            else:
                yield (usual,)
