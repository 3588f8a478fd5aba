"""The way of rows made by the API to ClickHouse. Events ship them; the composition says how at start."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection
from otklik.profiles import errors
from otklik.profiles.contracts import ListSink, PropertyChange, ShipRows, SystemEvent

_CHANGED = {"$email": "$email_changed", "$phone": "$phone_changed", "$name": "$name_changed"}
_shippers: list[ShipRows] = []


def register_shipper(ship: ShipRows) -> None:
    """Say who ships rows; the last registration counts."""
    _shippers[:] = [ship]


async def ship(connection: Connection, sink: ListSink, events: Sequence[SystemEvent]) -> None:
    """Put rows and events on their way in this transaction. Raises UnavailableError when nobody is wired."""
    if not sink.rows and not events:
        return
    if not _shippers:
        raise errors.not_wired()
    await _shippers[0](connection, sink.rows, events)


def name_of_change(property_name: str) -> str:
    """The event that tells of a changed property (names.md)."""
    return _CHANGED.get(property_name, "$property_changed")


def event_of_change(change: PropertyChange, pos: int) -> SystemEvent:
    """The event that tells of `change`, stored under the home profile it was made on."""
    return SystemEvent(
        change.workspace_id,
        change.person,
        name_of_change(change.property),
        change.ts_ms,
        pos,
        {
            "property": change.property,
            "old": change.old,
            "new": change.new,
            "first": change.is_first,
            "source": change.source,
            "author": change.author,
        },
    )
