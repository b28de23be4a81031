"""What is wrong with a file, each mistake with its place and a way forward."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from degreekit import spelling
from degreekit.requirements.program import InvalidProgram

__all__ = ["InvalidProgramFile", "Mistake", "Place", "near"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file.

    Attributes:
        line: counted from 1.
        column: counted from 1, in characters.
    """

    line: int
    column: int

    def further(self, characters: int) -> Place:
        """Return the place so many characters to the right."""
        return Place(self.line, self.column + characters)


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a file.

    Attributes:
        line: where, counted from 1.
        column: where on the line, counted from 1.
        text: what is wrong.
        hint: what to do; empty where the text says it.

    Example:
        >>> from degreekit.requirements import Mistake
        >>> print(Mistake(12, 5, "there is no key `credit` here", "did you mean `credits`?"))
        12:5: there is no key `credit` here; did you mean `credits`?
    """

    line: int
    column: int
    text: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.text}{f'; {self.hint}' if self.hint else ''}"


class InvalidProgramFile(InvalidProgram):
    """A file that is not a program: every mistake in it, with line and column.

    Attributes:
        path: the file.
        mistakes: every mistake, in the order of the file.
        program: the id of the program; the path where the file does not say it.
        problems: the mistakes as text.
    """

    def __init__(self, path: str, mistakes: Iterable[Mistake], program: str | None = None):
        self.path = path
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__(program or path, tuple(map(str, self.mistakes)))

    def __str__(self) -> str:
        lines = [f"{self.path}:{mistake}" for mistake in self.mistakes]
        if len(lines) == 1:
            return lines[0]
        return "\n  ".join([f"{self.path}: {len(lines)} mistakes", *lines])


def near(word: str, known: Iterable[str], what: str = "") -> str:
    """Return a hint: what was probably meant, or else what there is.

    Args:
        word: what stands there.
        known: what could stand there.
        what: what these are called, for the list of them.
    """
    names = list(dict.fromkeys(known))
    if close := spelling.near(word, names, most=1):
        return f"did you mean `{close[0]}`?"
    listed = ", ".join(f"`{name}`" for name in names)
    return f"{what or 'there'} can be {listed}" if names else ""
