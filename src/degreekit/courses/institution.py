"""What one institution knows of its courses: codes, cross-lists, renumberings, grades, catalog."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from degreekit.courses.code import CodeGrammar, CourseCode
from degreekit.courses.course_set import CourseSet
from degreekit.courses.grades import GradeScale
from degreekit.courses.term import Term
from degreekit.courses.title import title_key, topic_of
from degreekit.errors import DegreekitError

__all__ = ["CatalogCourse", "Institution", "Renumbering", "UnknownGradeScale"]


class UnknownGradeScale(DegreekitError, KeyError):
    """A grade scale that the institution does not have.

    Attributes:
        institution: the id of the institution.
        scale: the id asked for.
    """

    def __init__(self, institution: str, scale: str, known: tuple[str, ...]):
        self.institution = institution
        self.scale = scale
        super().__init__(
            f"institution {institution!r} has no grade scale {scale!r}; it has {', '.join(known)}"
        )

    def __str__(self) -> str:
        return str(self.args[0])


class CatalogCourse(BaseModel):
    """A course that exists, as a catalog lists it.

    Attributes:
        code: its code.
        title: its title.
        credits: the credits it gives; for variable credits the most.
        least_credits: the fewest credits, where they vary; None where they are fixed.
        attributes: marks the institution gives the course, as ``WRIT``.

    Example:
        >>> from degreekit.courses import CatalogCourse
        >>> CatalogCourse(code="COMS W4771", title="Machine Learning", credits=3).code.value
        4771
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CourseCode
    title: str
    credits: Decimal
    least_credits: Decimal | None = None
    attributes: frozenset[str] = frozenset()


class Renumbering(BaseModel):
    """A course that got a new code.

    Attributes:
        old: the course as it was, with its title where the number alone does not tell it.
        new: the code it has since.
        since: the term in which the new code took effect, where known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    old: CourseSet
    new: CourseCode
    since: Term | None = None


class Institution(BaseModel):
    """What an institution knows of its courses. It is data; plugins supply it.

    Attributes:
        id: a stable name, as transcripts name it.
        title: the name for people.
        names: how its documents and its schools name it, besides the title; no other institution
            bears these. With them, or with domains, it differs from others: a document that names
            another institution is not read as its own.
        shared_names: names that others bear too; a document has to show by its course codes that
            it is this one's.
        domains: of its pages on the web, as ``columbia.edu``.
        school_letters: see `CodeGrammar`.
        suffix_is_letter: see `CodeGrammar`.
        cross_lists: groups of codes that name one course.
        renumberings: courses that got a new code; old and new are one course.
        umbrellas: numbers under which each title is a course of its own.
        repeatable: courses that may be taken for credit several times.
        titles: abbreviated titles as documents print them, to the full title.
        title_cuts: after how many letters its documents cut a title off.
        topic_series: what its documents print in front of the topic of a course, as ``Topics in
            Computer Science``; abbreviations of it need not be listed.
        grade_scales: the scales of its schools; the first is the default.
        standard_credits: the credits of a standard course.
        catalog: the courses that exist; empty where it is not known.

    Example:
        >>> from degreekit import CourseCode
        >>> from degreekit.courses import Institution
        >>> here = Institution(id="here", title="Here", cross_lists=(("CS 10", "MATH 10"),))
        >>> here.identity(CourseCode.parse("MATH 10")) == here.identity(CourseCode.parse("CS 10"))
        True
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    names: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    school_letters: frozenset[str] = frozenset()
    suffix_is_letter: bool = False
    cross_lists: tuple[tuple[CourseCode, ...], ...] = ()
    renumberings: tuple[Renumbering, ...] = ()
    umbrellas: CourseSet = CourseSet()
    repeatable: CourseSet = CourseSet()
    titles: dict[str, str] = Field(default_factory=dict)
    title_cuts: tuple[int, ...] = ()
    topic_series: tuple[str, ...] = ()
    grade_scales: tuple[GradeScale, ...] = ()
    standard_credits: Decimal = Decimal(3)
    catalog: tuple[CatalogCourse, ...] = ()

    @cached_property
    def grammar(self) -> CodeGrammar:
        """How the institution spells its codes."""
        return CodeGrammar(self.school_letters, suffix_is_letter=self.suffix_is_letter)

    @cached_property
    def _full_titles(self) -> dict[str, str]:
        return {title_key(short): full for short, full in self.titles.items()}

    @cached_property
    def _first_code(self) -> dict[CourseCode, CourseCode]:
        return {code: codes[0] for codes in self.cross_lists for code in codes}

    @cached_property
    def _by_code(self) -> dict[CourseCode, CatalogCourse]:
        return {course.code: course for course in reversed(self.catalog)}

    def code(self, code: CourseCode) -> CourseCode:
        """Return the code read with the institution's own grammar (``COMS4771W`` as COMS W4771)."""
        return self.grammar.parse(code.printed or str(code))

    def full_title(self, title: str | None) -> str | None:
        """Return the title of the course that a document prints one for.

        Of ``TITLE: SUBTITLE`` it is the subtitle where the title only names the series, or says the
        same. Abbreviations that the institution knows are written out. A title that is cut stays as
        it is: what it may stand for depends on the titles that matter, which the rules know.

        Args:
            title: the title as printed.

        Example:
            >>> from degreekit.columbia import columbia
            >>> columbia().full_title("TOPICS IN COMPUT SCI: CAUSAL INFERENCE")
            'CAUSAL INFERENCE'
        """
        if title is not None and ":" in title:
            title = topic_of(title, self.topic_series)
        return self._full_titles.get(title_key(title), title)

    def listed(self, code: CourseCode) -> CatalogCourse | None:
        """Return what the catalog says of a code; None where it does not list it."""
        return self._by_code.get(code)

    def usual_credits(self, code: CourseCode) -> Decimal:
        """Return the credits to expect of a course where none are printed.

        They are those of the catalog; where these vary, or the course is not listed, those of a
        standard course.

        Args:
            code: as read by `code`.
        """
        listed = self.listed(code)
        if listed is None:
            return self.standard_credits
        least = listed.credits if listed.least_credits is None else listed.least_credits
        return min(max(self.standard_credits, least), listed.credits)

    def identity(
        self, code: CourseCode, title: str | None = None, term: Term | None = None
    ) -> tuple[str, str]:
        """Return what tells the course from all others: attempts with one identity are repeats.

        Args:
            code: as read by `code`.
            title: the full title; it matters under umbrella numbers and for renumbered topics.
            term: when it was taken, for renumberings that hold in some terms only.
        """
        new = next((r.new for r in self.renumberings if r.old.contains(code, title, term)), code)
        new = self._first_code.get(new, new)
        named = title_key(title) if self.umbrellas.contains(new, title, term) else ""
        return f"{new.subject} {new.number}", named

    def scale(self, scale: str | None = None) -> GradeScale:
        """Return a grade scale by id; without one, the institution's default.

        Raises:
            UnknownGradeScale: there is no such scale.
        """
        for found in self.grade_scales:
            if scale in (None, found.id):
                return found
        known = tuple(found.id for found in self.grade_scales) or ("none",)
        raise UnknownGradeScale(self.id, scale or "(default)", known)
