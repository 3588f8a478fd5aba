"""Who comes back by the link of a letter (docs/adr/0022-with-chat.md)."""

from typing import Any

from otklik.chat import errors, visitors
from otklik.chat.bodies import Enter
from otklik.chat.visitors import Visitor
from otklik.correspondence.answering import entering, service
from otklik.correspondence.answering.entering import Entry, Ticket
from otklik.inbox.keeping import now
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import NotFoundError


async def enter(engines: Engines, *, visitor: Visitor, asked: Enter) -> dict[str, Any]:
    """`{state, conversation_id?}`: whether the conversation of a link is open to this browser now.

    Raises NotFoundError for a link that is none, another workspace's, or of a conversation that is gone.
    """
    async with engines.postgres.connection() as connection:
        ticket = await entering.read_ticket(engines, connection, asked.ticket, now=now())
        if ticket is None or ticket.letter.workspace_id != visitor.workspace_id:
            raise errors.no_message()
        if asked.anew:
            is_sent = await entering.ask_anew(connection, ticket, now=now())
            await service.wake(engines, connection, workspace_id=visitor.workspace_id)
            return {"state": "sent" if is_sent else "wait"}
        entry = await entering.enter(
            connection,
            ticket,
            device_id=visitor.device_id,
            may_read=await _may_read(connection, visitor, ticket),
            is_asked=asked.asked,
            now=now(),
        )
    return {"state": entry.value, "conversation_id": ticket.conversation.id if entry is Entry.OPEN else None}


async def _may_read(connection: Connection, visitor: Visitor, ticket: Ticket) -> bool:
    try:
        await visitors.open_conversation(
            connection,
            workspace_id=visitor.workspace_id,
            visitor=visitor,
            conversation_id=ticket.conversation.id,
        )
    except NotFoundError:
        return False
    return True
