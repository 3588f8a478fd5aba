"""Each batch counts once, whatever dies between the claim of a tick, its INSERT and the next."""

from collections.abc import Awaitable, Callable

import msgspec
import pytest
from tests.integration.events.store import START, Store, make_event

from otklik.events import queries_facts, queries_ticks, repository_facts
from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.facts import Facts
from otklik.events.prepared import API_LANE, LANE_SHIFT
from otklik.events.rows import EventRow
from otklik.infra.clickhouse import ClickHouseError
from otklik.infra.engines import Engines

ANN, BOB = 101, 102


@pytest.fixture
def store(engines: Engines) -> Store:
    return Store(engines, workspace_id=1)


async def _counted(engines: Engines) -> dict[int, tuple[int, int]]:
    """{person: (his events, pages) as the rows of `people` say}."""
    rows = await engines.clickhouse.query(
        "SELECT person, events_count, pages_count FROM people FINAL"
        " WHERE workspace_id = {workspace_id:UInt32} AND is_deleted = 0",
        workspace_id=1,
        comment="test",
    )
    return {row["person"]: (row["events_count"], row["pages_count"]) for row in rows}


async def _named(engines: Engines) -> dict[tuple[int, str], int]:
    """{(person, name): how often} as the counts by name say; name '': anything."""
    rows = await engines.clickhouse.query(
        "SELECT person, toString(name) AS name, sum(n) AS n FROM home_names"
        " WHERE workspace_id = {workspace_id:UInt32} GROUP BY person, name",
        workspace_id=1,
        comment="test",
    )
    return {(row["person"], row["name"]): row["n"] for row in rows}


class DiedError(Exception):
    """What kills a follower in these tests."""


def _dying(work: Callable[..., Awaitable[None]], *, is_after: bool) -> Callable[..., Awaitable[None]]:
    async def die(*arguments: object, **named: object) -> None:
        if is_after:
            await work(*arguments, **named)
        raise DiedError

    return die


@pytest.mark.parametrize("is_after", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "queries_ticks.insert_differences",
        "queries_ticks.copy_trades",
        "queries_ticks.insert_names",
        "repository_facts.save_progress",
    ],
)
async def test_a_tick_counts_once_wherever_its_follower_dies(
    engines: Engines, store: Store, monkeypatch: pytest.MonkeyPatch, name: str, *, is_after: bool
) -> None:
    module, function = name.split(".")
    owner = {"queries_ticks": queries_ticks, "repository_facts": repository_facts}[module]
    order = {"order_id": 1, "amount": 10}
    await store.add(make_event(ANN, "$page_viewed"), make_event(ANN, "$order_completed", properties=order))
    await Facts(engines).count_waiting()
    await store.add(make_event(ANN, "$page_viewed", at_s=1), make_event(BOB, "$page_viewed"))
    with monkeypatch.context() as patch:
        patch.setattr(owner, function, _dying(getattr(owner, function), is_after=is_after))
        with pytest.raises(DiedError):
            await Facts(engines).count_waiting()
    await store.add(make_event(BOB, "$page_viewed", at_s=2))
    await Facts(engines).count_waiting()
    assert await _counted(engines) == {ANN: (3, 2), BOB: (2, 2)}
    await Facts(engines).count_waiting()
    assert await _counted(engines) == {ANN: (3, 2), BOB: (2, 2)}
    pages, orders = "$page_viewed", "$order_completed"
    named = {(ANN, ""): 3, (ANN, pages): 2, (ANN, orders): 1, (BOB, ""): 2, (BOB, pages): 2}
    assert await _named(engines) == named


