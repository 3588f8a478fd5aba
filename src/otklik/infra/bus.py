"""The bus: small references from any process to any other over PostgreSQL's LISTEN/NOTIFY.

Messages are not kept: who is away misses them. After a lost connection every subscriber gets RESYNC and
must look at the state anew. All channels share one PostgreSQL channel, so that subscribing needs no word
with the server.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Self, TypeAlias

import psycopg
import structlog

from otklik.infra.postgres import Postgres

log = structlog.get_logger(__name__)

MAX_PAYLOAD_BYTES = 7_000  # PostgreSQL allows 8 000 with the channel's name
_POSTGRES_CHANNEL = "otklik"
_MAX_CHANNEL_BYTES = 200
_QUEUE_SIZE = 1_000
_RECONNECT_MIN_S = 0.2
_RECONNECT_MAX_S = 10.0
_PROBE_S = 30.0


class Resync:
    """The type of RESYNC: messages may have been missed."""

    def __repr__(self) -> str:
        return "RESYNC"


RESYNC: Final = Resync()
Item: TypeAlias = str | Resync


class Bus:
    """One listening connection a process, however many subscribers; it is made with the first of them."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._subscribers: dict[str, set[asyncio.Queue[Item]]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._is_listening = asyncio.Event()

    @classmethod
    async def open(cls, postgres: Postgres) -> Self:
        """Make the bus; it connects when somebody subscribes."""
        return cls(postgres)

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
            self._is_listening.clear()

    async def publish(
        self, channel: str, payload: str, *, connection: psycopg.AsyncConnection[Any] | None = None
    ) -> None:
        """Send now, or with the commit of the given connection's transaction.

        Raises ValueError above 7 000 bytes: send a reference instead.
        """
        _check_size(channel, payload)
        arguments = (_POSTGRES_CHANNEL, f"{channel}\n{payload}")
        if connection is not None:
            await connection.execute("SELECT pg_notify(%s, %s)", arguments)
            return
        async with self._postgres.connection() as own:
            await own.execute("SELECT pg_notify(%s, %s)", arguments)

    async def publish_all(self, channel: str, payloads: Sequence[str]) -> None:
        """Send many now, by one statement. Raises ValueError as `publish`."""
        for payload in payloads:
            _check_size(channel, payload)
        texts = [f"{channel}\n{payload}" for payload in payloads]
        async with self._postgres.connection() as own:
            await own.execute("SELECT pg_notify(%s, unnest(%s::text[]))", (_POSTGRES_CHANNEL, texts))

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[AsyncIterator[Item]]:
        """Listen: `async with bus.subscribe("live") as items: async for item in items: …`.

        Whatever is published inside the block arrives. A subscriber that is 1 000 items behind gets RESYNC
        instead.
        """
        queue: asyncio.Queue[Item] = asyncio.Queue(_QUEUE_SIZE)
        self._subscribers[channel].add(queue)
        if self._task is None:
            self._task = asyncio.create_task(self._listen_for_ever(), name="bus")
        try:
            await self._is_listening.wait()
            yield _items(queue)
        finally:
            self._subscribers[channel].discard(queue)
            if not self._subscribers[channel]:
                del self._subscribers[channel]

    async def _listen_for_ever(self) -> None:
        pause_s = _RECONNECT_MIN_S
        while True:
            try:
                async with await self._connect() as connection:
                    connection.add_notify_handler(self._hear)  # what comes along with an answer
                    await connection.execute("LISTEN otklik")
                    if self._is_listening.is_set():
                        self._resync_all()
                    self._is_listening.set()
                    pause_s = _RECONNECT_MIN_S
                    await self._read(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("bus.connection_lost", error=str(error), retry_s=pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _RECONNECT_MAX_S)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(
            self._postgres.dsn, autocommit=True, connect_timeout=5, application_name="otklik bus"
        )

    async def _read(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Hand out what comes; raises when the connection is lost, silently lost ones included.

        By the socket itself: psycopg's own waiting for notices looks up ten times a second.
        """
        pgconn = connection.pgconn
        while True:
            if not await _is_readable(pgconn.socket, within_s=_PROBE_S):
                await connection.execute("SELECT 1")
            pgconn.consume_input()
            while (notice := pgconn.notifies()) is not None:
                self._take(notice.extra.decode(connection.info.encoding))

    def _hear(self, notify: psycopg.Notify) -> None:
        self._take(notify.payload)

    def _take(self, text: str) -> None:
        channel, _, payload = text.partition("\n")
        self._hand_out(channel, payload)

    def _resync_all(self) -> None:
        for channel in list(self._subscribers):
            self._hand_out(channel, RESYNC)

    def _hand_out(self, channel: str, item: Item) -> None:
        for queue in self._subscribers.get(channel, ()):
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(RESYNC)
            else:
                queue.put_nowait(item)


def _check_size(channel: str, payload: str) -> None:
    if len(payload.encode()) > MAX_PAYLOAD_BYTES or len(channel.encode()) > _MAX_CHANNEL_BYTES:
        raise ValueError(f"a bus message may have {MAX_PAYLOAD_BYTES} bytes: send a reference")


async def _is_readable(socket: int, *, within_s: float) -> bool:
    """Whether there is something to read, as soon as there is."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(socket, ready.set)
    try:
        async with asyncio.timeout(within_s):
            await ready.wait()
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(socket)
    return True


async def _items(queue: asyncio.Queue[Item]) -> AsyncIterator[Item]:
    while True:
        yield await queue.get()
