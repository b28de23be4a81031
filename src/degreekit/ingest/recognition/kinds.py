"""What a document is that is not a transcript: by its title, or by what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from degreekit.courses import RecordStatus
from degreekit.ingest.ocr.legibility import COVERED, speaks
from degreekit.ingest.page.document import Document
from degreekit.ingest.page.layout import Line, text_of
from degreekit.ingest.readers.reader import Extraction
from degreekit.ingest.source.errors import Outcome
from degreekit.ingest.tables.columns.cells import is_name
from degreekit.ingest.tables.words.terms import heading_of
from degreekit.ingest.tables.words.vocabulary import names_columns, tags_of

__all__ = [
    "kind_by_reading",
    "kind_by_text",
    "kind_by_title",
    "lists_grades",
    "looks_like_transcript",
]

#: A title stands among the first lines.
_TOP = 12
_ANY_TERM = r"(?:.{0,3}\b(?:fall|spring|summer|winter|autumn|20\d\d)\b.*)?"
#: The titles of documents that look like a transcript and are none, and what to say of them.
_TITLES = (
    (
        Outcome.DEGREE_AUDIT,
        "",
        re.compile(
            r"(?:unofficial )?degree (?:progress )?audit\b.*"
            r"|(?:.{0,40}\b)?what[\s-]if(?: (?:degree |program |academic |advisement )*"
            r"(?:analysis|audit|evaluation|history|reports?|scenarios?|worksheet))?"
            r"|(?:degree|program|graduation) (?:progress )?(?:audit|evaluation|worksheet)"
            r"|(?:academic|student) (?:advisement|advising) report|academic requirements"
            r"|my progress"
            r"|(?:.{0,30}\W )?(?:degree |program |academic |my )*progress (?:overview|tracker)"
            r"|(?:academic|student|degree) progress (?:report|summary)"
            r"|.{0,60}\b(?:degree|graduation|program|requirements?|completion) check-?list"
            r"|degree (?:works|progress)(?: (?:report|worksheet))?",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.CERTIFICATION,
        "",
        re.compile(
            r"(?:(?:academic |enrollment |degree |student )+(?:certification|certificate"
            r"|verification)|(?:certification|verification) of (?:enrollment|attendance|degree"
            r"|student status))\b.*",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a class schedule",
        re.compile(
            rf"(?:(?:my |weekly )?(?:class|course|student|registration) schedule"
            rf"|schedule of classes){_ANY_TERM}",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a plan of courses",
        re.compile(
            r"(?:my |course |degree |academic |semester |schedule )*planner|my plan"
            r"|(?:my |sample |suggested |proposed |typical |recommended |four-year |two-year"
            r"|[2-5]-year )*(?:degree |course |academic |study |graduation )(?:plan|map|pathway)"
            r"|(?:sample |proposed )?plan of study|program planning (?:form|sheet|worksheet)",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a list of courses that are offered",
        re.compile(
            r"(?:.{0,60}\b)?(?:directory of (?:classes|courses)|course (?:catalogue?|bulletin"
            r"|search|offerings|listings))\b.*",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a résumé",
        re.compile(r"curriculum vitae|r[eé]sum[eé](?: of .*)?|c\.?v\.?", re.IGNORECASE),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a form",
        re.compile(
            r"(?:[\w/-]+ ){1,6}(?:form|petition)|(?:petition|application|request) (?:for|to) .*"
            r"|.{0,40}\b(?:waiver|substitution|exception|equivalency|change|withdrawal) request",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it lists grades of the middle of a term",
        re.compile(
            r"(?:midterm|mid-term|interim|mid-semester) (?:"
            rf"(?:grades?|progress) (?:report|roster){_ANY_TERM}|grades\W+.*\b20\d\d\b.*)",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a bill",
        re.compile(
            r"(?:student |tuition )*(?:account|billing) (?:statement|summary|activity)\b.*"
            r"|(?:tuition )?(?:invoice|bill)(?: (?:no|number)?\W.*)?|statement of account\b.*",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is the syllabus of a course",
        re.compile(r"(?:(?:course )?syllabus\b|.{0,60}\bsyllabus$).*", re.IGNORECASE),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it lists what a program requires",
        re.compile(
            r".{0,60}\b(?:degree|program|track|science|engineering|arts|MS|BS|BA|MA|PhD)"
            r" requirements",
            re.IGNORECASE,
        ),
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a table of grade statistics",
        re.compile(
            r"(?:.{0,40}\b)?grades? (?:distributions?|statistics|averages by course)\b.*"
            r"|(?:.{0,40}\b)?(?:distributions?|statistics) of (?:final |letter )?grades\b.*",
            re.IGNORECASE,
        ),
    ),
)
#: A list of the students of one course names people in its columns, and no courses.
_ROSTER = re.compile(
    r"(?:.{0,40}\b)?(?:class|course|grade|final grade|enrollment|photo|section|student) "
    r"(?:rosters?|lists?)\b.*|attendance (?:sheet|list)\b.*",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:students?|(?:last|first|full|student) names?|names?)\b.*"
    r"\b(?:UNI|(?:net|user|student)?\s?id|e-?mail|user ?name)\b",
    re.IGNORECASE,
)
_COURSES = re.compile(
    r":|(?!.*\bstudents?\b).*\b(?:course|title|subject|description)\b|\bcredits attempted\b",
    re.IGNORECASE,
)
#: A user name or the number of a student, in a row; so many of them are of several students.
_USER = re.compile(r"(?<!\S)(?:[a-z]{2,4}\d{1,5}|[A-Z]\d{8}|\d{9})(?!\S)")
_SEVERAL = 3
_LEGEND = re.compile(
    r"\b(?:key|guide) to (?:the )?(?:transcripts?|grades|grading)\b"
    r"|\b(?:transcript|grading) (?:legend|key|guide|information|explanation|system)\b"
    r"|\bexplanation of (?:grades|grading|transcript|the|symbols|codes)\b",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"\b(?:(?:law|business|medical|dental|journalism|nursing) school|(?:school|college) of (?:law"
    r"|business|medicine|physicians|dental|nursing|journalism|architecture|the arts))\b",
    re.IGNORECASE,
)
#: A mark and what it means, as legends say it.
_MEANING = re.compile(
    r"(?<!\S)[A-Z]{1,2}[+-]?[\s:=–-]+(?:excellent|superior|good|fair|satisfactory|average|poor"
    r"|passing|pass|fail(?:ure|ed)?|incomplete|(?:official )?withdraw\w*|registration|audit"
    r"|credit|\d\.\d{1,3})\b",
    re.IGNORECASE,
)
_MEANINGS = 4
_RECORD = re.compile(r"\b(?:transcript|grades?|clerkships?)\b", re.IGNORECASE)
#: What documents say that are no transcript, where no reader claims them.
_PHRASES = (
    (
        Outcome.DEGREE_AUDIT,
        re.compile(r"\bdegree audit\b|\bselect from\s*:|\bneeds\s*:\s*\d", re.IGNORECASE),
    ),
    (
        Outcome.CERTIFICATION,
        re.compile(r"\bcertif(?:y|ies) that\b|^certification$", re.IGNORECASE | re.MULTILINE),
    ),
)
#: The words of a table of courses, and the credits in it.
_HEADER = re.compile(
    r"\b(?:course|subject|title|description|credits?|units?|points|hours|grade|mark)\b",
    re.IGNORECASE,
)
_CREDITS = re.compile(r"(?<!\S)\d{1,2}[.,]\d{1,3}(?!\S)")
_WHOLE = re.compile(r"(?<!\S)\d{1,2}(?!\S)")
#: A code of some institution, and a grade.
_CODE = re.compile(r"(?<!\S)[A-Z][A-Z_&-]{1,9}\s?-?[A-Z]{0,2}\s?\d{2,4}[A-Z]{0,2}\b")
_GRADE = re.compile(r"(?<!\S)[A-D][+-]?(?!\S)")
_SIGNED = re.compile(r"(?<!\S)[A-D][+-](?!\S)")
_GRADED = re.compile(r"\b(?:grades?|marks?|grd)\b", re.IGNORECASE)
_TRANSCRIPT = re.compile(r"\b(?:transcript|academic record|unofficial record)\b", re.IGNORECASE)


def kind_by_title(lines: Sequence[Line]) -> tuple[Outcome, str] | None:
    """Return what a document is if its title says it is not a transcript, and a word on it."""
    for line in _titles_of(lines):
        for text in map(text_of, line.cells()):
            for outcome, detail, title in _TITLES:
                if title.fullmatch(text):
                    return outcome, detail
    if _is_roster(lines):
        return Outcome.NOT_A_TRANSCRIPT, "it is a list of the students of a course"
    labels = {line.text.partition(":")[0].strip().lower() for line in lines[:_TOP]}
    if labels >= {"from", "subject"}:
        return Outcome.NOT_A_TRANSCRIPT, "it is a message"
    return _kind_by_columns(lines)


#: Names of columns that no transcript has: what is said of the document, the names, how many there
#: have to be at least, and whether it may also have a column for grades.
_COLUMNS = (
    (
        Outcome.DEGREE_AUDIT,
        "",
        re.compile(r"^requirements?\b.*", re.IGNORECASE),
        1,
        True,
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a class schedule",
        re.compile(r"\b(?:days?|times?|rooms?|building|meets|meeting)\b", re.IGNORECASE),
        2,
        False,
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is a table of grade statistics",
        re.compile(
            r"\b(?:enrolled|enrollment|students|median|mean|average|avg|responses?|ratings?"
            r"|A [AB]|B C)\b",
            re.IGNORECASE,
        ),
        2,
        False,
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it lists the work for a course",
        re.compile(r"\b(?:assignments?|due|scores?|out of|weight)\b", re.IGNORECASE),
        2,
        False,
    ),
    (
        Outcome.NOT_A_TRANSCRIPT,
        "it is about money",
        re.compile(
            r"\b(?:charges?|amount|price|qty|quantity|balance|payments?|fees?|rate|wages?|salary"
            r"|stipend|tuition)\b",
            re.IGNORECASE,
        ),
        1,
        False,
    ),
)
#: The grades of all students of a course.
_OF_ALL = re.compile(r"\b(?:median|mean|average|avg)\.? grades?\b", re.IGNORECASE)
_COLUMN = re.compile(
    r"\b(?:course|class|title|subject|description|item|assignment)s?\b", re.IGNORECASE
)


def _kind_by_columns(lines: Sequence[Line]) -> tuple[Outcome, str] | None:
    """Return what a document is by the names of its columns; None where they say nothing."""
    for line in lines:
        if line.page.number > 1:
            return None
        if not _is_header(line):
            continue
        is_graded = "grade" in tags_of(_OF_ALL.sub("", line.text))[0]
        for outcome, detail, names, least, graded in _COLUMNS:
            named = {name.lower() for name in names.findall(line.text)}
            if len(named) >= least and (graded or not is_graded):
                return outcome, detail
    return None


def _is_header(line: Line) -> bool:
    """Return whether a line names columns, one of them that of courses."""
    text = line.text
    named = len(line.cells()) > 2 or names_columns(text)
    return named and bool(_COLUMN.search(text)) and not re.search(r"[\d:]", text)


def _titles_of(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the first lines of a document above its first course: a title may say anything."""
    for line in lines[:_TOP]:
        if line.page.number > 1 or (_CODE.search(line.text) and _is_row(line)):
            return
        yield line


