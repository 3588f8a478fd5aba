"""What the preference page shows, over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from otklik.infra.postgres import driver_connection
from otklik.infra.web import SessionDep
from otklik.messaging.preferences import settings
from otklik.messaging.preferences.schemas import PreferenceSettings
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/messaging")
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]


@router.get("/preferences")
async def get_preference_settings(session: SessionDep, actor: ReadAccess) -> PreferenceSettings:
    """Topics in words for people, and the colour of the pages that letters lead to."""
    connection = await driver_connection(session)
    return await settings.get_settings(connection, workspace_id=actor.workspace_id)


@router.put("/preferences")
async def put_preference_settings(
    session: SessionDep, actor: WriteAccess, body: PreferenceSettings
) -> PreferenceSettings:
    """Set all of it; what is left out gets its default."""
    return await settings.set_settings(session, actor=actor, new=body)
