"""The finding codes of an audit: one entry each, shown by `degreekit explain CODE`."""

from __future__ import annotations

from degreekit.findings import FindingCode

__all__ = ["AUDIT_CODES"]


def _code(code: str, title: str, meaning: str, advice: str) -> FindingCode:
    return FindingCode(code=code, title=title, meaning=meaning, advice=advice)


#: Every reason why a record is not applied.
AUDIT_CODES: tuple[FindingCode, ...] = (
    _code(
        "failed",
        "the course was failed",
        "The grade is a failing one, or the record says so. It earns no credit.",
        "Take the course again, or another one that fills the same requirement.",
    ),
    _code(
        "withdrawn",
        "the student withdrew from the course",
        "A withdrawn course earns no credit and does not enter the GPA.",
        "Nothing, unless the record is wrong: then the registrar corrects it.",
    ),
    _code(
        "grade-earns-no-credit",
        "the mark earns no credit toward this degree",
        "The grade scale of the program lists the mark as one without credit, such as a pass in a "
        "course that has to be taken for a letter grade.",
        "Ask whether the mark can be changed into a letter grade.",
    ),
    _code(
        "unknown-grade",
        "the mark is not on the grade scale",
        "The grade scale of the program does not list the mark, and nothing is guessed.",
        "Check how the grade was read; if it is right, tell the authors of the program.",
    ),
    _code(
        "transfer-not-accepted",
        "credit from elsewhere does not count",
        "The record is transfer credit, and the program takes none.",
        "Ask whether a waiver is possible: it fills the place without credits.",
    ),
    _code(
        "no-degree-credit",
        "courses like this never count toward the degree",
        "The program bounds what may count at all, for instance by level.",
        "Nothing: no placement can change it.",
    ),
    _code(
        "excluded",
        "the course is excluded by a rule",
        "A rule of the program names the course as one that never counts.",
        "Read the rule's sentence in the audit; nothing else can change it.",
    ),
    _code(
        "denied",
        "the use was refused or excluded for this student",
        "A decision for this student keeps the course out of every requirement it could fill.",
        "Talk to the person who decided it; the audit names them under adjustments.",
    ),
    _code(
        "applied-elsewhere",
        "a decision puts the course in another place",
        "A decision says where the course has to be applied, and it cannot be applied there.",
        "Read the decision under adjustments.",
    ),
    _code(
        "not-eligible",
        "no requirement takes the course",
        "The course is on no list of the program.",
        "If it should count, ask for an approval or a substitution.",
    ),
    _code(
        "repeated",
        "the course counts once, and another attempt counts",
        "A course taken again earns credit once. Cross-listed and renumbered codes are one course.",
        "Nothing: the audit applies the attempt that serves the student best.",
    ),
    _code(
        "mutual-exclusion",
        "only one of these courses may count, and another one does",
        "A rule allows credit for only one course of a group that overlaps.",
        "Nothing: the audit applies the one that serves the student best.",
    ),
    _code(
        "over-limit",
        "a maximum is reached",
        "A rule allows only so many courses or credits of a kind, and others fill it.",
        "Nothing: the audit applies those that serve the student best.",
    ),
    _code(
        "row-filled",
        "its row of the list is filled",
        "Each row of the list counts once, and another course fills this one.",
        "Nothing: the audit applies the one that serves the student best.",
    ),
    _code(
        "list-full",
        "the requirements that take it are filled",
        "Every requirement that could take the course has all the courses it asks for.",
        "Nothing: the course is not needed.",
    ),
    _code(
        "not-needed",
        "it could be applied, but the answer does not need it",
        "Using the course would rest on an assumption (it is in progress, planned, or awaits an "
        "approval), and the answer is no better for it.",
        "Nothing: it may become of use when the assumption comes true.",
    ),
)
