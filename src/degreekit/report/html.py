"""An audit as one page of HTML: to read, to keep and to print; nothing on it is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from degreekit.audit import Audit
from degreekit.printable import printable
from degreekit.report.facts import RecordFacts, RequirementFacts
from degreekit.report.format import Look
from degreekit.report.narrate import audit_facts

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["OtherPage", "load_templates", "render_html", "render_notebook"]

#: What stands next to the word of a status: a shape, so that nothing depends on colour.
_MARK = {
    "complete": "\N{CHECK MARK}",
    "complete if": "\N{CIRCLE WITH LEFT HALF BLACK}",
    "incomplete": "\N{WHITE CIRCLE}",
    "waived": "\N{CHECK MARK}",
    "not needed": "\N{EN DASH}",
}


@dataclass(frozen=True, slots=True)
class OtherPage:
    """The page of the same transcript's audit against another program.

    Attributes:
        title: the program.
        status: how it stands, in a few words.
        href: where the page is.
    """

    title: str
    status: str
    href: str


def render_html(audit: Audit, look: Look | None = None, *, others: Sequence[OtherPage] = ()) -> str:
    """Return the audit as a page of HTML that needs nothing else: no script, no network.

    Args:
        audit: the audit.
        look: names the file that the records were read from.
        others: the pages of the same transcript's audits against other programs, to link.

    Example:
        >>> from degreekit import audit_transcript
        >>> from degreekit.report import render_html
        >>> page = render_html(audit_transcript("columbia-ms-cs-ml", {"records": []}))
        >>> page.splitlines()[0], "<script" in page
        ('<!doctype html>', False)
    """
    return _rendered("audit.html", audit, (look or Look()).document, others)


def render_notebook(audit: Audit) -> str:
    """Return the core of the page, as a notebook shows an audit: a piece of HTML with its styles.

    Args:
        audit: the audit.
    """
    return _rendered("notebook.html", audit, "")


def load_templates() -> None:
    """Compile the templates, as the first audit does, before there is one."""
    _environment().get_template("audit.html")


Audit._as_html = render_notebook  # this package stands above that of the audit


def _rendered(template: str, audit: Audit, document: str, others: Sequence[OtherPage] = ()) -> str:
    facts = audit_facts(audit)
    page = _environment().get_template(template)
    return page.render(
        facts=facts,
        document=printable(document),
        limits={limit.id for limit in facts.limits},
        places={place.requirement: place for place in facts.open},
        terms=_by_term(facts.records),
        titles=dict(_titles(facts.requirements)),
        mark=_MARK,
        others=[OtherPage(printable(one.title), printable(one.status), one.href) for one in others],
    ).strip()


def _titles(requirements: Iterable[RequirementFacts]) -> Iterator[tuple[str, str]]:
    for one in requirements:
        yield one.id, one.title
        yield from _titles(one.parts)


def _by_term(records: Iterable[RecordFacts]) -> list[tuple[str, list[RecordFacts]]]:
    """Return the records term by term, the terms in the order in which they first stand."""
    terms: dict[str, list[RecordFacts]] = {}
    for one in records:
        terms.setdefault(one.course.term, []).append(one)
    return list(terms.items())


@cache
def _environment() -> Environment:
    # Every value is escaped: a title of a course is what somebody else printed.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("degreekit.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
