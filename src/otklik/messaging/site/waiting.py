"""What waits for a browser, filled in for its person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging import planning, rendering, repository_forms, repository_site
from otklik.messaging.channels.contracts import Delivery, Outcome
from otklik.messaging.contracts import Channel, Send, SkipReason
from otklik.messaging.errors import taken
from otklik.messaging.promo.giving import Mode
from otklik.messaging.site.channels import list_media
from otklik.messaging.site.checking import list_fields
from otklik.messaging.site.contracts import Offer, Taker
from otklik.messaging.site.shaping import asks_nothing, shape

MAX_OFFERS: Final = 20
MAX_SPOKEN: Final = 10
SPOKEN: Final = timedelta(days=30)
_MEDIA: Final = {medium.channel: medium for medium in list_media()}
_VISIT: Final = "visit"


async def list_offers(
    engines: Engines, connection: Connection, *, taker: Taker, now: datetime
) -> list[Offer]:
    """What the browser may take or goes on showing: popups, forms, chat messages, the more important first.

    What cannot be filled in, and a form that has nothing to ask, is decided against.
    """
    workspace_id = taker.workspace_id
    ready = await repository_site.list_ready(
        connection, workspace_id=workspace_id, homes=taker.homes, now=now, limit=MAX_OFFERS
    )
    standing = await repository_site.list_standing(
        connection, workspace_id=workspace_id, homes=taker.homes, now=now, limit=MAX_OFFERS
    )
    spoken = await repository_site.list_spoken(
        connection, workspace_id=workspace_id, homes=taker.homes, since=now - SPOKEN, limit=MAX_SPOKEN
    )
    return await fill_in(engines, connection, [*ready, *standing, *spoken], taker=taker, now=now)


async def list_new(engines: Engines, connection: Connection, *, taker: Taker, now: datetime) -> list[Offer]:
    """As `list_offers`, of what nobody has taken yet."""
    ready = await repository_site.list_ready(
        connection, workspace_id=taker.workspace_id, homes=taker.homes, now=now, limit=MAX_OFFERS
    )
    return await fill_in(engines, connection, ready, taker=taker, now=now) if ready else []


async def fill_in(
    engines: Engines,
    connection: Connection,
    sends: Sequence[Send],
    *,
    taker: Taker,
    now: datetime,
    is_taken: bool = False,
) -> list[Offer]:
    """Offers of sends, in their order; `is_taken`: they are claimed now, so promo codes are given.

    A chat message is said by being offered.
    """
    made: dict[int, Offer] = {}
    refused: dict[SkipReason, list[int]] = {}
    for channel, medium in _MEDIA.items():
        some = [send for send in sends if send.channel is channel]
        gives = is_taken or channel is Channel.CHAT
        prepared = await rendering.prepare(
            engines,
            connection,
            medium,
            some,
            now=now,
            is_blank=not taker.knows_person,
            promo=Mode.GIVE if gives else Mode.LOOK,
        )
        for send, delivery in zip(some, prepared, strict=True):
            said = _shape(send, delivery)
            if isinstance(said, SkipReason):
                refused.setdefault(said, []).append(send.id)
            elif not _waits_for_visit(send, said, taker):
                made[send.id] = Offer(send, said)
    for reason, ids in refused.items():
        await planning.stop_sends(
            connection, workspace_id=taker.workspace_id, send_ids=ids, reason=reason, now=now
        )
    return [made[send.id] for send in sends if send.id in made]


def _shape(send: Send, delivery: Delivery | Outcome) -> dict[str, Any] | SkipReason:
    if isinstance(delivery, Outcome):
        return SkipReason(delivery.reason)
    content = dict(delivery.content)
    if send.channel is Channel.CHAT:
        return content
    shaped = shape(content, delivery.recipient.properties, leaves_out=send.channel is Channel.FORM)
    return SkipReason.NOTHING_TO_ASK if asks_nothing(content, shaped) else shaped


def _waits_for_visit(send: Send, content: dict[str, Any], taker: Taker) -> bool:
    """Whether a chat message is for a visit that begins after it was let go."""
    is_for_visit = send.channel is Channel.CHAT and content.get("when") == _VISIT
    return (
        is_for_visit
        and send.released_at is not None
        and send.sent_at is None
        and taker.visit_at <= send.released_at
    )


async def fill_in_one(
    engines: Engines, connection: Connection, send: Send, *, taker: Taker, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the content of a send filled in, what is shown of it) for who has it already.

    What he answered in this very form meanwhile does not take its questions away. Raises ConflictError when
    it can no longer be filled in.
    """
    medium = _MEDIA[send.channel]
    (delivery,) = await rendering.prepare(
        engines, connection, medium, [send], now=now, is_blank=not taker.knows_person, promo=Mode.LOOK
    )
    if isinstance(delivery, Outcome):
        raise taken()
    content = dict(delivery.content)
    if send.channel is Channel.CHAT:
        return content, content
    answered = await repository_forms.list_answered(
        connection, workspace_id=send.workspace_id, send_id=send.id
    )
    asked = {block.get("property") for block in list_fields(content) if block["name"] in answered}
    known = {name: value for name, value in delivery.recipient.properties.items() if name not in asked}
    whole = shape(content, {}, leaves_out=False)
    return whole, shape(content, known, leaves_out=send.channel is Channel.FORM)
