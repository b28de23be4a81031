"""The track as it is installed agrees with the oracle; its cases are tests by themselves."""

from __future__ import annotations

import json
import os
import random
from fractions import Fraction
from importlib.metadata import entry_points
from typing import Any

import oracle
import pytest
from random_transcripts import random_case
from small_students import PROGRAM, Record, assumptions, audited

from degreekit import audit_transcript, get_program
from degreekit.requirements import Program, Source, Take, lint

#: How many random transcripts are judged twice; the last ones of a longer run are new ones.
EXAMPLES = max(300, int(os.environ.get("DEGREEKIT_EXAMPLES", "0")))
#: How many of them are also compared on the least that remains, which takes the oracle longer.
REMAINING = 60
CHUNK = 25


@pytest.fixture(scope="module")
def program() -> Program:
    return get_program(PROGRAM)


def test_program_comes_through_its_entry_point(program: Program) -> None:
    (entry,) = [e for e in entry_points(group="degreekit") if e.name == "ml-track"]
    assert entry.dist is not None
    assert entry.dist.name == "degreekit-ml-track"
    supplied = list(entry.load().degreekit_programs())
    assert supplied[0].fingerprint == program.fingerprint
    assert [one.edition for one in supplied] == ["2023-07-25", "2026-07"]
    assert (program.id, program.edition) == ("columbia-ms-cs-ml", "2023-07-25")


def test_an_audit_names_the_plugin_and_its_version() -> None:
    audit = audit_transcript(PROGRAM, {"records": []})
    assert {p.name for p in audit.plugins} == {"degreekit", "degreekit-ml-track"}
    assert all(p.version.count(".") >= 1 for p in audit.plugins)


# ------------------------------------------------------------------------------------ random


@pytest.mark.parametrize("start", range(0, EXAMPLES, CHUNK))
def test_engine_agrees_with_oracle(start: int) -> None:
    differ = []
    for seed in range(start, min(start + CHUNK, EXAMPLES)):
        transcript, adjustments = random_case(random.Random(seed))
        audit = audited(transcript["records"], *adjustments)
        verdict = oracle.judge(transcript, adjustments)
        # Where nothing completes the program there is nothing to assume.
        complete = verdict.assumptions is not None
        found = (str(audit.status), assumptions(audit) if complete else None)
        wanted = (str(verdict.status), verdict.assumptions)
        if found != wanted:
            differ.append(f"seed {seed}: the engine says {found}, the oracle {wanted}")
    assert not differ, "\n".join(differ)


def _that_differ_by_courses() -> list[int]:
    """Return seeds of transcripts that are not complete, whatever their GPA."""
    seeds: list[int] = []
    for seed in range(1000):
        transcript, adjustments = random_case(random.Random(seed))
        gpa = oracle.gpa(transcript)
        if gpa is not None and gpa < Fraction("2.7"):
            continue
        if oracle.judge(transcript, adjustments).status == "unsatisfied":
            seeds.append(seed)
        if len(seeds) == REMAINING:
            break
    return seeds


def test_engine_and_oracle_agree_on_the_least_that_remains() -> None:
    seeds = _that_differ_by_courses()
    assert len(seeds) == REMAINING
    differ = []
    counts = []
    for seed in seeds:
        transcript, adjustments = random_case(random.Random(seed))
        found = audited(transcript["records"], *adjustments).remaining.courses
        wanted = oracle.least_remaining(transcript, adjustments, limit=1)
        counts.append(wanted)
        if (found if found <= 1 else None) != wanted:
            differ.append(f"seed {seed}: the engine says {found}, the oracle {wanted or 'more'}")
    assert not differ, "\n".join(differ)
    assert counts.count(1) >= 10, "too few of them are one course short to say anything"


# ------------------------------------------------------------------------------------- order


def _by_content(value: Any, records: list[Record]) -> Any:
    """Return audit data with each position replaced by the record that stands there, sorted."""
    if isinstance(value, dict):
        return {
            key: records[inner] if key == "record" else _by_content(inner, records)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        found = [_by_content(inner, records) for inner in value]
        if found and all(isinstance(one, dict) and "record" in one for one in found):
            found.sort(key=lambda one: json.dumps(one, sort_keys=True))
        return found
    return value


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_the_records_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    transcript, adjustments = random_case(rng)
    records = transcript["records"]
    before = _by_content(audited(records, *adjustments).to_data(), records)
    for _ in range(2):
        shuffled = rng.sample(records, len(records))
        assert _by_content(audited(shuffled, *adjustments).to_data(), shuffled) == before


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_decisions_that_agree_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    transcript, adjustments = random_case(rng)
    records = transcript["records"]
    before = audited(records, *adjustments)
    after = audited(records, *reversed(adjustments))
    assert (after.status, assumptions(after)) == (before.status, assumptions(before))
    assert after.remaining == before.remaining


def test_the_same_input_gives_the_same_audit_to_the_letter() -> None:
    transcript, adjustments = random_case(random.Random(3))
    first = audited(transcript["records"], *adjustments)
    assert audited(transcript["records"], *adjustments).to_json() == first.to_json()


# --------------------------------------------------------------------------------- as a rule


def test_program_lints_clean(program: Program) -> None:
    assert lint(program) == ()


def test_program_is_the_same_after_json(program: Program) -> None:
    again = Program.from_json(program.to_json())
    assert again == program
    assert again.fingerprint == program.fingerprint
    assert again.to_json() == program.to_json()


def test_requirements_have_the_ids_that_are_fixed(program: Program) -> None:
    assert [part.id for part in program.root.parts] == [
        "breadth",
        "required",
        "track-electives",
        "general-electives",
        "total-points",
        "points-6000",
        "gpa",
    ]
    breadth = program.node("breadth")
    assert breadth is not None
    ids = [child.id for child in breadth.children]
    assert ids[:4] == ["breadth-systems", "breadth-theory", "breadth-ai", "breadth-any"]


def _sources(program: Program) -> list[tuple[str, Source | None]]:
    found: list[tuple[str, Source | None]] = [
        (node.id, node.source) for node in program.nodes if node is not program.root
    ]
    found += [(limit.id, limit.source) for limit in program.limits]
    found += [(rule.id, rule.source) for rule in program.sharing]
    for node in program.nodes:
        if not isinstance(node, Take):
            continue
        found += [(f"{node.id}, including", part.source) for part in node.including]
        if len(node.listed) > 1:
            found += [(f"{node.id}, row {row.title}", row.source) for row in node.listed]
    return [*found, ("program", program.source), *(("reading", r) for r in program.readings)]


def test_every_rule_carries_the_sentence_it_comes_from(program: Program) -> None:
    without = [
        where
        for where, source in _sources(program)
        if source is None
        or not all((source.document, source.section, source.date, source.sentence.strip()))
    ]
    assert without == []


def test_every_reading_of_the_program_says_how_it_is_read(program: Program) -> None:
    assert program.readings
    assert all(reading.reading for reading in program.readings)
