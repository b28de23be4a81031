"""What the site has beside its pages: a sample audit, and what stands at the top of the repository.

mkdocs calls the functions that begin with ``on_``.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from degreekit import audit_transcript
from degreekit.report import Look, render_html

__all__ = ["on_files", "on_page_markdown", "on_post_page", "sample"]

ROOT = Path(__file__).resolve().parents[1]
#: Pages of the site that are files of the repository.
ELSEWHERE = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}


def sample() -> str:
    """Return the audit of a made-up student who has a course left, with decisions, as a page."""
    document = ROOT / "tests/fixtures/ms-student-unfinished.pdf"
    decided = ROOT / "tests/cli/golden/decided.yaml"
    audit = audit_transcript("columbia-ms-cs-ml", document, decided)
    return render_html(audit, Look(document=document.name))


def _from_the_top(name: str) -> str:
    """Return a file of the repository with its links as they are in the site."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
    for page, file in ELSEWHERE.items():
        text = text.replace(f"]({file})", f"]({page})")
    return text


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the sample and the files of the repository beside the pages."""
    files.append(File.generated(config, "sample-audit.html", content=sample()))
    for page, name in ELSEWHERE.items():
        files.append(File.generated(config, page, content=_from_the_top(name)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Describe a page, for search engines and previews, by its own first sentences."""
    page.meta.setdefault("description", described(markdown))
    return markdown


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Name what the theme leaves without a name."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"', 1)


def described(markdown: str) -> str:
    """Return the first sentences of a page that fit into a description, as plain words."""
    for block in markdown.split("\n\n"):
        if re.match(r"[A-Za-z`*\[]", block):
            text = re.sub(r"\[([^]]*)\]\([^)]*\)|[*`]", r"\1", " ".join(block.split()))
            said = ""
            for one in re.split(r"(?<=[.?!:]) ", text):
                if said and len(said) + len(one) > 160:
                    break
                said = f"{said} {one}".strip()
            return said.removesuffix(":") + "." * said.endswith(":")
    return ""
