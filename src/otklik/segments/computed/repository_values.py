"""What the follower reads and writes of what is computed."""

from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.infra.postgres import Connection, Postgres
from otklik.segments.computed.changing import Change, Computed, Told
from otklik.segments.computed.definitions import Kind, read
from otklik.segments.computed.values import make_scale

_ENCODE = msgspec.json.Encoder().encode
_STATES: Final = "SELECT id, version, status FROM computed_properties"
State = tuple[int, str]
"""Version and status."""


async def list_states(postgres: Postgres) -> dict[int, State]:  # all workspaces: one follower for all
    """Version and status of everything that is on, or being cleared."""
    async with postgres.looking() as connection:
        cursor = await connection.execute(f"{_STATES} WHERE status <> 'off'".encode())
        return {row[0]: (row[1], row[2]) for row in await cursor.fetchall()}


async def load_computed(  # all workspaces: as above
    postgres: Postgres, ids: Sequence[int]
) -> list[Computed]:
    """These, with what their parts give, as of one moment."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            """
            SELECT c.id, c.workspace_id, c.kind, c.version, c.status, c.is_announcing, c.definition, (
                SELECT coalesce(json_agg(json_build_array(s.id, s.part -> 'gives')), '[]')
                FROM segments s WHERE s.workspace_id = c.workspace_id AND s.computed_id = c.id)
            FROM computed_properties c WHERE c.id = ANY(%s::bigint[]) ORDER BY c.workspace_id, c.id
            """,
            (list(ids),),
        )
        rows = await cursor.fetchall()
    return [
        Computed(
            id=row[0],
            workspace_id=row[1],
            kind=Kind(row[2]),
            version=row[3],
            status=row[4],
            is_announcing=row[5],
            scale=make_scale(Kind(row[2]), dict(row[7]), read(Kind(row[2]), row[6])),
        )
        for row in rows
    ]


async def read_states(connection: Connection, *, workspace_id: int) -> dict[int, State]:
    """Version and status of everything of a workspace that is on, or being cleared, now."""
    cursor = await connection.execute(
        f"{_STATES} WHERE workspace_id = %s AND status <> 'off'".encode(), (workspace_id,)
    )
    return {row[0]: (row[1], row[2]) for row in await cursor.fetchall()}


async def read_told(
    connection: Connection, *, workspace_id: int, homes: Sequence[int]
) -> dict[tuple[int, int], Told]:
    """The values last written on these homes, by (computed id, home)."""
    cursor = await connection.execute(
        """
        SELECT computed_id, person, value, at_ms, pos FROM computed_values
        WHERE workspace_id = %s AND person = ANY(%s::bigint[])
        """,
        (workspace_id, list(homes)),
    )
    return {(row[0], row[1]): Told(*row[2:]) for row in await cursor.fetchall()}


async def write_told(
    connection: Connection, *, workspace_id: int, changes: Sequence[Change], at_ms: int, pos: int
) -> None:
    """Remember what was written, each under the home it was written on."""
    await connection.execute(
        """
        INSERT INTO computed_values (workspace_id, person, computed_id, value, at_ms, pos)
        SELECT %s, n.person, n.computed_id, n.value::jsonb, %s, %s
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(person, computed_id, value)
        ON CONFLICT (workspace_id, person, computed_id) DO UPDATE SET
            value = excluded.value, at_ms = excluded.at_ms, pos = excluded.pos
        """,
        (
            workspace_id,
            at_ms,
            pos,
            [change.person for change in changes],
            [change.computed.id for change in changes],
            [_ENCODE(change.value).decode() for change in changes],
        ),
    )


async def set_settling(connection: Connection, *, workspace_id: int) -> None:
    """What has every part ready gives everybody his value next."""
    await connection.execute(
        """
        UPDATE computed_properties c SET status = 'settling', settled_to = 0
        WHERE c.workspace_id = %s AND c.status = 'preparing' AND NOT EXISTS (
            SELECT FROM segments s WHERE s.computed_id = c.id AND s.status = 'preparing')
        """,
        (workspace_id,),
    )


async def list_unsettled(  # all workspaces: `computed` is of one
    connection: Connection, *, computed: Computed, limit: int
) -> list[tuple[int, list[int]]]:
    """(person, segments) of the next people to be given their value, by rising id."""
    cursor = await connection.execute(
        """
        SELECT person, segments FROM segment_members
        WHERE workspace_id = %(workspace_id)s AND person > (
            SELECT settled_to FROM computed_properties
            WHERE workspace_id = %(workspace_id)s AND id = %(id)s)
        ORDER BY workspace_id, person LIMIT %(limit)s
        """,
        {"workspace_id": computed.workspace_id, "id": computed.id, "limit": limit},
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def set_settled(  # all workspaces: `computed` is of one
    connection: Connection, *, computed: Computed, to: int | None
) -> bool:
    """Everybody up to this id has his value, or (None) everybody; False when it was edited meanwhile."""
    cursor = await connection.execute(
        """
        UPDATE computed_properties SET settled_to = coalesce(%(to)s, settled_to),
            is_announcing = is_announcing AND %(to)s::bigint IS NOT NULL,
            status = CASE WHEN %(to)s::bigint IS NULL THEN 'live' ELSE status END
        WHERE workspace_id = %(workspace_id)s AND id = %(id)s AND version = %(version)s
            AND status = 'settling'
        """,
        {
            "to": to,
            "workspace_id": computed.workspace_id,
            "id": computed.id,
            "version": computed.version,
        },
    )
    return cursor.rowcount == 1


async def take_values(  # all workspaces: `computed` is of one
    connection: Connection, *, computed: Computed, limit: int
) -> list[int]:
    """Forget the values of some homes, which are told."""
    cursor = await connection.execute(
        """
        DELETE FROM computed_values WHERE workspace_id = %(workspace_id)s AND computed_id = %(id)s
            AND person IN (
                SELECT person FROM computed_values
                WHERE workspace_id = %(workspace_id)s AND computed_id = %(id)s LIMIT %(limit)s)
        RETURNING person
        """,
        {"workspace_id": computed.workspace_id, "id": computed.id, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]


async def set_off(  # all workspaces: `computed` is of one
    connection: Connection, *, computed: Computed
) -> bool:
    """Nothing of it is left; False when it was edited meanwhile."""
    cursor = await connection.execute(
        """
        UPDATE computed_properties SET status = 'off'
        WHERE workspace_id = %s AND id = %s AND version = %s AND status = 'clearing'
        """,
        (computed.workspace_id, computed.id, computed.version),
    )
    return cursor.rowcount == 1


async def note_properties(
    connection: Connection, *, workspace_id: int, names: Sequence[str], type_: str
) -> None:
    """Put what is written into the catalogue of properties."""
    await connection.execute(
        """
        INSERT INTO definitions AS d (workspace_id, kind, name, types, first_seen, last_seen)
        SELECT %s, 'property', n.name, ARRAY[%s], now(), now() FROM unnest(%s::text[]) AS n(name)
        ON CONFLICT (workspace_id, kind, event, name) DO UPDATE SET last_seen = now()
        """,
        (workspace_id, type_, list(names)),
    )
