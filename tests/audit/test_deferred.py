"""An audit answers at once, and writes its words when they are first read."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from degreekit import Audit, Auditor, Transcript, get_auditor
from degreekit.audit import SearchBudgetExceeded
from degreekit.report.html import render_html
from degreekit.report.markdown import render_markdown
from degreekit.report.text import render_text

from .small import audit, program, take

TRANSCRIPT = Transcript.from_data(
    {"records": [{"code": "COMS W4771", "credits": 3, "grade": None, "term": "Fall 2023"}]}
)


@pytest.fixture
def fresh() -> Audit:
    return get_auditor("columbia-ms-cs-ml").audit(TRANSCRIPT)


def test_the_status_is_there_before_any_word_is_written(
    fresh: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("written")

    monkeypatch.setattr(Auditor, "_explained", refuse)
    unread = get_auditor("columbia-ms-cs-ml").audit(TRANSCRIPT)
    assert unread.status is fresh.status
    with pytest.raises(AssertionError, match="written"):
        _ = unread.remaining


def test_what_is_left_is_said_before_the_courses_that_would_do_are_looked_for(
    fresh: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fresh.to_data()

    def refuse(*_: Any) -> None:
        raise AssertionError("looked for")

    for name in ("_Places._served", "_Explainer.unapplied", "_Explainer._advice"):
        where = "places" if "Places" in name else "explain"
        monkeypatch.setattr(f"degreekit.audit.explain.{where}.{name}", refuse)
    unread = get_auditor("columbia-ms-cs-ml").audit(TRANSCRIPT)
    assert [place.text for place in unread.remaining.open] == [
        place["text"] for place in whole["remaining"]["open"]
    ]
    assert unread.requirements == fresh.requirements
    assert (unread.gpa, unread.verdict) == (fresh.gpa, fresh.verdict)
    for ask in (
        lambda: unread.remaining.open[0].candidates,
        lambda: unread.remaining.advice,
        lambda: unread.unapplied,
    ):
        with pytest.raises(AssertionError, match="looked for"):
            ask()
    monkeypatch.undo()
    assert unread.to_data() == whole


@pytest.mark.parametrize(
    "use",
    [
        lambda one: pickle.loads(pickle.dumps(one)),  # noqa: S301  # our own
        copy.copy,
        copy.deepcopy,
        lambda one: one.model_copy(),
        lambda one: Audit.from_json(one.to_json()),
        lambda one: Audit.model_validate(one.model_dump()),
        lambda one: Audit.model_validate(dict(one)),
    ],
    ids=["pickle", "copy", "deepcopy", "model_copy", "json", "dump", "iteration"],
)
def test_whatever_is_first_done_with_an_audit_has_every_word_of_it(
    fresh: Audit, use: Callable[[Audit], Audit]
) -> None:
    other = use(fresh)
    assert other.remaining.open
    assert other == get_auditor("columbia-ms-cs-ml").audit(TRANSCRIPT)


def test_an_audit_prints_and_dumps_every_field_when_that_is_the_first_thing_asked() -> None:
    auditor = get_auditor("columbia-ms-cs-ml")
    assert "remaining=" in repr(auditor.audit(TRANSCRIPT))
    assert set(auditor.audit(TRANSCRIPT).model_dump()) == set(Audit.model_fields)
    assert set(json.loads(auditor.audit(TRANSCRIPT).model_dump_json())) == set(Audit.model_fields)
    assert auditor.audit(TRANSCRIPT) == auditor.audit(TRANSCRIPT)
    with pytest.raises(AttributeError, match="no attribute 'reminding'"):
        _ = auditor.audit(TRANSCRIPT).reminding  # type: ignore[attr-defined]


def test_an_audit_is_found_in_a_set_before_and_after_its_words_are_written(fresh: Audit) -> None:
    seen = {fresh}
    assert fresh.remaining.open
    assert fresh in seen
    assert get_auditor("columbia-ms-cs-ml").audit(TRANSCRIPT) in seen


def test_an_auditor_that_was_used_passes_to_another_process() -> None:
    auditor = get_auditor("columbia-ms-cs-ml")
    expected = auditor.audit(TRANSCRIPT)
    other: Auditor = pickle.loads(pickle.dumps(auditor))  # noqa: S301  # our own
    assert other.audit(TRANSCRIPT) == expected


def test_a_view_that_is_too_dear_is_left_out_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    auditor = get_auditor("columbia-ms-cs-ml")
    found = auditor.audit(TRANSCRIPT)

    def give_up(*_: Any) -> None:
        raise SearchBudgetExceeded(1)

    monkeypatch.setattr(auditor, "_decide", give_up)
    assert found.remaining.courses
    assert [view.name for view in found.views] == ["with_in_progress", "with_planned"]
    assert found.left_out == (
        "Not worked out within the search budget: what remains with completed courses alone.",
    )
    for written in (
        found.to_json(),
        render_text(found),
        render_markdown(found),
        render_html(found),
    ):
        assert found.left_out[0] in " ".join(written.split())


def test_a_conflict_that_is_too_dear_is_left_out_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = program(take("one", "CS 4101"), take("two", "CS 4101"))
    assert audit(rules, "CS 4101").remaining.conflict == ("one", "two")

    def give_up(*_: Any) -> None:
        raise SearchBudgetExceeded(1)

    monkeypatch.setattr("degreekit.audit.auditor.smallest_conflict", give_up)
    found = audit(rules)
    assert found.remaining.out_of_reach
    assert found.remaining.conflict == ()
    [sentence] = found.left_out
    assert sentence.endswith("budget: the fewest requirements that cannot be met together.")
