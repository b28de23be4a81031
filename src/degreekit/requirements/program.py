"""A program: its tree of requirements, its limits, and what records may share."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import cached_property
from typing import Self

from pydantic import Field, ValidationError, model_validator

from degreekit.errors import DegreekitError
from degreekit.requirements.filters import CourseFilter
from degreekit.requirements.model import Amount, Identifier, RuleModel, Source, count_text
from degreekit.requirements.nodes import All, Requirement, Take

__all__ = ["InvalidProgram", "Limit", "Program", "Sharing"]


class InvalidProgram(DegreekitError, ValueError):
    """Rules that cannot be meant.

    Attributes:
        program: the id of the program, where it is known.
        problems: one line per mistake, each naming the place.
    """

    def __init__(self, program: str, problems: tuple[str, ...]):
        self.program = program
        self.problems = problems
        super().__init__(f"the rules of program {program!r} are invalid: " + "; ".join(problems))


class Limit(RuleModel):
    """A maximum in a scope: mutual exclusion, a cap on credits, or 0 for "never counts".

    Attributes:
        id: stays the same from edition to edition; adjustments name it.
        title: the name for people.
        courses: which courses it bounds.
        most_courses: at most so many of them; 0 excludes them.
        most_credits: at most so many credits of them.
        scope: ids of nodes; empty for the whole program.
        source: where the rule comes from.

    Example:
        >>> from degreekit.requirements import Limit
        >>> Limit(id="one-ml", title="Machine learning", courses="COMS 4771 | COMS 4721",
        ...       most_courses=1).text()
        'at most 1 course of COMS 4721 | COMS 4771'
    """

    id: Identifier
    title: str
    courses: CourseFilter
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    scope: tuple[Identifier, ...] = ()
    source: Source | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> Limit:
        if (self.most_courses is None) == (self.most_credits is None):
            raise ValueError("a Limit bounds either courses or credits")
        return self

    def text(self, unit: str = "credits") -> str:
        """Write the limit."""
        if 0 in (self.most_courses, self.most_credits):
            amount = "no course"
        elif self.most_credits is not None:
            amount = f"at most {count_text(self.most_credits, unit)}"
        else:
            amount = f"at most {count_text(self.most_courses or 0, 'course')}"
        scope = f" in {', '.join(self.scope)}" if self.scope else ""
        return f"{amount} {self.courses.text().replace('credits', unit)}{scope}"


class Sharing(RuleModel):
    """Two places that one record may be applied to at once.

    Attributes:
        id: stays the same from edition to edition.
        title: the name for people.
        between: ids of nodes on the one side; a node stands for every `Take` below it.
        and_also: ids of nodes on the other side.
        most_courses: at most so many courses may be shared; None for no bound.
        most_credits: at most so many credits may be shared; None for no bound.
        source: where the rule comes from.
    """

    id: Identifier
    title: str
    between: tuple[Identifier, ...] = Field(min_length=1)
    and_also: tuple[Identifier, ...] = Field(min_length=1)
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    source: Source | None = None

    def text(self, unit: str = "credits") -> str:
        """Write what may be shared."""
        if self.most_courses is not None:
            amount = f"at most {count_text(self.most_courses, 'course')}"
        elif self.most_credits is not None:
            amount = f"at most {count_text(self.most_credits, unit)}"
        else:
            amount = "any course"
        return f"{amount} in {', '.join(self.between)} and also in {', '.join(self.and_also)}"


class Program(RuleModel):
    """One edition of a program, as data.

    Attributes:
        id: a stable name, as ``columbia-ms-cs-ml``.
        title: the name for people.
        edition: which version of the rules, mostly the date of the published page.
        institution: the id of the institution whose courses it speaks of.
        grade_scale: the id of the grade scale that says which marks earn credit.
        unit: the institution's word for credits.
        credit: which courses may count at all; None for every course.
        credit_once: True where a course taken again earns credit once.
        transfer: True where credit from elsewhere counts.
        waiver_points: the grade points an equivalent course needs to waive one of a list.
        root: the tree of requirements.
        limits: maximums.
        sharing: what may count twice; without a rule a record is applied once.
        source: the published page.
        readings: how the page's open points are read; the program's documentation lists them.

    Example:
        >>> from degreekit.requirements import All, Check, Program
        >>> total = Check(id="total", title="Total", credits=30)
        >>> root = All(id="degree", title="Degree", parts=(total,))
        >>> program = Program(id="demo", title="Demo", edition="1", institution="here", root=root)
        >>> Program.from_json(program.to_json()) == program
        True
    """

    id: Identifier
    title: str
    edition: str
    institution: str
    grade_scale: str | None = None
    unit: str = "credits"
    credit: CourseFilter | None = None
    credit_once: bool = True
    transfer: bool = True
    waiver_points: Amount = Decimal(0)
    root: All
    limits: tuple[Limit, ...] = ()
    sharing: tuple[Sharing, ...] = ()
    source: Source | None = None
    readings: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _ids_stand(self) -> Program:
        ids = [node.id for node in self.nodes]
        ids += [limit.id for limit in self.limits] + [rule.id for rule in self.sharing]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"id given more than once: {', '.join(twice)}")
        known = {node.id for node in self.nodes}
        named = {one for limit in self.limits for one in limit.scope}
        named |= {one for rule in self.sharing for one in (*rule.between, *rule.and_also)}
        named |= {one for node in self.nodes for one in getattr(node, "scope", ())}
        if missing := sorted(named - known):
            raise ValueError(f"there is no requirement {', '.join(missing)}")
        return self

    @cached_property
    def nodes(self) -> tuple[Requirement, ...]:
        """Every requirement of the tree, in the order of the program."""
        return tuple(self.root.walk())

    def node(self, id_: str) -> Requirement | None:
        """Return the requirement with this id; None where there is none."""
        return next((node for node in self.nodes if node.id == id_), None)

    def takes(self, scope: tuple[str, ...] = ()) -> tuple[Take, ...]:
        """Return every `Take` below the nodes of a scope; an empty scope is the whole program."""
        roots = [self.root] if not scope else [n for n in self.nodes if n.id in scope]
        inside = {node.id for root in roots for node in root.walk()}
        return tuple(n for n in self.nodes if isinstance(n, Take) and n.id in inside)

    @cached_property
    def fingerprint(self) -> str:
        """A short hash of the rules: equal programs, equal fingerprints, on every machine."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def replaced(self, **changes: object) -> Self:
        """Return the program with some fields changed, checked anew."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **changes})

    def to_json(self) -> str:
        """Return the program as canonical JSON; `from_json` reads it back."""
        data = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(data, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a program from JSON.

        Raises:
            InvalidProgram: names each mistake and its place.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            problems = tuple(
                f"{'.'.join(map(str, e['loc'])) or 'program'}: {e['msg']}" for e in error.errors()
            )
            raise InvalidProgram(error.title, problems) from None
