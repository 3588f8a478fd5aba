"""Hands changes of conversations to the clients of one web process (docs/adr/0011-conversations.md).

Whoever writes says the workspace's new number over the bus with his commit. For each workspace that has
clients here the hub reads what changed, once, and gives every client what it is about. A client that does not
take its share loses it and reads from the database again: it knows the number it stands at.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import msgspec
import structlog

from otklik.inbox import reading, repository, repository_devices
from otklik.inbox.contracts import Changes
from otklik.inbox.keeping import TOPIC
from otklik.infra.away import ENGINE_AWAY
from otklik.infra.bus import Bus, Resync
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

log = structlog.get_logger(__name__)

SIGNS: Final = "inbox.signs"
MAX_WAITING: Final = 1_000
"""Rows that wait for a client; with more it has to read from the database."""
MAX_SIGNS: Final = 100
_RETRY_S: Final = 0.5


class Sign(msgspec.Struct, frozen=True):
    """Something of this moment that is kept nowhere: typing, looking, being there.

    `who` does it (an Author's text); `is_public`: the visitor of the conversation is told, too.
    """

    workspace_id: int
    kind: str
    who: str
    conversation_id: int | None = None
    data: dict[str, str | int | bool] = {}
    is_public: bool = False


async def tell_signs(bus: Bus, signs: Sequence[Sign]) -> None:
    """Send signs to the clients of all web processes, by one statement."""
    if signs:
        await bus.publish_all(SIGNS, [msgspec.json.encode(sign).decode() for sign in signs])


class LaggedError(Exception):
    """The client was too slow: it must read from the database what it missed."""


class Listener:
    """One client. `conversation_ids` None: it sees everything of the workspace.

    A visitor's sees its conversations, those that are opened to its browser `device_id` from now on, and
    those of `homes`, of the person he proved to be. `on_news` is called when there is something to take, for
    who does not want to wait in a task of his own.
    """

    __slots__ = (
        "_is_lost",
        "_news",
        "_on_news",
        "_rows",
        "_signs",
        "_waiting",
        "conversation_ids",
        "device_id",
        "homes",
        "sees_all",
        "workspace_id",
    )

    def __init__(
        self,
        workspace_id: int,
        *,
        conversation_ids: Collection[int] | None = None,
        homes: Collection[int] = (),
        device_id: int | None = None,
        on_news: Callable[[], None] | None = None,
    ) -> None:
        self.workspace_id = workspace_id
        self.sees_all = conversation_ids is None
        self.conversation_ids = set(conversation_ids or ())
        self.homes = frozenset(homes)
        self.device_id = device_id
        self._waiting: list[Changes] = []
        self._rows = 0
        self._signs: dict[tuple[int | None, str, str], Sign] = {}
        self._on_news = on_news
        self._news: asyncio.Event | None = None
        self._is_lost = False

    async def take(self) -> tuple[list[Changes], list[Sign]]:
        """Wait for news and take all of it. Raises LaggedError, once, when some of it was lost."""
        while not self.has_news():
            self._news = asyncio.Event()
            await self._news.wait()
        return self.take_now()

    def take_now(self) -> tuple[list[Changes], list[Sign]]:
        """Take what there is. Raises LaggedError, once, when some of it was lost."""
        changes, signs = self._waiting, [*self._signs.values()]
        self._waiting, self._rows, self._signs = [], 0, {}
        if self._is_lost:
            self._is_lost = False
            raise LaggedError
        return changes, signs

    def has_news(self) -> bool:
        """Whether there is something to take."""
        return bool(self._waiting or self._signs or self._is_lost)

    def _tell(self) -> None:
        if self._on_news is not None:
            self._on_news()
        if self._news is not None:
            self._news.set()

    def give(self, changes: Changes) -> None:
        """Put changes into its share."""
        self._rows += len(changes.conversations) + len(changes.parts) + len(changes.reads)
        if self._rows > MAX_WAITING:
            self.lose()
        elif not self._is_lost:
            self._waiting.append(changes)
            self._tell()

    def give_sign(self, sign: Sign) -> None:
        """Put a sign into its share; a later one of the same kind by the same takes its place."""
        if len(self._signs) < MAX_SIGNS:
            self._signs[sign.conversation_id, sign.kind, sign.who] = sign
            self._tell()

    def lose(self) -> None:
        """Drop its share: it reads anew."""
        self._is_lost = True
        self._waiting.clear()
        self._tell()


class _Feed:
    """The clients of a workspace, and the number up to which they were served."""

    def __init__(self) -> None:
        self.seq: int | None = None
        self.wanted = 0
        self.all: set[Listener] = set()
        self.by_conversation: dict[int, set[Listener]] = defaultdict(set)
        self.by_home: dict[int, set[Listener]] = defaultdict(set)
        self.by_device: dict[int, set[Listener]] = defaultdict(set)

    def begin(self, head: int) -> None:
        """Serve what comes after this number, unless another client was quicker to say so."""
        self.seq = head if self.seq is None else self.seq

    @property
    def is_empty(self) -> bool:
        return not (self.all or self.by_conversation or self.by_home or self.by_device)

    def add(self, listener: Listener) -> None:
        if listener.sees_all:
            self.all.add(listener)
        for shelf, keys in self._places(listener):
            for key in keys:
                shelf[key].add(listener)

    def remove(self, listener: Listener) -> None:
        self.all.discard(listener)
        for shelf, keys in self._places(listener):
            for key in keys:
                shelf[key].discard(listener)
                if not shelf[key]:
                    del shelf[key]

    def _places(self, listener: Listener) -> Iterator[tuple[dict[int, set[Listener]], Collection[int]]]:
        yield self.by_conversation, listener.conversation_ids
        yield self.by_home, listener.homes
        yield self.by_device, () if listener.device_id is None else (listener.device_id,)

    def everyone(self) -> set[Listener]:
        shelves = (self.by_conversation, self.by_home, self.by_device)
        return self.all.union(*(listeners for shelf in shelves for listeners in shelf.values()))

    def hand_out(self, changes: Changes, opened: Iterable[tuple[int, int]]) -> None:
        """Give everybody his share; `opened`: (conversation, browser that may read it)."""
        for listener in self.all:
            listener.give(changes)
        for row in changes.conversations:
            self._open(row.id, self.by_home.get(row.profile_id, ()))
        for conversation_id, device_id in opened:
            self._open(conversation_id, self.by_device.get(device_id, ()))
        touched = {row.id for row in changes.conversations} | {part.conversation_id for part in changes.parts}
        concerned = set().union(*(self.by_conversation.get(each, ()) for each in touched))
        for listener in concerned:
            listener.give(_share(changes, listener.conversation_ids))

    def _open(self, conversation_id: int, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            if conversation_id not in listener.conversation_ids:
                listener.conversation_ids.add(conversation_id)
                self.by_conversation[conversation_id].add(listener)

    def hand_out_sign(self, sign: Sign) -> None:
        for listener in self.all:
            listener.give_sign(sign)
        if sign.is_public and sign.conversation_id is not None:
            for listener in self.by_conversation.get(sign.conversation_id, ()):
                listener.give_sign(sign)


def _share(changes: Changes, conversation_ids: Collection[int]) -> Changes:
    """What concerns some conversations and may be seen by their visitor."""
    return msgspec.structs.replace(
        changes,
        conversations=tuple(row for row in changes.conversations if row.id in conversation_ids),
        parts=tuple(
            part
            for part in changes.parts
            if part.conversation_id in conversation_ids and part.kind in reading.FOR_VISITORS
        ),
        reads=(),
    )


class Hub:
    """All clients of a web process. `run` serves them; cancel it to stop."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._feeds: dict[int, _Feed] = {}
        self._is_dirty = asyncio.Event()
        self._is_needed = asyncio.Event()
        self._is_following = asyncio.Event()

    @asynccontextmanager
    async def listen(self, listener: Listener) -> AsyncIterator[int]:
        """Serve a client as long as the block runs; the number from which on nothing is missed.

        What is older the client reads inside the block, after its own number; what comes twice does no harm.
        """
        self._is_needed.set()
        await self._is_following.wait()
        feed = self._feeds.setdefault(listener.workspace_id, _Feed())
        feed.add(listener)
        try:
            yield await self._find_start(listener.workspace_id, feed)
        finally:
            feed.remove(listener)
            if feed.is_empty:
                self._feeds.pop(listener.workspace_id, None)

    async def _find_start(self, workspace_id: int, feed: _Feed) -> int:
        """The number that the feed begins at: with what is read for its first client."""
        if feed.seq is not None:
            return feed.seq
        async with self._engines.postgres.connection() as connection:
            head = await repository.read_head(connection, workspace_id=workspace_id)
        feed.begin(head)
        if feed.wanted > head:  # said before we knew where we stand
            self._is_dirty.set()
        return head

    def count_pages(self, workspace_id: int) -> int:
        """How many clients of this process see everything of a workspace."""
        feed = self._feeds.get(workspace_id)
        return len(feed.all) if feed is not None else 0

    async def tell(self, sign: Sign) -> None:
        """Send a sign to the clients of all web processes."""
        await self.tell_all([sign])

    async def tell_all(self, signs: Sequence[Sign]) -> None:
        """Send signs to the clients of all web processes, by one statement."""
        await tell_signs(self._engines.bus, signs)

    async def run(self) -> None:
        """Follow the bus for ever, from the first client on."""
        await self._is_needed.wait()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_numbers())
            tasks.create_task(self._follow_signs())
            tasks.create_task(self._read_for_ever())

    async def _follow_numbers(self) -> None:
        async with self._engines.bus.subscribe(TOPIC) as items:
            self._is_following.set()
            async for item in items:
                if isinstance(item, Resync):
                    await self._want_heads()
                else:
                    workspace_id, seq = map(int, item.split())
                    self._want(workspace_id, seq)

    async def _follow_signs(self) -> None:
        async with self._engines.bus.subscribe(SIGNS) as items:
            async for item in items:
                if not isinstance(item, Resync):
                    sign = msgspec.json.decode(item, type=Sign)
                    if (feed := self._feeds.get(sign.workspace_id)) is not None:
                        feed.hand_out_sign(sign)

    def _want(self, workspace_id: int, seq: int) -> None:
        feed = self._feeds.get(workspace_id)
        if feed is not None and seq > feed.wanted:
            feed.wanted = seq
            self._is_dirty.set()

    async def _want_heads(self) -> None:
        """After a lost line: whatever was said meanwhile is asked of the tables."""
        while True:
            try:
                async with self._engines.postgres.connection() as connection:
                    for workspace_id in tuple(self._feeds):
                        self._want(
                            workspace_id, await repository.read_head(connection, workspace_id=workspace_id)
                        )
            except ENGINE_AWAY:
                await asyncio.sleep(_RETRY_S)
            else:
                return

    async def _read_for_ever(self) -> None:
        while True:
            await self._is_dirty.wait()
            self._is_dirty.clear()
            for workspace_id, feed in tuple(self._feeds.items()):
                await self._serve(workspace_id, feed)

    async def _serve(self, workspace_id: int, feed: _Feed) -> None:
        if feed.seq is None or feed.seq >= feed.wanted:
            return
        try:
            async with self._engines.postgres.connection() as connection:
                changes, opened = await _read_news(connection, workspace_id, feed, feed.seq)
                head = changes.seq
                if not changes.is_whole:
                    head = await repository.read_head(connection, workspace_id=workspace_id)
        except ENGINE_AWAY as error:
            log.warning("inbox.engine_away", error=str(error)[:300])
            self._is_dirty.set()
            await asyncio.sleep(_RETRY_S)
            return
        if changes.is_whole:
            feed.seq = changes.seq
            feed.hand_out(changes, opened)
        else:
            feed.seq = head
            for listener in feed.everyone():
                listener.lose()


async def _read_news(
    connection: Connection, workspace_id: int, feed: _Feed, after: int
) -> tuple[Changes, list[tuple[int, int]]]:
    """What changed, and (conversation, browser that may read it) of what changed; all of one moment.

    Else a conversation may have a later number already than its part, and the part go past a visitor to whom
    the conversation is not open yet.
    """
    async with connection.pipeline():
        await repository.hold_still(connection)
        changes = await reading.read_changes(connection, workspace_id=workspace_id, after=after)
        if not feed.by_device or not changes.conversations:
            return changes, []
        ids = [row.id for row in changes.conversations]
        opened = await repository_devices.list_devices_of(
            connection, workspace_id=workspace_id, conversation_ids=ids
        )
        return changes, opened
