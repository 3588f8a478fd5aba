"""What statistics of messages must say, told plainly: every send and purchase is looked at one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

READINGS = {"$message_shown", "$message_read", "$message_clicked", "$message_replied"}
UNSEEN = {"sms", "webhook", "task", "callback", "web_push", "app_push"}
ORDERS = {"$order_completed", "$order_paid", "$order_cancelled", "$order_refunded", "$order_status_changed"}
CENT = Decimal("0.000001")


@dataclass(frozen=True)
class Said:
    """An event as it lies in the store."""

    name: str
    ts: int
    pos: int
    person: int
    properties: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, int]:
        return self.ts, self.pos


@dataclass(frozen=True)
class Aim:
    """A goal: `wants` says whether an event is of it."""

    scenario: int
    goal: str
    name: str
    wants: Callable[[Mapping[str, Any]], bool]
    window: int
    amount: Decimal | None
    property: str | None
    weight: Decimal


@dataclass
class Outcome:
    """Of one scenario and its goal: sends by number, purchases and money."""

    sends: dict[str, set[int]] = field(default_factory=dict)
    purchases: int = 0
    gross: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)


@dataclass
class _Reached:
    at: int
    values: list[tuple[tuple[int, int], Decimal]]


def judge(
    events: Sequence[Said],
    aims: Sequence[Aim],
    root: Callable[[int], int],
    *,
    scenario: int,
    goal: str,
    period: tuple[int, int] | None,
) -> Outcome:
    """The numbers of a scenario, of sends that ended in `period`."""
    sends = _list_sends(events, scenario, period)
    found = Outcome(sends)
    credited: set[int] = set()
    assisted: set[int] = set()
    told: dict[tuple[int, str], list[Said]] = {}
    for event in events:
        if not event.name.startswith("$message"):
            told.setdefault((root(event.person), _key(event)), []).append(event)
    readings = {aim.scenario: _list_readings(events, aim.scenario) for aim in aims}
    for (person, key), purchase in told.items():
        near: list[tuple[int, int, Aim, _Reached]] = []
        for aim in aims:
            reached = _reach(purchase, aim)
            if reached is None:
                continue
            near += [
                (read.ts, int(read.properties["send_id"]), aim, reached)
                for read in readings[aim.scenario]
                if root(read.person) == person and read.ts <= reached.at <= read.ts + aim.window
            ]
        if not near:
            continue
        winner = max((ts, send) for ts, send, _, _ in near)[1]
        mine = {
            send: (aim, reached)
            for _, send, aim, reached in near
            if (aim.scenario, aim.goal) == (scenario, goal)
        }
        for send, (aim, reached) in mine.items():
            if send not in sends["sent"]:
                continue
            if send != winner:
                assisted.add(send)
                continue
            credited.add(send)
            gross = _worth(aim, reached)
            found.purchases += 1
            found.gross += gross
            found.refunds += _refund(purchase, aim, key, gross)
    found.sends["goal"], found.sends["assisted"] = credited, assisted
    return found


def _list_sends(events: Sequence[Said], scenario: int, period: tuple[int, int] | None) -> dict[str, set[int]]:
    theirs = [e for e in events if e.properties.get("message_id") == str(scenario)]
    names = ["sent", "failed", "skipped", "delivered", "shown", "read", "clicked", "replied"]
    heard = {
        name: {_send(e) for e in theirs if e.name == f"$message_{name}" and _is_human(e)} for name in names
    }
    ended = {
        send: max(e.ts for e in theirs if _send(e) == send and e.name[9:] in {"sent", "failed", "skipped"})
        for send in heard["sent"] | heard["failed"] | heard["skipped"]
    }
    inside = {send for send, at in ended.items() if period is None or period[0] <= at < period[1]}
    heard["failed"] -= heard["sent"]
    heard["skipped"] -= heard["sent"] | heard["failed"]
    sent = heard["sent"] & inside
    return {
        name: found & inside & (sent if name not in {"failed", "skipped"} else found)
        for name, found in heard.items()
    }


def _send(event: Said) -> int:
    return int(event.properties["send_id"])


def _is_human(event: Said) -> bool:
    return not event.properties.get("is_machine")


def _list_readings(events: Sequence[Said], scenario: int) -> list[Said]:
    return [
        e
        for e in events
        if e.properties.get("message_id") == str(scenario)
        and _is_human(e)
        and (e.name in READINGS or (e.name == "$message_sent" and e.properties["channel"] in UNSEEN))
    ]


def _key(event: Said) -> str:
    order = event.properties.get("order_id")
    return f"o{order}" if event.name in ORDERS and order not in {None, ""} else f"e{event.pos}"


def _reach(purchase: Sequence[Said], aim: Aim) -> _Reached | None:
    fitting = [e for e in purchase if e.name == aim.name and aim.wants(e.properties)]
    if not fitting:
        return None
    values = []
    for e in fitting:
        told = e.properties.get(aim.property or "")
        if isinstance(told, int | float | str) and told != "":
            values.append((e.order, max(Decimal(str(told)), Decimal(0))))
    return _Reached(min(e.ts for e in fitting), values)


def _worth(aim: Aim, reached: _Reached) -> Decimal:
    if aim.amount is not None:
        return (aim.amount * aim.weight).quantize(CENT, ROUND_DOWN)
    value = max(reached.values)[1] if reached.values else Decimal(0)
    return (value * aim.weight).quantize(CENT, ROUND_DOWN)


def _refund(purchase: Sequence[Said], aim: Aim, key: str, gross: Decimal) -> Decimal:
    told = [e for e in purchase if e.name in ORDERS]
    turns = [e for e in told if e.name in {"$order_completed", "$order_paid", "$order_cancelled"}]
    refunds = [e for e in told if e.name == "$order_refunded"]
    is_cancelled = bool(turns) and max(turns, key=lambda e: e.order).name == "$order_cancelled"
    if key.startswith("e"):
        return Decimal(0)
    if is_cancelled or any(e.properties.get("amount") is None for e in refunds):
        return gross
    if aim.amount is not None or aim.property is None:
        return Decimal(0)
    taken = sum((Decimal(str(e.properties["amount"])) for e in refunds), Decimal(0))
    return min(gross, (taken * aim.weight).quantize(CENT, ROUND_DOWN))
