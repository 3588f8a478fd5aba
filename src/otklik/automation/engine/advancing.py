"""What comes of something that happens to a run: a function of graph, run, person and moment.

It reads no clock and no store. Where a condition must be asked it leaves the run asking; the answer is one
more thing that happens (docs/adr/0014-runs-of-scenarios.md).
"""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.engine.arms import draw_arm
from otklik.automation.engine.hours import next_hour_ms
from otklik.automation.engine.mapping import find_place
from otklik.automation.engine.runs import (
    BEFORE,
    Answered,
    Assign,
    Began,
    Effect,
    GiveOver,
    Happened,
    Line,
    Moved,
    Noted,
    Person,
    PlanSend,
    PutMark,
    Reason,
    Removed,
    Rules,
    Run,
    SendDecided,
    State,
    TimeCame,
    Timed,
    Waits,
    Walk,
    WriteProperties,
)
from otklik.automation.graph.entries import OnEvent, Zone
from otklik.automation.graph.nodes import (
    DOINGS,
    Ask,
    Edit,
    HandOver,
    Leave,
    Mark,
    Node,
    Send,
    Split,
    WaitBest,
    WaitEvent,
    WaitFor,
    WaitUntil,
)
from otklik.segments.language.conditions import Selector
from otklik.segments.language.durations import add
from otklik.segments.predicate.history import Event
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import fits

ANSWER_MS: Final = 30_000
"""Who asked and died: the condition is asked again after so long."""
SETTLE_MS: Final = 2_000
"""What the walk itself has just written or sent is in the store after this; before it nothing is asked."""
MAX_AT_ONCE: Final = 1_000
"""Steps without a rest. No graph that was read has circles without one."""


def advance(rules: Rules, run: Run, person: Person, happened: Happened, *, now_ms: int) -> Walk:
    """The run after `happened`, and what is to be done; the same run when it does not concern it."""
    if run.state is not State.WAITING:
        return Walk(run)
    return _Walking(rules, run, person, now_ms).take(happened)


