"""Degrees of UT Dallas as programs: bachelor's degrees of a real university, to measure on.

`FOLDER` holds the degree data of the Nebula planner (MIT licence, github.com/UTDNebula), one JSON
file a degree. A matcher or a key that is not known here is an error (`CannotSay`): nothing is left
out in silence. The core curriculum is imported from a file that the data does not come with, so the
areas are those that Texas prescribes for every public university, each with the hours it asks for.

What the trees mean: `And` asks for every part, `Or` for one, `Select` for so many; `Hours` for so
many hours of what it lists, where an `And` counts only as a whole and an `Or` once. A course counts
once in the major, and once more in the core. `FreeElectives` are hours of what nothing else needs.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rules import CannotSay, Converted

from degreekit import Program, Transcript
from degreekit.courses import CatalogCourse, CourseCode, Institution

__all__ = ["CORE", "convert", "degrees", "hours", "student"]

#: The Texas core curriculum: 42 hours. The lists are short, so that degrees and core overlap.
CORE = (
    ("communication", 6, "RHET 1302 | ATCM 2340 | ECS 2390 | COMM 1311"),
    ("mathematics", 3, "MATH 1306 | MATH 1325 | MATH 2413 | MATH 2417 | STAT 1342 | PHIL 2303"),
    ("science", 6, "PHYS 2325 | PHYS 2326 | BIOL 1300 | CHEM 1311 | GEOS 1303 | NATS 1311"),
    ("philosophy", 3, "PHIL 1301 | PHIL 1305 | LIT 2331 | HUMA 1301 | RELS 1325"),
    ("arts", 3, "ARTS 1301 | DANC 1305 | FILM 2332 | MUSI 1306 | THEA 1310"),
    ("history", 6, "HIST 1301 | HIST 1302 | HIST 2301 | HIST 2330"),
    ("government", 6, "GOVT 2305 | GOVT 2306 | GOVT 2107"),
    ("society", 3, "ECON 2301 | ECON 2302 | PSY 2301 | SOC 1301 | BA 1310"),
    ("option", 6, "EPPS 2301 | EPPS 2302 | MATH 2414 | MATH 2419 | ACCT 2301 | CHEM 1312"),
)

_ORDINARY = 3  # credits of a course that no catalog lists


def degrees(folder: Path, *, catalog: bool) -> Iterator[Converted]:
    """Yield every degree of the data, in the order of the files' names.

    Args:
        folder: where the files are.
        catalog: whether the courses that the rules name are all that exist; without it any course
            that fits could be taken.
    """
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "requirements" in data:
            yield convert(data, f"{path.parent.name} {path.stem}", catalog=catalog)


def convert(data: dict[str, Any], name: str, *, catalog: bool) -> Converted:
    """Return one degree as a program."""
    made = _Converter(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"), name)
    program = made.program(data)
    home = _institution(made.codes if catalog else ())
    return Converted(name, program, home)


def _institution(codes: Iterable[str]) -> Institution:
    listed = [CourseCode.parse(code) for code in sorted(codes)]
    return Institution(
        id="ut-dallas",
        title="UT Dallas",
        grade_scales=(
            {
                "id": "letters",
                "title": "Letters",
                "grades": [
                    {"symbol": symbol, "points": points, "earns": True}
                    for symbol, points in (("A", "4"), ("B", "3"), ("C", "2"), ("D", "1"))
                ],
            },
        ),
        catalog=tuple(
            CatalogCourse(code=code, title=str(code), credits=hours(str(code))) for code in listed
        ),
    )


def hours(code: str) -> int:
    """Return the credits of a course: at public universities of Texas the second digit.

    A `V` there says that they vary.
    """
    number = code.rpartition(" ")[2]
    return int(number[1]) or _ORDINARY if re.fullmatch(r"\d{4}", number) else _ORDINARY


@dataclass
class _Converter:
    """Turns the tree of one degree into nodes, and notes what it cannot say."""

    id: str
    title: str
    codes: set[str] = field(default_factory=set)
    count: int = 0

    def program(self, data: dict[str, Any]) -> Program:
        parts = [
            {
                "kind": "all",
                "id": "core",
                "title": "Core curriculum",
                "parts": [
                    self._take(f"core-{name}", [self._listed(courses)], credits=hours, title=name)
                    for name, hours, courses in CORE
                ],
            }
        ]
        parts += [self._node(one) for one in data["requirements"]["major"] if self._asks(one)]
        total = int(data["minimum_credit_hours"])
        parts.append(
            {"kind": "check", "id": "total", "title": f"{total} hours", "credits": str(total)}
        )
        # What nothing else needs counts towards the total.
        parts.insert(-1, self._take("free", ["*"], credits=0, title="Free electives"))
        return Program.model_validate(
            {
                "id": self.id,
                "title": self.title,
                "edition": str(data["year"]),
                "institution": "ut-dallas",
                "root": {"id": "degree", "title": self.title, "parts": parts},
                # The core may be met by courses of the major, as the catalog says.
                "sharing": [
                    {
                        "id": "core-and-major",
                        "title": "A course of the core may also count in the major",
                        "between": ["core"],
                        "and_also": [part["id"] for part in parts[1:-2]],
                    }
                ],
            }
        )

    @staticmethod
    def _asks(one: dict[str, Any]) -> bool:
        return bool(one["matcher"] != "FreeElectiveRequirement" or one["required_hours"] > 0)

    # ------------------------------------------------------------------------------ the nodes

    def _new(self, hint: str) -> str:
        self.count += 1
        return f"{hint}-{self.count}"

    def _node(self, one: dict[str, Any]) -> dict[str, Any]:
        title = one["metadata"].get("name") or one["matcher"].removesuffix("Requirement")
        parts = one.get("requirements", [])
        match one["matcher"]:
            case "CourseRequirement":
                return self._take(self._new("course"), [self._course(one)], courses=1, title=title)
            case "AndRequirement":
                return self._every(parts, title)
            case "OrRequirement":
                return self._some(parts, 1, title)
            case "SelectRequirement":
                return self._some(parts, one["required_count"], title)
            case "HoursRequirement":
                rows = [self._entry(part) for part in parts]
                return self._take(
                    self._new("hours"), rows, credits=one["required_hours"], title=title
                )
            case "FreeElectiveRequirement":
                any_other = " - ".join(["*", *map(self._code, one["excluded_courses"])])
                return self._take(
                    self._new("electives"), [any_other], credits=one["required_hours"], title=title
                )
            case "CSGuidedElectiveRequirement":
                also = [self._course(course) for course in one["also_fulfills"]]
                rows = [" | ".join([_starting(one["starts_with"]), *also])]
                return self._take(
                    self._new("guided"), rows, courses=one["required_count"], title=title
                )
            case "PsychologyPrefixesOrCourses":
                listed = [_starting(prefix) for prefix in one["accepted_prefixes"]]
                listed += map(self._code, one["accepted_courses"])
                return self._take(
                    self._new("hours"), [" | ".join(listed)], credits=one["required_hours"]
                )
            case kind:
                raise CannotSay(f"no such matcher: {kind}")

    def _every(self, parts: Sequence[dict[str, Any]], title: str) -> dict[str, Any]:
        """Return a list where each part is a row of its own, and what is more than a row."""
        plain = [listed for part in parts if (listed := self._plain(part)) is not None]
        nodes = [self._node(part) for part in parts if self._plain(part) is None]
        if plain:
            rows = [{"courses": listed, "most_courses": 1} for listed in plain]
            nodes.insert(0, self._take(self._new("list"), rows, courses=len(rows), title=title))
        if len(nodes) == 1:
            return nodes[0]
        return {"kind": "all", "id": self._new("all"), "title": title, "parts": nodes}

    def _some(self, parts: Sequence[dict[str, Any]], least: int, title: str) -> dict[str, Any]:
        plain = [self._plain(part) for part in parts]
        listed = [one for one in plain if one is not None]
        if len(listed) == len(parts):
            if least == 1:
                return self._take(self._new("one"), [" | ".join(listed)], courses=1, title=title)
            rows = [{"courses": one, "most_courses": 1} for one in listed]
            return self._take(self._new("some"), rows, courses=least, title=title)
        return {
            "kind": "choose",
            "id": self._new("choose"),
            "title": title,
            "at_least": least,
            "parts": [self._node(part) for part in parts],
        }

    def _entry(self, part: dict[str, Any]) -> Any:
        """Return an entry of a list by hours: a course, or what counts together or once."""
        if (listed := self._plain(part)) is not None:
            return {"courses": listed, "most_courses": 1}
        if part["matcher"] == "PrefixBucketRequirement":
            return {"courses": _starting(part["prefix"])}
        kind = {"AndRequirement": "together", "OrRequirement": "one_of"}.get(part["matcher"])
        if kind is None:
            raise CannotSay(f"in a list by hours: {part['matcher']}")
        return {"kind": kind, "rows": [self._entry(below) for below in part["requirements"]]}

    def _plain(self, part: dict[str, Any]) -> str | None:
        """Return the courses of which one is enough; None for all else."""
        if part["matcher"] == "CourseRequirement":
            return self._course(part)
        if part["matcher"] != "OrRequirement":
            return None
        below = [self._plain(one) for one in part["requirements"]]
        listed = [one for one in below if one is not None]
        return " | ".join(listed) if len(listed) == len(below) else None

    def _take(
        self,
        id_: str,
        rows: Sequence[Any],
        *,
        courses: int | None = None,
        credits: int | None = None,
        title: str = "",
    ) -> dict[str, Any]:
        told = [{"courses": row} if isinstance(row, str) else row for row in rows]
        amounts = {"courses": courses, "credits": None if credits is None else str(credits)}
        asked = {name: amount for name, amount in amounts.items() if amount is not None}
        return {"kind": "take", "id": id_, "title": title or id_, "rows": told, **asked}

    # -------------------------------------------------------------------------------- the codes

    def _course(self, one: dict[str, Any]) -> str:
        return self._code(one["course"])

    def _code(self, text: str) -> str:
        code = text.strip().upper()
        self.codes.add(code)
        return code

    def _listed(self, courses: str) -> str:
        return " | ".join(self._code(code) for code in courses.split(" | "))


def _starting(prefix: str) -> str:
    """Return the courses whose codes begin so: ``CS``, ``CS 43``."""
    subject, _, digits = prefix.partition(" ")
    if not digits:
        return f"{subject} *"
    return f"{subject} {digits:0<4}-{digits:9<4}"


# -------------------------------------------------------------------------------- its students


def student(degree: Converted, seed: int, *, share: float | None = None) -> Transcript:
    """Return a student on the way through a degree: from nothing taken to everything.

    Args:
        degree: the degree.
        seed: which student.
        share: how much of a way to the degree is behind; without it any share.
    """
    rng = random.Random(f"{degree.program.id}-{seed}")
    codes = list(dict.fromkeys(_way(degree.program.root, rng)))
    total = int(next(node for node in degree.program.root.parts if node.id == "total").credits)  # type: ignore[union-attr, arg-type]
    number = 1000
    while sum(hours(code) for code in codes) < total:
        codes.append(f"FREE {number + 300 + len(codes)}")
    rng.shuffle(codes)
    behind = rng.random() if share is None else share
    records: list[dict[str, str | None]] = [
        {
            "code": code,
            "title": code,
            "credits": str(hours(code)),
            "grade": rng.choice("AABBCD"),
            "term": f"{rng.choice(['Fall', 'Spring'])} {rng.choice([2020, 2021, 2022])}",
        }
        for code in codes[: round(behind * len(codes))]
    ]
    for record in records:
        if rng.random() < 0.1:
            record |= {"grade": None, "term": "Fall 2023"}
    return Transcript.from_data({"institution": "ut-dallas", "records": records})


def _way(node: Any, rng: random.Random) -> Iterator[str]:
    """Yield courses on a way through a requirement."""
    match node.kind:
        case "choose":
            for part in rng.sample(node.parts, node.at_least):
                yield from _way(part, rng)
        case "all":
            for part in node.parts:
                yield from _way(part, rng)
        case "take":
            rows = list(node.listed)
            rng.shuffle(rows)
            left = node.courses or -(-int(node.credits or 0) // _ORDINARY)
            for row in rows[:left] if len(rows) > 1 else rows * left:
                codes = re.findall(r"[A-Z]+ \d[\dV]\d\d", str(row.courses.courses))
                yield rng.choice(codes) if codes else f"FREE {rng.randint(1301, 1399)}"
