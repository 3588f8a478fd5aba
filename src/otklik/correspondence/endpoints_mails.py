"""Mails that came, over HTTP: lists, the originals, another try."""

from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Response

from otklik.correspondence.accounts.schemas import (
    FileOfMail,
    InboundHealth,
    InboundMailAnswer,
    InboundMailPage,
    MailboxOfMail,
    OriginalAnswer,
    RetryBody,
)
from otklik.correspondence.arriving import originals, repository
from otklik.correspondence.arriving.originals import Original
from otklik.correspondence.contracts import MailState
from otklik.infra.web import EnginesDep
from otklik.letters.contracts import Mailbox
from otklik.letters.schemas import LARGEST_ID
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/mail/inbound", tags=["mail"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]
WriteAccess = Annotated[Actor, require(Permission.INBOX_WRITE)]
RowId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
State: TypeAlias = Literal["skipped", "taken", "reported", "waiting", "all"]
_ALL = tuple(each.value for each in MailState)
_OPEN = (MailState.WAITING.value, MailState.ABSENT.value)


@router.get("/health")
async def get_inbound_health(engines: EnginesDep, actor: ReadAccess) -> InboundHealth:
    """How many mails stand where, and whether some wait for long."""
    async with engines.postgres.connection() as connection:
        counts = await repository.count_states(connection, workspace_id=actor.workspace_id)
        oldest = await repository.oldest_waiting(connection, workspace_id=actor.workspace_id)
    return InboundHealth(counts={state: counts.get(state, 0) for state in _ALL}, oldest_waiting_at=oldest)


@router.get("/mails")
async def list_inbound_mails(
    engines: EnginesDep,
    actor: ReadAccess,
    state: State = "all",
    cursor: Annotated[int, Query(ge=1, le=LARGEST_ID)] = LARGEST_ID,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> InboundMailPage:
    """Mails that came, the newest first; `skipped` are those that were not taken, each with its reason."""
    states = _ALL if state == "all" else _OPEN if state == "waiting" else (state,)
    async with engines.postgres.connection() as connection:
        found = await repository.list_mails(
            connection, workspace_id=actor.workspace_id, states=states, before=cursor, limit=limit + 1
        )
    items = [InboundMailAnswer.of(each) for each in found[:limit]]
    return InboundMailPage(items=items, next_cursor=str(found[limit - 1].id) if len(found) > limit else None)


@router.get("/mails/{mail_id}")
async def get_inbound_mail(engines: EnginesDep, actor: ReadAccess, mail_id: RowId) -> InboundMailAnswer:
    """One mail and what became of it."""
    async with engines.postgres.connection() as connection:
        found = await originals.get_mail(connection, workspace_id=actor.workspace_id, mail_id=mail_id)
    return InboundMailAnswer.of(found)


@router.post("/mails/{mail_id}/retry")
async def retry_inbound_mail(
    engines: EnginesDep, actor: WriteAccess, mail_id: RowId, body: RetryBody
) -> InboundMailAnswer:
    """Read a skipped mail again, or (`is_forced`) take it as a person's words."""
    found = await originals.retry(
        engines, workspace_id=actor.workspace_id, mail_id=mail_id, is_forced=body.is_forced
    )
    return InboundMailAnswer.of(found)


@router.get("/mails/{mail_id}/original")
async def get_inbound_original(engines: EnginesDep, actor: ReadAccess, mail_id: RowId) -> OriginalAnswer:
    """A mail as it came, made harmless: for a frame in which nothing runs."""
    found = await originals.read_original(engines, workspace_id=actor.workspace_id, mail_id=mail_id)
    return _show(found)


@router.get("/mails/{mail_id}/raw", response_class=Response)
async def get_inbound_raw(engines: EnginesDep, actor: ReadAccess, mail_id: RowId) -> Response:
    """The bytes of a mail, to be saved."""
    raw = await originals.open_raw(engines, workspace_id=actor.workspace_id, mail_id=mail_id)
    headers = {
        "content-disposition": f'attachment; filename="mail-{mail_id}.eml"',
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
    }
    return Response(raw, media_type="message/rfc822", headers=headers)


def _show(original: Original) -> OriginalAnswer:
    mail, received = original.mail, original.received
    known = {"id": mail.id, "subject": mail.subject, "received_at": mail.received_at, "kind": mail.kind}
    if received is None:
        sender = MailboxOfMail(address=mail.sender, name="") if mail.sender else None
        return OriginalAnswer.make(**known, has_raw=False, sender=sender, quoted=mail.quoted)
    quoted = "\n\n".join(filter(None, [received.signature, received.quoted]))
    files = [
        FileOfMail(name=each.name, type=each.type, size=len(each.data), is_inline=each.is_inline)
        for each in received.files
    ]
    return OriginalAnswer.make(
        **known | {"subject": received.subject},
        has_raw=True,
        sender=_box(received.sender),
        reply_to=_box(received.reply_to),
        to=[_box(each) for each in received.to],
        cc=[_box(each) for each in received.cc],
        at=received.at,
        text=received.text,
        quoted=quoted,
        html=original.html,
        files=files,
        why=received.why,
        repairs=list(received.repairs),
    )


def _box(box: Mailbox | None) -> MailboxOfMail | None:
    return MailboxOfMail(address=box.address, name=box.name) if box is not None else None
