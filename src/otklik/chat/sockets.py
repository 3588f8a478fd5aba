"""The visitor's socket, `/chat/socket`: a bare ASGI application that keeps little for each browser.

An idle socket is one waiting task (the server's own) and a few small objects: no task of its own sends, a
short one does when there is news; one timer of the process looks for those that have gone quiet.
"""

import asyncio
import time
from typing import Any, Final

import msgspec
import structlog

from otklik.chat.bodies import Frame
from otklik.chat.service import Chat, has_changes
from otklik.chat.site_lines import PageLine
from otklik.chat.visitors import Visitor
from otklik.inbox.contracts import Changes
from otklik.inbox.hub import LaggedError, Listener, Sign
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.middleware import Message, Receive, Scope, Send
from otklik.kit.errors import AppError, ForbiddenError, ThrottledError
from otklik.workspaces.visitor import USER_AGENT_CHARS

log = structlog.get_logger(__name__)

PATH: Final = "/chat/socket"
QUIET_S: Final = 70.0
SLOW_S: Final = 20.0
_LOOK_S: Final = 5.0
_STOP_LOOK_S: Final = 0.5
_HELLO_S: Final = 10.0
"""So long a socket may say nothing before its token."""
MAX_FRAME: Final = 65_536
"""Characters."""
RESTARTING, TOO_SLOW, UNKNOWN, REFUSED, GONE_QUIET, NONSENSE = 1012, 1013, 4401, 4403, 4408, 4400
_CODES: Final[dict[type[AppError], int]] = {ForbiddenError: REFUSED, ThrottledError: TOO_SLOW}
_FRAMES: Final = msgspec.json.Decoder(Frame)
_ENCODE: Final = msgspec.json.Encoder().encode
_PONG: Final = '{"type":"pong"}'


class _Socket:
    """One browser's line."""

    __slots__ = (
        *("after", "heard_at", "is_closed", "listener", "page", "send", "sending", "sent_at", "visitor"),
    )

    def __init__(self, send: Send) -> None:
        self.send = send
        self.visitor: Visitor | None = None
        self.listener: Listener | None = None
        self.page: PageLine | None = None
        self.after = 0
        self.heard_at = time.monotonic()
        self.sending: asyncio.Task[None] | None = None
        self.sent_at = 0.0
        self.is_closed = False

    async def say(self, value: dict[str, Any]) -> None:
        await self.say_text(_ENCODE(value).decode())

    async def say_text(self, text: str) -> None:
        if not self.is_closed:
            await self._send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        if not self.is_closed:
            self.is_closed = True
            await self._send({"type": "websocket.close", "code": code})

    async def _send(self, message: Message) -> None:
        """Send; a line that the other side has closed already takes nothing more."""
        try:
            await self.send(message)
        except (OSError, RuntimeError):
            self.is_closed = True


