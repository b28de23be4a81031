"""The parts of the documentation that come from the Machine Learning track and its sources.

`track-sentences.yaml` holds the published page, sentence by sentence, with the place in the code
of what each became. The lines themselves are read from the modules, so they are the ones that run.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

import degreekit_cs_tracks
import degreekit_ml_track
import yaml

from degreekit import get_program
from degreekit.columbia import ms_cs
from degreekit.requirements import Check, Limit, Program, Requirement, Sharing, Source, Take

__all__ = ["PARTS", "SENTENCES", "Entry", "entries", "track"]

SENTENCES = Path(__file__).with_name("track-sentences.yaml")
HOME = Path(degreekit_ml_track.__file__).parent
#: What all tracks share; a place there begins with the name of this folder.
SHARED = Path(ms_cs.__file__).parent
#: Longer pieces of code are folded.
SHORT = 8


def track() -> Program:
    """Return the program."""
    return get_program("columbia-ms-cs-ml")


# ---------------------------------------------------------------------------- sentences and code


@dataclass(frozen=True)
class Entry:
    """A sentence of the page, or a table of it, and what it became.

    Attributes:
        section: the heading it stands under.
        says: the sentence; of a table, its lines.
        rule: ids of the program.
        code: where it stands in the plugin.
        tests: the tests that fail when it is another.
        why: what cannot be seen from these.
        rows: the requirement whose rows the lines of a table are.
    """

    section: str
    says: tuple[str, ...]
    rule: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    why: str = ""
    rows: str = ""


def entries() -> Iterator[Entry]:
    """Yield the page in its order."""
    for part in yaml.safe_load(SENTENCES.read_text(encoding="utf-8")):
        for one in part["sentences"]:
            given = {key: tuple(one.get(key, ())) for key in ("rule", "code", "tests")}
            rows = one.get("rows", "")
            says = tuple(one["table"]) if rows else (one["says"],)
            if rows:
                given["rule"] = (rows,)
            yield Entry(part["section"], says, why=one.get("why", ""), rows=rows, **given)


@dataclass(frozen=True)
class Lines:
    """Lines of a module, with the number of the first."""

    first: int
    text: str

    def __str__(self) -> str:
        return f'```py linenums="{self.first}"\n{self.text}\n```'

    @property
    def named(self) -> str:
        """Say which lines these are."""
        more = self.text.count("\n")
        return f"lines {self.first} to {self.first + more}" if more else f"line {self.first}"


@cache
def _module(file: str) -> tuple[ast.Module, list[str]]:
    home = SHARED.parent if file.startswith(f"{SHARED.name}/") else HOME
    text = (home / file).read_text(encoding="utf-8")
    return ast.parse(text), text.splitlines()


def _named(tree: ast.Module, name: str) -> ast.stmt:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
        if isinstance(node, ast.Assign) and name in [ast.unparse(one) for one in node.targets]:
            return node
    raise LookupError(f"nothing is named {name}")


def _argument(node: ast.AST, name: str) -> ast.keyword:
    """Return the outermost argument of a name."""
    found = (one for one in ast.walk(node) if isinstance(one, ast.keyword) and one.arg == name)
    if first := next(found, None):
        return first
    raise LookupError(f"no argument {name}")


def _elements(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.keyword | ast.Assign):
        node = node.value
    if isinstance(node, ast.Tuple):
        return node.elts
    raise LookupError(f"{ast.unparse(node)} is not a tuple")


def _lines(file: str, node: ast.AST) -> Lines:
    first, last = getattr(node, "lineno"), getattr(node, "end_lineno")  # noqa: B009  # of its kinds
    return Lines(first, dedent("\n".join(_module(file)[1][first - 1 : last])))


def _code(place: str) -> Lines:
    """Return the lines of a place such as ``required.py REQUIRED.including[0]``."""
    file, path = place.split(" ")
    head, *rest = re.findall(r"\w+|\[\d+\]", path)
    node: ast.AST = _named(_module(file)[0], head)
    for step in rest:
        node = _elements(node)[int(step[1:-1])] if step[0] == "[" else _argument(node, step)
    return _lines(file, node)


def _quoted(says: str) -> str:
    """Return a sentence as Markdown that shows just its letters."""
    numbered = re.sub(r"^(\d)\.", r"\1\\.", says)  # no list begins here
    return "> " + re.sub(r"([*\[\]])", r"\\\1", numbered)


def _folded(place: str) -> str:
    lines = _code(place)
    opened = " open" if lines.text.count("\n") < SHORT else ""
    file = place.split(" ", maxsplit=1)[0]
    head = f"<summary><code>{file}</code>, {lines.named}</summary>"
    return f"<details markdown{opened}>{head}\n\n{lines}\n\n</details>"


def _facts(entry: Entry) -> str:
    parts = []
    if entry.rule:
        parts.append("**" + ", ".join(f"`{one}`" for one in entry.rule) + "**")
    if entry.why:
        parts.append(entry.why)
    return " · ".join(parts)


def _held(entry: Entry) -> str:
    """Say which tests hold an entry."""
    listed = "\n".join(f"- `{one}`" for one in entry.tests)
    head = f"<summary>held by {len(entry.tests)} test{'s' * (len(entry.tests) > 1)}</summary>"
    return f"<details markdown>{head}\n\n{listed}\n\n</details>"


def _of_sentence(entry: Entry) -> list[str]:
    parts = [_quoted(entry.says[0]), _facts(entry), *map(_folded, entry.code)]
    return [*parts, _held(entry)] if entry.tests else parts


def _of_table(entry: Entry) -> list[str]:
    """Return each line of a table with the code of its row."""
    file, name = entry.code[0].split(" ")
    rows = _elements(_named(_module(file)[0], name))
    parts = [f"{_facts(entry)} Rows are in `{file}`, `{name}`."]
    for line, row in zip(entry.says, rows, strict=False):  # a sentence adds a row of its own
        pair = [_quoted(line), str(_lines(file, row))]
        parts += ['<div class="row" markdown>', *pair, "</div>"]
    return [*parts, _held(entry)]


def _sentences() -> str:
    parts: list[str] = []
    section = ""
    for entry in entries():
        if entry.section != section:
            section = entry.section
            parts.append(f"### {section}")
        inside = _of_table(entry) if entry.rows else _of_sentence(entry)
        kind = "sentence" if entry.code else "sentence aside"
        parts += [f'<div class="{kind}" markdown>', *inside, "</div>"]
    return "\n\n".join(parts)


# ------------------------------------------------------------------------------ rules and readings


def _modules() -> dict[int, str]:
    """Return the file of each rule of the track, by the identity of the rule."""
    found: dict[int, str] = {}
    for path in sorted(HOME.glob("*.py")):
        module = importlib.import_module(f"degreekit_ml_track.{path.stem}")
        for value in vars(module).values():
            for one in value if isinstance(value, tuple) else (value,):
                if path.stem not in ("program", "__init__"):
                    found.setdefault(id(one), path.name)
    return found


Cited = tuple[str, Source]


def _cited(program: Program) -> Iterator[Cited]:
    """Yield every source of a program with the name of what cites it."""
    rules: list[Requirement | Limit | Sharing] = [*program.nodes, *program.limits, *program.sharing]
    for rule in rules:
        if rule.source:
            yield f"`{rule.id}`", rule.source
        if isinstance(rule, Take):
            for part in rule.including:
                if part.source:
                    yield f"`{rule.id}`, {part.text(program.unit)}", part.source
            for row in rule.listed:
                if row.source:
                    yield f"`{rule.id}`, row “{row.title}”", row.source
    for source in program.readings:
        yield "which course, and what earns points", source


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("[", "\\[")


def _readings() -> str:
    rows: dict[tuple[str, str], list[str]] = {}
    for name, source in _cited(track()):
        if source.reading:
            rows.setdefault((source.sentence, source.reading), []).append(name)
    lines = ["| The page says | We read it so | Rule |", "|---|---|---|"]
    for (sentence, reading), names in rows.items():
        rule = "; ".join(dict.fromkeys(names))
        lines.append(f"| {_cell(sentence)} | {_cell(reading)} | {rule} |")
    return "\n".join(lines)


def _requirements() -> str:
    program, modules = track(), _modules()
    lines = ["| Id | Asks for | File |", "|---|---|---|"]
    file = ""
    for node in program.nodes[1:]:
        file = modules.get(id(node), file)  # a part of `breadth` stands where `breadth` does
        lines.append(f"| `{node.id}` | {_cell(_short(node, program.unit))} | `{file}` |")
    for limit in program.limits:
        what = _cell(limit.text(program.unit))
        lines.append(f"| `{limit.id}` | {what} | `{modules[id(limit)]}` |")
    lines += [
        f"| `{rule.id}` | {_cell(rule.title)} | `{modules[id(rule)]}` |" for rule in program.sharing
    ]
    return "\n".join(lines)


def _short(node: Requirement, unit: str) -> str:
    if isinstance(node, Take) and node.id.startswith("breadth-"):
        return f"{node.courses} course of the table, {node.title.removeprefix('Breadth: ')}"
    if isinstance(node, Check | Take):
        return node.needs(unit)
    return "all of the following five"


def _other_tracks() -> str:
    """Return every rule of the other tracks with what its page says, and how that is read."""
    parts = []
    for make in degreekit_cs_tracks.TRACKS:
        program = make()
        name = make.__module__.rpartition(".")[2]
        parts += [f"### {program.title.partition(', ')[2]}", f"`{program.id}`, `{name}.py`"]
        lines = ["| Rule | The page says | We read it so |", "|---|---|---|"]
        for rule, source in _own(program):
            lines.append(f"| {rule} | {_cell(source.sentence)} | {_cell(source.reading)} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _shared_rules() -> str:
    """Return the rules that every track has, with what the pages say of them."""
    lines = ["| Rule | The pages say | We read it so |", "|---|---|---|"]
    program = degreekit_cs_tracks.security()
    own = set(_own(program))
    for rule, source in dict.fromkeys(_cited(program)):
        if (rule, source) not in own and ", row " not in rule:
            lines.append(f"| {rule} | {_cell(source.sentence)} | {_cell(source.reading)} |")
    return "\n".join(lines)


def _own(program: Program) -> list[Cited]:
    """Return what a track cites and no other track does, rows as printed left out."""
    shared: Counter[tuple[str, str]] = Counter()
    for make in degreekit_cs_tracks.TRACKS:
        shared.update({(rule, source.sentence) for rule, source in _cited(make())})
    everywhere = len(degreekit_cs_tracks.TRACKS)
    return [
        (rule, source)
        for rule, source in dict.fromkeys(_cited(program))
        if shared[rule, source.sentence] < everywhere - 2  # MS Personalized and MS Thesis lack some
        and (source.reading or ", row " not in rule)
    ]


PARTS = {
    "track sentences": _sentences,
    "track readings": _readings,
    "track requirements": _requirements,
    "other tracks": _other_tracks,
    "shared rules": _shared_rules,
}
