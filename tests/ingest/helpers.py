"""Reading as the tests do it: Columbia's readers, in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from degreekit.columbia import columbia
from degreekit.columbia.readers import readers
from degreekit.ingest import (
    Document,
    Limits,
    Reading,
    interpret,
    open_document,
    read_document,
)
from degreekit.ingest.page.document import Box, Glyph, Page

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
OUTCOMES: dict[str, str] = json.loads((FIXTURES / "outcomes.json").read_text(encoding="utf-8"))
_TRUTH = ".transcript.json"
READABLE = sorted(
    name.removesuffix(_TRUTH)
    for path in FIXTURES.rglob(f"*{_TRUTH}")
    if not (name := path.relative_to(FIXTURES).as_posix()).startswith("scans/")
)

#: Documents that are pictures, in the folder of that name; they take OCR.
SCANS = sorted(
    path.name for path in (FIXTURES / "scans").iterdir() if path.suffix in (".pdf", ".jpg", ".png")
)

#: Those of them that are PDFs; the others are text.
PDFS = [name for name in READABLE if (FIXTURES / f"{name}.pdf").exists()]

#: The fields a fixture states; page and box are checked against the page itself.
FIELDS = (
    "code", "title", "credits", "grade", "term", "status", "section", "school", "institution",
    "source_code",
)  # fmt: skip


#: What of the invented students must not be told.
SECRETS = (
    "DOE",
    "JANE",
    "QUINN",
    "jd0000",
    "Roe,",
    "Richard",
    "Sample",
    "rs0000",
    "C00000000",
    "AbCdEf123",
)


def read(source: bytes | str | os.PathLike[str], **limits: Any) -> Reading:
    """Read with all of Columbia's readers."""
    limits = {"isolated": False, "ocr": False} | limits
    return read_document(source, readers(), {"columbia": columbia()}, Limits(**limits))


def path_of(name: str) -> Path:
    """Return the file of a fixture: a PDF, or text."""
    [path] = (p for p in FIXTURES.glob(f"{name}.*") if p.suffix in (".pdf", ".txt"))
    return path


def on_page(page: Page, box: Box) -> Box:
    """Return a place as it is told in points on the upright page, which a test can look at."""
    if page.lines_above is None:
        return box
    left, top, right, bottom = box
    lines = page.lines_above
    return left * 6, (top - lines) * 12, right * 6, (bottom - lines) * 12


@cache
def opened(name: str) -> Document:
    """Open a fixture, once for all tests."""
    return open_document(path_of(name), Limits(isolated=False))


@cache
def read_fixture(name: str) -> Reading:
    """Read a fixture, once for all tests."""
    return interpret(opened(name), readers(), {"columbia": columbia()})


def expected(name: str) -> list[dict[str, Any]]:
    """Return what a fixture means; of a picture, as ``scans/name``."""
    data = json.loads((FIXTURES / f"{name}.transcript.json").read_text(encoding="utf-8"))
    records: list[dict[str, Any]] = data["records"]
    return records


def stated(reading: Reading) -> list[dict[str, Any]]:
    """Return the records of a reading with the fields that fixtures state."""
    rows = reading.transcript.to_data().get("records", [])
    return [{key: row[key] for key in FIELDS if key in row} for row in rows]


def text_in(glyphs: Iterable[Glyph], box: Box) -> str:
    """Return the letters whose middle lies in a box, without spaces, from left to right."""
    left, top, right, bottom = box
    inside = [
        glyph
        for glyph in glyphs
        if left <= (glyph.left + glyph.right) / 2 <= right
        and top <= (glyph.top + glyph.bottom) / 2 <= bottom
        and not glyph.text.isspace()
    ]
    return "".join(glyph.text for glyph in sorted(inside, key=lambda g: (round(g.top), g.left)))


def named_in(text: str) -> list[str]:
    """Return what a text says of who the student is."""
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]
