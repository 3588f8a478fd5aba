"""Conversations as their visitor sees them: messages only, and of the team no more than names."""

from collections.abc import Sequence
from typing import Any, Final

from otklik.chat.team import Desk
from otklik.chat.visitors import Visitor
from otklik.inbox.contracts import Author, AuthorKind, Conversation, ConversationStatus, Part
from otklik.inbox.files_links import with_links
from otklik.infra.secrets import Secrets
from otklik.kit.clock import format_ms, to_ms
from otklik.routing.contracts import AUTO

FROM: Final = "from"
"""In the data of a message that a scenario said: the member in whose name."""
_NOBODY: Final = {"kind": None, "name": "", "picture": None}


def show_conversation(row: Conversation, *, desk: Desk) -> dict[str, Any]:
    """A conversation. Put off is the team's matter: to him it is open."""
    return {
        "id": row.id,
        "seq": row.seq,
        "status": ConversationStatus.CLOSED
        if row.status is ConversationStatus.CLOSED
        else ConversationStatus.OPEN,
        "last_part": row.last_part,
        "last_at": format_ms(to_ms(row.last_at)),
        "last_author": _last_author(row.last_author, desk),
        "preview": row.preview,
        "answer_part": row.answer_part,
        "visitor_read": row.visitor_read,
        "operators_read": row.operators_read,
        "rating": row.rating,
        "asks_rating": row.status is ConversationStatus.CLOSED
        and row.asked_at is not None
        and row.rating is None,
        "deleted_at": None if row.deleted_at is None else format_ms(to_ms(row.deleted_at)),
    }


def show_part(part: Part, *, desk: Desk, visitor: Visitor, secrets: Secrets) -> dict[str, Any]:
    """A message; `client_key` of those that this browser sent."""
    data = with_links(secrets, workspace_id=visitor.workspace_id, data=part.data)
    return {
        "id": part.id,
        "seq": part.seq,
        "conversation_id": part.conversation_id,
        "kind": part.kind,
        "author": _author(_speaker(part), desk),
        "channel": part.channel,
        "body": part.body,
        "data": {"files": data.get("files", [])},
        "auto": data.get(AUTO),
        "client_key": visitor.own_key(part.client_key),
        "at": format_ms(to_ms(part.at)),
        "edited_at": None if part.edited_at is None else format_ms(to_ms(part.edited_at)),
        "deleted_at": None if part.deleted_at is None else format_ms(to_ms(part.deleted_at)),
    }


def show_changes(
    after: int,
    seq: int,
    conversations: Sequence[Conversation],
    parts: Sequence[Part],
    *,
    desk: Desk,
    visitor: Visitor,
    secrets: Secrets,
) -> dict[str, Any]:
    """What a client lays over what it holds."""
    return {
        "type": "changes",
        "after": after,
        "seq": seq,
        "conversations": [show_conversation(row, desk=desk) for row in conversations],
        "parts": [show_part(part, desk=desk, visitor=visitor, secrets=secrets) for part in parts],
    }


def _speaker(part: Part) -> Author:
    """Who speaks to him: of a message that a scenario said in somebody's name, that member."""
    member = part.data.get(FROM)
    if part.author.kind is AuthorKind.BOT and isinstance(member, int):
        return Author(AuthorKind.OPERATOR, member)
    return part.author


def _author(author: Author, desk: Desk) -> dict[str, Any]:
    shown = {**_NOBODY, "kind": author.kind}
    if author.kind is not AuthorKind.OPERATOR or not desk.settings.shows_operators:
        return shown
    known = desk.find_operator(author.id)
    return {
        **shown,
        **({} if known is None else {"name": known.name, "picture": known.picture}),
        "id": author.id,
    }


def _last_author(text: str, desk: Desk) -> dict[str, Any]:
    kind, _, number = text.partition(":")
    if kind not in {each.value for each in AuthorKind}:
        return dict(_NOBODY)
    return _author(Author(AuthorKind(kind), int(number) if number.isdigit() else None), desk)
