"""What the pages of the tracks say of one transcript, by brute force: nothing here is degreekit's.

Written from the printed lists (`printed_lists.json`), the rules of each page as a table, and our
readings of them. Every set of records that could count is tried, and for each set every way to fill
the lists. It knows verdicts and assumptions, and not what remains. Codes are read as printed: the
random transcripts have no record under another code of a cross-listed course.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

__all__ = ["LISTS", "RULES", "SPECIAL", "Verdict", "judge", "printed"]

Code = tuple[str, int]
Record = Mapping[str, Any]

LISTS: dict[str, list[list[tuple[str, str]]]] = json.loads(
    Path(__file__).with_name("printed_lists.json").read_text(encoding="utf-8")
)


# ------------------------------------------------------------------------------------- reading


@cache
def code_of(text: str) -> Code:
    match = re.match(r"([A-Z]{4})\s*(?:[A-Z]{1,2})?\s*(\d{4})", text)
    assert match is not None, text
    return match[1], int(match[2])


@cache
def title_of(text: str | None) -> str:
    return " ".join(w for w in re.findall(r"[a-z0-9]+", (text or "").lower()) if w != "and")


def term_of(record: Record) -> tuple[int, int] | None:
    if not record.get("term"):
        return None
    season, year = record["term"].split()
    return int(year), {"Spring": 1, "Summer": 2, "Fall": 3}[season]


def printed(row: str) -> list[Code]:
    """Return the codes of a printed row: ``STAT W4201/4291/5291 or IEOR 4150``."""
    subjects: list[str] = []
    found: list[Code] = []
    for word in re.findall(r"[A-Z]{4}|\d{4}", row):
        if word.isdigit():
            found += [(subject, int(word)) for subject in subjects]
        else:  # two subjects share numbers: COMS/CSEE W4119, SIEO (STAT) W4606
            joint = any(re.search(rf"{one}\s*[/(]\s*{word}", row) for one in subjects)
            subjects = [*subjects, word] if joint else [word]
    return list(dict.fromkeys(found))


GRADES = {
    "A+": "4.33", "A": "4", "A-": "3.67", "B+": "3.33", "B": "3", "B-": "2.67", "C+": "2.33",
    "C": "2", "C-": "1.67", "D": "1", "F": "0",
}  # fmt: skip
PENDING = {"IN", "INC", "MU", "CP", "YC"}


def worth(record: Record) -> str:
    """Return ``earned``, ``running``, ``planned`` or ``none``."""
    status, grade = record.get("status"), record.get("grade")
    if status == "planned":
        return "planned"
    if status in ("withdrawn", "failed", "transfer"):
        return "none"
    if status in ("in_progress", "incomplete") or grade is None or grade in PENDING:
        return "running"
    return "earned" if grade in GRADES and grade != "F" else "none"


# ---------------------------------------------------------------------------------- the courses

CS = {"COMS", "CSEE", "CSOR", "CBMF", "STCS"}
TITLED = {("COMS", 4995), ("COMS", 6998), ("CSOR", 4995), ("IEOR", 8100), ("CSEE", 6898)}
TITLED |= {("ELEN", 6771), ("ECBM", 6070)}
#: Codes of one course, which earns credit once; the first stands for all.
SAME = {
    code: codes[0]
    for codes in (
        (("COMS", 4772), ("COMS", 6772)),
        (("COMS", 4761), ("CBMF", 4761)),
        (("COMS", 6717), ("ELEN", 6717)),
        (("COMS", 4119), ("CSEE", 4119)),
        (("COMS", 4231), ("CSOR", 4231)),
        (("STAT", 4001), ("SIEO", 4150)),
        (("STAT", 4201), ("STAT", 4291), ("STAT", 5291)),
        (("STAT", 4249), ("STAT", 4243)),
        (("STAT", 4400), ("STAT", 4241), ("STAT", 5241)),
        (("STAT", 4640), ("STAT", 4224), ("STAT", 5224)),
        tuple((s, n) for s in ("COMS", "STAT", "STCS") for n in (6509, 6701)),
    )
    for code in codes
}
OFTEN = {("COMS", n) for n in (6900, 6901, 6902, 6910)}
NEVER = {("COMS", 4121), ("CSEE", 4121), ("ENGI", 4800), ("STAT", 5701), ("STAT", 5702)}
NEVER |= {("STAT", 5703)}
FALL_2025, FALL_2024, FALL_2018 = (2025, 3), (2024, 3), (2018, 3)
LEARNING = {("COMS", 4771), ("COMS", 4721), ("ELEN", 4720)}
STATISTICAL = {("ELEN", 4903), ("IEOR", 4525), ("STAT", 4240), ("STAT", 4400), ("STAT", 4241)}
STATISTICAL |= {("STAT", 5241)}


def is_deep(record: Record) -> bool:
    code, title = code_of(record["code"]), title_of(record.get("title"))
    if code == ("COMS", 4776):
        when = term_of(record)
        return title == "neural networks deep learning" if when is None else when >= FALL_2025
    return code == ("COMS", 4995) and title in ("neural networks deep learning", "deep learning")


def identity(record: Record) -> tuple[Any, ...]:
    """Return what tells a course from others."""
    code, title = code_of(record["code"]), title_of(record.get("title"))
    if code == ("COMS", 4995) and title == "causal inference":
        return ("COMS", 4775)
    return (*code, title) if code in TITLED else SAME.get(code, code)


def groups(record: Record) -> set[str]:
    """Return the breadth groups of a course (table of July 2026)."""
    (subject, number), title = code_of(record["code"]), title_of(record.get("title"))
    if title.endswith("for data science"):
        return set()
    hundred, ten = number // 100, number // 10
    if subject == "COMS":
        if ten in (416, 417):
            return {"ai"}
        if hundred == 47 and (
            number not in (4721, 4726, 4776) or (number == 4776 and is_since(record, FALL_2025))
        ):
            return {"ai"}
        if (hundred == 41 and number != 4121) or hundred == 48 or number == 4444:
            return {"systems"}
        return {"theory"} if hundred == 42 else set()
    if subject == "CSEE" and number in (4119, 4823, 4824, 4840, 4868):
        return {"systems"}
    if (subject, number) == ("EECS", 4340):
        return {"systems"}
    if subject == "CSOR" and number in (4231, 4223):
        return {"theory"}
    return {"ai"} if (subject, number) == ("CBMF", 4761) else set()


def is_since(record: Record, when: tuple[int, int]) -> bool:
    taken = term_of(record)
    return taken is not None and taken >= when


def is_cs(record: Record) -> bool:
    code = code_of(record["code"])
    if code == ("CSOR", 4995) and title_of(record["title"]) == "financial software systems":
        return False
    return code[0] in CS or bool(groups(record))


# -------------------------------------------------------------------------------- the track rules

Row = Callable[[Record], str]  # "" where the course is not on the row, else "listed" or "ask"


def _by_code(row: str) -> Row:
    codes = set(printed(row))
    return lambda record: "listed" if code_of(record["code"]) in codes else ""


def _topics(number: int, *without: str) -> Row:
    def row(record: Record) -> str:
        fits = code_of(record["code"]) == ("COMS", number)
        return "ask" if fits and title_of(record["title"]) not in without else ""

    return row


def _titled(code: str, *titles: str, otherwise: str = "") -> Row:
    def row(record: Record) -> str:
        if code_of(record["code"]) != code_of(code):
            return ""
        return "listed" if title_of(record["title"]) in titles else otherwise

    return row


def _ask(code: str) -> Row:
    return lambda record: "ask" if code_of(record["code"]) == code_of(code) else ""


_PERSONAL = "machine learning personalization"
_SPOKEN = "advanced spoken language processing"
_DEEP = ("neural networks deep learning", "deep learning", "causal inference")


def _machine_learning_row(record: Record) -> str:
    if code_of(record["code"]) == ("COMS", 6998):
        return "listed" if is_personal(record) else ""
    return "listed" if code_of(record["code"]) in {("COMS", 4772), ("COMS", 6772)} else ""


def is_personal(record: Record) -> bool:
    return title_of(record["title"]) == _PERSONAL and term_of(record) == (2018, 1)


def _cloud(record: Record) -> str:
    before = term_of(record)
    fits = code_of(record["code"]) == ("COMS", 6156)
    cloud = title_of(record["title"]) == "cloud computing"
    return "listed" if fits and cloud and before and before < FALL_2024 else ""


#: Rows that are more than their codes: the track, the row as printed (with its title where two rows
#: have one code), and what it means.
SPECIAL: dict[tuple[str, str], Row] = {
    ("*", "COMS W4995"): _topics(4995),
    ("*", "COMS 4995"): _topics(4995),
    ("*", "COMS W4995 **"): _topics(4995),
    ("*", "COMS E6998"): _topics(6998),
    ("*", "COMS 6998"): _topics(6998),
    ("*", "COMS E6998 **"): _topics(6998),
    ("*", "COMS E6901"): _ask("COMS 6901"),
    ("*", "COMS 6901"): _ask("COMS 6901"),
    ("*", "COMS E6901 **"): _ask("COMS 6901"),
    ("ml", "COMS W4995"): _topics(4995, *_DEEP),
    ("ml", "COMS E6998"): lambda r: "" if is_personal(r) else _topics(6998)(r),
    ("ml", "COMS 4775"): lambda r: "listed" if identity(r) == ("COMS", 4775) else "",
    ("ml", "COMS W4776"): lambda r: (
        "listed" if code_of(r["code"]) == ("COMS", 4776) and not is_deep(r) else ""
    ),
    ("ml", "COMS 4776"): lambda r: "listed" if is_deep(r) else "",
    ("ml", "CSEE E6898 Large-Scale Machine Learning"): _titled(
        "CSEE 6898", "large scale machine learning"
    ),
    ("ml", "CSEE E6898 Sparse Signal Modeling"): _titled("CSEE 6898", "sparse signal modeling"),
    ("ml", "APMA E4990"): _titled("APMA 4990", "modeling social data"),
    ("ml", "STAT GR8101"): _titled(
        "STAT 8101", "topics in applied statistics applied causality", "applied causality"
    ),
    ("ml", "IEOR E8100 Optimization Methods in Machine Learning"): _titled(
        "IEOR 8100", "optimization methods in machine learning"
    ),
    ("ml", "IEOR E8100 Big Data & Machine Learning"): _titled(
        "IEOR 8100", "big data machine learning"
    ),
    ("foundations", "IEOR E8100"): _titled("IEOR 8100", "doctoral seminar on convex optimization"),
    ("computational-biology", "ECBM 6070"): _titled(
        "ECBM 6070", "neuroscience deep learning", "neroscience deep learning", otherwise="ask"
    ),
    ("networks", "ELEN E6771 Topics: Next Generation Networks"): _titled(
        "ELEN 6771", "next generation networks"
    ),
    ("networks", "ELEN E6771 Topics: 5G Programmable Networks"): lambda r: (
        "listed"
        if code_of(r["code"]) == ("ELEN", 6771)
        and title_of(r["title"]) != "next generation networks"
        else ""
    ),
    ("software", "COMS W4153"): lambda r: (
        "listed" if code_of(r["code"]) == ("COMS", 4153) and is_since(r, FALL_2024) else ""
    ),
    ("software", "COMS E6156 Topics in Software Engineering"): lambda r: (
        "listed"
        if code_of(r["code"]) == ("COMS", 6156) and title_of(r["title"]) != "cloud computing"
        else ""
    ),
    ("software", "COMS E6156 Cloud Computing (Prior to Fall 2024)"): _cloud,
}


def _row(track: str, raw: str, title: str) -> Row:
    for key in ((track, f"{raw} {title}"), (track, raw), ("*", raw)):
        if key in SPECIAL:
            return SPECIAL[key]
    if raw == "COMS W4772 or COMS 6772" and title.startswith("Advanced Machine Learning (or"):
        return _machine_learning_row
    return _by_code(raw)


def _rows(track: str, number: int) -> list[Row]:
    return [_row(track, raw, title) for raw, title in LISTS[track][number]]


@dataclass(frozen=True)
class List:
    """A list to take courses from.

    Attributes:
        rows: its rows; each gives one course.
        courses: so many courses; 0 for a list by points alone.
        points: at least so many points.
        high: at least so many courses at the 6000 level, or points where `courses` is 0.
        high_cs: whether these have to be CS courses.
        high_points: how many points each of these has at least.
        every_of: groups of rows of which each has to give a course.
    """

    rows: list[Row]
    courses: int
    points: int = 0
    high: int = 0
    high_cs: bool = False
    high_points: int = 0
    every_of: tuple[tuple[int, ...], ...] = ()


def _biology() -> list[Row]:
    one, other = printed("COMS W4761"), printed("COMS W4762")
    first = {*one, *other, ("CBMF", 4761)}
    second = {("COMS", 4771), ("STAT", 4400), ("SIEO", 4150), ("IEOR", 4150), ("STAT", 4001)}
    return [
        lambda r: "listed" if code_of(r["code"]) in first else "",
        lambda r: "listed" if code_of(r["code"]) in second else "",
    ]


def _unused_biology() -> list[Row]:
    return [
        lambda r: "listed" if code_of(r["code"]) in {("COMS", 4761), ("CBMF", 4761)} else "",
        _by_code("COMS W4762"),
        _by_code("COMS W4771 or STAT 4400"),
        lambda r: (
            "listed"
            if code_of(r["code"]) in {("STAT", 4001), ("SIEO", 4150), ("IEOR", 4150)}
            else ""
        ),
    ]


def _spoken(record: Record) -> str:
    if code_of(record["code"]) in {("COMS", 4706), ("COMS", 6706)}:
        return "listed"
    return "listed" if _titled("COMS 6998", _SPOKEN)(record) else ""


def _topic_of_nlp(record: Record) -> str:
    return _topics(4995)(record) or _topics(6998, _SPOKEN)(record)


def _five(number: int) -> List:
    return List(_rows("security", number), 5, points=15)


RULES: dict[str, tuple[List, ...]] = {
    "computational-biology": (
        List(_biology(), 2, points=6),
        List([*_rows("computational-biology", 1), *_unused_biology()], 2, high=1),
    ),
    "security": (_five(0), List(_rows("security", 2), 2, high=1)),
    "foundations": (
        List(_rows("foundations", 0), 2),
        List(_rows("foundations", 1), 1),
        List(_rows("foundations", 2), 0, points=9, high=6),
    ),
    "nlp": (
        List(
            [
                _by_code("COMS 4705"),
                _spoken,
                _by_code("COMS 4975/6975"),
                _topic_of_nlp,
            ],
            3,
            every_of=((0,), (1,), (2, 3)),
        ),
        List(_rows("nlp", 1), 2, high=1, high_cs=True),
    ),
    "networks": (
        List(_rows("networks", 0), 3),
        List(_rows("networks", 1), 4, high=2, high_cs=True),
    ),
    "software": (
        List(_rows("software", 0), 3),
        List(_rows("software", 1), 2, points=6),
        List(_rows("software", 2), 2, points=6),
    ),
    "vision": (List(_rows("vision", 0), 2), List(_rows("vision", 1), 2, high=1, high_cs=True)),
    "personalized": (),
    "thesis": (),
    "ml": (
        List(_rows("ml", 0), 2, points=6),  # and one of group A, see `_group_a`
        List(_rows("ml", 1), 2, points=6, high=1, high_points=3),
    ),
}
_GROUP_A = 9  # the first nine rows of the table are group A


# ------------------------------------------------------------------------------------- judging


@dataclass(frozen=True)
class Verdict:
    """The verdict, with the approvals, courses in progress and planned courses it rests on."""

    status: str
    assumptions: tuple[int, int, int] | None = None


def judge(track: str, transcript: Mapping[str, Any]) -> Verdict:
    """Return what the page of a track says of a transcript."""
    records: list[Record] = transcript["records"]
    student = transcript.get("student") or {}
    waits = _development(records, student)
    if waits is None or not _gpa_holds(records):
        return Verdict("unsatisfied")
    lists = list(RULES[track])
    started = student.get("first_term") or min(
        (r["term"] for r in records if r.get("term")), key=lambda t: term_of({"term": t}) or (9, 9)
    )
    if track == "security" and (term_of({"term": started}) or FALL_2018) < FALL_2018:
        lists[0] = _five(1)
    usable = [
        r
        for r in records
        if worth(r) != "none"
        and 4000 <= code_of(r["code"])[1] < 9000
        and code_of(r["code"]) not in NEVER
        and code_of(r["code"]) != ("ENGI", 4000)
    ]
    best: tuple[int, int, int] | None = None
    for size in range(len(usable), 0, -1):
        for chosen in combinations(usable, size):
            if not _may_count_together(track, chosen) or not _totals_hold(chosen):
                continue
            running = sum(worth(r) == "running" for r in chosen) + waits[0]
            planned = sum(worth(r) == "planned" for r in chosen) + waits[1]
            if best is not None and (0, running, planned) >= best:
                continue
            approvals = _fewest_approvals(track, lists, chosen)
            if approvals is not None:
                found = approvals, running, planned
                best = found if best is None else min(best, found)
    if best is None:
        return Verdict("unsatisfied")
    return Verdict("satisfied" if best == (0, 0, 0) else "conditional", best)


def _development(records: Sequence[Record], student: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return what PDL still waits for (in progress, planned); None where it is not done."""
    if "pdl" in student.get("milestones", ()) or student.get("facts", {}).get("cvn") == "yes":
        return 0, 0
    waiting = []
    for one in records:
        if code_of(one["code"]) != ("ENGI", 4000):
            continue
        if worth(one) == "earned" or (one.get("grade") == "P" and worth(one) == "none"):
            return 0, 0
        waiting.append(worth(one))
    if "running" in waiting:
        return 1, 0
    return (0, 1) if "planned" in waiting else None


