"""A short way through uvicorn for requests that need no coroutine: a body in, an answer later.

The door answers one small event after another; a task, two messages and their checks for each cost more
than its work. A request that the taker accepts is answered from a callback. All others go uvicorn's own way,
as if this were not here: large bodies, other paths, whatever is unusual. It rests on uvicorn's httptools
protocol (pinned), whose state it keeps as `RequestResponseCycle.send` would.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeAlias

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

Finish: TypeAlias = Callable[[int, bytes], None]
"""Answers a request: status, and the rest of the answer (own header lines, an empty line, the body)."""


class Taker(Protocol):
    """Somebody who can answer requests without a coroutine."""

    max_bytes: int
    """Bodies over it go the long way."""

    def wants(self, path: str) -> bool:
        """Whether POST requests of this path are offered."""

    def take(self, scope: Any, body: bytes, finish: Finish) -> bool:  # noqa: ANN401 - an ASGI scope
        """Take a request and call `finish` once, now or later; False leaves it to the long way."""


def short_way(taker: Taker) -> type[HttpToolsProtocol]:
    """Make uvicorn's protocol with the short way of this taker."""
    return type("ShortWayProtocol", (_ShortWay,), {"taker": taker})


class _ShortWay(HttpToolsProtocol):
    taker: Taker
    _held: RequestResponseCycle | None = None
    _head: tuple[object, bytes] = (None, b"")

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's
        """Hold a request back until its body is there; it arrives in the same packet nearly always."""
        scope = cycle.scope
        if (
            app is self.app
            and cycle is self.cycle
            and cycle.more_body
            and not cycle.waiting_for_100_continue
            and not self.flow.write_paused
            and scope["method"] == "POST"
            and self.taker.wants(scope["path"])
        ):
            self._held = cycle
        else:
            super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self._held is not None and len(self._held.body) > self.taker.max_bytes:
            self._release()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        held = self._held
        if held is None or self.transport.is_closing():
            return
        self._held = None
        if not self.taker.take(held.scope, bytes(held.body), partial(self._finish, held)):
            super()._start_asgi_task(held, self.app)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._release()  # the application learns that a body was cut off

    def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            super()._start_asgi_task(held, self.app)

    def _finish(self, cycle: RequestResponseCycle, status: int, rest: bytes) -> None:
        if cycle.disconnected or cycle.response_complete:
            return
        cycle.response_started = cycle.response_complete = True
        if cycle.keep_alive:
            self.transport.write(STATUS_LINE[status] + self._default_head() + rest)
        else:
            self.transport.write(STATUS_LINE[status] + self._default_head() + b"connection: close\r\n" + rest)
            self.transport.close()
        self.on_response_complete()

    def _default_head(self) -> bytes:
        """The header lines that every answer bears (the date), written anew when uvicorn renews them."""
        headers = self.server_state.default_headers
        known = _ShortWay._head
        if known[0] is not headers:
            lines = b"".join([name + b": " + value + b"\r\n" for name, value in headers])
            known = _ShortWay._head = (headers, lines)
        return known[1]
