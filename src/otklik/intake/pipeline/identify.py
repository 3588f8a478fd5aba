"""Whose each event is (profiles decides), and what merges are to be told."""

from functools import lru_cache

from otklik.infra.postgres import Connection
from otklik.infra.secrets import Secrets
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.event import BROWSER_DOOR, Derived, Event
from otklik.intake.pipeline.rules import Rules
from otklik.kit.ids import derive_device_id, derive_person_id
from otklik.profiles.consents import CONSENT_EVENTS
from otklik.profiles.contracts import IdentityCall, Resolution
from otklik.profiles.service import IdentityCache, resolve_identities
from otklik.profiles.subscriptions import SUBSCRIPTION_EVENTS

KEPT_EVENTS = CONSENT_EVENTS | SUBSCRIPTION_EVENTS
"""They leave a word about the person, so a nameless device gets its rows."""
MERGED_NUMBER = 2
"""pos number of the `$merged` events of an item; further derived events follow them."""
DEVICES_REMEMBERED = 50_000

device_of = lru_cache(maxsize=DEVICES_REMEMBERED)(derive_device_id)


async def identify(connection: Connection, batch: Batch, cache: IdentityCache, secrets: Secrets) -> None:
    """Set person, root and device of every kept event, or the reason why it is dropped."""
    events = batch.people()
    resolutions = await resolve_identities(
        connection, calls=[_call(event, batch.rules[event.workspace_id]) for event in events],
        cache=cache, sink=batch.sink, secrets=secrets,
    )  # fmt: skip
    for event, resolution in zip(events, resolutions, strict=True):
        _take(batch, event, resolution)
    for event in batch.events:
        if event.is_bot and not event.drop:
            event.person = event.root = _bot_person(event)


def _call(event: Event, rules: Rules | None) -> IdentityCall:
    return IdentityCall(
        workspace_id=event.workspace_id,
        anonymous_id=event.anonymous_id,
        user_id=event.user_id,
        previous_id=event.previous_id,
        ts_ms=event.ts_ms,
        position=event.pos,
        is_proved=event.user_id is None or _is_proved(event, rules),
        is_kept=bool(event.operations) or event.name in KEPT_EVENTS,
    )


def _is_proved(event: Event, rules: Rules | None) -> bool:
    """Servers are believed; a browser is, unless the workspace requires the hash of `auth`."""
    if event.door != BROWSER_DOOR or rules is None or not rules.settings.require_auth:
        return True
    return bool(event.auth_hash) and rules.is_proved(event.user_id or "", event.auth_hash)


def _take(batch: Batch, event: Event, resolution: Resolution) -> None:
    if resolution.drop is not None:
        event.drop = resolution.drop
        return
    event.person, event.root = resolution.person, resolution.root
    if event.anonymous_id:
        event.device = device_of(event.workspace_id, event.anonymous_id)
    for number, other in enumerate(resolution.merged):
        batch.merged.setdefault(event.workspace_id, set()).add(other)
        batch.derived.append(
            Derived(
                cause=event,
                name="$merged",
                number=MERGED_NUMBER + number,
                ts_ms=event.ts_ms,
                person=event.person,
                properties={"merged": str(other), "into": str(event.root)},
                source=event.door,
            )
        )


def _bot_person(event: Event) -> int:
    kind = "anonymous_id" if event.anonymous_id else "user_id"
    return derive_person_id(event.workspace_id, kind, event.anonymous_id or event.user_id or "")
