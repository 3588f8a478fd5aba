"""Answers to letters of messages: the conversation begins with what the letter said."""

from typing import Final

from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, Conversation, NewPart, TalkChannel
from otklik.inbox.keeping import get_conversation, now
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.letters.plain import write_plain
from otklik.messaging import rendering, repository
from otklik.messaging.channels.contracts import Delivery
from otklik.messaging.channels.email import EmailChannel
from otklik.messaging.contracts import Send

SEND: Final = "send"
_MOST_WORDS: Final = 5_000
_NOTHING: Final = "…"


async def begin(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    send_id: int,
    conversation_id: int | None,
) -> Conversation | None:
    """The conversation of a send, begun now if there is none; None: the send is gone."""
    if conversation_id is not None:
        return await get_conversation(connection, workspace_id=workspace_id, conversation_id=conversation_id)
    send = await repository.find_send(connection, workspace_id=workspace_id, send_id=send_id)
    if send is None:
        return None
    subject, words = await _render(engines, connection, send)
    first = NewPart(
        Author(AuthorKind.BOT),
        words[:_MOST_WORDS] or subject or _NOTHING,
        channel=TalkChannel.EMAIL,
        data={SEND: send.id, "mail": {"subject": subject}},
        client_key=f"{SEND}:{send.id}",
    )
    begun = await writing.start_conversation(
        engines.bus,
        connection,
        workspace_id=workspace_id,
        profile_id=send.profile_id,
        channel=TalkChannel.EMAIL,
        first=first,
        subject=subject,
        device_id=writing.NO_DEVICE,
    )
    return begun.conversation


async def _render(engines: Engines, connection: Connection, send: Send) -> tuple[str, str]:
    """(subject, words) of a letter, as its templates give them today; empty where they do not."""
    medium = EmailChannel(engines, None)
    (made,) = await rendering.prepare(engines, connection, medium, [send], now=now())
    if not isinstance(made, Delivery):
        return "", ""
    content = made.content
    return str(content.get("subject", "")), str(content.get("text") or write_plain(content.get("html") or ""))
