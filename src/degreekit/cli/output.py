"""Where a command writes: to standard output and error, or to a file as a whole or not at all."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from degreekit.cli.status import ExitStatus
from degreekit.printable import without_controls

__all__ = [
    "OutputFailed",
    "check_free",
    "close_stdout",
    "hidden_arguments",
    "output_to",
    "put",
    "remember_input",
    "say",
    "write_whole",
    "written_to",
]

#: What stays in the names of options and of what is chosen by name.
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(@[\w.-]+)?$")
#: Under which keys a context knows the files that a command reads, and those that it wrote.
_INPUTS, _OUTPUTS = "degreekit.inputs", "degreekit.outputs"


class OutputFailed(click.ClickException):
    """What a command had to say could not be written."""

    exit_code = ExitStatus.USAGE


def put(text: str, *, color: bool | None = None) -> None:
    """Write a line or more to standard output.

    Args:
        text: what to write; it is printable already.
        color: whether colours are kept; without it where standard output is a terminal.

    Raises:
        OutputFailed: it is closed, or the disk is full.
    """
    if sys.stdout is None:
        raise OutputFailed("standard output is closed; give --output FILE, or open it")
    try:
        click.echo(text, color=color)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFailed(f"standard output could not be written: {error.strerror}") from None
    except UnicodeEncodeError:
        click.echo(text.encode("ascii", "backslashreplace").decode(), color=color)


def say(text: str) -> None:
    """Write a message to standard error, without what would steer a terminal.

    Nothing is done about an error stream that cannot be written: there is nobody to tell.
    """
    with suppress(OSError, ValueError):
        click.echo(without_controls(click.unstyle(text)), err=True)


def close_stdout() -> None:
    """Let nothing more be written to standard output: Python would try again when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@contextmanager
def output_to(path: Path | None, *, color: bool | None = None) -> Iterator[Callable[[str], None]]:
    """Yield what writes text: to standard output, or to a file that is written at the end.

    Args:
        path: the file; None for standard output.
        color: see `put`; a file has no colours.
    """
    if path is None:
        yield lambda text: put(text, color=color)
        return
    check_free(path)
    parts: list[str] = []
    yield parts.append
    write_whole(path, "".join(f"{click.unstyle(part)}\n" for part in parts))


def remember_input(path: Path) -> None:
    """Remember that the command reads a file: nothing is written over it.

    Args:
        path: the file; a dash or a pipe makes no difference.
    """
    context = click.get_current_context(silent=True)
    if context is not None and path.is_file():
        context.find_root().meta.setdefault(_INPUTS, set()).add(path.resolve())


def check_free(path: Path) -> None:
    """Refuse to write over an input, or over what the same command wrote before.

    Args:
        path: the file.

    Raises:
        OutputFailed: it is one of these.
    """
    context = click.get_current_context(silent=True)
    target = path.resolve()
    if context is None or not target.is_file():
        return
    meta = context.find_root().meta
    if target in meta.get(_INPUTS, ()):
        raise OutputFailed(f"{path} was not written: this command reads it; name another file")
    if target in meta.get(_OUTPUTS, ()):
        raise OutputFailed(f"{path} was not written: it has another output of this command")


def _remember_output(target: Path) -> None:
    context = click.get_current_context(silent=True)
    if context is not None and target.is_file():
        context.find_root().meta.setdefault(_OUTPUTS, set()).add(target)


def write_whole(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write a file as a whole or not at all, whatever happens meanwhile.

    Args:
        path: the file; a device or pipe is written directly.
        content: text, which is written as UTF-8, or bytes.
        private: whether only this user may read it.

    Raises:
        OutputFailed: it cannot be written.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        if not private:  # the answers to questions are read, and written after each
            check_free(path)
        _replace(target, data, private=private)
        _remember_output(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputFailed(f"{path} could not be written: {reason}") from None


@contextmanager
def written_to(path: Path) -> Iterator[Path]:
    """Yield a file to write to bit by bit, which takes the place of another one at the end.

    Args:
        path: the file.

    Raises:
        OutputFailed: it cannot be written.
    """
    try:
        target = path.resolve()
        check_free(path)
        with _beside(target, private=False) as name:
            yield name
        _remember_output(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputFailed(f"{path} could not be written: {reason}") from None


def _replace(target: Path, data: bytes, *, private: bool) -> None:
    with _beside(target, private=private) as name:
        name.write_bytes(data)


@contextmanager
def _beside(target: Path, *, private: bool) -> Iterator[Path]:
    """Yield a file next to another one, which it replaces if all goes well."""
    from tempfile import mkstemp  # it loads more than the whole help of the command line

    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")
    handle, name = mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    try:
        yield Path(name)
        if not private:
            Path(name).chmod(0o666 & ~_umask() if mode is None else mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def hidden_arguments(arguments: Sequence[str], context: click.Context | None) -> list[str]:
    """Return what may not be repeated in a message: with --redact, the names of files.

    Args:
        arguments: of the command line.
        context: of the command that refused them.
    """
    if "--redact" not in arguments:
        return []
    named = {
        option
        for parameter in (context.command.params if context else ())
        if isinstance(parameter, click.Option) and not isinstance(parameter.type, click.Path)
        for option in parameter.opts
    }
    found = []
    for before, one in zip(("", *arguments), arguments, strict=False):
        option, equals, value = one.partition("=")
        if one.startswith("-"):
            if equals and option not in named:
                found.append(value)
        elif not (before in named and _NAME.match(one)) and one != arguments[0]:
            found.append(one)
    return sorted((one for one in found if one), key=len, reverse=True)
