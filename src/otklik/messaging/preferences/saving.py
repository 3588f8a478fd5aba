"""Writes what somebody chose on his preference page: marks, consents, the way back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.translations import Language
from otklik.kit.clock import to_ms
from otklik.messaging import noting
from otklik.messaging.contracts import Heard, Send
from otklik.messaging.mail.hearing import find_send
from otklik.messaging.preferences.choosing import Given, Word, read_choices
from otklik.messaging.preferences.reading import Sheet, read_sheet
from otklik.profiles import consents
from otklik.profiles import service as profiles
from otklik.profiles.consents import CONSENT_GIVEN, ConsentCall, ConsentKind
from otklik.profiles.contracts import SystemEvent
from otklik.profiles.contracts_marks import MarkKind, subscription_key
from otklik.workspaces.models import Session

AUTHOR: Final = "person"
SOURCE: Final = "preferences"


class Caller(msgspec.Struct, frozen=True):
    """Who saves: `text`: the sentence of the page that he agreed to; `url`: of the page."""

    ip: str
    text: str
    url: str


class Saved(msgspec.Struct, frozen=True):
    """What the page was and is; `words`: what was said."""

    send: Send
    before: Sheet
    after: Sheet
    words: Sequence[Word]


async def save(
    engines: Engines, send_id: int, given: Given, caller: Caller, *, language: Language, now: datetime
) -> Saved | None:
    """Take a form; None: the send or its person is gone."""

    async def work(session: Session, connection: Connection) -> Saved | None:
        del session
        send = await find_send(connection, send_id)
        before = await read_sheet(connection, send=send, language=language, now=now) if send else None
        if send is None or before is None:
            return None
        words = read_choices(before, given)
        if before.is_withdrawn and any(word.is_on for word in words):
            await _consent(connection, send, caller, now)
        for word in words:
            await profiles.change_marks(
                connection,
                workspace_id=send.workspace_id,
                people=[send.profile_id],
                kind=MarkKind.SUBSCRIPTION,
                key=word.key,
                is_on=word.is_on,
                author=AUTHOR,
                source=SOURCE,
                about={"send_id": str(send.id)},
            )
        if _leaves(send, words):
            await noting.note(
                engines,
                connection,
                workspace_id=send.workspace_id,
                send_id=send.id,
                what=Heard.UNSUBSCRIBED,
                at=now,
                details={"topic": send.topic} if send.topic else {},
            )
        after = await read_sheet(connection, send=send, language=language, now=now)
        return Saved(send, before, after, words) if after else None

    return await profiles.in_transaction(engines, work)


async def _consent(connection: Connection, send: Send, caller: Caller, now: datetime) -> None:
    """He had withdrawn his consent, and asks for letters again: with the words that stood on the page."""
    properties = {ConsentKind.ADVERTISING.value: True, "text": caller.text, "url": caller.url}
    position = await profiles.next_position(connection)
    call = ConsentCall(
        send.workspace_id, send.profile_id, CONSENT_GIVEN, properties, caller.ip, position, to_ms(now)
    )
    await consents.record_consents(connection, calls=[call])
    await profiles.change_marks(
        connection,
        workspace_id=send.workspace_id,
        people=[send.profile_id],
        kind=MarkKind.CONSENT,
        key=ConsentKind.ADVERTISING.value,
        is_on=True,
        author=AUTHOR,
        source=SOURCE,
    )
    told = {**properties, "source": SOURCE, "send_id": str(send.id)}
    event = SystemEvent(send.workspace_id, send.profile_id, CONSENT_GIVEN, to_ms(now), position, told)
    await ship_rows(connection, {}, [event])


def _leaves(send: Send, words: Sequence[Word]) -> bool:
    """Whether he said no to what this very message was: it counts as the one he left from."""
    gone = {word.key for word in words if not word.is_on}
    own = subscription_key(send.channel.value, send.topic)
    return own in gone or subscription_key(send.channel.value) in gone
