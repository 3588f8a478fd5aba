"""Incoming mail over HTTP: mailboxes, domains of the receiver, what came and what became of it."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from otklik.correspondence.accounts import repository, service
from otklik.correspondence.accounts.schemas import (
    InboundAccountAnswer,
    InboundAccountBody,
    InboundAccountList,
    InboundAccountPatch,
    InboundDomainAnswer,
    InboundDomainBody,
    InboundDomainList,
    InboundDomainPatch,
    InboundFolderAnswer,
    InboundSettingsAnswer,
    InboundSettingsPatch,
    ReceiverAnswer,
    TryInboundAnswer,
    TryInboundBody,
)
from otklik.correspondence.fetching.line import ImapError
from otklik.correspondence.fetching.trying import Typed, look, try_mailbox
from otklik.infra.networks import read_networks
from otklik.infra.web import EnginesDep, SessionDep
from otklik.letters.accounts import read_trust
from otklik.letters.errors import no_certificate
from otklik.letters.schemas import LARGEST_ID, CertificateAnswer, LookBody
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/mail/inbound", tags=["mail"])
ReadAccess = Annotated[Actor, require(Permission.WORKSPACE_READ)]
WriteAccess = Annotated[Actor, require(Permission.WORKSPACE_WRITE)]
RowId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_NULL_MEANS: frozenset[str] = frozenset({"password", "fingerprint", "authority"})


@router.get("/accounts")
async def list_inbound_accounts(
    engines: EnginesDep, actor: ReadAccess, request: Request
) -> InboundAccountList:
    """Mailboxes that are read, how far behind each is, and the receiver of the installation."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_accounts(connection, workspace_id=actor.workspace_id)
    settings = request.app.state.settings
    receiver = ReceiverAnswer(
        is_on=bool(settings.mail_receiver),
        address=settings.mail_receiver,
        has_tls=settings.mail_receiver_cert is not None,
    )
    return InboundAccountList(items=[InboundAccountAnswer.of(each) for each in found], receiver=receiver)


@router.post("/accounts", status_code=201)
async def create_inbound_account(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: InboundAccountBody
) -> InboundAccountAnswer:
    """Read a mailbox from now on; its password is sealed and never told again."""
    made = await service.create_account(
        session, engines.bus, engines.secrets, actor=actor, values=body.model_dump()
    )
    return InboundAccountAnswer.of(made)


@router.post("/accounts/try")
async def try_inbound_account(
    engines: EnginesDep, actor: WriteAccess, request: Request, body: TryInboundBody
) -> TryInboundAnswer:
    """Connect, sign in and list the folders; nothing is read or changed."""
    allowed = read_networks(request.app.state.settings.outgoing_allow)
    kept = None
    if body.password is None and body.account_id is not None:
        async with engines.postgres.connection() as connection:
            kept = await service.get_account(
                connection, workspace_id=actor.workspace_id, account_id=body.account_id
            )
    typed = Typed(
        host=body.host,
        port=body.port,
        security=body.security,
        username=body.username,
        password=body.password,
        trust=read_trust(body.fingerprint, body.authority),
    )
    try:
        tried = await try_mailbox(engines.secrets, typed, kept=kept, allowed=allowed)
    except ImapError as error:
        return TryInboundAnswer(works=False, trouble=error.trouble.value, said=error.said)
    folders = [InboundFolderAnswer(name=each.name, use=each.use) for each in tried.folders]
    return TryInboundAnswer(works=True, folders=folders, has_idle=tried.has_idle)


@router.post("/accounts/certificate")
async def look_at_inbound_certificate(
    actor: WriteAccess, request: Request, body: LookBody
) -> CertificateAnswer:
    """What certificate a mailbox's server shows now; nothing else is asked of it."""
    del actor
    allowed = read_networks(request.app.state.settings.outgoing_allow)
    try:
        found = await look(host=body.host, port=body.port, security=body.security, allowed=allowed)
    except ImapError as error:
        raise no_certificate(error.said) from error
    return CertificateAnswer.of(found)


@router.patch("/accounts/{account_id}")
async def update_inbound_account(
    session: SessionDep,
    engines: EnginesDep,
    actor: WriteAccess,
    account_id: RowId,
    body: InboundAccountPatch,
) -> InboundAccountAnswer:
    """Change a mailbox; another server, user or folder, or an earlier day, is read from the start."""
    changed = await service.update_account(
        session,
        engines.bus,
        engines.secrets,
        actor=actor,
        account_id=account_id,
        changes=_changes(body),
    )
    return InboundAccountAnswer.of(changed)


@router.delete("/accounts/{account_id}", status_code=204)
async def delete_inbound_account(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, account_id: RowId
) -> None:
    """Read a mailbox no more; nothing on the server changes, and what came stays."""
    await service.delete_account(session, engines.bus, actor=actor, account_id=account_id)


@router.get("/domains")
async def list_inbound_domains(engines: EnginesDep, actor: ReadAccess) -> InboundDomainList:
    """Domains whose mail the receiver takes for this workspace."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_domains(connection, workspace_id=actor.workspace_id)
    return InboundDomainList(items=[InboundDomainAnswer.of(each) for each in found])


@router.post("/domains", status_code=201)
async def create_inbound_domain(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: InboundDomainBody
) -> InboundDomainAnswer:
    """Take mail for a domain; its MX record has to lead here."""
    made = await service.create_domain(
        session, engines.bus, actor=actor, domain=body.domain, local_parts=body.addresses
    )
    return InboundDomainAnswer.of(made)


@router.patch("/domains/{domain_id}")
async def update_inbound_domain(
    session: SessionDep,
    engines: EnginesDep,
    actor: WriteAccess,
    domain_id: RowId,
    body: InboundDomainPatch,
) -> InboundDomainAnswer:
    """Change a domain's addresses, or let answers to our letters come to it."""
    changed = await service.update_domain(
        session,
        engines.bus,
        actor=actor,
        domain_id=domain_id,
        local_parts=body.addresses,
        is_default=bool(body.is_default),
    )
    return InboundDomainAnswer.of(changed)


@router.delete("/domains/{domain_id}", status_code=204)
async def delete_inbound_domain(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, domain_id: RowId
) -> None:
    """Take no more mail for a domain."""
    await service.delete_domain(session, engines.bus, actor=actor, domain_id=domain_id)


@router.get("/settings")
async def get_inbound_settings(engines: EnginesDep, actor: ReadAccess) -> InboundSettingsAnswer:
    """How long mails are kept, and how much of one address is normal."""
    async with engines.postgres.connection() as connection:
        found = await repository.read_settings(connection, workspace_id=actor.workspace_id)
    return InboundSettingsAnswer.of(found)


@router.patch("/settings")
async def update_inbound_settings(
    session: SessionDep, actor: WriteAccess, body: InboundSettingsPatch
) -> InboundSettingsAnswer:
    """Change what is named."""
    changes = body.model_dump(exclude_unset=True)
    return InboundSettingsAnswer.of(await service.update_settings(session, actor=actor, changes=changes))


def _changes(body: BaseModel) -> Mapping[str, Any]:
    """What is named in the body; null means nothing but for a password and who is believed."""
    given = body.model_dump(exclude_unset=True)
    return {name: value for name, value in given.items() if value is not None or name in _NULL_MEANS}
