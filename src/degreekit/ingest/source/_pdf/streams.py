"""Streams of a PDF, whole or not at all.

The parser of pdfplumber reads a damaged stream as far as it goes, and the rest of the page is lost
without a word. What is read here was complete, and its checksum right where it has one.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

from pdfminer.lzw import CorruptDataError, LZWDecoder
from pdfminer.pdfexceptions import PDFEOFError
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
    resolve1,
)

from .protocol import Refused

__all__ = ["Damaged", "whole"]

#: Bytes that a stream may unfold to. The drawing of a dense page takes a tenth of one MiB.
_MOST = 64 * 2**20
#: What ends a stream in the file; data with it in it goes on beyond its end.
_END = b"endstream"
#: The codes of LZW that mean something else than data.
_LZW_END = 257


class Damaged(Exception):  # an answer, not a fault of the program
    """A part of the document is not whole, so what it says is not all there."""


def whole(stream: Any) -> bytes:
    """Return what a stream holds, and keep it for the parser.

    Raises:
        Damaged: there is none, it is not whole, or its checksum is wrong.
        Refused: it unfolds to more than a page may have.
    """
    stream = resolve1(stream)
    if not isinstance(stream, PDFStream):
        raise Damaged("a part of the file is missing")
    if stream.data is None:
        try:
            stream.data = _decoded(stream)
        except (ValueError, TypeError, LookupError) as error:
            raise Damaged(f"a stream cannot be unpacked: {type(error).__name__}") from None
        stream.rawdata = None
    return stream.data


def _decoded(stream: PDFStream) -> bytes:
    data = stream.rawdata or b""
    if stream.decipher and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    elif _END in data:
        raise Damaged("a stream is shorter than the file says")
    if not data:  # qpdf packs an empty stream into nothing at all
        return data
    filters = stream.get_filters()
    for number, (name, parameters) in enumerate(filters, start=1):
        if name in LITERALS_FLATE_DECODE:
            unpacked = _inflated(data)
            if not parameters:
                data = unpacked
                continue
        elif name in LITERALS_LZW_DECODE:
            _check_lzw(data)
        elif name in LITERALS_RUNLENGTH_DECODE:
            _check_runs(data)
        elif number == len(filters):  # else what it holds shows whether it is whole
            _check_end(name, data)
        data = PDFStream({"Filter": [name], "DecodeParms": [parameters]}, data).get_data()
    return data


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, _MOST + 1)
    except zlib.error:
        raise Damaged("a packed stream is corrupt") from None
    if len(unpacked) > _MOST:
        raise Refused("too_large", f"a page of more than {_MOST // 2**20} MiB")
    if not unpacker.eof:  # all of it may be there but the checksum behind it
        last = zlib.decompressobj(-zlib.MAX_WBITS)
        last.decompress(data[2:], _MOST + 1)
        if not last.eof:
            raise Damaged("a packed stream was cut")
    return unpacked


def _check_lzw(data: bytes) -> None:
    decoder = LZWDecoder(io.BytesIO(data))
    unpacked = 0
    while True:
        try:
            code = decoder.readbits(decoder.nbits)
            unpacked += len(decoder.feed(code))
        except (PDFEOFError, CorruptDataError):
            raise Damaged("a packed stream is corrupt or was cut") from None
        if code == _LZW_END:
            return
        if unpacked > _MOST:
            raise Refused("too_large", f"a page of more than {_MOST // 2**20} MiB")


def _check_runs(data: bytes) -> None:
    at = 0
    while at < len(data) and data[at] != 128:
        at += data[at] + 2 if data[at] < 128 else 2
    if at > len(data):
        raise Damaged("a packed stream was cut")


def _check_end(name: Any, data: bytes) -> None:
    tail = data.rstrip()[-2:]
    if (name in LITERALS_ASCII85_DECODE and b"~" not in tail) or (
        name in LITERALS_ASCIIHEX_DECODE and b">" not in tail
    ):
        raise Damaged("a stream was cut")
