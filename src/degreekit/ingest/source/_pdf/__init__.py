"""What is done with a PDF, in a process of its own.

Only this package imports PDF libraries, and nothing of degreekit is imported in it, so that a
process which reads starts fast and holds nothing else. `degreekit.ingest.source.process` starts
that process and talks to it.

    serve.py        the process: one job after the other, each within its limits
    protocol.py     the messages between it and the process that asks
    pages.py        a document, page by page
    streams.py      the parts of a file, whole or not at all
    content.py      a page as instructions
    interpreter.py  the instructions carried out
    device.py       what they draw, as bare letters
    sight.py        which of the letters can be seen
    second.py       the same page read by pdfium, and where the two differ
    message.py      a page as bytes
    pictures.py     pages drawn, with marks on them, and facts about a file
    scans.py        pages that are pictures, read by OCR
"""
