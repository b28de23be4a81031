"""Invented students, drawn at random: what they took, and how it went."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.layouts.choice import Choice
from tests.layouts.phrases import SOURCES
from tests.layouts.truth import Block, Row, School, Student, When

#: Courses of a master's degree in computer science: a record of these says something to the rules.
_MASTERS = """
COMS W4111|INTRODUCTION TO DATABASES
COMS W4113|FUND OF LARGE-SCALE DIST SYSTEMS
COMS W4115|PROGRAMMING LANG & TRANSL
COMS W4118|OPERATING SYSTEMS I
CSEE W4119|COMPUTER NETWORKS
COMS W4156|ADVANCED SOFTWARE ENGINEERING
COMS W4160|COMPUTER GRAPHICS
COMS W4170|USER INTERFACE DESIGN
COMS W4181|COMPUTER SECURITY I
COMS W4236|INTRO-COMPUTATIONAL COMPLEXITY
CSOR W4231|ANALYSIS OF ALGORITHMS I
CSOR W4246|ALGORITHMS FOR DATA SCIENCE
COMS W4252|INTRO-COMPUTATIONAL LEARN THRY
COMS W4701|ARTIFICIAL INTELLIGENCE
COMS W4705|NATURAL LANGUAGE PROCESSING
COMS W4721|MACHINE LEARNING FOR DATA SCI
COMS W4731|COMPUTER VISION I
COMS W4732|COMPUTER VISION II: LEARNING
COMS W4733|COMPUTATIONAL ASPECTS-ROBOTICS
COMS W4771|MACHINE LEARNING
COMS W4772|ADVANCED MACHINE LEARNING
COMS W4774|UNSUPERVISED LEARNING
COMS W4775|CAUSAL INFERENCE
CSEE W4824|COMPUTER ARCHITECTURE
COMS E6111|ADVANCED DATABASE SYSTEMS
COMS E6232|ANALYSIS OF ALGORITHMS II
COMS E6253|ADV TPCS-COMP LEARNING THEORY
COMS E6735|VISUAL DATABASES
CSEE E6892|BAYESIAN MODELS-MACHINE LEARN
ECBM E4040|NEURAL NETWRKS & DEEP LEARNING
EECS E6720|BAYESIAN MOD MACHINE LEARNING
EECS E6893|BIG DATA ANALYTICS
ELEN E6885|REINFORCEMENT LEARNING
IEOR E4525|MACHINE LEARNING FE & OPR
IEOR E6613|OPTIMIZATION I|4.50
STAT GU4001|INTRO TO PROB & STATISTICS
STAT GR5241|STATISTICAL MACHINE LEARNING
STAT GR5242|ADVANCED MACHINE LEARNING
STAT GR6101|STATISTICAL MODELING I|4.00
"""

_COLLEGE = """
COMS W1004|INTRO-COMPUT SCI/PROG IN JAVA
COMS W3134|DATA STRUCTURES IN JAVA
COMS W3137|HONORS DATA STRUCTURES & ALGOL|4.00
COMS W3157|ADVANCED PROGRAMMING|4.00
COMS W3203|DISCRETE MATHEMATICS
COMS W3261|COMPUTER SCIENCE THEORY
CSEE W3827|FUNDAMENTALS OF COMPUTER SYSTS
STAT UN1201|CALC-BASED INTRO STATISTICS
IEOR E3658|PROBABILITY FOR ENGINEERS
MATH UN1101|CALCULUS I
MATH UN1201|CALCULUS III
MATH V2010|LINEAR ALGEBRA
MATH UN3027|ORDINARY DIFFERENTIAL EQUATN
PHYS UN1601|PHYSICS I: MECHANICS/RELATIVTY|3.50
PHYS UN1602|PHYSICS II: THERMO, ELEC & MAG|3.50
PHYS UN1494|INTRO EXPERIMENTAL PHYS-LAB|1.00
CHEM UN1403|GENERAL CHEMISTRY I-LECTURES
BIOL UN2005|INTRO BIOL I: BIOCHEM,GEN,MOLEC|4.00
HUMA CC1001|MASTRPC OF EURP LIT & PHIL|4.00
HUMA CC1002|MASTRPC OF EURP LIT & PHILOS II|4.00
ENGL CC1010|UNIVERSITY WRITING
HIST UN2660|LATIN AMERICAN CIVILIZATION II|4.00
ECON UN1105|PRINCIPLES OF ECONOMICS|4.00
ECON UN3211|INTERMEDIATE MICROECONOMICS|4.00
PHIL UN3411|SYMBOLIC LOGIC|4.00
MUSI UN2318|MUSIC THEORY I
PHED UN1001|PHYSICAL EDUC ACT|1.00
ENGI E1102|THE ART OF ENGINEERING|4.00
ENGI E4000|PROFESSIONAL DEVELOPMENT|0.00
PSYC UN1001|THE SCIENCE OF PSYCHOLOGY
EALC UN1360|INTRO-E ASIAN CIV:CHINA|4.00
"""

#: Titles that look like something else.
_TRICKY = {
    "like grades": """
