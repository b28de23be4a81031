"""Which column of a table holds what, decided for all columns and all rows together.

The name of a column is one piece of evidence, the shape of its cells is another, and arithmetic is
the strongest: quality points are credits times what the grade is worth, so no other column can be
taken for them, nor they for credits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from degreekit.ingest.tables.columns.cells import Kind, Shapes, is_name, number_of
from degreekit.ingest.tables.columns.places import Column
from degreekit.ingest.tables.words.terms import season_of, year_of
from degreekit.ingest.tables.words.vocabulary import Role, roles_named, tags_of

__all__ = ["Assignment", "PrintedSums", "assign_roles", "differences"]

#: Evidence is counted in points. A name that says a thing outright outweighs all shapes together;
#: arithmetic that holds in every row outweighs a name.
_NAMED, _NAMED_TOO, _NAMED_OTHERWISE = 6.0, 3.0, -8.0
_WORKED_OUT, _WORTH, _SUMMED, _SAME = 8.0, 6.0, 6.0, 1.0
#: Credits that another column has too, and in some rows where these are 0: those are earned.
_PART = 5.0
#: A sum is over so many rows at most.
_MOST_SUMMED = 80
_FILLED, _SHAPED = 2.0, 2.0
#: Courses of more credits than this are rare.
_USUAL_MOST = Decimal(8)
#: Of the cells so many must fit.
_MOST = 0.8
_NEARLY_ALL = 0.9
#: A mark has no more letters than this.
_MARK = 4
#: A figure may be rounded to its last decimal: by this, if it has so many.
_HALF, _DECIMALS = Decimal("0.006"), 2
#: A title has so many letters on average, as far as the rows have different ones.
_LETTERS = 4
#: No grade is worth more points than this.
_BEST_GRADE = Decimal(5)
#: Two assignments within this of each other are equally likely.
_EQUAL = 0.5
#: One that is less likely than the best by more than this is not thought of, and of those that are
#: so many: the printed sums may show that another one than the best is right.
_THINKABLE = 12.0
_MOST_THOUGHT_OF = 6


class Assignment(NamedTuple):
    """What each column holds, and how well that fits.

    Attributes:
        roles: of each column.
        score: how well they fit, in points.
        is_equal: whether nothing but the printed figures can tell it from the likeliest.
    """

    roles: tuple[Role, ...]
    score: float
    is_equal: bool = True


@dataclass
class _Held:
    """A column, and what its cells say in each row; empty where a row has none."""

    column: Column
    texts: Sequence[str]
    shapes: Shapes

    @cached_property
    def filled(self) -> list[str]:
        """What it says where it says anything."""
        return [text for text in self.texts if text]

    @cached_property
    def share(self) -> float:
        """The share of rows in which it says anything."""
        return len(self.filled) / max(1, len(self.texts))

    @cached_property
    def numbers(self) -> list[Decimal | None]:
        """The number of each row."""
        return [number_of(text) for text in self.texts]

    @cached_property
    def named(self) -> tuple[Role, ...]:
        """What its header says."""
        return roles_named(self.column.name)

    @cached_property
    def worth(self) -> float:
        """The share of its cells that are letters worth points."""
        worth = sum(bool(list(self.shapes.worth(text.split(" ")[0]))) for text in self.filled)
        return worth / max(1, len(self.filled))

    def of(self, kind: Kind) -> float:
        """Return the share of its cells that may be of a kind."""
        fit = sum(bool(self.shapes.kind(text) & kind) for text in self.filled)
        return fit / max(1, len(self.filled))

    def says(self, *roles: Role) -> float:
        """Return what the header says for a role, in points."""
        if not self.named:
            return 0.0
        for role in roles:
            if role in self.named:
                return _NAMED if self.named[0] is role else _NAMED_TOO
        return _NAMED_OTHERWISE

    @cached_property
    def counts_up(self) -> bool:
        """Whether it numbers the rows; of two rows, without a name, by the numbers 1 and 2."""
        numbers = [number for number in self.numbers if number is not None]
        steps = [b - a for a, b in pairwise(numbers)]
        if not self.named and self.texts == ["1", "2"]:
            return True
        return len(steps) > 1 and sum(step == 1 for step in steps) > _NEARLY_ALL * len(steps)


@dataclass(frozen=True)
class PrintedSums:
    """The sums of credits that a document prints, and how many of the rows stand above each.

    Attributes:
        sums: each with the number of rows above it.
    """

    sums: Sequence[tuple[int, Decimal]] = ()

    def fit(self, numbers: Sequence[Decimal | None]) -> float:
        """Return what share of them is the sum of the numbers right above it, back to some row."""
        return sum(self._comes_out(numbers, *one) for one in self.sums) / max(1, len(self.sums))

    @staticmethod
    def _comes_out(numbers: Sequence[Decimal | None], above: int, value: Decimal) -> bool:
        total = Decimal(0)
        for number in reversed(numbers[max(0, above - _MOST_SUMMED) : above]):
            total += number or 0
            if total == value:
                return True
            if total > value:
                break
        return False


def assign_roles(
    columns: Sequence[Column],
    rows: Sequence[Mapping[int, str]],
    shapes: Shapes,
    printed: PrintedSums | None = None,
) -> list[Assignment]:
    """Return what the columns may hold, the likeliest first.

    Args:
        columns: from left to right.
        rows: for each row what its cells say, by the number of the column.
        shapes: says what a text may be.
        printed: the sums of credits that the document prints.
    """
    printed = printed or PrintedSums()
    held = [_Held(c, [row.get(n, "") for row in rows], shapes) for n, c in enumerate(columns)]
    credits = [n for n, one in enumerate(held) if _may_be_credits(one)]
    grades = [n for n, one in enumerate(held) if _may_be_grade(one)]
    found = [
        _with_values(held, credit, grade, printed)
        for credit in (*credits, None)
        for grade in (*grades, None)
        if credit is None or credit != grade
    ]
    found.sort(key=lambda one: -one.score)
    best = found[0]
    whole: dict[tuple[Role, ...], Assignment] = {}
    for one in found:
        if one.score > best.score - _THINKABLE:
            roles = _with_text(held, one.roles)
            is_equal = one.score > best.score - _EQUAL or _are_twins(held, best, one)
            whole.setdefault(roles, Assignment(roles, one.score, is_equal))
    return list(islice(whole.values(), _MOST_THOUGHT_OF))


def _are_twins(held: Sequence[_Held], best: Assignment, other: Assignment) -> bool:
    """Return whether two assignments differ in which of two columns of letters has the grades.

    Where neither has a name, or both have one name, one may be that of the middle of the term,
    whichever is the fuller.
    """
    differing = [n for n, (a, b) in enumerate(zip(best.roles, other.roles, strict=True)) if a != b]
    return (
        len(differing) == 2
        and all(
            Role.GRADE in (best.roles[n], other.roles[n]) and 2 * held[n].worth > 1
            for n in differing
        )
        and len({held[n].named for n in differing}) == 1
    )


# --------------------------------------------------------------------------------------- values


def _may_be_credits(one: _Held) -> bool:
    return one.of(Kind.DECIMAL | Kind.WHOLE | Kind.BLANK) >= _MOST and any(
        number is not None for number in one.numbers
    )


def _may_be_grade(one: _Held) -> bool:
    if "midterm" in tags_of(one.column.name)[0]:
        return False  # it is not the grade of the course, also where there is none yet
    marks = sum(
        one.shapes.is_mark(text) or _flagged(one.shapes, text) is not None for text in one.filled
    )
    if one.filled and all(one.shapes.kind(text) & Kind.BLANK for text in one.filled):
        return one.says(Role.GRADE) > 0
    shaped = sum(one.shapes.looks_like_mark(text) for text in one.filled)
    if one.says(Role.GRADE) > 0 and 2 * shaped >= len(one.filled):
        return True
    short = all(len(text) <= _MARK and number_of(text) is None for text in one.filled)
    if one.says(Role.GRADE) == _NAMED and short:
        return True  # marks that no scale has
    return marks >= _MOST * len(one.filled) or (shaped == len(one.filled) and 2 * marks > shaped)


def _flagged(shapes: Shapes, text: str) -> str | None:
    """Return the mark of a cell that also says how a repeat counts ("B I"); None of any other."""
    first, _, rest = text.partition(" ")
    return first if rest and len(rest) <= 2 and shapes.is_mark(first) else None


def _with_values(
    held: Sequence[_Held], credit: int | None, grade: int | None, printed: PrintedSums
) -> Assignment:
    """Return what the columns of numbers and marks hold if these are credits and grade."""
    roles = [Role.OTHER] * len(held)
    score = 0.0
    if credit is None:
        score -= _NAMED
    else:
        roles[credit] = Role.CREDITS
        alone = sum(map(_may_be_credits, held)) == 1
        score += _credits_score(held[credit], alone=alone) + _SUMMED * printed.fit(
            held[credit].numbers
        )
        whole = any(
            _is_strict_part(held[credit], one)
            for number, one in enumerate(held)
            if number not in (credit, grade) and _may_be_credits(one)
        )
        score -= _PART * whole
    if grade is None:
        score -= _SHAPED
    else:
        roles[grade] = Role.GRADE
        score += _grade_score(held[grade])
    for number, one in enumerate(held):
        if number not in (credit, grade) and _may_be_credits(one):
            role, points = _explained(
                one, held[credit] if credit is not None else None,
                held[grade] if grade is not None else None,
            )  # fmt: skip
            roles[number] = role
            score += points
    return Assignment(tuple(roles), score)


def _credits_score(one: _Held, *, alone: bool) -> float:
    """Return what speaks for a column as that of credits.

    Args:
        one: the column.
        alone: whether no other column could be; then its name may be that of two: "Points Grade".
    """
    numbers = [number for number in one.numbers if number is not None]
    large = sum(number > _USUAL_MOST or number < 0 for number in numbers)
    score = one.says(Role.CREDITS, Role.EARNED)
    if Role.EARNED in one.named and Role.CREDITS not in one.named:
        score = _NAMED_TOO / 2
    if alone or one.named[:1] != (
        Role.GRADE_POINTS,
    ):  # that it is full says nothing of quality points
        score += 2 * _FILLED * one.share
    score += _SHAPED / 2 * one.of(Kind.DECIMAL)
    score -= _NAMED * large / max(1, len(numbers))
    score -= _SAME * sum(number == 0 for number in numbers) / max(1, len(numbers))
    coded = sum(text.isdigit() and text[0] == "0" and len(text) > 1 for text in one.filled)
    if 2 * coded > len(one.filled):
        score -= _NAMED  # "01" is a level or a campus
    if one.counts_up or (
        not one.named and sum(map(_is_item, one.filled)) >= _MOST * len(one.filled)
    ):
        score -= _NAMED  # the numbers of the rows
    return score


def _is_item(text: str) -> bool:
    """Return whether a text looks like the number of a row: "(1)", "12.", "#3"."""
    plain = text.strip("(#.)")
    return plain.isdigit() and plain != text


def _grade_score(one: _Held) -> float:
    shapes = one.shapes
    score = one.says(Role.GRADE) + _FILLED * one.share + _SHAPED * one.worth
    if not one.filled:  # the header names it, and all courses are in progress
        return score - _NAMED_TOO
    words = one.of(Kind.STATUS)  # a state is not a grade, where there is one besides
    known = sum(shapes.is_mark(text) for text in one.filled) / max(1, len(one.filled))
    return score + _SHAPED * (known - words)


def _explained(one: _Held, credit: _Held | None, grade: _Held | None) -> tuple[Role, float]:
    """Return what a column of numbers is if these are credits and grade, and what speaks for it."""
    said = one.says(Role.GRADE_POINTS)
    if credit is not None and grade is not None:
        times, value = _products(one, credit, grade)
        if times >= _NEARLY_ALL:
            return Role.GRADE_POINTS, _WORKED_OUT + max(said, 0.0) / 2
        if value >= _NEARLY_ALL:
            return Role.GRADE_VALUE, _WORTH + max(said, 0.0) / 2
        if said > 0 and _is_part(one, credit) and times < 0.5 <= one.share:
            return Role.GPA_CREDITS, _SAME  # the credits of graded courses, under whatever name
        if said == _NAMED and max(times, value) >= 0.5:
            return Role.GRADE_POINTS, 0.0
    if Role.GPA_CREDITS in one.named:
        return Role.GPA_CREDITS, _SAME
    if Role.EARNED in one.named:
        return Role.EARNED, _SAME
    if Role.GRADE_POINTS in one.named and Role.CREDITS not in one.named:
        # a name alone: nothing can be worked out where no grade is worth anything
        return (Role.OTHER if _is_too_much(one, credit) else Role.GRADE_POINTS), 0.0
    if credit is not None and not one.named and _is_part(one, credit):
        return Role.EARNED, _SAME
    return Role.OTHER, 0.0 if Role.CREDITS not in one.named else -_NAMED_TOO


def _is_too_much(one: _Held, credit: _Held | None) -> bool:
    """Return whether the numbers of most rows are more than any grade is worth, as percents are."""
    if credit is None:
        return False
    pairs = [
        (printed, credits)
        for printed, credits in zip(one.numbers, credit.numbers, strict=True)
        if printed is not None and credits is not None
    ]
    much = sum(printed > _BEST_GRADE * max(credits, Decimal(1)) for printed, credits in pairs)
    return bool(pairs) and 2 * much > len(pairs)


def _products(one: _Held, credit: _Held, grade: _Held) -> tuple[float, float]:
    """Return in what share of rows a number is credits times the grade's value, or that value."""
    rows = times = value = telling = 0
    for printed, credits, mark in zip(one.numbers, credit.numbers, grade.texts, strict=True):
        worth = list(one.shapes.worth(_flagged(one.shapes, mark) or mark))
        if printed is None or credits is None or not worth:
            continue
        rows += 1
        telling += printed != credits
        half = _HALF.scaleb(max(0, _DECIMALS + int(printed.as_tuple().exponent)))
        times += any(abs(printed - credits * w) <= half for w in worth)
        value += any(abs(printed - w) <= half for w in worth)
    return (times / rows, value / rows) if rows and telling else (0.0, 0.0)


