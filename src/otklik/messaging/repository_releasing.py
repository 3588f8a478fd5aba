"""What deciding asks and writes, in PostgreSQL.

All workspaces: one worker decides for them all; every row carries its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Channel, Lane, Send, SkipReason
from otklik.messaging.deciding import Drawn, Released, Verdict
from otklik.messaging.repository import COLUMNS, to_send

_COUNTED: Final = "state IN ('ready', 'claimed', 'sent', 'unknown')"
_LANES: Final = ", ".join(
    f"""lane_{lane.value} AS (SELECT {COLUMNS} FROM sends WHERE state = 'planned' AND lane = {lane.value}
        AND release_at <= %(now)s ORDER BY release_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)"""  # noqa: S608 - our own names
    for lane in Lane
)
_DUE: Final = f"WITH {_LANES} " + " UNION ALL ".join(f"SELECT * FROM lane_{lane.value}" for lane in Lane)  # noqa: S608 - our own names
_ENCODE: Final = msgspec.json.Encoder().encode


async def take_due(connection: Connection, *, now: datetime, limit: int) -> list[Send]:
    """Planned sends whose time has come, locked; those of another worker are passed over.

    At most `limit` a lane: so nothing waits behind a mailing, and a mailing goes on.
    """
    cursor = await connection.execute(_DUE.encode(), {"now": now, "limit": limit})
    return [to_send(row) for row in await cursor.fetchall()]


async def lock_subjects(connection: Connection, *, workspace_id: int, subjects: Sequence[int]) -> None:
    """Be the only one to decide upon these people and addresses, until the transaction ends."""
    await connection.execute(
        """
        INSERT INTO send_locks (workspace_id, subject)
        SELECT %s, subject FROM unnest(%s::bigint[]) AS subject ORDER BY subject
        ON CONFLICT (workspace_id, subject) DO UPDATE SET subject = excluded.subject WHERE false
        """,
        (workspace_id, list(subjects)),
    )


async def list_released(
    connection: Connection,
    *,
    workspace_id: int,
    people: Sequence[int],
    addresses: Sequence[str],
    since: datetime,
) -> list[tuple[int, str | None, Released]]:
    """(home, address, what was let go) of promotional sends to these homes or addresses after `since`."""
    cursor = await connection.execute(
        f"""
        SELECT profile_id, address, id, channel, released_at, cause_send_id IS NOT NULL FROM sends
        WHERE workspace_id = %(workspace)s AND profile_id = ANY(%(people)s) AND released_at > %(since)s
            AND kind = 'promotional' AND {_COUNTED}
        UNION
        SELECT profile_id, address, id, channel, released_at, cause_send_id IS NOT NULL FROM sends
        WHERE workspace_id = %(workspace)s AND address = ANY(%(addresses)s) AND released_at > %(since)s
            AND kind = 'promotional' AND {_COUNTED}
        """.encode(),  # noqa: S608 - our own names
        {"workspace": workspace_id, "people": list(people), "addresses": list(addresses), "since": since},
    )
    return [
        (row[0], row[1], Released(row[2], Channel(row[3]), row[4], row[5])) for row in await cursor.fetchall()
    ]


async def list_taken(
    connection: Connection, *, workspace_id: int, pairs: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of (address group, address) that had theirs."""
    cursor = await connection.execute(
        f"""
        SELECT DISTINCT s.address_group, s.address
        FROM unnest(%s::text[], %s::text[]) AS asked(address_group, address)
        JOIN sends s ON s.workspace_id = %s AND s.address_group = asked.address_group
            AND s.address = asked.address
        WHERE s.address_group <> '' AND s.released_at IS NOT NULL AND s.{_COUNTED}
        """.encode(),  # noqa: S608 - our own names
        ([pair[0] for pair in pairs], [pair[1] for pair in pairs], workspace_id),
    )
    return {(row[0], row[1]) for row in await cursor.fetchall()}


async def list_suppressed(
    connection: Connection, *, workspace_id: int, digests: Sequence[tuple[str, bytes]]
) -> dict[tuple[str, bytes], str]:
    """Why nothing goes to those of (channel, hash of the address) that are suppressed."""
    cursor = await connection.execute(
        """
        SELECT s.channel, s.address_hash, s.reason
        FROM unnest(%s::text[], %s::bytea[]) AS asked(channel, hash)
        JOIN suppressed_addresses s ON s.workspace_id = %s AND s.channel = asked.channel
            AND s.address_hash = asked.hash
        """,
        ([each[0] for each in digests], [each[1] for each in digests], workspace_id),
    )
    return {(row[0], bytes(row[1])): row[2] for row in await cursor.fetchall()}


