"""Signing in and out: password, then, where the member asks for it, a second factor.

Tries are counted in transactions of their own, before they are judged: a refused try must stay counted
although its request fails, and parallel guesses must not slip through together.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from otklik.infra.engines import Engines
from otklik.infra.secrets import Secrets
from otklik.kit.errors import BadRequestError
from otklik.workspaces import (
    audit,
    errors,
    passwords,
    repository,
    repository_actors,
    repository_sign_in,
    throttling,
    totp,
)
from otklik.workspaces.models import Member, Session, SignIn
from otklik.workspaces.repository_sign_in import Bearer
from otklik.workspaces.roles import Actor, ActorKind, Role
from otklik.workspaces.throttling import Limit, Tries
from otklik.workspaces.visitor import Visitor

LIFETIME = timedelta(days=30)
_PENDING_LIFETIME = timedelta(minutes=10)
_TOUCH_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: `token` goes into the cookie; `awaits_totp`: the second factor is still owed."""

    token: str
    awaits_totp: bool


async def sign_in(engines: Engines, *, email: str, password: str, visitor: Visitor) -> Opened:
    """Open a session. Raises UnauthorizedError for a wrong pair, ThrottledError after too many tries."""
    by_email, by_ip = f"email:{email.lower()}", f"ip:{visitor.ip}"
    await take_try(engines, {by_email: throttling.BY_EMAIL, by_ip: throttling.BY_IP})
    async with engines.postgres.session() as session:
        member = await repository.find_member_by_email(session, email=email)
    if not await passwords.is_right(member.password_hash if member else None, password) or member is None:
        await _note_failure(engines, member, visitor)
        raise errors.wrong_credentials()
    async with engines.postgres.session() as session:
        await repository_sign_in.forget_tries(session, key=by_email)
        await repository_sign_in.forget_try(session, key=by_ip)
        await _renew_hash(session, member, password)
        if member.totp_secret is not None:
            return await open_session(session, member=member, visitor=visitor, awaits_totp=True)
        await audit.record_of_member(session, member=member, action="member.signed_in", ip=visitor.ip)
        return await open_session(session, member=member, visitor=visitor)


async def sign_in_by_code(
    engines: Engines, *, member: Member, pending: SignIn, code: str, visitor: Visitor
) -> Opened:
    """Finish a sign-in by a code of the app or a recovery code; the pending session becomes a new one.

    Raises UnauthorizedError for a wrong or used code, ThrottledError after too many.
    """
    await take_try(engines, {f"totp:{member.id}": throttling.BY_CODE})
    async with engines.postgres.session() as session:
        if not await use_code(engines, session, member=member, code=code):
            raise errors.wrong_code()
        await repository_sign_in.forget_tries(session, key=f"totp:{member.id}")
        await repository_sign_in.delete_sign_in(session, member_id=member.id, sign_in_id=pending.id)
        await audit.record_of_member(session, member=member, action="member.signed_in", ip=visitor.ip)
        return await open_session(session, member=member, visitor=visitor)


async def use_code(engines: Engines, session: Session, *, member: Member, code: str) -> bool:
    """Take a code for good, so that it works once; False when it is wrong or was used."""
    if member.totp_secret is None:
        return False
    secret = engines.secrets.decrypt(member.totp_secret).decode()
    step = totp.find_step(secret, code, now=datetime.now(UTC))
    if step is not None:
        return await repository_sign_in.use_totp_step(session, member_id=member.id, step=step)
    return await repository_sign_in.use_recovery_code(
        session, member_id=member.id, code_hash=totp.hash_recovery_code(code)
    )


