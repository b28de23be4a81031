"""What it means for a reading that a second library reads a page differently.

Every page is read by two libraries that share no code (`degreekit.ingest.source._pdf.second`). A
file that shows one of them an A where the other sees a B was made to deceive somebody, or is broken
in a way that nobody should guess about.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from degreekit.findings import Finding
from degreekit.ingest.page.document import Box, Document
from degreekit.ingest.readers.reader import Extraction

__all__ = ["compare_readings"]

#: A letter of which a font does not say what it is.
_UNMAPPED = "\N{REPLACEMENT CHARACTER}"
#: Categories of signs such as bullets; a plus or a minus is in others.
_SIGNS = frozenset({"Po", "So"})
#: Two places are one when they share this part of the lesser of their sides.
_SHARED = 0.25


def compare_readings(document: Document, extraction: Extraction) -> Iterator[Finding]:
    """Yield a finding for each place of a page that a second library reads differently.

    Where a record or a printed figure stands it is an error, and so is text of the page that is
    not in the reading at all. Elsewhere, as in a letterhead, it is a warning.

    Args:
        document: its pages say where they were read differently.
        extraction: what was read, with the places of its records and figures.
    """
    boxes: dict[int, list[Box]] = defaultdict(list)
    for record in extraction.records:
        if record.page is not None:
            boxes[record.page] += [*record.boxes.values(), *filter(None, [record.box])]
    for total in extraction.totals:
        boxes[total.page].append(total.box)
    for page in document.pages:
        for difference in page.differences:
            if _differ_in_signs(difference.first, difference.second):
                continue  # a bullet, of which one library knows the name
            inside = any(_meet(difference.box, box) for box in boxes[page.number])
            if inside:
                code, severity = "record-read-differently", "error"
                message = (
                    f"here a second library reads {_quoted(difference.second)} and not "
                    f"{_quoted(difference.first)}"
                )
            elif difference.note:
                code, severity = "text-in-a-note", "warning"
                message = "a note or a form field is drawn over this page and is not in the reading"
            elif difference.first:
                code, severity = "page-read-differently", "warning"
                message = "a second library reads other letters here"
            else:
                code, severity = "page-read-differently", "error"
                message = "a second library sees text here that is not in the reading"
            yield Finding.model_validate(
                {
                    "code": code,
                    "severity": severity,
                    "message": message,
                    "page": page.number,
                    "box": difference.box,
                }
            )


def _differ_in_signs(first: str, second: str) -> bool:
    """Return whether a font names only signs to one library, which no code, grade or number has."""
    return len(first) == len(second) and all(
        a == b or (a == _UNMAPPED and unicodedata.category(b) in _SIGNS)
        for a, b in zip(first, second, strict=True)
    )


def _quoted(letters: str) -> str:
    return f'"{letters}"' if letters else "nothing"


def _meet(box: Box, other: Box) -> bool:
    """Return whether two boxes are one place; boxes of two lines may touch, and are not."""
    return all(
        min(box[side + 2], other[side + 2]) - max(box[side], other[side])
        > _SHARED * min(box[side + 2] - box[side], other[side + 2] - other[side])
        for side in (0, 1)
    )