COMS W1007|PROGRAMMING IN C
STAT GU4206|STAT COMP & INTRO TO R
NUTR GU4010|VITAMIN D
HIST UN1302|EUROPE AFTER WORLD WAR I
MUSI UN2319|MUSIC THEORY: CALCULUS I-A
ECON BC3029|DEVELOPMENT: PLAN B
ASCE UN1360|INTRO-E ASIAN CIV:CHINA-D
COMS W1009|OBJECT-ORIENTED DESIGN IN C++
ENGL UN3010|THE SCARLET LETTER A
BIOL UN3004|CELL CYCLES A TO F
PHIL UN2110|FROM A TO W
""",
    "like figures": """
HIST UN3500|EUROPE 1914-1945
ARCH UN1020|ARCHITECTURE 1900 TO 2000
FILM UN2030|FILM NOIR 3.00
LITE UN3001|CATCH-22
COMS W4153|CLOUD COMPUTING 101
MUSI UN2020|20TH CENTURY MUSIC
PHYS UN2802|MATH METHODS 4.0
ECON UN4100|TOP 100 COMPANIES
ENGL UN3340|FAHRENHEIT 451
BUSI GU4000|WEB 2.0
""",
    "like terms": """
HIST UN3712|SPRING 1968
HIST UN3713|PRAGUE IN SPRING
ENGL UN3500|THE FALL OF ROME
MUSI UN3020|FALL AND WINTER MUSIC
ENGL UN3441|SUMMER OF LOVE
HIST UN3610|THE LONG TERM 1750-1950
""",
    "like totals": """
FINC GU4010|CREDIT RISK AND TOTAL RETURN
ECON UN3900|QUALITY POINTS OF SALE
STAT GU4300|AVERAGES AND TOTALS
HIST UN3800|TOTAL WAR
EDUC GU4020|GRADE AND CREDIT SYSTEMS
ARCH UN2030|TRANSFER STUDENTS IN CITIES
""",
    "accents": """
