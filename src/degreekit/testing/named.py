"""Programs by the names people give them: an id, an edition of it, or a file."""

from __future__ import annotations

from pathlib import Path

from degreekit.api import get_program, plugin_host
from degreekit.plugins import NotFound
from degreekit.requirements import Program, load_program

__all__ = ["find_program", "is_meant"]

_FILES = (".json", ".yaml", ".yml")


def find_program(named: str, near: Path | str = ".") -> Program:
    """Return the program that is meant by ``ID``, ``ID@EDITION``, or the path of a file.

    Args:
        named: the id of an installed program, its default edition unless one is named after ``@``,
            or a file that ends in ``.json``, ``.yaml`` or ``.yml``.
        near: the folder that the path of a file starts from.

    Raises:
        NotFound: no such program or edition is installed.
        InvalidProgramFile: the file holds no program; every mistake with its place.
        OSError: there is no such file.

    Example:
        >>> from degreekit.testing import find_program
        >>> find_program("columbia-ms-cs-ml@2023-07-25").edition
        '2023-07-25'
    """
    if named.endswith(_FILES):
        return load_program(Path(near) / named, plugin_host().institutions)
    id_, _, edition = named.partition("@")
    return get_program(id_, edition or None)


def is_meant(named: str, program: Program) -> bool:
    """Return whether a name can stand for a program: a file may hold any.

    Args:
        named: as for `find_program`.
        program: the program, as it is or with a change.
    """
    id_, _, edition = named.partition("@")
    if named.endswith(_FILES):
        return True
    if id_ != program.id:
        return False
    try:
        return (edition or get_program(id_).edition) == program.edition
    except NotFound:
        return True
