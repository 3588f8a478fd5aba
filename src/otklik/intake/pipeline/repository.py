"""The pipeline's tables of PostgreSQL: positions, counters, catalogue, keys, rejects.

All workspaces: one batch holds events of many; every row names its workspace.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from otklik.events.batches import SHIPPING_LEASE
from otklik.infra.postgres import Connection
from otklik.intake.pipeline.catalogue import Definition
from otklik.intake.pipeline.drops import Drop

API_PART: Final = 32_767
LEASE_KEY: Final = SHIPPING_LEASE
"""Advisory lock of the one working pipeline."""

_CREATE_POSITIONS: Final = """
    INSERT INTO intake_positions (part) SELECT unnest(%s::smallint[]) ON CONFLICT DO NOTHING"""
_TAKE_OVER: Final = """
    UPDATE intake_positions SET epoch = epoch + 1 WHERE part < %s
    RETURNING part, position, batch_seq, epoch, seen_batch"""
_ADVANCE: Final = """
    UPDATE intake_positions AS p
    SET position = greatest(p.position, u.position),
        batch_seq = CASE WHEN p.part = 0 THEN %(seq)s ELSE p.batch_seq END,
        seen_batch = CASE WHEN p.part = 0 THEN greatest(p.seen_batch, %(carrier)s) ELSE 0 END
    FROM unnest(%(parts)s::smallint[], %(positions)s::bigint[], %(epochs)s::bigint[])
         AS u (part, position, epoch)
    WHERE p.part = u.part AND p.epoch = u.epoch"""
_COUNT: Final = """
    INSERT INTO intake_counters (workspace_id, kind, reason, n)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS u (w, k, r, n)
    ON CONFLICT (workspace_id, kind, reason) DO UPDATE SET n = intake_counters.n + excluded.n"""
_DEFINE: Final = """
    INSERT INTO definitions AS d
        (workspace_id, kind, event, name, original_names, types, first_seen, last_seen)
    SELECT w, k, e, n, string_to_array(o, chr(1)), string_to_array(t, chr(1)),
           to_timestamp(f / 1000.0), to_timestamp(l / 1000.0)
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::bigint[], %s::bigint[]) AS u (w, k, e, n, o, t, f, l)
    ON CONFLICT (workspace_id, kind, event, name) DO UPDATE SET
        first_seen = least(d.first_seen, excluded.first_seen),
        last_seen = greatest(d.last_seen, excluded.last_seen),
        types = CASE WHEN d.types @> excluded.types THEN d.types
                     ELSE ARRAY(SELECT DISTINCT unnest(d.types || excluded.types) ORDER BY 1) END,
        original_names = CASE WHEN d.original_names @> excluded.original_names THEN d.original_names
            ELSE ARRAY(SELECT DISTINCT unnest(d.original_names || excluded.original_names)
                       ORDER BY 1 LIMIT 20) END"""
_FIRST_EVENTS: Final = """
    UPDATE write_keys SET first_event_at = now() WHERE id = ANY (%s) AND first_event_at IS NULL"""
_REJECT: Final = """
    INSERT INTO rejects (workspace_id, door, reason, detail, message_id, item)
    VALUES (%s, %s, %s, %s, %s, %s)"""


class Reject(msgspec.Struct, frozen=True):
    """An item that was accepted and cannot be stored, as it stands on the reject list."""

    workspace_id: int
    door: str
    reason: str
    detail: str
    message_id: str
    item: str


class LeaseLostError(Exception):
    """Another pipeline has taken over; nothing was written."""


class PartState(msgspec.Struct, frozen=True):
    """A partition of the log as a pipeline takes it over; `sequence` and `carrier` are those of partition 0.

    `carrier` is the last batch that brought message ids to `seen`.
    """

    position: int
    sequence: int
    epoch: int
    carrier: int


async def take_over(connection: Connection, parts: Sequence[int]) -> dict[int, PartState]:
    """Raise the epoch of every partition."""
    await connection.execute(_CREATE_POSITIONS, (list(parts),))
    cursor = await connection.execute(_TAKE_OVER, (API_PART,))
    return {row[0]: PartState(*row[1:]) for row in await cursor.fetchall()}


async def advance(
    connection: Connection,
    *,
    positions: Mapping[int, int],
    epochs: Mapping[int, int],
    sequence: int,
    carrier: int = 0,
) -> None:
    """Move the positions, the lane's sequence and, if this batch is one, the last carrier of message ids.

    Raises LeaseLostError when an epoch is not ours now.
    """
    parts = sorted({0, *positions})
    cursor = await connection.execute(
        _ADVANCE,
        {
            "seq": sequence,
            "carrier": carrier,
            "parts": parts,
            "positions": [positions.get(part, 0) for part in parts],
            "epochs": [epochs[part] for part in parts],
        },
    )
    if cursor.rowcount != len(parts):
        raise LeaseLostError


async def add_counts(connection: Connection, counts: Mapping[tuple[int, str, str], int]) -> None:
    """Add to counters by (workspace, kind, reason)."""
    keys = sorted(counts)
    if keys:
        columns = [[key[index] for key in keys] for index in range(3)]
        await connection.execute(_COUNT, (*columns, [counts[key] for key in keys]))


async def upsert_definitions(connection: Connection, definitions: Sequence[Definition]) -> None:
    """Write definitions, in the order of the table's key."""
    if not definitions:
        return
    columns = (
        [each.workspace_id for each in definitions],
        [each.kind for each in definitions],
        [each.event for each in definitions],
        [each.name for each in definitions],
        ["\x01".join(sorted(each.original_names)) for each in definitions],
        ["\x01".join(sorted(each.types)) for each in definitions],
        [each.first_ms for each in definitions],
        [each.last_ms for each in definitions],
    )
    await connection.execute(_DEFINE, columns)


async def mark_first_events(connection: Connection, key_ids: Sequence[int]) -> None:
    """Note that these write keys have brought an event."""
    if key_ids:
        await connection.execute(_FIRST_EVENTS, (list(key_ids),))


async def insert_rejects(connection: Connection, rejects: Sequence[Reject]) -> None:
    """Put items on the reject list."""
    for each in rejects:
        values = (each.workspace_id, each.door, each.reason, each.detail, each.message_id, each.item)
        await connection.execute(_REJECT, values)


async def count_as_poison(connection: Connection, counts: Mapping[int, int]) -> None:
    """Events counted as stored were refused by ClickHouse after all."""
    for workspace_id, refused in counts.items():
        await add_counts(
            connection,
            {(workspace_id, "stored", ""): -refused, (workspace_id, "dropped", Drop.POISON.value): refused},
        )
