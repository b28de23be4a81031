"""What a row was made of, as hashes: by them it is known whether it still holds, and why not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from degreekit.adjustments import Adjustment
from degreekit.audit import Auditor
from degreekit.cohort.entry import CsvRows, Records
from degreekit.sources import FileProblem, file_problems, is_source
from degreekit.transcript import CourseRecord, Transcript

__all__ = [
    "Origin",
    "decisions_digest",
    "digest",
    "plan_digest",
    "records_digest",
    "rules_digest",
    "version_of",
]


@dataclass(frozen=True)
class Origin:
    """What a row was made of.

    Attributes:
        records: a hash of the transcript as it came: the bytes of a file, or the data.
        decisions: a hash of what was decided.
        plan: a hash of what is planned.
        rules: a hash of the program and of what its institution knows of courses.
        version: of degreekit and of the plugins that took part.
    """

    records: str
    decisions: str
    plan: str
    rules: str
    version: str

    @cached_property
    def fingerprint(self) -> str:
        """The hash of all of it: equal fingerprints, equal answers."""
        return digest("\0".join(self.to_data().values()).encode())

    def to_data(self) -> dict[str, str]:
        """Return it as plain data."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def digest(value: Any) -> str:
    """Return a hash of data, the same on every machine.

    Args:
        value: plain data, models, sets.
    """
    if not isinstance(value, bytes):
        try:
            text = _json(value)
        except TypeError:  # keys of several kinds, which have no order, or none that JSON has
            text = _json(_with_text_keys(value))
        value = text.encode()
    return hashlib.sha256(value).hexdigest()[:24]


def _plain(value: Any) -> Any:
    """Return what JSON cannot write as something that it can."""
    match value:
        case BaseModel():
            return {name: getattr(value, name) for name in type(value).model_fields}
        case Mapping():
            return dict(value)
        case set() | frozenset():  # in no order that another process has
            return sorted(map(_json, value))
    return str(value)


_json = json.JSONEncoder(sort_keys=True, default=_plain).encode


def _with_text_keys(value: Any) -> Any:
    match value:
        case BaseModel():
            return _with_text_keys(_plain(value))
        case Mapping():
            return {str(key): _with_text_keys(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            found = map(_with_text_keys, value)
            return sorted(map(_json, found)) if isinstance(value, set | frozenset) else list(found)
    return value


def records_digest(records: Records | None, how: Sequence[object] = ()) -> str:
    """Return a hash of a transcript as it came, without reading it.

    Args:
        records: as an `Entry` has them; files that are open were read.
        how: what else decides what is read, such as the institution of a document.

    Raises:
        FileProblem: a file cannot be read.
    """
    match records:
        case Transcript():
            said: Any = ["transcript", records, records.provenance]
        case CsvRows():
            said = ["csv", records.text]
        case Mapping() | None:
            said = ["data", records]
        case _:
            several = [records] if is_source(records) else list(records)  # type: ignore[arg-type]  # is_source says so
            said = ["files", *map(_bytes_digest, several)]
    return digest([said, list(how)])


def _bytes_digest(source: Any) -> str:
    if not isinstance(source, bytes):
        path = Path(source)
        with file_problems(path):
            if path.is_fifo():  # once hashed, nothing would be left of it to read
                raise FileProblem(str(source), "it is a pipe; save it to a file")
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(source).hexdigest()


def decisions_digest(adjustments: Iterable[Adjustment]) -> str:
    """Return a hash of what was decided for a student."""
    return _list_digest(list(adjustments))


def plan_digest(records: Iterable[CourseRecord]) -> str:
    """Return a hash of what a student plans to take."""
    return _list_digest(list(records))


_EMPTY = digest([])


def _list_digest(values: list[Any]) -> str:
    return digest(values) if values else _EMPTY  # of most students nothing was decided or planned


@lru_cache(maxsize=64)
def rules_digest(auditor: Auditor) -> str:
    """Return a hash of the program and of what its institution knows of courses."""
    return digest([auditor.program.fingerprint, auditor.institution])


@lru_cache(maxsize=64)
def version_of(auditor: Auditor) -> str:
    """Return the versions of degreekit and of the plugins that took part, as a text."""
    degreekit = f"degreekit {version('degreekit')}"
    took_part = (*auditor.plugins, *auditor.readers.values())
    plugins = sorted({f"{one.name} {one.version}" for one in took_part} - {degreekit})
    return ", ".join([degreekit, *plugins])
