"""Items on which a step fails: found by halving in rehearsals, listed as rejects, counted as dropped.

A subscription to an unknown channel is listed like them: somebody has to repair what sends it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.events.delivery import Poison
from otklik.events.rows import BOT_EVENTS, EVENTS
from otklik.infra.postgres import Connection
from otklik.intake.pipeline import repository
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.event import EVENT_NUMBER, Event
from otklik.intake.pipeline.repository import Reject
from otklik.kit.text import clean_text
from otklik.profiles.contracts_marks import CHANNELS

MAX_ITEM_CHARS: Final = 2_000
_NUMBER_MASK: Final = 0xFFF
_LISTED: Final[Mapping[str, str]] = {
    Drop.POISON: "a step of the pipeline failed on this item",
    Drop.UNKNOWN_CHANNEL: f"channel is none of: {' '.join(CHANNELS)}; or topic is no text",
}


async def find_poison(
    events: Sequence[Event], rehearse: Callable[[Sequence[Event]], Awaitable[bool]]
) -> list[Event]:
    """The events on which `rehearse` (True = it went well) fails even alone."""
    if not events or await rehearse(events):
        return []
    if len(events) == 1:
        return list(events)
    middle = len(events) // 2
    return [*await find_poison(events[:middle], rehearse), *await find_poison(events[middle:], rehearse)]


def list_listed(batch: Batch) -> list[Reject]:
    """The rejects of a batch's poisoned and aimless events, with the items as they were received."""
    found = [event for event in batch.events if event.drop in _LISTED]
    if not found:
        return []
    bodies = {row.id: row.body.items for row in batch.rows}
    return [_reject(event, bodies[event.pos >> 24][event.pos >> 12 & _NUMBER_MASK][1]) for event in found]


def _reject(event: Event, raw: bytes) -> Reject:
    return Reject(
        workspace_id=event.workspace_id,
        door=event.door,
        reason=str(event.drop),
        detail=_LISTED[event.drop],
        message_id=event.message_id,
        item=clean_text(raw.decode("utf-8", "replace"), MAX_ITEM_CHARS),
    )


async def list_refused_rows(connection: Connection, *, poison: Sequence[Poison]) -> None:
    """Rows that ClickHouse refused go to the reject list; events among them are not stored after all."""
    counts: dict[int, int] = {}
    rejects = []
    for each in poison:
        row = _decode_row(each.line)
        workspace_id = int(row.get("workspace_id", 0))
        is_event = (
            each.table in {EVENTS, BOT_EVENTS} and int(row.get("pos", 0)) & _NUMBER_MASK == EVENT_NUMBER
        )
        counts[workspace_id] = counts.get(workspace_id, 0) + is_event
        rejects.append(
            Reject(
                workspace_id=workspace_id,
                door=str(row.get("source", "")),
                reason=Drop.POISON.value,
                detail=clean_text(f"{each.table}: {each.reason}", MAX_ITEM_CHARS),
                message_id=str(row.get("message_id", "")),
                item=clean_text(each.line.decode("utf-8", "replace"), MAX_ITEM_CHARS),
            )
        )
    await repository.insert_rejects(connection, rejects)
    await repository.count_as_poison(connection, {key: value for key, value in counts.items() if value})


def _decode_row(line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.json.decode(line)
    return row
