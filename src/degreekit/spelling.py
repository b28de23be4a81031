"""What somebody probably meant who mistyped a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

__all__ = ["did_you_mean", "either", "near", "near_titled"]


def near(word: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names that look most like a word, the closest first; case makes no difference.

    Args:
        word: what was typed.
        known: the names that there are.
        most: how many to return.

    Example:
        >>> from degreekit.spelling import near
        >>> near("Requird", ["required", "breadth", "track-electives"])
        ('required',)
    """
    folded = {name.casefold(): name for name in known}
    return tuple(folded[name] for name in get_close_matches(word.casefold(), folded, n=most))


def either(names: Sequence[str]) -> str:
    """Return names as alternatives, for the end of a sentence.

    Example:
        >>> from degreekit.spelling import either
        >>> either(["a"]), either(["a", "b"]), either(["a", "b", "c"])
        ('a', 'a or b', 'a, b or c')
    """
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def did_you_mean(word: str, known: Iterable[str], *, quote: bool = False) -> str:
    """Return a question that names what was probably meant; nothing if no name looks like it.

    Args:
        word: what was typed.
        known: the names that there are.
        quote: whether the names are put in quotation marks.

    Example:
        >>> from degreekit.spelling import did_you_mean
        >>> did_you_mean("requird", ["required", "breadth"])
        'did you mean required?'
        >>> did_you_mean("xyz", ["required", "breadth"])
        ''
    """
    names = near(word, known)
    return f"did you mean {either([repr(n) if quote else n for n in names])}?" if names else ""


def near_titled(word: str, titles: Mapping[str, str], *, most: int = 3) -> tuple[str, ...]:
    """Return the ids that look like a word, or whose title does.

    Args:
        word: what was typed: an id or a title.
        titles: the title of each id.
        most: how many to return.

    Example:
        >>> from degreekit.spelling import near_titled
        >>> near_titled("Track elektives", {"track-electives": "Track electives", "gpa": "GPA"})
        ('track-electives',)
    """
    ids = {title: id_ for id_, title in titles.items()} | {id_: id_ for id_ in titles}
    return tuple(dict.fromkeys(ids[name] for name in near(word, ids, most=most)))
