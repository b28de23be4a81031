"""How well pictures of transcripts are read, by the engine that was chosen and by Tesseract.

    python3 dev.py ocr-benchmark

Pages of the two families that students have are drawn from a seed, worn as scanners and browsers
wear them, and read twice: by the extra ``degreekit[ocr]``, and by the program ``tesseract`` where
it is installed (Debian's package tesseract-ocr), whose words go through the same reader. Two things
are counted: of the words on the page, those that were read to the letter; and of the courses, those
read right, asked about or told as not proved, wrong without a word, of a page that was refused, and
lost without a word. Times are ratios within the run.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pdfplumber  # noqa: E402  # needs the path
import pypdfium2  # type: ignore[import-untyped]  # noqa: E402  # as above
from PIL import Image  # noqa: E402  # as above

from degreekit.columbia import columbia  # noqa: E402  # as above
from degreekit.columbia.readers import readers  # noqa: E402  # as above
from degreekit.ingest import Document, IngestError, interpret, open_document  # noqa: E402  # needs the path
from degreekit.ingest.page.document import Glyph, Page  # noqa: E402  # as above
from degreekit.ingest.page.layout import words_of  # noqa: E402  # as above
from tests.fixtures.generator.meaning import Student  # noqa: E402  # as above
from tests.fixtures.generator.pictures import Scan, jpeg, official, record, scanned  # noqa: E402  # needs the path
from tests.fixtures.generator.students import SEAS_GRAD, student  # noqa: E402  # as above
from tests.ingest.helpers import stated  # noqa: E402  # as above

WEAR = {
    "clean": {"quality": 75},
    "skewed, noisy": {"quality": 55, "skew": 1.6, "noise": 0.12, "blur": 0.4},
    "coarse JPEG": {"quality": 15, "skew": -0.6},
}
DOTS = (72, 100, 150, 200)


class Sample(NamedTuple):
    """A page as a picture, and what it says."""

    family: str
    dots: int
    wear: str
    who: Student
    picture: bytes
    words: Counter[str]
    size: tuple[float, float]


class Result(NamedTuple):
    """What came of a page."""

    words: float
    right: int
    told: int
    wrong: int
    refused: int
    lost: int
    seconds: float


def samples() -> Iterator[Sample]:
    """Yield every page to be read."""
    record_of = student(84, terms=2, load=3, sections=True, in_progress=False)
    official_of = student(83, terms=3, load=3, schools=(SEAS_GRAD,))
    for family, who, pdf in (
        ("record", record_of, record(record_of)),
        ("official", official_of, official(official_of)),
    ):
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            page = document.pages[0]
            size = float(page.width), float(page.height)
            words = Counter(word["text"] for word in page.extract_words(x_tolerance=1.5))
        for dots in DOTS:
            for wear, how in WEAR.items():
                scan = Scan(dots=dots, seed=7, **how)  # type: ignore[arg-type]  # named
                picture = jpeg(scanned(pdf, scan)[0], scan.quality)
                yield Sample(family, dots, wear, who, picture, words, size)


def ours(sample: Sample) -> Document:
    """Read a page with the extra."""
    return open_document(sample.picture)


def tesseract(sample: Sample, enlarged: int = 1) -> Document:
    """Read a page with Tesseract, its words as the letters of a page."""
    picture, dots = sample.picture, sample.dots * enlarged
    if enlarged > 1:
        picture = _enlarged(picture, enlarged)
    command = ["tesseract", "-", "-", "--dpi", str(dots), "--psm", "11", "tsv"]
    done = subprocess.run(command, input=picture, capture_output=True, check=True)  # noqa: S603  # our own command
    table = csv.DictReader(
        io.StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    scale = 72 / dots
    glyphs: list[Glyph] = []
    for row in table:
        if row["level"] != "5" or not row["text"].strip():
            continue
        left, top, width, height = (
            float(row[side]) * scale for side in ("left", "top", "width", "height")
        )
        step = width / len(row["text"])
        for at, letter in enumerate(row["text"]):
            glyphs.append(
                Glyph(letter, left + at * step, top, left + (at + 1) * step, top + height)
            )
        glyphs.append(Glyph(" ", left + width, top, left + width, top + height))
    return Document((Page(1, *sample.size, 0.0, tuple(glyphs)),))


def _enlarged(picture: bytes, times: int) -> bytes:
    """Return a picture as Tesseract likes them best, with about 300 dots an inch."""
    with Image.open(io.BytesIO(picture)) as small:
        large = small.resize((small.width * times, small.height * times), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    large.save(file, "PNG")
    return file.getvalue()


def judged(sample: Sample, document: Document, seconds: float) -> Result:
    """Hold what was read against what was meant."""
    found = Counter(w.text for page in document.pages for w in words_of(page.glyphs))
    words = sum((found & sample.words).values()) / sum(sample.words.values())
    meant: list[dict[str, Any]] = list(sample.who.expected()["records"])
    try:
        reading = interpret(document, readers(), {"columbia": columbia()})
    except IngestError:
        return Result(words, 0, 0, 0, len(meant), 0, seconds)
    read = stated(reading)
    right = [one for one in read if one in meant]
    other = len(read) - len(right)
    # What is no record that was meant is silent unless the reading says that it is not proved.
    told = len(reading.questions) + (0 if reading.verified else other)
    wrong = other if reading.verified else 0
    lost = max(0, len(meant) - len(right) - told - wrong)
    if lost and not reading.verified:  # the figures do not add up without them
        told, lost = told + lost, 0
    return Result(words, len(right), told, wrong, 0, lost, seconds)


def main() -> int:
    """Read every page with every engine that is there, and print the table."""
    engines: dict[str, Callable[[Sample], Document]] = {"RapidOCR": ours}
    if shutil.which("tesseract"):
        engines["Tesseract"] = tesseract
        engines["Tesseract, twice the size"] = partial(tesseract, enlarged=2)
    else:
        print("Tesseract is not installed; it is left out.")
    pypdfium2.PDFIUM_INFO  # noqa: B018  # loaded before the clock runs
    columbia()
    totals: dict[str, list[tuple[Sample, Result]]] = {name: [] for name in engines}
    for sample in samples():
        for name, engine in engines.items():
            start = time.perf_counter()
            document = engine(sample)
            result = judged(sample, document, time.perf_counter() - start)
            totals[name].append((sample, result))
    heads = f"{'words':>6} {'right':>6} {'told':>5} {'wrong':>6} {'refused':>8} {'lost':>5}"
    print(f"{'engine':<26} {'pages':<26} {heads}")
    for name, rows in totals.items():
        for family in ("record", "official"):
            for dots in DOTS:
                part = [r for s, r in rows if (s.family, s.dots) == (family, dots)]
                _line(name, f"{family}, {dots} dots an inch", part)
        _line(name, "all", [result for _, result in rows])
    unit = sum(r.seconds for _, r in totals["RapidOCR"])
    for name, rows in totals.items():
        print(f"time of {name}: {sum(r.seconds for _, r in rows) / unit:.2f} of RapidOCR's")
    return 0


def _line(name: str, what: str, part: list[Result]) -> None:
    words = sum(r.words for r in part) / len(part)
    sums = [sum(getattr(r, field) for r in part) for field in Result._fields[1:-1]]
    right, told, wrong, refused, lost = sums
    counts = f"{right:>6} {told:>5} {wrong:>6} {refused:>8} {lost:>5}"
    print(f"{name:<26} {what:<26} {words:>6.1%} {counts}")


if __name__ == "__main__":
    sys.exit(main())
