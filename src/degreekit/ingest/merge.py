"""Several documents of one student as one transcript.

Prints of single terms are merged, exports may overlap, and a later one may say more: a
course in progress has its grade, an incomplete became a letter, a pass was uncovered. A course that
several documents list is one record, the one that says most. What comes out does not depend on the
order of the documents, and giving one twice changes nothing.

The documents may be files, or stand one after the other in one file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from pydantic import BaseModel

from degreekit.courses import GradeScale, Institution, RecordStatus
from degreekit.courses.title import title_key
from degreekit.errors import DegreekitError
from degreekit.findings import Finding
from degreekit.ingest.check.marks import AHEAD
from degreekit.ingest.check.page_numbers import missing_pages
from degreekit.ingest.check.part_of_record import part_of_record
from degreekit.ingest.check.verify import verify
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import reading_order
from degreekit.ingest.readers.person import are_two
from degreekit.ingest.readers.reader import Extraction, PrintedTotal, Scope
from degreekit.ingest.reading import DocumentFacts, LineCounts, Reading
from degreekit.ingest.recognition.students import heads_of, name_two
from degreekit.ingest.source.errors import IngestError, Outcome
from degreekit.transcript import CourseRecord, Mark, Transcript

__all__ = ["CannotMerge", "Part", "merged", "one_file"]

_Told = TypeVar("_Told", bound=BaseModel)


class CannotMerge(DegreekitError):
    """Documents that cannot be one transcript. Who they are about is not said.

    Attributes:
        files: the two that do not go together.
        reason: why, in words.

    Example:
        >>> from degreekit.ingest import CannotMerge
        >>> print(CannotMerge(("a.pdf", "b.pdf"), "they name different students"))
        a.pdf and b.pdf cannot be one transcript: they name different students; pass them separately
    """

    def __init__(self, files: tuple[str, str], reason: str):
        self.files = files
        self.reason = reason
        super().__init__(
            f"{files[0]} and {files[1]} cannot be one transcript: {reason}; pass them separately"
        )


@dataclass(frozen=True)
class Part:
    """One document, as it was read.

    Attributes:
        document: its pages.
        reading: what it says.
        extraction: what the reader handed back.
        used: the positions of the answers that belong to a question of it.
        file: the file that it stands in; None where there is one file only.
        before: how many pages of the file stand before it.
    """

    document: Document
    reading: Reading
    extraction: Extraction
    used: frozenset[int] = frozenset()
    file: str | None = None
    before: int = 0

    @property
    def content(self) -> str:
        """What its records say and where, to put documents in an order of their own."""
        records = self.reading.transcript.to_data().get("records", [])
        asked = [(question.id, question.raw) for question in self.reading.questions]
        return json.dumps([self.extraction.kind, records, asked], sort_keys=True)

    @property
    def pages(self) -> str:
        """Its pages in the file, in words."""
        first, last = self.before + 1, self.before + len(self.document.pages)
        return f"page {first}" if first == last else f"pages {first} to {last}"


@dataclass(frozen=True, eq=False)
class _Row:
    """A record, the document it stands in, and its position there."""

    part: int
    position: int
    record: CourseRecord
    scale: str | None


def merged(parts: Sequence[Part], institutions: Mapping[str, Institution]) -> Reading:
    """Return documents of several files as one reading, in an order of their own and each once.

    Raises:
        CannotMerge: they name different students, or are of different institutions.
    """
    for one, other in combinations(parts, 2):
        files = (one.file or "", other.file or "")
        if one.extraction.institution != other.extraction.institution:
            raise CannotMerge(files, "they are of different institutions")
        if _are_of_two([one, other]):
            raise CannotMerge(files, "they name different students")
    unique: dict[str, Part] = {}
    for part in sorted(parts, key=lambda part: (part.content, part.file or "", part.before)):
        unique.setdefault(part.content, part)
    kept = list(unique.values())
    return _Merger(kept, institutions.get(kept[0].extraction.institution)).reading()


def _are_of_two(parts: Sequence[Part]) -> bool:
    """Return whether documents name two students, with labels or at one place of their heads."""
    people = [person for part in parts for person in part.extraction.people]
    heads = [head for part in parts for head in heads_of(reading_order(part.document))]
    return are_two(people) or name_two(heads)


def one_file(parts: Sequence[Part], institutions: Mapping[str, Institution]) -> Reading:
    """Return the documents that stand in one file as one reading, which says so.

    Raises:
        IngestError: they name two students, or are of two institutions.
    """
    path = parts[0].document.path
    if _are_of_two(parts):
        raise IngestError(Outcome.TWO_STUDENTS, path=path)
    if len({part.extraction.institution for part in parts}) > 1:
        raise IngestError(Outcome.OTHER_INSTITUTION, path=path, detail="it names two")
    institution = institutions.get(parts[0].extraction.institution)
    reading = _Merger(parts, institution).reading()
    kinds = ", ".join(f"{part.pages}: {part.reading.document.kind}" for part in parts)
    message = f"the file holds {len(parts)} documents ({kinds})"
    listed = sum(len(part.extraction.records) for part in parts)
    if again := listed - len(reading.transcript.records):
        courses = "1 course that is" if again == 1 else f"{again} courses that are"
        message += f"; {courses} listed again in another of them counted once"
    said = Finding(code="several-documents", severity="warning", message=message)
    return reading.with_findings((said, *reading.findings))


class _Merger:
    """Puts the rows of several documents together."""

    def __init__(self, parts: Sequence[Part], institution: Institution | None) -> None:
        self.parts = parts
        self.institution = institution
        self.findings: list[Finding] = []
        self._scales = {s: i for p in parts for s, i in p.extraction.scales.items()}
        self._position: dict[tuple[int, int], int] = {}
        self._outdated: set[int] = set()

    def reading(self) -> Reading:
        """Return everything the documents say."""
        records = self._records()
        printed = [self._moved(n, t, records) for n, t in self._figures()]
        facts = [part.reading.document for part in self.parts]
        readings = [part.reading for part in self.parts]
        findings = [*self._own_findings(), *self.findings, *self._over_all(records, printed)]
        findings = [one for n, one in enumerate(findings) if one not in findings[:n]]
        return Reading(
            transcript=Transcript(
                institution=self.parts[0].extraction.institution, records=tuple(records)
            ),
            document=DocumentFacts(
                reader=_listed(one.reader for one in facts),
                kind=_listed(one.kind for one in facts),
                why=f"{len(facts)} documents read together",
                pages=sum(one.pages for one in facts),
                places=facts[0].places,
                schools=tuple(dict.fromkeys(s for one in facts for s in one.schools)),
                programs=tuple(dict.fromkeys(p for one in facts for p in one.programs)),
                ocr_pages=tuple(
                    part.before + number
                    for part in self.parts
                    if not part.file
                    for number in part.reading.document.ocr_pages
                ),
            ),
            printed=tuple(printed),
            findings=tuple(findings),
            not_understood=self._filed(lambda reading: reading.not_understood),
            furniture=self._filed(lambda reading: reading.furniture),
            counts=LineCounts(
                lines=sum(one.counts.lines for one in readings),
                record=sum(one.counts.record for one in readings),
                furniture=sum(one.counts.furniture for one in readings),
                not_understood=sum(one.counts.not_understood for one in readings),
            ),
            files=tuple(dict.fromkeys(part.file for part in self.parts if part.file)),
            questions=self._filed(lambda reading: reading.questions),
            corrections=self._filed(lambda reading: reading.corrections),
            unproved=self._unproved(records, findings),
        ).stamped()

    def _unproved(
        self, records: Sequence[CourseRecord], findings: Iterable[Finding]
    ) -> tuple[int, ...]:
        """Return the finished records that are proved by no document that says the same of them."""
        proved: set[int] = set()
        for number, part in enumerate(self.parts):
            for position, record in enumerate(part.extraction.records):
                at = self._position[number, position]
                same = all(
                    getattr(record, name) == getattr(records[at], name)
                    for name in ("credits", "grade", "term", "status")
                )
                if same and record.status not in AHEAD and position not in part.reading.unproved:
                    proved.add(at)
        doubted = {finding.record for finding in findings}
        return tuple(
            at
            for at, record in enumerate(records)
            if record.status not in AHEAD and (at in doubted or at not in proved)
        )

    def _filed(self, of: Callable[[Reading], Iterable[_Told]]) -> tuple[_Told, ...]:
        """Return what the readings tell, each with the file it stands in."""
        return tuple(_placed(one, part) for part in self.parts for one in of(part.reading))

    # ---------------------------------------------------------------------------------- records

    def _records(self) -> list[CourseRecord]:
        """Return one record for each course of each term, by term."""
        groups: dict[object, list[_Row]] = {}
        for number, part in enumerate(self.parts):
            for position, record in enumerate(part.extraction.records):
                row = _Row(
                    number,
                    position,
                    _placed(record, part),
                    part.extraction.scales.get(record.school),
                )
                groups.setdefault((record.term, record.code), []).append(row)
        chosen = [
            (min((r.part, r.position) for r in rows), self._one(rows), rows)
            for group in groups.values()
            for rows in self._courses(group)
        ]
        if any(first[0] > 0 for first, _, _ in chosen):
            # credit from elsewhere has no term, and comes first
            chosen.sort(
                key=lambda c: (c[1].term is not None, c[1].term and c[1].term.ordinal, c[0])
            )
        else:  # the first document lists them all, in its own order
            chosen.sort(key=lambda c: c[0])
        for at, (_, _, rows) in enumerate(chosen):
            self._position.update({(row.part, row.position): at for row in rows})
        return [record for _, record, _ in chosen]

    def _courses(self, rows: Sequence[_Row]) -> list[list[_Row]]:
        """Return rows of one code in one term, those together that are one course.

        The document that tells sections comes first. No two rows of one document are one course.
        """
        by_part: dict[int, list[_Row]] = {}
        for row in rows:
            by_part.setdefault(row.part, []).append(row)
        courses: list[list[_Row]] = []
        for part in sorted(by_part, key=lambda n: (-_sections(by_part[n]), -len(by_part[n]), n)):
            here = by_part[part]
            pairs = [
                (-alike, row.position, at, row)
                for row in here
                for at, course in enumerate(courses)
                if (alike := self._alike(row, course)) is not None
            ]
            placed: dict[_Row, int] = {}
            for _, _, at, row in sorted(pairs, key=lambda pair: pair[:3]):
                if row not in placed and at not in placed.values():
                    placed[row] = at
            for row in here:
                if row in placed:
                    courses[placed[row]].append(row)
                else:
                    courses.append([row])
        return courses

    def _alike(self, row: _Row, course: Sequence[_Row]) -> int | None:
        """Return how much a row is like the rows of a course; None if it is another course."""
        found = [self._likeness(row, other) for other in course]
        return None if None in found else max(filter(None, found), default=0)

    def _likeness(self, one: _Row, other: _Row) -> int | None:
        a, b = one.record, other.record
        # one school has several names; its grade scale tells it where both are known
        schools = {a.school, b.school} - {None}
        other_school = len(schools) > 1 and not (one.scale and one.scale == other.scale)
        if other_school and not _say_the_same(a, b):
            return None
        if (a.status is RecordStatus.TRANSFER) != (b.status is RecordStatus.TRANSFER):
            return None
        for mine, theirs in (
            (a.section, b.section),
            (a.source_code, b.source_code),
            (a.institution, b.institution),
        ):
            if mine and theirs and mine != theirs:
                return None
        section = 4 if a.section and a.section == b.section else 0
        titles = _same_titles(a.title, b.title)
        if not titles and not section and self._title_decides(a):
            return None
        return section + titles

    def _title_decides(self, record: CourseRecord) -> bool:
        """Return whether courses of this number differ by their titles."""
        if self.institution is None:
            return True
        here = self.institution
        code = here.code(record.code)
        title = here.full_title(record.title)
        return here.umbrellas.contains(code, title, record.term) or here.repeatable.contains(
            code, title, record.term
        )

    def _one(self, rows: Sequence[_Row]) -> CourseRecord:
        """Return the record of a course: of the row that says most, with what it leaves out."""
        said = sorted(rows, key=self._says)
        best = said[-1]
        self._compare(best, said[:-1])
        self._outdated |= {r.part for r in rows if self._rank(r) < self._rank(best)}
        record = best.record
        missing = {
            name: value
            for name in ("title", "section", "school", "institution", "source_code")
            if getattr(record, name) is None
            for value in [_first(getattr(row.record, name) for row in reversed(said))]
            if value is not None
        }
        if not _prices(record):
            priced = [row.record for row in said if _prices(row.record)]
            missing |= {"credits": priced[-1].credits} if priced else {}
        record = record.model_copy(update=missing) if missing else record
        return record.model_copy(update={"marks": _marks(record, [row.record for row in rows])})

    def _says(self, row: _Row) -> tuple[object, ...]:
        """Return by what rows of one course are put in order; the last says most."""
        record = row.record
        bare = record.model_copy(update={"file": None})
        return (
            *(self._rank(row), bool(record.section), bool(record.school)),
            *(len(record.title or ""), bare.model_dump_json()),
        )

    def _rank(self, row: _Row) -> int:
        """Return how far a row has come: planned, under way, waiting, covered, final."""
        record = row.record
        if record.status in (RecordStatus.PLANNED, RecordStatus.IN_PROGRESS):
            return int(record.status is RecordStatus.IN_PROGRESS)
        scale = self._scale(row)
        mark = scale.get(record.grade) if scale else None
        if (mark.status if mark else record.status) is RecordStatus.INCOMPLETE:
            return 2
        return 3 if mark and mark.symbol == "P" else 4

    def _scale(self, row: _Row) -> GradeScale | None:
        known = self.institution is not None and self.institution.grade_scales
        return self.institution.scale(row.scale) if self.institution and known else None

    def _compare(self, best: _Row, others: Sequence[_Row]) -> None:
        """Tell where another document states what the best row cannot have come from."""
        for other in others:
            mine, theirs = self._rank(best), self._rank(other)
            grades = mine == theirs > 2 and _plain(best.record.grade) != _plain(other.record.grade)
            # a P covers a passing letter only
            grades |= theirs == 3 and mine == 4 and best.record.status is not RecordStatus.COMPLETED
            credits = (
                (mine == theirs or theirs > 1)
                and _prices(best.record)
                and _prices(other.record)
                and best.record.credits != other.record.credits
            )
            if grades or credits:
                self._disagree(best.record, other.record, "grades" if grades else "credits")

    def _disagree(self, one: CourseRecord, other: CourseRecord, what: str) -> None:
        places = " and ".join(
            f"{r.file} (page {r.page})" if r.file else f"page {r.page}" for r in (one, other)
        )
        term = f" in {one.term}" if one.term else ""
        self.findings.append(
            Finding(
                code="files-disagree",
                severity="error",
                message=f"{one.code}{term}: {places} state different {what}",
                page=one.page,
                box=one.box,
                file=one.file,
            )
        )

    # ---------------------------------------------------------------------------------- figures

    def _figures(self) -> Iterator[tuple[int, PrintedTotal]]:
        for number, part in enumerate(self.parts):
            yield from ((number, total) for total in part.extraction.totals)

    def _moved(
        self, part: int, total: PrintedTotal, records: Sequence[CourseRecord]
    ) -> PrintedTotal:
        """Return a figure with its file, and with positions in the merged transcript."""
        above = [self._position[part, at] for at in range(total.after)]
        record = None if total.record is None else self._position[part, total.record]
        after = max(above, default=-1) + 1
        if not self.parts[part].extraction.whole and total.term is not None:
            until = total.term
            after = sum(r.term is None or r.term <= until for r in records)
        return _placed(total, self.parts[part]).model_copy(
            update={"after": after, "record": record}
        )

    def _own_findings(self) -> Iterator[Finding]:
        """Yield what was found in each document by itself."""
        proved = any(part.extraction.totals for part in self.parts)
        named = any(part.extraction.people for part in self.parts)
        paged = self._is_paged()
        for number, part in enumerate(self.parts):
            for finding in part.reading.findings:
                if (
                    finding.code in ("terms-missing", "part-of-record")
                    or (proved and finding.code == "nothing-to-verify")
                    or (paged and finding.code == "pages-missing")
                ):
                    continue
                record = None
                if finding.record is not None:
                    record = self._position[number, finding.record]
                yield _placed(finding, part).model_copy(update={"record": record})
            if named and not part.extraction.people:
                here = "this file names" if part.file else f"{part.pages} name"
                yield Finding(
                    code="student-not-named",
                    severity="warning",
                    message=f"{here} no student, so nothing shows whose it is",
                    file=part.file,
                )

    def _is_paged(self) -> bool:
        """Return whether documents that lack pages have them in each other, as photographs do."""
        codes = ((part, {f.code for f in part.reading.findings}) for part in self.parts)
        lacking = (part.document for part, found in codes if "pages-missing" in found)
        return next(missing_pages(*lacking), None) is None

    def _over_all(
        self, records: Sequence[CourseRecord], printed: Sequence[PrintedTotal]
    ) -> Iterator[Finding]:
        """Yield where averages over the whole record do not come out of all of it.

        What was printed before a grade changed proves nothing about the records of today.
        """
        partial = {
            number
            for number, part in enumerate(self.parts)
            if not part.extraction.whole and number not in self._outdated
        }
        parts = (number for number, _ in self._figures())
        totals = tuple(
            total
            for number, total in zip(parts, printed, strict=True)
            if number in partial and total.kind.scope in (Scope.CUMULATIVE, Scope.INSTITUTION)
        )
        first = self.parts[0].extraction
        whole = replace(
            first,
            records=tuple(records),
            totals=totals,
            scales=self._scales,
            whole=all(part.extraction.whole for part in self.parts),
        )
        yield from part_of_record(replace(whole, totals=tuple(printed)))
        whole = replace(whole, whole=False)
        if self.institution is None or not totals:
            return
        for finding in verify(whole, self.institution):
            if finding.code == "terms-missing":
                yield finding


# -------------------------------------------------------------------------------------- details


def _placed(one: _Told, part: Part) -> _Told:
    """Return something that stands in a document with its place in the file."""
    page = getattr(one, "page", None)
    moved = {} if page is None else {"page": page + part.before}
    return one.model_copy(update={"file": part.file, **moved})


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))


def _marks(record: CourseRecord, rows: Sequence[CourseRecord]) -> dict[str, Mark]:
    """Return what confirms each field of a record that was read in several documents.

    A field is proved where one of those that say the same proves it; it was seen twice where two
    say the same.
    """
    marks = {}
    for name in dict.fromkeys(name for row in rows for name in row.marks):
        value = getattr(record, name)
        own = [r.marks[name] for r in rows if name in r.marks and getattr(r, name) == value]
        twice = len(own) > 1 and Mark.PROVED not in own
        marks[name] = Mark.SEEN_TWICE if twice else min(own, key=list(Mark).index)
    return marks


def _first(values: Iterable[object]) -> object:
    return next((value for value in values if value is not None), None)


def _sections(rows: Sequence[_Row]) -> int:
    return sum(row.record.section is not None for row in rows)


def _prices(record: CourseRecord) -> bool:
    """Return whether the credits of a record were printed."""
    return "credits" in record.boxes or not record.boxes


def _plain(grade: str | None) -> str:
    return (grade or "").upper().replace(" ", "")


def _say_the_same(a: CourseRecord, b: CourseRecord) -> bool:
    """Return whether two rows of one code and term say all the same, whatever school is named."""
    return (a.title, a.credits, a.grade, a.status) == (b.title, b.credits, b.grade, b.status)


def _same_titles(one: str | None, other: str | None) -> int:
    """Return 2 for one title, 1 where one is cut short or not printed, 0 for two titles."""
    a, b = title_key(one), title_key(other)
    if a == b:
        return 2
    if not a or not b:
        return 1
    short, long = sorted((a, b), key=len)
    return int(long.startswith(short))
