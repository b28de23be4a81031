"""What tests of the folder share: a server of static files, and what is in its archives."""

from __future__ import annotations

import http.server
import tarfile
import threading
from pathlib import Path
from typing import Any

__all__ = ["Counting", "unpacked"]


class Counting(http.server.ThreadingHTTPServer):
    """A server of static files that remembers what it was asked for."""

    def __init__(self, folder: Path) -> None:
        asked: list[str] = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments: Any) -> None:
                own = {".mjs": "text/javascript", ".wasm": "application/wasm"}
                self.extensions_map = {**type(self).extensions_map, **own}
                super().__init__(*arguments, directory=str(folder))

            def log_message(self, *_: object) -> None:
                asked.append(self.path)

        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = asked
        self.address = f"http://127.0.0.1:{self.server_port}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


def unpacked(path: Path) -> dict[str, bytes]:
    """Return the files of an archive of the page by path."""
    with tarfile.open(path, "r:gz") as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]  # all are files
