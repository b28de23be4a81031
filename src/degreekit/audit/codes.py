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
        "Nothing. If the record is wrong, ask the registrar to correct it.",
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
        "The grade scale of the program does not list the mark, and degreekit does not guess.",
        "Check how the grade was read. If it is right, report it to the authors of the program.",
    ),
    _code(
        "transfer-not-accepted",
        "transfer credit does not count",
        "The record is transfer credit, and the program accepts none.",
        "Ask whether the requirement can be waived. A waiver fills the place without credits.",
    ),
    _code(
        "no-degree-credit",
        "courses like this never count toward the degree",
        "The program limits which courses may count at all, for example by level.",
        "Nothing: no other use of your courses changes it.",
    ),
    _code(
        "excluded",
        "the course is excluded by a rule",
        "A rule of the program says that the course never counts.",
        "Read the rule and its source in the audit.",
    ),
    _code(
        "denied",
        "the use was refused or excluded for this student",
        "A decision for this student keeps the course out of every requirement that it could fill.",
        "Talk to the person who made the decision; the audit names them under the decisions.",
    ),
    _code(
        "applied-elsewhere",
        "a decision puts the course in another place",
        "A decision says where the course has to be applied. Either it cannot be applied there, or "
        "the question is about another place.",
        "Read the decision in the audit.",
    ),
    _code(
        "not-eligible",
        "no requirement accepts the course",
        "The course is not on any list of the program. As an answer to why-not: it is not on the "
        "list of that requirement, or the requirement does not apply to this student.",
        "If it should count, ask your advisor for an approval or a substitution.",
    ),
    _code(
        "repeated",
        "a course counts once, and another attempt is counted",
        "A course that was taken again earns credit once. Cross-listed and renumbered codes are "
        "one course.",
        "Nothing: the audit counts the attempt that is best for the student.",
    ),
    _code(
        "mutual-exclusion",
        "only one of these courses may count, and another one is counted",
        "A rule allows credit for only one course of an overlapping group.",
        "Nothing: the audit counts the one that is best for the student.",
    ),
    _code(
        "over-limit",
        "a maximum is reached",
        "A rule limits how many courses or credits of this kind may count, and others reach the "
        "limit.",
        "Nothing: the audit counts those that are best for the student.",
    ),
    _code(
        "row-filled",
        "its row of the list is filled",
        "A row of the list counts only so often, and other courses fill this one.",
        "Nothing: the audit counts the one that is best for the student.",
    ),
    _code(
        "list-full",
        "the requirements that accept it are full",
        "Every requirement that could use the course already has all the courses it asks for.",
        "Nothing: the course is not needed.",
    ),
    _code(
        "completes-milestone",
        "the course completes a milestone",
        "The program asks that this course be completed, but not for its credit, so it counts for "
        "nothing else.",
        "Nothing. The audit shows the milestone among the requirements.",
    ),
    _code(
        "not-needed",
        "it could count, but it is not needed",
        "The course is in progress or planned, or it would need an approval, and counting it would "
        "not make the result any better.",
        "Nothing. It may count once it is completed or approved.",
    ),
)

#: What a why-not question may be answered with, besides the reasons above.
WHY_NOT_CODES: tuple[FindingCode, ...] = (
    _code(
        "applied",
        "the course is applied there",
        "The audit applies the course to this requirement.",
        "Nothing: the audit shows the course with the requirement.",
    ),
    _code(
        "no-list",
        "the requirement has no courses of its own",
        "The requirement is a milestone, or a minimum over courses that are applied to other "
        "requirements, so no course is applied to it.",
        "Ask about the requirements whose courses it counts.",
    ),
    _code(
        "not-on-record",
        "the course is not on the transcript",
        "The transcript lists neither the course nor one that is cross-listed or renumbered with "
        "it.",
        "Put the course into a plan (--plan) to see what it would do.",
    ),
    _code(
        "more-would-remain",
        "if the course were applied there, more would be left to take",
        "degreekit audited again with the course applied there. The shortest way to finish would "
        "then take more courses or credits, or a requirement could not be met at all.",
        "Nothing: the audit uses the course where it is best for the student. A decision of the "
        "kind apply_here puts it there all the same.",
    ),
    _code(
        "more-assumed",
        "if the course were applied there, the result would assume more",
        "degreekit audited again with the course applied there. The same would be left to take, "
        "but the result would depend on more approvals, courses in progress or planned courses.",
        "Nothing: the audit assumes as little as possible. Ask again when these courses are "
        "completed or approved.",
    ),
    _code(
        "fewer-met",
        "if the course were applied there, fewer requirements would be met",
        "degreekit audited again with the course applied there. The same would be left to take, "
        "but fewer requirements would be met so far.",
        "Nothing: what is left to take is the same.",
    ),
    _code(
        "as-good",
        "it could be applied there just as well",
        "degreekit audited again with the course applied there, and the result is just as good. "
        "Among equally good ways to use the courses, the audit takes the first in the order of the "
        "program and of the records, so that it is the same every time.",
        "Nothing: neither way is better for the student.",
    ),
)

#: How printed titles were read that are not, letter by letter, those of a rule.
TITLE_CODES: tuple[FindingCode, ...] = (
    _code(
        "title-cut",
        "a title that was cut off was completed",
        "The title is as long as the document prints titles, and the titles that matter under this "
        "number leave one choice: only the end of a last word is missing, or the number itself "
        "says which course it is, or another record has that title.",
        "Nothing, if it is right. If it is another course, write its title as full_title into the "
        "record of the transcript as JSON.",
    ),
    _code(
        "title-open",
        "a title that was cut off could be more than one course",
        "The title is as long as the document prints titles. It may be one that a rule or a "
        "decision names, or that of another course. degreekit tried every possibility; the audit "
        "is the best of them and, where it depends on the choice, names it as an assumption.",
        "Look the course up. Write its title as full_title into the record of the transcript as "
        "JSON, or record an approval of the course with the title as printed.",
    ),
    _code(
        "title-resembles",
        "a title looks like one that a rule names, but was not taken for it",
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
        "The checker found that the answer uses a record that earns no credit. The answer was "
        "refused with the error NotCertified, which is a bug in degreekit.",
        "Please report it.",
    ),
    _code(
        "used-twice",
        "a course was applied twice without a sharing rule",
        "The checker found that the answer uses a course in two places that no sharing rule "
        "allows. The answer was refused with the error NotCertified, which is a bug in degreekit.",
        "Please report it.",
    ),
)

#: Every code of an audit and of what may be asked of it.
AUDIT_CODES: tuple[FindingCode, ...] = (
    *UNAPPLIED_CODES,
    *WHY_NOT_CODES,
    *TITLE_CODES,
    *CHECK_CODES,
)
