"""The instructions of a page carried out, with what decides whether a letter can be seen.

pdfplumber's interpreter knows where letters stand. What it passes over is added here: clipping,
transparency, layers, shadings, and that a form begins with the state of the page that draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from pdfminer.pdfinterp import (
    LITERAL_FORM,
    LITERAL_IMAGE,
    PDFGraphicState,
    PDFPageInterpreter,
)
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, Rect, apply_matrix_rect, mult_matrix

from .content import instructions
from .device import LetterDevice, points_of
from .streams import Damaged, whole

__all__ = ["Interpreter", "State"]

#: Names that are spelled otherwise as methods.
_SPELLED = {"'": "_q", '"': "_w"}
#: Operators that draw a Type 3 glyph, say nothing about a page, and are known.
_KNOWN = frozenset({b"d0", b"d1", b"BX", b"EX", b"PS"})
#: What says which letters a font has, and how wide they are.
_LETTERS_OF_FONT = {"ToUnicode", "Encoding", "DescendantFonts", "Widths", "W"}
_PLAIN_BLENDS = ("Normal", "Compatible")


class State(PDFGraphicState):
    """The state in which something is drawn.

    Attributes:
        clip: nothing is shown outside of it; None: the whole page is.
        ragged: whether even within that not all is shown.
        alpha: how opaque a fill is, 0 to 1.
        blended: whether what is drawn is mixed with what is there.
        masked: whether a mask lies over it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.clip: Rect | None = None
        self.ragged = False
        self.alpha = 1.0
        self.blended = False
        self.masked = False

    def copy(self) -> State:
        """Return the same state."""
        same = State.__new__(State)
        same.__dict__.update(self.__dict__)
        return same

    @property
    def is_plain(self) -> bool:
        """Whether what is drawn is shown as it is, within the clip."""
        return self.alpha >= 1 and not (self.ragged or self.blended or self.masked)


