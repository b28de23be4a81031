"""Whatever builds a model of degreekit, a mistake is an error of degreekit with its fields."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

import degreekit
from degreekit import Adjustment, CourseRecord, DegreekitError, Program, Transcript
from degreekit.courses import Institution, InvalidData, InvalidRule
from degreekit.data_model import DataModel
from degreekit.requirements import Take
from degreekit.transcript import InvalidTranscript, Student


def _models() -> list[type[BaseModel]]:
    for module in pkgutil.walk_packages(degreekit.__path__, "degreekit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ahead: list[type[BaseModel]] = [BaseModel]
    found = set()
    while ahead:
        below = [one for one in ahead.pop().__subclasses__() if one not in found]
        found |= {one for one in below if one.__module__.startswith("degreekit.")}
        ahead += below
    return sorted(found, key=lambda one: one.__qualname__)


def test_every_model_refuses_what_it_does_not_allow_with_an_error_of_degreekit() -> None:
    models = [one for one in _models() if one.__name__ not in ("DataModel", "Deferred")]
    models = [one for one in models if not inspect.isabstract(one)]
    assert len(models) > 100
    for model in models:
        assert issubclass(model, DataModel), model
        with pytest.raises(DegreekitError, match="no_such_field"):
            model(no_such_field=1)
        with pytest.raises(DegreekitError):
            model.model_validate(5)
        with pytest.raises(DegreekitError):
            model.model_validate_json("{")


#: A model, what it is made of, and what is said of it.
WRONG: list[tuple[Any, dict[str, Any], type[DegreekitError], str]] = [
    (
        CourseRecord,
        {"code": "COMS", "credits": 3},
        InvalidData,
        "this is not a valid CourseRecord: code: 'COMS' is not a course code",
    ),
    (CourseRecord, {"code": "COMS W4771"}, InvalidData, "credits: it is missing"),
    (
        CourseRecord,
        {"code": "COMS W4771", "credits": 3, "grdae": "B"},
        InvalidData,
        "there is no field 'grdae'; did you mean 'grade'?",
    ),
    (Student, {"first_term": "Fal 2023"}, InvalidData, "first_term: 'Fal 2023' is not a"),
    (Adjustment, {"kind": "wave"}, InvalidData, "kind: it has to be"),
    (Transcript, {"records": 3}, InvalidTranscript, "records: it has to be a list"),
    (Institution, {"id": "x"}, InvalidData, "title: it is missing"),
    (Program, {}, InvalidRule, "this is not a valid Program: `id` is missing"),
    (
        Take,
        {"id": "a", "title": "A", "rows": [{"course": "CS 1"}]},
        InvalidRule,
        "`rows`, entry 1, `courses` is missing; `rows`, entry 1: there is no field `course`",
    ),
    (
        Take,
        {"id": "a", "title": "A", "rows": [{"courses": {"kind": "levl", "at_least": 6000}}]},
        InvalidRule,
        "`rows`, entry 1, `courses`: there is no kind `levl`; did you mean `level`?",
    ),
]


@pytest.mark.parametrize(("model", "data", "kind", "said"), WRONG)
def test_a_mistake_names_the_field_and_says_what_to_do(
    model: Any, data: dict[str, Any], kind: type[DegreekitError], said: str
) -> None:
    builders: list[Callable[[], Any]] = [lambda: model(**data), lambda: model.model_validate(data)]
    for build in builders:
        with pytest.raises(kind) as caught:
            build()
        assert said in str(caught.value)
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # our own
        assert (str(again), vars(again)) == (str(caught.value), vars(caught.value))


def test_no_value_of_a_record_is_repeated() -> None:
    data: dict[str, Any] = {"code": "COMS W4771", "credits": "secret", "grade": ["secret"]}
    with pytest.raises(InvalidData) as caught:
        CourseRecord(**data)
    assert caught.value.model == "CourseRecord"
    assert [one.split(":")[0] for one in caught.value.mistakes] == ["credits", "grade"]
    assert "secret" not in str(caught.value)
