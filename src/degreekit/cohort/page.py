"""A cohort as one page of HTML: to read, to sort, to keep and to print; nothing on it is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from degreekit.cohort.department import NEAR, Department, near
from degreekit.cohort.inputs import CohortMissing
from degreekit.cohort.plots import bars
from degreekit.cohort.row import StudentRow
from degreekit.printable import printable

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["DepartmentPage"]

#: Bars of a picture; the table next to it has all of them.
_BARS = 15


class DepartmentPage:
    """The page of a department.

    Args:
        names: whether students are called by their keys; else they are numbered.
        audits: the folder with the audits that the page links to; None for no links.

    Example:
        >>> from degreekit.cohort import Auditors, DepartmentPage, Entry, How, evaluate
        >>> page = DepartmentPage()
        >>> entries = [Entry("ab1", {"records": []})]
        >>> for row in evaluate(entries, Auditors(), how=How(detail="demand")):
        ...     page.add(row)
        >>> text = page.render()
        >>> text.splitlines()[0], "ab1" in text, "Student 1" in text
        ('<!doctype html>', False, True)
    """

    def __init__(self, *, names: bool = False, audits: Path | None = None):
        self.audits = audits
        self.department = Department(names=names)

    def add(self, row: StudentRow) -> None:
        """Add a student, whose row has the demand (`How`)."""
        self.department.add(row)

    def name_courses(self, titles: Mapping[str, str]) -> None:
        """Say what courses are called.

        Args:
            titles: by their codes.
        """
        self.department.titles.update(titles)

    def audit_name(self, fingerprint: str) -> str:
        """Return the name of the file of an audit; it says nothing of the student.

        Args:
            fingerprint: of what the audit was made of.
        """
        return f"{fingerprint}{'-named' if self.department.names else ''}.html"

    def has_audit(self, fingerprint: str) -> bool:
        """Return whether there is an audit already.

        Args:
            fingerprint: of what it was made of.
        """
        return self.audits is not None and (self.audits / self.audit_name(fingerprint)).is_file()

    def render(self, home: Path | None = None) -> str:
        """Return the page.

        Args:
            home: the folder the page will be in, from which links go out; the current one without
                it.
        """
        department = self.department
        students = list(department.students(self._links(home)))
        requirements = department.requirements()
        courses = department.courses()
        page = _environment().get_template("department.html")
        return page.render(
            department=department,
            counts=department.counts,
            students=students,
            near=near(students),
            most_near=NEAR,
            requirements=requirements,
            courses=courses,
            sets=_sets(department),
            pictures=self._pictures(),
            linked=any(one.audit for one in students),
            printable=printable,
        ).strip()

    def _links(self, home: Path | None) -> dict[int, str]:
        if self.audits is None:
            return {}
        folder = os.path.relpath(self.audits, home or Path.cwd())
        return {
            number: quote(f"{Path(folder).as_posix()}/{self.audit_name(row.origin.fingerprint)}")
            for number, row in enumerate(self.department.rows, start=1)
            if row.origin is not None and self.has_audit(row.origin.fingerprint)
        }

    def _pictures(self) -> dict[str, str]:
        """Return the pictures; empty where the library for them is not installed."""
        department = self.department
        try:
            return {
                "status": _status_picture(department.counts, len(department.rows)),
                "open": _open_picture(department),
                "demand": _demand_picture(department),
            }
        except CohortMissing:
            return dict.fromkeys(("status", "open", "demand"), "")


def _status_picture(counts: Mapping[str, int], total: int) -> str:
    parts = [(name, [number]) for name, number in counts.items() if number]
    said = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    return bars(f"{total} students: {said}", ["students"], parts, "status") if total else ""


def _open_picture(department: Department) -> str:
    lines = [one for one in department.requirements() if one.counts["unsatisfied"]]
    lines = sorted(lines, key=lambda one: -one.counts["unsatisfied"])[:_BARS]
    if not lines:
        return ""
    parts = [("incomplete", [one.counts["unsatisfied"] for one in lines])]
    title = f"Open requirements; most often {lines[0].title}"
    return bars(title, [one.title for one in lines], parts, "open")


def _demand_picture(department: Department) -> str:
    lines = department.courses()[:_BARS]
    if not lines:
        return ""
    parts = [
        ("must", [one.must for one in lines]),
        ("could", [one.could - one.must for one in lines]),
    ]
    title = f"Demand by course: {lines[0].course} must be taken by {lines[0].must}"
    return bars(title, [f"{one.course} {one.title}".strip() for one in lines], parts, "demand")


def _sets(department: Department) -> list[list[int]]:
    """Return the sets of courses that students could take, as numbers of the courses' lines."""
    numbers = {one.course: n for n, one in enumerate(department.courses())}
    return [sorted(numbers[name] for name in names) for names in department.sets]


@cache
def _environment() -> Environment:
    # Every value is escaped: what a course is called is what somebody else printed.
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("degreekit.cohort", "templates"),
                PackageLoader("degreekit.report", "page"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
