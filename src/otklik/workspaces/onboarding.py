"""The checklist of a new workspace: what is left until it works for its owner (product.md 12.1)."""

from dataclasses import dataclass

from otklik.workspaces import repository_keys, repository_team
from otklik.workspaces.models import Session


@dataclass(frozen=True, slots=True)
class Step:
    """One step; the interface words it by `key`."""

    key: str
    is_done: bool


async def list_steps(session: Session, *, workspace_id: int) -> list[Step]:
    """The steps in their order: a workspace, the snippet's first event, a team, the whole."""
    has_event = await repository_keys.has_first_event(session, workspace_id=workspace_id)
    teammates = await repository_team.list_teammates(session, workspace_id=workspace_id)
    invitations = await repository_team.list_invitations(session, workspace_id=workspace_id)
    has_team = len(teammates) + len(invitations) > 1
    return [
        Step("create_workspace", is_done=True),
        Step("install_snippet", is_done=has_event),
        Step("invite_team", is_done=has_team),
        Step("ready", is_done=has_event and has_team),
    ]
