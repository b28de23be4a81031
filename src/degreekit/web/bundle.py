"""What a browser needs of Python: degreekit, its plugins, and the libraries they import.

Pure Python is taken as it is installed here, so the page gives the answers that the commands give.
What is compiled is taken from wheels for browsers.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.utils import canonicalize_name, parse_wheel_filename

from degreekit.errors import DegreekitError

__all__ = ["Bundle", "CannotBundle", "Platform", "bundle"]

#: Libraries that a browser does without: what each is needed for, and what happens instead.
_DONE_WITHOUT = {
    "cryptography": "encrypted files are decrypted by pdfium instead",
    "pillow": "only photographs of pages and pictures of --show need it, which are not read there",
}
#: Libraries whose compiled part only makes them faster.
_FASTER = frozenset({"charset-normalizer", "markupsafe", "pyyaml"})
_COMPILED = (".so", ".pyd", ".dylib", ".dll")
#: What of a distribution's own records a running program needs, or a licence asks to be kept.
_KEPT = re.compile(
    r"^(METADATA|entry_points\.txt|WHEEL|top_level\.txt)$|LICEN[CS]E|COPYING|NOTICE", re.IGNORECASE
)


class CannotBundle(DegreekitError):
    """Something that the page needs is not there.

    Attributes:
        what: is missing.
        remedy: what to do.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}; {remedy}")


@dataclass(frozen=True, slots=True)
class Platform:
    """The Python that runs in the browser.

    Attributes:
        python: its version, as ``3.14.2``.
        abi: of Pyodide, as ``2026_0``.
    """

    python: str
    abi: str

    @classmethod
    def of(cls, lock: bytes) -> Platform:
        """Return the platform that a lock file of Pyodide describes.

        Raises:
            CannotBundle: the file says neither.
        """
        try:
            info = json.loads(lock)["info"]
            return cls(str(info["python"]), str(info["abi_version"]))
        except (ValueError, KeyError, TypeError):
            raise CannotBundle(
                "pyodide-lock.json says neither its Python nor its ABI", "take Pyodide 314 or later"
            ) from None

    @property
    def tag(self) -> str:
        """What wheels for it are named after."""
        return f"pyemscripten_{self.abi}_wasm32"

    @property
    def short(self) -> str:
        """Its version of Python without the last number."""
        return ".".join(self.python.split(".")[:2])

    @property
    def tags(self) -> frozenset[Tag]:
        """The wheels that it can use."""
        short = self.short.replace(".", "")
        pure = {Tag(f"py{version}", "none", "any") for version in (3, short)}
        own = {Tag(f"cp{short}", abi, self.tag) for abi in (f"cp{short}", "abi3", "none")}
        stable = {Tag(f"cp3{n}", "abi3", self.tag) for n in range(2, int(short[1:]))}
        return frozenset({*pure, *own, *stable, Tag("py3", "none", self.tag)})

    @property
    def markers(self) -> dict[str, str]:
        """What requirements ask of it."""
        return {
            "implementation_name": "cpython",
            "implementation_version": self.python,
            "os_name": "posix",
            "platform_machine": "wasm32",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Emscripten",
            "platform_version": "",
            "python_full_version": self.python,
            "python_version": self.short,
            "sys_platform": "emscripten",
        }


class _Wanted(NamedTuple):
    """A distribution that is needed, with some of its extras."""

    name: str
    extras: frozenset[str] = frozenset()


