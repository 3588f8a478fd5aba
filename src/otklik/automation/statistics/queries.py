"""Numbers of messages, and the sends behind each, counted in ClickHouse over the events of the ledger.

All workspaces: pieces of SQL; the statements they end in are bound to one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from otklik.automation.goals.contracts import GoalSet
from otklik.automation.statistics.contracts import By, Choice, Number
from otklik.automation.statistics.queries_credit import NOT_MACHINE, SCENARIO, SEND, Credit
from otklik.infra.clickhouse import ClickHouse
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_selecting import root_sql

_ENDS: Final = ("sent", "failed", "skipped")
"""How a send ends. Who failed, or was skipped, and left after all was sent; in this order the first rules."""
_HEARD: Final = (
    "delivered",
    "shown",
    "read",
    "clicked",
    "replied",
    "closed",
    "unsubscribed",
    "complained",
    "bounced",
)
_HUMAN: Final = ("$message_shown", "$message_read", "$message_clicked")
_BITS: Final = {what: 1 << place for place, what in enumerate((*_ENDS, *_HEARD))}
_SECONDS: Final = 30
_MEMORY: Final = 600_000_000
_IS_SENT: Final = "bitAnd(mask, 1) != 0"
CONDITIONS: Final[Mapping[Number, str]] = {
    Number.PEOPLE: _IS_SENT,
    Number.SENT: _IS_SENT,
    **{Number(what): f"{_IS_SENT} AND bitAnd(mask, {_BITS[what]}) != 0" for what in _HEARD},
    Number.FAILED: f"bitAnd(mask, 3) = {_BITS['failed']}",
    Number.SKIPPED: f"bitAnd(mask, 7) = {_BITS['skipped']}",
    Number.GOAL: f"{_IS_SENT} AND hits > 0",
    Number.ASSISTED: f"{_IS_SENT} AND helps > 0",
}
"""The sends that a number counts: the one place where numbers are defined."""


_CREDITED: Final = (
    "countIf(is_credited) AS hits, countIf(NOT is_credited) AS helps,"
    " sumIf(gross, is_credited) AS won, sumIf(refund, is_credited) AS lost"
)


class Period(msgspec.Struct, frozen=True):
    """Moments in milliseconds: from `since_ms` (None: ever) until `until_ms`, not with it (None: now)."""

    since_ms: int | None = None
    until_ms: int | None = None


class Statement:
    """The sends of a choice as a relation, a row a send, with what became of each."""

    def __init__(
        self, asked: Asked, sets: Sequence[GoalSet], *, period: Period, goals: Mapping[int, str]
    ) -> None:
        """`goals`: of which goal is told, by scenario."""
        self.binder = Binder()
        self._asked = asked
        self._period = period
        self._goals = goals
        only = next(iter(goals)) if len(goals) == 1 else None
        self._credit = Credit(sets, asked, self.binder, since_ms=period.since_ms, scenario_id=only)

    @property
    def has_goals(self) -> bool:
        """Whether any goal is told of."""
        return self._credit.has_goals and bool(self._goals)

    def sends(self, scenario_id: int | None, *, split: str = "") -> str:
        """A row a send: whose it is, when it ended, what came of it (bits of `mask`), what it brought.

        `hits`, `helps`: purchases credited to it and assisted by it; `won`, `lost`: money and refunds.
        """
        binder = self.binder
        names = binder.texts([f"$message_{what}" for what in _BITS])
        bits = binder.bind(list(_BITS.values()), "Array(UInt16)")
        bit = f"transform(toString(name), {names}, {bits}, 0::UInt16)"
        machine = f"name IN {binder.texts(list(_HUMAN))} AND NOT ({NOT_MACHINE})"
        ends = binder.texts([f"$message_{what}" for what in _ENDS])
        tests = ["workspace_id = {workspace_id:UInt32}", f"name IN {names}"]
        tests.append(f"ts <= {binder.moment(self._asked.now_ms)}")
        if scenario_id is not None:
            tests.append(f"p.message_id.:String = {binder.text(str(scenario_id))}")
        if self._period.since_ms is not None:
            tests.append(f"ts >= {binder.moment(self._period.since_ms)}")
        own = f"""
            SELECT {SEND} AS send, any({SCENARIO}) AS scenario, any(p.node.:String) AS node,
                any(p.channel.:String) AS channel, any(person) AS person, any(p.variant.:String) AS arm,
                anyIf(p.reason.:String, name IN {ends}) AS reason,
                groupBitOr(if({machine}, 0::UInt16, {bit})) AS mask,
                max(if(name IN {ends}, ts, toDateTime64(0, 3, 'UTC'))) AS at
            FROM events WHERE {" AND ".join(tests)} GROUP BY send
            HAVING bitAnd(mask, 7) != 0 AND scenario != 0"""  # noqa: S608 - put together of constants
        if self._period.until_ms is not None:
            own += f" AND at < {binder.moment(self._period.until_ms)}"
        rows = f"SELECT *, {root_sql(self._asked)} AS root FROM ({own})"  # noqa: S608 - as above
        return self._with_variants(self._with_goals(rows, scenario_id), scenario_id, split)

    def _with_goals(self, rows: str, scenario_id: int | None) -> str:
        goal = self._goals.get(scenario_id or 0, "")
        if not self._credit.has_goals or not goal:
            nothing = "0 AS hits, 0 AS helps, toDecimal128(0, 6) AS won, toDecimal128(0, 6) AS lost"
            return f"SELECT *, {nothing} FROM ({rows})"  # noqa: S608 - as above
        of_goal = f"scenario = {self.binder.number(scenario_id or 0)} AND goal = {self.binder.text(goal)}"
        credited = f"SELECT send, {_CREDITED} FROM ({self._credit.sql}) WHERE {of_goal} GROUP BY send"  # noqa: S608 - as above
        return f"SELECT * FROM ({rows}) AS s LEFT JOIN ({credited}) AS c USING (send)"  # noqa: S608 - as above

    def credits(self) -> str:
        """scenario, goals (sends that were credited), assisted, purchases, gross, refunds: of main goals."""
        wanted = sorted(self._goals.items())
        scenarios = self.binder.bind([each for each, _ in wanted], "Array(UInt64)")
        goals = self.binder.texts([goal for _, goal in wanted])
        within = ""
        if self._period.until_ms is not None:
            within = f" AND send IN (SELECT send FROM ({self.sends(None)}) WHERE {_IS_SENT})"  # noqa: S608 - as above
        return f"""
            SELECT scenario, countIf(hits > 0) AS goal, countIf(helps > 0) AS assisted,
                sum(hits) AS purchases, sum(won) AS gross, sum(lost) AS refunds
            FROM (
                SELECT scenario, send, {_CREDITED} FROM ({self._credit.sql})
                WHERE goal = {goals}[indexOf({scenarios}, scenario)]{within} GROUP BY scenario, send
            ) GROUP BY scenario HAVING {{workspace_id:UInt32}} > 0"""  # noqa: S608 - as above

    def _with_variants(self, rows: str, scenario_id: int | None, split: str) -> str:
        """The arm that each person was given first at the step `split`."""
        if not split or scenario_id is None:
            return f"SELECT *, ifNull(arm, '') AS variant FROM ({rows})"  # noqa: S608 - as above
        binder = self.binder
        given = f"""
            SELECT {root_sql(self._asked)} AS root, argMin(p.variant.:String, (ts, pos)) AS given FROM events
            WHERE workspace_id = {{workspace_id:UInt32}} AND name = '$experiment_assigned'
                AND p.message_id.:String = {binder.text(str(scenario_id))}
                AND p.node.:String = {binder.text(split)}
            GROUP BY root"""  # noqa: S608 - as above
        variant = "if(ifNull(given, '') != '', given, ifNull(arm, '')) AS variant"
        return f"SELECT *, {variant} FROM ({rows}) AS s LEFT JOIN ({given}) AS v USING (root)"  # noqa: S608 - as above


def key_sql(by: By, statement: Statement, zone: str) -> str:
    """The key of a row in a cut."""
    match by:
        case By.DAY:
            return f"toString(toDate(at, {statement.binder.text(zone)}))"
        case By.STEP:
            return "ifNull(node, '')"
        case By.VARIANT:
            return "variant"
        case _:
            return "''"


def cut_sql(choice: Choice, statement: Statement, zone: str) -> str:
    """Further conditions of a choice on the rows of `sends`."""
    binder, tests = statement.binder, ["1"]
    if choice.node is not None:
        tests.append(f"ifNull(node, '') = {binder.text(choice.node)}")
    if choice.variant is not None:
        tests.append(f"variant = {binder.text(choice.variant)}")
    if choice.day is not None:
        tests.append(f"toString(toDate(at, {binder.text(zone)})) = {binder.text(choice.day.isoformat())}")
    return " AND ".join(tests)


_COUNTED: Final = ", ".join(
    f"{'uniqExactIf(root, ' if number is Number.PEOPLE else 'countIf('}{condition}) AS {number.value}"
    for number, condition in CONDITIONS.items()
)
_OF_CREDIT: Final = (Number.GOAL, Number.ASSISTED, Number.PEOPLE)
"""Numbers that a list of all messages tells from the credits alone, or not."""
_REASON: Final = f"concat(if({CONDITIONS[Number.FAILED]}, 'failed', 'skipped'), ':', ifNull(reason, ''))"
_MONEY: Final = (
    f"sumIf(hits, {_IS_SENT}) AS purchases, sumIf(won, {_IS_SENT}) AS gross,"
    f" sumIf(lost, {_IS_SENT}) AS refunds"
)


async def count(
    clickhouse: ClickHouse, statement: Statement, rows: str, *, workspace_id: int, key: str, where: str
) -> list[dict[str, Any]]:
    """`key` and every number of the rows, a line a key.

    `reasons`: what was skipped or failed, and how often, as two arrays: ["skipped:cap"], [12].
    """
    return await clickhouse.query(
        f"""
        SELECT {key} AS key, {_COUNTED}, {_MONEY},
            sumMapIf([{_REASON}], [1::UInt32], NOT ({_IS_SENT})) AS reasons
        FROM ({rows}) WHERE {where} GROUP BY key ORDER BY key
        """,  # noqa: S608 - put together of constants
        workspace_id=workspace_id,
        comment="statistics.count",
        parameters=statement.binder.values,
        max_seconds=_SECONDS,
        max_memory_bytes=_MEMORY,
    )


async def count_cuts(
    clickhouse: ClickHouse, statement: Statement, rows: str, *, workspace_id: int, zone: str, where: str
) -> dict[By, list[dict[str, Any]]]:
    """As `count`, of every cut, by reading the rows once."""
    keys = {by: f"cut_{by.value}" for by in By if by is not By.TOTAL}
    cuts = ", ".join(f"{key_sql(by, statement, zone)} AS {name}" for by, name in keys.items())
    which = ", ".join(f"grouping({name}) = 0, '{by.value}'" for by, name in keys.items())
    key = ", ".join(f"grouping({name}) = 0, {name}" for name in keys.values())
    found = await clickhouse.query(
        f"""
        SELECT multiIf({which}, '{By.TOTAL.value}') AS cut, multiIf({key}, '') AS key, {_COUNTED}, {_MONEY},
            sumMapIf([{_REASON}], [1::UInt32], NOT ({_IS_SENT})) AS reasons
        FROM (SELECT *, {cuts} FROM ({rows}) WHERE {where})
        GROUP BY GROUPING SETS ((), {", ".join(f"({name})" for name in keys.values())}) ORDER BY key
        """,  # noqa: S608 - put together of constants
        workspace_id=workspace_id,
        comment="statistics.cuts",
        parameters=statement.binder.values,
        max_seconds=_SECONDS,
        max_memory_bytes=_MEMORY,
    )
    return {by: [row for row in found if row["cut"] == by.value] for by in By}


async def count_all(
    clickhouse: ClickHouse, statement: Statement, *, workspace_id: int
) -> dict[int, dict[str, Any]]:
    """Every number of every scenario, of the main goals."""
    counted = ", ".join(
        f"countIf({condition}) AS {number.value}"
        for number, condition in CONDITIONS.items()
        if number not in _OF_CREDIT
    )
    queries = [f"SELECT scenario, {counted} FROM ({statement.sends(None)}) GROUP BY scenario"]  # noqa: S608 - as above
    if statement.has_goals:
        queries.append(statement.credits())
    answers = await asyncio.gather(
        *(
            clickhouse.query(
                sql,
                workspace_id=workspace_id,
                comment="statistics.all",
                parameters=statement.binder.values,
                max_seconds=_SECONDS,
                max_memory_bytes=_MEMORY,
            )
            for sql in queries
        )
    )
    found: dict[int, dict[str, Any]] = {}
    for rows in answers:
        for row in rows:
            found.setdefault(row.pop("scenario"), {}).update(row)
    return found


async def list_sends(
    clickhouse: ClickHouse,
    statement: Statement,
    rows: str,
    *,
    workspace_id: int,
    where: str,
    of: Number,
    after: tuple[int, int] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """The sends that a number counts, the newest first; `after`: (milliseconds, send) of the last one seen.

    Of people, each stands once, by the last send to him.
    """
    once = " ORDER BY at DESC, send DESC LIMIT 1 BY root" if of is Number.PEOPLE else ""
    keyset = "1"
    if after is not None:
        bind = statement.binder.bind
        keyset = (
            f"(toUnixTimestamp64Milli(at), send) < ({bind(after[0], 'Int64')}, {bind(after[1], 'UInt64')})"
        )
    return await clickhouse.query(
        f"""
        SELECT send, person, at, ifNull(node, '') AS step, ifNull(channel, '') AS sent_by, variant,
            if({_IS_SENT}, '', ifNull(reason, '')) AS why, {CONDITIONS[Number.READ]} AS is_read,
            {CONDITIONS[Number.CLICKED]} AS is_clicked, hits, won, lost
        FROM (SELECT * FROM ({rows}) WHERE {where} AND {CONDITIONS[of]}{once})
        WHERE {keyset} ORDER BY at DESC, send DESC LIMIT {limit}
        """,  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="statistics.list",
        parameters=statement.binder.values,
        max_seconds=_SECONDS,
        max_rows=max(limit, 1),
        max_memory_bytes=_MEMORY,
    )
