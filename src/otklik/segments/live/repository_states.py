"""The columns of `segments` that the follower reads and writes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from otklik.infra.postgres import Connection, Postgres

LIVE: Final = "live"
PREPARING: Final = "preparing"


class SegmentState(msgspec.Struct, frozen=True):
    """A segment as the follower sees it; `definition` grows whenever its condition comes to mean another.

    `computed_id`: it is a part of a score, stages or RFM.
    """

    id: int
    name: str
    definition: int
    status: str
    is_announcing: bool
    computed_id: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether who comes or goes is told: not while the members of a new condition are written down.

        Of parts nothing is told but what follows from them.
        """
        return self.computed_id is None and (self.status == LIVE or self.is_announcing)


_COLUMNS: Final = "id, name, definition, status, is_announcing, computed_id"


async def list_states(  # all workspaces: one follower keeps the members of all
    postgres: Postgres,
) -> dict[int, dict[int, SegmentState]]:
    """Every segment of the workspaces that have one to follow."""
    async with postgres.looking() as connection:
        cursor = await connection.execute(
            f"""
            SELECT workspace_id, {_COLUMNS} FROM segments s WHERE EXISTS (
                SELECT FROM segments f WHERE f.workspace_id = s.workspace_id AND f.status <> 'paused')
            ORDER BY workspace_id, id
            """.encode()  # noqa: S608 - names of this module
        )
        rows = await cursor.fetchall()
    found: dict[int, dict[int, SegmentState]] = {}
    for workspace_id, *columns in rows:
        state = SegmentState(*columns)
        found.setdefault(workspace_id, {})[state.id] = state
    return found


async def read_states(
    connection: Connection, *, workspace_id: int, segments: Sequence[int]
) -> dict[int, SegmentState]:
    """These segments as they are now."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM segments WHERE workspace_id = %s AND id = ANY(%s::bigint[])".encode(),  # noqa: S608 - names of this module
        (workspace_id, list(segments)),
    )
    return {row[0]: SegmentState(*row) for row in await cursor.fetchall()}


async def list_known_ids(connection: Connection, *, workspace_id: int) -> set[int]:
    """Ids of all segments that there are, paused ones too."""
    cursor = await connection.execute("SELECT id FROM segments WHERE workspace_id = %s", (workspace_id,))
    return {row[0] for row in await cursor.fetchall()}


async def set_live(connection: Connection, *, workspace_id: int, definitions: Mapping[int, int]) -> None:
    """The members of these definitions are written down."""
    await connection.execute(
        """
        UPDATE segments s SET status = 'live', ready_at = clock_timestamp(), is_announcing = false
        FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, definition)
        WHERE s.workspace_id = %s AND s.id = n.id AND s.definition = n.definition AND s.status = 'preparing'
        """,
        (list(definitions), list(definitions.values()), workspace_id),
    )


async def list_ready_ids(connection: Connection, *, workspace_id: int) -> set[int]:
    """Ids of the segments, parts aside, whose members are written down."""
    cursor = await connection.execute(
        "SELECT id FROM segments WHERE workspace_id = %s AND status = 'live' AND computed_id IS NULL",
        (workspace_id,),
    )
    return {row[0] for row in await cursor.fetchall()}


async def find_names(
    connection: Connection, *, workspace_id: int, segments: Iterable[int]
) -> list[tuple[int, str]]:
    """(id, name) of those of these segments that are live, by name."""
    cursor = await connection.execute(
        """
        SELECT id, name FROM segments
        WHERE workspace_id = %s AND id = ANY(%s::bigint[]) AND status = 'live' AND computed_id IS NULL
        ORDER BY lower(name), id
        """,
        (workspace_id, list(segments)),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]
