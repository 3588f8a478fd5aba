"""Who is here, and what the desk works with: over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from otklik.desk import team
from otklik.desk.authors import get_operator
from otklik.desk.schemas import ConversationTagList, FileAnswer, OperatorList, VisitorList
from otklik.desk.schemas_bodies import AwayBody
from otklik.desk.session import set_away
from otklik.inbox.presence import Presence
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/operators")
async def list_operators(engines: EnginesDep, actor: ReadAccess) -> OperatorList:
    """The team, and who of it is at the desk."""
    return OperatorList(items=await team.list_operators(engines, actor=actor))


@router.put("/operators/me", status_code=204)
async def set_my_state(body: AwayBody, engines: EnginesDep, actor: WriteAccess) -> None:
    """Say that one is away, or back."""
    get_operator(actor)
    await set_away(engines, actor=actor, is_away=body.is_away)


@router.post("/operators/me/activity", status_code=204)
async def tell_activity(request: Request, actor: WriteAccess) -> None:
    """Somebody moves at this screen: for clients without a socket, which say it by the frame `active`."""
    presence: Presence = request.app.state.presence
    presence.touch_operator(workspace_id=actor.workspace_id, member_id=get_operator(actor).id or 0)


@router.get("/visitors")
async def list_visitors(
    engines: EnginesDep,
    actor: ReadAccess,
    limit: Annotated[int, Query(ge=1, le=team.MOST_SHOWN)] = team.SHOWN,
) -> VisitorList:
    """Who has a page open now, the last come first; `total` counts all of them."""
    return await team.list_visitors(engines, workspace_id=actor.workspace_id, limit=limit)


@router.get("/tags")
async def list_tags(engines: EnginesDep, actor: ReadAccess) -> ConversationTagList:
    """Tags that conversations can carry: those of the workspace."""
    return ConversationTagList(items=await team.list_tags(engines, workspace_id=actor.workspace_id))


@router.post("/files", status_code=201, openapi_extra=_BODY)
async def upload_file(
    request: Request,
    engines: EnginesDep,
    actor: WriteAccess,
    name: Annotated[str, Query(min_length=1, max_length=500)],
) -> FileAnswer:
    """Bring a file for a message or a saved reply: the body is its bytes.

    Whoever sends it names it by its id within a day.
    """
    return await team.store_file(engines, actor=actor, name=name, data=await request.body())
