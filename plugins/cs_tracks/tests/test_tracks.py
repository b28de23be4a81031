"""The tracks as they are installed: where they come from, what they cite, and what lint says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from importlib.metadata import entry_points
from typing import Any

import pytest
from track_oracle import LISTS, code_of, printed

from degreekit import audit_transcript, get_program
from degreekit.adjustments import AdjustmentKind
from degreekit.courses import CourseCode, RecordStatus, Term
from degreekit.requirements import (
    Candidate,
    Confirm,
    InSet,
    Limit,
    Program,
    Sharing,
    Source,
    Take,
    lint,
)

TRACKS = (
    "computational-biology",
    "security",
    "foundations",
    "nlp",
    "networks",
    "software",
    "vision",
    "personalized",
    "thesis",
)
EVERY = (*TRACKS, "ml")
#: What each asks for, in the order of its page.
PARTS = {
    "personalized": ("track-electives",),
    "thesis": ("thesis", "track-electives", "general-electives"),
}


@pytest.fixture(params=EVERY)
def track(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def program(track: str) -> Program:
    return get_program(f"columbia-ms-cs-{track}", "2026-07")


def test_the_tracks_come_through_their_entry_point() -> None:
    (entry,) = [e for e in entry_points(group="degreekit") if e.name == "cs-tracks"]
    assert entry.dist is not None
    assert entry.dist.name == "degreekit-cs-tracks"
    supplied = [(one.id, one.edition) for one in entry.load().degreekit_programs()]
    assert supplied == [(f"columbia-ms-cs-{name}", "2026-07") for name in TRACKS]


def test_an_audit_names_the_plugin_and_says_when_its_rules_were_compared() -> None:
    audit = audit_transcript("columbia-ms-cs-security", {"records": []})
    assert {p.name for p in audit.plugins} == {"degreekit", "degreekit-cs-tracks"}
    assert audit.checked is not None
    assert (audit.checked.since, audit.checked.until) == ("2026-07-04", "2026-07-26")


def test_requirements_have_the_ids_that_are_fixed(track: str, program: Program) -> None:
    asked = PARTS.get(track, ("required", "track-electives", "general-electives"))
    after = ("proposal", "defense") if track == "thesis" else ()
    assert [part.id for part in program.root.parts] == [
        *("breadth", *asked, "total-points", "points-6000", "gpa", "pdl-unless-cvn", *after)
    ]
    assert program.node("pdl") is not None
    assert "d-grades" in [limit.id for limit in program.limits]
    assert all(isinstance(program.node(one), Confirm) for one in after)


def _decisions(program: Program) -> list[dict[str, Any]]:
    """Return a decision of every kind, as somebody would make it for a student of the track."""
    listed = "required" if program.node("required") else "track-electives"
    return [
        {"kind": "waive", "requirement": listed, "course": "COMS W4118", "grade": "A"},
        {"kind": "waive", "requirement": "pdl"},
        {"kind": "force_complete", "requirement": "breadth"},
        {
            "kind": "substitute",
            "requirement": listed,
            "course": "MATH GU4061",
            "replaces": "COMS W4118",
        },
        {"kind": "also_allow", "requirement": "track-electives", "course": "MATH GU4065"},
        {"kind": "exclude", "requirement": "track-electives", "course": "COMS E6111"},
        {"kind": "deny", "requirement": "track-electives", "course": "COMS E6901"},
        {"kind": "apply_here", "requirement": "track-electives", "course": "COMS E6118"},
        {"kind": "approve", "course": "IEOR E4601"},
        {"kind": "change_limit", "limit": "project-points", "credits": "15"},
        {"kind": "waive_limit", "limit": "d-grades"},
        {"kind": "set_edition", "edition": "2026-07"},
        {"kind": "set_program", "program": program.id},
        {"kind": "note", "reason": "the advisor was asked"},
    ]


def test_every_kind_of_decision_is_answered(program: Program) -> None:
    codes = ["COMS W4118", "COMS W4111", "COMS E6118", "COMS E6111", "COMS E6901"]
    codes += ["MATH GU4061", "MATH GU4065", "IEOR E4601"]
    records = [{"code": code, "credits": "3", "grade": "A-"} for code in codes]
    decisions = _decisions(program)
    assert {one["kind"] for one in decisions} == set(AdjustmentKind)
    audit = audit_transcript(program, {"records": records}, decisions)
    assert [one.adjustment.kind for one in audit.adjustments] == [one["kind"] for one in decisions]
    assert all(one.text for one in audit.adjustments)
    effects = {one.adjustment.kind for one in audit.adjustments if one.took_effect}
    assert {"force_complete", "change_limit", "waive_limit", "set_program", "note"} <= effects
    assert audit.left_out == ()


def test_the_rules_lint_clean(program: Program) -> None:
    assert lint(program) == ()


def test_a_track_is_the_same_after_json(program: Program) -> None:
    again = Program.from_json(program.to_json())
    assert (again, again.fingerprint) == (program, program.fingerprint)


def _sources(program: Program) -> Iterator[tuple[str, Source | None]]:
    for node in program.nodes:
        if node is not program.root:
            yield node.id, node.source
        if isinstance(node, Take):
            yield from ((f"{node.id}, including", part.source) for part in node.including)
            for row in node.listed if len(node.listed) > 1 else ():
                yield f"{node.id}, row {row.title}", row.source
    bounds: tuple[Limit | Sharing, ...] = (*program.limits, *program.sharing)
    yield from ((one.id, one.source) for one in bounds)
    yield "program", program.source
    yield from (("reading", reading) for reading in program.readings)


def test_every_rule_cites_page_section_date_and_sentence(program: Program) -> None:
    without = [
        where
        for where, source in _sources(program)
        if source is None
        or not all((source.document, source.section, source.date, source.sentence, source.url))
    ]
    assert without == []


def test_sentences_are_marked_as_paraphrased_and_rows_of_lists_are_not(program: Program) -> None:
    for where, source in _sources(program):
        assert source is not None
        listed = where.partition(", row ")[0] in ("required", "track-electives")
        if ", row " not in where:
            assert source.paraphrased, where
        elif listed and program.id not in ("columbia-ms-cs-thesis", "columbia-ms-cs-personalized"):
            assert not source.paraphrased, where


def _lists(program: Program) -> list[Take]:
    """Return the lists of a track in the order in which they are printed."""
    roots = ("required", "track-electives")
    return [take for root in roots for take in program.takes((root,))]


ORDER = {"security": (1, 0, 2)}  # the old table is the first branch


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_printed_course_is_on_its_list(name: str) -> None:
    takes = _lists(get_program(f"columbia-ms-cs-{name}", "2026-07"))
    order = ORDER.get(name, range(len(takes)))
    for number, place in enumerate(order):
        take = takes[place]
        wanted = {code for raw, _ in LISTS[name][number] for code in printed(raw)}
        missing = {code for code in wanted if not _names(take, code)}
        assert missing == set(), take.id


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_other_course_is_on_a_list(name: str) -> None:
    program = get_program(f"columbia-ms-cs-{name}", "2026-07")
    every = {code for rows in LISTS[name] for raw, _ in rows for code in printed(raw)}
    # what the prose of the page adds to its tables, and the cross-listed codes of what it prints
    added = {("SIEO", 4150), ("CBMF", 4761), ("COMS", 4119), ("COMS", 4231), ("STCS", 6509)}
    added |= {("STCS", 6701), ("ELEN", 6717)}
    for take in _lists(program):
        for code in {*_codes(take), *added, ("COMS", 4118), ("COMS", 6118), ("STAT", 4001)}:
            if _names(take, code):
                assert code in every | added, (take.id, code)


def _codes(take: Take) -> set[tuple[str, int]]:
    """Return the codes that the rows of a list name."""
    texts = [str(row.courses.courses) for row in take.listed if isinstance(row.courses, InSet)]
    return {code_of(part.strip("( ")) for text in texts for part in text.split(" | ")}


def _names(take: Take, code: tuple[str, int]) -> bool:
    """Return whether some course of a code is on a list."""
    terms = (Term.parse("Fall 2022"), Term.parse("Fall 2025"))
    titles: tuple[str | None, ...] = (
        None,
        "Doctoral Seminar on Convex Optimization",
        "Large-Scale Machine Learning",
    )
    titles += ("Modeling Social Data", "Big Data & Machine Learning", "Applied Causality")
    titles += ("Deep Learning", "Advanced Spoken Language Processing", "Causal Inference")
    return any(
        row.courses.matches(
            Candidate(
                CourseCode.parse(f"{code[0]} {code[1]}"),
                title,
                term,
                Decimal(3),
                RecordStatus.COMPLETED,
            )
        )
        for row in take.listed
        for title in titles
        for term in terms
    )
