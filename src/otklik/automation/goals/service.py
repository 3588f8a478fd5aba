"""Goals of scenarios: set, changed, read. A changed goal counts history anew, for nothing is summed."""

from collections.abc import Sequence
from typing import Any

import msgspec

from otklik.automation import scenarios
from otklik.automation.goals import errors, repository
from otklik.automation.goals.contracts import Goal, GoalSet, Value, ValueKind
from otklik.automation.goals.reading import read_goals
from otklik.automation.goals.repository import GoalRow
from otklik.infra.postgres import Connection, driver_connection
from otklik.segments.language.names import AnyNames
from otklik.segments.loading import load_names
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor


async def get_goals(connection: Connection, *, workspace_id: int, scenario_id: int) -> GoalSet:
    """The goals of a scenario. Raises NotFoundError."""
    await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    found = await list_goals(connection, workspace_id=workspace_id, scenario_ids=[scenario_id])
    return found[0] if found else GoalSet(scenario_id)


async def list_goals(
    connection: Connection, *, workspace_id: int, scenario_ids: Sequence[int] | None = None
) -> list[GoalSet]:
    """The goals that rule, of scenarios of which somebody decided about them; None: all of the workspace."""
    rows = await repository.list_goals(connection, workspace_id=workspace_id, scenario_ids=scenario_ids)
    return [read_row(row) for row in rows]


async def put_goals(
    session: Session, *, actor: Actor, scenario_id: int, goals: object, is_without: bool
) -> GoalSet:
    """Let these goals rule from now on, over all of history too.

    Raises NotFoundError, GoalsError with every fault, ConflictError for an archived one.
    """
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    scenario = await scenarios.get_scenario(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, is_locked=True
    )
    names = await load_names(connection, workspace_id=workspace_id)
    before = await get_goals(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    read = read_goals(goals, resolve=names, known=[goal.id for goal in before.goals])
    if read and is_without:
        raise errors.without_and_with()
    if before.number and (before.goals, before.is_without) == (read, is_without):
        return before
    await repository.insert_goals(
        connection,
        workspace_id=workspace_id,
        scenario_id=scenario_id,
        goals=msgspec.json.encode([dump_goal(goal) for goal in read]),
        is_without=is_without,
        author=actor.author,
    )
    await workspaces.record_audit(
        session,
        actor=actor,
        action="scenario.goals_changed",
        target=scenario.name,
        details={"id": scenario_id, "goals": len(read)},
    )
    return await get_goals(connection, workspace_id=workspace_id, scenario_id=scenario_id)


def read_row(row: GoalRow) -> GoalSet:
    """A set of goals of its row; what its conditions name may be gone since."""
    goals = read_goals(row.goals, resolve=AnyNames(), known=[each["id"] for each in row.goals])
    return GoalSet(row.scenario_id, row.number, goals, row.is_without, row.created_by, row.created_at)


def dump_goal(goal: Goal) -> dict[str, Any]:
    """A goal as JSON, as it is read again."""
    return {
        "id": goal.id,
        "name": goal.name,
        "event": goal.source,
        "window": goal.window_text,
        "value": _dump_value(goal.value),
        "is_main": goal.is_main,
        "weight": str(goal.weight.normalize()),
    }


def _dump_value(value: Value) -> dict[str, str]:
    match value.kind:
        case ValueKind.FIXED:
            return {"kind": value.kind.value, "amount": f"{value.amount.normalize():f}"}
        case ValueKind.PROPERTY:
            return {"kind": value.kind.value, "name": value.name}
        case _:
            return {"kind": value.kind.value}
