"""What events mean to the live scenarios: who may begin by them, whose runs they may end or move. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from otklik.automation.contracts import Beginning, Book, ScenarioStatus
from otklik.automation.engine.runs import Context
from otklik.automation.graph.entries import OnEvent, OnSegment, Trigger, Turn
from otklik.automation.graph.nodes import WaitEvent
from otklik.automation.queries_following import Seen
from otklik.messaging.promo import using as promo
from otklik.segments.language.durations import add
from otklik.segments.language.values import Json
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import fits

_TURNS: Final = {"$segment_entered": Turn.ENTERED, "$segment_left": Turn.LEFT}
_NAMES: Final = {turn: name for name, turn in _TURNS.items()}


class Watch(msgspec.Struct):
    """Scenarios by workspace and name of an event: `starts` begin by it, runs of `concerns` may change."""

    starts: dict[int, dict[str, set[int]]]
    concerns: dict[int, dict[str, set[int]]]
    shops: frozenset[int] = frozenset()
    """Workspaces with promo codes: their orders may name some."""
    aims: Mapping[int, Collection[str]] = {}
    """Events that may reach goals, by workspace."""

    def names(self) -> dict[int, Collection[str]]:
        """All of them, by workspace."""
        workspaces = self.starts.keys() | self.concerns.keys() | self.shops | self.aims.keys()
        return {
            id_: self.starts.get(id_, {}).keys()
            | self.concerns.get(id_, {}).keys()
            | (promo.NAMES if id_ in self.shops else frozenset())
            | frozenset(self.aims.get(id_, ()))
            for id_ in workspaces
        }


def make_watch(
    books: Iterable[Book], *, shops: Collection[int] = (), aims: Mapping[int, Collection[str]] | None = None
) -> Watch:
    """What live scenarios, their goals and promo codes look out for; a paused one lets nobody begin."""
    watch = Watch({}, {}, frozenset(shops), aims or {})
    for book in books:
        concerned = watch.concerns.setdefault(book.workspace_id, {})
        for name in _list_concerning(book):
            concerned.setdefault(name, set()).add(book.scenario_id)
        if book.status is not ScenarioStatus.ACTIVE:
            continue
        starting = watch.starts.setdefault(book.workspace_id, {})
        for trigger in book.graph.entry.triggers:
            if (begins := _name_of(trigger)) is not None:
                starting.setdefault(begins, set()).add(book.scenario_id)
    return watch


def _list_concerning(book: Book) -> Iterator[str]:
    graph = book.graph
    yield from (selector.name for selector in graph.exit.events)
    for node in graph.nodes.values():
        if isinstance(node, WaitEvent):
            yield from (selector.name for selector in node.events)
    for trigger in graph.entry.triggers:
        if isinstance(trigger, OnEvent):
            yield from (selector.name for selector in trigger.unless)


def _name_of(trigger: Trigger) -> str | None:
    if isinstance(trigger, OnEvent):
        return trigger.selector.name
    return _NAMES[trigger.turn] if isinstance(trigger, OnSegment) else None


def list_beginnings(seen: Iterable[Seen], watch: Watch, books: Mapping[int, Book]) -> list[Beginning]:
    """Everybody who may begin by these events; the audience is not asked yet.

    The key is the event's place in the log, so an event begins a scenario once, by whichever trigger.
    """
    found = []
    for each in seen:
        for scenario_id in sorted(watch.starts.get(each.workspace_id, {}).get(each.event.name, ())):
            beginning = _begin(each, books[scenario_id])
            if beginning is not None:
                found.append(beginning)
    return found


def _begin(seen: Seen, book: Book) -> Beginning | None:
    event = seen.event
    if event.ts_ms < book.launched_ms:
        return None
    for number, trigger in enumerate(book.graph.entry.triggers):
        if not _fits(seen, trigger, book):
            continue
        after = trigger.after if isinstance(trigger, OnEvent) else None
        return Beginning(
            book.scenario_id,
            book.version_id,
            seen.home,
            f"e{event.pos}",
            event.ts_ms,
            add(event.ts_ms, after, book.zone) if after is not None else event.ts_ms,
            Context(event.name, event.ts_ms, event.pos, event.properties, number),
            _text(event.fields.get("url")),
            _text(event.fields.get("device_type")),
        )
    return None


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _fits(seen: Seen, trigger: Trigger, book: Book) -> bool:
    event = seen.event
    if isinstance(trigger, OnEvent):
        clock = Clock(event.ts_ms, book.zone)
        return trigger.selector.name == event.name and fits(event, trigger.selector, clock)
    if not isinstance(trigger, OnSegment):
        return False
    is_it = event.properties.get("segment_id") == str(trigger.segment_id)
    return _TURNS.get(event.name) is trigger.turn and is_it
