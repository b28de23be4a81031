"""The finding codes of lint: one entry each, shown by `degreekit explain CODE`."""

from __future__ import annotations

from degreekit.findings import FindingCode

__all__ = ["LINT_CODES", "LINT_ERRORS"]


def _code(code: str, title: str, meaning: str, advice: str) -> FindingCode:
    return FindingCode(code=code, title=title, meaning=meaning, advice=advice)


_ERRORS = (
    _code(
        "empty-set",
        "a set holds no course",
        "The set of a row or of a limit is empty, or a filter can never fit: its bounds exclude "
        "each other.",
        "Mend the set or the bounds.",
    ),
    _code(
        "unreachable-row",
        "a row can never be filled",
        "Every course of the row belongs to a row above: a course belongs to the first row that it "
        "fits.",
        "Put the narrow row above the wide one, or take the row out.",
    ),
    _code(
        "listed-twice",
        "two rows of a list are the same",
        "A row holds just the courses of a row above, so it can never be filled.",
        "Take one of them out.",
    ),
    _code(
        "overlapping-rows",
        "a bounded row shares courses with a row above",
        "A course of both rows fills the upper one only, so the bound of the lower one is not what "
        "it seems.",
        "Take the courses out of one of the rows.",
    ),
    _code(
        "out-of-reach",
        "a minimum is more than there can be",
        "A requirement or an inner minimum asks for more than its rows, its bounds or its parts "
        "can give.",
        "Lower the number, or widen the list.",
    ),
    _code(
        "check-out-of-reach",
        "a check asks for more than the lists hold",
        "The lists that the check looks at hold a bounded number of courses, and it asks for more.",
        "Lower the number, widen the scope of the check, or widen the lists.",
    ),
    _code(
        "no-such-group",
        "an inner minimum names a group that no row has",
        "The group is misspelled, or its rows are missing.",
        "Mend the name of the group.",
    ),
    _code(
        "no-branch",
        "a condition picks between nothing and nothing",
        "The If has neither a branch for when the condition holds nor one for when it does not.",
        "Give it a branch.",
    ),
    _code(
        "contradictory-limit",
        "a limit allows less than a requirement asks for",
        "Every course of the requirement falls under the limit, and the limit is the smaller one.",
        "Raise the limit, or narrow its courses or its scope.",
    ),
    _code(
        "approval-by-nobody",
        "nobody is named who could approve",
        "The approval of a row is blank, or says that nobody gives it.",
        "Name who approves, or leave the approval out.",
    ),
    _code(
        "cannot-be-completed",
        "no student can complete the program",
        "The audit of an empty transcript proves that no courses complete the program: what the "
        "catalog has, or what the rules name where there is no catalog, does not do.",
        "Read which requirements are out of reach or exclude each other, and mend them.",
    ),
)
_WARNINGS = (
    _code(
        "condition-always",
        "a condition is always true or always false",
        "It does not turn on the student: a branch or a rule that depends on it is there for "
        "nothing.",
        "Mend the condition, or take it out.",
    ),
    _code(
        "limit-never-binds",
        "a limit can never keep anything out",
        "No list in its scope takes a course that it bounds, or the lists take no more than it "
        "allows.",
        "Check its courses, its number and its scope.",
    ),
    _code(
        "nothing-to-share",
        "a sharing rule has nothing to share",
        "No course can be on lists of both sides, or both sides are the same list.",
        "Check which requirements it names.",
    ),
    _code(
        "not-in-catalog",
        "a row names no course that the catalog lists",
        "None of the codes of the row is in the catalog of the institution, and no course of their "
        "subjects with the level is. A page may print codes that are gone; a code that was never "
        "there is misspelled.",
        "Check the codes against the catalog.",
    ),
    _code(
        "no-source",
        "a rule does not say where it comes from",
        "The requirement, limit or sharing rule has no source, or one without a sentence, so an "
        "audit cannot cite it.",
        "Cite the document, the section, the date and the sentence.",
    ),
    _code(
        "no-title",
        "a rule has no name for people",
        "Audits show titles; this one is blank.",
        "Give it the title of the page.",
    ),
    _code(
        "unreadable-date",
        "a date is none",
        "The date of a source is no date, no year and no term.",
        "Write it as 2023-07-25, as 2023 or as Fall 2023.",
    ),
)

#: Every code of lint: first what cannot be meant, then what may be.
LINT_CODES: tuple[FindingCode, ...] = (*_ERRORS, *_WARNINGS)
#: The codes of what cannot be meant.
LINT_ERRORS = frozenset(entry.code for entry in _ERRORS)
