"""Conversations and parts as Carrot Quest's Web API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from otklik.inbox.contracts import Author, AuthorKind, Conversation, ConversationStatus, Part, PartKind
from otklik.inbox.files_links import with_links
from otklik.infra.secrets import Secrets
from otklik.intake.carrotquest_calls import is_true
from otklik.kit.clock import to_ms

_OURS: Final = frozenset({AuthorKind.OPERATOR, AuthorKind.BOT, AuthorKind.SYSTEM})


def show_conversation(row: Conversation, given: Mapping[str, Any]) -> dict[str, Any]:
    """A conversation."""
    return {
        "id": _id(row.id, given),
        "created": _seconds(row.started_at),
        "last_update": _seconds(row.last_at),
        "user": {"id": _id(row.profile_id, given)},
        "assignee": None if row.assignee is None else {"id": _id(row.assignee, given)},
        "tags": list(row.tags),
        "closed": row.status is ConversationStatus.CLOSED,
        "read": row.visitor_read >= row.answer_part,
        "type": row.channel,
        "subject": row.subject,
        "part_last": {"id": _id(row.last_part, given), "body": row.preview, "created": _seconds(row.last_at)},
    }


def show_part(part: Part, row: Conversation, given: Mapping[str, Any], *, secrets: Secrets) -> dict[str, Any]:
    """A part of a conversation."""
    data = with_links(secrets, workspace_id=row.workspace_id, data=part.data)
    is_ours = part.author.kind in _OURS
    return {
        "id": _id(part.id, given),
        "conversation": _id(part.conversation_id, given),
        "created": _seconds(part.at),
        "type": _type(part),
        "direction": "a2u" if is_ours else "u2a",
        "body": part.body,
        "from": _sender(part.author, given),
        "read": part.id <= (row.visitor_read if is_ours else row.operators_read),
        "sent_via": part.channel,
        "attachments": [
            {"id": each["id"], "filename": each["name"], "size": each["size"], "url": each["url"]}
            for each in data.get("files", ())
        ],
    }


def _type(part: Part) -> str:
    if part.kind is PartKind.HAPPENING:
        return str(part.data.get("what", ""))
    if part.kind is PartKind.NOTE:
        return "note"
    return "reply_user" if part.author.kind is AuthorKind.VISITOR else "reply_admin"


def _sender(author: Author, given: Mapping[str, Any]) -> dict[str, Any]:
    kind = "user" if author.kind is AuthorKind.VISITOR else "admin"
    return {"type": kind, "id": None if author.id is None else _id(author.id, given)}


def _seconds(at: datetime) -> int:
    return to_ms(at) // 1000


def _id(number: int, given: Mapping[str, Any]) -> int | str:
    return str(number) if is_true(given.get("id_as_string")) else number
