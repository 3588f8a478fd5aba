"""A scenario read plainly: one person, one loop, all known beforehand. The engine must say the same."""

import contextlib
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from otklik.automation.engine.advancing import SETTLE_MS
from otklik.automation.engine.arms import draw_arm
from otklik.automation.graph.entries import OnEvent
from otklik.automation.graph.nodes import (
    DOINGS,
    Ask,
    Edit,
    Graph,
    HandOver,
    Leave,
    Mark,
    Send,
    Split,
    WaitBest,
    WaitEvent,
    WaitFor,
    WaitUntil,
)
from otklik.segments.language.conditions import Selector
from otklik.segments.predicate.history import Event

DAY_MS: Final = 86_400_000
SCENARIO: Final = 5
ROOT: Final = 77
Told = tuple[int, str, str]
"""When, what, at which step."""


class World(msgspec.Struct):
    """What happens to the person, no two things in one millisecond: his events in order, what becomes of a
    send (after how long, whether it was sent) by step and visit, whether a condition holds at a moment,
    the one to leave by too, and when his best hour is after a moment.
    """

    events: Sequence[Event]
    send: Callable[[str, int], tuple[int, bool]]
    holds: Callable[[str, int], bool]
    leaves: Callable[[str, int], bool]
    best: Callable[[str, int], int]


class LeftError(Exception):
    """An exit event ended the walk."""


class Reader:
    """Reads the graph aloud; clocks are UTC, durations have no months."""

    def __init__(self, graph: Graph, world: World, until_ms: int) -> None:
        self.graph = graph
        self.world = world
        self.until_ms = until_ms
        self.began_ms = 0
        self.told: list[Told] = []

    def read(self, began_ms: int) -> list[Told]:
        self.began_ms = began_ms
        with contextlib.suppress(LeftError):
            self._walk(began_ms)
        return [told for told in self.told if told[0] <= self.until_ms]

    def _say(self, at: int, what: str, name: str) -> None:
        self.told.append((at, what, name))

    def _sleep(self, start: int, end: int, name: str, wanted: Sequence[Selector] = ()) -> tuple[int, bool]:
        """(when it is over, whether one of the wanted events ended it)."""
        exits = {selector.name for selector in self.graph.exit.events}
        for event in self.world.events:
            if not start < event.ts_ms < end or event.ts_ms <= self.began_ms:
                continue
            if event.name in exits:
                self._say(event.ts_ms, "exited", name)
                raise LeftError
            if event.name in {selector.name for selector in wanted}:
                return event.ts_ms, True
        return end, False

    def _walk(self, start: int) -> None:  # noqa: C901, PLR0912, PLR0915 - plain is what it is for: every step in one place
        at = self._delay(start)
        name: str | None = self.graph.start
        visit, is_fresh, is_cleared = 0, False, False
        while name is not None and at <= self.until_ms:
            visit += 1
            node = self.graph.nodes[name]
            if isinstance(node, DOINGS) and self.graph.exit.condition is not None and not is_cleared:
                if is_fresh:
                    at, _ = self._sleep(at, at + SETTLE_MS, name)
                    is_fresh = False
                if at > self.until_ms:
                    return
                if self.world.leaves(name, at):
                    self._say(at, "exited", name)
                    return
                is_cleared = True
            match node:
                case Leave():
                    self._say(at, "exited", name)
                    return
                case Split(arms):
                    arm = draw_arm(arms, scenario_id=SCENARIO, node=name, root=ROOT)
                    self._say(at, "arm", name)
                    name = arm.next
                case Edit() | Mark() | HandOver():
                    is_fresh = True
                    self._say(at, "written", name)
                    name = node.next
                case Send():
                    self._say(at, "planned", name)
                    delay, is_sent = self.world.send(name, visit)
                    at, _ = self._sleep(at, at + delay, name)
                    self._say(at, "sent" if is_sent else "not_sent", name)
                    is_fresh, is_cleared = True, False
                    name = node.next if is_sent or not node.has_otherwise else node.otherwise
                case WaitFor():
                    at, _ = self._sleep(at, at + node.duration.milliseconds, name)
                    is_fresh = is_cleared = False
                    self._say(at, "waited", name)
                    name = node.next
                case WaitUntil():
                    at, _ = self._sleep(at, self._hour(at, node), name)
                    is_fresh = is_cleared = False
                    self._say(at, "waited", name)
                    name = node.next
                case WaitBest():
                    at, _ = self._sleep(at, self.world.best(name, at), name)
                    is_fresh = is_cleared = False
                    self._say(at, "waited", name)
                    name = node.next
                case WaitEvent():
                    end = at + node.at_most.milliseconds
                    at, has_come = self._sleep(at, end, name, node.events)
                    is_fresh = is_cleared = False
                    self._say(at, "event" if has_come else "timed_out", name)
                    name = node.next if has_come else node.otherwise
                case Ask():
                    if is_fresh:
                        at, _ = self._sleep(at, at + SETTLE_MS, name)
                    is_fresh = is_cleared = False
                    holds = self.world.holds(name, at)
                    self._say(at, "yes" if holds else "no", name)
                    name = node.next if holds else node.otherwise
        if name is None:
            self._say(at, "done", self.told[-1][2])

    def _delay(self, start: int) -> int:
        trigger = self.graph.entry.triggers[0]
        if not isinstance(trigger, OnEvent) or trigger.after is None:
            return start
        end, is_off = self._sleep(start, start + trigger.after.milliseconds, "", trigger.unless)
        if is_off:
            self._say(end, "exited", "")
            raise LeftError
        return end

    def _hour(self, at: int, node: WaitUntil) -> int:
        of_day = (node.at.hour * 60 + node.at.minute) * 60_000
        day = at // DAY_MS
        while day * DAY_MS + of_day <= at or (day + 3) % 7 + 1 not in node.days:  # 1970 began on a Thursday
            day += 1
        return day * DAY_MS + of_day
