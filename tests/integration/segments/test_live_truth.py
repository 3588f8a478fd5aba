"""What could make the written members untrue: reactions that turn, erasures, deletions, zones, many parts."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, TypeAlias, cast

import msgspec
import pytest
from tests.integration.items import identify, track
from tests.integration.segments.live_shop import DAY_MS, LiveShop

from otklik.infra.clickhouse import ClickHouse, ClickHouseError
from otklik.infra.engines import Engines
from otklik.kit.clock import format_ms, now_ms
from otklik.profiles import service as profiles
from otklik.segments.language.names import AnyNames
from otklik.segments.language.parsing import parse
from otklik.segments.live.repository import StepLostError
from otklik.segments.live.touched import Echoes, Touched
from otklik.segments.sets import service as sets

MANY = 24
Json: TypeAlias = dict[str, Any]


@pytest.fixture
async def shop(engines: Engines) -> LiveShop:
    return await LiveShop.open(engines)


async def _condition_holds_of(shop: LiveShop, segment: int) -> set[int]:
    """Whom the segment's condition holds of, asked as of the follower's moment."""
    ((text,),) = await shop.pump.pg("SELECT filter::text FROM segments WHERE id = %s", segment)
    asked = await sets.find_asked(shop.engines, workspace_id=shop.pump.workspace_id, as_of_ms=None)
    asked = msgspec.structs.replace(asked, now_ms=now_ms() + shop.ahead_ms)
    condition = parse(msgspec.json.decode(text), resolve=AnyNames())
    return {
        person
        async for batch in sets.stream_members(shop.engines, condition=condition, asked=asked)
        for person in batch
    }


def _told(name: str, op: str, times: int) -> Json:
    where = [{"property": "segment", "op": "eq", "value": name}]
    return {"event": "$segment_entered", "where": where, "times": {"op": op, "value": times}}


async def test_segments_that_ask_for_what_is_told_come_to_rest(shop: LiveShop) -> None:
    await shop.add_segment("Fresh", _told("Fresh", "eq", 0))
    await shop.add_segment("Chain", _told("Fresh", "gte", 1))
    await shop.add_segment("Against", {"not": _told("Chain", "gte", 1)})
    await shop.follow()
    await shop.follow(track("ann", "looked", who="ann"))
    for _ in range(4):
        await shop.follow()
    told = [(what, name) for _, what, name in await shop.told(await shop.home("ann"))]
    assert told == [
        ("entered", "Fresh"),
        ("entered", "Against"),
        ("left", "Fresh"),
        ("entered", "Chain"),
        ("left", "Against"),
    ], "each once: what a segment tells of itself may end its own membership"


def test_a_person_who_only_turns_waits_for_the_next_minute() -> None:
    echoes = Echoes(limit=3)
    turns = [
        echoes.postpone(1, Touched(reasons={7: {1}}, echoed={7}), at_ms)
        for at_ms in (0, 1, 2, 3, 59_999, 60_000)
    ]
    assert turns == [{}, {}, {}, {7: 60_000}, {7: 60_000}, {}]


async def test_who_is_erased_in_the_middle_of_a_step_is_written_nowhere(shop: LiveShop) -> None:
    bought = await shop.add_segment("Bought", {"event": "bought"})
    await shop.follow()
    await shop.happen(track("ann", "bought", who="ann"), track("bob", "bought", who="bob"))
    ann, bob = await shop.home("ann"), await shop.home("bob")

    async def erase_meanwhile(place: str) -> None:
        if place == "judged":
            await shop.pump.pg(
                "INSERT INTO erasures (workspace_id, profile_id, members, requested_by)"
                " SELECT %s, %s, %s, 'x' WHERE NOT EXISTS (SELECT FROM erasures)",
                shop.pump.workspace_id,
                ann,
                [ann],
            )

    shop.follower = shop.make_follower(erase_meanwhile)
    await shop.follow()
    assert await shop.members(bought) == {bob}
    assert await shop.told() == [(bob, "entered", "Bought")]
    rows = await shop.pump.pg("SELECT person FROM segment_members UNION SELECT person FROM segment_dues")
    assert {row[0] for row in rows} == {bob}


async def test_a_workspace_goes_while_its_segments_are_prepared(shop: LiveShop, engines: Engines) -> None:
    other = await LiveShop.open(engines, "Other")
    kept = await other.add_segment("Kept", {"event": "bought"})
    await shop.add_segment("Live", {"event": "looked", "within": {"last": "P7D"}})
    await shop.follow(*(track(f"d{number}", "looked", who=f"d{number}") for number in range(MANY)))
    shop.people_in_part = 4
    shop.follower = shop.make_follower()
    await shop.add_segment("Preparing", {"event": "looked"})
    await shop.follower.step()
    await shop.pump.pg("DELETE FROM workspaces WHERE id = %s", shop.pump.workspace_id)
    await other.happen(track("ann", "bought", who="ann"))
    await _catch_up(shop)
    assert await other.members(kept) == {await other.home("ann")}


async def _catch_up(shop: LiveShop) -> None:
    """As the follower's own loop does: a lost step is made anew from what is there."""
    while True:
        try:
            await shop.follower.catch_up()
        except StepLostError:
            await shop.follower.forget()
        else:
            return


