"""What a visitor does in his conversations."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from otklik.chat import errors, visitors
from otklik.chat.visitors import Visitor
from otklik.inbox import files, writing
from otklik.inbox.contracts import Author, Conversation, Happening, NewPart, TalkChannel
from otklik.inbox.deciding import RATED, Decision, Told
from otklik.inbox.repository import line_of
from otklik.inbox.writing import Written
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.text import clean_text
from otklik.profiles import service as profiles
from otklik.profiles.service import Edit
from otklik.workspaces import service as workspaces

MAX_COMMENT: Final = 2_000
_AUTHOR: Final = "visitor"


class Words(msgspec.Struct, frozen=True):
    """A message as the visitor's browser sends it; `conversation_id` None begins a conversation."""

    body: str
    client_key: str
    conversation_id: int | None = None
    files: tuple[int, ...] = ()
    page: dict[str, str] = {}


Begin = Callable[[Connection, NewPart], Awaitable[Written]]
"""Writes a first message in a way of its own."""


async def send_message(
    engines: Engines, *, visitor: Visitor, words: Words, begin: Begin | None = None
) -> Written:
    """Write a message; sent again under its key it is the same one.

    `begin`: for one that answers what is no conversation yet. Raises NotFoundError, InvalidError,
    ForbiddenError, UnauthorizedError.
    """
    async with engines.postgres.in_line(line_of(visitor.workspace_id)) as connection:
        found = await files.take_files(
            connection, workspace_id=visitor.workspace_id, file_ids=words.files, owner=visitor.owner
        )
        data: dict[str, Any] = {"files": found} if found else {}
        if words.page:
            data["page"] = words.page
        new = NewPart(
            visitor.author,
            clean_text(words.body, len(words.body) + 1),
            channel=TalkChannel.CHAT,
            data=data,
            client_key=visitor.key(words.client_key),
        )
        if begin is not None:
            written = await begin(connection, new)
        else:
            written = await _write(engines, connection, visitor, words, new)
        await files.attach_files(connection, written=written, file_ids=words.files)
    return written


async def _write(
    engines: Engines, connection: Connection, visitor: Visitor, words: Words, new: NewPart
) -> Written:
    workspace_id = visitor.workspace_id
    if words.conversation_id is not None:
        conversation = await visitors.open_conversation(
            connection, workspace_id=workspace_id, visitor=visitor, conversation_id=words.conversation_id
        )
        return await writing.write_part(
            engines.bus, connection, workspace_id=workspace_id, conversation_id=conversation.id, new=new
        )
    home = await visitors.keep_home(engines, connection, workspace_id=workspace_id, visitor=visitor)
    return await writing.start_conversation(
        engines.bus,
        connection,
        workspace_id=workspace_id,
        profile_id=home,
        channel=TalkChannel.CHAT,
        first=new,
        device_id=visitor.device_id if visitor.user_home is None else None,
    )


async def read_up_to(
    engines: Engines, *, workspace_id: int, visitor: Visitor, conversation_id: int, part: int
) -> Conversation:
    """Note how far he has read. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        conversation = await visitors.open_conversation(
            connection, workspace_id=workspace_id, visitor=visitor, conversation_id=conversation_id
        )
        return await writing.read_up_to(
            engines.bus,
            connection,
            workspace_id=workspace_id,
            conversation_id=conversation.id,
            reader=visitor.author,
            part=part,
        )


async def rate(
    engines: Engines, *, workspace_id: int, visitor: Visitor, conversation_id: int, score: int, comment: str
) -> Conversation:
    """Say how it was, 1 to 5; the last word counts. Raises NotFoundError, InvalidError while unanswered."""
    async with engines.postgres.connection() as connection:
        conversation = await visitors.open_conversation(
            connection, workspace_id=workspace_id, visitor=visitor, conversation_id=conversation_id
        )
        return await writing.change_conversation(
            engines.bus,
            connection,
            workspace_id=workspace_id,
            conversation_id=conversation.id,
            decide=lambda before, at: _rated(before, visitor.author, score, comment, at),
        )


def _rated(before: Conversation, author: Author, score: int, comment: str, at: datetime) -> Decision:
    if before.replied_at is None:
        raise errors.not_answered()
    words = clean_text(comment.strip(), MAX_COMMENT)
    if (before.rating, before.rating_comment) == (score, words):
        return Decision(before)
    after = replace(before, rating=score, rating_comment=words, rated_at=at)
    told = Told(Happening.RATED, {"score": score, "comment": words}, author)
    return Decision(after, (told,), (RATED,))


async def give_contact(
    engines: Engines, *, workspace_id: int, visitor: Visitor, given: dict[str, str]
) -> None:
    """Write what he says of himself on his card, as his own words: nobody is merged, nothing opens.

    Raises InvalidError.
    """
    profile = await workspaces.get_workspace_profile(engines, workspace_id)
    edits = [Edit("set", f"${name}", value.strip()) for name, value in given.items() if value.strip()]
    if not edits:
        return
    async with engines.postgres.connection() as connection:
        home = await visitors.keep_home(engines, connection, workspace_id=workspace_id, visitor=visitor)
        await profiles.edit_properties(
            connection,
            workspace_id=workspace_id,
            person_id=home,
            edits=edits,
            author=_AUTHOR,
            phone_region=profile.phone_region,
            secrets=engines.secrets,
        )


async def is_contact_known(engines: Engines, *, workspace_id: int, visitor: Visitor) -> dict[str, bool]:
    """Which of email, phone and name the card has.

    Of a browser that has joined somebody's card by a mere word nothing is told.
    """
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[visitor.profile_id])
    root = clusters[visitor.profile_id].root
    is_own = visitor.user_home is not None or root == visitor.profile_id
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=[root]) if is_own else {}
    properties = heads[root].properties if root in heads else {}
    return {name: bool(properties.get(f"${name}")) for name in ("email", "phone", "name")}
