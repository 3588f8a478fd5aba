"""Sweeps and the people they have still to go through, in PostgreSQL."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from otklik.automation.sweeps.contracts import NewSweep, Sweep, SweepState
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime, to_ms

_NAMES: Final = Sweep.__struct_fields__
_JSON: Final = frozenset({"options", "slots"})
_COLUMNS: Final = ", ".join(f"s.{name}::text" if name in _JSON else f"s.{name}" for name in _NAMES)
_OPEN: Final = "('waiting', 'gathered')"


async def insert_sweep(connection: Connection, *, workspace_id: int, new: NewSweep) -> bool:
    """Make a sweep unless its occasion has one; whether it is new."""
    cursor = await connection.execute(
        """
        INSERT INTO scenario_sweeps (workspace_id, scenario_id, version_id, kind, key, due_at, starts_at,
            gathers_at, options, created_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s) ON CONFLICT DO NOTHING
        """,
        (
            workspace_id,
            new.scenario_id,
            new.version_id,
            new.kind.value,
            new.key,
            to_datetime(min(new.gathers_ms, new.starts_ms)),
            to_datetime(new.starts_ms),
            to_datetime(new.gathers_ms),
            msgspec.json.encode(new.options).decode(),
            new.author,
        ),
    )
    return cursor.rowcount == 1


async def take_due(connection: Connection, *, now_ms: int) -> Sweep | None:  # all workspaces: whatever is due
    """The sweep that is due longest and in nobody's hand; it stays locked."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM scenario_sweeps s WHERE s.due_at <= %s"  # noqa: S608 - our own names
        " ORDER BY s.due_at, s.id LIMIT 1 FOR UPDATE SKIP LOCKED",
        (to_datetime(now_ms),),
    )
    row = await cursor.fetchone()
    return _sweep(row) if row else None


async def find_next_due(connection: Connection) -> int | None:  # all workspaces: one clock for all
    """When the next sweep is due."""
    cursor = await connection.execute(
        "SELECT due_at FROM scenario_sweeps WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1"
    )
    row = await cursor.fetchone()
    return to_ms(row[0]) if row else None


async def list_sweeps(connection: Connection, *, workspace_id: int, scenario_id: int) -> list[Sweep]:
    """Those of a scenario, the latest first (100 at most)."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM scenario_sweeps s WHERE s.workspace_id = %s AND s.scenario_id = %s"  # noqa: S608 - as above
        " ORDER BY s.id DESC LIMIT 100",
        (workspace_id, scenario_id),
    )
    return [_sweep(row) for row in await cursor.fetchall()]


async def update_sweep(  # all workspaces: a sweep that the caller holds
    connection: Connection, *, sweep: Sweep, now_ms: int
) -> None:
    """Write what became of it."""
    is_over = sweep.state in {SweepState.DONE, SweepState.STOPPED, SweepState.FAILED}
    await connection.execute(
        """
        UPDATE scenario_sweeps SET state = %s, due_at = %s, total = %s, done = %s, begun = %s,
            slots = %s::jsonb, tries = %s, error = %s, began_at = coalesce(began_at, %s),
            ended_at = CASE WHEN %s THEN %s::timestamptz END
        WHERE id = %s
        """,
        (
            sweep.state.value,
            sweep.due_at,
            sweep.total,
            sweep.done,
            sweep.begun,
            msgspec.json.encode(sweep.slots).decode(),
            sweep.tries,
            sweep.error,
            to_datetime(now_ms) if sweep.state is not SweepState.WAITING else None,
            is_over,
            to_datetime(now_ms),
            sweep.id,
        ),
    )


async def insert_portions(  # all workspaces: a sweep that the caller holds
    connection: Connection, *, sweep: Sweep, first: int, portions: Sequence[Sequence[int]]
) -> None:
    """Take people down, behind the `first - 1` portions that are there."""
    rows = [
        (sweep.id, first + number, sweep.workspace_id, list(homes)) for number, homes in enumerate(portions)
    ]
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO scenario_sweep_portions (sweep_id, number, workspace_id, homes)"
            " VALUES (%s, %s, %s, %s)",
            rows,
        )


async def take_portion(  # all workspaces: as above
    connection: Connection, *, sweep: Sweep
) -> list[int] | None:
    """The next people, who are struck off with the caller's commit; None: all were gone through."""
    cursor = await connection.execute(
        """
        DELETE FROM scenario_sweep_portions WHERE workspace_id = %(workspace)s AND sweep_id = %(id)s
            AND number = (SELECT min(number) FROM scenario_sweep_portions WHERE sweep_id = %(id)s)
        RETURNING homes
        """,
        {"workspace": sweep.workspace_id, "id": sweep.id},
    )
    row = await cursor.fetchone()
    return list(row[0]) if row else None


