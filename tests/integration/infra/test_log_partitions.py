"""What was read of the log goes in whole tables, whoever drops them; what was not stays."""

import asyncio

from otklik.infra.engines import Engines
from otklik.infra.log import PostgresLog
from otklik.infra.log_partitions import ROWS_A_PARTITION

FULL = 3
PART = 1


async def _fill(engines: Engines, log: PostgresLog) -> list[int]:
    """A row in each of `FULL` tables, and the log is past them; their ids."""
    ids: list[int] = []
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT last_value FROM intake_log_id")
        row = await cursor.fetchone()
        first = int(row[0]) // ROWS_A_PARTITION if row else 0
    await log.ensure_partitions()
    async with engines.postgres.connection() as connection:
        for number in range(first, first + FULL):
            ids.append((number + 1) * ROWS_A_PARTITION - 1)
            await connection.execute(
                "INSERT INTO intake_log (id, part, events, bytes, counts, body)"
                " VALUES (%s, %s, 1, 1, '{}', '')",
                (ids[-1], PART),
            )
        await connection.execute("SELECT setval('intake_log_id', %s, false)", (ids[-1] + 1,))
    await log.ensure_partitions()
    return ids


async def _left(engines: Engines) -> list[int]:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT id FROM intake_log ORDER BY id")
        return [int(row[0]) for row in await cursor.fetchall()]


async def test_only_what_was_read_is_dropped(engines: Engines) -> None:
    log = PostgresLog(engines.postgres, 1 << 30)
    ids = await _fill(engines, log)
    assert await log.trim({PART: ids[0] - 1}) == 0
    assert await _left(engines) == ids
    assert await log.trim({PART: ids[1]}) == 2
    assert await _left(engines) == ids[2:]


async def test_two_who_drop_at_once_do_not_stumble_over_each_other(engines: Engines) -> None:
    log = PostgresLog(engines.postgres, 1 << 30)
    for _ in range(5):
        ids = await _fill(engines, log)
        dropped = await asyncio.gather(*(log.trim({PART: ids[-1]}) for _ in range(4)))
        assert sum(dropped) == FULL
        assert await _left(engines) == []
