"""Follows conversations and plans letters; nothing is lost with a worker.

The number up to which a workspace was looked at stands in a row, and moves with the letters it planned.
"""

from typing import Final

from otklik.correspondence.answering import deciding, repository
from otklik.correspondence.answering.contracts import Kind, Wanted
from otklik.correspondence.answering.gathering import read_crew, read_settings
from otklik.correspondence.answering.telling import KEY
from otklik.correspondence.noticing import deciding as noticing
from otklik.inbox import repository as inbox
from otklik.inbox import repository_parts
from otklik.inbox.contracts import Conversation, Happening, Part, PartKind
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

PORTION: Final = 500


async def follow(engines: Engines) -> int:
    """Look at what was said everywhere since the last look; how many portions there were."""
    async with engines.postgres.looking() as connection:
        behind = await repository.list_behind(connection)
    looked = 0
    for workspace_id in behind:
        while await follow_portion(engines, workspace_id=workspace_id):
            looked += 1
    return looked


async def follow_portion(engines: Engines, *, workspace_id: int) -> bool:
    """Plan the letters that the next changes ask for; whether there may be more."""
    async with engines.postgres.connection() as connection:
        after = await repository.take_progress(connection, workspace_id=workspace_id)
        head = await inbox.read_head(connection, workspace_id=workspace_id)
        if head < after:  # a restored backup
            await repository.move_on(connection, workspace_id=workspace_id, seq=head)
        if head <= after:
            return False
        parts = await repository_parts.changed_parts(workspace_id, after=after, limit=PORTION).ask(connection)
        is_more = len(parts) == PORTION
        await _plan(connection, workspace_id, [part for part in parts if _concerns(part)])
        await repository.move_on(
            connection,
            workspace_id=workspace_id,
            # What was said since we asked for the head is among the parts.
            seq=parts[-1].seq if is_more else max(head, *(part.seq for part in parts[-1:])),
        )
    return is_more


def _concerns(part: Part) -> bool:
    """A message, or that it is over; what letters say of themselves in a message is nothing new."""
    is_over = part.kind is PartKind.HAPPENING and part.data.get("what") == Happening.CLOSED
    return is_over or (part.kind is PartKind.MESSAGE and part.deleted_at is None and KEY not in part.data)


async def _plan(connection: Connection, workspace_id: int, said: list[Part]) -> None:
    if not said:
        return
    settings = await read_settings(connection, workspace_id=workspace_id)
    crew = await read_crew(connection, workspace_id=workspace_id)
    rows = await _list_rows(connection, workspace_id, said)
    first: dict[tuple[int, Kind, int], Wanted] = {}
    for part in said:
        row = rows.get(part.conversation_id)
        if row is None:
            continue
        for wanted in (*deciding.list_wanted(part, row, settings), *noticing.list_wanted(part, row, crew)):
            first.setdefault((wanted.conversation_id, wanted.kind, wanted.whom_id), wanted)
    for wanted in first.values():
        await repository.want(connection, workspace_id=workspace_id, wanted=wanted)


async def _list_rows(connection: Connection, workspace_id: int, said: list[Part]) -> dict[int, Conversation]:
    ids = sorted({part.conversation_id for part in said})
    found = await inbox.list_conversations(connection, workspace_id=workspace_id, conversation_ids=ids)
    return {row.id: row for row in found}
