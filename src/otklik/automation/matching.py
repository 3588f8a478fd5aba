"""The values by which somebody came into a scenario: what `same` found in the condition that let him in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from otklik.automation import repository_runs
from otklik.automation.books import Shelf
from otklik.automation.graph.entries import Entry, OnSegment
from otklik.infra.engines import Engines
from otklik.kit.clock import to_ms
from otklik.kit.errors import ConflictError
from otklik.messaging.contracts import Send
from otklik.profiles import service as profiles
from otklik.segments.language.conditions import All, Condition, InSegment
from otklik.segments.language.values import Json
from otklik.segments.needs import find_needs
from otklik.segments.person import load_history
from otklik.segments.predicate.evaluation import decide
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.service import find_asked


class _Beginning(msgspec.Struct, frozen=True):
    """When somebody was let in, and by which trigger of which version; a mailing has none."""

    version_id: int
    at_ms: int
    trigger: int | None = None


async def find_matched(engines: Engines, sends: Sequence[Send]) -> dict[int, dict[str, Json]]:
    """By send: the values of the audience and of the trigger's segment, as of the moment he was let in.

    A later message speaks of what began it, whatever he has done since. Of whom nothing is known any more,
    or too much to read, there is nothing.
    """
    async with engines.postgres.connection() as connection:
        runs = await repository_runs.read_runs(
            connection, run_ids=sorted({send.run_id for send in sends if send.run_id is not None})
        )
        begun = {
            each.run.id: _Beginning(each.version_id, each.run.entered_ms, each.run.context.trigger)
            for each in runs
        }
        beginnings = {send.id: _find_beginning(send, begun) for send in sends}
        versions = {each.version_id for each in beginnings.values() if each is not None}
        graphs = await Shelf().load_graphs(connection, versions)
    return {
        send.id: _nest(await _find(engines, send, beginning, graphs[beginning.version_id].entry))
        for send in sends
        if (beginning := beginnings[send.id]) is not None
    }


def _find_beginning(send: Send, begun: Mapping[int, _Beginning]) -> _Beginning | None:
    if send.run_id is not None:
        return begun.get(send.run_id)
    return None if send.version_id is None else _Beginning(send.version_id, to_ms(send.planned_at))


async def _find(engines: Engines, send: Send, beginning: _Beginning, entry: Entry) -> dict[str, Json]:
    workspace_id = send.workspace_id
    asked = await find_asked(engines, workspace_id=workspace_id, as_of_ms=beginning.at_ms)
    person = await profiles.find_person(engines, workspace_id=workspace_id, person_id=send.profile_id)
    if person is None:
        return {}
    values: dict[str, Json] = {}
    for condition in _list_conditions(beginning, entry, asked):
        needs = find_needs(condition, now_ms=asked.now_ms, zone=asked.zone, members=asked.members)
        try:
            history = await load_history(engines, person=person, needs=needs, asked=asked)
        except ConflictError:
            continue
        outcome = decide(
            condition, history, now_ms=asked.now_ms, zone=asked.zone, members=dict(asked.members)
        )
        values |= outcome.matched
    return values


def _list_conditions(beginning: _Beginning, entry: Entry, asked: Asked) -> Iterable[Condition]:
    """What let him in, the trigger's segment last: of two answers its own counts."""
    if entry.audience is not None:
        yield from _open(entry.audience, asked)
    number = beginning.trigger
    trigger = entry.triggers[number] if number is not None and number < len(entry.triggers) else None
    if isinstance(trigger, OnSegment):
        yield from _open(InSegment(trigger.segment_id), asked)


def _open(condition: Condition, asked: Asked) -> Iterable[Condition]:
    """The parts that must all hold, segments as what they mean: a segment tells nothing but yes or no."""
    if isinstance(condition, All):
        for part in condition.conditions:
            yield from _open(part, asked)
    elif isinstance(condition, InSegment):
        meant = asked.members.get(condition.segment_id)
        if meant is not None:
            yield from _open(meant, asked)
    else:
        yield condition


def _nest(values: Mapping[str, Json]) -> dict[str, Json]:
    """Values by path as templates ask for them: `items.category` within `items`."""
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *outer, last = path.removeprefix("$").split(".")
        place = nested
        for name in outer:
            inner = place.setdefault(name, {})
            place = inner if isinstance(inner, dict) else {}  # a value stands there already
        place[last] = value
    return nested
