"""The diffs of the architecture page apply to the source as it is, and do what the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_SCRIPT = """
import degreekit
from degreekit import Auditor, Program, Transcript, read_adjustments
from degreekit.courses import Institution

assert degreekit.__file__.startswith({source!r}), degreekit.__file__
topic = {{"kind": "declared", "id": "topic", "title": "Thesis topic", "fact": "topic"}}
rows = [{{"courses": "CS *"}}]
core = {{"kind": "take", "id": "core", "title": "Core", "rows": rows, "courses": 1}}
rules = Program.model_validate(
    {{
        "id": "demo", "title": "Demo", "edition": "1", "institution": "here",
        "root": {{"id": "degree", "title": "Degree", "parts": [topic, core]}},
    }}
)
auditor = Auditor(rules, Institution(id="here", title="Here"))
for facts in ({{}}, {{"topic": "bridges"}}):
    transcript = Transcript.from_data({{"records": [], "student": {{"facts": facts}}}})
    for given in ([], [{{"kind": "exempt", "requirement": "core"}}]):
        audit = auditor.audit(transcript, read_adjustments(given))
        effects = [one.text for one in audit.adjustments]
        print(audit.status.value, audit.requirement("topic").needs, *effects)
"""


@pytest.mark.checkout
@pytest.mark.skipif(shutil.which("git") is None, reason="git applies the diffs")
def test_the_diffs_of_the_architecture_page_apply_and_work(tmp_path: Path) -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    diffs = re.findall(r"^```diff\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(diffs) == 2
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src/degreekit", tmp_path / "src/degreekit", ignore=ignored)
    for number, diff in enumerate(diffs):
        added = [line for line in diff.splitlines() if line.startswith("+") and line[1:].strip()]
        assert len(added) <= 25, "the page promises that a kind is short"
        (tmp_path / f"{number}.diff").write_text(diff, encoding="utf-8")
        subprocess.run(["git", "apply", f"{number}.diff"], cwd=tmp_path, check=True)  # noqa: S603, S607  # our own command
    source = str(tmp_path / "src")
    done = subprocess.run(  # noqa: S603  # this interpreter, our own script
        [sys.executable, "-c", _SCRIPT.format(source=source)],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "unsatisfied Thesis topic declared",
        "unsatisfied Thesis topic declared Core does not apply",
        "unsatisfied Thesis topic declared",
        "satisfied Thesis topic declared Core does not apply",
    ]
