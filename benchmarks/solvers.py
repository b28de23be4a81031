"""What the two exact solvers cost, side by side in one run.

    python3 benchmarks/solvers.py           the tables
    python3 benchmarks/solvers.py --plot    and docs/images/cost.svg

The search in plain Python and CP-SAT get the same models; writing them down for CP-SAT is part of
its time, importing it is not. Both have to give the same answer, option by option, or the run
fails. Times are those of the processor, so that a busy machine matters less, and the best of a few
runs; they still depend on the machine, and the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from math import inf, isinf, log10
from pathlib import Path

import family

from degreekit import Auditor, Transcript
from degreekit.audit import SearchBudgetExceeded
from degreekit.audit.model.model import Solution
from degreekit.audit.solve.cpsat import solve_cpsat
from degreekit.audit.solve.search import solve

PLOT = Path(__file__).resolve().parents[1] / "docs/images/cost.svg"

COURSES = (8, 12, 16, 20, 28, 36, 44, 60, 90, 120, 160, 200)
PARTS = (10, 14, 18, 22, 36, 60)
REQUIREMENTS = (5, 8, 12, 16, 20, 28, 36, 44, 60)

#: How many states the search may visit: enough for a second or two.
BUDGET = 100_000


@dataclass(frozen=True)
class Cost:
    """The milliseconds of some instances with either solver; infinite without an answer."""

    search: tuple[float, ...]
    cpsat: tuple[float, ...]


def timed(work: Callable[[], object], times: int) -> float:
    """Return the milliseconds of the fastest of some runs; one is enough of a slow one."""
    best = inf
    for _ in range(times):
        start = time.process_time()  # neither solver uses a second thread
        work()
        best = min(best, (time.process_time() - start) * 1000)
        if best > 500:
            break
    return best


def measured(instances: Iterable[family.Instance], *, second: bool, times: int = 3) -> Cost:
    """Return what the instances cost.

    Args:
        instances: what to solve.
        second: whether CP-SAT is there.
        times: how often.

    Raises:
        AssertionError: the solvers do not agree.
    """
    search, cpsat = [], []
    for instance in instances:
        asked = family.questions(instance)
        by_search, by_cpsat = _Asked(asked, _search), _Asked(asked, _cpsat)
        try:
            search.append(timed(by_search, times))
        except SearchBudgetExceeded:
            search.append(inf)
        if second:
            cpsat.append(timed(by_cpsat, times))
            if not isinf(search[-1]) and by_search.told != by_cpsat.told:
                raise AssertionError(f"the solvers do not agree on {instance.name}")
    return Cost(tuple(search), tuple(cpsat))


def _search(asked: family.Question) -> Solution | None:
    return solve(asked.model, budget=BUDGET, give_up=asked.give_up, least=asked.least)


def _cpsat(asked: family.Question) -> Solution | None:
    return solve_cpsat(asked.model, give_up=asked.give_up)


class _Asked:
    """Puts the questions of one audit to a solver, and keeps its answers."""

    def __init__(
        self,
        asked: Sequence[family.Question],
        solver: Callable[[family.Question], Solution | None],
    ):
        self.asked = asked
        self.solver = solver
        self.found: list[Solution | None] = []

    def __call__(self) -> None:
        self.found = [self.solver(question) for question in self.asked]

    @property
    def told(self) -> list[object]:
        """What has to be the same; which of several equal courses is taken need not be."""
        return [
            None if one is None else (one.chosen, one.given_up, len(one.further))
            for one in self.found
        ]


def _figure(value: float) -> str:
    return "over" if isinf(value) else f"{value:.1f}"


def _middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def _late(values: Sequence[float]) -> float:
    """Return the 99th of a hundred."""
    return sorted(values)[max(0, -(-len(values) * 99 // 100) - 1)]


def row(name: str, cost: Cost) -> str:
    """Return a line of a table: median, p99 and worst of either solver, and the ratios."""
    cells = [f"{name:<22}"]
    for values in (cost.search, cost.cpsat):
        if values:
            some = _middle(values), _late(values), max(values)
            cells += [f"{_figure(value):>9}" for value in some]
    if cost.cpsat:
        for one, other in (
            (_middle(cost.search), _middle(cost.cpsat)),
            (max(cost.search), max(cost.cpsat)),
        ):
            cells.append(f"{'-' if isinf(one) else f'{one / other:.2f}':>9}")
    over = sum(map(isinf, cost.search))
    return "".join(cells) + (f"   {over} of {len(cost.search)} over the budget" if over else "")


def head(title: str, *, second: bool) -> str:
    """Return the head of a table."""
    columns = [f"{title:<22}", *(f"{name:>9}" for name in ("median", "p99", "worst"))]
    over = f"{'':<22}{'search, ms':>27}"
    if second:
        columns += [f"{name:>9}" for name in ("median", "p99", "worst", "median", "worst")]
        over += f"{'CP-SAT, ms':>27}{'search / CP-SAT':>18}"
    return f"\n{over}\n" + "".join(columns)


def whole(instances: Sequence[family.Instance]) -> tuple[list[float], list[float]]:
    """Return the milliseconds from records to certified verdict, and of the words after that.

    Each student is asked about once: an answer that is known is only looked up.
    """
    verdicts, words = [], []
    auditors: dict[int, Auditor] = {}
    for instance in instances:
        key = id(instance.institution)
        if key not in auditors:  # the rules are compiled once for all students
            auditors[key] = Auditor(instance.program, instance.institution)
            auditors[key].prepare()
        auditor = auditors[key]
        verdicts.append(timed(partial(auditor.judge, instance.transcript), 1))
        words.append(timed(partial(_worded, auditor, instance.transcript), 1))
    return verdicts, words


def _worded(auditor: Auditor, transcript: Transcript) -> object:
    return auditor.audit(transcript).remaining


def by_class(number: int, *, second: bool) -> None:
    """Measure and print what so many students of each class cost."""
    print(f"{number} students of each class")
    print(head("class", second=second))
    students = {
        name: [family.student(name, seed) for seed in range(number)] for name in family.CLASSES
    }
    for name, some in students.items():
        print(row(name, measured(some, second=second)), flush=True)

    print("\nfrom records to the certified verdict, ms: median, p99, worst;")
    print("the same of the words of the audit after that")
    for name, some in students.items():
        cells = [
            f"{_figure(value):>9}"
            for values in whole(some)
            for value in (_middle(values), _late(values), max(values))
        ]
        print(f"{name:<22}{''.join(cells)}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and draw if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--plot", action="store_true", help=f"draw {PLOT.name} as well")
    parser.add_argument("--students", type=int, default=100, help="of each class; 0 for none")
    parser.add_argument("--seeds", type=int, default=7, help="instances of each size")
    given = parser.parse_args(arguments)

    second = find_spec("ortools") is not None
    if second:
        solve_cpsat(family.questions(family.chain(4))[0].model)  # it is imported from now on
    else:
        print("CP-SAT is not installed: pip install 'degreekit[cpsat]'")

    if given.students:
        by_class(given.students, second=second)

    def growth(
        title: str, unit: str, sizes: Sequence[int], draw: Callable[[int, int], family.Instance]
    ) -> dict[int, Cost]:
        print(head(title, second=second))
        found = {}
        for size in sizes:
            some = [draw(size, seed) for seed in range(given.seeds)]
            found[size] = measured(some, second=second)
            print(row(f"{size:4d} {unit}", found[size]), flush=True)
        return found

    print(f"\n{given.seeds} instances of each size; the search may visit {BUDGET:,} states")
    courses = growth("whole credits", "courses", COURSES, family.grown)
    growth("fragmented credits", "courses", PARTS, family.fragmented)
    requirements = growth("wide programs", "requirements", REQUIREMENTS, family.wide)
    print(head("no way to complete", second=second))
    print(row("chain of 13", measured([family.chain(13)], second=second)))
    if given.plot:
        PLOT.write_text(plot(courses, requirements), encoding="utf-8")
        print(f"\n{PLOT.name} is drawn")
    return 0


# ------------------------------------------------------------------------------------- the plot

_WIDTH, _HEIGHT = 760, 330
_TOP, _BOTTOM = 58, 272
_DECADES = (-1, 4)  # from a tenth of a millisecond to ten seconds
_COLOURS = {"search": "#3f51b5", "cpsat": "#c2571a"}
_NAMES = {"search": "search in plain Python", "cpsat": "CP-SAT"}


def plot(courses: dict[int, Cost], requirements: dict[int, Cost]) -> str:
    """Return a picture of how the costs grow: medians as lines, the span to the worst as a band."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"',
        '  font-family="system-ui, sans-serif" role="img" aria-labelledby="t d">',
        '  <title id="t">What a proved answer costs</title>',
        '  <desc id="d">Milliseconds of the search in plain Python and of CP-SAT, on a logarithmic',
        "  scale, by the number of courses and by the number of requirements.</desc>",
        "  <style>",
        "    text { fill: #7d86a8; font-size: 12px; }",
        "    .axis { stroke: #7d86a8; stroke-width: 1; fill: none; }",
        "    .grid { stroke: #7d86a8; stroke-width: 0.5; stroke-opacity: 0.35; }",
        "    .median { stroke-width: 2; fill: none; }",
        "  </style>",
    ]
    left = 64
    for name, colour in _COLOURS.items():
        parts += [
            f'  <rect x="{left}" y="12" width="18" height="10" fill="{colour}"/>',
            f'  <text x="{left + 24}" y="21">{_NAMES[name]}</text>',
        ]
        left += 180
    parts.append(f'  <text x="{left}" y="21">line: median, band: up to the worst</text>')
    parts += _Panel(courses, 64, 390).drawn("courses on the transcript", "milliseconds")
    parts += _Panel(requirements, 450, 740).drawn("requirements of the program", "")
    return "\n".join([*parts, "</svg>"]) + "\n"


