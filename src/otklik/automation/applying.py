"""Carries out what the engine decided: sends, writes on cards, arms, rows. In the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation import handing, repository_entrants, repository_runs
from otklik.automation.contracts import Book, Stored
from otklik.automation.engine.arms import find_split
from otklik.automation.engine.runs import (
    Assign,
    Effect,
    GiveOver,
    PlanSend,
    PutMark,
    State,
    Waits,
    Walk,
    WriteProperties,
)
from otklik.automation.graph.entries import OnBrowser
from otklik.automation.graph.nodes import Send
from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime
from otklik.kit.zones import find_zone
from otklik.messaging import service as messaging
from otklik.messaging.contracts import Channel, NewSend
from otklik.profiles import recipients
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent
from otklik.profiles.contracts_marks import MarkKind
from otklik.segments.language.durations import add
from otklik.workspaces import service as workspaces

MAX_EVENT_BYTES: Final = 12_288
"""Of an event's properties that go with its sends; a larger one goes by its name alone."""
ASSIGNED: Final = "$experiment_assigned"
BROWSED_MS: Final = 30 * 60_000
"""A popup that answers what somebody does on a page is none of tomorrow."""
_ON_SITE: Final = frozenset({Channel.POPUP, Channel.FORM})
_UTC: Final = ZoneInfo("UTC")


class Stepped(msgspec.Struct, frozen=True):
    """A run that something happened to: as it was, what came of it, whose it is, his clocks."""

    before: Stored
    walk: Walk
    book: Book
    root: int
    zone: ZoneInfo = _UTC
    arms: Mapping[str, str] = {}
    """His arms by split, as they were before."""


async def apply(engines: Engines, connection: Connection, stepped: Sequence[Stepped], *, now_ms: int) -> None:
    """Write everything down. Raises what the rooms that are written to raise; nothing is written then."""
    changed = [each for each in stepped if each.walk.run != each.before.run or each.walk.log]
    planned: dict[int, int] = {}
    for workspace_id in sorted({each.before.workspace_id for each in changed}):
        theirs = [each for each in changed if each.before.workspace_id == workspace_id]
        planned |= await _apply_one(engines, connection, workspace_id, theirs, now_ms)
    after = [
        msgspec.structs.replace(
            each.before,
            run=each.walk.run,
            version_id=each.book.version_id,
            lines=each.before.lines + len(each.walk.log),
            send_id=planned.get(each.before.run.id) if _waits_for_send(each) else None,
            outcome="",
        )
        for each in changed
    ]
    logs = [(each.before, each.walk.log) for each in changed]
    await repository_runs.write_lines(connection, logs=logs, now_ms=now_ms)
    await repository_runs.write_runs(connection, runs=after, now_ms=now_ms)


async def _apply_one(
    engines: Engines, connection: Connection, workspace_id: int, stepped: Sequence[Stepped], now_ms: int
) -> dict[int, int]:
    """Everything but the rows of runs; the send planned last, by run."""
    effects = [(each, effect) for each in stepped for effect in each.walk.effects]
    await _write_properties(engines, connection, workspace_id, effects)
    await _put_marks(connection, workspace_id, effects)
    await _give_over(engines, connection, workspace_id, effects)
    await _assign(connection, workspace_id, effects, now_ms)
    planning = [(each, effect) for each, effect in effects if isinstance(effect, PlanSend)]
    sends = [_new_send(each, effect, now_ms) for each, effect in planning]
    planned = await messaging.plan_sends(
        connection, workspace_id=workspace_id, sends=sends, now=to_datetime(now_ms), bus=engines.bus
    )
    ended = [
        each.before.run.id
        for each in stepped
        if each.walk.run.state is not State.WAITING and each.before.run.waits is Waits.SEND
    ]
    if ended:
        await messaging.stop_sends(
            connection, workspace_id=workspace_id, run_ids=ended, now=to_datetime(now_ms)
        )
    pairs = zip(planning, planned, strict=True)
    return {each.before.run.id: send.send_id for (each, _), send in pairs}


def _waits_for_send(each: Stepped) -> bool:
    run = each.walk.run
    return run.state is State.WAITING and run.waits is Waits.SEND


def _new_send(each: Stepped, effect: PlanSend, now_ms: int) -> NewSend:
    run, book, send = each.before.run, each.book, effect.send
    zone = find_zone(run.context.zone) or book.zone
    return NewSend(
        unique_key=f"run:{run.id}:{effect.node}:{effect.visit}",
        profile_id=each.before.profile_id,
        channel=send.channel,
        content_id=send.content_id,
        purpose=book.purpose,
        kind=send.kind,
        release_at=to_datetime(now_ms),
        scenario_id=book.scenario_id,
        version_id=book.version_id,
        node=effect.node,
        run_id=run.id,
        topic=send.topic,
        priority=send.priority,
        arm=_find_arm(each, effect.node),
        control_share=book.control_share,
        cause_send_id=_find_cause(each),
        expires_at=_find_end(each, send, zone, now_ms),
        variables=_list_variables(each),
    )


def _find_arm(each: Stepped, node: str) -> str | None:
    """The arm of the split nearest before a message."""
    split = find_split(each.book.graph, node)
    if split is None:
        return None
    given = {effect.node: effect.arm for effect in each.walk.effects if isinstance(effect, Assign)}
    return given.get(split) or each.arms.get(split)


