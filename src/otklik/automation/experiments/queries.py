"""Who is in which arm, and what each brought since, in ClickHouse.

All workspaces: pieces of SQL; the statements they end in are bound to one.
"""

from typing import Any, Final

import msgspec

from otklik.automation.goals.contracts import GoalSet
from otklik.automation.statistics.queries_credit import WORTH, Credit
from otklik.infra.clickhouse import ClickHouse
from otklik.messaging.contracts import GLOBAL
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_selecting import root_sql

_SECONDS: Final = 30
_MEMORY: Final = 600_000_000
_MAX_SUMS: Final = 500_000


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """Which experiment: a split by its step, or the control group (`node` ""), and who was drawn when.

    `scenario_id` GLOBAL: the control group of all messages.

    `horizon_ms`: how long after the drawing the goal counts; moments are milliseconds, None is open.
    """

    scenario_id: int
    node: str
    since_ms: int | None
    until_ms: int | None
    horizon_ms: int


class Sums(msgspec.Struct, frozen=True):
    """People of an arm whose time is over, those whose is not, when the first was drawn."""

    arm: str
    people: int
    pending: int
    first_ms: int


def _assigned(drawing: Drawing, asked: Asked, binder: Binder) -> str:
    """root, arm, at: each person once, in the arm of his first drawing."""
    tests = [
        "workspace_id = {workspace_id:UInt32}",
        "name = '$experiment_assigned'",
        f"ts <= {binder.moment(asked.now_ms)}",
        f"p.experiment.:String = {binder.text(_name_of(drawing))}",
    ]
    if drawing.scenario_id != GLOBAL:
        tests.append(f"p.message_id.:String = {binder.text(str(drawing.scenario_id))}")
    if drawing.node:
        tests.append(f"p.node.:String = {binder.text(drawing.node)}")
    having = ["arm != ''"]
    if drawing.since_ms is not None:
        having.append(f"at >= {binder.moment(drawing.since_ms)}")
    if drawing.until_ms is not None:
        having.append(f"at < {binder.moment(drawing.until_ms)}")
    return f"""
        SELECT {root_sql(asked)} AS root, argMin(ifNull(p.variant.:String, ''), (ts, pos)) AS arm,
            min(ts) AS at
        FROM events WHERE {" AND ".join(tests)} GROUP BY root HAVING {" AND ".join(having)}"""  # noqa: S608 - put together of constants


def _name_of(drawing: Drawing) -> str:
    if drawing.scenario_id == GLOBAL:
        return "global"
    return "split" if drawing.node else "control"


async def count_people(
    clickhouse: ClickHouse, drawing: Drawing, asked: Asked, *, workspace_id: int
) -> list[Sums]:
    """How many people each arm has."""
    binder = Binder()
    over = f"at <= {binder.moment(asked.now_ms - drawing.horizon_ms)}"
    rows = await clickhouse.query(
        f"""
        SELECT arm, countIf({over}) AS people, countIf(NOT ({over})) AS pending,
            toUnixTimestamp64Milli(min(at)) AS first_ms
        FROM ({_assigned(drawing, asked, binder)}) GROUP BY arm ORDER BY arm
        """,  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="experiments.people",
        parameters=binder.values,
        max_seconds=_SECONDS,
        max_memory_bytes=_MEMORY,
    )
    return [Sums(row["arm"], row["people"], row["pending"], int(row["first_ms"])) for row in rows]


async def list_sums(
    clickhouse: ClickHouse, drawing: Drawing, asked: Asked, goals: GoalSet, *, workspace_id: int
) -> list[dict[str, Any]]:
    """arm, money, people: what those who reached the goal in their time brought, refunds taken off."""
    binder = Binder()
    credit = Credit([goals], asked, binder)
    over = f"at <= {binder.moment(asked.now_ms - drawing.horizon_ms)}"
    length = binder.number(drawing.horizon_ms)
    reached = f"""
        SELECT arm, root, purchase, numbers, {credit.worth_of(0)} FROM (
            SELECT a.arm AS arm, a.root AS root, g.purchase AS purchase, g.numbers AS numbers
            FROM ({credit.purchases()}) AS g
            INNER JOIN (SELECT * FROM ({_assigned(drawing, asked, binder)}) WHERE {over}) AS a
                ON g.root = a.root
            WHERE g.at >= a.at AND g.at <= addMilliseconds(a.at, {length})
        )"""  # noqa: S608 - as above
    return await clickhouse.query(
        f"""
        SELECT arm, toFloat64(money) AS money, count() AS people FROM (
            SELECT arm, root, sum(gross - refund) AS money FROM (
                SELECT c.arm AS arm, c.root AS root, {WORTH} FROM ({reached}) AS c
                LEFT JOIN ({credit.refunds()}) AS r ON c.root = r.root AND c.purchase = r.purchase
            ) GROUP BY arm, root
        ) GROUP BY arm, money ORDER BY arm, money
        """,  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="experiments.sums",
        parameters=binder.values,
        max_seconds=_SECONDS,
        max_rows=_MAX_SUMS,
        max_memory_bytes=_MEMORY,
    )