@dataclass(frozen=True)
class _Panel:
    """One of the two pictures side by side, from `left` to `right`."""

    costs: dict[int, Cost]
    left: int
    right: int

    def drawn(self, across: str, up: str) -> list[str]:
        """Return it as SVG.

        Args:
            across: what the sizes are.
            up: what stands next to the axis; empty where a panel to the left has it.
        """
        parts = [*self._axes(numbered=bool(up))]
        middle = (self.left + self.right) / 2
        parts.append(
            f'  <text x="{middle}" y="{_BOTTOM + 40}" text-anchor="middle">{across}</text>'
        )
        if up:
            parts.append(
                f'  <text transform="translate(16 {(_TOP + _BOTTOM) / 2}) rotate(-90)" '
                f'text-anchor="middle">{up}</text>'
            )
        return [*parts, *(part for name in _COLOURS for part in self._line(name))]

    def _x(self, size: int) -> float:
        first, last = min(self.costs), max(self.costs)
        return self.left + (size - first) / (last - first) * (self.right - self.left)

    def _axes(self, *, numbered: bool) -> Iterator[str]:
        yield f'  <path class="axis" d="M{self.left} {_TOP} V{_BOTTOM} H{self.right}"/>'
        for decade in range(_DECADES[0], _DECADES[1] + 1):
            height = _y(10**decade)
            yield f'  <path class="grid" d="M{self.left} {height:.1f} H{self.right}"/>'
            if numbered:
                label = f"{10**decade:,}" if decade >= 0 else "0.1"
                yield (
                    f'  <text x="{self.left - 6}" y="{height + 4:.1f}" '
                    f'text-anchor="end">{label}</text>'
                )
        shown = -inf
        for size in self.costs:
            if self._x(size) - shown >= 24:  # labels side by side, not over each other
                shown = self._x(size)
                yield (
                    f'  <text x="{shown:.1f}" y="{_BOTTOM + 17}" text-anchor="middle">{size}</text>'
                )

    def _line(self, name: str) -> Iterator[str]:
        """Yield the line of a solver with its band, up to where it has no answer any more."""
        drawn = {s: values for s, cost in self.costs.items() if (values := getattr(cost, name, ()))}
        low = [(self._x(s), _middle(v)) for s, v in drawn.items() if not isinf(_middle(v))]
        high = [(self._x(s), max(v)) for s, v in drawn.items() if not isinf(_middle(v))]
        if not low:
            return
        edge = [f"{a:.1f} {_y(b):.1f}" for a, b in low]
        band = edge + [f"{a:.1f} {_y(b):.1f}" for a, b in reversed(high)]
        colour = _COLOURS[name]
        yield f'  <path d="M{" L".join(band)} Z" fill="{colour}" fill-opacity="0.18"/>'
        yield f'  <path class="median" d="M{" L".join(edge)}" stroke="{colour}"/>'
        if len(low) < len(drawn):
            a, b = high[-1]
            yield f'  <text x="{a + 6:.1f}" y="{_y(b) - 8:.1f}">over its budget</text>'


def _y(milliseconds: float) -> float:
    low, high = _DECADES
    place = (log10(max(milliseconds, 10**low)) - low) / (high - low)
    return _BOTTOM - min(place, 1) * (_BOTTOM - _TOP)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
