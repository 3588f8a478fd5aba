"""The intake log: durable, ordered, partitioned; between the doors and the pipeline.

`IntakeLog` is the agreement (Kafka may fill it later), `PostgresLog` the default. Rows of one partition get
their ids under an advisory lock that is held until the commit: a reader that asks for `id > position` can
skip nothing (reading without it lost 124 of 13 786 commits with four writers).
"""

import asyncio
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec
import psycopg
from psycopg_pool import PoolTimeout

from otklik.infra.log_format import (
    MAX_ITEMS,
    MAX_RAW_BYTES,
    Item,
    LogBody,
    LogFullError,
    LoggedRequest,
    LogRow,
    count_by_workspace,
    decode_body,
    encode_body,
    raw_bytes,
)
from otklik.infra.log_partitions import ensure_partitions, is_missing, trim_partitions
from otklik.infra.log_writer import LogWriter, Row, append_statement
from otklik.infra.postgres import Connection, Postgres

__all__ = [
    "MAX_ITEMS",
    "MAX_RAW_BYTES",
    "IntakeLog",
    "Item",
    "LogBody",
    "LogFullError",
    "LogRow",
    "LoggedRequest",
    "PostgresLog",
    "Rejection",
    "count_by_workspace",
    "decode_body",
    "encode_body",
    "raw_bytes",
]

CHECK_EVERY_S = 1.0
"""How stale the knowledge of backlog and free disk may be, at least."""
CHECK_SHARE = 20
"""A look at the room takes at most one part in so many of the time: a long backlog takes long to add up."""
MIN_FREE_BYTES = 256_000_000
"""Below this much free disk nothing is accepted: PostgreSQL itself must never run out."""
RETRY_AFTER_S = 5
SCAN_ROWS = 1_024

_NEXT = """
    SELECT id, part, received_at, body
    FROM (SELECT id, part, received_at, body, row_number() OVER w AS n,
                 sum(events) OVER w AS events, sum(bytes) OVER w AS bytes
          FROM (SELECT id, part, received_at, events, bytes, body FROM intake_log
                WHERE part = {part} AND id > {after} ORDER BY id LIMIT %(rows)s) AS next
          WINDOW w AS (ORDER BY id ROWS UNBOUNDED PRECEDING)) AS summed
    WHERE n = 1 OR (events <= %(max_events)s AND bytes <= %(max_bytes)s)
    ORDER BY id"""
_READ = _NEXT.format(part="%(part)s", after="%(after)s")
_ALL = """
    SELECT r.* FROM unnest(%(parts)s::smallint[], %(afters)s::bigint[]) AS p (part, after)
    CROSS JOIN LATERAL ({next}) AS r"""
_READ_ALL = _ALL.format(next=_NEXT.format(part="p.part", after="p.after"))

_BACKLOG = """
    SELECT coalesce(sum(l.bytes), 0)::bigint FROM intake_log l
    LEFT JOIN intake_positions p ON p.part = l.part WHERE l.id > coalesce(p.position, 0)"""

_COUNT_REJECTED = """
    INSERT INTO intake_counters (workspace_id, kind, reason, n)
    SELECT workspace_id, 'rejected', reason, n
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS u (workspace_id, reason, n)
    ORDER BY workspace_id, reason
    ON CONFLICT (workspace_id, kind, reason) DO UPDATE SET n = intake_counters.n + excluded.n"""

_KEEP_REJECTS = """
    INSERT INTO rejects (workspace_id, door, reason, path, detail, message_id, item)
    VALUES (%s, %s, %s, %s, %s, %s, %s)"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refused item: counted always, listed while the list has room. Texts hold no NUL."""

    workspace_id: int
    door: str
    reason: str
    path: str = ""
    detail: str = ""
    message_id: str = ""
    item: str = ""
    is_listed: bool = True


