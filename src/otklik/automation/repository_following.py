"""How far entries have been looked for. One follower works at a time; another one's step is noticed here."""

from collections.abc import Mapping
from typing import Final

import msgspec

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.infra.postgres import Connection, Postgres

STEPS: Final = -1
LANES: Final = (PIPELINE_LANE, API_LANE)


class Progress(msgspec.Struct, frozen=True):
    """The last batch of each lane that is done, and the number of the follower's last step."""

    done: Mapping[int, int]
    step: int = 0


class StepLostError(Exception):
    """Another follower works; read everything anew."""


async def read_progress(postgres: Postgres) -> Progress | None:  # all workspaces: one follower for all
    """Where the follower is; None when it has never worked."""
    async with postgres.connection() as connection:
        cursor = await connection.execute("SELECT lane, batch FROM scenario_progress")
        rows = {row[0]: row[1] for row in await cursor.fetchall()}
    if not rows:
        return None
    return Progress({lane: rows.get(lane, lane << LANE_SHIFT) for lane in LANES}, rows.get(STEPS, 0))


async def take_step(connection: Connection, *, progress: Progress) -> None:  # all workspaces: as above
    """Count on from the step of `progress`, to be called first; raises StepLostError if that was another."""
    cursor = await connection.execute(
        """
        INSERT INTO scenario_progress AS p (lane, batch) VALUES (%s, %s)
        ON CONFLICT (lane) DO UPDATE SET batch = excluded.batch WHERE p.batch = excluded.batch - 1
        """,
        (STEPS, progress.step + 1),
    )
    if cursor.rowcount != 1:
        raise StepLostError("another follower has made this step")


async def save_progress(
    connection: Connection, *, done: Mapping[int, int]
) -> None:  # all workspaces: as above
    """Note how far the step came."""
    await connection.execute(
        """
        INSERT INTO scenario_progress (lane, batch) SELECT * FROM unnest(%s::int[], %s::bigint[])
        ON CONFLICT (lane) DO UPDATE SET batch = excluded.batch
        """,
        (list(done), list(done.values())),
    )
