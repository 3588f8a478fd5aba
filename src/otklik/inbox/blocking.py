"""Whose messages the team does not take; the card and his conversations tell of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from otklik.events.shipping import ship_rows
from otklik.inbox import repository, repository_blocks, repository_lists, writing
from otklik.inbox.contracts import Author, Conversation, Happening
from otklik.inbox.deciding import Decision, Told
from otklik.inbox.repository_lists import View
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent

BANNED: Final = "$user_banned"
UNBANNED: Final = "$user_unbanned"
_TOLD: Final = 20
"""Conversations that tell of it, the last ones."""


async def set_blocked(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    homes: Sequence[int],
    author: Author,
    is_blocked: bool,
) -> bool:
    """Take no messages of these homes (the root first) any more, or again; False when it was so already."""
    await repository.take_numbers(connection, workspace_id=workspace_id)  # first of all: as every writer
    known = await repository_blocks.list_blocked(connection, workspace_id=workspace_id, people=homes)
    if is_blocked == (known >= set(homes)) and (is_blocked or not known):
        return False
    if is_blocked:
        await repository_blocks.block(connection, workspace_id=workspace_id, people=homes, author=author.text)
    else:
        await repository_blocks.unblock(connection, workspace_id=workspace_id, people=homes)
    await _tell_card(connection, workspace_id, homes[0], author, is_blocked=is_blocked)
    told = Told(Happening.BLOCKED if is_blocked else Happening.UNBLOCKED, {}, author)

    def decide(before: Conversation, _at: datetime) -> Decision:
        return Decision(before, (told,))

    last = await repository_lists.list_page(
        connection,
        workspace_id=workspace_id,
        view=View(profile_ids=tuple(homes)),
        before=None,
        limit=_TOLD,
    )
    for row in last:
        await writing.change_conversation(
            bus, connection, workspace_id=workspace_id, conversation_id=row.id, decide=decide
        )
    return True


async def _tell_card(
    connection: Connection, workspace_id: int, home: int, author: Author, *, is_blocked: bool
) -> None:
    position = await profiles.next_position(connection)
    name = BANNED if is_blocked else UNBANNED
    event = SystemEvent(workspace_id, home, name, clock.now_ms(), position + 1, {"author": author.text})
    await ship_rows(connection, {}, [event])
