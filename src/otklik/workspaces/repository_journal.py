"""The audit log, captured letters and saved views."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from otklik.workspaces.models import AuditEntry, Json, Letter, Member, Membership, Preference, Session


class Newest(NamedTuple):
    """How much of a newest-first list to read: below `before_id` (None = from the top), `limit` rows."""

    limit: int
    before_id: int | None


async def list_audit(session: Session, *, workspace_id: int, page: Newest) -> Sequence[AuditEntry]:
    """Entries of the workspace, newest first."""
    query = select(AuditEntry).where(AuditEntry.workspace_id == workspace_id)
    if page.before_id is not None:
        query = query.where(AuditEntry.id < page.before_id)
    return (await session.scalars(query.order_by(AuditEntry.id.desc()).limit(page.limit))).all()


async def list_letters(
    session: Session, *, workspace_id: int, with_members: bool, page: Newest
) -> Sequence[Letter]:
    """Letters of the workspace, newest first; `with_members`: and those to its own members."""
    query = select(Letter).where(_visible(workspace_id=workspace_id, with_members=with_members))
    if page.before_id is not None:
        query = query.where(Letter.id < page.before_id)
    return (await session.scalars(query.order_by(Letter.id.desc()).limit(page.limit))).all()


async def find_letter(
    session: Session, *, workspace_id: int, with_members: bool, letter_id: int
) -> Letter | None:
    """One of the letters of `list_letters`."""
    visible = _visible(workspace_id=workspace_id, with_members=with_members)
    return await session.scalar(select(Letter).where(visible, Letter.id == letter_id))


def _visible(*, workspace_id: int, with_members: bool):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SQLAlchemy's own
    own = Letter.workspace_id == workspace_id
    if not with_members:
        return own
    # A member who also belongs elsewhere keeps his letters: a password link would open that other place too.
    only_here = (
        select(Membership.member_id)
        .join(Member, Member.id == Membership.member_id)
        .where(func.lower(Member.email) == func.lower(Letter.recipient))
        .group_by(Membership.member_id)
        .having(func.bool_and(Membership.workspace_id == workspace_id))
    )
    return or_(own, and_(Letter.workspace_id.is_(None), only_here.exists()))


async def find_preference(session: Session, *, workspace_id: int, member_id: int, key: str) -> Json | None:
    """The saved value, or None."""
    return await session.scalar(
        select(Preference.value).where(
            Preference.workspace_id == workspace_id, Preference.member_id == member_id, Preference.key == key
        )
    )


async def count_preferences(session: Session, *, workspace_id: int, member_id: int) -> int:
    """How many keys are saved."""
    found = await session.scalar(
        select(func.count())
        .select_from(Preference)
        .where(Preference.workspace_id == workspace_id, Preference.member_id == member_id)
    )
    return found or 0


async def save_preference(
    session: Session, *, workspace_id: int, member_id: int, key: str, value: Json
) -> None:
    """Save, over what was there."""
    await session.execute(
        insert(Preference)
        .values(workspace_id=workspace_id, member_id=member_id, key=key, value=value)
        .on_conflict_do_update(index_elements=["workspace_id", "member_id", "key"], set_={"value": value})
    )
