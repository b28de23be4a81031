"""The primitives of a program: the nodes of its tree (design, section 3).

Each node is data, and each writes its own sentence: what is audited is what is read.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from typing_extensions import override

from degreekit.courses import Term
from degreekit.courses.course_set import in_words
from degreekit.requirements.conditions import Condition
from degreekit.requirements.filters import CourseFilter, InSet
from degreekit.requirements.model import (
    Amount,
    Identifier,
    RuleModel,
    Source,
    amount_text,
    count_text,
    noun_text,
    plural,
)
from degreekit.transcript import Student

__all__ = [
    "All",
    "Check",
    "Choose",
    "If",
    "Including",
    "Milestone",
    "Node",
    "Requirement",
    "Row",
    "Take",
    "TitleOf",
]


#: Gives the title of a requirement for its id.
TitleOf = Callable[[str], str]

#: Up to so many rows, or ranges of courses, a list is written out in a requirement's own sentence.
_SHORT_LIST = 3


class Requirement(RuleModel):
    """A node of a program's tree.

    Attributes:
        id: stays the same from edition to edition; adjustments name it.
        title: the name for people.
        source: where the rule comes from.
    """

    id: Identifier
    title: str
    source: Source | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes below this one."""
        return ()

    @abstractmethod
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        """Write what the node asks for.

        Args:
            unit: the institution's word for credits.
            title_of: returns the title of a requirement by its id; ids are written without it.
        """

    def walk(self) -> Iterator[Requirement]:
        """Yield this node and all below it, in the order of the program."""
        yield self
        for child in self.children:
            yield from child.walk()


class Row(RuleModel):
    """One row of a printed list of courses.

    Attributes:
        courses: the courses that fill the row.
        title: as printed.
        group: the group of the list it belongs to: a letter, or words that can stand after
            "from", as ``CS or track courses``.
        approval: who has to approve each use; empty where nobody has to.
        most_courses: how many courses the row may give; None for no bound.
        most_credits: how many credits the row may give; None for no bound.
        source: the sentence of the row, where it has one of its own.

    Example:
        >>> from degreekit.requirements import Row
        >>> Row(courses="STAT 4240 | IEOR 4540", title="Data Mining", most_courses=1).most_courses
        1
    """

    courses: CourseFilter
    title: str = ""
    group: str | None = None
    approval: str = ""
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    source: Source | None = None

    def text(self, unit: str = "credits") -> str:
        """Write the row with what bounds it."""
        return f"{self.title or self.courses.text().replace('credits', unit)}{self.bounds(unit)}"

    def bounds(self, unit: str = "credits") -> str:
        """Write what bounds the row, in parentheses; empty where nothing does."""
        bounds = []
        if self.most_courses is not None:
            bounds.append(f"at most {count_text(self.most_courses, 'course')}")
        if self.most_credits is not None:
            bounds.append(f"at most {count_text(self.most_credits, unit)}")
        if self.approval:
            bounds.append(f"approved by {self.approval}")
        return f" ({', '.join(bounds)})" if bounds else ""


class Including(RuleModel):
    """An inner minimum: some of what a `Take` holds must be of a group or fit a filter.

    It asks for exactly one of these amounts.

    Attributes:
        courses: at least so many courses.
        credits: at least so many credits.
        subjects: courses of at least so many different subjects.
        groups: courses from at least so many of the list's groups.
        group: from rows of this group.
        where: that fit this filter.
        source: the sentence that asks for it.

    Example:
        >>> from degreekit.requirements import Including
        >>> Including(courses=1, group="A").text()
        'at least 1 course from group A'
        >>> Including(subjects=2).text()
        'courses of at least 2 subjects'
    """

    courses: int | None = Field(default=None, ge=1)
    credits: Amount | None = None
    subjects: int | None = Field(default=None, ge=1)
    groups: int | None = Field(default=None, ge=1)
    group: str | None = None
    where: CourseFilter | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> Including:
        if [self.courses, self.credits, self.subjects, self.groups].count(None) != 3:
            raise ValueError("an inner minimum has one of courses, credits, subjects and groups")
        if self.spread is None and self.group is None and self.where is None:
            raise ValueError("an inner minimum names a group or a filter")
        return self

    @property
    def spread(self) -> int | None:
        """How many different subjects or groups it asks for; None for one that asks an amount."""
        return self.groups if self.subjects is None else self.subjects

    def which(self, unit: str = "credits") -> str:
        """Write what it asks for without the amount: ``from group A``."""
        group = f"from {'' if ' ' in self.group else 'group '}{self.group}" if self.group else ""
        where = self.where.text().replace("credits", unit) if self.where else ""
        return " ".join(part for part in (group, where) if part)

    def text(self, unit: str = "credits") -> str:
        """Write the inner minimum."""
        if self.courses is not None:
            amount = f"at least {count_text(self.courses, 'course')}"
        elif self.subjects is not None:
            amount = f"courses of at least {count_text(self.subjects, 'subject')}"
        elif self.groups is not None:
            amount = f"courses from at least {count_text(self.groups, 'group')}"
        else:
            amount = f"at least {count_text(self.credits or Decimal(0), unit)}"
        which = self.which(unit)
        return f"{amount}{f' {which}' if which else ''}"


