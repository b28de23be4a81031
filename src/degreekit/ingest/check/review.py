"""What OCR read and is not sure of, and what the printed arithmetic says about it.

A field that OCR read stands if the document proves it (grade points next to a grade, sums and
averages of the term) or if two looks at it agree, the engine is sure of every letter, and it has
the form that its column asks for. Anything else is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from degreekit.courses import Institution, InvalidCourseCode, RecordStatus
from degreekit.findings import Finding
from degreekit.ingest.check.verify import verify
from degreekit.ingest.ocr.question import Correction, Question
from degreekit.ingest.page.document import Box, Document, Page
from degreekit.ingest.page.geometry import inside
from degreekit.ingest.page.layout import around
from degreekit.ingest.page.scan import Letter
from degreekit.ingest.readers.reader import Extraction, PrintedTotal, TotalKind
from degreekit.transcript import CourseRecord

__all__ = ["corrections_of", "marked", "questions_of"]

#: How sure the engine has to be of every letter of a field that nothing else proves.
_SURE = {"code": 0.93, "section": 0.93, "title": 0.85, "credits": 0.95, "grade": 0.97, "term": 0.9}
#: A code that the catalog lists needs less.
_LISTED = 0.8
#: On a picture with fewer dots an inch than this the sign of a grade may be lost without a trace.
_COARSE = 110
#: With fewer than this a letter may be taken for another without a trace.
_BLURRED = 85
#: Lines that may be a course: a number with decimals, or a word with four digits.
_COURSE_LIKE = re.compile(r"\d\s?[.,]\s?\d\d|[A-Z0-9]{3,6}_*\s?[A-Z]{0,2}\d{3,4}")
_WORDS = re.compile(r"[\w|]+")
_STROKES = re.compile(r"(?!I+$)[1Il|L]+")
_YEAR = re.compile(r"(?:19|20)\s?\d\s?\d")
_FIGURE = re.compile(r"\d\s?[.,:]\s?\d\d")
_AVERAGES = frozenset({TotalKind.TERM_GPA, TotalKind.CUMULATIVE_GPA})
_POINTS = frozenset({TotalKind.TERM_POINTS, TotalKind.CUMULATIVE_POINTS})
#: A letter of a title that the engine is less sure of than this is a guess.
_GUESS = 0.6
_MEND_MOST = 60  # readings of the rows of a term that are tried to mend its average


def marked(
    extraction: Extraction, document: Document, institution: Institution | None
) -> Extraction:
    """Return what was read, with the mark of OCR on every record of a page read by it.

    A mark that differs from one of its scale in nothing but case is that one: of some letters OCR
    cannot tell the small one from the large one.
    """
    scanned = {page.number for page in document.pages if page.scan}
    records = []
    for record in extraction.records:
        if record.page in scanned:
            update = {"read_by": "ocr"}
            scale = extraction.scales.get(record.school) if institution else None
            known = institution.scale(scale).get(record.grade) if institution and scale else None
            if known and record.grade and known.symbol.upper() == record.grade.upper():
                update["grade"] = known.symbol
            record = record.model_copy(update=update)
        records.append(record)
    return replace(extraction, records=tuple(records))


def corrections_of(
    document: Document, extraction: Extraction, questions: Sequence[Question]
) -> tuple[Correction, ...]:
    """Return what was understood as another text than OCR read, in courses and figures.

    Elsewhere on a page stands who the student is, which is never repeated.
    """
    parts: tuple[CourseRecord | PrintedTotal | Question, ...]
    parts = (*extraction.records, *extraction.totals, *questions)
    told = [(one.page, one.box) for one in parts]
    return tuple(
        Correction(page=page.number, box=place, raw=one.raw, text=one.text)
        for page in document.pages
        if page.scan
        for one in page.scan.mended
        if (place := page.shown(one.box))
        and any(number == page.number and box and inside(place, box) for number, box in told)
    )


def questions_of(
    extraction: Extraction, document: Document, institution: Institution | None
) -> tuple[dict[int, Question], tuple[Question, ...]]:
    """Return the questions about records, by their position, and those about lines.

    Args:
        extraction: what was read, with the mark of OCR.
        document: its pages.
        institution: its scales and codes; without it nothing is proved.
    """
    examiner = _Examiner(extraction, document, institution)
    return examiner.records(), tuple(examiner.lines())


@dataclass
class _Doubts:
    """Why the fields of a record are in doubt, and what else they may say."""

    why: dict[str, str] = field(default_factory=dict)
    else_: dict[str, list[str]] = field(default_factory=dict)


class _Examiner:
    """Looks at every record that OCR read."""

    def __init__(
        self, extraction: Extraction, document: Document, institution: Institution | None
    ) -> None:
        self.extraction = extraction
        self.institution = institution
        self.pages = {page.number: page for page in document.pages}
        self.findings = verify(extraction, institution) if institution else ()
        wrong = {(finding.page, finding.box) for finding in self.findings}
        self.agreed = [t for t in extraction.totals if (t.page, t.box) not in wrong]
        self.wrong = [t for t in extraction.totals if (t.page, t.box) in wrong]
        if institution is None:
            self.agreed = []

    # ------------------------------------------------------------------------------------ records

    def records(self) -> dict[int, Question]:
        """Return the question about each record that is in doubt."""
        found: dict[int, _Doubts] = {}
        for number, record in enumerate(self.extraction.records):
            if record.read_by == "ocr":
                doubts = self._doubts(number, record)
                if doubts.why:
                    found[number] = doubts
        self._contradictions(found)
        return {
            number: self._question(self.extraction.records[number], doubts)
            for number, doubts in sorted(found.items())
        }

    def _doubts(self, number: int, record: CourseRecord) -> _Doubts:
        page = self.pages[record.page or 1]
        doubts = _Doubts()
        proven = self._proven(number, record)
        for name in ("code", "section", "title", "credits", "grade"):
            if name in proven:
                continue
            box = record.boxes.get(name)
            letters = page.scan.within(page.upright(box)) if page.scan and box else []
            if why := self._why(name, record, page, letters):
                doubts.why[name] = why
                doubts.else_[name] = _others(letters)
        if why := self._term_doubt(record):
            doubts.why["term"] = why
        for finding in self.extraction.findings:
            if finding.code == "text-beside-record" and _touches(finding, record):
                doubts.why.setdefault("grade", "something printed next to it was not understood")
        return doubts

    def _why(
        self, name: str, record: CourseRecord, page: Page, letters: Sequence[Letter]
    ) -> str | None:
        """Return why a field is in doubt; None where it is not."""
        if name == "grade" and not letters:
            return self._blank_doubt(record, page)
        if not letters:
            return None if name in ("section", "title") else "it was not found on the page"
        match name:
            case "code" if not self._plausible(record):
                return "no course of the institution has this form"
            case "code" if self._listed(record):
                return _unsure(letters, _LISTED)
            case "title":
                return self._title_doubt(record.title or "", record, page, letters)
            case "grade":
                signed = record.grade and record.grade[0] in "ABCD" and len(record.grade) <= 2
                if signed and page.scan and page.scan.dots < _COARSE:
                    return "the picture is too coarse to see the sign of a grade"
                if page.scan and page.scan.marks(_behind(letters)):
                    return "a mark behind it was not read"
        return _unsure(letters, _SURE[name])

    def _title_doubt(
        self, title: str, record: CourseRecord, page: Page, letters: Sequence[Letter]
    ) -> str | None:
        """Return why a title is in doubt: one that the catalog has is in none."""
        if _FIGURE.search(title):
            return "a figure stands in it"
        if re.match(r"\W|\w\s|\d", title):
            return "it begins with a single letter"
        if self._has_listed_title(record):
            return None
        if page.scan and page.scan.dots < _BLURRED:
            return "the picture is too coarse for titles"
        if any(_STROKES.fullmatch(word) for word in _WORDS.findall(title)):
            return "a stroke in it may be I, l or 1"
        if min(letter.sure for letter in letters) < _GUESS:
            return "OCR has guessed a letter"
        need = _SURE["title"]
        sure = min((x.sure for x in letters if x.text not in "1Il|.,:;'-"), default=1.0)
        if sure < need:
            return _unsure_by(sure)
        return None if all(letter.alike for letter in letters) else _disagreed(letters)

    def _blank_doubt(self, record: CourseRecord, page: Page) -> str | None:
        """Return why a grade that was not found may be printed after all."""
        if record.status == RecordStatus.TRANSFER:
            return None
        if not {"code", "credits"} <= record.boxes.keys():
            return "it was not found on the page, nor what stands before it"
        right = [
            box[0]
            for other in self.extraction.records
            if other.page == record.page
            and (box := other.boxes.get("grade")) is not None
            and box[0] > record.boxes["credits"][0]
        ]
        if page.scan:
            code, credits = (page.upright(record.boxes[name]) for name in ("code", "credits"))
            edge = page.width if not right else None
            for other in self.extraction.records:
                box = other.boxes.get("grade")
                if other.page == record.page and box:
                    upright = page.upright(box)
                    if upright[0] > credits[2] - 1:
                        edge = min(edge or upright[2] + 20, upright[2] + 20)
            zone = (credits[2] + 1, code[1] - 2, edge or page.width, code[3] + 2)
            if page.scan.marks(zone):
                return "a mark stands where the grade is printed"
        alone = [
            other
            for other in self.extraction.records
            if other.term == record.term and other.school == record.school and other.grade
        ]
        proved = any(
            total.kind == TotalKind.TERM_POINTS and total.term == record.term
            for total in self.agreed
        )
        if alone and not proved:
            return "it is blank, and other courses of the same term have one"
        return None

    def _plausible(self, record: CourseRecord) -> bool:
        if self.institution is None:
            return True
        try:
            code = self.institution.grammar.parse(record.code.printed)
        except InvalidCourseCode:
            return False
        elsewhere = record.status == RecordStatus.TRANSFER
        return elsewhere or (code.subject.isalpha() and code.number[:4].isdigit())

    def _listed(self, record: CourseRecord) -> bool:
        """Return whether the catalog has a course of this code."""
        return bool(self.institution and self.institution.listed(record.code))

    def _has_listed_title(self, record: CourseRecord) -> bool:
        """Return whether the title is the one that the catalog has for the code."""
        listed = self.institution.listed(record.code) if self.institution else None
        return bool(listed and _bare(listed.title) == _bare(record.title or ""))

    def _term_doubt(self, record: CourseRecord) -> str | None:
        """Return why the heading above a record may not be the last one printed above it."""
        if record.term is None or record.page is None or record.box is None:
            return None
        page = self.pages[record.page]
        here = page.upright(record.box)
        lines = [(line, 1) for line in self.extraction.not_understood]
        lines += [(line, 0) for line in self.extraction.furniture if line.kind == "term"]
        above: list[tuple[float, Box, int]] = []
        for line, unknown in lines:
            there = page.upright(line.box)
            is_here = line.page == record.page and _YEAR.search(line.text)
            if is_here and there[1] < here[1] and _beside(there, here):
                above.append((there[1], there, unknown))
        last = max(above, default=None)
        if last is None:
            return None
        if last[2]:
            return "a line above it may be the heading of another term"
        letters = page.scan.within(last[1]) if page.scan else []
        digits = [x for x in letters if x.text.isdigit()]
        if min((x.sure for x in digits), default=1.0) < _SURE["term"]:
            return "OCR is not sure of the year in the heading above it"
        if not all(x.agreed for x in digits):
            return "a second look at the heading above it found something else"
        return None

    # --------------------------------------------------------------------------------- arithmetic

    def _proven(self, number: int, record: CourseRecord) -> set[str]:
        """Return the fields that the figures of the document prove."""
        proven = set()
        graded = self._worth(record)
        for total in self.agreed:
            if total.kind == TotalKind.GRADE_POINTS:
                if total.record == number and graded:
                    proven.add("grade")
            elif self._covers(total, number, record):
                if total.kind in _AVERAGES and graded:
                    proven.add("grade")
                elif total.kind in _POINTS and record.grade:
                    proven.add("credits")
        return proven

    def _worth(self, record: CourseRecord) -> bool:
        """Return whether a record enters averages."""
        if not record.grade or not self.institution or record.status == RecordStatus.TRANSFER:
            return False
        scale = self.extraction.scales.get(record.school)
        grade = self.institution.scale(scale).get(record.grade) if scale else None
        return bool(grade and grade.points is not None)

    def _covers(self, total: PrintedTotal, number: int, record: CourseRecord) -> bool:
        if total.kind in (TotalKind.TERM_GPA, TotalKind.TERM_POINTS):
            return total.term == record.term and total.school == record.school
        return number < total.after and total.school == record.school

    def _contradictions(self, found: dict[int, _Doubts]) -> None:
        """Ask about the records that a figure contradicts: the one that would mend it, or all."""
        for total in self.wrong:
            rows = [
                number
                for number, record in enumerate(self.extraction.records)
                if record.read_by == "ocr"
                and (
                    total.record == number
                    if total.kind == TotalKind.GRADE_POINTS
                    else self._covers(total, number, record)
                )
            ]
            if total.kind not in (TotalKind.TERM_GPA, TotalKind.GRADE_POINTS) and any(
                number in found for number in rows
            ):
                continue
            mends = list(self._mending(total, rows))
            for number in {number for number, _ in mends} or rows:
                doubts = found.setdefault(number, _Doubts())
                name = "credits" if total.kind in _POINTS else "grade"
                doubts.why.setdefault(name, "the figures printed for it do not add up")
            for number, grade in mends:
                others = found[number].else_.setdefault("grade", [])
                others[:] = [grade, *(other for other in others if other != grade)]

    def _mending(self, total: PrintedTotal, rows: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the record and the grade that would make a figure agree."""
        if self.institution is None or total.kind not in _AVERAGES | {TotalKind.GRADE_POINTS}:
            return
        tried = 0
        for number in rows:
            record = self.extraction.records[number]
            scale = self.extraction.scales.get(record.school)
            for grade in self.institution.scale(scale).grades if scale else ():
                alike = not record.grade or grade.symbol[0] == record.grade[0]
                if grade.points is None or grade.symbol == record.grade or not alike:
                    continue
                tried += 1
                if tried > _MEND_MOST:
                    return
                changed = record.model_copy(update={"grade": grade.symbol, "status": grade.status})
                records = list(self.extraction.records)
                records[number] = changed
                after = verify(replace(self.extraction, records=tuple(records)), self.institution)
                if (total.page, total.box) not in {(f.page, f.box) for f in after}:
                    yield number, grade.symbol

    # ---------------------------------------------------------------------------------- questions

    def _question(self, record: CourseRecord, doubts: _Doubts) -> Question:
        page = self.pages[record.page or 1]
        box = record.box or (0.0, 0.0, page.width, page.height)
        return Question(
            id=_id(record.page or 1, box),
            kind="record",
            page=record.page or 1,
            box=box,
            raw=_raw(page, page.upright(box)),
            record=fields_of(record),
            doubts=doubts.why,
            alternatives={
                name: tuple(others[:4]) for name, others in doubts.else_.items() if others
            },
        )

    def lines(self) -> Iterator[Question]:
        """Yield a question for each line of a page read by OCR that may be a course."""
        read = {(record.page, record.box) for record in self.extraction.records}
        for line in self.extraction.not_understood:
            page = self.pages[line.page]
            if page.scan is None or (line.page, line.box) in read:
                continue
            if _COURSE_LIKE.search(line.text):
                yield Question(
                    id=_id(line.page, line.box),
                    kind="line",
                    page=line.page,
                    box=line.box,
                    raw=line.text,
                )


