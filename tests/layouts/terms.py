"""The ways in which registrars and their systems write a term."""

from __future__ import annotations

from tests.layouts.truth import When

_ABBREVIATED = ("WI", "SP", "SU", "FA")


def _forms(text: str) -> dict[str, str]:
    """Return templates by how they write Fall 2023."""
    return dict(line.split(" = ", 1) for line in text.strip().splitlines())


#: The forms, each under how it writes Fall 2023. `{...}` are filled in by `write`.
TERM_FORMS: dict[str, str] = _forms("""
Fall 2023 = {Season} {year}
FALL 2023 = {SEASON} {year}
2023 Fall = {year} {Season}
Fall Term 2023 = {Season} Term {year}
Fall Semester 2023 = {Season} Semester {year}
Fall 2023 Semester = {Season} {year} Semester
FALL TERM, 2023 = {SEASON} TERM, {year}
Fall, 2023 = {Season}, {year}
Fall (2023) = {Season} ({year})
Fall - 2023 = {Season} - {year}
2023-Fall = {year}-{Season}
2023 - Fall = {year} - {Season}
2023/Fall = {year}/{Season}
Fall/2023 = {Season}/{year}
FALL '23 = {SEASON} '{yy}
Fall ’23 = {Season} ’{yy}
Autumn 2023 = {Autumn} {year}
Term: Fall 2023 = Term: {Season} {year}
TERM : FALL 2023 = TERM : {SEASON} {year}
Semester: Fall 2023 = Semester: {Season} {year}
Academic Period: Fall 2023 = Academic Period: {Season} {year}
Academic Period: 2023 Fall = Academic Period: {year} {Season}
Session: Fall 2023 = Session: {Season} {year}
Academic Term - Fall 2023 = Academic Term - {Season} {year}
Courses for Fall 2023 = Courses for {Season} {year}
Grades for Fall 2023 = Grades for {Season} {year}
Fall 2023 Courses = {Season} {year} Courses
2023-2024 Fall = {ay}-{ay+1} {Season}
Fall 2023-2024 = {Season} {ay}-{ay+1}
2023-24 Fall = {ay}-{ay+1yy} {Season}
AY 2023-24 Fall Term = AY {ay}-{ay+1yy} {Season} Term
Academic Year 2023-2024: Fall 2023 = Academic Year {ay}-{ay+1}: {Season} {year}
Fall 2023 (09/05/2023 - 12/22/2023) = {Season} {year} ({start} - {end})
Fall 2023: 09/05/2023 to 12/22/2023 = {Season} {year}: {start} to {end}
Fall 2023 * = {Season} {year} *
Fall 2023 - Full-time = {Season} {year} - Full-time
Fall 2023 (Full-Time) = {Season} {year} (Full-Time)
Fall 2023   Dean's List = {Season} {year}   Dean's List
Fall 2023 Morningside Campus = {Season} {year} Morningside Campus
Fall 2023 (Main Campus) = {Season} {year} (Main Campus)
Fall 2023 | Graduate | Good Standing = {Season} {year} | Graduate | Good Standing
Fall 2023 Graduate Engineering = {Season} {year} Graduate Engineering
*** FALL 2023 *** = *** {SEASON} {year} ***
----- Fall 2023 ----- = ----- {Season} {year} -----
< Fall 2023 > = < {Season} {year} >
FALL 2023: = {SEASON} {year}:
1. Fall 2023 = {n}. {Season} {year}
Term 1: Fall 2023 = Term {n}: {Season} {year}
Fall of 2023 = {Season} of {year}
Fall Session 2023 = {Season} Session {year}
Fall Quarter 2023 = {Season} Quarter {year}
FA 2023 = {SS} {year}
FA23 = {SS}{yy}
FA 23 = {SS} {yy}
2023FA = {year}{SS}
2023/FA = {year}/{SS}
20233 = {code}
Fall 2023 [20233] = {Season} {year} [{code}]
20233 - Fall 2023 = {code} - {Season} {year}
F A L L   2 0 2 3 = {spaced}
Summer 2021 (Session D) = {Season} {year} (Session {D})
Summer D 2021 = {Season} {D} {year}
Summer X 2021 = {Season} X {year}
Summer Session I 2021 = {Season} Session I {year}
Summer II 2021 = {Season} II {year}
Summer 2021 Session Q = {Season} {year} Session Q
Summer Session, 2021 = {Season} Session, {year}
First Summer Term 2021 = First {Season} Term {year}
""")
#: The forms that most documents have.
COMMON_FORMS = (
    "Fall 2023",
    "FALL 2023",
    "2023 Fall",
    "Fall Term 2023",
    "Fall Semester 2023",
    "Term: Fall 2023",
)
#: Headings that name a term which nobody can place without knowing the institution.
UNKNOWN_FORMS: dict[str, str] = _forms("""
Third Trimester = {Nth} Trimester
Block 3 = Block {n}
2023/II = {year}/{roman}
Michaelmas = {Church}
Period 3, AY24 = Period {n}, AY{yy}
Semester 3 = Semester {n}
""")
_PLAIN = "Fall 2023"


def write(when: When, form: str, number: int) -> str:
    """Write a term in a form.

    Args:
        when: the term.
        form: a key of `TERM_FORMS` or `UNKNOWN_FORMS`.
        number: which of the document's terms it is, from 1.

    Example:
        >>> write(When(2024, 1), "2023-2024 Fall", 1)
        '2023-2024 Spring'
        >>> write(When(2023, 3), "2023 - Fall", 1)
        '2023 - Fall'
    """
    template = TERM_FORMS.get(form) or UNKNOWN_FORMS[form]
    if form.startswith(("Summer", "First Summer")) and when.season != 2:
        template = TERM_FORMS[_PLAIN]  # only summers have such sessions
    year, ay = when.year, when.academic_year
    months = {
        0: ("01/02", "01/16"),
        1: ("01/16", "05/10"),
        2: ("05/20", "08/09"),
        3: ("09/05", "12/22"),
    }
    start, end = months[when.season]
    word = "Autumn" if when.season == 3 else when.word
    values = {
        "Season": when.word,
        "SEASON": when.word.upper(),
        "Autumn": word,
        "SS": _ABBREVIATED[when.season],
        "year": str(year),
        "yy": f"{year % 100:02d}",
        "ay": str(ay),
        "ay+1": str(ay + 1),
        "ay+1yy": f"{(ay + 1) % 100:02d}",
        "code": f"{year}{when.season}",
        "start": f"{start}/{year}",
        "end": f"{end}/{year}",
        "n": str(number),
        "D": "D" if number % 2 else "Q",
        "spaced": "   ".join(" ".join(word) for word in (when.word.upper(), str(year))),
        "roman": ("I", "II", "III", "IV")[number % 4],
        "Nth": ("First", "Second", "Third", "Fourth")[number % 4],
        "Church": ("Michaelmas", "Hilary", "Trinity")[number % 3],
    }
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template
