"""An audit as Markdown and as a checklist."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from degreekit.report import Look, audit_facts, render_checklist, render_markdown
from degreekit.report.markdown import escaped, table

from .audits import HOSTILE, audits
from .extract import parsed

_GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _said(text: str) -> str:
    return " ".join("".join(parsed(_GITHUB.render(text)).itertext()).split())


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_a_text_is_shown_as_it_is_in_a_line(text: str) -> None:
    assert _said(f"- **Has:** {escaped(text)}") == f"Has: {text}"


@given(st.lists(st.text(alphabet="ab|\\`*_<&~", min_size=1, max_size=8), min_size=2, max_size=4))
def test_a_text_is_shown_as_it_is_in_a_table(texts: list[str]) -> None:
    names = [f"N{n}" for n in range(len(texts))]
    made = parsed(_GITHUB.render("\n".join(table(names, [list(map(escaped, texts))]))))
    assert ["".join(cell.itertext()) for cell in made.iter("td")] == texts


def test_hostile_titles_break_no_table_and_bring_no_markup() -> None:
    for text in (render_markdown(audits()["hostile"]), render_checklist(audits()["hostile"])):
        tags = {one.tag for one in parsed(_GITHUB.render(text)).iter()}
        assert not tags & {"script", "style", "img", "s", "em", "del"}
        said = _said(text)
        assert HOSTILE[1] in said
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert rows
        assert all(line.endswith("|") for line in rows)


@pytest.mark.parametrize("name", sorted(set(audits()) - {"hostile"}))
def test_columns_stand_one_below_the_other_as_the_table_stands(name: str) -> None:
    for text in (render_markdown(audits()[name]), render_checklist(audits()[name])):
        for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
            lines = block.splitlines()
            assert len({len(line) for line in lines}) == 1
            assert len({tuple(_bars(line)) for line in lines}) == 1


def _bars(line: str) -> list[int]:
    return [found.start() for found in re.finditer(r"(?<!\\)\|", line)]


def test_the_markdown_names_the_file_it_was_made_of() -> None:
    text = render_markdown(audits()["satisfied"], Look(document="my_file.pdf"))
    assert "Edition 2023-07-25, read from my\\_file.pdf" in text


def _rows(name: str) -> list[list[str]]:
    lines = render_checklist(audits()[name]).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


def test_the_checklist_has_a_row_for_each_course_and_one_for_each_open_place() -> None:
    head, _, *rows = _rows("empty")
    assert head == ["Requirement", "Course", "Title", "Points", "Grade", "Term", "Status"]
    open_ = [row for row in rows if row[-1] == "open"]
    assert [row[2] for row in open_] == [
        escaped(place.text) for place in audit_facts(audits()["empty"]).open
    ]
    _, _, *rows = _rows("satisfied")
    assert not [row for row in rows if row[-1] == "open"]
    assert ["Track electives", "COMS E6111", "ADVANCED DATABASE SYSTEMS"] in [r[:3] for r in rows]
    assert rows[-1] == ["Total", "", "", "30", "", "", ""]


def test_the_checklist_says_what_is_waived_in_progress_approved_and_not_a_course() -> None:
    said = {row[-1] for name in ("waived", "decided", "together") for row in _rows(name)[2:]}
    assert {"completed", "in progress", "completed, approved", "open"} <= said
    assert "incomplete: not on record, lacks Exam" in said
    assert any(one.startswith("waived") for one in said)
    conflict = [row[-1] for row in _rows("conflict")[2:-1]]
    assert any(one == "open" or "lacks 1 course" in one for one in conflict)