def fields_of(record: CourseRecord) -> dict[str, str]:
    """Return the fields of a record that a person can answer for, as text."""
    data = record.model_dump(mode="json", include={"code", "title", "credits", "grade", "section"})
    if record.term is not None:
        data["term"] = str(record.term)
    return {name: str(value) for name, value in data.items() if value is not None}


def _bare(title: str) -> str:
    return re.sub(r"\W", "", title).upper()


def _id(page: int, box: Box) -> str:
    return f"{page}-{box[0]:.0f}-{box[1]:.0f}"


def _raw(page: Page, box: Box) -> str:
    """Return the pieces of text in a box as they were read, before anything was mended."""
    if page.scan is None:
        return ""
    cells: dict[int, list[Letter]] = {}
    for letter in page.scan.within(box):
        cells.setdefault(letter.cell, []).append(letter)
    before = {one.text.replace(" ", ""): one.raw for one in page.scan.mended if _in(one.box, box)}
    texts = ("".join(x.text for x in cell) for cell in cells.values())
    return " | ".join(before.get(text, text) for text in texts)


def _in(inner: Box, outer: Box) -> bool:
    y = (inner[1] + inner[3]) / 2
    return outer[1] <= y <= outer[3]


def _unsure(letters: Sequence[Letter], need: float) -> str | None:
    """Return why some letters are in doubt: OCR has to be as sure of each, and to see it twice."""
    sure = min(letter.sure for letter in letters)
    return _unsure_by(sure) if sure < need else _disagreed(letters)


