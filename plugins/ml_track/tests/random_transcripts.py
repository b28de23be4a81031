"""Random transcripts that are hard to judge: mostly a valid plan, then spoilt a little.

Everything here is made up. What the readings leave open is left out on purpose (a topics course
without a title, a title cut short, two approvals that contradict each other), so that a
difference between two judges is a fault in one of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["random_case"]

Record = dict[str, Any]


class Offer(NamedTuple):
    """A course to draw from; ``letter`` is the school letter, ``group`` its breadth group."""

    subject: str
    letter: str
    number: int
    title: str
    points: str = "3.00"
    group: str = ""
    term: str = ""


REQUIRED_A = (
    Offer("COMS", "W", 4252, "Introduction to Computational Learning Theory", group="theory"),
    Offer("COMS", "W", 4771, "Machine Learning", group="ai"),
    Offer("COMS", "W", 4771, "Machine Learning", group="ai"),
    Offer("COMS", "W", 4721, "Machine Learning for Data Science"),
    Offer("ELEN", "E", 4720, "Machine Learning for Signals, Information and Data"),
    Offer("COMS", "W", 4772, "Advanced Machine Learning", group="ai"),
    Offer("COMS", "E", 6772, "Advanced Machine Learning"),
    Offer("COMS", "W", 4995, "Neural Networks & Deep Learning"),
    Offer("COMS", "W", 4995, "DEEP LEARNING"),
    Offer("STCS", "GR", 6701, "Foundations of Graphical Models"),
    Offer("STAT", "G", 6509, "Foundations of Graphical Models"),
    Offer("COMS", "W", 4732, "Computer Vision II", group="ai"),
    Offer("COMS", "W", 4773, "Machine Learning Theory", group="ai"),
    Offer("COMS", "W", 4774, "Unsupervised Learning", group="ai"),
    Offer("COMS", "W", 4775, "Causal Inference", group="ai"),
    Offer("COMS", "W", 4995, "Causal Inference", group="ai", term="Spring 2020"),
    Offer("COMS", "W", 4995, "Causal Inference", term="Fall 2019"),
)
REQUIRED_B = (
    Offer("COMS", "W", 4731, "Computer Vision I", group="ai"),
    Offer("COMS", "W", 4705, "Natural Language Processing", group="ai"),
    Offer("COMS", "W", 4733, "Computational Aspects of Robotics", group="ai"),
    Offer("COMS", "W", 4701, "Artificial Intelligence", group="ai"),
)
ELECTIVES_HIGH = (
    Offer("COMS", "E", 6111, "Advanced Database Systems"),
    Offer("COMS", "E", 6232, "Analysis of Algorithms II"),
    Offer("COMS", "E", 6253, "Advanced Topics in Computational Learning Theory"),
    Offer("ELEN", "E", 6717, "Information Theory"),
    Offer("COMS", "E", 6772, "Advanced Machine Learning"),
    Offer("COMS", "E", 6901, "Projects in Computer Science"),
    Offer("COMS", "E", 6998, "High Performance Machine Learning"),
    Offer("COMS", "E", 6998, "Machine Learning Personalization", term="Spring 2018"),
    Offer("COMS", "E", 6998, "ADV MACH LEARN PERSONALIZATION", term="Spring 2018"),
    Offer("CSEE", "E", 6892, "Bayesian Models in Machine Learning"),
    Offer("CSEE", "E", 6898, "Large-Scale Machine Learning"),
    Offer("CSEE", "E", 6898, "Sparse Signal Modeling"),
    Offer("ECBM", "E", 6040, "Neural Networks and Deep Learning Research"),
    Offer("EECS", "E", 6720, "Bayesian Models of Machine Learning"),
    Offer("EECS", "E", 6893, "Big Data Analytics"),
    Offer("EECS", "E", 6893, "Topics-Information Processing"),
    Offer("ELEN", "E", 6885, "Reinforcement Learning"),
    Offer("IEOR", "E", 6613, "Optimization I", points="4.50"),
    Offer("IEOR", "E", 8100, "Optimization Methods in Machine Learning"),
    Offer("IEOR", "E", 8100, "Big Data and Machine Learning"),
    Offer("STAT", "GR", 6101, "Statistical Modeling and Data Analysis I", points="4.00"),
    Offer("STAT", "GR", 8101, "Topics in Applied Statistics: Applied Causality"),
)
ELECTIVES_LOW = (
    Offer("COMS", "W", 4111, "Introduction to Databases", group="systems"),
    Offer("COMS", "W", 4111, "Introduction to Databases", group="systems"),
    Offer("CSOR", "W", 4246, "Algorithms for Data Science"),
    Offer("COMS", "W", 4737, "Biometrics", group="ai"),
    Offer("CBMF", "W", 4761, "Computational Genomics", group="ai"),
    Offer("COMS", "W", 4761, "Computational Genomics", group="ai"),
    Offer("COMS", "E", 4762, "Machine Learning for Functional Genomics", group="ai"),
    Offer("COMS", "W", 4776, "Machine Learning for Data Science"),
    Offer("COMS", "W", 4995, "Applied Machine Learning"),
    Offer("APMA", "E", 4990, "Modeling Social Data"),
    Offer("BINF", "G", 4006, "Translational Bioinformatics"),
    Offer("ECBM", "E", 4040, "Neural Networks and Deep Learning"),
    Offer("STAT", "GU", 4001, "Introduction to Probability and Statistics"),
    Offer("SIEO", "W", 4150, "Introduction to Probability and Statistics"),
    Offer("STAT", "GR", 5291, "Advanced Data Analysis"),
    Offer("IEOR", "E", 4150, "Introduction to Probability and Statistics"),
    Offer("STAT", "S", 4240, "Data Mining"),
    Offer("IEOR", "E", 4540, "Data Mining"),
    Offer("STAT", "GU", 4205, "Linear Regression Models"),
    Offer("STAT", "GU", 4282, "Linear Regression and Time Series Methods"),
    Offer("STAT", "GU", 4241, "Statistical Machine Learning"),
    Offer("STAT", "GR", 5241, "Statistical Machine Learning"),
    Offer("STAT", "GR", 5224, "Bayesian Statistics"),
    Offer("STAT", "GR", 5242, "Advanced Machine Learning"),
    Offer("STAT", "W", 4252, "Introduction to Data Science", term="Fall 2014"),
    Offer("STAT", "W", 4252, "Introduction to Data Science", term="Spring 2015"),
)
SYSTEMS = (
    Offer("COMS", "W", 4118, "Operating Systems I", group="systems"),
    Offer("COMS", "W", 4113, "Distributed Systems", group="systems"),
    Offer("COMS", "W", 4156, "Advanced Software Engineering", group="systems"),
    Offer("CSEE", "W", 4119, "Computer Networks", group="systems"),
    Offer("COMS", "W", 4119, "Computer Networks", group="systems"),
    Offer("EECS", "E", 4340, "Computer Hardware Design", group="systems"),
    Offer("CSEE", "W", 4840, "Embedded Systems", group="systems"),
    Offer("COMS", "W", 4444, "Programming & Problem Solving", group="systems"),
    Offer("COMS", "W", 4995, "Engineering Software as a Service", group="systems"),
)
THEORY = (
    Offer("CSOR", "W", 4231, "Analysis of Algorithms I", group="theory"),
    Offer("COMS", "W", 4231, "Analysis of Algorithms I", group="theory"),
    Offer("COMS", "W", 4236, "Computational Complexity", group="theory"),
    Offer("COMS", "W", 4261, "Introduction to Cryptography", group="theory"),
    Offer("COMS", "W", 4995, "Advanced Algorithms", group="theory"),
    Offer("COMS", "W", 4995, "Randomized Algorithms", group="theory"),
)
APPLICATIONS = (
    Offer("COMS", "W", 4160, "Computer Graphics", group="ai"),
    Offer("COMS", "W", 4170, "User Interface Design", group="ai"),
    Offer("COMS", "W", 4735, "Visual Interfaces to Computers", group="ai"),
    Offer("COMS", "W", 4995, "Machine Learning Theory", group="ai", term="Spring 2020"),
)
FURTHER_CS = (
    Offer("COMS", "E", 6118, "Operating Systems II"),
    Offer("COMS", "E", 6156, "Topics in Software Engineering"),
    Offer("COMS", "E", 6998, "Cloud Computing & Big Data"),
    Offer("COMS", "E", 6901, "Projects in Computer Science"),
    Offer("COMS", "E", 6902, "Thesis"),
    Offer("COMS", "W", 4419, "Internet Technology, Economics, and Policy"),
    Offer("COMS", "W", 4995, "Competitive Programming"),
    Offer("CSOR", "E", 4995, "Topics in Financial Engineering"),
    Offer("CSEE", "W", 4140, "Networking Laboratory"),
    Offer("COMS", "W", 4130, "Principles of Parallel Programming", group="systems"),
)
# What looks useful and is not, or only in part.
ODD = (
    Offer("COMS", "W", 4121, "Computer Systems for Data Science"),
    Offer("CSEE", "W", 4121, "Computer Systems for Data Science"),
    Offer("ENGI", "E", 4800, "Data Science Capstone and Ethics"),
    Offer("STAT", "GR", 5701, "Probability and Statistics for Data Science"),
    Offer("CSOR", "E", 4995, "Financial Software Systems"),
    Offer("IEOR", "E", 4601, "Dynamic Pricing"),
    Offer("IEOR", "E", 4525, "Machine Learning FE & OPR"),
    Offer("ELEN", "E", 4903, "Topics in EE & CE"),
    Offer("IEOR", "E", 6614, "Optimization II", points="4.50"),
    Offer("IEOR", "E", 4532, "Visualization and Storytelling", points="1.50"),
    Offer("IEOR", "E", 8100, "Integer Programming"),
    Offer("APMA", "E", 4990, "Topics in Applied Mathematics"),
    Offer("STAT", "GR", 8101, "Topics in Applied Statistics"),
    Offer("COMS", "W", 4726, "Deep Learning for Data Science"),
    Offer("COMS", "E", 6910, "Fieldwork", points="1.00"),
    Offer("COMS", "E", 6915, "Technical Writing"),
    Offer("COMS", "W", 3157, "Advanced Programming", points="4.00"),
    Offer("ENGI", "E", 4000, "Professional Development and Leadership", points="0.00"),
    Offer("COMS", "W", 4995, "Machine Learning Theory", term="Fall 2020"),
    Offer("COMS", "E", 6900, "Tutorial in Computer Science", points="1.50"),
    Offer("COMS", "E", 6901, "Projects in Computer Science", points="1.00"),
)
EVERYTHING = (
    *REQUIRED_A, *REQUIRED_B, *ELECTIVES_HIGH, *ELECTIVES_LOW, *SYSTEMS, *THEORY, *APPLICATIONS,
    *FURTHER_CS, *ODD,
)  # fmt: skip

TERMS = ("Fall 2018", "Spring 2019", "Fall 2021", "Spring 2022", "Summer 2022", "Fall 2022")
GOOD = ("A+", "A", "A", "A-", "A-", "B+", "B+", "B", "B-")
POOR = ("C+", "C", "C-", "D", "B-")
MARKS = ("F", "P", "R", "W", "UW", "IN", "INC", "CP", "YC", "MU", "AB", "AR")
SIGNED = {"reason": "made up", "by": "track advisor", "date": "2023-09-20"}
# A title decides what these are: it is always printed.
TITLE_NEEDED = {
    ("COMS", 4995), ("COMS", 6998), ("CSOR", 4995), ("IEOR", 8100), ("CSEE", 6898),
    ("APMA", 4990), ("STAT", 8101),
}  # fmt: skip


def _spell(rng: random.Random, offer: Offer, term: str | None) -> str:
    """Return the code in one of the spellings that are seen."""
    subject, letter, number = offer.subject, offer.letter, offer.number
    spellings = [f"{subject} {letter}{number}"] * 6 + [
        f"{subject} {number}",
        f"{subject}{letter}{number}",
        f"{subject} {letter} {number}-014",
        f"{subject} {number}.001",
        f"{subject}{number}{letter}",
        f"{subject} {letter}{number} sec 003",
        f"{subject} {letter}{number} V01",
        f"{subject} {letter}{number} 001",
        f"{subject.lower()} {letter.lower()}{number}",
    ]
    if term:
        season, year = term.split()
        digit = {"Spring": 1, "Summer": 2, "Fall": 3}[season]
        spellings.append(f"{year}{digit}{subject}{number}{letter[0]}001")
    return rng.choice(spellings)


def _print_title(rng: random.Random, offer: Offer) -> str | None:
    """Return the title as a transcript may print it."""
    title = offer.title
    if (offer.subject, offer.number) not in TITLE_NEEDED and rng.random() < 0.15:
        return None
    if rng.random() < 0.4:
        title = title.upper()
    if rng.random() < 0.2:
        title = title.replace(" and ", " & ").replace(" AND ", " & ")
    return title + "." if rng.random() < 0.05 else title


def _record(rng: random.Random, offer: Offer, grade: str | None = None) -> Record:
    """Return a completed record of the course."""
    term = offer.term or rng.choice(TERMS)
    points = offer.points if rng.random() < 0.7 else offer.points.rstrip("0").rstrip(".")
    record: Record = {
        "code": _spell(rng, offer, term),
        "title": _print_title(rng, offer),
        "credits": points,
        "grade": grade or rng.choice(GOOD),
        "term": term,
    }
    if rng.random() < 0.5:
        record["status"] = "completed"
    return record


def _draw(rng: random.Random, pool: Sequence[Offer], chosen: list[Offer]) -> None:
    """Add a course of the pool whose subject, number and title are not there yet."""
    taken = {(o.subject, o.number, o.title) for o in chosen}
    free = [o for o in pool if (o.subject, o.number, o.title) not in taken]
    if free:
        chosen.append(rng.choice(free))


def _plan(rng: random.Random) -> list[Offer]:
    """Return about ten courses that look like a finished degree."""
    chosen: list[Offer] = []
    _draw(rng, REQUIRED_A, chosen)
    _draw(rng, rng.choice((REQUIRED_A, REQUIRED_B)), chosen)
    _draw(rng, ELECTIVES_HIGH, chosen)
    _draw(rng, rng.choice((ELECTIVES_HIGH, ELECTIVES_LOW, ELECTIVES_LOW, REQUIRED_B)), chosen)
    for group, list_of_it in (("systems", SYSTEMS), ("theory", THEORY), ("ai", APPLICATIONS)):
        if not any(o.group == group for o in chosen):
            _draw(rng, list_of_it, chosen)
    if sum(bool(o.group) for o in chosen) < 4:
        _draw(rng, rng.choice((SYSTEMS, THEORY)), chosen)
    if sum(o.number >= 6000 for o in chosen) < 2:
        _draw(rng, (*ELECTIVES_HIGH, *FURTHER_CS[:4]), chosen)
    while sum(float(o.points) for o in chosen) < 30:
        pool: Sequence[Offer] = rng.choice(
            (SYSTEMS, THEORY, APPLICATIONS, FURTHER_CS, ELECTIVES_LOW, REQUIRED_A)
        )
        _draw(rng, pool, chosen)
        if rng.random() < 0.03:
            _draw(rng, ODD, chosen)
    return chosen


def _set_grade(record: Record, grade: str | None) -> None:
    """Give the record a grade and leave its status to be read off it."""
    record["grade"] = grade
    record.pop("status", None)


def _spoil(rng: random.Random, records: list[Record], adjustments: list[Record]) -> None:
    """Change one thing."""
    at = rng.randrange(len(records))
    record = records[at]
    change = rng.choice(
        ("drop", "swap", "swap", "mark", "poor", "running", "running", "running", "planned",
         "planned", "points", "again", "add", "add", "transfer", "term", "no grade", "adjust",
         "adjust", "adjust")
    )  # fmt: skip
    if change == "drop" and len(records) > 8:
        del records[at]
    elif change == "swap":
        records[at] = _record(rng, rng.choice(EVERYTHING))
    elif change == "mark":
        _set_grade(record, rng.choice(MARKS))
    elif change == "poor":
        for other in rng.sample(records, rng.randint(1, len(records))):
            if other.get("grade") in GOOD:
                other["grade"] = rng.choice(POOR)
    elif change == "running":
        record.update(grade=None, status="in_progress", term="Fall 2023")
        if rng.random() < 0.4:
            del record["status"]
    elif change == "planned":
        record.update(grade=None, status="planned", term="Spring 2024")
    elif change == "points":
        record["credits"] = rng.choice(("0.5", "1", "1.50", "2.50", "4.00", "4.5"))
    elif change == "again":
        copy = dict(record)
        if rng.random() < 0.5:
            _set_grade(copy, rng.choice(("F", "W", "C", "B", "D")))
        records.append(copy)
    elif change == "add":
        records.append(_record(rng, rng.choice(EVERYTHING)))
    elif change == "transfer":
        record["status"] = "transfer"
    elif change == "term" and "PERSONALIZATION" not in str(record["title"]).upper():
        record["term"] = rng.choice(("Spring 2018", "Spring 2020", "Fall 2014", "Fall 2019", None))
        # The term is part of a registrar's key, so the code is printed without it here.
        if record["code"][:5].isdigit():
            record["code"] = f"{record['code'][5:9]} {record['code'][9:13]}"
    elif change == "no grade":
        record.update(grade=None, status="completed")
    elif change == "adjust":
        adjustments.append(_adjustment(rng, records))


def _adjustment(rng: random.Random, records: Sequence[Record]) -> Record:
    """Return a decision about one of the records, or a waiver."""
    kind = rng.choice(("waive", "waive", "approve", "approve", "approve", "deny", "deny", "more"))
    if kind == "waive":
        # A bare "COMS W4995" would not say which of its titles is waived.
        offer = rng.choice([o for o in (*REQUIRED_A, *REQUIRED_B) if o.number != 4995])
        waiver: Record = {
            "kind": "waive",
            "requirement": "required",
            "course": f"{offer.subject} {offer.letter}{offer.number}",
        }
        if rng.random() < 0.5:
            waiver["grade"] = rng.choice(("A", "B+", "B", "B-", "C"))
        return waiver
    if kind == "more":
        return _rarer(rng, records)
    asked = [r for r in records if _may_need_asking(r)] or list(records)
    record = rng.choice(asked)
    decision: Record = {
        "kind": kind,
        "requirement": rng.choice(("track-electives", "general-electives")),
        "course": _plain(record["code"]),
    }
    if record["title"] and rng.random() < 0.7:
        decision["title"] = record["title"].title()
    return decision


def _plain(code: str) -> str:
    """Return subject and number of a code as :func:`_spell` writes it."""
    subject, number = re.findall(r"[A-Z]{4}|\d{4}", re.sub(r"^\d{5}", "", code.upper()))[:2]
    return f"{subject} {number}"


def _may_need_asking(record: Record) -> bool:
    subject, number = _plain(record["code"]).split()
    cs = subject in {"COMS", "CSEE", "CSOR", "CBMF", "STCS"}
    return not cs or number in {"6901", "6998", "4995"}


# CS courses that stand on no list of the track.
OFF_THE_LISTS = frozenset(
    f"{o.subject} {o.number}"
    for o in (*SYSTEMS, *THEORY, *APPLICATIONS, *FURTHER_CS)
    if o.number not in {4995, 6998, 6901}
)


def _rarer(rng: random.Random, records: Sequence[Record]) -> Record:
    """Return a whole waiver, a substitution, a wider list or an exclusion."""
    codes = [_plain(r["code"]) for r in records]
    plain = [code for code in codes if code in OFF_THE_LISTS]
    if not plain:
        return {"kind": "waive", "requirement": "required"}
    return rng.choice(
        (
            {"kind": "waive", "requirement": "required"},
            {"kind": "also_allow", "requirement": "track-electives", "course": rng.choice(plain)},
            {
                "kind": "substitute",
                "requirement": "required",
                "course": rng.choice(plain),
                "for": rng.choice(("COMS W4705", "COMS W4771")),
            },
            {
                "kind": "exclude",
                "requirement": "general-electives",
                "course": rng.choice(plain),
            },
        )
    )


def _settled(records: Sequence[Record]) -> list[Record]:
    """Leave out the second of two titles of which nobody says whether they are one course."""
    kept: list[Record] = []
    seen: dict[str, str] = {}
    for record in records:
        title = re.sub(r"[^a-z]|and", "", str(record["title"]).lower())
        name = f"{_plain(record['code'])} {title[-12:]}"
        in_doubt = any(end in title for end in ("deeplearning", "personalization"))
        if not in_doubt or seen.setdefault(name, title) == title:
            kept.append(record)
    return kept


def random_case(rng: random.Random) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a made-up transcript and what was decided for its student.

    Args:
        rng: The source of chance; the same state gives the same case.

    Returns:
        The transcript and the adjustments, both as JSON.
    """
    adjustments: list[Record] = []
    if rng.random() < 0.85:
        records = [_record(rng, offer) for offer in _plan(rng)]
        more = rng.choice((0, 0, 0, 1, 1, 2))
        records += [_record(rng, rng.choice(EVERYTHING)) for _ in range(more)]
        spoils = rng.choice((0, 1, 1, 1, 2, 2, 3))
    else:
        offers: list[Offer] = []
        for _ in range(rng.randint(7, 11)):
            _draw(rng, EVERYTHING, offers)
        records = [_record(rng, offer) for offer in offers]
        spoils = rng.randint(2, 5)
    for _ in range(spoils):
        _spoil(rng, records, adjustments)
    rng.shuffle(records)
    records = _settled(records)[:12]
    return {"institution": "columbia", "records": records}, _consistent(adjustments)


def _consistent(adjustments: Sequence[Record]) -> list[Record]:
    """Leave out what contradicts an earlier decision about the same number."""
    kept: list[Record] = []
    for adjustment in adjustments:
        digits = "".join(filter(str.isdigit, str(adjustment.get("course"))))
        clash = any(
            {"approve", "deny", "exclude", "also_allow", "substitute"}
            >= {adjustment["kind"], other["kind"]}
            and adjustment["kind"] != other["kind"]
            and digits == "".join(filter(str.isdigit, str(other.get("course"))))
            for other in kept
        )
        if not clash:
            kept.append({**adjustment, **SIGNED})
    return kept
