"""What scenarios hold of a person: his walks, and that he ever began."""

from otklik.automation import repository_runs
from otklik.automation.goals import repository as goals
from otklik.automation.rehearsing import repository as repository_rehearsals
from otklik.automation.sweeps import repository as repository_sweeps
from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased


async def erase_from_automation(engines: Engines, erased: Erased) -> dict[str, int]:
    """Delete his runs with their logs, and the goals told of him; what is left, by table. Safe to repeat."""
    async with engines.postgres.connection() as connection:
        await repository_rehearsals.delete_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
        await repository_sweeps.forget_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
        await repository_runs.delete_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
        await goals.delete_of_people(connection, workspace_id=erased.workspace_id, people=erased.members)
    async with engines.postgres.connection() as connection:
        runs = await repository_runs.count_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
        told = await goals.count_of_people(
            connection, workspace_id=erased.workspace_id, people=erased.members
        )
    return runs | told
