"""Questions about what OCR read, and a person's answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, ValidationError

from degreekit.data_model import DataModel, validated
from degreekit.errors import DegreekitError
from degreekit.ingest.page.geometry import Box
from degreekit.plain_data import NotPlainData, mistake, read_json

__all__ = ["Answer", "Correction", "InvalidAnswers", "Question", "read_answers"]


class Question(DataModel):
    """Something on a page that OCR read and is not sure of.

    Attributes:
        id: names it in an answer; it is made of its place, so it is the same on every run.
        kind: a ``record`` that was read and is doubtful, or a ``line`` that may be a course.
        page: counted from 1.
        box: its place on the page.
        raw: what was read, cell by cell.
        record: of a record, its fields as they were read.
        doubts: of a record, why each field is in doubt, by the field's name.
        alternatives: what else a field may say, the likeliest first.
        file: the document it is about, where several are read together.

    Example:
        >>> from degreekit.ingest import Question
        >>> asked = Question(id="1-40-90", kind="line", page=1, box=(40, 90, 300, 99), raw="C0MS")
        >>> asked.record is None
        True
    """

    id: str
    kind: Literal["record", "line"]
    page: int
    box: Box
    raw: str
    record: dict[str, str] | None = None
    doubts: dict[str, str] = Field(default_factory=dict)
    alternatives: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    file: str | None = None


class Correction(DataModel):
    """A piece of text that was understood as another than OCR read.

    Attributes:
        page: counted from 1.
        box: its place on the page.
        raw: what the engine read.
        text: what it was taken for.
        file: the document it stands in, where several are read together.
    """

    page: int
    box: Box
    raw: str
    text: str
    file: str | None = None


class Answer(DataModel):
    """What a person says to a question.

    Attributes:
        question: the id of the question.
        raw: what was read there; an answer to another reading is not used.
        answer: ``accept`` it as read, ``correct`` it, or ``drop`` it: there is no course.
        fields: the fields that are printed otherwise: ``code``, ``title``, ``credits``, ``grade``,
            ``term``, ``section``. A null says that nothing is printed. For a line all that is
            printed, at least code and credits.

    Example:
        >>> from degreekit.ingest import Answer
        >>> Answer(question="1-40-90", raw="B.", answer="correct", fields={"grade": "B-"}).answer
        'correct'
    """

    question: str
    raw: str
    answer: Literal["accept", "correct", "drop"]
    fields: dict[Literal["code", "title", "credits", "grade", "term", "section"], str | None] = (
        Field(default_factory=dict)
    )


class InvalidAnswers(DegreekitError, ValueError):
    """Data that is not a list of answers.

    Attributes:
        problems: one line per mistake, each naming its place.
    """

    def __init__(self, problems: tuple[str, ...]):
        self.problems = problems
        super().__init__("not a valid list of answers: " + "; ".join(problems))


def read_answers(data: str | bytes | list[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """Return the answers of a file: a JSON list, as ``degreekit ingest --confirm`` writes it.

    Raises:
        InvalidAnswers: names each mistake and its place.

    Example:
        >>> from degreekit.ingest import read_answers
        >>> read_answers('[{"question": "1-40-90", "raw": "B", "answer": "accept"}]')[0].answer
        'accept'
    """
    if isinstance(data, str | bytes):
        try:
            data = read_json(data)
        except NotPlainData as error:
            raise InvalidAnswers((error.problem,)) from None
    if not isinstance(data, list):
        raise InvalidAnswers(("it has to be a list",))
    answers, problems = [], []
    for number, entry in enumerate(data):
        try:
            answers.append(validated(Answer, entry))
        except ValidationError as error:
            problems += [
                f"[{number}]{''.join(f'.{part}' for part in place)}: {text}"
                for place, text in (mistake(one, Answer.model_fields) for one in error.errors())
            ]
    if problems:
        raise InvalidAnswers(tuple(problems))
    return tuple(answers)
