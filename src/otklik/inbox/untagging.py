"""A tag that the workspace has no more leaves conversations too: a portion a transaction, as a job.

Nothing is told in them: nobody took it off, the tag went.
"""

from typing import Final

from otklik.inbox import repository, repository_tags
from otklik.inbox.keeping import TOPIC
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection

JOB: Final = "inbox.untag"
_PORTION: Final = 500


async def start_untagging(engines: Engines, connection: Connection, workspace_id: int, tag: str) -> None:
    """Enqueue it with the deletion of the tag, if a conversation carries it."""
    if await repository_tags.list_tagged(connection, workspace_id=workspace_id, tag=tag, limit=1):
        await engines.jobs.enqueue(JOB, within=connection, workspace_id=workspace_id, tag=tag)


def register_jobs(engines: Engines) -> None:
    """Say what the job does, once a worker process."""

    async def untag(workspace_id: int, tag: str) -> None:
        while await untag_some(engines, workspace_id=workspace_id, tag=tag) == _PORTION:
            continue

    engines.jobs.register(JOB, untag, attempts=10)


async def untag_some(engines: Engines, *, workspace_id: int, tag: str) -> int:
    """Take a tag off a portion of conversations, each under a new number; how many there were."""
    async with engines.postgres.connection() as connection:
        first = await repository.take_numbers(connection, workspace_id=workspace_id)
        found = await repository_tags.list_tagged(
            connection, workspace_id=workspace_id, tag=tag, limit=_PORTION
        )
        if len(found) > 1:
            await repository.take_numbers(connection, workspace_id=workspace_id, count=len(found) - 1)
        await repository_tags.remove_tag(
            connection, workspace_id=workspace_id, tag=tag, conversation_ids=found, first=first
        )
        seq = first + max(0, len(found) - 1)
        await engines.bus.publish(TOPIC, f"{workspace_id} {seq}", connection=connection)
    return len(found)
