"""Scenarios: made, changed, launched, paused, put away; a graph that is to run is checked wholly before."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from otklik.automation import errors, repository, repository_runs, repository_saved
from otklik.automation.contracts import Scenario, ScenarioStatus, Version
from otklik.automation.graph.entries import OnSaved
from otklik.automation.graph.faults import GraphError, GraphFault
from otklik.automation.graph.nodes import Graph, Send
from otklik.automation.graph.reading import read_graph
from otklik.automation.sweeps import repository as repository_sweeps
from otklik.automation.sweeps import starting
from otklik.infra.postgres import Connection, driver_connection
from otklik.kit.clock import now_ms
from otklik.kit.errors import Fault
from otklik.messaging import service as messaging
from otklik.messaging.contracts import Channel, MessageKind
from otklik.segments.loading import load_names
from otklik.workspaces import service as workspaces
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

MAX_SCENARIOS: Final = 1_000
STOPPED: Final = "scenario.stopped"
RESENT: Final = "scenario.resent"
"""What the journal says of mailings (sweeps)."""
AT: Final = "graph"
"""Where a graph stands in the bodies of requests: the beginning of its faults' paths."""
_LIVE: Final = frozenset({ScenarioStatus.ACTIVE, ScenarioStatus.PAUSED})


async def get_scenario(
    connection: Connection, *, workspace_id: int, scenario_id: int, is_locked: bool = False
) -> Scenario:
    """The scenario. Raises NotFoundError."""
    found = await repository.find_scenario(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, is_locked=is_locked
    )
    if found is None:
        raise errors.no_scenario()
    return found


async def create_scenario(
    session: Session, *, actor: Actor, kind: str, values: Mapping[str, Any]
) -> Scenario:
    """Make a draft. Raises ConflictError when there are too many."""
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    await _check_room(connection, workspace_id)
    scenario_id = await repository.insert_scenario(
        connection, workspace_id=workspace_id, kind=kind, values=values, author=actor.author
    )
    made = await get_scenario(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    await note(session, actor, "scenario.created", made)
    return made


async def _check_room(connection: Connection, workspace_id: int) -> None:
    if await repository.count_scenarios(connection, workspace_id=workspace_id) >= MAX_SCENARIOS:
        raise errors.too_many_scenarios(MAX_SCENARIOS)


async def update_scenario(
    session: Session, *, actor: Actor, scenario_id: int, values: Mapping[str, Any]
) -> Scenario:
    """Change its name and what else is said about it. Raises NotFoundError."""
    connection = await driver_connection(session)
    await get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, is_locked=True)
    return await _change(session, actor, scenario_id, values, action="scenario.updated")


async def save_version(
    session: Session, *, actor: Actor, scenario_id: int, graph: object
) -> tuple[Version, Sequence[Fault]]:
    """Keep a graph as the next version; it rules from now on. Of a draft with its faults, else without.

    Raises NotFoundError, GraphError when it would run and cannot, ConflictError for an archived one.
    """
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    scenario = await get_scenario(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, is_locked=True
    )
    if scenario.status is ScenarioStatus.ARCHIVED:
        raise errors.wrong_status(scenario.status)
    faults = await find_faults(connection, workspace_id=workspace_id, graph=graph)
    if faults and (scenario.status in _LIVE or not isinstance(graph, dict)):
        raise GraphError(faults)
    version_id = await repository.insert_version(
        connection,
        workspace_id=workspace_id,
        scenario_id=scenario_id,
        graph=msgspec.json.encode(graph),
        author=actor.author,
    )
    await _change(session, actor, scenario_id, {"version_id": version_id}, action="scenario.edited")
    if scenario.status in _LIVE and isinstance(graph, dict):
        await repository_runs.hurry_displaced(
            connection,
            workspace_id=workspace_id,
            scenario_id=scenario_id,
            nodes=[*graph.get("nodes", {})],
            now_ms=now_ms(),
        )
    version = await repository.find_version(connection, workspace_id=workspace_id, version_id=version_id)
    if version is None:
        raise AssertionError(version_id)
    return version, faults


async def find_faults(connection: Connection, *, workspace_id: int, graph: object) -> Sequence[Fault]:
    """All that keeps a graph from running."""
    try:
        await _read(connection, workspace_id, graph)
    except GraphError as error:
        return error.faults
    return ()


async def _read(connection: Connection, workspace_id: int, graph: object) -> Graph:
    """The graph, with all that it names there. Raises GraphError."""
    names = await load_names(connection, workspace_id=workspace_id)
    read = read_graph(graph, resolve=names, at=AT)
    wanted = {node.content_id for node in read.nodes.values() if isinstance(node, Send)}
    contents = await messaging.list_contents(
        connection, workspace_id=workspace_id, content_ids=sorted(wanted)
    )
    faults = [
        Fault(f"{AT}.nodes.{name}.send.content_id", "no_content", "there is no such content of this channel")
        for name, node in read.nodes.items()
        if isinstance(node, Send) and contents.get(node.content_id, ("",))[0] != node.channel
    ]
    faults += [
        Fault(f"{AT}.nodes.{name}.send.content_id", GraphFault.NO_UNSUBSCRIBE, "nobody could unsubscribe")
        for name, node in read.nodes.items()
        if isinstance(node, Send)
        and (node.channel, node.kind) == (Channel.EMAIL, MessageKind.PROMOTIONAL)
        and not messaging.has_way_to_leave(contents.get(node.content_id, ("", {}))[1])
    ]
    faults += await _list_gone(connection, workspace_id, read)
    faults += await _list_promo_faults(connection, workspace_id, read, contents)
    if faults:
        raise GraphError(faults)
    return read


