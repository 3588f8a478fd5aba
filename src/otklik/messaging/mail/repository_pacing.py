"""The pace of domains and the days of warm-ups, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.mail.pacing import Pace, hold_for

_PACE: Final = ", ".join(Pace.__struct_fields__)


class PutOff(msgspec.Struct, frozen=True):
    """A ready send that leaves later. `is_far`: it is decided upon anew then, and its journal tells of it."""

    send_id: int
    until: datetime
    gate: int
    what: str
    is_far: bool


async def lock_paces(
    connection: Connection, *, workspace_id: int, domains: Sequence[str], now: datetime
) -> dict[str, Pace]:
    """The paces of domains, nobody else's until the transaction ends; made where there are none."""
    await connection.execute(
        """
        INSERT INTO mail_paces (workspace_id, domain, next_at) SELECT %s, domain, %s
        FROM unnest(%s::text[]) AS domain ORDER BY domain ON CONFLICT DO NOTHING
        """,
        (workspace_id, now, list(domains)),
    )
    cursor = await connection.execute(
        f"SELECT {_PACE} FROM mail_paces WHERE workspace_id = %s AND domain = ANY(%s)"  # noqa: S608 - our own names
        " ORDER BY domain FOR UPDATE",
        (workspace_id, list(domains)),
    )
    return {row[0]: Pace(*row) for row in await cursor.fetchall()}


async def list_held(
    connection: Connection, *, workspace_id: int, domains: Sequence[str], now: datetime
) -> dict[str, datetime]:
    """Until when nothing goes to those of the domains that are left alone."""
    cursor = await connection.execute(
        "SELECT domain, held_until FROM mail_paces WHERE workspace_id = %s AND domain = ANY(%s)"
        " AND held_until > %s",
        (workspace_id, list(domains), now),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def move_paces(connection: Connection, *, workspace_id: int, moments: Mapping[str, datetime]) -> None:
    """Write the next free moments of paces that the caller holds."""
    await connection.execute(
        """
        UPDATE mail_paces AS p SET next_at = m.at FROM unnest(%s::text[], %s::timestamptz[]) AS m(domain, at)
        WHERE p.workspace_id = %s AND p.domain = m.domain
        """,
        (list(moments), list(moments.values()), workspace_id),
    )


async def note_deferrals(
    connection: Connection, *, workspace_id: int, domains: Mapping[str, str], now: datetime
) -> None:
    """Count that domains said "later" (in their words); many in turn are left alone for a while."""
    paces = await lock_paces(connection, workspace_id=workspace_id, domains=sorted(domains), now=now)
    for domain, pace in sorted(paces.items()):
        if pace.held_until is not None and pace.held_until > now:
            failures = pace.failures  # letters that were on their way when it was left alone
        else:
            failures = pace.failures + 1
        hold = hold_for(failures)
        held_until = pace.held_until if failures == pace.failures else (now + hold if hold else None)
        await connection.execute(
            """
            UPDATE mail_paces SET failures = %s, held_until = %s, said = %s, said_at = %s
            WHERE workspace_id = %s AND domain = %s
            """,
            (failures, held_until, domains[domain][:300], now, workspace_id, domain),
        )


async def note_arrivals(connection: Connection, *, workspace_id: int, domains: Sequence[str]) -> None:
    """Domains that took a letter are trusted again."""
    await connection.execute(
        """
        UPDATE mail_paces SET failures = 0, held_until = NULL
        WHERE workspace_id = %s AND domain IN (SELECT domain FROM mail_paces WHERE workspace_id = %s
            AND domain = ANY(%s) AND failures > 0 ORDER BY domain FOR UPDATE)
        """,
        (workspace_id, workspace_id, list(domains)),
    )


async def lock_days(
    connection: Connection, *, workspace_id: int, domain: str, today: date
) -> dict[date, int]:
    """Places given away on the days from today on; nobody else gives any until the transaction ends."""
    await connection.execute(
        "INSERT INTO mail_days (workspace_id, domain, day, given) VALUES (%s, %s, %s, 0)"
        " ON CONFLICT DO NOTHING",
        (workspace_id, domain, today),
    )
    cursor = await connection.execute(
        "SELECT day, given FROM mail_days WHERE workspace_id = %s AND domain = %s AND day >= %s"
        " ORDER BY day FOR UPDATE",
        (workspace_id, domain, today),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def write_days(
    connection: Connection, *, workspace_id: int, domain: str, given: Mapping[date, int]
) -> None:
    """Keep how many places of days are given away."""
    await connection.execute(
        """
        INSERT INTO mail_days (workspace_id, domain, day, given)
        SELECT %s, %s, day, given FROM unnest(%s::date[], %s::integer[]) AS d(day, given) ORDER BY day
        ON CONFLICT (workspace_id, domain, day) DO UPDATE SET given = excluded.given
        """,
        (workspace_id, domain, list(given), list(given.values())),
    )


# all workspaces: rows that the caller holds
async def put_off(connection: Connection, sends: Sequence[PutOff], *, now: datetime) -> None:
    """Let ready sends that the caller holds leave later; those that wait long are decided upon anew."""
    entries: list[dict[str, Any]] = [{"at": now, "what": each.what, "until": each.until} for each in sends]
    await connection.execute(
        """
        UPDATE sends AS s SET state = CASE WHEN p.far THEN 'planned' ELSE 'ready' END, release_at = p.until,
            gate = p.gate, released_at = CASE WHEN p.far THEN NULL ELSE s.released_at END,
            journal = CASE WHEN p.far THEN s.journal || p.entry ELSE s.journal END
        FROM unnest(%s::bigint[], %s::timestamptz[], %s::smallint[], %s::boolean[], %s::jsonb[])
            AS p(id, until, gate, far, entry)
        WHERE s.id = p.id
        """,
        (
            [each.send_id for each in sends],
            [each.until for each in sends],
            [each.gate for each in sends],
            [each.is_far for each in sends],
            [msgspec.json.encode([entry]).decode() for entry in entries],
        ),
    )
