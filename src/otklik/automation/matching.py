"""The values by which somebody came into a scenario: what `same` found in the condition that let him in."""

from collections import defaultdict
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
from otklik.segments.language.conditions import All, AnyOf, Condition, Did, InSegment
from otklik.segments.language.names import FROM_EVENTS
from otklik.segments.language.values import Json
from otklik.segments.needs import Needs, find_needs
from otklik.segments.person import load_histories
from otklik.segments.predicate.evaluation import decide
from otklik.segments.predicate.history import History
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.service import find_asked


class _Beginning(msgspec.Struct, frozen=True):
    """When somebody was let in, and by which trigger of which version; a mailing has none."""

    version_id: int
    at_ms: int
    trigger: int | None = None


class _Entrant(msgspec.Struct, frozen=True):
    """A send, whose it is (any home), and when he was let in."""

    send_id: int
    home: int
    at_ms: int


async def find_matched(engines: Engines, sends: Sequence[Send]) -> dict[int, dict[str, Json]]:
    """By send: the values of the audience and of the trigger's segment, as of the moment he was let in.

    A later message speaks of what began it, whatever he has done since. Of whom nothing is known any more,
    or too much to read, there is nothing. As many statements for a portion of a mailing as for one send.
    """
    async with engines.postgres.connection() as connection:
        runs = await repository_runs.read_runs(
            connection, run_ids=sorted({send.run_id for send in sends if send.run_id is not None})
        )
        begun = {
            each.run.id: _Beginning(each.version_id, each.run.entered_ms, each.run.context.trigger)
            for each in runs
        }
        found = {send.id: _find_beginning(send, begun) for send in sends}
        beginnings = {send_id: each for send_id, each in found.items() if each is not None}
        versions = {each.version_id for each in beginnings.values()}
        graphs = await Shelf().load_graphs(connection, versions)
    entries = {version_id: graph.entry for version_id, graph in graphs.items()}
    values: dict[int, dict[str, Json]] = {}
    for workspace_id in sorted({send.workspace_id for send in sends}):
        some = [send for send in sends if send.workspace_id == workspace_id and send.id in beginnings]
        if some:
            values |= await _find(engines, workspace_id, some, beginnings, entries)
    return values


def _find_beginning(send: Send, begun: Mapping[int, _Beginning]) -> _Beginning | None:
    if send.run_id is not None:
        return begun.get(send.run_id)
    return None if send.version_id is None else _Beginning(send.version_id, to_ms(send.planned_at))


async def _find(
    engines: Engines,
    workspace_id: int,
    sends: Sequence[Send],
    beginnings: Mapping[int, _Beginning],
    entries: Mapping[int, Entry],
) -> dict[int, dict[str, Json]]:
    latest_ms = max(beginnings[send.id].at_ms for send in sends)
    asked = await find_asked(engines, workspace_id=workspace_id, as_of_ms=latest_ms)
    conditions: dict[int, list[Condition]] = {}
    entrants: defaultdict[Condition, list[_Entrant]] = defaultdict(list)
    for send in sends:
        beginning = beginnings[send.id]
        conditions[send.id] = list(_list_conditions(beginning, entries[beginning.version_id], asked))
        for condition in conditions[send.id]:
            entrants[condition].append(_Entrant(send.id, send.profile_id, beginning.at_ms))
    found = {
        condition: await _ask(engines, condition, theirs, asked) for condition, theirs in entrants.items()
    }
    values: dict[int, dict[str, Json]] = {}
    for send in sends:
        whole: dict[str, Json] = {}
        for condition in conditions[send.id]:
            whole |= found[condition][send.id]
        values[send.id] = _nest(whole)
    return values


def _list_conditions(beginning: _Beginning, entry: Entry, asked: Asked) -> Iterable[Condition]:
    """What let him in and tells values, the trigger's segment last: of two answers its own counts."""
    if entry.audience is not None:
        yield from filter(_tells, _open(entry.audience, asked))
    number = beginning.trigger
    trigger = entry.triggers[number] if number is not None and number < len(entry.triggers) else None
    if isinstance(trigger, OnSegment):
        yield from filter(_tells, _open(InSegment(trigger.segment_id), asked))


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


def _tells(condition: Condition) -> bool:
    """Whether `same` is in it where its answer is heard."""
    if isinstance(condition, All | AnyOf):
        return any(_tells(part) for part in condition.conditions)
    return isinstance(condition, Did) and condition.same is not None


async def _ask(
    engines: Engines, condition: Condition, entrants: Sequence[_Entrant], asked: Asked
) -> dict[int, Mapping[str, Json]]:
    """By send what the condition found, each as of his own moment."""
    clusters = await profiles.list_clusters(
        engines, workspace_id=asked.workspace_id, people=sorted({each.home for each in entrants})
    )
    found: dict[int, Mapping[str, Json]] = {}
    for some in _share_out(condition, entrants, asked):
        people = {clusters[each.home].root: clusters[each.home].members for each in some}
        until = msgspec.structs.replace(asked, now_ms=max(each.at_ms for each in some))
        needs = _needs_of(condition, min(each.at_ms for each in some), asked)
        histories = await _load(engines, people, needs, until)
        for each in some:
            history = histories.get(clusters[each.home].root)
            found[each.send_id] = {} if history is None else _judge(condition, history, each.at_ms, asked)
    return found


def _judge(condition: Condition, history: History, at_ms: int, asked: Asked) -> Mapping[str, Json]:
    return decide(condition, history, now_ms=at_ms, zone=asked.zone, members=dict(asked.members)).matched


def _needs_of(condition: Condition, at_ms: int, asked: Asked) -> Needs:
    return find_needs(condition, now_ms=at_ms, zone=asked.zone, members=asked.members)


def _share_out(
    condition: Condition, entrants: Sequence[_Entrant], asked: Asked
) -> Iterable[Sequence[_Entrant]]:
    """All at once, but by moments where something counts that is told of one moment only ($revenue …)."""
    if not _needs_of(condition, asked.now_ms, asked).properties & FROM_EVENTS:
        return [entrants]
    moments: defaultdict[int, list[_Entrant]] = defaultdict(list)
    for each in entrants:
        moments[each.at_ms].append(each)
    return moments.values()


async def _load(
    engines: Engines, people: Mapping[int, Sequence[int]], needs: Needs, asked: Asked
) -> dict[int, History]:
    """Their histories; who has too much to read is left out, and hinders nobody else."""
    try:
        return await load_histories(engines, people=people, needs=needs, asked=asked)
    except ConflictError:
        if len(people) == 1:
            return {}
    half = sorted(people)[: len(people) // 2]
    first = {root: people[root] for root in half}
    rest = {root: people[root] for root in people if root not in first}
    return await _load(engines, first, needs, asked) | await _load(engines, rest, needs, asked)


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
