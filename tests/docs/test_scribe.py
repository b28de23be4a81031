"""Every word of Scribe is on the page, and what it is mapped to is written in an example."""

from __future__ import annotations

import re
from functools import cache

import pytest

from degreekit import courses, requirements
from docs.generate import DOCS

PAGE = "scribe.md"
#: The words, by the section of the page; names are facts.
WORDS = {
    "Structure": (
        "BEGIN … ; … END.",
        "BeginSub … EndSub",
        "n Group(s) in (…) or (…)",
        "n Block (TYPE=VALUE)",
        "n Blocktype(s) (TYPE)",
        "If … Then … Else",
        "BeginIf … EndIf",
        "RuleComplete",
        "RuleIncomplete",
        "n NonCourse (expr)",
        "CopyRulesFrom",
        "CopyHeaderFrom",
        "IncludeBlocksWith",
        "Optional",
        "StandAloneBlock",
        "Pseudo",
    ),
    "Words for people": (
        "Label",
        "Remark",
        "Display",
        "ProxyAdvice",
        "<APPLIED>",
        "<NEEDED>",
        "Tag=",
        "RuleTag",
        "HeaderTag",
        "HeaderTag MaxReason=",
        "HideRule",
        "{Hide …}",
        "HideFromAdvice",
        "#",
        "!",
        "Log",
    ),
    "Counts and lists": (
        "n Classes",
        "n Credits",
        "n Classes And m Credits",
        "n Classes Or m Credits",
        "n:m",
        "Allow",
        "in",
        "from",
        ",",
        "or",
        "+",
        "and",
        "@",
        "a:b",
        "@ @",
        "[ ]",
    ),
    "Limits of a header": (
        "MinGPA x",
        "MinGrade x",
        "MinRes n",
        "LastRes n",
        "MinCredits",
        "MinClasses",
        "MaxCredits",
        "MaxClasses",
        "SpMaxCredits",
        "SpMaxTerm",
        "MaxPassFail",
        "MaxTransfer",
        "(types)",
        "MaxTerm",
        "MinTerm",
        "MaxPerDisc",
        "MinPerDisc",
        "Under n",
        "CheckElectiveCreditsAllowed",
    ),
    "Sharing": (
        "Share",
        "ShareWith",
        "NonExclusive",
        "DontShare",
        "Exclusive",
        "ThisBlock",
        "AllBlocks",
        "(MAJOR)",
        "(MINOR=X)",
    ),
    "Qualifiers of a list": (
        "MinSpread n",
        "MaxSpread n",
        "MinArea n",
        "SameDisc (A=B)",
        "NotGPA",
        "NoCount",
        "HighPriority",
        "LowPriority",
        "LowestPriority",
        "Decide=",
        "LOWTERM",
        "Except",
        "Including",
    ),
    "With": (
        "DWTransfer=Y",
        "DWTransferCourse=",
        "DWResident=Y",
        "DWPassFail=Y",
        "DWPassed=Y",
        "DWGrade>=x",
        "DWGrade<x",
        "DWGradeLetter=",
        "DWTerm<=",
        "Attribute=",
        "WRIT",
        "LIBARTS",
        "DWCredits",
        "DWSection=",
        "DWSchool=",
        "DWAge",
        "DWCourseNumber",
        "DWTitle=",
    ),
    "If": (
        "was PASSED",
        "was TAKEN",
        "was FOUND",
        "was INPROGRESS",
        "was TRANSFERRED",
        "wasnt …",
        "MAJOR=",
        "CONC=",
        "MINOR=",
        "DEGREE=",
        "NumMajors",
        "NumConcs",
        "NumMinors",
        "BannerGPA",
        "SGPA",
        "CompletedTermCount",
        "ResidenceCompletedTermCount",
        "CreditsAttemptedThisTerm",
        "CreditsEarnedThisTerm",
        "CreditsAttemptedThisAidYear",
        "CreditsEarnedThisAidYear",
        "DegreeCreditsRequired",
        "TotalCreditsEarned",
        "Previous",
        "Current",
    ),
}
#: What Scribe has no word of its own for, as rows name it.
PLAIN = ("test scores", "admit term", "attributes of the student")

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_MODELS = {
    name: value
    for room in (requirements, courses)
    for name in room.__all__
    if isinstance(value := getattr(room, name), type)
}
_FIELDS = {field for model in _MODELS.values() for field in getattr(model, "model_fields", ())}


@cache
def _sections() -> dict[str, str]:
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    inside = False
    name = ""
    for line in text.splitlines():
        inside ^= line.startswith("```")
        if line.startswith("## ") and not inside:
            name = line[3:]
        found[name] = f"{found.get(name, '')}{line}\n"
    return found


def _rows(section: str) -> list[tuple[str, str]]:
    lines = [line for line in _sections()[section].splitlines() if line.startswith("| ")]
    cells = [line.strip("|").split(" | ") for line in lines[1:]]
    return [(row[0].strip(), row[1].strip()) for row in cells]


def _written(section: str) -> str:
    """Return the statements of a section, without what is only imported or printed."""
    lines = "\n".join(_BLOCK.findall(_sections()[section])).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("from ", "import ", "#>")))


@pytest.mark.parametrize("section", WORDS)
def test_every_word_of_the_language_has_its_row(section: str) -> None:
    named = {code for row, _ in _rows(section) for code in _CODE.findall(row)}
    assert not [word for word in WORDS[section] if word not in named]


def test_what_has_no_word_of_its_own_has_its_row() -> None:
    assert set(PLAIN) <= {row for row, _ in _rows("If")}


@pytest.mark.parametrize("section", WORDS)
def test_what_a_row_names_is_written_in_an_example_of_its_section(section: str) -> None:
    written = _written(section)
    for row, here in _rows(section):
        assert here, row
        for code in _CODE.findall(here):
            name = code.split("=")[0]
            if name == "Program":
                name = "build"  # which makes one, at the top of the page
            if name in _MODELS or name in _FIELDS:
                assert re.search(rf"\b{name}\b", written), f"{row}: {name} is in no example"


@pytest.mark.parametrize("section", WORDS)
def test_a_row_maps_to_something_or_says_that_it_does_not(section: str) -> None:
    for row, here in _rows(section):
        told = here.startswith("not there") or _CODE.search(here) or "<code>" in here
        assert told or row == "`#`", row


@pytest.mark.parametrize("section", WORDS)
def test_the_examples_of_a_section_show_one_who_passes_and_one_who_does_not(section: str) -> None:
    blocks = "\n".join(_BLOCK.findall(_sections()[section]))
    printed = [line for line in blocks.splitlines() if line.startswith("#>")]
    assert any(": satisfied" in line for line in printed)
    assert any(re.search(": unsatisfied|: satisfied or else", line) for line in printed)
