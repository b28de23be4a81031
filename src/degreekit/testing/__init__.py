"""Help for those who write tracks: cases that an advisor can read, checked against the rules."""

from degreekit.testing.cases import Case, Expectation, InvalidCase, differences, load_cases

__all__ = ["Case", "Expectation", "InvalidCase", "differences", "load_cases"]
