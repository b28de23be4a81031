"""Boxes on a page: left, top, right and bottom in points from the top left corner."""

from __future__ import annotations

from math import cos, radians, sin

__all__ = ["Box", "inside", "quartered", "rounded", "tilted", "untilted"]

Box = tuple[float, float, float, float]


def inside(inner: Box, outer: Box) -> bool:
    """Return whether the middle of a box lies in another.

    Example:
        >>> from degreekit.ingest.page.geometry import inside
        >>> inside((1, 1, 3, 3), (0, 0, 2, 2)), inside((1, 1, 5, 3), (0, 0, 2, 2))
        (True, False)
    """
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def quartered(box: Box, quarter: int, width: float, height: float) -> Box:
    """Return the place of a box after turning a page of this size by quarter turns clockwise."""
    x0, top, x1, bottom = box
    if quarter == 1:
        return (height - bottom, x0, height - top, x1)
    if quarter == 2:
        return (width - x1, height - bottom, width - x0, height - top)
    if quarter == 3:
        return (top, width - x1, bottom, width - x0)
    return box


def rounded(box: Box) -> Box:
    """Return a box in hundredths of a point."""
    left, top, right, bottom = (round(side, 2) for side in box)
    return left, top, right, bottom


def tilted(box: Box, angle: float, width: float, height: float) -> Box:
    """Return the box around a box after a page was turned about its middle.

    Args:
        box: on the page before.
        angle: by how many degrees it was turned clockwise.
        width: of the page.
        height: of the page.
    """
    (x, y), (wide, high) = _turned(box, angle, width, height)
    c, s = abs(cos(radians(angle))), abs(sin(radians(angle)))
    wide, high = wide * c + high * s, wide * s + high * c
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def untilted(box: Box, angle: float, width: float, height: float) -> Box:
    """Return the box that `tilted` has made into this one.

    Example:
        >>> from degreekit.ingest.page.geometry import tilted, untilted
        >>> there = tilted((100, 40, 180, 50), 2, 600, 800)
        >>> [round(side) for side in untilted(there, 2, 600, 800)]
        [100, 40, 180, 50]
    """
    (x, y), (wide, high) = _turned(box, -angle, width, height)
    c, s = abs(cos(radians(angle))), abs(sin(radians(angle)))
    among = c * c - s * s
    wide, high = (wide * c - high * s) / among, (high * c - wide * s) / among
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _turned(
    box: Box, angle: float, width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the middle of a box after the turn, and its size before it."""
    c, s = cos(radians(angle)), sin(radians(angle))
    dx, dy = (box[0] + box[2] - width) / 2, (box[1] + box[3] - height) / 2
    middle = (width / 2 + dx * c - dy * s, height / 2 + dx * s + dy * c)
    return middle, (box[2] - box[0], box[3] - box[1])
