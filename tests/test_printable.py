"""What is shown never steers a terminal."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from degreekit.printable import json_text, printable, without_controls

#: Controls, what turns the direction of writing, separators of lines, and halves of characters.
STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
ANY = st.text(
    st.characters(exclude_categories=[])
    | st.sampled_from("\x1b\x9b\u202e\u2066\u200f\x00\n\t\ud800 A[31m")
)


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    shown = printable(text)
    assert not STEERS.search(shown)
    assert "\n" not in shown
    shown.encode("utf-8")


@given(ANY)
def test_of_several_lines_only_breaks_tabs_and_colours_are_kept(text: str) -> None:
    shown = without_controls(text)
    assert not STEERS.search(re.sub(r"\x1b\[[0-9;]*m", "", shown))
    assert shown.count("\n") == text.count("\n")


@given(st.dictionaries(ANY, ANY))
def test_json_is_the_same_data_and_steers_nothing(data: dict[str, str]) -> None:
    for indent in (None, 1):
        text = json_text(data, indent=indent)
        assert not STEERS.search(text)
        assert json.loads(text) == data
