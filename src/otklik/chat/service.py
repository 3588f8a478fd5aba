"""The visitor's side as its routes and sockets use it: one object a web process."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from otklik.chat import showing, site_talking, talking, visitors
from otklik.chat.bodies import Contact, Hello, Message, Page, Rating
from otklik.chat.limits import Bounds
from otklik.chat.site import Site
from otklik.chat.talking import Begin, Words
from otklik.chat.team import Desk, Desks
from otklik.chat.visitors import Given, Visitor
from otklik.correspondence.answering import service as letters
from otklik.inbox import reading, repository, repository_parts
from otklik.inbox.contracts import Changes, Conversation, NewPart
from otklik.inbox.hub import Hub, Listener, Sign
from otklik.inbox.presence import Presence
from otklik.inbox.reading_visitors import read_changes_of
from otklik.inbox.writing import Written
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.text import clean_text

MAX_CONVERSATIONS: Final = 50
MAX_PREVIEW: Final = 500
"""Characters of what somebody is typing that operators are shown."""


class Chat:
    """Answers browsers; knows neither HTTP nor sockets."""

    def __init__(self, engines: Engines, hub: Hub, presence: Presence) -> None:
        self.engines = engines
        self.hub = hub
        self.presence = presence
        self.bounds = Bounds()
        self.site = Site(engines)
        self._desks = Desks(engines)

    async def get_desk(self, workspace_id: int) -> Desk:
        """Settings and team of a workspace."""
        return await self._desks.get(workspace_id)

    async def find_visitor(self, text: str) -> Visitor:  # all workspaces: a token names its own
        """The browser of a token. Raises UnauthorizedError, ForbiddenError."""
        async with self.engines.postgres.looking() as connection:
            return await visitors.find_visitor(self.engines, connection, text=text)

    async def greet(self, hello: Hello, *, workspace_id: int, user_agent: str) -> dict[str, Any] | None:
        """The answer to hello; None without a chat and without anything on the page.

        Raises ForbiddenError, InvalidError.
        """
        desk = await self.get_desk(workspace_id)
        if not desk.settings.is_on and not (await self.site.get_known(workspace_id)).is_used:
            return None
        user = hello.user
        given = Given(
            hello.anonymous_id,
            user.user_id if user else "",
            user.hash if user else "",
            user.jwt if user else "",
            user_agent,
            desk.gap_min,
        )
        async with self.engines.postgres.connection() as connection:
            visitor, token = await visitors.meet_visitor(
                self.engines, connection, workspace_id=workspace_id, text=hello.token or "", given=given
            )
            talks = await self._list_talks(connection, visitor) if desk.settings.is_on else (0, [])
        site = await self.site.greet(visitor, desk)
        return {"token": token, **await self._introduce(visitor, desk, *talks), "site": site}

    @staticmethod
    async def _list_talks(connection: Connection, visitor: Visitor) -> tuple[int, list[Conversation]]:
        """(the number they are right at, his conversations, the last spoken in first)."""
        workspace_id = visitor.workspace_id
        seq = await repository.read_head(connection, workspace_id=workspace_id)
        open_ids = await visitors.list_open_ids(connection, workspace_id=workspace_id, visitor=visitor)
        rows = await repository.list_conversations(
            connection, workspace_id=workspace_id, conversation_ids=open_ids[:MAX_CONVERSATIONS]
        )
        rows.sort(key=lambda row: (row.last_at, row.id), reverse=True)
        return seq, rows

    async def _introduce(
        self, visitor: Visitor, desk: Desk, seq: int, rows: Sequence[Conversation]
    ) -> dict[str, Any]:
        """Team, settings, conversations; without a chat `settings` is null."""
        is_on = desk.settings.is_on
        contact = await talking.is_contact_known(
            self.engines, workspace_id=visitor.workspace_id, visitor=visitor
        )
        return {
            "seq": seq,
            "is_verified": visitor.user_home is not None,
            "settings": desk.settings.model_dump(mode="json") if is_on else None,
            **desk.show_hours(),
            "operators": desk.list_operators() if is_on else [],
            "conversations": [showing.show_conversation(row, desk=desk) for row in rows],
            "unread": sum(row.answer_part > row.visitor_read for row in rows),
            "contact": contact,
            "mails": is_on and desk.sends_mail,
        }

    async def read_talk(self, visitor: Visitor, *, conversation_id: int, before: int) -> dict[str, Any]:
        """A conversation and a page of its messages, the newest first. Raises NotFoundError."""
        workspace_id = visitor.workspace_id
        async with self.engines.postgres.connection() as connection:
            seq = await repository.read_head(connection, workspace_id=workspace_id)
            row = await visitors.open_conversation(
                connection, workspace_id=workspace_id, visitor=visitor, conversation_id=conversation_id
            )
            parts = await repository_parts.list_parts(
                connection,
                workspace_id=workspace_id,
                conversation_ids=[row.id],
                before=before,
                limit=reading.PAGE,
                kinds=reading.FOR_VISITORS,
            )
        desk = await self.get_desk(workspace_id)
        secrets = self.engines.secrets
        return {
            "seq": seq,
            "conversation": showing.show_conversation(row, desk=desk),
            "parts": [showing.show_part(part, desk=desk, visitor=visitor, secrets=secrets) for part in parts],
            "operators": desk.list_operators(),
        }

    async def send(self, visitor: Visitor, message: Message) -> dict[str, Any]:
        """Write a message. Raises NotFoundError, InvalidError, ForbiddenError, UnauthorizedError."""
        page = {"url": message.page.url, "title": message.page.title} if message.page else {}
        written = await talking.send_message(
            self.engines,
            visitor=visitor,
            words=Words(message.body, message.client_key, message.conversation_id, message.files, page),
            begin=self._answering(visitor, message.reply_to) if message.reply_to else None,
        )
        desk = await self.get_desk(visitor.workspace_id)
        return {
            "conversation": showing.show_conversation(written.conversation, desk=desk),
            "part": showing.show_part(written.part, desk=desk, visitor=visitor, secrets=self.engines.secrets),
            "seq": written.conversation.seq,
        }

    def _answering(self, visitor: Visitor, key: str) -> Begin:
        """How the first answer to a chat message of the page is written."""

        async def begin(connection: Connection, new: NewPart) -> Written:
            send, content = await self.site.open_answered(connection, visitor, key)
            return await site_talking.begin_conversation(
                self.engines, connection, visitor=visitor, send=send, content=content, answer=new
            )

        return begin

    async def read_up_to(self, visitor: Visitor, *, conversation_id: int, part: int) -> dict[str, Any]:
        """Note how far he has read. Raises NotFoundError."""
        row = await talking.read_up_to(
            self.engines,
            workspace_id=visitor.workspace_id,
            visitor=visitor,
            conversation_id=conversation_id,
            part=part,
        )
        return await self._one(visitor, row)

    async def rate(self, visitor: Visitor, rating: Rating) -> dict[str, Any]:
        """Say how it was. Raises NotFoundError, InvalidError."""
        row = await talking.rate(
            self.engines,
            workspace_id=visitor.workspace_id,
            visitor=visitor,
            conversation_id=rating.conversation_id,
            score=rating.score,
            comment=rating.comment,
        )
        return await self._one(visitor, row)

    async def send_transcript(self, visitor: Visitor, *, conversation_id: int) -> dict[str, Any]:
        """Send the whole talk to the address on his card. Raises NotFoundError, InvalidError."""
        async with self.engines.postgres.connection() as connection:
            row = await visitors.open_conversation(
                connection,
                workspace_id=visitor.workspace_id,
                visitor=visitor,
                conversation_id=conversation_id,
            )
            await letters.ask_transcript(
                self.engines, connection, workspace_id=visitor.workspace_id, conversation_id=row.id
            )
        return {}

    async def _one(self, visitor: Visitor, row: Conversation) -> dict[str, Any]:
        desk = await self.get_desk(visitor.workspace_id)
        return {"conversation": showing.show_conversation(row, desk=desk), "seq": row.seq}

    async def give_contact(self, visitor: Visitor, contact: Contact) -> dict[str, Any]:
        """Write how to reach him on his card. Raises InvalidError."""
        given = {name: getattr(contact, name) or "" for name in ("email", "phone", "name")}
        await talking.give_contact(
            self.engines, workspace_id=visitor.workspace_id, visitor=visitor, given=given
        )
        return {
            "contact": await talking.is_contact_known(
                self.engines, workspace_id=visitor.workspace_id, visitor=visitor
            )
        }

    async def tell_typing(self, visitor: Visitor, *, conversation_id: int, text: str | None) -> None:
        """Show operators that he is typing in a conversation that is known to be his."""
        await self.hub.tell(
            Sign(
                visitor.workspace_id,
                "typing",
                visitor.author.text,
                conversation_id,
                {"text": clean_text(text, MAX_PREVIEW)} if text else {},
            )
        )

    async def may_type(self, visitor: Visitor, conversation_id: int) -> int:
        """The id of a conversation of his. Raises NotFoundError."""
        async with self.engines.postgres.connection() as connection:
            found = await visitors.open_conversation(
                connection,
                workspace_id=visitor.workspace_id,
                visitor=visitor,
                conversation_id=conversation_id,
            )
        return found.id

    async def make_listener(self, visitor: Visitor, on_news: Callable[[], None] | None = None) -> Listener:
        """A listener for what he may hear."""
        async with self.engines.postgres.connection() as connection:
            open_ids = await visitors.list_open_ids(
                connection, workspace_id=visitor.workspace_id, visitor=visitor
            )
        return Listener(
            visitor.workspace_id,
            conversation_ids=open_ids,
            homes=visitor.homes,
            device_id=visitor.device_id,
            on_news=on_news,
        )

    async def read_changes(self, visitor: Visitor, *, after: int) -> Changes:
        """What changed of his conversations after a number."""
        workspace_id = visitor.workspace_id
        async with self.engines.postgres.connection() as connection:
            # A conversation that begins between the two questions would be passed over for good.
            await repository.hold_still(connection)
            open_ids = await visitors.list_open_ids(connection, workspace_id=workspace_id, visitor=visitor)
            return await read_changes_of(
                connection, workspace_id=workspace_id, conversation_ids=open_ids, after=after
            )

    @contextmanager
    def be_here(self, visitor: Visitor, *, user_agent: str, page: Page | None) -> Iterator[None]:
        """Count him among those who are here; the team sees where."""
        who = {"workspace_id": visitor.workspace_id, "device_id": visitor.device_id}
        self.presence.enter(**who, profile_id=visitor.browser_home, user_agent=user_agent)
        if page is not None:
            self.presence.move(**who, url=page.url, title=page.title)
        try:
            yield
        finally:
            self.presence.leave(**who)

    async def wait_for_changes(
        self,
        visitor: Visitor,
        *,
        after: int,
        wait_s: float,
        stopping: asyncio.Event,
        known: Collection[int] | None = None,
    ) -> dict[str, Any]:
        """As `read_changes`, after something changed or the time is over; `{"stale": true}`: read anew.

        `known`: messages of the page that it has already; None: it does not ask for them.
        """
        desk, woken = await self.get_desk(visitor.workspace_id), asyncio.Event()

        async def look() -> tuple[Changes, dict[str, Any]]:
            changes = await self.read_changes(visitor, after=after)
            told = {} if known is None else await self.site.show_waiting(visitor, desk, known=known)
            return changes, told

        changes, told = await look()
        if wait_s > 0 and not (has_changes(changes) or told):
            listener = await self.make_listener(visitor, woken.set)
            line = self.site.make_line(visitor, woken.set)
            async with self.hub.listen(listener):
                with self.site.lines.listen(line):
                    await self.site.lines.wait_until_following()
                    changes, told = await look()  # what came before we listened
                    if not (has_changes(changes) or told):
                        await _wait(woken, wait_s, stopping)
                        changes, told = await look()
        return await self.show_changes(visitor, changes) | told

    async def show_changes(self, visitor: Visitor, changes: Changes) -> dict[str, Any]:
        """Changes as a browser takes them."""
        if not changes.is_whole:
            return {"type": "stale", "stale": True}
        return showing.show_changes(
            changes.after,
            changes.seq,
            changes.conversations,
            changes.parts,
            desk=await self.get_desk(visitor.workspace_id),
            visitor=visitor,
            secrets=self.engines.secrets,
        )


def has_changes(changes: Changes) -> bool:
    """Whether there is something to say, if only that all has to be read anew."""
    return not changes.is_whole or bool(changes.conversations or changes.parts)


async def _wait(woken: asyncio.Event, wait_s: float, stopping: asyncio.Event) -> None:
    """Until there is news, the time is over, or the process stops."""
    waiting = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(stopping.wait())]
    try:
        await asyncio.wait(waiting, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
