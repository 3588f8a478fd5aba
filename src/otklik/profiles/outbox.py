"""The way of rows made by the API to ClickHouse. Events ship them; the composition says how at start."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection
from otklik.profiles import errors
from otklik.profiles.contacts import EMAIL, FIRST_NAME, LAST_NAME, NAME, PHONE
from otklik.profiles.contracts import ListSink, PropertyChange, ShipRows, SystemEvent

_CHANGED = {
    EMAIL: "$email_changed",
    PHONE: "$phone_changed",
    **dict.fromkeys((NAME, FIRST_NAME, LAST_NAME), "$name_changed"),
}
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


def list_told_changes(changes: Sequence[PropertyChange]) -> list[PropertyChange]:
    """The changes worth an event each: when one call changes the whole name, its parts are not told again."""
    renamed = {_call_of(change) for change in changes if change.property == NAME}
    return [
        change
        for change in changes
        if change.property not in {FIRST_NAME, LAST_NAME} or _call_of(change) not in renamed
    ]


def _call_of(change: PropertyChange) -> tuple[int, int, int]:
    return (change.workspace_id, change.person, change.position)


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
