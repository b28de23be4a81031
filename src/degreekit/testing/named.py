"""Programs by the names people give them: an id, an edition of it, or a file."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from degreekit.api import get_program
from degreekit.requirements import InvalidProgram, Program

__all__ = ["find_program"]

_FILES = (".json", ".yaml", ".yml")


def find_program(named: str, near: Path | str = ".") -> Program:
    """Return the program that is meant by ``ID``, ``ID@EDITION``, or the path of a file.

    Args:
        named: the id of an installed program, its latest edition unless one is named behind ``@``,
            or a file that ends in ``.json``, ``.yaml`` or ``.yml``.
        near: the folder that the path of a file starts from.

    Raises:
        NotFound: no such program or edition is installed.
        InvalidProgram: the file holds no program; every mistake with its place.
        OSError: there is no such file.

    Example:
        >>> from degreekit.testing import find_program
        >>> find_program("columbia-ms-cs-ml@2023-07-25").edition
        '2023-07-25'
    """
    if named.endswith(_FILES):
        return _from_file(Path(near) / named)
    id_, _, edition = named.partition("@")
    return get_program(id_, edition or None)


def _from_file(path: Path) -> Program:
    text = path.read_bytes()
    if path.suffix != ".json":
        try:
            text = json.dumps(yaml.safe_load(text), default=str).encode()
        except yaml.YAMLError as error:
            raise InvalidProgram(path.name, (f"no YAML: {error}",)) from None
    try:
        return Program.from_json(text)
    except InvalidProgram as error:
        raise InvalidProgram(str(path), error.problems) from None
