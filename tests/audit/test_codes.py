"""The finding codes: as many entries as codes that the source can give, and no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import degreekit
from degreekit.audit import AUDIT_CODES
from degreekit.audit.codes import CHECK_CODES, TITLE_CODES, UNAPPLIED_CODES, WHY_NOT_CODES

HOME = Path(degreekit.__file__).parent
#: Where codes are given, and how: the position of the code in a call, or as the first of a pair.
CALLS = {"Violation": 0, "Standing": 1, "Reason": 0}
GIVERS = (
    "requirements/standing.py",
    "audit/certify/validity.py",
    "audit/explain/reasons.py",
    "audit/explain/titles.py",
    "audit/whynot.py",
)
PAIRS = ("audit/whynot.py",)


def _texts(given: ast.expr, function: ast.AST) -> Iterator[str]:
    """Yield the texts an expression may come to, through the names it is put together from."""
    if isinstance(given, ast.Constant):
        if isinstance(given.value, str):
            yield given.value
    elif isinstance(given, ast.IfExp):  # not the condition
        yield from _texts(given.body, function)
        yield from _texts(given.orelse, function)
    elif isinstance(given, ast.Dict):
        for value in given.values:
            yield from _texts(value, function)
    elif isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute):
        if given.func.attr == "get":  # of a table, and else the second
            yield from _texts(given.func.value, function)
            for other in given.args[1:]:
                yield from _texts(other, function)
    elif isinstance(given, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == given.id for target in node.targets
            ):
                yield from _texts(node.value, function)


def _given(path: Path, *, pairs: bool) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = CALLS.get(node.func.id)
                if place is not None and len(node.args) > place:
                    yield from _texts(node.args[place], function)
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "reason":
                        yield from _texts(keyword.value, function)
            if pairs and isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                yield from _texts(node.value.elts[0], function)


def given() -> set[str]:
    """Return every code that the source can give."""
    return {
        code
        for name in GIVERS
        for code in _given(HOME / name, pairs=name in PAIRS)
        if code and " " not in code
    }


def test_every_code_that_the_source_can_give_has_its_entry_and_there_is_no_other() -> None:
    assert given() == {entry.code for entry in AUDIT_CODES}


def test_codes_are_given_nowhere_else() -> None:
    others = [path for path in HOME.rglob("*.py") if str(path.relative_to(HOME)) not in GIVERS]
    for path in others:
        text = path.read_text(encoding="utf-8")
        assert "Violation(" not in text, path
        assert path.name == "average.py" or "Standing(" not in text, path
        assert "WhyNot(" not in text.replace("class WhyNot(", ""), path


def test_every_code_stands_in_one_list() -> None:
    lists = [UNAPPLIED_CODES, WHY_NOT_CODES, TITLE_CODES, CHECK_CODES]
    codes = [entry.code for entries in lists for entry in entries]
    assert len(codes) == len(set(codes))
    assert codes == [entry.code for entry in AUDIT_CODES]
