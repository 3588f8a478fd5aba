"""Answers calls of a letter's link: GET shows what is asked, POST confirms, or asks for another letter."""

from datetime import datetime
from email.utils import parseaddr
from typing import Final

import msgspec

from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.translations import Language
from otklik.kit.clock import to_ms
from otklik.messaging import noting, repository_releasing
from otklik.messaging.confirming import pages, repository
from otklik.messaging.confirming.asking import KEY, Sent, ask_again
from otklik.messaging.confirming.contracts import Request, RequestState
from otklik.messaging.confirming.pages import Frame
from otklik.messaging.contracts import Heard, Send
from otklik.messaging.mail.hearing import find_send
from otklik.messaging.preferences import settings
from otklik.messaging.preferences.reading import mask
from otklik.profiles import consents
from otklik.profiles import service as profiles
from otklik.profiles.consents import CONSENT_GIVEN, ConsentCall, ConsentKind
from otklik.profiles.contracts import SystemEvent
from otklik.profiles.contracts_marks import MarkKind, subscription_key
from otklik.workspaces.models import Session

SOURCE: Final = "double_opt_in"
AUTHOR: Final = "person"
_AGENT_CHARS: Final = 300


class Caller(msgspec.Struct, frozen=True):
    """Who confirms, and the address of the page where he chooses later."""

    ip: str
    agent: str
    choose: str


async def show(engines: Engines, send_id: int, *, language: Language, now: datetime) -> str | None:
    """What is asked, nothing changed; None: the letter's request is gone."""
    async with engines.postgres.connection() as connection:
        send, request = await _find(connection, send_id)
        if send is None or request is None:
            return None
        frame = await _frame(engines, connection, request, language)
    match request.state(now):
        case RequestState.CONFIRMED:
            return pages.done_page(frame, choose="")
        case RequestState.EXPIRED:
            return pages.expired_page(frame)
        case RequestState.WAITING:
            return pages.ask_page(frame, request.text)


async def take(
    engines: Engines, send_id: int, *, is_again: bool, caller: Caller, language: Language, now: datetime
) -> str | None:
    """Confirm, or (`is_again`) write once more; None: the letter's request is gone."""

    async def work(session: Session, connection: Connection) -> str | None:
        del session
        send, request = await _find(connection, send_id)
        if send is None or request is None:
            return None
        frame = await _frame(engines, connection, request, language)
        state = request.state(now)
        if is_again and state is not RequestState.CONFIRMED:
            said = await ask_again(engines, connection, request, now=now)
            return pages.again_page(frame, is_sent=said is Sent.PLANNED)
        if state is RequestState.EXPIRED:
            return pages.expired_page(frame)
        if state is RequestState.WAITING:
            await _confirm(engines, connection, send, request, caller, now=now)
        return pages.done_page(frame, choose=caller.choose)

    return await profiles.in_transaction(engines, work)


async def _confirm(
    engines: Engines, connection: Connection, send: Send, request: Request, caller: Caller, *, now: datetime
) -> None:
    """The proof, the consent as it was asked for, the subscription and its event; the address is his."""
    workspace_id = request.workspace_id
    await repository.write_confirmed(
        connection,
        workspace_id=workspace_id,
        request_id=request.id,
        at=now,
        ip=caller.ip,
        agent=caller.agent[:_AGENT_CHARS],
        send_id=send.id,
    )
    properties = {ConsentKind.ADVERTISING.value: True, "text": request.text, "url": request.url}
    position = await profiles.next_position(connection)
    call = ConsentCall(
        workspace_id, request.profile_id, CONSENT_GIVEN, properties, request.ip, position, to_ms(now)
    )
    await consents.record_consents(connection, calls=[call])
    told = {**properties, "source": SOURCE, "send_id": str(send.id)}
    event = SystemEvent(workspace_id, request.profile_id, CONSENT_GIVEN, to_ms(now), position, told)
    await ship_rows(connection, {}, [event])
    about = {"is_confirmed": True, "url": request.url, "send_id": str(request.form_send_id or send.id)}
    if request.scenario_id is not None:
        about["message_id"] = str(request.scenario_id)
    subscription = subscription_key(request.channel, request.topic)
    for kind, key in (
        (MarkKind.CONSENT, ConsentKind.ADVERTISING.value),
        (MarkKind.SUBSCRIPTION, subscription),
    ):
        await profiles.change_marks(
            connection,
            workspace_id=workspace_id,
            people=[request.profile_id],
            kind=kind,
            key=key,
            is_on=True,
            author=AUTHOR,
            source=SOURCE,
            about=about,
        )
    await noting.note(
        engines, connection, workspace_id=workspace_id, send_id=send.id, what=Heard.CLICKED, at=now
    )
    # The letter that was pressed in, which may be an earlier one to another address.
    await profiles.prove_email(
        connection,
        workspace_id=workspace_id,
        home=request.profile_id,
        address=send.address or request.address,
        secrets=engines.secrets,
    )


async def _find(connection: Connection, send_id: int) -> tuple[Send | None, Request | None]:
    """The letter and the request that it asks about: any letter of it will do, not only the last."""
    send = await find_send(connection, send_id)
    if send is None or not send.unique_key.startswith(KEY):
        return None, None
    request_id = int(send.unique_key.removeprefix(KEY).partition(":")[0])
    return send, await repository.find_request(
        connection, workspace_id=send.workspace_id, request_id=request_id
    )


async def _frame(engines: Engines, connection: Connection, request: Request, language: Language) -> Frame:
    places = await repository_releasing.list_workspaces(connection, [request.workspace_id])
    chosen = await settings.get_settings(connection, workspace_id=request.workspace_id)
    name, _, _ = places.get(request.workspace_id, ("", "UTC", {}))
    topic = next((each.name.say(language) for each in chosen.list_shown() if each.topic == request.topic), "")
    return Frame(
        language,
        name or parseaddr(engines.mailer.sender)[0],
        mask(request.address),
        topic,
        chosen.accent,
    )
