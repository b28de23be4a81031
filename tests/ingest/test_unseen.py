"""What nobody can see on a page is not read, and what can be seen is never lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from degreekit.ingest import IngestError, Limits, open_document
from degreekit.ingest.page.document import Page
from degreekit.ingest.page.layout import rows_of
from tests.ingest.helpers import PDFS, opened, read, stated

#: The place of the row that each test hides or shows, among others.
BASELINE = 620
ROW = "COMS E6998 TOPICS 3.00 A+"
OTHERS = ("COMS W4771 MACHINE LEARNING 3.00 A-", "CSOR W4231 ALGORITHMS 3.00 B")


class Sheet:
    """A page to put content on, with the resources that it names."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.page = self.pdf.add_blank_page(page_size=(612, 792))
        self.resources: dict[str, dict[str, Any]] = {"Font": {"F": self.font()}}

    def font(self) -> Any:
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )

    def use(self, kind: str, name: str, value: Any) -> None:
        self.resources.setdefault(kind, {})[name] = value

    def named(self) -> Any:
        parts = {f"/{kind}": _dictionary(values) for kind, values in self.resources.items()}
        return Dictionary({name: value for name, value in parts.items() if len(value)})

    def form(self, content: bytes, **more: Any) -> Any:
        form = self.pdf.make_stream(content)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = Array([0, 0, 612, 792])
        form.Resources = Dictionary(Font=Dictionary(F=self.font()))
        for key, value in more.items():
            form[f"/{key}"] = value
        return self.pdf.make_indirect(form)

    def image(self, grey: int, **more: Any) -> Any:
        image = self.pdf.make_stream(bytes([grey]) * 4)
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height, image.BitsPerComponent = 2, 2, 8
        image.ColorSpace = Name.DeviceGray
        for key, value in more.items():
            image[f"/{key}"] = value
        return self.pdf.make_indirect(image)

    def layer(self, *, on: bool) -> Any:
        layer = self.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("layer")))
        off = Array([] if on else [layer])
        default = Dictionary(OFF=off, Order=Array([layer]))
        self.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
        return layer

    def bytes(self, content: bytes, **how: Any) -> bytes:
        others = b"".join(
            text(row, BASELINE + shift) for row, shift in zip(OTHERS, (12, -12), strict=True)
        )
        self.page.Contents = self.pdf.make_stream(others + content)
        self.page.Resources = self.named()
        for key, value in how.items():
            self.page.obj[f"/{key}"] = value
        file = io.BytesIO()
        self.pdf.save(file)
        return file.getvalue()


def _dictionary(values: dict[str, Any]) -> Any:
    return Dictionary({f"/{name}": value for name, value in values.items()})


def text(row: str = ROW, y: float = BASELINE, x: float = 60, size: float = 9) -> bytes:
    return f"BT /F {size} Tf {x} {y} Td ({row}) Tj ET\n".encode()


def bar(colour: str, y: float = BASELINE) -> bytes:
    return f"q {colour} 50 {y - 4} 400 14 re f Q\n".encode()


def page_of(data: bytes) -> Page:
    [page] = open_document(data, Limits(isolated=False)).pages
    return page


def rows(page: Page) -> list[str]:
    return [" ".join(word.text for word in row) for row in rows_of(page)]


Draw = Callable[[Sheet], bytes]


def in_colour(colour: str) -> Draw:
    return lambda _: f"q {colour}\n".encode() + text() + b"Q\n"


def in_space(space: Callable[[Sheet], Any], colour: str) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        sheet.use("ColorSpace", "C", space(sheet))
        return f"q /C cs {colour} scn\n".encode() + text() + b"Q\n"

    return draw


def separation(_: Sheet) -> Any:
    white = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 1], C1=[0, 0, 0, 0], N=1)
    return Array([Name.Separation, Name("/White"), Name.DeviceCMYK, white])


def indexed(_: Sheet) -> Any:
    return Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(b"\0\0\0\xff\xff\xff")])