def _gpa_holds(records: Sequence[Record]) -> bool:
    graded = [
        (Fraction(GRADES[r["grade"]]), Fraction(r["credits"]))
        for r in records
        if r.get("grade") in GRADES and r.get("status") in (None, "completed", "failed")
    ]
    weight = sum(points for _, points in graded)
    return not weight or sum(g * p for g, p in graded) / weight >= Fraction("2.7")


def points(records: Sequence[Record]) -> Fraction:
    return sum((Fraction(r["credits"]) for r in records), Fraction(0))


def _of(records: Sequence[Record], *codes: Code) -> list[Record]:
    return [r for r in records if code_of(r["code"]) in codes]


def _may_count_together(track: str, chosen: Sequence[Record]) -> bool:
    once = [identity(r) for r in chosen if code_of(r["code"]) not in OFTEN]
    if len(once) > len(set(once)) or sum(r.get("grade") == "D" for r in chosen) > 1:
        return False
    codes = [code_of(r["code"]) for r in chosen]
    numbers = {n for subject, n in codes if subject == "COMS"}
    if numbers & {4181, 4182} and numbers & {4180, 4187}:
        return False
    if {4737, 6737} <= numbers or sum(map(is_deep, chosen)) > 1:
        return False
    old = any(code_of(r["code"]) == ("COMS", 4776) and not is_deep(r) for r in chosen)
    if old and 4771 in numbers:
        return False
    if track == "ml":
        if sum(c in LEARNING for c in codes) > 1 or sum(c in STATISTICAL for c in codes) > 1:
            return False
    elif sum(c in LEARNING | STATISTICAL for c in codes) > 1:
        return False
    if track == "computational-biology":
        biology = {n for subject, n in codes if subject == "BIOL"}
        if 5031 in biology and biology & {4031, 4032}:
            return False
    projects = points(_of(chosen, ("COMS", 6901), ("COMS", 6902), ("BINF", 6001)))
    return (
        projects <= 12
        and points(_of(chosen, ("COMS", 6902))) <= 9
        and points(_of(chosen, ("COMS", 4901))) <= 3
        and points(_of(chosen, ("COMS", 6910))) <= 3
    )


