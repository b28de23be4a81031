"""What a request has to be before the server on this machine looks at it.

Any page in the user's browser can send requests to 127.0.0.1, and any name can be made to lead
there (DNS rebinding). So the host is checked before anything else; the address holds a secret that
is new at every start; and whatever changes something has to come from the page itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, NamedTuple

__all__ = ["DOCUMENT_TYPE", "HEADERS", "ORDER_TYPE", "Guard"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The content types of orders and of documents. A page of another origin cannot send either
#: without asking first (Fetch, "CORS-safelisted request-header"), and nobody answers that.
ORDER_TYPE = "application/json"
DOCUMENT_TYPE = "application/octet-stream"

#: On every answer. The page loads its own script, style and icon, asks this server, and shows
#: pictures that it made from answers; nothing else.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class _Refusal(NamedTuple):
    status: int
    text: str


class Guard:
    """Lets through what the page itself sends, and adds the headers to every answer.

    Args:
        app: what answers the requests that are let through, without the secret in their path.
        port: of the server.
        secret: the first part of every path.
        most: how many bytes a request may have.
        seen: called for each request that is let through.
    """

    def __init__(
        self, app: App, *, port: int, secret: str, most: int, seen: Callable[[], None]
    ) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self._prefix = f"/{secret}/"
        self._most = most
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":  # nothing here speaks WebSocket
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _answer(send, refusal)
            return
        self._seen()
        inner = {**scope, "path": scope["path"].removeprefix(self._prefix[:-1]), "root_path": ""}
        await self._app(inner, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> _Refusal | None:
        """Return why a request is not let through; the host comes before everything else."""
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return _Refusal(421, "This server answers requests to this machine only.")
        path = scope["path"].encode("utf-8", "surrogateescape")
        prefix = self._prefix.encode()
        if not hmac.compare_digest(path[: len(prefix)].ljust(len(prefix)), prefix):
            return _Refusal(404, "Open the address that `degreekit serve` printed.")
        origins = _values(scope, b"origin")  # older browsers send it alone, and only with some
        others = any(one != f"http://{hosts[0].lower()}" for one in origins)
        sites = _values(scope, b"sec-fetch-site")
        if others or any(site not in ("same-origin", "none") for site in sites):
            return _Refusal(403, "Another page may not use this one.")
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return _Refusal(405, "Only GET, HEAD and POST are answered.")
        return self._post_refusal(scope, len(origins))

    def _post_refusal(self, scope: Scope, origins: int) -> _Refusal | None:
        if origins != 1:
            return _Refusal(403, "Another page may not use this one.")
        documents = scope["path"] == f"{self._prefix}api/documents"
        if _values(scope, b"content-type") != [DOCUMENT_TYPE if documents else ORDER_TYPE]:
            return _Refusal(415, f"Send {DOCUMENT_TYPE if documents else ORDER_TYPE}.")
        lengths = _values(scope, b"content-length")
        if any(not one.isdecimal() or int(one) > self._most for one in lengths):
            return _Refusal(413, "This is larger than a transcript may be.")
        return None


def _values(scope: Scope, name: bytes) -> list[str]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]


def _with_headers(send: Send) -> Send:
    added = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *added]
        await send(message)

    return sent


async def _answer(send: Send, refusal: _Refusal) -> None:
    body = f"{refusal.text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    start = {"type": "http.response.start", "status": refusal.status, "headers": headers}
    send = _with_headers(send)
    await send(start)
    await send({"type": "http.response.body", "body": body})
