"""Gathers what a rehearsal asks for at every turn: who is in which condition when, whom channels reach."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from otklik.automation import queries_hours
from otklik.automation.contracts import Book
from otklik.automation.engine.best import HOURS, Shares, count_hours, smooth, usual_shares
from otklik.automation.filtering import audience_of
from otklik.automation.goals import service as goals_service
from otklik.automation.goals.contracts import ValueKind
from otklik.automation.graph.nodes import Ask, Send, WaitBest
from otklik.automation.rehearsing.contracts import GoalOf, Leaving
from otklik.automation.sweeps import queries
from otklik.infra.engines import Engines
from otklik.messaging.contracts import Channel
from otklik.segments import pasts
from otklik.segments.language.conditions import Comparison, Condition, Op, PropertyIs
from otklik.segments.needs import find_needs
from otklik.segments.sets.queries_compile import compile_members
from otklik.segments.sets.service import find_asked

STRETCHES: Final = 6
"""Moments, evenly in the time, at which conditions are asked of everybody."""
MOST: Final = 2_000_000
_ADDRESSES: Final = {Channel.EMAIL: "$email", Channel.SMS: "$phone", Channel.CALLBACK: "$phone"}


class Members(msgspec.Struct):
    """Who was in which condition at which of the moments."""

    from_ms: int
    stretch_ms: int
    found: dict[tuple[Condition, int], "array[int]"]

    def holds(self, condition: Condition, root: int, at_ms: int) -> bool:
        """Whether it held at the beginning of the stretch in which the moment lies."""
        people = self.list(condition, at_ms)
        place = bisect_left(people, root)
        return place < len(people) and people[place] == root

    def list(self, condition: Condition, at_ms: int) -> "array[int]":
        """All of whom it held then, by rising id."""
        number = (at_ms - self.from_ms) // self.stretch_ms
        return self.found[condition, max(0, min(number, STRETCHES - 1))]


async def find_leaving(engines: Engines, book: Book, *, from_ms: int, to_ms: int) -> Leaving | None:
    """What to leave by, if it can be told of any moment of the past who had to."""
    condition = book.graph.exit.condition
    if condition is None:
        return None
    asked = replace(await find_asked(engines, workspace_id=book.workspace_id, as_of_ms=None), now_ms=to_ms)
    needs = find_needs(condition, now_ms=from_ms, zone=asked.zone, members=asked.members)
    return Leaving(condition, needs, asked) if pasts.can_be_told(needs) else None


async def find_members(
    engines: Engines, book: Book, *, from_ms: int, to_ms: int, has_leaving: bool
) -> Members:
    """Ask all conditions of the scenario at all moments: a statement each.

    `has_leaving`: the one to leave by is asked of each one's past, and not here.
    """
    members = Members(from_ms, (to_ms - from_ms) // STRETCHES, {})
    conditions = set(_list_conditions(book))
    if not has_leaving and book.graph.exit.condition is not None:
        conditions.add(book.graph.exit.condition)
    for number in range(STRETCHES if conditions else 0):
        at_ms = from_ms + number * members.stretch_ms
        asked = await find_asked(engines, workspace_id=book.workspace_id, as_of_ms=at_ms)
        for condition in conditions:
            people = await queries.list_after(
                engines.clickhouse,
                compile_members(condition, asked),
                workspace_id=book.workspace_id,
                after=0,
                limit=MOST,
            )
            members.found[condition, number] = array("Q", people)
    return members


def _list_conditions(book: Book) -> Iterator[Condition]:
    audience = audience_of(book.graph.entry.audience, book.graph.entry.filters)
    if audience is not None:
        yield audience
    yield from (node.condition for node in book.graph.nodes.values() if isinstance(node, Ask))


async def find_reachable(engines: Engines, book: Book) -> Mapping[Channel, frozenset[int]]:
    """Who has an address now, of the channels that need one and that the scenario sends by."""
    used = {node.channel for node in book.graph.nodes.values() if isinstance(node, Send)}
    asked = await find_asked(engines, workspace_id=book.workspace_id, as_of_ms=None)
    found = {}
    for channel in used & _ADDRESSES.keys():
        condition = PropertyIs(Comparison((_ADDRESSES[channel],), Op.SET))
        people = await queries.list_after(
            engines.clickhouse,
            compile_members(condition, asked),
            workspace_id=book.workspace_id,
            after=0,
            limit=MOST,
        )
        found[channel] = frozenset(people)
    return found


async def find_goal(engines: Engines, book: Book) -> GoalOf | None:
    """The scenario's main goal."""
    async with engines.postgres.connection() as connection:
        found = await goals_service.list_goals(
            connection, workspace_id=book.workspace_id, scenario_ids=[book.scenario_id]
        )
    goal = next((goal for each in found for goal in each.goals if goal.is_main), None)
    if goal is None:
        return None
    worth, weight = goal.value, float(goal.weight)
    amount = float(worth.amount) * weight if worth.kind is ValueKind.FIXED else 0.0
    name = worth.name if worth.kind is ValueKind.PROPERTY else ""
    return GoalOf(goal.selector, goal.window_ms, name, amount)


async def find_shares(engines: Engines, book: Book) -> Shares:
    """When everybody acts, for waits until the best hour: of a rehearsal each person's is everybody's."""
    if not any(isinstance(node, WaitBest) for node in book.graph.nodes.values()):
        return usual_shares()
    counts = [0.0] * HOURS
    everybody = await queries_hours.count_active(engines.clickhouse, workspace_id=book.workspace_id)
    for hour, people in everybody.items():
        for place, number in enumerate(count_hours([hour], book.zone)):
            counts[place] += number * people
    return smooth(counts) if any(counts) else usual_shares()