def lab(_: Sheet) -> Any:
    return Array([Name.Lab, Dictionary(WhitePoint=Array([0.9505, 1.0, 1.089]))])


def pattern(colour: str) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        tile = sheet.pdf.make_stream(f"{colour} 0 0 4 4 re f".encode())
        tile.Type, tile.PatternType, tile.PaintType, tile.TilingType = Name.Pattern, 1, 1, 1
        tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 4, 4]), 4, 4
        tile.Resources = Dictionary()
        sheet.use("Pattern", "P", sheet.pdf.make_indirect(tile))
        return b"q /Pattern cs /P scn\n" + text() + b"Q\n"

    return draw


def in_mode(mode: int) -> Draw:
    return lambda _: f"q {mode} Tr\n".encode() + text() + b"Q\n"


def in_state(colour: str = "0 g", **state: Any) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        sheet.use("ExtGState", "G", Dictionary({f"/{key}": v for key, v in state.items()}))
        return f"q {colour} /G gs\n".encode() + text() + b"Q\n"

    return draw


def masked(grey: str) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        mask = sheet.form(f"{grey} 0 0 612 792 re f".encode(), Group=group)
        return in_state(SMask=Dictionary(Type=Name.Mask, S=Name.Luminosity, G=mask))(sheet)

    return draw


def clipped(path: str) -> Draw:
    return lambda _: f"q {path} W n\n".encode() + text() + b"Q\n"


def layered(*, on: bool, as_form: bool = False, policy: str = "") -> Draw:
    def draw(sheet: Sheet) -> bytes:
        layer = sheet.layer(on=on)
        if policy:
            layer = Dictionary(Type=Name.OCMD, OCGs=Array([layer]), P=Name(policy))
        if as_form:
            sheet.use("XObject", "X", sheet.form(text(), OC=layer))
            return b"/X Do\n"
        sheet.use("Properties", "L", layer)
        return b"/OC /L BDC\n" + text() + b"EMC\n"

    return draw


def then(after: bytes, before: bytes = b"") -> Draw:
    return lambda _: before + text() + after


def under_image(grey: int, **more: Any) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        sheet.use("XObject", "I", sheet.image(grey, **more))
        return text() + f"q 400 0 0 14 50 {BASELINE - 4} cm /I Do Q\n".encode()

    return draw


def on_image(grey: int, colour: str) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        sheet.use("XObject", "I", sheet.image(grey))
        image = f"q 400 0 0 14 50 {BASELINE - 4} cm /I Do Q\n".encode()
        return image + f"q {colour}\n".encode() + text() + b"Q\n"

    return draw


def under_shading(sheet: Sheet) -> bytes:
    white = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 1, 1], N=1)
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 612, 0], Function=white
    )
    shading.Extend = Array([True, True])
    sheet.use("Shading", "S", shading)
    return text() + f"q 50 {BASELINE - 4} 400 14 re W n /S sh Q\n".encode()


def noted(kind: str, appearance: str | None = None, *, blend: str = "Normal") -> Draw:
    def draw(sheet: Sheet) -> bytes:
        low = BASELINE - 4
        note = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=[50, low, 450, low + 14], F=4)
        if appearance is not None:
            state = Dictionary(G=Dictionary(BM=Name(f"/{blend}")))
            form = sheet.form(f"/G gs {appearance} 0 0 400 14 re f".encode())
            form.BBox, form.Resources = Array([0, 0, 400, 14]), Dictionary(ExtGState=state)
            note.AP = Dictionary(N=form)
        sheet.page.Annots = Array([sheet.pdf.make_indirect(note)])
        return text()

    return draw


def in_form(before: str, inside: str = "", **more: Any) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        sheet.use("XObject", "X", sheet.form(inside.encode() + b"\n" + text(), **more))
        return f"q {before} /X Do Q\n".encode()

    return draw


