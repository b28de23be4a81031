"""The base of everything that a rule is made of, whether an institution's or a program's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from degreekit import spelling
from degreekit.errors import DegreekitError

__all__ = ["InvalidRule", "RuleModel"]


class InvalidRule(DegreekitError, ValueError):
    """A rule written in Python that is not valid: every mistake in it, and what to do.

    Attributes:
        rule: the class of the rule, such as ``Take``.
        mistakes: what is wrong, each with its field.

    Example:
        >>> from degreekit.requirements import Check, InvalidRule
        >>> try:
        ...     Check(id="total", title="Total", credit=30)
        ... except InvalidRule as error:
        ...     print(error.mistakes[0])
        there is no field `credit`; did you mean `credits`?
    """

    def __init__(self, rule: str, mistakes: Collection[str]):
        self.rule = rule
        self.mistakes = tuple(mistakes)
        super().__init__(rule, self.mistakes)

    def __str__(self) -> str:
        return f"this is not a valid {self.rule}: {'; '.join(self.mistakes)}"


class RuleModel(BaseModel):
    """The base of all rules: frozen, strict about names, equal by content.

    Raises:
        InvalidRule: from the class itself, as ``Take(...)``. What reads data (`model_validate`,
            files) says its mistakes with their place there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, /, **data: Any) -> None:
        try:
            self.__pydantic_validator__.validate_python(data, self_instance=self)
        except ValidationError as error:
            raise InvalidRule(type(self).__name__, list(_mistakes(type(self), error))) from None

    # What is inside a rule pydantic reads itself, so that each mistake keeps its place.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # pydantic reads it


def _mistakes(rule: type[RuleModel], error: ValidationError) -> Iterator[str]:
    within = {one["loc"][:1] for one in error.errors() if len(one["loc"]) > 1}
    for one in error.errors():
        if one["type"] == "too_short" and one["loc"] in within:
            continue  # nothing is left of a list in which everything is wrong
        yield _mistake(rule, one["loc"], one)


def _mistake(rule: type[RuleModel], place: tuple[int | str, ...], error: Any) -> str:
    name = f"`{place[0]}`" if place else rule.__name__
    entry = place[1] if len(place) > 1 else None
    where = f"{name}, entry {entry + 1}" if isinstance(entry, int) else name
    given = error["input"]
    match error["type"]:
        case "extra_forbidden" if len(place) == 1:
            known = [field for field in rule.model_fields if field != "kind"]
            near = spelling.near(str(place[0]), known, most=1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
            return f"there is no field {name}; {hint}"
        case "missing":
            return f"{where} is missing"
        case "value_error":
            said = error["msg"].removeprefix("Value error, ")
            return f"{where}: {said}" if place else said
        case "string_pattern_mismatch":
            meant = re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-")
            return f"{where}: {given!r} is not a valid id; write {meant or 'my-id'!r}"
        case "too_short":
            return f"{where} is empty; list at least one"
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


def _short(given: object) -> str:
    """Return a value as it was written; of a longer one its type."""
    return repr(given) if isinstance(given, str | int | float) else f"a {type(given).__name__}"
