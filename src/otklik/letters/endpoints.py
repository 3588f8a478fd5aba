"""Mail servers, domains and senders, over HTTP."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from otklik.infra.networks import read_networks
from otklik.infra.web import EnginesDep, SessionDep
from otklik.kit.late import import_late
from otklik.letters import accounts, domains, repository, senders
from otklik.letters.contracts_ways import Security
from otklik.letters.schemas import (
    LARGEST_ID,
    AccountAnswer,
    AccountList,
    AccountPatch,
    CertificateAnswer,
    DomainAnswer,
    DomainList,
    LookBody,
    MailServerBody,
    SenderAnswer,
    SenderBody,
    SenderList,
    SenderPatch,
    TryAnswer,
)
from otklik.workspaces.access import Actor, Permission, require

if TYPE_CHECKING:
    from otklik.letters import resolving
else:
    resolving = import_late("otklik.letters.resolving")

router = APIRouter(prefix="/mail", tags=["mail"])
ReadAccess = Annotated[Actor, require(Permission.WORKSPACE_READ)]
WriteAccess = Annotated[Actor, require(Permission.WORKSPACE_WRITE)]
RowId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_NEVER_NULL = frozenset(
    {"name", "host", "port", "security", "username", "connections", "address", "is_default"}
)


@router.get("/accounts")
async def list_mail_accounts(engines: EnginesDep, actor: ReadAccess) -> AccountList:
    """Servers that take the workspace's letters."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_accounts(connection, workspace_id=actor.workspace_id)
    return AccountList(
        items=[AccountAnswer.of(each) for each in found], relay=engines.mailer.relay is not None
    )


@router.post("/accounts", status_code=201)
async def create_mail_account(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: MailServerBody
) -> AccountAnswer:
    """Keep a server; its password is sealed and never told again."""
    made = await accounts.create_account(
        session, engines.secrets, actor=actor, values=body.model_dump(mode="json")
    )
    return AccountAnswer.of(made)


@router.patch("/accounts/{account_id}")
async def update_mail_account(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, account_id: RowId, body: AccountPatch
) -> AccountAnswer:
    """Change a server; it is tried anew at once."""
    changed = await accounts.update_account(
        session, engines.secrets, actor=actor, account_id=account_id, changes=_changes(body)
    )
    return AccountAnswer.of(changed)


@router.delete("/accounts/{account_id}", status_code=204)
async def delete_mail_account(session: SessionDep, actor: WriteAccess, account_id: RowId) -> None:
    """Forget a server that no sender uses."""
    await accounts.delete_account(session, actor=actor, account_id=account_id)


@router.post("/accounts/certificate")
async def look_at_mail_certificate(request: Request, actor: WriteAccess, body: LookBody) -> CertificateAnswer:
    """What certificate a server of letters shows now; nothing else is asked of it."""
    del actor
    allowed = read_networks(request.app.state.settings.outgoing_allow)
    found = await accounts.look_at(body.host, body.port, Security(body.security), allowed=allowed)
    return CertificateAnswer.of(found)


@router.post("/accounts/{account_id}/try")
async def try_mail_account(
    request: Request, engines: EnginesDep, actor: WriteAccess, account_id: RowId
) -> TryAnswer:
    """Connect and sign in; nothing is sent."""
    async with engines.postgres.connection() as connection:
        found = await accounts.get_account(connection, workspace_id=actor.workspace_id, account_id=account_id)
    allowed = read_networks(request.app.state.settings.outgoing_allow)
    tried = await accounts.try_account(engines.secrets, found, allowed=allowed)
    return TryAnswer(works=not tried.said, said=tried.said, code=tried.code)


@router.get("/domains")
async def list_mail_domains(engines: EnginesDep, actor: ReadAccess) -> DomainList:
    """Domains of senders, with what to put into their DNS."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_domains(connection, workspace_id=actor.workspace_id)
    return DomainList(items=[DomainAnswer.of(each, engines.secrets) for each in found])


@router.post("/domains/{domain_id}/check")
async def check_mail_domain(engines: EnginesDep, actor: WriteAccess, domain_id: RowId) -> DomainAnswer:
    """Look at the DNS now; letters are signed once the key was seen there."""
    async with engines.postgres.connection() as connection:
        found = await domains.get_domain(connection, workspace_id=actor.workspace_id, domain_id=domain_id)
    checked = await domains.check(engines, domain=found, look=resolving.look_up, now=datetime.now(UTC))
    return DomainAnswer.of(checked, engines.secrets)


@router.get("/senders")
async def list_mail_senders(engines: EnginesDep, actor: ReadAccess) -> SenderList:
    """Whom letters are from, the default one first."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_senders(connection, workspace_id=actor.workspace_id)
    return SenderList(items=[SenderAnswer.of(each) for each in found])


@router.post("/senders", status_code=201)
async def create_mail_sender(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: SenderBody
) -> SenderAnswer:
    """Keep a sender; the first one is the default. His domain gets its key."""
    made = await senders.create_sender(session, engines.secrets, actor=actor, values=body.model_dump())
    return SenderAnswer.of(made)


@router.patch("/senders/{sender_id}")
async def update_mail_sender(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, sender_id: RowId, body: SenderPatch
) -> SenderAnswer:
    """Change a sender, or make him the default one."""
    changed = await senders.update_sender(
        session, engines.secrets, actor=actor, sender_id=sender_id, changes=_changes(body)
    )
    return SenderAnswer.of(changed)


@router.delete("/senders/{sender_id}", status_code=204)
async def delete_mail_sender(session: SessionDep, actor: WriteAccess, sender_id: RowId) -> None:
    """Forget a sender; letters that name him go from the default one."""
    await senders.delete_sender(session, actor=actor, sender_id=sender_id)


def _changes(body: BaseModel) -> Mapping[str, Any]:
    """What is named in the body; null means nothing where a field cannot be empty."""
    given = body.model_dump(mode="json", exclude_unset=True)
    return {name: value for name, value in given.items() if value is not None or name not in _NEVER_NULL}
