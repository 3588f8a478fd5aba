"""Lets one person walk through a scenario as it would have gone: the same engine, another clock. Pure.

Nothing is sent. What the ledger would have said is asked of the rules of the workspace: address, quiet hours,
expiry and caps, which count what the person really got beside what the rehearsal gave him. Leave
(subscriptions) and control groups are not looked at.
"""

from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from otklik.automation.admitting import Known, admit
from otklik.automation.contracts import Beginning, Entrant
from otklik.automation.engine.advancing import advance
from otklik.automation.engine.best import best_moment_ms
from otklik.automation.engine.runs import (
    BEFORE,
    Answered,
    Assign,
    Began,
    Happened,
    Noted,
    Person,
    PlanSend,
    Reason,
    Removed,
    Rules,
    Run,
    SendDecided,
    State,
    TimeCame,
    Timed,
    Waits,
)
from otklik.automation.filtering import Occasion, Team, audience_of, lets_in
from otklik.automation.graph.nodes import Ask, Send, WaitBest
from otklik.automation.queries_following import Seen
from otklik.automation.rehearsing.contracts import DAY_MS, SAMPLE, Actor, Plan, Tally
from otklik.automation.watching import Watch, list_beginnings
from otklik.inbox.hours import is_open
from otklik.kit.clock import format_ms, to_datetime, to_ms
from otklik.messaging.contracts import Channel, MessageKind
from otklik.messaging.quiet import QuietHours, quiet_until
from otklik.segments.language.durations import add, local_reading
from otklik.segments.person import COMING
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import Event, History, Past, Write
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import fits

RINGING: Final = frozenset(
    {
        *(Channel.SMS, Channel.CALLBACK, Channel.WEB_PUSH, Channel.APP_PUSH),
        *(Channel.TELEGRAM, Channel.VK, Channel.MAX, Channel.FACEBOOK),
    }
)
_WIRE_MS: Final = 1_000
_NOTHING: Final = History(Past(writes=(Write(COMING, 0, 0),)))
"""Of somebody of whom nothing is known that the condition to leave by looks at."""
_MOST: Final = 10_000
"""Happenings of one person: whoever has more is left where he is."""
_EVENT, _CHANGE, _DECIDED, _DUE = 0, 1, 2, 3
"""Of one moment: what he did comes first."""


class Later(msgspec.Struct, frozen=True):
    """Something that will happen to a run if it is still at this visit."""

    run_id: int
    visit: int
    happened: Happened


class Look(msgspec.Struct, frozen=True):
    """Something came that the condition to leave by looks at."""


def rehearse(plan: Plan, watch: Watch, actor: Actor, begins: list[Beginning], tally: Tally) -> None:
    """Let one person walk; what comes of it is added to the tally. `begins`: occasions that are no events."""
    walking = _Walking(plan, watch, actor, begins, tally)
    walking.go()
    if walking.has_begun:
        tally.people += 1


