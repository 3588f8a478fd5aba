"""Teams and rules of work over HTTP."""

from typing import Annotated, TypeAlias

import msgspec
from fastapi import APIRouter, Path

from otklik.infra.web import EnginesDep, SessionDep
from otklik.routing import service, settings, teams
from otklik.routing.contracts import RoutingSettings, Team, TeamMember
from otklik.routing.schemas import (
    LARGEST_ID,
    RoutingRules,
    TeamAnswer,
    TeamBody,
    TeamList,
    TeamMembersBody,
    TeamPatch,
)
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
ManageAccess = Annotated[Actor, require(Permission.INBOX_MANAGE)]
TeamId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_NULLABLE = frozenset({"operator_limit", "back_after_minutes"})


@router.get("/teams")
async def list_teams(engines: EnginesDep, actor: ReadAccess) -> TeamList:
    """Teams with those members who may answer, in their order."""
    async with engines.postgres.connection() as connection:
        found = await service.list_teams(connection, workspace_id=actor.workspace_id)
    return TeamList(items=[TeamAnswer.model_validate(team) for team in found])


@router.post("/teams", status_code=201)
async def create_team(actor: ManageAccess, session: SessionDep, body: TeamBody) -> TeamAnswer:
    """Make a team."""
    return TeamAnswer.model_validate(
        await teams.create_team(session, actor=actor, team=Team(id=0, **body.model_dump()))
    )


@router.patch("/teams/{team_id}")
async def change_team(
    team_id: TeamId, actor: ManageAccess, session: SessionDep, engines: EnginesDep, patch: TeamPatch
) -> TeamAnswer:
    """Change a team; what is open and who has room follow at once."""
    given = patch.model_dump(include=patch.model_fields_set)
    changes = {name: value for name, value in given.items() if value is not None or name in _NULLABLE}
    changed = await teams.update_team(session, engines.bus, actor=actor, team_id=team_id, changes=changes)
    return TeamAnswer.model_validate(changed)


@router.put("/teams/{team_id}/members")
async def set_team_members(
    team_id: TeamId, actor: ManageAccess, session: SessionDep, engines: EnginesDep, body: TeamMembersBody
) -> TeamAnswer:
    """Let exactly these belong to the team."""
    members = [TeamMember(each.member_id, each.limit) for each in body.members]
    changed = await teams.set_members(session, engines.bus, actor=actor, team_id=team_id, members=members)
    return TeamAnswer.model_validate(changed)


@router.delete("/teams/{team_id}", status_code=204)
async def delete_team(team_id: TeamId, actor: ManageAccess, session: SessionDep, engines: EnginesDep) -> None:
    """Delete a team: its open conversations are no team's, statistics keep its name."""
    await teams.delete_team(session, engines.bus, actor=actor, team_id=team_id)


@router.get("/routing-settings")
async def get_routing_settings(actor: ReadAccess, session: SessionDep) -> RoutingRules:
    """The rules of work of the whole workspace."""
    found = await settings.get_settings(session, workspace_id=actor.workspace_id)
    return RoutingRules.model_validate(msgspec.to_builtins(found))


@router.put("/routing-settings")
async def put_routing_settings(
    actor: ManageAccess, session: SessionDep, engines: EnginesDep, body: RoutingRules
) -> RoutingRules:
    """Set all of them; what is left out gets its default. They hold from now on for what is open, too."""
    new = msgspec.convert(body.model_dump(), RoutingSettings)
    await settings.set_settings(session, engines.bus, actor=actor, new=new)
    return body
