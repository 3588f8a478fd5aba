"""Goals of scenarios in PostgreSQL: each change is a row, the newest rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

_COLUMNS: Final = "scenario_id, number, goals, is_without, created_by, created_at"


class GoalRow(msgspec.Struct, frozen=True):
    """A row of `scenario_goals`; `goals` is the JSON that was saved, with ids."""

    scenario_id: int
    number: int
    goals: list[dict[str, Any]]
    is_without: bool
    created_by: str
    created_at: datetime


async def insert_goals(
    connection: Connection,
    *,
    workspace_id: int,
    scenario_id: int,
    goals: bytes,
    is_without: bool,
    author: str,
) -> None:
    """The next set of goals; the caller holds the scenario."""
    await connection.execute(
        """
        INSERT INTO scenario_goals (workspace_id, scenario_id, number, goals, is_without, created_by)
        SELECT %(workspace_id)s, %(scenario_id)s, coalesce(max(number), 0) + 1, %(goals)s::jsonb,
            %(is_without)s, %(author)s
        FROM scenario_goals WHERE workspace_id = %(workspace_id)s AND scenario_id = %(scenario_id)s
        """,
        {
            "workspace_id": workspace_id,
            "scenario_id": scenario_id,
            "goals": goals.decode(),
            "is_without": is_without,
            "author": author,
        },
    )


async def list_goals(
    connection: Connection, *, workspace_id: int, scenario_ids: Sequence[int] | None = None
) -> list[GoalRow]:
    """The goals that rule; None: of every scenario of the workspace."""
    cursor = await connection.execute(
        f"""
        SELECT DISTINCT ON (scenario_id) {_COLUMNS} FROM scenario_goals
        WHERE workspace_id = %(workspace_id)s
            AND (%(ids)s::bigint[] IS NULL OR scenario_id = ANY(%(ids)s::bigint[]))
        ORDER BY scenario_id, number DESC
        """,  # noqa: S608 - our own names
        {"workspace_id": workspace_id, "ids": list(scenario_ids) if scenario_ids is not None else None},
    )
    return [GoalRow(*row) for row in await cursor.fetchall()]


async def list_workspaces(connection: Connection) -> list[int]:  # all workspaces: whom the watch looks at
    """Workspaces in which some scenario ever had a goal."""
    cursor = await connection.execute("SELECT DISTINCT workspace_id FROM scenario_goals ORDER BY 1")
    return [row[0] for row in await cursor.fetchall()]


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Forget what was told of these homes."""
    await connection.execute(
        "DELETE FROM goals_told WHERE workspace_id = %s AND profile_id = ANY(%s::bigint[])",
        (workspace_id, list(people)),
    )


async def count_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> dict[str, int]:
    """How many rows these homes still have, by table."""
    cursor = await connection.execute(
        "SELECT count(*) FROM goals_told WHERE workspace_id = %s AND profile_id = ANY(%s::bigint[])",
        (workspace_id, list(people)),
    )
    row = await cursor.fetchone()
    return {"goals_told": int(row[0]) if row else 0}
