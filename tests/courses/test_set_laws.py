"""The laws of set algebra, by their names."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from degreekit.courses import CourseCode, CourseSet, Term

from .strategies import courses, sets, texts

Course = tuple[CourseCode, str | None, Term | None]

NONE = CourseSet.parse("none")
EVERY = CourseSet.parse("*")


@given(sets, sets)
def test_commutative(a: CourseSet, b: CourseSet) -> None:
    assert a | b == b | a
    assert a & b == b & a


@given(sets, sets, sets)
def test_associative(a: CourseSet, b: CourseSet, c: CourseSet) -> None:
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)


@given(sets, sets, sets)
def test_distributive(a: CourseSet, b: CourseSet, c: CourseSet) -> None:
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)


@given(sets, sets, sets)
def test_de_morgan(a: CourseSet, b: CourseSet, c: CourseSet) -> None:
    assert c - (a | b) == (c - a) & (c - b)
    assert c - (a & b) == (c - a) | (c - b)


@given(sets)
def test_idempotent(a: CourseSet) -> None:
    assert a | a == a
    assert a & a == a
    assert a - a == NONE


@given(sets, sets)
def test_absorption(a: CourseSet, b: CourseSet) -> None:
    assert a | (a & b) == a
    assert a & (a | b) == a


@given(sets)
def test_neutral_and_dominating(a: CourseSet) -> None:
    assert a | NONE == a
    assert a & EVERY == a
    assert a & NONE == NONE
    assert a | EVERY == EVERY
    assert a - NONE == a
    assert EVERY - (EVERY - a) == a


@given(sets, sets)
def test_a_set_is_split_by_another_into_two_parts(a: CourseSet, b: CourseSet) -> None:
    assert (a - b) | (a & b) == a
    assert not (a - b) & (a & b)


@given(sets, sets)
def test_a_subset_is_a_set_whose_union_adds_nothing(a: CourseSet, b: CourseSet) -> None:
    assert (a <= b) == (a | b == b) == (not a - b)


@given(sets, sets)
def test_hash_agrees_with_equality(a: CourseSet, b: CourseSet) -> None:
    assert hash(a | b) == hash(b | a)
    assert (a == b) == (str(a) == str(b))


@settings(max_examples=300)
@given(sets, sets)
def test_equality_is_membership(a: CourseSet, b: CourseSet) -> None:
    """Sets differ exactly where a course tells them apart; such a course can be named."""
    differing = (a - b) | (b - a)
    assert (a == b) == (not differing)
    for one, other in ((a, b), (b, a)):
        if alone := one - other:
            witness = _some_course(alone)
            assert one.contains(*witness)
            assert not other.contains(*witness)


def _some_course(found: CourseSet) -> Course:
    """Return a course of a set that has one, by trying what its parts name."""
    terms = [None, *(Term.from_ordinal(n) for n in range(2010 * 4, 2022 * 4)), Term(9999, 3)]
    for subject, number, suffix, title in found.points():
        code = CourseCode("ZZZZ" if subject == "*" else subject, f"{number}{suffix}")
        for name in (title or None, "no such title"):
            for term in terms:
                if found.contains(code, name, term):
                    return code, name, term
        other = CourseCode(code.subject, f"{number}ZZ")
        for term in terms:
            if found.contains(other, title or "no such title", term):
                return other, title or "no such title", term
    raise AssertionError(f"no course found in {found}")


@settings(max_examples=400)
@given(sets, sets, st.lists(courses, min_size=1, max_size=10))
def test_membership_of_a_combination_is_the_combination_of_memberships(
    a: CourseSet, b: CourseSet, some: list[Course]
) -> None:
    for one in some:
        in_a, in_b = a.contains(*one), b.contains(*one)
        assert (a | b).contains(*one) == (in_a or in_b)
        assert (a & b).contains(*one) == (in_a and in_b)
        assert (a - b).contains(*one) == (in_a and not in_b)


@given(texts, texts, st.lists(courses, min_size=1, max_size=10))
def test_a_written_combination_is_the_combination_of_what_is_written(
    a: str, b: str, some: list[Course]
) -> None:
    one, other = CourseSet.parse(a), CourseSet.parse(b)
    assert CourseSet.parse(f"({a}) | ({b})") == one | other
    assert CourseSet.parse(f"({a}) & ({b})") == one & other
    assert CourseSet.parse(f"({a}) - ({b})") == one - other
    for course in some:
        again = CourseSet.parse(str(one))
        assert again.contains(*course) == one.contains(*course)
