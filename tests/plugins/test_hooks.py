"""Every hook is asked, and what a plugin brings through it is used."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import pytest

from degreekit import api, audit_transcript
from degreekit.cli import main
from degreekit.plugins import PluginHost, hookspecs
from degreekit.report import Look
from tests.conftest import Installer

ROOT = Path(__file__).resolve().parents[2]

HEAD = """
from degreekit.courses import Grade, GradeScale, Institution
from degreekit.ingest import Reader
from degreekit.plugins import hookimpl
from degreekit.report import ReportFormat
from degreekit.requirements import All, Program, Row, Take

"""
PROGRAM = """
@hookimpl
def degreekit_programs():
    take = Take(id="one", title="One", courses=1, rows=(Row(courses="CS 1"),))
    root = All(id="root", title="Root", parts=(take,))
    yield Program(id="tiny", title="Tiny", edition="1", institution="nowhere", root=root)

"""
INSTITUTION = """
@hookimpl
def degreekit_institutions():
    scale = GradeScale(id="s", title="S", grades=(Grade(symbol="A", points=4, earns=True),))
    yield Institution(id="nowhere", title="Nowhere", grade_scales=(scale,))

"""
REPORT = """
@hookimpl
def degreekit_reports():
    return [ReportFormat("word", "in a word", lambda audit, look: audit.status.value)]

"""
READER = """
class Never(Reader):
    id = "never"
    title = "Claims nothing"

    def identify(self, document):
        return None

    def extract(self, document):
        raise AssertionError("nothing was claimed")

@hookimpl
def degreekit_readers():
    return [Never()]

"""
COMMAND = """
@hookimpl
def degreekit_commands(group):
    import click

    @group.command()
    def greet():
        click.echo("hello")

