"""What runs in the browser: the same desk, with documents read in the worker itself.

The worker is the wall: it is a process of the browser's own, without files and without network,
and the page ends it where a document takes too long. Memory is what WebAssembly gives it.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NoReturn

from degreekit.ingest import Limits
from degreekit.plain_data import NotPlainData, read_json
from degreekit.web.desk import Desk, problem
from degreekit.web.orders import InvalidOrder

__all__ = ["Worker"]

#: What pdfminer imports of cryptography, and asks only when a file is encrypted.
_CRYPTOGRAPHY = {
    "cryptography": (),
    "cryptography.hazmat": (),
    "cryptography.hazmat.backends": ("default_backend",),
    "cryptography.hazmat.primitives": (),
    "cryptography.hazmat.primitives.ciphers": ("Cipher", "algorithms", "modes"),
}


#: What reading and auditing load when they are first needed, the larger ones apart.
_AHEAD = (
    "pypdfium2",
    "pdfplumber",
    "degreekit.ingest.source._pdf.jobs",
    "degreekit.ingest.source._pdf.pages",
    "degreekit.ingest.source._pdf.second",
    "degreekit.ingest.source._pdf.sight",
    "degreekit.ingest.source._pdf.page_picture",
    "jinja2",
)


class NoCryptography(Exception):
    """A file is encrypted; pdfium, which brings its own ciphers, then writes it anew."""


class _Missing(ModuleType):
    """A name of a library that is not there."""

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise NoCryptography

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NoCryptography


class Worker:
    """Answers the page from within its worker.

    Example:
        >>> from degreekit.web.browser import Worker
        >>> Worker().ask("nothing", "{}")[:40]
        '{"error": {"kind": "InvalidOrder", "outc'
    """

    def __init__(self) -> None:
        if find_spec("cryptography") is None:
            _stand_in()
        self._desk = Desk(Limits(isolated=False, ocr=False))

    def add(self, name: str, data: bytes) -> str:
        """Keep a file; see `Desk.add`.

        Args:
            name: of the file.
            data: its bytes.

        Returns:
            The answer as JSON.
        """
        return json.dumps(self._desk.add(name, bytes(data)))

    def ask(self, name: str, order: str) -> str | bytes:
        """Answer an order; see `Desk.answer`.

        Args:
            name: of the order.
            order: as JSON.

        Returns:
            The answer as JSON, or a picture.
        """
        try:
            data = read_json(order)
        except NotPlainData as error:
            return json.dumps({"error": problem(InvalidOrder((error.problem,)))})
        found: dict[str, Any] | bytes = self._desk.answer(name, data)
        return found if isinstance(found, bytes) else json.dumps(found)

    def ahead(self) -> list[str]:
        """Return the modules that only a transcript needs, to be loaded while one is chosen."""
        return list(_AHEAD)

    def load(self, module: str) -> None:
        """Load one of those modules.

        Args:
            module: its name.
        """
        import_module(module)

    def warm(self) -> None:
        """Load everything, as a first transcript would."""
        self._desk.answer("about", {})
        for module in _AHEAD:
            self.load(module)


def _stand_in() -> None:
    """Let pdfminer be imported without cryptography, which has no wheel for browsers."""
    for name, members in _CRYPTOGRAPHY.items():
        module = ModuleType(name)
        module.__path__ = []  # a package
        for member in members:
            setattr(module, member, _Missing(member))
        sys.modules[name] = module
