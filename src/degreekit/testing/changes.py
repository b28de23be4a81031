"""The changes that a mutation check makes: every rule of a program, in every respect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, cast

from degreekit.courses import CourseSet, Institution, InvalidRule, Term
from degreekit.requirements import (
    CourseFilter,
    If,
    InSet,
    Limit,
    Program,
    Requirement,
    Row,
    Sharing,
    Source,
    Take,
)
from degreekit.requirements.model import RuleModel, amount_text
from degreekit.testing.immaterial import Immaterial

__all__ = ["Mutant", "PlannedMutant", "mutants", "plan_mutants", "rules_in_common"]

_Data = Any
_Path = tuple[str | int, ...]

#: What is not a rule: names for people, and what tells a program from others.
_NAMES = {"id", "title", "kind", "source", "readings", "edition", "institution", "unit"}
_NAMES |= {"checked", "default"}
#: Bounds that may be left out, so that there is none.
_NO_BOUND = {"most_courses", "most_credits", "most_subjects", "most_places", "at_most"}
#: Conditions that may be left out, so that the rule holds for all.
_NO_CONDITION = {"where", "when", "credit", "scope", "each", "since", "until", "before", "by"}
_NO_CONDITION |= {"met_by"}
#: Texts of which a rule may ask other ones.
_OTHERWISE = {"over": ("applied", "record")}


class _Change(NamedTuple):
    """One change: where, what it is, what makes it, the courses it is about, the rules it drops."""

    path: _Path
    what: str
    make: Callable[[_Data], None]
    changed: CourseSet | None = None
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mutant:
    """The rules with one change.

    Attributes:
        name: what was changed; it tells the mutant from every other one.
        where: the id of the requirement, limit or sharing rule that was changed.
        program: the rules with the change.
        changed: where a set of courses was changed, the courses it is about.
        without: the ids of the rules that the change leaves out.
    """

    name: str
    where: str
    program: Program
    changed: CourseSet | None = None
    without: frozenset[str] = frozenset()

    @property
    def touches(self) -> frozenset[str]:
        """The ids of all rules that the change is about."""
        return self.without or frozenset({self.where})


def mutants(program: Program, institution: Institution | None = None) -> Iterator[Mutant]:
    """Yield the program with one rule changed, in every respect in which rules can be changed.

    Sets of courses lose a part, an exception, a title or a term, and their ranges begin and end one
    number sooner and later; numbers are one more and one less; conditions, limits, parts, inner
    minimums and approvals are left out; switches are turned. Changes that are not valid are left
    out, and so are those that cannot matter to any student: a course that an earlier row takes
    anyway, a bound of more than one on a row that names a single course which earns credit once,
    "as printed" where no course of the set has another code, and as how many parts a requirement
    counts where nothing counts parts.

    Args:
        program: the rules.
        institution: which codes are one course, and what the other grade scales are; without it
            each code is a course of its own.

    Example:
        >>> from degreekit import get_program
        >>> from degreekit.testing import mutants
        >>> names = [mutant.name for mutant in mutants(get_program("columbia-ms-cs-ml"))]
        >>> "track-electives: courses 3 for 2" in names, len(names) == len(set(names))
        (True, True)
    """
    for planned in plan_mutants(program, institution):
        if (mutant := planned.mutant()) is not None:
            yield mutant


@dataclass(frozen=True)
class PlannedMutant:
    """A change that is not made yet: to make all is slow where only some are tried.

    Attributes:
        name: as that of the mutant.
        where: as that of the mutant.
    """

    name: str
    where: str
    _change: _Change
    _rules: _Data

    @property
    def touches(self) -> frozenset[str]:
        """The ids of all rules that the change is about."""
        return self._change.gone or frozenset({self.where})

    def mutant(self) -> Mutant | None:
        """Make the change; None where the rules with it are not a program."""
        copied = _copied(self._rules)
        self._change.make(copied)
        try:
            program = Program.model_validate(copied)
        except InvalidRule:
            return None
        return Mutant(self.name, self.where, program, self._change.changed, self._change.gone)


def plan_mutants(
    program: Program, institution: Institution | None = None
) -> Iterator[PlannedMutant]:
    """Yield what `mutants` makes, and what turns out to be no program."""
    data = _bare(program)
    names: set[str] = set()
    for change in _Changes(program, institution).every():
        where = _owner(data, change.path) or program.id
        name = f"{where}{_row_name(data, change.path)}: {change.what}"
        if name in names:
            name = f"{name} ({'.'.join(map(str, change.path))})"
        names.add(name)
        yield PlannedMutant(name, where, change, data)


def rules_in_common(program: Program, other: Program) -> frozenset[str]:
    """Return the ids of requirements, limits and sharing rules that two programs both have.

    They ask for the same, down to the last number. What they are called, and which page they cite,
    makes no difference. The id of the program is among them where what holds for all courses is the
    same, as what earns credit.
    """
    theirs = dict(_rules(other))
    common = {id_ for id_, rule in _rules(program) if theirs.get(id_) == rule}
    if _for_all_courses(program) == _for_all_courses(other):
        common.add(program.id)
    return frozenset(common)


def _rules(program: Program) -> Iterator[tuple[str, _Data]]:
    rules: tuple[RuleModel, ...] = (*program.nodes, *program.limits, *program.sharing)
    for rule in rules:
        data = _without_names(_stripped(rule.model_dump(mode="json", exclude_none=True)))
        yield data.pop("id"), data


def _for_all_courses(program: Program) -> _Data:
    data = program.model_dump(
        mode="json", exclude_none=True, exclude={"id", "root", "limits", "sharing"}
    )
    return _without_names(_stripped(data))


def _without_names(data: _Data) -> _Data:
    if isinstance(data, list):
        return [_without_names(one) for one in data]
    if not isinstance(data, dict):
        return data
    return {k: _without_names(v) for k, v in data.items() if k in ("id", "kind") or k not in _NAMES}


class _Changes:
    def __init__(self, program: Program, institution: Institution | None):
        self.program = program
        self.institution = institution
        self.immaterial = Immaterial(program, institution)

    def every(self) -> Iterator[_Change]:
        """Yield each change: where, what it is, what makes it, and the courses it is about."""
        yield from self._of_model(self.program, ())
        if self.institution is not None and self.program.grade_scale is not None:
            scales = [scale.id for scale in self.institution.grade_scales]
            other = next((one for one in scales if one != self.program.grade_scale), None)
            if other is not None:
                path: _Path = ("grade_scale",)
                yield _Change(path, f"grade scale {other}", _set(path, other))

    def _of_model(
        self, model: RuleModel, path: _Path, above: CourseSet | None = None
    ) -> Iterator[_Change]:
        for name in type(model).model_fields:
            value = getattr(model, name)
            here = (*path, name)
            if name in _NAMES or isinstance(value, Source):
                continue
            if isinstance(value, RuleModel):
                yield from self._of_model(value, here, above)
                if name in ("then", "otherwise"):
                    gone = _ids_below(value)
                    yield _Change(here, f"nothing {name}", _set(here, None), None, gone)
                if name == "condition" and isinstance(model, If):
                    yield _Change(here, f"not {model.condition.text()}", _wrapped(here))
            elif isinstance(value, tuple):
                yield from self._of_tuple(name, value, here)
            else:
                for what, new, changed in self._of_value(model, name, value, above):
                    yield _Change(here, what, _set(here, new), changed)
            if name in _NO_CONDITION and value not in (None, ()):
                without: _Data = [] if isinstance(value, tuple) else None
                yield _Change(here, f"no {name.replace('_', ' ')}", _set(here, without))

    def _of_tuple(self, name: str, values: tuple[Any, ...], path: _Path) -> Iterator[_Change]:
        above: CourseSet | None = CourseSet()
        for place, value in enumerate(values):
            here = (*path, place)
            if isinstance(value, RuleModel):
                row = isinstance(value, Row)
                # whatever is changed in a row, or in a limit, is about its courses
                about = _courses(value) if isinstance(value, Row | Limit) else None
                for change in self._of_model(value, here, above if row else None):
                    yield change._replace(changed=change.changed or about)
                if row and about is not None:
                    above = (above or CourseSet()) | about
                else:  # a row of a set is gone where its set is empty
                    gone = _ids_below(value)
                    make = _drop_everywhere(here, gone)
                    yield _Change(here, f"without {_named(value)}", make, about, gone)
            elif len(values) > 1:
                what = f"{name.replace('_', ' ')} without {value}"
                yield _Change(here, what, _drop(here))

    def _of_value(
        self, model: RuleModel, name: str, value: Any, above: CourseSet | None
    ) -> Iterator[tuple[str, Any, CourseSet | None]]:
        told = name.replace("_", " ")
        if isinstance(value, CourseSet):
            yield from _of_set(value, above or CourseSet())
        elif name == "as_printed":
            yield from self._of_other_codes(model, value, above)
        elif isinstance(value, bool):
            if not (name == "open" and getattr(model, "courses", None) is None):
                yield f"{told} {'no' if value else 'yes'}", not value, None
        elif isinstance(value, int | Decimal):
            yield from self._other_numbers(model, name, value)
        elif isinstance(value, Term):
            for step in (-1, 1):
                term = str(Term.from_ordinal(value.ordinal + step))
                yield f"{told} {term} for {value}", term, None
        elif name == "group" and isinstance(model, Row):
            yield from self._other_groups(model)
        else:
            yield from _of_text(model, name, value)

    def _other_numbers(
        self, model: RuleModel, name: str, value: int | Decimal
    ) -> Iterator[tuple[str, Any, None]]:
        """Yield other numbers, without those that a rule may as well have."""
        for what, number in _of_number(model, name, value):
            if number is None or not self._is_immaterial(model, name, number):
                yield what, str(number) if isinstance(number, Decimal) else number, None

    def _is_immaterial(self, model: RuleModel, name: str, number: int | Decimal) -> bool:
        """Return whether a rule may as well have this number."""
        match name:
            case "most_courses" if isinstance(model, Row):
                # 0 for 1 leaves the row out, as another change does
                return model.most_courses == 1 and self.immaterial.holds_one_course(model)
            case "counts_as" if isinstance(model, Requirement):
                return self.immaterial.counts_alike(model, int(number))
            case _:
                return False

    def _of_other_codes(
        self, model: RuleModel, value: bool, above: CourseSet | None
    ) -> Iterator[tuple[str, Any, CourseSet | None]]:
        """Yield the other answer to whether only the code on the record counts."""
        what = f"as printed {'no' if value else 'yes'}"
        if isinstance(model, Program):
            if self.immaterial.goes_by_other_codes():
                yield what, not value, None
            return
        asked = cast("CourseFilter", model)
        other = asked.model_copy(update={"as_printed": not value})
        changed = self.immaterial.codes_told_apart(asked, other) - (above or CourseSet())
        if changed:
            yield what, not value, changed

    def _other_groups(self, row: Row) -> Iterator[tuple[str, Any, CourseSet | None]]:
        """Yield other groups for a row, where groups matter in its list."""
        take = next(
            node for node in self.program.nodes if isinstance(node, Take) and row in node.listed
        )
        if not any(part.group is not None or part.groups for part in take.including):
            return
        groups = dict.fromkeys(one.group for one in take.listed if one.group is not None)
        for group in [*groups, None]:
            if group != row.group:
                yield f"group {group or 'none'}", group, _courses(row)
                return


def _of_set(value: CourseSet, before: CourseSet) -> Iterator[tuple[str, Any, CourseSet | None]]:
    """Yield other sets for one; courses that rows above take already make no difference."""
    for what, after in other_sets(value):
        changed = ((value - after) | (after - value)) - before
        if changed:
            yield what, after, changed


def _of_number(
    model: RuleModel, name: str, value: int | Decimal
) -> Iterator[tuple[str, int | Decimal | None]]:
    told = name.replace("_", " ")
    level = getattr(model, "kind", "") == "level"
    far = (value - 1000, value + 1000) if level and isinstance(value, int) else ()
    for number in (*_next(name, value), *far):
        yield f"{told} {_text(number)} for {_text(value)}", number
    if name in _NO_BOUND and isinstance(value, Decimal):
        yield f"no {told}", None


def _of_text(
    model: RuleModel, name: str, value: Any
) -> Iterator[tuple[str, Any, CourseSet | None]]:
    told = name.replace("_", " ")
    if name == "approval":
        what = "no approval" if value else "only if approved"
        yield what, "" if value else "somebody", _courses(model)
    elif name == "share" and value is not None:
        for share in _next_shares(Fraction(value)):
            yield f"{told} {share} for {value}", str(share), None
    elif name == "pattern":
        yield f"{told} no such title", "no such title at all", None
    elif value is not None:
        for text in _OTHERWISE.get(name, ()):
            if text != value:
                yield f"{told} {text}", text, None


def _next_shares(share: Fraction) -> Iterator[Fraction]:
    """Yield the shares next to one: a tenth of what its fraction is written in."""
    step = Fraction(1, share.denominator * (10 if share.denominator < 100 else 1))
    yield from (other for other in (share - step, share + step) if 0 < other <= 1)


def _courses(model: RuleModel) -> CourseSet | None:
    filter_ = getattr(model, "courses", None)
    return filter_.courses if isinstance(filter_, InSet) else None


def _named(value: RuleModel) -> str:
    if isinstance(value, InSet):
        return "its courses"
    for name in ("id", "title"):
        if found := getattr(value, name, ""):
            return str(found)
    return value.text() if hasattr(value, "text") else str(getattr(value, "kind", "it"))


def _text(value: int | Decimal) -> str:
    return str(value) if isinstance(value, int) else amount_text(value)


def _next(name: str, value: int | Decimal) -> Iterator[int | Decimal]:
    """Yield the numbers next to one: of credits a hundredth, of grade points a thousandth."""
    if isinstance(value, int):
        yield from (value - 1, value + 1)
        return
    step = Decimal("0.001") if name in ("gpa", "points", "waiver_points") else Decimal("0.01")
    if value >= step:
        yield value - step
    yield value + step


# ---------------------------------------------------------------------------------- sets of courses

_RANGE = re.compile(r"\b(\d+)-(\d+)\b")
_WILD = re.compile(r"\b(\d+)(x+)\b")
_OPEN = re.compile(r"\b(\d+)\+")
_LESS = re.compile(r" - (?:\([^)]*\)|\w+ \w+)")
_WINDOW = re.compile(
    r" (?:(?:in|before|since) \w+ \d{4}|from \w+ \d{4} to \w+ \d{4}|undated|dated)$"
)


def other_sets(courses: CourseSet) -> Iterator[tuple[str, CourseSet]]:
    """Yield sets that differ from one in a single respect, with what it is."""
    for part in str(courses).split(" | "):
        without = courses - CourseSet.parse(part)
        yield f"without {part}", without
        instead: dict[str, str] = {}
        for less in _LESS.findall(part):
            instead[f"{part}, with{less.removeprefix(' -')}"] = part.replace(less, "", 1)
        if window := _WINDOW.search(part):
            instead[f"{part}, in any term"] = part.removesuffix(window[0])
        if re.fullmatch(r'\S+ \w+ "[^"]*"', part):
            instead[f"{part}, with any title"] = part.split(' "')[0]
        for what, text in _other_numbers(part):
            instead[f"{part} as {what}"] = text
        for what, text in instead.items():
            yield what, without | CourseSet.parse(text)


def _other_numbers(part: str) -> Iterator[tuple[str, str]]:
    if found := _OPEN.search(part):
        low = int(found[1])
        for other in (low - 1, low + 1):
            yield f"{other}+", part.replace(found[0], f"{other}+", 1)
        return
    if found := _WILD.search(part):
        size = 10 ** len(found[2])
        low, high = int(found[1]) * size, int(found[1]) * size + size - 1
    elif found := _RANGE.search(part):
        low, high = int(found[1]), int(found[2])
    else:
        return
    for a, b in ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1)):
        if a <= b:
            yield f"{a}-{b}", part.replace(found[0], f"{a}-{b}", 1)


# ------------------------------------------------------------------------------- programs as data


def _bare(program: Program) -> _Data:
    """Return a program as data, without its sources and with its sets as sets."""
    return _stripped(program.model_dump(mode="json", exclude_none=True))


def _stripped(data: _Data) -> _Data:
    if isinstance(data, list):
        return [_stripped(one) for one in data]
    if not isinstance(data, dict):
        return data
    bare = {k: _stripped(v) for k, v in data.items() if k not in ("source", "readings", "checked")}
    if bare.get("kind") == "in_set":
        bare["courses"] = CourseSet.parse(bare["courses"])  # once, and not for every mutant
    return bare


def _copied(data: _Data) -> _Data:
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(one) for one in data] if isinstance(data, list) else data


def _at(data: _Data, path: _Path) -> _Data:
    for step in path:
        data = data[step]
    return data


def _set(path: _Path, value: Any) -> Callable[[_Data], None]:
    def change(data: _Data) -> None:
        _at(data, path[:-1])[path[-1]] = value

    return change


def _drop(path: _Path) -> Callable[[_Data], None]:
    def change(data: _Data) -> None:
        del _at(data, path[:-1])[path[-1]]

    return change


def _drop_everywhere(path: _Path, gone: frozenset[str]) -> Callable[[_Data], None]:
    """Return what leaves a part out, and its ids wherever a scope names them."""

    def change(data: _Data) -> None:
        _drop(path)(data)
        if gone:
            _forget(data, gone)

    return change


def _ids_below(value: RuleModel) -> frozenset[str]:
    """Return the ids of a rule, and of the requirements below it."""
    if isinstance(value, Requirement):
        return frozenset(node.id for node in value.walk())
    return frozenset({value.id}) if isinstance(value, Limit | Sharing) else frozenset()


def _wrapped(path: _Path) -> Callable[[_Data], None]:
    def change(data: _Data) -> None:
        around = _at(data, path[:-1])
        around[path[-1]] = {"kind": "not", "condition": around[path[-1]]}

    return change


def _forget(data: _Data, gone: frozenset[str]) -> None:
    """Leave ids out of every scope; a rule without any left is left out too."""
    if isinstance(data, list):
        for one in data:
            _forget(one, gone)
        data[:] = [one for one in data if not (isinstance(one, dict) and one.pop("_empty", False))]
    elif isinstance(data, dict):
        for name in ("scope", "between", "and_also"):
            if named := data.get(name):
                data[name] = [id_ for id_ in named if id_ not in gone]
                if not data[name]:
                    data["_empty"] = True
        for value in data.values():
            _forget(value, gone)


def _owner(data: _Data, path: _Path) -> str:
    """Return the id of the requirement, limit or sharing rule that a path lies in."""
    for end in range(len(path) - 1, 0, -1):
        around = _at(data, path[:end])
        if isinstance(around, dict) and "id" in around:
            return str(around["id"])
    return ""


def _row_name(data: _Data, path: _Path) -> str:
    """Return the number and title of the row that a path lies in; empty where it is in none."""
    if "rows" not in path:
        return ""
    start = path.index("rows") + 2
    if start > len(path):
        return ""
    return f" row {int(path[start - 1]) + 1} {_at(data, path[:start]).get('title', '')}".rstrip()
