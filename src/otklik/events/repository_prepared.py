"""The table `prepared` as the sender reads and empties it.

All workspaces: a batch is shipped whole.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.events.batches import API_LANE, SHIPPING_LEASE, PreparedBatch, batch_id
from otklik.events.contracts import BatchSummary
from otklik.infra.postgres import Connection, Postgres

READ_BATCHES: Final = 8
_HIGHEST: Final = (1 << 63) - 1

_NEXT_SEQUENCE = """
    INSERT INTO intake_positions (part, batch_seq) VALUES (%s, 1)
    ON CONFLICT (part) DO UPDATE SET batch_seq = intake_positions.batch_seq + 1
    RETURNING batch_seq"""
_INSERT: Final = """
    INSERT INTO prepared (batch, created_at, rows, summary, bodies)
    VALUES (%s, coalesce(%s, now()), %s, %b, %b)"""
_READ: Final = """
    SELECT batch, rows, summary, bodies FROM prepared WHERE batch > %s ORDER BY batch LIMIT %s"""
_DELETE: Final = "DELETE FROM prepared WHERE batch = %s RETURNING batch"
_SAID: Final = """
    SELECT said.* FROM (
        SELECT
            (SELECT max(id) FROM outbox
                WHERE id <= %(parcel)s AND rows - 'events' <> '{}' AND created_at > now() - %(young)s),
            (SELECT max(batch) FROM prepared
                WHERE batch > %(first)s AND batch <= %(batch)s AND rows - 'events' <> '{}'
                    AND created_at > now() - %(young)s)) AS said
    WHERE EXISTS (
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


class Said(msgspec.Struct, frozen=True):
    """What says more of people than events and is not asked for by sets yet: the last of it, by number.

    `parcel`: in the outbox; `batch`: on its way. None: nothing.
    """

    parcel: int | None
    batch: int | None

    @property
    def is_all(self) -> bool:
        """Whether nothing is to come any more."""
        return self.parcel is None and self.batch is None


async def find_last_said(postgres: Postgres, *, before: Said | None, young: timedelta) -> Said:
    """The last that was said; with `before` of what that was, and what became of it.

    What has lain for longer than `young` does not count, and nothing while nobody ships.
    """
    arguments = {
        "parcel": _HIGHEST if before is None else before.parcel or 0,
        # A parcel becomes a batch with a number of later: as long as there was one all batches count.
        "batch": _HIGHEST if before is None or before.parcel is not None else before.batch or 0,
        "first": batch_id(API_LANE, 0),
        "young": young,
        "lease": SHIPPING_LEASE,
    }
    async with postgres.looking() as connection:
        row = await (await connection.execute(_SAID, arguments)).fetchone()
    return Said(*row) if row else Said(None, None)


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


async def insert_prepared(
    connection: Connection, prepared: PreparedBatch, *, since: datetime | None = None
) -> None:
    """Keep the batch in the caller's transaction; a batch without rows needs no shipping.

    `since`: when its first rows were made, if not now.
    """
    if not prepared.counts:
        return
    arguments = (
        prepared.batch,
        since,
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
