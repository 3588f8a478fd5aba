"""The table `prepared` as the sender reads and empties it."""

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from otklik.events.contracts import BatchSummary
from otklik.events.prepared import PreparedBatch
from otklik.infra.postgres import Connection, Postgres

READ_BATCHES: Final = 8

_READ: Final = """
    SELECT batch, rows, summary, bodies FROM prepared WHERE batch > %s ORDER BY batch LIMIT %s"""
_DELETE: Final = "DELETE FROM prepared WHERE batch = %s RETURNING batch"

_summaries = msgspec.msgpack.Decoder(BatchSummary)
_bodies = msgspec.msgpack.Decoder(dict[str, bytes])


async def list_prepared(postgres: Postgres, *, after: int) -> list[PreparedBatch]:
    """The next batches of all lanes with a number above `after`, in order."""
    async with postgres.connection() as connection:
        cursor = connection.cursor(binary=True)
        await cursor.execute(_READ, (after, READ_BATCHES))
        rows = await cursor.fetchall()
    return [
        PreparedBatch(
            batch=batch, counts=counts, bodies=_bodies.decode(bodies), summary=_summaries.decode(summary)
        )
        for batch, counts, summary, bodies in rows
    ]


async def delete_prepared(
    postgres: Postgres, batch: int, *, then: Callable[[Connection], Awaitable[None]] | None = None
) -> None:
    """Forget a shipped batch; `then` runs in the same transaction, only if the batch was still there.

    The disk is not waited for: a batch that comes back after a crash is counted, found whole, forgotten.
    """
    async with postgres.connection() as connection, connection.transaction():
        if then is None:
            await connection.execute("SET LOCAL synchronous_commit = off")
        cursor = await connection.execute(_DELETE, (batch,))
        if then is not None and await cursor.fetchone() is not None:
            await then(connection)
