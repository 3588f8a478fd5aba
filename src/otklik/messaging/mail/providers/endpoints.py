"""Hooks of providers of mail, over HTTP: made, listed, forgotten. Providers call the door, not these."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.infra.web import EnginesDep, SessionDep, end_transaction
from otklik.kit.late import import_late
from otklik.messaging import errors
from otklik.messaging.explaining import LARGEST
from otklik.messaging.mail.links import Links
from otklik.messaging.mail.providers import repository
from otklik.messaging.mail.providers.contracts import Proof
from otklik.messaging.mail.providers.reading import load_providers
from otklik.messaging.mail.providers.repository import Hook
from otklik.workspaces.access import Actor, Permission, require
from otklik.workspaces.service import record_audit

if TYPE_CHECKING:
    from otklik.messaging.mail.providers import trying
else:
    trying = import_late("otklik.messaging.mail.providers.trying")

router = APIRouter(prefix="/mail", tags=["mail"])
WriteAccess = Annotated[Actor, require(Permission.WORKSPACE_WRITE)]
MAX_HOOKS: Final = 20


class ProviderAnswer(BaseModel):
    """A provider that is known. `needs`: what its calls are proved by: path, secret, key or topic."""

    id: str
    name: str
    needs: str


class HookBody(BaseModel):
    """A provider, and what its calls are proved by: a secret, a public key, or the topic's ARN."""

    model_config = ConfigDict(extra="forbid")

    provider: str
    secret: Annotated[str, Field(max_length=2_000)] = ""
    topic: Annotated[str, Field(max_length=300, pattern="^[^\x00]*$")] = ""


class HookAnswer(BaseModel):
    """A hook. `url`: what to give to the provider; whoever knows it may call it."""

    id: int
    provider: str
    name: str
    url: str
    has_secret: bool
    topic: str
    created_at: datetime
    heard_at: datetime | None
    taken: int
    unclaimed: int
    refused: str
    refused_at: datetime | None


class HookTry(BaseModel):
    """Whether a hook's address can be called. `code`: works, private, unreachable or other (`status`)."""

    works: bool
    code: str
    status: int | None


class HookList(BaseModel):
    """All hooks, and all providers that there may be one of."""

    items: list[HookAnswer]
    providers: list[ProviderAnswer]


@router.get("/hooks")
async def list_mail_hooks(engines: EnginesDep, actor: WriteAccess) -> HookList:
    """Where providers tell what became of letters; an address is a secret, so not for everybody."""
    async with engines.postgres.connection() as connection:
        found = await repository.list_hooks(connection, workspace_id=actor.workspace_id)
    known = [
        ProviderAnswer(id=key, name=each.name, needs=_NEEDS[each.proof])
        for key, each in load_providers().items()
    ]
    return HookList(items=[_show(engines, hook) for hook in found], providers=known)


@router.post("/hooks", status_code=201)
async def create_mail_hook(
    session: SessionDep, engines: EnginesDep, actor: WriteAccess, body: HookBody
) -> HookAnswer:
    """Make an address for a provider to call."""
    provider = load_providers().get(body.provider)
    if provider is None:
        raise errors.unknown_provider()
    is_given = {"path": True, "topic": bool(body.topic)}.get(_NEEDS[provider.proof], bool(body.secret))
    if not is_given:
        raise errors.no_proof(_NEEDS[provider.proof])
    connection = await driver_connection(session)
    if len(await repository.list_hooks(connection, workspace_id=actor.workspace_id)) >= MAX_HOOKS:
        raise errors.many_hooks(MAX_HOOKS)
    made = await repository.insert_hook(
        connection,
        workspace_id=actor.workspace_id,
        provider=body.provider,
        secret=engines.secrets.encrypt(body.secret.strip().encode()) if body.secret.strip() else None,
        topic=body.topic.strip(),
    )
    await record_audit(session, actor=actor, action="mail_hook.created", target=provider.name)
    return _show(engines, made)


@router.post("/hooks/{hook_id}/try")
async def try_mail_hook(
    hook_id: Annotated[int, Path(ge=1, le=LARGEST)],
    session: SessionDep,
    engines: EnginesDep,
    actor: WriteAccess,
) -> HookTry:
    """Call a hook's address from here, as anybody on the internet would; nothing is told to any letter."""
    connection = await driver_connection(session)
    hooks = await repository.list_hooks(connection, workspace_id=actor.workspace_id)
    if hook_id not in {hook.id for hook in hooks}:
        raise errors.no_hook()
    await end_transaction(session)
    tried = await trying.try_address(Links(engines.secrets, engines.public_url).hook_url(hook_id))
    return HookTry(works=tried.works, code=tried.code, status=tried.status)


@router.delete("/hooks/{hook_id}", status_code=204)
async def delete_mail_hook(
    session: SessionDep, actor: WriteAccess, hook_id: Annotated[int, Path(ge=1, le=LARGEST)]
) -> None:
    """Forget a hook: its address answers no more."""
    connection = await driver_connection(session)
    gone = await repository.delete_hook(connection, workspace_id=actor.workspace_id, hook_id=hook_id)
    if gone is None:
        raise errors.no_hook()
    await record_audit(session, actor=actor, action="mail_hook.deleted", target=gone)


_NEEDS: Final = {Proof.PATH: "path", Proof.HMAC_FIELDS: "secret", Proof.ECDSA: "key", Proof.SNS: "topic"}


def _show(engines: Engines, hook: Hook) -> HookAnswer:
    provider = load_providers().get(hook.provider)
    names = (
        "id",
        "provider",
        "topic",
        "created_at",
        "heard_at",
        "taken",
        "unclaimed",
        "refused",
        "refused_at",
    )
    return HookAnswer(
        **{name: getattr(hook, name) for name in (*names, "refused", "refused_at")},
        name=provider.name if provider else hook.provider,
        url=Links(engines.secrets, engines.public_url).hook_url(hook.id),
        has_secret=hook.secret is not None,
    )