class IntakeLog(Protocol):
    """A durable log in numbered partitions; within one, rows are read in the order of their commits."""

    async def append(self, entries: Mapping[int, LogBody], *, rejections: Sequence[Rejection] = ()) -> None:
        """Write one row a partition, all or none, on disk when it returns. Raises LogFullError."""

    async def read(self, part: int, after: int, max_events: int, max_bytes: int) -> list[LogRow]:
        """Return rows with id > after in order, within the bounds, at least one if there is any."""

    async def read_all(self, after: Mapping[int, int], max_events: int, max_bytes: int) -> list[LogRow]:
        """Return of each partition the rows with id > after[part], by one question; bounds are of each."""

    async def backlog_bytes(self) -> int:
        """Bytes of rows that the pipeline has not committed yet."""

    async def trim(self, upto: Mapping[int, int]) -> int:
        """Forget whole stretches in which every partition is read up to `upto`; returns how many."""


class PostgresLog:
    """The intake log as a table of PostgreSQL; `disk` is a folder on the disk that holds it, if local."""

    def __init__(
        self,
        postgres: Postgres,
        max_bytes: int,
        *,
        disk: Path | None = None,
        min_free_bytes: int = MIN_FREE_BYTES,
    ) -> None:
        self._postgres = postgres
        self._max_bytes = max_bytes
        self._disk = disk
        self._min_free_bytes = min_free_bytes
        self._check_at = 0.0
        self._is_full = False
        self._checking: asyncio.Task[None] | None = None
        self._writers: list[LogWriter] = []

    async def append(self, entries: Mapping[int, LogBody], *, rejections: Sequence[Rejection] = ()) -> None:
        """Write one row a partition, all or none, on disk when it returns; rejections with them.

        Raises LogFullError when the backlog or the disk is full, psycopg.Error when PostgreSQL is away.
        """
        await self._check_room()
        rows = _rows(entries)
        try:
            await self._write(rows, rejections)
        except psycopg.errors.CheckViolation:  # no partition for the id yet
            await self.ensure_partitions()
            await self._write(rows, rejections)
        except psycopg.errors.DiskFull as error:
            raise _full() from error
        except psycopg.OperationalError:
            # The server went away and may be back. Should the first try have been written after all, its
            # items carry messageIds: the second are duplicates.
            await self._write(rows, rejections)

    async def read(self, part: int, after: int, max_events: int, max_bytes: int) -> list[LogRow]:
        """Return rows with id > after in order, within the bounds, at least one if there is any."""
        bounds = {"rows": SCAN_ROWS, "max_events": max_events, "max_bytes": max_bytes}
        async with self._postgres.connection() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(_READ, {"part": part, "after": after, **bounds})
            rows = await cursor.fetchall()
        return [_to_row(*row) for row in rows]

    async def read_all(self, after: Mapping[int, int], max_events: int, max_bytes: int) -> list[LogRow]:
        """Return of each partition the rows with id > after[part], by one question; bounds are of each.

        It is what a reader asks who found nothing the last time: twenty times a second, mostly in vain.
        """
        bounds = {"rows": SCAN_ROWS, "max_events": max_events, "max_bytes": max_bytes}
        async with self._postgres.looking() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(_READ_ALL, {"parts": list(after), "afters": list(after.values()), **bounds})
            rows = await cursor.fetchall()
        return [_to_row(*row) for row in rows]

    async def backlog_bytes(self) -> int:
        """Bytes of compressed rows that the pipeline has not committed yet."""
        async with self._postgres.connection() as connection:
            cursor = await connection.execute(_BACKLOG)
            row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def trim(self, upto: Mapping[int, int]) -> int:
        """Drop whole table partitions that are read; 0 when writers are too busy to be stopped for it."""
        async with self._postgres.connection() as connection:
            try:
                return await trim_partitions(connection, upto=upto)
            except psycopg.errors.LockNotAvailable:
                return 0

    async def ensure_partitions(self) -> int:
        """Make table partitions ahead of the next id; called at start and every few seconds by the worker."""
        async with self._postgres.looking() as connection:
            if not await is_missing(connection):
                return 0
        async with self._postgres.connection() as connection:
            return await ensure_partitions(connection)

    async def _write(self, rows: Sequence[Row], rejections: Sequence[Rejection]) -> None:
        if rejections:  # first: the locks of the rows are held until the commit
            await self._write_with_rejections(rows, rejections)
        elif rows:
            await self._write_rows(rows)

    async def _write_rows(self, rows: Sequence[Row]) -> None:
        """By a connection kept for appends: PostgreSQL makes the transaction itself, in one round trip."""
        writer = self._writers.pop() if self._writers else await LogWriter.open(self._postgres)
        try:
            await writer.write(rows)
        except psycopg.OperationalError:  # what else is idle is as likely gone
            for each in (writer, *self._writers):
                await each.close()
            self._writers.clear()
            raise
        except psycopg.Error:
            self._writers.append(writer)
            raise
        except BaseException:  # cut off in the middle of a statement
            await writer.close()
            raise
        self._writers.append(writer)

    async def _write_with_rejections(self, rows: Sequence[Row], rejections: Sequence[Rejection]) -> None:
        async with self._postgres.connection() as connection:
            await _keep_rejections(connection, rejections)
            if rows:
                values = [value for row in rows for value in _typed(row)]
                await psycopg.AsyncRawCursor(connection).execute(append_statement(len(rows)), values)

    async def _check_room(self) -> None:
        """Raise LogFullError when there is none; looked up beside the appends, which do not wait for it."""
        if time.monotonic() >= self._check_at and self._checking is None:
            self._checking = asyncio.get_running_loop().create_task(self._look_for_room())
            if not self._check_at:  # nothing is known yet
                await self._checking
        if self._is_full:
            raise _full()

    async def _look_for_room(self) -> None:
        started = time.monotonic()
        try:
            backlog = await self.backlog_bytes()
            self._is_full = backlog >= self._max_bytes or await self._is_disk_full()
        except (psycopg.Error, PoolTimeout):
            pass  # the append itself will tell
        finally:
            took_s = time.monotonic() - started
            self._check_at = started + max(CHECK_EVERY_S, took_s * CHECK_SHARE)
            self._checking = None

    async def _is_disk_full(self) -> bool:
        if self._disk is None:
            return False
        usage = await asyncio.to_thread(shutil.disk_usage, self._disk)
        return usage.free < self._min_free_bytes


def _full() -> LogFullError:
    return LogFullError("log_full", "The intake log is full; try again later", retry_after_s=RETRY_AFTER_S)


def _rows(entries: Mapping[int, LogBody]) -> list[Row]:
    rows: list[Row] = []
    for part, body in sorted(entries.items()):
        packed = encode_body(body)
        counts = msgspec.json.encode(count_by_workspace(body))
        rows.append((b"%d" % part, b"%d" % len(body.items), b"%d" % len(packed), counts, packed))
    return rows


def _typed(row: Row) -> tuple[int, int, int, str, bytes]:
    """The row for psycopg, which takes bytes for a bytea."""
    part, events, size, counts, packed = row
    return int(part), int(events), int(size), counts.decode(), packed


async def _keep_rejections(connection: Connection, rejections: Sequence[Rejection]) -> None:
    counts: dict[tuple[int, str], int] = {}
    for rejection in rejections:
        key = (rejection.workspace_id, rejection.reason)
        counts[key] = counts.get(key, 0) + 1
    keys = sorted(counts)
    await connection.execute(
        _COUNT_REJECTED, ([key[0] for key in keys], [key[1] for key in keys], [counts[key] for key in keys])
    )
    async with connection.cursor() as cursor:
        await cursor.executemany(_KEEP_REJECTS, [_reject_row(each) for each in rejections if each.is_listed])


def _reject_row(rejection: Rejection) -> tuple[int, str, str, str, str, str, str]:
    return (
        rejection.workspace_id,
        rejection.door,
        rejection.reason,
        rejection.path,
        rejection.detail,
        rejection.message_id,
        rejection.item,
    )


def _to_row(row_id: int, part: int, received_at: datetime, body: bytes) -> LogRow:
    return LogRow(
        id=row_id, part=part, received_at_ms=int(received_at.timestamp() * 1000), body=decode_body(body)
    )
