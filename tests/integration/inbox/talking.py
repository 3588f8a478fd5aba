"""Visitors and operators who write into the same conversations at once, and what a client holds of them."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from otklik.inbox import deciding, writing
from otklik.inbox.contracts import (
    Author,
    AuthorKind,
    Changes,
    Conversation,
    NewPart,
    Part,
    PartKind,
    ReadMark,
    TalkChannel,
)
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

WORKSPACE = 7
OPERATORS = [Author(AuthorKind.OPERATOR, number) for number in (1, 2, 3)]
WRITERS = 5
STEPS = 24


class Held:
    """What a client holds: rows by id, a row gives way to one of a higher number only."""

    def __init__(self) -> None:
        self.conversations: dict[int, Conversation] = {}
        self.parts: dict[int, Part] = {}
        self.reads: dict[tuple[int, int], ReadMark] = {}

    def take(self, changes: Changes) -> None:
        for row in changes.conversations:
            if row.seq > (self.conversations[row.id].seq if row.id in self.conversations else 0):
                self.conversations[row.id] = row
        for part in changes.parts:
            if part.seq > (self.parts[part.id].seq if part.id in self.parts else 0):
                self.parts[part.id] = part
        for mark in changes.reads:
            key = (mark.conversation_id, mark.member_id)
            if mark.seq > (self.reads[key].seq if key in self.reads else 0):
                self.reads[key] = mark


class Crowd:
    """Visitors and operators who write at the same time, some of it twice."""

    def __init__(self, engines: Engines, conversations: list[int], rng: random.Random) -> None:
        self.engines = engines
        self.conversations = conversations
        self.rng = rng
        self.sent: dict[str, tuple[int, NewPart]] = {}

    async def write(self, writer: int) -> None:
        for step in range(STEPS):
            key = f"w{writer}-{step}"
            conversation = self.rng.choice(self.conversations)
            await self.rng.choice([self.say, self.say, self.say, self.note, self.act, self.read])(
                key, conversation
            )

    async def say(self, key: str, conversation: int) -> None:
        author = self.rng.choice([Author(AuthorKind.VISITOR, conversation), *OPERATORS])
        new = NewPart(author, body=key, client_key=key)
        self.sent[key] = (conversation, new)
        for again in ((conversation, new), self.rng.choice(list(self.sent.values()))):
            await self._send(*again)

    async def note(self, key: str, conversation: int) -> None:
        new = NewPart(self.rng.choice(OPERATORS), body=key, kind=PartKind.NOTE, client_key=key)
        self.sent[key] = (conversation, new)
        await self._send(conversation, new)

    async def _send(self, conversation: int, new: NewPart) -> None:
        await self._in_transaction(
            lambda connection: writing.write_part(
                self.engines.bus, connection, workspace_id=WORKSPACE, conversation_id=conversation, new=new
            )
        )

    async def act(self, key: str, conversation: int) -> None:
        operator = self.rng.choice(OPERATORS)
        decide: writing.Decide = self.rng.choice(
            [
                lambda before, at: deciding.close(before, author=operator, at=at),
                lambda before, _at: deciding.assign(before, member_id=operator.id, author=operator),
                lambda before, at: deciding.snooze(
                    before, until=at + timedelta(hours=1), author=operator, at=at
                ),
                lambda before, _at: deciding.tag(
                    before, added=[key], removed=before.tags[:1], author=operator
                ),
            ]
        )
        await self._in_transaction(
            lambda connection: writing.change_conversation(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=conversation,
                decide=decide,
            )
        )

    async def read(self, _key: str, conversation: int) -> None:
        reader = self.rng.choice([Author(AuthorKind.VISITOR, conversation), *OPERATORS])
        part = self.rng.randrange(1, 500)
        await self._in_transaction(
            lambda connection: writing.read_up_to(
                self.engines.bus,
                connection,
                workspace_id=WORKSPACE,
                conversation_id=conversation,
                reader=reader,
                part=part,
            )
        )

    async def _in_transaction(self, work: Callable[[Connection], Awaitable[object]]) -> None:
        async with self.engines.postgres.connection() as connection:
            await work(connection)


async def start(engines: Engines, number: int, *, key: str = "first") -> int:
    """A conversation of a visitor; its id."""
    async with engines.postgres.connection() as connection:
        written = await writing.start_conversation(
            engines.bus,
            connection,
            workspace_id=WORKSPACE,
            profile_id=number,
            channel=TalkChannel.CHAT,
            first=NewPart(Author(AuthorKind.VISITOR, number), body="hello", client_key=f"{key} {number}"),
        )
    return written.conversation.id
