"""Consents that people gave or withdrew: their journal, and who may be tracked where consent comes first.

Where a workspace asks for consent (`require_consent`), what pages send of somebody who has not given it is
dropped, whatever the page's script did; calls about consent themselves always pass. Servers answer for what
they send.
"""

from collections.abc import Iterator

from otklik.infra.postgres import Connection, Postgres
from otklik.infra.secrets import Secrets
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.event import BROWSER_DOOR, Event
from otklik.profiles.consents import (
    CONSENT_EVENTS,
    ConsentCall,
    ConsentKind,
    find_consents,
    read_consents,
    record_consents,
)
from otklik.profiles.contracts import IdentityKind
from otklik.profiles.identity import Key

_SEEN_BY_HEARTBEAT = ("", Drop.HEARTBEAT)


async def drop_unconsented(postgres: Postgres, batch: Batch, secrets: Secrets) -> None:
    """Give a reason to events of people who have not consented, in the order in which they came."""
    events = [event for event in batch.events if _is_bound(event, batch)]
    if not events:
        return
    async with postgres.connection() as connection:
        keys = {key for event in events for key in _keys(event)}
        found = await find_consents(connection, keys=keys, secrets=secrets)
    standing = {key: (said.ts_ms, said.position, said.is_given) for key, said in found.items()}
    for event in events:
        if event.name in CONSENT_EVENTS:
            for note in read_consents(call_of(event)):
                if note.kind == ConsentKind.PROCESSING:
                    said = (event.ts_ms, event.pos, note.is_given)
                    standing |= {key: max(said, standing.get(key, said)) for key in _keys(event)}
        elif not any(standing[key][2] for key in _keys(event) if key in standing):
            event.drop = Drop.NO_CONSENT


def _is_bound(event: Event, batch: Batch) -> bool:
    """Whether it may be stored (or shows presence), came from a page, and consent is asked for there."""
    rules = batch.rules[event.workspace_id]
    return (
        rules is not None
        and rules.settings.require_consent
        and event.door == BROWSER_DOOR
        and event.drop in _SEEN_BY_HEARTBEAT
    )


def _keys(event: Event) -> Iterator[Key]:
    """Whose consent counts: the device's, or the account's where no device is named."""
    if event.anonymous_id:
        yield (event.workspace_id, IdentityKind.ANONYMOUS_ID.value, event.anonymous_id)
    elif event.user_id:
        yield (event.workspace_id, IdentityKind.USER_ID.value, event.user_id)


def call_of(event: Event) -> ConsentCall:
    """A consent event as profiles read it."""
    return ConsentCall(
        event.workspace_id,
        event.person,
        event.name,
        event.properties,
        event.visit.ip,
        event.pos,
        event.ts_ms,
    )


async def write_consents(connection: Connection, batch: Batch) -> None:
    """Journal the consent events of a batch, under the home profile they came from."""
    calls = [call_of(event) for event in batch.people() if event.name in CONSENT_EVENTS]
    if calls:
        await record_consents(connection, calls=calls)
