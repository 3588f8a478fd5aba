"""Consents journalled before there were marks become marks, at the start, in both engines.

A portion is written to ClickHouse first, then committed in PostgreSQL. Killed in between, it is written
again, which changes nothing: the last word rules, and its repeat is the same word.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import psycopg
import zstandard

from otklik.infra.clickhouse import ClickHouse

_PORTION: Final = 10_000
_TAKE: Final = """
    SELECT c.id, c.workspace_id, c.profile_id, c.kind, c.is_given,
        round(extract(epoch FROM c.at) * 1000)::bigint, c.position
    FROM consents c JOIN workspaces w ON w.id = c.workspace_id
    WHERE NOT c.is_marked ORDER BY c.id LIMIT %s FOR UPDATE OF c"""
_MARK: Final = """
    INSERT INTO marks AS m (workspace_id, profile_id, kind, key, is_on, ts_ms, position, source)
    SELECT DISTINCT ON (w, p, k) w, p, 'consent', k, g, t, o, 'consents'
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::bigint[],
        %s::bigint[]) AS n(i, w, p, k, g, t, o)
    ORDER BY w, p, k, t DESC, o DESC
    ON CONFLICT (workspace_id, profile_id, kind, key) DO UPDATE SET is_on = excluded.is_on,
        ts_ms = excluded.ts_ms, position = excluded.position, source = excluded.source
    WHERE (excluded.ts_ms, excluded.position) > (m.ts_ms, m.position)"""


async def mark_consents(dsn: str, clickhouse: ClickHouse) -> int:  # all workspaces: rows of an older release
    """Make marks of the consents that are none yet; how many there were. Raises ClickHouseError."""
    done = 0
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        while count := await _mark_some(connection, clickhouse):
            done += count
    return done


async def _mark_some(connection: psycopg.AsyncConnection[tuple[Any, ...]], clickhouse: ClickHouse) -> int:
    async with connection.transaction():
        rows = await (await connection.execute(_TAKE, (_PORTION,))).fetchall()
        if rows:
            token = f"consents-{rows[0][0]}-{rows[-1][0]}"
            await clickhouse.insert("mark_writes", _body(rows), token=token)
            await connection.execute(_MARK, [[row[index] for row in rows] for index in range(7)])
            await connection.execute(
                "UPDATE consents SET is_marked = true WHERE id = ANY(%s)", ([row[0] for row in rows],)
            )
    return len(rows)


def _body(rows: Sequence[tuple[Any, ...]]) -> bytes:
    lines = [
        {
            "workspace_id": workspace_id,
            "kind": "consent",
            "key": kind,
            "person": person,
            "k": str(ts_ms << 64 | position),
            "ts": str(ts_ms),
            "batch": 0,
            "is_on": int(is_given),
            "source": "consents",
            "author": "",
        }
        for _, workspace_id, person, kind, is_given, ts_ms, position in rows
    ]
    return zstandard.ZstdCompressor().compress(msgspec.json.Encoder().encode_lines(lines))
