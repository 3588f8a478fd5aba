"""Runs in PostgreSQL: due ones, those of people, what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.automation.contracts import Beginning, Stored
from otklik.automation.engine.runs import BEFORE, Context, Line, Run, State, Waits
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime, to_ms

MAX_LINES: Final = 200
"""Lines of one run's log that are kept: the first ones."""
_COLUMNS: Final = (
    "r.id, r.workspace_id, r.scenario_id, r.version_id, r.profile_id, r.lines, r.node, r.visit, r.state,"
    " r.waits, r.reason, r.due_at, r.since, r.entered_at, r.context::text, r.send_id, r.outcome"
)
_CONTEXT: Final = msgspec.json.Decoder(Context)


async def take_due(  # all workspaces: whatever is due
    connection: Connection, *, now_ms: int, limit: int
) -> list[Stored]:
    """Runs whose time has come, the longest overdue first, but those in another's hand; they stay locked."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM scenario_runs r WHERE r.due_at <= %s
        ORDER BY r.due_at, r.id LIMIT %s FOR UPDATE SKIP LOCKED
        """,  # noqa: S608 - our own names
        (to_datetime(now_ms), limit),
    )
    return [_stored(row) for row in await cursor.fetchall()]


async def take_runs(  # all workspaces: runs that the caller knows by their ids
    connection: Connection, *, run_ids: Iterable[int]
) -> list[Stored]:
    """These runs if they still wait, by rising id; locked once nobody else holds them."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM scenario_runs r WHERE r.id = ANY(%s::bigint[]) AND r.state = 'waiting'
        ORDER BY r.id FOR UPDATE
        """,  # noqa: S608 - our own names
        (sorted(run_ids),),
    )
    return [_stored(row) for row in await cursor.fetchall()]


# all workspaces: as above
async def read_runs(connection: Connection, *, run_ids: Sequence[int]) -> list[Stored]:
    """These runs as they are, ended ones too."""
    sql = f"SELECT {_COLUMNS} FROM scenario_runs r WHERE r.id = ANY(%s::bigint[])"  # noqa: S608 - our own names
    return [_stored(row) for row in await (await connection.execute(sql, (list(run_ids),))).fetchall()]


async def take_runs_of(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], scenario_ids: Sequence[int]
) -> list[Stored]:
    """The waiting runs of these homes in these scenarios, by rising id; locked."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM scenario_runs r
        WHERE r.workspace_id = %s AND r.profile_id = ANY(%s::bigint[]) AND r.scenario_id = ANY(%s::bigint[])
            AND r.state = 'waiting'
        ORDER BY r.id FOR UPDATE
        """,  # noqa: S608 - our own names
        (workspace_id, list(homes), list(scenario_ids)),
    )
    return [_stored(row) for row in await cursor.fetchall()]


async def list_inside(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], scenario_ids: Sequence[int]
) -> list[tuple[int, int, int, datetime]]:
    """(scenario, home, run, entered) of whoever of these homes is inside these scenarios."""
    cursor = await connection.execute(
        """
        SELECT scenario_id, profile_id, id, entered_at FROM scenario_runs
        WHERE workspace_id = %s AND profile_id = ANY(%s::bigint[]) AND scenario_id = ANY(%s::bigint[])
            AND state = 'waiting'
        """,
        (workspace_id, list(homes), list(scenario_ids)),
    )
    return [(row[0], row[1], row[2], row[3]) for row in await cursor.fetchall()]


async def list_known_keys(
    connection: Connection, *, workspace_id: int, keys: Sequence[tuple[int, str]]
) -> set[tuple[int, str]]:
    """Those of (scenario, entry key) that began a run already."""
    cursor = await connection.execute(
        """
        SELECT r.scenario_id, r.entry_key FROM unnest(%s::bigint[], %s::text[]) AS k(scenario_id, entry_key)
        JOIN scenario_runs r
            ON r.workspace_id = %s AND r.scenario_id = k.scenario_id AND r.entry_key = k.entry_key
        """,
        ([key[0] for key in keys], [key[1] for key in keys], workspace_id),
    )
    return {(row[0], row[1]) for row in await cursor.fetchall()}


async def insert_runs(
    connection: Connection, *, workspace_id: int, beginnings: Sequence[Beginning], now_ms: int
) -> int:
    """A run for each that has not begun one yet, before its first step; how many."""
    if not beginnings:
        return 0
    cursor = await connection.execute(
        """
        INSERT INTO scenario_runs
            (workspace_id, scenario_id, version_id, profile_id, entry_key, node, waits, due_at, since,
                entered_at, context)
        SELECT %s, n.scenario_id, n.version_id, n.home, n.key, %s, 'time', n.due_at, %s, %s, n.context::jsonb
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[])
            AS n(scenario_id, version_id, home, key, due_at, context)
        ON CONFLICT (workspace_id, scenario_id, entry_key) DO NOTHING
        """,
        (
            workspace_id,
            BEFORE,
            to_datetime(now_ms),
            to_datetime(now_ms),
            [each.scenario_id for each in beginnings],
            [each.version_id for each in beginnings],
            [each.home for each in beginnings],
            [each.key for each in beginnings],
            [to_datetime(each.due_ms) for each in beginnings],
            [msgspec.json.encode(each.context).decode() for each in beginnings],
        ),
    )
    return cursor.rowcount


