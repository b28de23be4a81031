"""What somebody expects of a command who knows others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

import degreekit
from degreekit.cli import config
from degreekit.cli.main import OWN, commands

from .conftest import Run

ROOT = Path(__file__).resolve().parents[2]
DONE = "tests/fixtures/ms-student.transcript.json"
OPEN = "tests/fixtures/ms-student-unfinished.transcript.json"
TRACK = "columbia-ms-cs-ml"


def _loaded(*arguments: str) -> set[str]:
    """Return the modules that a command loads, in a process of its own."""
    script = (
        "import sys\nfrom degreekit.cli import main\n"
        f"sys.argv = ['degreekit', *{list(arguments)!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), *((name, "--help") for name in OWN)]
)
def test_help_builds_nothing(arguments: tuple[str, ...]) -> None:
    """No program, reader or institution is built, and no library for them is loaded."""
    loaded = _loaded(*arguments)
    assert not {"degreekit.api", "degreekit_ml_track", "degreekit.plugins", "pydantic"} & loaded


def test_help_costs_no_more_than_a_few_imports_of_click() -> None:
    """200 ms of processor time on the machines at hand, where click alone takes 55 to 100."""
    resource = pytest.importorskip("resource")

    def cost(*command: str) -> float:
        spent: list[float] = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, capture_output=True, check=True)  # noqa: S603  # our own
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return min(spent)

    click_alone = cost(sys.executable, "-c", "import click")
    assert cost(sys.executable, "-m", "degreekit", "--help") < 4 * click_alone


def test_every_command_is_listed_with_what_it_does_and_there_is_no_other() -> None:
    context = click.Context(commands)
    assert commands.list_commands(context) == list(OWN) == sorted(OWN)
    for name in OWN:
        command = commands.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"degreekit, version {degreekit.__version__}\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("audti", "audit"), ("whatif", "what-if"), ("plugin", "plugins")]
)
def test_a_mistyped_command_is_answered_with_the_one_that_is_meant(
    run: Run, typed: str, meant: str
) -> None:
    done = run(typed)
    assert done.status == 2
    assert f"There is no command {typed!r}. Did you mean" in done.err
    assert meant in done.err


def test_short_options_are_the_long_ones(run: Run, tmp_path: Path) -> None:
    long = run(
        "audit", DONE, "--program", TRACK, "--format", "json", "--output", str(tmp_path / "a")
    )
    short = run("audit", DONE, "-p", TRACK, "-f", "json", "-o", str(tmp_path / "b"))
    assert (long.status, short.status) == (0, 0)
    assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text()
    assert short.err == f"Wrote {tmp_path / 'b'}\n"


def test_quiet_leaves_out_everything_but_the_answer_and_errors(run: Run, tmp_path: Path) -> None:
    files = (DONE, OPEN, "tests/fixtures/refused/empty.pdf")
    loud, quiet = run("audit", *files), run("audit", *files, "-q")
    assert loud.out == quiet.out
    assert "3 transcripts: 1 complete, 1 incomplete, 1 failed\n" in loud.err
    assert quiet.err.splitlines() == [
        "Error: tests/fixtures/refused/empty.pdf: it has no content; download the transcript again"
    ]
    assert run("audit", DONE, "-q", "-o", str(tmp_path / "a")).err == ""


@pytest.mark.parametrize(
    ("files", "without", "with_"),
    [
        ((OPEN,), 1, 0),
        ((DONE, OPEN), 1, 0),
        (("tests/fixtures/refused/empty.pdf",), 3, 3),
        ((OPEN, "no-such-file"), 3, 3),
    ],
)
def test_exit_zero_is_for_verdicts_and_not_for_errors(
    run: Run, files: tuple[str, ...], without: int, with_: int
) -> None:
    assert run("audit", *files).status == without
    assert run("audit", *files, "--exit-zero").status == with_


def test_several_transcripts_are_summed_up_in_a_line(run: Run) -> None:
    assert run("audit", DONE, OPEN, DONE).err.endswith("3 transcripts: 2 complete, 1 incomplete\n")
    assert run("audit", DONE).err == ""


def test_a_requirement_may_be_named_by_its_title(run: Run) -> None:
    by_id = run("why-not", OPEN, "COMS W4111", "breadth-any")
    assert run("why-not", OPEN, "COMS W4111", "Breadth: one more") == by_id
    assert run("why-not", OPEN, "COMS W4111", "BREADTH: ONE MORE") == by_id
    assert run("explain", "General electives") == run("explain", "general-electives")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("why-not", OPEN, "COMS W4111", "breadth-sytems"), "did you mean breadth-systems"),
        (("why-not", OPEN, "COMS W4111", "Genral electives"), "did you mean general-electives"),
        (("audit", OPEN, "-p", f"{TRACK}@2023"), f" or {TRACK}@2023-07-25?"),
        (("audit", OPEN, "-p", f"{TRACK}@"), "has no edition after the @"),
        (("audit", OPEN, "--budget", "ten"), "'ten' is not a valid whole number"),
        (("explain", "not-nedded"), "Did you mean not-needed"),
        (("explain", "Track elektives"), "Did you mean track-electives"),
        (("audit", OPEN, "-p", "columbia-ms-cs-lm"), f"did you mean {TRACK}?"),
        (("audit", OPEN, "-f", "jsno"), "did you mean json?"),
        (("audit", OPEN, "--formt", "json"), "--format"),
    ],
)
def test_what_is_mistyped_is_answered_with_what_is_meant(
    run: Run, arguments: tuple[str, ...], hint: str
) -> None:
    done = run(*arguments)
    assert done.status == 2
    assert hint in done.err


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    done = run()
    assert (done.status, done.out) == (2, "")
    assert done.err.count("Usage:") == 1
    assert "Error" not in done.err


@pytest.mark.usefixtures("certificates")
def test_where_a_program_has_to_be_named_each_is_listed_with_its_title(run: Run) -> None:
    done = run("audit", OPEN)
    assert done.status == 2
    assert "Error: Name a program with --program ID:\n  certificate-" in done.err
    assert f"\n  {TRACK}    " in done.err
    assert "Machine Learning track\n" in done.err


@pytest.mark.parametrize(
    ("code", "warned"), [("COMS W4131", True), ("COMS W4113", False), ("COMS E6998", False)]
)
def test_a_planned_course_that_the_catalog_lacks_is_named(
    run: Run, tmp_path: Path, code: str, warned: bool
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(f"- {code}\n")
    loud, quiet = (run("audit", OPEN, "--plan", str(plan), *more) for more in ((), ("-q",)))
    assert (f"{plan}: {code} is not in the catalog of Columbia" in loud.err) is warned
    assert quiet.err == ""
    assert quiet.out == loud.out


def test_a_file_of_data_is_not_mistaken_for_a_broken_document(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "courses.csv"
    table.write_text("code,title,credits,grade\nCOMS W4771,MACHINE LEARNING,3,A\n")
    for file in (OPEN, str(table)):
        done = run("ingest", file)
        assert done.status == 3
        assert "it is data and not a document" in done.err


# ---------------------------------------------------------------------------------- configuration


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration file that the environment names."""
    path = tmp_path / "degreekit.toml"
    monkeypatch.setenv(config.ENVIRONMENT, str(path))
    return path


