"""Rules of real universities: what can be said, whether verdicts are right, and how long they take.

    python3 dev.py rules FOLDER [--students N] [--seed N] [--only NAME]

`FOLDER` holds the corpora, a folder each: `princeton` and `ut_dallas`. Every program is converted
strictly, written as a program file and read back, linted, and audited with random students of 0 to
49 courses. Each verdict is compared with one found from the data alone (`by_hand.py`). Times are of
the processor, from the records to all that an audit says. What does not depend on a student is
worked out before (`Auditor.prepare`) and given apart, with the first audit of a program; what is
there by then is left out of the search for garbage (`gc.freeze`), as in a process that only audits.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import by_hand
import princeton
import ut_dallas
from by_hand import Taken, TooLong
from rules import CannotSay, Converted

from degreekit import Auditor, Program, Transcript
from degreekit.requirements import Confirm, lint

_TERMS = [f"{season} {year}" for year in range(2018, 2023) for season in ("Spring", "Fall")]
_POINTS = {"A": 4, "B": 3, "C": 2, "D": 1}
#: Without an answer after so many seconds of processor time an audit counts as none.
_LONG = 1.0


@dataclass(frozen=True)
class Case:
    """One program of a corpus.

    Attributes:
        name: which one.
        convert: returns it as a program.
        codes: returns a random course that its lists name, with its marks.
        verdict: returns what is right for a student: the statuses.
        hours: returns the credits of a course.
        way: returns the courses of a student who has nearly all that a program asks for: students
            of random courses never complete a degree of 40 courses.
        titles: those of courses that the data lists with a title.
    """

    name: str
    convert: Callable[[], Converted]
    codes: Callable[[random.Random], tuple[str, frozenset[str]]]
    verdict: Callable[[Sequence[Taken], dict[str, str]], str]
    hours: Callable[[str], int]
    way: Callable[[Converted, Auditor, int], list[str]] | None = None
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What came out for one corpus."""

    programs: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    judged: int = 0
    lints: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    times: list[tuple[float, int, str]] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def corpora(folder: Path) -> Iterator[tuple[str, list[Case]]]:
    """Yield each corpus that is in a folder with its programs."""
    if (here := folder / "princeton").is_dir():
        yield "Princeton", [_of_princeton(name, data) for name, data in princeton.programs(here)]
    if (here := folder / "ut_dallas").is_dir():
        yield "UT Dallas", list(_of_dallas(here))


def _of_princeton(name: str, data: dict[str, Any]) -> Case:
    lists = list(_lists(data))

    def codes(rng: random.Random) -> tuple[str, frozenset[str]]:
        one = rng.choice(lists) if lists else {}
        if not one or rng.random() < 0.1:
            return f"XYZ {rng.randint(100, 599)}", frozenset()
        if "dist_req" in one:
            marks = one["dist_req"]
            mark = marks if isinstance(marks, str) else rng.choice(marks)
            return f"GEN {rng.randint(100, 499)}", frozenset({mark})
        text = rng.choice(one["course_list"]).split(": ")[0].split("/")[0].strip().upper()
        subject, _, number = text.partition(" ")
        digits = number.rstrip("*")
        if digits != number:
            digits += "".join(rng.choice("0123456789") for _ in range(3 - len(digits)))
        return f"{subject} {digits}", frozenset()

    def verdict(taken: Sequence[Taken], facts: dict[str, str]) -> str:
        firm, granted = by_hand.princeton(data, taken, facts)
        return "satisfied" if firm else "conditional" if granted else "unsatisfied"

    titled = [text.partition(": ") for one in lists for text in one.get("course_list", ())]
    titles = {code.split("/")[0].strip().upper(): title for code, _, title in titled if title}
    made = partial(princeton.convert, name, data)
    return Case(name, made, codes, verdict, lambda _: 3, titles=titles)


