"""The page as a folder of static files: degreekit itself runs in the browser."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

from degreekit.api import plugin_host
from degreekit.web.assets import asset, page_assets
from degreekit.web.bundle import Bundle, CannotBundle, Platform, bundle
from degreekit.web.bytecode import archive, bytecode, packed, unpacked, with_bytecode

__all__ = ["PYODIDE", "Written", "page_files", "write_page"]

#: The release of Pyodide that the tests run with; what `npm pack` is asked for.
PYODIDE = "pyodide@314"
_LIBRARY = "python_stdlib.zip"
#: What the page needs of it: how it is started, Python, and its standard library.
_RUNTIME = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    _LIBRARY,
    "pyodide-lock.json",
)
#: What says that a folder is such a page, and may be rewritten.
_MARK = "degreekit-page.json"
#: As on the server (`guard.HEADERS`); and the worker, its WebAssembly, and what it loads. A policy
#: in a page cannot forbid framing: the docs say which header does.
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; "
    "style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)


class Written(NamedTuple):
    """What was written.

    Attributes:
        files: how many.
        size: bytes of all of them.
        versions: of the distributions in it, by name.
        left_out: the libraries that a browser does without, each with what happens instead.
        is_compiled: whether Python is compiled already, so that the page starts sooner; Node.js
            does that.
    """

    files: int
    size: int
    versions: dict[str, str]
    left_out: dict[str, str]
    is_compiled: bool


def write_page(
    output: Path,
    pyodide: Path | None = None,
    wheels: Iterable[Path] = (),
    examples: Sequence[Path] = (),
) -> Written:
    """Write the page as files that any web server can hand out.

    The page takes along degreekit, every plugin that is installed here, and the plugins among the
    wheels.

    Args:
        output: the folder; it is made, or is such a page already.
        pyodide: the unpacked npm package of Pyodide; without it, npm is asked for it.
        wheels: of plugins, or of libraries for browsers.
        examples: made-up transcripts that the page offers to try.

    Raises:
        CannotBundle: something is missing, and how to get it.
        OSError: a file cannot be read or written.
    """
    if output.exists() and not (output / _MARK).is_file() and any(output.iterdir()):
        raise CannotBundle(
            f"{output} holds other files", "name a folder that is not there yet, or an older page"
        )
    files, taken = page_files(pyodide, wheels, {one.name: one.read_bytes() for one in examples})
    _write(output, files)
    size = sum(map(len, files.values()))
    versions = dict(sorted(taken.versions.items()))
    return Written(len(files), size, versions, taken.left_out, taken.is_compiled)


def page_files(
    pyodide: Path | None = None,
    wheels: Iterable[Path] = (),
    examples: Mapping[str, bytes] | None = None,
) -> tuple[dict[str, bytes], Bundle]:
    """Return every file of the page by name, and what is in it of Python; see `write_page`.

    Args:
        pyodide: the unpacked npm package of Pyodide; without it, npm is asked for it.
        wheels: of plugins, or of libraries for browsers.
        examples: made-up transcripts that the page offers to try, by name.

    Raises:
        CannotBundle: something is missing, and how to get it.
        OSError: a file cannot be read.
    """
    with TemporaryDirectory(prefix="degreekit-") as folder:
        scratch = Path(folder)
        runtime = _runtime(pyodide, scratch)
        roots = ("degreekit", *(one.distribution for one in plugin_host().plugins))
        platform = Platform.of(runtime["pyodide-lock.json"])
        taken = bundle(roots, platform, wheels, scratch)
        compiled = bytecode(runtime, taken.files, scratch)
    if compiled.packages:
        taken.is_compiled = True
        taken.files = with_bytecode(taken.files, compiled.packages)
        library = with_bytecode(unpacked(runtime[_LIBRARY]), compiled.stdlib)
        runtime = {**runtime, _LIBRARY: archive(library)}
    return _files(runtime, taken, compiled.later, examples or {}), taken


def _runtime(pyodide: Path | None, scratch: Path) -> dict[str, bytes]:
    """Return the files of Pyodide by name."""
    if pyodide is None:
        return _packed(scratch)
    folders = [folder for folder in (pyodide, pyodide / "package") if folder.is_dir()]
    for folder in folders:
        if all((folder / name).is_file() for name in _RUNTIME):
            return {name: (folder / name).read_bytes() for name in _RUNTIME}
    missing = [name for name in _RUNTIME if not (pyodide / name).is_file()]
    raise CannotBundle(
        f"{pyodide} is not the npm package of Pyodide: {', '.join(missing)} missing",
        f"run `npm pack {PYODIDE}`, unpack the file, and pass its folder `package`",
    )


def _packed(scratch: Path) -> dict[str, bytes]:
    """Return the files of Pyodide from the archive that npm fetches."""
    remedy = (
        f"where npm is installed, run `npm pack {PYODIDE}`, unpack the file it writes, and pass "
        f"the folder by --pyodide FOLDER/package"
    )
    npm = shutil.which("npm")
    if npm is None:
        raise CannotBundle("npm, which fetches Pyodide, is not installed", remedy)
    command = [
        npm,
        "pack",
        PYODIDE,
        "--silent",
        "--fetch-retries=1",
        "--pack-destination",
        str(scratch),
    ]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # npm
    archives = list(scratch.glob("pyodide-*.tgz"))
    if done.returncode or len(archives) != 1:
        raise CannotBundle(f"npm could not fetch {PYODIDE}", remedy)
    found: dict[str, bytes] = {}
    with tarfile.open(archives[0]) as packed:
        for member in packed.getmembers():
            name = PurePosixPath(member.name).name
            if name in _RUNTIME and member.isfile() and (file := packed.extractfile(member)):
                found[name] = file.read()
    if missing := [name for name in _RUNTIME if name not in found]:
        raise CannotBundle(f"the npm package of Pyodide has no {', '.join(missing)}", remedy)
    return found


def _files(
    runtime: Mapping[str, bytes],
    taken: Bundle,
    later: Container[str],
    examples: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Return every file of the page by name.

    Args:
        runtime: the files of Pyodide.
        taken: what Python imports.
        later: the packages that are unpacked only once the page can be used.
        examples: made-up transcripts by name.
    """
    files = page_assets("browser.js")
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    files["index.html"] = files["index.html"].replace(b"<!-- policy -->", policy.encode())
    files["worker.js"] = asset("worker.js")
    files |= {f"pyodide/{name}": data for name, data in runtime.items()}
    files["pyodide/pyodide-lock.json"] = _without_packages(runtime["pyodide-lock.json"])
    last = {path for path in taken.files if path.partition("/")[0].partition(".")[0] in later}
    files["packages.bin"] = packed({p: d for p, d in taken.files.items() if p not in last})
    files["packages-later.bin"] = packed({p: taken.files[p] for p in last})
    files |= {f"examples/{name}": data for name, data in examples.items()}
    files["examples.json"] = json.dumps(list(examples)).encode()
    about = {"versions": dict(sorted(taken.versions.items())), "left_out": taken.left_out}
    files[_MARK] = json.dumps(about, indent=1).encode()
    files["sw.js"] = _service_worker(files)
    return files


def _without_packages(lock: bytes) -> bytes:
    """Return the lock file of Pyodide without the packages it could fetch: nothing is fetched."""
    return json.dumps({**json.loads(lock), "packages": {}}).encode()


def _service_worker(files: Mapping[str, bytes]) -> bytes:
    """Return the script that keeps the page for use without a network.

    It names every file with its hash, so a change of any makes a new one, and a file that was
    changed on the way is not taken.
    """
    listed = {
        # as JavaScript's encodeURIComponent writes it
        quote(name, safe="/!*'()"): [
            len(data),
            f"sha256-{base64.b64encode(hashlib.sha256(data).digest()).decode()}",
        ]
        for name, data in sorted(files.items())
    }
    listed["./"] = listed.pop("index.html")
    text = json.dumps(listed, indent=1)
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    script = asset("sw.js").decode()
    for name, value in (("VERSION", json.dumps(version)), ("POLICY", json.dumps(_POLICY))):
        script = script.replace(f'"{name}"', value)
    return script.replace('"FILES"', text).encode()


def _write(output: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder; what an older page left in it is removed."""
    if (output / _MARK).is_file():
        shutil.rmtree(output)
    for name, data in files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
