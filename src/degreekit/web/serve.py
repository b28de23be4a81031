"""The page on this machine: a server that only this machine reaches, and that keeps nothing."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from degreekit.ingest import Limits
from degreekit.plain_data import NotPlainData, read_json
from degreekit.web.assets import media_type, page_assets
from degreekit.web.connections import Connection
from degreekit.web.desk import Desk
from degreekit.web.guard import Guard

__all__ = ["HOST", "PageServer", "application", "listening"]

HOST = "127.0.0.1"
#: An order is some lines of data; a plan or many decisions are still far below this.
_MOST_ORDER = 2 * 2**20
#: So long may a request take to arrive, and so often it is looked whether anybody is there.
_SECONDS = 60.0
#: A browser sends the headers of a request at once.
_PATIENCE = 20.0
_LOOK = 1.0


def application(
    desk: Desk, *, port: int, secret: str, limits: Limits, seen: Callable[[], None] = lambda: None
) -> Guard:
    """Return the server as an ASGI application.

    Args:
        desk: what answers.
        port: of the server.
        secret: the first part of every path.
        limits: how large a document may be.
        seen: called for each request of the page.
    """
    lock = Lock()  # one order after the other: there is one user

    def answered(name: str, order: Mapping[str, Any]) -> dict[str, Any] | bytes:
        with lock:
            return desk.answer(name, order)

    def added(name: str, data: bytes) -> dict[str, Any]:
        with lock:
            return desk.add(name, data)

    async def order(request: Request) -> Response:
        body = await _body(request, _MOST_ORDER)
        try:
            data = read_json(body or b"{}")
        except NotPlainData as error:
            raise HTTPException(400, str(error)) from None
        if not isinstance(data, dict):
            raise HTTPException(400, "an order is an object")
        found = await run_in_threadpool(answered, request.path_params["name"], data)
        return _response(found)

    async def document(request: Request) -> Response:
        data = await _body(request, limits.size + 1)
        name = request.query_params.get("name", "")
        return _response(await run_in_threadpool(added, name, data))

    routes = [
        Route("/api/documents", document, methods=["POST"]),
        Route("/api/{name}", order, methods=["POST"]),
        *(_route(name, content) for name, content in page_assets("server.js").items()),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused})
    return Guard(app, port=port, secret=secret, most=limits.size + 1, seen=seen)


def _route(name: str, content: bytes) -> Route:
    async def send(_request: Request) -> Response:
        return Response(content, media_type=media_type(name))

    return Route("/" if name == "index.html" else f"/{name}", send, methods=["GET"])


def _response(found: dict[str, Any] | bytes) -> Response:
    if isinstance(found, bytes):
        return Response(found, media_type="image/png")
    return JSONResponse(found, status_code=422 if "error" in found else 200)


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return Response(f"{detail}\n", status_code=status, media_type="text/plain")


async def _body(request: Request, most: int) -> bytes:
    """Return what a request sends, which arrives in time and is not too large."""
    parts = bytearray()

    async def read() -> None:
        async for part in request.stream():
            parts.extend(part)
            if len(parts) > most:
                raise HTTPException(413, "this is larger than a transcript may be")

    try:
        await asyncio.wait_for(read(), _SECONDS)
    except TimeoutError:
        raise HTTPException(408, "it took too long to arrive") from None
    except ClientDisconnect:
        raise HTTPException(400, "it was not sent to its end") from None
    return bytes(parts)


def listening(port: int = 0) -> socket.socket:
    """Return a socket that listens on this machine only.

    Args:
        port: 0 for any that is free.

    Raises:
        OSError: the port is taken.
    """
    return socket.create_server((HOST, port))


class PageServer:
    """The page on this machine.

    Args:
        listener: where it listens; see `listening`.
        idle: the number of seconds without a request after which it ends.
        limits: what reading a document may cost.
        patience: the number of seconds after which a connection is cut off that says nothing.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        idle: float,
        limits: Limits | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self._listener = listener
        self._idle = idle
        self._last = time.monotonic()
        limits = limits or Limits()
        port = listener.getsockname()[1]
        secret = secrets.token_urlsafe(24)
        self.address = f"http://{HOST}:{port}/{secret}/"
        app = application(Desk(limits), port=port, secret=secret, limits=limits, seen=self._seen)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="critical",  # a line of a log would hold the secret
                access_log=False,
                lifespan="off",
                ws="none",
                # made as its class is; see uvicorn.Server
                http=partial(Connection, patience=patience),  # type: ignore[arg-type]
                proxy_headers=False,  # nobody may say that a request came from elsewhere
                server_header=False,
                limit_concurrency=64,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=2,
            )
        )

    def _seen(self) -> None:
        self._last = time.monotonic()

    def run(self) -> bool:
        """Answer until the user ends it, or nobody has asked for long.

        Returns:
            Whether it ended because nobody asked.
        """
        with suppress(KeyboardInterrupt):
            asyncio.run(self._run())
        return time.monotonic() - self._last >= self._idle

    async def _run(self) -> None:
        watch = asyncio.create_task(self._end_when_idle())
        try:
            await self._server.serve(sockets=[self._listener])
        finally:
            watch.cancel()

    async def _end_when_idle(self) -> None:
        while time.monotonic() - self._last < self._idle:
            await asyncio.sleep(min(_LOOK, self._idle))
        self._server.should_exit = True
