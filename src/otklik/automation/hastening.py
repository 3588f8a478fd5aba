"""Lets people begin before the store has their events: the short way from an event to the page.

What the pipeline has committed is durable, and a run has the same key by whichever way it begins. So who can
be let in without asking the store begins here; the follower, which sees the same events once they are stored,
finds him there. Only scenarios that begin with a message of the site and ask the store nothing take this way.
Whatever is missed here (a death, a launch of this very second) is the follower's.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import structlog

from otklik.automation import entering, letting, watching
from otklik.automation.books import Shelf
from otklik.automation.contracts import Beginning, Book
from otklik.automation.filtering import audience_of
from otklik.automation.graph.nodes import Ask, Send
from otklik.automation.queries_following import Seen
from otklik.automation.stepping import TOPIC
from otklik.infra.engines import Engines
from otklik.intake.pipeline.event import Event
from otklik.intake.pipeline.prepare import row_of
from otklik.kit import clock
from otklik.messaging.site.channels import PULLED
from otklik.segments.predicate.history import Event as Happened
from otklik.segments.predicate.selecting import STORED_FIELDS

log = structlog.get_logger(__name__)

LOOK_S: Final = 1.0
"""So often it looks which names scenarios wait for."""
MAX_WAITING: Final = 2_000
"""More at once is no matter of milliseconds: it is left to the follower."""
_RETRY_S: Final = 2.0


class Hastener:
    """Hears of decided events, and `run` that lets people begin by them."""

    def __init__(self, engines: Engines, *, now_ms: Callable[[], int] = clock.now_ms) -> None:
        self._engines = engines
        self._now_ms = now_ms
        self._shelf = Shelf()
        self._names: Mapping[int, Collection[str]] = {}
        self._waiting: list[Seen] = []
        self._news = asyncio.Event()

    def __call__(self, events: Sequence[Event]) -> None:
        """Note those that somebody may begin by."""
        for event in events:
            if event.name in self._names.get(event.workspace_id, ()) and _counts(event):
                self._waiting.append(_see(event))
        if self._waiting:
            del self._waiting[MAX_WAITING:]
            self._news.set()

    async def run(self) -> None:
        """Let people begin, for ever; cancel to stop. What fails is left to the follower."""
        while True:
            try:
                await self.step()
            except Exception as error:  # noqa: BLE001 - the pipeline must not fall because of it
                log.warning("scenarios.not_hastened", error=str(error)[:300])
                await asyncio.sleep(_RETRY_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._news.wait()

    async def step(self) -> int:
        """Let those begin who were heard of; how many did."""
        self._news.clear()
        seen, self._waiting = self._waiting, []
        async with self._engines.postgres.looking() as connection:
            books = await self._shelf.load_books(connection)
        watch = watching.make_watch(books.values())
        self._names = {id_: set(starts) for id_, starts in watch.starts.items()}
        quick = [
            each
            for each in watching.list_beginnings(seen, watch, books)
            if _is_quick(books[each.scenario_id])
        ]
        if not quick:
            return 0
        admitted = await letting.let_in(self._engines, books, quick, now_ms=self._now_ms())
        return await self._begin(admitted, books)

    async def _begin(self, beginnings: Sequence[Beginning], books: Mapping[int, Book]) -> int:
        begun = 0
        async with self._engines.postgres.connection() as connection:
            for workspace_id in sorted({books[each.scenario_id].workspace_id for each in beginnings}):
                theirs = [each for each in beginnings if books[each.scenario_id].workspace_id == workspace_id]
                begun += await entering.begin_runs(
                    connection,
                    workspace_id=workspace_id,
                    beginnings=theirs,
                    books=books,
                    now_ms=self._now_ms(),
                )
            if begun:
                await self._engines.bus.publish(TOPIC, "", connection=connection)
        return begun


def _counts(event: Event) -> bool:
    """Whether the store will have it among people's events, and it is no history."""
    return not (event.drop or event.is_bot or event.is_quiet) and bool(event.person)


def _see(event: Event) -> Seen:
    row = row_of(event)
    fields = {name: getattr(row, name) for name in STORED_FIELDS.values()}
    happened = Happened(event.name, event.ts_ms, row.pos, event.properties, fields)
    return Seen(event.workspace_id, event.person, happened)


def _is_quick(book: Book) -> bool:
    """Whether it begins on a page, and nothing in it is asked of the store, which has the event later."""
    graph, entry = book.graph, book.graph.entry
    first = graph.nodes.get(graph.start)
    is_of_site = isinstance(first, Send) and first.channel in PULLED
    asks = graph.exit.condition is not None or any(isinstance(node, Ask) for node in graph.nodes.values())
    is_open = audience_of(entry.audience, entry.filters) is None and entry.filters.hours is None
    return is_of_site and is_open and not asks
