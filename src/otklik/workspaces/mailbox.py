"""Letters that the product wrote, as the admin may read them.

Invitations belong to the workspace. A password link belongs to its member: an owner sees it, and only
of members who are in no other workspace, since it opens every workspace of the member.
"""

from collections.abc import Sequence

from otklik.workspaces import errors, repository_journal
from otklik.workspaces.models import Letter, Session
from otklik.workspaces.repository_journal import Newest
from otklik.workspaces.roles import Actor, Role


async def list_letters(
    session: Session, *, actor: Actor, limit: int, before_id: int | None
) -> Sequence[Letter]:
    """Letters that the actor may see, newest first, below `before_id`."""
    return await repository_journal.list_letters(
        session,
        workspace_id=actor.workspace_id,
        with_members=actor.role is Role.OWNER,
        page=Newest(limit, before_id),
    )


async def get_letter(session: Session, *, actor: Actor, letter_id: int) -> Letter:
    """One of them. Raises NotFoundError."""
    letter = await repository_journal.find_letter(
        session,
        workspace_id=actor.workspace_id,
        with_members=actor.role is Role.OWNER,
        letter_id=letter_id,
    )
    if letter is None:
        raise errors.not_found("letter")
    return letter
