"""Changes of a card by a member or an API token: read-your-writes, in the feed with their author."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection, driver_connection
from otklik.infra.secrets import Secrets
from otklik.kit.clock import now_ms
from otklik.kit.json_values import sanitise
from otklik.profiles import errors, outbox, repository
from otklik.profiles.contacts import normalise_contact
from otklik.profiles.contracts import COMPUTED, Json, ListSink, Operation, PropertyChange, PropertyWrite
from otklik.profiles.properties import as_number, is_unset
from otklik.profiles.retrying import MAX_TRIES, RETRIED
from otklik.profiles.writing import apply_writes
from otklik.workspaces.models import Session

API_SOURCE: Final = "api"
MAX_VALUE_BYTES: Final = 32_768
Result = TypeVar("Result")


class Edit(msgspec.Struct, frozen=True):
    """One operation on one property."""

    op: str
    property: str
    value: Json


async def in_transaction(
    engines: Engines, work: Callable[[Session, Connection], Awaitable[Result]]
) -> Result:
    """Run `work` in one transaction, again when another was quicker; `work` has no other effect."""
    for tried in range(1, MAX_TRIES + 1):
        try:
            async with engines.postgres.session() as session:
                return await work(session, await driver_connection(session))
        except RETRIED:
            if tried == MAX_TRIES:
                raise
    raise AssertionError


async def edit_properties(
    connection: Connection,
    *,
    workspace_id: int,
    person_id: int,
    edits: Sequence[Edit],
    author: str,
    phone_region: str,
    secrets: Secrets,
) -> list[PropertyChange]:
    """Apply `edits` to the card of `person_id` now, and put rows and change events on their way.

    Raises InvalidError for an operation that makes no sense or an erased address.
    """
    return await edit_people(
        connection,
        workspace_id=workspace_id,
        people=[person_id],
        edits=edits,
        author=author,
        phone_region=phone_region,
        secrets=secrets,
    )


async def edit_people(
    connection: Connection,
    *,
    workspace_id: int,
    people: Sequence[int],
    edits: Sequence[Edit],
    author: str,
    phone_region: str,
    secrets: Secrets,
) -> list[PropertyChange]:
    """As `edit_properties`, of many cards (some thousand at most) at the same moment, by a few statements."""
    position, moment_ms = await repository.next_position(connection), now_ms()
    writes = [
        _write(workspace_id, person_id, edit, (moment_ms, position, index), author, phone_region)
        for person_id in people
        for index, edit in enumerate(edits)
    ]
    sink = ListSink()
    changes = await apply_writes(connection, writes=writes, sink=sink, secrets=secrets)
    if any(write.property in {"$email", "$phone"} for write in writes) and len(
        sink.rows.get("property_writes", ())
    ) < len(writes):
        raise errors.erased_contact()
    events = [
        outbox.event_of_change(change, position + index)
        for index, change in enumerate(outbox.list_told_changes(changes), start=2)
    ]
    await outbox.ship(connection, sink, events)
    return changes


def _write(
    workspace_id: int,
    person_id: int,
    edit: Edit,
    place: tuple[int, int, int],
    author: str,
    phone_region: str,
) -> PropertyWrite:
    moment_ms, position, index = place
    if edit.property in COMPUTED:
        raise errors.is_computed(f"operations.{index}.key")
    value = normalise_contact(edit.property, sanitise(edit.value), phone_region)
    path = f"operations.{index}.value"
    if edit.op == Operation.ADD and as_number(value) is None:
        raise errors.wrong_operation(path, "a number is needed")
    if edit.op in {Operation.SET_ONCE, Operation.APPEND, Operation.UNION, Operation.EXCLUDE} and is_unset(
        value
    ):
        raise errors.wrong_operation(path, "a value is needed")
    if len(msgspec.json.encode(value)) > MAX_VALUE_BYTES:
        raise errors.wrong_operation(path, "at most 32 KB")
    return PropertyWrite(
        workspace_id=workspace_id,
        person=person_id,
        op=edit.op,
        property=edit.property,
        value=value,
        ts_ms=moment_ms,
        position=position,
        sub=index,
        source=API_SOURCE,
        author=author,
        message_id="",
    )