"""

RECORDS = {"records": [{"code": "CS 1", "credits": 3, "grade": "A"}]}


SPECIFIED = sorted(name for name in vars(hookspecs) if name.startswith("degreekit_"))


def test_every_hook_has_a_test_a_section_and_a_use_and_nothing_else_has() -> None:
    tested = {
        f"degreekit_{name.removeprefix('test_hook_').split('_')[0]}"
        for name in globals()
        if name.startswith("test_hook_")
    }
    page = (ROOT / "docs/hooks.md").read_text(encoding="utf-8")
    documented = re.findall(r"^## `(degreekit_\w+)`$", page, re.MULTILINE)
    host = PluginHost(only=["ml-track"])
    used = {hook for plugin in host.plugins for hook in host.hooks_of(plugin)}
    assert sorted(tested) == sorted(documented) == sorted(used) == SPECIFIED


@pytest.mark.parametrize("name", SPECIFIED)
def test_every_hook_says_what_it_is_given_when_it_is_called_and_since_when(name: str) -> None:
    spec = getattr(hookspecs, name)
    told = inspect.getdoc(spec) or ""
    for part in ("Called: ", "Order: ", "Returns:\n", "Example:\n", "Since: "):
        assert f"\n{part}" in told, part
    for parameter in inspect.signature(spec).parameters:
        assert f"    {parameter}: " in told.split("Args:\n")[1].split("\n\n")[0]
    page = (ROOT / "docs/hooks.md").read_text(encoding="utf-8")
    section = page.split(f"\n## `{name}`\n")[1].split("\n## ")[0]
    assert f"*Since:* {told.split('Since: ')[1].strip()}" in section


def test_hook_programs_brings_a_program_and_hook_institutions_its_institution(
    install: Installer,
) -> None:
    install("tiny-track", "tiny", HEAD + PROGRAM)
    install("somewhere", "somewhere", HEAD + INSTITUTION, version="0.7")
    host = PluginHost()
    taken = [(one.distribution, one.version) for one in host.took_part(host.program("tiny"))]
    assert taken == [("tiny-track", "1.2"), ("somewhere", "0.7")]
    assert host.failures == []


def test_hook_readers_brings_a_reader(install: Installer) -> None:
    install("reading", "reading", HEAD + READER)
    host = PluginHost()
    assert host.failures == []
    assert "never" in host.readers


def test_hook_reports_brings_a_report_format(install: Installer) -> None:
    install("words", "words", HEAD + REPORT)
    host = PluginHost()
    audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
    assert host.report("word").render(audit, Look()) == "unsatisfied"
    assert {"html", "json", "text", "word"} <= set(host.reports)


def test_hook_institutions_brings_an_institution(install: Installer) -> None:
    install("somewhere", "somewhere", HEAD + INSTITUTION)
    host = PluginHost()
    assert host.institution("nowhere").title == "Nowhere"
    assert sorted(host.institutions) == ["columbia", "nowhere"]


def test_hook_commands_brings_a_command(install: Installer) -> None:
    install("greeter", "greeter", HEAD + COMMAND)
    assert set(PluginHost().commands) == {"columbia-courses", "greet"}


def test_hook_programs_may_bring_a_file_of_the_plugin(install: Installer, tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(
        "id: tiny\ntitle: Tiny\nedition: 2024-09-01\ninstitution: columbia\n"
        "requirements: [{take: one, title: One, courses: 1, rows: [COMS 41xx]}]\n"
    )
    source = (
        "from pathlib import Path\n"
        "from degreekit import load_program\n"
        "from degreekit.plugins import hookimpl\n\n"
        "@hookimpl\n"
        "def degreekit_programs():\n"
        "    return [load_program(Path(__file__).with_name('tiny.yaml'))]\n"
    )
    install("tiny-track", "tiny", source)
    assert PluginHost().program("tiny").edition == "2024-09-01"
    text = (tmp_path / "tiny.yaml").read_text().replace("courses: 1", "course: 1")
    (tmp_path / "tiny.yaml").write_text(text)
    host = PluginHost()
    assert ("columbia-ms-cs-ml", "2023-07-25") in host.programs
    (failure,) = host.failures
    assert "tiny.yaml:5:" in failure.problem
    assert "did you mean `courses`?" in failure.problem


def test_a_command_that_cannot_be_added_is_reported_by_the_command_that_lists_plugins(
    install: Installer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = HEAD + "@hookimpl\ndef degreekit_commands(group):\n    raise ValueError('no name')\n"
    install("greeter", "greeter", source)
    monkeypatch.setattr(sys, "argv", ["degreekit", "plugins"])
    api.plugin_host.cache_clear()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        api.plugin_host.cache_clear()
    assert ended.value.code == 4
    told = capsys.readouterr().err
    assert "greeter (greeter 1.2, greeter_module)" in told
    assert "degreekit_commands: ValueError: no name" in told


def test_rules_that_cannot_be_meant_are_named(install: Installer) -> None:
    source = HEAD + PROGRAM.replace('"CS 1"', '"CS 1 & CS 2"') + INSTITUTION
    install("tiny-track", "tiny", source)
    found = PluginHost().check_rules()
    assert any(one.startswith("tiny 1: one: ") for one in found)


def test_an_audit_records_the_versions_of_the_plugins_that_took_part(
    install: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("tiny-track", "tiny", HEAD + PROGRAM + INSTITUTION, version="3.4.5")
    install("words", "words", HEAD + REPORT)  # has no part in it
    monkeypatch.delenv("DEGREEKIT_PLUGINS", raising=False)
    api.plugin_host.cache_clear()
    try:
        audit = audit_transcript("tiny", RECORDS)
    finally:
        api.plugin_host.cache_clear()
    assert [(one.name, one.version) for one in audit.plugins] == [("tiny-track", "3.4.5")]


def test_an_audit_of_a_document_records_the_plugin_of_its_reader(
    install: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
from degreekit import CourseRecord
from degreekit.ingest import Certainty, Claim, Extraction, Reader
from degreekit.plugins import hookimpl

class Bills(Reader):
    id = "bills"
    title = "Reads bills as if they were transcripts"

    def identify(self, document):
        return Claim(Certainty.CERTAIN, "whatever it is")

    def extract(self, document):
        record = CourseRecord(code="COMS W4771", credits=3, grade="A")
        return Extraction(institution="columbia", kind="bill", records=(record,))

@hookimpl
def degreekit_readers():
    return [Bills()]
"""
    install("bill-reader", "bills", source, version="2.0")
    monkeypatch.delenv("DEGREEKIT_PLUGINS", raising=False)
    api.plugin_host.cache_clear()
    try:
        transcript = api.read_transcript(ROOT / "tests/fixtures/refused/invoice.pdf")
        audit = api.get_auditor("columbia-ms-cs-ml").audit(transcript.with_planned([]))
        data = api.get_auditor("columbia-ms-cs-ml").audit(
            transcript.from_data(transcript.to_data())
        )
    finally:
        api.plugin_host.cache_clear()
    assert transcript.provenance is not None
    assert transcript.provenance.reader == "bills"
    names = [(one.name, one.version) for one in audit.plugins]
    assert names[0][0] == "degreekit-ml-track"
    assert ("bill-reader", "2.0") in names
    assert "bill-reader" not in [one.name for one in data.plugins]
