"""Random transcripts for the tracks: mostly a valid plan, then spoilt a little. All made up."""

from __future__ import annotations

import random
from typing import Any

from track_oracle import LISTS, Record, printed, title_of

__all__ = ["random_student"]

TERMS = ("Fall 2023", "Spring 2024", "Fall 2024", "Spring 2025", "Fall 2025", "Spring 2026")
GOOD = ("A+", "A", "A", "A-", "A-", "B+", "B", "B-")
SYSTEMS = ("COMS W4118", "COMS W4111", "COMS W4156", "CSEE W4824", "COMS W4444", "EECS E4340")
THEORY = ("CSOR W4231", "COMS W4203", "COMS W4261", "COMS W4236", "COMS W4252", "CSOR W4223")
APPLICATIONS = ("COMS W4701", "COMS W4705", "COMS W4170", "COMS W4160", "COMS W4771", "COMS W4731")
FURTHER = (
    ("COMS E6998", "Cloud Computing & Big Data", "3"),
    ("COMS E6998", "Advanced Spoken Language Processing", "3"),
    ("COMS W4995", "Competitive Programming", "3"),
    ("COMS W4995", "Deep Learning", "3"),
    ("COMS W4776", "Neural Networks & Deep Learning", "3"),
    ("COMS E6901", "Projects in Computer Science", "3"),
    ("COMS E6901", "Projects in Computer Science", "6"),
    ("COMS E6902", "Thesis", "4.5"),
    ("COMS E6902", "Thesis", "9"),
    ("COMS E6910", "Fieldwork", "1"),
    ("COMS E6910", "Fieldwork", "1"),
    ("COMS E6915", "Technical Writing", "3"),
    ("COMS W4901", "Projects in Computer Science", "3"),
    ("COMS W4419", "Internet Technology", "3"),
    ("COMS E6118", "Operating Systems II", "3"),
)
ODD = (
    ("COMS W4121", "Computer Systems for Data Science", "3"),
    ("COMS W4721", "Machine Learning for Data Science", "3"),
    ("COMS W4726", "Deep Learning for Data Science", "3"),
    ("COMS W4771", "Machine Learning", "3"),
    ("STAT GU4241", "Statistical Machine Learning", "3"),
    ("ELEN E4720", "Machine Learning for Signals", "3"),
    ("IEOR E4525", "Machine Learning FE & OPR", "3"),
    ("IEOR E4601", "Dynamic Pricing", "3"),
    ("IEOR E6614", "Optimization II", "4.5"),
    ("ENGI E4800", "Data Science Capstone", "3"),
    ("COMS E9910", "Graduate Research I", "3"),
    ("COMS W3157", "Advanced Programming", "4"),
    ("CSOR E4995", "Financial Software Systems", "3"),
    ("COMS W4180", "Network Security", "3"),
    ("COMS W4181", "Computer Security I", "3"),
    ("COMS W4187", "Security Architecture", "3"),
    ("COMS W4737", "Biometrics", "3"),
    ("COMS E6737", "Biometrics", "3"),
    ("COMS E6156", "Cloud Computing", "3"),
    ("COMS W4153", "Cloud Computing", "3"),
)


def _record(rng: random.Random, code: str, title: str | None, credits: str = "3") -> dict[str, Any]:
    return {
        "code": code,
        "title": title,
        "credits": credits,
        "grade": rng.choice(GOOD),
        "term": rng.choice(TERMS),
    }


def _listed(rng: random.Random, row: tuple[str, str]) -> dict[str, Any]:
    """Return a record of a row, under one of its printed codes."""
    raw, title = row
    subject, number = rng.choice(printed(raw))
    title = title.removeprefix("Topics: ").partition(" (")[0]
    if (subject, number) in (("COMS", 4995), ("COMS", 6998)):
        title = f"Selected Topic {rng.randint(1, 9)}"
    credits = "4.5" if (subject, number) in (("IEOR", 6613), ("IEOR", 6711)) else "3"
    return _record(rng, f"{subject} {number}", title, credits)


