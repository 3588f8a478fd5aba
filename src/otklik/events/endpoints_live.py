"""The live stream: server-sent events."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from otklik.events.live import LiveHub, Topics, encode_message, parse_topics
from otklik.events.schemas import RecentEvent
from otklik.infra.engines import Engines
from otklik.infra.web import EnginesDep
from otklik.workspaces.access import Actor, Permission, check_permission, require

router = APIRouter(tags=["events"])

ReadAccess = Annotated[Actor, require(Permission.EVENTS_READ)]
HEARTBEAT_S: Final = 15.0
LIFETIME_S: Final = 600.0
"""After so long the browser opens the stream again: a right taken away ends it within ten minutes."""
_BEGIN: Final = b"retry: 2000\n\n"
_HEARTBEAT: Final = b": still here\n\n"


@router.get("/live", response_class=StreamingResponse)
async def stream_live(
    request: Request,
    actor: ReadAccess,
    engines: EnginesDep,
    topics: Annotated[str, Query(min_length=1, max_length=1_000)],
) -> StreamingResponse:
    """What is new: `topics=events,people,intake,segments,profile:<id>`; a comment comes every 15 s."""
    wanted = parse_topics(topics)
    if wanted.people or wanted.has_people or wanted.has_segments:
        check_permission(actor, Permission.PEOPLE_READ)
    return StreamingResponse(
        _stream(get_hub(request, engines), actor.workspace_id, wanted),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def get_hub(request: Request, engines: Engines) -> LiveHub:
    """The hub of this application, made with the first stream."""
    hub: LiveHub | None = getattr(request.app.state, "live_hub", None)
    if hub is None:
        hub = request.app.state.live_hub = LiveHub(engines, render=_render)
    return hub


def _render(row: Mapping[str, Any], name: str | None) -> dict[str, Any]:
    return RecentEvent.of(row, person_name=name, is_bot=bool(row["is_bot"])).model_dump(mode="json")


async def _stream(hub: LiveHub, workspace_id: int, topics: Topics) -> AsyncIterator[bytes]:
    ends_at = time.monotonic() + LIFETIME_S
    async with hub.open(workspace_id=workspace_id, topics=topics) as stream:
        yield _BEGIN
        while time.monotonic() < ends_at:
            try:
                message = await asyncio.wait_for(stream.queue.get(), HEARTBEAT_S)
            except TimeoutError:
                yield _HEARTBEAT
            else:
                yield encode_message(message)
