"""The ways in which a file may turn out to be no readable transcript, each with a way forward."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from degreekit.errors import DegreekitError

__all__ = ["CannotIsolate", "IngestError", "MissingDependency", "OcrState", "Outcome", "reason"]


class Outcome(StrEnum):
    """Why a file was not read. Each is one entry of the page "Reading documents"."""

    NOT_A_PDF = "not_a_pdf"
    EMPTY = "empty"
    DAMAGED = "damaged"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105  # the name of an outcome, no password
    IMAGE_ONLY = "image_only"
    UNREADABLE_TEXT = "unreadable_text"
    NOT_A_TRANSCRIPT = "not_a_transcript"
    DEGREE_AUDIT = "degree_audit"
    CERTIFICATION = "certification"
    PROFESSIONAL_SCHOOL = "professional_school"
    TOO_LARGE = "too_large"
    OTHER_INSTITUTION = "other_institution"
    TWO_STUDENTS = "two_students"
    AMBIGUOUS = "ambiguous"


#: What happened, and what to do about it. The text never quotes the document.
_MESSAGES = {
    Outcome.NOT_A_PDF: (
        "it is neither a PDF, a picture nor text",
        (
            "download the transcript again as PDF. If your login had expired, you may have saved"
            " the sign-in page: log in first"
        ),
    ),
    Outcome.EMPTY: ("it has no content", "download the transcript again"),
    Outcome.DAMAGED: (
        "it is a damaged PDF or the download was cut short",
        "download the transcript again, or open it in a viewer and print it to a new PDF",
    ),
    Outcome.PASSWORD_PROTECTED: (
        "it asks for a password",
        "open it with the password in a viewer and print it to a new PDF",
    ),
    Outcome.IMAGE_ONLY: (
        "it is a scan: its pages are pictures, and have no text",
        (
            "get the transcript as a PDF with text (print the web page to PDF, or order the"
            " official transcript), or enter the courses in the JSON format"
        ),
    ),
    Outcome.UNREADABLE_TEXT: (
        "its text cannot be decoded: the fonts do not say which letters they are",
        (
            "print it to a new PDF from another viewer or browser, or enter the courses in the JSON"
            " format"
        ),
    ),
    Outcome.NOT_A_TRANSCRIPT: (
        "no installed reader recognizes it as a transcript",
        (
            "check that it is the transcript. For another kind of transcript, install a plugin that"
            " reads it, or enter the courses in the JSON format"
        ),
    ),
    Outcome.DEGREE_AUDIT: (
        (
            "it is a degree audit report, not a transcript: it lists a course under every"
            " requirement that the course serves, and courses that were never taken"
        ),
        "use the transcript instead",
    ),
    Outcome.PROFESSIONAL_SCHOOL: (
        "it is a record of a professional school, in a form that no installed reader knows",
        (
            "order the transcript of the university's registrar, which lists courses by subject and"
            " number, or enter the courses in the JSON format"
        ),
    ),
    Outcome.CERTIFICATION: (
        "it is a certification of attendance or degree, which has no courses and grades",
        "use the transcript instead",
    ),
    Outcome.TOO_LARGE: (
        "it is larger than a transcript may be",
        "check that it is the transcript; print only its pages to a new PDF",
    ),
    Outcome.OTHER_INSTITUTION: (
        "it is a document of an institution that is not installed",
        "install the plugin that reads it, or enter the courses in the JSON format",
    ),
    Outcome.TWO_STUDENTS: (
        "it names two students",
        "split it into a file for each student",
    ),
    Outcome.AMBIGUOUS: (
        "more than one reader claims it",
        "name the one to use, or remove the plugin that should not read it",
    ),
}


#: What OCR could do about a file: it is not installed, is switched off, or found nothing; on the
#: page, is switched off there, or works only elsewhere.
OcrState = Literal["missing", "off", "tried", "unchecked", "elsewhere"]
_BY_OCR: dict[tuple[Outcome, OcrState], str] = {
    (Outcome.IMAGE_ONLY, "missing"): 'to read scans, pip install "degreekit[ocr]"',
    (Outcome.IMAGE_ONLY, "off"): "leave out --no-ocr (in Python: Limits(ocr=True)) to have it read",
    (Outcome.IMAGE_ONLY, "tried"): "scan it again, upright and with at least 300 dots per inch",
    (Outcome.IMAGE_ONLY, "unchecked"): 'check "Read scanned pages" to have it read',
    (Outcome.IMAGE_ONLY, "elsewhere"): "use degreekit on a computer, which reads scans",
    (Outcome.UNREADABLE_TEXT, "unchecked"): (
        'check "Read scanned pages" to have the page read as it looks'
    ),
    (Outcome.UNREADABLE_TEXT, "elsewhere"): (
        "use degreekit on a computer, which reads the page as it looks"
    ),
    (Outcome.UNREADABLE_TEXT, "missing"): (
        'to read the page as it looks, pip install "degreekit[ocr]"'
    ),
    (Outcome.UNREADABLE_TEXT, "off"): (
        "leave out --no-ocr (in Python: Limits(ocr=True)) to read the page as it looks"
    ),
}


def reason(outcome: Outcome, ocr: OcrState = "missing") -> tuple[str, str]:
    """Return what an outcome means, and what to do about it.

    Args:
        outcome: what happened.
        ocr: what OCR could do about it.
    """
    why, way = _MESSAGES[outcome]
    first = _BY_OCR.get((outcome, ocr), "")
    return why, f"{first}; or {way}" if first else way


class IngestError(DegreekitError):
    """A file that was not read, with the reason and a way forward.

    Attributes:
        outcome: the reason, by name.
        path: the file, where it has a name.
        page: the page, where one page is the reason.
        detail: what exactly, where that helps, as the limit that was passed or the readers that
            claim the document; empty otherwise.
        ocr: of a file without text that can be read, whether OCR is ``missing``, was switched
            ``off``, or was ``tried`` in vain; and on the page, whether it is ``unchecked`` there,
            or there is none, but ``elsewhere``.

    Example:
        >>> from degreekit.ingest import read_document
        >>> try:
        ...     read_document(b"<html>session timed out</html>", readers=(), institutions={})
        ... except IngestError as error:
        ...     print(error.outcome)
        not_a_pdf
    """

    def __init__(
        self,
        outcome: Outcome,
        *,
        path: str | None = None,
        page: int | None = None,
        detail: str = "",
        ocr: OcrState = "missing",
    ) -> None:
        self.outcome = outcome
        self.path = path
        self.page = page
        self.detail = detail
        self.ocr = ocr
        why, way = reason(outcome, ocr)
        where = f"{path}: " if path else ""
        where += f"page {page}: " if page else ""
        more = f" ({detail})" if detail else ""
        super().__init__(f"{where}{why}{more}; {way}")

    def at(self, path: str | None) -> IngestError:
        """Return the same error with the name of the file."""
        return IngestError(
            self.outcome, path=path, page=self.page, detail=self.detail, ocr=self.ocr
        )


class MissingDependency(DegreekitError, ImportError):
    """A library that reads documents is not installed, as may be so in a browser.

    Attributes:
        needs: the name of the library.

    Example:
        >>> from degreekit.ingest import MissingDependency
        >>> print(MissingDependency("cryptography"))
        reading this document needs the Python library cryptography: install it
    """

    def __init__(self, library: str) -> None:
        super().__init__(f"reading this document needs the Python library {library}: install it")
        self.needs = library


class CannotIsolate(DegreekitError):
    """A document was to be read in a process of its own, and the system starts none.

    Attributes:
        reason: what the system says.

    Example:
        >>> from degreekit.ingest import CannotIsolate
        >>> print(CannotIsolate("emscripten does not support processes"))
        documents are read in a process of their own, and none could be started (emscripten does \
not support processes); where the system starts no processes, as in a browser, pass \
Limits(isolated=False), which reads in this one, without limits on time and memory
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"documents are read in a process of their own, and none could be started "
            f"({reason.rstrip('.')}); where the system starts no processes, as in a browser, pass "
            f"Limits(isolated=False), which reads in this one, without limits on time and memory"
        )
