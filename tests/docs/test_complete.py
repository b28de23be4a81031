"""Whatever can be used is documented, and nothing else is named."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import degreekit
import dev
from degreekit import DegreekitError
from degreekit.adjustments import AdjustmentKind
from degreekit.audit import AUDIT_CODES
from degreekit.cli.main import OWN, commands
from degreekit.ingest.codes import INGEST_CODES
from degreekit.plugins import hookspecs
from degreekit.requirements import LINT_CODES, conditions, filters, minimums, nodes, program, rows
from degreekit.requirements.model import RuleModel
from docs.generate import DOCS, PACKAGES, ROOT, own_commands, pages, public_names, reference_page

_FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
SOURCES = sorted(ROOT.glob("src/degreekit/**/*.py"))


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _headings(name: str, level: str) -> list[str]:
    return re.findall(rf"^{level} (.+)$", _FENCE.sub("", _text(name)), re.MULTILINE)


def _coded(name: str, level: str) -> set[str]:
    return {code for heading in _headings(name, level) for code in _CODE.findall(heading)}


def _named() -> Iterator[tuple[str, str]]:
    """Yield what the pages name as code in their prose, with the page."""
    for page in pages():
        for code in _CODE.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
            yield code, page.name


# -------------------------------------------------------------------------- each is documented


def test_contributors_find_every_command_of_the_checkout_and_no_other() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`python3 dev\.py ([\w-]+)", page))
    assert told - (set(OWN) - set(dev.COMMANDS)) == set(dev.COMMANDS)


def test_lint_of_the_checkout_and_lint_of_a_program_are_told_apart() -> None:
    assert dev._meant("lint", [])[1] == dev.LINT
    assert dev._meant("lint", ["columbia-ms-cs-ml"])[1] == [["degreekit", "lint"]]
    assert dev._meant("audit", ["nora.json"])[1] == [["degreekit", "audit"]]


def test_every_finding_code_has_its_entry_and_there_is_no_other() -> None:
    codes = [entry.code for entry in (*AUDIT_CODES, *INGEST_CODES, *LINT_CODES)]
    assert _headings("finding-codes.md", "###") == [f"`{code}`" for code in codes]


def test_every_hook_has_its_section_and_there_is_no_other() -> None:
    hooks = {name for name in vars(hookspecs) if name.startswith("degreekit_")}
    sections = _coded("hooks.md", "##")
    assert sections == hooks
    for part in _text("hooks.md").split("\n## `degreekit_")[1:]:
        assert all(word in part for word in ("*Purpose:*", "*Called:*", "*Returns:*"))
        assert "```python" in part or "*Example:*" in part


@pytest.mark.checkout
def test_every_environment_variable_is_documented_and_there_is_no_other() -> None:
    read = {
        name
        for path in SOURCES
        for name in re.findall(r"\"(DEGREEKIT_[A-Z_]+)\"", path.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^\| `(DEGREEKIT_[A-Z_]+)`", _text("hooks.md"), re.MULTILINE))
    assert told == read


def test_every_command_is_documented_and_there_is_no_other() -> None:
    assert _coded("command-line.md", "##") == {"degreekit", *own_commands()}


def test_every_kind_of_adjustment_has_its_section_and_there_is_no_other() -> None:
    assert _coded("adjustments.md", "##") == {kind.value for kind in AdjustmentKind}


@pytest.mark.parametrize(
    "module", [nodes, rows, minimums, filters, conditions, program], ids=lambda m: m.__name__
)
def test_every_primitive_is_built_in_an_example(module: object) -> None:
    blocks = "\n".join(_FENCE.findall(_text("primitives.md")))
    exported = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
    rules = {
        n for n, one in exported.items() if isinstance(one, type) and issubclass(one, RuleModel)
    }
    names = rules - {"Requirement"}
    assert names
    assert not {name for name in names if f"{name}(" not in blocks}


def test_every_public_name_is_in_the_reference_and_there_is_no_other() -> None:
    for package, names in public_names().items():
        page = reference_page(package).read_text(encoding="utf-8")
        entries = re.findall(r"^::: (\S+)$", page, re.MULTILINE)
        assert entries == [f"{package}.{name}" for name in names]


@pytest.mark.checkout
def test_every_package_with_public_names_is_in_the_reference() -> None:
    packages = {
        f"degreekit.{path.parent.name}"
        for path in ROOT.glob("src/degreekit/*/__init__.py")
        if path.parent.name not in ("cli", "columbia", "web")  # no names for others
    }
    assert packages == set(PACKAGES) - {"degreekit"}


def test_every_name_of_the_package_is_used_or_explained_in_the_prose() -> None:
    prose = "\n".join(_text(p.name) for p in DOCS.glob("*.md"))
    missing = [name for name in degreekit.__all__ if not re.search(rf"\b{name}\b", prose)]
    assert not missing


def test_every_error_that_users_may_meet_is_in_the_table_of_errors() -> None:
    found = {
        name
        for package, names in public_names().items()
        for name in names
        if inspect.isclass(error := getattr(importlib.import_module(package), name))
        and issubclass(error, DegreekitError)
    }
    table = {
        code
        for line in _text("use-it-in-python.md").splitlines()
        if line.startswith("| `")
        for code in _CODE.findall(line.split("|")[1])
        if not code.startswith("degreekit.")
    }
    assert found - {"DegreekitError"} == table


# ---------------------------------------------------------------------- nothing else is named


def test_every_name_in_the_prose_that_looks_like_one_of_degreekit_is_there() -> None:
    for code, page in _named():
        if not re.fullmatch(r"degreekit(\.\w+)+", code) or code == "degreekit.toml":
            continue
        parts = code.split(".")
        value: object = importlib.import_module("degreekit")
        for position, part in enumerate(parts[1:], start=2):
            if not hasattr(value, part):
                importlib.import_module(".".join(parts[:position]))
            value = getattr(value, part)
        assert value is not None, (code, page)


def test_every_command_and_option_in_the_prose_is_there() -> None:
    options = {
        option
        for command in (commands, *own_commands().values())
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    } | {"--help", "--results", "--check", "--editable", "--strict", "--update-cases"}
    options |= {"--from", "--spec", "--with"}  # of uvx and pipx
    for code, page in _named():
        if found := re.match(r"degreekit ([a-z-]+)", code):
            assert found[1] in OWN, (code, page)
        for option in re.findall(r"(?<![\w-])--[a-z-]+", code):
            assert option in options, (code, page)


@pytest.mark.checkout
def test_every_file_that_the_architecture_and_the_track_name_is_there() -> None:
    homes = [ROOT, ROOT / "src/degreekit", ROOT / "plugins/ml_track/src/degreekit_ml_track"]
    for page in ("architecture.md", "how-an-audit-is-made.md", "ml-track.md"):
        for code in _CODE.findall(_FENCE.sub("", _text(page))):
            if re.fullmatch(r"[\w./]+\.(py|md|yml)", code):
                name = code
                if "/" not in code and page != "ml-track.md":
                    found: list[Path] = list(ROOT.glob(f"src/degreekit/**/{name}"))
                else:
                    found = [home / name for home in homes if (home / name).exists()]
                assert found, (code, page)
