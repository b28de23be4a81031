"""A writer of PDF files of our own, which can do what the libraries do not.

It writes text in the standard fonts, or in an embedded TrueType font by glyph numbers as programs
for the web do; in one string, or with kerning and without blanks as typesetters do.
"""

from __future__ import annotations

import zlib
from functools import cache
from math import cos, radians, sin
from random import Random

from tests.layouts.choice import Choice
from tests.layouts.paper import Box, Page, Rule, Text, font_name, measure, vera

_CLIP = "0 0 1 1 re W n"


class _Embedded:
    """A TrueType font, its glyphs written by their numbers (Identity-H)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers, self.widths, self.data = _truetype(name)
        self.used: dict[int, str] = {}

    def encoded(self, text: str) -> str:
        """Return a text as a string of the page description."""
        out = []
        for letter in text:
            number = self.numbers.get(ord(letter), 0)
            self.used[number] = letter
            out.append(f"{number:04x}")
        return f"<{''.join(out)}>"

    def objects(self, first: int) -> list[bytes]:
        """Return the objects of the font, the first of them under the number given."""
        widths = " ".join(f"{n} [{self.widths[n]}]" for n in sorted(self.used))
        pairs = "\n".join(
            f"<{n:04x}> <{ord(letter):04x}>" for n, letter in sorted(self.used.items())
        )
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(self.used)} beginbfchar\n{pairs}\nendbfchar\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()
        base = f"/ABCDEF+{self.name}"
        return [
            f"<< /Type /Font /Subtype /Type0 /BaseFont {base} /Encoding /Identity-H "
            f"/DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {base} /CIDToGIDMap /Identity "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {first + 2} 0 R /DW 600 /W [{widths}] >>".encode(),
            f"<< /Type /FontDescriptor /FontName {base} /Flags 4 /FontBBox [-183 -236 1287 928] "
            f"/ItalicAngle 0 /Ascent 928 /Descent -236 /CapHeight 730 /StemV 80 "
            f"/FontFile2 {first + 3} 0 R >>".encode(),
            _stream(self.data, f"/Length1 {len(self.data)}"),
            _stream(cmap),
        ]


class _Standard:
    """One of the fonts that every viewer has."""

    def __init__(self, name: str) -> None:
        self.name = name

    def encoded(self, text: str) -> str:
        """Return a text as a string of the page description."""
        plain = text.encode("cp1252", "replace").decode("latin-1")
        escaped = plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"({escaped})"

    def objects(self, _first: int) -> list[bytes]:
        """Return the object of the font."""
        kind = "/Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding"
        return [f"<< {kind} /BaseFont /{self.name} >>".encode()]


@cache
def _truetype(name: str) -> tuple[dict[int, int], list[int], bytes]:
    """Return the glyph number of each letter, the widths in thousandths, and the file of a font."""
    from fontTools.ttLib import TTFont

    path = vera() / f"{name}.ttf"
    font = TTFont(path)
    order = {glyph: number for number, glyph in enumerate(font.getGlyphOrder())}
    em = font["head"].unitsPerEm
    widths = [round(font["hmtx"].metrics[glyph][0] * 1000 / em) for glyph in font.getGlyphOrder()]
    return (
        {code: order[glyph] for code, glyph in font.getBestCmap().items()},
        widths,
        path.read_bytes(),
    )


@cache
def _packed(data: bytes) -> bytes:
    return zlib.compress(data)


def _stream(data: bytes, more: str = "") -> bytes:
    packed = _packed(data)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {more} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


class _Writer:
    def __init__(self, choice: Choice, random: Random) -> None:
        self.kerned = choice["producer"] == "kerned"
        self.negative = choice["type size"] == "negative"
        self.random = random
        self.fonts: dict[str, _Embedded | _Standard] = {}

    def font(self, mark: Text) -> tuple[str, _Embedded | _Standard]:
        """Return a text's font and its name among the resources."""
        name = font_name(mark.font, mark.bold, mark.italic)
        if name not in self.fonts:
            self.fonts[name] = _Embedded(name) if mark.font == "Vera" else _Standard(name)
        return f"/F{list(self.fonts).index(name)}", self.fonts[name]

    def page(self, page: Page) -> str:
        """Return the description of a page."""
        out: list[str] = []
        for mark in page.marks:
            match mark:
                case Rule():
                    out.append(
                        f"0.4 w {mark.x0:.2f} {page.height - mark.y0:.2f} m "
                        f"{mark.x1:.2f} {page.height - mark.y1:.2f} l S"
                    )
                case Box():
                    color = " ".join(f"{shade:g}" for shade in mark.color)
                    out.append(
                        f"q {color} rg {mark.x0:.2f} {page.height - mark.y1:.2f} "
                        f"{mark.x1 - mark.x0:.2f} {mark.y1 - mark.y0:.2f} re f Q"
                    )
                case Text():
                    out.append(self.text(mark, page.height))
        return "\n".join(out)

    def text(self, mark: Text, height: float) -> str:
        """Return one text."""
        name, font = self.font(mark)
        sign = -1 if self.negative else 1
        c, s = cos(radians(mark.angle)) * sign, sin(radians(mark.angle)) * sign
        color = " ".join(f"{shade:g}" for shade in mark.color)
        mode = {"mode 3": "3 Tr ", "mode 7": "7 Tr "}.get(mark.hidden, "")
        spacing = f"{sign * mark.spacing:.3f} Tc " if mark.spacing else "0 Tc "
        shown = self.kerned_text(mark, font) if self.kerned else f"{font.encoded(mark.text)} Tj"
        block = (
            f"BT {c:.5f} {s:.5f} {-s:.5f} {c:.5f} {mark.x:.2f} {height - mark.y:.2f} Tm "
            f"{name} {sign * mark.size:g} Tf {spacing}{mode}{color} rg {shown} ET"
        )
        before = {
            "clipped": f"q {_CLIP}", "transparent": "q /Clear gs", "layer off": "/OC /Layer BDC q",
        }.get(mark.hidden, "q")  # fmt: skip
        return f"{before} {block} {'Q EMC' if mark.hidden == 'layer off' else 'Q'}"

    def kerned_text(self, mark: Text, font: _Embedded | _Standard) -> str:
        """Return a text whose letters are moved a little, and whose blanks are only moves."""
        parts: list[str] = []
        run = ""
        for letter in mark.text:
            if letter in " \u00a0":
                if run:
                    parts.append(font.encoded(run))
                    run = ""
                wide = measure(" ", 1000, mark.font, mark.bold)
                parts.append(f"{-wide - 1000 * mark.spacing / mark.size:.0f}")
                continue
            run += letter
            if self.random.random() < 0.2:
                parts += [font.encoded(run), str(self.random.randint(-25, 25))]
                run = ""
        if run:
            parts.append(font.encoded(run))
        return f"[{' '.join(parts)}] TJ"


