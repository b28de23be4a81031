"""The instructions of a page, one after the other (ISO 32000-1, 7.8.2).

A content stream that ends in the middle of something was cut, and what it still says is a part of
the page only, so that is an error here and never the end of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT, literal_name

from .streams import Damaged

__all__ = ["Instruction", "instructions"]

#: The name of an operator, and its operands: numbers, bytes, names, lists, dictionaries.
Instruction = tuple[bytes, list[Any]]

_SPACE = rb"\0\t\n\f\r "
_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    rb"(?:[%(space)b]++|%%[^\r\n]*+)*+"
    rb"(?:([+-]?+(?:\d++\.?+\d*+|\.\d++)(?!%(regular)b))"  # 1: a number
    rb"|(%(regular)b++)"  # 2: an operator
    rb"|/(%(regular)b*+)"  # 3: a name
    rb"|\(([^()\\\r]*+)\)"  # 4: a string without escapes
    rb"|(\[)|(\])"  # 5, 6: an array
    rb"|(<<)|(>>)"  # 7, 8: a dictionary
    rb"|<([^>]*+)>"  # 9: a string as hexadecimal digits
    rb"|(\()"  # 10: any other string
    rb"|([{})>])"  # 11: nothing that may stand here
    rb"|(<)"  # 12: hexadecimal digits without an end
    rb"|(\Z))" % {b"space": _SPACE, b"regular": _REGULAR}  # 13: the end
)
_NUMBER, _OPERATOR, _NAME, _PLAIN, _OPEN, _CLOSE, _DICT, _END_DICT = range(1, 9)
_HEX, _STRING, _STRAY, _OPEN_HEX, _END = range(9, 14)
_IN_STRING = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n?|\n)|(.))|\r\n?", re.DOTALL)
_ESCAPED = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
}  # fmt: skip
_HEX_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_NO_DIGIT = re.compile(rb"[^0-9A-Fa-f]")
_WORDS = {b"true": True, b"false": False, b"null": None}
#: The data of a picture that stands among the instructions begins and ends here.
_IMAGE_DATA = re.compile(rb"(?<=[%b\]>)])ID(?=[%b])" % (_SPACE, _SPACE))
_END_IMAGE = re.compile(rb"[%b]EI(?=[%b]|\Z)" % (_SPACE, _SPACE))
#: An operator that looks like a number, as "1.2.3" or "--5", stands for the number it begins with.
_NUMBER_LIKE = re.compile(rb"[+-]*(\d*\.?\d*)")


def instructions(data: bytes) -> Iterator[Instruction]:  # noqa: C901  # one branch a kind of token
    """Yield the instructions of a content stream.

    Raises:
        Damaged: it ends in the middle of an instruction.
    """
    match = _TOKEN.match
    operands: list[Any] = []
    outer: list[tuple[int, list[Any]]] = []  # of arrays and dictionaries that are open
    at = 0
    while True:
        found = match(data, at)
        if found is None:  # the pattern takes any byte, and the end
            raise Damaged("a page cannot be understood")
        at = found.end()
        kind = found.lastindex
        if kind == _NUMBER:
            number = found[1]
            operands.append(float(number) if b"." in number else int(number))
        elif kind == _OPERATOR:
            name = found[2]
            if name in _WORDS or name[0] in b"+-.0123456789":
                operands.append(_WORDS[name] if name in _WORDS else _number_like(name))
            elif not outer:
                if name == b"BI":
                    at, picture = _picture(data, at)
                    name, operands = b"EI", [picture]
                yield name, operands
                operands = []
        elif kind in _VALUES:
            operands.append(_VALUES[kind](found[kind]))
        elif kind in (_OPEN, _DICT):
            outer.append((kind, operands))
            operands = []
        elif kind in (_CLOSE, _END_DICT) and outer:
            operands = _closed(operands, *outer.pop())
        elif kind == _STRING:
            at, text = _string(data, at)
            operands.append(text)
        elif kind == _OPEN_HEX:
            raise Damaged("a page ends in the middle of a text")
        elif kind == _END:
            break
    if outer or operands:
        raise Damaged("a page ends in the middle of an instruction")


def _closed(parts: list[Any], opened: int, before: list[Any]) -> list[Any]:
    """Add the array or dictionary that ends here to the operands before it, and return those."""
    before.append(parts if opened == _OPEN else _dictionary(parts))
    return before


def _name(name: bytes) -> Any:
    if b"#" in name:
        name = _HEX_ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), name)
    try:
        return LIT(name.decode())
    except UnicodeDecodeError:
        return LIT(name)


def _hex(digits: bytes) -> bytes:
    digits = _NO_DIGIT.sub(b"", digits)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


#: What a token that is a value by itself stands for.
_VALUES: dict[int, Callable[[bytes], Any]] = {_PLAIN: bytes, _NAME: _name, _HEX: _hex}


def _number_like(word: bytes) -> float:
    found = _NUMBER_LIKE.match(word)
    digits = found[1] if found else b""
    number = float(digits) if digits.strip(b".") else 0.0
    return -number if word.startswith(b"-") else number


def _dictionary(parts: list[Any]) -> dict[Any, Any]:
    pairs = zip(parts[::2], parts[1::2], strict=False)
    return {literal_name(key): value for key, value in pairs if value is not None}


def _string(data: bytes, at: int) -> tuple[int, bytes]:
    """Return where the string ends whose first letter stands here, and what it says."""
    start, depth = at, 1
    while depth:
        found = _IN_STRING.search(data, at)
        if found is None:
            raise Damaged("a page ends in the middle of a text")
        at = found.end()
        if found[0] == b"\\":
            at += 1
        else:
            depth += 1 if found[0] == b"(" else -1
    return at, _ESCAPE.sub(_unescaped, data[start : at - 1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, line_end, letter = found.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if letter:
        return _ESCAPED.get(letter, letter)
    return b"" if line_end else b"\n"


def _picture(data: bytes, at: int) -> tuple[int, PDFStream]:
    """Return where a picture ends whose dictionary begins here, and the picture."""
    start = _IMAGE_DATA.search(data, at)
    end = _END_IMAGE.search(data, start.end()) if start else None
    if start is None or end is None:
        raise Damaged("a page ends in the middle of a picture")
    [(_, parts)] = instructions(data[at : start.start()] + b" ID")
    return end.end(), PDFStream(_dictionary(parts), data[start.end() + 1 : end.start()])