async def stop_sweeps(
    connection: Connection, *, workspace_id: int, scenario_id: int, kinds: Sequence[str] = ()
) -> None:
    """End what is not over (of these kinds, or all). Whoever has one in hand finishes its portion."""
    await connection.execute(
        f"""
        WITH stopped AS (
            UPDATE scenario_sweeps SET state = 'stopped', due_at = NULL, ended_at = now()
            WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s AND state IN {_OPEN}
                AND (cardinality(%(kinds)s::text[]) = 0 OR kind = ANY(%(kinds)s)) RETURNING id)
        DELETE FROM scenario_sweep_portions p USING stopped WHERE p.sweep_id = stopped.id
        """,  # noqa: S608 - a constant of this module
        {"workspace": workspace_id, "scenario": scenario_id, "kinds": list(kinds)},
    )


async def hold_sweeps(connection: Connection, *, workspace_id: int, scenario_id: int) -> None:
    """Let those that are not over wait until the scenario goes on."""
    await connection.execute(
        f"UPDATE scenario_sweeps SET due_at = NULL WHERE workspace_id = %s AND scenario_id = %s"  # noqa: S608 - as above
        f" AND state IN {_OPEN} AND kind <> 'schedule'",
        (workspace_id, scenario_id),
    )


async def release_sweeps(connection: Connection, *, workspace_id: int, scenario_id: int, now_ms: int) -> None:
    """Let those go on that waited."""
    await connection.execute(
        f"""
        UPDATE scenario_sweeps SET due_at = CASE WHEN state = 'gathered' THEN greatest(starts_at, %(now)s)
            ELSE greatest(least(gathers_at, starts_at), %(now)s) END
        WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s AND state IN {_OPEN}
            AND due_at IS NULL
        """,  # noqa: S608 - as above
        {"workspace": workspace_id, "scenario": scenario_id, "now": to_datetime(now_ms)},
    )


async def forget_schedules(
    connection: Connection, *, workspace_id: int, scenario_id: int, prefixes: Sequence[str]
) -> None:
    """Delete occasions to come of schedules that the scenario has no more."""
    await connection.execute(
        """
        DELETE FROM scenario_sweeps WHERE workspace_id = %s AND scenario_id = %s AND kind = 'schedule'
            AND state = 'waiting' AND split_part(key, '@', 1) <> ALL(%s::text[])
        """,
        (workspace_id, scenario_id, list(prefixes)),
    )


async def forget_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Strike these homes off all lists."""
    for home in people:
        await connection.execute(
            "UPDATE scenario_sweep_portions SET homes = array_remove(homes, %s)"
            " WHERE workspace_id = %s AND homes @> ARRAY[%s::bigint]",
            (home, workspace_id, home),
        )


def _sweep(row: Sequence[Any]) -> Sweep:
    values = {
        name: msgspec.json.decode(value) if name in _JSON else value
        for name, value in zip(_NAMES, row, strict=True)
    }
    return msgspec.convert(values, Sweep)