class _Walking:
    """One person's time, from the first event to the last moment."""

    def __init__(self, plan: Plan, watch: Watch, actor: Actor, begins: list[Beginning], tally: Tally) -> None:
        self._plan, self._watch, self._actor, self._tally = plan, watch, actor, tally
        self._rules = Rules(plan.book.scenario_id, plan.book.graph, workspace_zone=plan.book.zone)
        self._person = Person(actor.root, actor.zone)
        self._runs: dict[int, Run] = {}
        self._sent: list[tuple[int, Channel]] = []
        self._entrant = Entrant()
        self._numbers = count(1)
        self._queue: list[tuple[int, int, int, Event | Beginning | Later | Look]] = []
        self._history = actor.history if plan.leaving is not None else None
        self._is_looking = False
        self.has_begun = False
        for event in actor.events:
            self._push(event.ts_ms, _EVENT, event)
        for begin in begins:
            self._push(begin.at_ms, _EVENT, begin)

    def go(self) -> None:
        for _ in range(_MOST):
            if not self._queue or self._queue[0][0] > self._plan.to_ms:
                break
            at_ms, _, _, what = heappop(self._queue)
            if isinstance(what, Beginning):
                self._begin(what, at_ms)
            elif isinstance(what, Event):
                self._note(what, at_ms)
            elif isinstance(what, Look):
                self._look(at_ms)
            else:
                self._tell(what, at_ms)
        self._count_goals()

    def _push(self, at_ms: int, kind: int, what: Event | Beginning | Later | Look) -> None:
        heappush(self._queue, (at_ms, kind, next(self._numbers), what))

    def _note(self, event: Event, at_ms: int) -> None:
        seen = Seen(self._plan.book.workspace_id, self._actor.root, event)
        if at_ms >= self._plan.from_ms:
            books = {self._plan.book.scenario_id: self._plan.book}
            for beginning in list_beginnings([seen], self._watch, books):
                self._begin(beginning, at_ms)
        for run in list(self._runs.values()):
            self._feed(run, Noted(seen.event), at_ms)

    def _begin(self, beginning: Beginning, at_ms: int) -> None:
        entry, book = self._plan.book.graph.entry, self._plan.book
        occasion = Occasion(at_ms, self._actor.zone, beginning.url, beginning.device)
        team = Team(is_open(self._plan.hours, to_datetime(at_ms)), entry.filters.operators == "online")
        if not lets_in(entry.filters, occasion, team, workspace_zone=book.zone):
            return self._keep_out("filters")
        audience = audience_of(entry.audience, entry.filters)
        if audience is not None and not self._plan.holds(audience, self._actor.root, at_ms):
            return self._keep_out("audience")
        root, id_ = self._actor.root, book.scenario_id
        known = Known({root: (root,)}, {(root, id_): self._entrant}, set(), set())
        if self._runs and not entry.is_together:
            return self._keep_out("inside")
        if not admit([beginning], known, {id_: entry}, {id_: book.zone}).beginnings:
            return self._keep_out("repeat")
        self._entrant = Entrant(beginning.at_ms, self._entrant.entries + 1)
        run = Run(
            next(self._numbers), BEFORE, at_ms, at_ms, due_ms=beginning.due_ms, context=beginning.context
        )
        self.has_begun = True
        self._tally.begun += 1
        self._runs[run.id] = run
        self._look_after(at_ms - 1)
        if beginning.due_ms > at_ms:
            return self._push(beginning.due_ms, _DUE, Later(run.id, run.visit, TimeCame()))
        return self._feed(run, Began(), at_ms)

    def _keep_out(self, why: str) -> None:
        self._tally.kept_out[why] = self._tally.kept_out.get(why, 0) + 1

    def _look_after(self, at_ms: int) -> None:
        """Look at who walks when the next thing comes that the condition to leave by looks at."""
        if self._history is None or self._is_looking:
            return
        for moment in self._history.moments_after(at_ms)[:1]:
            self._is_looking = True
            self._push(moment, _CHANGE, Look())

    def _look(self, at_ms: int) -> None:
        self._is_looking = False
        if self._runs and self._must_leave(at_ms):
            for run in list(self._runs.values()):
                self._feed(run, Removed(Reason.EXIT_CONDITION), at_ms)
        if self._runs:
            self._look_after(at_ms)

    def _must_leave(self, at_ms: int) -> bool:
        """Whether the condition to leave by holds: by his own past, where it is known."""
        leaving, condition = self._plan.leaving, self._plan.book.graph.exit.condition
        if leaving is None:
            return condition is not None and self._plan.holds(condition, self._actor.root, at_ms)
        asked, history = leaving.asked, self._history or _NOTHING
        return holds(leaving.condition, history, now_ms=at_ms, zone=asked.zone, members=asked.members)

    def _tell(self, later: Later, at_ms: int) -> None:
        run = self._runs.get(later.run_id)
        if run is not None and run.visit == later.visit:
            self._feed(run, later.happened, at_ms)

    def _feed(self, run: Run, happened: Happened, at_ms: int) -> None:
        """Go on until the run rests."""
        while True:
            walk = advance(self._rules, run, self._person, happened, now_ms=at_ms)
            if walk.run == run:
                return
            run = walk.run
            for effect in walk.effects:
                if isinstance(effect, PlanSend):
                    self._decide(run, effect, at_ms)
                elif isinstance(effect, Assign):
                    arms = {**self._person.arms, effect.node: effect.arm}
                    self._person = replace(self._person, arms=arms)
            if run.state is not State.WAITING:
                self._runs.pop(run.id, None)
                why = run.reason if run.state is not State.DONE else "done"
                self._tally.ended[why or "exited"] = self._tally.ended.get(why or "exited", 0) + 1
                return
            self._runs[run.id] = run
            if run.waits is not Waits.ANSWER:
                if run.due_ms is not None:
                    self._push(run.due_ms, _DUE, Later(run.id, run.visit, TimeCame()))
                return
            happened = self._answer(run, at_ms)

    def _answer(self, run: Run, at_ms: int) -> Happened:
        node = self._plan.book.graph.nodes[run.node]
        if isinstance(node, WaitBest):
            zone, root = self._actor.zone, self._actor.root
            return Timed(run.visit, best_moment_ms(at_ms, node, self._plan.shares, zone, root=root))
        if not isinstance(node, Ask):
            return Answered(run.visit, self._must_leave(at_ms))
        return Answered(run.visit, self._plan.holds(node.condition, self._actor.root, at_ms))

    def _decide(self, run: Run, effect: PlanSend, at_ms: int) -> None:
        """What the ledger would say of a send, and when."""
        moment, reason = self._judge(effect.send, at_ms)
        step = self._tally.steps.setdefault(effect.node, {})
        step[reason or "sent"] = step.get(reason or "sent", 0) + 1
        if reason:
            self._tally.skipped[reason] = self._tally.skipped.get(reason, 0) + 1
        elif moment <= self._plan.to_ms:
            self._count_sent(run, effect, moment)
        decided = SendDecided(effect.node, effect.visit, not reason, reason)
        self._push(moment + _WIRE_MS, _DECIDED, Later(run.id, effect.visit, decided))

    def _judge(self, send: Send, at_ms: int) -> tuple[int, str]:
        reachable = self._plan.reachable.get(send.channel)
        if reachable is not None and self._actor.root not in reachable:
            return at_ms, "no_address"
        if send.kind is MessageKind.TRANSACTIONAL:
            return at_ms, ""
        moment = self._after_night(send.channel, at_ms)
        if moment != at_ms:
            self._tally.quiet += 1
            if send.expires_after is not None and moment > add(at_ms, send.expires_after, self._actor.zone):
                return at_ms, "quiet_expired"
        return (moment, "cap") if self._is_capped(send.channel, moment) else (moment, "")

    def _after_night(self, channel: Channel, at_ms: int) -> int:
        rule = self._plan.settings.quiet
        channels = RINGING if rule.channels is None else rule.channels
        if not rule.is_on or channel not in channels:
            return at_ms
        hours = QuietHours(rule.start, rule.end)
        until = quiet_until(to_datetime(at_ms), self._actor.zone, hours)
        return to_ms(until) if until is not None else at_ms

    def _is_capped(self, channel: Channel, moment: int) -> bool:
        for rule in self._plan.settings.caps:
            since = moment - int(rule.period / timedelta(milliseconds=1))
            if rule.counts(channel):
                told = (*self._actor.got, *self._sent)
                if sum(since < at <= moment and rule.counts(each) for at, each in told) >= rule.count:
                    return True
        return False

    def _count_sent(self, run: Run, effect: PlanSend, moment: int) -> None:
        tally = self._tally
        if not self._sent:
            tally.reached += 1
        if effect.send.kind is MessageKind.PROMOTIONAL:
            tally.overlaps += any(abs(at - moment) < DAY_MS for at, _ in self._actor.got)
        self._sent.append((moment, effect.send.channel))
        tally.sends += 1
        local = local_reading(moment, self._plan.book.zone)
        day = local.date().isoformat()
        tally.days[day] = tally.days.get(day, 0) + 1
        tally.hours[local.hour] += 1
        if len(tally.sample) < SAMPLE:
            tally.sample.append(_tell_sent(self._actor.root, run, effect.node, moment))

    def _count_goals(self) -> None:
        """What the people who would have got it did of themselves within the goal's time."""
        goal = self._plan.goal
        if goal is None or not self._sent:
            return
        moments = [at for at, _ in self._sent]
        for event in self._actor.events:
            if event.name != goal.selector.name or not any(
                at < event.ts_ms <= at + goal.window_ms for at in moments
            ):
                continue
            if fits(event, goal.selector, Clock(event.ts_ms, self._plan.book.zone)):
                self._tally.goals += 1
                value = event.properties.get(goal.property) if goal.property else goal.amount
                is_number = isinstance(value, int | float) and not isinstance(value, bool)
                self._tally.money += float(value) if is_number else 0.0  # type: ignore[arg-type] # a number


def _tell_sent(root: int, run: Run, node: str, moment: int) -> dict[str, Any]:
    """To whom a message would have gone, and what had let him in."""
    context = run.context
    return {
        "profile_id": str(root),
        "node": node,
        "at": format_ms(moment),
        "began": format_ms(run.entered_ms),
        "trigger": context.trigger,
        "event": context.event,
    }
