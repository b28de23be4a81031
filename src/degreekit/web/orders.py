"""What the page may ask, as data: each order is checked before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from degreekit.audit.solve.budget import DEFAULT_BUDGET
from degreekit.data_model import DataModel, validated
from degreekit.errors import DegreekitError
from degreekit.plain_data import mistake

__all__ = [
    "AskWhy",
    "Case",
    "CheckProof",
    "Compare",
    "Documents",
    "Entry",
    "InvalidOrder",
    "ListFile",
    "Nothing",
    "PageOf",
    "PaperOf",
    "ProgramChoice",
    "Programs",
    "QuestionOf",
    "Save",
    "parsed",
]

_Model = TypeVar("_Model", bound="Order")
#: No student has more of anything.
_MANY = 400
#: The search takes about 100,000 steps a second, and nothing can end it before.
MOST_STEPS = 10_000_000


class InvalidOrder(DegreekitError, ValueError):
    """The page asked for something that there is not.

    Attributes:
        problems: one line per mistake.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"the page asked for what there is not: {'; '.join(problems)}")


class Order(DataModel):
    """Something that the page asks."""


class Nothing(Order):
    """An order that needs no more than its name."""


class ProgramChoice(Order):
    """A program: an installed one, or one whose rules are in a file that was dropped.

    Attributes:
        id: of an installed program; empty for a file.
        edition: of its rules; empty for the one decided for the student, or else the default.
        rules: the id of a file with rules.
    """

    id: str = ""
    edition: str = ""
    rules: str = ""


class Documents(Order):
    """The student's documents, and what a person says of them.

    Attributes:
        documents: ids of files; several are read as one transcript.
        answers: to the questions about what OCR read.
        institution: the id of the institution that they are of, where the user says so.
        ocr: whether scanned pages are read.
    """

    documents: tuple[str, ...] = Field(min_length=1, max_length=40)
    answers: tuple[dict[str, Any], ...] = Field(default=(), max_length=_MANY)
    institution: str = ""
    ocr: bool = True


class Programs(Order):
    """Which rules hold.

    Attributes:
        programs: the program, or several that are audited together.
        share_courses: how many courses any two of several may share; None for what their own rules
            say, or for any number where there is a bound on credits.
        share_credits: how many credits any two may share; None for no bound.
    """

    programs: tuple[ProgramChoice, ...] = Field(min_length=1, max_length=8)
    share_courses: Annotated[int, Field(ge=0, lt=1000)] | Literal["any"] | None = None
    share_credits: Annotated[Decimal, Field(ge=0, lt=1000)] | Literal["any"] | None = None


class Case(Documents, Programs):
    """Everything that an audit is made of.

    Attributes:
        decisions: for the student, as data.
        plan: courses the student means to take, as data.
        budget: how many steps the search may take.
        prove: whether the answer is proved besides, which takes longer than the audit itself.
        redact: whether an answer leaves out who the student is.
    """

    decisions: tuple[Any, ...] = Field(default=(), max_length=_MANY)
    plan: tuple[Any, ...] = Field(default=(), max_length=_MANY)
    budget: int = Field(default=DEFAULT_BUDGET, ge=1, le=MOST_STEPS)
    prove: bool = False
    redact: bool = False


class AskWhy(Case):
    """Why a course does not count for a requirement.

    Attributes:
        course: its code.
        requirement: the id of the requirement.
    """

    course: str
    requirement: str


class Compare(Case):
    """What is different for the student under other rules than those of the first program.

    Attributes:
        other: whose rules they are.
    """

    other: ProgramChoice


class CheckProof(Case):
    """Whether the proof of an audit holds for these records and decisions.

    Attributes:
        document: the id of the file with the proof.
    """

    document: str


class Save(Case):
    """A file to save.

    Attributes:
        format: which one; see `degreekit.web.saving`.
        full: whether text says everything.
        prove: whether an audit is proved besides, as the command proves the audit of one file.
    """

    format: str
    prove: bool = True
    full: bool = False


class PageOf(Order):
    """A page of a document as a picture, or the part around a place on it.

    Attributes:
        document: the id of the file.
        page: counted from 1.
        box: the place that is marked.
    """

    document: str
    page: int
    box: tuple[float, float, float, float] | None = None


class QuestionOf(Documents):
    """The picture of a question.

    Attributes:
        question: its id.
        file: the name of the document it is about, where several are read together.
    """

    question: str
    file: str = ""


class Entry(Programs):
    """One decision, or one planned course, that was typed.

    Attributes:
        entry: as data.
    """

    entry: Any


class PaperOf(Order):
    """A file.

    Attributes:
        document: its id.
    """

    document: str


class ListFile(PaperOf, Programs):
    """A file with decisions or with a plan.

    Attributes:
        documents: ids of the student's documents; a decision may name the student by their names.
    """

    documents: tuple[str, ...] = Field(default=(), max_length=40)


def parsed(model: type[_Model], data: Mapping[str, Any]) -> _Model:
    """Return an order that was checked.

    Args:
        model: what it has to be.
        data: as the page sent it.

    Raises:
        InvalidOrder: names each mistake.
    """
    try:
        return validated(model, dict(data))
    except ValidationError as error:
        found = (mistake(one) for one in error.errors())
        raise InvalidOrder(
            tuple(f"{'.'.join(map(str, place)) or 'order'}: {text}" for place, text in found)
        ) from None
