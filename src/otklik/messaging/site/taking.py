"""A browser takes a message of the site, and tells what became of it (docs/adr/0019)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging import (
    deciding,
    noting,
    planning,
    repository_delivering,
    repository_releasing,
    repository_site,
    telling,
)
from otklik.messaging.contracts import Channel, Heard, MessageKind, Send, SendState, SkipReason
from otklik.messaging.deciding import Memory, Question
from otklik.messaging.delivering import LEASE
from otklik.messaging.errors import no_send, taken, taken_later
from otklik.messaging.releasing import Checkpoint, end_of, go_on
from otklik.messaging.repository_delivering import End
from otklik.messaging.repository_site import Claim
from otklik.messaging.schemas_settings import MessagingSettings
from otklik.messaging.settings import get_settings
from otklik.messaging.site import announcing, waiting
from otklik.messaging.site.contracts import Taker
from otklik.profiles import recipients
from otklik.profiles import service as profiles
from otklik.profiles.recipients import Recipient

_AGAIN: Final = (
    deciding.check_erased,
    deciding.check_held,
    deciding.check_expired,
    deciding.check_leave,
)
"""What may have changed since it was decided."""
_ENDED: Final = frozenset({SendState.SENT, SendState.UNKNOWN})


async def claim(
    engines: Engines, *, taker: Taker, send_id: int, tab: str, now: datetime, checkpoint: Checkpoint = go_on
) -> dict[str, Any]:
    """Take a popup or form for one tab, before it is drawn: what to draw.

    The same tab may ask again. Raises NotFoundError for what is not for this browser, ConflictError when
    somebody has it or it is not to be said any more (`taken`), or has to wait for the next visit (`later`).
    """
    by = f"device:{taker.device_id}:{tab}"
    async with engines.postgres.connection() as connection:
        found = await _lock(connection, taker, send_id)
        await checkpoint("locked")
        refusal = await _may_claim(connection, taker, found, by=by, now=now)
        sends = [] if refusal else [found.send]
        offers = await waiting.fill_in(engines, connection, sends, taker=taker, now=now, is_taken=True)
        if offers and found.send.state is SendState.READY:
            until = now + LEASE
            await repository_delivering.claim(connection, [send_id], by=by, now=now, until=until)
            await announcing.announce(
                engines.bus,
                connection,
                workspace_id=taker.workspace_id,
                homes=taker.members,
                gone=send_id,
            )
        await checkpoint("claimed")
    await checkpoint("committed")
    if not offers:  # what was decided against stays so
        raise refusal or taken()
    return offers[0].content


async def _lock(connection: Connection, taker: Taker, send_id: int) -> Claim:
    found = await repository_site.lock_claim(connection, workspace_id=taker.workspace_id, send_id=send_id)
    if found is None or found.send.profile_id not in taker.homes:
        raise no_send()
    return found


async def _may_claim(
    connection: Connection, taker: Taker, found: Claim, *, by: str, now: datetime
) -> Exception | None:
    """Why not."""
    send = found.send
    if found.claimed_by == by and _stands(send):
        return None
    if found.is_embedded and _stands(send):
        return None
    if send.state is not SendState.READY or send.channel is Channel.CHAT:
        return taken()
    settings = await get_settings(connection, workspace_id=taker.workspace_id)
    if not await _is_still_wanted(connection, send, settings, now=now):
        return taken()
    if not found.is_embedded and await _is_visit_full(connection, taker, send, settings):
        return taken_later()
    return None


def _stands(send: Send) -> bool:
    """Somebody has taken it, and it was not closed: of a page that was left it comes back with the page."""
    return send.state in {SendState.CLAIMED, *_ENDED} and send.closed_at is None


async def _is_still_wanted(
    connection: Connection, send: Send, settings: MessagingSettings, *, now: datetime
) -> bool:
    """Ask again what may have changed; what is not wanted any more is decided against."""
    known = await recipients.list_recipients(
        connection, workspace_id=send.workspace_id, homes=[send.profile_id]
    )
    question = await _ask(connection, send, known[send.profile_id], settings, now)
    for check in _AGAIN:
        said = check(question, Memory())
        if isinstance(said, SkipReason):
            await planning.skip_sends(connection, [send], reason=said, now=now)
        if said is not None:
            return False
    return True


async def _ask(
    connection: Connection, send: Send, recipient: Recipient, settings: MessagingSettings, now: datetime
) -> Question:
    workspace_id = send.workspace_id
    erased = await profiles.list_erased_homes(connection, workspace_id=workspace_id)
    scenarios = [send.scenario_id] if send.scenario_id is not None else []
    holds = await repository_releasing.list_holds(connection, workspace_id=workspace_id, scenarios=scenarios)
    return Question(
        send=send,
        recipient=recipient,
        address="",
        is_ringing=False,
        zone=deciding.UTC_ZONE,
        settings=settings,
        now=now,
        is_erased=not erased.isdisjoint(recipient.members),
        hold=deciding.find_hold(holds, send),
    )


async def _is_visit_full(
    connection: Connection, taker: Taker, send: Send, settings: MessagingSettings
) -> bool:
    most = settings.popups.per_session
    if most is None or send.kind is not MessageKind.PROMOTIONAL:
        return False
    await repository_releasing.lock_subjects(
        connection, workspace_id=taker.workspace_id, subjects=[min(taker.members)]
    )
    taken_now = await repository_site.count_taken_since(
        connection, workspace_id=taker.workspace_id, homes=taker.members, since=taker.visit_at
    )
    return taken_now >= most


async def hear(
    engines: Engines,
    connection: Connection,
    *,
    taker: Taker,
    send_id: int,
    what: Heard,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> bool:
    """What a browser tells of a message that it has, in the caller's transaction; whether it is news.

    Raises NotFoundError for one that is not for this browser, ConflictError when another one has it.
    """
    found = await _lock(connection, taker, send_id)
    send, is_spoken = found.send, found.send.channel is Channel.CHAT
    is_own = (found.claimed_by or "").startswith(f"device:{taker.device_id}:")
    if not (is_own or is_spoken or found.is_embedded):
        raise taken()
    if send.state is SendState.CLAIMED or (is_spoken and send.state is SendState.READY):
        await _arrive(connection, send, now)
    return await noting.note(
        engines,
        connection,
        workspace_id=taker.workspace_id,
        send_id=send_id,
        what=what,
        at=now,
        details=details,
    )


async def _arrive(connection: Connection, send: Send, now: datetime) -> None:
    """The browser has it: it is sent."""
    await repository_delivering.write_ends(connection, [End(send.id, SendState.SENT.value)], now=now)
    await telling.tell_decided(connection, [(send, end_of(send, SendState.SENT, "", now))])


async def open_taken(
    engines: Engines, connection: Connection, *, taker: Taker, send_id: int, now: datetime
) -> tuple[Send, dict[str, Any], dict[str, Any]]:
    """(a send that this browser has, its content filled in, what is shown of it), locked; it has arrived.

    Raises NotFoundError, ConflictError when another browser has it, or it is over.
    """
    found = await _lock(connection, taker, send_id)
    is_own = (found.claimed_by or "").startswith(f"device:{taker.device_id}:")
    if found.send.state not in {SendState.CLAIMED, *_ENDED} or not (
        is_own or found.is_embedded or found.send.channel is Channel.CHAT
    ):
        raise taken()
    if found.send.state is SendState.CLAIMED:
        await _arrive(connection, found.send, now)
    whole, shown = await waiting.fill_in_one(engines, connection, found.send, taker=taker, now=now)
    return found.send, whole, shown
