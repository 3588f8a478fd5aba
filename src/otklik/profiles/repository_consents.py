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


async def insert_consents(  # all workspaces: each note carries its own
    connection: Connection, notes: Sequence[ConsentNote]
) -> None:
    """Write the journal; a note that stands there already is left alone."""
    rows = [msgspec.structs.astuple(note) for note in notes]
    await connection.execute(
        """
        INSERT INTO consents
            (workspace_id, profile_id, kind, is_given, text, text_version, url, ip, position, at)
        SELECT w, p, k, g, t, v, u, i, o, to_timestamp(m / 1000.0)
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::bigint[], %s::bigint[]) AS n(w, p, k, g, t, v, u, i, o, m)
        ON CONFLICT DO NOTHING
        """,
        [[row[index] for row in rows] for index in range(10)],
    )
