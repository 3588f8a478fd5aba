"""Dates and inactivity as triggers, over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from otklik.automation import moments
from otklik.automation.moments import Moment, MomentKind
from otklik.infra.web import SessionDep
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id

router = APIRouter(tags=["scenarios"])
Word = Annotated[str, StringConstraints(max_length=200, pattern="^[^\x00]*$")]
Access = Annotated[Actor, require(Permission.SEGMENTS_WRITE)]


class MomentBody(Body):
    """A moment, and what its segment is called if it has to be made."""

    name: FilledLine
    kind: MomentKind
    property: Word = ""
    days: int = Field(default=0, ge=0, le=365)
    minutes: int = Field(default=15, ge=1, le=1_440)
    status: Word = ""


class MomentAnswer(Answer):
    """The segment whose entering is the moment; `is_new`: it was made for it."""

    segment_id: Id
    filter: dict[str, Any]
    is_new: bool


@router.post("/triggers/moments")
async def ensure_moment(body: MomentBody, actor: Access, session: SessionDep) -> MomentAnswer:
    """The live segment that tells a date or inactivity, for a trigger `{"segment": id}`; made if missing."""
    moment = Moment(body.kind, body.property, body.days, body.minutes, body.status)
    segment_id, condition, is_new = await moments.ensure_segment(
        session, actor=actor, moment=moment, name=body.name
    )
    return MomentAnswer(segment_id=segment_id, filter=condition, is_new=is_new)
