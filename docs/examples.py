"""Let the reference show the examples of docstrings as code."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

__all__ = ["Examples"]

_HEADING = re.compile(r"^Example:$", re.MULTILINE)


class Examples(Extension):
    """Read a section "Example:" as what it is: statements, and what they print."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Rename the section, so that it is taken for a list of examples."""
        if obj.docstring:
            obj.docstring.value = _HEADING.sub("Examples:", obj.docstring.value)
