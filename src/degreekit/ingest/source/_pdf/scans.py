"""The letters of pages that are pictures.

This is the only module that loads the OCR engine, which is an extra. The engine's models are files
of its package, and what it would report of its use is switched off before it is loaded.

Where the letters are is found by the engine. What they are is read here from the engine's model, so
that every letter comes with how sure the model is and with what else it could be.
"""

from __future__ import annotations

import base64
import io
import json
import math
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .protocol import Refused

__all__ = ["scanned"]

#: Dots an inch: pictures with fewer are enlarged to these before letters are looked for, and none
#: is read with more.
_FEWEST = 150.0
_MOST = 200.0
#: What the width of a picture without a page is taken for, in points.
_LETTER = (612.0, 792.0)
#: A page that is turned by less than this (degrees) is straight.
_STRAIGHT = 0.12
#: A page turned by more than this was not laid on a scanner.
_CROOKED = 12.0
#: The height of the pictures that the model reads, its narrowest, and how many at once.
_HEIGHT = 48
_NARROW = 96
_BATCH = 8
#: White this wide is a space, in heights of the line.
_SPACE = 0.25
#: The same in front of a numeral, and of a single letter at the end: the words that the model most
#: often joins to the one before.
_NARROW_SPACE = 0.16
_NUMERAL = re.compile(r"[IVX]{1,3}:?")
#: The same behind a colon or a comma, which stands in white of its own.
_SIGN_SPACE = 0.2
_SIGNS = frozenset(":;,")
#: The same in print where every letter has one width, and much white around it.
_WIDE_SPACE = 0.3
#: A space that the model read is the white that is this near to it, in heights of the line.
_SAME_SPACE = 0.8
#: What else a letter could be is kept from this probability on.
_MAYBE = 0.004
#: The letters that documents of this kind are written with.
_LETTERS = frozenset(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_`"
    "abcdefghijklmnopqrstuvwxyz|~§†‡àáâäçèéêëíîïñóôöøúûü"
)
#: A page with more marks than this that belong to no text is speckled.
_SPECKLED = 300
#: Letters that look alike in both cases: small ones in print of this size are the large ones.
_ONE_SHAPE = frozenset("CKOPSUVWXYZ")
_MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")


# ------------------------------------------------------------------------------------- pictures


def _pictures(data: bytes, wanted: dict[str, Any]) -> Iterator[tuple[int, Any, float, float]]:
    """Yield the pages that are wanted: number, grey picture, width and height in points."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the sizes are looked at here, before anything is decoded
    most = wanted["pixels"]
    if b"%PDF-" not in data[:1024]:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as file:
            if file.width * file.height > most:
                raise Refused("too_large", f"more than {most // 10**6} million pixels")
            picture = ImageOps.exif_transpose(file).convert("L")
        width = _LETTER[picture.width > picture.height]
        yield 1, picture, width, width * picture.height / picture.width
        return
    import pypdfium2  # type: ignore[import-untyped]  # ships no types

    pdf = pypdfium2.PdfDocument(data)
    try:
        for number in wanted["pages"] or range(1, len(pdf) + 1):
            page = pdf[number - 1]
            width, height = page.get_size()
            dots = min(max(_native(page), 36.0), _MOST)
            if width * height * (dots / 72) ** 2 > most:
                raise Refused("too_large", f"a page of more than {most // 10**6} million pixels")
            bitmap = page.render(scale=dots / 72, draw_annots=False)
            yield number, bitmap.to_pil().convert("L"), width, height
            page.close()
    finally:
        pdf.close()


def _native(page: Any) -> float:
    """Return the dots an inch of the largest picture of a page; the most there may be without."""
    import pypdfium2.raw as raw  # type: ignore[import-untyped]  # as above

    best, dots = 0.0, _MOST
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        wide, high = item.get_px_size()
        if (area := (right - left) * (top - bottom)) > best and right - left > 1:
            # a picture laid on its side has its width along the height of the page
            best, dots = area, 72 * max(wide, high) / max(right - left, top - bottom)
    return dots


def _enlarged(picture: Any, width: float) -> Any:
    """Return the picture of a page of this width with dots enough to find small print."""
    from PIL import Image

    dots = 72 * picture.width / width
    by = _FEWEST / dots if dots < _FEWEST else _MOST / dots if dots > _MOST * 1.01 else 1.0
    if by == 1.0:
        return picture
    size = (round(picture.width * by), round(picture.height * by))
    return picture.resize(size, Image.Resampling.LANCZOS)


# --------------------------------------------------------------------------------------- engine


def _started() -> _Engine:
    """Return the engine; that it does not start is the fault of no document."""
    try:
        return _Engine()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # an import may fail in any way
        told = str(error).strip().partition("\n")[0][:200]
        raise Refused(
            "image_only", f"OCR is installed and does not start: {type(error).__name__}: {told}"
        ) from None


class _Engine:
    """The engine: where text stands, and what it says."""

    def __init__(self) -> None:
        import numpy as np

        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # from 1.29 on the engine reports its use
        import onnxruntime
        import rapidocr

        onnxruntime.disable_telemetry_events()  # on Windows, where no variable is looked at
        models = Path(rapidocr.__file__).with_name("models")
        if not all((models / name).is_file() for name in _MODELS):
            raise FileNotFoundError("the models are not in the package of the engine")
        self._finder = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": 4000,
                "Global.use_cls": True,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._model = onnxruntime.InferenceSession(
            str(models / _MODELS[1]), options, providers=["CPUExecutionProvider"]
        )
        known = self._model.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._alphabet = ["", *known, " "]
        self._kept = [n for n, c in enumerate(self._alphabet) if not c or c in _LETTERS]
        place = {self._alphabet[n]: at for at, n in enumerate(self._kept)}
        other = {c: place[s] for c in place if (s := c.swapcase()) != c and s in place}
        self._swapped = [other.get(c, 0) for c in place]
        self._cased = np.array([c in _ONE_SHAPE and c in other for c in place], dtype=np.float32)

    def find(self, picture: Any) -> Any:
        """Return the corners of every piece of text: n times four times (x, y)."""
        import numpy as np

        found = self._finder(_coloured(picture), use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return np.zeros((0, 4, 2)) if boxes is None or not len(boxes) else np.asarray(boxes)

    def is_upside_down(self, crops: Sequence[Any]) -> bool:
        """Return whether most of these lines stand on their heads."""
        turned = upright = 0.0
        for crop in crops:
            found: Any = self._finder(_coloured(crop), use_det=False, use_cls=True, use_rec=False)
            label, score = found.cls_res[0]
            turned, upright = (
                (turned + score, upright) if label == "180" else (turned, upright + score)
            )
        return turned > upright

    def read(self, crops: Sequence[Any]) -> list[list[list[Any]]]:
        """Return the letters of each line: letter, probability, place (0 to 1), what else."""
        import numpy as np

        texts: list[list[list[Any]]] = [[] for _ in crops]
        order = sorted(range(len(crops)), key=lambda n: crops[n].shape[1] / crops[n].shape[0])
        for start in range(0, len(order), _BATCH):
            part = order[start : start + _BATCH]
            sized = [_sized(crops[n]) for n in part]
            width = max(_NARROW, *(line.shape[2] for line in sized))
            batch = np.zeros((len(part), 3, _HEIGHT, width), dtype=np.float32)
            for line, room in zip(sized, batch, strict=True):
                room[:, :, : line.shape[2]] = line
            name = self._model.get_inputs()[0].name
            (said,) = self._model.run(None, {name: batch})
            for number, line, odds in zip(part, sized, said, strict=True):
                texts[number] = self._decoded(odds, line.shape[2] / width)
        return texts

    def _decoded(self, odds: Any, share: float) -> list[list[Any]]:
        """Return the letters of a line: the likeliest of each place, without repeats and blanks."""
        odds = odds[:, self._kept]
        letters: list[list[Any]] = []
        before = 0
        for place, row in enumerate(odds):
            best = int(row.argmax())
            if best and best == before:  # one letter, seen twice: the clearer look counts
                if (sure := self._sure(row, best)) > letters[-1][1]:
                    letters[-1][1], letters[-1][3] = sure, self._maybe(row, best)
                letters[-1][4] = place
            elif best:
                there = [self._alphabet[self._kept[best]], self._sure(row, best), place]
                letters.append([*there, self._maybe(row, best), place])
            before = best
        steps = max(1.0, len(odds) * share)
        return [
            [letter, round(sure, 4), round(min(1.0, (first + last + 1) / 2 / steps), 4), maybe]
            for letter, sure, first, maybe, last in letters
        ]

    def _sure(self, row: Any, best: int) -> float:
        """Return how sure a letter is; a small one of the same shape casts no doubt."""
        return float(row[best] + row[self._swapped[best]] * self._cased[best])

    def _maybe(self, row: Any, best: int) -> str:
        """Return what else a letter could be, the likeliest first; a blank stands for none."""
        same = self._swapped[best] if self._cased[best] else best
        others = [n for n in row.argsort()[::-1][:4] if n not in (best, same) and row[n] >= _MAYBE]
        return "".join(self._alphabet[self._kept[n]] or "\0" for n in others)


def _coloured(picture: Any) -> Any:
    import numpy as np

    return np.repeat(np.asarray(picture)[:, :, None], 3, axis=2)


def _sized(crop: Any) -> Any:
    """Return a line as the model takes it: 48 high, values from -1 to 1, three times."""
    import cv2
    import numpy as np

    wide = max(8, round(_HEIGHT * crop.shape[1] / crop.shape[0]))
    line = cv2.resize(crop, (wide, _HEIGHT)).astype(np.float32) / 127.5 - 1
    return np.repeat(line[None], 3, axis=0)


# ----------------------------------------------------------------------------------------- page


def _straightened(engine: _Engine, picture: Any) -> tuple[Any, Any, int, float]:
    """Return a page upright and straight, its boxes, its quarter turns and its angle (degrees)."""
    import numpy as np

    boxes = engine.find(picture)
    if not len(boxes):
        return picture, boxes, 0, 0.0
    quarter = 0
    wide, high = _sides(boxes)
    if np.median(np.log(np.maximum(wide, 1) / np.maximum(high, 1))) < 0:
        picture, quarter = picture.transpose(4), 1  # a quarter turn clockwise
        boxes = engine.find(picture)
        wide, high = _sides(boxes)
    longest = np.argsort(-wide)[:24]
    grey = np.asarray(picture)
    crops = [crop for n in longest if (crop := _crop(grey, _upright(boxes[n]))) is not None]
    angle = _angle(boxes)
    if engine.is_upside_down(crops):
        picture, quarter = picture.transpose(3), quarter + 2  # a half turn
        boxes = (np.array([picture.width, picture.height]) - boxes)[:, (2, 3, 0, 1)]
    if _STRAIGHT < abs(angle) < _CROOKED:
        paper = int(np.percentile(grey, 90))
        picture = picture.rotate(angle, resample=3, fillcolor=paper)  # BICUBIC
        boxes = engine.find(picture)
    else:
        angle = 0.0
    return picture, boxes, quarter, angle


def _sides(boxes: Any) -> tuple[Any, Any]:
    import numpy as np

    wide = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    high = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    return wide, high


def _angle(boxes: Any) -> float:
    """Return by how many degrees the lines of a page fall, the long ones weighing most."""
    import numpy as np

    along = (boxes[:, 1] - boxes[:, 0] + boxes[:, 2] - boxes[:, 3]) / 2
    length = np.linalg.norm(along, axis=1)
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    order = np.argsort(angles)
    weight = np.cumsum(np.maximum(length[order] - 40, 0.01) ** 2)
    return float(angles[order][np.searchsorted(weight, weight[-1] / 2)])


def _upright(box: Any) -> tuple[float, float, float, float]:
    return (
        float(box[[0, 3], 0].mean()),
        float(box[[0, 1], 1].mean()),
        float(box[[1, 2], 0].mean()),
        float(box[[2, 3], 1].mean()),
    )


def _crop(grey: Any, box: Sequence[float], more: float = 0.0) -> Any:
    """Return what stands in a box, with more around it (in heights); None where that is nothing."""
    left, top, right, bottom = box
    more *= bottom - top
    x0, y0 = max(0, math.floor(left - more)), max(0, math.floor(top - more))
    crop = grey[y0 : math.ceil(bottom + more), x0 : math.ceil(right + more)]
    return crop if min(crop.shape) > 3 else None


def _read_page(engine: _Engine, picture: Any, width: float, height: float) -> dict[str, Any]:
    import numpy as np

    dots = 72 * picture.width / width
    picture, boxes, quarter, angle = _straightened(engine, _enlarged(picture, width))
    if quarter % 2:
        width, height = height, width
    grey = np.asarray(picture)
    upright = [_upright(box) for box in boxes]
    # single letters in wide white columns are overlooked by the engine, not by this
    upright += _overlooked(grey, upright)
    pairs = [(box, crop) for box in upright if (crop := _crop(grey, box)) is not None]
    looks = engine.read([crop for _, crop in pairs])
    # a second look at a differently cut and softened picture: two readings that differ are a doubt
    again = engine.read([_softened(_crop(grey, box, 0.12)) for box, _ in pairs])
    looks = [_spaced(crop, line) for (_, crop), line in zip(pairs, looks, strict=True)]
    scale = picture.width / width  # dots in a point
    cells = [
        {
            "box": [round(side / scale, 2) for side in box],
            "letters": letters,
            "again": second,
        }
        for (box, _), letters, second in zip(pairs, looks, again, strict=True)
        if letters
    ]
    read = [box for (box, _), letters in zip(pairs, looks, strict=True) if letters]
    return {
        "width": width,
        "height": height,
        "quarter": quarter,
        "angle": round(angle, 3),
        "dots": round(dots),
        "cells": cells,
        "unread": [[round(x / scale, 2) for x in box] for box in _unread(grey, read)],
    }


def _said(letters: Sequence[Sequence[Any]]) -> str:
    return "".join(letter for letter, *_ in letters)


def _spaced(crop: Any, letters: list[list[Any]]) -> list[list[Any]]:
    """Return the letters with a space where the line is white for as wide as a space is.

    The model often leaves out the space in front of a narrow letter ("SYSTEMSI").
    """
    import numpy as np

    if len(letters) < 3 or not any(letter.isalpha() for letter, *_ in letters):
        return letters
    paper, ink = np.percentile(crop, (90, 2))
    white = crop.min(axis=0) > paper - 0.4 * (paper - ink)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], white.astype(np.int8), [0]))))
    whites = [
        (a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if 0 < a < b < len(white)
    ]
    wide = [(a, b) for a, b in whites if b - a >= _NARROW_SPACE * crop.shape[0]]
    if 3 * len(wide) > len(letters):
        wide = [(a, b) for a, b in wide if b - a >= _WIDE_SPACE * crop.shape[0]]
    gaps = [((a + b) / 2 / crop.shape[1], (b - a) / crop.shape[0]) for a, b in wide]
    for there in [letter[2] for letter in letters if letter[0] == " "]:
        near = min(gaps, key=lambda gap: abs(gap[0] - there), default=None)
        if near and abs(near[0] - there) * crop.shape[1] < _SAME_SPACE * crop.shape[0]:
            gaps.remove(near)  # the model has read this one, if not at the very same place
    spaced = letters[:1]
    for number, letter in enumerate(letters[1:], start=1):
        before = spaced[-1]
        if before[0] in _SIGNS or (before[0].isalpha() and before[0] + letter[0] != "II"):
            gap, size = next((gap for gap in gaps if before[2] < gap[0] < letter[2]), (0.0, 0.0))
            if letter[0].isalpha() and size >= _space_before(letters[number:], before[0]):
                spaced.append([" ", 1.0, round(gap, 4), ""])
        spaced.append(letter)
    return spaced


def _space_before(rest: Sequence[Sequence[Any]], before: str) -> float:
    """Return from which width on white is a space, in front of what is left of a line."""
    if before in _SIGNS:
        return _SIGN_SPACE
    text = _said(rest)
    if _NUMERAL.fullmatch(text.split(" ")[0]) or len(text) == 1:
        return _NARROW_SPACE
    return _SPACE


def _softened(crop: Any) -> Any:
    import cv2

    return cv2.GaussianBlur(crop, (0, 0), 0.7)


def _unread(grey: Any, boxes: Sequence[Sequence[float]]) -> list[list[int]]:
    """Return the places of dark marks as large as letters that stand in no box."""
    import cv2
    import numpy as np

    if not boxes:
        return []
    usual = float(np.median([bottom - top for _, top, _, bottom in boxes]))
    paper = int(np.percentile(grey, 80))
    dark = (cv2.GaussianBlur(grey, (0, 0), 1) < paper - 60).astype(np.uint8)
    for left, top, right, bottom in boxes:
        near = 0.1 * (bottom - top)
        dark[
            max(0, int(top - near)) : int(bottom + near) + 1,
            max(0, int(left - near)) : int(right + near) + 1,
        ] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return [
        [x, y, x + wide, y + high]
        for x, y, wide, high, _ in stats[1:count].tolist()
        if 0.25 * usual < high < 1.3 * usual and 0.06 * usual < wide < 1.5 * usual
    ]


def _overlooked(
    grey: Any, boxes: Sequence[Sequence[float]]
) -> list[tuple[float, float, float, float]]:
    """Return boxes around dark marks that stand in none, with what may belong to them."""
    import numpy as np

    marks = sorted(_unread(grey, boxes), key=lambda mark: (mark[0], mark[1]))
    if not marks or len(marks) > _SPECKLED:
        return []
    usual = float(np.median([bottom - top for _, top, _, bottom in boxes]))
    groups: list[list[int]] = []
    for x0, y0, x1, y1 in marks:
        for group in groups:
            if x0 - group[2] < 0.6 * usual and min(y1, group[3]) - max(y0, group[1]) > 0:
                group[:] = [group[0], min(y0, group[1]), max(x1, group[2]), max(y1, group[3])]
                break
        else:
            groups.append([x0, y0, x1, y1])
    found = []
    for x0, y0, x1, y1 in groups:
        middle, half = (y0 + y1) / 2, usual / 2  # a sign behind a letter is a small mark
        found.append((x0 - 0.25 * usual, middle - half, x1 + 0.8 * usual, middle + half))
    return found


def _cut(data: bytes, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the pictures of places: page, quarter, angle, and a box on the straight page."""
    from PIL import Image

    cuts = wanted["cuts"]
    pictures: list[str] = [""] * len(cuts)
    wanted = {**wanted, "pages": sorted({page for page, *_ in cuts})}
    for number, picture, width, _ in _pictures(data, wanted):
        large = _enlarged(picture, width)
        scale = large.width / width
        for at, (page, quarter, angle, box) in enumerate(cuts):
            if page != number:
                continue
            turned = large.transpose({1: 4, 2: 3, 3: 2}[quarter]) if quarter else large
            if angle:
                turned = turned.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
            edges = tuple(round(side * scale) for side in box)
            file = io.BytesIO()
            turned.crop(edges).save(file, "PNG")
            pictures[at] = base64.b64encode(file.getvalue()).decode()
    return {"pictures": pictures}


def scanned(data: bytes, order: dict[str, Any]) -> Iterator[bytes]:
    """Yield what is wanted of a document as JSON: pages as text, or pictures of places.

    Args:
        data: a PDF or a picture.
        order: the numbers of the `pages` that are wanted, or the `cuts`, and how many `pixels` a
            picture may have.
    """
    if order.get("cuts"):
        yield json.dumps(_cut(data, order)).encode()
        return
    engine = _started()
    for number, picture, width, height in _pictures(data, order):
        yield json.dumps({"number": number, **_read_page(engine, picture, width, height)}).encode()
