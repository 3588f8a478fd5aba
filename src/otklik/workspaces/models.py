"""Rows of the room's tables; what each column means stands in the migration."""

from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from sqlalchemy import BigInteger, DateTime, Identity, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Session: TypeAlias = AsyncSession
Json: TypeAlias = Any


class Base(DeclarativeBase):
    """How Python types are kept in PostgreSQL."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        str: Text,
        bytes: LargeBinary,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        list[bytes]: ARRAY(LargeBinary),
        dict[str, Json]: JSONB,
    }


def _identity() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(always=True), primary_key=True)


class Workspace(Base):
    """One company."""

    __tablename__ = "workspaces"

    id: Mapped[int] = _identity()
    name: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="Europe/Moscow")
    currency: Mapped[str] = mapped_column(default="RUB")
    phone_region: Mapped[str] = mapped_column(default="RU")
    language: Mapped[str] = mapped_column(default="ru")
    allowed_domains: Mapped[list[str]] = mapped_column(default=list)
    settings: Mapped[dict[str, Json]] = mapped_column(default=dict)
    auth_key: Mapped[bytes]
    old_auth_key: Mapped[bytes | None]
    old_auth_key_until: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class WorkspaceDeletion(Base):
    """A workspace that was deleted, and what every store counted at the end."""

    __tablename__ = "workspace_deletions"

    id: Mapped[int] = _identity()
    deleted_id: Mapped[int]
    name: Mapped[str]
    member_id: Mapped[int | None]
    requested_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    proof: Mapped[dict[str, Json]] = mapped_column(default=dict)


class Member(Base):
    """One person with a sign-in; he may belong to several workspaces."""

    __tablename__ = "members"

    id: Mapped[int] = _identity()
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(default="ru")
    picture: Mapped[str | None]
    totp_secret: Mapped[bytes | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    recovery_hashes: Mapped[list[bytes]] = mapped_column(default=list)
    created_at: Mapped[datetime]


class Membership(Base):
    """A member's role in one workspace."""

    __tablename__ = "memberships"

    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    created_at: Mapped[datetime]


class Invitation(Base):
    """An offer to join, sent by mail."""

    __tablename__ = "invitations"

    id: Mapped[int] = _identity()
    workspace_id: Mapped[int]
    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[bytes]
    invited_by: Mapped[int | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class PasswordReset(Base):
    """A link that lets its holder set a new password once."""

    __tablename__ = "password_resets"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    member_id: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A browser that is signed in, or (`awaits_totp`) half way there."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = _identity()
    token_hash: Mapped[bytes]
    member_id: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ip: Mapped[str]
    user_agent: Mapped[str]
    awaits_totp: Mapped[bool] = mapped_column(default=False)


class Throttle(Base):
    """Tries counted under one key."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class WriteKey(Base):
    """A public key that lets a site send events."""

    __tablename__ = "write_keys"

    id: Mapped[int] = _identity()
    workspace_id: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    first_event_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiToken(Base):
    """A secret that lets a program act in one workspace."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = _identity()
    workspace_id: Mapped[int]
    token_hash: Mapped[bytes]
    hint: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what, and when."""

    __tablename__ = "audit_log"

    id: Mapped[int] = _identity()
    workspace_id: Mapped[int | None]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    details: Mapped[dict[str, Json]]
    ip: Mapped[str]
    at: Mapped[datetime]


class Letter(Base):
    """A letter captured because no SMTP is set."""

    __tablename__ = "mailbox"

    id: Mapped[int] = _identity()
    workspace_id: Mapped[int | None]
    sender: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str | None]
    created_at: Mapped[datetime]


class Preference(Base):
    """A saved view; `member_id` 0 is the workspace's own."""

    __tablename__ = "preferences"

    workspace_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json] = mapped_column(JSONB(none_as_null=False))
