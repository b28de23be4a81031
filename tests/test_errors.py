"""Every error carries its facts, says what to do, and passes from process to process."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import degreekit
from degreekit import DegreekitError


def _kinds() -> list[type[DegreekitError]]:
    for module in pkgutil.walk_packages(degreekit.__path__, "degreekit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ahead, found = [DegreekitError], []
    while ahead:
        kind = ahead.pop()
        found.append(kind)
        ahead += [one for one in kind.__subclasses__() if one.__module__.startswith("degreekit")]
    return sorted(set(found), key=lambda one: one.__name__)


@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "carry",
    [lambda e: pickle.loads(pickle.dumps(e)), copy.copy],  # noqa: S301  # our own
)
def test_an_error_keeps_its_kind_its_text_and_its_fields_in_another_process(
    kind: type[DegreekitError], carry: Callable[[Any], Any]
) -> None:
    error = kind.__new__(kind, "what went wrong; what to do")
    error.args = ("what went wrong; what to do",)
    names = [name for name in inspect.signature(kind.__init__).parameters if name != "self"]
    fields = {name: f"the {name}" for name in names if name not in ("args", "kwargs")}
    error.__dict__.update(fields)
    other = carry(error)
    assert type(other) is kind
    assert (other.args, vars(other)) == (error.args, vars(error))
    assert str(other) == str(error)
