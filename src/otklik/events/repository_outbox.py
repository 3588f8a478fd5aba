"""The table `outbox`. All workspaces: the sender takes what lies there, whosever it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.events.contracts import BatchSummary
from otklik.infra.postgres import Connection, Postgres

MAX_PARCELS: Final = 1_000
MAX_BYTES: Final = 4_000_000
"""A batch takes no more parcels after so many bytes of their lines."""

_INSERT: Final = "INSERT INTO outbox (rows, summary, bodies, size) VALUES (%s, %b, %b, %s)"
_TAKE: Final = """
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM (
            SELECT id, sum(size) OVER (ORDER BY id) - size AS before
            FROM (
                SELECT id, coalesce(size, octet_length(bodies)) AS size
                FROM outbox ORDER BY id LIMIT %s) first) measured
        WHERE before <= %s)
    RETURNING id, created_at, rows, summary, bodies"""

_summaries = msgspec.msgpack.Decoder(BatchSummary)
_bodies = msgspec.msgpack.Decoder(dict[str, bytes])


class Parcel(msgspec.Struct, frozen=True):
    """Rows of one transaction: how many of each table, and their JSON lines, many of them compressed.

    `size`: bytes of the lines.
    """

    counts: dict[str, int]
    summary: BatchSummary
    bodies: dict[str, bytes]
    size: int = 0


async def insert_parcel(connection: Connection, parcel: Parcel) -> None:
    """Keep it in the caller's transaction."""
    arguments = (
        msgspec.json.encode(parcel.counts).decode(),
        msgspec.msgpack.encode(parcel.summary),
        msgspec.msgpack.encode(parcel.bodies),
        parcel.size,
    )
    await connection.execute(_INSERT, arguments)


async def has_parcels(postgres: Postgres) -> bool:
    """Whether anything lies there."""
    async with postgres.looking() as connection:
        cursor = await connection.execute("SELECT EXISTS (SELECT FROM outbox)")
        row = await cursor.fetchone()
    return bool(row and row[0])


async def take_parcels(connection: Connection) -> tuple[Sequence[Parcel], datetime | None]:
    """Take the next out in the caller's transaction, in the order they were put; and when the first was."""
    cursor = connection.cursor(binary=True)
    await cursor.execute(_TAKE, (MAX_PARCELS, MAX_BYTES))
    rows = sorted(await cursor.fetchall())
    parcels = [
        Parcel(counts=counts, summary=_summaries.decode(summary), bodies=_bodies.decode(bodies))
        for _, _, counts, summary, bodies in rows
    ]
    return parcels, min((row[1] for row in rows), default=None)