async def open_session(
    session: Session, *, member: Member, visitor: Visitor, awaits_totp: bool = False
) -> Opened:
    """Write a session and return its secret."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = datetime.now(UTC)
    row = SignIn(
        token_hash=Secrets.hash_token(token),
        member_id=member.id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + (_PENDING_LIFETIME if awaits_totp else LIFETIME),
        ip=visitor.ip,
        user_agent=visitor.user_agent,
        awaits_totp=awaits_totp,
    )
    await repository.add(session, row)
    return Opened(token=token, awaits_totp=awaits_totp)


async def find_bearer(session: Session, *, visitor: Visitor, now: datetime) -> Bearer | None:
    """The live session of the visitor's cookie; its use is noted once a minute, and prolongs it."""
    if visitor.token is None:
        return None
    bearer = await repository_sign_in.find_bearer(
        session, token_hash=Secrets.hash_token(visitor.token), now=now
    )
    if bearer and not bearer.sign_in.awaits_totp and bearer.sign_in.last_seen_at < now - _TOUCH_EVERY:
        await repository_sign_in.touch_sign_in(
            session, sign_in_id=bearer.sign_in.id, now=now, expires_at=now + LIFETIME, ip=visitor.ip
        )
    return bearer


async def find_actor(engines: Engines, *, visitor: Visitor, workspace_id: int | None) -> Actor:
    """The member behind the visitor's cookie, in the workspace that is named or his only one.

    Raises UnauthorizedError, NotFoundError: not his workspace, BadRequestError: he has several, or none.
    """
    now = datetime.now(UTC)
    if visitor.token is None:
        raise errors.not_signed_in()
    async with engines.postgres.looking() as connection:
        found = await repository_actors.list_standings(
            connection, token_hash=Secrets.hash_token(visitor.token), workspace_id=workspace_id, now=now
        )
    if not found:
        raise errors.not_signed_in()
    standing = found[0]
    if standing.last_seen_at < now - _TOUCH_EVERY:
        async with engines.postgres.session() as session:
            await repository_sign_in.touch_sign_in(
                session, sign_in_id=standing.sign_in_id, now=now, expires_at=now + LIFETIME, ip=visitor.ip
            )
    if workspace_id is None and (len(found) > 1 or standing.workspace_id is None):
        raise BadRequestError("workspace_required", "Name the workspace: header X-Otklik-Workspace")
    if standing.workspace_id is None or standing.role is None:
        raise errors.not_found("workspace")
    return Actor(
        kind=ActorKind.MEMBER,
        id=standing.member_id,
        name=standing.name,
        workspace_id=standing.workspace_id,
        role=Role(standing.role),
        ip=visitor.ip,
    )


async def sign_out(session: Session, *, visitor: Visitor) -> None:
    """Close the visitor's session, if he has one."""
    bearer = await find_bearer(session, visitor=visitor, now=datetime.now(UTC))
    if bearer is None:
        return
    await repository_sign_in.delete_sign_in(session, member_id=bearer.member.id, sign_in_id=bearer.sign_in.id)
    if not bearer.sign_in.awaits_totp:
        await audit.record_of_member(session, member=bearer.member, action="member.signed_out", ip=visitor.ip)


async def take_try(engines: Engines, limits: dict[str, Limit]) -> None:
    """Count one try under each key. Raises ThrottledError when a key has no tries left."""
    now = datetime.now(UTC)
    longest = timedelta(0)
    async with engines.postgres.session() as session:
        for key, limit in sorted(limits.items()):
            row = await repository_sign_in.lock_throttle(session, key=key, now=now)
            known = Tries(row.failures, row.since, row.locked_until)
            counted, wait = throttling.count_try(known, limit=limit, now=now)
            row.failures, row.since, row.locked_until = counted.failures, counted.since, counted.locked_until
            longest = max(longest, wait or longest)
    if longest:
        raise errors.too_many_tries(int(longest.total_seconds()) + 1)


async def _note_failure(engines: Engines, member: Member | None, visitor: Visitor) -> None:
    if member is None:
        return
    async with engines.postgres.session() as session:
        await audit.record_of_member(session, member=member, action="member.sign_in_failed", ip=visitor.ip)


async def _renew_hash(session: Session, member: Member, password: str) -> None:
    if passwords.needs_renewal(member.password_hash):
        fresh = await repository.lock_member(session, member_id=member.id)
        if fresh is not None and fresh.password_hash == member.password_hash:
            fresh.password_hash = await passwords.hash_password(password)
