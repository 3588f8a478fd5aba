"""Taking a mark off everybody when its tag or list is deleted: a portion now, the rest as a job.

Nothing is told by events: nobody left the list, the list went. Conditions follow, for each gets a word; what
was so in the past stays so.
"""

from typing import Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import repository_lists, repository_marks, repository_tags
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.editing import in_transaction
from otklik.profiles.marking import unmark_homes
from otklik.workspaces.models import Session

JOB: Final = "profiles.unmark"
PORTION: Final = 2_000


def register_unmarking(engines: Engines) -> None:
    """Say what the job does, once a worker process."""

    async def unmark(workspace_id: int, kind: str, key: str, author: str) -> None:
        is_more = True
        while is_more:

            async def work(_session: Session, connection: Connection) -> bool:
                return await unmark_some(
                    connection, workspace_id=workspace_id, kind=MarkKind(kind), key=key, author=author
                )

            is_more = await in_transaction(engines, work)

    engines.jobs.register(JOB, unmark, attempts=10)


async def start_unmarking(
    engines: Engines, connection: Connection, *, workspace_id: int, kind: MarkKind, key: str, author: str
) -> None:
    """Take the mark off a portion in the caller's transaction, and enqueue the rest if there is one."""
    if await unmark_some(connection, workspace_id=workspace_id, kind=kind, key=key, author=author):
        await engines.jobs.enqueue(
            JOB, within=connection, workspace_id=workspace_id, kind=kind.value, key=key, author=author
        )


async def unmark_some(
    connection: Connection, *, workspace_id: int, kind: MarkKind, key: str, author: str
) -> bool:
    """Take the mark off a portion of homes; whether there are more. At the end its name is forgotten."""
    homes = await repository_marks.list_carriers(
        connection, workspace_id=workspace_id, kind=kind, key=key, limit=PORTION
    )
    if homes:
        await unmark_homes(
            connection, workspace_id=workspace_id, homes=homes, kind=kind, key=key, author=author
        )
    if len(homes) == PORTION:
        return True
    if kind is MarkKind.TAG:
        await repository_tags.remove_tag(connection, workspace_id=workspace_id, tag=key)
    else:
        await repository_lists.remove_list(connection, workspace_id=workspace_id, list_id=int(key))
    return False
