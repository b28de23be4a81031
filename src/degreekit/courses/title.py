"""Course titles: when two spellings are one title, and what a title that is cut may stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

__all__ = [
    "abbreviates",
    "begins",
    "misses_words",
    "resembles",
    "same_title",
    "title_key",
    "topic_of",
]

_WORD = re.compile(r"[^\W_]+")

#: Words that abbreviated titles leave out.
_SMALL = frozenset({"a", "an", "for", "in", "of", "on", "the", "to", "with"})

#: Numbers of courses in a row: ``Computer Vision II`` is not a spelling of ``Computer Vision I``.
_NUMERALS = frozenset({"i", "ii", "iii", "iv", "v"})


@lru_cache(maxsize=8192)
def title_key(title: str | None) -> str:
    """Return the title without case, punctuation, ``&`` and ``and``: equal keys, same title.

    A missing title has the empty key, which equals no printed title.

    Example:
        >>> from degreekit.courses import title_key
        >>> title_key("Neural Networks & Deep Learning")
        'neural networks deep learning'
    """
    if title is None:
        return ""
    folded = unicodedata.normalize("NFKC", title).casefold().replace("'", "")
    return " ".join(word for word in _WORD.findall(folded) if word != "and")


def same_title(first: str | None, second: str | None) -> bool:
    """Return whether both are given and are one title.

    Example:
        >>> from degreekit.courses import same_title
        >>> same_title("Causal Inference", "CAUSAL  INFERENCE")
        True
    """
    return bool(title_key(first)) and title_key(first) == title_key(second)


def begins(printed: str, full: str, cuts: Collection[int]) -> bool:
    """Return whether a printed title is another one, cut off after so many letters.

    A letter that is a blank is not printed, so a title cut between two words is one shorter.

    Args:
        printed: the title as printed.
        full: the title that it may be.
        cuts: how many letters documents print.

    Example:
        >>> from degreekit.courses import begins
        >>> begins("NEURAL NETWORKS & DEEP LE", "Neural Networks and Deep Learning", {25, 30})
        True
        >>> begins("NEURAL NETWORKS", "Neural Networks and Deep Learning", {25, 30})
        False
    """
    length = len(" ".join(printed.split()))
    return any(
        length in cuts or (length + 1 in cuts and rest.startswith(" "))
        for rest in _rests(printed, full)
    )


def misses_words(printed: str, full: str) -> bool:
    """Return whether a title that is cut lacks more than the end of the last word.

    Example:
        >>> from degreekit.courses import misses_words
        >>> full = "Neural Networks and Deep Learning"
        >>> misses_words("NEURAL NETWORKS & DEEP LE", full), misses_words("NEURAL NETWO", full)
        (False, True)
    """
    return not any(rest and " " not in rest for rest in _rests(printed, full))


def _rests(printed: str, full: str) -> list[str]:
    """Return what may be missing of the full title's key; nothing where it does not begin so."""
    whole, key = title_key(full), title_key(printed)
    ends = [whole[len(key) :]] if key and whole.startswith(key) else []
    head, _, last = key.rpartition(" ")
    if head and last in ("a", "an") and whole.startswith(f"{head} "):  # the "and" is cut
        ends.append(whole[len(head) :])
    return [end for end in ends if end]


def abbreviates(short: str, full: str) -> bool:
    """Return whether one title is another with words cut short, or small words left out.

    Example:
        >>> from degreekit.courses import abbreviates
        >>> abbreviates("TOPICS IN COMPUT SCI", "Topics in Computer Science")
        True
    """
    mine, theirs = _words(short), _words(full)
    return len(mine) == len(theirs) > 0 and all(
        a == b or (len(a) >= 3 and b.startswith(a)) for a, b in zip(mine, theirs, strict=True)
    )


def resembles(printed: str, full: str) -> bool:
    """Return whether a title looks like an abbreviation of another: word by word, letters left out.

    It is no more than a likeness: a person has to say whether it is that title.

    Example:
        >>> from degreekit.courses import resembles
        >>> resembles("NEURAL NETWRKS & DEEP LEARN", "Neural Networks & Deep Learning")
        True
        >>> resembles("COMPUTER VISION I", "Computer Vision II")
        False
    """
    tail = printed.rpartition(":")[2]
    return same_title(tail, full) or any(
        len(mine) == len(theirs) > 1 and all(map(_shortens, mine, theirs))
        for mine in (_words(printed), _words(tail))
        for theirs in (_words(full),)
    )


def _shortens(word: str, full: str) -> bool:
    """Return whether a word is another with letters left out."""
    if word == full or {word, full} & _NUMERALS:
        return word == full
    letters = iter(full)
    return word[0] == full[0] and all(letter in letters for letter in word)


def _words(title: str) -> list[str]:
    return [word for word in title_key(title).split() if word not in _SMALL]


def topic_of(title: str, names: Collection[str]) -> str:
    """Return the topic of ``TITLE: SUBTITLE``: the title itself where it has no such form.

    The subtitle is the topic where the title is the series' own name, abbreviated or not, or where
    both are the same.

    Args:
        title: the title as printed.
        names: the names of the series.

    Example:
        >>> from degreekit.courses import topic_of
        >>> topic_of("TOPICS IN COMPUT SCI: CAUSAL INFERENCE", ["Topics in Computer Science"])
        'CAUSAL INFERENCE'
        >>> topic_of("MACHINE LEARNING: THEORY", ["Topics in Computer Science"])
        'MACHINE LEARNING: THEORY'
    """
    head, colon, tail = title.partition(":")
    if not colon or not title_key(tail):
        return title
    twice = same_title(head, tail)
    return tail.strip() if twice or any(abbreviates(head, name) for name in names) else title
