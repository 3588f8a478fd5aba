"""What is new, for open pages: one listener a process, handed to every stream in memory.

A notice on the bus says only that something was stored; the hub reads what, once a workspace however many
pages look at it, and never more often than notices come (five a second). A stream that does not keep up loses
its queue and is told to read anew.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import structlog

from otklik.events import errors, feed, queries_events, repository_live
from otklik.events.prepared import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.infra.bus import Resync
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.profiles.service import OnlinePlace

log = structlog.get_logger(__name__)

CHANNEL: Final = "live"
QUEUE_SIZE: Final = 100
MAX_TOPICS: Final = 20
MAX_EVENTS: Final = 50
PRESENCE_EVERY_S: Final = 2.0
_RETRY_S: Final = 1.0
_START_S: Final = 10.0
"""A stream that cannot begin ends after so long; the browser tries again."""
_LANES: Final = (PIPELINE_LANE, API_LANE)


class Notice(msgspec.Struct, frozen=True):
    """What is said on the bus: up to this batch of its lane everything is stored.

    `is_shown`: by the facts, that rows of the list of people were written (`batch` is 0 then); `segments`:
    by the follower of segments, the workspaces in which memberships changed.
    """

    batch: int = 0
    is_shown: bool = False
    segments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """One message of a stream: its kind, and what is told."""

    kind: str
    data: Any


@dataclass(frozen=True, slots=True)
class Topics:
    """What a stream wants: `people` are ids of opened cards."""

    has_events: bool
    has_people: bool
    has_intake: bool
    people: frozenset[int]
    has_segments: bool = False


def parse_topics(text: str) -> Topics:
    """Read `events,people,intake,segments,profile:7`. Raises InvalidError."""
    names = [name for name in text.split(",") if name][: MAX_TOPICS + 1]
    people: set[int] = set()
    for name in names:
        person = profiles.find_id(name.removeprefix("profile:")) if name.startswith("profile:") else None
        if person is not None:
            people.add(person)
        elif name not in {"events", "people", "intake", "segments"}:
            raise errors.bad_topic(name)
    if not names or len(names) > MAX_TOPICS:
        raise errors.bad_topic(text[:100])
    return Topics(
        "events" in names, "people" in names, "intake" in names, frozenset(people), "segments" in names
    )


@dataclass(eq=False, slots=True)
class Stream:
    """One open page. `homes`: every home id of the opened cards, and the card it leads to."""

    workspace_id: int
    topics: Topics
    queue: asyncio.Queue[LiveMessage] = field(default_factory=lambda: asyncio.Queue(QUEUE_SIZE))
    homes: dict[int, int] = field(default_factory=dict)
    presence: dict[int, OnlinePlace | None] = field(default_factory=dict)
    online: int | None = None

    def put(self, message: LiveMessage) -> None:
        """Queue a message; who is too far behind must read anew."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            message = LiveMessage("resync", None)
        self.queue.put_nowait(message)


