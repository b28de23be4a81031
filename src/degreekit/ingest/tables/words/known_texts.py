"""The words by which whole lines are known: labels, headings, remarks, what stands at page edges.

What a line says is a guess that the table around it may overrule (see `known_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["LABELS", "TELLING", "are_test_scores", "is_remark", "known_kind", "labelled"]

#: What is printed before a value, and the kind of such a line. The kind ``student`` marks what
#: tells one student from another, ``personal`` what is private besides.
LABELS: dict[str, str] = {
    **dict.fromkeys(
        (
            "NAME", "STUDENT NAME", "STUDENT", "UNI", "PID", "ID", "STUDENT ID", "COLUMBIA ID",
            "STUDENT NUMBER", "STUDENT NO", "STUDENT NO.", "ID NUMBER", "ID NO", "NETID",
            "USER ID",
            "EMPLID", "STUDENT ID NUMBER", "RECORD OF", "TRANSCRIPT OF",
            "NAME OF STUDENT", "SID",
        ),
        "student",
    ),
    **dict.fromkeys(
        (
            "SSN", "BIRTH DATE", "DATE OF BIRTH", "DOB", "BIRTHDATE", "BIRTHDAY",
            "ADDRESS", "E-MAIL",
            "EMAIL",
            "ISSUED TO", "SEND TO", "RECIPIENT", "PHONE", "HIGH SCHOOL", "MAIL TO", "SENT TO",
        ),
        "personal",
    ),
    **dict.fromkeys(("SCHOOL", "SCHOOL(S)", "SCHOOLS", "DIVISION", "COLLEGE", "FACULTY"), "school"),
    **dict.fromkeys(
        (
            "PROGRAM", "PROGRAM(S)", "PROGRAMS", "MAJOR", "MAJOR(S)", "MAJORS", "MINOR",
            "MINORS",
            "CONCENTRATION", "DEGREE PROGRAM", "PLAN", "DEPARTMENT", "TRACK", "CURRENT PROGRAM",
            "PROGRAM OF STUDY", "CURRICULUM", "FIELD OF STUDY", "SPECIALIZATION",
        ),
        "program",
    ),
    **dict.fromkeys(
        (
            "DEGREE(S) AWARDED", "DEGREE AWARDED", "DEGREES AWARDED", "DATE AWARDED", "DEGREE",
            "CONFERRED", "DATE CONFERRED", "EXPECTED", "EXPECTED GRADUATION", "HONORS",
            "CONFER DATE",
            "DEGREE DATE", "GRADUATION DATE", "ADMITTED", "LEVEL", "COURSE LEVEL",
            "STUDENT TYPE",
            "STUDENT LEVEL", "ACADEMIC LEVEL", "ACADEMIC STANDING", "STANDING",
            "CATALOG YEAR", "CAREER",
            "ADMIT TERM", "ADMIT DATE", "ADMISSION TERM", "ENTRY TERM", "TERM ADMITTED",
            "DEGREES", "EXPECTED DEGREE", "MATRICULATED", "CLASS", "CAMPUS", "STATUS",
            "ENROLLMENT STATUS",
            "REGISTRATION STATUS", "CURRENT STATUS", "RESIDENCE UNITS", "RESIDENCE UNIT",
            "DEGREE CONFERRED", "LAST TERM ATTENDED", "FIRST TERM ATTENDED", "ENTERED",
            "DATE ENTERED",
        ),
        "degree",
    ),
    **dict.fromkeys(
        (
            "DATE ISSUED", "DATE PRINTED", "PRINTED", "DATE", "ISSUED", "PRINT DATE", "AS OF",
            "PRINTED ON",
            "REPORT DATE", "RUN DATE", "GENERATED", "DOCUMENT TYPE", "TRANSCRIPT TYPE",
        ),
        "document",
    ),
    **dict.fromkeys(
        ("REMARKS", "REMARK", "NOTE", "NOTES", "COMMENT", "COMMENTS", "INSTRUCTOR", "INSTRUCTORS",
         "PROFESSOR", "TRANSFERRED FROM", "TAKEN AT", "LOCATION"),
        "remark",
    ),
}  # fmt: skip
#: Personal labels that tell students apart, too.
TELLING = frozenset({"SSN", "BIRTH DATE", "DATE OF BIRTH", "DOB", "BIRTHDATE", "BIRTHDAY"})
_LABEL = re.compile(
    rf"(?<!\S)({'|'.join(map(re.escape, sorted(LABELS, key=len, reverse=True)))})\s*:\s*",
    re.IGNORECASE,
)


def labelled(text: str) -> list[tuple[str, str]]:
    """Return the labels of a line with their values; none where the line begins with no label.

    Example:
        >>> from degreekit.ingest.tables.words.known_texts import labelled
        >>> labelled("Name: Poe  ID: 7")
        [('NAME', 'Poe'), ('ID', '7')]
    """
    if ":" not in text:
        return []
    before, *parts = _LABEL.split(text)
    if before or not parts:
        return []
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [(label.upper(), value.strip()) for label, value in pairs]


_LATIN = r"(?:summa |magna )?cum laude|with (?:high(?:est)? )?(?:honors|distinction)"
#: Kinds of lines that are known by what they say; the first that fits the whole line counts.
_KNOWN = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        # The legend comes first: the rest of its page is prose, with grades and codes as examples.
        (
            "legend",
            (r"(?:.*\b(?:key|guide) to (?:the )?(?:transcripts?|grades|grading)\b.*"
            r"|.*\b(?:transcript|grading) (?:legend|key|guide|information|explanation|system)\b.*"
            r"|legend\b.*|.*\bexplanation of (?:grades|grading|transcript|the|symbols|codes)\b.*"
            r"|grading systems?\b.*|key to (?:course|grade|school).*)"),
        ),
        ("footer", r".*\bpage\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?\s*"),
        ("footer", r"(?:page\s*){2}\d+(?:\s*\d+)?"),  # printed twice at one place
        ("footer", r"\d{1,3}\s*(?:/|of)\s*\d{1,3}|[-–—]\s*\d{1,3}\s*[-–—]"),
        # a place on the web may hold the key of the student's session
        ("address", r"(?:https?://|file://|www\.)\S+.*"),
        (
            "footer",
            (r"(?:this|the) (?:official |unofficial )?(?:transcript|record|document)\b.*"
            r"|\W*(?:.*\b)?end of"
            r" (?:official |unofficial )?(?:transcript|record|academic record|undergraduate record"
            r"|graduate record)\b.*|.*\bnot (?:valid|official) (?:without|unless)\b.*"
            r"|.*\S+@\S+\.(?:edu|com|org).*|.*\bregistrar'?s? (?:signature|seal)\b.*|.*\bferpa\b.*"
            r"|.*\b(?:university )?registrar\s*,?\s*|.*\bcontinued on (?:the )?next (?:page"
            r"|col)\w*.*"
            r"|\W*(?:continued|last entry|nothing follows|no further entries)\W*"),
        ),
        # what a browser prints at the edge of a page: date, title, place
        ("footer", r"\d{1,2}/\d{1,2}/\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\b.*"),
        ("footer", r"(?:printed(?:\s+on)?:?\s+)?\d{1,2}/\d{1,2}/\d{2,4}"),
        ("footer", r"printed(?:\s+on)?:?\s+\d{1,2}/\d{1,2}/\d{2,4}.*"),
        (
            "title",
            (r".*\boffice of the (?:university )?registrar\b.*"
            r"|(?:official |unofficial )?(?:academic |student )?(?:transcript|record"
            r"|history)s?(?: of .*)?"
            r"|.*\bunofficial (?:academic )?(?:record|transcript)\b.*"
            r"|\(?(?:un)?official\)?|(?:new york,? )?(?:n\.?y\.?|new york),?\s*\d{5}(?:-\d{4})?"
            r"|(?:my |final |midterm )?grades"),
        ),
        (
            "transfer",
            (r"(?:total\s+)?(?:entering|transfer(?:red)?|advanced standing|advanced placement"
            r"|exam(?:ination)?"
            r"|ap|ib|international baccalaureate|test|external|incoming)\s+(?:transfer\s+)?"
            r"(?:credits?|courses?|work|hours|units|points)\b(?!.*\d\.\d).*"
            r"|(?:advanced placement|advanced standing|international baccalaureate|a-?levels?|test"
            r"|credit by exam(?:ination)?|transfer(?:red)?(?: from)?|transfer work|study abroad)"
            r"\s*(?:[:(-].*|program.*)?"
            r"|(?:transfer(?:red)?|credit(?:s)?|courses?) (?:accepted |awarded )?(?:from|by)\s+\D*"
            r"|credits? (?:transferred|from elsewhere|accepted)\b\D*"),
        ),
        (
            "institution-credit",
            (
                r"(?:institution(?:al)?|resident|local|university|college)"
                r" (?:credits?|work|courses?)\s*:?"
            ),
        ),
        (
            "school",
            (r"(?:(?:the )?(?:[a-z&.,'-]+ ){0,4}(?:graduate |undergraduate )?(?:school|sch|college"
            r"|faculty|division)\.?"
            r"(?: of| for|:)\b.*|(?:the )?[a-z&.' -]{3,40} (?:school|college)"
            r"(?:\s+(?:(?:un)?official\s+)?(?:academic\s+)?(?:transcript|record)\b.*)?"
            r"|(?:(?:under)?graduate|law|professional) (?:record|career|division))"),
        ),
        (
            "degree",
            (rf"(?:bachelor|master|doctor|associate)s? of\b.*|degrees? (?:awarded|conferred|earned"
            rf"|received)\b.*|{_LATIN}"
            r"|(?:b\.?[as]|m\.?[as]|ph\.?d)\.?\s+(?:degree )?(?:awarded|conferred)\b.*"
            r"|.*\b(?:degree|diploma)\s+(?:awarded|conferred|granted)\b.*"),
        ),
        (
            "remark",
            (rf".*\b(?:dean'?s (?:honor )?list|honor roll|{_LATIN})\b.*|\(?(?:no courses?"
            rf"|leave of absence|on leave"
            r"|withdrew|withdrawn"
            r"|not enrolled|not registered|medical leave|(?:on )?academic probation"
            r"|(?:in )?(?:academic )?good (?:academic )?standing"
            r"|study abroad|courses? in progress|in progress|current term|remarks?"
            r"|academic standing)\b.*"),
        ),
        ("remark", r"honors?(?: and prizes)?\s*:.*|(?:19|20)\d\d-\d\d(?:\d\d)?\s+\D.*"),
        ("continued", r"\(?cont(?:inued|'?d|\.)?\)?(?: from .*)?"),
    )
)  # fmt: skip


#: Tests that applicants take. GRE, SAT and ACT may be subjects, too.
_TESTS = re.compile(
    r"\b(?:TOEFL|IELTS|GMAT|LSAT|MCAT|Duolingo)\b"
    r"|\b(?:GRE|SAT|ACT|PTE)\s*(?::|\(|(?:general|subject|total|composite|scores?|test)\b)",
    re.IGNORECASE,
)
#: What such a line prints in front of a number.
_TESTED = frozenset(
    {
        *("TOEFL", "IBT", "IELTS", "PTE", "DUOLINGO", "GMAT", "LSAT", "MCAT", "SAT", "ACT"),
        *("GRE", "V", "Q", "AW", "AWA", "VERBAL", "QUANT"),
    }
)


def are_test_scores(text: str, subjects: Iterable[str]) -> bool:
    """Return whether a line prints scores of tests, which look like codes: "TOEFL 112".

    Args:
        text: the line.
        subjects: of the codes in it.

    Example:
        >>> from degreekit.ingest.tables.words.known_texts import are_test_scores
        >>> are_test_scores("GRE General: V 162 Q 170  TOEFL 112", ["V", "TOEFL"])
        True
        >>> are_test_scores("ALPW 1000 TOEFL PREPARATION", ["ALPW"])
        False
    """
    return bool(_TESTS.search(text)) and _TESTED.issuperset(subjects)


@lru_cache(maxsize=4096)
def known_kind(text: str) -> str | None:
    """Return the kind of a line that is known by what it says; None where it is not known."""
    return next((kind for kind, pattern in _KNOWN if pattern.fullmatch(text)), None)


#: Words that remarks about a course have, and titles hardly ever.
_REMARK = re.compile(
    r"\b(?:exclud|includ)ed\b|\bincluded in\b|\bnot (?:counted|included|in|for) \b|\bno credit\b"
    r"|\bcross[- ]?(?:registered|registration|listed|list)\b|\bwaive[drs]?\b|\bwaiver\b"
    r"|\bapproved by\b"
    r"|\bby (?:petition|permission|exam(?:ination)?)\b"
    r"|\b(?:repeat(?:ed|s)?|replaced?s?|retake|retaken)\b"
    r"|\b(?:late|midterm|interim|original|prior|previous) grade\b"
    r"|\bgrade (?:change|chang|replac|forgiv|entered|submitted|of|from|posted)"
    r"|\bacademic (?:forgiveness|renewal|bankruptcy)\b|\boption (?:elected|chosen)\b|\belected\b"
    r"|\bcounts? (?:toward|as|for)\b|\bcounted (?:toward|as|for)\b"
    r"|\btaken (?:at|for|as|on|through|in)\b|\binstructors?\b|\bprof(?:essor)?\b\.?"
    r"|\bpass/(?:d/)?(?:no[ -])?(?:fail|pass)\b|\bp/d/f\b|\bs/u\b|\bcredit/no credit\b"
    r"|\bletter graded?\b"
    r"|\bcourse (?:taken|repeated|excluded|included|counted|attribute)\b"
    r"|\bequivalent (?:to|of)\b|\bsame as\b|\bsee (?:also|note|above|below|reverse)\b|\bformerly\b"
    r"|\bsatisf(?:y|ies|ied)\b|\bmet (?:in|by|with)\b|\bsection (?:held|met|taught)\b"
    r"|\baudit(?:ed)?\b.*\bcourse\b|\bchanged (?:from|to|on)\b"
    r"|\bcredits? (?:granted|awarded|not|applied|accepted|earned|only|toward|by|from)\b"
    r"|\bdegree credit\b"
    r"|\btoward(?:s)? (?:the )?(?:degree|major)\b|\b(?:in|from) the (?:average|gpa)\b"
    r"|\b(?:university|college|institute) of\b.*\b(?:at|campus)\b"
    r"|\bnot (?:applicable|accepted|transferable)\b|\bheld (?:at|in|on)\b|\bincomplete (?:due"
    r"|until)\b"
    r"|\btransferred? from\b|\b(?:non-?degree|graduate|undergraduate|degree|audit) credit\b"
    r"|\bhonors? (?:course|section|credit|option)\b|\bconsortium\b|\bexchange program\b"
    r"|\btaught by\b"
    r"|\b(?:writing|speaking|research|reading|quantitative|communication)[ -]intensive\b"
    r"|\bservice[ -]learning\b"
    r"|\b(?:academic|good) standing\b|\bgranted\b|\bprerequisite\b|\bcorequisite\b",
    re.IGNORECASE,
)
#: Lines that are all remark.
_SAYS_ONLY = re.compile(
    r"(?:audit(?:ed|or)?|honors?|repeat|withdrawn|study abroad|independent study"
    r"|online(?: course)?|hybrid|in person"
    r"|no credit|credit only|incomplete|laboratory fee|with lab(?:oratory)?|extension)",
    re.IGNORECASE,
)
#: What a remark may begin with, before a colon.
_REMARK_LABEL = re.compile(
    r"(?:(?:midterm|final|interim|class|course|meeting|primary|grading"
    r"|gen(?:eral)? ed(?:ucation)?|core|taken)\s+)?"
    r"(?:grade|campus|location|place|instructor|instructor\(s\)|instructors|faculty|prof\.?"
    r"|professor|lecturer|teacher|room|days?"
    r"|times?|dates?|notes?|comments?|remarks?|component|attributes?|basis|mode|delivery|format"
    r"|type|level"
    r"|prerequisites?|equivalent|requirement|department|offered by|session|status|at|with|by)\s*:",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_remark(text: str) -> bool:
    """Return whether a line says something about a course, and does not belong to its title.

    Example:
        >>> from degreekit.ingest.tables.words.known_texts import is_remark
        >>> is_remark("EXCLUDED FROM THE AVERAGE"), is_remark("TOPICS IN COMPUTER SCIENCE")
        (True, False)
    """
    return bool(
        _REMARK.search(text)
        or _SAYS_ONLY.fullmatch(text.strip(" .*"))
        or _REMARK_LABEL.match(text)
        or _BRACKETED.fullmatch(text.strip())
    )


#: A line that is all in brackets says something about the line above it.
_BRACKETED = re.compile(r"[\[(].{4,}[\])]|\*{1,3}\s.*|\*\*.*")
