"""The outbox: what the API and the worker change in people, beside the change, until the sender takes it.

Rows lie there without a number. Numbers of a lane must be committed in their order, so whoever drew one
would hold up everybody else who changes anybody until his own commit; the sender alone draws them, and makes
one batch of all that lies there. The transaction that keeps the batch empties the box.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from otklik.events import repository_outbox
from otklik.events.batches import API_LANE, PreparedBatch
from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.prepared import compress, inflate, summarise
from otklik.events.repository_outbox import Parcel
from otklik.events.repository_prepared import insert_prepared, next_batch
from otklik.infra.postgres import Connection, Postgres

_encoder = msgspec.json.Encoder()
PLAIN_BYTES: Final = 64_000
"""Longer lines are kept compressed: the buffers of a connection never shrink below what it once carried."""
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
"""How a compressed body begins, and no line of JSON."""
_UNNUMBERED: Final = 0
_NUMBER: Final = b'"batch":%d'
"""The number in a line, and nowhere else: values are texts and numbers, and a quote in a text is escaped."""


async def put_rows(connection: Connection, tables: Mapping[str, Sequence[msgspec.Struct]]) -> None:
    """Put rows made outside the pipeline on their way, in the caller's transaction.

    Rows are structs of `rows.py` or of `profiles.contracts` with a field `batch`, 0, which the sender sets.
    They reach ClickHouse within a second or so after the commit.
    """
    filled = {table: rows for table, rows in tables.items() if rows}
    if not filled:
        return
    lines = {table: _encoder.encode_lines(rows) for table, rows in filled.items()}
    parcel = Parcel(
        counts={table: len(rows) for table, rows in filled.items()},
        summary=summarise(_UNNUMBERED, filled),
        bodies={table: _keep(body) for table, body in lines.items()},
        size=sum(map(len, lines.values())),
    )
    await repository_outbox.insert_parcel(connection, parcel)


async def pack_next(postgres: Postgres) -> PreparedBatch | None:
    """Make the next batch of what lies in the outbox, kept when this returns; None: it is empty.

    For the one process that ships.
    """
    if not await repository_outbox.has_parcels(postgres):
        return None
    async with postgres.connection() as connection:
        parcels, since = await repository_outbox.take_parcels(connection)
        if not parcels:
            return None
        batch = _join(await next_batch(connection, API_LANE), parcels)
        await insert_prepared(connection, batch, since=since)
    return batch


def _join(batch: int, parcels: Sequence[Parcel]) -> PreparedBatch:
    counts: dict[str, int] = {}
    bodies: dict[str, list[bytes]] = {}
    for parcel in parcels:
        for table, body in parcel.bodies.items():
            counts[table] = counts.get(table, 0) + parcel.counts[table]
            bodies.setdefault(table, []).append(_numbered(lines_of(body), batch))
    return PreparedBatch(
        batch=batch,
        counts=counts,
        bodies={table: compress(b"".join(parts)) for table, parts in bodies.items()},
        summary=BatchSummary(batch=batch, workspaces=_sum_up([each.summary for each in parcels])),
    )


def _keep(lines: bytes) -> bytes:
    return lines if len(lines) <= PLAIN_BYTES else compress(lines)


def lines_of(body: bytes) -> bytes:
    """The JSON lines of a body of a parcel."""
    return inflate(body) if body.startswith(_ZSTD) else body


def _numbered(lines: bytes, batch: int) -> bytes:
    for end in (b",", b"}"):
        lines = lines.replace(_NUMBER % _UNNUMBERED + end, _NUMBER % batch + end)
    return lines


def _sum_up(summaries: Sequence[BatchSummary]) -> dict[int, WorkspaceSummary]:
    events: dict[int, int] = {}
    persons: dict[int, set[int]] = {}
    for summary in summaries:
        for workspace_id, each in summary.workspaces.items():
            events[workspace_id] = events.get(workspace_id, 0) + each.events
            persons.setdefault(workspace_id, set()).update(each.persons)
    return {
        workspace_id: WorkspaceSummary(events=events[workspace_id], persons=tuple(sorted(found)))
        for workspace_id, found in persons.items()
    }
