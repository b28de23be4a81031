"""Lines of figures are read as people print them, whatever the order of names and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from degreekit.ingest.readers.reader import Measure, Scope
from degreekit.ingest.tables.words.figure_labels import (
    WIDE,
    Named,
    Number,
    names_of_numbers,
    plain_names,
)
from degreekit.ingest.tables.words.figures import numbers_in
from tests.conftest import THOROUGH

_TERM, _CUM = Scope.TERM, Scope.CUMULATIVE
_SCOPES = {
    _TERM: ("Term", "Semester", "Current", "Sem."),
    _CUM: ("Cumulative", "Cum", "Overall", "Career", "Cum."),
}
_BEHIND = {_TERM: ("this term", "in the semester", "for the term"), _CUM: ("to date", "overall")}
_NAMES = {
    Measure.POINTS: ("points", "credits", "hours", "units", "Cr", "pts"),
    Measure.EARNED: ("credits earned", "hours earned", "earned", "Earned Hrs"),
    Measure.ATTEMPTED: ("credits attempted", "attempted", "Att Hrs"),
    Measure.QUALITY_POINTS: ("quality points", "QPts", "grade points", "Qual Pts"),
    Measure.GPA: ("GPA", "average", "grade point average", "G.P.A."),
}
_VALUES = {
    _TERM: {
        Measure.POINTS: "9.00",
        Measure.EARNED: "7.50",
        Measure.ATTEMPTED: "10.50",
        Measure.QUALITY_POINTS: "31.02",
        Measure.GPA: "3.45",
    },
    _CUM: {
        Measure.POINTS: "24.00",
        Measure.EARNED: "21.00",
        Measure.ATTEMPTED: "25.50",
        Measure.QUALITY_POINTS: "84.66",
        Measure.GPA: "3.53",
    },
}
_BARS = (", ", "; ", f" {WIDE} ", " | ", f" {WIDE} ")

_Line = list[tuple[Scope, Measure]]
_Printer = Callable[[Random, _Line], str]


def _value(scope: Scope, measure: Measure) -> str:
    return _VALUES[scope][measure]


def _name(random: Random, measure: Measure) -> str:
    return random.choice(_NAMES[measure])


def _parts(line: _Line) -> Iterator[tuple[Scope, list[Measure]]]:
    for scope in dict.fromkeys(scope for scope, _ in line):
        yield scope, [measure for own, measure in line if own is scope]


def _in_front(random: Random, line: _Line) -> str:
    """Term GPA: 3.45, Term credits: 9.00, Cum GPA: 3.53"""
    colon, bar = random.choice((":", "", " =", ":")), random.choice(_BARS)
    words = {scope: random.choice(_SCOPES[scope]) for scope in _SCOPES}
    return bar.join(
        f"{words[scope]} {_name(random, measure)}{colon} {_value(scope, measure)}"
        for scope, measure in line
    )


def _behind(random: Random, line: _Line) -> str:
    """9.00 points this term, 24.00 points to date"""
    bar = random.choice(_BARS)
    words = {scope: random.choice(_BEHIND[scope]) for scope in _BEHIND}
    return bar.join(
        f"{_value(scope, measure)} {_name(random, measure)} {words[scope]}"
        for scope, measure in line
    )


def _under_heads(random: Random, line: _Line) -> str:
    """Term: 9.00 points, 3.45 GPA | Overall: 24.00 points, 3.53 GPA"""
    return _in_parts(random, line, lambda name, value: f"{value} {name}")


def _named_under_heads(random: Random, line: _Line) -> str:
    """Term: points 9.00, GPA 3.45 | Overall: points 24.00, GPA 3.53"""
    return _in_parts(random, line, lambda name, value: f"{name} {value}")


def _in_parts(random: Random, line: _Line, pair: Callable[[str, str], str]) -> str:
    bar, inner = random.choice(_BARS[1:]), random.choice((", ", " / ", f" {WIDE} "))
    return bar.join(
        f"{random.choice(_SCOPES[scope])}: "
        + inner.join(pair(_name(random, measure), _value(scope, measure)) for measure in measures)
        for scope, measures in _parts(line)
    )


def _first_only(random: Random, line: _Line) -> str:
    """Term credits 9.00 GPA 3.45, Cum credits 24.00 GPA 3.53"""
    bar = random.choice(_BARS)
    return bar.join(
        f"{random.choice(_SCOPES[scope])} "
        + bar.join(f"{_name(random, measure)} {_value(scope, measure)}" for measure in measures)
        for scope, measures in _parts(line)
    )


def _term_unsaid(random: Random, line: _Line) -> str:
    """Points 9.00, GPA 3.45, Cum points 24.00, Cum GPA 3.53"""
    bar, cum = random.choice(_BARS), random.choice(_SCOPES[_CUM])
    return bar.join(
        f"{cum + ' ' if scope is _CUM else ''}{_name(random, measure)} {_value(scope, measure)}"
        for scope, measure in line
    )


def _both_at_once(random: Random, line: _Line) -> str:
    """GPA (term/cum): 3.45 / 3.53"""
    measures = list(dict.fromkeys(measure for _, measure in line))
    return f" {WIDE} ".join(
        f"{_name(random, measure)} (term/cum): {_value(_TERM, measure)} / {_value(_CUM, measure)}"
        for measure in measures
    )


def _left_out(random: Random, line: _Line) -> str:
    """9.00 points this term, 24.00 to date; GPA 3.45 this term, 3.53 to date"""
    measures = list(dict.fromkeys(measure for _, measure in line))
    term, cum = random.choice(_BEHIND[_TERM]), random.choice(_BEHIND[_CUM])
    said: list[str] = []
    for measure in measures:
        name, value = _name(random, measure), _value(_TERM, measure)
        first = random.choice((f"{name} {value}", f"{value} {name}"))
        said.append(f"{first} {term}, {_value(_CUM, measure)} {cum}")
    return "; ".join(said)


def _averages(random: Random, _line: _Line) -> str:
    """Term average 3.45 on 9.00 credits. Cumulative average 3.53 on 24.00 credits."""
    how = random.choice(("{gpa} on {n} {cr}", "{gpa} ({n} {cr})", "{gpa} over {n} {cr}"))
    return random.choice((". ", "; ", f" {WIDE} ")).join(
        f"{random.choice(_SCOPES[scope]).rstrip('.')} {_name(random, Measure.GPA)} "
        + how.format(
            gpa=_value(scope, Measure.GPA),
            n=_value(scope, Measure.POINTS),
            cr=_name(random, Measure.POINTS),
        )
        for scope in (_TERM, _CUM)
    )


_PRINTERS: tuple[_Printer, ...] = (
    _in_front,
    _behind,
    _under_heads,
    _named_under_heads,
    _first_only,
    _term_unsaid,
    _both_at_once,
    _left_out,
    _averages,
)


def _drawn(seed: int, printer: _Printer) -> tuple[str, dict[str, tuple[Scope, Measure]]]:
    """Return a line as it is printed, and what each of its numbers is."""
    random = Random(seed)
    credits = random.choice((Measure.POINTS, Measure.EARNED, Measure.ATTEMPTED))
    measures = [credits, Measure.GPA]
    if random.random() < 0.4:
        measures.append(Measure.QUALITY_POINTS)
    random.shuffle(measures)
    scopes = [_TERM, _CUM] if random.random() < 0.8 or printer is _term_unsaid else [_CUM, _TERM]
    line = [(scope, measure) for scope in scopes for measure in measures]
    text = printer(random, line)
    return text, {value: (s, m) for s, own in _VALUES.items() for m, value in own.items()}


def _read(text: str) -> list[tuple[Number, Named]]:
    gaps, numbers = numbers_in(plain_names(text))
    ways = names_of_numbers(gaps, numbers)
    return list(zip(numbers, ways[0], strict=True)) if ways else []


@pytest.mark.parametrize("printer", _PRINTERS, ids=lambda printer: printer.__name__.strip("_"))
def test_each_number_of_a_line_has_its_own_name(printer: _Printer) -> None:
    wrong = dict[str, list[str]]()
    for seed in range(300 if THOROUGH else 100):
        text, truth = _drawn(seed, printer)
        read = _read(text)
        assert read, text
        for number, named in read:
            scope = named.scope or named.guess or Scope.TERM
            if (scope, named.measure) != truth[number.text]:
                wrong.setdefault(text, []).append(f"{number.text} {scope} {named.measure}")
    assert not wrong
