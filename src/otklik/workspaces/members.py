"""A member's own account: address, password, second factor, sessions."""

from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email

from otklik.infra.engines import Engines
from otklik.infra.secrets import SealError
from otklik.kit.errors import Fault, InvalidError
from otklik.workspaces import (
    audit,
    errors,
    passwords,
    repository,
    repository_sign_in,
    sign_in,
    throttling,
    totp,
)
from otklik.workspaces.models import Member, Session
from otklik.workspaces.visitor import Visitor

ENROLMENT_SECONDS = 600


def normalise_email(email: str) -> str:
    """The address as it is kept. Raises InvalidError. No DNS is asked: the network may be closed."""
    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise errors.invalid("email", "email", "This is no e-mail address") from None


async def create_member(session: Session, *, email: str, password: str, name: str, language: str) -> Member:
    """Make an account; `email` is normalised. Raises InvalidError for a weak password."""
    passwords.check_strength(password, email=email)
    member = Member(
        email=email,
        name=name,
        password_hash=await passwords.hash_password(password),
        language=language,
        created_at=datetime.now(UTC),
    )
    await repository.add(session, member)
    return member


async def get_or_create_member(
    session: Session, *, email: str, password: str, name: str, language: str
) -> Member:
    """The account of this address, or a new one. Raises UnauthorizedError (other password), InvalidError."""
    member = await repository.find_member_by_email(session, email=email)
    if member is None:
        return await create_member(session, email=email, password=password, name=name, language=language)
    if not await passwords.is_right(member.password_hash, password):
        raise errors.wrong_credentials()
    return member


async def get_member(session: Session, *, member_id: int) -> Member:
    """The account, held until the end of the transaction. Raises NotFoundError."""
    member = await repository.lock_member(session, member_id=member_id)
    if member is None:
        raise errors.not_found("member")
    return member


async def update_account(
    session: Session, *, member_id: int, name: str | None, language: str | None, ip: str
) -> Member:
    """Change the name or the language of the interface."""
    member = await get_member(session, member_id=member_id)
    member.name = member.name if name is None else name
    member.language = member.language if language is None else language
    await audit.record_of_member(session, member=member, action="member.updated", ip=ip)
    return member


async def update_picture(session: Session, *, member_id: int, picture: str | None, ip: str) -> Member:
    """Give the member a face by its path, or none."""
    member = await get_member(session, member_id=member_id)
    member.picture = picture
    await audit.record_of_member(session, member=member, action="member.updated", ip=ip)
    return member


async def check_password(engines: Engines, *, member: Member, password: str, path: str) -> None:
    """Raise InvalidError when the member mistypes his password, ThrottledError when too often."""
    key = f"email:{member.email.lower()}"
    await sign_in.take_try(engines, {key: throttling.BY_EMAIL})
    if not await passwords.is_right(member.password_hash, password):
        fault = Fault(path, "wrong_password", "The password is wrong")
        raise InvalidError("wrong_password", "The password is wrong", faults=[fault])
    async with engines.postgres.session() as session:
        await repository_sign_in.forget_tries(session, key=key)


async def change_password(
    session: Session, *, member_id: int, new: str, keep_sign_in_id: int | None, visitor: Visitor
) -> Member:
    """Set a new password; other browsers are signed out, open links are closed. Raises InvalidError."""
    member = await get_member(session, member_id=member_id)
    passwords.check_strength(new, email=member.email, path="new")
    member.password_hash = await passwords.hash_password(new)
    await repository_sign_in.delete_other_sign_ins(session, member_id=member.id, keep_id=keep_sign_in_id)
    await repository_sign_in.use_resets(session, member_id=member.id, now=datetime.now(UTC))
    await audit.record_of_member(session, member=member, action="member.password_changed", ip=visitor.ip)
    return member


def start_totp(engines: Engines, *, member: Member) -> tuple[totp.Enrolment, str]:
    """A new secret, and the same sealed for the browser until it is confirmed. Raises ConflictError."""
    if member.totp_secret is not None:
        raise errors.conflict("totp_is_on", "The second factor is on already")
    enrolment = totp.create_enrolment(member.email)
    sealed = engines.secrets.encrypt(enrolment.secret.encode()).decode()
    return enrolment, engines.secrets.sign([member.id, sealed], purpose="totp-enrolment")


async def confirm_totp(
    engines: Engines, session: Session, *, member_id: int, sealed: str | None, code: str, visitor: Visitor
) -> list[str]:
    """Turn the second factor on, once the app shows a right code. Returns the recovery codes, told once.

    Raises ConflictError (not started, or on already), UnauthorizedError (wrong code).
    """
    secret = _open_enrolment(engines, sealed, member_id=member_id)
    member = await get_member(session, member_id=member_id)
    if member.totp_secret is not None:
        raise errors.conflict("totp_is_on", "The second factor is on already")
    step = totp.find_step(secret, code, now=datetime.now(UTC))
    if step is None:
        raise errors.wrong_code()
    codes = totp.create_recovery_codes()
    member.totp_secret = engines.secrets.encrypt(secret.encode())
    member.totp_last_step = step
    member.recovery_hashes = [totp.hash_recovery_code(code) for code in codes]
    await audit.record_of_member(session, member=member, action="member.totp_enabled", ip=visitor.ip)
    return codes


async def disable_totp(session: Session, *, member_id: int, visitor: Visitor) -> None:
    """Turn the second factor off. Raises ConflictError when it is off."""
    member = await get_member(session, member_id=member_id)
    if member.totp_secret is None:
        raise errors.conflict("totp_is_off", "The second factor is off")
    member.totp_secret = None
    member.recovery_hashes = []
    await audit.record_of_member(session, member=member, action="member.totp_disabled", ip=visitor.ip)


def _open_enrolment(engines: Engines, sealed: str | None, *, member_id: int) -> str:
    not_started = errors.conflict("totp_not_started", "Start the second factor's set-up again")
    try:
        value = engines.secrets.unsign(sealed or "", purpose="totp-enrolment", max_age_s=ENROLMENT_SECONDS)
        if not isinstance(value, list) or value[0] != member_id:
            raise not_started
        return engines.secrets.decrypt(str(value[1]).encode()).decode()
    except SealError:
        raise not_started from None
