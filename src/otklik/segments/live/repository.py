"""Members, dues, progress and counts, written by the follower alone.

Only one follower counts the steps on (`take_step`); what another one wrote since is noticed there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.infra.postgres import Connection, Postgres

STEPS: Final = -1
MOMENT: Final = -2
LANES: Final = (PIPELINE_LANE, API_LANE)


class Progress(msgspec.Struct, frozen=True):
    """How far the follower is: the last batch of each lane, the number and the moment of its last step."""

    done: Mapping[int, int]
    step: int = 0
    moment_ms: int = 0


class StepLostError(Exception):
    """Another follower works, or what the step was made from has changed; read everything anew."""


async def read_progress(postgres: Postgres) -> Progress | None:  # all workspaces: one follower for all
    """Where the follower is; None when it has never worked."""
    async with postgres.connection() as connection:
        cursor = await connection.execute("SELECT lane, batch FROM segment_progress")
        rows = {row[0]: row[1] for row in await cursor.fetchall()}
    if not rows:
        return None
    done = {lane: rows.get(lane, lane << LANE_SHIFT) for lane in LANES}
    return Progress(done=done, step=rows.get(STEPS, 0), moment_ms=rows.get(MOMENT, 0))


async def take_step(connection: Connection, *, progress: Progress) -> None:  # all workspaces: as above
    """Count on from the step of `progress`, to be called first; raises StepLostError when that was another.

    The row stays locked until the transaction ends.
    """
    cursor = await connection.execute(
        """
        INSERT INTO segment_progress AS p (lane, batch) VALUES (%s, %s)
        ON CONFLICT (lane) DO UPDATE SET batch = excluded.batch WHERE p.batch = excluded.batch - 1
        """,
        (STEPS, progress.step + 1),
    )
    if cursor.rowcount != 1:
        raise StepLostError("another follower has made this step")


async def save_progress(connection: Connection, *, progress: Progress) -> None:  # all workspaces: as above
    """Note how far the step came."""
    rows = {**progress.done, MOMENT: progress.moment_ms}
    await connection.execute(
        """
        INSERT INTO segment_progress (lane, batch) SELECT * FROM unnest(%s::int[], %s::bigint[])
        ON CONFLICT (lane) DO UPDATE SET batch = excluded.batch
        """,
        (list(rows), list(rows.values())),
    )


async def list_due(  # all workspaces: as above
    postgres: Postgres, *, now_ms: int, limit: int
) -> dict[int, set[int]]:
    """People whose time has come, the longest overdue first, by workspace."""
    async with postgres.looking() as connection:
        cursor = await connection.execute(
            "SELECT workspace_id, person FROM segment_dues WHERE due_ms <= %s ORDER BY due_ms LIMIT %s",
            (now_ms, limit),
        )
        found: dict[int, set[int]] = {}
        for workspace_id, person in await cursor.fetchall():
            found.setdefault(workspace_id, set()).add(person)
    return found


async def find_next_due(postgres: Postgres) -> int | None:  # all workspaces: as above
    """The earliest moment at which somebody must be looked at."""
    async with postgres.looking() as connection:
        cursor = await connection.execute("SELECT min(due_ms) FROM segment_dues")
        row = await cursor.fetchone()
    return row[0] if row else None


async def read_members(
    connection: Connection, *, workspace_id: int, homes: Sequence[int]
) -> dict[int, list[int]]:
    """The rows of these homes."""
    cursor = await connection.execute(
        "SELECT person, segments FROM segment_members WHERE workspace_id = %s AND person = ANY(%s::bigint[])",
        (workspace_id, list(homes)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def list_members_between(
    postgres: Postgres, *, workspace_id: int, segments: Sequence[int], first: int, last: int
) -> list[int]:
    """People in any of these segments whose ids lie from `first` to `last`."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            """
            SELECT person FROM segment_members
            WHERE workspace_id = %s AND person BETWEEN %s AND %s AND segments && %s::bigint[]
            """,
            (workspace_id, first, last, list(segments)),
        )
        return [row[0] for row in await cursor.fetchall()]


async def list_some(connection: Connection, *, workspace_id: int, segment_id: int, limit: int) -> list[int]:
    """Some people of a segment, whoever comes first."""
    cursor = await connection.execute(
        "SELECT person FROM segment_members WHERE workspace_id = %s AND segments && %s::bigint[] LIMIT %s",
        (workspace_id, [segment_id], limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def list_unknown(postgres: Postgres, *, workspace_id: int, homes: Sequence[int]) -> list[int]:
    """Those of `homes` that have no row."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            """
            SELECT asked.person FROM unnest(%s::bigint[]) AS asked(person)
            LEFT JOIN segment_members m ON m.workspace_id = %s AND m.person = asked.person
            WHERE m.person IS NULL
            """,
            (list(homes), workspace_id),
        )
        return [row[0] for row in await cursor.fetchall()]


async def write_members(
    connection: Connection, *, workspace_id: int, rows: Mapping[int, Iterable[int]]
) -> None:
    """Write the rows of these people."""
    if not rows:
        return
    await connection.execute(
        """
        INSERT INTO segment_members (workspace_id, person, segments)
        SELECT %s, n.person, n.segments::bigint[] FROM unnest(%s::bigint[], %s::text[]) AS n(person, segments)
        ON CONFLICT (workspace_id, person) DO UPDATE SET segments = excluded.segments
        """,
        (workspace_id, list(rows), ["{" + ",".join(map(str, ids)) + "}" for ids in rows.values()]),
    )


async def delete_members(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Forget the rows of these people."""
    if people:
        await connection.execute(
            "DELETE FROM segment_members WHERE workspace_id = %s AND person = ANY(%s::bigint[])",
            (workspace_id, list(people)),
        )


async def read_dues(connection: Connection, *, workspace_id: int, homes: Sequence[int]) -> dict[int, int]:
    """When these homes are due."""
    cursor = await connection.execute(
        "SELECT person, due_ms FROM segment_dues WHERE workspace_id = %s AND person = ANY(%s::bigint[])",
        (workspace_id, list(homes)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def write_dues(connection: Connection, *, workspace_id: int, dues: Mapping[int, int]) -> None:
    """Say when these people are due."""
    if dues:
        await connection.execute(
            """
            INSERT INTO segment_dues (workspace_id, person, due_ms)
            SELECT %s, n.person, n.due_ms FROM unnest(%s::bigint[], %s::bigint[]) AS n(person, due_ms)
            ON CONFLICT (workspace_id, person) DO UPDATE SET due_ms = excluded.due_ms
            """,
            (workspace_id, list(dues), list(dues.values())),
        )


async def delete_dues(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """These people need not be looked at before something happens."""
    if people:
        await connection.execute(
            "DELETE FROM segment_dues WHERE workspace_id = %s AND person = ANY(%s::bigint[])",
            (workspace_id, list(people)),
        )
