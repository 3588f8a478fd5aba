"""Write keys (public) and API tokens (secret, shown once, kept as a hash)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from otklik.infra.engines import Engines
from otklik.infra.secrets import Secrets
from otklik.workspaces import errors, repository, repository_actors, repository_keys
from otklik.workspaces.audit import record_audit
from otklik.workspaces.models import ApiToken, Session, WriteKey
from otklik.workspaces.roles import Actor, ActorKind, Role

TOKEN_PREFIX = "otk_"  # noqa: S105 - lets scanners of leaked secrets find our tokens
_TOKEN_BYTES = 30
_KEY_BYTES = 16
_HINT_CHARS = 4
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `token` is never shown again."""

    row: ApiToken
    token: str


async def create_write_key(session: Session, *, actor: Actor, name: str) -> WriteKey:
    """Make a public key for a site."""
    row = WriteKey(
        workspace_id=actor.workspace_id,
        key=secrets.token_hex(_KEY_BYTES),
        name=name,
        created_at=datetime.now(UTC),
    )
    await repository.add(session, row)
    await record_audit(session, actor=actor, action="write_key.created", target=name or row.key)
    return row


async def list_write_keys(session: Session, *, workspace_id: int) -> Sequence[WriteKey]:
    """Live keys, oldest first."""
    return await repository_keys.list_write_keys(session, workspace_id=workspace_id)


async def get_write_key(session: Session, *, workspace_id: int, key_id: int) -> WriteKey:
    """The live key. Raises NotFoundError."""
    row = await repository_keys.find_write_key(session, workspace_id=workspace_id, key_id=key_id)
    if row is None:
        raise errors.not_found("write_key")
    return row


async def revoke_write_key(session: Session, *, actor: Actor, key_id: int) -> None:
    """Stop a key; the doors notice within seconds. Raises NotFoundError, ConflictError for the last one."""
    await repository.lock_workspace(session, workspace_id=actor.workspace_id)
    row = await get_write_key(session, workspace_id=actor.workspace_id, key_id=key_id)
    if len(await repository_keys.list_write_keys(session, workspace_id=actor.workspace_id)) == 1:
        raise errors.conflict("last_write_key", "A workspace keeps at least one write key")
    row.revoked_at = datetime.now(UTC)
    await record_audit(session, actor=actor, action="write_key.revoked", target=row.name or row.key)


async def create_api_token(session: Session, *, actor: Actor, name: str, role: Role) -> NewToken:
    """Make a secret token with a role of its own (never owner)."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    row = ApiToken(
        workspace_id=actor.workspace_id,
        token_hash=Secrets.hash_token(token),
        hint=token[-_HINT_CHARS:],
        name=name,
        role=role.value,
        created_by=actor.member_id,
        created_at=datetime.now(UTC),
    )
    await repository.add(session, row)
    await record_audit(
        session, actor=actor, action="api_token.created", target=name, details={"role": role.value}
    )
    return NewToken(row=row, token=token)


async def list_api_tokens(session: Session, *, workspace_id: int) -> Sequence[ApiToken]:
    """Live tokens, oldest first."""
    return await repository_keys.list_api_tokens(session, workspace_id=workspace_id)


async def revoke_api_token(session: Session, *, actor: Actor, token_id: int) -> None:
    """Stop a token at once. Raises NotFoundError."""
    row = await repository_keys.find_api_token(session, workspace_id=actor.workspace_id, token_id=token_id)
    if row is None:
        raise errors.not_found("api_token")
    row.revoked_at = datetime.now(UTC)
    await record_audit(session, actor=actor, action="api_token.revoked", target=row.name or f"…{row.hint}")


async def find_token_actor(engines: Engines, *, token: str, ip: str) -> Actor | None:
    """Who a live token acts for, its use noted once a minute; None when it is unknown or revoked."""
    async with engines.postgres.looking() as connection:
        found = await repository_actors.find_token(connection, token_hash=Secrets.hash_token(token))
    if found is None:
        return None
    now = datetime.now(UTC)
    if found.last_used_at is None or found.last_used_at < now - _TOUCH_EVERY:
        async with engines.postgres.session() as session:
            await repository_keys.touch_token(
                session, workspace_id=found.workspace_id, token_id=found.id, now=now
            )
    return Actor(
        kind=ActorKind.TOKEN,
        id=found.id,
        name=found.name,
        workspace_id=found.workspace_id,
        role=Role(found.role),
        ip=ip,
    )
