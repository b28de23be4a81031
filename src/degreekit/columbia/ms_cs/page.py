"""A published page, and how its sentences and the rows of its lists are cited."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from degreekit.courses import CourseSet
from degreekit.requirements import CourseFilter, InSet, Row, Source

__all__ = ["ADVISOR", "Page", "courses"]

#: Who approves what a page leaves to somebody.
ADVISOR = "the track advisor"


@dataclass(frozen=True)
class Page:
    """One version of a published page.

    Attributes:
        document: its name.
        date: the date of the version.
        url: its address.
        paraphrased: True where its sentences are known by what they say and not word by word. The
            rows of its lists are as printed all the same.

    Example:
        >>> from degreekit.columbia.ms_cs import Page
        >>> page = Page("Columbia CS, MS: Robotics", "2026-07", paraphrased=True)
        >>> page.cite("Required", "both courses").paraphrased
        True
        >>> [row.title for row in page.rows("Electives", "COMS 4111; Databases")]
        ['Databases']
    """

    document: str
    date: str
    url: str = ""
    paraphrased: bool = False

    def cite(self, section: str, sentence: str, reading: str = "") -> Source:
        """Return a source of this page.

        Args:
            section: the heading.
            sentence: as printed, or what it says.
            reading: how it is read where it leaves something open.
        """
        return Source(
            document=self.document,
            section=section,
            date=self.date,
            sentence=sentence,
            reading=reading,
            url=self.url,
            paraphrased=self.paraphrased,
        )

    def row(
        self,
        courses: CourseFilter | str,
        title: str,
        printed: str = "",
        *,
        section: str,
        group: str | None = None,
        approval: str = "",
        reading: str = "",
    ) -> Row:
        """Return a row of a printed list: whatever stands on it, it counts once.

        Args:
            courses: the courses that fill the row.
            title: as printed.
            printed: the row as printed; without it the first code and the title.
            section: the heading of the list.
            group: the group of the list.
            approval: who has to approve the use.
            reading: how the row is read where it leaves something open.
        """
        first = re.match(r"\(?(\w+ \d+)", str(courses))
        text = printed or f"{first[1] if first else courses} {title}"
        source = self.cite(section, text, reading).model_copy(update={"paraphrased": False})
        return Row(
            courses=CourseSet.parse(courses) if isinstance(courses, str) else courses,
            title=title,
            group=group,
            approval=approval,
            most_courses=1,
            source=source,
        )

    def rows(self, section: str, text: str, *, group: str | None = None) -> tuple[Row, ...]:
        """Return the rows of a printed list, one a line: ``COURSES; TITLE; AS PRINTED``.

        A line that ends with a semicolon goes on in the next one.

        Args:
            section: the heading of the list.
            text: the lines; the last part may be left out.
            group: the group of all these rows.
        """
        lines = re.sub(r";\s*\n", ";", text.strip()).splitlines()
        found = []
        for line in filter(None, map(str.strip, lines)):
            parts = [part.strip() for part in line.split(";")]
            if not 2 <= len(parts) <= 3:
                raise ValueError(f"{line!r} is not a row: write COURSES; TITLE; AS PRINTED")
            found.append(self.row(*parts, section=section, group=group))
        return tuple(found)

    def topics(self, section: str, number: int, without: str = "none") -> Row:
        """Return the row of the topics courses of a number, ``COMS W4995`` or ``COMS E6998``.

        Args:
            section: the heading of the list.
            number: 4995 or 6998.
            without: topics that stand elsewhere on the page.
        """
        return self.row(
            f"COMS {number} - ({without})",
            f"COMS {number} topics",
            f"COMS {'E' if number >= 6000 else 'W'}{number} Visit the topics courses page to see "
            f"which COMS {number} courses apply",
            section=section,
            approval=ADVISOR,
            reading="Each title is a course of its own, and needs an approval here.",
        )

    def projects(self, section: str) -> Row:
        """Return the row of the projects, which an advisor has to approve."""
        return self.row(
            "COMS 6901",
            "Projects in Computer Science",
            "COMS E6901 Projects in Computer Science (Advisor approval required)",
            section=section,
            approval=ADVISOR,
            reading="As a general elective it needs no approval.",
        )


def courses(rows: Iterable[Row]) -> CourseSet:
    """Return every course that stands on one of the rows."""
    every = CourseSet()
    for row in rows:
        if not isinstance(row.courses, InSet):
            raise TypeError(f"the row {row.title!r} is not a plain set of courses")
        every = every | row.courses.courses
    return every