def random_student(track: str, rng: random.Random) -> dict[str, Any]:
    """Return a transcript for a track, with facts and milestones of the student."""
    records: list[dict[str, Any]] = []

    def add(one: dict[str, Any]) -> None:
        same = (one["code"], title_of(one["title"]))
        if same not in [(r["code"], title_of(r["title"])) for r in records]:
            records.append(one)

    lists = LISTS.get(track, [])
    if track == "security":
        lists = [lists[rng.random() < 0.2], lists[2]]
    counts = {"networks": (3, 4), "nlp": (3, 2), "software": (3, 2, 2), "security": (5, 2)}
    for rows, count in zip(lists, counts.get(track, (2, 2, 2)), strict=False):
        few = rows if count == len(rows) else rng.sample(rows, min(count, len(rows)))
        for row in few:
            add(_listed(rng, row))
    if track == "thesis":
        records += [_record(rng, "COMS E6902", "Thesis") for _ in range(3)]
    for group in (SYSTEMS, THEORY, APPLICATIONS):
        add(_record(rng, rng.choice(group), None))
    while sum(float(r["credits"]) for r in records) < 30 and len(records) < 12:
        pool = rng.choice((FURTHER, FURTHER, [(c, None, "3") for c in SYSTEMS + APPLICATIONS]))
        add(_record(rng, *rng.choice(pool)))
    student: dict[str, Any] = {"milestones": ["pdl", "proposal", "defense"], "facts": {}}
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        _spoil(rng, track, records, student)
    rng.shuffle(records)
    return {"institution": "columbia", "records": records, "student": student}


def _spoil(
    rng: random.Random, track: str, records: list[dict[str, Any]], student: dict[str, Any]
) -> None:
    at = rng.randrange(len(records))
    record = records[at]
    change = rng.choice(
        ("drop", "swap", "odd", "odd", "poor", "poor", "running", "planned", "mark", "pdl",
         "points", "start", "listed", "further", "further")
    )  # fmt: skip
    if change == "drop" and len(records) > 8:
        del records[at]
    elif change == "swap":
        records[at] = _record(rng, *rng.choice(FURTHER))
    elif change in ("odd", "further") and len(records) < 12:
        records.append(_record(rng, *rng.choice(ODD if change == "odd" else FURTHER)))
    elif change == "poor":
        for one in rng.sample(records, rng.randint(1, 3)):
            one["grade"] = rng.choice(("D", "D", "C-", "C"))
    elif change == "running":
        record.update(grade=None, status="in_progress")
    elif change == "planned":
        record.update(grade=None, status="planned")
    elif change == "mark":
        record["grade"] = rng.choice(("F", "P", "R", "IN", "CP"))
    elif change == "points":
        record["credits"] = rng.choice(("1.5", "2.5", "4", "4.5"))
    elif change == "start":
        student["first_term"] = rng.choice(("Spring 2018", "Fall 2018", "Fall 2017", "Fall 2023"))
    elif change == "listed" and LISTS.get(track) and len(records) < 12:
        records.append(_listed(rng, rng.choice(rng.choice(LISTS[track]))))
    elif change == "pdl":
        _development(rng, records, student)


def _development(
    rng: random.Random, records: list[dict[str, Any]], student: dict[str, Any]
) -> None:
    student["milestones"] = ["proposal", "defense"]
    how = rng.choice(("cvn", "none", "P", "D", "F", "R", None, "planned"))
    if how == "cvn":
        student["facts"] = {"cvn": "yes"}
    elif how != "none":
        course: Record = {**_record(rng, "ENGI E4000", "PDL", "0"), "grade": how}
        if how in (None, "planned"):
            course = {**course, "grade": None, "status": how or "in_progress"}
        records.append(dict(course))