async def write_runs(  # all workspaces: runs that the caller holds
    connection: Connection, *, runs: Sequence[Stored], now_ms: int
) -> None:
    """Write what became of these runs."""
    if not runs:
        return
    await connection.execute(
        """
        UPDATE scenario_runs r SET version_id = n.version_id, node = n.node, visit = n.visit, state = n.state,
            waits = n.waits, reason = n.reason, due_at = n.due_at, since = n.since, lines = n.lines,
            held_due_at = NULL, send_id = n.send_id, outcome = n.outcome,
            ended_at = CASE WHEN n.state = 'waiting' THEN NULL ELSE %s::timestamptz END
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[],
            %s::timestamptz[], %s::timestamptz[], %s::int[], %s::bigint[], %s::text[])
            AS n(id, version_id, node, visit, state, waits, reason, due_at, since, lines, send_id, outcome)
        WHERE r.id = n.id
        """,
        (
            to_datetime(now_ms),
            [each.run.id for each in runs],
            [each.version_id for each in runs],
            [each.run.node for each in runs],
            [each.run.visit for each in runs],
            [each.run.state.value for each in runs],
            [each.run.waits.value for each in runs],
            [each.run.reason for each in runs],
            [to_datetime(each.run.due_ms) if each.run.due_ms is not None else None for each in runs],
            [to_datetime(each.run.since_ms) for each in runs],
            [each.lines for each in runs],
            [each.send_id for each in runs],
            [each.outcome for each in runs],
        ),
    )


async def write_lines(  # all workspaces: of runs that the caller holds
    connection: Connection, *, logs: Iterable[tuple[Stored, Sequence[Line]]], now_ms: int
) -> None:
    """Add lines to the logs of runs, behind the `lines` that each has; those over MAX_LINES are left out."""
    rows = [
        (stored, stored.lines + number, line)
        for stored, lines in logs
        for number, line in enumerate(lines, start=1)
        if stored.lines + number <= MAX_LINES
    ]
    if not rows:
        return
    await connection.execute(
        """
        INSERT INTO scenario_steps (workspace_id, run_id, number, node, what, reason, at)
        SELECT n.*, %s
        FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[]) AS n
        """,
        (
            to_datetime(now_ms),
            [stored.workspace_id for stored, _, _ in rows],
            [stored.run.id for stored, _, _ in rows],
            [number for _, number, _ in rows],
            [line.node for _, _, line in rows],
            [line.what for _, _, line in rows],
            [line.reason for _, _, line in rows],
        ),
    )


async def note_outcomes(  # all workspaces: runs by the sends they wait for
    connection: Connection, *, outcomes: Sequence[tuple[int, int, str]], now_ms: int
) -> int:
    """Of (run, send, what was decided): those runs that wait for it are due now; how many."""
    cursor = await connection.execute(
        """
        WITH n AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(id, send_id, outcome)),
        held AS (
            SELECT r.id, n.outcome FROM scenario_runs r
            JOIN n ON n.id = r.id AND n.send_id = r.send_id
            WHERE r.state = 'waiting' AND r.outcome = '' ORDER BY r.id FOR UPDATE OF r
        )
        UPDATE scenario_runs r SET outcome = held.outcome, due_at = %s FROM held WHERE r.id = held.id
        """,
        (
            [each[0] for each in outcomes],
            [each[1] for each in outcomes],
            [each[2] for each in outcomes],
            to_datetime(now_ms),
        ),
    )
    return cursor.rowcount


async def hold_runs(  # all workspaces: runs that the caller holds
    connection: Connection, *, run_ids: Sequence[int]
) -> None:
    """Keep the due time of runs in a paused scenario aside: nobody looks at them before it goes on."""
    if run_ids:
        await connection.execute(
            "UPDATE scenario_runs SET held_due_at = due_at, due_at = NULL WHERE id = ANY(%s::bigint[])",
            (list(run_ids),),
        )


async def release_runs(connection: Connection, *, workspace_id: int, scenario_id: int) -> None:
    """Give held runs their due time back."""
    await connection.execute(
        """
        UPDATE scenario_runs SET due_at = held_due_at, held_due_at = NULL
        WHERE workspace_id = %s AND scenario_id = %s AND held_due_at IS NOT NULL
        """,
        (workspace_id, scenario_id),
    )


