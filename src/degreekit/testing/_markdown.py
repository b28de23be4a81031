"""Markdown as blocks with their lines: what a case file is read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

import yaml

__all__ = ["Block", "Fence", "Heading", "NotMarkdown", "Quote", "Row", "Table", "Text", "blocks"]


class NotMarkdown(ValueError):
    """The front matter cannot be read; `line` says where."""

    def __init__(self, line: int, problem: str):
        self.line = line
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level, counted from 1."""

    line: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or an item of a list."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation, line by line."""

    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block with its language; `line` is the first one inside it."""

    line: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `printed` says how many cells the file has, `cells` are cut to the head."""

    line: int
    cells: tuple[str, ...]
    printed: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its head, and its rows."""

    line: int
    head: tuple[str, ...]
    rows: tuple[Row, ...]


Block = Heading | Text | Quote | Fence | Table


@lru_cache(maxsize=256)  # cases that several programs share are read for each of them
def blocks(text: str) -> tuple[Mapping[str, Any], tuple[Block, ...]]:
    """Return the front matter of a file and its blocks.

    Raises:
        NotMarkdown: the front matter is not a YAML mapping.
    """
    from markdown_it import MarkdownIt  # only where a case file is read

    front, body = _front_matter(text)
    parser = MarkdownIt("commonmark").enable("table")
    return front, tuple(_blocks(parser.parse(body), body.splitlines()))


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Split a file; the lines of the front matter stay as empty ones, so that counts are right."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        return {}, "\n".join(lines)
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        raise NotMarkdown(1, "the front matter has no end: close it with '---'")
    try:
        front = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise NotMarkdown(
            mark.line + 2 if mark else 1, f"the front matter is not YAML: {error.args[0] or error}"
        ) from None
    if not isinstance(front, dict):
        raise NotMarkdown(1, "the front matter holds names and values, as 'program: ID'")
    return front, "\n".join([""] * (end + 1) + lines[end + 1 :])


def _blocks(tokens: Iterable[Any], lines: Sequence[str]) -> Iterator[Block]:
    rest = iter(tokens)
    level = 0  # of the heading that is open
    for token in rest:
        match token.type:
            case "blockquote_open":
                yield _quote(token, rest)
            case "table_open":
                yield _table(token, rest, lines)
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = 0
            case "inline" if level:
                yield Heading(_line(token), level, _plain(token))
            case "inline":
                yield Text(_line(token), _plain(token))
            case "fence":
                yield Fence(_line(token) + 1, token.info.split(" ")[0], token.content)


def _line(token: Any) -> int:
    return token.map[0] + 1 if token.map else 0


def _quote(begin: Any, rest: Iterator[Any]) -> Quote:
    """Take the tokens up to the end of a quotation; what it quotes in turn is part of it."""
    lines: list[str] = []
    depth = 1
    while depth:
        token = next(rest)
        if token.type == "inline":
            lines += token.content.splitlines()
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
    return Quote(_line(begin), tuple(lines))


def _table(begin: Any, rest: Iterator[Any], lines: Sequence[str]) -> Table:
    """Take the tokens up to the end of a table."""
    rows: list[Row] = []
    cells: list[str] = []
    line = _line(begin)
    for token in takewhile(lambda one: one.type != "table_close", rest):
        if token.type == "tr_open":
            cells, line = [], _line(token)
        elif token.type == "inline":
            cells.append(_plain(token).strip())
        elif token.type == "tr_close":
            rows.append(Row(line, tuple(cells), _printed(lines[line - 1])))
    head, *body = rows
    return Table(_line(begin), head.cells, tuple(body))


def _printed(row: str) -> int:
    """Return how many cells a row has: Markdown itself drops what goes beyond the head."""
    bare = re.sub(r"(?<!\\)\|$", "", row.strip().removeprefix("|"))
    return len(re.findall(r"(?<!\\)\|", bare)) + 1


def _plain(token: Any) -> str:
    """Return the text of an inline token without its markup: a code span is as good as none."""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type in ("text", "code_inline"):
            parts.append(child.content)
    return "".join(parts)
