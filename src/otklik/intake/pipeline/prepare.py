"""Decided events become rows of ClickHouse, cut into batches of bounded size."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.prepared import PreparedBatch, pack
from otklik.events.rows import BOT_EVENTS, EVENTS, SEEN, EventRow, SeenRow
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.enrich import page_of
from otklik.intake.pipeline.event import EVENT_NUMBER, LAST_DERIVED_NUMBER, Derived, Event

MAX_ROWS: Final = 20_000
MAX_BYTES: Final = 8_000_000
_ROW_BYTES: Final = 500
"""About what a row takes beside its context and properties."""
_SHORT_MS: Final = 45 * 28 * 86_400_000
"""Rows no further apart than this lie in fewer than 50 months, ClickHouse's partitions."""

_encode = msgspec.json.Encoder().encode


def prepare(batch: Batch, seen: dict[int, list[int]]) -> list[PreparedBatch]:
    """Rows of everything decided, as one batch or several in a row from `batch.number` on."""
    number = batch.number
    kept = [event for event in batch.events if not event.drop]
    events = [_event_row(event, number) for event in kept if not event.is_bot]
    events.extend([_derived_row(derived, number) for derived in batch.derived])
    bots = [_event_row(event, number) for event in kept if event.is_bot]
    chunks = list(_cut({table: rows for table, rows in ((EVENTS, events), (BOT_EVENTS, bots)) if rows}))
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
            SeenRow(hour * 3_600, message_hash, number)
            for hour, hashes in seen.items()
            for message_hash in hashes
        ]
        for rows in batch.sink.tables.values():
            for row in rows:
                row.batch = number  # type: ignore[attr-defined]  # every row struct has it
    else:
        for event_rows in chunk.values():
            for event_row in event_rows:
                event_row.batch = number
    return pack(number, tables=tables, summary=_summarise(batch, chunk, number, is_first=index == 0))


def row_of(event: Event) -> EventRow:
    """The row that a decided event becomes, but for the number of its batch."""
    return _event_row(event, 0)


def _event_row(event: Event, batch: int) -> EventRow:
    return _row(
        event, batch, event.name, EVENT_NUMBER, event.ts_ms, event.person, event.message_id,
        event.original_name, event.properties,
    )  # fmt: skip


def _derived_row(derived: Derived, batch: int) -> EventRow:
    message_id = f"{derived.cause.message_id}#{derived.number}"
    return _row(
        derived.cause, batch, derived.name, derived.number, derived.ts_ms, derived.person, message_id,
        "", derived.properties,
    )  # fmt: skip


def _row(  # noqa: PLR0913, PLR0917 - by place: called for every event, and names cost as much as the work
    event: Event,
    batch: int,
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
        batch,
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
        _encode(properties).decode() if properties else "{}",
    )


def _cut(tables: dict[str, list[EventRow]]) -> Iterator[dict[str, list[EventRow]]]:
    """Chunks within the bounds of rows, bytes and months; nearly always one."""
    if not tables:
        return
    rows = [(table, row) for table, found in tables.items() for row in found]
    moments = [int(row.ts) for _, row in rows]
    is_long = max(moments) - min(moments) > _SHORT_MS
    sizes = [len(row.context) + len(row.properties) for _, row in rows]
    if not is_long and len(rows) <= MAX_ROWS and sum(sizes) + len(rows) * _ROW_BYTES <= MAX_BYTES:
        yield tables
        return
    if is_long:
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
    persons: defaultdict[int, set[int]] = defaultdict(set)
    counts: Counter[int] = Counter()
    items: Counter[int] = Counter()
    for table, rows in chunk.items():
        items.update([row.workspace_id for row in rows if row.pos & LAST_DERIVED_NUMBER == EVENT_NUMBER])
        if table == EVENTS:
            counts.update([row.workspace_id for row in rows])
            for row in rows:
                persons[row.workspace_id].add(row.person)
    if is_first:
        for event in batch.events:
            if event.root != event.person and not event.is_bot and not event.drop:
                persons[event.workspace_id].add(event.root)
        for workspace_id, merged in batch.merged.items():
            persons[workspace_id].update(merged)
    merged_away = batch.merged if is_first else {}
    return BatchSummary(
        batch=number,
        workspaces={
            workspace_id: WorkspaceSummary(
                events=counts[workspace_id],
                items=items[workspace_id],
                persons=tuple(sorted(persons.get(workspace_id, ()))),
                merged=tuple(sorted(merged_away.get(workspace_id, ()))),
            )
            for workspace_id in persons.keys() | items.keys()
        },
        received_ms=min((event.received_ms for event in batch.events), default=0),
    )