SPAN UN2102|INTRODUCCIÓN A LA LITERATURA
FREN UN3405|THÉORIE & CRITIQUE
GERM UN3333|GRÖSSE UND FORM
ENGL UN3336|SHAKESPEARE’S PLAYS
ARTH UN2405|20TH-CENTURY ART – EUROPE
""",
}

_LONG = """
COMS W4995|TOPICS IN COMPUT SCI: DEEP LEARNING FOR COMPUTER V
COMS E6998|TPCS IN COMPUT SCI: CLOUD COMPUTING & BIG DATA
ELEN E4720|MACHINE LEARNING FOR SIGNALS, INFORMATION AND DATA
EECS E6699|TOPICS IN DATA-DRIVEN ANALYSIS AND COMPUTATION: MATHEMATICS OF DEEP LEARNING
INAF U6006|COMPUTING IN CONTEXT: PUBLIC POLICY FOR THE DIGITAL CITY
HSAM UN2901|DATA: PAST, PRESENT AND FUTURE OF A GLOBAL INDUSTRY
"""

TOPICS = (
    "DEEP LEARNING FOR COMPUTER V", "CLOUD COMPUTING & BIG DATA", "HIGH PERF MACHINE LEARNING",
    "FUND SPEECH RECOGNITION", "CAUSAL INFERENCE II", "COMPETITIVE PROGRAMMING",
    "ROBOT LEARNING", "PRIVACY PRESERVING SYSTEMS", "APPLIED MACHINE LEARNING",
)  # fmt: skip

_NAMES = (
    "DOE, JANE QUINN", "ROE, RICHARD", "MOE, MAXIMILIAN A", "POE, PAT", "LEE, ALEX", "SMITH, ANN",
    "O'HARA, KIM", "GARCIA-LOPEZ, MARIA", "WU, MING", "VAN DYKE, CHRIS",
)  # fmt: skip
_INSTRUCTORS = (
    "Roe, Richard", "Poe, P", "Moe, Max", "A. Lovelace", "Turing", "Hopper, G M", "Knuth, Don",
    "Noether, Emmy", "B. Liskov", "Curie, Marie S",
)  # fmt: skip

_ROMAN = re.compile(r"[IV]+[:,]?|AP")

_LETTERS = ("A+", "A", "A", "A", "A-", "A-", "B+", "B+", "B", "B-", "C+", "C")
_LOW = ("A-", "B+", "B", "B-", "C+", "C", "C-", "D", "F")
_MARKS = ("P", "W", "IN", "R", "UW", "CP", "INC", "YC", "MU")


def _courses(text: str) -> tuple[tuple[str, str, Decimal], ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple((code, title, Decimal((*more, "3.00")[0])) for code, title, *more in rows)


def _pool(choice: Choice, undergraduate: bool) -> list[tuple[str, str, Decimal]]:
    pool = list(_courses(_COLLEGE if undergraduate else _MASTERS))
    if choice["titles"] in _TRICKY:
        pool = list(_courses(_TRICKY[choice["titles"]])) * 2 + pool[::3]
    if choice["titles"] == "long":
        pool = list(_courses(_LONG)) + pool[::2]
    return pool


def _cased(title: str, how: str) -> str:
    if how != "mixed case":
        return title
    small = {"OF", "AND", "IN", "THE", "TO", "FOR", "A"}
    words = [
        word.lower() if at and word in small else word if _ROMAN.fullmatch(word) else word.title()
        for at, word in enumerate(title.split(" "))
    ]
    return " ".join(words)


def _credits(random: Random, choice: Choice, usual: Decimal) -> Decimal:
    if choice["credits"] == "odd":
        return Decimal(random.choice(("0.00", "0.50", "1.00", "1.50", "2.00", "3.50", "4.50", "6")))
    if choice["credits"] == "all alike":
        return Decimal("3.00")
    return usual


def _grade(random: Random, choice: Choice, *, fits_scale: bool) -> str:
    share = {"none": 0.0, "some": 0.12, "many": 0.4}[choice["marks without points"]]
    if random.random() < share:
        return random.choice(_MARKS)
    letters = {"usual": _LETTERS, "low": _LOW, "D+ and D-": (*_LOW, "D+", "D-", "D+", "D-")}
    grade = random.choice(letters[choice["letters"]])
    return "D" if grade in ("D+", "D-") and not fits_scale else grade


def _elsewhere(random: Random, choice: Choice, school: str) -> list[Block]:
    """Return credit from elsewhere, under one heading or two."""
    kind = choice["credit from elsewhere"]
    if kind == "none":
        return []
    mark = random.choice(("T", "TR", "TR", "T"))
    pool = random.sample(_courses(_COLLEGE), 5)
    exam = Block(
        None,
        tuple(
            _row(code, f"AP {title}"[:30], credits, mark, None, school, elsewhere=True)
            for code, title, credits in pool[:2]
        ),
        random.choice(("ADVANCED PLACEMENT", "CREDIT BY EXAMINATION", "Advanced Placement Credit")),
    )
    place = random.choice(SOURCES)
    transfer = Block(
        None,
        tuple(
            _row(code, title, credits, mark, None, school, elsewhere=True)
            for code, title, credits in pool[2:]
        ),
        random.choice(
            (
                f"TRANSFER CREDIT: {place}",
                f"Transfer Credit from {place.title()}",
                f"TRANSFER: {place}",
                f"TRANSFER CREDIT ACCEPTED BY THE INSTITUTION - {place}",
                "TRANSFER CREDIT",
                f"Transfer Credits Applied Toward MS Program: {place.title()}",
            )
        ),
    )
    return {"exams": [exam], "transfer": [transfer], "both": [exam, transfer]}[kind.split(",")[0]]


def _row(
    code: str,
    title: str,
    credits: Decimal,
    grade: str | None,
    term: When | None,
    school: str,
    *,
    elsewhere: bool = False,
    planned: bool = False,
) -> Row:
    return Row(code, title, credits, grade, term, school, elsewhere=elsewhere, planned=planned)


def _facts(random: Random, row: Row) -> Row:
    return replace(
        row,
        section=f"{random.randint(1, 24):03d}",
        call=str(random.randint(10001, 99999)),
        instructor=random.choice(_INSTRUCTORS),
    )


def _topic(random: Random, choice: Choice, term: When, school: str) -> tuple[Row, ...]:
    """Return a topics course, or two of one number in one term."""
    code, series = random.choice(
        (("COMS E6998", "TOPICS IN COMPUTER SCIENCE"), ("COMS W4995", "TOPICS IN COMPUTER SCI"))
    )
    twice = choice["topics"] == "twice in a term"
    rows = []
    for topic in random.sample(TOPICS, 2 if twice else 1):
        row = _row(code, series, Decimal("3.00"), "A-", term, school)
        if choice["topics"] in ("on a line", "on a labelled line"):
            row = replace(row, topic=topic)
        else:
            row = replace(row, title=f"{series}: {topic}")
        rows.append(row)
    return tuple(rows)


def _terms(random: Random, count: int, start: When, choice: Choice) -> list[When]:
    terms = [start]
    while len(terms) < count:
        summer = choice["term form"].startswith("Summer") or random.random() < 0.2
        terms.append(terms[-1].next(summer=summer))
    return terms


def _school(
    random: Random, choice: Choice, name: str, start: When, *, last: bool, undergraduate: bool
) -> School:
    count, load = int(choice["terms"]), int(choice["courses a term"])
    if not last:
        count = min(count, 3)
    scale = "tenths" if "BARNARD" in name.upper() else "thirds"
    pool = _pool(choice, undergraduate)
    random.shuffle(pool)
    blocks: list[Block] = []
    for term in _terms(random, count, start, choice):
        rows: list[Row] = []
        for _ in range(max(1, load - random.randint(0, 1) if load > 1 else 1)):
            if not pool:
                pool = _pool(choice, undergraduate)
                random.shuffle(pool)
            code, title, usual = pool.pop()
            grade = _grade(random, choice, fits_scale=scale == "thirds")
            rows.append(_row(code, title, _credits(random, choice, usual), grade, term, name))
        if choice["topics"] != "none" and random.random() < 0.6:
            rows += _topic(random, choice, term, name)
        blocks.append(Block(term, tuple(rows)))
    if choice["repeats"] == "yes" and len(blocks) > 1:
        again = replace(blocks[0].rows[0], term=blocks[-1].when, grade="B+")
        blocks[-1] = replace(blocks[-1], rows=(*blocks[-1].rows, again))
    if last:
        blocks += _ahead(blocks, choice)
    return School(
        name,
        tuple(blocks),
        scale,
        program=random.choice(("COMPUTER SCIENCE", "Computer Science", "DATA SCIENCE")),
        degree="BACHELOR OF ARTS" if undergraduate else "MASTER OF SCIENCE",
    )


def _ahead(blocks: list[Block], choice: Choice) -> list[Block]:
    """Make the last term one in progress, and add one that is planned, as the choice says."""
    kind = choice["open terms"]
    if kind in ("in progress", "both"):
        rows = tuple(replace(row, grade=None) for row in blocks[-1].rows)
        blocks[-1] = replace(blocks[-1], rows=rows)
    if kind not in ("planned", "both"):
        return []
    term = blocks[-1].when
    assert term is not None
    after = term.next()
    school = blocks[-1].rows[0].school
    courses = (
        ("COMS W4762", "MACHINE LEARNING-FUNCT GENOMICS"),
        ("COMS E6156", "TPCS SOFTWARE ENG"),
    )
    return [
        Block(
            after,
            tuple(
                _row(code, title, Decimal("3.00"), None, after, school, planned=True)
                for code, title in courses
            ),
        )
    ]


_SCHOOLS = {
    "one": ("SCH OF ENGR & APP SCI: GRAD",),
    "two": ("SCH OF ENGR & APP SCI: UGRAD", "SCH OF ENGR & APP SCI: GRAD"),
    "Barnard": ("BARNARD COLLEGE",),
    "Barnard without summers": ("BARNARD COLLEGE",),
    "GSAS": ("GRADUATE SCHOOL OF ARTS & SCIENCES",),
    "not named": ("",),
}


def draw_student(random: Random, choice: Choice) -> Student:
    """Return a student whose record has what the choice asks for."""
    names = _SCHOOLS[choice["schools"]]
    start = When(random.randint(2016, 2022), 3)
    schools = []
    for number, name in enumerate(names):
        last = number == len(names) - 1
        undergraduate = "UGRAD" in name or "BARNARD" in name
        school = _school(random, choice, name, start, last=last, undergraduate=undergraduate)
        extra = _elsewhere(random, choice, name) if number == 0 else []
        below = choice["credit from elsewhere"].endswith("last")
        own = school.blocks
        if choice["terms order"] == "newest first":
            own = own[::-1]
        blocks = (*own, *extra) if below else (*extra, *own)
        schools.append(replace(school, blocks=blocks))
        start = When((school.blocks[-1].when or start).year + 1, 3)
    who = Student(random.choice(_NAMES), f"jd{random.randint(1000, 9999)}", tuple(schools))
    rows = [
        replace(
            _facts(random, row),
            title=_cased(row.title, choice["titles"]),
            topic=_cased(row.topic, choice["titles"]),
        )
        for row in who.rows
    ]
    return who.with_rows(rows)
