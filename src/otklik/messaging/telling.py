"""Tells of sends: events on the cards, and the planners who wait for an end. In the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from otklik.events.shipping import ship_rows
from otklik.infra.postgres import Connection
from otklik.kit import clock
from otklik.messaging.contracts import GLOBAL, Decided, OnDecided, Send
from otklik.messaging.deciding import Drawn
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent

ASSIGNED: Final = "$experiment_assigned"
Told: TypeAlias = tuple[Send, str, dict[str, Any], datetime]
"""(send, event's name, what it adds, moment)."""
_listeners: list[OnDecided] = []


def register_decided(hook: OnDecided) -> None:
    """Say who is told of every end of a send, inside the transaction that decides it."""
    _listeners.append(hook)


def forget_listeners() -> None:
    """Take every hook away again: for tests, which wire their own."""
    _listeners.clear()


async def tell_decided(connection: Connection, ends: Sequence[tuple[Send, Decided]]) -> None:
    """Write `$message_sent`, `_skipped`, `_failed` on the cards and call the hooks.

    An unknown end has no event: it may have been sent, which is not said before it is known.
    """
    if not ends:
        return
    told: list[Told] = [
        (send, f"$message_{end.state.value}", {"reason": end.reason} if end.reason else {}, end.at)
        for send, end in ends
        if end.state.value in {"sent", "skipped", "failed"}
    ]
    await ship_events(connection, told)
    for hook in _listeners:
        await hook(connection, [end for _, end in ends])


async def tell_drawn(connection: Connection, drawn: Sequence[Drawn], *, at: datetime) -> None:
    """Write `$experiment_assigned` on the cards, of both arms."""
    told: list[Told] = []
    for each in drawn:
        about = {"experiment": "global" if each.scenario_id == GLOBAL else "control"}
        told.append(
            (each.send, ASSIGNED, about | {"variant": "control" if each.is_control else "message"}, at)
        )
    await ship_events(connection, told)


async def ship_events(connection: Connection, told: Sequence[Told]) -> None:
    """Write events on the cards; nobody's who is being erased."""
    if not told:
        return
    erased = {
        workspace_id: await profiles.list_erased_homes(connection, workspace_id=workspace_id)
        for workspace_id in {send.workspace_id for send, *_ in told}
    }
    position = await profiles.next_position(connection)
    events = [
        SystemEvent(
            send.workspace_id,
            send.profile_id,
            name,
            clock.to_ms(at),
            position + index,
            {**describe(send), **more},
        )
        for index, (send, name, more, at) in enumerate(told, start=1)
        if send.profile_id not in erased[send.workspace_id]
    ]
    if events:
        await ship_rows(connection, {}, events)


def describe(send: Send) -> dict[str, Any]:
    """What every event of a send says (names.md); what is empty is left out."""
    about = {
        "message_id": str(send.scenario_id) if send.scenario_id is not None else "",
        "send_id": str(send.id),
        "node": send.node,
        "channel": send.channel.value,
        "topic": send.topic,
        "purpose": send.purpose.value,
        "kind": send.kind.value,
        "variant": send.arm or "",
    }
    return {name: value for name, value in about.items() if value}
