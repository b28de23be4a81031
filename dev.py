"""Set up this checkout and run its commands, with nothing but Python 3.11 or later and its pip.

    python3 dev.py audit tests/fixtures/ms-student-unfinished.pdf --program columbia-ms-cs-ml
    python3 dev.py test

The first run makes a virtual environment in .venv. Later runs use it, bring it up to date when a
pyproject.toml or constraints.txt has changed, and make it anew when it no longer works.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  # said before anything is made
    sys.exit(f"degreekit needs Python 3.11 or later; this is {sys.version.split()[0]}")

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
PLUGINS = [path.parent for path in sorted(ROOT.glob("plugins/*/pyproject.toml"))]
INPUTS = [
    ROOT / "pyproject.toml",
    ROOT / "constraints.txt",
    *(p / "pyproject.toml" for p in PLUGINS),
]

_MAY_USE = getattr(os, "sched_getaffinity", None)  # the processors that this process may use
PROCESSORS = len(_MAY_USE(0)) if _MAY_USE else os.cpu_count() or 1

#: mkdocs-material warns with every build that MkDocs has no future; mypy checks with so many
#: processes, where its version can. And the tests start hundreds of processes: without bytecode on
#: the disk each would compile all of degreekit again.
ENVIRONMENT = {
    "NO_MKDOCS_2_WARNING": "1",
    "MYPY_NUM_WORKERS": str(min(PROCESSORS, 4)),
    **os.environ,
}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)

FORMAT = [["ruff", "check", "--fix"], ["ruff", "format"]]
LINT = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"]]
LINT += [["deptry", "src", *(str(plugin / "src") for plugin in PLUGINS)]]
#: One more than there are processors: some tests wait, for a browser or for a process to end.
WORKERS = str(1 + PROCESSORS)
TEST = [["pytest", "-n", WORKERS, "--dist", "worksteal", "-m", "not slow"]]
TEST_ALL = [TEST[0][:-2]]

#: What each command runs, and the dependency group it needs. Everything else goes to degreekit.
COMMANDS: dict[str, tuple[str, list[list[str]]]] = {
    "test": ("dev", TEST),
    "test-all": ("dev", TEST_ALL),
    "lint": ("dev", LINT),
    "docs": ("dev", [["mkdocs", "build", "--strict"]]),
    "picture": ("dev", [[str(ROOT / "docs/picture.py")]]),
    "pages": ("dev", [[str(ROOT / "docs/generate.py")]]),
    "benchmark": ("benchmark", [[str(ROOT / "benchmarks/solvers.py")]]),
    "rules": ("dev", [[str(ROOT / "benchmarks/real_rules.py")]]),
    "speed": ("dev", [[str(ROOT / "benchmarks/speed.py")]]),
    "instances": ("benchmark", [[str(ROOT / "benchmarks/make_instances.py"), "--check"]]),
    "oracle": ("dev", [[str(ROOT / "tests/audit/run_oracle.py")]]),
    "ocr-benchmark": ("dev", [[str(ROOT / "benchmarks/ocr.py")]]),
    "cohort-benchmark": ("dev", [[str(ROOT / "benchmarks/cohort.py")]]),
    "page-benchmark": ("dev", [[str(ROOT / "benchmarks/page.py")]]),
    "reading-benchmark": ("dev", [[str(ROOT / "benchmarks/ingest.py")]]),
    "layouts": ("dev", [[str(ROOT / "tests/layouts/run_layouts.py")]]),
    "changes": ("dev", [[str(ROOT / "tests/layouts/run_changes.py")]]),
    "mutations": ("dev", [[str(ROOT / "tests/ingest/run_mutations.py")]]),
    "fixtures": ("dev", [[str(ROOT / "tests/fixtures/make_fixtures.py")]]),
    "format": ("dev", FORMAT),
    "all": ("dev", [*FORMAT, *LINT, *TEST]),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        print("Commands: " + ", ".join(COMMANDS) + ", or any command of degreekit.")
        return 0 if arguments else 2
    command, *rest = arguments
    group, steps = _meant(command, rest)
    prepare(group)
    calls = [[*_program(step[0]), *step[1:], *rest] for step in steps]
    if steps is LINT:
        return _at_once(calls)
    for call in calls:
        status = subprocess.call(call, env=ENVIRONMENT)  # noqa: S603  # our own commands
        if status:
            return status
    return 0


def _at_once(calls: Sequence[Sequence[str]]) -> int:
    """Run checks that change nothing, as many at once as there are; return the worst status.

    What each one prints is shown as a whole, in their order.
    """
    checks = [
        subprocess.Popen(call, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603  # our own commands
        for call in calls
    ]
    for check in checks:
        sys.stdout.buffer.write(check.communicate()[0])
        sys.stdout.flush()
    return max(check.returncode for check in checks)


def _meant(command: str, rest: Sequence[str]) -> tuple[str, list[list[str]]]:
    """Return the dependency group and the steps of a command."""
    of_degreekit: tuple[str, list[list[str]]] = ("", [["degreekit", command]])
    if command == "lint" and any(not word.startswith("-") for word in rest):
        return of_degreekit  # `lint PROGRAM` looks at rules; without one, at this checkout
    return COMMANDS.get(command, of_degreekit)


def _program(name: str) -> list[str]:
    return [str(PYTHON), name] if name.endswith(".py") else [str(BIN / name)]


def prepare(group: str) -> None:
    """Make the environment, unless there is one that works and is up to date."""
    stamp = HOME / f"degreekit-{group or 'run'}.stamp"
    inputs = (bytes(HOME), *(path.read_bytes() for path in INPUTS))  # scripts know where they are
    state = hashlib.sha256(b"\0".join(inputs)).hexdigest()
    works = PYTHON.exists() and _works("pip")
    if works and stamp.exists() and stamp.read_text() == state and _works("degreekit"):
        return
    print(f"Setting up {HOME.name} (once; this takes a minute or two)", file=sys.stderr)
    if not works:
        # Some systems ship Python without ensurepip; their own pip can fill the environment then.
        venv.create(HOME, clear=True, with_pip=find_spec("ensurepip") is not None)
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
        _install([*pip, "--upgrade", "pip>=25.1"])  # the first that knows dependency groups
    install = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    install += ["--constraint", str(ROOT / "constraints.txt"), "--editable", str(ROOT)]
    for plugin in PLUGINS:
        install += ["--editable", str(plugin)]
    if group:
        install += ["--group", f"{ROOT / 'pyproject.toml'}:{group}"]
    _install(install)
    stamp.write_text(state)


def _works(module: str) -> bool:
    call = [str(PYTHON), "-c", f"import {module}"]
    try:
        return not subprocess.run(call, capture_output=True, check=False).returncode  # noqa: S603  # our own command
    except OSError:
        return False


def _install(command: list[str]) -> None:
    """Run pip and show in one line what it is doing; show all it said only if it fails."""
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603  # our own command
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if sys.stderr.isatty() and not line[:1].isspace():
                print(f"\r\033[K  {line.strip()[:70]}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    if pip.returncode:
        sys.exit(f"{''.join(said[-40:])}Setting up failed: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