class Interpreter(PDFPageInterpreter):
    """Carries out the instructions of one page after the other."""

    device: LetterDevice
    graphicstate: State

    def __init__(self, resources: Any, device: Any) -> None:
        super().__init__(resources, device)
        self._operators: dict[bytes, tuple[Callable[..., Any], int]] = {}
        self._outer: Interpreter | None = None  # what draws the form that this one carries out
        self._frame: Rect | None = None  # of that form, in its own coordinates
        self._streams: set[int] = set()  # that are being carried out, those outside included
        self._marks: list[bool] = []  # of marked content that is open, whether it is a layer

    def init_resources(self, resources: Any) -> None:
        """Take the fonts, spaces and forms that a page names."""
        resources = dict_value(resources)
        fonts = {name: resolve1(font) for name, font in dict_value(resources.get("Font")).items()}
        for font in fonts.values():
            _check_font(dict_value(font))
        super().init_resources(resources)
        self._fonts = {name for name, font in fonts.items() if isinstance(font, dict)}

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page, or a form with the state of what draws it."""
        super().init_state(ctm)
        self.graphicstate = State()
        if self._outer:
            self.graphicstate = self._outer.graphicstate.copy()
            self.textstate = self._outer.textstate.copy()
            self.textstate.reset()
        if self._frame:
            self._clip(apply_matrix_rect(ctm, self._frame), ragged=bool(ctm[1] and ctm[0]))

    # ------------------------------------------------------------------------ instructions

    def execute(self, streams: Sequence[Any]) -> None:
        """Carry out the instructions of a page or form.

        Raises:
            Damaged: they are not all there.
            Refused: there are too many.
        """
        kept = list(map(resolve1, streams))
        parts = [stream for stream in kept if isinstance(stream, PDFStream)]
        numbers = {stream.objid for stream in parts if stream.objid is not None}
        within = self._outer._streams if self._outer else set()
        if numbers & within:
            return  # it draws itself
        self._streams = numbers | within
        layers = self.device.layers
        data = b"\n".join(map(whole, kept))
        in_text = False
        last = b""
        for name, operands in instructions(data):
            last = name
            self.device.count_instruction()
            known = self._operators.get(name)
            if known is None:
                known = self._operators[name] = self._operator(name)
            method, count = known
            self.argstack = operands
            if count:
                if len(operands) >= count:
                    method(*operands[-count:])
            else:
                method()
            if name == b"BT":
                in_text = True
            elif name == b"ET":
                in_text = False
        self.device.layers = layers
        if not self._outer and self.gstack:
            self.device.is_open = True
        if in_text or (last and last not in _KNOWN and self._operators[last][0] == _nothing):
            raise Damaged("a page ends in the middle of a text")

    def _operator(self, name: bytes) -> tuple[Callable[..., Any], int]:
        word = name.decode("latin-1")
        method = getattr(self, f"do_{_SPELLED.get(word, word.replace('*', '_a'))}", None)
        return (method, method.__code__.co_argcount - 1) if method else (_nothing, 0)

    def do_Tf(self, fontid: Any, fontsize: Any) -> None:
        """Take a font."""
        self.textstate.font = None
        if literal_name(fontid) in self._fonts:
            super().do_Tf(fontid, fontsize)

    def do_TJ(self, seq: Any) -> None:
        """Show text."""
        if self.textstate.font is None:
            raise Damaged("the font of a text is missing")
        self.device.render_string(self.textstate, seq, self.graphicstate.ncs, self.graphicstate)

    # --------------------------------------------------------------------------- visibility

    def do_W(self) -> None:
        """Show nothing outside of the path, from its end on."""
        path: list[Any] = self.curpath
        points = points_of(path, self.ctm)
        if not points:
            self._clip((0.0, 0.0, 0.0, 0.0), ragged=False)
            return
        xs, ys = zip(*points, strict=True)
        self._clip((min(xs), min(ys), max(xs), max(ys)), ragged=not _is_box(points, path))

    do_W_a = do_W

    def _clip(self, box: Rect, *, ragged: bool) -> None:
        state = self.graphicstate
        if not all(map(isfinite, box)):
            ragged, box = True, state.clip or box
        if state.clip:
            x0, y0, x1, y1 = state.clip
            box = max(box[0], x0), max(box[1], y0), min(box[2], x1), min(box[3], y1)
        state.clip = box
        state.ragged = state.ragged or ragged

    def do_gs(self, name: Any) -> None:
        """Take transparency from a named state."""
        named = dict_value(dict_value(self.resources.get("ExtGState")).get(literal_name(name)))
        state = self.graphicstate
        alpha, blend, mask = (resolve1(named.get(key)) for key in ("ca", "BM", "SMask"))
        if isinstance(alpha, int | float):
            state.alpha = float(alpha)
        if blend is not None:
            modes = blend if isinstance(blend, list) else [blend]
            state.blended = not any(literal_name(mode) in _PLAIN_BLENDS for mode in modes[:1])
        if mask is not None:
            state.masked = isinstance(mask, dict)

    def do_BMC(self, tag: Any) -> None:  # noqa: ARG002  # the parser's signature
        """Begin marked content."""
        self._marks.append(False)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: ARG002  # as above
        """Begin marked content, which may be a layer."""
        self._marks.append(literal_name(tag) == "OC")
        self.device.layers += self._marks[-1]

    def do_EMC(self) -> None:
        """End marked content."""
        if self._marks:
            self.device.layers -= self._marks.pop()

    do_F = PDFPageInterpreter.do_f

    def do_sh(self, name: object) -> None:  # noqa: ARG002  # the parser's signature
        """Fill all that is shown with a shading."""
        self.device.paint_area(self.graphicstate)

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture."""
        named = self.xobjmap.get(literal_name(xobjid_arg))
        if named is None:
            return
        drawn = resolve1(named)
        if not isinstance(drawn, PDFStream):
            raise Damaged("a part of a page is missing")
        layered = "OC" in drawn
        self.device.layers += layered
        if drawn.get("Subtype") is LITERAL_IMAGE:
            self._draw_picture(drawn)
        elif drawn.get("Subtype") is LITERAL_FORM:
            self._draw_form(drawn)
        self.device.layers -= layered

    def do_EI(self, obj: Any) -> None:
        """Draw a picture that stands among the instructions."""
        self._draw_picture(obj)

    def _draw_picture(self, picture: PDFStream) -> None:
        self.device.begin_figure("", (0, 0, 1, 1), MATRIX_IDENTITY)
        self.device.render_image("", picture)
        self.device.end_figure("")

    def _draw_form(self, form: PDFStream) -> None:
        inner = Interpreter(self.rsrcmgr, self.device)
        inner._outer, inner._frame = self, _box(form.get("BBox"))
        numbers = [resolve1(number) for number in list_value(form.get("Matrix"))]
        fits = len(numbers) == 6 and all(isinstance(n, int | float) for n in numbers)
        matrix: Any = tuple(map(float, numbers)) if fits else MATRIX_IDENTITY
        # a form without resources of its own uses those of the page
        resources = dict_value(form.get("Resources")) or self.resources.copy()
        self.device.begin_figure("", inner._frame or (0, 0, 0, 0), matrix)
        inner.render_contents(resources, [form], ctm=mult_matrix(matrix, self.ctm))
        self.device.end_figure("")


def _nothing() -> None:
    """Carry out what says nothing about a page."""


def _box(sides: Any) -> Rect | None:
    numbers = [resolve1(side) for side in list_value(sides)]
    if len(numbers) != 4 or not all(isinstance(side, int | float) for side in numbers):
        return None
    left, bottom, right, top = map(float, numbers)
    return left, bottom, right, top


def _is_box(points: Sequence[tuple[float, float]], path: Sequence[Any]) -> bool:
    """Return whether a path is a rectangle along the edges of the page."""
    if any(segment[0] not in "mlh" for segment in path) or len(points) not in (4, 5):
        return False
    xs, ys = {round(x, 2) for x, _ in points}, {round(y, 2) for _, y in points}
    return len(xs) <= 2 and len(ys) <= 2 and (len(points) == 4 or points[0] == points[4])


def _check_font(font: dict[Any, Any]) -> None:
    """Look whether what a font says of its letters is whole."""
    for part in [font, *map(resolve1, list_value(font.get("DescendantFonts")))]:
        if not isinstance(part, dict):
            raise Damaged("a part of a font is missing")
        for key in _LETTERS_OF_FONT & part.keys():
            value = resolve1(part[key])
            if value is None:
                raise Damaged("a part of a font is missing")
            if isinstance(value, PDFStream):
                whole(value)
