"""Scenarios over HTTP."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Query

from otklik.automation import people, queries_listing, repository, repository_runs, scenarios
from otklik.automation.contracts import ScenarioKind, ScenarioStatus
from otklik.automation.queries_listing import Outline
from otklik.automation.schemas import (
    LARGEST_ID,
    CallAnswer,
    CallBody,
    ChangedAnswer,
    CheckAnswer,
    FaultAnswer,
    GraphBody,
    ListedScenario,
    MoveBody,
    RunAnswer,
    RunPage,
    RunsBody,
    ScenarioAnswer,
    ScenarioBody,
    ScenarioDetails,
    ScenarioPage,
    ScenarioPatch,
    StepLine,
    VersionAnswer,
)
from otklik.infra.web import EnginesDep, SessionDep
from otklik.profiles import service as profiles
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Page

router = APIRouter(tags=["scenarios"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
ScenarioId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=200)]
ListLimit: TypeAlias = Annotated[int, Query(ge=1, le=scenarios.MAX_SCENARIOS)]
Cursor: TypeAlias = Annotated[str | None, Query(pattern="^[1-9][0-9]{0,17}$")]


@router.get("/scenarios")
async def list_scenarios(
    actor: ReadAccess,
    engines: EnginesDep,
    status: ScenarioStatus | None = None,
    kind: ScenarioKind | None = None,
    limit: ListLimit = 100,
    cursor: Cursor = None,
) -> ScenarioPage:
    """Scenarios, the newest first; archived ones only when asked for. 1 000 is as many as there can be."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_scenarios(
            connection,
            workspace_id=actor.workspace_id,
            status=status.value if status else None,
            kind=kind.value if kind else None,
            after=int(cursor or 0),
            limit=limit + 1,
        )
        outlines = await queries_listing.list_outlines(
            connection,
            workspace_id=actor.workspace_id,
            version_ids=[each.version_id for each in found if each.version_id is not None],
        )
    items = [
        ListedScenario.listed(each, outlines.get(each.version_id or 0, Outline())) for each in found[:limit]
    ]
    return ScenarioPage(items=items, next_cursor=str(items[-1].id) if len(found) > limit else None)


@router.post("/scenarios", status_code=201)
async def create_scenario(body: ScenarioBody, actor: WriteAccess, session: SessionDep) -> ScenarioAnswer:
    """Make a draft without steps."""
    values = body.model_dump(mode="json", exclude={"kind"})
    return ScenarioAnswer.of(
        await scenarios.create_scenario(session, actor=actor, kind=body.kind.value, values=values)
    )


@router.post("/scenarios/check")
async def check_graph(body: GraphBody, actor: ReadAccess, engines: EnginesDep) -> CheckAnswer:
    """Tell everything that keeps a graph from running; nothing is saved."""
    async with engines.postgres.connection() as connection:
        faults = await scenarios.find_faults(connection, workspace_id=actor.workspace_id, graph=body.graph)
    return CheckAnswer(faults=[FaultAnswer.of(fault) for fault in faults])


@router.get("/scenarios/{scenario_id}")
async def get_scenario(scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep) -> ScenarioDetails:
    """A scenario with the graph that rules, and how many people wait at each step."""
    workspace_id = actor.workspace_id
    async with engines.postgres.connection() as connection:
        found = await scenarios.get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
        version = await repository.find_version(
            connection, workspace_id=workspace_id, version_id=found.version_id or 0
        )
        waiting = await repository_runs.count_by_node(
            connection, workspace_id=workspace_id, scenario_id=scenario_id
        )
    answer = ScenarioAnswer.of(found).model_dump()
    return ScenarioDetails(**answer, graph=version.graph if version else None, waiting=dict(waiting))


@router.patch("/scenarios/{scenario_id}")
async def update_scenario(
    scenario_id: ScenarioId, body: ScenarioPatch, actor: WriteAccess, session: SessionDep
) -> ScenarioAnswer:
    """Change what is said about a scenario; its steps are changed by a new version."""
    values = body.model_dump(mode="json", exclude_none=True)
    return ScenarioAnswer.of(
        await scenarios.update_scenario(session, actor=actor, scenario_id=scenario_id, values=values)
    )


@router.get("/scenarios/{scenario_id}/versions")
async def list_versions(
    scenario_id: ScenarioId, actor: ReadAccess, engines: EnginesDep
) -> Page[VersionAnswer]:
    """All versions, the newest first."""
    async with engines.postgres.connection() as connection:
        await scenarios.get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
        found = await repository.list_versions(
            connection, workspace_id=actor.workspace_id, scenario_id=scenario_id
        )
    return Page(items=[VersionAnswer.of(each) for each in found])


@router.post("/scenarios/{scenario_id}/versions", status_code=201)
async def save_version(
    scenario_id: ScenarioId, body: GraphBody, actor: WriteAccess, session: SessionDep
) -> VersionAnswer:
    """Save a graph, which rules at once. A draft's may have faults, told with it; another's gets 422.

    People go on at the step of the same name; of a step that is gone where `moved` says, else at the next.
    """
    version, faults = await scenarios.save_version(
        session, actor=actor, scenario_id=scenario_id, graph=body.graph
    )
    return VersionAnswer.of(version, [FaultAnswer.of(fault) for fault in faults])


