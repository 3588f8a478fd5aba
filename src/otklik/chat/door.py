"""HTTP of the visitor's side, below any framework, open to pages of all sites.

`POST /chat/hello` takes JSON as text/plain, so that no preflight precedes it; the others carry
`Authorization: Bearer <token>`. Answers are JSON in the shapes of docs/reference/chat.md.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
import structlog

from otklik.chat import bodies, entering, errors
from otklik.chat.service import Chat
from otklik.chat.site_door import Caller, SiteDoor, decode
from otklik.chat.tokens import read_token
from otklik.chat.visitors import Visitor
from otklik.inbox import files
from otklik.inbox.errors import large_file
from otklik.inbox.files_links import PATH as FILES
from otklik.inbox.files_links import file_headers, read_link
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.translations import choose_language, fill
from otklik.intake.door_http import (
    CORS,
    JSON,
    Answer,
    Callers,
    Headers,
    Receive,
    Scope,
    Send,
    json_answer,
    read_body,
    retry_headers,
    send_answer,
)
from otklik.intake.door_keys import Keys, is_origin_allowed
from otklik.intake.door_rate import client_of
from otklik.kit.errors import AppError, BadRequestError
from otklik.workspaces import service as workspaces
from otklik.workspaces.visitor import USER_AGENT_CHARS

log = structlog.get_logger(__name__)

MAX_BYTES: Final = 131_072
MAX_WAIT_S: Final = 25.0
_PREFLIGHT: Final = Answer(
    204,
    b"",
    [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-allow-headers", b"authorization, content-type"),
        (b"access-control-max-age", b"7200"),
    ],
)
_OFF: Final = Answer(204, b"", list(CORS))
_PLAIN: Final = ((b"cache-control", b"no-store"), (b"cross-origin-resource-policy", b"cross-origin"))
_LAST: Final = (1 << 53) - 1


class ChatDoor:
    """Answers `/chat/…` of one web process."""

    def __init__(
        self,
        chat: Chat,
        *,
        trusted_proxies: Sequence[str],
        stopping: asyncio.Event,
        russian: Callable[[], Mapping[str, str]],
    ) -> None:
        self._chat = chat
        self._callers = Callers(trusted_proxies)
        self._keys = Keys(partial(workspaces.find_write_key, chat.engines))
        self._stopping = stopping
        self._russian = russian
        self._site = SiteDoor(chat)
        self._posts: dict[str, Callable[[Visitor, bytes], Awaitable[dict[str, Any]]]] = {
            "messages": self._send,
            "read": self._read,
            "typing": self._type,
            "contact": self._contact,
            "rating": self._rate,
            "enter": self._enter,
            "transcript": self._transcript,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        try:
            answer = await self._answer(scope, headers, receive)
        except AppError as error:
            answer = self._refusal(error, headers)
        except ENGINE_AWAY as error:
            log.warning("chat.engine_away", error=str(error)[:300])
            answer = self._refusal(errors.engine_away(), headers)
        except Exception:
            log.exception("chat.unexpected", path=scope["path"])
            answer = self._refusal(AppError("internal", "Something went wrong on our side"), headers)
        await send_answer(send, answer)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        path, method = scope["path"].removeprefix("/chat/"), scope["method"]
        if method == "OPTIONS":
            return _PREFLIGHT
        if method in {"GET", "HEAD"} and scope["path"].startswith(FILES):
            return await self._open_file(scope["path"].removeprefix(FILES))
        if method == "POST" and path == "hello":
            return await self._hello(scope, headers, receive)
        visitor = await self._chat.find_visitor(_bearer(headers))
        return await self._serve(visitor, scope, headers, receive)

    async def _serve(self, visitor: Visitor, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        """Answer a visitor who is known."""
        path, method = scope["path"].removeprefix("/chat/"), scope["method"]
        if method == "POST" and path == "files":
            return await self._take_file(visitor, scope, receive)
        if method == "POST" and path == "changes":
            return await self._wait(visitor, headers, receive)
        if method == "POST" and path in self._site.posts:
            self._chat.bounds.requests.take(visitor.device_id)
            caller = Caller(self._callers.address(scope, headers), _user_agent(headers))
            body = await read_body(receive, headers, MAX_BYTES)
            return _ok(await self._site.posts[path](visitor, body, caller))
        if method == "POST" and path in self._posts:
            (self._chat.bounds.messages if path == "messages" else self._chat.bounds.requests).take(
                visitor.device_id
            )
            return _ok(await self._posts[path](visitor, await read_body(receive, headers, MAX_BYTES)))
        if method == "GET":
            self._chat.bounds.requests.take(visitor.device_id)
            return _ok(await self._get(visitor, path, scope))
        raise errors.no_such_path()

    async def _get(self, visitor: Visitor, path: str, scope: Scope) -> dict[str, Any]:
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if path == "changes":
            wait_s = min(_number(asked, "wait", 0), MAX_WAIT_S)
            return await self._chat.wait_for_changes(
                visitor, after=_number(asked, "after", 0), wait_s=wait_s, stopping=self._stopping
            )
        kind, _, number = path.partition("/")
        if kind != "conversations" or not number.isdecimal() or len(number) > 16:  # noqa: PLR2004 - 2^53
            raise errors.no_such_path()
        before = _number(asked, "before", _LAST)
        return await self._chat.read_talk(visitor, conversation_id=int(number), before=before)

    async def _hello(self, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        hello = decode(await read_body(receive, headers, MAX_BYTES), bodies.Hello)
        key = await self._keys.get(hello.write_key)
        if key is None:
            raise errors.unknown_key()
        if not is_origin_allowed(key, headers.get(b"origin")):
            raise errors.wrong_site()
        if read_token(self._chat.engines.secrets, hello.token or "") is None:
            self._take_new(self._callers.address(scope, headers))
        told = await self._chat.greet(hello, workspace_id=key.workspace_id, user_agent=_user_agent(headers))
        return _OFF if told is None else _ok(told)

    def _take_new(self, address: str) -> None:
        """A proxy that does not tell for whom it asks names nobody, so it has no bound."""
        if not self._callers.is_trusted(address):
            self._chat.bounds.new_devices.take(client_of(address))

    async def _wait(self, visitor: Visitor, headers: Headers, receive: Receive) -> Answer:
        """The long way in place of a socket: while he waits, he is here, on that page."""
        self._chat.bounds.requests.take(visitor.device_id)
        asked = decode(await read_body(receive, headers, MAX_BYTES), bodies.Question)
        with self._chat.be_here(visitor, user_agent=_user_agent(headers), page=asked.page):
            changes = await self._chat.wait_for_changes(
                visitor,
                after=asked.after,
                wait_s=min(asked.wait, MAX_WAIT_S),
                stopping=self._stopping,
                known=asked.known,
            )
        return _ok(changes)

    async def _send(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        return await self._chat.send(visitor, decode(body, bodies.Message))

    async def _read(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        read = decode(body, bodies.Read)
        return await self._chat.read_up_to(visitor, conversation_id=read.conversation_id, part=read.part)

    async def _type(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        typing = decode(body, bodies.Typing)
        conversation_id = await self._chat.may_type(visitor, typing.conversation_id)
        if self._chat.bounds.signs.may_take(visitor.device_id):
            await self._chat.tell_typing(visitor, conversation_id=conversation_id, text=typing.text)
        return {}

    async def _contact(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        return await self._chat.give_contact(visitor, decode(body, bodies.Contact))

    async def _rate(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        return await self._chat.rate(visitor, decode(body, bodies.Rating))

    async def _enter(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        asked = decode(body, bodies.Enter)
        return await entering.enter(self._chat.engines, visitor=visitor, asked=asked)

    async def _transcript(self, visitor: Visitor, body: bytes) -> dict[str, Any]:
        asked = decode(body, bodies.Transcript)
        return await self._chat.send_transcript(visitor, conversation_id=asked.conversation_id)

    async def _take_file(self, visitor: Visitor, scope: Scope, receive: Receive) -> Answer:
        self._chat.bounds.files.take(visitor.device_id)
        desk = await self._chat.get_desk(visitor.workspace_id)
        most = desk.settings.max_file_bytes
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        stored = await files.store_file(
            self._chat.engines,
            workspace_id=visitor.workspace_id,
            name=asked.get("name", [""])[0],
            data=await _read_raw(receive, most),
            owner=visitor.owner,
            max_bytes=most,
        )
        return _ok(
            files.show_file(self._chat.engines.secrets, workspace_id=visitor.workspace_id, file=stored)
        )

    async def _open_file(self, link: str) -> Answer:
        engines = self._chat.engines
        workspace_id, file_id = read_link(engines.secrets, link)
        file, data = await files.open_file(engines, workspace_id=workspace_id, file_id=file_id)
        headers = file_headers(name=file.name, kind=file.type, is_picture=file.is_picture, size=len(data))
        return Answer(200, data, [*headers, *CORS])

    def _refusal(self, error: AppError, headers: Headers) -> Answer:
        """The error in the shape of the API, in the language that the browser asks for."""
        params = dict(error.params)
        text = error.message
        if choose_language(headers.get(b"accept-language", b"").decode("latin-1")) == "ru":
            text = self._russian().get(error.code, text)
        shown: dict[str, Any] = {"code": error.code, "message": fill(text, params), "params": params}
        if error.faults:
            shown["faults"] = [
                {"path": each.path, "code": each.code, "message": fill(each.message, dict(each.params))}
                for each in error.faults
            ]
        return json_answer(error.status, {"error": shown}, [*CORS, *_PLAIN, *retry_headers(error)])


def _ok(value: object) -> Answer:
    body = msgspec.json.encode(value)
    return Answer(200, body, [JSON, (b"content-length", str(len(body)).encode()), *CORS, *_PLAIN])


def _bearer(headers: Headers) -> str:
    scheme, _, value = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _user_agent(headers: Headers) -> str:
    return headers.get(b"user-agent", b"").decode("latin-1")[:USER_AGENT_CHARS]


def _number(asked: dict[str, list[str]], name: str, default: int) -> int:
    text = asked.get(name, [""])[0]
    return min(int(text), _LAST) if text.isascii() and text.isdecimal() and len(text) < 20 else default  # noqa: PLR2004 - digits of 2^64


async def _read_raw(receive: Receive, most: int) -> bytes:
    """The body as it is: a file that is packed stays packed. Raises TooLargeError, BadRequestError."""
    chunks: list[bytes] = []
    taken = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequestError("cut_off", "The connection ended before the body did")
        chunk = message.get("body", b"")
        taken += len(chunk)
        if taken <= most:
            chunks.append(chunk)
        elif taken > most * 4:
            raise large_file(most)
        if not message.get("more_body"):
            break
    if taken > most:
        raise large_file(most)
    return b"".join(chunks)
