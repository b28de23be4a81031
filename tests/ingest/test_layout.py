"""Words, lines and columns come from geometry."""

from __future__ import annotations

import pytest

from degreekit.columbia import columbia
from degreekit.columbia.readers import ColumbiaReader
from degreekit.ingest import Extraction
from degreekit.ingest.page.document import Document, Glyph, Page
from degreekit.ingest.page.layout import Line, Word, reading_order, text_of, words_of
from degreekit.ingest.tables.columns.cells import Shapes
from degreekit.ingest.tables.columns.codes import CodeFinder
from degreekit.ingest.tables.typesetting.newspaper import lines_in_columns

Cells = tuple[tuple[float, str], ...]

EM = 8.0
WIDTH = 0.6 * EM  # of every letter


def glyphs(text: str, x: float, y: float, size: float = EM, spaces: bool = True) -> list[Glyph]:
    """Return the glyphs of a text set in a typewriter's letters, all of one width."""
    width = 0.6 * size
    return [
        Glyph(c, x + n * width, y, x + (n + 1) * width, y + size)
        for n, c in enumerate(text)
        if spaces or c != " "
    ]


def page(*texts: tuple[float, float, str], number: int = 1, spaces: bool = True) -> Page:
    every = tuple(g for x, y, text in texts for g in glyphs(text, x, y, spaces=spaces))
    return Page(number, 612.0, 792.0, 0.0, every)


def columns(document: Document) -> list[Line]:
    institution = columbia()
    return lines_in_columns(document, CodeFinder(institution.grammar), Shapes(institution))


def order(*pages: Page) -> list[tuple[int | None, str]]:
    lines = columns(Document(pages))
    return [(line.column, line.text) for line in lines]


def texts(found: list[Word]) -> list[str]:
    return [word.text for word in found]


def test_a_space_or_a_gap_parts_words() -> None:
    assert texts(words_of(glyphs("TWO WORDS", 10, 10))) == ["TWO", "WORDS"]
    assert texts(words_of(glyphs("TWO WORDS", 10, 10, spaces=False))) == ["TWO", "WORDS"]


def test_letters_drawn_in_any_order_make_the_same_words() -> None:
    letters = glyphs("LETTER BY LETTER", 10, 10, spaces=False)
    assert texts(words_of(letters[::-1])) == ["LETTER", "BY", "LETTER"]


def test_a_title_that_runs_into_the_points_is_not_shuffled_into_them() -> None:
    title = glyphs("ALGORITHMS", 10, 10)
    points = glyphs("4.00", 10 + 8.5 * WIDTH, 10)
    assert texts(words_of(title + points)) == ["ALGORITHMS", "4.00"]


def test_a_hyphen_takes_back_what_kerning_moved_away() -> None:
    drawn = [*glyphs("CIV:CHINA-", 10, 10), *glyphs("D", 10 + 10 * WIDTH + 3.2, 10)]
    assert text_of(words_of(drawn)) == "CIV:CHINA-D"
    assert text_of(words_of(glyphs("A - B", 10, 10))) == "A - B"


def test_leader_dots_are_no_part_of_a_title() -> None:
    found = words_of(glyphs("DATABASES........3.00", 10, 10))
    assert texts([word for word in found if not word.is_rule]) == ["DATABASES", "3.00"]


def test_a_row_holds_words_of_other_sizes_and_raised_marks() -> None:
    row = [*glyphs("COMS W4771", 10, 10), *glyphs("MACHINE", 100, 10.8, 7), *glyphs("*", 200, 9, 5)]
    lines = reading_order(Document((Page(1, 612.0, 792.0, 0.0, tuple(row)),)))
    assert [line.text for line in lines] == ["COMS W4771 MACHINE *"]


def test_columns_are_read_one_after_the_other_and_lines_across_in_their_place() -> None:
    assert order(
        page(
            (200, 20, "ACROSS THE TOP OF BOTH OF THE COLUMNS"),
            (36, 60, "COMS W1001 ONE 3.00 A"),
            (330, 60, "COMS W1003 THREE 3.00 A"),
            (36, 72, "COMS W1002 TWO 3.00 A"),
            (330, 72, "COMS W1004 FOUR 3.00 A"),
            (150, 700, "ACROSS THE FOOT OF BOTH OF THE COLUMNS OF IT"),
        )
    ) == [
        (None, "ACROSS THE TOP OF BOTH OF THE COLUMNS"),
        (0, "COMS W1001 ONE 3.00 A"),
        (0, "COMS W1002 TWO 3.00 A"),
        (1, "COMS W1003 THREE 3.00 A"),
        (1, "COMS W1004 FOUR 3.00 A"),
        (None, "ACROSS THE FOOT OF BOTH OF THE COLUMNS OF IT"),
    ]


def test_columns_whose_lines_are_not_level_are_not_interleaved() -> None:
    left = [(36.0, 60.0 + 12 * n, f"COMS W100{n} LEFT 3.00 A") for n in range(4)]
    right = [(330.0, 65.0 + 12 * n, f"COMS W200{n} RIGHT 3.00 A") for n in range(4)]
    found = order(page(*left, *right))
    assert [column for column, _ in found] == [0] * 4 + [1] * 4


def test_a_wide_table_is_never_cut_however_far_apart_its_cells_are() -> None:
    rows = [
        text
        for n in range(5)
        for text in ((36.0, 60.0 + 12 * n, f"COMS W100{n} ONE"), (480.0, 60.0 + 12 * n, "3.00 A"))
    ]
    assert {column for column, _ in order(page(*rows))} == {None}


