"""Pictures of messages and faces of the team, over HTTP."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request

from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep, SessionDep, end_transaction
from otklik.pictures import service
from otklik.pictures.schemas import PictureAnswer, show_picture
from otklik.workspaces import members
from otklik.workspaces.access import Actor, MemberDep, Permission, require
from otklik.workspaces.endpoints_session import build_me
from otklik.workspaces.models import Member, Session
from otklik.workspaces.schemas import Page
from otklik.workspaces.schemas_session import Me

router = APIRouter(tags=["pictures"])
ReadAccess = Annotated[Actor, require(Permission.MESSAGES_READ)]
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]
_LARGEST_ID: Final = (1 << 63) - 1
_KINDS: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _KINDS},
    }
}


@router.post("/pictures", status_code=201, openapi_extra=_BODY)
async def upload_picture(request: Request, engines: EnginesDep, actor: WriteAccess) -> PictureAnswer:
    """Keep a picture for messages: the body is its bytes.

    What it is, is read from the bytes. Everything that is not the picture is left out of it: places, notes,
    what follows its end. The same picture is kept once.
    """
    return show_picture(await service.keep_picture(engines, actor=actor, data=await request.body()))


@router.get("/pictures")
async def list_pictures(
    engines: EnginesDep,
    actor: ReadAccess,
    cursor: Annotated[int, Query(ge=1, le=_LARGEST_ID)] = _LARGEST_ID,
) -> Page[PictureAnswer]:
    """Pictures of the workspace, the newest first."""
    rows, following = await service.list_pictures(engines, workspace_id=actor.workspace_id, before=cursor)
    return Page(
        items=[show_picture(row) for row in rows],
        next_cursor=None if following is None else str(following),
    )


@router.delete("/pictures/{picture_id}", status_code=204)
async def delete_picture(
    picture_id: Annotated[int, Path(ge=1, le=_LARGEST_ID)],
    engines: EnginesDep,
    session: SessionDep,
    actor: WriteAccess,
) -> None:
    """Let nobody see a picture any more; messages that show it show none."""
    address = await service.delete_picture(session, actor=actor, picture_id=picture_id)
    await end_transaction(session)
    await service.delete_bytes(engines, address)


@router.put("/me/picture", openapi_extra=_BODY)
async def set_my_picture(request: Request, me: MemberDep, engines: EnginesDep, session: SessionDep) -> Me:
    """Give oneself a face: the body is its bytes. Visitors see it where the chat shows who answers."""
    data = await request.body()
    member = await service.keep_face(engines, session, member_id=me.member.id, data=data, ip=me.visitor.ip)
    return await _show_faced(engines, session, request, member)


@router.delete("/me/picture")
async def delete_my_picture(request: Request, me: MemberDep, engines: EnginesDep, session: SessionDep) -> Me:
    """Be letters again."""
    member = await members.update_picture(session, member_id=me.member.id, picture=None, ip=me.visitor.ip)
    return await _show_faced(engines, session, request, member)


async def _show_faced(engines: Engines, session: Session, request: Request, member: Member) -> Me:
    shown = await build_me(session, request, member)
    await end_transaction(session)
    await service.delete_old_faces(engines, member=member)
    return shown
