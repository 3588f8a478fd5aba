"""Answers of compiled conditions, for chosen people or for a part of all."""

from collections.abc import Mapping
from typing import Final

import msgspec

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.infra.clickhouse import ClickHouse, Parameter
from otklik.segments.live.queries_spans import EVERYBODY, Span
from otklik.segments.sets.queries_compile import Statement

MAX_MEMORY_BYTES: Final = 450_000_000
PEOPLE_IN_PART: Final = 50_000
_MAX_ROWS: Final = 1_000_000
_SECONDS: Final = 60
_LANES: Final = {"pipeline": PIPELINE_LANE, "api": API_LANE}
_OURS: Final = "workspace_id = {workspace_id:UInt32}"
_SPAN: Final = "BETWEEN {first:UInt64} AND {last:UInt64}"
# The home itself first: it is what the tables are sorted by.
_IN_PART: Final = f"""{_OURS}
    AND (person {_SPAN} OR person IN (SELECT src FROM redirects WHERE {_OURS} AND dst {_SPAN}))
    AND dictGetOrDefault('redirect', 'dst', (workspace_id, person), person) {_SPAN}"""  # noqa: S608 - constants
_NEW: Final = " OR ".join(
    f"batch BETWEEN {{{name}_first:UInt64}} AND {{{name}_last:UInt64}}" for name in _LANES
)
_PART: Final = f"""(
    SELECT person FROM {{events}} {_IN_PART.replace("{", "{{").replace("}", "}}")}
    UNION DISTINCT
    SELECT person FROM property_writes WHERE {_IN_PART.replace("{", "{{").replace("}", "}}")}
    UNION DISTINCT
    SELECT person FROM mark_writes WHERE {_IN_PART.replace("{", "{{").replace("}", "}}")}
)"""  # noqa: S608 - put together of constants of this module


class Answer(msgspec.Struct, frozen=True):
    """Of one person: indexes of the conditions that hold, and when that may change by time (0: never)."""

    holds: tuple[int, ...] = ()
    wake_ms: int = 0


async def list_answers(
    clickhouse: ClickHouse, statement: Statement, *, workspace_id: int, homes: list[int]
) -> dict[int, Answer]:
    """The answers of everybody of `homes` who exists, by root."""
    rows = await clickhouse.query(
        statement.sql,
        workspace_id=workspace_id,
        comment="segments.live.judge",
        parameters={**statement.parameters, "homes": homes},
        max_seconds=_SECONDS,
        max_rows=_MAX_ROWS,
        max_memory_bytes=MAX_MEMORY_BYTES,
    )
    return {row["person"]: Answer(tuple(row["holds"]), row["wake"]) for row in rows}


async def list_facts(
    clickhouse: ClickHouse, statement: Statement, *, workspace_id: int, homes: list[int]
) -> dict[int, list[int]]:
    """As `list_answers`, of a statement that tells no moments: what holds of each who exists."""
    rows = await clickhouse.query(
        statement.sql,
        workspace_id=workspace_id,
        comment="segments.live.facts",
        parameters={**statement.parameters, "homes": homes},
        max_seconds=_SECONDS,
        max_rows=_MAX_ROWS,
        max_memory_bytes=MAX_MEMORY_BYTES,
    )
    return {row["person"]: row["holds"] for row in rows}


def make_part(counted: Mapping[int, int]) -> str:  # all workspaces: a piece of SQL, bound to one
    """SQL of the homes of a part of all people; `counted`: whom the facts know, up to these batches."""
    if not counted:
        return _PART.format(events="events WHERE")
    return _PART.format(
        events=f"home_facts WHERE {_IN_PART} UNION DISTINCT SELECT person FROM events WHERE ({_NEW}) AND"  # noqa: S608 - constants
    )


def part_parameters(  # all workspaces: values of a piece of SQL
    counted: Mapping[int, int], span: Span = EVERYBODY
) -> dict[str, Parameter]:
    """The values of what `make_part` says."""
    values: dict[str, Parameter] = {"first": span.first, "last": span.last}
    for name, lane in _LANES.items():
        values[f"{name}_first"] = counted.get(lane, lane << LANE_SHIFT) + 1
        values[f"{name}_last"] = ((lane + 1) << LANE_SHIFT) - 1
    return values


async def list_part(
    clickhouse: ClickHouse,
    statement: Statement,
    *,
    workspace_id: int,
    span: Span,
    counted: Mapping[int, int],
) -> dict[int, Answer]:
    """The answers of those of a span of whom something holds, or who must be looked at later."""
    rows = await clickhouse.query(
        f"SELECT person, holds, wake FROM ({statement.sql}) WHERE notEmpty(holds) OR wake > 0",  # noqa: S608 - made of conditions by sets
        workspace_id=workspace_id,
        comment="segments.live.part",
        parameters={**statement.parameters, **part_parameters(counted, span)},
        max_seconds=_SECONDS,
        max_rows=_MAX_ROWS,
        max_memory_bytes=MAX_MEMORY_BYTES,
    )
    return {row["person"]: Answer(tuple(row["holds"]), row["wake"]) for row in rows}