def _is_row(line: Line) -> bool:
    """Return whether a line has credits or a grade in a cell of its own."""
    cells = (text_of(cell) for cell in line.cells())
    return any(_CREDITS.fullmatch(cell) or _GRADE.fullmatch(cell) for cell in cells)


#: What says that a student takes courses, or will.
_TAKEN = re.compile(
    r"\b(?:in progress|enrolled|registered|registration|planned|planner|taken|withdrawn|waived"
    r"|unofficial|transcript|record|student)\b",
    re.IGNORECASE,
)


#: What audits say of a requirement, and a transcript never does.
_LACKING = re.compile(
    r"\bstill needed\b|\bnot started\b|\bcompleted \d+ of \d+\b"
    r"|\bnot (?:satisfied|fulfilled|met|complete)\b|\bunsatisfied\b"
    r"|\bselect from\s*:|\bneeds\s*:?\s*\d|\bchoose \d|\b\d+ (?:more )?(?:courses?|class(?:es)?"
    r"|points|credits|units) (?:still )?(?:needed|required|remaining|short)\b|^\W*\[[ x]\]",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"\b(?:requirements?|electives?|core|breadth|distribution|concentration|major|track)\b",
    re.IGNORECASE,
)


def kind_by_reading(lines: Sequence[Line], extraction: Extraction) -> tuple[Outcome, str] | None:
    """Return what a list of courses is instead of a transcript; None if it may be one.

    Args:
        lines: of the document, in reading order.
        extraction: what was read of it.
    """
    lacking = {line for line in lines if _LACKING.search(line.text)}
    required = {line for line in lines if _REQUIRED.search(line.text) and not _is_row(line)}
    if lacking and len(lacking | required) > 1 and required:
        return Outcome.DEGREE_AUDIT, ""
    if _is_of_nobody(lines, extraction):
        detail = "it lists courses, and names no student, grade or sum"
        return Outcome.NOT_A_TRANSCRIPT, detail
    if _is_ungraded(lines, extraction):
        detail = "it lists courses without a column for grades, as a plan or a schedule does"
        return Outcome.NOT_A_TRANSCRIPT, detail
    if _is_ahead(lines, extraction):
        detail = "it lists courses that somebody plans or has registered for, without any grade"
        return Outcome.NOT_A_TRANSCRIPT, detail
    sections = {
        found[0].lower() for line in lines for found in [_OF_RESUME.match(line.text)] if found
    }
    if len(sections) > 1:
        return Outcome.NOT_A_TRANSCRIPT, "it is a résumé"
    return None


