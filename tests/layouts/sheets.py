"""What is done to a finished file: pages turned, scaled, cropped, or two on a sheet."""

from __future__ import annotations

import io
from typing import Any

from tests.layouts.paper import Place

_SCALE = 0.7
_SHIFT = (50.0, 90.0)  # from the left and the top
_BLEED = (40.0, 30.0)


def impose(data: bytes, how: str, places: list[list[Place]]) -> tuple[bytes, list[list[Place]]]:
    """Return a file with its pages put on sheets, and the places on these."""
    import pikepdf

    if how == "plain":
        return data, places
    with pikepdf.open(io.BytesIO(data)) as pdf:
        sizes = [_size(page) for page in pdf.pages]
        if how == "2-up":
            places = _two_up(pdf, sizes, places)
        else:
            for page, size in zip(pdf.pages, sizes, strict=True):
                _change(pdf, page, how, size)
            places = [
                [moved for place in row for moved in _moved(place, how, sizes)] for row in places
            ]
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue(), places


def join(first: bytes, second: bytes) -> tuple[bytes, int]:
    """Return the pages of two files as one, and how many the first has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(first)) as pdf, pikepdf.open(io.BytesIO(second)) as other:
        count = len(pdf.pages)
        pdf.pages.extend(other.pages)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue(), count


def _size(page: Any) -> tuple[float, float]:
    x0, y0, x1, y1 = (float(number) for number in page.mediabox)
    return x1 - x0, y1 - y0


def _wrap(pdf: Any, page: Any, matrix: tuple[float, ...]) -> None:
    numbers = " ".join(f"{number:.4f}" for number in matrix)
    page.contents_add(pdf.make_stream(f"q {numbers} cm\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))


def _change(pdf: Any, page: Any, how: str, size: tuple[float, float]) -> None:
    from pikepdf import Array

    width, height = size
    if how == "turned 180":
        _wrap(pdf, page, (-1, 0, 0, -1, width, height))
        page.Rotate = 180
    elif how in ("turned 90", "turned 270"):
        # the content is turned against the way in which the viewer turns the page
        matrix = (0, 1, -1, 0, height, 0) if how == "turned 90" else (0, -1, 1, 0, 0, width)
        _wrap(pdf, page, matrix)
        page.MediaBox = Array([0, 0, height, width])
        page.Rotate = 90 if how == "turned 90" else 270
    elif how == "sideways":
        page.Rotate = 90
    elif how == "cropped":
        x, y = _BLEED
        page.MediaBox = Array([-x, -y, width + x, height + y])
        page.CropBox = Array([0, 0, width, height])
    elif how == "scaled":
        x, top = _SHIFT
        _wrap(pdf, page, (_SCALE, 0, 0, _SCALE, x, height - top - _SCALE * height))


def _moved(place: Place, how: str, sizes: list[tuple[float, float]]) -> list[Place]:
    """Return where a place is then; several boxes where it depends on who counts."""
    height = sizes[place.page - 1][1]
    if how == "scaled":
        x, top = _SHIFT
        return [
            Place(
                place.page,
                x + _SCALE * place.x0,
                top + _SCALE * place.top,
                x + _SCALE * place.x1,
                top + _SCALE * place.bottom,
            )
        ]
    if how == "cropped":
        x, y = _BLEED
        return [
            place,
            Place(place.page, place.x0 + x, place.top + y, place.x1 + x, place.bottom + y),
        ]
    if how == "sideways":
        return [
            place,
            Place(place.page, height - place.bottom, place.x0, height - place.top, place.x1),
        ]
    return [place]


def _two_up(
    pdf: Any, sizes: list[tuple[float, float]], places: list[list[Place]]
) -> list[list[Place]]:
    """Put two pages side by side on each sheet."""
    from pikepdf import Dictionary

    width, height = sizes[0]
    scale = min(height / 2 / width, width / height)
    forms = [page.as_form_xobject() for page in pdf.pages]
    count = len(forms)
    for start in range(0, count, 2):
        sheet = pdf.add_blank_page(page_size=(height, width))
        content, objects = [], {}
        for number, form in enumerate(forms[start : start + 2]):
            objects[f"/P{number}"] = form
            content.append(
                f"q {scale:.4f} 0 0 {scale:.4f} {number * height / 2:.2f} "
                f"{width - scale * height:.2f} cm /P{number} Do Q"
            )
        sheet.Resources = Dictionary(XObject=Dictionary(objects))
        sheet.Contents = pdf.make_stream("\n".join(content).encode())
    del pdf.pages[:count]

    def moved(place: Place) -> Place:
        x = (place.page - 1) % 2 * height / 2
        return Place(
            (place.page + 1) // 2,
            x + scale * place.x0,
            scale * place.top,
            x + scale * place.x1,
            scale * place.bottom,
        )

    return [[moved(place) for place in row] for row in places]
