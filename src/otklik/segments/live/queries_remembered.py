"""Events that conditions look at, for the follower's memory: those of a step, or all of some people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.infra.clickhouse import BY_PERSON, ClickHouse, Parameter
from otklik.infra.clickhouse import Row as StoredRow
from otklik.segments.language.values import SUM_PLACES
from otklik.segments.live.queries_touched import Stretch, bind
from otklik.segments.live.tracks import Track
from otklik.segments.live.trails import Layout, Row
from otklik.segments.sets.binding import EARLIEST_MS
from otklik.segments.sets.queries_tracks import Wanted, compile_tracks

MAX_ROWS: Final = 300_000
MAX_MEMORY_BYTES: Final = 450_000_000
_SECONDS: Final = 60
_END: Final = ((API_LANE + 1) << LANE_SHIFT) - 1
_KNOWN: Final = (
    " AND person IN {homes:Array(UInt64)}"
    " AND (batch < {pipeline_next:UInt64} OR batch > {pipeline_end:UInt64})"
    " AND (batch < {api_next:UInt64} OR batch > {api_end:UInt64})"
)


Found = tuple[int, list[Row]]
"""A home and the rows of one of its events."""


async def list_new(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    layout: Layout,
    zone: ZoneInfo,
    stretches: Sequence[Stretch],
) -> list[Found]:
    """The events of these batches that any track takes."""
    batches, values = bind(stretches)
    statement = compile_tracks(
        [Wanted(track.selector, track.of) for track in layout.tracks],
        zone=zone,
        whose=f" AND ({batches})",
        most=None,
    )
    rows = await clickhouse.query(
        statement.sql,
        workspace_id=workspace_id,
        comment="segments.live.new",
        parameters={**statement.parameters, **values},
        max_seconds=_SECONDS,
        max_rows=2_000_000,
        max_memory_bytes=MAX_MEMORY_BYTES,
    )
    return list(_read(rows, layout))


async def list_known(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    layout: Layout,
    zone: ZoneInfo,
    homes: Sequence[int],
    done: Mapping[int, int],
    now_ms: int,
    most: int,
) -> list[Found]:
    """The events of these homes up to the batches of `done`, no more than `most` and one of each home."""
    statement = compile_tracks(
        [Wanted(track.selector, track.of, _from_ms(track, now_ms)) for track in layout.tracks],
        zone=zone,
        whose=_KNOWN,
        most=most + 1,
    )
    values: dict[str, Parameter] = {
        "homes": list(homes),
        "pipeline_next": done.get(PIPELINE_LANE, PIPELINE_LANE << LANE_SHIFT) + 1,
        "pipeline_end": ((PIPELINE_LANE + 1) << LANE_SHIFT) - 1,
        "api_next": done.get(API_LANE, API_LANE << LANE_SHIFT) + 1,
        "api_end": _END,
    }
    rows = await clickhouse.query(
        statement.sql + BY_PERSON,
        workspace_id=workspace_id,
        comment="segments.live.known",
        parameters={**statement.parameters, **values},
        max_seconds=_SECONDS,
        max_rows=MAX_ROWS,
        max_memory_bytes=MAX_MEMORY_BYTES,
    )
    return list(_read(rows, layout))


def _from_ms(track: Track, now_ms: int) -> int | None:
    if track.keeps_all or track.reach_ms is None:
        return None
    return max(now_ms - track.reach_ms, EARLIEST_MS)


def _read(rows: Sequence[StoredRow], layout: Layout) -> Iterator[Found]:
    values = dict.fromkeys(track.of for track in layout.tracks if track.of is not None)
    numbers = {of: number for number, of in enumerate(values)}
    places = [None if track.of is None else numbers[track.of] for track in layout.tracks]
    for row in rows:
        figures = row["figures"]
        taken: list[tuple[int, int]] = []
        for number in row["taken"]:
            place = places[number]
            taken.append((number, 0 if place is None else _read_figure(figures[place])))
        yield row["person"], layout.make_rows(taken, at_ms=row["at"], pos=row["pos"])


def _read_figure(text: str) -> int:
    whole, _, parts = text.partition(".")
    return int(whole + parts.ljust(SUM_PLACES, "0"))
