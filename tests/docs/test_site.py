"""The site builds strictly, and loads nothing from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from docs.generate import ROOT

#: The command, as `dev.py docs` runs it: as a module it would find more.
_MKDOCS = shutil.which("mkdocs", path=sysconfig.get_path("scripts"))

pytestmark = pytest.mark.skipif(
    _MKDOCS is None or find_spec("mkdocstrings") is None,
    reason="mkdocs is not installed: it is in the dependency group 'docs'",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("site")
    done = subprocess.run(  # noqa: S603  # our own documentation
        [_MKDOCS or "", "build", "--strict", "--site-dir", str(home)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return home


def test_the_site_builds_strictly(site: Path) -> None:
    assert (site / "index.html").exists()
    assert (site / "audit.schema.json").exists()


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", text)
        loaded = [tag for tag in tags if re.search(r"(?:src|href)=\"?(?:https?:)?//", tag)]
        assert not loaded, page.name


def test_scripts_of_the_repository_are_not_published(site: Path) -> None:
    assert not [*site.rglob("*.py"), *site.rglob("*.pyc")]


def test_examples_of_docstrings_are_shown_as_code(site: Path) -> None:
    text = re.sub(
        r"<pre.*?</pre>",
        "",
        (site / "api" / "audit.html").read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    assert "&gt;&gt;&gt;" not in text


def test_the_picture_of_the_sample_audit_shows_what_its_page_says() -> None:
    from docs.picture import OUT, shown_words  # needs mkdocs

    with Image.open(OUT) as picture:
        assert picture.text["Description"] == shown_words(), "run `python3 dev.py picture`"  # type: ignore[attr-defined]
