"""Who acts, and what his role lets him do. Pure: the HTTP half stands in `endpoints_access`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from otklik.kit.errors import ForbiddenError


class Role(StrEnum):
    """What a member (or an API token) is in a workspace; the strongest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MARKETER = "marketer"
    OPERATOR = "operator"
    VIEWER = "viewer"


class ActorKind(StrEnum):
    """What stands behind an action."""

    MEMBER = "member"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    SYSTEM = "system"


class Permission(StrEnum):
    """One thing that may be allowed; every endpoint names the one it needs."""

    PEOPLE_READ = "people_read"
    PEOPLE_WRITE = "people_write"
    PEOPLE_EXPORT = "people_export"
    PEOPLE_ERASE = "people_erase"
    PEOPLE_MERGE = "people_merge"
    SEGMENTS_WRITE = "segments_write"
    EVENTS_READ = "events_read"
    IMPORTS_WRITE = "imports_write"
    WORKSPACE_READ = "workspace_read"
    WORKSPACE_WRITE = "workspace_write"
    WORKSPACE_DELETE = "workspace_delete"
    TEAM_READ = "team_read"
    TEAM_WRITE = "team_write"
    KEYS_READ = "keys_read"
    KEYS_WRITE = "keys_write"
    AUDIT_READ = "audit_read"
    SYSTEM_READ = "system_read"
    INBOX_READ = "inbox_read"
    INBOX_WRITE = "inbox_write"
    INBOX_MANAGE = "inbox_manage"
    MESSAGES_READ = "messages_read"
    MESSAGES_WRITE = "messages_write"


_EVERYTHING = frozenset(Permission)
_VIEWER = frozenset(
    {
        Permission.PEOPLE_READ,
        Permission.EVENTS_READ,
        Permission.WORKSPACE_READ,
        Permission.INBOX_READ,
        Permission.MESSAGES_READ,
    }
)
_OPERATOR = _VIEWER | {Permission.PEOPLE_WRITE, Permission.TEAM_READ, Permission.INBOX_WRITE}
_MARKETER = _OPERATOR | {
    Permission.PEOPLE_EXPORT,
    Permission.PEOPLE_MERGE,
    Permission.SEGMENTS_WRITE,
    Permission.IMPORTS_WRITE,
    Permission.KEYS_READ,
    Permission.MESSAGES_WRITE,
}

# An admin differs from the owner in two things: he cannot delete the workspace, nor (team.py) touch owners.
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.OWNER: _EVERYTHING,
        Role.ADMIN: _EVERYTHING - {Permission.WORKSPACE_DELETE},
        Role.MARKETER: _MARKETER,
        Role.OPERATOR: _OPERATOR,
        Role.VIEWER: _VIEWER,
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, in which workspace, with what role. `id` is the member's or token's, None for the system."""

    kind: ActorKind
    id: int | None
    name: str
    workspace_id: int
    role: Role
    ip: str = ""

    @property
    def author(self) -> str:
        """Short text for journals, feeds and histories: `member:7`, `token:3`, `system`."""
        return self.kind.value if self.id is None else f"{self.kind.value}:{self.id}"

    @property
    def member_id(self) -> int | None:
        """The member's id; None for tokens and the system."""
        return self.id if self.kind is ActorKind.MEMBER else None

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in ROLE_PERMISSIONS[self.role]


def system_actor(*, workspace_id: int, name: str = "otklik") -> Actor:
    """The program itself: commands, the demo, jobs."""
    return Actor(kind=ActorKind.SYSTEM, id=None, name=name, workspace_id=workspace_id, role=Role.OWNER)


def check_permission(actor: Actor, permission: Permission) -> None:
    """Raise ForbiddenError (403) when the actor's role does not carry the permission."""
    if not actor.may(permission):
        raise ForbiddenError(
            "role_too_weak",
            "Your role ({role}) does not allow this ({permission})",
            {"role": actor.role.value, "permission": permission.value},
        )
