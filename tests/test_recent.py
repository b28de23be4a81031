"""What was asked for lately is kept within a bound."""

from __future__ import annotations

from degreekit.recent import Recent


def test_what_is_asked_for_again_and_again_is_kept_whatever_else_comes() -> None:
    known = Recent[int, str](3)
    known[0] = "asked for"
    for number in range(1, 100):
        known[number] = "once"
        assert known.get(0) == "asked for"


def test_the_last_ones_are_kept_and_never_more_than_twice_as_many() -> None:
    known = Recent[int, int](5)
    for number in range(100):
        known[number] = number
        assert all(known.get(one) == one for one in range(max(0, number - 4), number + 1))
        assert len(known) <= 10
    assert known.get(50) is None


def test_a_value_that_counts_as_no_is_a_value() -> None:
    known = Recent[str, int](2)
    known["none"] = 0
    assert known.get("none") == 0
