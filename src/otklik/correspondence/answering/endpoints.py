"""Letters about conversations over HTTP: settings, what became of them, the whole talk by mail."""

from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path
from pydantic import BaseModel

from otklik.correspondence.answering import repository, service
from otklik.correspondence.answering.contracts import TalkLetter
from otklik.correspondence.answering.schemas import MemberSettings, TalkSettings
from otklik.infra.web import EnginesDep, SessionDep
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["letters of the inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
ManageAccess = Annotated[Actor, require(Permission.INBOX_MANAGE)]
RowId: TypeAlias = Annotated[int, Path(ge=1, le=(1 << 53) - 1)]


class TalkLetterAnswer(BaseModel):
    """A letter about a conversation. `whom`: the member of a notice. `at`: when it went, or did not."""

    id: str
    conversation_id: int
    kind: str
    state: str
    reason: str
    error: str
    address: str
    subject: str
    whom: int | None
    due_at: datetime
    at: datetime | None
    opened_at: datetime | None
    entered_at: datetime | None

    @classmethod
    def of(cls, letter: TalkLetter) -> "TalkLetterAnswer":
        """As the API shows it."""
        names = ("conversation_id", "reason", "error", "address", "subject", "due_at", "opened_at")
        return cls(
            id=str(letter.id),
            kind=letter.kind.value,
            state=letter.state.value,
            whom=letter.whom_id if letter.kind == "notice" else None,
            at=letter.ended_at,
            entered_at=letter.entered_at,
            **{name: getattr(letter, name) for name in names},
        )


class TalkLetterList(BaseModel):
    """Letters, the newest first."""

    items: list[TalkLetterAnswer]


@router.get("/mail-settings")
async def get_talk_settings(engines: EnginesDep, actor: ManageAccess) -> TalkSettings:
    """When visitors get answers by mail, and how."""
    async with engines.postgres.connection() as connection:
        return await service.get_settings(connection, workspace_id=actor.workspace_id)


@router.put("/mail-settings")
async def put_talk_settings(actor: ManageAccess, session: SessionDep, body: TalkSettings) -> TalkSettings:
    """Set all of it; what is left out gets its default."""
    return await service.set_settings(session, actor=actor, new=body)


@router.get("/mail-settings/me")
async def get_own_talk_settings(engines: EnginesDep, actor: ReadAccess) -> MemberSettings:
    """When the acting member gets visitors' messages by mail."""
    async with engines.postgres.connection() as connection:
        return await service.get_own(connection, actor=actor)


@router.put("/mail-settings/me")
async def put_own_talk_settings(
    engines: EnginesDep, actor: ReadAccess, body: MemberSettings
) -> MemberSettings:
    """Set when the acting member gets visitors' messages by mail."""
    async with engines.postgres.connection() as connection:
        return await service.set_own(connection, actor=actor, new=body)


@router.get("/conversations/{conversation_id}/letters")
async def list_talk_letters(conversation_id: RowId, engines: EnginesDep, actor: ReadAccess) -> TalkLetterList:
    """Letters of a conversation, to its visitor and to operators."""
    async with engines.postgres.connection() as connection:
        found = await service.list_letters(
            connection, workspace_id=actor.workspace_id, conversation_id=conversation_id
        )
    return TalkLetterList(items=[TalkLetterAnswer.of(each) for each in found])


@router.post("/conversations/{conversation_id}/transcript", status_code=202)
async def send_transcript(conversation_id: RowId, engines: EnginesDep, actor: WriteAccess) -> None:
    """Send the visitor the whole talk by mail."""
    async with engines.postgres.connection() as connection:
        await service.send_transcript(
            engines, connection, workspace_id=actor.workspace_id, conversation_id=conversation_id
        )


@router.get("/letters")
async def list_troubled_letters(engines: EnginesDep, actor: ReadAccess) -> TalkLetterList:
    """Letters that failed, or of which nobody knows whether they arrived."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_troubled(
            connection, workspace_id=actor.workspace_id, limit=service.MOST
        )
    return TalkLetterList(items=[TalkLetterAnswer.of(each) for each in found])


@router.post("/letters/{letter_id}/again")
async def send_letter_again(letter_id: RowId, engines: EnginesDep, actor: WriteAccess) -> TalkLetterAnswer:
    """Send a letter once more that did not go, or may not have arrived."""
    async with engines.postgres.connection() as connection:
        found = await service.send_again(
            engines, connection, workspace_id=actor.workspace_id, letter_id=letter_id
        )
    return TalkLetterAnswer.of(found)
