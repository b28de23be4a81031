"""The plan: courses that a student means to take, in the format of a transcript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from degreekit.courses import CourseCode, Institution, InvalidCourseCode, RecordStatus
from degreekit.data_model import validated
from degreekit.errors import DegreekitError
from degreekit.plain_data import NotPlainData, mistake, read_yaml
from degreekit.spelling import did_you_mean
from degreekit.transcript.model import CourseRecord

__all__ = ["InvalidPlan", "plan_records"]

#: What an object may have: the list of records, and whose courses they are.
_FIELDS = {"institution", "records"}


class InvalidPlan(DegreekitError, ValueError):
    """Data that is not a list of planned courses.

    Attributes:
        problems: one line per mistake, each naming the entry, counted from 1, and the field.
        path: the file; None where the plan was given as data.
    """

    def __init__(self, problems: tuple[str, ...], path: str | None = None):
        self.problems = problems
        self.path = path
        where = f"{path}: " if path else ""
        super().__init__(f"{where}not a valid plan: {'; '.join(problems)}")


def plan_records(
    data: str | bytes | Mapping[str, Any] | Iterable[Any], institution: Institution
) -> tuple[CourseRecord, ...]:
    """Read planned courses from JSON or YAML text, or from data.

    Args:
        data: a list of records in the format of a transcript, or an object with ``records``. An
            entry may be a code alone. Where credits are missing, they are those of the
            institution's catalog, for variable credits as close to a standard course as possible;
            for a course that it does not list, those of a standard course.
        institution: its catalog and its usual credits.

    Raises:
        InvalidPlan: names every mistake, with its entry and field.

    Example:
        >>> from degreekit import get_institution
        >>> from degreekit.transcript import plan_records
        >>> text = "[COMS W4771, {code: COMS W4111, term: Fall 2026}]"
        >>> [str(record.credits) for record in plan_records(text, get_institution("columbia"))]
        ['3', '3']
    """
    with institution.grammar.in_use():
        return _planned(data, institution)


def _planned(
    data: str | bytes | Mapping[str, Any] | Iterable[Any], institution: Institution
) -> tuple[CourseRecord, ...]:
    entries = _entries(_parsed(data) if isinstance(data, str | bytes) else data, institution)
    found: list[CourseRecord] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_record(entry, institution))
        except ValidationError as error:
            problems += [
                f"entry {number}{''.join(f', {part}' for part in place)}: {text}"
                for place, text in (
                    mistake(one, CourseRecord.model_fields) for one in error.errors()
                )
            ]
        except ValueError as error:
            problems.append(f"entry {number}: {error}")
    if problems:
        raise InvalidPlan(tuple(problems))
    return tuple(found)


def _parsed(text: str | bytes) -> object:
    try:
        return read_yaml(text)
    except NotPlainData as error:
        raise InvalidPlan((error.problem,)) from None


def _entries(data: object, institution: Institution) -> list[object]:
    if isinstance(data, Mapping):
        problems = [_misplaced(key) for key in data if key not in _FIELDS]
        other = data.get("institution")
        if other not in (None, institution.id):
            problems.append(f"it is for {other!r}, and the program is of {institution.id!r}")
        if problems:
            raise InvalidPlan(tuple(problems))
        data = data.get("records")
    if isinstance(data, str | bytes | Mapping) or not isinstance(data, Iterable):
        raise InvalidPlan(("it has no list of records: write each course with its 'code'",))
    return list(data)


def _misplaced(key: object) -> str:
    hint = did_you_mean(str(key), _FIELDS, quote=True)
    return f"there is no field {str(key)!r} in a plan{hint and f'; {hint}'}"


def _record(entry: object, institution: Institution) -> CourseRecord:
    if isinstance(entry, CourseRecord):
        return entry.model_copy(update={"status": RecordStatus.PLANNED})
    if isinstance(entry, str | CourseCode):
        entry = {"code": entry}
    if not isinstance(entry, Mapping):
        raise ValueError("neither a record nor a course code")  # noqa: TRY004  # of the file
    data = dict(entry)
    if data.get("status") not in (None, RecordStatus.PLANNED):
        raise ValueError("its status can only be 'planned': it stands in a plan")
    if data.get("grade") is not None:
        raise ValueError("a planned course has no grade yet")
    usual = _usual(data.get("code"), institution)
    missing = {name: value for name, value in usual.items() if data.get(name) is None}
    return validated(CourseRecord, {**data, **missing, "status": RecordStatus.PLANNED})


def _usual(code: object, institution: Institution) -> dict[str, object]:
    """Return what a course is planned with where the plan does not say."""
    try:
        parsed = code if isinstance(code, CourseCode) else CourseCode.parse(str(code))
    except InvalidCourseCode:
        # what is wrong with the code, the record says
        return {"credits": institution.standard_credits}
    known = institution.code(parsed)
    credits, listed = institution.usual_credits(known), institution.listed(known)
    # Under an umbrella number the title decides, so none is put in its place.
    if listed is None or institution.umbrellas.contains(known):
        return {"credits": credits}
    return {"credits": credits, "title": listed.title}
