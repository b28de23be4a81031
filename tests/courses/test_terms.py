"""Terms: their order in time and their spellings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from degreekit.courses import InvalidTerm, Term

terms = st.builds(Term, st.integers(1900, 2100), st.integers(0, 3))


@pytest.mark.parametrize(
    ("text", "year", "season"),
    [
        ("Fall 2023", 2023, 3),
        ("2023 Fall", 2023, 3),
        ("FALL 2023", 2023, 3),
        ("Fall Term 2023", 2023, 3),
        ("Fall, 2023", 2023, 3),
        ("Autumn 2023", 2023, 3),
        ("Spring 2018", 2018, 1),
        ("Summer A 2023", 2023, 2),
        ("2023 Summer D", 2023, 2),
        ("Winter 2020", 2020, 0),
        ("20231", 2023, 1),
        ("20232", 2023, 2),
        ("20233", 2023, 3),
        ("  fall   2023 ", 2023, 3),
    ],
)
def test_each_spelling_of_a_term_is_read(text: str, year: int, season: int) -> None:
    assert Term.parse(text) == Term(year, season)


@pytest.mark.parametrize("text", ["", "2023", "Fall", "20234", "20230", "Fall 23", "COMS W4771"])
def test_what_is_no_term_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(InvalidTerm, match="write season and year") as caught:
        Term.parse(text)
    assert caught.value.text == text


def test_terms_stand_in_the_order_of_time() -> None:
    printed = ["Winter 2023", "Spring 2023", "Summer 2023", "Fall 2023", "Winter 2024"]
    terms_ = [Term.parse(text) for text in printed]
    assert all(earlier < later for earlier, later in pairwise(terms_))


@given(terms)
def test_a_term_prints_back_as_itself(term: Term) -> None:
    assert Term.parse(str(term)) == term


@given(terms, terms)
def test_ordinals_count_the_seasons_in_the_order_of_time(a: Term, b: Term) -> None:
    assert Term.from_ordinal(a.ordinal) == a
    assert (a < b) == (a.ordinal < b.ordinal)
    assert Term.from_ordinal(a.ordinal + 4) == Term(a.year + 1, a.season)