def type3(glyph: bytes) -> Draw:
    def draw(sheet: Sheet) -> bytes:
        program = sheet.pdf.make_stream(b"600 0 0 0 600 700 d1 " + glyph)
        names = [Name(f"/g{code}") for code in range(32, 127)]
        cmap = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange "
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 600, 700]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary({str(name): program for name in names}),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([32, *names])),
            FirstChar=32,
            LastChar=126,
            Widths=Array([600] * 95),
            Resources=Dictionary(),
            ToUnicode=sheet.pdf.make_stream(cmap + b"<20> <7e> <0020> endbfrange endcmap"),
        )
        sheet.use("Font", "T", sheet.pdf.make_indirect(font))
        return text().replace(b"/F ", b"/T ")

    return draw


LOW = BASELINE - 4
HIDDEN: dict[str, Draw] = {
    "white": in_colour("1 g"),
    "white in RGB": in_colour("1 1 1 rg"),
    "white in CMYK": in_colour("0 0 0 0 k"),
    "nearly white": in_colour("0.98 g"),
    "nearly white, tinted": in_colour("0.97 0.98 1 rg"),
    "white ink": in_space(separation, "1"),
    "white of a palette": in_space(indexed, "1"),
    "white in Lab": in_space(lab, "100 0 0"),
    "white pattern": pattern("1 g"),
    "mode 3": in_mode(3),
    "mode 7": in_mode(7),
    "clipped away": clipped("0 0 10 10 re"),
    "clipped to nothing": clipped("60 620 0 0 re"),
    "clipped by a triangle": clipped("0 0 m 700 0 l 700 100 l h"),
    "clipped by a hole": clipped(f"300 {LOW - 90} m 600 {LOW} 0 {LOW} 300 {LOW - 90} c"),
    "transparent": in_state(ca=0),
    "nearly transparent": in_state(ca=0.03),
    "masked": masked("0 g"),
    "white, multiplied": in_state("1 g", BM=Name.Multiply),
    "on a layer that is off": layered(on=False),
    "in a form on a layer that is off": layered(on=False, as_form=True),
    "shown where a layer is off": layered(on=True, policy="/AllOff"),
    "below a white box": then(bar("1 g")),
    "below a black box": then(bar("0 g")),
    "below a box in two halves": then(f"1 g 50 {LOW} 200 14 re f 250 {LOW} 200 14 re f".encode()),
    "below strips": then(
        b"1 g " + b"".join(f"50 {LOW + n} 400 1 re f ".encode() for n in range(14))
    ),
    "below a white line": then(f"q 1 G 14 w 50 {BASELINE + 3} m 450 {BASELINE + 3} l S Q".encode()),
    "below a picture": under_image(255),
    "below a dark picture": under_image(0),
    "below a picture among the instructions": then(
        f"q 400 0 0 14 50 {LOW} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q\n".encode("latin-1")
    ),
    "below a shading": under_shading,
    "below a note": noted("/Square", "1 g"),
    "black on black": lambda _: bar("0 g") + text(),
    "blue on blue": lambda _: bar("0 0 0.6 rg") + b"0 0 0.62 rg\n" + text() + b"0 g\n",
    "white on a white bar": lambda _: bar("1 g") + b"1 g\n" + text() + b"0 g\n",
    "black on a dark picture": on_image(0, "0 g"),
    "white on a white picture": on_image(255, "1 g"),
    "white in a form": in_form("", "1 g"),
    "a form that is drawn in white": in_form("1 g"),
    "a form that is drawn in mode 3": in_form("3 Tr"),
    "in a form that is cut off": in_form("", BBox=Array([0, 0, 40, 40])),
    "letters that are empty": type3(b""),
    "letter by letter": lambda _: (
        b"1 g " + b"".join(text(c, x=60 + 6 * n) for n, c in enumerate(ROW)) + b"0 g "
    ),
}

