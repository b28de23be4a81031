"""However the letters of a page are drawn, a person sees the same words, and so do we."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from reportlab.pdfbase.pdfmetrics import stringWidth

from degreekit.ingest import Limits, open_document
from degreekit.ingest.page.layout import rows_of

COLUMNS = (20, 130, 420, 500)
ROWS = (
    ("COMS W4771", "MACHINE LEARNING", "3.00", "A-"),
    ("STAT GR5241", "STATISTICAL MACHINE-LEARNING", "3.00", "B+"),
    ("CSOR W4231", "ANALYSIS OF ALGORITHMS, I", "4.50", "A"),
    ("PHYS V1494", "LAB: C++ & .NET", "0.00", "P"),
    ("TERM GPA:", "", "3.667", ""),
)
WORDS = [[word for cell in row for word in cell.split()] for row in ROWS]
SIZE = 8.0

Placed = tuple[float, float, str]


def cells() -> Iterator[Placed]:
    for number, row in enumerate(ROWS):
        for x, cell in zip(COLUMNS, row, strict=True):
            if cell:
                yield float(x), 700.0 - 14 * number, cell


def width(text: str) -> float:
    return float(stringWidth(text, "Helvetica", SIZE))


def letters() -> list[Placed]:
    return [
        (x + width(cell[:n]), y, letter)
        for x, y, cell in cells()
        for n, letter in enumerate(cell)
        if letter != " "
    ]


def parts(pattern: str) -> list[Placed]:
    """Return the cells cut at what matches, each part in its place."""
    placed = []
    for x, y, cell in cells():
        at = 0
        for part in re.split(f"({pattern})", cell):
            if part:
                placed.append((x + width(cell[:at]), y, part))
            at += len(part)
    return placed


def show(placed: Placed, how: str = "", font: str = "F", size: float = SIZE) -> str:
    x, y, text = placed
    text = re.sub(r"([()\\])", r"\\\1", text)
    return f"BT /{font} {size} Tf {how} 1 0 0 1 {x:.3f} {y:.3f} Tm ({text}) Tj ET"


def words(drawn: list[str]) -> list[list[str]]:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    fonts = {"/F": "/Helvetica", "/C": "/Courier", "/B": "/Helvetica-Bold"}
    page.Resources = Dictionary(
        Font=Dictionary(
            {
                name: Dictionary(
                    Type=Name.Font,
                    Subtype=Name.Type1,
                    BaseFont=Name(base),
                    Encoding=Name.WinAnsiEncoding,
                )
                for name, base in fonts.items()
            }
        )
    )
    page.Contents = pdf.make_stream("\n".join(drawn).encode("cp1252"))
    file = io.BytesIO()
    pdf.save(file)
    [opened] = open_document(file.getvalue(), Limits(isolated=False)).pages
    return [[word.text for word in row if not word.is_rule] for row in rows_of(opened)]


def last(pattern: str) -> list[Placed]:
    """Return the parts of all cells, those that match after all others."""
    return sorted(parts(pattern), key=lambda placed: bool(re.fullmatch(pattern, placed[2])))


def shuffled(placed: list[Placed]) -> list[Placed]:
    random.Random(3).shuffle(placed)
    return placed


ORDERS: dict[str, Callable[[], list[Placed]]] = {
    "cell by cell": lambda: list(cells()),
    "letter by letter": letters,
    "from right to left": lambda: letters()[::-1],
    "shuffled": lambda: shuffled(letters()),
    "by letter": lambda: sorted(letters(), key=lambda placed: placed[2]),
    "cut at marks": lambda: parts(r"[.,:+-]"),
    "points last": lambda: last(r"\."),
    "marks last": lambda: last(r"[.,:+&-]"),
    "digits last": lambda: last(r"\d+"),
    "points first": lambda: last(r"\.")[::-1],
    "shuffled parts": lambda: shuffled(parts(r"[.,:+ -]")),
}


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_drawing_makes_no_difference(order: str) -> None:
    assert words([show(placed) for placed in ORDERS[order]()]) == WORDS


@pytest.mark.parametrize("spacing", [0.4, 0.8, 1.2, 1.6, 2.0])
def test_letters_may_be_spaced_out(spacing: float) -> None:
    assert words([show(placed, f"{spacing} Tc") for placed in cells()]) == WORDS


def test_letters_may_be_spaced_out_by_spaces() -> None:
    spaced = [(x, y, "   ".join(" ".join(word) for word in cell.split())) for x, y, cell in cells()]
    assert words([show(placed, size=6) for placed in spaced]) == WORDS


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("F A L L  2 0 2 3", ["FALL", "2023"]),
        ("S P R I N G   2 0 2 4", ["SPRING", "2024"]),
        ("T R A N S C R I P T", ["TRANSCRIPT"]),
        pytest.param(
            *("A B C D F P", ["A", "B", "C", "D", "F", "P"]),
            marks=pytest.mark.xfail(reason="single letters with even gaps are taken for one word"),
        ),
        ("4 3 2 1 0", ["4", "3", "2", "1", "0"]),
        ("PLAN A - B", ["PLAN", "A", "-", "B"]),
        ("CALCULUS I I I", ["CALCULUS", "I", "I", "I"]),
        ("TOPICS . . . . . 3.00", ["TOPICS", "3.00"]),
        ("FALL\xa02023", ["FALL", "2023"]),
    ],
)
def test_a_heading_is_read_as_a_person_reads_it(drawn: str, read: list[str]) -> None:
    assert words([show((40.0, 700.0, drawn), font="B")]) == [read]


@pytest.mark.parametrize(
    "pieces",
    [
        [(0.0, "3 . 00")],
        [(0.0, "3"), (7.0, "."), (11.0, "00")],
        [(11.0, "00"), (7.0, "."), (0.0, "3")],
        [(0.0, "3. 00")],
        [(0.0, "3 .00")],
        [(0.0, "3"), (width("3"), "."), (width("3."), "00")],
    ],
)
def test_a_number_in_pieces_is_one_number(pieces: list[tuple[float, str]]) -> None:
    row = [show((40.0, 700.0, "COMS W4771"))]
    row += [show((300.0 + x, 700.0, text)) for x, text in pieces]
    row += [show((400.0, 700.0, "A"))]
    assert words(row) == [["COMS", "W4771", "3.00", "A"]]


@pytest.mark.parametrize("font", ["F", "B"])
@pytest.mark.parametrize("white", [0.0, 1.0, 2.0])
def test_a_sign_drawn_apart_goes_on_its_grade(white: float, font: str) -> None:
    sign = show((300.0 + width("A") + white, 700.0, "-"), font=font)
    assert words([sign, show((300.0, 700.0, "A")), show((40.0, 700.0, "3.00"))]) == [["3.00", "A-"]]


def test_a_grade_with_its_sign_in_a_cell_of_their_own_is_one() -> None:
    row = [show((40.0, 700.0, "3.00")), show((300.0, 700.0, "A -"))]
    assert words(row) == [["3.00", "A-"]]


def test_accents_drawn_by_themselves_stand_on_their_letters() -> None:
    name = show((40.0, 700.0, "Jose Garcia Munoz"))
    accents = [
        show((40.0 + width(before) + (width(letter) - width(accent)) / 2, 700.0, accent))
        for before, letter, accent in (
            ("Jos", "e", "´"),
            ("Jose Garc", "i", "´"),
            ("Jose Garcia Mu", "n", "\u02dc"),
        )
    ]
    assert words([name, *accents]) == [["José", "García", "Muñoz"]]
    assert words([*accents, name]) == [["José", "García", "Muñoz"]]


@pytest.mark.parametrize(
    "matrix",
    [
        "q 1 0 0 -1 0 792 cm BT /F 8 Tf 1 0 0 -1 {x} {down} Tm ({text}) Tj ET Q",
        "BT /F -8 Tf -1 0 0 -1 {x} {y} Tm ({text}) Tj ET",
        "q 0.1 0 0 0.1 0 0 cm BT /F 80 Tf 1 0 0 1 {x}0 {y}0 Tm ({text}) Tj ET Q",
        "BT /F 1 Tf 8 0 0 8 {x} {y} Tm ({text}) Tj ET",
        "q 1 0 0 -1 0 792 cm BT /F -8 Tf -1 0 0 1 {x} {down} Tm ({text}) Tj ET Q",
    ],
)
def test_the_matrix_makes_no_difference(matrix: str) -> None:
    drawn = [
        matrix.format(x=int(x), y=int(y), down=int(792 - y), text=text) for x, y, text in cells()
    ]
    assert words(drawn) == WORDS


@pytest.mark.parametrize("dots", [".", ". "])
def test_leader_dots_in_a_typewriters_print_are_left_out(dots: str) -> None:
    lines = [
        show((40.0, 700.0 - 14 * n, f"{code} {title} ".ljust(44) + 6 * dots + f" {points} {grade}"),
             font="C")
        for n, (code, title, points, grade) in enumerate(ROWS[:4])
    ]  # fmt: skip
    assert words(lines) == WORDS[:4]


@pytest.mark.parametrize(
    ("x", "rise", "mark"),
    [(60.0 + width("W4705"), 3.0, "*"), (60.0 + width("W4705"), 3.0, "1"), (57.0, 3.0, "*")],
)
def test_a_raised_mark_is_no_part_of_a_word(x: float, rise: float, mark: str) -> None:
    row = [show((60.0, 700.0, "W4705")), show((x, 700.0 + rise, mark), size=5)]
    assert words(row) == [["W4705"]] or words(row) == [[mark, "W4705"]]
