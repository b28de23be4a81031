"""Set up this checkout and run its commands, with nothing but Python 3.11 or later and its pip.

    python3 dev.py audit tests/fixtures/ms-student.pdf --program columbia-ms-cs-ml
    python3 dev.py test

The first run makes a virtual environment in .venv; later runs use it, and renew it when a
pyproject.toml or constraints.txt has changed.
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

#: mkdocs-material tells with every build that MkDocs has no future.
QUIET = {"NO_MKDOCS_2_WARNING": "1", **os.environ}

FORMAT = [["ruff", "check", "--fix"], ["ruff", "format"]]
LINT = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"]]
TEST = [["pytest", "-n", "auto", "--dist", "worksteal"]]

#: What each command runs, and the dependency group it needs. Everything else goes to degreekit.
COMMANDS: dict[str, tuple[str, list[list[str]]]] = {
    "test": ("dev", TEST),
    "lint": ("dev", LINT),
    "docs": ("dev", [["mkdocs", "build", "--strict"]]),
    "picture": ("dev", [[str(ROOT / "docs/picture.py")]]),
    "pages": ("dev", [[str(ROOT / "docs/generate.py")]]),
    "benchmark": ("benchmark", [[str(ROOT / "benchmarks/solvers.py")]]),
    "instances": ("benchmark", [[str(ROOT / "benchmarks/make_instances.py"), "--check"]]),
    "oracle": ("dev", [[str(ROOT / "tests/audit/run_oracle.py")]]),
    "ocr-benchmark": ("dev", [[str(ROOT / "benchmarks/ocr.py")]]),
    "reading-benchmark": ("dev", [[str(ROOT / "benchmarks/ingest.py")]]),
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
    for step in steps:
        call = [*_program(step[0]), *step[1:], *rest]
        status = subprocess.call(call, env=QUIET)  # noqa: S603  # our own commands
        if status:
            return status
    return 0


def _meant(command: str, rest: Sequence[str]) -> tuple[str, list[list[str]]]:
    """Return the dependency group and the steps of a command."""
    of_degreekit: tuple[str, list[list[str]]] = ("", [["degreekit", command]])
    if command == "lint" and any(not word.startswith("-") for word in rest):
        return of_degreekit  # `lint PROGRAM` looks at rules; without one, at this checkout
    return COMMANDS.get(command, of_degreekit)


def _program(name: str) -> list[str]:
    return [str(PYTHON), name] if name.endswith(".py") else [str(BIN / name)]


def prepare(group: str) -> None:
    """Make the environment, unless it is there and still fits."""
    stamp = HOME / f"degreekit-{group or 'run'}.stamp"
    state = hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return
    print(f"Setting up {HOME.name} (once; this takes a minute) ...", file=sys.stderr)
    if not PYTHON.exists():
        # Some systems ship Python without ensurepip; their own pip can fill the environment then.
        venv.create(HOME, with_pip=find_spec("ensurepip") is not None)
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
        _run([*pip, "--quiet", "--upgrade", "pip>=25.1"])  # the first that knows dependency groups
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install += ["--constraint", str(ROOT / "constraints.txt"), "--editable", str(ROOT)]
    for plugin in PLUGINS:
        install += ["--editable", str(plugin)]
    if group:
        install += ["--group", f"{ROOT / 'pyproject.toml'}:{group}"]
    _run(install)
    stamp.write_text(state)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603  # our own command
    if done.returncode:
        sys.exit(f"Setting up failed: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
