"""Notices, sent ones too: they are arguments of jobs, which are kept for days, in PostgreSQL."""

from collections.abc import Sequence
from typing import Final

from otklik.infra.postgres import Connection
from otklik.push.service import SEND_JOB

_OF: Final = """task_name = %(task)s AND (args->>'workspace_id')::bigint = %(workspace)s
    AND (%(homes)s::bigint[] IS NULL OR (args->>'home')::bigint = ANY(%(homes)s))"""


async def delete_notices(connection: Connection, *, workspace_id: int, homes: Sequence[int] | None) -> int:
    """Delete the notices about these homes, or all; how many are left because they are being sent."""
    values = {
        "task": SEND_JOB,
        "workspace": workspace_id,
        "homes": None if homes is None else list(homes),
    }
    await connection.execute(
        f"DELETE FROM procrastinate_jobs WHERE {_OF} AND status <> 'doing'".encode(),  # noqa: S608 - constants
        values,
    )
    cursor = await connection.execute(
        f"SELECT count(*) FROM procrastinate_jobs WHERE {_OF}".encode(),  # noqa: S608 - constants
        values,
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
