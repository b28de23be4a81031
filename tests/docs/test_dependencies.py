"""What is installed: constraints that hold all of it, and a README that renders on an index."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from docs.libraries import libraries, reached

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pinned() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {
        canonicalize_name(line.split("==")[0])
        for line in lines
        if line and not line.startswith("#")
    }


def wanted(group: str) -> Iterator[str]:
    entries: list[Any] = PROJECT["dependency-groups"][group]
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        else:
            yield from wanted(entry["include-group"])


@pytest.mark.checkout
def test_the_constraints_hold_every_library_that_the_tests_install() -> None:
    needs = [*PROJECT["project"]["dependencies"], *wanted("dev")]
    names = {canonicalize_name(name) for name, _ in reached(needs, "")}
    assert len(names) > len(needs)
    assert names - pinned() == set()


def test_every_library_states_its_licence() -> None:
    rows = libraries()
    assert {"pdfplumber", "pydantic-core", "onnxruntime", "ortools"} <= {row[0] for row in rows}
    assert [row for row in rows if not row[3]] == []


def test_every_range_of_a_library_has_both_ends() -> None:
    needs = PROJECT["project"]["dependencies"]
    needs += [
        one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra
    ]
    exact = "pydantic-core"  # pydantic says which
    open_ended = [one for one in needs if not re.search(r">=[\d.]+,<\d", one)]
    assert [one for one in open_ended if not one.startswith(exact)] == []
