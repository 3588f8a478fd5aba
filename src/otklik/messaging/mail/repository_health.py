"""How sending goes, read from the counts. PostgreSQL."""

from datetime import date, datetime
from typing import Any

from otklik.infra.postgres import Connection
from otklik.messaging.mail.repository_standing import WHATS

_SUMS = ", ".join(f"sum({what})::bigint" for what in WHATS)


async def count_hours(
    connection: Connection, *, workspace_id: int, since: datetime, step: str, zone: str
) -> list[tuple[Any, ...]]:
    """(moment, sent, deferred, refused, bounced, complained) by `step` (hour, day) of the zone, in order."""
    cursor = await connection.execute(
        f"""
        SELECT date_trunc(%s, hour, %s), {_SUMS} FROM mail_counts WHERE workspace_id = %s AND hour >= %s
        GROUP BY 1 ORDER BY 1
        """.encode(),  # noqa: S608 - our own names
        (step, zone, workspace_id, since),
    )
    return await cursor.fetchall()


async def count_domains(
    connection: Connection, *, workspace_id: int, since: datetime, limit: int
) -> list[tuple[Any, ...]]:
    """Domains of recipients, what became of letters there, their pace; troubled and large ones first."""
    cursor = await connection.execute(
        f"""
        WITH counted AS (SELECT to_domain AS domain, {", ".join(f"sum({w})::bigint AS {w}" for w in WHATS)}
            FROM mail_counts WHERE workspace_id = %(workspace)s AND hour >= %(since)s GROUP BY to_domain)
        SELECT c.domain, {", ".join(f"c.{w}" for w in WHATS)}, p.held_until, coalesce(p.said, ''), p.said_at
        FROM counted c LEFT JOIN mail_paces p ON p.workspace_id = %(workspace)s AND p.domain = c.domain
        ORDER BY (p.held_until > now()) DESC NULLS LAST, c.sent + c.deferred + c.refused DESC, c.domain
        LIMIT %(limit)s
        """.encode(),  # noqa: S608 - our own names
        {"workspace": workspace_id, "since": since, "limit": limit},
    )
    return await cursor.fetchall()


async def count_now(connection: Connection, *, workspace_id: int, now: datetime) -> tuple[int, int, int]:
    """Letters that left in the last minute, those that wait to leave, those of which nobody knows."""
    cursor = await connection.execute(
        """
        SELECT count(*),
            (SELECT count(*) FROM sends WHERE workspace_id = %(workspace)s AND channel = 'email'
                AND state IN ('planned', 'ready', 'claimed') AND release_at < '9000-01-01'),
            (SELECT count(*) FROM sends WHERE workspace_id = %(workspace)s AND channel = 'email'
                AND state = 'unknown')
        FROM sends WHERE workspace_id = %(workspace)s AND channel = 'email'
            AND sent_at > %(now)s - interval '1 minute'
        """,
        {"workspace": workspace_id, "now": now},
    )
    row = await cursor.fetchone()
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


async def count_day(connection: Connection, *, workspace_id: int, domain: str, day: date) -> tuple[int, int]:
    """Places of a day that are given away, and those of later days."""
    cursor = await connection.execute(
        """
        SELECT coalesce(sum(given) FILTER (WHERE day = %(day)s), 0),
            coalesce(sum(given) FILTER (WHERE day > %(day)s), 0)
        FROM mail_days WHERE workspace_id = %(workspace)s AND domain = %(domain)s AND day >= %(day)s
        """,
        {"workspace": workspace_id, "domain": domain, "day": day},
    )
    row = await cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


async def list_standings(connection: Connection, *, workspace_id: int) -> list[tuple[Any, ...]]:
    """(scenario, state, why, since, sent, bounced, complained) of those that are slowed or paused."""
    cursor = await connection.execute(
        """
        SELECT scenario_id, state, why, changed_at, sent - forgiven_sent, bounced - forgiven_bounced,
            complained - forgiven_complained
        FROM mail_standings WHERE workspace_id = %s AND state <> 'good' ORDER BY changed_at DESC LIMIT 100
        """,
        (workspace_id,),
    )
    return await cursor.fetchall()
