"""The primitives of a program: the nodes of its tree.

Each node is data, and each writes its own sentence: what is audited is what is read.
"""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator
from typing_extensions import override

from degreekit.courses import RecordStatus, Term
from degreekit.courses.sets import in_words
from degreekit.requirements.conditions import Condition
from degreekit.requirements.filters import Candidate, CourseFilter, InSet
from degreekit.requirements.minimums import Including, Spread, check_minimum, least_text, spread_of
from degreekit.requirements.model import (
    Amount,
    Identifier,
    RuleModel,
    Share,
    Source,
    amount_text,
    count_text,
    noun_text,
    plural,
    share_text,
)
from degreekit.requirements.rows import Entry, Row, rows_in
from degreekit.requirements.varying import Varies, check_amounts, varied
from degreekit.transcript import Student

__all__ = [
    "All",
    "Check",
    "Choose",
    "Confirm",
    "If",
    "Milestone",
    "Node",
    "Requirement",
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
        counts_as: how many of the parts that a `Choose` asks for it stands for, once it is met. A
            `Take` stands for as many as it holds courses, and a `Choose` for as many as its own
            parts stand for, up to this number.
        source: where the rule comes from.
    """

    id: Identifier
    title: str
    counts_as: int = Field(default=1, ge=0)
    source: Source | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes below this one."""
        return ()

    @property
    def most_counted(self) -> int:
        """As how many parts of a `Choose` it can count."""
        return self.counts_as

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


class Take(Requirement):
    """Courses to take out of a list: the only node that uses records up.

    A `Take` that asks for a number of courses holds just that many; one that asks only for credits
    holds whatever is applied to it, and so collects what nothing else needs.

    Attributes:
        rows: the list. A row that gives any number of courses takes those that are on no row above
            it; of rows that count only so often, and of those that differ in their group only, a
            course fills the one where it helps most. Rows in a `Together` count only together; of
            those in a `OneOf` one counts, of those in a `SomeOf` so many.
        list_name: what people call the list, as ``the Systems list``; sentences say it instead of
            the courses.
        course_name: what people call one course of it, as ``general elective``.
        courses: the minimum number of courses.
        credits: the minimum number of credits in total.
        including: inner minimums.
        varies: other amounts for some students; the first that applies holds.
        open: True where more courses than asked for may be applied.

    Example:
        >>> from degreekit.requirements import Row, Take
        >>> rows = (Row(courses="COMS 42xx"),)
        >>> Take(id="theory", title="Theory", rows=rows, courses=1).needs()
        '1 course from COMS 42xx'
        >>> named = Take(id="t", title="Theory", rows=rows, courses=1, list_name="the Theory list")
        >>> named.needs()
        '1 course from the Theory list'
    """

    kind: Literal["take"] = "take"
    rows: tuple[Entry, ...] = Field(min_length=1)
    list_name: str = ""
    course_name: str = ""
    courses: int | None = Field(default=None, ge=1)
    credits: Amount | None = None
    including: tuple[Including, ...] = ()
    varies: tuple[Varies, ...] = ()
    open: bool = False

    @model_validator(mode="after")
    def _some_amount(self) -> Take:
        if self.courses is None and self.credits is None:
            raise ValueError("a Take asks for courses, for credits, or for both")
        return check_amounts(self)

    @property
    def listed(self) -> tuple[Row, ...]:
        """Every row, also those that count only together, in their order."""
        # Not a cached property: a copy with other rows would keep its value.
        known = self.__dict__.get("_listed")
        if known is None or known[0] is not self.rows:
            known = self.__dict__["_listed"] = self.rows, tuple(rows_in(self.rows))
        rows: tuple[Row, ...] = known[1]
        return rows

    @property
    def reads(self) -> frozenset[str]:
        """The fields of a course that say which rows it fits."""
        known = self.__dict__.get("_reads")
        if known is None or known[0] is not self.rows:
            fields = (row.courses.reads() for row in self.listed)
            known = self.__dict__["_reads"] = self.rows, frozenset[str]().union(*fields)
        fields_: frozenset[str] = known[1]
        return fields_

    def possible_rows(self, course: Candidate) -> tuple[int, ...]:
        """Return the positions of the rows that a course may fit, as far as subjects say.

        Args:
            course: the subject of each of its codes is looked at.
        """
        known = self.__dict__.get("_by_subject")
        if known is None or known[0] is not self.rows:
            known = self.__dict__["_by_subject"] = self.rows, {}
        by_subject: dict[frozenset[str], tuple[int, ...]] = known[1]
        own = frozenset([code.subject for code in course.codes])
        rows = by_subject.get(own)
        if rows is None:
            subjects = [row.courses.subjects() for row in self.listed]
            rows = by_subject[own] = tuple(
                number
                for number, asked in enumerate(subjects)
                if asked is None or not asked.isdisjoint(own)
            )
        return rows

    def with_rows(self, rows: Mapping[int, Row]) -> tuple[Entry, ...]:
        """Return the entries of the list with some rows replaced.

        Args:
            rows: the new rows by their position in `listed`.
        """
        count = itertools.count()

        def replaced(entry: Entry) -> Entry:
            if isinstance(entry, Row):
                return rows.get(next(count), entry)
            return entry.model_copy(update={"rows": tuple(map(replaced, entry.rows))})

        return tuple(map(replaced, self.rows))

    @property
    def most_courses(self) -> int | None:
        """How many courses it may hold; None for no bound."""
        if self.open or self.courses is None:
            return None
        return max(self.courses, self.counts_as)

    @property
    def counts_courses(self) -> bool:
        """Whether it stands for as many parts of a `Choose` as it holds courses."""
        any_number = self.courses is None and self.credits == 0
        return self.counts_as > 1 or (self.counts_as == 1 and any_number)

    @property
    def each_row_once(self) -> bool:
        """Whether every row of the list counts at most once."""
        return all(isinstance(row, Row) and row.most_courses == 1 for row in self.rows)

    @property
    def list_title(self) -> str:
        """What the list is called in a sentence: its own name, or one made from the title."""
        return self.list_name or f"the {self.title} list"

    def some(self, count: int, which: str = "", *, more: bool = False) -> str:
        """Write a number of courses of the list: ``2 more general electives``.

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
        asked = self._one_code(unit) or f"{self._amount(unit)}{self._where(unit)}"
        return varied(f"{asked}{inner}", self.varies, unit)

    def _one_code(self, unit: str) -> str:
        """Write a list of which one course is wanted and that has only one; otherwise nothing."""
        match self.rows:
            case [Row(title="", courses=InSet() as only) as row] if only.courses.size() == 1:
                more = self.credits or self.list_name or self.course_name or self.open
                return "" if more or self.courses != 1 else row.text(unit)
            case _:
                return ""

    def _amount(self, unit: str) -> str:
        most = self.most_courses
        if self.courses is not None and most is not None and most > self.courses:
            some = f"{self.courses} to {noun_text(most, self.course_name or 'course')}"
            total = count_text(self.credits or Decimal(0), unit)
            return some if self.credits is None else f"{some} with at least {total} in total"
        credits = count_text(self.credits or Decimal(0), unit)
        if self.courses is None:
            if not self.credits:
                return f"any {plural(self.course_name or 'course')}"
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
        if len(self.rows) == 1 and isinstance(row := self.rows[0], Row):
            if row.title or (
                isinstance(row.courses, InSet) and row.courses.courses.ranges > _SHORT_LIST
            ):
                return f" from {self.list_title}{row.bounds(unit)}"
            return f" {row.courses.text(unit)}{row.bounds(unit)}"
        if len(self.rows) > _SHORT_LIST:
            return f" from {self.list_title} ({len(self.rows)} rows){once}"
        # What is true of every row is written once, after all of them.
        told = [
            row.model_copy(update={"most_courses": None}) if once and isinstance(row, Row) else row
            for row in self.rows
        ]
        return " from: " + "; ".join(row.text(unit) for row in told) + once


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
    """A minimum number of the children, each as often as it counts (`counts_as`).

    Example:
        >>> from degreekit.requirements import Choose, Milestone
        >>> exams = tuple(Milestone(id=f"exam-{n}", title=f"Exam {n}") for n in (1, 2, 3))
        >>> Choose(id="exams", title="Exams", at_least=2, parts=exams).needs()
        'at least 2 of the 3 below'
        >>> twice = exams[0].model_copy(update={"counts_as": 2})
        >>> Choose(id="exams", title="Exams", at_least=2, parts=(twice, *exams[1:])).needs()
        'at least 2 of the 3 below, where exam-1 counts as up to 2'
    """

    kind: Literal["choose"] = "choose"
    at_least: int = Field(ge=1)
    parts: tuple[Node, ...] = Field(min_length=1)
    varies: tuple[Varies, ...] = ()

    @model_validator(mode="after")
    def _varies(self) -> Choose:
        return check_amounts(self)

    @property
    @override
    def children(self) -> tuple[Node, ...]:
        return self.parts

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        several = [part for part in self.parts if part.counts_as != 1]
        told = [f"{title_of(part.id)} counts as {_times(part)}" for part in several]
        where = f", where {in_words(told, 'and')}" if told else ""
        text = f"at least {self.at_least} of the {len(self.parts)} below{where}"
        return varied(text, self.varies, unit)

    @property
    @override
    def most_counted(self) -> int:
        return min(self.counts_as, self.most)

    @property
    def most(self) -> int:
        """How many parts its parts can stand for together."""
        return sum(part.most_counted for part in self.parts)


class If(Requirement):
    """A condition on the student picks a branch; without a branch there is nothing to do."""

    kind: Literal["if"] = "if"
    condition: Condition
    then: Node | None = None
    otherwise: Node | None = None

    @model_validator(mode="after")
    def _counts_as_its_branch(self) -> If:
        if self.counts_as != 1:
            raise ValueError("counts_as goes with the branches of an If")
        return self

    @property
    @override
    def children(self) -> tuple[Node, ...]:
        return tuple(branch for branch in (self.then, self.otherwise) if branch is not None)

    @property
    @override
    def most_counted(self) -> int:
        branches = (self.then, self.otherwise)
        return max(1 if branch is None else branch.most_counted for branch in branches)

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
        times: how often it has to be done; the student's `times` say how often it was. One that is
            only on record was done once.
        met_by: courses of which a completed one does it too, whatever credit it brings; one that is
            in progress or planned is relied on. Marks that are not enough the filter leaves out.

    Example:
        >>> from degreekit.requirements import Milestone
        >>> Milestone(id="exam", title="Qualifying exam", by="Spring 2026").needs()
        'Qualifying exam on record by Spring 2026'
        >>> Milestone(id="talk", title="Seminar talk", met_by="CS 690").needs()
        'Seminar talk on record, or CS 690'
    """

    kind: Literal["milestone"] = "milestone"
    by: Term | None = None
    times: int = Field(default=1, ge=1)
    met_by: CourseFilter | None = None

    def done(self, student: Student, courses: Sequence[Candidate] = ()) -> bool:
        """Return whether it is on record or a course has done it, and in time.

        Args:
            student: who may have it on record.
            courses: the records as rules see them.
        """
        recorded = self.id in student.milestones and self._in_time(student.milestones[self.id])
        if self.times > 1 and self.count(student) >= self.times:
            return True
        recorded = recorded and self.times == 1
        return recorded or any(self._fits(course) and _is_over(course) for course in courses)

    def count(self, student: Student) -> int:
        """Return how often it was done, where it has to be done several times."""
        return student.times.get(self.id, int(self.id in student.milestones))

    def relied_on(self, courses: Sequence[Candidate]) -> int | None:
        """Return the position of the first course that will do it once it is completed.

        Args:
            courses: the records as rules see them.
        """
        for statuses in ((*_RUNNING, RecordStatus.COMPLETED), (RecordStatus.PLANNED,)):
            for position, course in enumerate(courses):
                if self._fits(course) and course.status in statuses and not _is_over(course):
                    return position
        return None

    def _fits(self, course: Candidate) -> bool:
        return (
            self.met_by is not None and self.met_by.matches(course) and self._in_time(course.term)
        )

    def _in_time(self, when: Term | None) -> bool:
        return self.by is None or (when is not None and when <= self.by)

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        course = f", or {self.met_by.noun()}" if self.met_by else ""
        often = f" {self.times} times" if self.times > 1 else ""
        return f"{self.title} on record{often}{f' by {self.by}' if self.by else ''}{course}"


#: An attempt that is not over.
_RUNNING = (RecordStatus.IN_PROGRESS, RecordStatus.INCOMPLETE)


def _is_over(course: Candidate) -> bool:
    """Return whether an attempt was completed; without a grade nobody knows yet."""
    return course.status is RecordStatus.COMPLETED and course.grade is not None


class Confirm(Requirement):
    """Something that rules cannot decide, so that a person has to confirm it.

    Until that is on record it is an assumption: an answer that rests on it is complete if it is
    confirmed. It is confirmed where the student's milestones name its id, or where an adjustment
    approves the requirement; one that denies it says that it is not met.

    Attributes:
        by: who confirms it.

    Example:
        >>> from degreekit.requirements import Confirm
        >>> Confirm(id="portfolio", title="A portfolio of four works", by="the department").needs()
        'A portfolio of four works, to be confirmed by the department'
    """

    kind: Literal["confirm"] = "confirm"
    by: str = Field(min_length=1)

    def done(self, student: Student) -> bool:
        """Return whether it is on record that it was confirmed."""
        return self.id in student.milestones

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        return f"{self.title}, to be confirmed by {self.by}"


class Check(Requirement):
    """A minimum that uses nothing up. It asks for exactly one amount.

    Courses or credits may go with `subjects`, `different` or `titles`: so many of them then have
    that amount each, as in `Including`.

    Attributes:
        credits: the minimum number of credits.
        courses: the minimum number of courses.
        subjects: the minimum number of different subjects among the courses.
        terms: the minimum number of different terms that the courses are from.
        different: the minimum number of different courses; one taken several times is one.
        titles: the minimum number of different titles, as in `Including`.
        most_courses: the maximum number of courses on the record that earned credit, or of all
            that were attempted; no further course makes up for a surplus.
        most_credits: the maximum number of credits of such courses.
        gpa: at least this average of grade points, weighted by credits and compared exactly. With
            nothing graded it counts as met.
        share: at least this part of all credits, as ``"1/3"`` or ``"0.5"``, is of courses that fit
            `where`; it is compared exactly. With nothing to count it counts as met.
        among: the courses that a share is a part of; None for all.
        over: ``applied``: what is applied in the scope; ``record``: every attempt on the record,
            whether it counts or not, for all but a GPA every one that earned credit; ``attempts``,
            for a maximum: those that failed as well. Without it a GPA without a scope is taken over
            the record, and all else over what is applied.
        last: with credits over the record, count among the last credits only, up to this number.
            Courses that are still to be completed come last, those that fit last of all, and push
            older ones out; of the term that the window begins in, what fits counts first.
        scope: ids of nodes; empty for the whole program.
        where: count only courses that fit.

    Example:
        >>> from degreekit.requirements import Check
        >>> Check(id="total", title="Total", credits=30).needs("points")
        'at least 30 points'
        >>> here = {"kind": "none_of", "filters": [{"kind": "status", "statuses": ["transfer"]}]}
        >>> last = Check(id="last", title="Last", credits=30, over="record", last=45, where=here)
        >>> last.needs()
        'at least 30 credits except those transferred among the last 45 of the record'
        >>> Check(id="third", title="A third here", share="1/3", where=here).needs()
        'at least 1/3 of the credits for courses except those transferred'
    """

    kind: Literal["check"] = "check"
    credits: Amount | None = None
    courses: int | None = Field(default=None, ge=1)
    subjects: int | None = Field(default=None, ge=1)
    terms: int | None = Field(default=None, ge=1)
    different: int | None = Field(default=None, ge=1)
    titles: int | None = Field(default=None, ge=1)
    gpa: Amount | None = None
    most_courses: int | None = Field(default=None, ge=0)
    most_credits: Amount | None = None
    share: Share | None = None
    among: CourseFilter | None = None
    over: Literal["applied", "record", "attempts"] | None = None
    last: Amount | None = None
    scope: tuple[Identifier, ...] = ()
    where: CourseFilter | None = None
    varies: tuple[Varies, ...] = ()

    @model_validator(mode="after")
    def _one_minimum(self) -> Check:
        least = [self.credits, self.courses, self.subjects, self.terms, self.different, self.titles]
        others = [
            one
            for one in (self.gpa, self.most_courses, self.most_credits, self.share)
            if one is not None
        ]
        if len(others) > 1 or (others and least.count(None) < len(least)):
            raise ValueError(
                "a Check asks for a minimum, a maximum, a share or a gpa: for one only"
            )
        if not others:
            check_minimum(self, "a Check")
        if self.is_maximum and self.over == "applied":
            raise ValueError("a maximum of what is applied is a Limit")
        if self.over == "attempts" and not self.is_maximum:
            raise ValueError("'attempts' goes with a maximum: what failed makes up for nothing")
        if self.share is not None and (self.where is None or not 0 < Fraction(self.share) <= 1):
            raise ValueError("a share is more than 0, at most 1, and of courses that `where` names")
        if self.among is not None and self.share is None:
            raise ValueError("'among' goes with a share")
        if self.over_record and self.scope:
            raise ValueError("a check of the whole record has no scope: leave it out")
        windowed = self.credits is not None and self.over_record and self.spread is None
        if self.last is not None and not windowed:
            raise ValueError("'last' goes with credits over the record")
        if self.last is not None and self.credits is not None and self.last < self.credits:
            raise ValueError("asks for more credits than the last ones are")
        return check_amounts(self)

    @property
    def over_record(self) -> bool:
        """Whether it looks at the whole record, and not at what is applied."""
        of_record = (self.gpa is not None and not self.scope) or self.is_maximum
        return self.over in ("record", "attempts") or (self.over is None and of_record)

    @property
    def counted(self) -> CourseFilter | None:
        """The courses that it counts; of a share those that it is a part of."""
        return self.where if self.share is None else self.among

    @property
    def spread(self) -> Spread | None:
        """The different subjects, terms, courses or titles that it asks for; None without any."""
        return spread_of(self)

    @property
    def is_maximum(self) -> bool:
        """Whether it bounds what is on the record."""
        return self.most_courses is not None or self.most_credits is not None

    @override
    def needs(self, unit: str = "credits", title_of: TitleOf = str) -> str:
        if self.gpa is not None:
            exact = f"{self.gpa:.2f}" if self.gpa == round(self.gpa, 2) else amount_text(self.gpa)
            amount = f"a GPA of at least {exact}"
        elif self.share is not None:
            amount = f"at least {share_text(Fraction(self.share))} of the {unit}"
            if self.among is not None:
                amount += f" {self.among.text(unit)}"
        elif self.most_courses is not None:
            amount = f"at most {count_text(self.most_courses, 'course')}"
        elif self.most_credits is not None:
            amount = f"at most {count_text(self.most_credits, unit)}"
        else:
            amount = least_text(self, unit)
        where = f" {self.where.text(unit)}" if self.where else ""
        scope = (
            f" in {in_words([title_of(id_) for id_ in self.scope], 'and')}" if self.scope else ""
        )
        if self.last is not None:
            scope = f" among the last {amount_text(self.last)} of the record"
        elif self.over == "attempts":
            scope = " over all attempts"
        elif self.over_record:
            scope = " over the whole record"
        elif self.gpa is not None and not scope:
            scope = " over all that counts"
        if self.share is not None:
            where, scope = "", f"{scope} for courses{where}"
        return varied(f"{amount}{where}{scope}", self.varies, unit)


Node = Annotated[
    Take | All | Choose | If | Milestone | Confirm | Check, Field(discriminator="kind")
]


def _times(part: Requirement) -> str:
    return "none" if not part.counts_as else f"up to {part.counts_as}"


for _model in (Take, All, Choose, If):
    _model.model_rebuild()
