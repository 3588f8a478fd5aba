"""Decided events become rows of ClickHouse, cut into batches of bounded size."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.prepared import PreparedBatch, pack
from otklik.events.rows import BOT_EVENTS, EVENTS, SEEN, EventRow, SeenRow
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.enrich import page_of
from otklik.intake.pipeline.event import EVENT_NUMBER, Derived, Event

MAX_ROWS: Final = 10_000
MAX_BYTES: Final = 8_000_000
_ROW_BYTES: Final = 500
"""About what a row takes beside its context and properties."""
_SHORT_MS: Final = 45 * 28 * 86_400_000
"""Rows no further apart than this lie in fewer than 50 months, ClickHouse's partitions."""

_encode = msgspec.json.Encoder().encode


def prepare(batch: Batch, seen: dict[int, list[int]]) -> list[PreparedBatch]:
    """Rows of everything decided, as one batch or several in a row from `batch.number` on."""
    tables: dict[str, list[EventRow]] = {EVENTS: [], BOT_EVENTS: []}
    for event in batch.events:
        if not event.drop:
            tables[BOT_EVENTS if event.is_bot else EVENTS].append(_event_row(event))
    tables[EVENTS].extend(_derived_row(derived) for derived in batch.derived)
    chunks = list(_cut(tables))
    if not chunks and (batch.sink.tables or seen):
        chunks = [{}]
    return [_pack(batch, chunk, index, seen) for index, chunk in enumerate(chunks)]


def _pack(
    batch: Batch, chunk: dict[str, list[EventRow]], index: int, seen: dict[int, list[int]]
) -> PreparedBatch:
    """What is not an event goes with the first chunk."""
    number = batch.number + index
    tables: dict[str, Sequence[msgspec.Struct]] = {**chunk}
    if index == 0:
        tables.update(batch.sink.tables)
        tables[SEEN] = [
            SeenRow(hour=hour * 3_600, h=message_hash, batch=number)
            for hour, hashes in seen.items()
            for message_hash in hashes
        ]
        for rows in batch.sink.tables.values():
            for row in rows:
                row.batch = number  # type: ignore[attr-defined]  # every row struct has it
    for event_rows in chunk.values():
        for event_row in event_rows:
            event_row.batch = number
    return pack(number, tables=tables, summary=_summarise(batch, chunk, number, is_first=index == 0))


def _event_row(event: Event) -> EventRow:
    return _row(
        event,
        name=event.name,
        number=EVENT_NUMBER,
        ts_ms=event.ts_ms,
        person=event.person,
        message_id=event.message_id,
        original_name=event.original_name,
        properties=event.properties,
    )


def _derived_row(derived: Derived) -> EventRow:
    return _row(
        derived.cause,
        name=derived.name,
        number=derived.number,
        ts_ms=derived.ts_ms,
        person=derived.person,
        message_id=f"{derived.cause.message_id}#{derived.number}",
        original_name="",
        properties=derived.properties,
    )


def _row(
    event: Event,
    *,
    name: str,
    number: int,
    ts_ms: int,
    person: int,
    message_id: str,
    original_name: str,
    properties: dict[str, Any],
) -> EventRow:
    visit = event.visit
    return EventRow(
        event.workspace_id,
        name,
        str(ts_ms),
        person,
        event.pos + number,
        0,
        event.device,
        event.session,
        str(event.received_ms),
        message_id,
        original_name,
        event.door,
        "user_id" if event.user_id else "anonymous_id",
        1 if event.is_quiet else 0,
        page_of(event),
        visit.country,
        visit.city,
        visit.device_type,
        visit.browser,
        visit.os,
        visit.context_text,
        _encode(properties).decode(),
    )


def _cut(tables: dict[str, list[EventRow]]) -> Iterator[dict[str, list[EventRow]]]:
    """Chunks within the bounds of rows, bytes and months; nearly always one."""
    rows = [(table, row) for table, found in tables.items() for row in found]
    if not rows:
        return
    moments = [int(row.ts) for _, row in rows]
    if max(moments) - min(moments) > _SHORT_MS:
        rows.sort(key=lambda pair: int(pair[1].ts))
    chunk: dict[str, list[EventRow]] = {}
    count, size, first_ms = 0, 0, 0
    for table, row in rows:
        bytes_of_row = _ROW_BYTES + len(row.context) + len(row.properties)
        is_far = count > 0 and abs(int(row.ts) - first_ms) > _SHORT_MS
        if count and (count >= MAX_ROWS or size + bytes_of_row > MAX_BYTES or is_far):
            yield chunk
            chunk, count, size = {}, 0, 0
        if not count:
            first_ms = int(row.ts)
        chunk.setdefault(table, []).append(row)
        count += 1
        size += bytes_of_row
    yield chunk


def _summarise(
    batch: Batch, chunk: dict[str, list[EventRow]], number: int, *, is_first: bool
) -> BatchSummary:
    persons: dict[int, set[int]] = {}
    counts: dict[int, int] = {}
    for row in chunk.get(EVENTS, ()):
        counts[row.workspace_id] = counts.get(row.workspace_id, 0) + 1
        persons.setdefault(row.workspace_id, set()).add(row.person)
    if is_first:
        for event in batch.events:
            if event.root != event.person and not event.is_bot and not event.drop:
                persons.setdefault(event.workspace_id, set()).add(event.root)
        for workspace_id, merged in batch.merged.items():
            persons.setdefault(workspace_id, set()).update(merged)
    merged_away = batch.merged if is_first else {}
    return BatchSummary(
        batch=number,
        workspaces={
            workspace_id: WorkspaceSummary(
                events=counts.get(workspace_id, 0),
                persons=tuple(sorted(found)),
                merged=tuple(sorted(merged_away.get(workspace_id, ()))),
            )
            for workspace_id, found in persons.items()
        },
        received_ms=min((event.received_ms for event in batch.events), default=0),
    )
