"""Every letter knows how it is drawn: font, weight, slope, size, colour and direction."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest

from degreekit.ingest import Limits, open_document
from degreekit.ingest.page.glyphs import PLAIN, Glyph, Glyphs, Style
from degreekit.ingest.page.layout import Word, words_of
from tests.ingest.helpers import opened


def words(content: bytes, fonts: Sequence[str] = ("Helvetica",), **resources: Any) -> list[Word]:
    """Return the words of a page with this content; its fonts are named F0, F1 and so on."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    page.Contents = pdf.make_stream(content)
    font = pikepdf.Dictionary()
    for number, name in enumerate(fonts):
        font[f"/F{number}"] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(f"/{name}")
        )
    page.Resources = pikepdf.Dictionary(Font=font, **resources)
    file = io.BytesIO()
    pdf.save(file)
    [found] = open_document(file.getvalue(), Limits(isolated=False)).pages
    return words_of(found.glyphs)


def style(content: bytes, *fonts: str, **resources: Any) -> Style:
    [word] = words(content, fonts or ("Helvetica",), **resources)
    return word.style


@pytest.mark.parametrize(
    ("font", "name", "bold", "italic"),
    [
        ("Helvetica", "Helvetica", False, False),
        ("Helvetica-Bold", "Helvetica-Bold", True, False),
        ("Times-Italic", "Times-Italic", False, True),
        ("ABCDEF+Arial-BoldItalicMT", "Arial-BoldItalicMT", True, True),
        ("SourceSans-Semibold", "SourceSans-Semibold", True, False),
        ("Frutiger-Black", "Frutiger-Black", True, False),
    ],
)
def test_a_font_says_whether_it_is_bold_or_italic(
    font: str, name: str, bold: bool, italic: bool
) -> None:
    found = style(b"BT /F0 9 Tf 72 700 Td (GRADE) Tj ET", font)
    assert (found.font, found.bold, found.italic) == (name, bold, italic)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"BT /F0 9 Tf 72 700 Td (GRADE) Tj ET", 9.0),
        (b"BT /F0 1 Tf 9 0 0 9 72 700 Tm (GRADE) Tj ET", 9.0),
        (b"q 0.5 0 0 0.5 0 0 cm BT /F0 18 Tf 144 1400 Td (GRADE) Tj ET Q", 9.0),
        (b"BT /F0 -9 Tf -1 0 0 -1 72 700 Tm (GRADE) Tj ET", 9.0),
    ],
)
def test_the_size_is_that_on_the_page_however_it_was_scaled(content: bytes, size: float) -> None:
    assert style(content).size == size


@pytest.mark.parametrize(
    ("colour", "rgb"),
    [
        (b"", (0, 0, 0)),
        (b"0.5 g", (128, 128, 128)),
        (b"1 0 0 rg", (255, 0, 0)),
        (b"0 0 0 1 k", (0, 0, 0)),
        (b"0 1 1 0 k", (255, 0, 0)),
        (b"/Ink cs 1 scn", (0, 0, 0)),
        (b"/Ink cs 0 scn", (255, 255, 255)),
    ],
)
def test_the_colour_is_red_green_and_blue_whatever_it_was_given_in(
    colour: bytes, rgb: tuple[int, int, int] | None
) -> None:
    ink = pikepdf.Array(
        [
            pikepdf.Name.Separation,
            pikepdf.Name.Black,
            pikepdf.Name.DeviceCMYK,
            pikepdf.Dictionary(
                FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0, 0, 1], N=1
            ),
        ]
    )
    bar = b"0.5 0.5 1 rg 60 690 200 30 re f 0 g "  # white letters can be seen on it
    drawn = bar + b"BT /F0 9 Tf " + colour + b" 72 700 Td (GRADE) Tj ET"
    assert style(drawn, ColorSpace=pikepdf.Dictionary(Ink=ink)).colour == rgb


def test_outlined_letters_are_bold() -> None:
    assert style(b"BT /F0 9 Tf 2 Tr 72 700 Td (GRADE) Tj ET").bold


def test_a_word_in_two_styles_has_that_of_most_of_its_letters() -> None:
    content = b"BT /F0 9 Tf 72 700 Td (GRA) Tj /F1 9 Tf (DE) Tj ET"
    [word] = words(content, ("Helvetica", "Helvetica-Bold"))
    assert (word.text, word.style.bold) == ("GRADE", False)
    assert [glyph.style.bold for glyph in word.glyphs] == [False] * 3 + [True] * 2


def test_a_fixture_sets_its_headings_in_bold() -> None:
    page = opened("official/two-columns").pages[0]
    bold = {word.text for word in words_of(page.glyphs) if word.style.bold}
    assert "GRADE" in bold
    assert "COMS" not in bold


def test_glyphs_of_two_pages_keep_their_styles_when_joined() -> None:
    red, bold = PLAIN._replace(colour=(255, 0, 0)), PLAIN._replace(bold=True)
    first = Glyphs.of([Glyph("A", 0, 0, 5, 9, red), Glyph("B", 5, 0, 9, 9)])
    second = Glyphs.of([Glyph("C", 9, 0, 15, 9, bold)])
    assert [glyph.style for glyph in first + second] == [red, PLAIN, bold]
