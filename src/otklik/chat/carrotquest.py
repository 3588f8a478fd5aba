"""Carrot Quest's Web API of conversations, in the envelope of its other calls (intake.carrotquest).

Source: developers.carrotquest.io/webapi and /conversations (paths, `from_user`, `from_admin`, types of parts,
`random_id`, `id_as_string`). Answers of `from_admin` are an operator's; without anybody named they are a
bot's and end nobody's waiting.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

from otklik.chat.carrotquest_showing import show_conversation, show_part
from otklik.inbox import deciding, reading, repository, repository_lists, repository_parts, writing
from otklik.inbox.contracts import Author, AuthorKind, Conversation, NewPart, PartKind, TalkChannel
from otklik.inbox.hub import Hub, Sign
from otklik.inbox.keeping import get_conversation
from otklik.inbox.repository_lists import View
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.intake.carrotquest_read import find_person
from otklik.kit.errors import Fault, InvalidError, NotFoundError
from otklik.profiles.service import Person
from otklik.workspaces.roles import Actor, Permission, check_permission

Parameters = Mapping[str, Any]
_MAX: Final = 50
_DIGITS: Final = 16
_MAX_KEY: Final = 40
_KINDS: Final = {"reply_admin": PartKind.MESSAGE, "reply_user": PartKind.MESSAGE, "note": PartKind.NOTE}


class Conversations:
    """Answers `/conversations/…` and what users and apps have of conversations."""

    def __init__(self, engines: Engines, hub: Hub) -> None:
        self._engines = engines
        self._hub = hub
        self._posts: dict[str, Callable[[Actor, int, Parameters], Awaitable[object]]] = {
            "reply": self._reply,
            "assign": self._assign,
            "tag": self._tag,
            "close": self._close,
            "markread": self._mark_read,
            "settyping": self._set_typing,
        }

    async def answer(self, actor: Actor, method: str, path: tuple[str, ...], given: Parameters) -> object:
        """The data of an answer. Raises NotFoundError, InvalidError, ForbiddenError."""
        match method, path:
            case "GET", ("conversations",) | ("apps", _, "conversations"):
                return await self._list(actor, View(), given)
            case "GET", ("users", name, "conversations"):
                person = await self._find(actor, name, given)
                return await self._list(actor, View(profile_ids=tuple(person.members)), given)
            case "GET", ("conversations", number):
                return await self._show(actor, _number(number), given)
            case "GET", ("conversations", number, "parts"):
                return await self._list_parts(actor, _number(number), given)
            case "POST", ("users", name, "startconversation"):
                return await self._start(actor, name, given)
            case "POST", ("conversations", number, what) if what in self._posts:
                check_permission(actor, Permission.INBOX_WRITE)
                return await self._posts[what](actor, _number(number), given)
        raise NotFoundError("no_such_path", "There is nothing at this address")

    async def _find(self, actor: Actor, name: str, given: Parameters) -> Person:
        check_permission(actor, Permission.PEOPLE_READ)
        return await find_person(self._engines, actor.workspace_id, name, given)

    async def _list(self, actor: Actor, view: View, given: Parameters) -> list[dict[str, Any]]:
        check_permission(actor, Permission.INBOX_READ)
        limit, workspace_id = _limit(given), actor.workspace_id
        async with self._engines.postgres.connection() as connection:
            before = await _place(connection, workspace_id, given.get("after"))
            rows = await repository_lists.list_page(
                connection, workspace_id=workspace_id, view=view, before=before, limit=limit
            )
        return [show_conversation(row, given) for row in rows]

    async def _show(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        check_permission(actor, Permission.INBOX_READ)
        async with self._engines.postgres.connection() as connection:
            row = await get_conversation(connection, workspace_id=actor.workspace_id, conversation_id=number)
        return show_conversation(row, given)

    async def _list_parts(self, actor: Actor, number: int, given: Parameters) -> list[dict[str, Any]]:
        check_permission(actor, Permission.INBOX_READ)
        before = given.get("after")
        async with self._engines.postgres.connection() as connection:
            row = await get_conversation(connection, workspace_id=actor.workspace_id, conversation_id=number)
            parts = await repository_parts.list_parts(
                connection,
                workspace_id=actor.workspace_id,
                conversation_ids=[row.id],
                before=_number(str(before)) if before else reading.LAST,
                limit=_limit(given),
            )
        secrets = self._engines.secrets
        return [show_part(part, row, given, secrets=secrets) for part in parts]

    async def _start(self, actor: Actor, name: str, given: Parameters) -> dict[str, Any]:
        check_permission(actor, Permission.INBOX_WRITE)
        person = await self._find(actor, name, given)
        async with self._engines.postgres.connection() as connection:
            author = await _author(connection, actor, given, profile_id=person.id)
            written = await writing.start_conversation(
                self._engines.bus,
                connection,
                workspace_id=actor.workspace_id,
                profile_id=person.id,
                channel=TalkChannel.CHAT,
                first=NewPart(author, _body(given), client_key=_key(actor, given)),
            )
        return show_conversation(written.conversation, given)

    async def _reply(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        workspace_id = actor.workspace_id
        kind = _KINDS.get(str(given.get("type") or "reply_admin"))
        if kind is None:
            raise _wrong("type", "type is reply_admin, reply_user or note")
        async with self._engines.postgres.connection() as connection:
            row = await get_conversation(connection, workspace_id=workspace_id, conversation_id=number)
            author = await _author(connection, actor, given, profile_id=row.profile_id)
            written = await writing.write_part(
                self._engines.bus,
                connection,
                workspace_id=workspace_id,
                conversation_id=row.id,
                new=NewPart(author, _body(given), kind=kind, client_key=_key(actor, given)),
            )
        return show_part(written.part, written.conversation, given, secrets=self._engines.secrets)

    async def _assign(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        async with self._engines.postgres.connection() as connection:
            member = await _member(connection, actor, given.get("admin"), "admin")
        author = Author(AuthorKind.SYSTEM)
        return await self._decide(
            actor, number, given, lambda row, _: deciding.assign(row, member_id=member, author=author)
        )

    async def _tag(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        name, action = str(given.get("tag") or "").strip(), given.get("action") or "add"
        if not 0 < len(name) <= _MAX_KEY or action not in {"add", "delete"}:
            raise _wrong("tag", "tag is a name, action is add or delete")
        added, removed = ([name], []) if action == "add" else ([], [name])
        decide = partial(deciding.tag, added=added, removed=removed, author=Author(AuthorKind.SYSTEM))
        return await self._decide(actor, number, given, lambda row, _: decide(row))

    async def _close(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        author = Author(AuthorKind.SYSTEM)
        return await self._decide(
            actor, number, given, lambda row, at: deciding.close(row, author=author, at=at)
        )

    async def _decide(
        self, actor: Actor, number: int, given: Parameters, decide: writing.Decide
    ) -> dict[str, Any]:
        async with self._engines.postgres.connection() as connection:
            row = await writing.change_conversation(
                self._engines.bus,
                connection,
                workspace_id=actor.workspace_id,
                conversation_id=number,
                decide=decide,
            )
        return show_conversation(row, given)

    async def _mark_read(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        """By the visitor, or by the operator of `from_admin`."""
        workspace_id = actor.workspace_id
        async with self._engines.postgres.connection() as connection:
            row = await get_conversation(connection, workspace_id=workspace_id, conversation_id=number)
            member = await _member(connection, actor, given.get("from_admin"), "from_admin")
            reader = _reader(row, member)
            row = await writing.read_up_to(
                self._engines.bus,
                connection,
                workspace_id=workspace_id,
                conversation_id=row.id,
                reader=reader,
                part=row.last_part,
            )
        return show_conversation(row, given)

    async def _set_typing(self, actor: Actor, number: int, given: Parameters) -> dict[str, Any]:
        async with self._engines.postgres.connection() as connection:
            row = await get_conversation(connection, workspace_id=actor.workspace_id, conversation_id=number)
            member = await _member(connection, actor, given.get("from_admin"), "from_admin")
        who = _reader(row, member).text
        sign = Sign(actor.workspace_id, "typing", who, row.id, is_public=member is not None)
        await self._hub.tell(sign)
        return {}


def _reader(row: Conversation, member: int | None) -> Author:
    if member is None:
        return Author(AuthorKind.VISITOR, row.profile_id)
    return Author(AuthorKind.OPERATOR, member)


async def _author(connection: Connection, actor: Actor, given: Parameters, *, profile_id: int) -> Author:
    """Whose words they are: the operator of `from_admin`, the visitor of `from_user`, else a bot's."""
    member = await _member(connection, actor, given.get("from_admin"), "from_admin")
    if member is not None:
        return Author(AuthorKind.OPERATOR, member)
    is_his = bool(given.get("from_user")) or given.get("type") == "reply_user"
    return Author(AuthorKind.VISITOR, profile_id) if is_his else Author(AuthorKind.BOT)


