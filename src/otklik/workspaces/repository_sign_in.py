"""Sign-ins, throttled tries and password links. They belong to members, who may have many workspaces."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from otklik.workspaces.models import Member, PasswordReset, Session, SignIn, Throttle


class Bearer(NamedTuple):
    """A sign-in and whose it is."""

    sign_in: SignIn
    member: Member


# all workspaces: a sign-in opens every workspace of its member
async def find_bearer(session: Session, *, token_hash: bytes, now: datetime) -> Bearer | None:
    """The live sign-in of a cookie."""
    row = (
        await session.execute(
            select(SignIn, Member)
            .join(Member, Member.id == SignIn.member_id)
            .where(SignIn.token_hash == token_hash, SignIn.expires_at > now)
        )
    ).one_or_none()
    return Bearer(row[0], row[1]) if row else None


# all workspaces: as above
async def touch_sign_in(
    session: Session, *, sign_in_id: int, now: datetime, expires_at: datetime, ip: str
) -> None:
    """Note that the sign-in is used; skipped when a parallel request is noting the same."""
    free = (
        select(SignIn.id).where(SignIn.id == sign_in_id).with_for_update(skip_locked=True).scalar_subquery()
    )
    await session.execute(
        update(SignIn)
        .where(SignIn.id == free)
        .values(last_seen_at=now, expires_at=expires_at, ip=ip)
        .execution_options(synchronize_session=False)
    )


# all workspaces: a member's own list
async def list_sign_ins(session: Session, *, member_id: int, now: datetime) -> Sequence[SignIn]:
    """Where the member is signed in, last used first."""
    found = await session.scalars(
        select(SignIn)
        .where(SignIn.member_id == member_id, SignIn.expires_at > now, SignIn.awaits_totp.is_(False))
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        .limit(200)
    )
    return found.all()


# all workspaces: a member's own list
async def delete_sign_in(session: Session, *, member_id: int, sign_in_id: int) -> bool:
    """Sign one browser out; False when it is not his."""
    found = await session.scalar(
        delete(SignIn)
        .where(SignIn.member_id == member_id, SignIn.id == sign_in_id)
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    )
    return found is not None


# all workspaces: a member's own list
async def delete_other_sign_ins(session: Session, *, member_id: int, keep_id: int | None) -> int:
    """Sign every browser out, but the one kept. Returns how many."""
    gone = await session.scalars(
        delete(SignIn)
        .where(SignIn.member_id == member_id, SignIn.id != (keep_id or 0))
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


# all workspaces: housekeeping
async def delete_expired(session: Session, *, now: datetime) -> None:
    """Forget what is over: sign-ins, links, tries."""
    await session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    await session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= now - timedelta(days=7)))
    await session.execute(
        delete(Throttle).where(
            Throttle.since <= now - timedelta(days=1), func.coalesce(Throttle.locked_until, now) <= now
        )
    )


# all workspaces: tries are counted before it is known who tries
async def lock_throttle(session: Session, *, key: str, now: datetime) -> Throttle:
    """The tries of a key, held until the end of the transaction; 0 of them for a new key."""
    await session.execute(
        insert(Throttle).values(key=key, failures=0, since=now).on_conflict_do_nothing(index_elements=["key"])
    )
    return (
        await session.scalars(
            select(Throttle)
            .where(Throttle.key == key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()


# all workspaces: as above
async def forget_try(session: Session, *, key: str) -> None:
    """Take back one counted try: it was a good one."""
    await session.execute(
        update(Throttle)
        .where(Throttle.key == key)
        .values(failures=func.greatest(Throttle.failures - 1, 0))
        .execution_options(synchronize_session=False)
    )


# all workspaces: as above
async def forget_tries(session: Session, *, key: str) -> None:
    """Take back all tries of the key."""
    await session.execute(
        delete(Throttle).where(Throttle.key == key).execution_options(synchronize_session=False)
    )


# all workspaces: a member has one password everywhere
async def find_reset(session: Session, *, token_hash: bytes, now: datetime) -> PasswordReset | None:
    """The live link of this token, held until the end of the transaction."""
    return await session.scalar(
        select(PasswordReset)
        .where(
            PasswordReset.token_hash == token_hash,
            PasswordReset.expires_at > now,
            PasswordReset.used_at.is_(None),
        )
        .with_for_update()
    )


# all workspaces: as above
async def use_resets(session: Session, *, member_id: int, now: datetime) -> None:
    """Close every open link of the member."""
    await session.execute(
        update(PasswordReset)
        .where(PasswordReset.member_id == member_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


# all workspaces: the second factor is the member's
async def use_totp_step(session: Session, *, member_id: int, step: int) -> bool:
    """Take a time step for good; False when it, or a later one, was taken before."""
    taken = await session.scalar(
        update(Member)
        .where(Member.id == member_id, Member.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(Member.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


# all workspaces: as above
async def use_recovery_code(session: Session, *, member_id: int, code_hash: bytes) -> bool:
    """Take a recovery code for good; False when there is none such."""
    taken = await session.scalar(
        update(Member)
        .where(Member.id == member_id, Member.recovery_hashes.contains([code_hash]))
        .values(recovery_hashes=func.array_remove(Member.recovery_hashes, code_hash))
        .returning(Member.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None
