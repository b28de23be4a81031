"""Programs of Princeton as programs of degreekit: majors, minors, certificates and both degrees.

`FOLDER` holds the rules of TigerPath (MIT licence), one YAML file a program. A key that is not
known here, or a value that cannot be said, is an error (`CannotSay`): nothing is left out in
silence.

What the data means, as far as it does not say so itself:

- A part brings nothing until it counts `min_needed`; then it brings what it counts, up to
  `max_counted`. A part with a `course_list` or a `dist_req` counts courses, one with a `req_list`
  what its parts bring. ``ALL`` is every course listed, or all that the parts can bring, and so is
  a `min_needed` that is missing above a `req_list`; elsewhere it is 1. A `max_counted` that is
  missing, or ``ALL``, is no bound.
- A part without courses is something that a person judges; so are a `declaration_limit`, and
  `iw_required` where no part is about independent work.
- A course counts once, but also elsewhere where `double_counting_allowed` says so of a part and
  all below it, and in several of the parts below where `double_counting_allowed_local` does.
- `completed_by_semester` bounds the semester of study in which a course counts, `pdfs_allowed` how
  many courses with the grade P count (false: none), `min_grade` the grade points.
- `A / B` is one course under two codes. `*` stands for the rest of a number.
- `max_common_with_major` bounds what another program may share. With no entry it is not bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rules import CannotSay, Converted

from degreekit import Program
from degreekit.courses import CodeGrammar, Institution

__all__ = ["programs"]

#: What describes a program, and is no rule by itself.
_DESCRIBES = {"type", "name", "code", "degree", "iw_required", "no_req", "deadline", "no_crosslist"}
_RULES = {
    *("max_counted", "min_needed", "course_list", "excluded_course_list", "dist_req", "req_list"),
    *("num_courses", "completed_by_semester", "pdfs_allowed", "min_grade", "iw_relationship"),
    *("double_counting_allowed", "double_counting_allowed_local", "max_common_with_major"),
    *("excluded_majors", "excluded_major", "excluded_minors", "declaration_limit"),
}
_INDEPENDENT = re.compile(
    r"independent|thesis|junior|senior|capstone|paper|research|project", re.IGNORECASE
)
#: More courses than any part counts: what stands for no bound.
_MANY = 20

HOME = Institution(
    id="princeton",
    title="Princeton",
    codes=CodeGrammar(
        # Independent work has no number.
        pattern=r"(?P<subject>[A-Z]{3,4}) ?(?P<number>\d+[A-Z]*|IW)",
        forms=("COS 126", "COS IW"),
    ),
    grade_scales=(
        {
            "id": "letters",
            "title": "Letters",
            "grades": [
                {"symbol": symbol, "points": points, "earns": True}
                for symbol, points in (("A", "4"), ("B", "3"), ("C", "2"), ("D", "1"), ("P", None))
            ],
        },
    ),
)


def programs(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the data of every program, in the order of the files' names."""
    for path in sorted(folder.rglob("*.yaml")):
        yield f"{path.parent.name}-{path.stem}", yaml.safe_load(path.read_text(encoding="utf-8"))


def convert(name: str, data: dict[str, Any]) -> Converted:
    """Return one program.

    Raises:
        CannotSay: what of it the primitives do not say.
    """
    made = _Converter()
    root = made.part(data, ()) | {"counts_as": 1}
    parts = [root, *made.beside(data)]
    rules = {
        "id": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"),
        "title": str(data["name"]),
        "edition": "1",
        "institution": HOME.id,
        "unit": "courses",
        "root": {"id": "degree", "title": str(data["name"]), "parts": parts},
        "limits": made.limits,
        "sharing": made.sharing,
        "overlaps": made.overlaps,
    }
    with HOME.grammar.in_use():
        program = Program.model_validate(rules)
    return Converted(name, program, HOME)


@dataclass(frozen=True)
class _Around:
    """What parts have from those around them."""

    by: int | None = None
    points: str | None = None
    twice: bool = False