async def _member(connection: Connection, actor: Actor, given: object, name: str) -> int | None:
    """A member of this workspace by his number; None when none is named. Raises InvalidError."""
    if given in (None, "", "default_admin"):
        return None
    text = str(given)
    found = text.isascii() and text.isdigit() and len(text) < _DIGITS
    if not found or not await repository.is_member(
        connection, workspace_id=actor.workspace_id, member_id=int(text)
    ):
        raise _wrong(name, f"{name} is the number of a member")
    return int(text)


async def _place(connection: Connection, workspace_id: int, after: object) -> repository_lists.Place | None:
    """Where the page after a conversation begins."""
    if not after:
        return None
    row = await get_conversation(connection, workspace_id=workspace_id, conversation_id=_number(str(after)))
    return (row.last_at, row.id)


def _body(given: Parameters) -> str:
    return str(given.get("body") or "").replace("\x00", "")


def _key(actor: Actor, given: Parameters) -> str | None:
    key = str(given.get("random_id") or "")
    return f"api:{actor.author}:{key[:_MAX_KEY]}" if key else None


def _limit(given: Parameters) -> int:
    text = str(given.get("count") or given.get("limit") or "20")
    if not (text.isascii() and text.isdigit() and len(text) < _DIGITS and 1 <= int(text) <= _MAX):
        raise _wrong("count", f"count is a whole number from 1 to {_MAX}")
    return int(text)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < _DIGITS):
        raise NotFoundError("no_conversation", "There is no such conversation")
    return int(text)


def _wrong(path: str, message: str) -> InvalidError:
    return InvalidError("invalid", message, faults=(Fault(path, "invalid", message),))
