"""Answers calls of the preference page: GET shows, POST saves."""

from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.infra.translations import Language
from otklik.kit.zones import find_zone
from otklik.messaging import repository_releasing
from otklik.messaging.contracts import Send
from otklik.messaging.mail.hearing import find_send
from otklik.messaging.preferences import pages
from otklik.messaging.preferences.choosing import Given
from otklik.messaging.preferences.pages import Frame
from otklik.messaging.preferences.reading import read_sheet
from otklik.messaging.preferences.saving import Caller, save


async def show(engines: Engines, send_id: int, *, language: Language, now: datetime) -> str | None:
    """The page of whom a message was sent to, nothing changed; None: it is gone."""
    async with engines.postgres.connection() as connection:
        send = await find_send(connection, send_id)
        sheet = await read_sheet(connection, send=send, language=language, now=now) if send else None
        if send is None or sheet is None:
            return None
        return pages.sheet_page(await _frame(engines, connection, send, language), sheet)


async def take(
    engines: Engines, send_id: int, given: Given, *, ip: str, url: str, language: Language, now: datetime
) -> str | None:
    """Save a form and show what holds now; None: the send or its person is gone."""
    caller = Caller(ip, pages.agreement(language), url)
    saved = await save(engines, send_id, given, caller, language=language, now=now)
    if saved is None:
        return None
    async with engines.postgres.connection() as connection:
        frame = await _frame(engines, connection, saved.send, language)
    return pages.sheet_page(frame, saved.after, before=saved.before, is_new=bool(saved.words))


async def _frame(engines: Engines, connection: Connection, send: Send, language: Language) -> Frame:
    places = await repository_releasing.list_workspaces(connection, [send.workspace_id])
    name, zone, _ = places.get(send.workspace_id, ("", "UTC", {}))
    return Frame(language, name or parseaddr(engines.mailer.sender)[0], find_zone(zone) or ZoneInfo("UTC"))
