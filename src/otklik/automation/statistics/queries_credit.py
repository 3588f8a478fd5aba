"""Who gets the credit for a purchase, in SQL (docs/adr/0020-goals.md).

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec

from otklik.automation.goals.contracts import UNSEEN, Goal, GoalSet, ValueKind
from otklik.profiles.queries_facts import ORDER_EVENTS
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import ALWAYS, Bounds
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_selecting import Selection, root_sql

READINGS: Final = ("$message_shown", "$message_read", "$message_clicked", "$message_replied")
NOT_MACHINE: Final = "ifNull(p.is_machine.:Bool, false) = false"
SEND: Final = "toUInt64OrZero(p.send_id.:String)"
SCENARIO: Final = "toUInt64OrZero(p.message_id.:String)"
_MONEY: Final = "Decimal(38, 6)"
_MOST: Final = 10**15
"""Of one value: what is more is a mistake, and would not fit once multiplied."""
_AMOUNT: Final = "toDecimal128OrNull(trim(BOTH '\"' FROM JSONExtractRaw(properties, 'amount')), 6)"
_ORDER_ID: Final = (
    "if(JSONType(properties, 'order_id') = 'Null', '', JSONExtractString(properties, 'order_id'))"
)
WORTH: Final = (
    f"if(place > 0, CAST(numbers[place] * weight, '{_MONEY}'), worth) AS gross,"
    " multiIf(is_whole = 1, gross, place > 0,"
    f" least(gross, CAST(refunded * weight, '{_MONEY}')), toDecimal128(0, 6)) AS refund"
)
"""`gross` and `refund` of a purchase beside its refunds, by `place`, `weight` and `worth` of its goal."""
_REFUNDING: Final = ("$order_refunded", "$order_cancelled")
_TURNS: Final = ("$order_completed", "$order_paid", "$order_cancelled")


class _Rule(msgspec.Struct, frozen=True):
    """A goal as a row: `flag`: which events; `place`: of its value among the numbers, 0: it is `worth`."""

    scenario_id: int
    goal: str
    flag: int
    window_ms: int
    place: int
    worth: Decimal
    weight: Decimal


class Credit:
    """One statement's credits: `sql` gives a row a send, goal and purchase in whose window it lies.

    Columns: send, scenario, goal, root, purchase, at, is_credited, gross, refund.
    """

    def __init__(
        self,
        sets: Sequence[GoalSet],
        asked: Asked,
        binder: Binder,
        *,
        since_ms: int | None = None,
        scenario_id: int | None = None,
    ) -> None:
        """Who is credited among all of `sets`.

        `since_ms`: readings before it are left out, so nothing may be asked of sends made before.
        `scenario_id`: nothing will be asked of other scenarios, so only its readers are looked at.
        """
        self._scenario_id = scenario_id
        self._asked = asked
        self._binder = binder
        self._since_ms = since_ms
        self._selection = Selection(Clock(asked.now_ms, asked.zone), binder)
        self._numbers: list[str] = []
        self._flags: list[str] = []
        self._rules = [self._rule(each.scenario_id, goal) for each in sets for goal in each.goals]

    def worth_of(self, number: int) -> str:
        """`place`, `worth` and `weight` of one of the goals, as columns."""
        rule = self._rules[number]
        return (
            f"{rule.place} AS place, toDecimal128('{rule.worth:f}', 6) AS worth,"
            f" toDecimal128('{rule.weight:f}', 6) AS weight"
        )

    @property
    def has_goals(self) -> bool:
        """Whether there is anything to credit."""
        return bool(self._rules)

    def _rule(self, scenario_id: int, goal: Goal) -> _Rule:
        is_order = goal.selector.name in ORDER_EVENTS
        bounds = ALWAYS if is_order or self._since_ms is None else Bounds(self._since_ms, None)
        flag = self._selection.flag(goal.selector, bounds)
        if flag not in self._flags:
            self._flags.append(flag)
        place, worth = 0, Decimal(0)
        if goal.value.kind is ValueKind.PROPERTY:
            number = self._selection.value((goal.value.name,)).number
            if number not in self._numbers:
                self._numbers.append(number)
            place = self._numbers.index(number) + 1
        if goal.value.kind is ValueKind.FIXED:
            worth = goal.value.amount * goal.weight
        return _Rule(scenario_id, goal.id, self._flags.index(flag), goal.window_ms, place, worth, goal.weight)

    @property
    def sql(self) -> str:
        """The statement."""
        return f"""
            SELECT send, scenario, goal, root, purchase, at, is_credited, {WORTH} FROM (
                SELECT send, scenario, goal, root, purchase, any(at) AS at, any(place) AS place,
                    any(worth) AS worth, any(weight) AS weight, any(numbers) AS numbers,
                    send = any(best.2) AS is_credited
                FROM ({self._candidates()}) GROUP BY send, scenario, goal, root, purchase
            ) AS c LEFT JOIN ({self.refunds()}) AS r ON c.root = r.root AND c.purchase = r.purchase
            """  # noqa: S608 - put together of constants

    def _candidates(self) -> str:
        """Each reading in whose window a purchase lies, once a goal, with the last of them."""
        longest = self._binder.number(max(rule.window_ms for rule in self._rules))
        near = f"""
            SELECT g.root AS root, g.purchase AS purchase, g.flag AS flag, g.at AS at, g.numbers AS numbers,
                t.t AS t, t.send AS send, t.scenario AS scenario
            FROM ({self._readings()}) AS t INNER JOIN ({self.purchases()}) AS g ON t.root = g.root
            WHERE t.t <= g.at AND g.at <= addMilliseconds(t.t, {longest})"""  # noqa: S608 - put together of constants
        return f"""
            SELECT *, max((t, send)) OVER (PARTITION BY root, purchase) AS best FROM (
                SELECT n.root AS root, n.purchase AS purchase, n.at AS at, n.numbers AS numbers, n.t AS t,
                    n.send AS send, n.scenario AS scenario, rule.1 AS goal, rule.4 AS place,
                    toDecimal128(rule.5, 6) AS worth, toDecimal128(rule.6, 6) AS weight
                FROM ({near}) AS n INNER JOIN ({self._rules_sql()}) AS r
                    ON n.scenario = r.scenario AND n.flag = r.flag
                WHERE n.at <= addMilliseconds(n.t, rule.3)
            )"""  # noqa: S608 - as above

    def purchases(self) -> str:
        """Purchases by what they reach: when they were first told, and the numbers told last."""
        order, spot = self._selection.value(("order_id",)), self._selection.place
        names = self._binder.texts(list(ORDER_EVENTS))
        key = (
            f"if(name IN {names} AND {order.kind} != 'Null' AND {order.text} != '',"
            f" concat('o', {order.text}), concat('e', toString(bitAnd({spot}, 18446744073709551615))))"
        )
        numbers = "".join(
            f", CAST(multiIf({name} < 0, toDecimal256(0, 38), {name} > {_MOST}, toDecimal256({_MOST}, 38),"
            f" {name}), 'Nullable({_MONEY})') AS m{place}"
            for place, name in enumerate(self._numbers)
        )
        last = ", ".join(
            f"ifNull(argMaxIf(m{place}, k, m{place} IS NOT NULL), toDecimal128(0, 6))"
            for place in range(len(self._numbers))
        )
        flags = ", ".join(f"if({name}, {place}, -1)" for place, name in enumerate(self._flags))
        rows = self._selection.rows(self._of_readers(), are_few=self._scenario_id is not None)
        return f"""
            SELECT root, purchase, flag, min(ts) AS at, [{last or "toDecimal128(0, 6)"}] AS numbers FROM (
                SELECT {root_sql(self._asked)} AS root, {key} AS purchase, ts, {spot} AS k,
                    arrayJoin(arrayFilter(x -> x >= 0, [{flags}])) AS flag{numbers}
                FROM ({rows})
            ) GROUP BY root, purchase, flag"""  # noqa: S608 - as above

    def _of_readers(self) -> str:
        if self._scenario_id is None:
            return ""
        return f" AND {root_sql(self._asked)} IN (SELECT root FROM ({self._readings([self._scenario_id])}))"  # noqa: S608 - as above

    def _readings(self, of: Sequence[int] = ()) -> str:
        """Each human reading of a message that has a goal; `of`: only of these scenarios."""
        since = f" AND ts >= {self._binder.moment(self._since_ms)}" if self._since_ms is not None else ""
        unseen = self._binder.texts(sorted(channel.value for channel in UNSEEN))
        names = self._binder.texts([*READINGS, "$message_sent"])
        those = list(of) or sorted({rule.scenario_id for rule in self._rules})
        scenarios = self._binder.bind(those, "Array(UInt64)")
        return f"""
            SELECT {root_sql(self._asked)} AS root, ts AS t, {SEND} AS send, {SCENARIO} AS scenario
            FROM events
            WHERE workspace_id = {{workspace_id:UInt32}} AND name IN {names}{since}
                AND ts <= {self._binder.moment(self._asked.now_ms)}
                AND (name != '$message_sent' OR p.channel.:String IN {unseen})
                AND {SCENARIO} IN {scenarios} AND {NOT_MACHINE}"""  # noqa: S608 - as above

    def _rules_sql(self) -> str:
        bind = self._binder.bind
        scenarios = bind([rule.scenario_id for rule in self._rules], "Array(UInt64)")
        flags = bind([rule.flag for rule in self._rules], "Array(Int16)")
        columns = [
            bind([rule.goal for rule in self._rules], "Array(String)"),
            flags,
            bind([rule.window_ms for rule in self._rules], "Array(Int64)"),
            bind([rule.place for rule in self._rules], "Array(UInt8)"),
            bind([f"{rule.worth:f}" for rule in self._rules], "Array(String)"),
            bind([f"{rule.weight:f}" for rule in self._rules], "Array(String)"),
        ]
        return (
            "SELECT pair.1 AS scenario, pair.2 AS rule, pair.2.2 AS flag FROM (SELECT"  # noqa: S608 - bound places
            f" arrayJoin(arrayZip({scenarios}, arrayZip({', '.join(columns)}))) AS pair)"
        )

    def refunds(self) -> str:
        """What was taken back of orders: wholly, or so much."""
        asked, binder = self._asked, self._binder
        taken = f"name IN {binder.texts(list(_REFUNDING))}"
        named = f"name IN {binder.texts(sorted({*_REFUNDING, *_TURNS}))}"
        until = f"ts <= {binder.moment(asked.now_ms)}"
        turns = f"name IN {binder.texts(list(_TURNS))}"
        of = "FROM events WHERE workspace_id = {workspace_id:UInt32}"
        return f"""
            SELECT root, purchase,
                toUInt8(countIf(name = '$order_refunded' AND amount IS NULL) > 0
                    OR argMaxIf(name, (ts, pos), {turns}) = '$order_cancelled') AS is_whole,
                ifNull(sumIf(amount, name = '$order_refunded'), toDecimal128(0, 6)) AS refunded
            FROM (
                SELECT {root_sql(asked)} AS root, concat('o', {_ORDER_ID}) AS purchase, name, ts, pos,
                    {_AMOUNT} AS amount
                {of} AND {named} AND {until}
                    AND {_ORDER_ID} IN (SELECT {_ORDER_ID} {of} AND {taken} AND {until})
            ) WHERE purchase != 'o' GROUP BY root, purchase"""  # noqa: S608 - as above
