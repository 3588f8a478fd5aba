"""Rehearsals over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Self, TypeAlias

import msgspec
from fastapi import APIRouter, Path
from pydantic import Field

from otklik.automation import errors, scenarios
from otklik.automation.books import Shelf
from otklik.automation.endpoints import ReadAccess, ScenarioId, WriteAccess
from otklik.automation.rehearsing import repository
from otklik.automation.rehearsing.contracts import Rehearsal, RehearsalState
from otklik.automation.schemas import LARGEST_ID
from otklik.infra.web import EnginesDep
from otklik.workspaces.schemas import Answer, Body, Id, Moment, Page

router = APIRouter(tags=["scenarios"])
RehearsalId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MAX_OPEN = 3


class RehearsalBody(Body):
    """Over how many past days."""

    days: int = Field(default=30, ge=1, le=90)


class RehearsalAnswer(Answer):
    """A rehearsal; `result` (docs/reference/rehearsal.md) when it is done, `progress` from 0 to 1."""

    id: Id
    version_id: Id
    days: int
    state: RehearsalState
    progress: float
    result: dict[str, Any] | None
    error: str
    created_by: str
    created_at: Moment
    ended_at: datetime | None

    @classmethod
    def of(cls, rehearsal: Rehearsal) -> Self:
        """From a row."""
        values = msgspec.structs.asdict(rehearsal)
        return cls(**{name: values[name] for name in cls.model_fields})


@router.post("/scenarios/{scenario_id}/rehearsals", status_code=202)
async def start_rehearsal(
    scenario_id: ScenarioId, body: RehearsalBody, actor: WriteAccess, engines: EnginesDep
) -> RehearsalAnswer:
    """Let the scenario go through the past days; nothing is sent. 422 names each fault of its graph."""
    workspace_id = actor.workspace_id
    async with engines.postgres.connection() as connection:
        await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
        books = await Shelf().load_books(connection, scenario_ids=[scenario_id])
        if scenario_id not in books:
            raise errors.no_graph()
        if await repository.count_open(connection, workspace_id=workspace_id) >= MAX_OPEN:
            raise errors.too_many_rehearsals(MAX_OPEN)
        made = await repository.insert_rehearsal(
            connection,
            workspace_id=workspace_id,
            scenario_id=scenario_id,
            version_id=books[scenario_id].version_id,
            days=body.days,
            author=actor.author,
        )
        found = await repository.list_rehearsals(
            connection, workspace_id=workspace_id, scenario_id=scenario_id, rehearsal_id=made
        )
    return RehearsalAnswer.of(found[0])


@router.get("/scenarios/{scenario_id}/rehearsals")
async def list_rehearsals(
    scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep
) -> Page[RehearsalAnswer]:
    """The last twenty of a scenario, the latest first."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_rehearsals(
            connection, workspace_id=actor.workspace_id, scenario_id=scenario_id
        )
    return Page(items=[RehearsalAnswer.of(each) for each in found])


@router.get("/scenarios/{scenario_id}/rehearsals/{rehearsal_id}")
async def get_rehearsal(
    scenario_id: ScenarioId, rehearsal_id: RehearsalId, actor: ReadAccess, engines: EnginesDep
) -> RehearsalAnswer:
    """One, with how far it is or what came of it."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_rehearsals(
            connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, rehearsal_id=rehearsal_id
        )
    if not found:
        raise errors.no_rehearsal()
    return RehearsalAnswer.of(found[0])