def _find_end(each: Stepped, send: Send, zone: ZoneInfo, now_ms: int) -> datetime | None:
    """Until when it may leave: as its author says; what answers a browser is out of date soon."""
    if send.expires_after is not None:
        return to_datetime(add(now_ms, send.expires_after, zone))
    number, triggers = each.before.run.context.trigger, each.book.graph.entry.triggers
    is_browsed = number is not None and number < len(triggers) and isinstance(triggers[number], OnBrowser)
    if is_browsed and send.channel in _ON_SITE:
        return to_datetime(now_ms + BROWSED_MS)
    return None


def _find_cause(each: Stepped) -> int | None:
    """The send whose event the run began with: messages that trigger each other are slowed down."""
    context = each.before.run.context
    cause = context.properties.get("send_id") if context.event.startswith("$message_") else None
    return int(cause) if isinstance(cause, str) and cause.isdigit() else None


def _list_variables(each: Stepped) -> dict[str, Any]:
    """What templates know of the event that a run began by: its properties, as `person` has his."""
    context = each.before.run.context
    if not context.event:
        return {}
    said = context.properties if len(msgspec.json.encode(context.properties)) <= MAX_EVENT_BYTES else {}
    plain = {name.removeprefix("$"): value for name, value in said.items()} | dict(said)
    own = {"event": context.event, "at": to_datetime(context.event_ms).isoformat()}
    return {"event": {**own, **plain}}


Effects = Sequence[tuple[Stepped, Effect]]


async def _write_properties(
    engines: Engines, connection: Connection, workspace_id: int, effects: Effects
) -> None:
    """Each step's operations for all its people at once."""
    together: dict[tuple[int, str], tuple[WriteProperties, list[int]]] = {}
    for each, effect in effects:
        if isinstance(effect, WriteProperties):
            key = (each.book.scenario_id, effect.node)
            together.setdefault(key, (effect, []))[1].append(each.before.profile_id)
    for (scenario_id, _), (effect, homes) in together.items():
        await profiles.edit_people(
            connection,
            workspace_id=workspace_id,
            people=sorted(set(homes)),
            edits=[profiles.Edit(one.op, one.property, one.value) for one in effect.edit.edits],
            author=_author(scenario_id),
            phone_region=(await workspaces.get_workspace_profile(engines, workspace_id)).phone_region,
            secrets=engines.secrets,
        )


async def _put_marks(connection: Connection, workspace_id: int, effects: Effects) -> None:
    together: dict[tuple[int, str, str, bool], list[int]] = {}
    for each, effect in effects:
        if isinstance(effect, PutMark):
            mark = effect.mark
            what = (each.book.scenario_id, mark.kind, mark.key, mark.is_on)
            together.setdefault(what, []).append(each.before.profile_id)
    for (scenario_id, kind, name, is_on), homes in together.items():
        author, key = _author(scenario_id), name
        if kind == MarkKind.TAG and is_on:
            row = await profiles.ensure_tag(connection, workspace_id=workspace_id, name=name, author=author)
            key = row.tag
        await profiles.change_marks(
            connection,
            workspace_id=workspace_id,
            people=sorted(set(homes)),
            kind=MarkKind(kind),
            key=key,
            is_on=is_on,
            author=author,
        )


async def _give_over(engines: Engines, connection: Connection, workspace_id: int, effects: Effects) -> None:
    giving = [(each, effect) for each, effect in effects if isinstance(effect, GiveOver)]
    homes = sorted({each.before.profile_id for each, _ in giving})
    if not homes:
        return
    cards = await recipients.list_recipients(connection, workspace_id=workspace_id, homes=homes)
    for each, effect in giving:
        home = each.before.profile_id
        await handing.hand_over(
            engines.bus,
            connection,
            workspace_id=workspace_id,
            home=home,
            members=cards[home].members,
            handover=effect.handover,
            key=f"run:{each.before.run.id}:{effect.node}:{effect.visit}",
        )


async def _assign(connection: Connection, workspace_id: int, effects: Effects, now_ms: int) -> None:
    """Keep arms for ever, and tell of them."""
    given: dict[int, dict[int, dict[str, str]]] = {}
    homes: dict[int, int] = {}
    for each, effect in effects:
        if isinstance(effect, Assign):
            of_scenario = given.setdefault(each.book.scenario_id, {})
            of_scenario.setdefault(each.root, {})[effect.node] = effect.arm
            homes[each.root] = each.before.profile_id
    for scenario_id, arms in given.items():
        await keep_arms(
            connection,
            workspace_id=workspace_id,
            scenario_id=scenario_id,
            arms=arms,
            now_ms=now_ms,
            homes=homes,
        )


async def keep_arms(
    connection: Connection,
    *,
    workspace_id: int,
    scenario_id: int,
    arms: Mapping[int, Mapping[str, str]],
    now_ms: int,
    homes: Mapping[int, int] | None = None,
) -> None:
    """Keep which arm (by node) each root was given, and tell it on the card of the home that walks."""
    if not arms:
        return
    given = {(root, scenario_id): of_root for root, of_root in arms.items()}
    await repository_entrants.write_arms(connection, workspace_id=workspace_id, arms=given)
    position = await profiles.next_position(connection)
    told = [(root, node, arm) for root, of_root in arms.items() for node, arm in of_root.items()]
    events = [
        SystemEvent(
            workspace_id,
            (homes or {}).get(root, root),
            ASSIGNED,
            now_ms,
            position + number,
            {"message_id": str(scenario_id), "experiment": "split", "node": node, "variant": arm},
        )
        for number, (root, node, arm) in enumerate(told, start=1)
    ]
    await ship_rows(connection, {}, events)


def _author(scenario_id: int) -> str:
    return f"scenario:{scenario_id}"


def list_arms(entrants: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The arms of a person's homes together; the root's come last and rule."""
    arms: dict[str, str] = {}
    for each in entrants:
        arms |= each
    return arms
