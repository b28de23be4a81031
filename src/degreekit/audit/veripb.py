"""Proofs in the format of VeriPB, an independent checker of pseudo-Boolean proofs.

A formula in the OPB format holds the rows that a reason adds up, and a proof of version 3.0 derives
a contradiction from them. Variables are whole numbers here and bits there: a variable from 0 to 5
is three bits, and a row that their sum is at most 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from degreekit.audit.certify import Claim, Reason, Row, Split, System

__all__ = ["VeriPBFiles", "veripb"]


@dataclass(frozen=True)
class VeriPBFiles:
    """What one reason is in the format of VeriPB.

    Attributes:
        formula: the rows, in the OPB format: they cannot all hold.
        proof: the proof of that, in the VeriPB format of version 3.0.
    """

    formula: str
    proof: str


def veripb(system: System, claim: Claim, reason: Reason) -> VeriPBFiles:
    """Return a reason in the format of VeriPB.

    Args:
        system: what holds of every valid placement.
        claim: what would hold if an answer could be better.
        reason: why it cannot.
    """
    return _Writer(system, claim, reason).files()


@dataclass(frozen=True)
class _Case:
    """The bounds that hold in a case: their value, and the name of their row, by variable."""

    low: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    high: Mapping[int, tuple[int, str]] = field(default_factory=dict)


class _Writer:
    def __init__(self, system: System, claim: Claim, reason: Reason):
        self.system = system
        self.claim = claim
        self.reason = reason
        self.rows = {**system.rows, **claim.rows}
        self.places = {name: place for place, name in enumerate(system.variables)}
        used = list(dict.fromkeys(_rows(reason)))
        split = {self.places[name] for name in _variables(reason)}
        within = {variable for name in used for variable in self.rows[name].terms}
        # A variable that can only be 0 has no bits, unless a case is made of it.
        self.bits = {
            variable: max(claim.most[variable].bit_length(), int(variable in split))
            for variable in sorted(within | split)
        }
        self.numbers = {name: number for number, name in enumerate(used, start=1)}
        bounded = [v for v, bits in self.bits.items() if claim.most[v] != 2**bits - 1]
        self.bounds = {v: number for number, v in enumerate(bounded, start=len(used) + 1)}
        self.cases = 0

    def files(self) -> VeriPBFiles:
        """Return the formula and the proof."""
        lines = [
            "pseudo-Boolean proof version 3.0",
            f"f {len(self.numbers) + len(self.bounds)};",
            *self._derivation(self.reason, _Case()),
            "output NONE;",
            "conclusion UNSAT : -1;",
            "end pseudo-Boolean proof;",
        ]
        return VeriPBFiles("\n".join(self._formula()) + "\n", "\n".join(lines) + "\n")

    # ------------------------------------------------------------------------------ the formula

    def _formula(self) -> Iterator[str]:
        count = len(self.numbers) + len(self.bounds)
        yield f"* #variable= {sum(self.bits.values())} #constraint= {count}"
        for variable, bits in self.bits.items():
            if bits:
                most = self.claim.most[variable]
                yield f"* x{variable}: {self.system.variables[variable]}, at most {most}"
        for name in self.numbers:
            yield f"* {name}"
            yield self._constraint(self.rows[name].terms, self.rows[name].least)
        for variable in self.bounds:
            yield f"* x{variable} at most {self.claim.most[variable]}"
            yield self._constraint({variable: -1}, -self.claim.most[variable])

    def _constraint(self, terms: Mapping[int, int], least: int) -> str:
        parts = [
            f"{factor * 2**bit:+d} {_bit(variable, bit)}"
            for variable, factor in terms.items()
            for bit in range(self.bits[variable])
        ]
        return " ".join([*parts, ">=", str(least), ";"])

    # -------------------------------------------------------------------------------- the proof

    def _derivation(self, reason: Reason, case: _Case) -> Iterator[str]:
        """Yield lines of which the last one derives a contradiction."""
        if not isinstance(reason, Split):
            yield f"pol {' '.join(self._sum(reason.rows, case))};"
            return
        variable, most = self.places[reason.variable], reason.at_most
        self.cases += 1
        less, more = f"@less{self.cases}", f"@more{self.cases}"
        more_row = self._constraint({variable: 1}, most + 1).removesuffix(" ;")
        yield f"{more} pbc {more_row} : subproof"
        yield f"{less} pol -1;"  # the opposite
        below = {**case.high, variable: min((most, less), self._high(variable, case))}
        yield from self._derivation(reason.less, _Case(case.low, below))
        yield "qed : -1;"
        above = {**case.low, variable: max((most + 1, more), case.low.get(variable, (0, "")))}
        yield from self._derivation(reason.more, _Case(above, case.high))

    def _high(self, variable: int, case: _Case) -> tuple[int, str]:
        most = self.claim.most[variable], str(self.bounds.get(variable, ""))
        return case.high.get(variable, most)

    def _sum(self, times: Mapping[str, int], case: _Case) -> Iterator[str]:
        """Yield the rows, each so many times, and the bounds that take away all that is left."""
        total: dict[int, int] = {}
        first = True
        for name, number in times.items():
            if not number:
                continue
            row: Row = self.rows[name]
            for variable, factor in row.terms.items():
                total[variable] = total.get(variable, 0) + number * factor
            yield from _times(str(self.numbers[name]), number)
            if not first:
                yield "+"
            first = False
        for variable, factor in total.items():
            if not factor:
                continue
            if factor > 0:
                _, row_name = self._high(variable, case)
                sign = "~"
            else:
                _, row_name = case.low.get(variable, (0, ""))
                sign = ""
            if row_name:
                yield from (*_times(row_name, abs(factor)), "+")
            else:  # a bit is at least 0, and at most 1
                for bit in range(self.bits[variable]):
                    literal = sign + _bit(variable, bit)
                    yield from (*_times(literal, abs(factor) * 2**bit), "+")


def _bit(variable: int, bit: int) -> str:
    return f"x{variable}_{bit}"


def _times(what: str, number: int) -> Sequence[str]:
    return [what] if number == 1 else [what, str(number), "*"]


def _rows(reason: Reason) -> Iterator[str]:
    if isinstance(reason, Split):
        yield from _rows(reason.less)
        yield from _rows(reason.more)
    else:
        yield from (name for name, times in reason.rows.items() if times)


def _variables(reason: Reason) -> Iterator[str]:
    if isinstance(reason, Split):
        yield reason.variable
        yield from _variables(reason.less)
        yield from _variables(reason.more)