@router.post("/scenarios/{scenario_id}/launch")
async def launch_scenario(scenario_id: ScenarioId, actor: WriteAccess, session: SessionDep) -> ScenarioAnswer:
    """Let people begin from now on; 422 names each fault."""
    return ScenarioAnswer.of(await scenarios.launch(session, actor=actor, scenario_id=scenario_id))


@router.post("/scenarios/{scenario_id}/pause")
async def pause_scenario(scenario_id: ScenarioId, actor: WriteAccess, session: SessionDep) -> ScenarioAnswer:
    """Let nobody begin or step by time, and nothing be sent."""
    return ScenarioAnswer.of(await scenarios.pause(session, actor=actor, scenario_id=scenario_id))


@router.post("/scenarios/{scenario_id}/resume")
async def resume_scenario(scenario_id: ScenarioId, actor: WriteAccess, session: SessionDep) -> ScenarioAnswer:
    """Go on; whoever came due meanwhile steps now."""
    return ScenarioAnswer.of(await scenarios.resume(session, actor=actor, scenario_id=scenario_id))


@router.post("/scenarios/{scenario_id}/archive")
async def archive_scenario(
    scenario_id: ScenarioId, actor: WriteAccess, session: SessionDep
) -> ScenarioAnswer:
    """Put it away: everybody leaves it, nothing planned is sent."""
    return ScenarioAnswer.of(await scenarios.archive(session, actor=actor, scenario_id=scenario_id))


@router.post("/scenarios/{scenario_id}/restore")
async def restore_scenario(
    scenario_id: ScenarioId, actor: WriteAccess, session: SessionDep
) -> ScenarioAnswer:
    """Take it out of the archive: paused if it has ever run, else a draft. Nobody is in it any more."""
    return ScenarioAnswer.of(await scenarios.restore(session, actor=actor, scenario_id=scenario_id))


@router.get("/scenarios/{scenario_id}/runs")
async def list_runs(
    scenario_id: ScenarioId,
    actor: ReadAccess,
    engines: EnginesDep,
    node: Annotated[str | None, Query(max_length=60)] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> RunPage:
    """Walks through a scenario, the newest first; `node`: those who wait at this step."""
    async with engines.postgres.connection() as connection:
        await scenarios.get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
        found = await repository_runs.list_runs(
            connection,
            workspace_id=actor.workspace_id,
            scenario_id=scenario_id,
            node=node,
            before=int(cursor or 0),
            limit=limit + 1,
        )
    return _page(found, limit)


@router.post("/scenarios/{scenario_id}/runs/move")
async def move_runs(
    scenario_id: ScenarioId, body: MoveBody, actor: WriteAccess, engines: EnginesDep
) -> ChangedAnswer:
    """Put people at another step at once."""
    changed = await people.move_runs(
        engines, actor=actor, scenario_id=scenario_id, run_ids=body.run_ids, node=body.node
    )
    return ChangedAnswer(changed=changed)


@router.post("/scenarios/{scenario_id}/runs/remove")
async def remove_runs(
    scenario_id: ScenarioId, body: RunsBody, actor: WriteAccess, engines: EnginesDep
) -> ChangedAnswer:
    """Take people out of a scenario; what is planned for them is not sent."""
    changed = await people.remove_runs(engines, actor=actor, scenario_id=scenario_id, run_ids=body.run_ids)
    return ChangedAnswer(changed=changed)


@router.post("/scenarios/{scenario_id}/call")
async def call_in(
    scenario_id: ScenarioId, body: CallBody, actor: WriteAccess, engines: EnginesDep
) -> CallAnswer:
    """Let a person begin a scenario that has a trigger `call`."""
    begun = await people.call_in(
        engines,
        workspace_id=actor.workspace_id,
        scenario_id=scenario_id,
        person_id=body.profile_id,
        key=body.key,
    )
    return CallAnswer(begun=begun)


@router.get("/profiles/{person_id}/scenarios")
async def list_person_runs(
    person_id: str, actor: ReadAccess, engines: EnginesDep, limit: Limit = 50, cursor: Cursor = None
) -> RunPage:
    """A person's walks with what became of each step, the newest first."""
    person = await profiles.get_person(
        engines, workspace_id=actor.workspace_id, person_id=profiles.parse_id(person_id)
    )
    async with engines.postgres.connection() as connection:
        found = await repository_runs.list_runs(
            connection,
            workspace_id=actor.workspace_id,
            homes=person.members,
            before=int(cursor or 0),
            limit=limit + 1,
        )
        lines = await repository_runs.list_lines(
            connection, workspace_id=actor.workspace_id, run_ids=[each["id"] for each in found[:limit]]
        )
    return _page(found, limit, lines)


def _page(
    found: list[dict[str, Any]], limit: int, lines: Mapping[int, list[dict[str, Any]]] = MappingProxyType({})
) -> RunPage:
    items = [
        RunAnswer(**each, steps=[StepLine(**line) for line in lines.get(each["id"], ())])
        for each in found[:limit]
    ]
    return RunPage(items=items, next_cursor=str(items[-1].id) if len(found) > limit else None)
