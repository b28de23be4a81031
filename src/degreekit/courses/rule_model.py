"""The base of everything that a rule is made of, whether an institution's or a program's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from typing_extensions import override

from degreekit import spelling
from degreekit.data_model import DataModel
from degreekit.errors import DegreekitError, InvalidData

__all__ = ["InvalidRule", "RuleModel"]


class InvalidRule(InvalidData):
    """A rule written in Python that is not valid: every mistake in it, and what to do.

    Attributes:
        model: the class of the rule, such as ``Take``.
        mistakes: what is wrong, each with its field.

    Example:
        >>> from degreekit.requirements import Check, InvalidRule
        >>> try:
        ...     Check(id="total", title="Total", credit=30)
        ... except InvalidRule as error:
        ...     print(error.mistakes[0])
        there is no field `credit`; did you mean `credits`?
    """


class RuleModel(DataModel):
    """The base of all rules: frozen, strict about names, equal by content.

    Raises:
        InvalidRule: from the class itself, as ``Take(...)``, and from `model_validate`. What reads
            files says each mistake with its place there.
    """

    @classmethod
    @override
    def _invalid(cls, error: ValidationError) -> DegreekitError:
        return InvalidRule(cls.__name__, tuple(_mistakes(cls, error)))


def _mistakes(rule: type[RuleModel], error: ValidationError) -> Iterator[str]:
    places = [one["loc"] for one in error.errors()]
    around = {place[:length] for place in places for length in range(1, len(place))}
    for one in error.errors():
        if one["type"] == "too_short" and one["loc"] in around:
            continue  # nothing is left of a list in which everything is wrong
        yield _mistake(rule, one["loc"], one)


def _mistake(rule: type[RuleModel], place: tuple[int | str, ...], error: Any) -> str:
    name = f"`{place[0]}`" if place else rule.__name__
    where = ", ".join([name, *map(_within, _parts(place[1:]))])
    given = error["input"]
    match error["type"]:
        case "extra_forbidden":
            return _no_such_field(rule, place)
        case "union_tag_not_found":
            return f"{where}: `kind` is missing"
        case "union_tag_invalid":
            kind, kinds = error["ctx"]["tag"], error["ctx"]["expected_tags"].replace("'", "")
            return f"{where}: there is no kind `{kind}`; {_meant(kind, kinds.split(', '))}"
        case "missing":
            return f"{where} is missing"
        case "value_error":
            said = error["msg"].removeprefix("Value error, ")
            return f"{where}: {said}" if place else said
        case "string_pattern_mismatch":
            meant = re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-")
            return f"{where}: {given!r} is not a valid id; write {meant or 'my-id'!r}"
        case "too_short":
            return f"{where} {_too_few(len(given), error['ctx']['min_length'])}"
        case "model_type" | "model_attributes_type":
            wanted = error.get("ctx", {}).get("class_name", "rule")
            article = "an" if wanted[0] in "AEIO" else "a"
            return f"{where} is {_short(given)}; it has to be {article} {wanted}"
        case "greater_than_equal":
            return f"{where} is {given}; it has to be at least {error['ctx']['ge']}"
    said = error["msg"].removeprefix("Input should be ")
    if said == error["msg"]:
        return f"{where}: {said}"
    return f"{where} is {_short(given)}; it has to be {said}"


def _no_such_field(rule: type[RuleModel], place: tuple[int | str, ...]) -> str:
    if len(place) == 1:
        known = [field for field in rule.model_fields if field != "kind"]
        return f"there is no field `{place[0]}`; {_meant(str(place[0]), known)}"
    where = ", ".join([f"`{place[0]}`", *map(_within, _parts(place[1:-1]))])
    return f"{where}: there is no field `{place[-1]}`"


def _too_few(given: int, least: int) -> str:
    if least > 1 and given:
        return f"has only {given}; list at least {least}"
    return f"is empty; list at least {'one' if least == 1 else least}"


def _meant(name: str, known: Sequence[str]) -> str:
    near = spelling.near(name, known, most=1)
    return f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"


def _parts(place: tuple[int | str, ...]) -> Iterator[int | str]:
    """Yield the entries and fields of a place, without the kinds that pydantic writes between."""
    kinds = {"row", *_kinds(RuleModel)}
    for number, part in enumerate(place):
        if part not in kinds or (number + 1 == len(place) and isinstance(place[number - 1], str)):
            yield part


def _kinds(rule: type[RuleModel]) -> Iterator[object]:
    for one in rule.__subclasses__():
        if (kind := one.model_fields.get("kind")) is not None:
            yield kind.default
        yield from _kinds(one)


def _within(part: int | str) -> str:
    """Write a part of a place inside a field: the number of an entry, or the name of a field."""
    return f"entry {part + 1}" if isinstance(part, int) else f"`{part}`"


def _short(given: object) -> str:
    """Return a value as it was written; of a longer one its type."""
    return repr(given) if isinstance(given, str | int | float) else f"a {type(given).__name__}"
