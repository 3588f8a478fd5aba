"""Whoever is quite new is not read of the store, and nobody is taken for new who is not."""

from dataclasses import replace
from typing import Any, cast

import pytest
from tests.integration.items import identify, track
from tests.integration.segments.live_shop import DAY_MS, LiveShop

from otklik.infra.clickhouse import ClickHouse, ClickHouseError
from otklik.infra.engines import Engines
from otklik.kit.clock import format_ms, now_ms
from otklik.segments.live import newcomers

TWICE = {"event": "bought", "times": {"op": "gte", "value": 2}}
NOT_PRO = {"all": [{"event": "bought"}, {"not": {"property": "plan", "op": "eq", "value": "pro"}}]}


class Listening:
    """A store that notes whose events the follower reads; `is_blind`: it does not tell whom it has."""

    def __init__(self, clickhouse: ClickHouse) -> None:
        self._clickhouse = clickhouse
        self.read: set[int] = set()
        self.is_blind = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        return getattr(self._clickhouse, name)

    async def query(self, sql: str, *, comment: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - handed on
        if comment == "segments.live.homes" and self.is_blind:
            raise ClickHouseError(241, "Memory limit exceeded", is_retryable=False)
        if comment in {"segments.live.known", "segments.live.facts"}:
            self.read.update(more["parameters"]["homes"])
        return await self._clickhouse.query(sql, comment=comment, **more)


@pytest.fixture
async def shop(engines: Engines) -> LiveShop:
    shop = await LiveShop.open(engines)
    shop.engines = replace(engines, clickhouse=cast(ClickHouse, Listening(engines.clickhouse)))
    shop.follower = shop.make_follower()
    return shop


def _read(shop: LiveShop) -> set[int]:
    """Whose events were read since this was asked last."""
    store = cast(Listening, shop.engines.clickhouse)
    found, store.read = store.read, set()
    return found


async def test_whoever_is_new_is_judged_by_what_he_brings(shop: LiveShop) -> None:
    twice, not_pro = await shop.add_segment("Twice", TWICE), await shop.add_segment("Not pro", NOT_PRO)
    idle = await shop.add_segment("Idle", {"not": {"event": "bought"}})
    await shop.follow()
    await shop.follow(
        track("ann", "bought", who="ann"), track("ann", "bought"), track("bob", "looked", who="bob"),
        track("pro", "bought", who="pro"), identify("pro", plan="pro"),
    )  # fmt: skip
    ann, bob, pro = await shop.home("ann"), await shop.home("bob"), await shop.home("pro")
    assert await shop.members(twice) == await shop.members(not_pro) == {ann}
    assert await shop.members(idle) == {bob}
    assert _read(shop) == {pro}, "a property is asked of the store"
    await shop.follow(track("bob", "bought"), track("bob", "bought"))
    assert await shop.members(twice) == {ann, bob}
    assert _read(shop) == set(), "who was new is remembered"


async def test_whoever_was_there_before_is_read(shop: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomers, "HOMES_IN_PART", 1)
    long_ago = {"timestamp": format_ms(now_ms() - 90 * DAY_MS)}
    await shop.happen(track("old", "bought", who="old") | long_ago, track("seen", "looked", who="seen"))
    twice = await shop.add_segment("Twice", TWICE)
    await shop.follow()
    await shop.follow(track("old", "bought"), track("seen", "bought"), track("new", "bought", who="new"))
    old, seen, new = await shop.home("old"), await shop.home("seen"), await shop.home("new")
    assert await shop.members(twice) == {old}
    assert _read(shop) == {old, seen}

    shop.follower = shop.make_follower()  # it starts anew
    await shop.follow(track("new", "bought"), track("seen", "bought"))
    assert await shop.members(twice) == {old, seen, new}
    assert _read(shop) == {new, seen}

    shop.is_deaf = True
    await shop.follow(track("far", "bought", who="far"))
    shop.is_deaf = False
    await shop.follower.forget()
    await shop.follow()
    await shop.follow(track("far", "bought"))
    assert await shop.members(twice) == {old, seen, new, await shop.home("far")}


async def test_an_unheard_batch_makes_its_people_known(shop: LiveShop) -> None:
    twice = await shop.add_segment("Twice", TWICE)
    await shop.follow()
    shop.is_deaf = True
    await shop.happen(track("ann", "bought", who="ann"))
    shop.is_deaf = False
    await shop.happen(track("ann", "bought"), track("bob", "looked", who="bob"))
    await shop.follow()
    ann = await shop.home("ann")
    assert await shop.members(twice) == {ann}
    assert ann in _read(shop)
    shop.is_deaf = True
    await shop.follow(track("eve", "looked", who="eve"))  # nobody asks of it, so she is not remembered
    shop.is_deaf = False
    await shop.follow(track("eve", "bought"), track("eve", "bought"))
    assert await shop.home("eve") in _read(shop)


async def test_merges_and_their_undoing_make_nobody_new(shop: LiveShop) -> None:
    twice = await shop.add_segment("Twice", TWICE)
    await shop.follow()
    await shop.follow(track("phone", "bought", who="phone"), track("laptop", "looked", who="laptop"))
    await shop.follow(identify("phone", "u1"), identify("laptop", "u1"))
    await shop.follow(track("laptop", "bought"))
    ((root,),) = await shop.pump.pg("SELECT DISTINCT root_id FROM profiles")
    assert await shop.members(twice) == {root}
    await shop.undo_only_merge()
    assert await shop.members(twice) == set()
    await shop.follow(track("laptop", "bought"), track("phone", "bought"))
    assert await shop.members(twice) == {await shop.home("laptop"), await shop.home("phone")}


async def test_of_two_workspaces_each_has_its_own(shop: LiveShop, engines: Engines) -> None:
    other = await LiveShop.open(engines, "Other")
    other.pump.readers.append(shop.follower.read)
    await other.happen(track("ann", "bought", who="ann"))
    twice = await shop.add_segment("Twice", TWICE)
    await shop.follow()
    theirs = await other.add_segment("Twice", TWICE)
    await shop.follow()
    await other.happen(track("ann", "bought"), track("bob", "bought", who="bob"))
    await shop.follow(track("ann", "bought", who="ann"))
    assert await other.members(theirs) == {await other.home("ann")}
    assert await shop.members(twice) == set()
    assert _read(shop) == {await other.home("ann")}


async def test_without_the_list_of_homes_everybody_is_read(shop: LiveShop) -> None:
    cast(Listening, shop.engines.clickhouse).is_blind = True
    twice = await shop.add_segment("Twice", TWICE)
    await shop.follow()
    await shop.follow(track("ann", "bought", who="ann"), track("ann", "bought"))
    assert await shop.members(twice) == {await shop.home("ann")} == _read(shop)


async def test_whose_events_all_lie_ahead_does_not_exist_yet(shop: LiveShop) -> None:
    shop.ahead_ms = -3_600_000
    idle = await shop.add_segment("Idle", {"not": {"event": "bought"}})
    await shop.follow()
    await shop.follow(track("ann", "looked", who="ann"))
    assert await shop.members(idle) == set()
    shop.ahead_ms = 0
    await shop.follow(track("ann", "looked"))
    assert await shop.members(idle) == {await shop.home("ann")}