def test_each_page_may_have_its_own_number_of_columns() -> None:
    one = page((36, 60, "COMS W1001 ONE IN ONE WIDE COLUMN"), (480, 60, "3.00 A"), number=2)
    two = page((36, 60, "COMS W1002 TWO 3.00 A"), (330, 60, "COMS W1003 THREE 3.00 A"), number=1)
    assert [column for column, _ in order(two, one)] == [0, 1, None]


def test_the_gutter_of_the_page_before_holds_for_a_total_alone_in_its_column() -> None:
    rows = [(36.0, 60.0 + 12 * n, f"COMS W100{n} BIOLOGY 3.00 A") for n in range(3)]
    first = page(*rows, *((330.0, y, text) for _, y, text in rows))
    second = page(*rows, (330, 60, "CUMULATIVE GPA: 3.700"), number=2)
    assert order(first, second)[-1] == (1, "CUMULATIVE GPA: 3.700")


def test_every_letter_stands_in_exactly_one_line() -> None:
    sheet = page(
        (36, 60, "COMS W1001 ONE 3.00 A"), (330, 60, "COMS W1003 THREE 3.00 A"), (36, 90, "....")
    )
    lines = columns(Document((sheet,)))
    printed = sum(glyph.text != " " for glyph in sheet.glyphs)
    assert sum(len(word.glyphs) for line in lines for word in line.words) == printed


# ------------------------------------------------------------------------------------- tables

HEADER: Cells = ((36, "SUBJECT"), (300, "POINTS"), (360, "GRADE"))
HEADER_BELOW: Cells = ((36, "NUMBER"), (120, "COURSE TITLE"))


def plain(code: str = "COMS W4111", at: float = 310) -> Cells:
    return ((36, code), (120, "INTRODUCTION TO DATABASES"), (at, "3.00"), (360, "B"))


def extract(*lines: Cells | list[Glyph]) -> Extraction:
    """Return what is read from a page of lines, each of cells or of letters already set."""
    letters: list[Glyph] = []
    for number, cells in enumerate(lines):
        y = 60.0 + 12 * number
        if isinstance(cells, list):
            letters += [replace_height(glyph, y) for glyph in cells]
        else:
            letters += [glyph for x, text in cells for glyph in glyphs(text, x, y)]
    sheet = Page(1, 612.0, 792.0, 0.0, tuple(letters))
    return ColumbiaReader().extract(Document((sheet,)))


def replace_height(glyph: Glyph, y: float) -> Glyph:
    return Glyph(glyph.text, glyph.left, y, glyph.right, y + glyph.bottom - glyph.top)


@pytest.mark.parametrize(
    "title",
    [
        "PROGRAMMING IN C",
        "VITAMIN D",
        "CHINA-D",
        "CALCULUS I-A",
        "PLAN B",
        "CALCULUS 3",
        "STATS 2.0",
    ],
)
@pytest.mark.parametrize("grade", ["A-", ""])
def test_a_title_that_ends_like_a_grade_or_a_number_stays_a_title(title: str, grade: str) -> None:
    row: Cells = ((36, "COMS W1007"), (120, title), (310, "4.00"), (360, grade))
    *_, record = extract(
        HEADER, HEADER_BELOW, plain(), plain("COMS W4118"), ((36, "Fall 2023"),), row
    ).records
    assert (record.title, str(record.credits), record.grade or "") == (title, "4.00", grade)


def test_a_title_that_touches_the_points_is_split_where_the_points_begin() -> None:
    title = "HONORS DATA STRUCTURES & ALGOL"
    end = 310 - 0.05 * EM
    touching = [
        *glyphs("COMS W3137", 36, 0),
        *glyphs(title, end - len(title) * WIDTH, 0),
        *glyphs("4.00", 310, 0),
        *glyphs("A", 360, 0),
    ]
    *_, record = extract(plain(), plain("COMS W4118"), touching).records
    assert (record.title, str(record.credits)) == (title, "4.00")


@pytest.mark.parametrize("place", [300.0, 310.0, 317.0])
def test_values_may_be_set_left_right_or_in_the_middle_under_their_header(place: float) -> None:
    rows = [plain(f"COMS W411{n}", at=place) for n in range(3)]
    records = extract(HEADER, HEADER_BELOW, *rows).records
    assert [(str(r.credits), r.grade) for r in records] == [("3.00", "B")] * 3


@pytest.mark.parametrize(
    "header",
    [
        (),
        (HEADER, HEADER_BELOW),
        (((36, "Subject Number"), (140, "Course Title"), (300, "Points"), (360, "Grade:")),),
        (((36, "SUBJECT NUMBER"), (140, "TITLE"), (300, "POINTSGRADE")),),
    ],
)
def test_a_header_may_be_set_in_one_line_in_two_without_gaps_or_be_missing(
    header: tuple[Cells, ...],
) -> None:
    records = extract(*header, plain(), plain("COMS W4118")).records
    assert [(r.title, str(r.credits), r.grade) for r in records] == [
        ("INTRODUCTION TO DATABASES", "3.00", "B")
    ] * 2


def test_a_column_without_a_name_joins_no_other() -> None:
    rows = [(*plain(f"COMS W411{n}"), (420, word)) for n, word in enumerate(("seen", "new", "old"))]
    records = extract(HEADER, HEADER_BELOW, *rows).records
    assert [(r.title, r.grade) for r in records] == [("INTRODUCTION TO DATABASES", "B")] * 3


def test_a_line_of_rules_says_nothing() -> None:
    sheet = page((36, 60, "----------------"), (36, 80, "A-"))
    rule, grade = reading_order(Document((sheet,)))
    assert (rule.is_rule, grade.is_rule) == (True, False)
    assert isinstance(rule, Line)
