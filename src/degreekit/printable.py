"""Text that is safe to show: whatever a document holds, it never steers a terminal."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["json_text", "printable", "without_controls"]

#: Control characters (ISO 6429), what changes the direction of writing (Unicode UAX 9), line and
#: paragraph separators, and halves of a pair that stand alone.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_ALONE = "\ud800-\udfff"
_SPACE = re.compile(f"[{_UNSAFE}\\s]+")
_HALF = re.compile(f"[{_ALONE}]")
#: What sets a colour (SGR), and nothing else.
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
_STEERING = re.compile(f"(?![\n\t])[{_UNSAFE}]")
_ESCAPED = re.compile(f"(?!\\n)[{_UNSAFE}{_ALONE}]")


def printable(text: str, *, lines: bool = False) -> str:
    r"""Return a text on one line, without characters that would steer a terminal.

    Args:
        text: any text.
        lines: whether line breaks are kept.

    Example:
        >>> from degreekit.printable import printable
        >>> printable("red \x1b[31m, and\u202e back\nto front")
        'red [31m, and back to front'
    """
    if lines:
        return "\n".join(printable(line) for line in text.split("\n"))
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", _SPACE.sub(" ", text)).strip()


def json_text(data: Any, *, indent: int | None = None) -> str:
    r"""Return plain data as JSON; what would steer a terminal is escaped in it.

    Args:
        data: what `json` can write.
        indent: spaces for each level; None for everything on one line.

    Example:
        >>> from degreekit.printable import json_text
        >>> json_text({"title": "\x9b31m \u202e"})
        '{"title": "\\u009b31m \\u202e"}'
    """
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def without_controls(text: str) -> str:
    r"""Return a text of several lines as it is, but for what would steer a terminal.

    Line breaks and colours are kept.

    Args:
        text: any text.

    Example:
        >>> from degreekit.printable import without_controls
        >>> without_controls("\x1b[31mred\x1b[0m\x1b]0;title\x07\n  and\u202e")
        '\x1b[31mred\x1b[0m ]0;title \n  and '
    """
    parts = _COLOUR.split(text)
    parts[::2] = [_STEERING.sub(" ", part) for part in parts[::2]]
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", "".join(parts))
