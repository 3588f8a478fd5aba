"""Rehearsals as rows: asked for, being done, what came of them; in PostgreSQL."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.automation.rehearsing.contracts import Rehearsal
from otklik.infra.postgres import Connection

MAX_TRIES: Final = 3
LEASE_S: Final = 120
_NAMES: Final = Rehearsal.__struct_fields__
_COLUMNS: Final = ", ".join("result::text" if name == "result" else name for name in _NAMES)


async def insert_rehearsal(
    connection: Connection, *, workspace_id: int, scenario_id: int, version_id: int, days: int, author: str
) -> int:
    """Ask for one; its id. Those of the scenario over the last twenty are forgotten."""
    cursor = await connection.execute(
        "INSERT INTO rehearsals (workspace_id, scenario_id, version_id, days, created_by)"
        " VALUES (%s, %s, %s, %s, %s) RETURNING id",
        (workspace_id, scenario_id, version_id, days, author),
    )
    row = await cursor.fetchone()
    await connection.execute(
        """
        DELETE FROM rehearsals WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s AND id <= (
            SELECT id FROM rehearsals WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s
            ORDER BY id DESC OFFSET 20 LIMIT 1)
        """,
        {"workspace": workspace_id, "scenario": scenario_id},
    )
    return int(row[0]) if row else 0


async def count_open(connection: Connection, *, workspace_id: int) -> int:
    """How many are asked for and not over."""
    cursor = await connection.execute(
        "SELECT count(*) FROM rehearsals WHERE workspace_id = %s AND state IN ('waiting', 'running')",
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def list_rehearsals(
    connection: Connection, *, workspace_id: int, scenario_id: int, rehearsal_id: int | None = None
) -> list[Rehearsal]:
    """Those of a scenario, the latest first, or one of them."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM rehearsals WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s
            AND (%(id)s::bigint IS NULL OR id = %(id)s) ORDER BY id DESC LIMIT 20
        """,  # noqa: S608 - our own names
        {"workspace": workspace_id, "scenario": scenario_id, "id": rehearsal_id},
    )
    return [_rehearsal(row) for row in await cursor.fetchall()]


async def take_next(connection: Connection) -> Rehearsal | None:  # all workspaces: one queue
    """Take the one asked for first, or one whose worker is gone; for as long as the lease."""
    cursor = await connection.execute(
        f"""
        UPDATE rehearsals SET state = 'running', tries = tries + 1, progress = 0,
            lease_until = now() + make_interval(secs => {LEASE_S})
        WHERE id = (SELECT id FROM rehearsals WHERE tries < {MAX_TRIES}
            AND (state = 'waiting' OR (state = 'running' AND lease_until < now()))
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING {_COLUMNS}
        """  # noqa: S608 - numbers and names of this module
    )
    row = await cursor.fetchone()
    return _rehearsal(row) if row else None


async def give_up(connection: Connection) -> None:  # all workspaces: as take_next
    """Those that killed their workers too often have failed."""
    await connection.execute(
        f"""
        UPDATE rehearsals SET state = 'failed', error = 'it was begun too often', ended_at = now()
        WHERE state = 'running' AND lease_until < now() AND tries >= {MAX_TRIES}
        """  # noqa: S608 - a number of this module
    )


async def note_progress(  # all workspaces: one that the caller has taken
    connection: Connection, *, rehearsal: Rehearsal, progress: float
) -> None:
    """How far it is; the lease goes on."""
    await connection.execute(
        f"""
        UPDATE rehearsals SET progress = %s, lease_until = now() + make_interval(secs => {LEASE_S})
        WHERE workspace_id = %s AND id = %s AND state = 'running'
        """,  # noqa: S608 - a number of this module
        (progress, rehearsal.workspace_id, rehearsal.id),
    )


async def finish(  # all workspaces: as above
    connection: Connection,
    *,
    rehearsal: Rehearsal,
    result: dict[str, Any] | None,
    people: Sequence[int] = (),
    error: str = "",
) -> None:
    """Keep what came of it, or why nothing did; `people`: who is named in it."""
    await connection.execute(
        """
        UPDATE rehearsals SET state = %s, progress = 1, result = %s::jsonb, people = %s, error = %s,
            ended_at = now(), lease_until = NULL WHERE workspace_id = %s AND id = %s AND state = 'running'
        """,
        (
            "failed" if result is None else "done",
            msgspec.json.encode(result).decode() if result is not None else None,
            list(people),
            error[:300],
            rehearsal.workspace_id,
            rehearsal.id,
        ),
    )


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Forget rehearsals that name one of these homes."""
    await connection.execute(
        "DELETE FROM rehearsals WHERE workspace_id = %s AND people && %s::bigint[]",
        (workspace_id, list(people)),
    )


def _rehearsal(row: Sequence[Any]) -> Rehearsal:
    values = dict(zip(_NAMES, row, strict=True))
    if values["result"] is not None:
        values["result"] = msgspec.json.decode(values["result"])
    return msgspec.convert(values, Rehearsal)
