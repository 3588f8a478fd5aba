"""What definitions would come to, and how many have each value: asked of ClickHouse."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from otklik.events.queries_people import Among
from otklik.infra.clickhouse import ClickHouse, Parameter
from otklik.segments.sets.queries_compile import Statement

SECONDS: Final = 10
MAX_BYTES: Final = 800_000_000
_MAX_ROWS: Final = 100_000
Row = dict[str, Any]


async def count_scores(
    clickhouse: ClickHouse,
    statement: Statement,
    *,
    workspace_id: int,
    parameters: Mapping[str, Parameter],
    eighths: Sequence[int],
    bounds: tuple[int, int],
) -> list[Row]:
    """score, people, one = (person, holds) of each score, the greatest first; who is in no part is left out.

    `eighths`: of the points, by the number of the condition; the score is kept within `bounds`.
    """
    return await clickhouse.query(
        f"""
        SELECT score, count() AS people, any((person, holds)) AS one FROM (
            SELECT person, holds, arraySum(arrayMap(n -> {{eighths:Array(Int64)}}[n + 1], holds)) AS total,
                toInt64(sign(total) * intDiv(abs(total) + 4, 8)) AS whole,
                greatest({{lowest:Int64}}, least({{highest:Int64}}, whole)) AS score
            FROM ({statement.sql}) WHERE notEmpty(holds)
        ) GROUP BY score ORDER BY score DESC
        """,  # noqa: S608 - a compiled statement, its values bound
        workspace_id=workspace_id,
        comment="segments.preview_scores",
        parameters={
            **statement.parameters,
            **parameters,
            "eighths": list(eighths),
            "lowest": bounds[0],
            "highest": bounds[1],
        },
        max_seconds=SECONDS,
        max_rows=_MAX_ROWS,
        max_memory_bytes=MAX_BYTES,
    )


def make_set(people: Sequence[int]) -> Among:  # all workspaces: a piece of SQL, the list guards it
    """These people as a set."""
    return Among("SELECT arrayJoin({sample:Array(UInt64)}) AS person", {"sample": list(people)})


async def count_places(
    clickhouse: ClickHouse,
    statement: Statement,
    *,
    workspace_id: int,
    parameters: Mapping[str, Parameter],
    places: Sequence[int],
) -> dict[int, int]:
    """People by the greatest of the `places` that their conditions have."""
    rows = await clickhouse.query(
        f"""
        SELECT arrayMax(arrayMap(n -> {{places:Array(Int64)}}[n + 1], holds)) AS place, count() AS people
        FROM ({statement.sql}) WHERE notEmpty(holds) GROUP BY place
        """,  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="segments.preview_stages",
        parameters={**statement.parameters, **parameters, "places": list(places)},
        max_seconds=SECONDS,
        max_memory_bytes=MAX_BYTES,
    )
    return {row["place"]: row["people"] for row in rows}


async def count_holdings(
    clickhouse: ClickHouse,
    statement: Statement,
    *,
    workspace_id: int,
    parameters: Mapping[str, Parameter],
) -> list[Row]:
    """holds, people: of each set of conditions that hold together."""
    return await clickhouse.query(
        f"SELECT holds, count() AS people FROM ({statement.sql}) WHERE notEmpty(holds) GROUP BY holds",  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="segments.preview_rfm",
        parameters={**statement.parameters, **parameters},
        max_seconds=SECONDS,
        max_rows=_MAX_ROWS,
        max_memory_bytes=MAX_BYTES,
    )


async def find_thirds(
    clickhouse: ClickHouse,
    statement: Statement,
    *,
    workspace_id: int,
    parameters: Mapping[str, Parameter],
    now_ms: int,
) -> Row:
    """buyers, and of them two thirds' borders of `days` since the last order, `orders` and `money`."""
    rows = await clickhouse.query(
        f"""
        SELECT count() AS buyers, quantilesExact(1 / 3, 2 / 3)(age) AS days,
            quantilesExact(1 / 3, 2 / 3)(n) AS orders, quantilesExact(1 / 3, 2 / 3)(sum_) AS money
        FROM (
            SELECT toUInt64OrZero(derived['$orders_count']) AS n,
                toFloat64OrZero(trim(BOTH '"' FROM derived['$revenue'])) AS sum_,
                trim(BOTH '"' FROM derived['$last_order_at']) AS ordered,
                parseDateTime64BestEffortOrNull(ordered, 3, 'UTC') AS at,
                ({{now:Int64}} - ifNull(toUnixTimestamp64Milli(at), {{now:Int64}})) / 86400000 AS age
            FROM ({statement.sql}) WHERE n > 0)
        """,  # noqa: S608 - as above
        workspace_id=workspace_id,
        comment="segments.suggest_rfm",
        parameters={**statement.parameters, **parameters, "now": now_ms},
        max_seconds=SECONDS,
        max_memory_bytes=MAX_BYTES,
    )
    return rows[0]


async def count_values(clickhouse: ClickHouse, *, workspace_id: int, property_name: str) -> dict[str, int]:
    """How many people have each value of a property now, by its JSON text."""
    rows = await clickhouse.query(
        """
        SELECT value, count() AS people FROM property_now FINAL
        WHERE workspace_id = {workspace_id:UInt32} AND property = {property:String} AND value != ''
        GROUP BY value
        """,
        workspace_id=workspace_id,
        comment="segments.count_values",
        parameters={"property": property_name},
        max_rows=_MAX_ROWS,
    )
    return {row["value"]: row["people"] for row in rows}


async def count_cells(clickhouse: ClickHouse, *, workspace_id: int) -> list[Row]:
    """cell, people, revenue (a decimal text) of each cell of RFM that has anybody."""
    return await clickhouse.query(
        """
        SELECT JSONExtractString(any(v.value)) AS cell, count() AS people,
            toString(sum(ifNull(p.revenue, toDecimal128(0, 6)))) AS revenue
        FROM (
            SELECT person, value FROM property_now FINAL
            WHERE workspace_id = {workspace_id:UInt32} AND property = '$rfm' AND value != ''
        ) AS v LEFT JOIN (
            SELECT person, revenue FROM people FINAL
            WHERE workspace_id = {workspace_id:UInt32} AND is_deleted = 0
        ) AS p ON p.person = v.person
        GROUP BY v.value
        """,
        workspace_id=workspace_id,
        comment="segments.count_cells",
    )
