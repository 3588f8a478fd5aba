"""How many members segments have, hour by hour."""

from collections.abc import Mapping, Sequence

import msgspec

from otklik.infra.postgres import Connection, Postgres
from otklik.segments.repository import lock_segments


class Growth(msgspec.Struct):
    """What changed in a segment: members more (or fewer), how many were told as entering and leaving."""

    members: int = 0
    entered: int = 0
    left: int = 0


async def add_growth(
    connection: Connection, *, workspace_id: int, growth: Mapping[int, Growth], now_ms: int
) -> None:
    """Add to the present hour; a new hour begins with the members of the one before."""
    if not growth:
        return
    await connection.execute(
        """
        INSERT INTO segment_counts AS c (workspace_id, segment_id, at, members, entered, left_)
        SELECT %(workspace_id)s, n.id, date_trunc('hour', to_timestamp(%(now_ms)s / 1000.0), 'UTC'),
            n.members + coalesce((
                SELECT b.members FROM segment_counts b
                WHERE b.workspace_id = %(workspace_id)s AND b.segment_id = n.id ORDER BY b.at DESC LIMIT 1
            ), 0), n.entered, n.gone
        FROM unnest(%(ids)s::bigint[], %(members)s::bigint[], %(entered)s::bigint[], %(left)s::bigint[])
            AS n(id, members, entered, gone)
        JOIN segments s ON s.workspace_id = %(workspace_id)s AND s.id = n.id AND s.computed_id IS NULL
        ON CONFLICT (workspace_id, segment_id, at) DO UPDATE SET members = excluded.members,
            entered = c.entered + excluded.entered, left_ = c.left_ + excluded.left_
        """,
        {
            "workspace_id": workspace_id,
            "now_ms": now_ms,
            "ids": list(growth),
            "members": [each.members for each in growth.values()],
            "entered": [each.entered for each in growth.values()],
            "left": [each.left for each in growth.values()],
        },
    )


async def begin_counting(
    connection: Connection, *, workspace_id: int, segments: Sequence[int], now_ms: int
) -> None:
    """Put down the sizes that `add_growth` has come to, also of segments without members."""
    await add_growth(
        connection,
        workspace_id=workspace_id,
        growth={id_: Growth() for id_ in segments},
        now_ms=now_ms,
    )
    await connection.execute(
        """
        UPDATE segments s SET counted_at = clock_timestamp(), count_seen = (
            SELECT c.members FROM segment_counts c
            WHERE c.workspace_id = s.workspace_id AND c.segment_id = s.id ORDER BY c.at DESC LIMIT 1)
        WHERE s.workspace_id = %s AND s.id = ANY(%s::bigint[])
        """,
        (workspace_id, list(segments)),
    )


async def count_members(postgres: Postgres, *, workspace_id: int) -> dict[int, int]:
    """Members of every segment that a row names, by id; deleted segments may be among them."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            """
            SELECT id, count(*) FROM segment_members CROSS JOIN LATERAL unnest(segments) AS id
            WHERE workspace_id = %s GROUP BY id
            """,
            (workspace_id,),
        )
        return {row[0]: row[1] for row in await cursor.fetchall()}


async def set_sizes(
    connection: Connection, *, workspace_id: int, sizes: Mapping[int, int], now_ms: int
) -> None:
    """Put down how many members segments have at the beginning of this hour, or now."""
    await connection.execute(
        """
        INSERT INTO segment_counts AS c (workspace_id, segment_id, at, members)
        SELECT s.workspace_id, s.id, date_trunc('hour', to_timestamp(%s / 1000.0), 'UTC'), n.members
        FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, members)
        JOIN segments s ON s.workspace_id = %s AND s.id = n.id
        ON CONFLICT (workspace_id, segment_id, at) DO UPDATE SET members = excluded.members
        """,
        (now_ms, list(sizes), list(sizes.values()), workspace_id),
    )
    await connection.execute(
        """
        UPDATE segments s SET count_seen = n.members, counted_at = clock_timestamp()
        FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, members)
        WHERE s.workspace_id = %s AND s.id = n.id
        """,
        (list(sizes), list(sizes.values()), workspace_id),
    )


async def forget_segments(postgres: Postgres, *, workspace_id: int, portion: int) -> int:
    """Take ids of deleted segments out of at most `portion` rows; how many there were."""
    async with postgres.connection() as connection:
        # None is restored meanwhile: what was taken out would be missing from its size.
        await lock_segments(connection, workspace_id=workspace_id)
        cursor = await connection.execute(
            """
            WITH known AS (
                SELECT coalesce(array_agg(id), '{}') AS ids FROM segments WHERE workspace_id = %(w)s)
            UPDATE segment_members m SET segments = ARRAY(
                SELECT id FROM unnest(m.segments) AS id, known WHERE id = ANY(known.ids) ORDER BY id)
            WHERE m.workspace_id = %(w)s AND m.person IN (
                SELECT person FROM segment_members, known
                WHERE workspace_id = %(w)s AND NOT segments <@ known.ids LIMIT %(portion)s)
            """,
            {"w": workspace_id, "portion": portion},
        )
        return cursor.rowcount
