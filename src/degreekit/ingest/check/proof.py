"""What the printed figures prove of each record: what would not go unnoticed if it were misread.

That every figure comes out does not prove every grade: a P outside of all averages may be an R, and
where all grades are alike, an average is the same without one. So each record is read as another
one, field by field, and the figures are asked whether they would notice. They would if one came out
wrong with every meaning that it may have (`degreekit.ingest.check.figures`): those that explain the
figures now need not be those that would explain them then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from degreekit.courses import Grade, RecordStatus
from degreekit.ingest.check.entries import ALLOWED, CREDIT, EARNED, GRADED, Entry
from degreekit.ingest.check.figures import Alike, Book, Rows, Sum, agrees, worth
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
            and with any other credits, term or letter grade. Of a withdrawn course, which counts
            for nothing, whether one would come out wrong with a letter grade.
    """

    fields: frozenset[str] = frozenset()
    stands: bool = False


def confirmed(checked: Checked) -> tuple[Confirmed, ...]:
    """Return what the figures prove of each record; nothing where one of them does not come out.

    Args:
        checked: what was read, with its figures computed again.
    """
    nothing = not (checked.sums.prints_sums or checked.sums.single)
    is_apart = checked.sums.own.is_apart
    if nothing or is_apart or checked.sums.wrong or checked.work > _MOST_WORK:
        return (Confirmed(),) * len(checked.records)
    credits = dict.fromkeys((*_CREDITS, *(entry.credits for entry in checked.sums.rows.entries)))
    prover = _Prover(checked, tuple(credits))
    return tuple(prover.confirmed(number) for number in range(len(checked.records)))


#: Another reading of a record, under a guess of the scales; None where it is lost.
_Reading = Callable[[Rows, Entry], Entry | None]


class _Prover:
    """Reads records as other ones and asks the figures.

    Args:
        checked: what was read, with its figures computed again.
        credits: which credits are tried.
    """

    def __init__(self, checked: Checked, credits: tuple[int, ...]) -> None:
        self._checked = checked
        self._credits = credits
        self._ends = sorted({total.after for total in checked.totals})
        self._parts: dict[tuple[object, ...], _Parts] = {}

    def _probe(self, guess: int, number: int) -> _Probe:
        """Return a probe of a record under a guess of the scales."""
        sums = self._checked.guesses[guess]
        entry = sums.rows.entries[number]
        # what the figures are about depends on nothing else
        of = entry.term, entry.school, entry.transfer, entry.left_out
        key = (guess, *of, bisect_right(self._ends, number))
        if key not in self._parts:
            self._parts[key] = _Place(number, entry).parts(sums)
        return _Probe(sums, number, self._parts[key])

    def confirmed(self, number: int) -> Confirmed:
        """Return what the figures prove of a record."""
        record = self._checked.records[number]
        entry = self._checked.sums.rows.entries[number]
        # the scale of a school that is not known may have been guessed by the very mark in doubt
        probes = [self._probe(guess, number) for guess in range(len(self._checked.guesses))]

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
        elif record.status == RecordStatus.WITHDRAWN:
            stands = marks.letters  # it brings nothing, wherever it stands
        else:
            in_term = term or record.term is None
            stands = credits and in_term and marks.letters and noticed(_lost)
        return Confirmed(fields, stands)

    def _marks(self, record: CourseRecord, noticed: Callable[[_Reading], bool]) -> _Marks:
        """Return which other marks of a record the figures would notice."""
        scale = self._checked.sums.rows.scales.get(record.school)
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
    def read(rows: Rows, entry: Entry) -> Entry:
        points, counts = rows.mark(entry.school, symbol)
        return entry._replace(points=points, counts=counts)

    return read


def _moved(_: Rows, entry: Entry) -> Entry:
    """Return a record as it is seen in a term of which no figure is printed."""
    return _without_term(entry)


def _without_term(entry: Entry) -> Entry:
    return entry._replace(term=None, left_out=False)


def _lost(_: Rows, _entry: Entry) -> None:
    """Return nothing: the record is not read."""


# ------------------------------------------------------------------------------------------ probes


class _Figure(NamedTuple):
    """A figure about the records of one place.

    Attributes:
        sum: the figure.
        credits: the credits that it counts.
        holds: whether it is about the records as they were read.
        holds_moved: whether it would be about them in a term of which no figure is printed.
    """

    sum: Sum
    credits: int
    holds: bool
    holds_moved: bool


class _Way(NamedTuple):
    """A meaning of figures that are printed alike with which those about other records are right.

    Attributes:
        bits: what they count.
        figures: those about the records of the place; at least one.
    """

    bits: int
    figures: tuple[_Figure, ...]


#: The ways to explain figures: for one count of a measure, those of each group that is printed
#: alike; for a measure, the counts that explain what is about other records; for all, the measures;
#: for the parts of the figures, the rules that may explain them.
#: Figures that a meaning takes as being about other records only are left out: they say nothing.
_Count = Sequence[Sequence[_Way]]
_Measure = Sequence[_Count]
_Explained = Sequence[_Measure]
_Parts = Sequence[Sequence[_Explained]]


