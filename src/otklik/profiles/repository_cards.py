"""The cards of whole batches: own writes of the homes, effective values of the roots."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.contracts import Json
from otklik.profiles.identity import HomeKey
from otklik.profiles.properties import Stamp, Writes

_WRITES = msgspec.json.Decoder(Writes)
_STAMPS = msgspec.json.Decoder(dict[str, Stamp])
_PROPERTIES = msgspec.json.Decoder(dict[str, Json])
_ENCODE = msgspec.json.Encoder().encode


class HomeRow(msgspec.Struct):
    """A home profile; `properties` and `stamps` have content on roots only."""

    workspace_id: int
    id: int
    root_id: int
    version: int
    writes: Writes
    properties: dict[str, Json]
    stamps: dict[str, Stamp]
    user_id: str | None
    created_at: datetime

    @property
    def key(self) -> HomeKey:
        """Workspace and id."""
        return (self.workspace_id, self.id)


class HomeChange(msgspec.Struct):
    """What to store of a home; None leaves it as it is."""

    workspace_id: int
    id: int
    root_id: int
    version: int
    writes: Writes | None = None
    properties: Mapping[str, Json] | None = None
    stamps: Mapping[str, Stamp] | None = None


async def find_home_roots(  # all workspaces: each home carries its own
    connection: Connection, homes: Sequence[HomeKey]
) -> dict[HomeKey, int]:
    """The roots of those `homes` that have a row."""
    cursor = await connection.execute(
        """
        SELECT p.workspace_id, p.id, p.root_id
        FROM unnest(%s::bigint[], %s::bigint[]) AS k(workspace_id, id)
        JOIN profiles p USING (workspace_id, id)
        """,
        ([home[0] for home in homes], [home[1] for home in homes]),
    )
    return {(row[0], row[1]): row[2] for row in await cursor.fetchall()}


async def read_homes(  # all workspaces: each root carries its own
    connection: Connection, roots: Iterable[HomeKey]
) -> list[HomeRow]:
    """All homes of the clusters of `roots`."""
    ordered = sorted(roots)
    cursor = await connection.execute(
        """
        WITH c AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS c(workspace_id, root))
        SELECT p.workspace_id, p.id, p.root_id, p.version, p.writes::text, p.properties::text, p.stamps::text,
            p.user_id, p.created_at
        FROM c JOIN profiles p ON p.workspace_id = c.workspace_id AND p.id = c.root
        UNION ALL
        SELECT p.workspace_id, p.id, p.root_id, p.version, p.writes::text, p.properties::text, p.stamps::text,
            p.user_id, p.created_at
        FROM c JOIN profiles p
            ON p.workspace_id = c.workspace_id AND p.root_id = c.root AND p.root_id <> p.id
        """,
        ([root[0] for root in ordered], [root[1] for root in ordered]),
    )
    return [
        HomeRow(
            row[0],
            row[1],
            row[2],
            row[3],
            _WRITES.decode(row[4]),
            _PROPERTIES.decode(row[5]),
            _STAMPS.decode(row[6]),
            row[7],
            row[8],
        )
        for row in await cursor.fetchall()
    ]


async def update_homes(  # all workspaces: each change carries its own
    connection: Connection, changes: Sequence[HomeChange]
) -> None:
    """Store changed homes and roots; what is None stays."""
    ordered = sorted(changes, key=lambda change: (change.workspace_id, change.id))
    await connection.execute(
        """
        UPDATE profiles p SET root_id = c.root_id, version = c.version, updated_at = now(),
            writes = COALESCE(c.writes::jsonb, p.writes),
            properties = COALESCE(c.properties::jsonb, p.properties),
            stamps = COALESCE(c.stamps::jsonb, p.stamps)
        FROM unnest(
            %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[]
        ) AS c(workspace_id, id, root_id, version, writes, properties, stamps)
        WHERE p.workspace_id = c.workspace_id AND p.id = c.id
        """,
        (
            [change.workspace_id for change in ordered],
            [change.id for change in ordered],
            [change.root_id for change in ordered],
            [change.version for change in ordered],
            [_json(change.writes) for change in ordered],
            [_json(change.properties) for change in ordered],
            [_json(change.stamps) for change in ordered],
        ),
    )


def _json(value: object) -> str | None:
    return None if value is None else _ENCODE(value).decode()
