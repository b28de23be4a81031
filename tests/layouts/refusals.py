"""Documents that are no transcript of an installed institution, or of no single student."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.layouts.paper import LETTER, Page, Text
from tests.layouts.truth import Student

#: What each institution calls itself, and courses of it. All of it is invented but for the names.
OTHERS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "Columbia College Chicago": (
        "COLUMBIA COLLEGE CHICAGO",
        (
            ("FILM 4101", "DIRECTING I"),
            ("CMPS 2080", "INTRO TO PROGRAMMING"),
            ("PHOT 1050", "DARKROOM PRACTICE"),
            ("THEA 3020", "STAGE COMBAT"),
        ),
    ),
    "Columbia College Missouri": (
        "COLUMBIA COLLEGE, COLUMBIA, MISSOURI",
        (
            ("CISS 201", "INTRO TO DATABASES"),
            ("HIST 112", "WORLD HISTORY"),
            ("MATH 226", "STATISTICS I"),
            ("PSYC 101", "GENERAL PSYCHOLOGY"),
        ),
    ),
    "Columbia College South Carolina": (
        "COLUMBIA COLLEGE  COLUMBIA, SOUTH CAROLINA",
        (
            ("ENGL 101", "COMPOSITION"),
            ("BIOL 110", "GENERAL BIOLOGY"),
            ("EDUC 210", "CHILD DEVELOPMENT"),
        ),
    ),
    "British Columbia": (
        "THE UNIVERSITY OF BRITISH COLUMBIA",
        (
            ("CPSC 340", "MACHINE LEARNING"),
            ("CPSC 420", "ADVANCED ALGORITHMS"),
            ("STAT 305", "STATISTICAL INFERENCE"),
        ),
    ),
    "District of Columbia": (
        "UNIVERSITY OF THE DISTRICT OF COLUMBIA",
        (
            ("CSCI 135", "COMPUTER SCIENCE I"),
            ("MATH 151", "CALCULUS I"),
            ("ENGL 111", "ENGLISH COMPOSITION"),
        ),
    ),
    "Missouri-Columbia": (
        "UNIVERSITY OF MISSOURI-COLUMBIA",
        (
            ("CMP_SC 4720", "MACHINE LEARNING"),
            ("CMP_SC 4050", "ALGORITHMS II"),
            ("STAT 4710", "STATISTICAL METHODS"),
        ),
    ),
    "Columbia International": (
        "COLUMBIA INTERNATIONAL UNIVERSITY",
        (("BIBL 5110", "OLD TESTAMENT"), ("THEO 6310", "THEOLOGY I"), ("INTE 5800", "CULTURES")),
    ),
    "Columbia Basin": (
        "COLUMBIA BASIN COLLEGE",
        (("CS 101", "COMPUTING"), ("MATH& 151", "CALCULUS 1"), ("ENGL& 101", "COMPOSITION")),
    ),
    "NYU with one COMS code": (
        "NEW YORK UNIVERSITY",
        (
            ("CSCI-UA 101", "INTRO TO COMPUTER SCIENCE"),
            ("MATH-UA 121", "CALCULUS I"),
            ("COMS W4771", "MACHINE LEARNING"),
            ("CSCI-GA 2565", "MACHINE LEARNING"),
        ),
    ),
    "Cornell with one COMS code": (
        "CORNELL UNIVERSITY",
        (
            ("CS 2110", "OBJECT-ORIENTED PROGRAMMING"),
            ("MATH 1920", "MULTIVARIABLE CALCULUS"),
            ("COMS 4771", "MACHINE LEARNING"),
            ("ORIE 3300", "OPTIMIZATION I"),
        ),
    ),
    "NYU with credit from Columbia": (
        "NEW YORK UNIVERSITY",
        (
            ("CSCI-GA 2565", "MACHINE LEARNING"),
            ("DS-GA 1003", "MACHINE LEARNING FOR DATA"),
            ("MATH-GA 2010", "NUMERICAL METHODS I"),
        ),
    ),
    "NYU": (
        "NEW YORK UNIVERSITY",
        (
            ("CSCI-UA 101", "INTRO TO COMPUTER SCIENCE"),
            ("MATH-UA 121", "CALCULUS I"),
            ("EXPOS-UA 1", "WRITING THE ESSAY"),
        ),
    ),
    "Pennsylvania": (
        "UNIVERSITY OF PENNSYLVANIA",
        (
            ("CIS 5200", "MACHINE LEARNING"),
            ("CIS 5020", "ANALYSIS OF ALGORITHMS"),
            ("ESE 5420", "STATISTICS"),
        ),
    ),
    "Rutgers": (
        "RUTGERS, THE STATE UNIVERSITY OF NEW JERSEY",
        (
            ("CS 536", "MACHINE LEARNING"),
            ("STAT 563", "REGRESSION ANALYSIS"),
            ("MATH 250", "LINEAR ALGEBRA"),
        ),
    ),
}


def moved(student: Student, name: str) -> Student:
    """Return a student with courses of another institution."""
    courses = OTHERS[name][1]
    rows = []
    for number, row in enumerate(student.rows):
        if name == "NYU with credit from Columbia" and row.elsewhere:
            rows.append(row)
            continue
        code, title = courses[number % len(courses)]
        rows.append(replace(row, code=code, title=title))
    other = student.with_rows(rows)
    if name != "NYU with credit from Columbia":
        return other
    heading = "TRANSFER CREDIT: COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK"
    first = other.schools[0]
    blocks = tuple(
        replace(block, heading=heading if block.when is None else block.heading)
        for block in first.blocks
    )
    return replace(other, schools=(replace(first, blocks=blocks), *other.schools[1:]))


# -------------------------------------------------------------------------------- other papers


def _pages(lines: list[str], font: str = "Times", size: float = 11.0) -> list[Page]:
    """Return lines of text as pages; a tab goes to the next quarter of the line."""
    pages = [Page(*LETTER)]
    y = 72.0
    for line in lines:
        if y > LETTER[1] - 60:
            pages.append(Page(*LETTER))
            y = 72.0
        for number, cell in enumerate(line.split("\t")):
            if cell:
                pages[-1].marks.append(
                    Text(60 + 85.0 * number, y, cell, size, font, bold=y == 72.0 and number == 0)
                )
        y += 1.5 * size
    return pages


_CODES = (
    "COMS W4771",
    "COMS W4705",
    "COMS W4118",
    "CSOR W4231",
    "STAT GU4001",
    "COMS E6998",
    "IEOR E4525",
)
_WORDS = (
    "MACHINE LEARNING",
    "NATURAL LANGUAGE",
    "OPERATING SYSTEMS",
    "ALGORITHMS I",
    "PROBABILITY",
    "TOPICS",
    "MACHINE LEARN FE",
)


def _statistics(random: Random) -> list[str]:
    lines = [
        "Columbia University   Department of Computer Science",
        "Distribution of grades, Fall 2023",
        "",
    ]
    lines.append("Course\t\tStudents\tA\tB\tMean")
    for code in _CODES:
        students = random.randint(20, 200)
        mean = random.uniform(2.9, 3.9)
        lines.append(f"{code}\t\t{students}\t{students // 2}\t{students // 3}\t{mean:.3f}")
    return lines


def _schedule(random: Random) -> list[str]:
    lines = [
        "Columbia University",
        "Schedule of classes, Fall 2024",
        "",
        "Class\t\tDays\tTime\tRoom",
    ]
    for code, title in zip(_CODES, _WORDS, strict=True):
        section, hour, room = (random.randint(*span) for span in ((1, 3), (1, 5), (200, 900)))
        lines += [f"{code} sec 00{section}\t\tMW\t{hour}:10pm\t{room} MUDD", f"   {title}"]
    return lines


def _catalog(_random: Random) -> list[str]:
    lines = ["Columbia University Bulletin", "Computer Science: Graduate Courses", ""]
    for code, title in zip(_CODES, _WORDS, strict=True):
        lines += [
            f"{code} {title.title()}. 3 points. Lect: 3.",
            "Prerequisites: the instructor's permission. Grades are given as A to F.",
            "",
        ]
    return lines


def _certification(_random: Random) -> list[str]:
    return [
        "Academic Certification",
        "Columbia University in the City of New York",
        "",
        "This is to certify that the student named below is enrolled as stated.",
        "Name: Jane Q Doe",
        "Fall 2023\t\tFull-time\tSCH OF ENGR & APP SCI: GRAD",
        "Spring 2024\t\tFull-time\tSCH OF ENGR & APP SCI: GRAD",
        "Degree: Master of Science, expected May 2025",
    ]


def _invoice(_random: Random) -> list[str]:
    return [
        "Columbia University",
        "Student Account: Statement for Fall 2023",
        "",
        "Tuition, 12.00 points\t\t\t\t28,800.00",
        "Document fee\t\t\t\t105.00",
        "Health services\t\t\t\t740.00",
        "Total due 10/03/2023\t\t\t\t29,645.00",
    ]


def _letter(_random: Random) -> list[str]:
    return [
        "Columbia University",
        "To whom it may concern",
        "",
        "Jane Doe took COMS W4771 Machine Learning with me in Fall 2023 and",
        "received the grade A. She was among the best three of 180 students, and her project",
        "on causal inference was outstanding.",
        "",
        "Richard Roe, Professor",
    ]


def _legend(_random: Random) -> list[str]:
    return [
        "KEY TO TRANSCRIPT",
        "Columbia University in the City of New York",
        "A excellent; B good; C satisfactory; D poor but passing; F failure.",
        "P pass; R registered without a grade; W official withdrawal; UW unofficial withdrawal.",
        "IN incomplete; CP credit pending; YC first half of a year course; MU make-up examination.",
        "Course numbers are preceded by letters, as ENGL GU4103 and COMS W4771.",
        "Business School: H HP P1 LP F. Law: CR.",
        "3.00 points are the usual weight of a course.",
    ]


def _syllabus(_random: Random) -> list[str]:
    return [
        "COMS W4771 Machine Learning, Fall 2023",
        "Columbia University",
        "Instructor: Richard Roe. 3 points.",
        "Grading",
        "Homework\t\t40 %",
        "Midterm\t\t25 %",
        "Final\t\t35 %",
        "A 93 and above; A- 90; B+ 87; B 83; B- 80; C+ 77.",
    ]


def _foreign(_random: Random) -> list[str]:
    return [
        "Universität Beispielstadt",
        "Bescheinigung über Studienleistungen",
        "Modul\t\tLeistungspunkte\tNote",
        "Lineare Algebra I\t\t9\t1,7",
        "Analysis I\t\t9\t2,0",
        "Einführung in die Informatik\t\t8\t1,3",
        "Durchschnittsnote: 1,7",
    ]


def _roster(random: Random) -> list[str]:
    lines = ["Columbia University", "Final grades: COMS W4771 sec 001, Fall 2023, 3.00 points", ""]
    lines.append("Name\t\tUNI\tPoints\tGrade")
    for name in ("Doe, Jane", "Roe, Richard", "Moe, Max", "Poe, Pat", "Lee, Alex", "Wu, Ming"):
        uni = f"{name[0].lower()}x{random.randint(1000, 9999)}"
        lines.append(f"{name}\t\t{uni}\t3.00\t{random.choice(('A', 'A-', 'B+', 'B'))}")
    return lines


def _form(_random: Random) -> list[str]:
    return [
        "Columbia University",
        "Application for a waiver of a required course",
        "Name: Jane Doe     UNI: jd0000     Program: MS in Computer Science",
        "Course to be waived: COMS W4771 Machine Learning, 3 points",
        "Equivalent course: CS 536, Example State University, Fall 2020, grade A",
        "Signature of the advisor: ______________________",
    ]


_PAPERS: dict[str, tuple[Callable[[Random], list[str]], tuple[str, ...]]] = {
    "grade statistics": (_statistics, ("not_a_transcript",)),
    "class schedule": (_schedule, ("not_a_transcript",)),
    "catalog page": (_catalog, ("not_a_transcript",)),
    "certification": (_certification, ("certification",)),
    "invoice": (_invoice, ("not_a_transcript",)),
    "letter": (_letter, ("not_a_transcript",)),
    "legend alone": (_legend, ("not_a_transcript",)),
    "syllabus": (_syllabus, ("not_a_transcript",)),
    "class roster": (_roster, ("not_a_transcript",)),
    "application form": (_form, ("not_a_transcript",)),
    "other language": (_foreign, ("not_a_transcript", "other_institution")),
}


def paper(kind: str, random: Random) -> tuple[list[Page], tuple[str, ...]] | None:
    """Return the pages of another paper and how it has to be refused; None for other kinds."""
    if kind not in _PAPERS:
        return None
    write, outcomes = _PAPERS[kind]
    font, size = random.choice(("Times", "Helvetica")), random.choice((9.0, 10.0, 11.0))
    return _pages(write(random), font, size), outcomes


# ------------------------------------------------------------------------------- spoiled files


def corrupt(data: bytes, random: Random) -> bytes:
    """Return a file of which one page stream cannot be unpacked to its end."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[random.randrange(len(pdf.pages))]
        page.contents_coalesce()
        packed = bytearray(zlib.compress(page.Contents.read_bytes()))
        if random.random() < 0.5:
            at = random.randint(len(packed) // 3, 2 * len(packed) // 3)
            packed[at : at + 6] = bytes(random.randrange(256) for _ in range(6))
        else:
            packed = packed[: random.randint(len(packed) // 3, 3 * len(packed) // 4)]
        page.obj.Contents = pdf.make_stream(b"")
        page.obj.Contents.write(bytes(packed), filter=pikepdf.Name.FlateDecode)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, compress_streams=False)
    return out.getvalue()


def truncated(data: bytes, random: Random) -> bytes:
    """Return the beginning of a file."""
    return data[: int(len(data) * random.uniform(0.3, 0.7))]


def locked(data: bytes, _random: Random) -> bytes:
    """Return a file that asks for a password."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(user="open", owner="sesame"))
    return out.getvalue()


def pictured(data: bytes, _random: Random) -> bytes:
    """Return a file whose pages are pictures of the pages."""
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    pages = [page.render(scale=1.6).to_pil().convert("L") for page in pypdfium2.PdfDocument(data)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def painted(data: bytes, _random: Random) -> bytes:
    """Return a file whose pages are painted white."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(number) for number in page.mediabox)
            page.contents_add(
                pdf.make_stream(f"\nq 1 g {x0} {y0} {x1 - x0} {y1 - y0} re f Q".encode())
            )
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


#: What is done to the file of a transcript, and how it has to be refused then.
SPOILED: dict[str, tuple[Callable[[bytes, Random], bytes], tuple[str, ...]]] = {
    "corrupt stream": (corrupt, ("damaged",)),
    "truncated file": (truncated, ("damaged",)),
    "password": (locked, ("password_protected",)),
    "pictures": (pictured, ("image_only",)),
    "painted white": (painted, ("not_a_transcript", "image_only", "empty", "unreadable_text")),
}

#: Every kind of document that is to be refused.
REFUSED = (*OTHERS, *_PAPERS, *SPOILED, "two students")


def spoil(kind: str, data: bytes, random: Random) -> tuple[bytes, tuple[str, ...]]:
    """Return a spoiled file and its outcomes; what is to be read comes back as it is."""
    if kind not in SPOILED:
        return data, ()
    change, outcomes = SPOILED[kind]
    return change(data, random), outcomes
