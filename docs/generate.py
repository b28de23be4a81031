"""Keep the documentation true: parts made from the code, printed lines, output of commands.

    python docs/generate.py [PAGE ...]           write anew what has changed
    python docs/generate.py --check [PAGE ...]   say what would change, and fail if anything would

Conventions of a page, all tried out here:

- A ``python`` block runs, after the blocks above it on the page; what it prints stands below the
  statement as ``#>`` lines.
- A ``console`` block that begins with ``$`` runs each line after ``$`` and shows what the command
  prints. The working directory looks like the repository root; what is written stays in scratch.
  A plain ``degreekit`` command runs in this process, which saves the start of another; a pipe after
  it gets what it prints. With more for a shell than that and ``/dev/null``, or on the page of a
  plugin, it runs in a process of its own.
- A block with ``title="some/file"`` is written to that file. A page with a ``pyproject.toml`` is
  a plugin, and is installed for the commands of that page.
- What stands between ``<!-- generated: NAME -->`` and ``<!-- end of NAME -->`` is made from the
  code by the function of that name in `PARTS`.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import inspect
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

import click

from degreekit.api import plugin_host
from degreekit.audit.codes import CHECK_CODES, TITLE_CODES, UNAPPLIED_CODES, WHY_NOT_CODES
from degreekit.cli import main as run_command
from degreekit.cli.main import OWN, commands
from degreekit.export import FORMATS
from degreekit.findings import FindingCode
from degreekit.ingest.codes import INGEST_CODES
from degreekit.plugins.builtin import degreekit_reports
from degreekit.report import SCHEMAS, json_schema
from degreekit.requirements import LINT_CODES
from degreekit.requirements.files.form import MAIN

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs import packages, track  # needs the path
from docs.libraries import libraries

__all__ = [
    "DOCS",
    "PACKAGES",
    "ROOT",
    "Page",
    "main",
    "own_commands",
    "pages",
    "public_names",
    "reference_page",
    "refreshed",
    "schemas",
]

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WIDTH = 80
#: The packages whose public names are the reference; each has its own in ``__all__``.
PACKAGES = (
    "degreekit",
    "degreekit.courses",
    "degreekit.transcript",
    "degreekit.requirements",
    "degreekit.adjustments",
    "degreekit.audit",
    "degreekit.ingest",
    "degreekit.export",
    "degreekit.report",
    "degreekit.plugins",
    "degreekit.testing",
    "degreekit.cohort",
)


def pages() -> list[Path]:
    """Return every page that is tried out."""
    return [
        *sorted(DOCS.rglob("*.md")),
        ROOT / "README.md",
        *sorted(ROOT.glob("plugins/*/README.md")),
    ]


def schemas() -> dict[Path, str]:
    """Return the published JSON Schemas by file."""
    return {
        DOCS / f"{name}.schema.json": json.dumps(json_schema(name), indent=1, ensure_ascii=False)
        + "\n"
        for name in SCHEMAS
    }


# ------------------------------------------------------------------------------ parts from the code


def _codes(entries: Iterable[FindingCode]) -> str:
    parts = []
    for entry in entries:
        advice = entry.advice[:1].upper() + entry.advice[1:]
        title = entry.title[:1].upper() + entry.title[1:]
        parts.append(
            f"### `{entry.code}`\n\n**{title}.** {entry.meaning}\n\n*What to do:* {advice}"
        )
    return "\n\n".join(parts)


def _commands() -> str:
    parts = []
    for path, command in (("degreekit", commands), *own_commands().items()):
        context = click.Context(
            command,
            info_name=path,
            terminal_width=WIDTH,
            help_option_names=["-h", "--help"],
        )
        parts.append(f"## `{path}`\n\n```text\n{context.get_help()}\n```")
    return "\n\n".join(parts)


def own_commands() -> dict[str, click.Command]:
    """Return degreekit's own commands by what is typed; those of plugins are not among them."""
    context = click.Context(commands)
    found = {name: commands.get_command(context, name) for name in sorted(OWN)}
    return {f"degreekit {name}": one for name, one in found.items() if one is not None}


def _exported(package: str) -> list[str]:
    names: list[str] = importlib.import_module(package).__all__
    return sorted(names)


