"""The table `presence`.

All workspaces: one batch holds devices of many; every row names its workspace.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from otklik.infra.postgres import Postgres

KEPT_S: Final = 3_600

# A heartbeat knows no person (0): it prolongs what is there. On a new page the time on it starts anew.
_UPSERT: Final = """
    INSERT INTO presence AS p (workspace_id, device, person, url, title, started_at, last_at)
    SELECT w, d, person, url, title, to_timestamp(s / 1000.0), to_timestamp(l / 1000.0)
    FROM unnest(%(w)s::bigint[], %(d)s::bigint[], %(person)s::bigint[], %(url)s::text[], %(title)s::text[],
                %(s)s::bigint[], %(l)s::bigint[]) AS u (w, d, person, url, title, s, l)
    WHERE person <> 0
       OR EXISTS (SELECT 1 FROM presence k WHERE k.workspace_id = u.w AND k.device = u.d)
    ON CONFLICT (workspace_id, device) DO UPDATE SET
        person = CASE WHEN excluded.person <> 0 THEN excluded.person ELSE p.person END,
        started_at = CASE WHEN excluded.url IN ('', p.url) THEN p.started_at ELSE excluded.started_at END,
        title = CASE WHEN excluded.url = '' THEN p.title ELSE excluded.title END,
        url = CASE WHEN excluded.url = '' THEN p.url ELSE excluded.url END,
        last_at = greatest(p.last_at, excluded.last_at)"""
_FORGET: Final = "DELETE FROM presence WHERE last_at < now() - make_interval(secs => %s)"


class Present(msgspec.Struct):
    """A device at this moment: since when on this page, and when it was heard of last."""

    workspace_id: int
    device: int
    person: int
    url: str
    title: str
    started_ms: int
    last_ms: int


async def upsert_presence(postgres: Postgres, present: Sequence[Present]) -> None:
    """Write devices, in the order of the key."""
    async with postgres.connection() as connection:
        await connection.execute(
            _UPSERT,
            {
                "w": [each.workspace_id for each in present],
                "d": [each.device for each in present],
                "person": [each.person for each in present],
                "url": [each.url for each in present],
                "title": [each.title for each in present],
                "s": [each.started_ms for each in present],
                "l": [each.last_ms for each in present],
            },
        )


async def forget_absent(postgres: Postgres) -> None:
    """Delete devices not heard of for an hour."""
    async with postgres.connection() as connection:
        await connection.execute(_FORGET, (KEPT_S,))


async def list_last_moments(postgres: Postgres, *, limit: int) -> list[tuple[int, int]]:
    """(device, last moment ms) of those present: heartbeats leave no other trace."""
    async with postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT device, (extract(epoch FROM last_at) * 1000)::bigint FROM presence"
            " ORDER BY last_at DESC LIMIT %s",
            (limit,),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]
