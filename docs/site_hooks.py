"""What the site has besides its pages: a sample audit, pictures, and files of the repository.

mkdocs calls the functions that begin with ``on_``.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from degreekit import audit_transcript, read_pdf
from degreekit.ingest import draw_reading
from degreekit.report import Look, render_html

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1])
)  # the command mkdocs has no folder there

from docs.picture import picture

__all__ = ["on_config", "on_files", "on_page_markdown", "on_post_page", "reading_picture", "sample"]

ROOT = Path(__file__).resolve().parents[1]
#: Where Pyodide is unpacked (`npm pack pyodide@314`), and wheels for browsers if pip is not to
#: fetch them: with it, the site holds the page to drop a transcript on.
PYODIDE, WHEELS = "DEGREEKIT_PYODIDE", "DEGREEKIT_BROWSER_WHEELS"
#: The made-up transcripts that the page offers to try, by the names that it shows.
EXAMPLES = {
    "one-course-left.pdf": "ms-student-unfinished.pdf",
    "complete.pdf": "ms-student.pdf",
    "printed-from-Student-Planning.pdf": "planning/plain.pdf",
}
#: What stands where the page is on the site.
THE_PAGE = """[Open the page](page/index.html){ .md-button .md-button--primary }

It runs in your browser, and has made-up transcripts to try. Nothing that you drop on it leaves the
browser."""
#: Pages of the site that are files of the repository.
ELSEWHERE = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}


def sample() -> str:
    """Return the audit of a made-up student who has a course left, with decisions, as a page."""
    document = ROOT / "tests/fixtures/ms-student-unfinished.pdf"
    decided = ROOT / "tests/cli/golden/decided.yaml"
    audit = audit_transcript("columbia-ms-cs-ml", document, decided)
    return render_html(audit, Look(document=document.name))


def reading_picture() -> bytes:
    """Return a page of a made-up transcript with what was read drawn over it."""
    document = ROOT / "tests/fixtures/ms-student.pdf"
    return draw_reading(document, read_pdf(document))[0]


def _from_the_top(name: str) -> str:
    """Return a file of the repository with its links as they are in the site."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
    for page, file in ELSEWHERE.items():
        text = text.replace(f"]({file})", f"]({page})")
    return text


def on_config(config: MkDocsConfig) -> None:
    """Link the repository and "edit this page" where pyproject.toml has its address."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    address = project["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"].rstrip("/")
    if address:
        config.repo_url, config.repo_name = address, address.rpartition("/")[2]
        config.edit_uri = f"{address}/edit/main/docs/"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the sample, its picture as the code is now, and the files of the repository."""
    files.append(File.generated(config, "sample-audit.html", content=sample()))
    for name, made in (("images/report.png", picture), ("images/read.png", reading_picture)):
        content = made()
        if content is not None:  # else the one of the repository is used
            if (old := files.get_file_from_path(name)) is not None:
                files.remove(old)
            files.append(File.generated(config, name, content=content))
    for page, name in ELSEWHERE.items():
        files.append(File.generated(config, page, content=_from_the_top(name)))
    for name, content in dropping_page().items():
        files.append(File.generated(config, f"page/{name}", content=content))
    return files


def dropping_page() -> dict[str, bytes]:
    """Return the files of the page to drop a transcript on; none without Pyodide."""
    if not (pyodide := os.environ.get(PYODIDE)):
        return {}
    from degreekit.web.folder import page_files  # it needs the extra "web"

    wheels = Path(os.environ[WHEELS]).glob("*.whl") if WHEELS in os.environ else ()
    made = ROOT / "tests/fixtures"
    examples = {name: (made / file).read_bytes() for name, file in EXAMPLES.items()}
    return page_files(Path(pyodide), wheels, examples)[0]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001  # MkDocs passes it
    """Describe a page, for search engines and previews, by its own first sentences."""
    page.meta.setdefault("description", described(markdown))
    return markdown.replace("<!-- the page -->", THE_PAGE if os.environ.get(PYODIDE) else "")


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001  # MkDocs passes it
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
