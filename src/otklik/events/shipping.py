"""Ships what the API changed in people: rows as they are, notes of the system as events."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.events.outbox import put_rows
from otklik.events.rows import EVENTS, EventRow
from otklik.infra.postgres import Connection
from otklik.profiles.contracts import ProfileRow, SystemEvent

SOURCE: Final = "api"
_ENCODE = msgspec.json.Encoder().encode


async def ship_rows(
    connection: Connection, rows: Mapping[str, Sequence[ProfileRow]], events: Sequence[SystemEvent]
) -> None:
    """Put `rows` (by table) and `events` on their way in the caller's transaction."""
    tables: dict[str, Sequence[Any]] = {**rows}
    if events:
        tables[EVENTS] = [_event_row(event) for event in events]
    await put_rows(connection, tables)


def _event_row(event: SystemEvent) -> EventRow:
    moment = str(event.ts_ms)
    return EventRow(
        workspace_id=event.workspace_id,
        name=event.name,
        ts=moment,
        person=event.person,
        pos=event.pos,
        batch=0,
        device=0,
        session=0,
        received_at=moment,
        message_id=f"api-{event.pos}",
        original_name=event.name,
        source=SOURCE,
        quiet=int(event.is_quiet),
        properties=_ENCODE(event.properties).decode(),
    )
