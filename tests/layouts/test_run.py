"""The commands that measure the reading, on few documents."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests.layouts import run_changes, run_layouts
from tests.layouts.changes import KINDS, change, draw
from tests.layouts.choice import Choice, alone
from tests.layouts.document import build
from tests.layouts.flow import Cells
from tests.layouts.judge import Kind, Verdict, judge
from tests.layouts.run_layouts import Result, Task, save
from tests.layouts.webpage import missing

#: One value each, all others plain: what any reading has to manage.
SIMPLE = (
    ("producer", "fpdf2"),
    ("producer", "raw"),
    ("producer", "identity"),
    ("producer", "kerned"),
    ("producer", "weasyprint"),
    ("producer", "text, laid out"),
    ("producer", "text, tabs"),
    ("font", "Courier"),
    ("font", "Times"),
    ("size", "6"),
    ("drawing", "word"),
    ("drawing", "glyph"),
    ("drawing order", "shuffled"),
    ("struck twice", "yes"),
    ("grid", "boxes"),
    ("grid", "stripes"),
    ("paper", "A4"),
    ("page columns", "2"),
    ("sheet", "turned 90"),
    ("sheet", "2-up"),
    ("behind", "watermark"),
    ("legend", "last page"),
    ("wrap", "first"),
    ("term form", "FALL 2023"),
    ("totals", "columbia"),
    ("open terms", "in progress"),
    ("schools", "two"),
    ("repeats", "yes"),
    ("topics", "twice in a term"),
)


@pytest.mark.parametrize(("axis", "value"), SIMPLE)
def test_one_change_of_a_plain_layout_changes_nothing_in_the_reading(axis: str, value: str) -> None:
    choice = alone(axis, value)
    if why := missing(choice["producer"]):
        pytest.skip(why)
    verdict = judge(build(Random(f"{axis}={value}"), choice))
    assert verdict.kind is Kind.PERFECT, verdict.details


def test_the_command_prints_the_table_and_the_sums(capsys: pytest.CaptureFixture[str]) -> None:
    run_layouts.main(["--documents", "6", "--processes", "1", "--fix", "variety=little"])
    printed = capsys.readouterr().out
    assert "axis and value" in printed
    assert "6 documents" in printed


def test_a_run_that_was_cut_short_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[int] = []

    def work(task: Task, keep: Path | None) -> Result:
        assert keep is None
        made.append(task.number)
        return Result(task.number, {"font": "Times"}, Verdict(Kind.PERFECT, 3))

    monkeypatch.setattr(run_layouts, "work", work)
    results = tmp_path / "results.jsonl"
    common = ["--processes", "1", "--short", "--results", str(results)]
    assert run_layouts.main(["--documents", "4", *common]) == 0
    assert run_layouts.main(["--documents", "7", *common]) == 0
    assert made == list(range(7))
    assert "7 documents, 21 rows" in capsys.readouterr().out


def test_a_failure_is_kept_with_its_truth(tmp_path: Path) -> None:
    document = build(Random(1), Choice.plain())
    verdict = Verdict(Kind.UNNAMED, 1, 1, 1, details=("SILENT: lost",))
    save(tmp_path, Task(7, 3), document, verdict)
    assert (tmp_path / "7-3.pdf").read_bytes() == document.data
    told = json.loads((tmp_path / "7-3.json").read_text())
    assert told["kind"] == "wrong, not named"
    assert told["truth"] == [row.expected() for row in document.rows]


def test_an_axis_that_is_not_there_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_layouts.main(["--fix", "font=Comic"])
    assert "Courier" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_changes_one_row_and_no_figure(kind: str) -> None:
    flow = draw(1, 0)
    index = next(n for n, row in enumerate(flow.rows) if row.grade in ("A", "B", "A-", "B+", "C"))
    items = change(flow, index, kind, Random(1))
    assert items is not None
    before = [item for item in flow.items if not isinstance(item, Cells) or item.row != index]
    after = [item for item in items if not isinstance(item, Cells) or item.row != index]
    assert after == before
    [old] = [item for item in flow.items if isinstance(item, Cells) and item.row == index]
    new = [item for item in items if isinstance(item, Cells) and item.row == index]
    if kind == "row lost":
        assert not new
    elif kind == "term":
        assert items != flow.items
    else:
        different = [k for k in old.values if old.values[k] != new[0].values[k]]
        assert len(different) == 1


def test_changes_are_counted_by_what_was_changed(capsys: pytest.CaptureFixture[str]) -> None:
    run_changes.main(["--documents", "2", "--processes", "1"])
    printed = capsys.readouterr().out
    assert all(f"| {kind} |" in printed for kind in KINDS)
