"""A program: its tree of requirements, its limits, and what records may share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from operator import is_
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from degreekit.courses import (
    CodeGrammar,
    CourseCode,
    CourseSet,
    Institution,
    InvalidCourseSet,
    Name,
    Repeats,
    Term,
)
from degreekit.courses.sets import in_words
from degreekit.data_model import validated_json
from degreekit.errors import DegreekitError
from degreekit.plain_data import placed_mistakes
from degreekit.requirements.conditions import Condition, filters_asked
from degreekit.requirements.filters import (
    Candidate,
    CourseFilter,
    CoursesOf,
    CreditsBefore,
    ForSome,
    InOrder,
    InSet,
    MaxAge,
    StudyTerm,
    StudyYear,
    filters_in,
)
from degreekit.requirements.minimums import Including
from degreekit.requirements.model import Amount, Checked, Identifier, RuleModel, Source, count_text
from degreekit.requirements.nodes import All, Check, Choose, Confirm, If, Requirement, Take, TitleOf
from degreekit.requirements.varying import Varies, check_amounts, varied

__all__ = ["InvalidProgram", "Limit", "Overlap", "Program", "Sharing"]


class InvalidProgram(DegreekitError, ValueError):
    """Rules that are contradictory.

    Attributes:
        program: the id of the program, where it is known.
        problems: one line per mistake, each naming the place.
    """

    def __init__(self, program: str, problems: tuple[str, ...]):
        self.program = program
        self.problems = problems
        of = f" of program {program!r}" if program else ""
        super().__init__(f"the rules{of} are invalid: " + "; ".join(problems))


def _read_by(value: Any, grammar: CodeGrammar) -> Any:
    """Return a value of the rules, with each course set in it as a grammar reads it."""
    match value:
        case CourseSet():
            return value.read_by(grammar)
        case tuple():
            parts = tuple(_read_by(part, grammar) for part in value)
            return value if all(map(is_, parts, value)) else parts
        case RuleModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            read = {name: _read_by(one, grammar) for name, one in fields.items()}
            same = all(read[name] is one for name, one in fields.items())
            return value if same else type(value).model_construct(value.model_fields_set, **read)
        case _:
            return value


#: The filter of a limit on courses of every kind, which its sentence does not mention.
_ANY_COURSE = InSet(courses=CourseSet.parse("*"))


class Limit(RuleModel):
    """A maximum in a scope: mutual exclusion, a cap on credits, or 0 for "never counts".

    It bounds exactly one of courses, credits and subjects.

    Attributes:
        id: stays the same from edition to edition; adjustments name it.
        title: the name for people.
        courses: which courses it bounds.
        most_courses: the maximum number of courses; 0 excludes them.
        most_credits: the maximum number of credits.
        most_subjects: the maximum number of different subjects.
        each: ``subject`` where the maximum holds for the courses of each subject by themselves,
            ``term`` for those of each term; courses that are still to be taken have no term yet.
        scope: ids of nodes; empty for the whole program.
        when: the limit holds only for students of whom this is true.
        varies: other amounts for some students; the first that applies holds.
        source: where the rule comes from.

    Example:
        >>> from degreekit.requirements import Limit
        >>> Limit(id="one-ml", title="Machine learning", courses="COMS 4771 | COMS 4721",
        ...       most_courses=1).text()
        'at most 1 course from COMS 4721 or COMS 4771'
        >>> Limit(id="depth", title="Depth", courses="*", most_credits=9, each="subject").text()
        'at most 9 credits in each subject'
    """

    id: Identifier
    title: str
    courses: CourseFilter
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    most_subjects: int | None = Field(default=None, ge=1)
    each: Literal["subject", "term"] | None = None
    scope: tuple[Identifier, ...] = ()
    when: Condition | None = None
    varies: tuple[Varies, ...] = ()
    source: Source | None = None

    @model_validator(mode="after")
    def _some_bound(self) -> Limit:
        if [self.most_courses, self.most_credits, self.most_subjects].count(None) != 2:
            raise ValueError("a Limit bounds one of courses, credits and subjects")
        if self.each is not None and self.most_subjects is not None:
            raise ValueError("a number of subjects cannot be bounded for each subject or term")
        return check_amounts(self)

    @property
    def excludes(self) -> bool:
        """Whether it keeps its courses out altogether."""
        return 0 in (self.most_courses, self.most_credits)

    @property
    def counted_by(self) -> Literal["subject", "term"] | None:
        """What it counts by; a limit of nothing in each is one of nothing at all."""
        return None if self.excludes else self.each

    def text(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        """Write the limit.

        Args:
            unit: the institution's word for credits.
            title_of: returns the title of a requirement by its id; ids are written without it.
        """
        if self.excludes:
            amount = "no course"
        elif self.most_credits is not None:
            amount = f"at most {count_text(self.most_credits, unit)}"
        elif self.most_subjects is not None:
            amount = f"courses of at most {count_text(self.most_subjects, 'subject')}"
        else:
            amount = f"at most {count_text(self.most_courses or 0, 'course')}"
        each = f" in each {self.each}" if self.each else ""
        scope = (
            f" in {in_words([title_of(id_) for id_ in self.scope], 'and')}" if self.scope else ""
        )
        when = f", if {self.when.text()}" if self.when else ""
        which = "" if self.courses == _ANY_COURSE else f" {self.courses.text(unit)}"
        text = f"{amount}{which}{each}{scope}{when}"
        return varied(text, self.varies, unit)


class Sharing(RuleModel):
    """Two places that one record may be applied to at once.

    Attributes:
        id: stays the same from edition to edition; adjustments name it.
        title: the name for people.
        between: ids of nodes on the one side; a node stands for every `Take` below it.
        and_also: ids of nodes on the other side.
        courses: only these courses may be shared; None for any.
        most_courses: the maximum number of courses that may be shared; None for no bound.
        most_credits: the maximum number of credits that may be shared; None for no bound.
        most_places: the maximum number of these places that a course may have; None for no bound.
        when: it holds only for students of whom this is true.
        source: where the rule comes from.

    Example:
        >>> from degreekit.requirements import Sharing
        >>> names = ("writing", "history", "ethics")
        >>> Sharing(id="two", title="In two", between=names, and_also=names, most_places=2).text()
        'a course in at most 2 of writing, history and ethics'
    """

    id: Identifier
    title: str
    between: tuple[Identifier, ...] = Field(min_length=1)
    and_also: tuple[Identifier, ...] = Field(min_length=1)
    courses: CourseFilter | None = None
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    most_places: int | None = Field(default=None, ge=1)
    when: Condition | None = None
    source: Source | None = None

    def text(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        """Write what may be shared.

        Args:
            unit: the institution's word for credits.
            title_of: returns the title of a requirement by its id; ids are written without it.
        """
        bounds = []
        if self.most_courses is not None:
            bounds.append(f"at most {count_text(self.most_courses, 'course')}")
        if self.most_credits is not None:
            bounds.append(f"at most {count_text(self.most_credits, unit)}")
        amount = " and ".join(bounds) or "any course"
        if self.courses is not None:
            amount = f"{amount} {self.courses.text(unit)}" if bounds else self.courses.noun(unit)
        one = in_words([title_of(id_) for id_ in self.between], "or")
        other = in_words([title_of(id_) for id_ in self.and_also], "or")
        when = f", if {self.when.text()}" if self.when else ""
        if self.most_places is None:
            return f"{amount} in {one} and also in {other}{when}"
        both = dict.fromkeys((*self.between, *self.and_also))
        names = in_words([title_of(id_) for id_ in both], "and")
        shared = f"; in more than one at all: {amount}" if bounds else ""
        return f"a course in at most {self.most_places} of {names}{shared}{when}"


class Overlap(RuleModel):
    """How much of a program may count in another program as well, as a minor in a major.

    It holds where programs are audited together (`joint_program`).

    Attributes:
        id: stays the same from edition to edition.
        title: the name for people.
        scope: ids of nodes; empty for the whole program.
        most_courses: the maximum number of courses; None for no bound.
        most_credits: the maximum number of credits; None for no bound.
        source: where the rule comes from.

    Example:
        >>> from degreekit.requirements import Overlap
        >>> Overlap(id="core", title="Core", scope=("core",), most_courses=1).text()
        'at most 1 course of core counts in another program as well'
    """

    id: Identifier
    title: str
    scope: tuple[Identifier, ...] = ()
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    source: Source | None = None

    def text(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        """Write the rule.

        Args:
            unit: the institution's word for credits.
            title_of: returns the title of a requirement by its id; ids are written without it.
        """
        bounds = []
        if self.most_courses is not None:
            bounds.append(f"at most {count_text(self.most_courses, 'course')}")
        if self.most_credits is not None:
            bounds.append(f"at most {count_text(self.most_credits, unit)}")
        amount = " and ".join(bounds) or "any course"
        scope = (
            f" of {in_words([title_of(id_) for id_ in self.scope], 'and')}" if self.scope else ""
        )
        return f"{amount}{scope} counts in another program as well"


class Program(RuleModel):
    """One edition of a program, as data.

    Attributes:
        id: a stable name, as ``columbia-ms-cs-ml``.
        title: the name for people.
        edition: which version of the rules, usually the date of the published page.
        institution: the id of the institution whose courses it is about.
        grade_scale: the id of the grade scale that says which marks earn credit.
        unit: the institution's word for credits.
        credit: which courses may count at all; None for every course.
        credit_once: True where a course taken again earns credit once; False where every course
            earns credit each time, whatever the institution says.
        repeats: what several attempts at a course are worth to this program, where that is not
            what the institution says (`Institution.repeats`).
        transfer: True where credit from elsewhere counts.
        waiver_points: the grade points an equivalent course needs to waive one of a list.
        as_printed: True where every rule goes by the code under which a record stands; the other
            codes of its course (see `Institution.aliases`) then matter for repeats only.
        alike_subjects: groups of subjects that count as one where subjects are counted.
        root: the tree of requirements.
        limits: maximums.
        sharing: what may count twice; without a rule a record is applied once.
        overlaps: how much may count in another program as well, where several are audited together.
        source: the published page.
        readings: how the page's open points are read; the program's documentation lists them.
        checked: when and how the rules were compared with the page; None where that is not known.
        default: True for the edition that is used where none is named; without one it is the
            latest.

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
    repeats: tuple[Repeats, ...] = ()
    transfer: bool = True
    waiver_points: Amount = Decimal(0)
    as_printed: bool = False
    alike_subjects: tuple[tuple[str, ...], ...] = ()
    root: All
    limits: tuple[Limit, ...] = ()
    sharing: tuple[Sharing, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    source: Source | None = None
    readings: tuple[Source, ...] = ()
    checked: Checked | None = None
    default: bool = False

    @model_validator(mode="after")
    def _ids_stand(self) -> Program:
        ids = [node.id for node in self.nodes]
        ids += [limit.id for limit in self.limits] + [rule.id for rule in self.sharing]
        ids += [rule.id for rule in self.overlaps]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"id given more than once: {', '.join(twice)}")
        known = {node.id for node in self.nodes}
        named = {one for limit in self.limits for one in limit.scope}
        named |= {one for rule in self.overlaps for one in rule.scope}
        named |= {one for rule in self.sharing for one in (*rule.between, *rule.and_also)}
        named |= {one for node in self.nodes for one in getattr(node, "scope", ())}
        if missing := sorted(named - known):
            raise ValueError(f"there is no requirement {', '.join(missing)}")
        if self.repeats and not self.credit_once:
            raise ValueError(
                "credit_once=False says that every course earns credit each time: leave it out, "
                "and write 'each_time' in 'repeats' for the courses that do"
            )
        return self

    @cached_property
    def nodes(self) -> tuple[Requirement, ...]:
        """Every requirement of the tree, in the order of the program."""
        return tuple(self.root.walk())

    @cached_property
    def _by_id(self) -> dict[str, Requirement]:
        return {node.id: node for node in self.nodes}

    def node(self, id_: str) -> Requirement | None:
        """Return the requirement with this id; None where there is none."""
        return self._by_id.get(id_)

    def title_of(self, id_: str) -> str:
        """Return the title of a requirement, made unique where another has the same title."""
        node = self.node(id_)
        if node is None:
            return id_
        if sum(other.title == node.title for other in self.nodes) > 1:
            for part in self.root.parts:
                if part.id != id_ and any(below.id == id_ for below in part.walk()):
                    return f"{node.title} ({part.title})"
        return node.title

    def subject(self, subject: str) -> str:
        """Return the subject that stands for this one where subjects are counted."""
        return self._first_subject.get(subject, subject)

    @cached_property
    def _first_subject(self) -> dict[str, str]:
        return {name: names[0] for names in self.alike_subjects for name in names}

    def names(
        self, institution: Institution, code: CourseCode, title: str | None, term: Term | None
    ) -> tuple[Name, ...]:
        """Return the codes of a course that the rules go by, see `Candidate.names`."""
        return () if self.as_printed else institution.aliases(code, title, term)

    @cached_property
    def filters(self) -> tuple[CourseFilter, ...]:
        """Every filter of the rules, with the parts each is combined of."""
        return tuple(part for one in self._whole_filters for part in filters_in(one))

    @cached_property
    def _whole_filters(self) -> tuple[CourseFilter, ...]:
        """Every filter of the rules, as a whole."""
        roots: list[CourseFilter | None] = [self.credit]
        roots += [limit.courses for limit in self.limits]
        roots += [rule.courses for rule in self.sharing]
        for node in self.nodes:
            fields = ("where", "among", "met_by")
            roots += [getattr(node, name, None) for name in fields]
            if isinstance(node, Take):
                roots += [row.courses for row in node.listed]
                roots += [part.where for part in node.including]
        return tuple(root for root in roots if root is not None)

    @cached_property
    def _beside_rows(self) -> tuple[CourseFilter, ...]:
        """What rules ask of courses besides standing on a list."""
        fields = ("where", "among")
        wheres = (getattr(node, name, None) for node in self.nodes for name in fields)
        inner = (part.where for take in self.takes() for part in take.including)
        asked = (one for condition in self.conditions for one in filters_asked(condition))
        limits = (limit.courses for limit in self.limits)
        shared = (rule.courses for rule in self.sharing)
        found = (self.credit, *wheres, *inner, *asked, *limits, *shared)
        return tuple(one for one in found if one is not None)

    def told_apart(self, one: Candidate, other: Candidate) -> bool:
        """Return whether a rule besides the lists treats two courses differently."""
        return any(asked.matches(one) != asked.matches(other) for asked in self._beside_rows)

    @cached_property
    def counts_subjects(self) -> bool:
        """Whether a rule counts different subjects, or bounds each subject by itself."""
        inner = (part for node in self.nodes if isinstance(node, Take) for part in node.including)
        return (
            any(part.subjects for part in inner)
            or any(getattr(node, "subjects", None) for node in self.nodes)
            or any(limit.most_subjects or limit.counted_by == "subject" for limit in self.limits)
        )

    @cached_property
    def counts_different(self) -> bool:
        """Whether a rule counts different courses, by their numbers or titles."""
        inner = (part for node in self.nodes if isinstance(node, Take) for part in node.including)
        checks = (node for node in self.nodes if isinstance(node, Check))
        return any(part.different or part.titles for part in inner) or any(
            one.different or one.titles for one in checks
        )

    @cached_property
    def totals_record(self) -> bool:
        """Whether a rule counts what stands on the record, applied or not."""
        return any(
            isinstance(node, Check) and node.over_record and node.gpa is None for node in self.nodes
        )

    @cached_property
    def asks_when(self) -> bool:
        """Whether a rule asks how old a course is, or in which term of study it was taken."""
        return any(isinstance(part, MaxAge | StudyTerm) for part in self._everything_asked)

    @cached_property
    def asking_when(self) -> tuple[CourseFilter, ...]:
        """The filters that ask how old a course is, or in which term of study it was taken."""
        return tuple(
            one
            for one in self._whole_filters
            if any(isinstance(part, MaxAge | StudyTerm) for part in filters_in(one))
        )

    @cached_property
    def _everything_asked(self) -> tuple[CourseFilter, ...]:
        asked = (one for condition in self.conditions for one in filters_asked(condition))
        return (*self.filters, *(part for one in asked for part in filters_in(one)))

    @cached_property
    def deadlines(self) -> tuple[list[int], list[int]]:
        """The terms of study, and the ages in years, that rules tell courses apart by."""
        asked = self._everything_asked
        terms = {end for part in asked if isinstance(part, StudyTerm) for end in part.ends}
        years = {part.years for part in asked if isinstance(part, MaxAge)}
        return sorted(terms), sorted(years)

    @property
    def stages(self) -> tuple[int, ...]:
        """The first term of study of each stage that rules tell apart, from 1 on."""
        terms, _ = self.deadlines
        return (1, *(last + 1 for last in terms))

    def like_study_term(self, term: int) -> int:
        """Return the term of study that stands for all that rules treat as this one."""
        terms, _ = self.deadlines
        return next((last for last in terms if term <= last), terms[-1] + 1 if terms else 1)

    def like_age(self, years: Decimal) -> Decimal:
        """Return the age that stands for all that rules treat as this one."""
        _, ages = self.deadlines
        oldest = ages[-1] + 1 if ages else 0
        return Decimal(next((most for most in ages if years <= most), oldest))

    @cached_property
    def depends_on_student(self) -> bool:
        """Whether amounts or courses depend on the student (`Varies`, `CoursesOf`, ...)."""
        of_student = CoursesOf | ForSome | StudyYear | InOrder | CreditsBefore
        return any(rule.varies for rule in self._varying) or any(
            isinstance(part, of_student) for part in self._everything_asked
        )

    @property
    def _varying(self) -> Iterator[Take | Choose | Check | Including | Limit]:
        """The rules whose amounts may vary."""
        for node in self.nodes:
            if isinstance(node, Take | Choose | Check):
                yield node
            if isinstance(node, Take):
                yield from node.including
        yield from self.limits

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that the rules ask about the student, in their order."""
        found = [node.condition for node in self.nodes if isinstance(node, If)]
        asked = [one.when for rule in self._varying for one in rule.varies]
        asked += [limit.when for limit in self.limits] + [rule.when for rule in self.sharing]
        asked += [part.when for part in self.filters if isinstance(part, ForSome)]
        return (*found, *(condition for condition in asked if condition is not None))

    def takes(self, scope: tuple[str, ...] = ()) -> tuple[Take, ...]:
        """Return every `Take` below the nodes of a scope; an empty scope is the whole program."""
        roots = [self.root] if not scope else [n for n in self.nodes if n.id in scope]
        inside = {node.id for root in roots for node in root.walk()}
        return tuple(n for n in self.nodes if isinstance(n, Take) and n.id in inside)

    @cached_property
    def by_rule(self) -> Fraction:
        """The share of the requirements that rules decide, from 0 to 1; the rest a person judges.

        A person judges what is to be confirmed, and a list of which every row needs an approval.
        """
        leaves = [node for node in self.nodes if not node.children]
        judged = sum(
            isinstance(node, Confirm)
            or (isinstance(node, Take) and all(row.approval for row in node.listed))
            for node in leaves
        )
        return 1 - Fraction(judged, len(leaves)) if leaves else Fraction(1)

    @cached_property
    def fingerprint(self) -> str:
        """A short hash of the rules: equal programs, equal fingerprints, on every machine."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def read_by(self, institution: Institution) -> Self:
        """Return the program with its course sets as an institution reads them.

        It makes a difference where the institution has a pattern for its codes and the rules were
        written without it, as text in Python or as JSON.

        Raises:
            InvalidProgram: a set has a code that is none of the institution's.
        """
        grammar = institution.grammar
        if not grammar.pattern:
            return self
        try:
            read: Self = _read_by(self, grammar)
        except InvalidCourseSet as error:
            raise InvalidProgram(self.id, (str(error),)) from None
        return read

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
            return validated_json(cls, text)
        except ValidationError as error:
            problems = placed_mistakes(error.errors(), "program", cls.model_fields)
            raise InvalidProgram(error.title, problems) from None
