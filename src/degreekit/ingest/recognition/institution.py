"""Whose document it is: the institution that a page names at its head.

An institution is recognised by what it says of itself (`degreekit.courses.Institution`): its names,
its addresses on the web and the form of its course codes. A letterhead that names another one
decides, whatever the codes are: many institutions are called alike, and a page of one may list a
course of another. Names further down, as of credit from elsewhere, say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from degreekit.courses import Institution, InvalidCourseCode
from degreekit.ingest.page.layout import Line, Word, text_of
from degreekit.ingest.readers.reader import Extraction
from degreekit.ingest.tables.words.terms import term_of

__all__ = [
    "Letterhead",
    "head_of",
    "high_schools",
    "is_of",
    "letterheads",
    "names_at_foot",
    "together",
]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Which institutions a document names.

    Attributes:
        own: ids of the installed institutions that it names, by a name that no other one bears.
        shared: ids of those that it names by a name that others bear too.
        others: the names of other institutions that it has at its head, as printed.
        sites: the domains of institutions in addresses of web pages that are printed on it.
    """

    own: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    sites: frozenset[str] = frozenset()


#: Words that make a name the name of an institution, in the languages most often met.
_KIND = r"universit\w+|universid\w+|colleges?|institut\w*|academy|seminary|conservatory"
#: A school of a university, named by its field: ``Harvard Law School``.
_FIELDS = (
    r"law|business|medical|medicine|dental|nursing|divinity|engineering|arts|sciences?|letters"
    r"|education|pharmacy|architecture|journalism|agriculture|humanities|physicians|surgeons|music"
    r"|management|design|graduate|professional|continuing|general|extension|liberal|applied|fine"
    r"|health|public|social|work|theology|information|computing|communication|technology"
)
_INSTITUTION = re.compile(
    rf"\b(?:{_KIND}|polytech\w*|\w*hochschule)\b|\b(?:law|business|medical) school\b",
    re.IGNORECASE,
)
#: Words that stand around a name, or make a kind of school: alone they name nobody.
_GENERIC = re.compile(
    rf"(?:{_KIND}|{_FIELDS}|the|of|and|for|at|in|a|an|to|office|school|schools|registrar|registrars"
    r"|records?|transcripts?|academic|official|unofficial|student|students|services|enrollment"
    r"|enrolment|system|department|division|program|programs|degree|grades?|report|page|copy|date"
    r"|totals?|cumulative|overall|term|work|history|campus|main|central|undergraduate|online|portal"
    r"|self|service|writing|requirements?|core|ap|ib)",
    re.IGNORECASE,
)
#: What a page is, behind or in front of a name: ``Example College Official Transcript``.
_DOCUMENT = re.compile(
    r"\b(?:(?:un)?official|academic|student|transcripts?|records?|grade reports?|copy|issued)\b"
    r"|\boffice of the\b.*?\bregistrar\b|\b(?:enroll?ment|student|registration) services\b"
    r"|\bpage \d+.*",
    re.IGNORECASE,
)
#: With this a document begins.
_OPENING = re.compile(r"\b(?:transcript|academic record|grade report|registrar)\b", re.IGNORECASE)
#: Lines that may name an institution and do not say whose the page is.
_ELSEWHERE = re.compile(
    r"\b(?:transfer\w*|entering|advanced (?:placement|standing)|exchange|abroad|visiting|previous"
    r"|prior|attended|bachelor|master|doctor|degrees?|diploma|b\.?a\.?|b\.?s\.?|issued to|sent? to"
    r"|recipient|mail(?:ed)? to|attn|attention|admissions?|high school|credit)\b|^\s*(?:to|from)\b",
    re.IGNORECASE,
)
#: A school before college. The one that a student came from stands after a label or further down.
_HIGH_SCHOOL = re.compile(
    r"[\w.'’ &-]{2,50}\b(?:(?:high|secondary|preparatory|prep|middle|grammar) school|lyc[eé]e"
    r"|gymnasium)\b[\w.'’ ,&-]{0,40}",
    re.IGNORECASE,
)
#: With these the table begins: what stands below is not the head of the page.
_HEADER_WORDS = re.compile(
    r"\b(?:course|subject|title|description|credits?|units?|points|hours|hrs|grade|grd|mark|number)\b",
    re.IGNORECASE,
)
_SEASON = r"(?:fall|autumn|spring|summer|winter)"
_BODY = re.compile(
    rf"\b{_SEASON}\b.{{0,20}}\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b.{{0,12}}\b{_SEASON}\b"
    r"|\b(?:transfer|entering|advanced standing) credit\b"
    r"|\bcredit by exam\w*"
    r"|^\W*[A-Z_&-]{2,9}\s?-?[A-Z]{0,2}\s?\d{2,4}[A-Z]{0,2}\b.*\d\.\d"
    r"|^\W*[A-Z]{3,4}\s?-?[A-Z]{0,2}\d{3,4}[A-Z]{0,2}\b.*\s\d{1,2}(?:\s+[A-Z]{1,2}[+-]?)?$",
    re.IGNORECASE,
)
#: A row of a table that was not read as a course.
_ROW = re.compile(r"[A-Z]{2}.*\d.*(?<!\S)\d{1,2}[.,]\d{1,3}(?!\S)")
#: A name stands among so many of the first lines of a page.
_TOP = 14
#: ... and of the last ones, where the head names nobody.
_FOOT = 4
#: So many single letters in a row are a word that is spaced out.
_SPACED = 5
#: A longer line is a sentence.
_WORDS = 12
_SITE = re.compile(
    r"\b(?:https?://|www\.)(?:[\w-]+\.)*?([\w-]+\.(?:edu|ac\.\w\w|edu\.\w\w))\b", re.IGNORECASE
)