#: The parts of a résumé that no transcript has.
_OF_RESUME = re.compile(
    r"(?:(?:work |professional )?experience|employment|skills|publications?|interests|references"
    r"|objective)\b(?=\W*$|:)",
    re.IGNORECASE,
)


#: What the columns hold that say how a course went.
_TELLING = frozenset({"grade", "status", "basis"})


def _is_ungraded(lines: Sequence[Line], extraction: Extraction) -> bool:
    """Return whether a document names its columns and has none for a grade or a state.

    A transcript of somebody who has just begun has no grades yet, but a place for them.
    """
    if extraction.totals or any(record.grade for record in extraction.records):
        return False
    headers = [line.text for line in lines if names_columns(line.text)]
    if not headers or any(tags_of(header)[0] & _TELLING for header in headers):
        return False
    says = (_GRADED, _STATE, _TRANSCRIPT)
    return not any(one.search(line.text) for one in says for line in lines)


#: Titles above courses that have not been taken yet.
_AHEAD = re.compile(
    r"(?:.{0,30}\W )?(?:my |your )?(?:planned|saved|proposed|registered) (?:courses|classes)"
    r"|(?:.{0,30}\b)?(?:shopping cart|course cart|wish ?list)"
    r"|(?:my )?(?:program|course|degree|academic) plan\b.*"
    r"|(?:course |class |student )?(?:registration|enrollment) "
    r"(?:confirmation|receipt|summary|statement)"
    r"|(?:program|course) filing\b.*",
    re.IGNORECASE,
)


