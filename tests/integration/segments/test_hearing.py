"""What is heard of a batch while it is shipped is what the store says of it."""

from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from tests.integration.items import identify, track
from tests.integration.segments.live_shop import LiveShop

from otklik.events.batches import PreparedBatch
from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.prepared import pack
from otklik.events.rows import EVENTS, EventRow
from otklik.infra.engines import Engines
from otklik.segments.live import queries_remembered, queries_touched
from otklik.segments.live.backlog import BATCHES, Backlog
from otklik.segments.live.backlog import EVENTS as EVENTS_IN_STEP
from otklik.segments.live.hearing import MAX_BATCH_EVENTS, Hearing
from otklik.segments.live.queries_touched import TouchedRow
from otklik.segments.live.watched import OWN_EVENTS, Registry, Watched

PRICES: tuple[Any, ...] = (
    5, 5.5, "5", "5.0", "1e3", " 5", "05", True, None, "", [5], {"amount": 5}, 10**40, 0.1234567891,
    -3, "-0.0000001", 2**63, "inf",
)  # fmt: skip
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"event": "bought", "where": [{"property": "price", "op": "gte", "value": 5}]},
    {"event": "bought", "where": [{"property": "price", "op": "eq", "value": 5}]},
    {"event": "bought", "where": [{"property": "price", "op": "unset"}]},
    {"event": "bought", "where": [{"property": "price.amount", "op": "set"}]},
    {"event": "bought", "where": [{"property": "$source", "op": "eq", "value": "browser"}]},
    {"event": "bought", "where": [{"property": "$city", "op": "unset"}]},
    {"event": "bought", "where": [{"property": "$url", "op": "contains", "value": "shop"}]},
    {"event": "bought", "measure": {"of": "price", "as": "sum", "op": "gt", "value": 6}},
    {"event": "looked", "times": {"op": "gte", "value": 2}, "within": {"last": "P7D"}},
    {"property": "plan", "op": "eq", "value": "pro"},
)


def _sorted(rows: list[TouchedRow]) -> list[TouchedRow]:
    return sorted((replace(row, people=sorted(row.people)) for row in rows), key=_columns)


def _columns(row: TouchedRow) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.__struct_fields__)


async def _watch(engines: Engines) -> dict[int, Watched]:
    registry = Registry(engines)
    await registry.refresh()
    return {each.workspace_id: each for each in registry.workspaces}


async def test_what_is_heard_is_what_the_store_says(engines: Engines) -> None:
    shop = await LiveShop.open(engines)
    for number, condition in enumerate(CONDITIONS):
        await shop.add_segment(f"Segment {number}", condition)
    await shop.follow()
    batches: list[PreparedBatch] = []
    shop.pump.readers.append(batches.append)
    page = {"context": {"page": {"url": "https://shop.example/?q=1"}}}
    await shop.happen(
        *(track("ann", "bought", price=price) | page for price in PRICES),
        track("bob", "bought", who="bob", **{"a.b": {"c": "ё"}}),
        track("bob", "looked"),
        identify("bob", plan="pro"),
    )
    await shop.follow(track("bob", "looked"))
    workspaces = await _watch(engines)
    watched = workspaces[shop.pump.workspace_id]
    hearing, stretches = Hearing(), {index: (each.batch, each.batch) for index, each in enumerate(batches)}
    for batch in batches:
        hearing.hear(batch, workspaces)
    heard, unheard = hearing.take(stretches, workspaces)
    assert len(heard) == len(batches) >= 3, "the follower's own among them"
    assert unheard == []
    for batch, news in zip(batches, heard, strict=True):
        stretch = (batch.batch, batch.batch)
        stored = await queries_touched.list_touched(
            engines.clickhouse, stretches=[stretch], workspaces=[shop.pump.workspace_id]
        )
        others = [row for row in stored if row.name not in OWN_EVENTS]
        assert _sorted(news.touched) == _sorted(others)
        found = await queries_remembered.list_new(
            engines.clickhouse,
            workspace_id=shop.pump.workspace_id,
            layout=watched.program.layout,
            zone=watched.zone,
            stretches=[stretch],
        )
        assert sorted(news.found[shop.pump.workspace_id]) == sorted(found)


async def test_what_was_not_heard_is_asked_of_the_store(engines: Engines) -> None:
    shop = await LiveShop.open(engines)
    bought = await shop.add_segment("Bought", {"event": "bought"})
    await shop.follow()
    batches: list[PreparedBatch] = []
    shop.pump.readers.append(batches.append)
    for name in ("ann", "bob"):
        await shop.happen(track(name, "bought", who=name))
    before = await _watch(engines)
    hearing = Hearing()
    hearing.hear(batches[0], before)
    stretches = {0: (batches[0].batch, batches[1].batch)}
    heard, unheard = hearing.take(stretches, before)
    assert (len(heard), unheard) == (1, [(batches[1].batch, batches[1].batch)])
    hearing.hear(batches[0], before)
    await shop.edit_segment(bought, {"event": "looked"})
    await shop.follow()
    assert hearing.take(stretches, await _watch(engines)) == ([], [stretches[0]]), "it means another now"
    hearing.hear(batches[0], {})
    assert hearing.take(stretches, before) == ([], [stretches[0]]), "nobody followed"


def test_large_batches_are_not_heard_and_a_step_takes_so_many_events() -> None:
    row = EventRow(1, "x", "1", 1, 1, 1, 0, 0, "1", "", "", "api")
    summary = BatchSummary(1, {})
    large = pack(1, tables={EVENTS: [row] * (MAX_BATCH_EVENTS + 1)}, summary=summary)
    hearing = Hearing()
    hearing.hear(large, {1: Watched(1, states={}, members={}, zone=ZoneInfo("UTC"))})
    assert hearing.take({0: (1, 1)}, {}) == ([], [(1, 1)])
    backlog = Backlog()
    assert backlog.next_stretches({}) == {}
    backlog.note_shipped({0: 100})
    assert backlog.next_stretches({}) == {0: (1, BATCHES)}, "of which nothing is known"
    sizes = {101: EVENTS_IN_STEP, 102: EVENTS_IN_STEP // 2, 103: EVENTS_IN_STEP // 2, 104: 1}
    for batch, events in sizes.items():
        backlog.note([BatchSummary(batch, {1: WorkspaceSummary(events, ())}, received_ms=batch)])
    assert backlog.next_stretches({0: 100}) == {0: (101, 101)}
    assert backlog.next_stretches({0: 101}) == {0: (102, 103)}
    assert backlog.has_after({0: 103})
    assert backlog.forget({0: 103}) == 103
    assert backlog.next_stretches({0: 103}) == {0: (104, 104)}
    assert not backlog.has_after({0: 104})