def _lists(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "course_list" in data or "dist_req" in data:
        yield data
    for one in data.get("req_list") or ():
        yield from _lists(one)


def _of_dallas(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "requirements" not in data:
            continue
        name = f"{path.parent.name} {path.stem}"
        listed = sorted(set(_courses(data["requirements"]["major"])))
        core = sorted({code for _, _, codes in ut_dallas.CORE for code in codes.split(" | ")})

        def codes(
            rng: random.Random, listed: list[str] = listed, core: list[str] = core
        ) -> tuple[str, frozenset[str]]:
            if rng.random() < 0.15:
                return f"FREE {rng.randint(1301, 4399)}", frozenset()
            return rng.choice(core if rng.random() < 0.3 else listed), frozenset()

        def verdict(taken: Sequence[Taken], _: dict[str, str], data: dict[str, Any] = data) -> str:
            right = by_hand.ut_dallas(data, taken, ut_dallas.CORE)
            return "satisfied" if right else "unsatisfied"

        made = partial(ut_dallas.convert, data, name, catalog=False)
        yield Case(name, made, codes, verdict, ut_dallas.hours, _on_the_way)


def _on_the_way(made: Converted, auditor: Auditor, seed: int) -> list[str]:
    """Return the courses of a student who has all, or nearly all, that a degree asks for.

    What audits advise is added until nothing is; whether that is right the oracle says.
    """
    rng = random.Random(f"{made.name}-{seed}")
    transcript = ut_dallas.student(made, seed, share=1)
    codes = list(dict.fromkeys(str(record.code) for record in transcript.records))
    for _ in range(8):
        records = [
            {"code": code, "credits": str(ut_dallas.hours(code)), "grade": "B"} for code in codes
        ]
        left = auditor.audit(Transcript.from_data({"records": records})).remaining
        if not left.courses:
            break
        for advice in left.advice:
            named = [name for name in advice.examples if name not in codes][: advice.courses]
            codes += named or [f"FREE {rng.randint(1301, 4399)}" for _ in range(advice.courses)]
    return codes if rng.random() < 0.6 else codes[:-1]


def _courses(some: Any) -> Iterator[str]:
    if isinstance(some, list):
        for one in some:
            yield from _courses(one)
    elif isinstance(some, dict):
        if some.get("matcher") == "CourseRequirement":
            yield some["course"].strip().upper()
        yield from _courses(some.get("requirements", []))


# ------------------------------------------------------------------------------------- students


def student(
    case: Case, rng: random.Random, courses: int, listed: Sequence[str] = ()
) -> tuple[Transcript, list[Taken], dict[str, str]]:
    """Return a random student: as a transcript, and as the oracle sees it."""
    codes: dict[str, frozenset[str]] = dict.fromkeys(listed, frozenset())
    for _ in range(0 if listed else courses * 8):
        if len(codes) == courses:
            break
        code, marks = case.codes(rng)
        codes.setdefault(code, marks)
    drawn = [
        (code, marks, rng.randrange(8), rng.choice("AAABBCD")) for code, marks in codes.items()
    ]
    if case.name.startswith(("majors", "minors", "certificates", "degrees")):
        drawn = [(c, m, t, "P" if rng.random() < 0.1 else g) for c, m, t, g in drawn]
    order = {term: n for n, term in enumerate(sorted({t for _, _, t, _ in drawn}), start=1)}
    records = [
        {
            "code": code,
            "title": case.titles.get(code, code),
            "credits": str(case.hours(code)),
            "grade": grade,
            "term": _TERMS[term],
            "attributes": sorted(marks),
        }
        for code, marks, term, grade in drawn
    ]
    taken = [
        Taken(code, case.hours(code), _POINTS.get(grade), grade == "P", order[term], marks)
        for code, marks, term, grade in drawn
    ]
    facts = {"major": rng.choice(["COS", "HIS", "MAT", "GEO"])}
    return Transcript.from_data({"records": records, "student": {"facts": facts}}), taken, facts


# ------------------------------------------------------------------------------------------ run


def run(cases: Sequence[Case], students: int, seed: int) -> Outcome:
    """Convert, lint and audit every program of a corpus."""
    out = Outcome()
    for case in cases:
        out.programs += 1
        try:
            made = case.convert()
        except CannotSay as error:
            out.reasons[str(error)] += 1
            continue
        except ValueError as error:  # what a model does not allow
            out.reasons[f"{case.name}: {_shortened(str(error))}"] += 1
            continue
        program = Program.from_json(made.program.to_json())
        out.judged += any(isinstance(node, Confirm) for node in program.nodes)
        out.lints.update(f.code for f in lint(program, made.institution) if f.severity == "error")
        auditor = Auditor(program, made.institution, solver="search")
        _audits(case, made, auditor, out, students, seed)
    return out


def _shortened(text: str) -> str:
    """Return a message without the middle of a long list of courses."""
    return text if len(text) < 200 else f"{text[:100]} ... {text[-90:]}"


def _audits(
    case: Case, made: Converted, auditor: Auditor, out: Outcome, students: int, seed: int
) -> None:
    rng = random.Random(f"{case.name}-{seed}")
    begun = time.process_time()
    auditor.prepare()
    with made.institution.grammar.in_use():
        transcript, _, _ = student(case, rng, 20)
    _ = auditor.audit(transcript).remaining
    out.first.append(time.process_time() - begun)
    gc.unfreeze()  # what was kept of the program before
    gc.collect()
    gc.freeze()
    for number in range(students):
        courses = rng.randint(0, 49)
        listed = case.way(made, auditor, seed + number) if case.way and number % 2 else []
        with made.institution.grammar.in_use():
            transcript, taken, facts = student(case, rng, courses, listed)
        begun = time.process_time()
        try:
            audit = auditor.audit(transcript)
            _ = audit.remaining
        except Exception as error:  # noqa: BLE001  # whatever it is, it is no answer
            out.silent.append(f"{case.name} #{number}: {type(error).__name__}")
            continue
        took = time.process_time() - begun
        out.times.append((took, len(taken), case.name))
        if took > _LONG:
            out.silent.append(f"{case.name} #{number}: {took:.1f} s")
        try:
            right = case.verdict(taken, facts)
        except TooLong:
            out.verdicts["not tried out"] += 1
            continue
        out.verdicts[right] += 1
        if audit.status.value != right:
            out.wrong.append(f"{case.name} #{number}: {audit.status.value}, and {right} is right")


def told(name: str, out: Outcome) -> Iterator[str]:
    """Yield what came out, as text."""
    said = out.programs - sum(out.reasons.values())
    yield f"{name}: {said} of {out.programs} programs can be said, {out.judged} of them with parts"
    yield f"  that a person judges; lint errors: {dict(out.lints) or 'none'}"
    yield from (f"  not said: {reason} ({n})" for reason, n in out.reasons.most_common())
    yield f"  verdicts: {dict(out.verdicts)}; wrong: {len(out.wrong)}; no answer: {len(out.silent)}"
    yield from (f"  WRONG {line}" for line in out.wrong[:10])
    yield from (f"  NO ANSWER {line}" for line in out.silent[:10])
    for low, high in ((0, 49), (0, 32)):
        times = sorted(1000 * t for t, n, _ in out.times if low <= n <= high)
        if times:
            marks = [times[min(len(times) - 1, int(q * len(times)))] for q in (0.5, 0.9, 0.99)]
            yield (
                f"  {low} to {high} courses: {len(times)} audits, ms p50 {marks[0]:.0f}, "
                f"p90 {marks[1]:.0f}, p99 {marks[2]:.0f}, most {times[-1]:.0f}"
            )
    if out.first:
        middle = sorted(out.first)[len(out.first) // 2]
        yield f"  first audit of a program, ms: median {1000 * middle:.0f}"
    yield from (
        f"  slow: {1000 * t:.0f} ms, {n} courses, {who}" for t, n, who in sorted(out.times)[-4:]
    )


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="programs whose name has this in it")
    given = parser.parse_args()
    bad = 0
    for name, cases in corpora(given.folder):
        chosen = [case for case in cases if given.only in f"{name} {case.name}"]
        if chosen:
            out = run(chosen, given.students, given.seed)
            bad += len(out.wrong) + len(out.silent)
            print("\n".join(told(name, out)), flush=True)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