async def test_the_same_follower_goes_on_after_an_unknown_outcome(
    engines: Engines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Facts(engines)
    await facts.count_waiting()
    insert = queries_ticks.insert_differences
    for number, is_after in enumerate((False, True), start=1):
        batch = await store.add(make_event(ANN, "$page_viewed", at_s=number))
        await facts([BatchSummary(batch=batch, workspaces={1: WorkspaceSummary(events=1, persons=(ANN,))})])
        with monkeypatch.context() as patch:
            patch.setattr(queries_ticks, "insert_differences", _dying(insert, is_after=is_after))
            with pytest.raises(DiedError):
                await facts.count_waiting()
        await facts.count_waiting()
        assert await _counted(engines) == {ANN: (number, number)}


async def test_a_tick_is_one_part_with_its_sentinel(engines: Engines, store: Store) -> None:
    await store.add(*(make_event(person, "$page_viewed") for person in range(1, 20_001)))
    await queries_ticks.insert_differences(engines.clickhouse, tick=7, stretches=[(1, 1 << 40)])
    rows = await engines.clickhouse.system_query(
        "SELECT count() AS parts, sum(rows) AS n FROM system.parts"
        " WHERE active AND database = currentDatabase() AND table = 'home_facts'",
        comment="test",
    )
    assert rows == [{"parts": 1, "n": 20_001}]
    assert await queries_ticks.find_last_tick(engines.clickhouse) == 7


async def test_a_batch_that_is_not_proved_waits(engines: Engines, store: Store) -> None:
    await store.add(make_event(ANN, "x"), batch=3)
    await store.add(make_event(ANN, "x", at_s=1), batch=4)  # half of it; the rest is still on its way
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO prepared (batch, rows, summary, bodies) VALUES (4, '{}', '', '')"
        )
    await Facts(engines).count_waiting()
    assert await _counted(engines) == {ANN: (1, 0)}
    await store.add(make_event(ANN, "x", at_s=2), batch=4)
    async with engines.postgres.connection() as connection:
        await connection.execute("DELETE FROM prepared")
    await Facts(engines).count_waiting()
    assert await _counted(engines) == {ANN: (3, 0)}


async def test_too_many_waiting_people_are_read_from_the_store_again(engines: Engines, store: Store) -> None:
    facts = Facts(engines, max_waiting=10)
    await facts.count_waiting()
    people = list(range(1_000, 1_050))
    for start in range(0, 50, 5):
        some = people[start : start + 5]
        batch = await store.add(*(make_event(person, "$page_viewed") for person in some))
        touched = WorkspaceSummary(events=5, persons=tuple(some))
        await facts([BatchSummary(batch=batch, workspaces={1: touched})])
    await facts.count_waiting()
    assert await _counted(engines) == dict.fromkeys(people, (1, 1))


async def test_history_that_comes_late_is_woven_in(engines: Engines, store: Store) -> None:
    def session(at_s: float, **told: str) -> None:
        events.append(make_event(ANN, "$session_started", at_s=at_s, properties=told))

    events: list[EventRow] = []
    session(100, referrer="https://b/", language="en", gclid="g2")
    await store.add(*events)
    await Facts(engines).count_waiting()
    events.clear()
    session(50, referrer="https://a/", language="ru", gclid="g1", yclid="y1")
    session(75, referrer="https://c/", language="de")
    events.append(make_event(ANN, "$page_viewed", at_s=60, country="RU", city="Омск", url="https://x/1"))
    await store.add(*events)
    await Facts(engines).count_waiting()
    rows = await engines.clickhouse.query(
        "SELECT * FROM people FINAL WHERE workspace_id = {workspace_id:UInt32}", workspace_id=1, comment="t"
    )
    row = rows[0]
    assert (row["sessions_count"], row["language"], row["country"], row["city"]) == (3, "en", "RU", "Омск")
    assert (row["first_seen"] - START).total_seconds() == 50
    assert (row["last_seen"] - START).total_seconds() == 100
    assert msgspec.json.decode(row["initial_source"]) == {"referrer": "https://a/"}
    assert msgspec.json.decode(row["last_source"]) == {
        "referrer": "https://b/",
        "$gclid": "g2",
        "$yclid": "y1",
    }


async def test_lanes_are_counted_apart(engines: Engines, store: Store) -> None:
    first = API_LANE << LANE_SHIFT
    await store.add(make_event(ANN, "$property_changed"), batch=first + 1)
    for number in range(100):
        await store.add(make_event(BOB, "x", at_s=number), batch=number + 1)
    await Facts(engines).count_waiting()
    assert await _counted(engines) == {ANN: (1, 0), BOB: (100, 0)}


async def test_an_error_of_the_store_is_raised_and_forgotten(
    engines: Engines, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Facts(engines)

    async def fail(*_: object, **__: object) -> None:
        raise ClickHouseError(241, "memory", is_retryable=True)

    await store.add(make_event(ANN, "x"))
    with monkeypatch.context() as patch:
        patch.setattr(queries_facts, "write_people", fail)
        with pytest.raises(ClickHouseError):
            await facts.count_waiting()
    await facts.count_waiting()
    assert await _counted(engines) == {ANN: (1, 0)}