@cache
def public_names() -> dict[str, list[str]]:
    """Return the public names by package, each in the first package that exports it."""
    seen: set[int] = set()
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in _exported(package):
            value = getattr(module, name)
            if id(value) not in seen:
                seen.add(id(value))
                found.setdefault(package, []).append(name)
    return found


def reference_page(package: str) -> Path:
    """Return the page of the reference that a package has."""
    return DOCS / "api" / f"{package.rpartition('.')[2]}.md"


def _first_words(package: str) -> str:
    return (inspect.getdoc(importlib.import_module(package)) or "").split("\n\n")[0]


def _reference(package: str) -> str:
    entries = [
        f"::: {package}.{name}\n    options:\n      heading: {package}.{name}\n"
        f"      toc_label: {name}"
        for name in public_names()[package]
    ]
    return "\n\n".join([_first_words(package), *entries])


def _packages() -> str:
    rows = (
        (f"[`{one}`]({reference_page(one).name})", _first_words(one), str(len(names)))
        for one, names in public_names().items()
    )
    return _table("Package | What it holds | Names", rows)


def _main_fields() -> str:
    cells = [(f"`{kind}`", f"`{field}`") for kind, field in MAIN.items()]
    half = (len(cells) + 1) // 2
    pairs = zip_longest(cells[:half], cells[half:], fillvalue=("", ""))
    return _table("Kind | Main field | Kind | Main field", ([*one, *other] for one, other in pairs))