def _is_strict_part(one: _Held, other: _Held) -> bool:
    """Return whether a column has what another has, or 0, as credits earned and attempted.

    A wrong figure in a row or two does not change that.
    """
    pairs = [
        (a, b)
        for a, b in zip(one.numbers, other.numbers, strict=True)
        if a is not None and b is not None
    ]
    return (
        any(a == 0 < b for a, b in pairs)
        and any(a for a, _ in pairs)
        and sum(a in (b, 0) for a, b in pairs) >= _MOST * len(pairs)
    )


def _is_part(one: _Held, credit: _Held) -> bool:
    """Return whether a column has the credits of each row again, or nothing."""
    pairs = [(a, b) for a, b in zip(one.numbers, credit.numbers, strict=True) if a is not None]
    same = sum(a == b for a, b in pairs)
    return bool(same) and all(a in (b, 0) for a, b in pairs)


# ----------------------------------------------------------------------------------------- text


def _with_text(held: Sequence[_Held], values: Sequence[Role]) -> tuple[Role, ...]:
    """Return what all columns hold, by what the columns of values do."""
    roles = list(values)
    free = [n for n, role in enumerate(roles) if role is Role.OTHER]
    for role, kind in (
        (Role.TERM, Kind.TERM),
        (Role.STATUS, Kind.STATUS),
        (Role.SECTION, Kind.SECTION),
    ):
        fits = [
            n
            for n in free
            if roles[n] is Role.OTHER
            and held[n].filled
            and held[n].of(kind) >= _MOST
            and (
                held[n].says(role) > 0
                or kind in (Kind.TERM, Kind.STATUS)
                or (not held[n].named and not _may_be_credits(held[n]))
            )
        ]
        if fits:
            best = max(fits, key=lambda n: (held[n].says(role), held[n].share, -n))
            roles[best] = role
    if Role.TERM not in roles:
        for half in _halves_of_terms(held, free):
            roles[half] = Role.TERM
    for role in (Role.INSTITUTION, Role.SOURCE_CODE, Role.STATUS, Role.TERM):
        named = [n for n in free if roles[n] is Role.OTHER and role in held[n].named]
        if role is Role.TERM:  # "Semester" may be a word of "Semester Hours"
            named = [n for n in named if _may_be_terms(held[n])]
        if named and role not in roles:
            roles[named[0]] = role
    texts = [n for n in free if roles[n] is Role.OTHER and _may_be_title(held[n])]
    if texts:
        roles[max(texts, key=lambda n: (_title_score(held[n]), -n))] = Role.TITLE
    _complete(held, roles, free)
    return tuple(roles)