async def _list_promo_faults(
    connection: Connection,
    workspace_id: int,
    graph: Graph,
    contents: Mapping[int, tuple[str, dict[str, Any]]],
) -> list[Fault]:
    """A fault for each message that asks for promo codes of a pool that is not there."""
    return [
        Fault(f"{AT}.nodes.{name}.send.content_id", fault.code, fault.message, fault.params)
        for name, node in graph.nodes.items()
        if isinstance(node, Send) and node.content_id in contents
        for fault in await messaging.find_promo_faults(
            connection, workspace_id=workspace_id, content=contents[node.content_id][1]
        )
    ]


async def _list_gone(connection: Connection, workspace_id: int, graph: Graph) -> list[Fault]:
    """A fault for each saved trigger that is not there."""
    triggers = enumerate(graph.entry.triggers)
    wanted = {number: each.trigger_id for number, each in triggers if isinstance(each, OnSaved)}
    if not wanted:
        return []
    there = {each.id for each in await repository_saved.list_saved(connection, workspace_id=workspace_id)}
    message = "there is no such saved trigger"
    return [
        Fault(f"{AT}.entry.triggers[{number}].saved", GraphFault.NO_TRIGGER, message)
        for number, trigger_id in wanted.items()
        if trigger_id not in there
    ]


async def launch(session: Session, *, actor: Actor, scenario_id: int) -> Scenario:
    """Let people begin from now on; what happened before begins nothing.

    Raises NotFoundError, GraphError, ConflictError unless it is a draft with a version.
    """
    connection = await driver_connection(session)
    workspace_id = actor.workspace_id
    scenario = await get_scenario(
        connection, workspace_id=workspace_id, scenario_id=scenario_id, is_locked=True
    )
    if scenario.status is not ScenarioStatus.DRAFT:
        raise errors.wrong_status(scenario.status)
    if scenario.version_id is None:
        raise errors.no_graph()
    version = await repository.find_version(
        connection, workspace_id=workspace_id, version_id=scenario.version_id
    )
    graph = await _read(connection, workspace_id, version.graph if version is not None else None)
    await starting.start(
        connection,
        workspace_id=workspace_id,
        scenario_id=scenario_id,
        version_id=scenario.version_id,
        graph=graph,
        zone=await repository.find_zone(connection, workspace_id=workspace_id),
        author=actor.author,
        now_ms=now_ms(),
    )
    values = {"status": ScenarioStatus.ACTIVE.value, "launched_at": datetime.now(UTC)}
    return await _change(session, actor, scenario_id, values, action="scenario.launched")


async def pause(session: Session, *, actor: Actor, scenario_id: int) -> Scenario:
    """Let nobody begin, nobody step by time, nothing be sent, until it is resumed."""
    connection = await driver_connection(session)
    changed = await _switch(
        session, actor, scenario_id, {ScenarioStatus.ACTIVE}, ScenarioStatus.PAUSED, "scenario.paused"
    )
    await repository_sweeps.hold_sweeps(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    await messaging.pause_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return changed


async def resume(session: Session, *, actor: Actor, scenario_id: int) -> Scenario:
    """Go on: whoever came due meanwhile steps now."""
    connection = await driver_connection(session)
    changed = await _switch(
        session, actor, scenario_id, {ScenarioStatus.PAUSED}, ScenarioStatus.ACTIVE, "scenario.resumed"
    )
    await repository_runs.release_runs(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    await repository_sweeps.release_sweeps(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, now_ms=now_ms()
    )
    await messaging.resume_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    return changed


async def archive(session: Session, *, actor: Actor, scenario_id: int) -> Scenario:
    """Put it away for good: everybody leaves it, nothing planned is sent."""
    connection = await driver_connection(session)
    known = {ScenarioStatus.DRAFT, ScenarioStatus.ACTIVE, ScenarioStatus.PAUSED}
    changed = await _switch(session, actor, scenario_id, known, ScenarioStatus.ARCHIVED, "scenario.archived")
    await repository_runs.hurry_runs(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, now_ms=now_ms()
    )
    await repository_sweeps.stop_sweeps(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    await messaging.stop_scenario(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, reason="stopped"
    )
    return changed


async def restore(session: Session, *, actor: Actor, scenario_id: int) -> Scenario:
    """Take it out of the archive: paused if it has ever run, else a draft. Nobody is in it any more.

    Raises NotFoundError, ConflictError unless it is archived and there is room for it.
    """
    connection = await driver_connection(session)
    await _check_room(connection, actor.workspace_id)
    found = await get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    after = ScenarioStatus.DRAFT if found.launched_at is None else ScenarioStatus.PAUSED
    return await _switch(session, actor, scenario_id, {ScenarioStatus.ARCHIVED}, after, "scenario.restored")


async def _switch(
    session: Session,
    actor: Actor,
    scenario_id: int,
    before: set[ScenarioStatus],
    after: ScenarioStatus,
    action: str,
) -> Scenario:
    connection = await driver_connection(session)
    scenario = await get_scenario(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, is_locked=True
    )
    if scenario.status not in before:
        raise errors.wrong_status(scenario.status)
    return await _change(session, actor, scenario_id, {"status": after.value}, action=action)


async def _change(
    session: Session, actor: Actor, scenario_id: int, values: Mapping[str, Any], *, action: str
) -> Scenario:
    connection = await driver_connection(session)
    await repository.update_scenario(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id, values=values
    )
    changed = await get_scenario(connection, workspace_id=actor.workspace_id, scenario_id=scenario_id)
    await note(session, actor, action, changed)
    return changed


async def note(session: Session, actor: Actor, action: str, scenario: Scenario) -> None:
    """Write into the journal what was done with a scenario."""
    await workspaces.record_audit(
        session, actor=actor, action=action, target=scenario.name, details={"id": scenario.id}
    )
