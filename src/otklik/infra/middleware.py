"""Bare ASGI middleware: request ids, security headers, a bound on bodies.

Starlette's BaseHTTPMiddleware is not used: it breaks streaming and cancellation.
"""

import contextlib
import re
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import structlog

from otklik.infra.metrics import HTTP_SECONDS

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}\Z")
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob: https:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
)


class RequestMiddleware:
    """Binds a request id to the log lines, times the request, adds security headers and `X-Request-Id`."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap one HTTP request; everything else passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, request_id)
                seconds = time.perf_counter() - started
                HTTP_SECONDS.labels(scope["method"], str(status)).observe(seconds)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            # Starlette raises again what our handler has logged and answered; once is enough.
            if status != HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
        finally:
            structlog.contextvars.unbind_contextvars("request_id")


class _BodyTooLargeError(Exception):
    """The body passed its bound while it was being read."""


class _Meter:
    """Counts a body; beyond the bound reading fails, and what the application makes of that is not sent."""

    def __init__(self, bound: int, receive: Receive, send: Send) -> None:
        self._left = bound
        self._receive = receive
        self._send = send
        self.is_over = False
        self.has_answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.is_over = True
            raise _BodyTooLargeError
        return message

    async def send(self, message: Message) -> None:
        if self.is_over and not self.has_answered:
            return
        self.has_answered = True
        await self._send(message)


class BodyLimitMiddleware:
    """Refuses bodies above `max_bytes` with 413, by the header or, without one, while reading.

    `larger` gives path prefixes bounds of their own (uploads of imports).
    """

    def __init__(self, app: Application, *, max_bytes: int, larger: MutableMapping[str, int]) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bound = self._bound(scope["path"])
        if _declared_length(scope) > bound:
            await _refuse(send, bound)
            return
        meter = _Meter(bound, receive, send)
        with contextlib.suppress(_BodyTooLargeError):
            await self._app(scope, meter.receive, meter.send)
        if meter.is_over and not meter.has_answered:
            await _refuse(send, bound)

    def _bound(self, path: str) -> int:
        for prefix, bound in self._larger.items():
            if path.startswith(prefix):
                return bound
        return self._max_bytes


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.match(value):
            return str(value.decode())
    return uuid.uuid4().hex


def _add_headers(message: Message, request_id: str) -> None:
    headers = list(message.get("headers", ()))
    present = {name.lower() for name, _ in headers}
    headers += [pair for pair in _SECURITY_HEADERS if pair[0] not in present]
    headers.append((b"x-request-id", request_id.encode()))
    message["headers"] = headers


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send, bound: int) -> None:
    text = f"The request is too large: at most {bound} bytes"
    body = (
        f'{{"error": {{"code": "body_too_large", "message": "{text}", "params": {{"max_bytes": {bound}}}}}}}'
    ).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