SHOWN: dict[str, Draw] = {
    "black": then(b""),
    "grey": in_colour("0.6 g"),
    "light grey": in_colour("0.8 g"),
    "yellow": in_colour("1 1 0 rg"),
    "pale in one colour only": in_colour("0.8 0.9 1 rg"),
    "white on a dark bar": lambda _: bar("0 g") + b"1 g\n" + text() + b"0 g\n",
    "white on a dark picture": on_image(40, "1 g"),
    "black on a pale picture": on_image(230, "0 g"),
    "on a pale stripe": lambda _: bar("0.93 g") + text(),
    "on a white bar on a black one": lambda _: bar("0 g") + bar("1 g") + text(),
    "black ink": in_space(separation, "0"),
    "black of a palette": in_space(indexed, "0"),
    "a dark pattern": pattern("0 g"),
    "outlined": in_mode(1),
    "filled and outlined": in_mode(2),
    "filled and clipping": in_mode(4),
    "half transparent": in_state(ca=0.5),
    "multiplied": in_state(BM=Name.Multiply),
    "masked by what shows all": masked("1 g"),
    "on a layer that is on": layered(on=True),
    "in a form on a layer that is on": layered(on=True, as_form=True),
    "shown where a layer is on": layered(on=True, policy="/AnyOn"),
    "clipped to its cell": clipped(f"50 {LOW} 400 12 re"),
    "clipped below the line": clipped(f"50 {BASELINE} 400 12 re"),
    "clipped by an oval": clipped("306 0 m 1800 0 1800 792 306 792 c -999 792 -999 0 306 0 c"),
    "struck through": then(f"q 0.7 w 60 {BASELINE + 3} m 300 {BASELINE + 3} l S Q".encode()),
    "underlined": then(f"60 {BASELINE - 1.5} 250 0.6 re f".encode()),
    "marked in yellow": noted("/Highlight", "1 1 0 rg", blend="Multiply"),
    "below a link": noted("/Link"),
    "in a box": then(f"q 3 w 50 {LOW} 400 14 re S Q".encode()),
    "between boxes": then(bar("1 g", BASELINE + 40) + bar("0 g", BASELINE - 40)),
    "below a transparent picture": lambda sheet: under_image(
        255, SMask=sheet.image(0)
    )(sheet),
    "in a form": in_form(""),
    "black in a form that is drawn in white": in_form("1 g", "0 g"),
    "letters that are programs": type3(b"50 0 500 700 re f"),
}  # fmt: skip


@pytest.mark.parametrize("way", HIDDEN)
def test_what_cannot_be_seen_is_not_read(way: str) -> None:
    sheet = Sheet()
    page = page_of(sheet.bytes(HIDDEN[way](sheet)))
    assert rows(page) == list(OTHERS)
    [place] = page.unseen
    assert place.letters >= sum(not letter.isspace() for letter in ROW)
    assert place.box[1] < 792 - BASELINE <= place.box[3]


@pytest.mark.parametrize("way", SHOWN)
def test_what_can_be_seen_is_read(way: str) -> None:
    sheet = Sheet()
    page = page_of(sheet.bytes(SHOWN[way](sheet)))
    assert rows(page) == [OTHERS[0], ROW, OTHERS[1]]
    assert not page.unseen


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("way", ["white", "below a white box", "clipped away", "black on black"])
def test_how_a_page_is_turned_and_cropped_makes_no_difference(way: str, turn: int) -> None:
    sheet = Sheet()
    page = page_of(sheet.bytes(HIDDEN[way](sheet), Rotate=turn, CropBox=Array([40, 500, 500, 700])))
    assert rows(page) == list(OTHERS)
    assert len(page.unseen) == 1


def test_a_grade_that_was_painted_over_and_written_anew_is_the_new_one() -> None:
    sheet = Sheet()
    forged = text("C", x=300) + f"1 g 295 {LOW} 20 14 re f 0 g\n".encode() + text("A", x=300)
    page = page_of(sheet.bytes(forged))
    assert rows(page)[1] == "A"
    assert [place.letters for place in page.unseen] == [1]


@pytest.mark.parametrize("how", ["2 Tf", "9 Tf 0 Tz", "9 Tf 4 Tz", "9 Tf 0.1 0 0 1 0 0 Tm"])
def test_print_too_small_or_too_narrow_to_be_read_is_background(how: str) -> None:
    sheet = Sheet()
    page = page_of(sheet.bytes(f"BT /F {how} 60 {BASELINE} Td ({ROW}) Tj 100 Tz ET".encode()))
    assert rows(page) == list(OTHERS)
    assert "".join(glyph.text for glyph in page.background) == ROW.replace(" ", "")


