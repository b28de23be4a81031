"""Titles: two spellings of one title are one title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.courses import same_title, title_key

words = st.lists(st.sampled_from(["Causal", "Inference", "Deep", "Learning", "II"]), min_size=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Causal Inference", "CAUSAL  INFERENCE"),
        ("Neural Networks & Deep Learning", "Neural Networks and Deep Learning"),
        ("Bayesian Models: Theory", "Bayesian Models (Theory)"),
        ("Data-Driven Design", "Data Driven Design"),
        ("Newton's Method", "Newtons Method"),
        ("Machine Learning", "Machine\u00a0Learning"),
    ],
)
def test_case_punctuation_and_the_word_and_do_not_matter(one: str, other: str) -> None:
    assert same_title(one, other)
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Machine Learning I", "Machine Learning II"), ("Deep Learning", "Learning Deep")],
)
def test_other_words_or_another_order_are_another_title(one: str, other: str) -> None:
    assert not same_title(one, other)


@pytest.mark.parametrize("missing", [None, "", "  ", "&"])
def test_a_missing_title_is_the_same_as_no_title(missing: str | None) -> None:
    assert not same_title(missing, missing)
    assert not same_title(missing, "Causal Inference")


@given(words, st.sampled_from([" ", "  ", " - ", ", ", " & ", " and "]))
def test_what_stands_between_the_words_does_not_matter(parts: list[str], between: str) -> None:
    assert same_title(" ".join(parts), between.join(parts).upper())


@given(words)
def test_the_key_of_a_key_is_the_key(parts: list[str]) -> None:
    key = title_key(" ".join(parts))
    assert title_key(key) == key
