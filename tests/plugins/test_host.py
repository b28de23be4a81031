"""Plugins are found, kept apart, and named when they fail."""

from __future__ import annotations

import pytest

from degreekit.plugins import NotFound, PluginError, PluginHost
from degreekit.requirements import All, Milestone, Program
from tests.conftest import Installer

PROGRAM = """
from degreekit.plugins import hookimpl
from degreekit.requirements import All, Milestone, Program

def program(id_):
    exam = Milestone(id="exam", title="Exam")
    root = All(id="root", title="Root", parts=(exam,))
    return Program(id=id_, title="T", edition="1", institution="columbia", root=root)

@hookimpl
def degreekit_programs():
    return [program({id!r})]
"""


def test_the_track_is_found_through_its_entry_point() -> None:
    host = PluginHost()
    track = next(plugin for plugin in host.plugins if plugin.name == "ml-track")
    assert track.distribution == "degreekit-ml-track"
    assert ("columbia-ms-cs-ml", "2023-07-25") in host.programs


def test_a_broken_plugin_is_named_by_distribution_version_and_entry_point(
    install: Installer,
) -> None:
    install("broken-track", "broken", "raise RuntimeError('no such table')", version="0.3")
    host = PluginHost()
    (failure,) = host.failures
    assert (failure.plugin.distribution, failure.plugin.version) == ("broken-track", "0.3")
    assert failure.plugin.name == "broken"
    assert "RuntimeError: no such table" in str(failure)


def test_a_broken_plugin_never_takes_the_host_down(install: Installer) -> None:
    install("broken-track", "broken", "import a_module_that_is_not_there")
    assert PluginHost().program("columbia-ms-cs-ml").id == "columbia-ms-cs-ml"


def test_a_plugin_that_breaks_while_it_is_asked_is_isolated(install: Installer) -> None:
    source = (
        "from degreekit.plugins import hookimpl\n"
        "@hookimpl\n"
        "def degreekit_programs():\n"
        "    raise ValueError('bad rule')\n"
    )
    install("late-track", "late", source)
    host = PluginHost()
    assert ("columbia-ms-cs-ml", "2023-07-25") in host.programs
    assert [failure.plugin.name for failure in host.failures] == ["late"]
    assert "degreekit_programs: ValueError: bad rule" in str(host.failures[0])


def test_what_a_plugin_returns_is_checked(install: Installer) -> None:
    source = (
        "from degreekit.plugins import hookimpl\n"
        "@hookimpl\n"
        "def degreekit_programs():\n"
        "    return ['no program']\n"
    )
    install("odd-track", "odd", source)
    host = PluginHost()
    assert all(isinstance(program, Program) for program in host.programs.values())
    assert "degreekit_programs returned a str" in str(host.failures[0])


def test_a_misspelled_hook_is_a_failure(install: Installer) -> None:
    source = (
        "from degreekit.plugins import hookimpl\n"
        "@hookimpl\n"
        "def degreekit_programms():\n"
        "    return []\n"
    )
    install("typo-track", "typo", source)
    host = PluginHost()
    assert [failure.plugin.name for failure in host.failures] == ["typo"]
    assert "degreekit_programms" in str(host.failures[0])


def test_strict_mode_makes_a_broken_plugin_an_error(
    install: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("broken-track", "broken", "raise RuntimeError('no such table')")
    monkeypatch.setenv("DEGREEKIT_STRICT_PLUGINS", "1")
    with pytest.raises(PluginError, match=r"broken.*no such table"):
        PluginHost.from_environment()


def test_the_environment_chooses_plugins(
    install: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("one-track", "one", PROGRAM.format(id="one"))
    monkeypatch.setenv("DEGREEKIT_PLUGINS", "one")
    host = PluginHost.from_environment()
    assert [id_ for id_, _ in host.programs] == ["one"]
    monkeypatch.setenv("DEGREEKIT_PLUGINS", "")
    assert not PluginHost.from_environment().programs


def test_a_chosen_plugin_that_is_not_installed_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEGREEKIT_PLUGINS", "nowhere")
    host = PluginHost.from_environment()
    assert [str(failure.plugin.name) for failure in host.failures] == ["nowhere"]


def test_two_plugins_with_one_program_are_an_error_naming_both(install: Installer) -> None:
    install("first-track", "first", PROGRAM.format(id="same"))
    install("second-track", "second", PROGRAM.format(id="same"))
    with pytest.raises(PluginError, match=r"first.*'same 1'.*second"):
        _ = PluginHost().programs


def test_the_order_of_installation_changes_nothing(install: Installer) -> None:
    install("b-track", "b", PROGRAM.format(id="b"))
    install("a-track", "a", PROGRAM.format(id="a"))
    host = PluginHost(only=("a", "b"))
    assert [id_ for id_, _ in host.programs] == ["a", "b"]


def test_an_unknown_program_says_what_is_there() -> None:
    with pytest.raises(NotFound, match="did you mean columbia-ms-cs-"):
        PluginHost().program("columbia-ms-cs-robotics")


def test_programs_of_the_same_id_are_told_apart_by_edition() -> None:
    exam = Milestone(id="exam", title="Exam")
    root = All(id="root", title="Root", parts=(exam,))
    editions = [
        Program(id="p", title="P", edition=edition, institution="columbia", root=root)
        for edition in ("2022", "2023")
    ]
    host = PluginHost(only=())
    host.__dict__["programs"] = {(p.id, p.edition): p for p in editions}
    assert host.program("p").edition == "2023"
    assert host.program("p", "2022").edition == "2022"
    with pytest.raises(NotFound, match="p@2021"):
        host.program("p", "2021")
