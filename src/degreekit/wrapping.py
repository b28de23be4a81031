"""Paragraphs for a terminal, in which a course code or an amount is never split."""

from __future__ import annotations

import re
import textwrap

__all__ = ["wrapped"]

_FIXED = "\N{NO-BREAK SPACE}"
#: A course code, and an amount with its unit, stay on one line.
_KEPT = re.compile(r"\b([A-Z&]{2,8}) (?=[A-Z]{0,2}\d)|\b(\d+(?:\.\d+)?) (?=points?\b|credits?\b)")


def wrapped(
    text: str,
    width: int,
    indent: str = "",
    hang: str | None = None,
    *,
    most: int | None = None,
    split: bool = True,
) -> list[str]:
    """Return a paragraph as lines.

    Args:
        text: the paragraph.
        width: columns of a line.
        indent: what stands in front of the first line.
        hang: what stands in front of the others; the same without it.
        most: how many lines it may take; what does not fit is cut off and marked.
        split: whether a word that is longer than a line is split.

    Example:
        >>> from degreekit.wrapping import wrapped
        >>> wrapped("Take COMS W4111 or COMS W4112", 20)
        ['Take COMS W4111 or', 'COMS W4112']
    """
    lines = textwrap.wrap(
        _KEPT.sub(lambda found: f"{found[0][:-1]}{_FIXED}", text),
        width,
        initial_indent=indent,
        subsequent_indent=indent if hang is None else hang,
        break_long_words=split,
        break_on_hyphens=False,
        max_lines=most,
        placeholder=" ...",
    )
    return [line.replace(_FIXED, " ") for line in lines]
