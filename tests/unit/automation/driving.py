"""The engine with a virtual clock: a queue of what will happen to one run, taken in the order of time."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from tests.unit.automation.plain import ROOT, SCENARIO, Told, World

from otklik.automation.engine.advancing import advance
from otklik.automation.engine.runs import (
    BEFORE,
    Answered,
    Began,
    Context,
    Happened,
    Line,
    Noted,
    Person,
    PlanSend,
    Rules,
    Run,
    SendDecided,
    State,
    TimeCame,
    Timed,
    Waits,
    Walk,
)
from otklik.automation.graph.entries import OnEvent
from otklik.automation.graph.nodes import Ask, Graph, WaitBest
from otklik.segments.predicate.history import Event

UTC = ZoneInfo("UTC")


class Drive:
    """One run of a graph, from its beginning on."""

    def __init__(self, graph: Graph, world: World, *, began_ms: int, zone: ZoneInfo = UTC) -> None:
        self.rules = Rules(SCENARIO, graph, workspace_zone=UTC)
        self.person = Person(ROOT, zone)
        self.world = world
        self.now_ms = began_ms
        self.told: list[Told] = []
        self.walks: list[Walk] = []
        trigger = graph.entry.triggers[0]
        delay = trigger.after.milliseconds if isinstance(trigger, OnEvent) and trigger.after else 0
        context = Context("go", began_ms, trigger=0)
        self.run = Run(1, BEFORE, began_ms, began_ms, due_ms=began_ms + delay, context=context)
        self._decision: tuple[int, SendDecided] | None = None

    def feed(self, happened: Happened) -> Walk:
        """This happens now."""
        walk = advance(self.rules, self.run, self.person, happened, now_ms=self.now_ms)
        self.run = walk.run
        self.walks.append(walk)
        self.told += [(self.now_ms, line.what, line.node) for line in walk.log if is_told(line)]
        for effect in walk.effects:
            if isinstance(effect, PlanSend):
                self.told.append((self.now_ms, "planned", effect.node))
                delay, is_sent = self.world.send(effect.node, effect.visit)
                decided = SendDecided(effect.node, effect.visit, is_sent, "" if is_sent else "cap")
                self._decision = (self.now_ms + delay, decided)
        return walk

    def until(self, until_ms: int) -> list[Told]:
        """All that happens up to a moment."""
        self.feed(Began())
        events = [event for event in self.world.events if event.ts_ms > self.now_ms]
        while self.run.state is State.WAITING:
            if self.run.waits is Waits.ANSWER:
                self.feed(self._answer())
                continue
            at, happened = self._next(events)
            if at > until_ms:
                break
            self.now_ms = at
            if isinstance(happened, Noted):
                events.pop(0)
            elif isinstance(happened, SendDecided):
                self._decision = None
            self.feed(happened)
        return self.told

    def _answer(self) -> Happened:
        run, node = self.run, self.rules.graph.nodes[self.run.node]
        if isinstance(node, WaitBest):
            return Timed(run.visit, self.world.best(run.node, self.now_ms))
        ask = self.world.holds if isinstance(node, Ask) else self.world.leaves
        return Answered(run.visit, ask(run.node, self.now_ms))

    def _next(self, events: Sequence[Event]) -> tuple[int, Happened]:
        coming: list[tuple[int, Happened]] = [(event.ts_ms, Noted(event)) for event in events[:1]]
        if self._decision is not None:
            coming.append(self._decision)
        if self.run.due_ms is not None:
            coming.append((self.run.due_ms, TimeCame()))
        return min(coming, key=lambda each: each[0])


def is_told(line: Line) -> bool:
    """What a plain reading tells, too."""
    return line.what != "mapped"
