"""The choice between readings that one page bears: the printed figures make it.

What the columns of a table hold is decided by what they look like, and looks deceive: of two
columns of grades one is that of the middle of the term, and quality points look like credits. Where
the likeliest reading does not come out, or another is as likely, each is held against the figures,
and the one that they prove is taken. Two that they prove are a question, whatever is likelier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from degreekit.courses import Institution
from degreekit.findings import Finding
from degreekit.ingest.check.marks import AHEAD
from degreekit.ingest.check.proof import confirmed
from degreekit.ingest.check.verify import Checked
from degreekit.ingest.readers.reader import Extraction

__all__ = ["choose_by_figures"]

#: The doubt of a reader that is not sure which column holds what.
_UNSURE = "columns-uncertain"


def choose_by_figures(
    likeliest: Extraction, rivals: Iterable[Extraction], institution: Institution
) -> tuple[Extraction, Checked]:
    """Return the likeliest reading, or that of its rivals which the printed figures prove.

    Besides, it returns the reading with its figures computed again.

    Args:
        likeliest: what the reader read.
        rivals: the readings that it can think of, the likeliest first and among them; they are
            worked out only where they are needed.
        institution: its grade scales say what a grade is worth.
    """
    is_unsure = any(finding.code == _UNSURE for finding in likeliest.findings)
    usual = Checked(likeliest, institution)
    if not (is_unsure or _errors(likeliest) or usual.sums.wrong) or not likeliest.totals:
        return likeliest, usual  # nothing is to be chosen, or no figure is printed that could
    proved: list[tuple[Extraction, Checked]] = []
    for rival in rivals:
        is_new = all(_fields(rival) != _fields(other) for other, _ in proved)
        if is_new and _may_stand_for(rival, likeliest):
            checked = Checked(rival, institution)
            if _is_proved(rival, checked):
                proved.append((rival, checked))
    if not proved:
        return likeliest, usual
    best, checked = proved[0]
    questions = _questions(best, (other for other, _ in proved[1:]))
    return replace(best, findings=(*best.findings, *questions)), checked


def _errors(extraction: Extraction) -> int:
    return sum(finding.severity == "error" for finding in extraction.findings)


def _may_stand_for(rival: Extraction, likeliest: Extraction) -> bool:
    """Return whether a reading loses nothing that the likeliest has."""
    return len(rival.records) >= len(likeliest.records) and _errors(rival) <= _errors(likeliest)


def _is_proved(rival: Extraction, checked: Checked) -> bool:
    """Return whether all figures come out of a reading, and prove most of its finished courses."""
    if checked.sums.wrong or not checked.sums.prints_sums:
        return False
    stands = [
        own.stands
        for record, own in zip(rival.records, confirmed(checked), strict=True)
        if record.status not in AHEAD
    ]
    return 2 * sum(stands) > len(stands)


def _fields(extraction: Extraction) -> list[tuple[object, ...]]:
    return [(r.code, r.title, r.credits, r.grade, r.term, r.status) for r in extraction.records]


def _questions(best: Extraction, others: Iterable[Extraction]) -> Iterator[Finding]:
    """Yield a doubt about each row that the figures prove to say one thing as well as another."""
    rows = _fields(best)
    differing = {
        number
        for other in others
        for number, pair in enumerate(zip(rows, _fields(other), strict=False))
        if pair[0] != pair[1]
    }
    for number in sorted(differing):
        record = best.records[number]
        yield Finding(
            code=_UNSURE,
            severity="warning",
            message="the printed figures prove another reading of this row as well",
            record=number,
            page=record.page,
            box=record.box,
        )
