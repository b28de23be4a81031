"""Glyphs in arrays are the sequence that the objects would be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from degreekit.ingest.page.glyphs import Glyph, Glyphs

SIDE = st.floats(0, 1000)
GLYPHS = st.lists(st.builds(Glyph, st.sampled_from(["A", "9", "ﬁ", "fi"]), *[SIDE] * 4), max_size=6)
BOUND = st.none() | st.integers(-8, 8)


@given(GLYPHS)
def test_they_are_the_glyphs_they_were_made_of(glyphs: list[Glyph]) -> None:
    held = Glyphs.of(glyphs)
    assert list(held) == glyphs
    assert len(held) == len(glyphs)
    assert held.text == "".join(glyph.text for glyph in glyphs)
    assert [held[number] for number in range(-len(glyphs), len(glyphs))] == glyphs * 2
    assert list(held.rights) == [glyph.right for glyph in glyphs]


@given(GLYPHS, BOUND, BOUND, st.sampled_from([None, 1, 2, -1]))
def test_a_part_of_them_is_the_part_of_the_list(
    glyphs: list[Glyph], start: int | None, stop: int | None, step: int | None
) -> None:
    assert list(Glyphs.of(glyphs)[start:stop:step]) == glyphs[start:stop:step]


@given(GLYPHS, GLYPHS)
def test_two_runs_are_one_behind_the_other(first: list[Glyph], second: list[Glyph]) -> None:
    assert list(Glyphs.of(first) + Glyphs.of(second)) == first + second
