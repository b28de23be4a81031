"""A plugin with a program of its own, ready to be installed."""

from __future__ import annotations

import keyword
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import click

from degreekit.api import get_institution, programs
from degreekit.cli.output import put, say
from degreekit.courses import CatalogCourse, Institution
from degreekit.plugins import NotFound
from degreekit.requirements import amount_text
from degreekit.requirements.model import ID

__all__ = ["run"]

#: Titles of the example are shorter than this, so that a row of it is one line.
_LONG = 30
#: The courses of the example where there is no catalog.
_EXAMPLES = (("DEPT 501", "First course"), ("DEPT 502", "Second"), ("DEPT 503", "Third"))


def run(
    name: str, *, yaml: bool, title: str | None, institution_id: str, unit: str, into: Path
) -> int:
    """Write a distribution with an example program; see `degreekit new-track --help`."""
    module = _module(name)
    try:
        institution = get_institution(institution_id)
    except NotFound as error:
        raise click.BadParameter(str(error), param_hint="'--institution'") from None
    home = into / name
    if home.exists():
        raise click.UsageError(f"{home} already exists: choose another name, or move it away.")
    plain = _one_line(title) if title else name.replace("-", " ").capitalize()
    fields = _fields(name, module, plain, institution, unit, yaml=yaml)
    written = _written(home, name, module, fields, yaml=yaml)
    put("\n".join(map(str, written)))
    say(
        f'\nNow: pip install --editable "{home}[test]" && pytest {home}, and replace the example '
        f"with your rules."
    )
    return 0


def _written(
    home: Path, name: str, module: str, fields: dict[str, str], *, yaml: bool
) -> list[Path]:
    """Write the distribution as a whole or not at all, and return its files."""
    layout = _layout(name, module, yaml=yaml)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{name}-", dir=home.parent) as folder:
            for path, template in layout.items():
                file = Path(folder) / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(_filled(template, fields), encoding="utf-8")
            (Path(folder) / name).rename(home)
    except OSError as error:
        raise click.UsageError(f"{home} cannot be written: {error.strerror}.") from None
    return [home / path for path in layout]


def _module(name: str) -> str:
    """Return the name of the module, or end the command: the name cannot be a distribution's."""
    module = name.replace("-", "_")
    if not ID.match(name) or not name[0].isalpha():
        raise click.BadParameter(
            f"{name!r} is not a valid name: use lower-case letters, digits and single hyphens, and "
            f"begin with a letter, as in data-certificate.",
            param_hint="'NAME'",
        )
    if keyword.iskeyword(module):
        raise click.BadParameter(
            f"{name!r} is a keyword of Python: choose another name.", param_hint="'NAME'"
        )
    if module in sys.stdlib_module_names or _importable(module):
        raise click.BadParameter(
            f"a Python package with the name {name!r} is already installed: choose another name.",
            param_hint="'NAME'",
        )
    if any(program.id == name for program in programs()):
        raise click.BadParameter(
            f"a program {name!r} is already installed: choose another name.",
            param_hint="'NAME'",
        )
    return module


def _importable(module: str) -> bool:
    """Return whether there is such a module already; a mere folder of that name is none."""
    found = find_spec(module)
    return found is not None and found.origin is not None


def _one_line(title: str) -> str:
    if not title.isprintable() or any(mark in title for mark in '"\\:#$'):
        raise click.BadParameter(
            "a title is one line without quotation marks, colons, backslashes, # and $.",
            param_hint="'--title'",
        )
    return title


def _fields(
    name: str, module: str, title: str, institution: Institution, unit: str, *, yaml: bool
) -> dict[str, str]:
    """Return what the templates are filled with."""
    first, second, third = _courses(institution)
    own = version("degreekit")
    return {
        "name": name,
        "module": module,
        "title": title,
        "institution": institution.id,
        "rules": "program.yaml" if yaml else "rules.py",
        "since": ".".join(own.split(".")[:2]),
        "date": date.today().isoformat(),  # noqa: DTZ011  # the author's own day
        "unit": unit,
        "credit_word": unit,
        "credit_title": unit.capitalize(),
        "each": amount_text(institution.standard_credits),
        "almost": amount_text(institution.standard_credits - Decimal("0.01")),
        "total": amount_text(2 * institution.standard_credits),
        "first": first[0],
        "first_title": first[1],
        "second": second[0],
        "second_title": second[1],
        "third": third[0],
        "third_title": third[1],
    }


def _courses(institution: Institution) -> tuple[tuple[str, str], ...]:
    """Return three courses for the example: of the largest subject, where there is a catalog."""
    usual = [one for one in institution.catalog if _usual(one, institution)]
    subjects = Counter(one.code.subject for one in usual)
    largest = max(sorted(subjects), key=subjects.__getitem__, default="")
    listed = [one for one in usual if one.code.subject == largest]
    found = listed[len(listed) // 2 :][: len(_EXAMPLES)]  # neither the first nor the last ones
    if len(found) < len(_EXAMPLES):
        return _EXAMPLES
    return tuple((f"{one.code.subject} {one.code.number}", one.title) for one in found)


def _usual(course: CatalogCourse, institution: Institution) -> bool:
    return (
        course.credits == institution.standard_credits
        and course.least_credits is None
        and not institution.umbrellas.contains(course.code)
        and not any(course.code in codes for codes in institution.cross_lists)
        and course.title.replace(" ", "").isalpha()
        and not course.title.isupper()
        and len(course.title) < _LONG
    )


def _layout(name: str, module: str, *, yaml: bool) -> dict[str, str]:
    """Return the files to write, each with its template."""
    kind = "yaml" if yaml else "python"
    rules = "program.yaml" if yaml else "rules.py"
    return {
        "pyproject.toml": "pyproject.toml.txt",
        "README.md": "README.md.txt",
        f"src/{module}/__init__.py": "init.txt",
        f"src/{module}/plugin.py": f"plugin-{kind}.txt",
        f"src/{module}/{rules}": f"rules-{kind}.txt",
        f"tests/cases/{name}.cases.md": "cases.txt",
        "tests/cases/equivalents.md": "equivalents.txt",
        f"tests/test_{module}.py": "test-rules.txt",
    }


def _filled(template: str, fields: dict[str, str]) -> str:
    text = files("degreekit.cli.work").joinpath("track", template).read_text(encoding="utf-8")
    return Template(text).substitute(fields)
