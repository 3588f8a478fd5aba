"""What the link of a letter opens: one conversation, for some days, to one browser more (ADR 22)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from otklik.correspondence.answering import gathering, repository, repository_people
from otklik.correspondence.answering.contracts import Kind, State, TalkLetter, Wanted
from otklik.correspondence.answering.links import TalkLinks, choose_page
from otklik.inbox import keeping, repository_blocks, repository_devices
from otklik.inbox.contracts import Conversation
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import NotFoundError

_LEFT: Final = frozenset({State.SENT, State.UNKNOWN, State.CLAIMED})
_AGAIN: Final = timedelta(minutes=10)
_FORGOTTEN: Final = timedelta(days=90)
"""After so long not even a new link is sent."""


class Entry(StrEnum):
    """OPEN: he may read it. ASK: he may when he says so. TAKEN: another browser has it. OVER: too late."""

    OPEN = "open"
    ASK = "ask"
    TAKEN = "taken"
    OVER = "over"


class Ticket(msgspec.Struct, frozen=True):
    """A link that is ours, with what it is about."""

    letter: TalkLetter
    conversation: Conversation
    is_over: bool
    page: str


async def read_ticket(engines: Engines, connection: Connection, mark: str, *, now: datetime) -> Ticket | None:
    """What a link's mark is for; None: nothing of ours, gone with the person, or he is blocked."""
    links = TalkLinks(engines.secrets, engines.public_url)
    letter_id = links.read_back(mark)
    letter = await repository.find_any(connection, letter_id=letter_id) if letter_id is not None else None
    if letter is None or letter.state not in _LEFT or letter.kind is Kind.NOTICE:
        return None
    try:
        row = await keeping.get_conversation(
            connection, workspace_id=letter.workspace_id, conversation_id=letter.conversation_id
        )
    except NotFoundError:
        return None
    if await repository_blocks.list_blocked(
        connection, workspace_id=letter.workspace_id, people=[row.profile_id]
    ):
        return None
    settings = await gathering.read_settings(connection, workspace_id=letter.workspace_id)
    page = await repository_people.find_last_page(
        connection, workspace_id=row.workspace_id, conversation_id=row.id
    )
    at = letter.ended_at or letter.created_at
    is_over = now - at > timedelta(days=settings.link_days)
    return Ticket(letter, row, is_over, choose_page(settings.site, page))


async def enter(
    connection: Connection,
    ticket: Ticket,
    *,
    device_id: int,
    may_read: bool,
    is_asked: bool,
    now: datetime,
) -> Entry:
    """Open the conversation to a browser that says so (`is_asked`): a program that follows links does not."""
    letter = ticket.letter
    if may_read:
        return Entry.OPEN
    if ticket.is_over:
        return Entry.OVER
    if letter.entered_by not in {None, device_id}:
        return Entry.TAKEN
    if not is_asked:
        return Entry.ASK
    workspace_id = letter.workspace_id
    if not await repository.enter(
        connection, workspace_id=workspace_id, letter_id=letter.id, device_id=device_id, at=now
    ):
        return Entry.TAKEN
    await repository_devices.open_to_device(
        connection,
        workspace_id=workspace_id,
        conversation_id=ticket.conversation.id,
        device_id=device_id,
    )
    return Entry.OPEN


async def ask_anew(connection: Connection, ticket: Ticket, *, now: datetime) -> bool:
    """Send a new link to where the letter went, and nowhere else; False: one went within minutes."""
    letter = ticket.letter
    if now - letter.created_at > _FORGOTTEN:
        return False
    known = await repository.list_letters(
        connection, workspace_id=letter.workspace_id, conversation_id=letter.conversation_id, limit=50
    )
    if any(each.kind is Kind.LINK and now - each.created_at < _AGAIN for each in known):
        return False
    row = ticket.conversation
    wanted = Wanted(row.id, Kind.LINK, row.profile_id, row.last_part, now, letter.address)
    await repository.want(connection, workspace_id=letter.workspace_id, wanted=wanted)
    return True
