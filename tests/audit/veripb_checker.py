"""Replays proofs of the VeriPB format 3.0, as far as degreekit writes it.

It is written from the description of the format: a formula in OPB; the rules `f`, `pol` (addition,
multiplication, literal axioms) and `pbc` with a subproof; labels; the conclusion `UNSAT`. Whatever
else is in a proof is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Refused", "replay"]

_TERM = re.compile(r"([+-]?\d+)\s+(~?)([A-Za-z_][A-Za-z0-9_]+)")
_HEADER = re.compile(r"\* #variable= (\d+) #constraint= (\d+)\n")


class Refused(Exception):
    """The proof does not hold."""


@dataclass(frozen=True)
class Constraint:
    """A sum of variables that is at least so much: ``sum(factor * variable) >= least``."""

    terms: dict[str, int]
    least: int

    def plus(self, other: Constraint) -> Constraint:
        terms = dict(self.terms)
        for variable, factor in other.terms.items():
            terms[variable] = terms.get(variable, 0) + factor
        return Constraint({v: f for v, f in terms.items() if f}, self.least + other.least)

    def times(self, number: int) -> Constraint:
        return Constraint({v: number * f for v, f in self.terms.items()}, number * self.least)

    @property
    def negated(self) -> Constraint:
        return Constraint({v: -f for v, f in self.terms.items()}, 1 - self.least)

    @property
    def impossible(self) -> bool:
        """Whether no values from 0 to 1 fulfil it."""
        return sum(f for f in self.terms.values() if f > 0) < self.least


def _constraint(text: str) -> Constraint:
    match = re.fullmatch(r"\s*(.*?)>=\s*(-?\d+)\s*", text, re.DOTALL)
    if match is None:
        raise Refused(f"not a constraint: {text!r}")
    terms, least = match[1], int(match[2])
    if _TERM.sub("", terms).strip():
        raise Refused(f"not a sum: {terms!r}")
    held = Constraint({}, least)
    for factor, sign, variable in _TERM.findall(terms):
        number = int(factor)
        if sign:  # ~x is 1 - x
            held = held.plus(Constraint({variable: -number}, -number))
        else:
            held = held.plus(Constraint({variable: number}, 0))
    return held


def _literal(text: str) -> Constraint:
    name = text.removeprefix("~")
    return Constraint({name: -1}, -1) if text.startswith("~") else Constraint({name: 1}, 0)


def replay(formula: str, proof: str) -> None:
    """Check that a proof shows that a formula cannot be fulfilled.

    Raises:
        Refused: it does not.
    """
    header = _HEADER.match(formula)
    if header is None:
        raise Refused("the formula has no header")
    body = "\n".join(line for line in formula.splitlines() if not line.startswith("*"))
    known = [_constraint(text) for text in body.split(";") if text.strip()]
    if len(known) != int(header[2]):
        raise Refused("the header counts other constraints")
    if len({v for one in known for v in one.terms}) > int(header[1]):
        raise Refused("the header counts other variables")
    first, _, rest = proof.partition("\n")
    if first != "pseudo-Boolean proof version 3.0":
        raise Refused("another version")
    _Replay(known, [line.strip() for line in rest.split(";")]).run()


class _Replay:
    def __init__(self, known: list[Constraint], lines: list[str]):
        self.known = known
        self.lines = lines
        self.at = 0
        self.labels: dict[str, int] = {}

    def _next(self) -> str:
        if self.at >= len(self.lines):
            raise Refused("the proof has no end")
        self.at += 1
        return self.lines[self.at - 1]

    def _lookup(self, name: str) -> Constraint:
        number = self.labels.get(name, 0)
        if re.fullmatch(r"-?\d+", name):
            number = int(name)
        if number == 0 or abs(number) > len(self.known):
            raise Refused(f"no constraint {name}")
        return self.known[number if number < 0 else number - 1]

    def run(self) -> None:
        if self._next() != f"f {len(self.known)}":
            raise Refused("the formula has another number of constraints")
        while (line := self._next()) != "output NONE":
            self._rule(line)
        conclusion = self._next()
        match = re.fullmatch(r"conclusion UNSAT : (\S+)", conclusion)
        if match is None or not self._lookup(match[1]).impossible:
            raise Refused(f"not shown: {conclusion}")
        if [self._next(), *self.lines[self.at :]] != ["end pseudo-Boolean proof", ""]:
            raise Refused("something stands after the conclusion")

    def _rule(self, line: str) -> None:
        label, _, rest = line.partition(" ") if line.startswith("@") else ("", "", line)
        kind, _, text = rest.partition(" ")
        if kind == "pol":
            self._add(label, self._pol(text.split()))
        elif kind == "pbc":
            self._pbc(label, text)
        else:
            raise Refused(f"no such rule: {line!r}")

    def _add(self, label: str, constraint: Constraint) -> None:
        self.known.append(constraint)
        if label:
            self.labels[label] = len(self.known)

    def _pol(self, words: list[str]) -> Constraint:
        stack: list[Constraint | int] = []
        for place, word in enumerate(words):
            following = words[place + 1] if place + 1 < len(words) else ""
            if word in ("+", "*") and len(stack) < 2:
                raise Refused(f"nothing to take for {word}")
            if word == "+":
                second, first = stack.pop(), stack.pop()
                if not (isinstance(first, Constraint) and isinstance(second, Constraint)):
                    raise Refused("only constraints are added")
                stack.append(first.plus(second))
            elif word == "*":
                number, first = stack.pop(), stack.pop()
                if not (isinstance(first, Constraint) and isinstance(number, int)):
                    raise Refused("a constraint is multiplied by a number")
                stack.append(first.times(number))
            elif following == "*":
                if not word.isdigit():
                    raise Refused(f"not a factor: {word}")
                stack.append(int(word))
            elif re.fullmatch(r"~?[A-Za-z_][A-Za-z0-9_]+", word):
                stack.append(_literal(word))
            else:
                stack.append(self._lookup(word))
        if len(stack) != 1 or not isinstance(stack[0], Constraint):
            raise Refused("the sum does not come to one constraint")
        return stack[0]

    def _pbc(self, label: str, text: str) -> None:
        """Replay a proof by contradiction: what it derives ends with its subproof."""
        shown, _, first = text.partition(": subproof")
        constraint = _constraint(shown)
        before = list(self.known)
        labels = dict(self.labels)
        self.known.append(constraint.negated)
        line = first.strip()
        while not line.startswith("qed"):
            self._rule(line)
            line = self._next()
        match = re.fullmatch(r"qed : (\S+)", line)
        if match is None or not self._lookup(match[1]).impossible:
            raise Refused("the subproof ends without a contradiction")
        # Numbers go on, and what they stood for is gone.
        gone = len(self.known) - len(before)
        self.known = before + [Constraint({}, 0)] * gone
        self.labels = labels
        self._add(label, constraint)
