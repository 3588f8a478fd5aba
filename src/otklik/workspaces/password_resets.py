"""A forgotten password: a link by mail, good once and for an hour."""

import secrets
from datetime import UTC, datetime, timedelta

from otklik.infra.engines import Engines
from otklik.infra.secrets import Secrets
from otklik.kit.errors import ThrottledError
from otklik.workspaces import (
    audit,
    errors,
    letters,
    members,
    repository,
    repository_sign_in,
    sign_in,
    throttling,
)
from otklik.workspaces.models import Member, PasswordReset, Session
from otklik.workspaces.visitor import Visitor

LIFETIME = timedelta(hours=1)
_TOKEN_BYTES = 32


async def request_reset(engines: Engines, *, email: str, visitor: Visitor) -> None:
    """Send a link if there is such an account.

    The answer is the same when there is none, and when there were too many letters. Raises ThrottledError
    only when one address of the network asks too often.
    """
    await sign_in.take_try(engines, {f"letter-ip:{visitor.ip}": throttling.BY_IP})
    if not await _may_write_to(engines, email):
        return
    async with engines.postgres.session() as session:
        member = await repository.find_member_by_email(session, email=email)
        if member is not None:
            await _send_link(session, engines=engines, member=member)
            await audit.record_of_member(
                session, member=member, action="member.password_reset_requested", ip=visitor.ip
            )


async def get_reset_member(session: Session, *, token: str) -> Member:
    """Whose password the link sets. Raises NotFoundError when the link is over."""
    reset = await repository_sign_in.find_reset(
        session, token_hash=Secrets.hash_token(token), now=datetime.now(UTC)
    )
    if reset is None:
        raise errors.link_is_over()
    return await members.get_member(session, member_id=reset.member_id)


async def use_reset(
    session: Session, *, engines: Engines, token: str, password: str, visitor: Visitor
) -> None:
    """Set the new password; every browser is signed out. Raises NotFoundError, InvalidError."""
    member = await get_reset_member(session, token=token)
    await members.change_password(
        session, member_id=member.id, new=password, keep_sign_in_id=None, visitor=visitor
    )
    await repository_sign_in.forget_tries(session, key=f"email:{member.email.lower()}")
    letter = letters.changed_letter(
        language=letters.as_language(member.language), link=f"{engines.public_url}/password-resets"
    )
    await engines.mailer.send(
        session, to=member.email, subject=letter.subject, text=letter.text, html=letter.html
    )


async def _send_link(session: Session, *, engines: Engines, member: Member) -> None:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = datetime.now(UTC)
    await repository.add(
        session,
        PasswordReset(
            token_hash=Secrets.hash_token(token),
            member_id=member.id,
            created_at=now,
            expires_at=now + LIFETIME,
        ),
    )
    letter = letters.reset_letter(
        language=letters.as_language(member.language),
        link=f"{engines.public_url}/password-resets/{token}",
        minutes=int(LIFETIME.total_seconds() // 60),
    )
    await engines.mailer.send(
        session, to=member.email, subject=letter.subject, text=letter.text, html=letter.html
    )


async def _may_write_to(engines: Engines, email: str) -> bool:
    """Whether this address has not had too many letters of late."""
    try:
        await sign_in.take_try(engines, {f"letter:{email.lower()}": throttling.BY_LETTER})
    except ThrottledError:
        return False
    return True
