"""Whatever a plugin does wrong, it is named, and only it is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from degreekit import Auditor, Transcript
from degreekit.api import plugin_host
from degreekit.audit import Audit
from degreekit.cli import main
from degreekit.plugins import NotFound, PluginError, PluginHost
from degreekit.plugins.discovery import DEFAULT_PLUGINS
from degreekit.plugins.trial import SECONDS
from tests.conftest import Installer

from .test_hooks import COMMAND, HEAD, INSTITUTION, PROGRAM, READER, RECORDS, REPORT

ROOT = Path(__file__).resolve().parents[2]
JSON = "tests/fixtures/ms-student.transcript.json"
TRACK = ("columbia-ms-cs-ml", "2023-07-25")
INSTALLED = ["cs-tracks", "ml-track"]

HALF = """
@hookimpl
def degreekit_{hook}({given}):
    {half}
    raise ValueError("after half of it")
"""
HALF_PROGRAM = """Program(
        id='half', title='H', edition='1', institution='i', root=All(id='r', title='R', parts=(
            Take(id='t', title='T', courses=1, rows=(Row(courses='CS 1'),)),)))"""
HALF_READER = """type('Half', (Reader,), {
        'id': 'half', 'title': 'H', 'identify': None, 'extract': None})()"""
HALVES = {
    "programs": ("", f"yield {HALF_PROGRAM}"),
    "institutions": ("", "yield Institution(id='half', title='Half')"),
    "readers": ("", f"yield {HALF_READER}"),
    "reports": ("", "yield ReportFormat('half', 'h', lambda audit, look: '')"),
    "commands": ("group", "group.command('half')(lambda: None)"),
}


@pytest.mark.parametrize("hook", HALVES)
def test_nothing_is_kept_of_a_hook_that_fails_half_way(
    hook: str, install: Installer, tmp_path: Path
) -> None:
    given_, half = HALVES[hook]
    source = HEAD + HALF.format(hook=hook, given=given_, half=half)
    install("half-track", "half", source)
    host = PluginHost()
    assert "half" not in str(sorted(map(str, getattr(host, hook))))
    (failure,) = host.failures
    place = f"{tmp_path / 'half_module.py'}:{source[: source.index('raise')].count(chr(10)) + 1}"
    assert str(failure) == (
        f"plugin half (half-track 1.2, half_module): degreekit_{hook}: "
        f"ValueError: after half of it ({place})"
    )


class Result(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


Command = Callable[..., Result]


@pytest.fixture
def degreekit(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process, with every plugin that is installed."""
    monkeypatch.chdir(ROOT)
    for name in [name for name in os.environ if name.startswith("DEGREEKIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv(SECONDS, "0")

    def command(*arguments: str, **environment: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["degreekit", *arguments])
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            plugin_host.cache_clear()
            with pytest.raises(SystemExit) as ended:
                main()
        return Result(int(ended.value.code or 0), *capfd.readouterr())

    return command


def _started(folder: Path, *arguments: str) -> Result:
    """Run a command in a process of its own, with the plugins of a folder installed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DEGREEKIT_")}
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "degreekit", *arguments],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(folder), SECONDS: "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


EXITS = {
    "imported": ("import sys\nsys.exit(7)", "SystemExit: 7"),
    "asked": (
        HEAD + "@hookimpl\ndef degreekit_programs():\n    raise SystemExit(7)\n",
        "degreekit_programs: SystemExit: 7",
    ),
}


@pytest.mark.parametrize("when", EXITS)
def test_a_plugin_that_ends_the_process_is_named_and_ends_nothing(
    when: str, install: Installer, tmp_path: Path
) -> None:
    source, told = EXITS[when]
    install("quitter", "quits", source)
    done = _started(tmp_path, "programs")
    assert (done.status, TRACK[0] in done.out) == (0, True)
    assert f"plugin quits (quitter 1.2, quits_module): {told}" in done.err


PRINTS = {
    "with print": "print('hello')\n",
    "past print": "import sys\nsys.__stdout__.write('hello\\n')\n",
    "to the descriptor": "import os\nos.write(1, b'hello\\n')\n",
    "from another process": "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'print(\"hello\")'])\n",
    "while it is asked": HEAD
    + "@hookimpl\ndef degreekit_programs():\n    print('hello')\n    return []\n",
}


@pytest.mark.parametrize("how", PRINTS)
def test_what_a_plugin_prints_is_not_among_the_data_and_names_it(
    how: str, install: Installer, tmp_path: Path
) -> None:
    install("chatty-track", "chatty", PRINTS[how])
    done = _started(tmp_path, "programs", "--format", "json")
    assert done.status == 0
    assert TRACK[0] in [row["id"] for row in json.loads(done.out)]
    assert "chatty-track 1.2" in done.err
    assert "printed to standard output" in done.err


def test_a_report_format_that_ends_the_process_is_named(
    install: Installer, degreekit: Command
) -> None:
    source = REPORT.replace("lambda audit, look: audit.status.value", "write")
    install(
        "quitter", "quits", HEAD + source + "\ndef write(audit, look):\n    raise SystemExit(0)\n"
    )
    done = degreekit("audit", JSON, "--program", TRACK[0], "--format", "word")
    assert done.status == 4
    assert "plugin quits (quitter 1.2, quits_module): report format 'word'" in done.err


def test_a_plugin_that_cannot_be_imported_is_told_with_its_file_and_line(
    install: Installer, tmp_path: Path
) -> None:
    install("broken-track", "broken", "x = 1\nimport no_such_library\n")
    (failure,) = PluginHost().failures
    assert failure.problem == (
        f"ModuleNotFoundError: No module named 'no_such_library' "
        f"({tmp_path / 'broken_module.py'}:2)"
    )


def test_what_is_not_found_names_the_plugins_that_failed(install: Installer) -> None:
    install("broken-track", "broken", "raise RuntimeError('no such table')")
    with pytest.raises(NotFound) as caught:
        PluginHost().program("broken")
    assert "no program 'broken' is installed; choose columbia-ms-cs-" in str(caught.value)
    assert "it may come from a plugin that failed: plugin broken (broken-track 1.2" in str(
        caught.value
    )
    assert [one.plugin.name for one in caught.value.failures] == ["broken"]
    with pytest.raises(NotFound, match=r"is installed; choose [-a-z, ]+ or columbia-ms-cs-vision$"):
        PluginHost(without=["broken"]).program("broken")


def test_a_misspelled_hook_is_told_with_the_hooks_there_are(install: Installer) -> None:
    install("typo", "typo", HEAD + PROGRAM.replace("degreekit_programs", "degreekit_program"))
    (failure,) = PluginHost().failures
    assert "unknown hook 'degreekit_program' in plugin" in failure.problem
    assert "; the hooks are degreekit_commands, degreekit_institutions, " in failure.problem


@pytest.mark.parametrize("hook", ["programs", "institutions", "readers", "reports"])
@pytest.mark.parametrize("value", ["None", "7", "[None]", "['a text']", "'text'"])
def test_a_result_of_the_wrong_type_is_named(hook: str, value: str, install: Installer) -> None:
    install("odd", "odd", HEAD + f"@hookimpl\ndef degreekit_{hook}():\n    return {value}\n")
    host = PluginHost()
    before = PluginHost(without=["odd"])
    assert getattr(host, hook).keys() == getattr(before, hook).keys()
    (failure,) = host.failures
    assert failure.plugin.name == "odd"
    assert f"degreekit_{hook}" in failure.problem
    assert "NoneType" in failure.problem or "str" in failure.problem or "int" in failure.problem


def test_one_wrong_result_takes_the_others_of_the_same_hook_with_it(install: Installer) -> None:
    source = HEAD + PROGRAM.replace("    yield Program", "    yield 'a text'\n    yield Program")
    install("tiny-track", "tiny", source + INSTITUTION)
    host = PluginHost()
    assert list(host.programs) == list(PluginHost(only=INSTALLED).programs)
    assert "nowhere" in host.institutions
    assert "degreekit_programs returned a str" in host.failures[0].problem


# ---------------------------------------------------------------------- failing while at work


@pytest.mark.parametrize("wrong", ["raise KeyError('a name')", "return None"])
def test_a_report_format_that_fails_is_named(
    wrong: str, install: Installer, degreekit: Command
) -> None:
    source = HEAD + REPORT.replace("lambda audit, look: audit.status.value", "write")
    install("bad-words", "bad", source + f"\ndef write(audit, look):\n    {wrong}\n")
    done = degreekit("audit", JSON, "--program", TRACK[0], "--format", "word")
    assert (done.status, done.out) == (4, "")
    assert "plugin bad (bad-words 1.2, bad_module): report format 'word'" in done.err
    assert "a name" not in done.err


def test_a_command_that_fails_is_named(install: Installer, degreekit: Command) -> None:
    install(
        "bad-greeter", "bad", HEAD + COMMAND.replace('click.echo("hello")', "raise KeyError('x')")
    )
    done = degreekit("greet")
    assert (done.status, done.out) == (4, "")
    assert "plugin bad (bad-greeter 1.2, bad_module): command 'greet' failed with KeyError" in (
        done.err
    )


def test_a_command_cannot_take_the_place_of_one_of_degreekit(
    install: Installer, degreekit: Command
) -> None:
    source = HEAD + COMMAND.replace("@group.command()", "@group.command('audit')")
    install("thief", "thief", source)
    done = degreekit("plugins")
    assert done.status == 4
    assert "degreekit_commands: 'audit' is the name of one of degreekit's own commands" in done.err
    assert degreekit("audit", JSON, "--program", TRACK[0]).status == 0


# ------------------------------------------------------------------------------ which take part


def test_single_plugins_are_switched_off_and_shown_as_such(
    install: Installer, degreekit: Command
) -> None:
    install("tiny-track", "tiny", HEAD + PROGRAM + INSTITUTION)
    done = degreekit("plugins", "--format", "json", DEGREEKIT_DISABLED_PLUGINS="tiny")
    data = json.loads(done.out)
    assert done.status == 0
    assert [one["name"] for one in data["plugins"]] == ["builtin", "columbia", *INSTALLED]
    assert [(one["name"], one["reason"]) for one in data["switched_off"]] == [
        ("tiny", "it is in DEGREEKIT_DISABLED_PLUGINS")
    ]
    done = degreekit("plugins", DEGREEKIT_PLUGINS="tiny")
    assert "Switched off: ml-track (degreekit-ml-track" in done.out
    assert "it is not in DEGREEKIT_PLUGINS" in done.out


def test_what_degreekit_brings_can_be_switched_off_too() -> None:
    host = PluginHost(only=(), without=["columbia"])
    assert host.institutions == {}
    assert [plugin.name for plugin, _ in host.switched_off] == ["columbia", *INSTALLED]
    assert PluginHost(only=()).institutions.keys() == {"columbia"}


def test_what_is_switched_off_is_never_imported(install: Installer) -> None:
    install("broken-track", "broken", "raise RuntimeError('was imported')")
    assert PluginHost(without=["broken"]).failures == []


def test_the_name_of_a_plugin_that_is_not_there_is_told() -> None:
    host = PluginHost(without=["nowhere"])
    assert [failure.plugin.name for failure in host.failures] == ["nowhere"]


def test_two_entry_points_of_one_name_are_both_left_out_and_name_each_other(
    install: Installer,
) -> None:
    install("first-track", "same", HEAD + PROGRAM)
    install("second-track", "same", HEAD + PROGRAM)
    host = PluginHost()
    assert [failure.plugin.distribution for failure in host.failures] == [
        "first-track",
        "second-track",
    ]
    assert "the same name as that of same (second-track 1.2" in host.failures[0].problem
    assert "the same name as that of same (first-track 1.2" in host.failures[1].problem
    assert list(host.programs) == list(PluginHost(only=INSTALLED).programs)
    with pytest.raises(PluginError, match="first-track"):
        PluginHost(strict=True)


def test_a_plugin_that_brings_an_id_twice_is_an_error(install: Installer) -> None:
    install(
        "twice", "twice", HEAD + PROGRAM.replace("    yield", "    for _ in (1, 2):\n     yield")
    )
    host = PluginHost()
    for _ in (1, 2):  # and it stays one
        with pytest.raises(PluginError, match=r"twice \(twice 1.2.*'tiny 1'.*twice \(twice 1.2"):
            _ = host.programs


@pytest.mark.parametrize(
    ("hook", "source"),
    [
        ("institutions", INSTITUTION),
        ("readers", READER),
        ("reports", REPORT),
        ("commands", COMMAND),
    ],
)
def test_two_plugins_with_the_same_id_are_an_error_naming_both(
    hook: str, source: str, install: Installer
) -> None:
    install("first-track", "first", HEAD + source)
    install("second-track", "second", HEAD + source)
    with pytest.raises(PluginError, match=r"first \(first-track 1.2.*second \(second-track 1.2"):
        getattr(PluginHost(), hook)


@pytest.mark.parametrize("strict", ["", "0", "1", "true"])
def test_strict_mode_ends_a_command_with_the_failure(
    strict: str, install: Installer, degreekit: Command
) -> None:
    install("broken-track", "broken", "raise RuntimeError('no such table')")
    done = degreekit("audit", JSON, "--program", TRACK[0], DEGREEKIT_STRICT_PLUGINS=strict)
    assert done.status == (0 if strict in ("", "0") else 4)
    assert "plugin broken (broken-track 1.2, broken_module): RuntimeError: no such table" in (
        done.err
    )


# --------------------------------------------------------------------- the order of installation

SOURCES = {
    "z-track": HEAD + PROGRAM,
    "a-place": HEAD + INSTITUTION,
    "m-words": HEAD + REPORT,
    "b-broken": "raise RuntimeError('no')",
    "c-reader": HEAD + READER,
    "d-greeter": HEAD + COMMAND,
}


@pytest.fixture
def installed(install: Installer) -> list[EntryPoint]:
    for name, source in SOURCES.items():
        install(name, name, source)
    install("same-track", "z-other", HEAD + PROGRAM.replace('"tiny"', '"other"'))
    return sorted(entry_points(group="degreekit"))


def _finding(order: list[EntryPoint]) -> Callable[..., list[EntryPoint]]:
    return lambda *, group: [entry for entry in order if entry.group == group]


def _seen(host: PluginHost) -> tuple[object, ...]:
    audit: Audit = Auditor(host.program("tiny"), host.institution("nowhere")).audit(
        Transcript.from_data(RECORDS)
    )
    brought = [(str(plugin), host.brings(plugin)) for plugin in host.plugins]
    return audit, brought, host.failures, host.switched_off, list(host.programs)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_order_of_installation_changes_anything(
    data: st.DataObject, installed: list[EntryPoint]
) -> None:
    order = data.draw(st.permutations(installed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("degreekit.plugins.discovery.entry_points", _finding(order))
        host = PluginHost(without=["m-words"])
        seen = _seen(host)
        patch.setattr("degreekit.plugins.discovery.entry_points", _finding(installed))
        assert seen == _seen(PluginHost(without=["m-words"]))
    assert [one.plugin.name for one in host.failures] == ["b-broken"]


def test_the_default_plugins_are_modules_of_degreekit() -> None:
    host = PluginHost(only=())
    assert [(one.name, one.target) for one in host.plugins] == sorted(DEFAULT_PLUGINS.items())


MUTE = "class Mute(Exception):\n    def __str__(self):\n        raise SystemExit\nraise Mute"


@pytest.mark.parametrize(
    ("source", "problem"),
    [(MUTE, "Mute: it cannot say why"), ("raise ValueError('y' * 100_000)", "ValueError: yyyyy")],
)
def test_an_error_that_cannot_say_what_it_is_or_says_too_much_is_named(
    install: Installer, source: str, problem: str
) -> None:
    install("odd-track", "odd", source)
    (failure,) = PluginHost().failures
    assert failure.problem.startswith(problem)
    assert len(failure.problem) < 1000
