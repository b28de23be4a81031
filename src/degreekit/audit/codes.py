"""The finding codes of an audit: one entry each, shown by `degreekit explain CODE`."""

from __future__ import annotations

from degreekit.findings import FindingCode

__all__ = ["AUDIT_CODES", "CHECK_CODES", "TITLE_CODES", "UNAPPLIED_CODES", "WHY_NOT_CODES"]


def _code(code: str, title: str, meaning: str, advice: str) -> FindingCode:
    return FindingCode(code=code, title=title, meaning=meaning, advice=advice)


#: Every reason why a record is not applied.
UNAPPLIED_CODES: tuple[FindingCode, ...] = (
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
        "A decision says where the course has to be applied: it cannot be applied there, or the "
        "question is about another place.",
        "Read the decision under adjustments.",
    ),
    _code(
        "not-eligible",
        "no requirement takes the course",
        "The course is on no list of the program. As an answer to why-not: it is not on the list "
        "of the requirement asked about, or that requirement is not open for this student.",
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

#: What a why-not question may be answered with beside the reasons above.
WHY_NOT_CODES: tuple[FindingCode, ...] = (
    _code(
        "applied",
        "the course is applied there",
        "The audit applies the record to the requirement asked about.",
        "Nothing: the audit shows it below the requirement.",
    ),
    _code(
        "no-list",
        "the requirement takes no courses",
        "The requirement is a minimum over what is applied elsewhere, a milestone, or holds "
        "nothing but these, so no course is ever applied to it.",
        "Ask about the requirements whose courses it counts.",
    ),
    _code(
        "not-on-record",
        "the course is not on the transcript",
        "Neither the course nor one that is cross-listed or renumbered with it is among the "
        "records.",
        "Put the course into a plan (--plan) to see what it would do.",
    ),
    _code(
        "more-would-remain",
        "with the course applied there, more would remain",
        "The audit was made again with the record applied there. The cheapest way to finish then "
        "takes more further courses or more credits, or something could not be met at all.",
        "Nothing: the audit applies it where it serves the student best. A decision of the kind "
        "apply_here puts it there all the same.",
    ),
    _code(
        "more-assumed",
        "with the course applied there, the answer would rest on more",
        "The audit was made again with the record applied there. As much would remain, but the "
        "answer would rest on more approvals, courses in progress or planned courses.",
        "Nothing: the audit relies on as little as it can. Ask again when the assumptions have "
        "come true.",
    ),
    _code(
        "fewer-met",
        "with the course applied there, fewer requirements would be met",
        "The audit was made again with the record applied there. As much would remain, but fewer "
        "requirements would be met by what is there.",
        "Nothing: what is left to take is the same.",
    ),
    _code(
        "as-good",
        "it could as well be applied there",
        "The audit was made again with the record applied there, and is as good. Of equally good "
        "ways to use the courses the audit takes the first by the order of the program and of the "
        "records, so that it is the same every time.",
        "Nothing: neither way is better for the student.",
    ),
)

#: What an audit says of printed titles that are not, letter by letter, those of a rule.
TITLE_CODES: tuple[FindingCode, ...] = (
    _code(
        "title-cut",
        "a title that is cut was read as the one it begins",
        "The title is as long as the document prints titles, and the titles that matter under this "
        "number leave one choice: only the end of a last word is missing, or the number itself "
        "says which course it is, or another record has that title.",
        "Nothing, if it is right. If it is another course, write its title as full_title into the "
        "record of the transcript as JSON.",
    ),
    _code(
        "title-open",
        "a title that is cut leaves open which course it is",
        "The title is as long as the document prints titles. It may be one that a rule or a "
        "decision names, or that of another course. Every reading was tried; the audit is the best "
        "of them, and where it rests on the choice that is an assumption.",
        "Look the course up. Write its title as full_title into the record of the transcript as "
        "JSON, or record an approval of the course with the title as printed.",
    ),
    _code(
        "title-resembles",
        "a title looks like one that a rule names, and is not read as it",
        "Word by word the printed title could be an abbreviation of a title that a rule or a "
        "decision names under this number. An abbreviation is never guessed: the record counts as "
        "a course of another title.",
        "If it is that course, write its title as full_title into the record of the transcript as "
        "JSON, or record a decision for the student that names the title as printed.",
    ),
)

#: What only the check of an answer may find, in the text of the error NotCertified.
CHECK_CODES: tuple[FindingCode, ...] = (
    _code(
        "no-credit",
        "a course that earns no credit was applied",
        "The check of an answer found a record in use that is worth nothing to the program. The "
        "answer is refused with the error NotCertified: it is a defect.",
        "Report it.",
    ),
    _code(
        "used-twice",
        "a course was applied twice without a sharing rule",
        "The check of an answer found a course in two places that no sharing rule lets it have. "
        "The answer is refused with the error NotCertified: it is a defect.",
        "Report it.",
    ),
)

#: Every code of an audit and of what may be asked of it.
AUDIT_CODES: tuple[FindingCode, ...] = (
    *UNAPPLIED_CODES,
    *WHY_NOT_CODES,
    *TITLE_CODES,
    *CHECK_CODES,
)
