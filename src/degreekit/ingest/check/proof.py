"""What the printed figures prove of each record: what would not go unnoticed if it were misread.

That every figure comes out does not prove every grade: a P outside of all averages may be an R, and
where all grades are alike, an average is the same without one. So each record is read as another
one, field by field, and the figures are asked whether they would notice. They would if one came out
wrong with every meaning that it may have (`degreekit.ingest.check.figures`): those that explain the
figures now need not be those that would explain them then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from degreekit.courses import Grade, RecordStatus
from degreekit.ingest.check.entries import ALLOWED, CREDIT, EARNED, GRADED, Entry
from degreekit.ingest.check.figures import Alike, Book, Figures, Sum, agrees, worth
from degreekit.ingest.check.verify import Checked, Sums
from degreekit.ingest.readers.reader import Measure, Scope
from degreekit.transcript import CourseRecord

__all__ = ["Confirmed", "confirmed"]

#: Credits that a course may be misread to have, besides those of other courses of the document.
_CREDITS = tuple(n * CREDIT // 2 for n in range(25))
#: So often a record may be held against a figure: what is not tried is not proved. A transcript of
#: 50 courses with 40 figures, summed up by two rules, takes 4,000; a hostile one shall not take for
#: ever.
_MOST_WORK = 100_000
#: From two decimals on a sum of credits shows any difference of credits.
_FINE = 100


class Confirmed(NamedTuple):
    """What the printed figures prove of one record.

    Attributes:
        fields: those of which a figure would come out wrong if they were any other.
        stands: whether the record stands in printed figures: one would come out wrong without it,
            and with any other credits, term or letter grade. Of a record that brings no credit,
            such as a withdrawal, whether one would come out wrong with a letter grade.
    """

    fields: frozenset[str] = frozenset()
    stands: bool = False


def confirmed(checked: Checked) -> tuple[Confirmed, ...]:
    """Return what the figures prove of each record; nothing where one of them does not come out.

    Args:
        checked: what was read, with its figures computed again.
    """
    nothing = not (checked.sums.prints_sums or checked.sums.single)
    if nothing or checked.sums.wrong or checked.work > _MOST_WORK:
        return (Confirmed(),) * len(checked.records)
    credits = dict.fromkeys((*_CREDITS, *(entry.credits for entry in checked.sums.own.entries)))
    prover = _Prover(checked, tuple(credits))
    return tuple(prover.confirmed(number) for number in range(len(checked.records)))


#: Another reading of a record, under a guess of the scales; None where it is lost.
_Reading = Callable[[Figures, Entry], Entry | None]


class _Prover:
    """Reads records as other ones and asks the figures.

    Args:
        checked: what was read, with its figures computed again.
        credits: which credits are tried.
    """

    def __init__(self, checked: Checked, credits: tuple[int, ...]) -> None:
        self._checked = checked
        self._credits = credits

    def confirmed(self, number: int) -> Confirmed:
        """Return what the figures prove of a record."""
        record = self._checked.records[number]
        entry = self._checked.sums.own.entries[number]
        # the scale of a school that is not known may have been guessed by the very mark in doubt
        probes = [_Probe(sums, number) for sums in self._checked.guesses]

        def noticed(other: _Reading) -> bool:
            return all(probe.notices(other) for probe in probes)

        credits = all(probe.notices_any_credits for probe in probes) or all(
            noticed(_with_credits(value)) for value in self._credits if value != entry.credits
        )
        term = record.term is not None and noticed(_moved)
        marks = self._marks(record, noticed)
        proved = {
            "credits": credits, "term": term, "grade": marks.every, "status": marks.status
        }  # fmt: skip
        fields = frozenset(name for name, is_proved in proved.items() if is_proved)
        if entry.transfer:
            stands = credits and noticed(_lost)
        elif not entry.credits:
            # no sum or average notices a letter without credits, or that it is missing
            counts = entry.counts & EARNED and not entry.counts & GRADED
            stands = credits if counts else all(probe.is_covered for probe in probes)
            stands = stands and not entry.counts & GRADED
        elif entry.counts & (EARNED | GRADED):
            in_term = term or record.term is None
            stands = credits and in_term and marks.letters and noticed(_lost)
        else:
            stands = marks.letters
        return Confirmed(fields, stands)

    def _marks(self, record: CourseRecord, noticed: Callable[[_Reading], bool]) -> _Marks:
        """Return which other marks of a record the figures would notice."""
        scale = self._checked.sums.scales.get(record.school)
        if scale is None or record.status == RecordStatus.TRANSFER:
            return _Marks()
        own = scale.get(record.grade)
        if record.grade and own is None:
            return _Marks()
        others: dict[_Effect, bool] = {}
        twin = False
        for grade in (*scale.grades, None):
            effect = _effect(grade)
            if grade is not own and effect == _effect(own):
                twin = True
            elif grade is not own and effect not in others:
                others[effect] = noticed(_with_mark(grade.symbol if grade else None))
        return _Marks(
            every=all(others.values()) and not twin,
            status=all(seen for effect, seen in others.items() if effect.status != record.status),
            letters=all(seen for effect, seen in others.items() if effect.points is not None),
        )


class _Marks(NamedTuple):
    """Which other marks of a record the figures would notice.

    Attributes:
        every: all of them.
        status: all that say something else of the attempt.
        letters: all that enter an average.
    """

    every: bool = False
    status: bool = False
    letters: bool = False


class _Effect(NamedTuple):
    """What a mark does to the figures. Figures cannot distinguish marks that do the same."""

    points: Decimal | None
    earns: bool
    status: RecordStatus


def _effect(grade: Grade | None) -> _Effect:
    if grade is None:
        return _Effect(None, earns=False, status=RecordStatus.IN_PROGRESS)
    return _Effect(grade.points, grade.earns, grade.status)


# ----------------------------------------------------------------------------------- other readings


def _with_credits(credits: int) -> _Reading:
    return lambda _, entry: entry._replace(credits=credits)


def _with_mark(symbol: str | None) -> _Reading:
    def read(figures: Figures, entry: Entry) -> Entry:
        points, counts = figures.mark(entry.school, symbol)
        return entry._replace(points=points, counts=counts)

    return read


def _moved(_: Figures, entry: Entry) -> Entry:
    """Return a record as it is seen in a term of which no figure is printed."""
    return entry._replace(term=None, left_out=False)


def _lost(_: Figures, _entry: Entry) -> None:
    """Return nothing: the record is not read."""


# ------------------------------------------------------------------------------------------ probes


class _Figure(NamedTuple):
    """A figure about a record, and what the other records come to.

    Attributes:
        sum: the figure.
        credits: the credits of the others that it counts.
        quality: their quality points.
    """

    sum: Sum
    credits: int
    quality: int


class _Way(NamedTuple):
    """A meaning of figures that are printed alike with which those about other records are right.

    Attributes:
        bits: what they count.
        figures: those about the record.
    """

    bits: int
    figures: tuple[_Figure, ...]


#: The ways to explain figures: for one count of a measure, those of each group that is printed
#: alike; for a measure, the counts that explain what is about other records; for all, the measures.
_Count = Sequence[Sequence[_Way]]
_Measure = Sequence[_Count]
_Explained = Sequence[_Measure]


class _Probe:
    """Says whether the figures would notice another reading of one record, under one guess.

    Args:
        sums: the figures.
        number: the position of the record.
    """

    def __init__(self, sums: Sums, number: int) -> None:
        self._sums = sums
        self._number = number
        self._entry = sums.own.entries[number]
        self._single = any(one.record == number for one in sums.single)
        self._single_rules = sums.single_rules(number) if self._single else []
        parts = [sums.own]
        parts += [part for part in (sums.elsewhere, sums.beyond) if not part.wrong]
        #: For each part of the figures and all rules, the ways to explain each measure.
        self._parts = [
            [found for book in part.books if (found := self._explained(book)) and all(found)]
            for part in parts
            if part.any
        ]

    def _explained(self, book: Book) -> _Explained:
        """Return, of each measure, the counts that may explain its figures; none where none can."""
        found = []
        for measure, groups in book.alike.items():
            counts = ([self._ways(group, bits) for group in groups] for bits in ALLOWED[measure])
            found.append([count for count in counts if all(count)])
        return found

    def _ways(self, group: Alike, bits: int) -> list[_Way]:
        """Return the meanings with which the figures that are about other records come out."""
        moved = self._entry._replace(term=None, left_out=False)
        found = []
        for sums in group.ways:
            about = [
                one
                for one in sums
                if one.holds(self._number, self._entry) or one.holds(self._number, moved)
            ]
            if all(one in about or one.comes_out(bits) for one in sums):
                about.sort(key=lambda one: one.scope is not Scope.TERM)  # the surest first
                found.append(_Way(bits, tuple(self._figure(one, bits) for one in about)))
        return found

    def _figure(self, one: Sum, bits: int) -> _Figure:
        credits, quality = one.credits[bits], one.quality
        if one.holds(self._number, self._entry):
            credits -= self._entry.credits if self._entry.counts & bits else 0
            quality -= self._entry.quality
        return _Figure(one, credits, quality)

    @property
    def is_covered(self) -> bool:
        """Whether a figure is about the record, whatever it brings."""
        return self._is_in(
            lambda way: any(one.sum.holds(self._number, self._entry) for one in way.figures)
        )

    @property
    def notices_any_credits(self) -> bool:
        """Whether a sum with two decimals that comes out counts the record, whatever the rules."""
        return self._is_in(self._is_counted)

    def _is_in(self, is_about: Callable[[_Way], bool]) -> bool:
        """Return whether some figures are about the record, with all their meanings."""
        return any(
            bool(books)
            and all(
                any(
                    all(any(all(map(is_about, ways)) for ways in count) for count in counts)
                    for counts in explained
                )
                for explained in books
            )
            for books in self._parts
        )

    def _is_counted(self, way: _Way) -> bool:
        return bool(self._entry.counts & way.bits) and any(
            one.sum.unit >= _FINE
            and one.sum.measure not in (Measure.GPA, Measure.QUALITY_POINTS)
            and one.sum.holds(self._number, self._entry)
            and one.sum.comes_out(way.bits)
            for one in way.figures
        )

    def notices(self, other: _Reading) -> bool:
        """Return whether some figure would come out wrong with another reading."""
        entry = other(self._sums.own, self._entry)
        if (
            entry is not None
            and self._single
            and not self._sums.single_comes_out(self._number, entry, self._single_rules)
        ):
            return True
        return any(
            not any(
                all(
                    any(
                        all(any(self._explains(way, entry) for way in ways) for ways in count)
                        for count in counts
                    )
                    for counts in explained
                )
                for explained in books
            )
            for books in self._parts
        )

    def _explains(self, way: _Way, entry: Entry | None) -> bool:
        """Return whether all figures of a measure would still come out."""
        old = self._entry
        in_place = entry is not None and (entry.term, entry.left_out) == (old.term, old.left_out)
        for one, credits, quality in way.figures:
            if entry is not None and (one.holds(self._number, old if in_place else entry)):
                credits += entry.credits if entry.counts & way.bits else 0
                quality += entry.quality
            if not agrees(one.printed, one.unit, *worth(one.measure, credits, quality)):
                return False
        return True
