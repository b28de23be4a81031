"""The README as a package index shows it."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def targets(markdown: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", markdown)


def test_without_an_address_of_the_repository_no_link_is_left_that_leads_nowhere(
    hook: ModuleType,
) -> None:
    assert any(not one.startswith("http") for one in targets(README))
    shown = hook.on_index(README, "")
    assert [one for one in targets(shown) if not one.startswith(("http", "#"))] == []
    assert "Formats and extras" in shown
    assert "![" not in shown


def test_with_an_address_every_link_and_picture_leads_into_the_repository(hook: ModuleType) -> None:
    shown = hook.on_index(README, "https://code.example/degreekit")
    assert [one for one in targets(shown) if not one.startswith("https://")] == []
    assert "(https://code.example/degreekit/raw/main/docs/images/report.png)" in shown
    assert "(https://code.example/degreekit/blob/main/docs/command-line.md)" in shown


def test_readmes_of_plugins_have_no_link_into_the_repository() -> None:
    for readme in ROOT.glob("plugins/*/README.md"):
        found = targets(readme.read_text(encoding="utf-8"))
        assert [one for one in found if not one.startswith(("https://", "#"))] == []
