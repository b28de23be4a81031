"""The finding codes of lint: one entry each, shown by `degreekit explain CODE`."""

from __future__ import annotations

from degreekit.findings import FindingCode

__all__ = ["LINT_CODES", "LINT_ERRORS"]


def _code(code: str, title: str, meaning: str, advice: str) -> FindingCode:
    return FindingCode(code=code, title=title, meaning=meaning, advice=advice)


_ERRORS = (
    _code(
        "empty-set",
        "a course list is empty",
        "The course list of a row or a limit is empty, or no course can fit a filter because its "
        "bounds exclude each other.",
        "Correct the list or the bounds.",
    ),
    _code(
        "unreachable-row",
        "a row can never be filled",
        "Every course of the row is on a row above it with another group, bound or approval. A row "
        "that gives any number of courses takes only those that are on no row above, unless that "
        "is as free and of another group.",
        "Put the narrow row above the wide one, or remove the row.",
    ),
    _code(
        "out-of-reach",
        "a minimum is higher than anything can reach",
        "A requirement or an inner minimum asks for more than its rows, maximums or parts can "
        "provide.",
        "Lower the number, or widen the list.",
    ),
    _code(
        "check-out-of-reach",
        "a check asks for more than the lists hold",
        "The check asks for more courses or credits than the lists that it counts can hold.",
        "Lower the number, widen the scope of the check, or widen the lists.",
    ),
    _code(
        "no-such-group",
        "an inner minimum names a group that no row has",
        "The group is misspelled, or its rows are missing.",
        "Correct the name of the group.",
    ),
    _code(
        "no-branch",
        "an If has no branches",
        "The If has no branch, neither for when the condition holds nor for when it doesn't.",
        "Add a branch.",
    ),
    _code(
        "contradictory-limit",
        "a limit allows less than a requirement asks for",
        "Every course of the requirement falls under the limit, and the limit is the smaller one.",
        "Raise the limit, or narrow its courses or its scope.",
    ),
    _code(
        "approval-by-nobody",
        "an approval names nobody",
        "The approval of a row is blank, or says that nobody can give it.",
        "Say who approves, or leave the approval out.",
    ),
    _code(
        "cannot-be-completed",
        "no student can complete the program",
        "The audit of an empty transcript proves that no courses complete the program, neither "
        "those of the catalog nor, without a catalog, those that the rules name.",
        "See which requirements are out of reach or exclude each other, and correct them.",
    ),
)
_WARNINGS = (
    _code(
        "counts-for-nothing",
        "`counts_as` has no effect",
        "A requirement counts as several parts, or as none, only where it is a part of a `Choose`.",
        "Remove it, or make the requirement a part of a `Choose`.",
    ),
    _code(
        "condition-always",
        "a condition is always true or always false",
        "It does not depend on the student, so a branch or a rule that depends on it does nothing.",
        "Correct the condition, or remove it.",
    ),
    _code(
        "limit-never-binds",
        "a limit has no effect",
        "No list in its scope accepts a course that it limits, or the lists never accept more than "
        "it allows.",
        "Check its courses, its number and its scope.",
    ),
    _code(
        "nothing-to-share",
        "a sharing rule has nothing to share",
        "No course can be on lists of both sides, or both sides are the same list.",
        "Check which requirements it names.",
    ),
    _code(
        "listed-twice",
        "a row adds nothing to the rows above it",
        "Every course of the row is on rows above it that differ from it in nothing. The program "
        "means the same without the row.",
        "Remove the row, or correct it if another course was meant.",
    ),
    _code(
        "not-in-catalog",
        "no course of a row is in the catalog",
        "None of the codes of the row is in the catalog of the institution, and no course of their "
        "subjects with the level is. A page may print codes that no longer exist; a code that "
        "never existed is misspelled.",
        "Check the codes against the catalog.",
    ),
    _code(
        "no-source",
        "a rule has no source",
        "The requirement, limit or sharing rule has no source, or one without a sentence, so an "
        "audit cannot cite it.",
        "Cite the document, the section, the date and the sentence.",
    ),
    _code(
        "no-title",
        "a rule has no title",
        "Audits show titles; this one is blank.",
        "Use the title on the published page.",
    ),
    _code(
        "source-changed",
        "a cited sentence is not on its saved page",
        "`lint --sources` compared the sentences that rules cite with saved pages, word by word. "
        "This one is not there: the page has changed, or the sentence was not cited as printed.",
        "Read the page. If its rule is another one now, write a new edition; if it only says the "
        "same in other words, cite these.",
    ),
    _code(
        "unreadable-date",
        "a date cannot be read",
        "The date of a source is not a date, a year or a term.",
        "Write it as 2023-07-25, as 2023 or as Fall 2023.",
    ),
)

#: Every code of lint: contradictions first, then what may be right.
LINT_CODES: tuple[FindingCode, ...] = (*_ERRORS, *_WARNINGS)
#: The codes of contradictions.
LINT_ERRORS = frozenset(entry.code for entry in _ERRORS)
