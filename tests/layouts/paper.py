"""Pages as marks on paper: texts, boxes and rules with places, whoever writes the file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

Color = tuple[float, float, float]
BLACK: Color = (0.0, 0.0, 0.0)
WHITE: Color = (1.0, 1.0, 1.0)

LETTER = (612.0, 792.0)
A4 = (595.0, 842.0)


@dataclass(frozen=True)
class Text:
    """A text with its baseline at y, counted from the top.

    Attributes:
        spacing: what is added behind each letter.
        hidden: the way in which no viewer shows it; empty if it is seen.
        angle: it is turned by so many degrees, for watermarks.
    """

    x: float
    y: float
    text: str
    size: float
    font: str = "Helvetica"
    bold: bool = False
    italic: bool = False
    color: Color = BLACK
    spacing: float = 0.0
    hidden: str = ""
    angle: float = 0.0

    @property
    def width(self) -> float:
        """How far it reaches."""
        return measure(self.text, self.size, self.font, self.bold) + self.spacing * len(self.text)


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float
    color: Color


@dataclass(frozen=True)
class Rule:
    """A thin line."""

    x0: float
    y0: float
    x1: float
    y1: float


Mark = Text | Box | Rule


@dataclass
class Page:
    """One page; marks are drawn in their order."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where a row stands: a page counted from 1, and a box from the top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def joined(self, other: Place) -> Place:
        """Return the box around both."""
        return replace(
            self,
            x0=min(self.x0, other.x0),
            top=min(self.top, other.top),
            x1=max(self.x1, other.x1),
            bottom=max(self.bottom, other.bottom),
        )


def font_name(font: str, bold: bool = False, italic: bool = False) -> str:
    """Return the PostScript name of a font."""
    if font == "Vera":
        return ("VeraBI" if italic else "VeraBd") if bold else ("VeraIt" if italic else "Vera")
    if font == "Times":
        style = "Bold" * bold + "Italic" * italic
        return f"Times-{style or 'Roman'}"
    style = "Bold" * bold + "Oblique" * italic
    return f"{font}-{style}" if style else font


@cache
def vera() -> Path:
    """Return the folder of the free TrueType fonts that reportlab brings along."""
    import reportlab

    return Path(reportlab.__file__).with_name("fonts")


@cache
def register_vera() -> None:
    """Make the embedded fonts known to reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, str(vera() / f"{name}.ttf")))


def measure(text: str, size: float, font: str, bold: bool = False) -> float:
    """Return how wide a text is."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    if font == "Vera":
        register_vera()
    return float(stringWidth(text, font_name(font, bold), size))
