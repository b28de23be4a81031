"""What one institution knows of its courses: codes, cross-lists, renumberings, grades, catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from degreekit.courses.code import CodeGrammar, CourseCode
from degreekit.courses.grades import GradeScale
from degreekit.courses.repeats import Repeats
from degreekit.courses.sets import CourseSet
from degreekit.courses.term import Term
from degreekit.courses.title import title_key, topic_of
from degreekit.data_model import DataModel
from degreekit.errors import DegreekitError
from degreekit.recent import Recent

__all__ = ["CatalogCourse", "Institution", "Name", "Renumbering", "UnknownGradeScale"]

#: A code of a course, and its title under that code; None for the title it has anyway.
Name = tuple[CourseCode, str | None]


#: Of so many codes it is kept how they are read.
_MOST_CODES = 20_000


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


class CatalogCourse(DataModel):
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

    code: CourseCode
    title: str
    credits: Decimal
    least_credits: Decimal | None = None
    attributes: frozenset[str] = frozenset()


class Renumbering(DataModel):
    """A course that got a new code.

    With a term, the old code names the course before that term only, and the new code from that
    term on: a code that is used again names another course.

    Attributes:
        old: the course as it was, with its title where the number alone does not tell it.
        new: the code it has since.
        since: the term in which the new code took effect, where known.

    Example:
        >>> from degreekit.courses import Renumbering
        >>> str(Renumbering(old="CS 50", new="CS 150", since="Fall 2020").new)
        'CS 150'
    """

    old: CourseSet
    new: CourseCode
    since: Term | None = None


class Institution(DataModel):
    """What an institution knows of its courses. It is data; plugins supply it.

    Attributes:
        id: a stable name, as transcripts name it.
        title: the name for people.
        names: how its documents and its schools name it, besides the title; no other institution
            uses these. With them, or with domains, it differs from others: a document that names
            another institution is not read as its own.
        shared_names: names that others have too; a document has to show by its course codes that
            it is this one's.
        domains: of its pages on the web, as ``columbia.edu``.
        codes: how it writes its course codes, where that needs a pattern; see `CodeGrammar`.
        school_letters: see `CodeGrammar`.
        suffix_is_letter: see `CodeGrammar`.
        cross_lists: groups of codes that name one course. Rules that name one of them mean all.
        renumberings: courses that got a new code; old and new are one course, as cross-listed ones.
        umbrellas: numbers under which each title is a course of its own.
        repeatable: courses that may be taken for credit any number of times.
        repeats: what several attempts at a course are worth, the first that is about a course;
            a program can say it otherwise.
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

    id: str
    title: str
    names: tuple[str, ...] = ()
    shared_names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    codes: CodeGrammar = CodeGrammar()
    school_letters: frozenset[str] = frozenset()
    suffix_is_letter: bool = False
    cross_lists: tuple[tuple[CourseCode, ...], ...] = ()
    renumberings: tuple[Renumbering, ...] = ()
    umbrellas: CourseSet = CourseSet()
    repeatable: CourseSet = CourseSet()
    repeats: tuple[Repeats, ...] = ()
    titles: dict[str, str] = Field(default_factory=dict)
    title_cuts: tuple[int, ...] = ()
    topic_series: tuple[str, ...] = ()
    grade_scales: tuple[GradeScale, ...] = ()
    standard_credits: Decimal = Decimal(3)
    catalog: tuple[CatalogCourse, ...] = ()

    @model_validator(mode="after")
    def _numbers_go_on(self) -> Self:
        """Refuse codes that go round: without a term nobody can say which one is the new one."""
        undated = [one for one in self.renumberings if one.since is None]
        ahead = {code: one.new for one in undated for code, title in one.old.names() if not title}
        for start, new in ahead.items():
            code, steps = new, 0
            while code in ahead and code != start and steps <= len(ahead):
                code, steps = ahead[code], steps + 1
            if code == start:
                raise ValueError(
                    f"the renumberings of {start} come back to it: say since which term each holds"
                )
        return self

    @model_validator(mode="after")
    def _codes_as_written(self) -> Self:
        if self.codes.declared and (self.school_letters or self.suffix_is_letter):
            raise ValueError("say how codes are written once: in 'codes', without school_letters")
        if self.codes.pattern:
            self.__dict__.update(self._read_again())
        return self

    def _read_again(self) -> dict[str, object]:
        """Return the fields with codes that were read without the pattern, read with it."""
        read = self.codes
        return {
            "cross_lists": tuple(tuple(map(self.code, group)) for group in self.cross_lists),
            "renumberings": tuple(
                one.model_copy(update={"old": one.old.read_by(read), "new": self.code(one.new)})
                for one in self.renumberings
            ),
            "umbrellas": self.umbrellas.read_by(read),
            "repeatable": self.repeatable.read_by(read),
            "repeats": tuple(
                one.model_copy(update={"courses": one.courses.read_by(read)})
                for one in self.repeats
            ),
            "catalog": tuple(
                one.model_copy(update={"code": self.code(one.code)}) for one in self.catalog
            ),
        }

    @cached_property
    def grammar(self) -> CodeGrammar:
        """How the institution spells its codes."""
        if self.codes.declared:
            return self.codes
        return CodeGrammar(
            self.school_letters, suffix_is_letter=self.suffix_is_letter, forms=self.codes.forms
        )

    @cached_property
    def _full_titles(self) -> dict[str, str]:
        return {title_key(short): full for short, full in self.titles.items()}

    @cached_property
    def _groups(self) -> dict[CourseCode, tuple[CourseCode, ...]]:
        """All codes of each cross-listed course, also where several groups have one in common."""
        found: dict[CourseCode, tuple[CourseCode, ...]] = {}
        for codes in self.cross_lists:
            joined = dict.fromkeys(one for code in codes for one in found.get(code, (code,)))
            found.update(dict.fromkeys(joined, tuple(joined)))
        return found

    @cached_property
    def codes_apart(self) -> tuple[CourseCode, ...]:
        """Every code of which more is known than what it is: cross-listed, new, old, repeatable."""
        found = [code for codes in self.cross_lists for code in codes]
        found += [one.new for one in self.renumberings]
        several = (one.courses for one in self.repeats if one.most != 1)
        old = (one.old for one in self.renumberings)
        for courses in (self.repeatable, *several, *old):
            found += [code for code, _ in courses.names()]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _renamed(self) -> frozenset[CourseCode]:
        """The codes that may not be the only ones of their course."""
        old = (code for one in self.renumberings for code, _ in one.old.names())
        return frozenset((*self._groups, *(one.new for one in self.renumberings), *old))

    @cached_property
    def _by_code(self) -> dict[CourseCode, CatalogCourse]:
        return {course.code: course for course in reversed(self.catalog)}

    @cached_property
    def title_pairs(self) -> frozenset[tuple[str, str]]:
        """Words that follow each other in a title of the catalog, as `title_key` writes them."""
        titles = (title_key(course.title).split() for course in self.catalog)
        return frozenset(pair for words in titles for pair in pairwise(words))

    def code(self, code: CourseCode | str) -> CourseCode:
        """Return a code as the institution reads it (``COMS4771W`` as COMS W4771).

        Raises:
            InvalidCourseCode: it is not a code here; the message says how codes are written.
        """
        if isinstance(code, str):
            return self.grammar.parse(code)
        if code.grammar is not None or not self.grammar.declared:
            return code
        text = code.printed or str(code)
        known = self._codes_read.get(text)
        if known is None:
            if len(self._codes_read) >= _MOST_CODES:
                self._codes_read.clear()
            known = self._codes_read[text] = self.grammar.parse(text)
        return known

    @cached_property
    def _codes_read(self) -> dict[str, CourseCode]:
        """Codes as they were written, to what they are here: the same ones come up often."""
        return {}

    def courses(self, text: str) -> CourseSet:
        r"""Return a set of courses, written with the codes of the institution.

        Raises:
            InvalidCourseSet: names the place and what was expected there.

        Example:
            >>> from degreekit.courses import CodeGrammar, Institution
            >>> pattern = r"(?P<subject>[A-Z]+ [A-Z]+) (?P<number>[A-Z]?\d+[A-Z]*)"
            >>> uci = Institution(
            ...     id="uci", title="UCI", codes=CodeGrammar(pattern=pattern, forms=("PHY SCI 5",))
            ... )
            >>> uci.code("BIO SCI E1070") in uci.courses("BIO SCI E1070 | PHY SCI 100-199")
            True
        """
        return CourseSet.parse(text, self.grammar)

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
        told = code, title, term
        known = self._identities.get(told)
        if known is None:
            new, _, only_then = self._now(code, title, term)
            new = self._groups.get(new, (new,))[0]
            named = title_key(title) if self.umbrellas.contains(new, title, term) else ""
            known = self._identities[told] = f"{new.subject} {new.number}{only_then}", named
        return known

    @cached_property
    def _identities(self) -> Recent[tuple[CourseCode, str | None, Term | None], tuple[str, str]]:
        """What tells courses apart: every rule and every decision asks for it again."""
        return Recent(_MOST_CODES)

    def aliases(
        self, code: CourseCode, title: str | None = None, term: Term | None = None
    ) -> tuple[Name, ...]:
        """Return every code of a course, its own first; nothing where that is the only one.

        Each may come with the title that the course has under it. A code that was given to another
        course since, as the catalog shows, names that one.

        Args:
            code: as read by `code`.
            title: the full title.
            term: when it was taken.

        Example:
            >>> from degreekit.courses import Institution
            >>> here = Institution(
            ...     id="here",
            ...     title="Here",
            ...     cross_lists=(("CS 10", "MATH 10"),),
            ...     renumberings=({"old": "CS 5", "new": "CS 10"},),
            ... )
            >>> [str(code) for code, _ in here.aliases(here.code("MATH 10"))]
            ['MATH 10', 'CS 10', 'CS 5']
        """
        if code not in self._renamed:
            return ()
        new, since, only_then = self._now(code, title, term)
        if only_then:
            return ()
        found: dict[Name, None] = {} if self._given_away(code, term) else {(code, None): None}
        for one in self._groups.get(new, (new,)):
            found.update(dict.fromkeys(self._names_of(one, since)))
        found = {
            (one, name): None
            for one, name in found
            if one != code or name is None or (code, None) not in found
        }
        return tuple(found) if len(found) > 1 or (code, None) not in found else ()

    def _names_of(self, code: CourseCode, at: Term | None, *after: Renumbering) -> Iterator[Name]:
        """Yield a code, and those that its course had before it got this one.

        Args:
            code: the code.
            at: when the course had it.
            after: the renumberings since then, that which took it away again first.
        """
        later = after[0] if after else None
        if later is None or later.since is None or not self.listed(code):
            yield code, None
        for one in self.renumberings:
            if one.new != code or one in after or self._went_away(code, one.since, at, later):
                continue
            if later is not None and one.since and later.since and one.since >= later.since:
                continue  # it got the code when the course at hand had lost it
            for old, title in one.old.names():
                if title is None:
                    yield from self._names_of(old, one.since, one, *after)
                elif one.since is None or not self.listed(old):
                    yield old, title

    def _went_away(
        self, code: CourseCode, since: Term | None, at: Term | None, later: Renumbering | None
    ) -> bool:
        """Return whether a course that got a code had lost it again at some time."""
        return any(
            one is not later
            and one.since is not None
            and (since is None or since < one.since)
            and (at is not None and one.since <= at)
            and one.old.contains(code, None, since)
            for one in self.renumberings
        )

    def _now(
        self, code: CourseCode, title: str | None, term: Term | None
    ) -> tuple[CourseCode, Term | None, str]:
        """Return the code that a course has now, since when, and what tells a lost code apart.

        A course whose code was given to another one, and that got none itself, has no code now, and
        differs from others by when it had it.
        """
        moved = False
        for _ in self.renumberings:  # one after the other, as long as a later one goes on
            found = [one for one in self.renumberings if self._applies(one, code, title, term)]
            if not found:
                break
            first = min(found, key=lambda one: one.since.ordinal if one.since else 0)
            code, term, title, moved = first.new, first.since or term, None, True
        starts = [one.since for one in self.renumberings if one.new == code and one.since]
        if not moved and term is not None and (later := [one for one in starts if term < one]):
            return code, term, f" before {min(later)}"
        return code, term, ""

    def _applies(
        self, one: Renumbering, code: CourseCode, title: str | None, term: Term | None
    ) -> bool:
        """Return whether a renumbering is of the course that had a code in a term."""
        if one.new == code or not one.old.contains(code, title, term):
            return False
        if one.since is None or term is None:
            return True
        # The one who had it just before is meant: nobody else got it in between.
        return term < one.since and not any(
            other.new == code and other.since and term < other.since < one.since
            for other in self.renumberings
        )

    def _given_away(self, code: CourseCode, term: Term | None) -> bool:
        """Return whether the code of an old course is that of another one now."""
        return self.listed(code) is not None and any(
            one.since is not None
            and (term is None or term < one.since)
            and one.old.contains(code, None, term)
            for one in self.renumberings
        )

    def may_repeat(
        self, code: CourseCode, title: str | None = None, term: Term | None = None
    ) -> bool:
        """Return whether a course may be taken for credit several times.

        Credit for no particular course (``CS 4---``) stands for another one each time.

        Args:
            code: as read by `code`.
            title: the full title.
            term: when it was taken.
        """
        if code.is_open:
            return True
        names: Sequence[Name] = self.aliases(code, title, term) or ((code, None),)
        return any(self.repeatable.contains(one, name or title, term) for one, name in names)

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