def _totals_hold(chosen: Sequence[Record]) -> bool:
    technical = [r for r in chosen if code_of(r["code"])[1] >= 6000]
    technical = [r for r in technical if code_of(r["code"])[1] not in (6910, 6915)]
    return points(chosen) >= 30 and points(technical) >= 6 and _breadth_holds(chosen)


def _breadth_holds(chosen: Sequence[Record]) -> bool:
    found = [(r, groups(r)) for r in chosen if groups(r)]
    for four in combinations(found, 4):
        if points([r for r, _ in four]) >= 12 and any(
            "systems" in a and "theory" in b and "ai" in c
            for (_, a), (_, b), (_, c), _ in permutations(four)
        ):
            return True
    return False


def _fewest_approvals(track: str, lists: Sequence[List], chosen: Sequence[Record]) -> int | None:
    if track == "personalized":
        return 0 if points([r for r in chosen if not _of_department(r)]) <= 3 else None
    if track == "thesis":
        return _thesis(chosen)
    best: int | None = None
    for asked, left in _filled(track, lists, 0, list(chosen)):
        outside = [r for r in left if not is_cs(r) and not _on_a_list(track, r)]
        if points(outside) > 3 or points(left) - points(outside) < 3:
            continue
        found = asked + len(outside)
        best = found if best is None else min(best, found)
    return best


