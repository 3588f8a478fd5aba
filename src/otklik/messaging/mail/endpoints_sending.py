"""Single letters that a program asks for, over HTTP."""

import hashlib
from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, Response

from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep
from otklik.messaging import explaining
from otklik.messaging.mail import sending
from otklik.messaging.mail.schemas_sending import LetterPlaced, SendLetterBody
from otklik.messaging.tasks import make_channels
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(tags=["messages"])
WriteAccess = Annotated[Actor, require(Permission.MESSAGES_WRITE)]


@router.post("/messages/send", status_code=201)
async def send_letter(
    body: SendLetterBody,
    response: Response,
    session: SessionDep,
    engines: EnginesDep,
    actor: WriteAccess,
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> LetterPlaced:
    """Send a letter to one person. With an `Idempotency-Key` the same request makes one letter (200)."""
    files = tuple(each.read() for each in body.attachments)
    sending.check_files(files)
    spelt = msgspec.json.encode(body.model_dump(mode="json"), order="deterministic")
    wanted = sending.Wanted(
        profile_id=int(body.to.profile_id) if body.to.profile_id else None,
        user_id=body.to.user_id,
        email=body.to.email,
        content_id=body.content_id,
        content=body.content,
        kind=body.kind,
        purpose=body.purpose,
        topic=body.topic,
        variables=body.variables,
        files=files,
        digest=hashlib.sha256(spelt).digest(),
    )
    placed = await sending.send_letter(
        session, engines, make_channels(engines, None), actor=actor, wanted=wanted, key=idempotency_key
    )
    if not placed.is_new:
        response.status_code = 200
    send = await explaining.get_send(
        await driver_connection(session), workspace_id=actor.workspace_id, send_id=placed.send_id
    )
    return LetterPlaced(id=send.id, profile_id=str(send.profile_id))
