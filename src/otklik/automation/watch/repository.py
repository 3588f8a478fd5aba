"""Incidents, and who is watched, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from otklik.automation.watch.contracts import Hearing, How, Incident, IncidentKind, Sign, Unit
from otklik.infra.postgres import Connection

_COLUMNS: Final = """i.id, i.workspace_id, i.scenario_id, coalesce(s.name, ''), i.node, i.kind, i.unit, i.how,
    i.value, i.usual, i.low, i.high, i.samples, i.likely_cause, i.began_at, i.ended_at, i.is_muted,
    i.learned_at"""
_FROM: Final = "watch_incidents i LEFT JOIN scenarios s ON s.id = i.scenario_id"


class Watched(msgspec.Struct, frozen=True):
    """A scenario that may be judged. `steady_since`: it was launched, or let go on, then.

    `learned`: since when figures (by step and kind) are what somebody said is usual now.
    """

    id: int
    name: str
    created_by: str
    steady_since: datetime
    is_muted: bool
    edited_at: datetime | None
    learned: Mapping[tuple[str, str], datetime] = {}


class Place(msgspec.Struct, frozen=True):
    """A workspace whose turn it is."""

    workspace_id: int
    zone: str
    judged_day: date | None


class Hearer(msgspec.Struct, frozen=True):
    """A member who is told."""

    id: int
    email: str
    language: str


def _incident(row: Sequence[Any]) -> Incident:
    given = dict(zip(Incident.__struct_fields__, row, strict=True))
    return Incident(
        **given | {"kind": IncidentKind(given["kind"]), "unit": Unit(given["unit"]), "how": How(given["how"])}
    )


async def list_due(  # all workspaces: one worker watches all
    connection: Connection, *, now: datetime, every: timedelta
) -> list[Place]:
    """Workspaces with scenarios that run, which nobody looked at for so long; they are this worker's now."""
    cursor = await connection.execute(
        """
        INSERT INTO watch_progress AS p (workspace_id, looked_at)
        SELECT DISTINCT w.id, %(now)s::timestamptz FROM workspaces w JOIN scenarios s ON s.workspace_id = w.id
        WHERE s.status = 'active' AND s.kind <> 'mailing'
        ON CONFLICT (workspace_id) DO UPDATE SET looked_at = excluded.looked_at
            WHERE p.looked_at <= excluded.looked_at - %(every)s::interval
        RETURNING workspace_id, (SELECT time_zone FROM workspaces w WHERE w.id = workspace_id), judged_day
        """,
        {"now": now, "every": every},
    )
    return [Place(*row) for row in await cursor.fetchall()]


async def note_judged(connection: Connection, *, workspace_id: int, day: date) -> None:
    """The figures of a day were judged."""
    await connection.execute(
        "UPDATE watch_progress SET judged_day = %s WHERE workspace_id = %s", (day, workspace_id)
    )


async def list_watched(connection: Connection, *, workspace_id: int, now: datetime) -> list[Watched]:
    """Scenarios that run and that somebody wants watched; mailings are sent once and have no usual."""
    cursor = await connection.execute(
        """
        SELECT s.id, s.name, s.created_by, greatest(s.launched_at, (
                SELECT max(a.at) FROM audit_log a WHERE a.workspace_id = s.workspace_id
                    AND a.action = 'scenario.resumed' AND a.details->>'id' = s.id::text
                    AND a.at > %(now)s - interval '4 days')),
            coalesce(w.muted_until > %(now)s, false), v.created_at
        FROM scenarios s
        LEFT JOIN watch_settings w ON w.workspace_id = s.workspace_id AND w.scenario_id = s.id
        LEFT JOIN scenario_versions v ON v.id = s.version_id
        WHERE s.workspace_id = %(workspace)s AND s.status = 'active' AND s.kind <> 'mailing'
            AND s.launched_at IS NOT NULL AND coalesce(w.is_on, true)
        ORDER BY s.id
        """,
        {"workspace": workspace_id, "now": now},
    )
    rows = await cursor.fetchall()
    learned = await _list_learned(connection, workspace_id=workspace_id)
    return [msgspec.structs.replace(Watched(*row), learned=learned.get(row[0], {})) for row in rows]