def _is_ahead(lines: Sequence[Line], extraction: Extraction) -> bool:
    """Return whether a document is a plan or a registration by its title, and has no grade."""
    if any(record.grade for record in extraction.records):
        return False
    cells = [text_of(cell) for line in _titles_of(lines) for cell in line.cells()]
    return any(map(_AHEAD.fullmatch, cells)) and not any(map(_TRANSCRIPT.search, cells))


def _is_of_nobody(lines: Sequence[Line], extraction: Extraction) -> bool:
    """Return whether a document lists courses and says of nobody that they took them.

    It names no student, prints no grade, no state, no term and no sum, and has no column for a
    grade: a page of a catalog, or prose with course codes in it.

    Args:
        lines: of the document, in reading order.
        extraction: what was read of it.
    """
    records = extraction.records
    if lines[0].page.lines_above is not None:  # rows that somebody copied, without their page
        return False
    if extraction.people or extraction.totals or any(r.grade for r in records):
        return False
    if all(r.status is RecordStatus.PLANNED for r in records):
        return True  # a plan, and nobody's
    if any(r.status is not RecordStatus.IN_PROGRESS for r in records):
        return False
    said = (_TAKEN, _GRADED, _SIGNED)
    return not any(one.search(line.text) for one in said for line in lines)


def _is_roster(lines: Sequence[Line]) -> bool:
    """Return whether a document lists students, one a line, and not the courses of one."""
    titled = any(_ROSTER.fullmatch(text_of(cell)) for line in lines[:_TOP] for cell in line.cells())
    named = any(_PEOPLE.search(line.text) and not _COURSES.search(line.text) for line in lines)
    users = {found[0] for line in lines for found in [_USER.search(line.text)] if found}
    return ((titled or named) and len(users) >= _SEVERAL) or _is_gradebook(lines)


_OF_STUDENTS = re.compile(r"students?|(?:students?|last|full)? ?names?", re.IGNORECASE)


def _is_gradebook(lines: Sequence[Line]) -> bool:
    """Return whether a table has a column for students, each with the surname first."""
    firsts = [(text_of(line.cells()[0]), len(line.cells())) for line in lines]
    heads = [
        at for at, (text, cells) in enumerate(firsts) if cells > 2 and _OF_STUDENTS.fullmatch(text)
    ]
    if not heads:
        return False
    names = {text for text, cells in firsts[heads[0] + 1 :] if cells > 1 and is_name(text)}
    return len(names) >= _SEVERAL