class ChatSockets:
    """All sockets of visitors of one web process. `run` looks after them; cancel it to stop."""

    def __init__(self, chat: Chat, stopping: asyncio.Event) -> None:
        self._chat = chat
        self._stopping = stopping
        self._open: set[_Socket] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._is_needed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it closes."""
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        socket = _Socket(send)
        self._open.add(socket)
        self._is_needed.set()
        try:
            await self._serve(socket, scope, receive)
        except AppError as error:
            await socket.close(_CODES.get(type(error), UNKNOWN))
        except ENGINE_AWAY:
            await socket.close(RESTARTING)
        finally:
            socket.is_closed = True
            self._open.discard(socket)
            if socket.sending is not None:
                socket.sending.cancel()

    async def _serve(self, socket: _Socket, scope: Scope, receive: Receive) -> None:
        frame = _read(await receive())
        if frame is None or frame.type != "resume":
            await socket.close(NONSENSE)
            return
        socket.heard_at = time.monotonic()
        visitor = socket.visitor = await self._chat.find_visitor(frame.token)
        listener = socket.listener = await self._chat.make_listener(visitor, lambda: self._wake(socket))
        page = socket.page = self._chat.site.make_line(visitor, lambda: self._wake(socket))
        with self._chat.be_here(visitor, user_agent=_user_agent(scope), page=None):
            async with self._chat.hub.listen(listener):
                with self._chat.site.lines.listen(page):
                    await self._chat.site.lines.wait_until_following()
                    await self._resume(socket, frame.after)
                    while (message := await receive())["type"] != "websocket.disconnect":
                        if not await self._take(socket, message):
                            return
        await self._chat.site.note_presence(visitor)

    async def _take(self, socket: _Socket, message: Message) -> bool:
        """Do what a frame asks; False when that was no frame of ours."""
        frame, visitor, listener = _read(message), socket.visitor, socket.listener
        if frame is None or visitor is None or listener is None:
            await socket.close(NONSENSE)
            return False
        socket.heard_at = time.monotonic()
        if frame.type == "ping":
            await socket.say_text(_PONG)
        elif frame.type == "page":
            self._chat.presence.move(
                workspace_id=visitor.workspace_id,
                device_id=visitor.device_id,
                url=frame.url,
                title=frame.title,
            )
        elif frame.type == "typing":
            await self._type(visitor, listener, frame)
        elif frame.type == "resume":
            self._chat.bounds.requests.take(visitor.device_id)
            await self._resume(socket, frame.after)
        return True

    async def _type(self, visitor: Visitor, listener: Listener, frame: Frame) -> None:
        is_his = frame.conversation_id in listener.conversation_ids
        if frame.conversation_id and is_his and self._chat.bounds.signs.may_take(visitor.device_id):
            await self._chat.tell_typing(visitor, conversation_id=frame.conversation_id, text=frame.text)

    async def _resume(self, socket: _Socket, after: int) -> None:
        """Say what changed after a number, and from where on he is told by himself."""
        assert socket.visitor is not None  # noqa: S101 - set before
        socket.after = after
        changes = await self._chat.read_changes(socket.visitor, after=after)
        await socket.say({"type": "ready", "seq": changes.seq})
        if has_changes(changes):
            await self._say_changes(socket, changes)
        await self._say_page(socket, is_new_only=False)

    async def _say_page(self, socket: _Socket, *, is_new_only: bool) -> None:
        """Popups and messages that wait for the page."""
        assert socket.visitor is not None  # noqa: S101 - set before
        desk = await self._chat.get_desk(socket.visitor.workspace_id)
        told = await self._chat.site.show_waiting(socket.visitor, desk, is_new_only=is_new_only)
        for kind, items in told.items():
            await socket.say({"type": kind, kind: items})

    async def _say_changes(self, socket: _Socket, changes: Changes) -> None:
        assert socket.visitor is not None  # noqa: S101 - set before
        socket.after = max(socket.after, changes.seq)
        await socket.say(await self._chat.show_changes(socket.visitor, changes))

    def _wake(self, socket: _Socket) -> None:
        """There is news: a task sends it, one at a time for a socket."""
        if socket.sending is None and not socket.is_closed:
            socket.sent_at = time.monotonic()
            socket.sending = asyncio.create_task(self._send_news(socket))

    async def _send_news(self, socket: _Socket) -> None:
        listener, page = socket.listener, socket.page
        assert listener is not None  # noqa: S101 - it woke us
        assert page is not None  # noqa: S101 - as it
        try:
            while (listener.has_news() or page.is_waiting) and not socket.is_closed:
                if page.is_waiting:
                    await self._send_page(socket, page)
                if listener.has_news():
                    await self._send_share(socket, listener)
        except (AppError, *ENGINE_AWAY):
            await socket.close(RESTARTING)
        except Exception:
            log.exception("chat.socket_failed")
            await socket.close(RESTARTING)
        finally:
            socket.sending = None

    async def _send_page(self, socket: _Socket, page: PageLine) -> None:
        has_news, gone = page.take()
        if gone:
            await socket.say({"type": "gone", "sends": gone})
        if has_news:
            await self._say_page(socket, is_new_only=True)

    async def _send_share(self, socket: _Socket, listener: Listener) -> None:
        assert socket.visitor is not None  # noqa: S101 - set before
        try:
            changes, signs = listener.take_now()
        except LaggedError:
            changes, signs = [await self._chat.read_changes(socket.visitor, after=socket.after)], []
        for each in changes:
            await self._say_changes(socket, each)
        for sign in signs:
            await self._say_sign(socket, socket.visitor, sign)

    async def _say_sign(self, socket: _Socket, visitor: Visitor, sign: Sign) -> None:
        """Only that an operator is typing: what he types, and what else the team does, is its own matter."""
        kind, _, number = sign.who.partition(":")
        if sign.kind != "typing" or kind != "operator":
            return
        desk = await self._chat.get_desk(visitor.workspace_id)
        known = desk.find_operator(int(number) if number.isdigit() else None)
        who = sign.who if desk.settings.shows_operators else "operator"
        told = {"type": "sign", "kind": sign.kind, "who": who, "name": known.name if known else ""}
        await socket.say({**told, "conversation_id": sign.conversation_id, "data": {}})

    async def run(self) -> None:
        """Close the sockets that are quiet or slow, and all of them when the process stops."""
        await self._is_needed.wait()
        while not self._stopping.is_set():
            self._look()
            await _sleep(self._stopping, _LOOK_S)
        while True:  # browsers come back to the next process
            for socket in tuple(self._open):
                self._close(socket, RESTARTING)
            await asyncio.sleep(_STOP_LOOK_S)

    def _look(self) -> None:
        now = time.monotonic()
        for socket in tuple(self._open):
            code = _fault(socket, now)
            if code is not None and not socket.is_closed:
                self._close(socket, code)

    def _close(self, socket: _Socket, code: int) -> None:
        """Beside: a line that takes nothing would hold up the others."""
        task = asyncio.create_task(socket.close(code))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _fault(socket: _Socket, now: float) -> int | None:
    """Why a socket has to be closed."""
    if socket.sending is not None and now - socket.sent_at > SLOW_S:
        return TOO_SLOW
    bound = _HELLO_S if socket.visitor is None else QUIET_S
    return GONE_QUIET if now - socket.heard_at > bound else None


def _user_agent(scope: Scope) -> str:
    found = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    return str(found.decode("latin-1"))[:USER_AGENT_CHARS]


def _read(message: Message) -> Frame | None:
    text = message.get("text")
    if message["type"] != "websocket.receive" or not isinstance(text, str) or len(text) > MAX_FRAME:
        return None
    try:
        return _FRAMES.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


async def _sleep(stopping: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return
