"""The journal of consents in PostgreSQL."""

from collections.abc import Sequence

import msgspec

from otklik.infra.postgres import Connection


class ConsentNote(msgspec.Struct, frozen=True):
    """A line of the journal, in the order of its columns; `ts_ms` is when it was said."""

    workspace_id: int
    person: int
    kind: str
    is_given: bool
    text: str
    text_version: str
    url: str
    ip: str
    position: int
    ts_ms: int


class LatestConsent(msgspec.Struct, frozen=True):
    """What a human said last about the processing of his data."""

    is_given: bool
    ts_ms: int
    position: int


async def find_latest_consents(  # all workspaces: each root carries its own
    connection: Connection, roots: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], LatestConsent]:
    """What was said last, on whatever device, by the people of these roots; silent ones are left out."""
    cursor = await connection.execute(
        """
        SELECT DISTINCT ON (k.workspace_id, k.root) k.workspace_id, k.root, c.is_given,
               (extract(epoch FROM c.at) * 1000)::bigint, c.position
        FROM unnest(%s::bigint[], %s::bigint[]) AS k(workspace_id, root)
        CROSS JOIN LATERAL (
            SELECT k.root AS id
            UNION SELECT p.id FROM profiles p WHERE p.workspace_id = k.workspace_id AND p.root_id = k.root
        ) AS m
        JOIN consents c ON c.workspace_id = k.workspace_id AND c.profile_id = m.id AND c.kind = 'processing'
        ORDER BY k.workspace_id, k.root, c.at DESC, c.position DESC
        """,
        ([root[0] for root in roots], [root[1] for root in roots]),
    )
    return {(row[0], row[1]): LatestConsent(*row[2:]) for row in await cursor.fetchall()}


async def insert_consents(  # all workspaces: each note carries its own
    connection: Connection, notes: Sequence[ConsentNote]
) -> None:
    """Write the journal; a note that stands there already is left alone."""
    rows = [msgspec.structs.astuple(note) for note in notes]
    await connection.execute(
        """
        INSERT INTO consents
            (workspace_id, profile_id, kind, is_given, text, text_version, url, ip, position, at, is_marked)
        SELECT w, p, k, g, t, v, u, i, o, to_timestamp(m / 1000.0), true
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::bigint[], %s::bigint[]) AS n(w, p, k, g, t, v, u, i, o, m)
        ON CONFLICT DO NOTHING
        """,
        [[row[index] for row in rows] for index in range(10)],
    )
