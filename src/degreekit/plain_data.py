"""JSON and YAML in, plain data out: no key twice, no depth without end, no value guessed.

Of YAML only tables, lists and text are read. What a text means (a number, a date, yes or no) is
decided by the field that it is for, so that `no` and `2023-02-30` are what was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from degreekit.errors import DegreekitError
from degreekit.printable import printable
from degreekit.spelling import did_you_mean

__all__ = ["NotPlainData", "mistake", "placed_mistakes", "read_json", "read_yaml"]

#: Tables in lists in tables. Transcripts, plans and decisions have four levels.
MOST_LEVELS = 40
#: The parser in C where PyYAML has it, which is ten times as fast; both give the same events.
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null", "Null", "NULL")
#: What opens or closes a level of JSON; texts are stepped over.
_LEVELS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_MOST_KEY = 40  # characters of a key that a message quotes


class NotPlainData(DegreekitError, ValueError):
    """A text that is not the JSON or YAML of plain data.

    Attributes:
        problem: what is wrong and where.
    """

    def __init__(self, problem: str):
        self.problem = problem
        super().__init__(problem)


def mistake(
    error: Mapping[str, Any], fields: Iterable[str] = ()
) -> tuple[tuple[str | int, ...], str]:
    """Return where a mistake is that pydantic found in data, and what is wrong there.

    What somebody else wrote is put in quotation marks, and no value is repeated: it may be a grade.

    Args:
        error: one of `ValidationError.errors()`.
        fields: the names of all fields that the data may have.
    """
    place = tuple(error["loc"])
    match error["type"]:
        case "json_invalid":
            return place, f"this is not JSON: {error['ctx']['error']}"
        case "extra_forbidden":
            name = printable(str(place[-1]))[:_MOST_KEY]
            hint = did_you_mean(name, fields, quote=True)
            return place[:-1], f"there is no field {name!r}{hint and f'; {hint}'}"
        case "missing":
            return place, "it is missing"
        case "enum" | "literal_error":
            return place, _choices(error)
        case "value_error":
            text = error["msg"].removeprefix("Value error, ")
        case other:
            text = _wanted(other, error.get("ctx", {})) or error["msg"]
    return place, f"{text[:1].lower()}{text[1:]}"


def placed_mistakes(
    errors: Iterable[Mapping[str, Any]], whole: str, fields: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return mistakes that pydantic found, each after its place: ``claims.0.sums: it is missing``.

    Args:
        errors: `ValidationError.errors()`.
        whole: what the data is called, for a mistake that is in no part of it.
        fields: see `mistake`.
    """
    found = (mistake(one, fields) for one in errors)
    return tuple(f"{'.'.join(map(str, place)) or whole}: {text}" for place, text in found)


def _choices(error: Mapping[str, Any]) -> str:
    """Say what a field may be, and which of it was probably meant."""
    expected = error["ctx"]["expected"]
    hint = did_you_mean(str(error["input"]), _QUOTED.findall(expected), quote=True)
    return f"it has to be {expected}{hint and f'; {hint}'}"


def _wanted(kind: str, bounds: Mapping[str, Any]) -> str:
    """Say what a field has to be; nothing for a kind of mistake that has no words here."""
    for begins, text in _WANTED.items():
        if kind.startswith(begins):
            return text.format(**bounds)
    return ""


#: What a field has to be, by how pydantic's name of the mistake begins.
_WANTED = {
    "int_": "it has to be a whole number, such as 3",
    "decimal_max_places": "it may have at most {decimal_places} decimals",
    "decimal_": "it has to be a number, such as 3 or 1.5",
    "float_": "it has to be a number, such as 3 or 1.5",
    "finite_number": "it has to be a number, such as 3 or 1.5",
    "bool_": "it has to be true or false",
    "date_": "it is not a date: write year, month and day, as in 2023-09-20",
    "string_type": "it has to be a text",
    "greater_than_equal": "it has to be at least {ge}",
    "greater_than": "it has to be more than {gt}",
    "less_than_equal": "it has to be at most {le}",
    "less_than": "it has to be less than {lt}",
    "too_short": "it needs at least {min_length}",
    "too_long": "it may have at most {max_length}",
    "list_type": "it has to be a list",
    "tuple_type": "it has to be a list",
    "frozen_set_type": "it has to be a list",
    "dict_type": "it has to be an object with fields",
    "model_type": "it has to be an object with fields",
}
_QUOTED = re.compile(r"'([^']*)'")


def read_json(text: str | bytes) -> Any:
    """Return the data of a JSON text; numbers with a point are exact.

    Args:
        text: the text; bytes are UTF-8, UTF-16 or UTF-32.

    Raises:
        NotPlainData: it is not JSON, nested too deeply, or has a key twice in one object.

    Example:
        >>> from degreekit.plain_data import read_json
        >>> read_json('{"credits": 3.00}')
        {'credits': Decimal('3.00')}
    """
    try:
        decoded = text if isinstance(text, str) else _decoded(text)
        _check_levels(decoded)
        data = json.loads(
            decoded,
            parse_float=Decimal,
            parse_constant=_refused_constant,
            object_pairs_hook=_table,
        )
    except NotPlainData:
        raise
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise NotPlainData(f"this is not JSON: {error}") from None
    except ValueError:  # of int(): Python reads no more than 4300 digits
        raise NotPlainData("a number has too many digits") from None
    return _whole(data) if _HALF.search(decoded) else data


