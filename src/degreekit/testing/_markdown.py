"""Markdown as blocks with their lines: what a case file is read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


def _blocks(tokens: list[Any], lines: Sequence[str]) -> Iterator[Block]:
    quoted: list[str] = []
    quote_line = depth = 0
    head: tuple[str, ...] = ()
    rows: list[Row] = []
    cells: list[str] = []
    in_head = False
    table_line = 0
    kind = ""
    for token in tokens:
        line = (token.map[0] + 1) if token.map else 0
        match token.type:
            case "blockquote_open":
                quote_line, depth = quote_line or line, depth + 1
            case "blockquote_close":
                depth -= 1
                if not depth:
                    yield Quote(quote_line, tuple(quoted))
                    quoted, quote_line = [], 0
            case "table_open":
                table_line, head, rows = line, (), []
            case "thead_open" | "thead_close":
                in_head = token.type == "thead_open"
            case "tr_open":
                cells, row_line = [], line
            case "tr_close" if in_head:
                head = tuple(cells)
            case "tr_close":
                rows.append(Row(row_line, tuple(cells), _printed(lines[row_line - 1])))
            case "table_close":
                yield Table(table_line, head, tuple(rows))
            case "heading_open" | "paragraph_open" | "th_open" | "td_open":
                kind = token.type
                level = int(token.tag[1]) if kind == "heading_open" else 0
            case "inline" if depth:
                quoted += token.content.splitlines()
            case "inline" if kind == "heading_open":
                yield Heading(line, level, _plain(token))
            case "inline" if kind in ("th_open", "td_open"):
                cells.append(_plain(token).strip())
            case "inline":
                yield Text(line, _plain(token))
            case "fence":
                yield Fence(line + 1, token.info.split(" ")[0], token.content)


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
