"""The letters of a PDF, read in a process of their own.

Only this package imports PDF libraries, and nothing of degreekit is imported in it, so that a
process which reads starts fast and holds nothing else. `degreekit.ingest.source.worker` starts that
process and talks to it.

    serve.py    the process: one document after the other, each within its limits
    pages.py    a document, page by page
    device.py   what the parser of pdfplumber draws, as bare letters
    second.py   the same page read by pdfium, and where the two differ
    message.py  a page as bytes
"""
