"""What runs in the browser: the same desk, with documents read in the worker itself.

The worker is the wall: it is a process of the browser's own, without files and without network,
and the page ends it where a document takes too long. Memory is what WebAssembly gives it.
"""

from __future__ import annotations

import json
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pkgutil import resolve_name
from types import ModuleType
from typing import Any, ClassVar, NoReturn

from degreekit.ingest import Limits
from degreekit.plain_data import NotPlainData, read_json
from degreekit.web.desk import Desk, problem
from degreekit.web.orders import InvalidOrder

__all__ = ["Worker"]

#: What reading and auditing load or do when they are first needed, the larger parts apart.
_AHEAD = (
    "pypdfium2",
    "pdfplumber",
    "degreekit.ingest.source._pdf.jobs",
    "degreekit.ingest.source._pdf.pages",
    "degreekit.ingest.source._pdf.second",
    "degreekit.ingest.source._pdf.sight",
    "degreekit.ingest.source._pdf.page_picture",
    "jinja2",
    "degreekit.report.html:load_templates",
)


class NoCryptography(Exception):
    """A file is encrypted; pdfium, which brings its own ciphers, then writes it anew."""


class _Missing:
    """A name of cryptography; whatever is done with it ends in `NoCryptography`."""

    def __call__(self, *_: object, **__: object) -> NoReturn:
        raise NoCryptography

    def __getattr__(self, name: str) -> NoReturn:
        raise NoCryptography


class _StandIn(MetaPathFinder, Loader):
    """Lets pdfminer be imported without cryptography, which has no wheel for browsers.

    It comes after all other finders, so it is not asked where there is cryptography.
    """

    #: What pdfminer imports of it, and uses only when a file is encrypted.
    names: ClassVar = {
        "cryptography": (),
        "cryptography.hazmat": (),
        "cryptography.hazmat.backends": ("default_backend",),
        "cryptography.hazmat.primitives": (),
        "cryptography.hazmat.primitives.ciphers": ("Cipher", "algorithms", "modes"),
    }

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        del path, target
        return ModuleSpec(fullname, self, is_package=True) if fullname in self.names else None

    def exec_module(self, module: ModuleType) -> None:
        for name in self.names[module.__name__]:
            setattr(module, name, _Missing())


class Worker:
    """Answers the page from within its worker.

    Example:
        >>> from degreekit.web.browser import Worker
        >>> Worker().ask("nothing", "{}")[:40]
        '{"error": {"kind": "InvalidOrder", "outc'
    """

    def __init__(self) -> None:
        if not any(isinstance(finder, _StandIn) for finder in sys.meta_path):
            sys.meta_path.append(_StandIn())
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
        """Return what only a transcript needs, to be loaded while one is chosen."""
        return list(_AHEAD)

    def load(self, step: str) -> None:
        """Load one of these.

        Args:
            step: a module; or a function of one, after a colon, which is called.
        """
        found = resolve_name(step)
        if callable(found):
            found()

    def warm(self) -> None:
        """Load everything, as a first transcript would."""
        self._desk.answer("about", {})
        for module in _AHEAD:
            self.load(module)