def kind_by_text(document: Document, lines: Sequence[Line]) -> tuple[Outcome, str]:
    """Return what a document is that no reader claims, and a word on it.

    Args:
        document: its pages.
        lines: its lines, in reading order.
    """
    text = "\n".join(line.text for line in lines)
    for outcome, phrase in _PHRASES:
        if phrase.search(text):
            return outcome, ""
    is_legend = _LEGEND.search(text) or len(_MEANING.findall(text)) >= _MEANINGS
    if is_legend and sum(map(_is_graded, lines)) < 2 and not lists_grades(text):
        return Outcome.NOT_A_TRANSCRIPT, "it is the legend of a transcript, without courses"
    head = "\n".join(line.text for line in lines[:_TOP])
    if _RECORD.search(text) and _SCHOOL.search(head):
        return Outcome.PROFESSIONAL_SCHOOL, ""
    picture = _coarse(document) or _unseen(document)
    if speaks(text) or picture:
        return Outcome.NOT_A_TRANSCRIPT, picture
    return Outcome.UNREADABLE_TEXT, ""


#: Marks of any school, alone in a cell.
_ANY_MARK = re.compile(
    r"[A-D][+-]?|F|P|HP|LP|H|CR|S|U|(?:high |low )?pass|(?:high )?honou?rs|\d{2,3}", re.IGNORECASE
)


def _is_graded(line: Line) -> bool:
    """Return whether a line has words followed by a mark in a separate cell."""
    first, *cells = (text_of(cell) for cell in line.cells())
    return not _ANY_MARK.fullmatch(first) and any(map(_ANY_MARK.fullmatch, cells))


#: What is said of a course that is not over.
_STATE = re.compile(r"\b(?:in progress|planned|registered|enrolled|taken)\b", re.IGNORECASE)


#: Words, a number or two, and a grade at the end of a line.
_MARKED = re.compile(r"[^\W\d]{3}.*(?:\s\d{1,3}(?:[.,]\d{1,3})?){1,2}\s+[A-D][+-]?\s*$")


def looks_like_transcript(text: str) -> bool:
    """Return whether a text has what transcripts have: a table of courses, or their title."""
    words = {found[0].lower() for found in _HEADER.finditer(text)}
    if _TRANSCRIPT.search(text) or (len(words) > 2 and _has_rows(text)):
        return True
    lines = text.splitlines()
    if any(map(names_columns, lines)) and sum(bool(_MARKED.search(line)) for line in lines) > 1:
        return True  # subjects without codes
    coded = [line for line in lines if _CODE.search(line) and _GRADE.search(line)]
    graded = sum(bool(_CREDITS.search(line)) for line in coded)
    if sum(bool(_WHOLE.search(line)) for line in coded) > 1 and any(map(names_columns, lines)):
        return True  # credits without decimals
    stated = sum(bool(_CODE.search(line) and _STATE.search(line)) for line in lines)
    if stated > 1 and any(heading_of(line) for line in lines):
        return True  # courses in progress have no grades yet
    return graded > 1 or (_has_rows(text) and any(map(names_columns, lines)))


def lists_grades(text: str) -> bool:
    """Return whether a text has rows of courses of some institution, each with a grade."""
    lines = text.splitlines()
    rows = [line for line in lines if _CODE.search(line) and _GRADE.search(line)]
    graded = sum(bool(_CREDITS.search(row) or _WHOLE.search(row)) for row in rows)
    return graded > 1 or (graded == 1 and any(map(names_columns, lines)))


def _has_rows(text: str) -> bool:
    return len(_CREDITS.findall(text)) > 1


#: From so many dots an inch on most pictures are read whole.
_ENOUGH_DOTS = 150


def _coarse(document: Document) -> str:
    """Return how fine the pictures are that a document is made of; empty where it is of text."""
    dots = [page.scan.dots for page in document.pages if page.scan and page.pictures >= COVERED]
    if len(dots) < len(document.pages):
        return ""
    better = f", and {_ENOUGH_DOTS} or more are read better" if min(dots) < _ENOUGH_DOTS else ""
    return f"OCR read a picture of {min(dots)} dots an inch{better}"


def _unseen(document: Document) -> str:
    """Return how many letters of a document cannot be seen; empty where all can."""
    letters = sum(place.letters for page in document.pages for place in page.unseen)
    return f"{letters} letters in it cannot be seen" if letters else ""
