"""Text, Markdown, HTML and JSON say the same facts: read back out of each, they are equal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given

from degreekit import Audit
from degreekit.audit import Auditor
from degreekit.report import (
    Look,
    audit_facts,
    render_html,
    render_json,
    render_markdown,
    render_text,
)

from ..audit.strategies import Question, examples, questions
from .audits import audits, case_audits
from .extract import from_html, from_json, from_markdown, from_text, plain

#: How each format is written, and read back.
FORMATS: dict[str, Callable[[Audit, Look], dict[str, Any]]] = {
    "json": lambda audit, look: from_json(render_json(audit, look)),
    "html": lambda audit, look: from_html(render_html(audit, look)),
    "markdown": lambda audit, look: from_markdown(render_markdown(audit, look)),
    "text": lambda audit, look: from_text(render_text(audit, look)),
}

#: Audits of cases are written in one format after the other, and each twelfth in all.
EVERY = 12


def _held(audit: Audit, width: int = 80, formats: Iterable[str] = tuple(FORMATS)) -> None:
    facts = plain(audit_facts(audit))
    shape = Look(width=width, full=True)
    for name in formats:
        found = FORMATS[name](audit, shape)
        for key in facts:
            assert found[key] == facts[key], (name, key)
        assert found.keys() == facts.keys()


@pytest.mark.parametrize("name", sorted(set(audits()) - {"hostile"}))
@pytest.mark.parametrize("width", [60, 100])
def test_every_format_says_the_same_facts(name: str, width: int) -> None:
    _held(audits()[name], width)


@pytest.mark.slow
def test_every_format_says_the_same_facts_of_cases_of_the_track() -> None:
    names = list(FORMATS)
    for number, audit in enumerate(case_audits().values()):
        _held(audit, formats=names if number % EVERY == 0 else [names[number % len(names)]])


@given(questions(decided=True))
@examples(15)
def test_every_format_says_the_same_facts_of_any_program(question: Question) -> None:
    auditor = Auditor(question.program, question.institution)
    _held(auditor.audit(question.transcript, question.adjustments))


def test_the_facts_of_hostile_titles_are_the_same_in_a_page_and_in_data() -> None:
    audit = audits()["hostile"]
    facts = plain(audit_facts(audit))
    assert from_html(render_html(audit)) == facts
    assert from_json(render_json(audit, Look())) == facts


def _leaves(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [leaf for value in data.values() for leaf in _leaves(value)]
    if isinstance(data, list):
        return [leaf for value in data for leaf in _leaves(value)]
    return [str(data)]


@pytest.mark.parametrize("name", sorted(set(audits()) - {"empty"}))
def test_a_fact_that_is_changed_is_a_fact_that_differs(name: str) -> None:
    """The comparison sees a change of any kind of fact: it does not compare nothing."""
    audit = audits()[name]
    data = json.loads(audit.to_json())
    data["requirements"][0]["needs"] += " and more"
    data["remaining"]["other"].append("a form")
    other = Audit.model_validate(data)
    before, after = plain(audit_facts(audit)), plain(audit_facts(other))
    assert len(_leaves(after)) == len(_leaves(before)) + 1
    assert from_html(render_html(other)) == after != before
