"""A transcript as a Comprehensive Learner Record (1EdTech CLR 2.0): a snapshot, unsigned.

Each attempt becomes an ``AchievementCredential`` of Open Badges 3.0 inside one ``ClrCredential``.
Nobody vouches for it: it has no proof, says that it is self-reported, and names no student.
"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from degreekit.courses import RecordStatus
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["to_clr"]

_VC = "https://www.w3.org/ns/credentials/v2"
_CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
#: The space of our ids: the same transcript has the same ids.
_SPACE = UUID("6f7d6bb2-36f1-5c2b-9f52-0b6f3a3b1d53")

#: What became of an attempt in the words of the standard. It has none for a plan.
_STATUS = {
    RecordStatus.COMPLETED: "Completed",
    RecordStatus.TRANSFER: "Completed",
    RecordStatus.IN_PROGRESS: "InProgress",
    RecordStatus.INCOMPLETE: "InProgress",
    RecordStatus.WITHDRAWN: "Withdrew",
    RecordStatus.FAILED: "Failed",
}
_EARNED = frozenset({RecordStatus.COMPLETED, RecordStatus.TRANSFER})


def to_clr(transcript: Transcript, issued: datetime.datetime | None = None) -> str:
    """Return a transcript as a CLR 2.0 credential in JSON, without a proof.

    Planned courses are left out, because the standard has no status for them; the description says
    how many. Section and school stand in the description of the course.

    Args:
        transcript: what to write.
        issued: when the snapshot was made; now without it. It has to know its time zone.

    Example:
        >>> import json
        >>> from degreekit import CourseRecord, Transcript
        >>> from degreekit.export import to_clr
        >>> one = Transcript(records=(CourseRecord(code="COMS W4771", credits=3, grade="A-"),))
        >>> clr = json.loads(to_clr(one))
        >>> [credential] = clr["credentialSubject"]["verifiableCredential"]
        >>> credential["credentialSubject"]["achievement"]["humanCode"]
        'COMS W4771'
    """
    when = issued or datetime.datetime.now(datetime.UTC)
    made = when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    records = [r for r in transcript.records if r.status in _STATUS]
    planned = len(transcript.records) - len(records)
    left_out = f" {planned} planned courses are left out." if planned else ""
    seed = transcript.to_json()
    issuer = {
        "id": _urn("issuer"),
        "type": ["Profile"],
        "name": "Self-reported, read by degreekit",
    }
    subject = _urn(seed, "subject")
    credential = {
        "@context": [_VC, _CLR, _OB],
        "id": _urn(seed),
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Transcript, self-reported and unsigned",
        "description": "A snapshot of a transcript as a program read it. The institution has "
        f"neither issued nor checked it.{left_out}",
        "issuer": issuer,
        "validFrom": made,
        "credentialSubject": {
            "id": subject,
            "type": ["ClrSubject"],
            "verifiableCredential": [
                {
                    "@context": [_VC, _OB],
                    "id": _urn(seed, str(number)),
                    "type": ["VerifiableCredential", "AchievementCredential"],
                    "name": record.title or str(record.code),
                    "issuer": issuer,
                    "validFrom": made,
                    "credentialSubject": {
                        "id": subject,
                        **_attempt(record, transcript.institution, f"{seed} {number}"),
                    },
                }
                for number, record in enumerate(records)
            ],
        },
    }
    return json.dumps(credential, ensure_ascii=False, indent=1)


def _urn(*parts: str) -> str:
    return uuid5(_SPACE, "\n".join(parts)).urn


def _attempt(record: CourseRecord, institution: str | None, seed: str) -> dict[str, Any]:
    """Return what an attempt says of the student who made it."""
    grade_id, status_id = _urn(seed, "grade"), _urn(seed, "status")
    kinds = [(status_id, "Status", "Status", {"status": _STATUS[record.status]})]
    if record.grade is not None:
        kinds.insert(0, (grade_id, "Grade", "LetterGrade", {"value": record.grade}))
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": _urn(seed, "achievement"),
            "type": ["Achievement"],
            "achievementType": "Course",
            "humanCode": str(record.code),
            "name": record.title or str(record.code),
            "description": _described(record),
            "criteria": {"narrative": "As the institution that gives the course says."},
            "fieldOfStudy": record.code.subject,
            "creditsAvailable": _number(record.credits),
            "resultDescription": [
                {"id": id_, "type": ["ResultDescription"], "name": name, "resultType": kind}
                for id_, name, kind, _ in kinds
            ],
        },
        "result": [
            {"type": ["Result"], "resultDescription": id_, **said} for id_, _, _, said in kinds
        ],
    }
    if record.status in _EARNED:
        subject["creditsEarned"] = _number(record.credits)
    if record.term is not None:
        subject["term"] = str(record.term)
    if name := record.institution or institution:
        subject["source"] = {"id": _urn("institution", name), "type": ["Profile"], "name": name}
    return subject


def _described(record: CourseRecord) -> str:
    parts = [f"The course {record.code}"]
    if record.section:
        parts.append(f"section {record.section}")
    if record.school:
        parts.append(f"under {record.school}")
    if record.source_code:
        parts.append(f"taken elsewhere as {record.source_code}")
    return ", ".join(parts)


def _number(credits: Decimal) -> float:
    """Return credits as the standard has them: a number of JSON."""
    return float(credits)
