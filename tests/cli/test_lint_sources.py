"""`degreekit lint --sources`: what saved pages no longer say."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from .conftest import ROOT, Run


def _saved(folder: Path, *, changed: tuple[str, str] = ("", "")) -> Path:
    """Save the page of the track as it was published, sentence by sentence, with one change."""
    parts = yaml.safe_load((ROOT / "docs/track-sentences.yaml").read_text(encoding="utf-8"))
    lines = [
        line
        for part in parts
        for one in part["sentences"]
        for line in (one["table"] if "table" in one else [one["says"]])
    ]
    heads = [part["section"] for part in parts]
    text = "\n".join([*heads, *map(str, lines)]).replace(*changed)
    url = "https://www.cs.columbia.edu/education/ms/machineLearning/"
    (folder / "sources.json").write_text(json.dumps({url: "ml.txt"}))
    (folder / "ml.txt").write_text(text, encoding="utf-8")
    return folder


def test_lint_reports_a_page_that_says_something_else_now(
    tmp_path: Path,
    run: Run,
) -> None:
    folder = _saved(tmp_path, changed=("at least 6 points of technical", "at least 9 points of"))
    result = run("lint", "columbia-ms-cs-ml", "--sources", str(folder))
    assert result.status == 1
    assert "warning: points-6000: the saved page of https://www.cs.columbia.edu" in result.out
    data = json.loads(
        run("lint", "columbia-ms-cs-ml", "--sources", str(folder), "--format", "json").out
    )
    assert [one["code"] for one in data[0]["findings"]] == ["source-changed"]
    assert data[0]["sources"]["changed"] == 1
    assert data[0]["sources"]["paraphrased"] > 0


def test_a_folder_without_index_ends_lint_with_3(tmp_path: Path, run: Run) -> None:
    result = run("lint", "columbia-ms-cs-ml", "--sources", str(tmp_path))
    assert (result.status, result.out) == (3, "")
    assert "sources.json: No such file" in result.err