def write_raw(pages: list[Page], choice: Choice, random: Random) -> bytes:
    """Write pages by hand: objects, their table, and a trailer."""
    writer = _Writer(choice, random)
    contents = [writer.page(page) for page in pages]
    # 1 catalog, 2 pages, 3 the layer that is off, then pages with their contents, then fonts
    objects: list[bytes] = [b"", b"", b"<< /Type /OCG /Name (Draft) >>"]
    first_font = 4 + 2 * len(pages)
    fonts: list[str] = []
    objects_of_fonts: list[bytes] = []
    for number, font in enumerate(writer.fonts.values()):
        fonts.append(f"/F{number} {first_font + len(objects_of_fonts)} 0 R")
        objects_of_fonts += font.objects(first_font + len(objects_of_fonts))
    resources = (
        f"<< /Font << {' '.join(fonts)} >> /ExtGState << /Clear << /ca 0 /CA 0 >> >> "
        "/Properties << /Layer 3 0 R >> >>"
    )
    kids = []
    for number, (page, content) in enumerate(zip(pages, contents, strict=True)):
        at = 4 + 2 * number
        kids.append(f"{at} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width:g} {page.height:g}] "
            f"/Resources {resources} /Contents {at + 1} 0 R >>".encode()
        )
        objects.append(_stream(content.encode("latin-1")))
    objects += objects_of_fonts
    objects[0] = (
        b"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [3 0 R] /D << /OFF [3 0 R] >> >> >>"
    )
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    out = bytearray(b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, data in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)
