"""Event streams end at once when the process is told to stop; every other answer is finished first."""

import asyncio
import contextlib
from typing import Final

from otklik.infra.middleware import Application, Message, Receive, Scope, Send

_STREAM: Final = (b"content-type", b"text/event-stream")


class StreamEnder:
    """Tells a stream that its reader is gone once `stopping` is set, and closes the answer properly.

    A stream would run until its reader leaves; browsers connect anew by themselves, to the next process.
    """

    def __init__(self, app: Application, stopping: asyncio.Event) -> None:
        self._app = app
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch one HTTP request; everything else passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(receive, send, self._stopping)
        await self._app(scope, answer.receive, answer.send)
        if answer.is_cut:
            with contextlib.suppress(OSError):
                await send({"type": "http.response.body", "body": b""})


class _Answer:
    """Knows whether the answer is a stream, and whether it was cut off."""

    def __init__(self, receive: Receive, send: Send, stopping: asyncio.Event) -> None:
        self._receive = receive
        self._send = send
        self._stopping = stopping
        self._is_stream = False
        self._has_body = False
        self.is_cut = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_stream = any(
                name.lower() == _STREAM[0] and value.startswith(_STREAM[1])
                for name, value in message.get("headers", ())
            )
        await self._send(message)

    async def receive(self) -> Message:
        """Whatever comes; after the body only the reader's leaving can come, or our own stop."""
        if not self._has_body:
            message = await self._receive()
            self._has_body = not message.get("more_body", False)
            return message
        leaving = asyncio.ensure_future(self._receive())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([leaving, stopping], return_when=asyncio.FIRST_COMPLETED)
            if leaving.done() or not self._is_stream:
                return await leaving
            self.is_cut = True
            return {"type": "http.disconnect"}
        finally:
            leaving.cancel()
            stopping.cancel()
