"""Plain data: no key twice, no depth without end, no value guessed."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.adjustments import InvalidAdjustments, read_adjustments
from degreekit.plain_data import MOST_LEVELS, NotPlainData, read_json, read_yaml
from degreekit.transcript import InvalidTranscript, Transcript

DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(DATA)
def test_what_json_writes_is_read_back(data: Any) -> None:
    assert read_json(json.dumps(data, ensure_ascii=False)) == data
    assert read_json(json.dumps(data).encode("utf-16")) == data


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1, "a": 2}', "the key 'a' is there twice in one object"),
        ('[{"records": [], "x": {"grade": "A", "grade": "F"}}]', "the key 'grade' is there twice"),
        ("[" * (MOST_LEVELS + 1), "nested more than"),
        ('{"a":' * 100_000, "nested more than"),
        ('{"gpa": NaN}', "NaN is not a number of JSON"),
        ('{"gpa": -Infinity}', "-Infinity is not a number of JSON"),
        ("[1, 2", "this is not JSON"),
        ("", "this is not JSON"),
    ],
)
def test_invalid_json_is_rejected(text: str, problem: str) -> None:
    with pytest.raises(NotPlainData) as caught:
        read_json(text)
    assert problem in caught.value.problem


def test_brackets_in_a_text_are_no_levels() -> None:
    assert read_json(json.dumps(["[" * 500, '"' + "{" * 500])) == ["[" * 500, '"' + "{" * 500]


def test_half_a_character_is_replaced() -> None:
    assert read_json(r'["a\ud800b", "\ud83d\ude00"]') == ["a\ufffdb", "\U0001f600"]


def test_bytes_that_are_not_text_are_rejected() -> None:
    with pytest.raises(NotPlainData, match="byte 3 is not UTF-8"):
        read_json(b'["\x61\xff"]')


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("date: 2023-02-30", {"date": "2023-02-30"}),
        ("- no\n- 010\n- 1_000\n- 2024-09-01", ["no", "010", "1_000", "2024-09-01"]),
        ("a: null\nb: ~\nc: 'null'", {"a": None, "b": None, "c": "null"}),
        ("[COMS W4771, {code: COMS W4111}]", ["COMS W4771", {"code": "COMS W4111"}]),
        ('{"credits": 3}', {"credits": 3}),
        ("", None),
    ],
)
def test_yaml_is_read_as_it_was_written(text: str, data: Any) -> None:
    assert read_yaml(text) == data


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3", "line 3: the key 'a' is there twice in one table"),
        ("- &x [1]\n- *x", "line 1: anchors and tags are not allowed"),
        ("- *x", "line 1: `*x` refers to another part"),
        ("a: !!python/object/apply:os.system [ls]", "anchors and tags are not allowed"),
        ("a: 1\n---\nb: 2", "line 2: a second document begins here"),
        ("x:\n" + "".join(" " * n + "- \n" for n in range(1, 60)), "nested more than"),
        ("a: [1, 2", "this is neither JSON nor YAML"),
        ("? [a]\n: b", "a key has to be a text"),
        ("\x00", "this is neither JSON nor YAML"),
    ],
)
def test_invalid_yaml_is_rejected_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(NotPlainData) as caught:
        read_yaml(text)
    assert problem in caught.value.problem


@given(st.binary(max_size=60))
def test_whatever_is_given_is_data_or_an_error(data: bytes) -> None:
    for read in (read_json, read_yaml):
        with suppress(NotPlainData):
            read(data)


# ------------------------------------------------------------------ mistakes in data that was read


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"kind": "waiv"}, "; did you mean 'waive'?"),
        (
            {"kind": "waive", "requirment": "core"},
            "no field 'requirment'; did you mean 'requirement'?",
        ),
        ({"kind": "note", "reason": "x", "xyz": 1}, "there is no field 'xyz'"),
        ({"kind": "note", "reason": "x", "date": "2023-02-30"}, "not a date: write year, month"),
        ({"kind": "note", "reason": "x", "date": "20/09/2023"}, "not a date: write year, month"),
        ({"kind": "note", "reason": 3}, "reason: it has to be a text"),
        ({"kind": "change_limit", "limit": "x", "courses": "two"}, "a whole number, such as 3"),
        ({"kind": "change_limit", "limit": "x", "courses": 1.5}, "a whole number, such as 3"),
        ({"kind": "change_limit", "limit": "x", "courses": -1}, "it has to be at least 0"),
        ({"kind": "change_limit", "limit": "x", "credits": "six"}, "a number, such as 3 or 1.5"),
        ({"kind": "apply_here", "override": "perhaps"}, "it has to be true or false"),
        ("waive", "entry 1: it has to be an object with fields"),
    ],
)
def test_a_mistake_says_what_has_to_be_there_in_plain_words(entry: Any, problem: str) -> None:
    with pytest.raises(InvalidAdjustments) as caught:
        read_adjustments([entry])
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "the data: it has to be an object with fields"),
        ({"records": {}}, "records: it has to be a list"),
        ({"record": []}, "there is no field 'record'; did you mean 'records'"),
        (
            {"records": [{"code": "CS 1", "credits": 3, "grad": "A"}]},
            "records[0]: there is no field 'grad'; did you mean 'grade'?",
        ),
        (
            {"records": [{"code": "CS 1", "credits": 3, "status": "complete"}]},
            "; did you mean 'completed'",
        ),
        ({"records": [{"code": "CS 1", "credits": "three"}]}, "a number, such as 3 or 1.5"),
        ({"records": [{"code": "CS 1", "credits": 300}]}, "it has to be at most 99"),
        ({"records": [{"code": "CS 1", "credits": "0.12345"}]}, "at most 3 decimals"),
        ({"records": [{"code": "CS 1", "credits": 3, "box": 1}]}, "it has to be a list"),
    ],
)
def test_a_mistake_in_a_transcript_says_what_was_probably_meant(data: Any, problem: str) -> None:
    with pytest.raises(InvalidTranscript) as caught:
        Transcript.from_data(data)
    assert problem in str(caught.value)