class Take(Requirement):
    """Courses to take out of a list: the only node that uses records up.

    A `Take` that asks for a number of courses holds just that many; one that asks only for credits
    holds whatever is applied to it, and so collects what nothing else needs.

    Attributes:
        rows: the list. A course belongs to the first row it fits.
        list_name: what people call the list, as ``the Systems list``; sentences say it instead of
            the courses.
        course_name: what people call one course of it, as ``general elective``.
        courses: at least so many courses.
        credits: at least so many credits, together.
        including: inner minimums.
        open: True where more courses than asked for may be applied.

    Example:
        >>> from degreekit.requirements import Row, Take
        >>> rows = (Row(courses="COMS 42xx"),)
        >>> Take(id="theory", title="Theory", rows=rows, courses=1).needs()
        '1 course of COMS 42xx'
        >>> named = Take(id="t", title="Theory", rows=rows, courses=1, list_name="the Theory list")
        >>> named.needs()
        '1 course from the Theory list'
    """

    kind: Literal["take"] = "take"
    rows: tuple[Row, ...] = Field(min_length=1)
    list_name: str = ""
    course_name: str = ""
    courses: int | None = Field(default=None, ge=1)
    credits: Amount | None = None
    including: tuple[Including, ...] = ()
    open: bool = False

    @model_validator(mode="after")
    def _some_amount(self) -> Take:
        if self.courses is None and self.credits is None:
            raise ValueError("a Take asks for courses, for credits, or for both")
        return self

    @property
    def most_courses(self) -> int | None:
        """How many courses it may hold; None for no bound."""
        return None if self.open else self.courses

    @property
    def each_row_once(self) -> bool:
        """Whether every row of the list counts at most once."""
        return all(row.most_courses == 1 for row in self.rows)

    @property
    def list_title(self) -> str:
        """What the list is called in a sentence: its own name, or one made from the title."""
        return self.list_name or f"the {self.title} list"

    def some(self, count: int, which: str = "", *, more: bool = False) -> str:
        """Write so many courses of the list: ``2 more general electives``.

        Args:
            count: how many.
            which: what they have to be, as ``at the 6000 level or above``.
            more: whether there are some already.
        """
        noun = f"{'more ' if more else ''}{self.course_name or 'course'}"
        name = self.list_name if self.course_name else self.list_title
        from_ = f" from {name}" if name else ""
        return f"{noun_text(count, noun)}{from_}{f' {which}' if which else ''}"

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        inner = "".join(f", {part.text(unit)}" for part in self.including)
        return f"{self._amount(unit)}{self._where(unit)}{inner}"

    def _amount(self, unit: str) -> str:
        credits = count_text(self.credits or Decimal(0), unit)
        if self.courses is None:
            name = f" of {plural(self.course_name)}" if self.course_name else ""
            return f"at least {credits}{name}"
        count = noun_text(self.courses, self.course_name or "course")
        in_total = " in total" if self.courses > 1 else ""
        total = "" if self.credits is None else f" with at least {credits}{in_total}"
        return f"{'at least ' if self.open else ''}{count}{total}"

    def _where(self, unit: str) -> str:
        """Write the list: by its name, or a short one out, and how often a row counts."""
        several = len(self.rows) > 1 and self.courses != 1
        once = ", each from a different row" if several and self.each_row_once else ""
        if self.list_name or self.course_name:
            return (f" from {self.list_name}" if self.list_name else "") + once
        if len(self.rows) == 1:
            row = self.rows[0]
            if row.title or (
                isinstance(row.courses, InSet) and row.courses.courses.ranges > _SHORT_LIST
            ):
                return f" from {self.list_title}{row.bounds(unit)}"
            return f" {row.text(unit)}"
        if len(self.rows) > _SHORT_LIST:
            return f" from {self.list_title} ({len(self.rows)} rows){once}"
        # What is true of every row is written once, after all of them.
        told = [row.model_copy(update={"most_courses": None}) if once else row for row in self.rows]
        return " of: " + "; ".join(row.text(unit).removeprefix("of ") for row in told) + once


class All(Requirement):
    """Every child.

    Example:
        >>> from degreekit.requirements import All, Milestone
        >>> exam = Milestone(id="exam", title="Comprehensive exam")
        >>> All(id="degree", title="Degree", parts=(exam,)).needs()
        'everything below'
    """

    kind: Literal["all"] = "all"
    parts: tuple[Node, ...] = Field(min_length=1)

    @property
    @override
    def children(self) -> tuple[Node, ...]:
        return self.parts

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        return "everything below"


class Choose(Requirement):
    """At least so many of the children.

    Example:
        >>> from degreekit.requirements import Choose, Milestone
        >>> exams = tuple(Milestone(id=f"exam-{n}", title=f"Exam {n}") for n in (1, 2, 3))
        >>> Choose(id="exams", title="Exams", at_least=2, parts=exams).needs()
        'at least 2 of the 3 below'
    """

    kind: Literal["choose"] = "choose"
    at_least: int = Field(ge=1)
    parts: tuple[Node, ...] = Field(min_length=1)

    @property
    @override
    def children(self) -> tuple[Node, ...]:
        return self.parts

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        return f"at least {self.at_least} of the {len(self.parts)} below"