def _whole(data: Any) -> Any:
    """Return data in which half a character, which no file can hold, is a replacement mark."""
    match data:
        case str():
            return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_whole(one) for one in data]
        case dict():
            return {_whole(key): _whole(value) for key, value in data.items()}
    return data


def _decoded(text: bytes) -> str:
    try:
        return text.decode(json.detect_encoding(text)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotPlainData(f"byte {error.start} is not {error.encoding.upper()}") from None


def _check_levels(text: str) -> None:
    if text.count("[") + text.count("{") <= MOST_LEVELS:
        return  # as most texts: what is counted here may be part of a string, too
    depth = 0
    for found in _LEVELS.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MOST_LEVELS:
                raise _too_deep()
        elif found[0] in "]}":
            depth -= 1


def _too_deep() -> NotPlainData:
    return NotPlainData(f"lists and objects are nested more than {MOST_LEVELS} levels deep")


def _refused_constant(name: str) -> NoReturn:
    raise NotPlainData(f"{name} is not a number of JSON")


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotPlainData(f"the key {_quoted(key)} is there twice in one object")
            seen.add(key)
    return table


def _quoted(key: str) -> str:
    return repr(printable(key)[:_MOST_KEY])


# ---------------------------------------------------------------------------------------- YAML


def read_yaml(text: str | bytes) -> Any:
    """Return the data of a text that is JSON or YAML.

    Args:
        text: the text.

    Raises:
        NotPlainData: it is neither, nested too deeply, has a key twice in one table, or uses what
            plain data does without: anchors, aliases and tags.

    Example:
        >>> from degreekit.plain_data import read_yaml
        >>> read_yaml("- {kind: waive, course: COMS W4771, date: 2023-02-30}")
        [{'kind': 'waive', 'course': 'COMS W4771', 'date': '2023-02-30'}]
    """
    decoded = text if isinstance(text, str) else _decoded(text)
    if decoded.lstrip()[:1] in ("{", "["):
        try:
            return read_json(decoded)
        except NotPlainData as error:
            if "this is not JSON" not in error.problem:
                raise
    try:
        return _built(yaml.parse(decoded, Loader=_FAST))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        why = f": {problem}" if (problem := getattr(error, "problem", None)) else ""
        raise NotPlainData(f"{place}this is neither JSON nor YAML{why}") from None
    except ValueError as error:  # of the reader: characters that YAML does not allow
        if isinstance(error, NotPlainData):
            raise
        raise NotPlainData("this is neither JSON nor YAML") from None


@dataclass(slots=True)
class _Open:
    """A list, a table or the document, as far as it was read: its values and their lines."""

    values: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, value: Any, line: int) -> None:
        self.values.append(value)
        self.lines.append(line)


def _plain(events: Iterator[Any]) -> Iterator[Any]:
    """Yield the events of one document, and refuse what is more than plain data."""
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        match event:
            case yaml.AliasEvent():
                raise NotPlainData(f"line {line}: `*{event.anchor}` refers to another part")
            case yaml.NodeEvent() if event.anchor or getattr(event, "tag", None):
                raise NotPlainData(f"line {line}: anchors and tags are not allowed")
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise NotPlainData(f"line {line}: a second document begins here")
        yield event


def _built(events: Iterator[Any]) -> Any:
    """Return what events stand for, without recursion."""
    stack = [_Open()]
    for event in _plain(events):
        line = event.start_mark.line + 1
        match event:
            case yaml.CollectionStartEvent():
                if len(stack) > MOST_LEVELS:
                    raise NotPlainData(f"line {line}: {_too_deep().problem}")
                stack.append(_Open())
            case yaml.SequenceEndEvent():
                values = stack.pop().values
                stack[-1].add(values, line)
            case yaml.MappingEndEvent():
                table = _yaml_table(stack.pop())
                stack[-1].add(table, line)
            case yaml.ScalarEvent():
                plain = event.style in (None, "")
                stack[-1].add(None if plain and event.value in _NOTHING else event.value, line)
    return next(iter(stack[0].values), None)


def _yaml_table(done: _Open) -> dict[str, Any]:
    table: dict[str, Any] = {}
    values = done.values
    for key, value, line in zip(values[::2], values[1::2], done.lines[::2], strict=True):
        if not isinstance(key, str):
            raise NotPlainData(f"line {line}: a key has to be a text")
        if key in table:
            raise NotPlainData(f"line {line}: the key {_quoted(key)} is there twice in one table")
        table[key] = value
    return table
