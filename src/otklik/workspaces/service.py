"""Workspaces: making them, their settings, and the quick reads of the door and the pipeline."""

import dataclasses
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from otklik.infra.engines import Engines
from otklik.workspaces import deletion, errors, keys, members, repository, repository_keys, repository_sign_in
from otklik.workspaces.audit import record_audit
from otklik.workspaces.contracts import CollectionSettings, KnownKey, NewWorkspace, WorkspaceProfile
from otklik.workspaces.deletion import register_workspace_eraser
from otklik.workspaces.models import Json, Member, Session, Workspace
from otklik.workspaces.roles import Actor, ActorKind, Role, system_actor

__all__ = [
    "change_auth_key",
    "create_workspace",
    "create_workspace_with_owner",
    "find_api_actor",
    "find_workspace_by_name",
    "find_write_key",
    "forget_expired",
    "get_auth_key",
    "get_collection_settings",
    "get_workspace",
    "get_workspace_profile",
    "list_auth_keys",
    "list_workspace_ids",
    "make_profile",
    "record_audit",
    "register_jobs",
    "register_workspace_eraser",
    "update_workspace",
]

FORGET_JOB = "workspaces.forget_expired"
OLD_AUTH_KEY = timedelta(days=7)
"""So long a User Auth Key is good after it was changed."""
_SETTING_NAMES = frozenset(field.name for field in dataclasses.fields(CollectionSettings))


async def create_workspace(
    session: Session, *, engines: Engines, name: str, owner: Member, language: str, is_demo: bool = False
) -> Workspace:
    """Make a workspace with its User Auth Key, its first write key, and its owner."""
    now = datetime.now(UTC)
    workspace = Workspace(
        name=name,
        language=language,
        auth_key=engines.secrets.encrypt(secrets.token_hex(32).encode()),
        is_demo=is_demo,
        created_at=now,
    )
    await repository.add(session, workspace)
    await repository.add_membership(
        session, workspace_id=workspace.id, member_id=owner.id, role=Role.OWNER.value, now=now
    )
    actor = Actor(
        kind=ActorKind.MEMBER,
        id=owner.id,
        name=owner.name or owner.email,
        workspace_id=workspace.id,
        role=Role.OWNER,
    )
    await record_audit(session, actor=actor, action="workspace.created", target=name)
    await keys.create_write_key(session, actor=actor, name="")
    return workspace


async def create_workspace_with_owner(
    engines: Engines,
    *,
    name: str,
    email: str,
    password: str,
    language: str = "ru",
    is_demo: bool = False,
    owner_name: str = "",
) -> NewWorkspace:
    """Make a workspace from the command line or the demo; an owner who has an account keeps his password.

    Raises InvalidError for a bad address or a weak password, UnauthorizedError when the account exists and
    its password is another one.
    """
    address = members.normalise_email(email)
    async with engines.postgres.session() as session:
        owner = await members.get_or_create_member(
            session, email=address, password=password, name=owner_name, language=language
        )
        workspace = await create_workspace(
            session, engines=engines, name=name, owner=owner, language=language, is_demo=is_demo
        )
        actor = system_actor(workspace_id=workspace.id, name="otklik workspace create")
        token = await keys.create_api_token(session, actor=actor, name="CLI", role=Role.ADMIN)
        write_keys = await repository_keys.list_write_keys(session, workspace_id=workspace.id)
    return NewWorkspace(
        workspace_id=workspace.id,
        write_key=write_keys[0].key,
        api_token=token.token,
        owner_email=owner.email,
    )


async def get_workspace(session: Session, *, workspace_id: int) -> Workspace:
    """The workspace. Raises NotFoundError."""
    workspace = await repository.find_workspace(session, workspace_id=workspace_id)
    if workspace is None:
        raise errors.not_found("workspace")
    return workspace


async def update_workspace(session: Session, *, actor: Actor, changes: Mapping[str, Json]) -> Workspace:
    """Change the given columns; `settings` is laid over what is set. Returns the workspace as it is now."""
    workspace = await repository.lock_workspace(session, workspace_id=actor.workspace_id)
    if workspace is None:
        raise errors.not_found("workspace")
    changed: dict[str, Json] = {}
    for name, value in changes.items():
        new = {**workspace.settings, **value} if name == "settings" else value
        if getattr(workspace, name) != new:
            changed[name] = value
            setattr(workspace, name, new)
    if changed:
        await record_audit(session, actor=actor, action="workspace.updated", details=changed)
    return workspace


