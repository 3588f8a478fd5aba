"""The table `computed_properties`, the parts among `segments`, and the values last written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from psycopg.types.json import Jsonb

from otklik.infra.postgres import Connection
from otklik.segments.computed.definitions import Json, Kind

_COLUMNS: Final = "id, kind, definition, version, status, is_announcing, updated_at"


class ComputedRow(msgspec.Struct, frozen=True):
    """What is computed in a workspace, as it is kept; what each column means stands in the migration."""

    id: int
    kind: Kind
    definition: Json
    version: int
    status: str
    is_announcing: bool
    updated_at: datetime

    @property
    def is_on(self) -> bool:
        """Whether values are kept up to date, or soon will be."""
        return self.status in {"preparing", "settling", "live"}


class PartRow(msgspec.Struct, frozen=True):
    """A part: its segment, the key of its condition, what it gives."""

    segment_id: int
    key: str
    gives: dict[str, int]
    status: str


class NewPart(msgspec.Struct, frozen=True):
    """A part to be made."""

    condition: Json
    key: str
    gives: dict[str, int]
    depends_on: list[int]


async def find_computed(connection: Connection, *, workspace_id: int, kind: Kind) -> ComputedRow | None:
    """What is saved of this kind."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM computed_properties WHERE workspace_id = %s AND kind = %s".encode(),  # noqa: S608 - names of this module
        (workspace_id, kind.value),
    )
    row = await cursor.fetchone()
    return ComputedRow(row[0], Kind(row[1]), *row[2:]) if row else None


async def list_parts(connection: Connection, *, workspace_id: int, computed_id: int) -> list[PartRow]:
    """The parts, in the order they were made in."""
    cursor = await connection.execute(
        """
        SELECT id, part ->> 'key', part -> 'gives', status FROM segments
        WHERE workspace_id = %s AND computed_id = %s ORDER BY id
        """,
        (workspace_id, computed_id),
    )
    return [PartRow(*row) for row in await cursor.fetchall()]


async def save_computed(
    connection: Connection,
    *,
    workspace_id: int,
    kind: Kind,
    definition: Json,
    created_by: int | None,
) -> ComputedRow:
    """Keep a definition; its version grows, its status stays (off, when it is new)."""
    cursor = await connection.execute(
        f"""
        INSERT INTO computed_properties AS c (workspace_id, kind, definition, created_by)
        VALUES (%s, %s, %s, %s)
        ON CONFLICT (workspace_id, kind) DO UPDATE SET
            definition = excluded.definition, version = c.version + 1, updated_at = now()
        RETURNING {_COLUMNS}
        """.encode(),  # noqa: S608 - names of this module
        (workspace_id, kind.value, Jsonb(definition), created_by),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING gives its row
    return ComputedRow(row[0], Kind(row[1]), *row[2:])


async def begin(
    connection: Connection, *, workspace_id: int, computed_id: int, status: str, is_announcing: bool
) -> None:
    """Set the status; what settles or clears begins with the first person."""
    await connection.execute(
        """
        UPDATE computed_properties SET status = %s, is_announcing = %s, settled_to = 0
        WHERE workspace_id = %s AND id = %s
        """,
        (status, is_announcing, workspace_id, computed_id),
    )


async def insert_parts(
    connection: Connection,
    *,
    workspace_id: int,
    computed_id: int,
    name: str,
    version: int,
    parts: Sequence[NewPart],
) -> None:
    """Make parts, to be prepared; `name` is shown when somebody deletes a segment they need."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO segments (workspace_id, computed_id, name, filter, part, language_version, depends_on)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            """,
            [
                (
                    *(workspace_id, computed_id, name, Jsonb(part.condition)),
                    *(Jsonb({"key": part.key, "gives": part.gives}), version, part.depends_on),
                )
                for part in parts
            ],
        )


async def update_parts(
    connection: Connection, *, workspace_id: int, gives: Mapping[int, Mapping[str, int]]
) -> None:
    """Other points for the same conditions."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            """
            UPDATE segments SET part = jsonb_set(part, '{gives}', %s)
            WHERE workspace_id = %s AND id = %s AND computed_id IS NOT NULL
            """,
            [(Jsonb(given), workspace_id, segment) for segment, given in gives.items()],
        )


async def delete_parts(connection: Connection, *, workspace_id: int, segments: Collection[int]) -> None:
    """Forget parts; upkeep takes their ids out of people's rows."""
    await connection.execute(
        "DELETE FROM segments WHERE workspace_id = %s AND id = ANY(%s::bigint[]) AND computed_id IS NOT NULL",
        (workspace_id, list(segments)),
    )


async def has_values(connection: Connection, *, workspace_id: int, computed_id: int) -> bool:
    """Whether anybody was ever given a value."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM computed_values WHERE workspace_id = %s AND computed_id = %s)",
        (workspace_id, computed_id),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def list_memberships(connection: Connection, *, workspace_id: int, homes: Sequence[int]) -> set[int]:
    """Segments and parts that a person of these homes is in."""
    cursor = await connection.execute(
        "SELECT segments FROM segment_members WHERE workspace_id = %s AND person = ANY(%s::bigint[])",
        (workspace_id, list(homes)),
    )
    return {segment for row in await cursor.fetchall() for segment in row[0]}
