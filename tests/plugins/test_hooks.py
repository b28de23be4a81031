"""Every hook is asked, and what a plugin brings through it is used (design, section 6)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points

import click
import pytest

from degreekit import Auditor, Transcript, api, audit_transcript
from degreekit.cli import main
from degreekit.plugins import PluginHost, hookspecs
from degreekit.report import Look

Installer = Callable[..., None]

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

#: The test of each hook: a hook without one is found by the first test.
TESTED = {
    "degreekit_programs": "test_a_plugin_brings_a_program_and_its_institution",
    "degreekit_institutions": "test_a_plugin_brings_a_program_and_its_institution",
    "degreekit_readers": "test_a_plugin_brings_a_reader",
    "degreekit_reports": "test_a_plugin_brings_a_report_format",
    "degreekit_commands": "test_a_plugin_brings_a_command",
}

RECORDS = {"records": [{"code": "CS 1", "credits": 3, "grade": "A"}]}


def test_every_hook_has_a_test_and_every_test_a_hook() -> None:
    specified = {name for name in vars(hookspecs) if name.startswith("degreekit_")}
    assert specified == TESTED.keys()
    assert all(name in globals() for name in TESTED.values())


def test_every_hook_says_what_it_is_for() -> None:
    for name in TESTED:
        assert getattr(hookspecs, name).__doc__


def _auditor(host: PluginHost) -> Auditor:
    program = host.program("tiny")
    return Auditor(program, host.institution(program.institution))


def test_a_plugin_brings_a_program_and_its_institution(install: Installer) -> None:
    install("tiny-track", "tiny", HEAD + PROGRAM)
    install("somewhere", "somewhere", HEAD + INSTITUTION, version="0.7")
    host = PluginHost()
    taken = [(one.distribution, one.version) for one in host.took_part(host.program("tiny"))]
    assert taken == [("tiny-track", "1.2"), ("somewhere", "0.7")]
    assert host.failures == []


def test_a_plugin_brings_a_reader(install: Installer) -> None:
    install("reading", "reading", HEAD + READER)
    host = PluginHost()
    assert host.failures == []
    assert "never" in host.readers


def test_a_plugin_brings_a_report_format(install: Installer) -> None:
    install("words", "words", HEAD + REPORT)
    host = PluginHost()
    audit = audit_transcript("columbia-ms-cs-ml", {"records": []})
    assert host.report("word").render(audit, Look()) == "unsatisfied"
    assert {"html", "json", "text", "word"} <= set(host.reports)


def test_a_plugin_brings_a_command(install: Installer) -> None:
    install("greeter", "greeter", HEAD + COMMAND)
    group = click.Group()
    PluginHost().add_commands(group)
    assert "greet" in group.commands


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


def _finding(order: list[EntryPoint]) -> Callable[..., list[EntryPoint]]:
    return lambda *, group: [entry for entry in order if entry.group == group]


def test_the_order_of_installation_never_changes_an_audit(
    install: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("z-track", "z-track", HEAD + PROGRAM)
    install("a-place", "a-place", HEAD + INSTITUTION)
    found = sorted(entry_points(group="degreekit"))
    audits = []
    for order in (found, found[::-1]):
        monkeypatch.setattr("degreekit.plugins.host.entry_points", _finding(order))
        host = PluginHost()
        audits.append(_auditor(host).audit(Transcript.from_data(RECORDS)))
        assert [plugin.name for plugin in host.plugins][-3:] == ["a-place", "ml-track", "z-track"]
    assert audits[0] == audits[1]
    assert audits[0].status.value == "satisfied"


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