class If(Requirement):
    """A condition on the student picks a branch; without a branch there is nothing to do."""

    kind: Literal["if"] = "if"
    condition: Condition
    then: Node | None = None
    otherwise: Node | None = None

    @property
    @override
    def children(self) -> tuple[Node, ...]:
        return tuple(branch for branch in (self.then, self.otherwise) if branch is not None)

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        then = self.then.title if self.then else "nothing"
        otherwise = self.otherwise.title if self.otherwise else "nothing"
        return f"{then} if {self.condition.text()}, otherwise {otherwise}"


class Milestone(Requirement):
    """Something that is not a course: an exam, a workshop, a form. It is done when it is recorded.

    Attributes:
        by: the last term in which it is done in time; one recorded later, or without a term where
            there is a deadline, is not done.

    Example:
        >>> from degreekit.requirements import Milestone
        >>> Milestone(id="exam", title="Qualifying exam", by="Spring 2026").needs()
        'Qualifying exam on record by Spring 2026'
    """

    kind: Literal["milestone"] = "milestone"
    by: Term | None = None

    def done(self, student: Student) -> bool:
        """Return whether it is on record, and in time."""
        if self.by is None:
            return self.id in student.milestones
        when = student.milestones.get(self.id)
        return when is not None and when <= self.by

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        return f"{self.title} on record{f' by {self.by}' if self.by else ''}"


class Check(Requirement):
    """A minimum that uses nothing up. It asks for exactly one amount.

    Attributes:
        credits: at least so many credits.
        courses: at least so many courses.
        subjects: courses of at least so many different subjects.
        gpa: at least this average of grade points, weighted by credits and compared exactly. With
            nothing graded it does not stand in the way.
        over: ``applied``: what is applied in the scope; ``record``: every attempt on the record,
            whether it counts or not, for all but a GPA every one that earned credit. Without it a
            GPA is taken over the record, and all else over what is applied.
        last: with credits over the record, count among the last so many credits only. Courses that
            are still to be completed and fit come last of all; of the term that the window begins
            in, what fits counts first.
        scope: ids of nodes; empty for the whole program.
        where: count only courses that fit.

    Example:
        >>> from degreekit.requirements import Check
        >>> Check(id="total", title="Total", credits=30).needs("points")
        'at least 30 points'
        >>> here = {"kind": "none_of", "filters": [{"kind": "status", "statuses": ["transfer"]}]}
        >>> last = Check(id="last", title="Last", credits=30, over="record", last=45, where=here)
        >>> last.needs()
        'at least 30 credits except those that are transfer among the last 45 of the record'
    """

    kind: Literal["check"] = "check"
    credits: Amount | None = None
    courses: int | None = Field(default=None, ge=1)
    subjects: int | None = Field(default=None, ge=1)
    gpa: Amount | None = None
    over: Literal["applied", "record"] | None = None
    last: Amount | None = None
    scope: tuple[Identifier, ...] = ()
    where: CourseFilter | None = None

    @model_validator(mode="after")
    def _one_minimum(self) -> Check:
        if [self.credits, self.courses, self.subjects, self.gpa].count(None) != 3:
            raise ValueError("a Check has exactly one of credits, courses, subjects and gpa")
        if self.over_record and self.scope:
            raise ValueError("a check of the whole record has no scope: leave it out")
        if self.last is not None and (self.credits is None or not self.over_record):
            raise ValueError("'last' goes with credits over the record")
        if self.last is not None and self.credits is not None and self.last < self.credits:
            raise ValueError("asks for more credits than the last ones are")
        return self

    @property
    def over_record(self) -> bool:
        """Whether it looks at the whole record, and not at what is applied."""
        return self.over == "record" or (self.over is None and self.gpa is not None)

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        if self.gpa is not None:
            exact = f"{self.gpa:.2f}" if self.gpa == round(self.gpa, 2) else amount_text(self.gpa)
            amount = f"a GPA of at least {exact}"
        elif self.credits is not None:
            amount = f"at least {count_text(self.credits, unit)}"
        elif self.subjects is not None:
            amount = f"courses of at least {count_text(self.subjects, 'subject')}"
        else:
            amount = f"at least {count_text(self.courses or 0, 'course')}"
        where = f" {self.where.text()}" if self.where else ""
        scope = (
            f" in {in_words([title_of(id_) for id_ in self.scope], 'and')}" if self.scope else ""
        )
        if self.last is not None:
            scope = f" among the last {amount_text(self.last)} of the record"
        elif self.over_record:
            scope = " over the whole record"
        elif self.gpa is not None and not scope:
            scope = " over all that counts"
        return f"{amount}{where.replace('credits', unit)}{scope}"


Node = Annotated[Take | All | Choose | If | Milestone | Check, Field(discriminator="kind")]

for _model in (All, Choose, If):
    _model.model_rebuild()
