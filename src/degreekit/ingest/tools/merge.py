"""Several documents of one student as one transcript.

Prints of single terms are put together, exports may overlap, and a later one may say more: a
course in progress has its grade, an incomplete became a letter, a pass was uncovered. A course that
several documents list is one record, the one that says most. What comes out does not depend on the
order of the documents, and giving one twice changes nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

from pydantic import BaseModel

from degreekit.courses import GradeScale, Institution, RecordStatus
from degreekit.courses.title import title_key
from degreekit.errors import DegreekitError
from degreekit.ingest.check.page_numbers import missing_pages
from degreekit.ingest.check.verify import verify
from degreekit.ingest.ocr.question import Answer
from degreekit.ingest.opening import open_document
from degreekit.ingest.page.document import Document
from degreekit.ingest.pipeline import interpreted, with_unused
from degreekit.ingest.readers.reader import Extraction, Finding, PrintedTotal, Reader, TotalKind
from degreekit.ingest.reading import DocumentFacts, LineCounts, Reading
from degreekit.ingest.source.limits import Limits
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["NotTogether", "read_together"]

_Source = str | os.PathLike[str] | bytes | Document
_Told = TypeVar("_Told", bound=BaseModel)


class NotTogether(DegreekitError):
    """Documents that cannot be one transcript. Who they are about is not said.

    Attributes:
        files: the two that do not go together.
        reason: why, in words.

    Example:
        >>> from degreekit.ingest import NotTogether
        >>> print(NotTogether(("a.pdf", "b.pdf"), "they name different students"))
        a.pdf and b.pdf cannot be one transcript: they name different students; give them apart
    """

    def __init__(self, files: tuple[str, str], reason: str):
        self.files = files
        self.reason = reason
        super().__init__(
            f"{files[0]} and {files[1]} cannot be one transcript: {reason}; give them apart"
        )


@dataclass(frozen=True)
class _Part:
    """One document, its name, its reading, what the reader handed back, and answers it used."""

    file: str
    document: Document
    reading: Reading
    extraction: Extraction
    used: frozenset[int] = frozenset()

    @property
    def content(self) -> str:
        """What its records say and where, to put documents in an order of their own."""
        records = self.reading.transcript.to_data().get("records", [])
        asked = [(question.id, question.raw) for question in self.reading.questions]
        return json.dumps([self.extraction.kind, records, asked], sort_keys=True)


@dataclass(frozen=True, eq=False)
class _Row:
    """A record, the document it stands in, and its position there."""

    part: int
    position: int
    record: CourseRecord
    scale: str | None


def read_together(
    sources: Iterable[_Source],
    readers: Sequence[Reader],
    institutions: Mapping[str, Institution],
    limits: Limits | None = None,
    answers: Sequence[Answer] = (),
) -> Reading:
    """Read several documents of one student as one transcript.

    Each document is read and verified by itself first. Then rows that are one course are put
    together: one code in one term, with the same section, and the same title where that tells
    courses apart. Of these the record says most: a grade more than none, a final mark more than one
    that waits, a letter more than the P that covered it. Averages over the whole record that the
    print of a term states are recomputed over all of it.

    Args:
        sources: paths, the bytes of files, or documents that are open; at least one.
        readers: the readers that may claim them.
        institutions: by id.
        limits: what each document may cost.
        answers: of a person, to the questions about what OCR read in any of them.

    Returns:
        One reading. Each record, figure, finding and line names its file. Where two documents state
        different final grades or credits for a course, the error ``files-disagree`` names both.

    Raises:
        IngestError: a document was not read; the outcome says why, and what to do.
        NotTogether: the documents name different students, or are of different institutions.
        ReaderFailed: a reader failed on a document.
        InvalidAnswers: an answer gives a field what it cannot say.
        OSError: a file cannot be opened.
        ValueError: there is no document.
    """
    parts = []
    for number, source in enumerate(sources, start=1):
        document = source if isinstance(source, Document) else open_document(source, limits)
        file = document.path or f"document {number}"
        found = interpreted(document, readers, institutions, answers)
        parts.append(_Part(file, document, *found))
    if not parts:
        raise ValueError("there is no document to read")
    used = frozenset[int]().union(*(part.used for part in parts))
    return with_unused(_merged(parts, institutions), answers, used)


def _merged(parts: Sequence[_Part], institutions: Mapping[str, Institution]) -> Reading:
    """Return documents as one reading, in an order of their own and each of them once."""
    _check(parts)
    unique: dict[str, _Part] = {}
    for part in sorted(parts, key=lambda part: (part.content, part.file)):
        unique.setdefault(part.content, part)
    kept = list(unique.values())
    return _Merger(kept, institutions.get(kept[0].extraction.institution)).reading()


def _check(parts: Sequence[_Part]) -> None:
    """Refuse documents of different students or institutions."""
    for one, other in combinations(parts, 2):
        if one.extraction.institution != other.extraction.institution:
            raise NotTogether((one.file, other.file), "they are of different institutions")
        if one.extraction.person.is_other_than(other.extraction.person):
            raise NotTogether((one.file, other.file), "they name different students")


class _Merger:
    """Puts the rows of several documents together."""

    def __init__(self, parts: Sequence[_Part], institution: Institution | None) -> None:
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
        return Reading(
            transcript=Transcript(
                institution=self.parts[0].extraction.institution, records=tuple(records)
            ).as_read_by(facts[0].reader),
            document=DocumentFacts(
                reader=_listed(one.reader for one in facts),
                kind=_listed(one.kind for one in facts),
                why=f"{len(facts)} files read together",
                pages=sum(one.pages for one in facts),
                places=facts[0].places,
                schools=tuple(dict.fromkeys(s for one in facts for s in one.schools)),
                programs=tuple(dict.fromkeys(p for one in facts for p in one.programs)),
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
            files=tuple(part.file for part in self.parts),
            questions=self._filed(lambda reading: reading.questions),
            corrections=self._filed(lambda reading: reading.corrections),
        )

    def _filed(self, of: Callable[[Reading], Iterable[_Told]]) -> tuple[_Told, ...]:
        """Return what the readings tell, each with the file it stands in."""
        return tuple(
            one.model_copy(update={"file": part.file})
            for part in self.parts
            for one in of(part.reading)
        )

    # ---------------------------------------------------------------------------------- records

    def _records(self) -> list[CourseRecord]:
        """Return one record for each course of each term, by term."""
        groups: dict[object, list[_Row]] = {}
        for number, part in enumerate(self.parts):
            for position, record in enumerate(part.extraction.records):
                named = record.model_copy(update={"file": part.file})
                row = _Row(number, position, named, part.extraction.scales.get(record.school))
                groups.setdefault((record.term, record.code), []).append(row)
        chosen = [
            (min((r.part, r.position) for r in rows), self._one(rows), rows)
            for group in groups.values()
            for rows in self._courses(group)
        ]
        # credit from elsewhere has no term, and comes first
        chosen.sort(key=lambda c: (c[1].term is not None, c[1].term and c[1].term.ordinal, c[0]))
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
        if len(schools) > 1 and not (one.scale and one.scale == other.scale):
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
        """Return whether courses of this number are told apart by their titles."""
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
        return record.model_copy(update=missing) if missing else record

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
        places = " and ".join(f"{r.file} (page {r.page})" for r in (one, other))
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
        file = self.parts[part].file
        return total.model_copy(update={"file": file, "after": after, "record": record})

    def _own_findings(self) -> Iterator[Finding]:
        """Yield what was found in each document by itself."""
        proved = any(part.extraction.totals for part in self.parts)
        named = any(part.extraction.person.is_known for part in self.parts)
        paged = self._is_paged()
        for part in self.parts:
            for finding in part.reading.findings:
                if (
                    finding.code == "terms-missing"
                    or (proved and finding.code == "nothing-to-verify")
                    or (paged and finding.code == "pages-missing")
                ):
                    continue
                yield finding.model_copy(update={"file": part.file})
            if named and not part.extraction.person.is_known:
                yield Finding(
                    code="student-not-named",
                    severity="warning",
                    message="this file names no student, so nothing shows whose it is",
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
        current = {p.file for n, p in enumerate(self.parts) if n not in self._outdated}
        partial = {p.file for p in self.parts if not p.extraction.whole} & current
        totals = tuple(
            total
            for total in printed
            if total.file in partial
            and total.kind in (TotalKind.CUMULATIVE_GPA, TotalKind.CUMULATIVE_POINTS)
        )
        if self.institution is None or not totals:
            return
        first = self.parts[0].extraction
        whole = replace(
            first,
            records=tuple(records),
            totals=totals,
            scales=self._scales,
            whole=False,
        )
        for finding in verify(whole, self.institution):
            if finding.code == "terms-missing":
                yield finding


# -------------------------------------------------------------------------------------- details


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))


def _first(values: Iterable[object]) -> object:
    return next((value for value in values if value is not None), None)


def _sections(rows: Sequence[_Row]) -> int:
    return sum(row.record.section is not None for row in rows)


def _prices(record: CourseRecord) -> bool:
    """Return whether the credits of a record were printed."""
    return "credits" in record.boxes or not record.boxes


def _plain(grade: str | None) -> str:
    return (grade or "").upper().replace(" ", "")


def _same_titles(one: str | None, other: str | None) -> int:
    """Return 2 for one title, 1 where one is cut short or not printed, 0 for two titles."""
    a, b = title_key(one), title_key(other)
    if a == b:
        return 2
    if not a or not b:
        return 1
    short, long = sorted((a, b), key=len)
    return int(long.startswith(short))
