"""Bodies and answers of a workspace: settings, team, keys, journal."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, field_validator

from otklik.workspaces.roles import Role
from otklik.workspaces.schemas import Answer, Body, Email, FilledLine, Id, Language, Line, Moment

InvitedRole = Literal[Role.ADMIN, Role.MARKETER, Role.OPERATOR, Role.VIEWER]


def _lower(text: object) -> object:
    return text.strip().lower() if isinstance(text, str) else text


Domain = Annotated[
    str,
    BeforeValidator(_lower),
    StringConstraints(
        max_length=253,
        pattern=r"^(\*\.)?([a-zа-яё0-9_]([a-zа-яё0-9_-]{0,61}[a-zа-яё0-9_])?\.)*[a-zа-яё0-9_]([a-zа-яё0-9_-]{0,61}[a-zа-яё0-9_])?(:\d{1,5})?$",
    ),
]


def _is_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone")
    return name


def _is_region(code: str) -> str:
    if code not in SUPPORTED_REGIONS:
        raise ValueError("no such region")
    return code


class WorkspaceBody(Body):
    """A new workspace."""

    name: FilledLine
    language: Language | None = None


class DeletionBody(Body):
    """The name of the workspace, typed by the one who deletes it."""

    name: Line


class DeletionAnswer(Answer):
    """A deleted workspace; once `verified_at` is set, every store has counted zero (`proof`)."""

    deleted_id: Id
    name: str
    requested_at: Moment
    verified_at: Moment | None
    proof: dict[str, int]


class SettingsAnswer(Answer):
    """What the workspace collects (contracts.CollectionSettings)."""

    capture_contacts: bool
    capture_clicks: bool
    require_consent: bool
    respect_dnt: bool
    anonymize_ip: bool
    only_registered: bool
    require_auth: bool
    ads_need_consent: bool
    session_gap_min: int
    late_event_h: int


class SettingsBody(Body):
    """Those to change."""

    capture_contacts: bool | None = None
    capture_clicks: bool | None = None
    require_consent: bool | None = None
    respect_dnt: bool | None = None
    anonymize_ip: bool | None = None
    only_registered: bool | None = None
    require_auth: bool | None = None
    ads_need_consent: bool | None = None
    session_gap_min: Annotated[int, Field(ge=1, le=1440)] | None = None
    late_event_h: Annotated[int, Field(ge=1, le=8760)] | None = None


class WorkspaceAnswer(Answer):
    """The workspace; `auth_key` only for those who may change keys."""

    id: Id
    name: str
    time_zone: str
    currency: str
    phone_region: str
    language: str
    allowed_domains: list[str]
    auth_key: str | None
    settings: SettingsAnswer
    public_url: str
    is_demo: bool


class WorkspacePatch(Body):
    """What to change; an absent key stays."""

    name: FilledLine | None = None
    time_zone: Annotated[str, AfterValidator(_is_zone)] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    phone_region: Annotated[str, AfterValidator(_is_region)] | None = None
    language: Language | None = None
    allowed_domains: Annotated[list[Domain], Field(max_length=100)] | None = None
    settings: SettingsBody | None = None

    @field_validator("allowed_domains")
    @classmethod
    def _drop_repeats(cls, domains: Sequence[str] | None) -> list[str] | None:
        return None if domains is None else list(dict.fromkeys(domains))


class Teammate(Answer):
    """A member of the team."""

    id: Id
    name: str
    email: str
    picture: str | None
    role: Role
    has_totp: bool
    created_at: Moment
    last_seen_at: Moment | None


class RoleBody(Body):
    """Another role."""

    role: Role


class InvitationBody(Body):
    """Whom to invite, as what."""

    email: Email
    role: InvitedRole


class InvitationAnswer(Answer):
    """An open invitation."""

    id: Id
    email: str
    role: Role
    created_at: Moment
    expires_at: Moment


class WriteKeyBody(Body):
    """A name to tell keys apart."""

    name: Line = ""


class WriteKeyAnswer(Answer):
    """A public key; `first_event_at`: when it brought its first event."""

    id: Id
    key: str
    name: str
    created_at: Moment
    first_event_at: Moment | None


class WriteKeyStatus(Answer):
    """Whether the snippet works."""

    first_event_at: Moment | None


class ApiTokenBody(Body):
    """A name and a role for a new token."""

    name: FilledLine
    role: InvitedRole = Role.ADMIN


class ApiTokenAnswer(Answer):
    """A token; `hint`: its last characters."""

    id: Id
    name: str
    role: Role
    hint: str
    created_at: Moment
    last_used_at: Moment | None


class NewApiToken(ApiTokenAnswer):
    """A token just made; `token` is shown this once."""

    token: str


class AuditEntry(Answer):
    """Who did what."""

    id: Id
    at: Moment
    actor_kind: str
    actor_name: str
    action: str
    target: str
    details: dict[str, Any]
    ip: str


class LetterRow(Answer):
    """A letter without its text."""

    id: Id
    sender: str
    recipient: str
    subject: str
    created_at: Moment


class LetterAnswer(LetterRow):
    """A letter; `html` is shown in a sandbox."""

    text: str = Field(validation_alias="body_text")
    html: str | None = Field(validation_alias="body_html")


class PreferenceValue(Answer):
    """A saved value, null when nothing is saved."""

    value: Any = None


class PreferenceBody(Body):
    """Any JSON up to 16 KB; `is_shared`: for the whole workspace."""

    value: Any
    is_shared: bool = False


class StepAnswer(Answer):
    """A step of the checklist."""

    key: str
    is_done: bool


class Onboarding(Answer):
    """The checklist."""

    steps: list[StepAnswer]
