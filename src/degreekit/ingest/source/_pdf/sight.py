"""Which letters of a page can be seen.

A letter counts where there is ink for it: the page is drawn with the letter and without it, and
where both look alike nobody can see it, whatever the reason. Only letters that could be hidden are
tested, so most pages are never drawn: letters in white or in transparent ink, in a mode that leaves
no ink, on a layer, outside of what is shown, below something that was painted later, or on
something of their own colour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import ceil, floor, inf
from operator import sub
from typing import Any, NamedTuple

import pypdfium2  # type: ignore[import-untyped]  # ships no types
from pypdfium2 import raw

from .device import Drawn, Paint
from .protocol import Refused

__all__ = ["unseen"]

#: Colours that differ by less than this, of 255, may look alike. White on a grey of 223 is hard to
#: read; the test itself is by ink.
_ALIKE = 32
#: A letter is seen whose ink differs from what is below it by this much, of 255; the darkest point
#: of letters this near to it counts, because a point or a thin stroke fills no dot of the picture.
_SEEN = 16
_NEIGHBOURS = 2
#: ... and that has this much ink of its own.
_OWN_INK = 4
#: The part of a letter in which each of them has ink: so much of its height above the line.
_BODY = 0.5
#: Dots for the height of the smallest letter; and dots of one picture, which is a strip of a page
#: where that takes more.
_DOTS = 12.0
_SCALES = (1.0, 3.0)
_MOST_DOTS = 4_000_000
#: A picture with more dots is not drawn.
_MOST_PIXELS = 40_000_000
#: Letters are looked up by strips of a page this high (points), and every one is tested on a page
#: where looking would cost more.
_STRIP = 16.0
_MOST_LOOKS = 300_000
#: Letters that are areas.
_BLOCKS = frozenset(map(chr, (*range(0x2580, 0x25A0), 0x25A0, 0x25AC, 0x25AE, 0x25CF)))

_Rect = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]


def unseen(page: Any, drawn: Drawn, matrix: _Matrix, shown: _Rect) -> frozenset[int]:
    """Return the numbers of the letters that are drawn on what is shown and cannot be seen.

    Args:
        page: of pdfium.
        drawn: its letters, and what else is drawn on it.
        matrix: turns places on the page as it is stored into those of the letters.
        shown: the part of the page that a viewer shows.

    Raises:
        Refused: looking takes more than a page may take.
    """
    doubts = _doubtful(drawn, _notes(page, matrix, len(drawn.texts)), shown)
    if not any(doubts):
        return frozenset()
    if any(paint.pixels > _MOST_PIXELS for paint in drawn.paints):
        raise Refused("too_large", f"a picture of more than {_MOST_PIXELS // 10**6} million pixels")
    return _Paper(page, drawn, matrix, shown).without_ink(doubts)


def _notes(page: Any, matrix: _Matrix, after: int) -> list[Paint]:
    """Return the places of the notes that a viewer draws over a page."""
    paints = []
    for number in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        note = raw.FPDFPage_GetAnnot(page.raw, number)
        box = raw.FS_RECTF()
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP) and raw.FPDFAnnot_GetRect(
            note, box
        ):
            corners = [(box.left, box.bottom), (box.right, box.top)]
            xs, ys = zip(*(_moved(matrix, x, y) for x, y in corners), strict=True)
            paints.append(Paint(after, (min(xs), min(ys), max(xs), max(ys)), None))
        raw.FPDFPage_CloseAnnot(note)
    return paints


def _moved(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


# ------------------------------------------------------------------------ what could be hidden


class _Doubts(NamedTuple):
    """The numbers of strings that may be hidden.

    They are apart because one may be printed over the other, and then has ink where the other does.

    Attributes:
        inks: by the ink and the mode that they are drawn in, and by nothing else.
        painted: by what is painted over or under them, or because they are cut off.
        both: by both.
    """

    inks: set[int]
    painted: set[int]
    both: set[int]


def _doubtful(drawn: Drawn, notes: list[Paint], shown: _Rect) -> _Doubts:
    """Return the strings that may be hidden."""
    inks = {number for number, show in enumerate(drawn.shows) if show.doubtful}
    covers = [*_covering(drawn), *notes]
    if not (drawn.paints or covers) and all(show.clip is None for show in drawn.shows):
        return _Doubts(inks, set(), set())
    boxes = [_around(drawn, show.first, show.end) for show in drawn.shows]
    on_page = {number for number, box in enumerate(boxes) if _overlap(box, shown)}
    cut = {
        number
        for number in on_page
        if (clip := drawn.shows[number].clip) and not _holds(clip, boxes[number], shown)
    }
    painted = _painted(drawn, covers, boxes, on_page)
    painted = cut | (on_page if painted is None else painted)
    return _Doubts(inks - painted, painted - inks, inks & painted)


def _overlap(a: _Rect, b: _Rect) -> bool:
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


def _covering(drawn: Drawn) -> list[Paint]:
    """Return the strings that may cover others: areas, or in doubt themselves."""
    blocks = not _BLOCKS.isdisjoint(drawn.texts)
    return [
        Paint(first, _around(drawn, first, end), None)
        for first, end, _, doubtful in drawn.shows
        if doubtful or (blocks and not _BLOCKS.isdisjoint(drawn.texts[first:end]))
    ]


def _around(drawn: Drawn, first: int, end: int) -> _Rect:
    places = drawn.places[4 * first : 4 * end]
    return min(places[0::4]), min(places[1::4]), max(places[2::4]), max(places[3::4])


def _holds(clip: _Rect, box: _Rect, shown: _Rect) -> bool:
    """Return whether all of a string that is on the page stands within a clip.

    Its box is higher than its letters, so what stands out a little is not cut.
    """
    slack = 0.3 * (box[3] - box[1])
    return (
        clip[0] <= max(box[0], shown[0]) + slack
        and clip[1] <= max(box[1], shown[1]) + slack
        and clip[2] >= min(box[2], shown[2]) - slack
        and clip[3] >= min(box[3], shown[3]) - slack
    )


def _painted(
    drawn: Drawn, covers: Sequence[Paint], boxes: Sequence[_Rect], on_page: set[int]
) -> set[int] | None:
    """Return the strings below a paint, or on one of their own colour; None: look at every one.

    Args:
        drawn: the page.
        covers: what can cover strings, but is nothing to print on.
        boxes: the places of the strings.
        on_page: the strings to look at.
    """
    strips: dict[int, list[int]] = defaultdict(list)
    for number in on_page:
        _, bottom, _, top = boxes[number]
        for strip in range(floor(bottom / _STRIP), floor(top / _STRIP) + 1):
            strips[strip].append(number)
    if not strips:
        return set()
    lowest, highest = min(strips), max(strips)
    colours = [style.colour for style in drawn.styles]
    found: set[int] = set()
    looks = 0
    for paint, is_ground in [*((p, True) for p in drawn.paints), *((p, False) for p in covers)]:
        on = {n for n, letters in enumerate(colours) if _look_alike(paint.colour, letters)}
        on = on if is_ground else set()
        if not paint.after and not on:
            continue
        low = lowest if paint.box[1] == -inf else max(lowest, floor(paint.box[1] / _STRIP))
        high = highest if paint.box[3] == inf else min(highest, floor(paint.box[3] / _STRIP))
        for strip in range(low, high + 1):
            strings = strips.get(strip, ())
            looks += len(strings)
            for number in strings:
                show = drawn.shows[number]
                if (show.first < paint.after or drawn.style_of[show.first] in on) and _meet(
                    paint.box, boxes[number]
                ):
                    found.add(number)
        if looks > _MOST_LOOKS:
            return None
    return found


def _look_alike(a: tuple[int, int, int] | None, b: tuple[int, int, int] | None) -> bool:
    return a is None or b is None or max(abs(x - y) for x, y in zip(a, b, strict=True)) < _ALIKE


def _meet(paint: _Rect, letters: _Rect) -> bool:
    """Return whether a paint lies on the body of letters, and is not a line below or above them."""
    edge = 0.2 * min(letters[2] - letters[0], letters[3] - letters[1])
    return (
        paint[0] < letters[2] - edge
        and paint[2] > letters[0] + edge
        and paint[1] < letters[3] - edge
        and paint[3] > letters[1] + edge
    )


# ------------------------------------------------------------------------------------- the ink


class _Strip(NamedTuple):
    """A part of a page as a picture, in dots from the top left corner of what is shown of it."""

    left: int
    top: int
    right: int
    bottom: int
    scale: float


class _Paper:
    """A page that can be drawn with some of its strings and without them."""

    def __init__(self, page: Any, drawn: Drawn, matrix: _Matrix, shown: _Rect) -> None:
        self._page = page
        self._drawn = drawn
        self._matrix = matrix
        self._shown = shown

    def without_ink(self, doubts: _Doubts) -> frozenset[int]:
        """Return the letters of these strings that leave no ink of their own."""
        width, height = self._page.get_size()
        shown = self._shown
        if abs(width - (shown[2] - shown[0])) > 1 or abs(height - (shown[3] - shown[1])) > 1:
            return frozenset()  # the two libraries do not see the same part of the page
        objects = self._objects()
        hidden: set[int] = set()
        for strings in doubts:
            known = {number: objects[number] for number in strings if number in objects}
            letters = [n for number in sorted(known) for n in self._letters(number)]
            hidden.update(self._blind(letters, list(known.values())))
        for number, show in enumerate(self._drawn.shows):
            every = range(show.first, show.end)
            marks = [n for n in every if not self._drawn.texts[n].isspace()]
            blind = hidden.intersection(marks)
            if blind and len(blind) == len(marks):
                hidden.update(every)  # spaces among hidden letters are hidden as well
            elif number in doubts.inks and 2 * len(blind) <= len(marks):
                hidden.difference_update(every)  # other letters are printed on some of it
        return frozenset(hidden)

    def _letters(self, number: int) -> Iterator[int]:
        """Yield the letters of a string that a viewer could show."""
        left, bottom, right, top = self._shown
        places = self._drawn.places
        for n in range(*self._drawn.shows[number][:2]):
            x, y = ((places[4 * n + side] + places[4 * n + side + 2]) / 2 for side in (0, 1))
            if left <= x <= right and bottom <= y <= top and not self._drawn.texts[n].isspace():
                yield n

    def _blind(self, letters: Sequence[int], objects: Sequence[Any]) -> Iterator[int]:
        """Yield those of these letters that the page looks the same without."""
        boxes = [self._box(n) for n in letters]
        halves = [self._halves(n, box) for n, box in zip(letters, boxes, strict=True)]
        ink = [0] * len(letters)
        inked = [[False] * len(parts) for parts in halves]
        for strip in self._strips(boxes):
            full, stride = self._picture(strip)
            modes = [raw.FPDFTextObj_GetTextRenderMode(item) for item in objects]
            for item in objects:
                raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
            bare, _ = self._picture(strip)
            for item, mode in zip(objects, modes, strict=True):
                raw.FPDFTextObj_SetTextRenderMode(item, mode)
            if full == bare:
                continue
            for at, box in enumerate(boxes):
                if dots := self._dots(box, strip):
                    ink[at] = max(ink[at], _ink(full, bare, stride, dots))
                for part, half in enumerate(halves[at]):
                    if dots := self._dots(half, strip):
                        inked[at][part] |= _ink(full, bare, stride, dots) >= _OWN_INK
        lines = [self._line(n) for n in letters]
        for at, n in enumerate(letters):
            near = range(max(0, at - _NEIGHBOURS), min(len(letters), at + _NEIGHBOURS + 1))
            strongest = max(ink[other] for other in near if lines[other] == lines[at])
            if ink[at] < _OWN_INK or strongest < _SEEN or not all(inked[at]):
                yield n

    def _line(self, n: int) -> tuple[int, int]:
        """Return which letters are near to a letter: those in its style and on its line."""
        turn = self._drawn.styles[self._drawn.style_of[n]].turn
        return self._drawn.style_of[n], round(self._drawn.origins[2 * n + (turn % 2 == 0)])

    def _box(self, n: int) -> _Rect:
        """Return where a letter has its ink: the part above the line, of one that has it there."""
        left, bottom, right, top = self._drawn.places[4 * n : 4 * n + 4]
        x, y = self._drawn.origins[2 * n : 2 * n + 2]
        turn = self._drawn.styles[self._drawn.style_of[n]].turn
        text = self._drawn.texts[n]
        high = _BODY * (top - bottom if turn % 2 == 0 else right - left)
        if not text.isalnum():
            return left, bottom, right, top
        if turn == 0:
            return left, y, right, y + high
        if turn == 1:
            return x - high, bottom, x, top
        if turn == 2:
            return left, y - high, right, y
        if turn == 3:
            return x, bottom, x + high, top
        return left, bottom, right, top

    def _halves(self, n: int, box: _Rect) -> tuple[_Rect, ...]:
        """Return the halves of a letter that both have ink, where a letter has them.

        Of a letter below a black bar that leaves its foot nobody can say which it is.
        """
        turn = self._drawn.styles[self._drawn.style_of[n]].turn
        text = self._drawn.texts[n]
        if turn != 0 or not (text.isascii() and (text.isdigit() or text.isupper())):
            return ()
        left, bottom, right, top = box
        middle = (bottom + top) / 2
        return (left, bottom, right, middle), (left, middle, right, top)

    def _strips(self, boxes: Sequence[_Rect]) -> Iterator[_Strip]:
        """Yield the parts of the page to be drawn."""
        if not boxes:
            return
        smallest = min(max(1.0, min(box[2] - box[0], box[3] - box[1]) / _BODY) for box in boxes)
        scale = min(_SCALES[1], max(_SCALES[0], _DOTS / smallest))
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        around = min(lefts), min(bottoms), max(rights), max(tops)
        wide, high = (ceil(side * scale) for side in self._page.get_size())
        left, top, right, bottom = _dots(around, self._shown, scale, (0, 0, wide, high))
        rows = max(1, _MOST_DOTS // max(1, right - left))
        for first in range(top, bottom, rows):
            yield _Strip(left, first, right, min(bottom, first + rows), scale)

    def _picture(self, strip: _Strip) -> tuple[bytes, int]:
        """Return a strip of the page as a viewer shows it, notes included.

        Returns:
            Four bytes for each dot (blue, green, red, and one that says nothing), row by row, and
            how many bytes a row takes.
        """
        width, height = strip.right - strip.left, strip.bottom - strip.top
        whole = [round(side * strip.scale) for side in self._page.get_size()]
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx)
        raw.FPDFBitmap_FillRect(bitmap.raw, 0, 0, width, height, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(
            bitmap.raw, self._page.raw, -strip.left, -strip.top, *whole, 0, raw.FPDF_ANNOT
        )
        dots = bytes(bitmap.buffer)
        stride = bitmap.stride
        bitmap.close()
        return dots, stride

    def _dots(self, box: _Rect, strip: _Strip) -> tuple[int, int, int, int] | None:
        """Return the dots of a strip that a box takes; None where it stands outside of it."""
        left, top, right, bottom = _dots(box, self._shown, strip.scale, strip[:4])
        if left >= right or top >= bottom:
            return None
        return left - strip.left, top - strip.top, right - strip.left, bottom - strip.top

    def _objects(self) -> dict[int, Any]:
        """Return what pdfium draws for each string, by the number of the string."""
        there: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for item, matrix in _texts(self._page, self._matrix):
            there[_square(matrix[4], matrix[5])].append(item)
        here: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, show in enumerate(self._drawn.shows):
            x, y = self._drawn.origins[2 * show.first : 2 * show.first + 2]
            if square := next((square for square in _near(x, y) if square in there), None):
                here[square].append(number)
        return {
            number: item
            for square, numbers in here.items()
            if len(numbers) == len(there[square])
            for number, item in zip(numbers, there[square], strict=True)
        }


def _ink(full: bytes, bare: bytes, stride: int, dots: tuple[int, int, int, int]) -> int:
    """Return by how much two pictures differ at most, in any colour of any dot of a place."""
    left, top, right, bottom = dots
    most = 0
    for row in range(top * stride, bottom * stride, stride):
        a = full[row + 4 * left : row + 4 * right]
        b = bare[row + 4 * left : row + 4 * right]
        if a != b:
            for colour in range(3):
                differences = map(abs, map(sub, a[colour::4], b[colour::4]))
                most = max(most, *differences)
    return most


def _square(x: float, y: float) -> tuple[int, int]:
    return floor(2 * x), floor(2 * y)


def _near(x: float, y: float) -> Iterator[tuple[int, int]]:
    """Yield the square of a place, and those that it could fall into by rounding."""
    for dx in (0.0, -0.02, 0.02):
        for dy in (0.0, -0.02, 0.02):
            yield _square(x + dx, y + dy)


def _texts(page: Any, matrix: _Matrix) -> Iterator[tuple[Any, _Matrix]]:
    """Yield the texts of a page and of the forms on it in their order, and how they are placed."""
    stack = [(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, matrix, 0)]
    while stack:
        holder, count, get, outer, first = stack.pop()
        for number in range(first, count(holder)):
            item = get(holder, number)
            kind = raw.FPDFPageObj_GetType(item)
            if kind not in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM):
                continue
            placed = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, placed)
            inner = _times((placed.a, placed.b, placed.c, placed.d, placed.e, placed.f), outer)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                yield item, inner
                continue
            stack.append((holder, count, get, outer, number + 1))
            form = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
            stack.append((item, *form, inner, 0))
            break


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    (x, y), (u, v) = _moved(outer, a, b), _moved(outer, c, d)
    left, up = outer[4:]
    return x - left, y - up, u - left, v - up, *_moved(outer, e, f)


def _dots(
    box: _Rect, shown: _Rect, scale: float, within: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    """Return the dots that a box takes, from the top left corner of what is shown."""
    return (
        max(within[0], floor((box[0] - shown[0]) * scale)),
        max(within[1], floor((shown[3] - box[3]) * scale)),
        min(within[2], ceil((box[2] - shown[0]) * scale)),
        min(within[3], ceil((shown[3] - box[1]) * scale)),
    )