@pytest.mark.usefixtures("certificates")
def test_the_configuration_says_the_program_and_the_format(run: Run, configured: Path) -> None:
    configured.write_text('program = "certificate-systems"\nformat = "json"\n')
    done = run("audit", OPEN)
    assert json.loads(done.out)["program"]["id"] == "certificate-systems"
    typed = run("audit", OPEN, "-p", TRACK, "-f", "text")
    assert typed.out.startswith("Columbia MS in Computer Science")
    assert "certificate-systems" in run("cohort", OPEN, "-f", "csv").out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('porgram = "x"', "there is no key 'porgram'; did you mean program?"),
        ("program = 3", "program has to be a text in quotation marks"),
        ('color = "yes"', "color has to be true or false"),
        ("program", "this is not TOML"),
        ('program = "columbia-ms-cs-lm"', "no program 'columbia-ms-cs-lm' is installed; did you "),
        ('program = "./nowhere.yaml"', "./nowhere.yaml: No such file or directory"),
        ('format = "htm"', "no report format 'htm' is installed; did you mean html?"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_named_with_what_is_wrong(
    run: Run, configured: Path, text: str, message: str
) -> None:
    configured.write_text(text)
    done = run("audit", OPEN)
    assert done.status == 2
    assert f"{configured}: {message}" in done.err


def test_a_configuration_that_is_named_and_not_there_is_an_error(
    run: Run, configured: Path
) -> None:
    assert f"{configured}: it cannot be opened" in run("audit", OPEN).err


def test_the_file_of_the_folder_comes_before_that_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(config.ENVIRONMENT)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    here = tmp_path / "here"
    for folder in (here, tmp_path / "home/degreekit"):
        folder.mkdir(parents=True)
        (folder / "degreekit.toml").write_text("")
    monkeypatch.chdir(here)
    assert config.config_file() == Path("degreekit.toml")
    (here / "degreekit.toml").unlink()
    assert config.config_file() == tmp_path / "home/degreekit/degreekit.toml"


# ------------------------------------------------------------------------------------- completion


def _completed(*typed: str) -> list[str]:
    *before, begun = typed
    shell = ShellComplete(commands, {}, "degreekit", "_DEGREEKIT_COMPLETE")
    return [one.value for one in shell.get_completions(before, begun)]


def test_a_shell_completes_programs_formats_requirements_and_codes() -> None:
    assert _completed("audit", "x.pdf", "-p", "col") == [
        TRACK,
        f"{TRACK}@2023-07-25",
        f"{TRACK}@2026-07",
    ]
    assert _completed("audit", "x.pdf", "--format", "") == [
        *("text", "json", "markdown", "checklist", "html")
    ]
    assert _completed("why-not", "x.pdf", "COMS W4111", "breadth-s") == ["breadth-systems"]
    assert "not-needed" in _completed("explain", "not-")
    assert _completed("wh") == ["what-if", "why-not"]


def test_a_shell_gets_nothing_where_something_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr("degreekit.api.programs", broken)
    assert _completed("audit", "x.pdf", "-p", "col") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_written(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "degreekit"],
        env={**os.environ, "_DEGREEKIT_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "_DEGREEKIT_COMPLETE" in done.stdout
