"""Whatever a person reads is in plain words: messages, help, reports, docstrings and pages.

The phrases are those that native readers stumble over. Each stands for its kind, and says what to
write instead. An exception names the file and the words, and why they are right there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from degreekit import audit_transcript
from degreekit.report import render_checklist, render_html, render_markdown, render_text
from docs.generate import ROOT, pages

#: What is not written, and what to write instead.
PHRASES = {
    r"\b(?:is|are|was|were|be|been) told\b|\btold of\b": "is reported; message",
    r"\b(?:is|are) said\b": "is reported; message",
    r"cannot be meant|\bis likely not to be\b": "is contradictory, can never be met",
    r"\bspeaks? of\b": "is about, names, covers",
    r"(?<!here )(?<!he )\b(?:is|are) no (?!longer|more|better|less|worse|other|fewer)[a-z]+": (
        "is not a"
    ),
    r"there are many to choose from": "Many courses qualify, for example",
    r"nothing is gained": "you don't need it",
    r"\bnot yet so\b": "This result assumes",
    r"less and less left out": "counted three ways",
    r"no answer was proved within": "The search gave up after N steps",
    r"\bnone is installed\b": "No program is installed. Install one",
    r"pages are pictures without text": "This PDF is a scan",
    r"session had ended": "If your login had expired",
    r"never stops? the others": "does not stop the rest",
    r"\bbehind (?:@|an? [a-z]*label)": "after",
    r"\bbeside\b": "next to, besides, in addition to",
    r"what became of": "the outcome of",
    r"\ba usual course\b": "a standard course",
    r"\bpart (?:a|the) title from\b": "split",
    r"\bput together\b": "join, merge",
    r"whatever it takes": "regardless of cost",
    r"in the place of\b": "where ... should be",
    r"\bgiven? (?:them )?apart\b": "pass them separately",
    r"\bis a defect\b": "is a bug in degreekit; please report it",
    r"\bno ruling\b": "is not an official decision",
    r"something in Python already": "a Python package with this name is already installed",
    r"\bas far as facts reach\b": "say what is known",
}
_FOREIGN = {re.compile(phrase, re.IGNORECASE): instead for phrase, instead in PHRASES.items()}
#: In pages for users, a package is not called a room.
_HOUSE = re.compile(r"\b(?:rooms?|house)\b", re.IGNORECASE)

#: Words that are right where they stand: the file, the words, and why.
_NAME = "the finding code `text-beside-record`, which stays what it is"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("codes.py", "beside"): _NAME,
    ("account.py", "beside"): _NAME,
    ("review.py", "beside"): _NAME,
    ("table.py", "beside"): "the name of a constant",
    ("finding-codes.md", "beside"): _NAME,
    ("reading-documents.md", "beside"): _NAME,
}

_SOURCES = [
    path
    for folder in (ROOT / "src/degreekit", *ROOT.glob("plugins/*/src"))
    for path in sorted(folder.rglob("*"))
    if path.suffix in (".py", ".html", ".txt", ".js", ".mjs", ".css")
]


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file, each with its line: of a module its strings, else the whole."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, text
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
            yield node.lineno, "".join(map(str, parts))


def _foreign(path: Path, line: int, text: str) -> Iterator[str]:
    words = " ".join(text.split())
    for phrase, instead in _FOREIGN.items():
        for match in phrase.finditer(words):
            if (path.name, match[0].lower()) not in EXCEPTIONS:
                near = words[max(0, match.start() - 30) : match.end() + 30]
                yield f"{path.relative_to(ROOT)}:{line}: ...{near}... write: {instead}"


@pytest.mark.checkout
@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_messages_help_and_docstrings_are_in_plain_words(path: Path) -> None:
    found = [one for line, text in _texts(path) for one in _foreign(path, line, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "path",
    [
        *pages(),
        *sorted(ROOT.glob("*.md")),
        *sorted(ROOT.glob("changes/*.md")),
        *sorted(ROOT.glob("plugins/*/*.md")),
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_pages_are_in_plain_words(path: Path) -> None:
    lines = enumerate(path.read_text(encoding="utf-8").split("\n\n"), start=1)
    found = [one for line, text in lines for one in _foreign(path, line, text)]
    assert not found, "\n".join(found)


def test_packages_are_not_called_rooms() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in pages()
        for match in _HOUSE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("render", [render_text, render_markdown, render_checklist, render_html])
def test_people_read_complete_and_incomplete(render: object) -> None:
    audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
    text = render(audit).lower()  # type: ignore[operator]
    assert "incomplete" in text
    for word in ("unsatisfied", "satisfied"):
        assert not re.search(
            rf"(?<![-.\w]){word}(?![-\w])", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        )


def test_a_phrase_of_the_list_is_found() -> None:
    page = ROOT / "README.md"
    assert list(_foreign(page, 1, "the file is no PDF, and is told beside the others"))
    assert not list(_foreign(page, 1, "there is no PDF here, and it is no longer read"))
