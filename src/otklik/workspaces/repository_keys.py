"""Write keys and API tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, update

from otklik.workspaces.models import ApiToken, Session, Workspace, WriteKey


class KeyOfWorkspace(NamedTuple):
    """A live key with what the door needs of its workspace."""

    id: int
    workspace_id: int
    allowed_domains: list[str]


# all workspaces: the key leads to one
async def find_live_key(session: Session, *, key: str) -> KeyOfWorkspace | None:
    """The write key unless it is unknown or revoked."""
    row = (
        await session.execute(
            select(WriteKey.id, WriteKey.workspace_id, Workspace.allowed_domains)
            .join(Workspace, Workspace.id == WriteKey.workspace_id)
            .where(WriteKey.key == key, WriteKey.revoked_at.is_(None))
        )
    ).one_or_none()
    return KeyOfWorkspace(*row) if row else None


async def list_write_keys(session: Session, *, workspace_id: int) -> Sequence[WriteKey]:
    """Live keys, oldest first."""
    found = await session.scalars(
        select(WriteKey)
        .where(WriteKey.workspace_id == workspace_id, WriteKey.revoked_at.is_(None))
        .order_by(WriteKey.id)
    )
    return found.all()


async def find_write_key(session: Session, *, workspace_id: int, key_id: int) -> WriteKey | None:
    """The workspace's live key of this id."""
    return await session.scalar(
        select(WriteKey).where(
            WriteKey.workspace_id == workspace_id, WriteKey.id == key_id, WriteKey.revoked_at.is_(None)
        )
    )


async def has_first_event(session: Session, *, workspace_id: int) -> bool:
    """Whether any key of the workspace, revoked ones too, has brought an event."""
    found = await session.scalar(
        select(func.count())
        .select_from(WriteKey)
        .where(WriteKey.workspace_id == workspace_id, WriteKey.first_event_at.is_not(None))
    )
    return bool(found)


async def list_api_tokens(session: Session, *, workspace_id: int) -> Sequence[ApiToken]:
    """Live tokens, oldest first."""
    found = await session.scalars(
        select(ApiToken)
        .where(ApiToken.workspace_id == workspace_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id)
    )
    return found.all()


async def find_api_token(session: Session, *, workspace_id: int, token_id: int) -> ApiToken | None:
    """The workspace's live token of this id."""
    return await session.scalar(
        select(ApiToken).where(
            ApiToken.workspace_id == workspace_id, ApiToken.id == token_id, ApiToken.revoked_at.is_(None)
        )
    )


async def touch_token(session: Session, *, workspace_id: int, token_id: int, now: datetime) -> None:
    """Note that the token is used; skipped when a parallel request is noting it."""
    free = (
        select(ApiToken.id)
        .where(ApiToken.workspace_id == workspace_id, ApiToken.id == token_id)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    await session.execute(
        update(ApiToken)
        .where(ApiToken.id == free)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )
