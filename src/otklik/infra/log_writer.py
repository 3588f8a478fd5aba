"""Appends of the intake log by libpq itself: a third of the CPU time that a cursor takes for them.

A statement is prepared once a connection for each number of rows; the connection's socket stays on the event
loop, and an append is one message there and one back.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, Self

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from otklik.infra.postgres import Postgres

LOCK_SPACE: Final = 0x6F746B01
"""First key of the advisory locks; the second is the partition."""
_APPEND: Final = """
    INSERT INTO intake_log (id, part, events, bytes, counts, body)
    SELECT nextval('intake_log_id'), part, events, bytes, counts, body
    FROM (SELECT part, events, bytes, counts, body, pg_advisory_xact_lock({space}, part) AS held
          FROM (VALUES {rows}) AS u (part, events, bytes, counts, body)
          ORDER BY part OFFSET 0) AS locked"""
_COLUMNS: Final = ("int", "int", "int", "jsonb", "bytea")
_FORMATS: Final = (pq.Format.TEXT, pq.Format.TEXT, pq.Format.TEXT, pq.Format.TEXT, pq.Format.BINARY)
_GOOD: Final = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)

Row = tuple[bytes, bytes, bytes, bytes, bytes]
"""part, events, bytes and counts as text, the body as it is."""


def append_statement(rows: int) -> str:
    """The statement that writes so many rows, its parameters numbered $1 and on.

    The locks are taken in the order of the partitions, before the ids, and held until the commit.
    """
    n = len(_COLUMNS)
    values = ", ".join(
        "(" + ", ".join(f"${row * n + i + 1}::{kind}" for i, kind in enumerate(_COLUMNS)) + ")"
        for row in range(rows)
    )
    return _APPEND.format(space=LOCK_SPACE, rows=values)


class LogWriter:
    """One connection that only appends, one append at a time. A failed connection is not used again."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._fd = connection.pgconn.socket
        self._loop = asyncio.get_running_loop()
        self._prepared: set[int] = set()
        self._waiter: asyncio.Future[None] | None = None
        self._error: Exception | None = None
        self._loop.add_reader(self._fd, self._on_readable)

    @classmethod
    async def open(cls, postgres: Postgres) -> Self:
        """A writer on a connection of its own. Raises psycopg.OperationalError."""
        return cls(await postgres.dedicated())

    @property
    def is_open(self) -> bool:
        """Whether it can be used."""
        return self._pgconn.status == pq.ConnStatus.OK

    async def write(self, rows: Sequence[Row]) -> None:
        """Write rows in one transaction, on disk on return. Raises psycopg.Error."""
        n = len(rows)
        name = b"append_%d" % n
        if n not in self._prepared:
            self._pgconn.send_prepare(name, append_statement(n).encode())
            await self._answer()
            self._prepared.add(n)
        values = [value for row in rows for value in row]
        self._pgconn.send_query_prepared(name, values, _FORMATS * n, pq.Format.BINARY)
        await self._answer()

    async def close(self) -> None:
        """Leave the connection; whoever waits for it learns that it is gone."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._fd = -1
        await self._connection.close()

    async def _answer(self) -> None:
        """Send what is queued and wait for the end of the command."""
        self._error = None
        waiter = self._waiter = self._loop.create_future()
        if self._pgconn.flush():
            self._loop.add_writer(self._fd, self._on_writable)
        try:
            await waiter
        finally:
            self._waiter = None

    def _on_writable(self) -> None:
        """A large append does not fit the socket's buffer at once."""
        try:
            if not self._pgconn.flush():
                self._loop.remove_writer(self._fd)
        except psycopg.Error as error:
            self._fail(error)

    def _on_readable(self) -> None:
        try:
            self._pgconn.consume_input()
            while not self._pgconn.is_busy():
                result = self._pgconn.get_result()
                if result is None:
                    self._done()
                    return
                if result.status not in _GOOD:
                    self._error = error_from_result(result)
        except psycopg.Error as error:
            self._fail(error)

    def _done(self) -> None:
        if not self.is_open:
            self._fail(self._error or psycopg.OperationalError("the connection to PostgreSQL is lost"))
        elif self._waiter is not None and not self._waiter.done():
            if self._error is None:
                self._waiter.set_result(None)
            else:
                self._waiter.set_exception(self._error)

    def _fail(self, error: Exception) -> None:
        """The connection is lost: nothing more comes from its socket."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._fd = -1
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
