"""Experiments of a scenario: its control group and its splits, judged, and ended."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.automation import repository, scenarios
from otklik.automation.contracts import Scenario, Version
from otklik.automation.experiments import errors, queries
from otklik.automation.experiments.judging import Counted, Judgement, judge
from otklik.automation.experiments.queries import Drawing
from otklik.automation.goals import service as goals
from otklik.automation.goals.contracts import GoalSet
from otklik.automation.goals.reading import read_goals
from otklik.infra.engines import Engines
from otklik.infra.postgres import driver_connection
from otklik.kit.clock import now_ms, to_ms
from otklik.messaging import service as messaging
from otklik.messaging.contracts import GLOBAL
from otklik.segments.language.names import AnyNames
from otklik.segments.loading import load_zone
from otklik.segments.sets.asked import Asked
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor

CONTROL: Final = "control"
MESSAGE: Final = "message"
READING_MS: Final = 86_400_000
"""Beside the goal's window: the time that a message is given to be read."""


class Experiment(msgspec.Struct, frozen=True):
    """A split (its step) or the control group (`node` ""), with what it says; `is_over`: it was ended."""

    node: str
    is_over: bool
    horizon_ms: int
    judgement: Judgement | None


class _Stretch(msgspec.Struct, frozen=True):
    """The newest stretch of versions in which a split had the same weights, two of them at least."""

    weights: Mapping[str, float]
    since_ms: int
    until_ms: int | None


