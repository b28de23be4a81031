"""The picture of a reading shows everything that was read, where it stands."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pikepdf
import pytest
from PIL import Image, ImageChops

from degreekit.ingest import IngestError, Limits, Outcome, describe_document, draw_reading
from degreekit.ingest.source.process import Cost, run
from degreekit.ingest.tools.show import _FIELDS, _FINDING, _FURNITURE, _RECORD, _SCALE, _UNKNOWN
from degreekit.transcript import Mark, ReadingStatus
from tests.fixtures.generator import etranscript
from tests.fixtures.generator.canvas import LETTER, Reportlab, Type
from tests.fixtures.generator.students import MS_STUDENT
from tests.ingest.helpers import FIXTURES, read

Change = Callable[[pikepdf.Page], None]
Colour = tuple[int, int, int]


def pictures(data: bytes) -> list[Image.Image]:
    drawn = draw_reading(data, read(data))
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in drawn]


def rewritten(*changes: Change) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(FIXTURES / "ms-student.pdf") as pdf:
        for page in pdf.pages:
            for change in changes:
                change(page)
        pdf.save(file)
    return file.getvalue()


def turned(angle: int) -> Change:
    return lambda page: page.rotate(angle, relative=False)


def boxed(name: str, *box: float) -> Change:
    return lambda page: setattr(page, name, pikepdf.Array(list(box)))


def has(picture: Image.Image, colour: Colour) -> bool:
    """Return whether the outline of a mark in this colour is drawn below the legend."""
    below = picture.crop((0, 60, *picture.size))
    colours = below.getcolors(picture.width * picture.height)
    return colours is not None and any(one == colour for _, one in colours)


def test_each_page_becomes_a_picture_with_a_legend_above_it() -> None:
    data = (FIXTURES / "ms-student.pdf").read_bytes()
    for picture in pictures(data):
        assert picture.width == pytest.approx(612 * _SCALE, abs=1)
        assert picture.height > 792 * _SCALE


def test_courses_known_lines_unknown_lines_and_differences_are_marked() -> None:
    canvas = Reportlab(LETTER, Type())
    etranscript._Setter(MS_STUDENT, etranscript.Layout(columns=(1,)), canvas).run()
    canvas.text(36, 700, "something that no reader knows")
    canvas.text(36, 712, "TERM POINTS: 99.00")
    data = canvas.bytes()
    reading = read(data)
    assert reading.not_understood
    assert reading.status is ReadingStatus.CONTRADICTED
    first = pictures(data)[0]
    for style in (_RECORD, _FURNITURE, _UNKNOWN, _FINDING):
        assert has(first, style.colour), style.label


def test_each_field_is_drawn_by_what_confirms_it() -> None:
    data = etranscript.render(MS_STUDENT, etranscript.Layout(columns=(1,)))
    marks = Counter(
        record.marks[name]
        for record in read(data).transcript.records
        for name in record.boxes
        if name in record.marks and record.page == 1
    )
    assert set(marks) == {Mark.PROVED, Mark.SEEN_TWICE}
    picture = pictures(data)[0]
    for mark, style in _FIELDS.items():
        assert len(outlined(picture, style.colour)) == marks[mark], style.label


CROPPED = (boxed("cropbox", 20, 15, 600, 780),)
MOVED = (boxed("mediabox", -30, -40, 630, 820), boxed("cropbox", 5, 10, 600, 785))


@pytest.mark.parametrize(
    ("angle", "boxes"),
    [(0, ()), (90, CROPPED), (180, MOVED), (270, MOVED)],
    ids=["plain", "turned and cropped", "turned over and moved", "turned back and moved"],
)
def test_marks_fit_on_pages_that_are_turned_cropped_or_moved(
    angle: int, boxes: tuple[Change, ...]
) -> None:
    """Every field is drawn around ink that reaches close to all of its sides."""
    data = rewritten(*boxes, turned(angle))
    reading = read(data)
    assert len(reading.transcript.records) == 10
    picture = pictures(data)[0]
    ink = picture.convert("L").point(lambda level: 255 if level < 70 else 0)
    fields = sum(len(r.boxes) for r in reading.transcript.records if r.page == 1)
    outlines = [box for style in _FIELDS.values() for box in outlined(picture, style.colour)]
    assert len(outlines) == fields
    for left, top, right, bottom in outlines:
        found = ink.crop((left + 2, top + 2, right - 1, bottom - 1)).getbbox()
        assert found is not None
        wide, high = right - left - 3, bottom - top - 3
        assert found[0] < 8
        assert found[1] < 9
        assert wide - found[2] < 8
        assert high - found[3] < 9


def outlined(picture: Image.Image, colour: Colour) -> list[tuple[int, int, int, int]]:
    """Return the boxes that are drawn in a colour, found in the picture itself."""
    bands = [
        band.point(lambda level, wanted=wanted: 255 if level == wanted else 0)
        for band, wanted in zip(picture.split(), colour, strict=True)
    ]
    mask = ImageChops.darker(ImageChops.darker(bands[0], bands[1]), bands[2])
    mask.paste(0, (0, 0, picture.width, 60))  # the legend
    data, width = mask.tobytes(), mask.width
    edges: dict[tuple[int, int], list[int]] = {}
    for y in range(mask.height):
        for edge in re.finditer(rb"\xff{8,}", data[y * width : (y + 1) * width]):
            edges.setdefault(edge.span(), []).append(y)
    return [
        (left, top, right, bottom)
        for (left, right), rows in edges.items()
        for top, bottom in zip(rows[::2], rows[1::2], strict=True)
    ]


def test_a_blank_picture_has_nothing_of_the_page_in_it() -> None:
    data = (FIXTURES / "official/watermark.pdf").read_bytes()
    reading = read(data)
    empty = reading.model_copy(
        update={
            "transcript": reading.transcript.model_copy(update={"records": ()}),
            "furniture": (),
        }
    )
    [drawn] = draw_reading(data, empty, blank=True)
    picture = Image.open(io.BytesIO(drawn))
    page = picture.crop((0, 60, *picture.size))
    assert page.getextrema() == ((255, 255),) * 3


def test_a_file_that_cannot_be_drawn_within_the_limits_is_refused_by_name() -> None:
    path = FIXTURES / "ms-student.pdf"
    reading = read(path)
    for limits in (Limits(memory=2**20), Limits(size=100)):
        with pytest.raises(IngestError) as caught:
            draw_reading(path, reading, limits=limits)
        assert caught.value.outcome in (Outcome.TOO_LARGE, Outcome.DAMAGED)
        assert caught.value.path == str(path)


def test_a_process_that_takes_too_long_is_killed() -> None:
    path = FIXTURES / "ms-student.pdf"
    reading = read(path)
    with pytest.raises(IngestError) as caught:
        draw_reading(path, reading, limits=Limits(seconds=0))
    assert caught.value.outcome is Outcome.TOO_LARGE
    with pytest.raises(IngestError) as caught:
        list(run("facts", path.read_bytes(), {"pages": 9, "letters": 9}, Cost(0, 2**30)))
    assert caught.value.outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize("seed", range(1, 6, 2))
def test_a_broken_file_ends_in_a_picture_and_a_structure_or_in_a_named_outcome(seed: int) -> None:
    chance = random.Random(seed)
    whole = (FIXTURES / "record/plain.pdf").read_bytes()
    reading = read(whole)
    broken = bytearray(whole)
    for _ in range(4**seed):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    for attempt in (lambda: draw_reading(bytes(broken), reading),
                    lambda: describe_document(bytes(broken))):  # fmt: skip
        with suppress(IngestError):
            assert attempt()


def test_a_page_of_a_huge_size_becomes_a_picture_of_a_bounded_size() -> None:
    data = rewritten(boxed("mediabox", 0, -13000, 612, 792), boxed("cropbox", 0, -13000, 612, 792))
    assert max(max(picture.size) for picture in pictures(data)) < 4400  # with the legend above it
