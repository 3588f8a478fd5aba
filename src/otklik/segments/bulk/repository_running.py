"""What the worker of bulk actions reads over all workspaces, and what is left of those who are gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from otklik.infra.postgres import Connection

LEASE: Final = 0x6F746B11
"""Advisory lock: one worker at a time steps bulk actions on."""


# all workspaces: one lease
async def take_lease(connection: Connection) -> bool:
    """Become the one who steps actions on, for as long as the connection lives; False when there is one."""
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (LEASE,))
    row = await cursor.fetchone()
    return bool(row and row[0])


# all workspaces: one lease
async def give_lease(connection: Connection) -> None:
    """Let another worker do it."""
    await connection.execute("SELECT pg_advisory_unlock(%s)", (LEASE,))


# all workspaces: the queue is one, and the row names its workspace
async def find_next(connection: Connection) -> tuple[int, int] | None:
    """(workspace, action) of the open one stepped on longest ago, so that none holds up the others."""
    cursor = await connection.execute(
        """
        SELECT workspace_id, id FROM bulk_actions WHERE status IN ('pending', 'collecting', 'running')
        ORDER BY stepped_at, id LIMIT 1
        """
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def note_try(connection: Connection, *, workspace_id: int, action_id: int) -> int:
    """Note that a step failed and let the others go first; how often the step failed by now."""
    cursor = await connection.execute(
        """
        UPDATE bulk_actions SET tries = tries + 1, stepped_at = clock_timestamp()
        WHERE workspace_id = %s AND id = %s RETURNING tries
        """,
        (workspace_id, action_id),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


# all workspaces: housekeeping
async def list_over(connection: Connection, *, before: datetime) -> list[tuple[int, int, str, int]]:
    """(workspace, action, kind, portions done) of those that ended before and keep their people.

    A file that was not finished is of no use to anybody at once.
    """
    cursor = await connection.execute(
        """
        SELECT a.workspace_id, a.id, a.kind, a.portion FROM bulk_actions a
        WHERE (a.finished_at < %s OR a.status IN ('cancelled', 'failed') AND a.kind = 'export') AND EXISTS (
            SELECT FROM bulk_action_people p WHERE p.workspace_id = a.workspace_id AND p.action_id = a.id)
        ORDER BY a.finished_at LIMIT 100
        """,
        (before,),
    )
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def list_written(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> list[tuple[int, int]]:
    """(action, portion) of files that may hold any of `people`; one more than was told to be written."""
    cursor = await connection.execute(
        """
        SELECT p.action_id, p.portion FROM bulk_action_people p
        JOIN bulk_actions a ON a.workspace_id = p.workspace_id AND a.id = p.action_id
        WHERE p.workspace_id = %s AND p.members && %s::bigint[] AND a.kind = 'export'
            AND p.portion <= a.portion + 1
        """,
        (workspace_id, list(people)),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def remove_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Take `people` out of every set that is kept."""
    await connection.execute(
        """
        UPDATE bulk_action_people SET
            members = array(SELECT m FROM unnest(members) AS m WHERE m <> ALL(%(people)s::bigint[])),
            changed = array(SELECT m FROM unnest(changed) AS m WHERE m <> ALL(%(people)s::bigint[]))
        WHERE workspace_id = %(workspace_id)s AND members && %(people)s::bigint[]
        """,
        {"workspace_id": workspace_id, "people": list(people)},
    )


async def count_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> int:
    """How many portions still name any of `people`."""
    cursor = await connection.execute(
        "SELECT count(*) FROM bulk_action_people WHERE workspace_id = %s AND members && %s::bigint[]",
        (workspace_id, list(people)),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