def _unsure_by(sure: float) -> str:
    return f"OCR is sure of a letter by {sure:.0%} only"


def _disagreed(letters: Sequence[Letter]) -> str | None:
    if all(letter.agreed for letter in letters):
        return None
    return "a second look at it found something else"


def _others(letters: Sequence[Letter]) -> list[str]:
    """Return the texts that a field could say if its least sure letter is another one."""
    if not letters:
        return []
    least = min(range(len(letters)), key=lambda n: letters[n].sure)
    text = [letter.text for letter in letters]
    found = [
        "".join([*text[:least], other.strip("\0"), *text[least + 1 :]])
        for other in letters[least].maybe[:3]
    ]
    return [text for text in dict.fromkeys(found) if text]


def _behind(letters: Sequence[Letter]) -> Box:
    """Return the place behind a grade, where its sign would stand."""
    left, top, right, bottom = around(letter.box for letter in letters)
    size = bottom - top
    return left, top - 0.2 * size, right + 1.2 * size, bottom + 0.2 * size


def _beside(upper: Box, lower: Box) -> bool:
    """Return whether two lines stand in one column of a page: they overlap from left to right."""
    return min(upper[2], lower[2]) - max(upper[0], lower[0]) > 0


def _touches(finding: Finding, record: CourseRecord) -> bool:
    if finding.page != record.page or finding.box is None or record.box is None:
        return False
    y = (finding.box[1] + finding.box[3]) / 2
    x = (finding.box[0] + finding.box[2]) / 2
    left, top, right, bottom = record.box
    return top <= y <= bottom and left <= x <= right + 40
