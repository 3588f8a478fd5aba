"""Partitions of the table intake_log: made ahead, closed when heavy, dropped when read."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

ROWS_A_PARTITION = 20_000
BYTES_A_PARTITION = 256_000_000
AHEAD = 3
MAINTENANCE_LOCK = 0x6F746B02
"""Advisory lock key: one process at a time changes the partitions."""

Connection = psycopg.AsyncConnection[tuple[object, ...]]


def partition_name(number: int) -> str:
    """Name of the partition that holds ids from number * ROWS_A_PARTITION on."""
    return f"intake_log_{number:010d}"


_MISSING = """
    SELECT coalesce(pg_total_relation_size(to_regclass('intake_log_' || lpad(s.n::text, 10, '0'))), 0)
            > %(max_bytes)s
        OR EXISTS (SELECT FROM generate_series(s.n, s.n + %(ahead)s) AS k
            WHERE to_regclass('intake_log_' || lpad(k::text, 10, '0')) IS NULL)
    FROM (SELECT last_value / %(rows)s AS n FROM intake_log_id) AS s"""


async def is_missing(connection: Connection, *, ahead: int = AHEAD) -> bool:
    """Whether `ensure_partitions` would find something to do; asked without its lock."""
    bounds = {"rows": ROWS_A_PARTITION, "ahead": ahead, "max_bytes": BYTES_A_PARTITION}
    cursor = await connection.execute(_MISSING, bounds)
    row = await cursor.fetchone()
    return bool(row and row[0])


async def ensure_partitions(connection: Connection, *, ahead: int = AHEAD) -> int:
    """Make the partition of the next id and `ahead` more; returns how many were made.

    A partition heavier than BYTES_A_PARTITION is closed: the sequence jumps to the next one, so that
    what has been read can be dropped soon. Ids have gaps then, which nothing minds.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (MAINTENANCE_LOCK,))
        current = await _current_number(connection)
        missing = [n for n in range(current, current + ahead + 1) if not await _exists(connection, n)]
        for number in missing:
            await _create(connection, number)
        if await _bytes_of(connection, current) > BYTES_A_PARTITION:
            await connection.execute(
                "SELECT setval('intake_log_id', %s, false)", ((current + 1) * ROWS_A_PARTITION,)
            )
    return len(missing)


async def trim_partitions(connection: Connection, *, upto: Mapping[int, int]) -> int:
    """Drop whole partitions in which no log partition has a row past `upto[part]`; returns how many.

    Raises psycopg.errors.LockNotAvailable when writers hold the table for 300 ms: try again later.
    """
    dropped = 0
    while await _drop_first(connection, upto):
        dropped += 1
    return dropped


async def _drop_first(connection: Connection, upto: Mapping[int, int]) -> bool:
    """Drop the first table that is full, if it is read; whether it was."""
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '300ms'")
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (MAINTENANCE_LOCK,))
        number = next(iter(await _past_numbers(connection)), None)
        if number is None or not await _is_read(connection, number, upto):
            return False
        # Waits for inserts on their way: an id may be taken and its row not yet visible.
        await connection.execute("LOCK TABLE intake_log IN ACCESS EXCLUSIVE MODE")
        if not await _is_read(connection, number, upto):
            return False
        await connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(partition_name(number))))
    return True


async def _current_number(connection: Connection) -> int:
    cursor = await connection.execute("SELECT last_value FROM intake_log_id")
    row = await cursor.fetchone()
    return int(str(row[0])) // ROWS_A_PARTITION if row else 0


async def _exists(connection: Connection, number: int) -> bool:
    cursor = await connection.execute("SELECT to_regclass(%s) IS NOT NULL", (partition_name(number),))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def _create(connection: Connection, number: int) -> None:
    """Attach a new table: unlike CREATE … PARTITION OF it does not stop readers and writers."""
    name = sql.Identifier(partition_name(number))
    bounds = sql.SQL("FROM ({}) TO ({})").format(number * ROWS_A_PARTITION, (number + 1) * ROWS_A_PARTITION)
    await connection.execute(
        sql.SQL("CREATE TABLE {} (LIKE intake_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)").format(name)
    )
    # The body is compressed already; a second try would only cost time.
    await connection.execute(sql.SQL("ALTER TABLE {} ALTER COLUMN body SET STORAGE EXTERNAL").format(name))
    await connection.execute(
        sql.SQL("ALTER TABLE intake_log ATTACH PARTITION {} FOR VALUES ").format(name) + bounds
    )


async def _bytes_of(connection: Connection, number: int) -> int:
    cursor = await connection.execute(
        "SELECT coalesce(pg_total_relation_size(to_regclass(%s)), 0)", (partition_name(number),)
    )
    row = await cursor.fetchone()
    return int(str(row[0])) if row else 0


async def _past_numbers(connection: Connection) -> list[int]:
    current = await _current_number(connection)
    cursor = await connection.execute(
        """SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
           WHERE i.inhparent = 'intake_log'::regclass ORDER BY c.relname"""
    )
    numbers = [int(str(row[0]).rsplit("_", 1)[1]) for row in await cursor.fetchall()]
    return [number for number in numbers if number < current]


async def _is_read(connection: Connection, number: int, upto: Mapping[int, int]) -> bool:
    cursor = await connection.execute(
        sql.SQL("SELECT part, max(id) FROM {} GROUP BY part").format(sql.Identifier(partition_name(number)))
    )
    return all(int(str(last)) <= upto.get(int(str(part)), 0) for part, last in await cursor.fetchall())
