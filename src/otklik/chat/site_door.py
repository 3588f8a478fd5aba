"""Routes of the visitor's side about messages on the page: `popups`, `heard`, `forms`, `fired`."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import msgspec

from otklik.chat import errors
from otklik.chat.service import Chat
from otklik.chat.site_bodies import Fired, Form, Told, ToldOfChat
from otklik.chat.visitors import Visitor

Body = TypeVar("Body")
Post = Callable[[Visitor, bytes, "Caller"], Awaitable[dict[str, Any]]]


class Caller(msgspec.Struct, frozen=True):
    """Where a request came from."""

    ip: str
    user_agent: str


class SiteDoor:
    """What `ChatDoor` hands on."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.posts: Final[dict[str, Post]] = {
            "popups": self._take,
            "heard": self._hear,
            "forms": self._submit,
            "fired": self._fire,
        }

    async def _take(self, visitor: Visitor, body: bytes, caller: Caller) -> dict[str, Any]:
        del caller
        return await self._chat.site.take(visitor, decode(body, Told))

    async def _hear(self, visitor: Visitor, body: bytes, caller: Caller) -> dict[str, Any]:
        del caller
        return await self._chat.site.take_chat(visitor, decode(body, ToldOfChat))

    async def _submit(self, visitor: Visitor, body: bytes, caller: Caller) -> dict[str, Any]:
        return await self._chat.site.submit(visitor, decode(body, Form), ip=caller.ip)

    async def _fire(self, visitor: Visitor, body: bytes, caller: Caller) -> dict[str, Any]:
        desk = await self._chat.get_desk(visitor.workspace_id)
        return await self._chat.site.fire(
            visitor, decode(body, Fired), user_agent=caller.user_agent, is_team_here=bool(desk.online)
        )


def decode(body: bytes, kind: type[Body]) -> Body:
    """A body in its shape. Raises InvalidError, BadRequestError."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise errors.invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise errors.not_json() from None
