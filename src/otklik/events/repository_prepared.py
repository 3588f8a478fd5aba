"""The table `prepared` as the sender reads and empties it.

All workspaces: a batch is shipped whole.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from otklik.events.batches import SHIPPING_LEASE, PreparedBatch, batch_id
from otklik.events.contracts import BatchSummary
from otklik.infra.postgres import Connection, Postgres

READ_BATCHES: Final = 8

_NEXT_SEQUENCE = """
    INSERT INTO intake_positions (part, batch_seq) VALUES (%s, 1)
    ON CONFLICT (part) DO UPDATE SET batch_seq = intake_positions.batch_seq + 1
    RETURNING batch_seq"""
_INSERT = "INSERT INTO prepared (batch, rows, summary, bodies) VALUES (%s, %s, %b, %b)"
_READ: Final = """
    SELECT batch, rows, summary, bodies FROM prepared WHERE batch > %s ORDER BY batch LIMIT %s"""
_DELETE: Final = "DELETE FROM prepared WHERE batch = %s RETURNING batch"
_SAID: Final = """
    SELECT max(batch) FROM prepared
    WHERE batch > %(after)s AND batch <= %(upto)s AND rows - 'events' <> '{}'
        AND created_at > now() - make_interval(secs => %(young_s)s)
        AND EXISTS (
            SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %(lease)s AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""

_summaries = msgspec.msgpack.Decoder(BatchSummary)
_bodies = msgspec.msgpack.Decoder(dict[str, bytes])


async def list_prepared(postgres: Postgres, *, after: int) -> list[PreparedBatch]:
    """The next batches of all lanes with a number above `after`, in order."""
    async with postgres.looking() as connection:
        cursor = connection.cursor(binary=True)
        await cursor.execute(_READ, (after, READ_BATCHES))
        rows = await cursor.fetchall()
    return [
        PreparedBatch(
            batch=batch, counts=counts, bodies=_bodies.decode(bodies), summary=_summaries.decode(summary)
        )
        for batch, counts, summary, bodies in rows
    ]


async def find_last_said(postgres: Postgres, *, after: int, upto: int, young_s: float) -> int | None:
    """The highest number in (`after`, `upto`] of a batch that says more of people than events.

    One that has lain for longer than `young_s` does not count, and none while nobody ships.
    """
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            _SAID, {"after": after, "upto": upto, "young_s": young_s, "lease": SHIPPING_LEASE}
        )
        row = await cursor.fetchone()
    return row[0] if row else None


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


async def insert_prepared(connection: Connection, prepared: PreparedBatch) -> None:
    """Keep the batch in the caller's transaction; a batch without rows needs no shipping."""
    if not prepared.counts:
        return
    arguments = (
        prepared.batch,
        msgspec.json.encode(prepared.counts).decode(),
        msgspec.msgpack.encode(prepared.summary),
        msgspec.msgpack.encode(prepared.bodies),
    )
    await connection.execute(_INSERT, arguments)


async def next_batch(connection: Connection, lane: int) -> int:
    """Take the next number of `lane`; its row stays locked until the transaction ends."""
    cursor = await connection.execute(_NEXT_SEQUENCE, (lane,))
    row = await cursor.fetchone()
    return batch_id(lane, int(str(row[0])) if row else 0)
