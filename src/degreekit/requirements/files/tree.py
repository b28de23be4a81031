"""YAML or JSON text as a tree in which everything knows its place.

Only the plain part of YAML is read: tables, lists and text. What a piece of text means (a number, a
date, yes or no) is not guessed from its look but decided by where it stands, so that `no`, `1_000`,
`010` and `2024-09-01` are never anything else than what was written. Anchors, tags and merge keys
are refused, and there are caps on size and depth: a file cannot make much of little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from degreekit.requirements.files.mistakes import Mistake, Place
from degreekit.sources import read_all

__all__ = ["Items", "NotATree", "Table", "Text", "Tree", "content", "tree_of"]

#: A program as text is small; the largest known one has 60,000 characters.
MOST_CHARACTERS = 2_000_000
#: Lists in tables in lists: rules are seldom nested more than ten levels deep.
MOST_LEVELS = 60

#: The parser in C where PyYAML has it, which is ten times as fast; both give the same events.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A single value, as written.

    Attributes:
        place: where it begins.
        text: its characters, without quotes.
        plain: whether it stands without quotes.
        on_a_line: whether it stands on a single line, as it is.
    """

    place: Place
    text: str
    plain: bool
    on_a_line: bool = True

    def at(self, position: int) -> Place:
        """Return the place of one of its characters, as near as it is known."""
        if not self.on_a_line:
            return self.place
        return self.place.further(position + (0 if self.plain else 1))

    @property
    def is_nothing(self) -> bool:
        """Whether it is YAML's or JSON's word for nothing."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of keys and values, in the order of the file; a key may stand in it twice."""

    place: Place
    entries: tuple[tuple[Text, Tree], ...]


Tree = Text | Items | Table


class NotATree(Exception):
    """The text cannot be read at all.

    Attributes:
        mistake: the first thing that is wrong; what follows it is not known.
    """

    def __init__(self, mistake: Mistake):
        self.mistake = mistake
        super().__init__(str(mistake))


def content(path: Path) -> bytes:
    """Return what is in a program file; a pipe that nobody writes to is not waited for.

    Args:
        path: the file.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
    """
    return read_all(path, 4 * MOST_CHARACTERS)


def tree_of(data: bytes) -> tuple[Tree, list[Mistake]]:
    """Read a text.

    Args:
        data: YAML or JSON in UTF-8.

    Returns:
        The tree, and mistakes that do not keep it from being read.

    Raises:
        NotATree: it is not text, too large, or not well-formed.
    """
    text = _decoded(data)
    if text.lstrip()[:1] in ("{", "["):
        text = text.replace("\t", " ")  # JSON may be set in with tabs; in its text there are none
    mistakes: list[Mistake] = []
    try:
        return _built(yaml.parse(text, Loader=_FAST), mistakes), mistakes
    except yaml.YAMLError:
        pass
    try:  # the parser in Python says more clearly what is wrong
        return _built(yaml.parse(text, Loader=yaml.SafeLoader), mistakes), mistakes
    except yaml.YAMLError as error:
        raise NotATree(_syntax(error, text)) from None