class Narrow:
    """A store that refuses to judge more than `MOST` people at once, as for want of memory."""

    MOST: Final = 5

    def __init__(self, clickhouse: ClickHouse) -> None:
        self._clickhouse = clickhouse
        self.asked: dict[str, list[int]] = {"segments.live.judge": [], "segments.live.known": []}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        return getattr(self._clickhouse, name)

    async def query(self, sql: str, *, comment: str, **more: Any) -> list[Json]:  # noqa: ANN401 - handed on
        if comment in self.asked:
            self.asked[comment].append(len(more["parameters"]["homes"]))
            if self.asked[comment][-1] > self.MOST:
                raise ClickHouseError(241, "Memory limit exceeded", is_retryable=False)
        return await self._clickhouse.query(sql, comment=comment, **more)


async def test_many_parts_and_halves_come_to_the_same(shop: LiveShop) -> None:
    await shop.happen(
        *(track(f"d{number}", "looked", who=f"d{number}") for number in range(MANY)),
        *(track(f"d{number}", "bought") for number in range(0, MANY, 2)),
    )
    people = [await shop.home(f"d{number}") for number in range(MANY)]
    narrow = Narrow(shop.engines.clickhouse)
    shop.people_in_part = 4
    shop.engines = replace(shop.engines, clickhouse=cast(ClickHouse, narrow))
    shop.follower = shop.make_follower()
    bought = await shop.add_segment("Bought", {"event": "bought"})
    idle = await shop.add_segment("Idle", {"not": {"event": "bought"}})
    by_beginning = await shop.add_segment("By beginning", {"event": "bough*"})  # of this the store is asked
    await shop.follow()
    assert await shop.members(bought) == set(people[::2])
    assert await shop.members(idle) == set(people[1::2])
    assert await shop.members(by_beginning) == set(people[::2])
    assert await shop.told() == [], "what was so before is nothing new"

    await shop.follow(*(track(f"d{number}", "bought") for number in range(1, MANY, 2)))
    assert await shop.members(bought) == await shop.members(by_beginning) == set(people)
    assert await shop.members(idle) == set()
    assert all(max(asked) > Narrow.MOST for asked in narrow.asked.values()), "it was asked about too many"
    whats = (("left", "Idle"), ("entered", "Bought"), ("entered", "By beginning"))
    expected = [(person, *what) for person in people[1::2] for what in whats]
    assert sorted(await shop.told()) == sorted(expected)


async def test_another_zone_moves_what_begins_at_midnight(shop: LiveShop) -> None:
    await shop.pump.pg("UPDATE workspaces SET time_zone = 'Pacific/Honolulu'")
    await shop.add_segment("Soon", {"property": "$birthday", "op": "anniversary_within", "value": "P3D"})
    await shop.follow()
    birthday = datetime.now(UTC) + timedelta(days=20)
    born = f"1990-{birthday:%m-%d}"
    await shop.follow(track("ann", "looked", who="ann"), identify("ann", birthday=born))
    ann = await shop.home("ann")
    due = "SELECT due_ms FROM segment_dues WHERE person = %s"
    ((before,),) = await shop.pump.pg(due, ann)
    # Its clocks show the same hour of the next day.
    await shop.pump.pg("UPDATE workspaces SET time_zone = 'Pacific/Kiritimati'")
    await shop.follower.forget()  # it reads zones anew once a minute
    await shop.follow()
    ((after,),) = await shop.pump.pg(due, ann)
    assert before - after == DAY_MS