class _Place:
    """The figures around records of one place: of one term and school, between the same figures.

    Args:
        number: the position of one of them.
        entry: that one.
    """

    def __init__(self, number: int, entry: Entry) -> None:
        self._number = number
        self._entry = entry
        self._moved = _without_term(entry)
        self._about: dict[Sum, tuple[bool, bool]] = {}

    def parts(self, sums: Sums) -> _Parts:
        """Return the ways to explain each part of the figures that says anything of the records."""
        parts = [sums.own]
        parts += [part for part in (sums.elsewhere, sums.beyond) if not part.wrong]
        ways = ([self._explained(book) for book in part.books] for part in parts if part.any)
        return [
            [explained for explained in books if explained is not None]
            for books in ways
            if [] not in books
        ]

    def _explained(self, book: Book) -> _Explained | None:
        """Return, of each measure, the counts that may explain its figures; None where none can."""
        found = []
        for (measure, _), groups in book.alike.items():
            counts = [
                count
                for bits in ALLOWED[measure]
                if (count := self._count(groups, bits)) is not None
            ]
            if not counts:
                return None
            if all(counts):
                found.append(counts)
        found.sort(key=len)  # what has fewer explanations notices more, so it is asked first
        return found if book.alike else None

    def _count(self, groups: Sequence[Alike], bits: int) -> _Count | None:
        """Return the ways to explain each group with one count; None where one has none."""
        found = []
        for group in groups:
            ways = self._ways(group, bits)
            if not ways:
                return None
            if all(way.figures for way in ways):
                found.append(ways)
        return found

    def _ways(self, group: Alike, bits: int) -> list[_Way]:
        """Return the meanings with which the figures that are about other records come out."""
        found = []
        for sums, failing in zip(group.ways, group.failing[bits], strict=True):
            if all(any(self._holds(one)) for one in failing):
                about = [
                    _Figure(one, one.credits[bits], *holds)
                    for one in sums
                    if any(holds := self._holds(one))
                ]
                about.sort(key=lambda one: one.sum.scope is not Scope.TERM)  # the surest first
                found.append(_Way(bits, tuple(about)))
        return found

    def _holds(self, one: Sum) -> tuple[bool, bool]:
        """Return whether a figure is about the records where they are, and in another term."""
        if one not in self._about:
            own, moved = one.holds(self._number, self._entry), one.holds(self._number, self._moved)
            self._about[one] = own, moved
        return self._about[one]


class _Probe:
    """Says whether the figures would notice another reading of one record, under one guess.

    Args:
        sums: the figures.
        number: the position of the record.
        parts: the ways to explain the figures around it.
    """

    def __init__(self, sums: Sums, number: int, parts: _Parts) -> None:
        self._sums = sums
        self._number = number
        self._entry = sums.rows.entries[number]
        self._single = any(one.record == number for one in sums.single)
        self._single_rules = sums.single_rules(number) if self._single else []
        self._parts = parts

    @property
    def is_covered(self) -> bool:
        """Whether a figure is about the record, whatever it brings."""
        return self._is_in(lambda way: any(one.holds for one in way.figures))

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
            one.holds
            and one.sum.unit >= _FINE
            and one.sum.measure not in (Measure.GPA, Measure.QUALITY_POINTS)
            and one.sum.comes_out(way.bits)
            for one in way.figures
        )

    def notices(self, other: _Reading) -> bool:
        """Return whether some figure would come out wrong with another reading."""
        entry = other(self._sums.rows, self._entry)
        if (
            entry is not None
            and self._single
            and not self._sums.single_comes_out(self._number, entry, self._single_rules)
        ):
            return True
        return any(
            not any(self._comes_out(explained, entry) for explained in books)
            for books in self._parts
        )

    def _comes_out(self, explained: _Explained, entry: Entry | None) -> bool:
        """Return whether all measures would still come out."""
        for counts in explained:
            for count in counts:
                if all(self._is_explained(ways, entry) for ways in count):
                    break
            else:
                return False
        return True

    def _is_explained(self, ways: Sequence[_Way], entry: Entry | None) -> bool:
        """Return whether figures that are printed alike would still come out."""
        old = self._entry
        in_place = entry is not None and (entry.term, entry.left_out) == (old.term, old.left_out)
        old_quality, new_quality = old.quality, entry.quality if entry is not None else 0
        for bits, figures in ways:
            old_credits = old.credits if old.counts & bits else 0
            new_credits = entry.credits if entry is not None and entry.counts & bits else 0
            for one, credits, holds, holds_moved in figures:
                quality = one.quality
                if holds:
                    credits -= old_credits
                    quality -= old_quality
                if holds if in_place else holds_moved:
                    credits += new_credits
                    quality += new_quality
                if not agrees(one.printed, one.unit, *worth(one.measure, credits, quality)):
                    break
            else:
                return True
        return False
