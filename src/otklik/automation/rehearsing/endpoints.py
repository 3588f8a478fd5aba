"""Rehearsals over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Self, TypeAlias

import msgspec
from fastapi import APIRouter, Path
from pydantic import Field

from otklik.automation import errors, scenarios
from otklik.automation.books import Shelf
from otklik.automation.endpoints import ReadAccess, ScenarioId, WriteAccess
from otklik.automation.overview.schemas import WalkerPerson
from otklik.automation.overview.service import list_people
from otklik.automation.rehearsing import repository
from otklik.automation.rehearsing.contracts import Rehearsal, RehearsalState
from otklik.automation.schemas import LARGEST_ID
from otklik.infra.postgres import Connection
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Answer, Body, Id, Moment, Page

router = APIRouter(tags=["scenarios"])
RehearsalId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PeopleAccess = Annotated[Actor, require(Permission.PEOPLE_READ)]
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


class RehearsedAnswer(Answer):
    """A message that would have gone to a person at `at`, and what let him in at `began`.

    `trigger`: its number in the entry, null for a mailing; `event`: the event's name, "" if there was none.
    """

    person: WalkerPerson
    node: str
    at: Moment
    began: Moment | None
    trigger: int | None
    event: str


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
        found = await _get_rehearsal(connection, actor.workspace_id, scenario_id, rehearsal_id)
    return RehearsalAnswer.of(found)


@router.get("/scenarios/{scenario_id}/rehearsals/{rehearsal_id}/people")
async def list_rehearsed(
    scenario_id: ScenarioId, rehearsal_id: RehearsalId, actor: PeopleAccess, engines: EnginesDep
) -> Page[RehearsedAnswer]:
    """The first 200 messages of a rehearsal with the names of those to whom they would have gone."""
    async with engines.postgres.connection() as connection:
        found = await _get_rehearsal(connection, actor.workspace_id, scenario_id, rehearsal_id)
        sample: list[dict[str, Any]] = (found.result or {}).get("sample", [])
        homes = sorted({int(each["profile_id"]) for each in sample})
        people = await list_people(connection, workspace_id=actor.workspace_id, homes=homes)
    return Page(
        items=[
            RehearsedAnswer(
                person=people[int(each["profile_id"])],
                node=each["node"],
                at=each["at"],
                began=each.get("began"),
                trigger=each.get("trigger"),
                event=each.get("event", ""),
            )
            for each in sample
        ]
    )


async def _get_rehearsal(
    connection: Connection, workspace_id: int, scenario_id: int, rehearsal_id: int
) -> Rehearsal:
    found = await repository.list_rehearsals(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, rehearsal_id=rehearsal_id
    )
    if not found:
        raise errors.no_rehearsal()
    return found[0]