def _read_settings(stored: Mapping[str, Json]) -> CollectionSettings:
    """The collection settings kept in `workspaces.settings`; what is absent has its default."""
    return CollectionSettings(**{name: value for name, value in stored.items() if name in _SETTING_NAMES})


def make_profile(workspace: Workspace) -> WorkspaceProfile:
    """What other rooms need to know of it."""
    return WorkspaceProfile(
        id=workspace.id,
        name=workspace.name,
        time_zone=workspace.time_zone,
        currency=workspace.currency,
        phone_region=workspace.phone_region,
        language=workspace.language,
        is_demo=workspace.is_demo,
        created_at=workspace.created_at,
        settings=_read_settings(workspace.settings),
    )


async def get_workspace_profile(engines: Engines, workspace_id: int) -> WorkspaceProfile:
    """What the pipeline needs of a workspace, read now; callers cache it. Raises NotFoundError."""
    async with engines.postgres.session() as session:
        return make_profile(await get_workspace(session, workspace_id=workspace_id))


async def get_collection_settings(engines: Engines, workspace_id: int) -> CollectionSettings:
    """What the workspace collects, read now; callers cache it. Raises NotFoundError."""
    return (await get_workspace_profile(engines, workspace_id)).settings


async def get_auth_key(engines: Engines, workspace_id: int) -> str:
    """The User Auth Key; hash of `auth` = hex HMAC-SHA256(key, user_id). Raises NotFoundError."""
    async with engines.postgres.session() as session:
        workspace = await get_workspace(session, workspace_id=workspace_id)
    return engines.secrets.decrypt(workspace.auth_key).decode()


async def list_auth_keys(engines: Engines, workspace_id: int) -> list[str]:
    """The User Auth Key, and the one before it while it is good. Raises NotFoundError."""
    async with engines.postgres.session() as session:
        workspace = await get_workspace(session, workspace_id=workspace_id)
    sealed = [workspace.auth_key]
    until = workspace.old_auth_key_until
    if workspace.old_auth_key is not None and until is not None and until > datetime.now(UTC):
        sealed.append(workspace.old_auth_key)
    return [engines.secrets.decrypt(each).decode() for each in sealed]


async def change_auth_key(session: Session, engines: Engines, *, actor: Actor) -> tuple[str, datetime]:
    """A new User Auth Key; it, and until when the one before it is good. Raises NotFoundError."""
    workspace = await repository.lock_workspace(session, workspace_id=actor.workspace_id)
    if workspace is None:
        raise errors.not_found("workspace")
    key, until = secrets.token_hex(32), datetime.now(UTC) + OLD_AUTH_KEY
    workspace.old_auth_key, workspace.old_auth_key_until = workspace.auth_key, until
    workspace.auth_key = engines.secrets.encrypt(key.encode())
    await record_audit(session, actor=actor, action="workspace.auth_key_changed")
    return key, until


async def find_write_key(engines: Engines, key: str) -> KnownKey | None:
    """A live write key, read now; None when it is unknown or revoked. Callers cache it for a few seconds."""
    if not key.isascii() or "\x00" in key:
        return None
    async with engines.postgres.session() as session:
        found = await repository_keys.find_live_key(session, key=key)
    if found is None:
        return None
    return KnownKey(
        id=found.id, workspace_id=found.workspace_id, allowed_domains=tuple(found.allowed_domains)
    )


async def find_api_actor(engines: Engines, token: str, *, ip: str = "") -> Actor | None:
    """Who a live API token acts for; None when it is unknown or revoked. For doors outside of FastAPI."""
    return await keys.find_token_actor(engines, token=token, ip=ip)


async def find_workspace_by_name(engines: Engines, name: str) -> int | None:
    """The id of the oldest workspace of that name; commands look it up."""
    async with engines.postgres.session() as session:
        workspace = await repository.find_workspace_by_name(session, name=name)
    return workspace.id if workspace else None


async def list_workspace_ids(engines: Engines) -> Sequence[int]:
    """Every workspace, for housekeeping."""
    async with engines.postgres.session() as session:
        return await repository.list_workspace_ids(session)


def register_jobs(engines: Engines) -> None:
    """Say what the room's jobs do, once a worker process."""

    async def forget() -> None:
        await forget_expired(engines)

    engines.jobs.register_periodic(FORGET_JOB, forget, cron="17 * * * *")
    deletion.register_jobs(engines)


async def forget_expired(engines: Engines) -> None:
    """Housekeeping: delete sessions, links and counted tries that are over."""
    async with engines.postgres.session() as session:
        await repository_sign_in.delete_expired(session, now=datetime.now(UTC))