@dataclass
class _Converter:
    limits: list[dict[str, Any]] = field(default_factory=list)
    sharing: list[dict[str, Any]] = field(default_factory=list)
    overlaps: list[dict[str, Any]] = field(default_factory=list)

    def part(
        self, data: dict[str, Any], at: tuple[int, ...], around: _Around | None = None
    ) -> dict[str, Any]:
        """Return a part and all below it as a node."""
        if unknown := set(data) - _DESCRIBES - _RULES:
            raise CannotSay(f"unknown key: {', '.join(sorted(unknown))}")
        around = around or _Around()
        around = _Around(
            data.get("completed_by_semester") or around.by,
            data.get("min_grade") or around.points,
            data.get("double_counting_allowed", around.twice),
        )
        id_ = "-".join(["part", *map(str, at)]) if at else "all-parts"
        head = {"id": id_, "title": str(data.get("name") or "Courses")}
        kinds = [
            key for key in ("course_list", "dist_req", "req_list", "num_courses") if key in data
        ]
        if len(kinds) > 1:
            raise CannotSay(f"a part with {' and '.join(kinds)}")
        match kinds:
            case ["course_list"]:
                node = head | self._courses(data, around)
            case ["dist_req"]:
                names = data["dist_req"]
                names = [names] if isinstance(names, str) else names
                marked = {"kind": "attribute", "names": names}
                node = head | self._list([marked], data, around)
            case ["req_list"]:
                node = head | self._parts(data, at, around)
            case ["num_courses"]:
                in_time = {"kind": "study_term", "at_most": data["completed_by_semester"]}
                amount = {"courses": data["num_courses"], "over": "record", "where": in_time}
                node = {"kind": "check", **head, **amount}
            case _:
                most = data.get("max_counted")
                counts = 1 if most is None or most == "ALL" else most
                node = {"kind": "confirm", **head, "by": "the department", "counts_as": counts}
        if kinds not in ([], ["num_courses"]):
            self._rules(data, node, around)
        return node

    def beside(self, data: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what a program asks for besides its parts."""
        for key, fact in (
            ("excluded_majors", "major"),
            ("excluded_major", "major"),
            ("excluded_minors", "minor"),
        ):
            if others := data.get(key):
                closed = f"open to this {fact}"
                yield {
                    "kind": "if",
                    "id": key.replace("_", "-"),
                    "title": f"Not with every {fact}",
                    "condition": {"kind": "fact", "name": fact, "values": others},
                    "then": {"kind": "milestone", "id": f"other-{fact}", "title": closed},
                }
        if limit := data.get("declaration_limit"):
            title = f"declared by semester {limit}"
            yield {"kind": "confirm", "id": "declared", "title": title, "by": "the registrar"}
        if data.get("iw_required") and not any(map(_INDEPENDENT.search, _names(data))):
            title = "independent work"
            yield {"kind": "confirm", "id": "work", "title": title, "by": "the department"}

    # ------------------------------------------------------------------------------- courses

    def _courses(self, data: dict[str, Any], around: _Around) -> dict[str, Any]:
        without = [_set(one) for one in data.get("excluded_course_list") or ()]
        sets = [" - ".join([f"({_set(one)})", *without]) for one in data["course_list"]]
        if data.get("min_needed") == "ALL":
            return self._list(sets, data, around)
        return self._list([" | ".join(f"({one})" for one in sets)], data, around)

    def _list(self, sets: Sequence[Any], data: dict[str, Any], around: _Around) -> dict[str, Any]:
        """Return a list of which each row counts once, or of one row."""
        least = data.get("min_needed")
        least = len(sets) if least == "ALL" else 1 if least is None else least
        counts = _most(data)
        rows: list[dict[str, Any]] = [{"courses": self._filter(one, around)} for one in sets]
        if len(rows) > 1:
            rows = [row | {"most_courses": 1} for row in rows]
        amount: dict[str, Any] = {"courses": least} if least else {"credits": 0}
        return {"kind": "take", "rows": rows, "counts_as": counts, **amount}

    @staticmethod
    def _filter(courses: Any, around: _Around) -> Any:
        filters = [courses if isinstance(courses, dict) else {"kind": "in_set", "courses": courses}]
        if around.by:
            filters.append({"kind": "study_term", "at_most": around.by})
        if around.points:
            filters.append({"kind": "grade", "points": str(around.points)})
        return filters[0] if len(filters) == 1 else {"kind": "all_of", "filters": filters}

    # --------------------------------------------------------------------------------- parts

    def _parts(self, data: dict[str, Any], at: tuple[int, ...], around: _Around) -> dict[str, Any]:
        below = data["req_list"]
        parts = [self.part(one, (*at, number), around) for number, one in enumerate(below, start=1)]
        least = data.get("min_needed")
        if least is None or least == "ALL":
            least = sum(_least_of_all(one) for one in below)
        most = _most(data)
        least = max(least, 1)  # of none it brings nothing, whether one is needed or not
        if data.get("double_counting_allowed_local"):
            for number, one in enumerate(parts):
                for other in parts[number + 1 :]:
                    self._share(f"{one['id']}-with-{other['id']}", [one["id"]], [other["id"]])
        return {"kind": "choose", "at_least": least, "parts": parts, "counts_as": most}

    def _rules(self, data: dict[str, Any], node: dict[str, Any], around: _Around) -> None:
        """Add what holds of a part as limits and sharing rules."""
        id_ = node["id"]
        passes = data.get("pdfs_allowed", True)
        if passes is not True:
            graded = {"kind": "field", "name": "grade", "values": ["P"]}
            self.limits.append(
                {
                    "id": f"{id_}-passes",
                    "title": f"Courses with the grade P in {node['title']}",
                    "courses": graded,
                    "most_courses": int(passes),
                    "scope": [id_],
                }
            )
        if around.twice and node["kind"] == "take":
            self._share(f"{id_}-twice", [id_], ["all-parts"])
        common = data.get("max_common_with_major")
        if isinstance(common, int):
            self.overlaps.append(
                {
                    "id": f"{id_}-overlap",
                    "title": f"{node['title']} and the major",
                    "scope": [id_],
                    "most_courses": common,
                }
            )

    def _share(self, id_: str, one: Sequence[str], other: Sequence[str]) -> None:
        rule = {"id": id_, "title": "May count twice", "between": one, "and_also": other}
        self.sharing.append(rule)


def _most(data: dict[str, Any]) -> int:
    most = data.get("max_counted")
    return _MANY if most is None or most == "ALL" else int(most)


def _least_of_all(data: dict[str, Any]) -> int:
    """Return what a part can bring; where that has no bound, what it brings at least."""
    most = data.get("max_counted")
    if most is None or most == "ALL":
        least = data.get("min_needed")
        return least if isinstance(least, int) and least else 1
    return int(most)


def _names(data: dict[str, Any]) -> Iterator[str]:
    for one in data.get("req_list") or ():
        yield str(one.get("name"))
        yield from _names(one)


_CODE = re.compile(r"(?P<subject>[A-Z]+) ?(?P<number>[0-9A-Za-z]*)(?P<rest>\**)")


def _set(text: str) -> str:
    """Return a set of courses: `COS 126`, `COS 3**`, `HIS *`, `COS 375 / ECE 375`."""
    text, _, title = text.partition(": ")
    if "/" in text:
        return " | ".join(map(_set, text.split("/")))
    if title:
        return f'{_set(text)} "{title}"'
    found = _CODE.fullmatch(text.strip())
    if found is None:
        raise CannotSay(f"course code: {text}")
    subject, number, rest = found["subject"], found["number"].upper(), found["rest"]
    if not rest:
        if not number:
            raise CannotSay(f"course code: {text}")
        return f"{subject} {number}"
    if not number:
        return f"{subject} *"
    if not number.isdecimal():
        raise CannotSay(f"course code: {text}")
    # Numbers have three digits; a star stands for the rest of them.
    left = 3 - len(number)
    return f"{subject} {number}{'x' * left}" if left > 0 else f"{subject} {number}"