CONDITIONS: Final[dict[str, Json]] = {
    "bought": {"event": "bought"},
    "twice": {"event": "bought", "times": {"op": "gte", "value": 2}},
    "idle": {"not": {"event": "bought"}},
    "dear": {"event": "bought", "measure": {"of": "amount", "as": "sum", "op": "gt", "value": 5}},
    "week": {"event": "looked", "within": {"last": "P7D"}},
    "left": {"sequence": [{"event": "looked"}, {"not": {"event": "bought"}}], "within": "P1D"},
    "much": {
        "event": "bought",
        "where": [{"property": "amount", "op": "gte", "value": 2}],
        "times": {"op": "eq", "value": 1},
        "within": {"last": "P3D"},
    },
    "month": {"event": "looked", "times": {"op": "between", "value": [1, 2]}, "within": {"last": "P1M"}},
    "cart": {"sequence": [{"event": "looked"}, {"event": "bought"}], "during": {"last": "P7D"}},
    "pro": {"property": "plan", "op": "eq", "value": "pro"},
    "long": {"property": "plan", "op": "for_at_least", "value": {"value": "pro", "duration": "P2D"}},
}


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 12))])
async def test_members_are_those_whom_the_condition_holds_of(shop: LiveShop, seed: int) -> None:
    """Whatever happens, whoever is remembered: what is written down is what the condition says."""
    chance = random.Random(seed)
    if seed % 2 == 0:
        shop.memory_bytes = 5_000  # two people
        shop.follower = shop.make_follower()
    segments = {name: await shop.add_segment(name, each) for name, each in CONDITIONS.items()}
    devices = [f"d{number}" for number in range(5)]
    for turn in range(6):
        devices.append(f"new{turn}")
        items = []
        for _ in range(chance.randrange(1, 6)):
            device = chance.choice(devices)
            at = format_ms(now_ms() - chance.choice((0, 0, 1, 3, 9)) * DAY_MS)
            item = chance.choice(
                (
                    track(device, "looked", who=device),
                    track(device, "bought", amount=chance.randrange(5)),
                    identify(device, plan=chance.choice(("pro", "free", None))),
                    identify(device, chance.choice(("u1", "u2"))),
                )
            )
            items.append({**item, "timestamp": at})
        shop.is_deaf = chance.random() < 0.3
        await shop.follow(*items)
        merges = await shop.pump.pg("SELECT id FROM merges WHERE undone_at IS NULL ORDER BY id")
        if merges and chance.random() < 0.4:
            async with shop.engines.postgres.connection() as connection:
                await profiles.undo_merge(
                    connection,
                    workspace_id=shop.pump.workspace_id,
                    merge_id=chance.choice(merges)[0],
                    author="test",
                )
            await shop.pump.settle()
        shop.ahead_ms += chance.choice((0, 0, DAY_MS, 5 * DAY_MS))
        if chance.random() < 0.2:
            await shop.follower.forget()
        await shop.follow()
        for name, segment in segments.items():
            expected = await _condition_holds_of(shop, segment)
            assert await shop.members(segment) == expected, (seed, turn, name)
    told = await shop.told()
    # A merge carries memberships over, an undone one back, and neither is told as entering.
    ((joined,),) = await shop.pump.pg(
        "SELECT coalesce(array_agg(DISTINCT home), '{}') FROM merges, unnest(members || dst) AS home"
    )
    for person, name in {(person, name) for person, _, name in told if person not in joined}:
        turns = [what for who, what, which in told if (who, which) == (person, name)]
        assert all(one != other for one, other in pairwise(turns)), (person, name, turns)
