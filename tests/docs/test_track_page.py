"""No sentence of the published page is missing, and each is tied to what it became."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from degreekit.requirements import Take
from docs.generate import DOCS, ROOT
from docs.track import Entry, entries, track

#: The words of the page of 2023-07-25, one blank between them.
WORDS = 1294
DIGEST = "f4273b3b6743fcb37cf2de42c14b46c1cfda358adc380b93f21d1b191ff83764"

PAGE = list(entries())
RULES = [one for one in PAGE if one.rule]
TABLES = [one for one in PAGE if one.rows]


def _called(entry: Entry) -> str:
    return entry.rows or entry.says[0][:50]


def test_every_word_of_the_published_page_is_there_in_its_order() -> None:
    words = " ".join(line for one in PAGE for line in one.says).split()
    assert len(words) == WORDS
    assert sha256(" ".join(words).encode()).hexdigest() == DIGEST


def test_every_sentence_stands_on_the_page_of_the_documentation() -> None:
    text = (DOCS / "ml-track.md").read_text(encoding="utf-8").replace("\\", "")
    quoted = [line[2:] for line in text.splitlines() if line.startswith("> ")]
    assert quoted == [line for one in PAGE for line in one.says]


@pytest.mark.parametrize("entry", PAGE, ids=_called)
def test_a_sentence_is_a_rule_with_code_and_tests_or_says_why_it_is_none(entry: Entry) -> None:
    if entry.rule:
        assert entry.code
        assert entry.tests
    else:
        assert entry.why
        assert not entry.tests


def test_every_rule_comes_from_a_sentence_and_every_id_is_one() -> None:
    program = track()
    ids = {node.id for node in program.nodes[1:]}
    ids |= {one.id for one in program.limits} | {one.id for one in program.sharing}
    assert {id_ for one in RULES for id_ in one.rule} == ids | {program.id}


def test_every_test_named_is_there() -> None:
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in ROOT.glob("plugins/ml_track/tests/test_*.py")
    )
    there = set(re.findall(r"^def (test_\w+)\(", tests, re.MULTILINE))
    assert {name for one in PAGE for name in one.tests} <= there


@pytest.mark.parametrize("entry", TABLES, ids=_called)
def test_the_line_of_a_table_and_its_row_are_about_the_same_courses(entry: Entry) -> None:
    node = track().node(entry.rows)
    assert isinstance(node, Take)
    for line, row in zip(entry.says, node.listed, strict=False):
        numbers = set(re.findall(r"\b[A-Z]{0,2}(\d{4})\b", line.split("[1]")[0]))
        assert numbers <= set(re.findall(r"\d{4}", row.courses.text())), line
        assert entry.section == (row.source.section if row.source else None)


def test_a_row_without_a_line_is_that_of_a_sentence() -> None:
    rows = {one.rows: one for one in TABLES}
    for id_, entry in rows.items():
        node = track().node(id_)
        assert isinstance(node, Take)
        more = [row.source.sentence for row in node.listed[len(entry.says) :] if row.source]
        assert more == [one.says[0] for one in PAGE if one.says[0] in more]