async def list_holds(
    connection: Connection, *, workspace_id: int, scenarios: Sequence[int]
) -> dict[tuple[int, str], int]:
    """(scenario, pause or stop) → the last send that a stop concerns."""
    cursor = await connection.execute(
        "SELECT scenario_id, what, up_to_id FROM send_holds"
        " WHERE workspace_id = %s AND scenario_id = ANY(%s)",
        (workspace_id, list(scenarios)),
    )
    return {(row[0], row[1]): row[2] for row in await cursor.fetchall()}


async def list_arms(
    connection: Connection, *, workspace_id: int, scenarios: Sequence[int], people: Sequence[int]
) -> list[tuple[int, int, bool]]:
    """(scenario, home, is control) of these homes, the oldest word last."""
    cursor = await connection.execute(
        """
        SELECT scenario_id, profile_id, is_control FROM control_assignments
        WHERE workspace_id = %s AND scenario_id = ANY(%s) AND profile_id = ANY(%s)
        ORDER BY at DESC, profile_id DESC
        """,
        (workspace_id, list(scenarios), list(people)),
    )
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


async def insert_arms(connection: Connection, drawn: Sequence[Drawn], *, now: datetime) -> None:
    """Keep arms for ever."""
    await connection.execute(
        """
        INSERT INTO control_assignments (workspace_id, scenario_id, profile_id, is_control, at)
        SELECT w, s, p, c, %s FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[])
            AS drawn(w, s, p, c)
        ON CONFLICT DO NOTHING
        """,
        (
            now,
            [each.workspace_id for each in drawn],
            [each.scenario_id for each in drawn],
            [each.profile_id for each in drawn],
            [each.is_control for each in drawn],
        ),
    )


async def write_verdicts(connection: Connection, verdicts: Sequence[Verdict], *, now: datetime) -> None:
    """Write what was decided; a delay goes into the journal."""
    await connection.execute(
        """
        UPDATE sends AS s SET state = v.state,
            reason = CASE WHEN v.state = 'skipped' THEN v.reason ELSE '' END,
            release_at = coalesce(v.until, s.release_at), address = coalesce(v.address, s.address),
            released_at = CASE WHEN v.state = 'ready' THEN %s::timestamptz END,
            journal = CASE WHEN v.entry IS NULL THEN s.journal ELSE s.journal || v.entry END
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::jsonb[])
            AS v(id, state, reason, until, address, entry)
        WHERE s.id = v.id
        """,
        (
            now,
            [verdict.send.id for verdict in verdicts],
            [verdict.state.value for verdict in verdicts],
            [verdict.reason for verdict in verdicts],
            [verdict.until for verdict in verdicts],
            [verdict.address or None for verdict in verdicts],
            [_entry(verdict, now) for verdict in verdicts],
        ),
    )


def _entry(verdict: Verdict, now: datetime) -> str | None:
    if verdict.until is None:
        return None
    return _ENCODE([{"at": now, "what": verdict.reason, "until": verdict.until}]).decode()


async def take_expired(connection: Connection, *, now: datetime, limit: int) -> list[Send]:
    """Planned and ready sends that must not be sent any more, locked."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM sends WHERE expires_at <= %s AND state IN ('planned', 'ready')
        ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED
        """.encode(),  # noqa: S608 - our own names
        (now, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def skip(connection: Connection, send_ids: Sequence[int], *, reason: SkipReason) -> None:
    """Decide against sends that the caller holds."""
    await connection.execute(
        "UPDATE sends SET state = 'skipped', reason = %s, released_at = NULL WHERE id = ANY(%s)",
        (reason.value, list(send_ids)),
    )


async def find_next_moment(connection: Connection) -> datetime | None:
    """When the next planned send is due, or one expires; None: none waits."""
    lanes = ", ".join(
        f"(SELECT min(release_at) FROM sends WHERE state = 'planned' AND lane = {lane.value})"  # noqa: S608 - our own numbers
        for lane in Lane
    )
    cursor = await connection.execute(
        f"""
        SELECT least({lanes}, (SELECT min(expires_at) FROM sends
            WHERE expires_at IS NOT NULL AND state IN ('planned', 'ready')))
        """.encode()  # noqa: S608 - our own names
    )
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found


async def list_workspaces(
    connection: Connection, workspaces: Sequence[int]
) -> Mapping[int, tuple[str, str, dict[str, Any]]]:
    """(name, time zone, settings of messaging) of those workspaces that are there."""
    cursor = await connection.execute(
        """
        SELECT w.id, w.name, w.time_zone, coalesce(s.settings, '{}')::text FROM workspaces w
        LEFT JOIN messaging_settings s ON s.workspace_id = w.id WHERE w.id = ANY(%s)
        """,
        (list(workspaces),),
    )
    return {
        row[0]: (row[1], row[2], msgspec.json.decode(row[3], type=dict[str, Any]))
        for row in await cursor.fetchall()
    }
