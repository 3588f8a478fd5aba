"""Goes through a portion of a sweep's people: a run for each, or a send for each of a mailing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation import applying, entering, letting
from otklik.automation.contracts import Beginning, Book
from otklik.automation.engine.arms import draw_arm
from otklik.automation.engine.runs import Context
from otklik.automation.graph.entries import Mailing, OnSchedule, OnSegment, Zone
from otklik.automation.graph.nodes import Graph, Send, Split
from otklik.automation.sweeps.contracts import Sweep, SweepKind
from otklik.automation.sweeps.occasions import moment_ms
from otklik.automation.sweeps.slots import MINUTE_MS, step_of, take_slot
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime, to_ms
from otklik.messaging import service as messaging
from otklik.messaging.contracts import NewSend
from otklik.profiles import service as profiles
from otklik.segments.language.durations import add

AHEAD_MS: Final = 2 * MINUTE_MS
"""A throttled mailing by the workspace's clocks is planned no further ahead, so that a pause holds it."""
SCHEDULED: Final = "$scheduled"


class Drawn(msgspec.Struct, frozen=True):
    """The message of a mailing that somebody gets, and the arms that led to it, by node."""

    node: str
    send: Send
    arms: dict[str, str]


async def find_zones(engines: Engines, sweep: Sweep, book: Book, homes: Sequence[int]) -> dict[int, ZoneInfo]:
    """The clocks of these people, where it matters by whose clocks they begin."""
    if _whose(sweep, book) is not Zone.PERSON:
        return {}
    return await letting.list_zones(engines, workspace_id=sweep.workspace_id, homes=homes)


def find_pause_ms(sweep: Sweep, book: Book, now_ms: int) -> int | None:
    """Until when a throttled mailing is planned far enough; None: go on."""
    mailing = book.graph.entry.mailing
    if mailing is None or mailing.per_minute is None or mailing.zone is Zone.PERSON or not sweep.slots:
        return None
    free_ms = sweep.slots[-1][1]
    return free_ms - AHEAD_MS // 2 if free_ms > now_ms + AHEAD_MS else None


def _whose(sweep: Sweep, book: Book) -> Zone:
    if sweep.kind is SweepKind.MAILING and book.graph.entry.mailing is not None:
        return book.graph.entry.mailing.zone if book.graph.entry.mailing.at is not None else Zone.WORKSPACE
    trigger = _find_schedule(sweep, book)
    return trigger.zone if trigger is not None else Zone.WORKSPACE


def _find_schedule(sweep: Sweep, book: Book) -> OnSchedule | None:
    number, triggers = sweep.options.trigger, book.graph.entry.triggers
    trigger = triggers[number] if number is not None and number < len(triggers) else None
    return trigger if isinstance(trigger, OnSchedule) else None


async def plan(
    connection: Connection,
    sweep: Sweep,
    book: Book,
    homes: Sequence[int],
    zones: dict[int, ZoneInfo],
    *,
    now_ms: int,
) -> int:
    """Plan for these people, in the caller's transaction; for how many. Safe to repeat: keys are unique.

    `sweep.slots` is written on as the throttle gives moments away.
    """
    erased = await profiles.list_erased_homes(connection, workspace_id=sweep.workspace_id)
    people = [home for home in homes if home not in erased]
    moments = {home: _moment_of(sweep, book, zones.get(home), now_ms) for home in people}
    if book.graph.entry.mailing is not None:
        return await _send(connection, sweep, book, moments, now_ms)
    beginnings = [_begin(sweep, book, home, due_ms, now_ms) for home, due_ms in moments.items()]
    return await entering.begin_runs(
        connection,
        workspace_id=sweep.workspace_id,
        beginnings=beginnings,
        books={book.scenario_id: book},
        now_ms=now_ms,
    )


def _moment_of(sweep: Sweep, book: Book, zone: ZoneInfo | None, now_ms: int) -> int:
    """When somebody's turn is; a moment that is over is now."""
    if sweep.options.reading is None:
        return max(now_ms, to_ms(sweep.starts_at))
    is_persons = _whose(sweep, book) is Zone.PERSON
    return max(now_ms, moment_ms(sweep.options.reading, (zone if is_persons else None) or book.zone))


def _begin(sweep: Sweep, book: Book, home: int, due_ms: int, now_ms: int) -> Beginning:
    number = sweep.options.trigger
    if sweep.kind is SweepKind.INSIDE:
        triggers = enumerate(book.graph.entry.triggers)
        number = next((number for number, each in triggers if isinstance(each, OnSegment)), None)
    event = SCHEDULED if sweep.kind is SweepKind.SCHEDULE else ""
    return Beginning(
        book.scenario_id,
        book.version_id,
        home,
        f"{sweep.kind.value}:{sweep.key}:{home}",
        now_ms,
        due_ms,
        Context(event, now_ms, trigger=number),
    )


async def _send(
    connection: Connection,
    sweep: Sweep,
    book: Book,
    moments: dict[int, int],
    now_ms: int,
) -> int:
    mailing = book.graph.entry.mailing or Mailing()
    drawn = {home: draw_message(book.graph, scenario_id=book.scenario_id, root=home) for home in moments}
    sends = []
    for home, at_ms in moments.items():
        slot_ms = at_ms
        if mailing.per_minute is not None:
            slot_ms = take_slot(sweep.slots, at_ms, step_of(mailing.per_minute))
        sends.append(_new_send(sweep, book, home, drawn[home], slot_ms))
    planned = await messaging.plan_sends(
        connection, workspace_id=sweep.workspace_id, sends=sends, now=to_datetime(now_ms)
    )
    arms = {home: each.arms for home, each in drawn.items() if each.arms}
    await applying.keep_arms(
        connection, workspace_id=sweep.workspace_id, scenario_id=book.scenario_id, arms=arms, now_ms=now_ms
    )
    return sum(each.is_new for each in planned)


def _new_send(sweep: Sweep, book: Book, home: int, drawn: Drawn, at_ms: int) -> NewSend:
    send, number = drawn.send, sweep.options.round
    group = f"mailing:{book.scenario_id}" + (f":{number}" if number > 1 else "")
    return NewSend(
        unique_key=f"{group}:{home}",
        profile_id=home,
        channel=send.channel,
        content_id=send.content_id,
        purpose=book.purpose,
        kind=send.kind,
        release_at=to_datetime(at_ms),
        scenario_id=book.scenario_id,
        version_id=book.version_id,
        node=drawn.node,
        topic=send.topic,
        priority=send.priority,
        arm=next(reversed(drawn.arms.values()), None),
        control_share=book.control_share,
        address_group=group,
        is_bulk=True,
        expires_at=_end_of(send, at_ms, book.zone),
    )


def _end_of(send: Send, at_ms: int, zone: ZoneInfo) -> datetime | None:
    return to_datetime(add(at_ms, send.expires_after, zone)) if send.expires_after is not None else None


def draw_message(graph: Graph, *, scenario_id: int, root: int) -> Drawn:
    """The message of a mailing for one person: through its splits to a send. Always the same for him."""
    name: str | None = graph.start
    arms: dict[str, str] = {}
    while name is not None:
        node = graph.nodes[name]
        if isinstance(node, Send):
            return Drawn(name, node, arms)
        if not isinstance(node, Split):
            break
        arm = draw_arm(node.arms, scenario_id=scenario_id, node=name, root=root)
        arms[name] = arm.name
        name = arm.next
    raise TypeError(f"{name}: no step of a mailing")
