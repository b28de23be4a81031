"""What reading one document may cost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. The values are far above any transcript.

    Attributes:
        size: bytes of the file. Official transcripts have less than one MiB; scans reach ten.
        pages: a transcript of twenty years has about ten, each with its legend behind it.
        glyphs: letters in all; a dense page has five thousand.
        seconds: processor time for reading the file; a page takes about a tenth of a second.
        memory: address space of the reading process, in bytes; the libraries take 64 MiB of it.
        isolated: read in a process of its own, which is what makes the last two hold. Turn it off
            only for files you made yourself.
        ocr: read pages that are pictures by OCR, where the extra ``degreekit[ocr]`` is installed.
        ocr_pages: pages that are pictures; each takes some seconds.
        ocr_seconds: processor time for reading all of them.
        ocr_memory: address space of the process that does; the engine takes about 2 GiB of it.
        pixels: of one page. A page of Letter size with 600 dots an inch has 34 million.
    """

    size: int = 25 * 2**20
    pages: int = 60
    glyphs: int = 300_000
    seconds: int = 30
    memory: int = 2**30
    isolated: bool = True
    ocr: bool = True
    ocr_pages: int = 16
    ocr_seconds: int = 240
    ocr_memory: int = 6 * 2**30
    pixels: int = 40_000_000
