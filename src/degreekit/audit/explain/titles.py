"""What printed titles stand for: documents cut titles, and the rest of a title can decide.

A title that is cut is read as one of the titles that matter to the rules under its number. Where
that leaves no choice, the record is read so; where it does, the audit is the best of all readings,
and names the choice as an assumption if it rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from math import prod
from typing import Literal

from degreekit.adjustments import Case, Ruling
from degreekit.audit.explain.wording import joined
from degreekit.audit.result import TitleReading
from degreekit.audit.solve.budget import SearchBudgetExceeded
from degreekit.courses import (
    CourseCode,
    CourseSet,
    Institution,
    begins,
    misses_words,
    resembles,
    same_title,
    title_key,
)
from degreekit.recent import Recent
from degreekit.requirements import CourseFilter, InSet, TitleLike, Worth, candidate, standing
from degreekit.requirements.conditions import filters_asked
from degreekit.transcript import CourseRecord, Transcript

__all__ = ["Titles", "as_printed", "quoted"]

#: What is known of printed titles and of numbers is kept for so many of them at least.
_KEPT = 5_000

#: Records of one course number that print one title.
_Group = tuple[str, str]


class Titles:
    """The titles that matter under each number, to the rules of one case.

    Args:
        case: the rules that hold for the student.
        institution: how codes and titles are read.
        plain: the titles that matter to the rules without decisions.
    """

    def __init__(self, case: Case, institution: Institution, plain: Titles | None = None):
        self.case = case
        self.institution = institution
        self._plain = plain
        self._named: Recent[CourseCode, list[str]] = Recent(_KEPT)
        self._readings: Recent[tuple[object, ...], tuple[str, ...]] = Recent(_KEPT)
        self._known: Recent[CourseCode, dict[str, str]] = Recent(_KEPT)

    def read(self, transcript: Transcript, budget: int) -> tuple[Transcript, ...]:
        """Return the transcript with each title read; several where titles leave a choice.

        Records that print one title under one number are read alike.

        Args:
            transcript: the records as printed.
            budget: how many readings may be tried.

        Raises:
            SearchBudgetExceeded: there are more readings than that.
        """
        if not self.institution.title_cuts:
            return (transcript,)
        groups: dict[_Group, tuple[str, ...]] = {}
        for record in transcript.records:
            titles = self.readings(record, self._rivals(record, transcript.records))
            if titles:
                groups[self._group(record)] = titles
        if not groups:
            return (transcript,)
        if prod(map(len, groups.values())) > budget:
            raise SearchBudgetExceeded(budget)
        order = sorted(groups)
        return tuple(
            self._as(transcript, dict(zip(order, chosen, strict=True)), groups)
            for chosen in product(*(groups[group] for group in order))
        )

    def _as(
        self,
        transcript: Transcript,
        chosen: dict[_Group, str],
        groups: dict[_Group, tuple[str, ...]],
    ) -> Transcript:
        records = []
        for record in transcript.records:
            group = self._group(record)
            if record.full_title is None and group in chosen:
                others = tuple(other for other in groups[group] if other != chosen[group])
                rivals = {title_key(title) for title in self._rivals(record, transcript.records)}
                record = record.model_copy(
                    update={
                        "full_title": chosen[group],
                        "other_titles": others,
                        "may_repeat": any(title_key(other) in rivals for other in others),
                    }
                )
            records.append(record)
        return transcript.model_copy(update={"records": tuple(records)})

    def _group(self, record: CourseRecord) -> _Group:
        return self._number(record), title_key(record.title)

    def _number(self, record: CourseRecord) -> str:
        return self.institution.identity(self.institution.code(record.code))[0]

    def _rivals(self, record: CourseRecord, records: Sequence[CourseRecord]) -> tuple[str, ...]:
        """Return the titles of other records that would be the same course under the same title."""
        here, program = self.institution, self.case.program
        code = here.code(record.code)
        if not program.credit_once or not here.umbrellas.contains(code):
            return ()
        number, printed = self._group(record)
        found = set()
        for other in records:
            if self._number(other) == number and title_key(other.title) != printed:
                course = candidate(other, here, program)
                if standing(other, here, program).worth is not Worth.NOTHING and course.title:
                    found.add(course.title)
        return tuple(sorted(found))

    # ------------------------------------------------------------------------------ one record

    def readings(self, record: CourseRecord, rivals: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the titles that a printed one that is cut may stand for, the likeliest first.

        The last of several is the printed title itself: that of another topic. Nothing is returned
        where the title is whole, or where no rule or decision depends on the rest of it.

        Args:
            record: with its title as printed.
            rivals: titles of other records that would be the same course under the same title.
        """
        if record.title is None or record.full_title is not None:
            return ()
        key = (record.code, record.code.printed, record.title, record.term, *rivals)
        known = self._readings.get(key)
        if known is None:
            found = tuple(self._read(record, record.title, rivals))
            same = {title_key(title) for title in rivals} & set(map(title_key, found))
            known = found if same or self._matters(record, found) else ()
            self._readings[key] = known
        return known

    def _read(self, record: CourseRecord, printed: str, rivals: Sequence[str]) -> Iterable[str]:
        here = self.institution
        code = here.code(record.code)
        topic = here.full_title(printed) or printed
        cuts = frozenset(here.title_cuts)
        length = len(" ".join(topic.split()))
        own = length in cuts or length + 1 in cuts
        if not own:  # all of "TITLE: SUBTITLE" may be cut: of the topic few letters are left
            before = len(" ".join(printed.split())) - length
            cuts = frozenset(cut - before for cut in cuts)
            if before <= 0 or not (length in cuts or length + 1 in cuts):
                return ()
        if title_key(topic) in (*self._named_by_rules(code), *map(title_key, self._listed(code))):
            return ()  # it is whole: a rule, or the catalog, has a course of that title
        spelled = {key: full for key, full in self.known(code).items() if begins(topic, key, cuts)}
        listed = None if here.umbrellas.contains(code) else here.listed(code)
        if not spelled and listed is not None and begins(topic, listed.title, cuts):
            return (listed.title,)  # the number says which course it is
        known = set(map(title_key, spelled.values()))
        for full in (*self._completed(topic), *self._listed(code), *rivals):
            if title_key(full) not in known and begins(topic, full, cuts):
                known.add(title_key(full))
                spelled[title_key(full)] = full
        titles = tuple(dict.fromkeys(spelled.values()))
        if own and len(titles) == 1 and not misses_words(topic, next(iter(spelled))):
            return titles
        return (*titles, topic) if titles else ()

    def _listed(self, code: CourseCode) -> list[str]:
        """Return the titles that the catalog lists under an umbrella number."""
        if not self.institution.umbrellas.contains(code):
            return []
        return [one.title for one in self.institution.catalog if one.code == code]

    def _completed(self, topic: str) -> Iterator[str]:
        """Yield the title with the rest of a pattern of the rules that it ends within."""
        key = title_key(topic)
        for pattern in self._patterns:
            for part in map(title_key, pattern.pattern.split("*")):
                words = part.split()
                for length in range(len(words[0]) if words else 1, len(part)):
                    if f" {key}".endswith(f" {part[:length]}"):
                        rest = part[length:]
                        full = f"{topic}{rest.upper() if topic.isupper() else rest}"
                        if pattern.fits(full) and not pattern.fits(topic):
                            yield full

    def _matters(self, record: CourseRecord, titles: Sequence[str]) -> bool:
        """Return whether rules or decisions tell the titles apart from the printed one."""
        as_printed = candidate(record, self.institution, self.case.program)
        for title in titles:
            read = record.model_copy(update={"full_title": title})
            course = candidate(read, self.institution, self.case.program)
            if any(one.matches(course) != one.matches(as_printed) for one in self._filters):
                return True
            if any(
                ruling.speaks_of(course, self.institution)
                != ruling.speaks_of(as_printed, self.institution)
                for ruling in self._rulings
            ):
                return True
        return False

    def like(self, record: CourseRecord) -> str | None:
        """Return the title that matters and that the printed one resembles; None where it is one.

        A likeness is never used to read a title: it is reported, so that a person can decide.
        """
        if record.title is None or record.full_title is not None or self.readings(record):
            return None
        code = self.institution.code(record.code)
        known = self.known(code)
        topic = self.institution.full_title(record.title) or record.title
        if title_key(topic) in known:
            return None
        return next((full for full in known.values() if resembles(topic, full)), None)

    def told(self, printed: Transcript, read: Transcript) -> Iterator[TitleReading]:
        """Yield how titles were read that are cut, or look like one that matters.

        Args:
            printed: the transcript as printed.
            read: the same with its titles read, as the answer has them.
        """
        reason: Literal["title-cut", "title-open", "title-resembles"]
        for position, (record, seen) in enumerate(zip(printed.records, read.records, strict=True)):
            if record.title is None:
                continue
            code = self.institution.code(record.code)
            name, title = f'{code} "{record.title}"', seen.full_title or ""
            if seen.other_titles and as_printed(seen, self.institution):
                reason = "title-open"
                others = quoted(seen.other_titles)
                text = f"{name} is cut: it is taken for another course, and may be {others}"
            elif seen.other_titles:
                reason = "title-open"
                text = f'{name} is cut: it is taken for "{title}", and may be another course'
            elif seen.full_title != record.full_title:
                reason = "title-cut"
                text = f'{name} is cut, and is read as "{title}"'
            elif (like := self.like(record)) is not None:
                reason = "title-resembles"
                title = like
                text = f'{name} resembles "{title}", and is not read as it'
            else:
                continue
            yield TitleReading(
                record=position, reason=reason, printed=record.title, title=title, text=text
            )

    # ------------------------------------------------------------------------- what is known

    def known(self, code: CourseCode) -> dict[str, str]:
        """Return the titles that matter under a number: each spelling's key, with the full title.

        Args:
            code: as read by the institution.
        """
        found = self._known.get(code)
        if found is None:
            here = self.institution
            same = here.identity(code)[0]
            decided = [
                title_key(here.full_title(ruling.title))
                for ruling in self._rulings
                if ruling.title is not None and here.identity(ruling.code)[0] == same
            ]
            keys = [*self._named_by_rules(code), *decided]
            found = {key: self._as_written(key) for key in keys}
            for short, full in here.titles.items():
                if title_key(full) in found:
                    found[title_key(short)] = full
            self._known[code] = found
        return found

    def _named_by_rules(self, code: CourseCode) -> list[str]:
        if self._plain is not None and self._sets == self._plain._sets:
            return self._plain._named_by_rules(code)
        named = self._named.get(code)
        if named is None:
            named = [key for courses in self._titled for key in courses.titles(code)]
            self._named[code] = named
        return named

    @cached_property
    def _titled(self) -> list[CourseSet]:
        return [courses for courses in self._sets if courses.names_titles]

    @cached_property
    def _rulings(self) -> tuple[Ruling, ...]:
        case = self.case
        return (*case.approvals, *case.denials, *case.placements, *case.overrides)

    @cached_property
    def _filters(self) -> tuple[CourseFilter, ...]:
        program = self.case.program
        asked = (one for condition in program.conditions for one in filters_asked(condition))
        return (*program.filters, *asked)

    @cached_property
    def _patterns(self) -> tuple[TitleLike, ...]:
        return tuple(one for one in self._filters if isinstance(one, TitleLike))

    @cached_property
    def _sets(self) -> list[CourseSet]:
        found = [one.courses for one in self._filters if isinstance(one, InSet)]
        return [*found, *(renumbering.old for renumbering in self.institution.renumberings)]

    def _as_written(self, key: str) -> str:
        """Return a title as people write it: sets keep the key alone."""
        return self._written.get(key) or self._in_catalog.get(key, key)

    @cached_property
    def _written(self) -> dict[str, str]:
        rows = (row.title for take in self.case.program.takes() for row in take.listed)
        given = (ruling.title for ruling in self._rulings if ruling.title)
        written = (*rows, *self.institution.titles.values(), *given)
        return {title_key(title): title for title in reversed(written)}

    @cached_property
    def _in_catalog(self) -> dict[str, str]:
        if self._plain is not None:
            return self._plain._in_catalog
        listed = [course.title for course in self.institution.catalog]
        return {title_key(title): title for title in reversed(listed)}


def as_printed(record: CourseRecord, institution: Institution) -> bool:
    """Return whether a title that is cut is taken for that of a course no rule names.

    Args:
        record: with its title read.
        institution: how titles are read.
    """
    topic = institution.full_title(record.title)
    return same_title(topic, record.full_title)


def quoted(titles: Iterable[str]) -> str:
    """Write titles as a choice: ``"A" or "B"``."""
    return joined((f'"{title}"' for title in titles), "or")