async def hurry_runs(connection: Connection, *, workspace_id: int, scenario_id: int, now_ms: int) -> None:
    """Have every waiting run of a scenario looked at now."""
    await connection.execute(
        """
        UPDATE scenario_runs SET due_at = %s, held_due_at = NULL
        WHERE workspace_id = %s AND scenario_id = %s AND state = 'waiting'
        """,
        (to_datetime(now_ms), workspace_id, scenario_id),
    )


async def hurry_displaced(
    connection: Connection, *, workspace_id: int, scenario_id: int, nodes: Sequence[str], now_ms: int
) -> None:
    """Have runs looked at now that rest at a step which is none of `nodes`; of a paused one later."""
    await connection.execute(
        """
        UPDATE scenario_runs SET due_at = CASE WHEN held_due_at IS NULL THEN %(now)s::timestamptz END,
            held_due_at = CASE WHEN held_due_at IS NOT NULL THEN %(now)s::timestamptz END
        WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s AND state = 'waiting'
            AND waits IN ('time', 'event') AND node <> '' AND node <> ALL(%(nodes)s)
        """,
        {
            "now": to_datetime(now_ms),
            "workspace": workspace_id,
            "scenario": scenario_id,
            "nodes": list(nodes),
        },
    )


async def count_by_node(connection: Connection, *, workspace_id: int, scenario_id: int) -> Mapping[str, int]:
    """How many wait at each step."""
    cursor = await connection.execute(
        """
        SELECT node, count(*) FROM scenario_runs
        WHERE workspace_id = %s AND scenario_id = %s AND state = 'waiting' GROUP BY node
        """,
        (workspace_id, scenario_id),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def list_runs(
    connection: Connection,
    *,
    workspace_id: int,
    scenario_id: int | None = None,
    node: str | None = None,
    homes: Sequence[int] | None = None,
    before: int = 0,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """Runs, the newest first: of a scenario (those waiting at `node`), or of a person."""
    cursor = await connection.execute(
        """
        SELECT r.id, r.scenario_id, s.name, r.profile_id, r.node, r.state, r.waits, r.reason,
            coalesce(r.due_at, r.held_due_at), r.entered_at, r.ended_at
        FROM scenario_runs r JOIN scenarios s ON s.id = r.scenario_id
        WHERE r.workspace_id = %(workspace_id)s
            AND (%(scenario_id)s::bigint IS NULL OR r.scenario_id = %(scenario_id)s)
            AND (%(node)s::text IS NULL OR (r.node = %(node)s AND r.state = 'waiting'))
            AND (%(homes)s::bigint[] IS NULL OR r.profile_id = ANY(%(homes)s))
            AND (%(before)s = 0 OR r.id < %(before)s)
        ORDER BY r.id DESC LIMIT %(limit)s
        """,
        {
            "workspace_id": workspace_id,
            "scenario_id": scenario_id,
            "node": node,
            "homes": list(homes) if homes is not None else None,
            "before": before,
            "limit": limit,
        },
    )
    names = [
        *("id", "scenario_id", "scenario", "profile_id", "node", "state", "waits", "reason", "due_at"),
        *("entered_at", "ended_at"),
    ]
    return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]


async def list_lines(
    connection: Connection, *, workspace_id: int, run_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """The logs of these runs."""
    cursor = await connection.execute(
        """
        SELECT run_id, node, what, reason, at FROM scenario_steps
        WHERE workspace_id = %s AND run_id = ANY(%s::bigint[]) ORDER BY run_id, number
        """,
        (workspace_id, list(run_ids)),
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for run_id, node, what, reason, at in await cursor.fetchall():
        found.setdefault(run_id, []).append({"node": node, "what": what, "reason": reason, "at": at})
    return found


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Forget the runs of these homes and that they ever began."""
    for table in ("scenario_runs", "scenario_entrants"):
        await connection.execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND profile_id = ANY(%s::bigint[])",  # noqa: S608 - one of two
            (workspace_id, list(people)),
        )


async def count_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> dict[str, int]:
    """What is left of these homes, by table."""
    left = {}
    for table in ("scenario_runs", "scenario_entrants"):
        cursor = await connection.execute(
            f"SELECT count(*) FROM {table} WHERE workspace_id = %s AND profile_id = ANY(%s::bigint[])",  # noqa: S608 - one of two
            (workspace_id, list(people)),
        )
        row = await cursor.fetchone()
        left[table] = int(row[0]) if row else 0
    return left


def _stored(row: Sequence[Any]) -> Stored:
    (
        id_,
        workspace_id,
        scenario_id,
        version_id,
        profile_id,
        lines,
        node,
        visit,
        state,
        waits,
        reason,
        *rest,
    ) = row
    due_at, since, entered_at, context, send_id, outcome = rest
    run = Run(
        id_,
        node,
        to_ms(since),
        to_ms(entered_at),
        visit,
        State(state),
        Waits(waits),
        to_ms(due_at) if due_at is not None else None,
        reason,
        _CONTEXT.decode(context),
    )
    return Stored(run, workspace_id, scenario_id, version_id, profile_id, lines, send_id, outcome)
