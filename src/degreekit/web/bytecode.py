"""What the page imports, compiled: half of the time that it takes to start is the compiler's.

Bytecode belongs to one version of Python, so the Python of the browser writes it: Pyodide runs
under Node.js once, when the page is written. Where that does not work the page compiles for itself.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from degreekit.web.assets import asset

__all__ = ["Bytecode", "archive", "bytecode", "with_bytecode"]

#: Files of an archive have a date; with this one the same input makes the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
#: It takes 15 seconds of processor time; a machine may be busy.
_SECONDS = 300


class Bytecode(NamedTuple):
    """What was compiled; both are empty where nothing was.

    Attributes:
        packages: of the installed packages, by path below their folder.
        stdlib: of the standard library, by path in its archive.
    """

    packages: dict[str, bytes]
    stdlib: dict[str, bytes]


def bytecode(runtime: Mapping[str, bytes], packages: bytes, scratch: Path) -> Bytecode:
    """Compile every module that the page imports.

    Args:
        runtime: the files of Pyodide by name.
        packages: the archive of installed packages.
        scratch: a folder for files that are not kept.
    """
    found = Bytecode({}, {})
    if (node := shutil.which("node")) is None:
        return found
    folder = scratch / "compile"
    folder.mkdir()
    for name, data in runtime.items():
        (folder / name).write_bytes(data)
    script, sources, output = (folder / name for name in ("compile.mjs", "in.zip", "out.zip"))
    script.write_bytes(asset("compile.mjs"))
    sources.write_bytes(packages)
    command = [node, str(script), str(folder), str(sources), str(output)]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603  # Node.js
    except (OSError, subprocess.SubprocessError):
        return found
    with zipfile.ZipFile(output) as compiled:
        for name in compiled.namelist():
            kind, _, path = name.partition("/")
            getattr(found, kind)[path] = compiled.read(name)
    return found


def with_bytecode(library: bytes, compiled: Mapping[str, bytes]) -> bytes:
    """Return the archive of the standard library with bytecode in place of the sources.

    Both would be too large to load.

    Args:
        library: the archive.
        compiled: the bytecode by path.
    """
    if not compiled:
        return library
    with zipfile.ZipFile(io.BytesIO(library)) as old:
        names = [one.filename for one in old.infolist() if not one.is_dir()]
        files = {name: old.read(name) for name in names if f"{name}c" not in compiled}
    return archive({**files, **compiled})


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive, which is the same for the same files.

    Args:
        files: content by path.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for path in sorted(files):
            new.writestr(zipfile.ZipInfo(path, _DATE), files[path], zipfile.ZIP_DEFLATED)
    return packed.getvalue()