@pytest.mark.parametrize(("size", "colour"), [(2, "0.5 g"), (3.5, "0.5 g"), (30, "0.9 g")])
def test_what_a_stripe_covers_of_a_pattern_behind_the_text_was_hidden_by_nobody(
    size: float, colour: str
) -> None:
    ys = range(560, 680, int(size) + 4)
    lines = (text("COLUMBIA " * int(100 / size), y, 20, size) for y in ys)
    sheet = Sheet()
    more = b"".join(text(OTHERS[0], y) for y in range(300, 540, 12))
    data = sheet.bytes(bar("0.95 g") + b"0 g\n" + text() + more)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].contents_add(f"q {colour}\n".encode() + b"".join(lines) + b"Q\n", prepend=True)
        file = io.BytesIO()
        pdf.save(file)
    page = page_of(file.getvalue())
    assert page.unseen == ()
    assert rows(page)[:3] == [OTHERS[0], ROW, OTHERS[1]]


def test_letters_below_letters_that_are_blocks_are_not_read() -> None:
    sheet = Sheet()
    square = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
    sheet.use("Font", "B", square)
    blocks = f"BT /B 14 Tf 1 g 50 {BASELINE - 3} Td <{'6e' * 42}> Tj ET\n".encode()
    page = page_of(sheet.bytes(text() + blocks + blocks.replace(b" 50 ", b" 55 ")))
    assert not any("TOPICS" in row for row in rows(page))
    assert sum(place.letters for place in page.unseen) >= len(ROW.replace(" ", ""))


def test_white_print_on_black_print_hides_neither_the_black_nor_itself_in_it() -> None:
    sheet = Sheet()
    page = page_of(sheet.bytes(text() + b"1 g\n" + text("F", x=400) + b"0 g\n"))
    assert rows(page) == [OTHERS[0], ROW, OTHERS[1]]


@pytest.mark.parametrize("name", PDFS)
def test_nothing_of_a_fixture_is_taken_for_hidden(name: str) -> None:
    assert not [place for page in opened(name).pages for place in page.unseen]


def painted_white() -> bytes:
    sheet = Sheet()
    return sheet.bytes(text() + b"1 g 0 0 612 792 re f\n")


def test_a_page_that_is_painted_white_is_empty() -> None:
    with pytest.raises(IngestError) as error:
        read(painted_white())
    assert error.value.outcome == "empty"
    assert "cannot be seen" in str(error.value)


def test_what_was_left_out_is_a_finding_that_does_not_quote_it() -> None:
    from tests.ingest.helpers import FIXTURES, expected

    with pikepdf.open(FIXTURES / "ms-student.pdf") as pdf:
        page = pdf.pages[0]
        page.Resources.Font.Hidden = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
        )
        page.contents_add(b"BT 1 g /Hidden 8 Tf 36 40 Td (COMS W4995 SECRET 3.00 A) Tj ET")
        file = io.BytesIO()
        pdf.save(file)
    reading = read(file.getvalue())
    assert stated(reading) == expected("ms-student")
    [finding] = [finding for finding in reading.findings if finding.code == "text-not-shown"]
    assert finding.severity == "warning"
    assert finding.page == 1
    assert "20 letters" in finding.message
    assert "SECRET" not in str(reading.to_data())


@pytest.mark.parametrize("left", [0.5, 1.5])
def test_a_bar_that_leaves_the_feet_of_letters_hides_them(left: float) -> None:
    covered = f"q 0 g 50 {BASELINE + left} 500 8 re f Q".encode()
    assert ROW not in rows(page_of(Sheet().bytes(text() + covered)))


def test_a_line_through_letters_hides_nothing() -> None:
    line = f"q 0 g 50 {BASELINE + 3} 500 0.6 re f Q".encode()
    assert ROW in rows(page_of(Sheet().bytes(text() + line)))
