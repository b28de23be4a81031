"""What the docs say of the size of the code that proofs rest on is so, and the loop stays small."""

from __future__ import annotations

import ast
import inspect
import io
import tokenize
from pathlib import Path

from degreekit.audit.certify import refutation

DERIVATION = ("bundles", "counts", "derive", "offer", "rows", "uses")
HERE = Path(inspect.getfile(refutation)).parent


def _code_lines(name: str) -> int:
    """Return how many lines of a module are code: neither empty nor comment nor docstring."""
    source = (HERE / f"{name}.py").read_text(encoding="utf-8")
    described: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                described.update(range(first.lineno, (first.end_lineno or 0) + 1))
    idle = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return len({token.start[0] for token in tokens if token.type not in idle} - described)


def test_the_code_that_a_proof_rests_on_is_as_small_as_the_docs_say() -> None:
    text = " ".join(Path("docs/meaning-of-an-audit.md").read_text(encoding="utf-8").split())
    assert "sums and splits has fewer than 100 lines" in text
    assert _code_lines("refutation") < 100
    assert "`rows.py`: fewer than 1,400 lines" in text
    assert sum(map(_code_lines, DERIVATION)) < 1_400