def letterheads(
    lines: Sequence[Line], institutions: Mapping[str, Institution]
) -> dict[int, Letterhead]:
    """Return which institutions the pages of a document name at their heads, by page number.

    A later page counts only if its head says that a transcript or the like begins: else its first
    line may be the rest of a course.

    Args:
        lines: the lines of the document, in reading order.
        institutions: the installed ones, by id.
    """
    found = {}
    for number, part in groupby(lines, key=lambda line: line.page.number):
        page = list(part)
        head = list(_head(page))
        if number == 1 or any(_OPENING.search(line.text) for line in head):
            found[number] = _letterhead(head, page, institutions)
    return found


def _letterhead(
    head: Sequence[Line], page: Sequence[Line], institutions: Mapping[str, Institution]
) -> Letterhead:
    own: set[str] = set()
    shared: set[str] = set()
    others: dict[str, None] = {}
    for phrase in (name for line in head for name in _names_in(line)):
        ids = {one.id for one in institutions.values() if _is_named(phrase, own_names(one))}
        weak = {one.id for one in institutions.values() if _words(phrase) in _all(one.shared_names)}
        own |= ids
        shared |= weak
        if not ids and not weak:
            others[phrase] = None
    return Letterhead(frozenset(own), frozenset(shared), tuple(others), frozenset(_sites(page)))


def high_schools(lines: Sequence[Line]) -> list[str]:
    """Return the high schools that the first page of a document names at its head.

    They say whose it is only where no reader reads it: a university may name that of its student.

    Args:
        lines: of the document, in reading order.
    """
    page = [line for line in lines if line.page.number == 1]
    cells = (text_of(cell) for line in _head(page) for cell in line.cells())
    named = filter(_HIGH_SCHOOL.fullmatch, cells)
    return [_DOCUMENT.sub("", cell).strip(" -–—,") for cell in named]


def names_at_foot(lines: Sequence[Line]) -> list[str]:
    """Return the institutions that the last lines of a document name.

    Args:
        lines: of the document, in reading order.
    """
    return [name for line in lines[-_FOOT:] for name in _names_in(line)]


def together(heads: Iterable[Letterhead]) -> Letterhead:
    """Return what several pages name together."""
    heads = tuple(heads)
    return Letterhead(
        frozenset().union(*(head.own for head in heads)),
        frozenset().union(*(head.shared for head in heads)),
        tuple(dict.fromkeys(name for head in heads for name in head.others)),
        frozenset().union(*(head.sites for head in heads)),
    )


def own_names(institution: Institution) -> tuple[str, ...]:
    """Return the names that no other institution bears; its title is one of them."""
    return (institution.title, *institution.names)


def is_of(institution: Institution, head: Letterhead, extraction: Extraction) -> bool:
    """Return whether a document is of an institution.

    It is if its letterhead names it. Without a name, or under one that others bear too, the course
    codes have to be the institution's; where another institution is named, they say nothing.

    Args:
        institution: what is known of it. One without names and addresses cannot be
            recognized, and its reader is believed.
        head: which institutions the document names.
        extraction: what was read of it.
    """
    if institution.id in head.own or not (institution.names or institution.domains):
        return True
    if head.own or head.others:
        return False
    if head.sites:
        return not head.sites.isdisjoint(institution.domains)
    return _has_codes_of(institution, extraction)


