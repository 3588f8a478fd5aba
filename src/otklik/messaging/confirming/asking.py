"""Asks somebody to confirm a subscription: keeps what he agreed to, writes the letter, not too often."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.translations import Language
from otklik.messaging import planning
from otklik.messaging.confirming import repository
from otklik.messaging.confirming.contracts import Proof, Request
from otklik.messaging.confirming.letters import write_content
from otklik.messaging.confirming.schemas import ConfirmingRule
from otklik.messaging.contents import store_content
from otklik.messaging.contracts import Channel, MessageKind, NewSend, Purpose
from otklik.messaging.preferences import settings
from otklik.messaging.preferences.schemas import PreferenceSettings
from otklik.profiles import recipients
from otklik.profiles.recipients import Recipient

NODE: Final = "confirm"
"""Of the letters' sends."""
KEY: Final = "confirm:"
MOST: Final = 3
"""Letters to one address, whatever it is asked to confirm; then one a day: nobody fills a stranger's box."""
_DAY: Final = timedelta(days=1)
_PAUSE: Final = timedelta(minutes=10)
"""Between two letters, when a form is sent off again; by hand it may be at once."""


class Sent(StrEnum):
    """What became of a letter."""

    PLANNED = "planned"
    TOO_OFTEN = "too_often"
    NO_ADDRESS = "no_address"


async def ask(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    profile_id: int,
    topic: str,
    proof: Proof,
    now: datetime,
) -> Request:
    """Keep that somebody wants letters (of a topic), and write to him; in the caller's transaction."""
    chosen = await settings.get_settings(connection, workspace_id=workspace_id)
    known = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=[profile_id])
    address = address_of(known[profile_id])
    request = await repository.open_request(
        connection,
        workspace_id=workspace_id,
        profile_id=profile_id,
        channel=Channel.EMAIL.value,
        topic=topic,
        address=address,
        proof=proof,
        asked_at=now,
        expires_at=now + timedelta(days=chosen.confirming.days),
    )
    if request.letter_at is None or now - request.letter_at >= _PAUSE or request.letters == 0:
        await send_letter(engines, connection, request, known[profile_id], chosen, now=now)
    return request


async def ask_again(engines: Engines, connection: Connection, request: Request, *, now: datetime) -> Sent:
    """Write once more, to the address that he has now; the link holds as long as a new one."""
    chosen = await settings.get_settings(connection, workspace_id=request.workspace_id)
    known = await recipients.list_recipients(
        connection, workspace_id=request.workspace_id, homes=[request.profile_id]
    )
    return await send_letter(engines, connection, request, known[request.profile_id], chosen, now=now)


async def send_letter(
    engines: Engines,
    connection: Connection,
    request: Request,
    person: Recipient,
    chosen: PreferenceSettings,
    *,
    now: datetime,
) -> Sent:
    """Plan the letter of a request, unless the address had its share today."""
    address, workspace_id = address_of(person), request.workspace_id
    if not address:
        return Sent.NO_ADDRESS
    count = await repository.count_letters(
        connection, workspace_id=workspace_id, address=address, since=now - _DAY
    )
    if count >= MOST:
        return Sent.TOO_OFTEN
    expires_at = now + timedelta(days=chosen.confirming.days)
    await repository.prolong(
        connection, workspace_id=workspace_id, request_id=request.id, address=address, expires_at=expires_at
    )
    language = language_of(person, chosen.confirming)
    content = write_content(chosen.confirming, language, accent=chosen.accent)
    topic = next((each.name.say(language) for each in chosen.topics if each.topic == request.topic), "")
    letter = NewSend(
        unique_key=f"{KEY}{request.id}:{request.letters + 1}",
        profile_id=request.profile_id,
        channel=Channel.EMAIL,
        content_id=await store_content(
            connection, workspace_id=workspace_id, channel=Channel.EMAIL, content=content
        ),
        purpose=Purpose.PRODUCT,
        kind=MessageKind.TRANSACTIONAL,
        node=NODE,
        release_at=now,
        expires_at=expires_at,
        address=address,
        variables={"event": {"topic": topic or request.topic}},
    )
    (planned,) = await planning.plan_sends(
        connection, workspace_id=workspace_id, sends=[letter], now=now, bus=engines.bus
    )
    await repository.write_letter(
        connection, workspace_id=workspace_id, request_id=request.id, send_id=planned.send_id, at=now
    )
    return Sent.PLANNED


def address_of(person: Recipient) -> str:
    """Of his card, in lower case; "" when there is none."""
    email = person.properties.get("$email")
    return email.strip().lower() if isinstance(email, str) and "@" in email else ""


def language_of(person: Recipient, rule: ConfirmingRule) -> Language:
    """As his card says, else the workspace's."""
    said = str(person.properties.get("$language") or "")[:2].lower()
    if said == "ru":
        return "ru"
    return "en" if said == "en" else rule.language


def is_needed(rule: ConfirmingRule, of_form: object) -> bool:
    """Whether a form's subscriptions wait; `of_form`: its own word, "on" or "off"."""
    return of_form == "on" or (of_form != "off" and rule.is_on)
