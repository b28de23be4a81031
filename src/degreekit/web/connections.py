"""How long a connection may say nothing: the server of the page waits for nobody without end.

The framework bounds only how long a connection stays open between two requests; any byte of the
next one ends that.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from typing import Any

from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Connection"]

#: To linger, for no second.
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Connection(H11Protocol):
    """A connection that is cut off where nothing comes of it.

    Args:
        patience: so many seconds may the headers of a request take, all together, and so many may
            a client leave an answer lying that is sent to it.
        how: what the framework passes.
    """

    def __init__(self, *, patience: float, **how: Any) -> None:
        super().__init__(**how)
        self._patience = patience
        self._asking: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as there
        super().connection_made(transport)
        self._asking = self._clock()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        _stop(self._asking)
        _stop(self._taking)
        super().connection_lost(exc)

    @override
    def handle_events(self) -> None:
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            _stop(self._asking)  # its headers are here; how long a body may take, the server says

    @override
    def on_response_complete(self) -> None:
        _stop(self._asking)
        self._asking = self._clock()  # for the next request
        super().on_response_complete()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        _stop(self._taking)
        self._taking = self._clock()

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        _stop(self._taking)

    def _clock(self) -> asyncio.TimerHandle:
        return self.loop.call_later(self._patience, self._cut_off)

    def _cut_off(self) -> None:
        """End it at once: what the client has left lying is thrown away."""
        own = self.transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()


def _stop(clock: asyncio.TimerHandle | None) -> None:
    if clock is not None:
        clock.cancel()
