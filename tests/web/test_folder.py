"""The page as a folder of files: what is in it, and what is said where something is missing."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("packaging", reason="packaging is not installed: it is in the extra 'web'")

from degreekit.web import folder
from degreekit.web.bundle import CannotBundle, Platform
from degreekit.web.folder import write_page

from .papers import ROOT
from .static_server import unpacked

LOCK = json.dumps({"info": {"abi_version": "2026_0", "python": "3.14.2"}})
PLATFORM = Platform("3.14.2", "2026_0")


def runtime(where: Path) -> Path:
    """Make a folder that looks like the npm package of Pyodide."""
    where.mkdir(parents=True)
    for name in folder._RUNTIME:
        (where / name).write_bytes(b"x")
    (where / "pyodide-lock.json").write_text(LOCK)
    return where


def wheel(
    where: Path, name: str, needs: tuple[str, ...] = (), tag: str = "py3-none-any", **files: str
) -> Path:
    """Make a wheel."""
    info = f"{name}-1.0.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
    lines += [f"Requires-Dist: {one}" for one in needs]
    path = where / f"{name}-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{info}/METADATA", "\n".join(lines) + "\n")
        archive.writestr(f"{info}/RECORD", "")
        for file, text in files.items():
            archive.writestr(f"{info}/{file}.txt", text)
    return path


@pytest.fixture
def compiled(tmp_path: Path) -> list[Path]:
    """The two compiled libraries as wheels for browsers."""
    from importlib.metadata import version

    found = []
    for name in ("pydantic_core", "pypdfium2"):
        path = wheel(tmp_path, name, tag="py3-none-pyemscripten_2026_0_wasm32")
        text = version(name.replace("_", "-"))
        renamed = path.with_name(path.name.replace("1.0", text))
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(renamed, "w") as new:
            for member in old.namelist():
                data = old.read(member).replace(b"Version: 1.0", f"Version: {text}".encode())
                new.writestr(member.replace("1.0", text), data)
        found.append(renamed)
    return found


def packages(page: Path) -> Mapping[str, bytes]:
    """Return what Python finds in the browser, by path."""
    return {**unpacked(page / "packages.bin"), **unpacked(page / "packages-later.bin")}


def test_the_folder_has_the_page_its_plugins_and_their_libraries(
    tmp_path: Path, compiled: list[Path]
) -> None:
    page = tmp_path / "page"
    written = write_page(page, runtime(tmp_path / "npm"), compiled)
    inside = packages(page)
    for name in (
        "degreekit/web/desk.py",
        "degreekit_ml_track/plugin.py",
        "pdfplumber/__init__.py",
        "yaml/__init__.py",
        "degreekit-0.1.0.dist-info/entry_points.txt",
        "degreekit_ml_track-0.1.0.dist-info/entry_points.txt",
    ):
        assert name in inside, name
    assert not [name for name in inside if name.endswith((".pyc", ".pth")) or "__pycache__" in name]
    assert set(written.left_out) == {"cryptography", "pillow"}
    assert {"degreekit", "degreekit-ml-track", "pydantic", "click"} <= set(written.versions)
    assert [name for name in inside if "licenses/LICENSE" in name]


def test_the_same_input_makes_the_same_bytes_and_an_older_page_is_replaced(
    tmp_path: Path, compiled: list[Path]
) -> None:
    page, npm = tmp_path / "page", runtime(tmp_path / "npm")
    write_page(page, npm, compiled)
    first = {path.name: path.read_bytes() for path in page.rglob("*") if path.is_file()}
    (page / "left-over.js").write_text("")
    write_page(page, npm, compiled)
    assert first == {path.name: path.read_bytes() for path in page.rglob("*") if path.is_file()}


def test_every_file_stands_in_the_service_worker_with_its_hash(
    tmp_path: Path, compiled: list[Path]
) -> None:
    page = tmp_path / "page"
    write_page(page, runtime(tmp_path / "npm"), compiled)
    script = (page / "sw.js").read_text()
    found = re.search(r"const FILES = (\{.*?\});", script, re.DOTALL)
    assert found
    listed = json.loads(found[1])
    there = {str(path.relative_to(page)) for path in page.rglob("*") if path.is_file()}
    assert set(listed) == there - {"sw.js", "index.html"} | {"./"}
    assert all(value[1].startswith("sha256-") for value in listed.values())
    assert '"VERSION"' not in script


def test_the_page_may_load_its_own_files_and_nothing_else(
    tmp_path: Path, compiled: list[Path]
) -> None:
    page = tmp_path / "page"
    write_page(page, runtime(tmp_path / "npm"), compiled)
    text = (page / "index.html").read_text()
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert found
    assert found[1].startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';")
    assert "http" not in found[1]
    assert "unsafe-inline" not in found[1]
    for path in page.glob("*.*"):
        if path.suffix in (".html", ".css", ".js"):
            assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text()), path.name


def test_a_plugin_can_come_as_a_wheel_with_what_it_needs(
    tmp_path: Path, compiled: list[Path]
) -> None:
    library = wheel(tmp_path, "small_library")
    plugin = wheel(
        tmp_path,
        "own_track",
        needs=(
            "degreekit>=0.1",
            "small-library",
            'missing; python_version < "3"',
            'only-on-windows; sys_platform == "win32"',
            'colour; extra == "colour"',
        ),
        entry_points="[degreekit]\nown = own_track\n",
    )
    page = tmp_path / "page"
    written = write_page(page, runtime(tmp_path / "npm"), [*compiled, plugin, library])
    assert {"own-track", "small-library"} <= set(written.versions)
    assert "own_track/__init__.py" in packages(page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"needs": ("not-there-at-all",)}, "not-there-at-all is not installed; install it"),
        ({"tag": "cp314-cp314-win_amd64"}, "this wheel does not run in a browser"),
    ],
)
def test_a_plugin_that_cannot_run_there_is_named(
    tmp_path: Path, compiled: list[Path], change: dict[str, Any], said: str
) -> None:
    plugin = wheel(tmp_path, "own_track", entry_points="[degreekit]\nown = own_track\n", **change)
    with pytest.raises(CannotBundle, match=said):
        write_page(tmp_path / "page", runtime(tmp_path / "npm"), [*compiled, plugin])
    assert not (tmp_path / "page").exists()


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("precious")
    with pytest.raises(CannotBundle, match="holds other files"):
        write_page(mine, runtime(tmp_path / "npm"))
    assert (mine / "thesis.txt").read_text() == "precious"


def test_a_folder_that_is_not_pyodide_is_named_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(CannotBundle, match=r"pyodide\.mjs.* missing; run `npm pack pyodide@314`"):
        write_page(tmp_path / "page", tmp_path)


def test_without_npm_the_command_to_run_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(CannotBundle, match=r"npm.* is not installed; .*npm pack pyodide@314"):
        write_page(tmp_path / "page")


def test_npm_is_called_where_it_is_installed(
    tmp_path: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = runtime(tmp_path / "package")
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as packed:
        packed.add(package, "package")
    npm = tmp_path / "npm"
    (tmp_path / "pyodide.tgz").write_bytes(archive.getvalue())
    npm.write_text(
        f"#!/bin/sh\nwhile [ $# -gt 1 ]; do shift; done\n"
        f'cp {tmp_path}/pyodide.tgz "$1/pyodide-314.0.0.tgz"\n'
    )
    npm.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(npm))
    assert write_page(tmp_path / "page", None, compiled).files > 10


def test_what_pip_cannot_fetch_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CannotBundle, match=r"pip download --no-deps .*pyemscripten_2026_0_wasm32"):
        write_page(tmp_path / "page", runtime(tmp_path / "npm"))


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("a-1-py3-none-any", True),
        ("a-1-cp314-cp314-pyemscripten_2026_0_wasm32", True),
        ("a-1-py3-none-pyemscripten_2026_0_wasm32", True),
        ("a-1-cp39-abi3-pyemscripten_2026_0_wasm32", True),
        ("a-1-cp313-cp313-pyemscripten_2026_0_wasm32", False),
        ("a-1-cp314-cp314-pyemscripten_2025_0_wasm32", False),
        ("a-1-cp314-cp314-manylinux_2_17_x86_64", False),
    ],
)
def test_wheels_are_told_apart_by_their_tags(name: str, fits: bool) -> None:
    from packaging.utils import parse_wheel_filename

    assert bool(parse_wheel_filename(f"{name}.whl")[3] & PLATFORM.tags) is fits


def test_a_lock_file_of_something_else_is_refused() -> None:
    with pytest.raises(CannotBundle, match="Pyodide 314"):
        Platform.of(b"{}")


def test_the_documentation_holds_the_page_where_pyodide_is_there(
    tmp_path: Path, compiled: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed: it is in the group 'docs'")
    monkeypatch.syspath_prepend(str(ROOT))
    from docs import site_hooks

    monkeypatch.delenv(site_hooks.PYODIDE, raising=False)
    assert site_hooks.dropping_page() == {}
    monkeypatch.setenv(site_hooks.PYODIDE, str(runtime(tmp_path / "npm")))
    monkeypatch.setenv(site_hooks.WHEELS, str(compiled[0].parent))
    files = site_hooks.dropping_page()
    examples = set(site_hooks.EXAMPLES)
    assert set(json.loads(files["examples.json"])) == examples
    assert {f"examples/{name}" for name in examples} | {"index.html", "packages.bin"} <= set(files)
    text = (site_hooks.ROOT / "docs/drop-a-transcript.md").read_text()
    assert "<!-- the page -->" in text
