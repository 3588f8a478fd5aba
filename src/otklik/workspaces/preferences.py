"""Saved views: columns of People, order of the card. A member has his own, the workspace one for all."""

import json

from otklik.kit.json_values import sanitise
from otklik.workspaces import errors, repository_journal
from otklik.workspaces.models import Json, Session
from otklik.workspaces.roles import Actor

MAX_BYTES = 16_384
MAX_KEYS = 200
OF_WORKSPACE = 0


async def find_preference(session: Session, *, actor: Actor, key: str) -> Json | None:
    """The member's value, else the workspace's, else None. A token sees the workspace's."""
    if actor.member_id is not None:
        own = await repository_journal.find_preference(
            session, workspace_id=actor.workspace_id, member_id=actor.member_id, key=key
        )
        if own is not None:
            return own
    return await repository_journal.find_preference(
        session, workspace_id=actor.workspace_id, member_id=OF_WORKSPACE, key=key
    )


async def save_preference(session: Session, *, actor: Actor, key: str, value: Json, is_shared: bool) -> Json:
    """Save for the member, or for the whole workspace. Raises InvalidError (over 16 KB), ConflictError."""
    member_id = OF_WORKSPACE if is_shared or actor.member_id is None else actor.member_id
    if len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise errors.invalid("value", "too_large", f"At most {MAX_BYTES} bytes of JSON")
    clean = sanitise(value)
    saved = await repository_journal.count_preferences(
        session, workspace_id=actor.workspace_id, member_id=member_id
    )
    if saved >= MAX_KEYS:
        raise errors.conflict("too_many_preferences", "Too many saved settings")
    await repository_journal.save_preference(
        session, workspace_id=actor.workspace_id, member_id=member_id, key=key, value=clean
    )
    return clean