class _Walking:
    """One walk: the run as it changes, and what gathers on the way."""

    def __init__(self, rules: Rules, run: Run, person: Person, now_ms: int) -> None:
        self._rules = rules
        self._run = run
        self._person = person
        self._now_ms = now_ms
        self._effects: list[Effect] = []
        self._log: list[Line] = []
        self._is_fresh = False
        self._is_cleared = False

    def take(self, happened: Happened) -> Walk:
        if isinstance(happened, Removed):
            self._end(State.EXITED, happened.reason)
        elif isinstance(happened, Moved):
            self._arrive(happened.node)
        elif not self._leaves_by(happened) and self._is_in_place(happened):
            self._go_on(happened)
        return Walk(self._run, tuple(self._effects), tuple(self._log))

    def _leaves_by(self, happened: Happened) -> bool:
        """Whether an event ends the run wherever it stands: one later than what it began with."""
        if not isinstance(happened, Noted):
            return False
        event, context = happened.event, self._run.context
        if (event.ts_ms, event.pos) <= (context.event_ms, context.event_pos):
            return False
        if self._run.node == BEFORE and self._matches(self._list_unless(), event):
            self._end(State.EXITED, Reason.CALLED_OFF)
            return True
        if self._matches(self._rules.graph.exit.events, event):
            self._end(State.EXITED, Reason.EXIT_EVENT)
            return True
        return False

    def _list_unless(self) -> Sequence[Selector]:
        number, triggers = self._run.context.trigger, self._rules.graph.entry.triggers
        trigger = triggers[number] if number is not None and number < len(triggers) else None
        return trigger.unless if isinstance(trigger, OnEvent) else ()

    def _matches(self, selectors: Sequence[Selector], event: Event) -> bool:
        clock = Clock(self._now_ms, self._rules.workspace_zone)
        return any(selector.name == event.name and fits(event, selector, clock) for selector in selectors)

    def _is_in_place(self, happened: Happened) -> bool:
        """Whether its step is still there; else it goes where the edit left room for it, at its own time."""
        name = self._run.node
        if name == BEFORE or name in self._rules.graph.nodes:
            return True
        if isinstance(happened, Noted) or (isinstance(happened, TimeCame) and not self._is_due()):
            return False
        place = find_place(name, before=self._rules.before, after=self._rules.graph)
        if place is None:
            self._end(State.EXITED, Reason.STEP_REMOVED)
        else:
            self._note("mapped", place)
            self._arrive(place)
        return False

    def _go_on(self, happened: Happened) -> None:
        run = self._run
        if run.node == BEFORE:
            if isinstance(happened, Began | TimeCame) and self._is_due():
                self._arrive(self._rules.graph.start)
            return
        node = self._rules.graph.nodes[run.node]
        match happened:
            case TimeCame() if self._is_due():
                self._time_came(node)
            case SendDecided() if (run.waits, run.node, run.visit) == (
                Waits.SEND,
                happened.node,
                happened.visit,
            ):
                self._decided(node, happened)
            case Noted() if isinstance(node, WaitEvent) and run.waits is Waits.EVENT:
                if happened.event.ts_ms >= run.since_ms and self._matches(node.events, happened.event):
                    self._note("event", happened.event.name)
                    self._arrive(node.next)
            case Answered() if (run.waits, run.visit) == (Waits.ANSWER, happened.visit):
                self._answered(node, holds=happened.holds)
            case Timed() if (run.waits, run.visit) == (Waits.ANSWER, happened.visit):
                self._timed(node, happened.at_ms)
            case _:
                pass

    def _is_due(self) -> bool:
        return self._run.due_ms is not None and self._run.due_ms <= self._now_ms

    def _time_came(self, node: Node) -> None:
        match node:
            case WaitEvent():
                self._note("timed_out")
                self._arrive(node.otherwise)
            case WaitBest() if self._run.waits is Waits.ANSWER:  # whoever asked has died
                self._ask()
            case WaitFor() | WaitUntil() | WaitBest():
                self._note("waited")
                self._arrive(node.next)
            case Ask():
                self._ask()
            case Send() | Edit() | Mark() | HandOver() if self._rules.graph.exit.condition is not None:
                self._ask()
            case _:  # the edit made another step of what it waited at
                self._arrive(self._run.node)

    def _decided(self, node: Node, decided: SendDecided) -> None:
        self._is_fresh = True
        self._note("sent" if decided.is_sent else "not_sent", decided.reason)
        if not isinstance(node, Send):
            self._arrive(self._run.node)
            return
        # What he answers at once may have happened before this walk hears that it was sent.
        decided_ms = min(self._run.due_ms or self._now_ms, self._now_ms)
        goes_on = decided.is_sent or not node.has_otherwise
        self._arrive(node.next if goes_on else node.otherwise, since_ms=decided_ms)

    def _answered(self, node: Node, *, holds: bool) -> None:
        if isinstance(node, Ask):
            self._note("yes" if holds else "no")
            self._arrive(node.next if holds else node.otherwise)
        elif not isinstance(node, DOINGS):
            self._arrive(self._run.node)
        elif holds and self._rules.graph.exit.condition is not None:
            self._end(State.EXITED, Reason.EXIT_CONDITION)
        else:
            self._is_cleared = True
            if not self._rests_at(node):
                self._arrive(self._pass(node))

    def _timed(self, node: Node, at_ms: int) -> None:
        if isinstance(node, WaitBest):
            self._wait(Waits.TIME, at_ms)
        else:
            self._arrive(self._run.node)

    def _arrive(self, name: str | None, *, since_ms: int | None = None) -> None:
        """Come to a step and go on from it until one makes the run wait, or the walk ends.

        `since_ms`: since when it stands there, if not since now.
        """
        came_ms = self._now_ms if since_ms is None else since_ms
        for _ in range(MAX_AT_ONCE):
            if name is None:
                self._end(State.DONE, "")
                return
            self._run = msgspec.structs.replace(
                self._run, node=name, visit=self._run.visit + 1, since_ms=came_ms
            )
            node = self._rules.graph.nodes[name]
            if isinstance(node, Leave):
                self._end(State.EXITED, node.reason)
                return
            if self._rests_at(node):
                return
            name = self._pass(node)
        self._end(State.FAILED, Reason.TOO_MANY_STEPS)

    def _rests_at(self, node: Node) -> bool:
        """Whether the run waits at this step."""
        run = self._run
        if isinstance(node, DOINGS) and not self._is_cleared and self._rules.graph.exit.condition is not None:
            self._ask_in_time()
            return True
        match node:
            case Send():
                self._effects.append(PlanSend(run.node, run.visit, node))
                self._wait(Waits.SEND, None)
            case WaitFor():
                self._wait(Waits.TIME, add(self._now_ms, node.duration, self._person.zone))
            case WaitUntil():
                self._wait(Waits.TIME, next_hour_ms(self._now_ms, node, self._zone(node)))
            case WaitEvent():
                self._wait(Waits.EVENT, add(self._now_ms, node.at_most, self._person.zone))
            case WaitBest():
                self._ask()
            case Ask():
                self._ask_in_time()
            case _:
                return False
        return True

    def _zone(self, node: WaitUntil) -> ZoneInfo:
        return self._person.zone if node.zone is Zone.PERSON else self._rules.workspace_zone

    def _ask_in_time(self) -> None:
        """Ask, but not before what the walk itself has just done can be seen."""
        if self._is_fresh:
            self._wait(Waits.TIME, self._now_ms + SETTLE_MS)
        else:
            self._ask()

    def _ask(self) -> None:
        self._wait(Waits.ANSWER, self._now_ms + ANSWER_MS)

    def _pass(self, node: Node) -> str | None:
        """Do what a step does that nobody rests at; the next one."""
        run = self._run
        match node:
            case Split(arms):
                arm = next((arm for arm in arms if arm.name == self._person.arms.get(run.node)), None)
                if arm is None:
                    root = self._person.root
                    arm = draw_arm(arms, scenario_id=self._rules.scenario_id, node=run.node, root=root)
                    self._effects.append(Assign(run.node, arm.name))
                self._note("arm", arm.name)
                return arm.next
            case Edit():
                self._effects.append(WriteProperties(run.node, node))
            case Mark():
                self._effects.append(PutMark(run.node, node))
            case HandOver():
                self._effects.append(GiveOver(run.node, run.visit, node))
            case _:
                raise TypeError(type(node).__name__)
        self._is_fresh = True
        self._note("written")
        return node.next

    def _wait(self, waits: Waits, due_ms: int | None) -> None:
        self._run = msgspec.structs.replace(self._run, waits=waits, due_ms=due_ms)

    def _end(self, state: State, reason: str) -> None:
        self._note(state.value, reason)
        self._run = msgspec.structs.replace(self._run, state=state, reason=reason, due_ms=None)

    def _note(self, what: str, reason: str = "") -> None:
        self._log.append(Line(self._run.visit, self._run.node, what, reason))
