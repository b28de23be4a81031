"""A share of the credits: what counts for it, what counts against it, and that it is exact."""

from __future__ import annotations

from typing import Any

import pytest

from degreekit import Auditor
from degreekit.requirements import Check, InvalidRule

from .small import program, take, transcript
from .strategies import SMALL

UPPER = {"kind": "in_set", "courses": "CS 6000+"}


def _share(part: str, **more: Any) -> dict[str, Any]:
    named = {"kind": "check", "id": "upper", "title": "Upper", "where": UPPER}
    return {**named, "share": part, **more}


def _rules(part: str, credits: int = 9, **more: Any) -> Any:
    return program(take("list", "CS 4000+", None, credits=credits), _share(part, **more))


def _taken(*codes: str, credits: str = "3") -> Any:
    return transcript(*({"code": code, "credits": credits, "grade": "A"} for code in codes))


def test_a_third_is_exactly_a_third() -> None:
    auditor = Auditor(_rules("1/3"), SMALL)
    done = auditor.audit(_taken("CS 4101", "CS 4102", "CS 6101"))
    assert done.status.value == "satisfied"
    # 3 of 9.003 credits are 33.32 percent: less than a third, more than 33.3 percent.
    records = [
        {"code": "CS 4101", "credits": "3", "grade": "A"},
        {"code": "CS 4102", "credits": "3.003", "grade": "A"},
        {"code": "CS 6101", "credits": "3", "grade": "A"},
    ]
    upper = auditor.audit(transcript(*records)).requirement("upper")
    # Nobody has to count the course that spoils it where its credits are not needed.
    assert upper is not None
    assert upper.status.value == "unsatisfied"


def test_what_does_not_fit_takes_a_share_away_until_others_make_it_good() -> None:
    auditor = Auditor(_rules("0.5", credits=6), SMALL)
    assert auditor.judge(_taken("CS 4101", "CS 6101")).courses == 0
    audit = auditor.audit(_taken("CS 4101", "CS 4102"))
    assert audit.remaining.courses == 1  # one of the two is left out for one that fits
    upper = audit.requirement("upper")
    assert upper is not None
    assert (upper.has, upper.lacks) == ("0% (50% needed)", "a share of 50%: it is 0%")
    audit.proof()


def test_with_nothing_to_count_a_share_is_met() -> None:
    rules = program(take("list", "CS 4000+", None, credits=0), _share("1"))
    assert Auditor(rules, SMALL).judge(_taken()).status.value == "satisfied"


def test_a_share_of_the_record_counts_what_is_applied_nowhere() -> None:
    rules = program(take("list", "CS 4101", 1), _share("0.5", over="record"))
    auditor = Auditor(rules, SMALL)
    assert auditor.judge(_taken("CS 4101", "CS 6101")).courses == 0
    # Six credits do not fit, so that six have to come that do.
    assert auditor.judge(_taken("CS 4101", "MA 4101")).courses == 2


def test_a_share_may_be_a_part_of_some_courses_only() -> None:
    among = {"kind": "in_set", "courses": "CS *"}
    rules = program(take("list", "*", None, credits=9), _share("0.5", among=among))
    auditor = Auditor(rules, SMALL)
    assert auditor.judge(_taken("CS 4101", "CS 6101", "MA 4101", "MA 4102")).courses == 0
    assert rules.node("upper").needs() == (  # type: ignore[union-attr]
        "at least 50% of the credits in CS for courses from CS 6000 or above"
    )


@pytest.mark.parametrize("share", ["0", "1.5", "4/3", "50%", "a half", "1/0"])
def test_a_share_is_a_part_of_a_whole(share: str) -> None:
    with pytest.raises(InvalidRule):
        Check(id="a", title="A", share=share, where=UPPER)


@pytest.mark.parametrize(
    "more", [{"credits": 3}, {"where": None}, {"gpa": "2.0"}, {"share": None, "among": UPPER}]
)
def test_a_share_stands_alone_and_names_its_courses(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidRule):
        Check(**{"id": "a", "title": "A", "share": "1/2", "where": UPPER, **more})