def _complete(held: Sequence[_Held], roles: list[Role], free: Sequence[int]) -> None:
    """Add the columns that belong to others that are known."""
    titles = [n for n in free if roles[n] is Role.TITLE and held[n].filled]
    for n in free:  # "SPRING 1968", where no other row has a term and this one has no title
        if (
            roles[n] is Role.TERM
            and titles
            and not held[n].named
            and _never_both(held[n], held[titles[0]])
        ):
            roles[n] = Role.TITLE
    for n in free:  # "A | -": the sign of a grade in a column of its own
        if (
            n
            and roles[n - 1] is Role.GRADE
            and (_holds_signs(held[n]) or _are_of_other_rows(held[n], held[n - 1]))
        ):
            roles[n] = Role.GRADE
    if Role.INSTITUTION in roles:  # what another institution calls the course
        for n in free:
            if roles[n] is Role.OTHER and Role.CODE in held[n].named:
                roles[n] = Role.SOURCE_CODE
                break


def _halves_of_terms(held: Sequence[_Held], free: Sequence[int]) -> tuple[int, ...]:
    """Return the columns of years and of seasons, where each has one: "2021 | Fall"."""

    def first(holds: Callable[[str], object]) -> int | None:
        for n in free:
            texts = held[n].filled
            if texts and sum(holds(text) is not None for text in texts) >= _MOST * len(texts):
                return n
        return None

    years, seasons = first(year_of), first(season_of)
    return () if years is None or seasons is None else (years, seasons)


