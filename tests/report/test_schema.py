"""What comes out is what its JSON Schema says, and the schema is there for everybody."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from degreekit import read_transcript
from degreekit.report import SCHEMAS, Look, json_schema, render_json

from .audits import ROOT, audits, case_audits


@cache
def _validator(name: str) -> Any:
    schema = json_schema(name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _problems(name: str, data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(data)]


@pytest.mark.parametrize("name", sorted(audits()))
def test_an_audit_is_what_its_schema_says(name: str) -> None:
    assert _problems("audit", json.loads(render_json(audits()[name], Look()))) == []


@pytest.mark.slow
def test_the_audits_of_cases_of_the_track_are_what_their_schema_says() -> None:
    for name, audit in case_audits().items():
        assert _problems("audit", audit.to_data()) == [], name


def test_the_schema_refuses_what_is_no_audit() -> None:
    data = audits()["decided"].to_data()
    assert _problems("audit", {**data, "status": "fine"})
    assert _problems("audit", {**data, "more": 1})
    assert _problems("audit", {key: value for key, value in data.items() if key != "gpa"})
    requirement = {**data["requirements"][0], "applied": [{"record": "first"}]}
    assert _problems("audit", {**data, "requirements": [requirement]})


def test_transcripts_are_what_their_schema_says() -> None:
    for path in sorted(ROOT.glob("tests/fixtures/ms-student*.transcript.json")):
        assert _problems("transcript", json.loads(path.read_text(encoding="utf-8"))) == []
        assert _problems("transcript", read_transcript(path).to_data()) == []
    assert _problems("transcript", {"records": [{"code": "COMS W4771"}]})


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_a_name_that_is_no_address(name: str) -> None:
    assert json_schema(name)["$id"] == f"urn:degreekit:schema:{name}:1"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_the_one_that_ships(name: str) -> None:
    published = json.loads((ROOT / f"docs/{name}.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(name)


def test_a_schema_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        json_schema("diploma")
