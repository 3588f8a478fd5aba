"""Installing a ready scenario: a draft with its contents kept, its segments there and its goal set."""

from collections.abc import Mapping
from typing import Any

from otklik.automation import scenarios
from otklik.automation.contracts import Scenario
from otklik.automation.goals import service as goals
from otklik.automation.ready import errors
from otklik.automation.ready.catalogue import NAMES, Language, Ready, ReadySegment, read_ready
from otklik.infra.postgres import driver_connection
from otklik.messaging import service as messaging
from otklik.messaging.channels.registry import Channels
from otklik.segments.loading import load_names
from otklik.segments.segments import create_segment, get_segment
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

Json = Any


async def install(
    session: Session, channels: Channels, *, actor: Actor, name: str, language: Language, site: str
) -> Scenario:
    """Make the draft; `site`: the address its links lead to. Raises NotFoundError for an unknown name."""
    if name not in NAMES:
        raise errors.no_ready_scenario()
    ready = read_ready(name, language, site=site)
    values = {
        "name": ready.words.name,
        "purpose": ready.purpose.value,
        "stage": ready.stage_name,
        "hypothesis": ready.words.hypothesis,
        "folder": "",
        "control_share": 0.0,
    }
    made = await scenarios.create_scenario(session, actor=actor, kind=ready.kind, values=values)
    contents = await _keep_contents(session, channels, actor, ready)
    segments = {each.key: await _find_or_make(session, actor, each) for each in ready.segments}
    graph = place_ids(ready.graph, contents=contents, segments=segments)
    await scenarios.save_version(session, actor=actor, scenario_id=made.id, graph=graph)
    await goals.put_goals(
        session, actor=actor, scenario_id=made.id, goals=[dict(ready.goal)], is_without=False
    )
    return made


async def _keep_contents(session: Session, channels: Channels, actor: Actor, ready: Ready) -> dict[str, int]:
    connection = await driver_connection(session)
    return {
        key: await messaging.keep_content(
            connection,
            channels,
            workspace_id=actor.workspace_id,
            channel=each.channel,
            content=each.content,
        )
        for key, each in ready.contents.items()
    }


async def _find_or_make(session: Session, actor: Actor, wanted: ReadySegment) -> int:
    """The segment of this name and filter, made when there is none."""
    connection = await driver_connection(session)
    known = await load_names(connection, workspace_id=actor.workspace_id)
    for node in known.graph.values():
        if node.name == wanted.name and not node.is_part:
            found = await get_segment(session, workspace_id=actor.workspace_id, segment_id=node.id)
            if found.filter == wanted.filter:
                return node.id
    values = {
        "name": wanted.name,
        "description": "",
        "color": "gray",
        "folder_id": None,
        "filter": dict(wanted.filter),
        "is_announcing": False,
    }
    made = await create_segment(session, actor=actor, values=values)
    return made.id


def place_ids(value: Json, *, contents: Mapping[str, int], segments: Mapping[str, int]) -> Json:
    """The graph with the ids of its contents and segments in the place of their keys."""
    if isinstance(value, Mapping):
        placed = {key: place_ids(each, contents=contents, segments=segments) for key, each in value.items()}
        if "channel" in placed and isinstance(placed.get("content"), str):
            placed["content_id"] = contents[placed.pop("content")]
        if isinstance(placed.get("segment"), str):
            placed["segment"] = segments[placed["segment"]]
        return placed
    if isinstance(value, list):
        return [place_ids(each, contents=contents, segments=segments) for each in value]
    return value
