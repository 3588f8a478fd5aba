"""What other rooms get from this one."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A live write key: which workspace it writes to, and from which sites ([] = from any)."""

    id: int
    workspace_id: int
    allowed_domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectionSettings:
    """What a workspace collects and how (product.md 1.2, 1.4, 1.11, 1.13); all have defaults.

    `late_event_h`: an event older than this at arrival starts no reactions. `session_gap_min`: so long away
    opens a new session. `only_registered`: people without a user id are not collected. `require_auth`: a
    browser's user id counts only with a valid `auth` hash. `ads_need_consent`: who was never asked about
    advertising is left out of files for ad systems.
    """

    capture_contacts: bool = True
    capture_clicks: bool = True
    require_consent: bool = False
    respect_dnt: bool = False
    anonymize_ip: bool = False
    only_registered: bool = False
    require_auth: bool = False
    ads_need_consent: bool = True
    session_gap_min: int = 40
    late_event_h: int = 24


@dataclass(frozen=True, slots=True)
class WorkspaceProfile:
    """What the pipeline and the queries need to know of a workspace."""

    id: int
    name: str
    time_zone: str
    currency: str
    phone_region: str
    language: str
    is_demo: bool
    created_at: datetime
    settings: CollectionSettings


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What is told once of a workspace just made; `api_token` is not kept in this form anywhere."""

    workspace_id: int
    write_key: str
    api_token: str
    owner_email: str


@dataclass(frozen=True, slots=True)
class DeletedWorkspace:
    """A workspace that is being deleted; after `until` nothing new of it can have been accepted."""

    id: int
    until: datetime
