from itertools import pairwise

import pytest

from otklik.kit.errors import ForbiddenError
from otklik.workspaces.roles import ROLE_PERMISSIONS, Actor, ActorKind, Permission, Role, check_permission


def _actor(role: Role) -> Actor:
    return Actor(kind=ActorKind.MEMBER, id=7, name="A", workspace_id=1, role=role)


def test_every_role_may_all_that_the_weaker_may() -> None:
    ordered = [ROLE_PERMISSIONS[role] for role in Role]
    for stronger, weaker in pairwise(ordered):
        assert stronger >= weaker


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.MARKETER, Permission.PEOPLE_ERASE),
        (Role.OPERATOR, Permission.PEOPLE_EXPORT),
        (Role.OPERATOR, Permission.KEYS_READ),
        (Role.VIEWER, Permission.PEOPLE_WRITE),
        (Role.VIEWER, Permission.TEAM_READ),
    ],
)
def test_weak_roles_are_refused(role: Role, permission: Permission) -> None:
    with pytest.raises(ForbiddenError, match="role_too_weak"):
        check_permission(_actor(role), permission)


def test_author_names_the_kind_and_the_id() -> None:
    assert _actor(Role.OWNER).author == "member:7"
