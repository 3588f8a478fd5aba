"""How far the facts have come: the watermark."""

from typing import Final

import msgspec

from otklik.infra.postgres import Postgres

NAME: Final = "facts"


class Watermark(msgspec.Struct):
    """`done`: the last batch of each lane whose people are counted; `version` grows with every run."""

    version: int = 0
    done: dict[str, int] = msgspec.field(default_factory=dict)


_decode = msgspec.json.Decoder(Watermark).decode


async def take_version(postgres: Postgres) -> int:  # all workspaces: one follower counts for everybody
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
    """Where the follower is."""
    async with postgres.connection() as connection:
        cursor = await connection.execute("SELECT state::text FROM watermarks WHERE name = %s", (NAME,))
        row = await cursor.fetchone()
    return _decode(row[0]) if row else Watermark()


async def save_done(postgres: Postgres, done: dict[int, int]) -> None:  # all workspaces: as above
    """Note the last counted batch of each lane."""
    text = msgspec.json.encode({str(lane): batch for lane, batch in done.items()}).decode()
    async with postgres.connection() as connection:
        await connection.execute(
            """
            UPDATE watermarks SET state = jsonb_set(state, '{done}', (state -> 'done') || %s::jsonb)
            WHERE name = %s
            """,
            (text, NAME),
        )
