"""`degreekit columbia-courses`: which courses of the catalog a set of courses means."""

from __future__ import annotations

import json

import click

from degreekit.columbia.institution import columbia
from degreekit.courses import CatalogCourse, CourseSet, Institution, InvalidCourseSet

__all__ = ["courses"]


@click.command("columbia-courses", short_help="List Columbia's courses in a set of courses.")
@click.argument("courses", metavar="SET")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write the list.",
)
def courses(courses: str, format_: str) -> int:
    """List what Columbia's catalog has in SET, as "COMS 41xx - COMS 4121".

    For those who write rules: a set that means more, or less, than the page is seen at once.
    """
    try:
        wanted = CourseSet.parse(courses)
    except InvalidCourseSet as error:
        raise click.BadParameter(str(error), param_hint="'SET'") from None
    here = columbia()
    found = [one for one in here.catalog if wanted.contains(one.code, one.title)]
    if format_ == "json":
        rows = [one.model_dump(mode="json", exclude_defaults=True) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for one in found:
        click.echo(_line(one, here))
    if not found:
        click.echo("The catalog has no such course.", err=True)
    return 0


def _line(course: CatalogCourse, here: Institution) -> str:
    credits = f"{course.credits.normalize():f}"
    if course.least_credits is not None:
        credits = f"{course.least_credits.normalize():f}-{credits}"
    others = [
        str(code)
        for codes in here.cross_lists
        if course.code in codes
        for code in codes
        if code != course.code
    ]
    notes = [f"also {', '.join(others)}"] if others else []
    if here.umbrellas.contains(course.code):
        notes.append("each title a course of its own")
    told = f"  ({'; '.join(notes)})" if notes else ""
    return f"{course.code!s:<12} {credits:>5}  {course.title}{told}"
