"""What the page imports, compiled: half of the time that it takes to start is the compiler's.

Bytecode belongs to one version of Python, so the Python of the browser writes it: Pyodide runs
under Node.js once, when the page is written. Where that does not work the page compiles for itself.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from degreekit.web.assets import asset
from degreekit.web.bundle import CannotBundle

__all__ = ["Bytecode", "archive", "bytecode", "packed", "unpacked", "with_bytecode"]

#: Files of an archive have a date; with this one the same input makes the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
#: It takes 15 seconds of processor time; a machine may be busy.
_SECONDS = 300


class Bytecode(NamedTuple):
    """What was compiled; everything is empty where nothing was.

    Attributes:
        packages: of the installed packages, by path below their folder.
        stdlib: of the standard library, by path in its archive.
        later: the names at the top that the page imports only to read and to audit.
    """

    packages: dict[str, bytes]
    stdlib: dict[str, bytes]
    later: frozenset[str]


def bytecode(
    runtime: Mapping[str, bytes], packages: Mapping[str, bytes], scratch: Path
) -> Bytecode:
    """Compile every module that the page imports.

    Args:
        runtime: the files of Pyodide by name.
        packages: the files of the installed packages by path.
        scratch: a folder for files that are not kept.
    """
    nothing = Bytecode({}, {}, frozenset())
    if (node := shutil.which("node")) is None:
        return nothing
    folder = scratch / "compile"
    folder.mkdir()
    for name, data in runtime.items():
        (folder / name).write_bytes(data)
    script, sources, output = (folder / name for name in ("compile.mjs", "in.zip", "out.zip"))
    script.write_bytes(asset("compile.mjs"))
    sources.write_bytes(archive(packages, zipfile.ZIP_STORED))
    command = [node, str(script), str(folder), str(sources), str(output)]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603  # Node.js
    except (OSError, subprocess.SubprocessError):
        return nothing
    with zipfile.ZipFile(output) as compiled:
        files = {name: compiled.read(name) for name in compiled.namelist()}
    return Bytecode(
        _below("packages/", files), _below("stdlib/", files), frozenset(json.loads(files["later"]))
    )


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        name.removeprefix(folder): data for name, data in files.items() if name.startswith(folder)
    }


def with_bytecode(sources: Mapping[str, bytes], compiled: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with bytecode in place of the sources: both would be too large to load.

    Args:
        sources: files by path.
        compiled: the bytecode by path, each where its source is.
    """
    kept = {name: data for name, data in sources.items() if f"{name}c" not in compiled}
    return {**kept, **compiled}


def unpacked(packed: bytes) -> dict[str, bytes]:
    """Return the files of a zip archive by path."""
    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        return {one.filename: old.read(one) for one in old.infolist() if not one.is_dir()}


def archive(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return files as a zip archive, which is the same for the same files.

    Args:
        files: content by path.
        method: how they are compressed.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method, compresslevel=9) as new:
        for path in sorted(files):
            new.writestr(zipfile.ZipInfo(path, _DATE), files[path], method)
    return packed.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a tar that is compressed by gzip, which is the same for the same files.

    The browser itself unpacks it, in a tenth of the time that Python there needs for a zip archive.

    Args:
        files: content by path.

    Raises:
        CannotBundle: a path is longer than an archive can hold.
    """
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as new:
        for path in sorted(files):
            info = tarfile.TarInfo(path)
            info.size = len(files[path])
            try:
                new.addfile(info, io.BytesIO(files[path]))
            except ValueError:
                raise CannotBundle(
                    f"{path}: this path is too long for the page", "give the file a shorter one"
                ) from None
    return gzip.compress(tar.getvalue(), 9, mtime=0)