def _has_codes_of(institution: Institution, extraction: Extraction) -> bool:
    """Return whether most rows have codes such as this institution prints."""
    codes = [one.code.printed for one in extraction.records if one.status != "transfer"]
    unread = sum(bool(_ROW.search(line.text)) for line in extraction.not_understood)
    subjects = {course.code.subject for course in institution.catalog}
    own = sum(_is_own(code, institution, subjects) for code in codes)
    return 2 * own > len(codes) + unread


def _is_own(code: str, institution: Institution, subjects: set[str]) -> bool:
    try:
        parsed = institution.grammar.parse(code)
    except InvalidCourseCode:
        return False
    if institution.school_letters:
        return parsed.letter in institution.school_letters
    return parsed.subject in subjects


# ------------------------------------------------------------------------------------------- names


def head_of(page: Sequence[Line]) -> list[Line]:
    """Return the lines of a page above its table."""
    return list(_head(page))


def _head(page: Sequence[Line]) -> Iterator[Line]:
    for line in page[:_TOP]:
        begins = _BODY.search(line.text) or len(set(_header_words(line.text))) > 2
        if begins or any(term_of(text_of(cell)) for cell in line.cells()):
            return
        yield line


def _names_in(line: Line) -> list[str]:
    """Return the names of institutions in the cells of a line; in a line set wide, in all of it."""
    cells = line.cells()
    found = [name for cell in cells for name in _names(cell)]
    is_wide = all(len(cell) == 1 and cell[0].text.isalpha() for cell in cells)
    return found or (list(_names(line.said)) if is_wide else [])


def _names(cell: Sequence[Word]) -> Iterator[str]:
    """Yield the names of institutions in a cell of a head."""
    yield from _named(_joined(text_of(cell)))


def _header_words(text: str) -> Iterator[str]:
    return (found[0].lower() for found in _HEADER_WORDS.finditer(text))


def _joined(text: str) -> str:
    """Return a heading that is spaced out as words: ``C O L L E G E``."""
    letters = text.split()
    if len(letters) <= _SPACED or any(len(one) > 1 for one in letters):
        return text
    return re.sub(rf"({_KIND})", r" \1 ", "".join(letters), flags=re.IGNORECASE).strip()


def _named(text: str) -> Iterator[str]:
    """Yield the institution that a piece of text names."""
    if ":" in text:  # a label says what the name behind it is, as of the school or the recipient
        label, _, value = text.partition(":")
        if _INSTITUTION.search(label):
            yield from _named(label)
        if not re.fullmatch(
            r"\W*(?:institution|university|college name|issued by)\W*", label, re.IGNORECASE
        ):
            return
        text = value
    if _ELSEWHERE.search(text) or len(text.split()) > _WORDS:
        return
    for part in re.split(r"\s[|•·–—-]\s|[|•·;]|\s{3,}", _DOCUMENT.sub(" | ", text)):
        name = part.strip(" ,.-–—()'\"*")
        own = [w for w in _words(name) if not (w.isdigit() or _GENERIC.fullmatch(w))]
        if own and _INSTITUTION.search(name):
            yield name


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared."""
    words = tuple(word for word, _ in _placed(text))
    return words[1:] if words[:1] == ("the",) else words


def _placed(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words of a text as they are compared, each with its place."""
    for found in re.finditer(r"[^\W_]+(?:['’.][^\W_]+)*", text):
        plain = unicodedata.normalize("NFKD", found[0].casefold())
        yield re.sub(r"[^a-z0-9]", "", plain), found.start()


def _all(names: Iterable[str]) -> set[tuple[str, ...]]:
    return {_words(name) for name in names}


#: What may stand in front of a name without making it another one.
_IN_FRONT = re.compile(r"(?:^|[,:;/(&]|\b(?:at|of|in|the))\s*$", re.IGNORECASE)


def _is_named(phrase: str, names: Iterable[str]) -> bool:
    """Return whether a phrase is one of some names, or such a name with more around it.

    In front of it may stand a part of the institution (``Teachers College, Columbia University``),
    but no word that makes it another name (``British Columbia University``).
    """
    placed = list(_placed(phrase))
    for wanted in map(_words, names):
        for at in range(len(placed) - len(wanted) + 1):
            same = all(word == placed[at + n][0] for n, word in enumerate(wanted))
            if same and _IN_FRONT.search(phrase[: placed[at][1]]):
                return True
    return False


def _sites(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the domains of institutions whose web pages were printed."""
    for line in lines:
        yield from (found[1].lower() for found in _SITE.finditer(line.text))
