"""The jobs that can be done on a document, and the one way in which each of them fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from .protocol import Refused

__all__ = ["work"]

#: The module and the function of each job; a module is loaded when it is first needed.
_JOBS = {
    "pages": ("pages", "packed_pages"),
    "facts": ("pictures", "facts"),
    "draw": ("pictures", "drawn"),
    "picture": ("page_picture", "page_picture"),
    "scan": ("scans", "scanned"),
}


def work(job: str, data: bytes, order: dict[str, Any]) -> Iterator[bytes]:
    """Yield what a job makes of a document.

    Args:
        job: its name.
        data: the document.
        order: what the job needs to know.

    Raises:
        Refused: the job cannot be done on this document; the outcome says why.
        ImportError: a library is not installed.
    """
    module, name = _JOBS[job]
    function: Callable[[bytes, dict[str, Any]], Iterator[bytes]]
    try:
        function = getattr(import_module(f".{module}", __package__), name)
        yield from function(data, order)
    except (Refused, ImportError):  # a missing library is not the document's fault
        raise
    except MemoryError:
        raise Refused("too_large", "more memory than a transcript needs") from None
    except Exception as error:  # noqa: BLE001  # the libraries raise anything on broken input
        locked = "password" in str(error).lower() and b"/Encrypt" in data
        raise Refused("password_protected" if locked else "damaged") from None
