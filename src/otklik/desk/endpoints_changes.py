"""What changed, for clients without a socket."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

from fastapi import APIRouter, Query, Request

from otklik.desk import following
from otklik.desk.schemas import ChangesAnswer
from otklik.desk.schemas_bodies import LARGEST_ID
from otklik.inbox.endpoints_hub import HubDep
from otklik.inbox.presence import Presence
from otklik.infra.web import EnginesDep, SessionDep, end_transaction
from otklik.workspaces.access import Actor, Permission, require

router = APIRouter(prefix="/inbox", tags=["inbox"])
ReadAccess = Annotated[Actor, require(Permission.INBOX_READ)]


@router.get("/changes")
async def get_changes(
    request: Request,
    engines: EnginesDep,
    hub: HubDep,
    session: SessionDep,
    actor: ReadAccess,
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)],
    wait: Annotated[int, Query(ge=0, le=following.MAX_WAIT_S)] = 0,
) -> ChangesAnswer:
    """What changed after a number; with `wait` the answer comes with the first change, or after so long."""
    await end_transaction(session)
    stopping: asyncio.Event = request.app.state.stopping
    place = {"workspace_id": actor.workspace_id, "member_id": actor.member_id or 0}
    with _being_here(request.app.state.presence, place) if wait and actor.member_id else nullcontext():
        return await following.wait_for_changes(engines, hub, stopping, **place, after=after, wait_s=wait)


@contextmanager
def _being_here(presence: Presence, place: dict[str, int]) -> Iterator[None]:
    """Who waits for changes is at the desk, as one with a socket is."""
    presence.enter_operator(**place)
    try:
        yield
    finally:
        presence.leave_operator(**place)
