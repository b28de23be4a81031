"""A document of a seed: the file, what it says, and where each row stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.layouts.choice import Choice, draw_choice
from tests.layouts.compose import compose
from tests.layouts.flow import Flow
from tests.layouts.paper import Place
from tests.layouts.phrases import UNIVERSITY
from tests.layouts.plaintext import write_text
from tests.layouts.press import press
from tests.layouts.producers import PRODUCERS
from tests.layouts.refusals import OTHERS, moved, paper, spoil
from tests.layouts.settle import settle
from tests.layouts.sheets import impose, join
from tests.layouts.students import draw_student
from tests.layouts.truth import Row, Student
from tests.layouts.webpage import missing, print_page


@dataclass(frozen=True)
class Document:
    """A file and the truth about it.

    Attributes:
        data: the file.
        choice: its layout.
        rows: the records in their order; of a document to be refused there are none.
        places: where each row stands; empty where that is not known.
        outcomes: the names a refusal may have, the best first; empty for a document to be read.
        contradicted: whether a printed figure is wrong on purpose.
    """

    data: bytes
    choice: Choice
    rows: tuple[Row, ...] = ()
    places: tuple[tuple[Place, ...], ...] = ()
    outcomes: tuple[str, ...] = ()
    contradicted: bool = False

    @property
    def suffix(self) -> str:
        """The end of its file's name."""
        return ".pdf" if self.data.startswith(b"%PDF") else ".txt"


def make(seed: int, number: int, fixed: Mapping[str, str] | None = None) -> Document:
    """Return a document.

    Args:
        seed: of the run.
        number: of the document in the run.
        fixed: values of axes that are not left to chance.
    """
    random = Random(f"{seed}/{number}")
    return build(random, draw_choice(random, fixed))


def build(random: Random, choice: Choice) -> Document:
    """Return the document of a choice; what the choice cannot show is set back in it."""
    if missing(choice["producer"]):
        choice.set_back("producer")
    settle(choice)
    kind = choice["document"]
    if other := paper(kind, random):
        pages, outcomes = other
        return Document(
            PRODUCERS[choice["producer"]](pages, choice, random), choice, outcomes=outcomes
        )
    student = draw_student(random, choice)
    if kind in OTHERS:
        flow = compose(random, choice, moved(student, kind), university=OTHERS[kind][0])
        data, _ = write(flow, random)
        return Document(data, choice, outcomes=("other_institution",))
    flow = compose(random, choice, student)
    data, places = write(flow, random)
    if kind == "two students":
        second, _ = write(compose(random, choice, _another(student, random, choice)), random)
        return Document(join(data, second)[0], choice, outcomes=("two_students",))
    data, outcomes = spoil(kind, data, random)
    if outcomes:
        return Document(data, choice, outcomes=outcomes)
    data, places = _copies(data, places, flow, student, random)
    data, places = impose(data, choice["sheet"], places)
    return Document(
        data,
        choice,
        tuple(flow.rows),
        tuple(map(tuple, places)),
        contradicted=choice.has("contradiction"),
    )


def write(flow: Flow, random: Random) -> tuple[bytes, list[list[Place]]]:
    """Return the file of a document and the places of its rows."""
    producer = flow.choice["producer"]
    if producer.startswith("text"):
        return write_text(flow, random)
    if producer in PRODUCERS:
        printed = press(flow, random)
        return PRODUCERS[producer](printed.pages, flow.choice, random), printed.places
    return print_page(flow, random)


def _another(student: Student, random: Random, choice: Choice) -> Student:
    """Return somebody else."""
    while True:
        other = draw_student(random, choice)
        if other.name != student.name and other.uni != student.uni:
            return other


def _copies(
    data: bytes, places: list[list[Place]], flow: Flow, student: Student, random: Random
) -> tuple[bytes, list[list[Place]]]:
    """Add a second copy, or a print of the last term, as people join files."""
    choice = flow.choice
    if choice["copies"] == "one":
        return data, places
    if choice["copies"] == "twice":
        both, count = join(data, data)
        more = [[replace(place, page=place.page + count) for place in row] for row in places]
        return both, [row + again for row, again in zip(places, more, strict=True)]
    last = student.schools[-1]
    blocks = [block for block in last.blocks if block.when is not None]
    if last.blocks[-1] is not blocks[-1] or any(row.planned for row in blocks[-1].rows):
        choice.set_back("copies")
        return data, places
    alone = replace(student, schools=(replace(last, blocks=(blocks[-1],)),))
    other = Choice.plain() | {
        axis: choice[axis]
        for axis in (
            "code",
            "titles",
            "topics",
            "schools",
            "paper",
            "open grade",
            "term form",
            "producer",
        )
    }
    other = Choice(other)
    other.update(
        {
            "head": "web page",
            "grid": "boxes",
            "foot": "web address",
            "order": "code title grade credits",
        }
    )
    if other["code"] == "subject | number":
        other["code"] = "COMS W4771"
    settle(other)
    second, _ = write(compose(random, other, alone, university=UNIVERSITY), random)
    return join(data, second)[0], places