async def _list_learned(
    connection: Connection, *, workspace_id: int
) -> dict[int, dict[tuple[str, str], datetime]]:
    """By scenario, step and kind: when what is usual now began."""
    cursor = await connection.execute(
        """
        SELECT scenario_id, node, kind, max(began_at) FROM watch_incidents
        WHERE workspace_id = %s AND learned_at IS NOT NULL AND scenario_id IS NOT NULL
        GROUP BY scenario_id, node, kind
        """,
        (workspace_id,),
    )
    found: dict[int, dict[tuple[str, str], datetime]] = {}
    for scenario_id, node, kind, began_at in await cursor.fetchall():
        found.setdefault(scenario_id, {})[node, kind] = began_at
    return found


async def begin(
    connection: Connection, *, workspace_id: int, sign: Sign, cause: str, is_muted: bool, at: datetime
) -> Incident | None:
    """Report what is out of the ordinary; None: that is known already."""
    verdict = sign.verdict
    cursor = await connection.execute(
        f"""
        WITH i AS (
            INSERT INTO watch_incidents (workspace_id, scenario_id, node, kind, unit, how, value, usual, low,
                high, samples, likely_cause, is_muted, began_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING RETURNING *
        ) SELECT {_COLUMNS} FROM i LEFT JOIN scenarios s ON s.id = i.scenario_id
        """.encode(),  # noqa: S608 - our own names
        (
            workspace_id,
            sign.scenario_id,
            sign.node,
            sign.kind.value,
            verdict.unit.value,
            verdict.how.value,
            verdict.value,
            verdict.usual,
            verdict.low,
            verdict.high,
            verdict.samples,
            cause,
            is_muted,
            at,
        ),
    )
    row = await cursor.fetchone()
    return _incident(row) if row else None


async def end(
    connection: Connection,
    *,
    workspace_id: int,
    scenario_id: int | None,
    node: str,
    kinds: Sequence[IncidentKind],
    at: datetime,
) -> None:
    """It is as usual again."""
    await connection.execute(
        """
        UPDATE watch_incidents SET ended_at = %s WHERE workspace_id = %s AND ended_at IS NULL
            AND scenario_id IS NOT DISTINCT FROM %s AND node = %s AND kind = ANY(%s)
        """,
        (at, workspace_id, scenario_id, node, [kind.value for kind in kinds]),
    )


async def end_idle(connection: Connection, *, workspace_id: int, at: datetime) -> None:
    """What does not run any more, or is not watched, has no incident; nor a pool that was filled."""
    await connection.execute(
        """
        UPDATE watch_incidents i SET ended_at = %(at)s
        WHERE i.workspace_id = %(workspace)s AND i.ended_at IS NULL AND (
            (i.scenario_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM scenarios s
                LEFT JOIN watch_settings w ON w.workspace_id = s.workspace_id AND w.scenario_id = s.id
                WHERE s.id = i.scenario_id AND s.status = 'active' AND coalesce(w.is_on, true)))
            OR (i.kind = 'promo_low' AND NOT EXISTS (SELECT 1 FROM promo_pools p
                WHERE p.workspace_id = i.workspace_id AND p.name = i.node AND p.is_low)))
        """,
        {"at": at, "workspace": workspace_id},
    )


async def list_incidents(
    connection: Connection,
    *,
    workspace_id: int,
    is_open: bool | None,
    scenario_id: int | None,
    before: int,
    limit: int,
) -> list[Incident]:
    """Incidents with an id below `before`, the newest first."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM {_FROM}
        WHERE i.workspace_id = %s AND i.id < %s AND (%s::bigint IS NULL OR i.scenario_id = %s)
            AND (%s::boolean IS NULL OR (i.ended_at IS NULL) = %s)
        ORDER BY i.id DESC LIMIT %s
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, before, scenario_id, scenario_id, is_open, is_open, limit),
    )
    return [_incident(row) for row in await cursor.fetchall()]


async def find_incident(connection: Connection, *, workspace_id: int, incident_id: int) -> Incident | None:
    """An incident by its id."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE i.workspace_id = %s AND i.id = %s",  # noqa: S608 - our own names
        (workspace_id, incident_id),
    )
    row = await cursor.fetchone()
    return _incident(row) if row else None


async def learn(connection: Connection, *, workspace_id: int, incident_id: int, at: datetime) -> None:
    """What it told of is usual from now on; it is over."""
    await connection.execute(
        """
        UPDATE watch_incidents SET learned_at = coalesce(learned_at, %s), ended_at = coalesce(ended_at, %s)
        WHERE workspace_id = %s AND id = %s
        """,
        (at, at, workspace_id, incident_id),
    )


