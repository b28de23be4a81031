"""Whether the pages that rules cite still say what was cited: a folder of saved pages.

The folder has a ``sources.json`` that gives for each address the file in which its page was saved:
``{"https://example.edu/ms/": "ms.html"}``. The two may stand the other way round.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from typing_extensions import override

from degreekit.errors import DegreekitError
from degreekit.requirements.lint import LintFinding
from degreekit.requirements.model import Source, count_text
from degreekit.requirements.nodes import Requirement, Take
from degreekit.requirements.program import Limit, Overlap, Program, Sharing
from degreekit.requirements.rows import rows_in

__all__ = ["InvalidSources", "SavedPages", "SourceReport", "cited_sources"]

INDEX = "sources.json"
#: A page of rules has some hundred kB; anything larger is not a saved page.
_MOST_BYTES = 20_000_000


class InvalidSources(DegreekitError, ValueError):
    """A folder of saved pages that cannot be used.

    Attributes:
        path: the file or folder.
        problem: what is wrong with it.
    """

    def __init__(self, path: str, problem: str):
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What a comparison of cited sentences with saved pages came to.

    Attributes:
        same: how many sentences stand on their pages as cited.
        changed: those that do not.
        paraphrased: how many are not in the words of their page, and so were not compared.
        unsaved: the addresses of pages that are not in the folder, each with the number of
            sentences that cite it; sentences without an address are under the empty one.
    """

    same: int
    changed: tuple[LintFinding, ...]
    paraphrased: int
    unsaved: Mapping[str, int]

    @property
    def text(self) -> str:
        """Say it in a few sentences."""
        number = count_text(self.same + len(self.changed), "cited sentence")
        lines = [f"{self.same} of {number} found on the saved pages."]
        if self.paraphrased:
            number = count_text(self.paraphrased, "paraphrased sentence")
            lines.append(f"Not compared: {number}, whose wording is not known.")
        for url, count in self.unsaved.items():
            number = count_text(count, "sentence")
            where = f"no page is saved for {url}" if url else "no address is given"
            lines.append(f"Not compared: {number}, because {where}.")
        return "\n".join(lines)


class SavedPages:
    """Saved pages by their addresses.

    Args:
        pages: the words of each page by its address.
    """

    def __init__(self, pages: Mapping[str, str]):
        self._words = {_address(url): _words(text) for url, text in pages.items()}

    @classmethod
    def read(cls, folder: Path | str) -> SavedPages:
        """Read a folder of saved pages, HTML or plain text.

        Args:
            folder: where ``sources.json`` and the pages are.

        Raises:
            InvalidSources: the folder has no usable ``sources.json``, or a page is missing.
        """
        home = Path(folder)
        index = home / INDEX
        try:
            data = json.loads(_text(index))
        except ValueError as error:
            raise InvalidSources(str(index), f"not JSON: {error}") from None
        if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
            raise InvalidSources(str(index), "write an object of addresses, each with its file")
        pages = {}
        for key, value in data.items():
            url, name = (key, value) if "://" in key else (value, key)
            if "://" not in url:
                raise InvalidSources(str(index), f"neither {key!r} nor {value!r} is an address")
            text = _text(home / name)
            pages[url] = _visible(text) if re.search(r"<[a-zA-Z!/]", text) else text
        return cls(pages)

    def compare(self, program: Program) -> SourceReport:
        """Return which sentences that a program cites its saved pages still have.

        Words are compared, without case, punctuation and the school letters of course codes.

        Args:
            program: the rules.
        """
        same, paraphrased = 0, 0
        changed: dict[tuple[str, str], LintFinding] = {}
        unsaved: dict[str, int] = {}
        for id_, source in dict.fromkeys(cited_sources(program)):
            if not source.sentence.strip():
                continue
            if source.paraphrased:
                paraphrased += 1
            elif (page := self._words.get(_address(source.url))) is None:
                unsaved[source.url] = unsaved.get(source.url, 0) + 1
            elif f" {_words(source.sentence)} " in f" {page} ":
                same += 1
            else:
                said = source.sentence
                text = f"the saved page of {source.url} does not say {said!r}"
                changed[id_, said] = LintFinding("source-changed", id_, text)
        return SourceReport(same, tuple(changed.values()), paraphrased, unsaved)


def cited_sources(program: Program) -> Iterator[tuple[str, Source]]:
    """Yield each source of a program, with the id of the rule that cites it."""
    rules: list[Requirement | Limit | Sharing | Overlap] = [*program.nodes, *program.limits]
    rules += [*program.sharing, *program.overlaps]
    for rule in rules:
        if rule.source is not None:
            yield rule.id, rule.source
        if isinstance(rule, Take):
            parts = (*(one.source for one in rule.including), *_row_sources(rule))
            yield from ((rule.id, source) for source in parts if source is not None)
    for source in (program.source, *program.readings):
        if source is not None:
            yield program.id, source


def _row_sources(take: Take) -> Iterator[Source | None]:
    return (row.source for row in rows_in(take.rows))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidSources(str(path), f"it has more than {_MOST_BYTES:,} bytes")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidSources(str(path), "it is not UTF-8 text") from None
    except OSError as error:
        raise InvalidSources(str(path), error.strerror or type(error).__name__) from None


def _address(url: str) -> str:
    """Return an address without what may be written in several ways."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url.strip().lower())
    return re.sub(r"[?#].*$", "", bare).rstrip("/")


#: A school letter between the subject and the number of a course.
_LETTER = re.compile(r"\b([A-Z]{4})\s+[A-Z]{1,2}(\d{4})\b")


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", _LETTER.sub(r"\1 \2", text).lower()))


class _Visible(HTMLParser):
    """Gathers the text of a page, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        if tag in _BLOCKS:
            self.parts.append(" ")

    @override
    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0
        if tag in _BLOCKS:
            self.parts.append(" ")

    @override
    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


#: Elements that a word does not go across.
_BLOCKS = {"p", "div", "td", "th", "tr", "li", "ul", "ol", "table", "br", "h1", "h2", "h3", "h4"}
_BLOCKS |= {"h5", "h6", "section", "article", "dt", "dd", "blockquote", "title", "option"}


def _visible(html: str) -> str:
    parser = _Visible()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)
