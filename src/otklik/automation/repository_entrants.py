"""Who ever began a scenario, in PostgreSQL: the row is the lock under which somebody is let in."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from otklik.automation.contracts import Entrant
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime, to_ms

_ARMS = msgspec.json.Decoder(dict[str, str])


async def hold_entrants(
    connection: Connection, *, workspace_id: int, roots: Sequence[tuple[int, int]]
) -> None:
    """Make and lock the rows of these (root, scenario), in their order, until the transaction ends."""
    ordered = sorted(set(roots))
    people, scenarios = [each[0] for each in ordered], [each[1] for each in ordered]
    await connection.execute(
        """
        INSERT INTO scenario_entrants (workspace_id, profile_id, scenario_id)
        SELECT %s, n.root, n.scenario_id FROM unnest(%s::bigint[], %s::bigint[]) AS n(root, scenario_id)
        ON CONFLICT DO NOTHING
        """,
        (workspace_id, people, scenarios),
    )
    await connection.execute(
        """
        SELECT 1 FROM scenario_entrants e
        JOIN unnest(%s::bigint[], %s::bigint[]) AS n(root, scenario_id)
            ON e.profile_id = n.root AND e.scenario_id = n.scenario_id
        WHERE e.workspace_id = %s ORDER BY e.profile_id, e.scenario_id FOR UPDATE OF e
        """,
        (people, scenarios, workspace_id),
    )


async def read_entrants(
    connection: Connection, *, workspace_id: int, homes: Sequence[int], scenario_ids: Sequence[int]
) -> dict[tuple[int, int], Entrant]:
    """What is known of these homes in these scenarios, by (home, scenario)."""
    cursor = await connection.execute(
        """
        SELECT profile_id, scenario_id, entered_at, entries, arms::text FROM scenario_entrants
        WHERE workspace_id = %s AND profile_id = ANY(%s::bigint[]) AND scenario_id = ANY(%s::bigint[])
        """,
        (workspace_id, list(homes), list(scenario_ids)),
    )
    return {(row[0], row[1]): _entrant(row) for row in await cursor.fetchall()}


def _entrant(row: Sequence[Any]) -> Entrant:
    return Entrant(to_ms(row[2]) if row[2] is not None else None, row[3], _ARMS.decode(row[4]))


async def write_entered(
    connection: Connection, *, workspace_id: int, entered: Mapping[tuple[int, int], tuple[int, int]]
) -> None:
    """Note of each (root, scenario) when it last began, and how many times more."""
    if not entered:
        return
    await connection.execute(
        """
        UPDATE scenario_entrants e SET entered_at = greatest(e.entered_at, n.at), entries = e.entries + n.more
        FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::int[])
            AS n(root, scenario_id, at, more)
        WHERE e.workspace_id = %s AND e.profile_id = n.root AND e.scenario_id = n.scenario_id
        """,
        (
            [key[0] for key in entered],
            [key[1] for key in entered],
            [to_datetime(at_ms) for at_ms, _ in entered.values()],
            [more for _, more in entered.values()],
            workspace_id,
        ),
    )


async def write_arms(
    connection: Connection, *, workspace_id: int, arms: Mapping[tuple[int, int], Mapping[str, str]]
) -> None:
    """Give (root, scenario) these arms by node; one that is there already stays."""
    if not arms:
        return
    await connection.execute(
        """
        INSERT INTO scenario_entrants AS e (workspace_id, profile_id, scenario_id, arms)
        SELECT %s, n.root, n.scenario_id, n.arms::jsonb
        FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(root, scenario_id, arms)
        ON CONFLICT (workspace_id, profile_id, scenario_id) DO UPDATE SET arms = excluded.arms || e.arms
        """,
        (
            workspace_id,
            [key[0] for key in arms],
            [key[1] for key in arms],
            [msgspec.json.encode(each).decode() for each in arms.values()],
        ),
    )
