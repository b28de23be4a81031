"""What a file is that was dropped: a transcript, or what the page itself saves."""

from __future__ import annotations

from typing import Any, Literal

from degreekit.plain_data import NotPlainData, read_yaml
from degreekit.web.papers import Paper

__all__ = ["Role", "role_of"]

Role = Literal["transcript", "decisions", "plan", "answers", "rules", "proof"]

#: Data that people write is small; a larger file is a document.
_MOST = 5_000_000
_YAML = (".yaml", ".yml")


def role_of(paper: Paper) -> Role:
    """Return what a file is, by its content.

    Args:
        paper: the file.

    Example:
        >>> from degreekit.web.papers import Paper
        >>> from degreekit.web.roles import role_of
        >>> role_of(Paper("1", "decided.yaml", b"[{kind: waive, requirement: required}]"))
        'decisions'
    """
    name = paper.name.lower()
    if not name.endswith((".json", *_YAML)) or len(paper.data) > _MOST:
        return "transcript"
    try:
        data = read_yaml(paper.data)
    except NotPlainData:  # whoever reads it as what it most likely is says what is wrong
        return "decisions" if name.endswith(_YAML) else "transcript"
    return _role(data)


def _role(data: Any) -> Role:
    if isinstance(data, dict):
        if "claims" in data and "format" in data:
            return "proof"
        return "rules" if "requirements" in data or "root" in data else "transcript"
    if isinstance(data, list):
        if any(isinstance(one, dict) and "kind" in one for one in data):
            return "decisions"
        if any(isinstance(one, dict) and "question" in one for one in data):
            return "answers"
        if any(isinstance(one, str) or (isinstance(one, dict) and "code" in one) for one in data):
            return "plan"
    return "transcript"
