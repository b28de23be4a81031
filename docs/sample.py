"""The sample page of the documentation: made anew whenever the site is built."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from degreekit import audit_transcript
from degreekit.report import Look, render_html

__all__ = ["on_files", "page"]

ROOT = Path(__file__).resolve().parents[1]


def page() -> str:
    """Return the audit of a made-up student who has a course left, with decisions, as a page."""
    document = ROOT / "tests/fixtures/ms-student-unfinished.pdf"
    decided = ROOT / "tests/cli/golden/decided.yaml"
    audit = audit_transcript("columbia-ms-cs-ml", document, decided)
    return render_html(audit, Look(document=document.name))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the sample beside the pages; mkdocs calls this."""
    files.append(File.generated(config, "sample-audit.html", content=page()))
    return files