def _table(head: str, rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {head} |", "|---" * (head.count("|") + 1) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _report_formats() -> str:
    formats = degreekit_reports()
    rows = [(f"`{one.name}`", one.title, f"`{one.suffix}`") for one in formats]
    return _table("`--format` | What it is | Ending of its files", rows)


def _transcript_formats() -> str:
    return _table("`--format` | What it is", ((f"`{k}`", one.title) for k, one in FORMATS.items()))


def _schemas() -> str:
    rows = [
        (f"[`{name}`]({name}.schema.json)", str(version), f"`{json_schema(name)['$id']}`")
        for name, version in SCHEMAS.items()
    ]
    return _table("Schema | Version | Its name", rows)


#: What an extra is for; pyproject.toml says what it installs.
EXTRAS = {
    "cpsat": "a second exact [solver](speed.md#which-solver) for large programs",
    "testing": "[tests of rules and readers](test-your-rules.md): case files, collected by pytest",
    "ocr": "reads [pages that are pictures](reading-documents.md#a-page-that-is-a-picture)",
    "cohort": "a [whole department](cohorts.md): charts, and tables as Parquet",
    "web": "the [page to drop a transcript on](drop-a-transcript.md)",
}


def _extras() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = [
        (f"`{name}`", EXTRAS[name], ", ".join(re.split(r"[<>=\[]", one)[0] for one in needs))
        for name, needs in project["optional-dependencies"].items()
    ]
    return _table("Extra | What it is for | Installs", rows)


PARTS: dict[str, Callable[[], str]] = {
    "audit codes": lambda: _codes(UNAPPLIED_CODES),
    "why not codes": lambda: _codes(WHY_NOT_CODES),
    "title codes": lambda: _codes(TITLE_CODES),
    "check codes": lambda: _codes(CHECK_CODES),
    "reading codes": lambda: _codes(INGEST_CODES),
    "lint codes": lambda: _codes(LINT_CODES),
    "commands": _commands,
    "main fields": _main_fields,
    "report formats": _report_formats,
    "transcript formats": _transcript_formats,
    "schemas": _schemas,
    "extras": _extras,
    "libraries": lambda: _table("Library | Needed by | For | Licence", libraries()),
    "packages": _packages,
    **{f"reference {one}": partial(_reference, one) for one in PACKAGES},
    **track.PARTS,
}

_PART = re.compile(
    r"(?P<head><!-- generated: (?P<name>[a-z. ]+) -->\n).*?(?P<foot><!-- end of (?P=name) -->)",
    re.DOTALL,
)


def _with_parts(text: str) -> str:
    def made(found: re.Match[str]) -> str:
        return f"{found['head']}\n{PARTS[found['name']]()}\n\n{found['foot']}"

    return _PART.sub(made, text)


# ------------------------------------------------------------------------------- blocks of a page

_BLOCK = re.compile(
    r"^```(?P<lang>[a-z]+)(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
_TITLE = re.compile(r'title="(?P<file>[^"]+)"')
#: A command that needs no shell, but for what it prints.
_PLAIN = re.compile(
    r"(?P<command>degreekit [^|&;<>()$`*?\[~#\\']+)"
    r"((?P<silent> 2?>) ?/dev/null)?( \| (?P<pipe>.*))?"
)


def refreshed(path: Path) -> str:
    """Return a page with its parts made anew and its blocks run."""
    text = _with_parts(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        page = Page(path, Path(scratch))
        return _BLOCK.sub(page.block, text)


#: Pages whose commands see every track of this repository.
_ALL_TRACKS = ("tracks.md",)


class Page:
    """One page in its scratch directory, which looks like the repository root.

    Args:
        path: the page.
        scratch: an empty directory.
    """

    def __init__(self, path: Path, scratch: Path):
        self.path = path
        self.scratch = scratch
        self.names: dict[str, Any] = {"__name__": "page"}
        self.status = 0
        self.has_plugin = False
        for name in ("tests/fixtures", "docs", "plugins"):
            (scratch / name).parent.mkdir(exist_ok=True)
            (scratch / name).symlink_to(ROOT / name)

    def write_files(self) -> None:
        """Write the files that the page shows."""
        for found in _BLOCK.finditer(self.path.read_text(encoding="utf-8")):
            if title := _TITLE.search(found["info"]):
                self._write(title["file"], found["body"])

    def environment(self) -> dict[str, str]:
        """Return the environment of the page's commands."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DEGREEKIT_")}
        source = f"{self.scratch / 'src'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
        # Nothing of whoever makes the pages, and no trial of plugins, which takes a second each.
        alone = {"DEGREEKIT_CONFIG": "", "DEGREEKIT_PLUGIN_SECONDS": "0"}
        # The pages are about a checkout with one program, all but the one about the other tracks.
        alone["DEGREEKIT_DISABLED_PLUGINS"] = "" if self.path.name in _ALL_TRACKS else "cs-tracks"
        size = {"COLUMNS": str(WIDTH)}
        return {**kept, **alone, **size, "PATH": path, "PYTHONPATH": source}

    def block(self, found: re.Match[str]) -> str:
        """Return a block as it should stand, after what it does."""
        lang, info, body = found["lang"], found["info"], found["body"]
        if title := _TITLE.search(info):
            self._write(title["file"], body)
            return found[0]
        if lang == "python":
            body = self._python(body, found.string.count("\n", 0, found.start()) + 1)
        elif lang == "console" and body.startswith("$ "):
            body = self._console(body)
        return f"```{lang}{info}\n{body}```"

    def _write(self, name: str, body: str) -> None:
        file = self.scratch / name
        if ROOT in file.resolve().parents:
            raise ValueError(f"{self.path.name} would write {name} into the repository")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")
        if name == "pyproject.toml":
            self._install(tomllib.loads(body)["project"])

    def _install(self, project: dict[str, Any]) -> None:
        """Describe the plugin of the page as an installed distribution."""
        self.has_plugin = True
        name, version = project["name"], project["version"]
        home = self.scratch / "src" / f"{name.replace('-', '_')}-{version}.dist-info"
        home.mkdir(parents=True)
        (home / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        points = "".join(
            f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in entries.items())
            for group, entries in project["entry-points"].items()
        )
        (home / "entry_points.txt").write_text(points)

    def _python(self, body: str, line: int) -> str:
        """Run a block and return it with what it prints."""
        body = "".join(one for one in body.splitlines(keepends=True) if not one.startswith("#>"))
        name = f"{self.path.relative_to(ROOT)}, block at line {line}"
        tree = ast.parse(body, name)
        said: dict[int, list[str]] = {}

        def shown(*values: object, sep: str = " ") -> None:
            at = _line_in(name, sys._getframe(1))  # to know where it was printed
            end = next(
                s.end_lineno or 0 for s in tree.body if s.lineno <= at <= (s.end_lineno or 0)
            )
            said.setdefault(end, []).extend(sep.join(map(str, values)).split("\n"))

        self.names["print"] = shown
        with _standing_in(self.scratch):
            exec(compile(tree, name, "exec"), self.names)  # noqa: S102  # our own pages
        lines = []
        for number, one in enumerate(body.splitlines(), start=1):
            lines.append(one)
            lines += [f"#> {text}".rstrip() for text in said.get(number, [])]
        return "\n".join(lines) + "\n"

    def _console(self, body: str) -> str:
        """Run the commands of a block and return it with what they print."""
        lines: list[str] = []
        given = body.splitlines()
        while given:
            one = given.pop(0)
            if not one.startswith("$ "):
                continue  # what was printed before
            command = one[2:]
            lines.append(one)
            while command.endswith("\\"):
                lines.append(given.pop(0))
                command = f"{command[:-1]}{lines[-1].lstrip('> ')}"
            lines += self._run(command).splitlines()
        return "\n".join(lines) + "\n"

    def _run(self, command: str) -> str:
        if command == "echo $?":
            return f"{self.status}\n"
        found = _PLAIN.fullmatch(command)
        if found is None or self.has_plugin:
            return self._run_by_shell(command)
        printed, said = self._run_here(shlex.split(found["command"]))
        if found["silent"] == " 2>":
            said = ""
        elif found["silent"] == " >":
            printed = ""
        return said + (self._run_by_shell(found["pipe"], printed) if found["pipe"] else printed)

    def _run_by_shell(self, command: str, printed: str | None = None) -> str:
        done = subprocess.run(  # noqa: S603  # our own pages
            ["/bin/sh", "-c", command],
            input=printed,
            cwd=self.scratch,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.status = done.returncode
        return done.stdout

    def _run_here(self, arguments: list[str]) -> tuple[str, str]:
        """Run a degreekit command in this process, as if it had started with the page's plugins.

        Returns:
            What it wrote to standard output, and to standard error.
        """
        environment = self.environment()
        chosen = ("DEGREEKIT_PLUGINS", "DEGREEKIT_DISABLED_PLUGINS")
        printed, said = io.StringIO(), io.StringIO()
        with ExitStack() as stack:
            if any(environment.get(name) != os.environ.get(name) for name in chosen):
                plugin_host.cache_clear()
                stack.callback(plugin_host.cache_clear)
            stack.enter_context(_standing_in(self.scratch))
            stack.enter_context(mock.patch.dict(os.environ, environment, clear=True))
            stack.enter_context(mock.patch.object(sys, "argv", arguments))
            stack.enter_context(redirect_stdout(printed))
            stack.enter_context(redirect_stderr(said))
            try:
                run_command()
            except SystemExit as ended:
                self.status = int(ended.code or 0)
        return printed.getvalue(), said.getvalue()


def _line_in(name: str, frame: FrameType | None) -> int:
    """Return the line of the block that is being run, through whatever it calls."""
    at = 0
    while frame is not None:
        if frame.f_code.co_filename == name:
            at = frame.f_lineno
        frame = frame.f_back
    return at


@contextmanager
def _standing_in(directory: Path) -> Iterator[None]:
    before, path = Path.cwd(), list(sys.path)
    os.chdir(directory)
    sys.path.insert(0, str(directory / "src"))
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path


def main(arguments: Sequence[str]) -> int:
    """Write what has changed, or with ``--check`` only say it."""
    check = "--check" in arguments
    only = [Path(one).resolve() for one in arguments if one != "--check"]
    changed = 0
    wanted_by = {path: refreshed(path) for path in pages() if not only or path in only}
    pictures = {packages.OUT: packages.picture()}
    for path, wanted in {**wanted_by, **({} if only else {**schemas(), **pictures})}.items():
        has = path.read_text(encoding="utf-8") if path.exists() else ""
        if has == wanted:
            continue
        changed += 1
        name = str(path.relative_to(ROOT))
        if check:
            lines = difflib.unified_diff(
                has.splitlines(), wanted.splitlines(), name, name, lineterm=""
            )
            sys.stdout.write("\n".join(lines) + "\n")
        else:
            path.write_text(wanted, encoding="utf-8")
            sys.stdout.write(f"{name}: rewritten\n")
    return int(check and changed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