@dataclass
class Bundle:
    """The files that Python finds in the browser.

    Attributes:
        files: content by path, below the folder of installed packages.
        versions: of the distributions, by name.
        left_out: the libraries that a browser does without, each with what happens instead.
        is_compiled: whether the bytecode of what the page imports is among the files.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    is_compiled: bool = False


def bundle(
    roots: Iterable[str], platform: Platform, wheels: Iterable[Path], scratch: Path
) -> Bundle:
    """Return degreekit, plugins, and whatever they need.

    Args:
        roots: names of the distributions that are wanted.
        platform: where they run.
        wheels: of plugins, or for browsers; they are taken before what is installed.
        scratch: a folder for what is downloaded.

    Raises:
        CannotBundle: a distribution is not installed, or cannot run in a browser.
    """
    found = Bundle()
    offered = dict(_offered(wheels, platform))
    needs: dict[str, list[str]] = {}
    waiting = [_Wanted(canonicalize_name(name)) for name in (*roots, *_plugins(offered))]
    seen: set[_Wanted] = set()
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        name = wanted.name
        if name in _DONE_WITHOUT and name not in offered:
            found.left_out[name] = _DONE_WITHOUT[name]
            continue
        if name not in needs:
            files = _files(name, platform, offered, scratch)
            found.files |= files
            found.versions[name], needs[name] = _metadata(files)
        waiting += _needed(needs[name], platform, wanted.extras)
    return found


def _plugins(offered: Mapping[str, Path]) -> Iterator[str]:
    """Yield the wheels that bring plugins: they are wanted for themselves."""
    for name, path in offered.items():
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                is_list = member.endswith(".dist-info/entry_points.txt")
                if is_list and b"[degreekit]" in archive.read(member):
                    yield name


def _offered(wheels: Iterable[Path], platform: Platform) -> Iterator[tuple[str, Path]]:
    for path in sorted(wheels):
        try:
            name, _, _, tags = parse_wheel_filename(path.name)
        except ValueError:
            raise CannotBundle(
                f"{path}: this is not a wheel", "pass files ending in .whl"
            ) from None
        if tags & platform.tags:
            yield name, path
        elif not any(tag.platform.startswith("pyemscripten") for tag in tags):
            raise CannotBundle(
                f"{path}: this wheel does not run in a browser",
                f"pass one of pure Python (py3-none-any), or one for {platform.tag}",
            )


def _files(
    name: str, platform: Platform, offered: Mapping[str, Path], scratch: Path
) -> dict[str, bytes]:
    """Return the files of a distribution, by their paths below the folder of packages."""
    if name in offered:
        return _of_wheel(offered[name])
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        raise CannotBundle(
            f"{name} is not installed", f"install it, for example: pip install {name}"
        ) from None
    files = dict(_installed(installed))
    compiled = [path for path in files if path.endswith(_COMPILED)]
    if compiled and name not in _FASTER:
        return _of_wheel(_downloaded(name, installed.version, platform, scratch))
    for path in compiled:
        del files[path]
    return files


def _installed(dist: Distribution) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an installed distribution; one that is installed as a link, too."""
    own = f"{canonicalize_name(dist.name).replace('-', '_')}-{dist.version}.dist-info"
    paths = [path for path in dist.files or () if not _is_dropped(path)]
    for path in paths:
        parts = path.parts
        if parts[0].endswith(".dist-info"):
            if _KEPT.search(path.name):
                yield str(PurePosixPath(own, *parts[1:])), Path(str(path.locate())).read_bytes()
        else:
            yield str(PurePosixPath(*parts)), Path(str(path.locate())).read_bytes()
    if any(not path.parts[0].endswith(".dist-info") for path in paths):
        return
    for package in _packages(dist):  # an editable install: its files are elsewhere
        for file in sorted(package.rglob("*")):
            relative = PurePosixPath(package.name, *file.relative_to(package).parts)
            if file.is_file() and not _is_dropped(relative):
                yield str(relative), file.read_bytes()


def _is_dropped(path: PurePosixPath) -> bool:
    return (
        ".." in path.parts
        or "__pycache__" in path.parts
        or path.suffix in (".pyc", ".pth")
        or path.name.startswith("__editable__")
    )


def _packages(dist: Distribution) -> Iterator[Path]:
    """Yield the folders of the packages that a distribution's entry points name."""
    names = {point.module.partition(".")[0] for point in dist.entry_points}
    for name in sorted(names | {dist.name.replace("-", "_")}):
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            yield Path(next(iter(spec.submodule_search_locations)))


def _of_wheel(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {
            info.filename: archive.read(info)
            for info in archive.infolist()
            if not info.is_dir() and _wanted(PurePosixPath(info.filename))
        }


def _wanted(path: PurePosixPath) -> bool:
    if _is_dropped(path) or path.parts[0].endswith(".data"):
        return False
    return not path.parts[0].endswith(".dist-info") or bool(_KEPT.search(path.name))


def _downloaded(name: str, version: str, platform: Platform, scratch: Path) -> Path:
    """Return a wheel for browsers, of the version that is installed here."""
    short = platform.short.replace(".", "")
    arguments = ["--no-deps", "--only-binary=:all:", "--platform", platform.tag]
    arguments += ["--python-version", platform.short, "--implementation", "cp"]
    arguments += ["--abi", f"cp{short}", "--abi", "abi3", "--abi", "none", f"{name}=={version}"]
    remedy = (
        f"run this where you can, and pass the wheel by --wheel: pip download {' '.join(arguments)}"
    )
    if find_spec("pip") is None:
        raise CannotBundle(f"{name} {version} for browsers is missing, and so is pip", remedy)
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--dest",
        str(scratch),
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # pip
    [path, *_] = [*scratch.glob(f"{name.replace('-', '_')}-*.whl"), None]
    if done.returncode or path is None:
        said = next((line for line in done.stderr.splitlines() if "ERROR" in line), "").strip()
        raise CannotBundle(f"pip found no {name} {version} for browsers ({said})", remedy)
    return path


# -------------------------------------------------------------------------------- what is needed


def _metadata(files: Mapping[str, bytes]) -> tuple[str, list[str]]:
    """Return the version of a distribution, and what it needs."""
    [text] = [data for path, data in files.items() if path.endswith(".dist-info/METADATA")]
    headers = BytesParser().parsebytes(text, headersonly=True)
    return headers["Version"], headers.get_all("Requires-Dist", [])


def _needed(needs: Iterable[str], platform: Platform, extras: frozenset[str]) -> Iterator[_Wanted]:
    for text in needs:
        one = Requirement(text)
        asked = one.marker is None or any(
            one.marker.evaluate({**platform.markers, "extra": extra}) for extra in ("", *extras)
        )
        if asked:
            yield _Wanted(canonicalize_name(one.name), frozenset(one.extras))