def _decoded(data: bytes) -> str:
    if len(data) > MOST_CHARACTERS:
        raise NotATree(
            Mistake(1, 1, f"the file is larger than {MOST_CHARACTERS:,} bytes", "no program is")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").split("\n")
        raise NotATree(
            Mistake(len(before), len(before[-1]) + 1, "this is not UTF-8", "save it as UTF-8")
        ) from None


class _Open:
    """A list or table that is being read."""

    def __init__(self, place: Place, *, table: bool):
        self.place = place
        self.table = table
        self.found: list[Tree] = []

    def closed(self, mistakes: list[Mistake]) -> Tree:
        if not self.table:
            return Items(self.place, tuple(self.found))
        entries = []
        for key, value in zip(self.found[::2], self.found[1::2], strict=True):
            if isinstance(key, Text):
                entries.append((key, value))
            else:
                told = "a list or table cannot be a key"
                mistakes.append(Mistake(key.place.line, key.place.column, told))
        return Table(self.place, tuple(entries))


def _built(events: Iterator[Any], mistakes: list[Mistake]) -> Tree:
    """Put events together to a tree, without recursion."""
    stack: list[_Open] = []
    root: Tree | None = None
    for event in events:
        start, end = event.start_mark, event.end_mark
        place = Place(start.line + 1, start.column + 1)
        _plain_yaml(event, place)
        done: Tree | None = None
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(stack) >= MOST_LEVELS:
                    told = f"lists and tables are nested more than {MOST_LEVELS} levels deep"
                    raise NotATree(Mistake(place.line, place.column, told))
                stack.append(_Open(place, table=isinstance(event, yaml.MappingStartEvent)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = stack.pop().closed(mistakes)
            case yaml.ScalarEvent():
                done = Text(
                    place,
                    _whole_characters(event.value, place),
                    plain=event.style in (None, ""),
                    on_a_line=start.line == end.line and event.style not in ("|", ">"),
                )
            case yaml.DocumentStartEvent() if root is not None:
                told, hint = "a second document begins here", "a file holds one program"
                raise NotATree(Mistake(place.line, place.column, told, hint))
        if done is None:
            continue
        if stack:
            stack[-1].found.append(done)
        else:
            root = done
    if root is None:
        raise NotATree(Mistake(1, 1, "the file is empty", "write at least `id: my-program`"))
    return root


def _whole_characters(text: str, place: Place) -> str:
    r"""Return a text with JSON's pairs, as `\ud83d\ude00`, joined into one character."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        told, hint = "half of a character stands here", r"write both halves, as in \ud83d\ude00"
        raise NotATree(Mistake(place.line, place.column, told, hint)) from None


def _plain_yaml(event: Any, place: Place) -> None:
    """Refuse what makes a file something else than it looks."""
    told = hint = ""
    if isinstance(event, yaml.AliasEvent):
        told, hint = f"`*{event.anchor}` stands for a part elsewhere", "write the part out"
        hint += ", or quote a text that begins with `*`"
    elif getattr(event, "anchor", None):
        told, hint = f"`&{event.anchor}` names a part", "leave it out: parts are not referred to"
    elif getattr(event, "tag", None):
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        told, hint = f"`{tag}` says what type a value is", "leave it out"
        hint += ", or quote a text that begins with `!`"
    if told:
        raise NotATree(Mistake(place.line, place.column, told, hint))


#: What PyYAML says, what that means for somebody who writes a program, and what to do.
_SYNTAX = (
    (
        r"expected '?<document start>'?",
        "there is text after the end of the program",
        "take it out, or look whether a bracket above is closed too early",
    ),
    (
        r"mapping values are not allowed",
        "a colon stands where there is a value already",
        'begin a line with the key, or quote a text with a colon in it: "Note: two courses"',
    ),
    (
        r"could not find expected ':'|did not find expected key",
        "this line is not `key: value`",
        "write a colon and a space after the key",
    ),
    (
        r"expected ',' or '\]'",
        "a list in brackets is not closed, or a comma is missing in it",
        "put commas between what it lists, and `]` at its end",
    ),
    (
        r"expected ',' or '\}'",
        "a table in braces is not closed, or a comma is missing in it",
        "put commas between its entries, and `}` at its end",
    ),
    (
        r"found unexpected (end of stream|document separator)",
        "a quotation mark is not closed",
        "put the same mark at the end of the text",
    ),
    (
        r"expected <block end>",
        "this line does not belong to what stands above it",
        "set it in like its neighbours, and begin each entry of a list with `- `",
    ),
    (
        r"found character '\\t'|found a tab",
        "the line is set in with a tab",
        "set it in with spaces",
    ),
    (
        r"scanning an alias|expected alphabetic or numeric character",
        "a text that begins with `*` or `&` has to be quoted",
        'write it as "* 4000+"',
    ),
    (
        r"found character '[@`%]'",
        "a text that begins with this character has to be quoted",
        'write it as "@ 4000"',
    ),
    (
        r"unknown escape character",
        "a backslash stands in a text in double quotes",
        "use single quotes",
    ),
    (
        r"special characters are not allowed|control characters are not allowed",
        "there is a control character",
        "take it out",
    ),
)


def _syntax(error: yaml.YAMLError, text: str) -> Mistake:
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    opened: Any = getattr(error, "context_mark", None)
    mark: Any = getattr(error, "problem_mark", None) or opened
    if mark is None:
        before = text[: getattr(error, "position", 0)].split("\n")
        line, column = len(before), len(before[-1]) + 1
    else:
        line, column = mark.line + 1, mark.column + 1
    if opened is not None and re.search("could not find expected ':'", said):
        line, column = opened.line + 1, opened.column + 1
    if quote := _open_quote(text, line):
        told = "a quotation mark on this line is not closed"
        return Mistake(*quote, told, "put the same mark at the end of the text")
    for pattern, told, hint in _SYNTAX:
        if re.search(pattern, said):
            if opened is not None and ("not closed" in told):
                told += f" (it begins at {opened.line + 1}:{opened.column + 1})"
            return Mistake(line, column, told, hint)
    return Mistake(line, column, "this is neither YAML nor JSON", said.strip())


def _open_quote(text: str, until: int) -> tuple[int, int] | None:
    """Return where a quotation mark was opened for good, if that is what went wrong further down.

    A text may go on over lines, so it is taken for an oversight only where it is the one such line.
    """
    lines = text.split("\n")[:until]
    odd = [(number, one) for number, one in enumerate(lines, start=1) if one.count('"') % 2]
    return (odd[0][0], odd[0][1].rindex('"') + 1) if len(odd) == 1 else None