async def read_experiments(engines: Engines, *, workspace_id: int, scenario_id: int) -> list[Experiment]:
    """Every experiment of a scenario; without a goal none is judged. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        scenario = await scenarios.get_scenario(
            connection, workspace_id=workspace_id, scenario_id=scenario_id
        )
        versions = await repository.list_versions(
            connection, workspace_id=workspace_id, scenario_id=scenario_id
        )
        own = await goals.get_goals(connection, workspace_id=workspace_id, scenario_id=scenario_id)
    asked = Asked(
        workspace_id=workspace_id,
        now_ms=now_ms(),
        is_present=True,
        zone=await load_zone(engines, workspace_id=workspace_id),
    )
    found = []
    if scenario.control_share > 0:
        found.append(await _judge_control(engines, scenario, asked, own))
    for node in _list_splits(versions):
        stretch = _find_stretch(versions, node)
        if stretch is not None:
            found.append(await _judge_split(engines, scenario, asked, own, node, stretch))
    return found


async def _judge_control(engines: Engines, scenario: Scenario, asked: Asked, own: GoalSet) -> Experiment:
    share = scenario.control_share
    weights = {CONTROL: share, MESSAGE: 1 - share}
    drawing = Drawing(
        scenario_id=scenario.id, node="", since_ms=None, until_ms=None, horizon_ms=_horizon(own)
    )
    return Experiment("", False, drawing.horizon_ms, await _judge(engines, drawing, asked, own, weights))


async def _judge_split(
    engines: Engines, scenario: Scenario, asked: Asked, own: GoalSet, node: str, stretch: _Stretch
) -> Experiment:
    drawing = Drawing(
        scenario_id=scenario.id,
        node=node,
        since_ms=stretch.since_ms,
        until_ms=stretch.until_ms,
        horizon_ms=_horizon(own),
    )
    judgement = await _judge(engines, drawing, asked, own, stretch.weights)
    return Experiment(node, stretch.until_ms is not None, drawing.horizon_ms, judgement)


def _horizon(own: GoalSet) -> int:
    """How long after the drawing a goal counts, in every arm alike: the control group reads nothing."""
    return (own.main.window_ms if own.main is not None else 0) + READING_MS


async def _judge(
    engines: Engines, drawing: Drawing, asked: Asked, own: GoalSet, weights: Mapping[str, float]
) -> Judgement | None:
    if own.main is None:
        return None
    workspace_id, main = asked.workspace_id, msgspec.structs.replace(own, goals=(own.main,))
    people = await queries.count_people(engines.clickhouse, drawing, asked, workspace_id=workspace_id)
    rows = await queries.list_sums(engines.clickhouse, drawing, asked, main, workspace_id=workspace_id)
    known = {each.arm: each for each in people}
    counted = {
        arm: Counted(
            weight,
            known[arm].people if arm in known else 0,
            known[arm].pending if arm in known else 0,
            [row["money"] for row in rows if row["arm"] == arm for _ in range(row["people"])],
        )
        for arm, weight in weights.items()
    }
    first = min((each.first_ms for each in people), default=asked.now_ms)
    return judge(counted, elapsed_ms=asked.now_ms - first)


async def read_global(engines: Engines, *, workspace_id: int, event: str, days: int) -> Experiment:
    """What all messages together bring: who gets none against the others, by an event within so many days.

    The money is the event's `amount`. Without a global control group nothing is judged.
    """
    async with engines.postgres.connection() as connection:
        settings = await messaging.get_settings(connection, workspace_id=workspace_id)
    share = settings.global_control_percent / 100
    horizon_ms = days * READING_MS
    if share <= 0:
        return Experiment("", True, horizon_ms, None)
    zone = await load_zone(engines, workspace_id=workspace_id)
    asked = Asked(workspace_id=workspace_id, now_ms=now_ms(), is_present=True, zone=zone)
    aim = {
        "event": {"event": event},
        "window": f"P{days}D",
        "value": {"kind": "property", "name": "amount"},
        "is_main": True,
    }
    own = GoalSet(GLOBAL, 1, read_goals([aim], resolve=AnyNames(), known=[]))
    drawing = Drawing(scenario_id=GLOBAL, node="", since_ms=None, until_ms=None, horizon_ms=horizon_ms)
    weights = {CONTROL: share, MESSAGE: 1 - share}
    return Experiment("", False, horizon_ms, await _judge(engines, drawing, asked, own, weights))


def _list_splits(versions: Sequence[Version]) -> list[str]:
    """Steps that share people out in the version that rules."""
    nodes = versions[0].graph.get("nodes") if versions else None
    if not isinstance(nodes, dict):
        return []
    return [name for name, node in nodes.items() if isinstance(node, dict) and "split" in node]


def read_weights(graph: Mapping[str, Any], node: str) -> dict[str, float]:
    """The arms of a split of a saved graph that people are sent to, with their weights."""
    nodes = graph.get("nodes")
    split = nodes.get(node, {}).get("split") if isinstance(nodes, dict) else None
    if not isinstance(split, list):
        return {}
    arms = [arm for arm in split if isinstance(arm, dict) and isinstance(arm.get("arm"), str)]
    return {arm["arm"]: float(arm.get("weight", 1)) for arm in arms if float(arm.get("weight", 1)) > 0}


def _find_stretch(versions: Sequence[Version], node: str) -> _Stretch | None:
    """`versions`: the newest first. People drawn under other weights are another experiment."""
    until_ms: int | None = None
    weights: dict[str, float] = {}
    since_ms = 0
    for version in versions:
        found = read_weights(version.graph, node)
        if not weights and len(found) < 2:  # noqa: PLR2004 - one arm is no experiment
            until_ms = to_ms(version.created_at)
            continue
        if weights and found != weights:
            break
        weights, since_ms = found, to_ms(version.created_at)
    return _Stretch(weights, since_ms, until_ms) if weights else None


async def finish(session: Session, *, actor: Actor, scenario_id: int, node: str, arm: str) -> None:
    """Give an arm to all who come from now on; who was given another keeps it.

    Of a split by a new version; of the control group (`node` "") `message` ends it and `control` pauses the
    scenario. Raises NotFoundError, InvalidError, and what saving a version raises.
    """
    connection = await driver_connection(session)
    scenario = await scenarios.get_scenario(
        connection, workspace_id=actor.workspace_id, scenario_id=scenario_id
    )
    if not node:
        await _finish_control(session, actor, scenario, arm)
        return
    version = await repository.find_version(
        connection, workspace_id=actor.workspace_id, version_id=scenario.version_id or 0
    )
    graph = version.graph if version is not None else {}
    if arm not in read_weights(graph, node):
        raise errors.no_arm(arm)
    split = [{**each, "weight": int(each["arm"] == arm)} for each in graph["nodes"][node]["split"]]
    nodes = {**graph["nodes"], node: {**graph["nodes"][node], "split": split}}
    await scenarios.save_version(
        session, actor=actor, scenario_id=scenario_id, graph={**graph, "nodes": nodes}
    )


async def _finish_control(session: Session, actor: Actor, scenario: Scenario, arm: str) -> None:
    if scenario.control_share <= 0 or arm not in {CONTROL, MESSAGE}:
        raise errors.no_arm(arm)
    if arm == CONTROL:
        await scenarios.pause(session, actor=actor, scenario_id=scenario.id)
        return
    await scenarios.update_scenario(
        session, actor=actor, scenario_id=scenario.id, values={"control_share": 0.0}
    )