async def count_open(connection: Connection, *, workspace_id: int) -> int:
    """Incidents that go on and of which somebody was told."""
    cursor = await connection.execute(
        "SELECT count(*) FROM watch_incidents WHERE workspace_id = %s AND ended_at IS NULL AND NOT is_muted",
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def find_settings(
    connection: Connection, *, workspace_id: int, scenario_id: int
) -> tuple[bool, datetime | None]:
    """(whether it is watched, until when nobody wants to hear of it)."""
    cursor = await connection.execute(
        "SELECT is_on, muted_until FROM watch_settings WHERE workspace_id = %s AND scenario_id = %s",
        (workspace_id, scenario_id),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else (True, None)


async def write_settings(
    connection: Connection, *, workspace_id: int, scenario_id: int, is_on: bool, muted_until: datetime | None
) -> None:
    """Set both."""
    await connection.execute(
        """
        INSERT INTO watch_settings (workspace_id, scenario_id, is_on, muted_until) VALUES (%s, %s, %s, %s)
        ON CONFLICT (workspace_id, scenario_id)
            DO UPDATE SET is_on = excluded.is_on, muted_until = excluded.muted_until
        """,
        (workspace_id, scenario_id, is_on, muted_until),
    )


async def find_hearing(connection: Connection, *, workspace_id: int) -> Hearing:
    """Who is told."""
    cursor = await connection.execute(
        "SELECT is_author, are_owners, member_ids FROM watch_hearing WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return Hearing(row[0], row[1], tuple(row[2])) if row else Hearing()


async def write_hearing(connection: Connection, *, workspace_id: int, hearing: Hearing) -> Hearing:
    """Set it; members who are not in the team are left out."""
    cursor = await connection.execute(
        """
        INSERT INTO watch_hearing (workspace_id, is_author, are_owners, member_ids)
        SELECT %(workspace)s, %(author)s, %(owners)s,
            coalesce(array_agg(s.member_id ORDER BY s.member_id), '{}')
        FROM memberships s WHERE s.workspace_id = %(workspace)s AND s.member_id = ANY(%(members)s::bigint[])
        ON CONFLICT (workspace_id) DO UPDATE SET is_author = excluded.is_author,
            are_owners = excluded.are_owners, member_ids = excluded.member_ids
        RETURNING is_author, are_owners, member_ids
        """,
        {
            "workspace": workspace_id,
            "author": hearing.is_author,
            "owners": hearing.are_owners,
            "members": list(hearing.member_ids),
        },
    )
    row = await cursor.fetchone()
    return Hearing(row[0], row[1], tuple(row[2])) if row else hearing


async def list_hearers(
    connection: Connection, *, workspace_id: int, authors: Sequence[str]
) -> dict[str, list[Hearer]]:
    """By author (`member:7`): whoever of the team is told of what he made."""
    hearing = await find_hearing(connection, workspace_id=workspace_id)
    cursor = await connection.execute(
        """
        SELECT m.id, m.email, m.language,
            (%(owners)s AND s.role = 'owner') OR m.id = ANY(%(members)s::bigint[])
        FROM memberships s JOIN members m ON m.id = s.member_id
        WHERE s.workspace_id = %(workspace)s ORDER BY m.id
        """,
        {"workspace": workspace_id, "owners": hearing.are_owners, "members": list(hearing.member_ids)},
    )
    rows = [(Hearer(*row[:3]), row[3]) for row in await cursor.fetchall()]
    return {
        author: [
            each for each, hears in rows if hears or (hearing.is_author and author == f"member:{each.id}")
        ]
        for author in authors
    }


async def find_reason(
    connection: Connection, *, workspace_id: int, scenario_id: int, since: datetime, state: str
) -> tuple[str, int]:
    """(the reason for which most sends ended so lately, how many); ("", 0) none."""
    cursor = await connection.execute(
        """
        SELECT reason, count(*) FROM sends
        WHERE workspace_id = %s AND scenario_id = %s AND state = %s AND release_at >= %s AND reason <> ''
        GROUP BY reason ORDER BY 2 DESC LIMIT 1
        """,
        (workspace_id, scenario_id, state, since),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else ("", 0)
