"""Lines of a text for the terminal: wrapped to its width, coloured where it has colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from degreekit.report.facts import CourseFacts
from degreekit.report.format import Look
from degreekit.wrapping import wrapped

__all__ = ["MARKS", "Lines", "role_of"]

#: What stands in front of a requirement, so that its status does not depend on colour.
MARKS = {
    "complete": "[x]",
    "complete if": "[~]",
    "incomplete": "[ ]",
    "waived": "[w]",
    "not needed": "[-]",
}
_ROLES = {
    "complete": "satisfied",
    "complete if": "conditional",
    "incomplete": "unsatisfied",
    "waived": "waived",
    "not needed": "not_applicable",
}
CODE = 11  # columns of a course code
_CREDITS = 6
_GRADE = 4
_TERM = 11
_LEAST = 8  # columns of a title


def role_of(status: str) -> str:
    """Return the role of a status, by which a look colours it."""
    return _ROLES[status]


class Lines:
    """Makes lines of one look.

    Args:
        look: width and colours.
        code: columns of a course code.
    """

    def __init__(self, look: Look, code: int = CODE):
        self.look = look
        self.code = code

    def wrap(
        self,
        text: str,
        indent: str = "",
        hang: str | None = None,
        *,
        width: int | None = None,
        most: int | None = None,
        split: bool = True,
    ) -> list[str]:
        """Return a paragraph as lines.

        Args:
            text: the paragraph.
            indent: what stands in front of the first line.
            hang: what stands in front of the others; the same without it.
            width: columns, instead of those of the look.
            most: how many lines it may take; what does not fit is cut off and marked.
            split: whether a word that is longer than a line is split.
        """
        return wrapped(text, width or self.look.width, indent, hang, most=most, split=split)

    def pair(self, name: str, text: str, indent: str, *, most: int | None = None) -> list[str]:
        """Return a labelled paragraph."""
        return self.wrap(f"{name:<5} {text}", indent, indent + "      ", most=most)

    def styled(self, lines: Iterable[str], role: str) -> Iterator[str]:
        """Yield lines in the colour of a role, which begins after the indent."""
        for line in lines:
            bare = line.lstrip()
            yield line[: len(line) - len(bare)] + self.look.style(bare, role)

    def dim(self, text: str, indent: str) -> Iterator[str]:
        """Yield a paragraph that is not of the first importance."""
        return self.styled(self.wrap(text, indent), "dim")

    def heading(self, title: str) -> str:
        """Return the title of a section."""
        return self.look.style(title.upper(), "heading")

    def course(self, one: CourseFacts, indent: str, *, whole: bool = False) -> Iterator[str]:
        """Yield a course as a row; a long title is cut, or continues below if it is wanted.

        Args:
            one: the course.
            indent: what stands in front.
            whole: whether the whole title is wanted.
        """
        room = self.look.width - len(indent) - self.code - _CREDITS - _GRADE - _TERM - 5
        room = max(room, _LEAST)
        cut = self.wrap(one.title, width=room, split=False) if whole else [one.title[:room]]
        title, *more = cut or [""]
        yield (
            f"{indent}{one.code:<{self.code}} {title:<{room}} {one.credits:>{_CREDITS}}  "
            f"{one.grade:<{_GRADE}} {one.term:<{_TERM}}"
        ).rstrip()
        yield from (f"{indent}{'':<{self.code}} {line}" for line in more)