def _holds_signs(one: _Held) -> bool:
    return "+" in one.filled and {*one.filled} <= {"+", "-", "–", "−"}


def _are_of_other_rows(one: _Held, grade: _Held) -> bool:
    """Return whether a column has the grades of the rows that have none in the one before it.

    A value that is too long has moved them on.
    """
    return not one.named and _never_both(one, grade) and 2 * one.worth > 1 and _may_be_grade(one)


def _never_both(one: _Held, other: _Held) -> bool:
    """Return whether no row says something in both of two columns."""
    return not any(a and b for a, b in zip(one.texts, other.texts, strict=True))


def _may_be_terms(one: _Held) -> bool:
    """Return whether a column named so may hold terms; in two lines the first is a season."""
    seasons = sum(season_of(text) is not None for text in one.filled)
    return one.of(Kind.TERM) > 0 or seasons >= _MOST * len(one.filled)


def _may_be_title(one: _Held) -> bool:
    """Return whether a column may hold titles: by its header, or its words are long and differ."""
    letters = sum(sum(c.isalpha() for c in text) for text in set(one.filled))
    enough = letters >= _LETTERS * max(1, len(one.filled))
    return _title_score(one) > 0 and (enough or one.says(Role.TITLE) > 0)


def _title_score(one: _Held) -> float:
    """Return what speaks for a column as that of titles: many letters, in each row others."""
    if not one.filled:  # all titles may stand above or below their values
        return max(0.0, one.says(Role.TITLE))
    letters = sum(sum(c.isalpha() for c in text) for text in one.filled) / len(one.filled)
    many = min(letters / 12, 1.5)
    differ = len(set(one.filled)) / len(one.filled) if len(one.filled) > 1 else 1.0
    names = sum(is_name(text) for text in one.filled) / len(one.filled)
    # above a code and a title in one cell the header may only name the code
    said = 0.0 if one.named[:1] in ((Role.CODE,), (Role.NUMBER,)) else one.says(Role.TITLE)
    score = said + 3 * many * differ * one.share - 3 * names
    if (
        one.of(Kind.DECIMAL | Kind.WHOLE | Kind.DIGITS | Kind.SECTION | Kind.PERCENT | Kind.TERM)
        >= _MOST
    ):
        score -= _NAMED
    return score


def differences(one: Assignment, other: Assignment) -> Iterator[int]:
    """Yield the numbers of the columns of which two assignments say another thing that matters."""
    matters = {Role.CREDITS, Role.GRADE, Role.TITLE}
    for number, (a, b) in enumerate(zip(one.roles, other.roles, strict=True)):
        if a is not b and {a, b} & matters:
            yield number
