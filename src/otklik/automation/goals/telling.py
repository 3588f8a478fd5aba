"""Tells a reached goal on the card, `$goal_reached`, once a goal and purchase; in the follower's transaction.

It tells what is known when the event comes. Numbers are counted anew from all events when they are asked for
(docs/adr/0020-goals.md), so what comes late, a refund or a changed goal is in them, and not told again.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.goals import repository_told
from otklik.automation.goals.contracts import Goal
from otklik.automation.goals.reaching import Aims, Reached, find_reached, purchase_of
from otklik.automation.goals.reading import read_goals
from otklik.automation.queries_following import Seen
from otklik.events.shipping import ship_rows
from otklik.infra.postgres import Connection
from otklik.kit.zones import find_zone
from otklik.messaging import service as messaging
from otklik.messaging.contracts import Send
from otklik.profiles import recipients
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent
from otklik.segments.language.names import AnyNames

REACHED: Final = "$goal_reached"
_UTC: Final = ZoneInfo("UTC")


async def load_aims(connection: Connection) -> dict[int, Aims]:  # all workspaces: one follower for all
    """The goals of scenarios that are not archived, by workspace."""
    found: dict[int, dict[int, Sequence[Goal]]] = {}
    zones: dict[int, str] = {}
    for row in await repository_told.list_aims(connection):
        found.setdefault(row.workspace_id, {})[row.scenario_id] = _read(row.goals)
        zones[row.workspace_id] = row.zone
    return {
        workspace_id: Aims(goals, find_zone(zones[workspace_id]) or _UTC)
        for workspace_id, goals in found.items()
    }


@lru_cache(maxsize=2_000)
def _read(text: str) -> Sequence[Goal]:
    rows: list[dict[str, Any]] = msgspec.json.decode(text)
    return read_goals(rows, resolve=AnyNames(), known=[each["id"] for each in rows])


async def tell_reached(connection: Connection, *, workspace_id: int, seen: Sequence[Seen], aims: Aims) -> int:
    """Tell of the goals that these events reach; how many that were."""
    names = aims.names()
    mine = sorted(
        (each for each in seen if each.event.name in names),
        key=lambda each: (each.event.ts_ms, each.event.pos),
    )
    if not mine:
        return 0
    cards = await recipients.list_recipients(
        connection, workspace_id=workspace_id, homes=sorted({each.home for each in mine})
    )
    sends: dict[int, list[Send]] = {}
    root_of = {member: card.root for card in cards.values() for member in card.members}
    for send in await messaging.list_left(
        connection, workspace_id=workspace_id, people=[*root_of], scenario_ids=[*aims.goals]
    ):
        sends.setdefault(root_of[send.profile_id], []).append(send)
    told = await repository_told.list_told(
        connection, workspace_id=workspace_id, purchases=sorted({purchase_of(each) for each in mine})
    )
    reached: list[tuple[int, Reached]] = []
    for each in mine:
        reached += [
            (each.home, found)
            for found in find_reached(each, sends.get(cards[each.home].root, ()), aims)
            if told.setdefault(found.purchase, found.send.scenario_id or 0) == found.send.scenario_id
        ]
    return await _tell(connection, workspace_id, reached)


async def _tell(connection: Connection, workspace_id: int, reached: Sequence[tuple[int, Reached]]) -> int:
    fresh = await repository_told.insert_told(connection, workspace_id=workspace_id, reached=reached)
    if not fresh:
        return 0
    erased = await profiles.list_erased_homes(connection, workspace_id=workspace_id)
    position = await profiles.next_position(connection)
    events = [
        SystemEvent(workspace_id, home, REACHED, found.at_ms, position + index, _describe(found))
        for index, (home, found) in enumerate(fresh, start=1)
        if home not in erased
    ]
    await ship_rows(connection, {}, events)
    return len(events)


def _describe(found: Reached) -> dict[str, Any]:
    send, goal = found.send, found.goal
    about = {
        **messaging.describe_send(send),
        "goal": goal.id,
        "goal_name": goal.name,
        "is_main": goal.is_main,
        "value": found.value,
    }
    return {name: value for name, value in about.items() if value is not None}
