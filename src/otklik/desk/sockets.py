"""The operators' socket: changes, counts and signs as they come (`/api/v1/inbox/socket?workspace=…`).

A bare ASGI application: JSON text frames, the client speaks first (`{"type": "resume", "after": …}`).
"""

import asyncio
import contextlib
import time
from typing import Final

import structlog
from fastapi.requests import HTTPConnection

from otklik.desk.session import Closed, DeskSession, Frame
from otklik.desk.sharing import Shared
from otklik.inbox.hub import Hub
from otklik.inbox.presence import Presence
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.engines import Engines
from otklik.infra.middleware import Receive, Scope, Send
from otklik.kit.errors import AppError, ForbiddenError
from otklik.workspaces.access import Actor, Permission, find_socket_actor

log = structlog.get_logger(__name__)

PATH: Final = "/api/v1/inbox/socket"
SILENCE_S: Final = 70.0
SLOW_S: Final = 20.0
CHECKED_S: Final = 60.0
"""A right that was taken away ends the socket within about this time."""
RESTARTING: Final = 1012
TOO_SLOW: Final = 1013
GOING_AWAY: Final = 1001
NOT_SIGNED_IN: Final = 4401
REFUSED: Final = 4403
_MAX_FRAME: Final = 16_384


class DeskSockets:
    """Serves operators' sockets of a web process until `stopping` is set."""

    def __init__(self, engines: Engines, hub: Hub, presence: Presence, stopping: asyncio.Event) -> None:
        self._engines = engines
        self._hub = hub
        self._shared = Shared(engines)
        self._presence = presence
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket."""
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        try:
            code = await self._serve(HTTPConnection(scope), receive, send)
        except AppError as error:
            code = REFUSED if isinstance(error, ForbiddenError) else NOT_SIGNED_IN
        except ENGINE_AWAY as error:
            log.warning("desk.engine_away", error=str(error)[:300])
            code = RESTARTING
        if code is not None:
            with contextlib.suppress(OSError, RuntimeError):
                await send({"type": "websocket.close", "code": code})

    async def _serve(self, connection: HTTPConnection, receive: Receive, send: Send) -> int | None:
        actor = await find_socket_actor(self._engines, connection, Permission.INBOX_READ)
        wire = _Wire(receive, send)
        place = {"workspace_id": actor.workspace_id, "member_id": actor.member_id or 0}
        session = DeskSession(
            self._engines,
            self._hub,
            self._shared,
            actor=actor,
            send=wire.send,
            on_activity=lambda: self._presence.touch_operator(**place),
        )
        self._presence.enter_operator(**place)
        try:
            return await self._talk(connection, actor, wire, session)
        finally:
            self._presence.leave_operator(**place)
            with contextlib.suppress(*ENGINE_AWAY):
                await session.leave()

    async def _talk(
        self, connection: HTTPConnection, actor: Actor, wire: "_Wire", session: DeskSession
    ) -> int | None:
        """Until one of the three ends: the client, what is sent to it, the process."""
        tasks = [
            asyncio.create_task(self._listen(connection, actor, wire, session)),
            asyncio.create_task(session.push()),
            asyncio.create_task(self._stop()),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return _outcome(done)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _stop(self) -> int:
        await self._stopping.wait()
        return RESTARTING

    async def _listen(
        self, connection: HTTPConnection, actor: Actor, wire: "_Wire", session: DeskSession
    ) -> int | None:
        checked = time.monotonic()
        while True:
            try:
                frame = await asyncio.wait_for(wire.receive(), SILENCE_S)
            except TimeoutError:
                return GOING_AWAY
            if frame is None:
                return None
            if time.monotonic() - checked > CHECKED_S:
                now = await find_socket_actor(self._engines, connection, Permission.INBOX_READ)
                if now.role != actor.role:
                    return RESTARTING  # it comes back with the rights it has now
                checked = time.monotonic()
            await session.hear(frame)


def _outcome(done: set[asyncio.Task[int | None]]) -> int | None:
    for task in done:
        error = task.exception()
        if isinstance(error, Closed):
            return error.code
        if error is not None:
            raise error
        return task.result()
    return None


class _Wire:
    """Frames of one socket; a client that does not take one in time is cut."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._turn = asyncio.Lock()

    async def receive(self) -> Frame | None:
        """The next frame, None when the client is gone."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            return None
        text = message.get("text") or ""
        return Frame.read(text if len(text) <= _MAX_FRAME else "")

    async def send(self, text: str) -> None:
        """Send a frame. Raises Closed when the client is too slow or gone."""
        try:
            async with self._turn, asyncio.timeout(SLOW_S):
                await self._send({"type": "websocket.send", "text": text})
        except TimeoutError:
            raise Closed(TOO_SLOW) from None
        except (OSError, RuntimeError):
            raise Closed(None) from None