def _of_department(record: Record) -> bool:
    return code_of(record["code"])[0] in CS or bool(groups(record))


def _thesis(chosen: Sequence[Record]) -> int | None:
    """Return the approvals of the thesis track: 9 points of thesis, 9 agreed, 3 of CS besides."""
    rest = [r for r in chosen if code_of(r["code"]) != ("COMS", 6902)]
    outside = [r for r in rest if not _of_department(r)]
    if points(chosen) - points(rest) != 9 or points(outside) > 3:
        return None
    best: int | None = None
    for size in range(1, len(rest) + 1):
        for agreed in combinations(rest, size):
            left = [r for r in rest if not any(r is other for other in agreed)]
            known = [r for r in left if is_cs(r)]
            if (
                points(agreed) >= 9
                and points(_of(agreed, ("COMS", 6901))) <= 3
                and points(known) >= 3
            ):
                asked = len(left) - len(known)
                best = asked if best is None else min(best, asked)
    return best


def _on_a_list(track: str, record: Record) -> bool:
    every = [*RULES[track], *((_five(1),) if track == "security" else ())]
    if not is_cs(record) and code_of(record["code"])[0] in CS:
        return False  # the known non-track course
    return any(row(record) for one in every for row in one.rows)


def _filled(
    track: str, lists: Sequence[List], number: int, free: list[Record]
) -> Iterator[tuple[int, list[Record]]]:
    """Yield each way to fill the lists: the approvals it needs, and what is left over."""
    if number == len(lists):
        yield 0, free
        return
    one = lists[number]
    sizes = [one.courses] if one.courses else range(1, len(free) + 1)
    listed = [r for r in free if any(row(r) for row in one.rows)]
    for size in sizes:
        for taken in combinations(listed, size):
            asked = _asked(track, number, one, taken)
            if asked is None:
                continue
            left = [r for r in free if not any(r is other for other in taken)]
            for more, rest in _filled(track, lists, number + 1, left):
                yield asked + more, rest


def _asked(track: str, number: int, one: List, taken: Sequence[Record]) -> int | None:
    """Return the fewest approvals with which courses fill a list; None where they do not."""
    if points(taken) < one.points:
        return None
    high = [
        r
        for r in taken
        if code_of(r["code"])[1] >= 6000
        and Fraction(r["credits"]) >= one.high_points
        and (not one.high_cs or code_of(r["code"])[0] in CS or code_of(r["code"]) == ("ELEN", 6717))
    ]
    if (len(high) if one.courses else points(high)) < one.high:
        return None
    best: int | None = None
    for rows in _matchings(one.rows, taken, ()):
        if any(not set(group) & set(rows) for group in one.every_of):
            continue
        if track == "ml" and number == 0 and min(rows) >= _GROUP_A:
            continue
        asked = sum(one.rows[row](r) == "ask" for row, r in zip(rows, taken, strict=True))
        best = asked if best is None else min(best, asked)
    return best


def _matchings(
    rows: Sequence[Row], taken: Sequence[Record], used: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Yield each way to give every course a row of its own."""
    if len(used) == len(taken):
        yield used
        return
    for number, row in enumerate(rows):
        if number not in used and row(taken[len(used)]):
            yield from _matchings(rows, taken, (*used, number))
