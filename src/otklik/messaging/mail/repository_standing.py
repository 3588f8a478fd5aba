"""How sending goes: counts by the hour, and what is thought of a scenario's letters. PostgreSQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection

WHATS: Final = ("sent", "deferred", "refused", "bounced", "complained")


class CountKey(msgspec.Struct, frozen=True, order=True):
    """Whose letters to whom, in which hour."""

    workspace_id: int
    hour: datetime
    from_domain: str
    to_domain: str


class Standing(msgspec.Struct, frozen=True):
    """A scenario's letters since a person last let it go on."""

    workspace_id: int
    scenario_id: int
    sent: int
    bounced: int
    complained: int
    state: str
    why: str


# all workspaces: every key carries its own
async def add_counts(connection: Connection, counts: Mapping[CountKey, Mapping[str, int]]) -> None:
    """Add to the counts, in one order."""
    keys = sorted(counts)
    sums = ", ".join(f"{what} = mail_counts.{what} + excluded.{what}" for what in WHATS)
    await connection.execute(
        f"""
        INSERT INTO mail_counts (workspace_id, hour, from_domain, to_domain, {", ".join(WHATS)})
        SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::integer[],
            %s::integer[], %s::integer[], %s::integer[], %s::integer[])
        ON CONFLICT (workspace_id, hour, from_domain, to_domain) DO UPDATE SET {sums}
        """.encode(),  # noqa: S608 - our own names
        (
            [key.workspace_id for key in keys],
            [key.hour for key in keys],
            [key.from_domain for key in keys],
            [key.to_domain for key in keys],
            *([counts[key].get(what, 0) for key in keys] for what in WHATS),
        ),
    )


# all workspaces: every pair carries its own
async def add_to_standings(
    connection: Connection, *, what: str, counts: Mapping[tuple[int, int], int]
) -> list[Standing]:
    """Add to the standings of (workspace, scenario); how they are now, locked."""
    pairs = sorted(counts)
    cursor = await connection.execute(
        f"""
        INSERT INTO mail_standings AS s (workspace_id, scenario_id, {what})
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        ON CONFLICT (workspace_id, scenario_id) DO UPDATE SET {what} = s.{what} + excluded.{what}
        RETURNING {_SINCE}
        """.encode(),  # noqa: S608 - one of WHATS
        ([pair[0] for pair in pairs], [pair[1] for pair in pairs], [counts[pair] for pair in pairs]),
    )
    return [Standing(*row) for row in await cursor.fetchall()]


# all workspaces: the standing carries its own
async def write_state(connection: Connection, standing: Standing, *, at: datetime) -> None:
    """Keep what is thought of a scenario's letters."""
    await connection.execute(
        "UPDATE mail_standings SET state = %s, why = %s, changed_at = %s, is_told = false"
        " WHERE workspace_id = %s AND scenario_id = %s",
        (standing.state, standing.why, at, standing.workspace_id, standing.scenario_id),
    )


async def forgive(connection: Connection, *, workspace_id: int, scenario_id: int) -> None:
    """Count anew: a person lets it go on."""
    await connection.execute(
        """
        UPDATE mail_standings SET state = 'good', why = '', forgiven_sent = sent, forgiven_bounced = bounced,
            forgiven_complained = complained WHERE workspace_id = %s AND scenario_id = %s AND state <> 'good'
        """,
        (workspace_id, scenario_id),
    )


async def find_state(connection: Connection, *, workspace_id: int, scenario_id: int) -> str | None:
    """What is thought of a scenario's letters, locked; None: it has sent none."""
    cursor = await connection.execute(
        "SELECT state FROM mail_standings WHERE workspace_id = %s AND scenario_id = %s FOR UPDATE",
        (workspace_id, scenario_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def list_slow(connection: Connection, *, workspace_id: int, scenarios: list[int]) -> set[int]:
    """Those of the scenarios that are slowed."""
    cursor = await connection.execute(
        "SELECT scenario_id FROM mail_standings WHERE workspace_id = %s AND scenario_id = ANY(%s)"
        " AND state = 'slow'",
        (workspace_id, scenarios),
    )
    return {row[0] for row in await cursor.fetchall()}


# all workspaces: one worker tells of them all
async def list_untold(connection: Connection) -> list[Standing]:
    """All workspaces: scenarios that were paused and whose room does not know yet."""
    cursor = await connection.execute(
        f"SELECT {_SINCE} FROM mail_standings s WHERE state = 'paused' AND NOT is_told".encode()  # noqa: S608 - our own names
    )
    return [Standing(*row) for row in await cursor.fetchall()]


async def mark_told(connection: Connection, *, workspace_id: int, scenario_id: int) -> None:
    """The scenario's room knows."""
    await connection.execute(
        "UPDATE mail_standings SET is_told = true WHERE workspace_id = %s AND scenario_id = %s",
        (workspace_id, scenario_id),
    )


_SINCE: Final = (
    "s.workspace_id, s.scenario_id, s.sent - s.forgiven_sent, s.bounced - s.forgiven_bounced,"
    " s.complained - s.forgiven_complained, s.state, s.why"
)
