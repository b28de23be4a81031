"""What other rules make of the same students."""

from __future__ import annotations

from dataclasses import dataclass

from degreekit.audit.auditor import Auditor
from degreekit.audit.decision import Verdict
from degreekit.transcript import Transcript

__all__ = ["VerdictChange", "compare_verdicts"]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """What two versions of the rules say of one transcript.

    Attributes:
        before: the verdict of the former rules.
        after: the verdict of the rules that take their place.
    """

    before: Verdict
    after: Verdict

    @property
    def changed(self) -> bool:
        """Whether the status, what remains, or what it rests on is another."""
        return _figures(self.before) != _figures(self.after)


def compare_verdicts(before: Auditor, after: Auditor, transcript: Transcript) -> VerdictChange:
    """Return what two versions of the rules say of one transcript.

    Args:
        before: audits by the former rules.
        after: audits by the rules that take their place.
        transcript: the records.

    Raises:
        DegreekitError: as `Auditor.judge`.

    Example:
        >>> from degreekit import get_auditor, read_transcript
        >>> from degreekit.audit import compare_verdicts
        >>> auditor = get_auditor("columbia-ms-cs-ml")
        >>> transcript = read_transcript("tests/fixtures/ms-student.pdf")
        >>> compare_verdicts(auditor, auditor, transcript).changed
        False
    """
    return VerdictChange(before.judge(transcript), after.judge(transcript))


def _figures(verdict: Verdict) -> tuple[object, ...]:
    return verdict.status, verdict.courses, verdict.credits, verdict.assumptions, verdict.given_up