class LiveHub:
    """Follows the store while anybody looks."""

    def __init__(self, engines: Engines, *, render: Callable[[Mapping[str, Any], str | None], Any]) -> None:
        self._engines = engines
        self._render = render
        self._streams: set[Stream] = set()
        self._task: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()
        self._news = asyncio.Event()
        self._reached: dict[int, int] = {}
        self._noticed: dict[int, int] = {}

    @property
    def is_following(self) -> bool:
        """Whether it listens: only while a stream is open."""
        return self._task is not None

    @asynccontextmanager
    async def open(self, *, workspace_id: int, topics: Topics) -> AsyncIterator[Stream]:
        """A stream for the length of the block; whatever is stored inside it is told."""
        stream = Stream(workspace_id, topics)
        await self._find_homes([stream])
        self._streams.add(stream)
        if self._task is None:
            self._task = asyncio.create_task(self._follow(), name="live")
        try:
            async with asyncio.timeout(_START_S):
                await self._is_listening.wait()
            yield stream
        finally:
            self._streams.discard(stream)
            if not self._streams:
                await self.close()

    async def close(self) -> None:
        """Stop following."""
        task, self._task = self._task, None
        self._is_listening.clear()
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _follow(self) -> None:
        """Follow for ever; after a failure the pages read anew."""
        while True:
            try:
                await self._follow_once()
            except Exception:
                log.exception("live.fell")
            self._broadcast(LiveMessage("resync", None))
            await asyncio.sleep(_RETRY_S)

    async def _follow_once(self) -> None:
        async with self._engines.bus.subscribe(CHANNEL) as items, asyncio.TaskGroup() as tasks:
            self._reached = await repository_live.read_shipped(self._engines.postgres, lanes=_LANES)
            self._is_listening.set()
            tasks.create_task(self._tell_for_ever())
            tasks.create_task(self._watch_presence())
            async for item in items:
                if isinstance(item, Resync):
                    self._broadcast(LiveMessage("resync", None))
                    self._news.set()
                else:
                    self._note(msgspec.json.decode(item, type=Notice))

    def _note(self, notice: Notice) -> None:
        """A notice comes when its batch is shipped, a moment before PostgreSQL knows it."""
        if notice.segments:
            for stream in self._streams:
                if stream.topics.has_segments and stream.workspace_id in notice.segments:
                    stream.put(LiveMessage("segments", {}))
            return
        if notice.is_shown:
            for stream in self._streams:
                if stream.topics.has_people:
                    stream.put(LiveMessage("people", {}))
            return
        lane = notice.batch >> LANE_SHIFT
        self._noticed[lane] = max(self._noticed.get(lane, 0), notice.batch)
        self._news.set()

    async def _tell_for_ever(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._tell()
            except Exception:
                log.exception("live.failed")
                self._news.set()
                await asyncio.sleep(_RETRY_S)

    async def _tell(self) -> None:
        """Tell every stream what came since the last time."""
        shipped = await repository_live.read_shipped(self._engines.postgres, lanes=_LANES)
        present = {lane: max(last, self._noticed.get(lane, 0)) for lane, last in shipped.items()}
        batches = [
            (self._reached.get(lane, last) + 1, last)
            for lane, last in present.items()
            if last > self._reached.get(lane, last)
        ]
        if not batches:
            return
        by_workspace: defaultdict[int, list[Stream]] = defaultdict(list)
        for stream in self._streams:
            by_workspace[stream.workspace_id].append(stream)
        for workspace_id, streams in by_workspace.items():
            await self._tell_workspace(workspace_id, streams, batches)
        self._reached = {**self._reached, **present}

    async def _tell_workspace(
        self, workspace_id: int, streams: Sequence[Stream], batches: Sequence[tuple[int, int]]
    ) -> None:
        people: set[int] = set()
        if any(stream.topics.people for stream in streams):
            people = await queries_events.list_arrived_people(
                self._engines.clickhouse, workspace_id=workspace_id, batches=batches
            )
            await self._find_homes([stream for stream in streams if people & stream.homes.keys()])
        message = None
        if any(stream.topics.has_events for stream in streams):
            message = await self._read_events(workspace_id, batches)
        for stream in streams:
            if message is not None and stream.topics.has_events:
                stream.put(message)
            if stream.topics.has_intake:
                stream.put(LiveMessage("intake", {"batch": str(batches[-1][1])}))
            for card in sorted({stream.homes[home] for home in people & stream.homes.keys()}):
                stream.put(LiveMessage("profile", {"id": str(card)}))

    async def _read_events(self, workspace_id: int, batches: Sequence[tuple[int, int]]) -> LiveMessage | None:
        rows = await queries_events.list_arrived(
            self._engines.clickhouse, workspace_id=workspace_id, batches=batches, limit=MAX_EVENTS
        )
        named = await feed.name_people(self._engines, workspace_id=workspace_id, rows=rows)
        return (
            LiveMessage("events", {"items": [self._render(row, name) for row, name in named]})
            if rows
            else None
        )

    async def _find_homes(self, streams: Iterable[Stream]) -> None:
        """Learn the homes of the opened cards, anew after they changed."""
        for stream in streams:
            if not stream.topics.people:
                continue
            clusters = await profiles.list_clusters(
                self._engines, workspace_id=stream.workspace_id, people=sorted(stream.topics.people)
            )
            stream.homes = {
                home: card for card, cluster in clusters.items() for home in (*cluster.members, card)
            }

    async def _watch_presence(self) -> None:
        while True:
            try:
                await self._tell_presence()
            except Exception:
                log.exception("live.presence_failed")
            # Also look for what was stored: of two notices at once the bus carries one.
            self._news.set()
            await asyncio.sleep(PRESENCE_EVERY_S)

    async def _tell_presence(self) -> None:
        """Tell how many are online, and who of the opened cards came, went or moved on."""
        watching = [stream for stream in self._streams if stream.topics.has_people or stream.topics.people]
        for workspace_id in {stream.workspace_id for stream in watching}:
            online = await profiles.list_online(self._engines, workspace_id=workspace_id)
            for stream in watching:
                if stream.workspace_id == workspace_id:
                    _compare_presence(stream, online)

    def _broadcast(self, message: LiveMessage) -> None:
        for stream in self._streams:
            stream.put(message)


def _compare_presence(stream: Stream, online: Mapping[int, OnlinePlace]) -> None:
    if stream.topics.has_people and stream.online != len(online):
        stream.online = len(online)
        stream.put(LiveMessage("presence", {"online": len(online)}))
    for card in stream.topics.people:
        homes = (home for home, leads_to in stream.homes.items() if leads_to == card)
        place = next((online[home] for home in homes if home in online), None)
        if card in stream.presence and stream.presence[card] == place:
            continue
        stream.presence[card] = place
        stream.put(LiveMessage("presence", _describe(card, place)))


def _describe(card: int, place: OnlinePlace | None) -> dict[str, Any]:
    told = {"url": place.url, "title": place.title, "since": place.since} if place else {}
    return {"id": str(card), "is_online": place is not None, **told}


def encode_message(message: LiveMessage) -> bytes:
    """The message in the form of server-sent events (WHATWG HTML, 9.2)."""
    return b"event: " + message.kind.encode() + b"\ndata: " + msgspec.json.encode(message.data) + b"\n\n"
