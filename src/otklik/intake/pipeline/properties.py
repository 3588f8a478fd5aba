"""What events say about people becomes property writes; what really changed becomes events."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.event import FIRST_DERIVED_NUMBER, LAST_DERIVED_NUMBER, Derived, Event
from otklik.profiles.contacts import complete_names, normalise_contact
from otklik.profiles.contracts import PropertyChange, PropertyWrite
from otklik.profiles.service import apply_writes, list_told_changes, name_of_change


async def write_properties(connection: Connection, batch: Batch, secrets: Secrets) -> None:
    """Apply the operations of all kept events, in log order, and derive the events of their changes."""
    writes = [write for event in batch.people() if event.operations for write in _writes(event, batch)]
    if not writes:
        return
    batch.changes = await apply_writes(connection, writes=writes, sink=batch.sink, secrets=secrets)
    if batch.changes:
        _tell_changes(batch)


def _writes(event: Event, batch: Batch) -> Iterator[PropertyWrite]:
    rules = batch.rules[event.workspace_id]
    region = rules.phone_region if rules else ""
    for sub, (op, name, value) in enumerate(_complete(event.operations, region)):
        yield PropertyWrite(
            workspace_id=event.workspace_id,
            person=event.person,
            op=op,
            property=name,
            value=value,
            ts_ms=event.ts_ms,
            position=event.pos,
            sub=sub,
            source=event.property_source or event.door,
            author=event.author,
            message_id=event.message_id,
        )


def _complete(operations: list[tuple[str, str, Any]], region: str) -> list[tuple[str, str, Any]]:
    """The operations with contacts in their one form and the names that follow from those given."""
    found = [(op, name, normalise_contact(name, value, region)) for op, name, value in operations]
    given = {name: value for op, name, value in found if op == "set"}
    return found + [("set", name, value) for name, value in complete_names(given).items()]


def _tell_changes(batch: Batch) -> None:
    events = {event.pos: event for event in batch.people()}
    told = Counter(derived.cause.pos for derived in batch.derived)
    for change in list_told_changes(batch.changes):
        event = events[change.position]
        number = FIRST_DERIVED_NUMBER + told[event.pos]
        if number > LAST_DERIVED_NUMBER:
            continue
        told[event.pos] += 1
        batch.derived.append(_change_event(event, change, number))


def _change_event(event: Event, change: PropertyChange, number: int) -> Derived:
    return Derived(
        cause=event,
        name=name_of_change(change.property),
        number=number,
        ts_ms=change.ts_ms,
        person=change.person,
        properties={
            "property": change.property,
            "old": change.old,
            "new": change.new,
            "first": change.is_first,
            "source": change.source,
            "author": change.author,
        },
        source=event.door,
    )
