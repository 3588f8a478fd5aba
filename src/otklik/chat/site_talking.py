"""Answers to messages of the page: a conversation that begins with what was said (docs/adr/0019)."""

from collections.abc import Mapping
from typing import Any, Final

from otklik.chat import visitors
from otklik.chat.showing import FROM
from otklik.chat.visitors import Visitor
from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart, TalkChannel
from otklik.inbox.writing import Written
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Send

SEND: Final = "send"
MAX_WORDS: Final = 5_000
_SAID: Final = frozenset({"title", "text", "code"})


async def begin_conversation(
    engines: Engines,
    connection: Connection,
    *,
    visitor: Visitor,
    send: Send,
    content: Mapping[str, Any],
    answer: NewPart,
    page_id: str | None = None,
) -> Written:
    """Begin the conversation of a send with its words and this answer, or add the answer to it.

    In the caller's transaction; the same answer again, by its key, is the same one. Raises ForbiddenError,
    InvalidError.
    """
    home = await visitors.keep_home(engines, connection, workspace_id=visitor.workspace_id, visitor=visitor)
    member = content.get(FROM)
    first = NewPart(
        Author(AuthorKind.BOT),
        find_words(content, page_id) or "…",
        channel=TalkChannel.CHAT,
        data={SEND: send.id} | ({FROM: member} if member is not None else {}),
        client_key=f"send:{send.id}",
    )
    begun = await writing.start_conversation(
        engines.bus,
        connection,
        workspace_id=visitor.workspace_id,
        profile_id=home,
        channel=TalkChannel.CHAT,
        first=first,
        device_id=visitor.device_id if visitor.user_home is None else None,
    )
    return await writing.write_part(
        engines.bus,
        connection,
        workspace_id=visitor.workspace_id,
        conversation_id=begun.conversation.id,
        new=answer,
    )


def find_words(content: Mapping[str, Any], page_id: str | None) -> str:
    """What a message said, as plain text; of a popup the words of the page that was answered."""
    if "pages" not in content:
        return str(content.get("text", ""))[:MAX_WORDS]
    pages = [page for page in content["pages"] if page_id in {None, page["id"]}]
    said = [str(block["text"]) for page in pages for block in page["blocks"] if block["kind"] in _SAID]
    return "\n\n".join(words for words in said if words.strip())[:MAX_WORDS]
