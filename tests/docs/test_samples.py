"""The samples of the README and of the pages for Python users are correctly typed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import DOCS, ROOT

PAGES = (ROOT / "README.md", DOCS / "use-it-in-python.md", DOCS / "recipes.md")
_BLOCK = re.compile(r"^```python(?: title=\"([^\"\n]*)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _modules(folder: Path) -> list[str]:
    """Write the samples of each page as one module, and a block with a title as one of its own."""
    found = []
    for page in PAGES:
        blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
        assert blocks, page
        parts = {f"{page.stem.lower().replace('-', '_')}_sample.py": ""}
        for title, block in blocks:
            name = title or next(iter(parts))
            parts[name] = parts.get(name, "") + block + "\n"
        for name, text in parts.items():
            (folder / name).write_text(text, encoding="utf-8")
            found.append(name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_samples_pass_the_type_checkers(checker: str, tmp_path: Path) -> None:
    pytest.importorskip(checker)
    flags = {
        "mypy": ["--strict", "--cache-dir", str(tmp_path / "cache")],
        "pyright": ["--pythonpath", sys.executable],
    }
    modules = _modules(tmp_path)
    done = subprocess.run(  # noqa: S603  # our own samples
        [sys.executable, "-m", checker, *flags[checker], *modules],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
