"""Course titles: when two spellings are the same title."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["same_title", "title_key"]

_WORD = re.compile(r"[^\W_]+")


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
