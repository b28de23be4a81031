"""An audit as one page of HTML: to read, to keep and to print; nothing on it is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from degreekit.audit import Audit
from degreekit.report.facts import RequirementFacts
from degreekit.report.format import Look
from degreekit.report.telling import DISCLAIMER, audit_facts

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["render_html"]

#: What stands beside the word of a status: a shape, so that no colour has to be told apart.
_MARK = {
    "satisfied": "\N{CHECK MARK}",
    "conditional": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "unsatisfied": "\N{WHITE CIRCLE}",
    "waived": "\N{CHECK MARK}",
    "not applicable": "\N{EN DASH}",
}


def render_html(audit: Audit, look: Look | None = None) -> str:
    """Return the audit as a page of HTML that needs nothing else: no script, no network.

    Args:
        audit: the audit.
        look: names the file that the records were read from.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import render_html
        >>> page = render_html(audit_transcript("columbia-ms-cs-ml", {"records": []}))
        >>> page.splitlines()[0], "<script" in page
        ('<!doctype html>', False)
    """
    facts = audit_facts(audit)
    return (
        _template()
        .render(
            facts=facts,
            document=(look or Look()).document,
            disclaimer=DISCLAIMER,
            limits={limit.id for limit in facts.limits},
            titles=dict(_titles(facts.requirements)),
            mark=_MARK,
        )
        .strip()
    )


def _titles(requirements: Iterable[RequirementFacts]) -> Iterator[tuple[str, str]]:
    for one in requirements:
        yield one.id, one.title
        yield from _titles(one.parts)


@cache
def _template() -> Template:
    # Every value is escaped: a title of a course is what somebody else printed.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("degreekit.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("audit.html")
