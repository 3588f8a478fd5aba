"""How far the facts have come: which ticks were begun, whose row in `people` is up to date."""

from typing import Final

import msgspec

from otklik.events.batches import LANE_SHIFT
from otklik.infra.postgres import Postgres

NAME: Final = "facts"
TICKS: Final = "facts.ticks"
NAMES: Final = "facts.names"
"""Of the counts by name: they came later, and are counted apart."""


class Watermark(msgspec.Struct):
    """`done`: the last batch of each lane whose people are shown; `version` grows with every run."""

    version: int = 0
    done: dict[str, int] = msgspec.field(default_factory=dict)


class Progress(msgspec.Struct):
    """The last tick that was begun, the batches (first, last) of each lane in it, and those before it."""

    tick: int = 0
    claim: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)
    done: dict[str, int] = msgspec.field(default_factory=dict)


_decode = msgspec.json.Decoder(Watermark).decode
_decode_progress = msgspec.json.Decoder(Progress).decode


async def read_progress(  # all workspaces: one follower counts for everybody
    postgres: Postgres, name: str = TICKS
) -> Progress:
    """Where the ticks are."""
    async with postgres.connection() as connection:
        cursor = await connection.execute("SELECT state::text FROM watermarks WHERE name = %s", (name,))
        row = await cursor.fetchone()
    return _decode_progress(row[0]) if row else Progress()


async def save_progress(  # all workspaces: as above
    postgres: Postgres, progress: Progress, name: str = TICKS
) -> None:
    """Note that a tick begins; on disk when this returns."""
    async with postgres.connection() as connection:
        await connection.execute(
            """
            INSERT INTO watermarks (name, state) VALUES (%s, %s::jsonb)
            ON CONFLICT (name) DO UPDATE SET state = excluded.state
            """,
            (name, msgspec.json.encode(progress).decode()),
        )


async def find_first_prepared(postgres: Postgres, lane: int) -> int | None:  # all workspaces: as above
    """The first batch of a lane that is not proved to be stored; None when all are."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT min(batch) FROM prepared WHERE batch BETWEEN %s AND %s",
            (lane << LANE_SHIFT, ((lane + 1) << LANE_SHIFT) - 1),
        )
        row = await cursor.fetchone()
    return row[0] if row else None


async def take_version(postgres: Postgres) -> int:  # all workspaces: as above
    """A version above all that rows were ever written with."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            """
            INSERT INTO watermarks (name, state) VALUES (%s, '{"version": 1, "done": {}}')
            ON CONFLICT (name) DO UPDATE
                SET state = jsonb_set(watermarks.state, '{version}',
                    to_jsonb((watermarks.state ->> 'version')::bigint + 1))
            RETURNING (state ->> 'version')::bigint
            """,
            (NAME,),
        )
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def read_watermark(postgres: Postgres) -> Watermark:  # all workspaces: as above
    """Whose rows are shown."""
    async with postgres.connection() as connection:
        cursor = await connection.execute("SELECT state::text FROM watermarks WHERE name = %s", (NAME,))
        row = await cursor.fetchone()
    return _decode(row[0]) if row else Watermark()


async def save_done(postgres: Postgres, done: dict[int, int]) -> None:  # all workspaces: as above
    """Note the last batch of each lane whose people are shown."""
    text = msgspec.json.encode({str(lane): batch for lane, batch in done.items()}).decode()
    async with postgres.connection() as connection:
        await connection.execute(
            """
            INSERT INTO watermarks (name, state)
            VALUES (%(name)s, jsonb_build_object('version', 0, 'done', %(done)s::jsonb))
            ON CONFLICT (name) DO UPDATE
                SET state = jsonb_set(watermarks.state, '{done}',
                    (watermarks.state -> 'done') || %(done)s::jsonb)
            """,
            {"done": text, "name": NAME},
        )
