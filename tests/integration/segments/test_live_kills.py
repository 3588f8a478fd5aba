"""The follower dies at every place it comes to, again and again: each transition is told once, in order."""

import pytest
from tests.integration.deadly import Deadly, DeathError
from tests.integration.items import identify, track
from tests.integration.segments.computed_shop import reached, save, values
from tests.integration.segments.live_shop import DAY_MS, LiveShop

from otklik.infra.engines import Engines
from otklik.segments.computed.definitions import Kind
from otklik.segments.live.follower import Follower
from otklik.segments.live.repository import StepLostError


class Mortal:
    """A Checkpoint that lets nobody pass the place of this number."""

    def __init__(self, last: int) -> None:
        self.left = last
        self.place = ""

    async def __call__(self, place: str) -> None:
        self.left -= 1
        self.place = place
        if not self.left:
            raise DeathError(place)


async def die_everywhere(shop: LiveShop) -> list[str]:
    """Somebody dies at each place there is on the way, until all is done and taken in; where they died."""
    deadly = Deadly()
    known = ""
    while known != (known := repr([await shop.told(), await reached(shop), await values(shop)])):
        is_through = False
        while not is_through:
            follower: Follower = shop.make_follower(deadly)
            try:
                await follower.catch_up()
                is_through = True
            except DeathError:
                pass
            finally:
                await follower.forget()
        await shop.pump.settle()
    return deadly.places


async def die_until_done(shop: LiveShop) -> list[str]:
    """Followers die until one is through, then until one has taken in what was told; where they died."""
    places: list[str] = []
    told = -1
    while told != len(await shop.told()):
        told = len(await shop.told())
        places += await _die_until_through(shop)
        await shop.pump.settle()
    return places


async def _die_until_through(shop: LiveShop) -> list[str]:
    """Followers work one after the other, each gets one place further than the one before."""
    places: list[str] = []
    while True:
        mortal = Mortal(len(places) + 1)
        follower: Follower = shop.make_follower(mortal)
        try:
            await follower.catch_up()
        except DeathError:
            places.append(mortal.place)
        else:
            return places
        finally:
            await follower.forget()


@pytest.fixture
async def shop(engines: Engines) -> LiveShop:
    return await LiveShop.open(engines)


async def test_whoever_dies_wherever_each_transition_is_told_once(shop: LiveShop) -> None:
    await shop.happen(track("old", "bought", who="old"), track("old", "left"))
    bought = await shop.add_segment("Bought", {"event": "bought"}, is_announcing=True)
    idle = await shop.add_segment("Idle", {"not": {"event": "bought"}})
    welcome = await shop.add_segment("Welcome", {"event": "$segment_entered"})
    places = await die_until_done(shop)
    assert {"part asked", "told", "prepared", "committed"} <= set(places)
    old = await shop.home("old")
    assert await shop.told() == [(old, "entered", "Bought"), (old, "entered", "Welcome")]

    await shop.happen(*(track(f"d{number}", "looked", who=f"d{number}") for number in range(4)))
    await shop.happen(track("d0", "bought"), identify("d0", n=1), identify("d1", n=1))
    places = await die_until_done(shop)
    assert {"gathered", "judged", "compared", "members written", "growth added", "told"} <= set(places)
    people = [await shop.home(f"d{number}") for number in range(4)]
    for person in people:
        first = "Bought" if person == people[0] else "Idle"
        assert await shop.told(person) == [(person, "entered", first), (person, "entered", "Welcome")]

    await shop.happen(identify("d0", "7"), identify("d1", "7"), track("d2", "bought"))
    await die_until_done(shop)
    (root,) = {people[0], people[1]} & await shop.members(bought)
    assert await shop.members(bought) == {root, old, people[2]}
    assert await shop.members(idle) == {people[3]}
    assert await shop.members(welcome) == {root, old, *people[2:]}
    assert (await shop.told(people[2]))[2:] == [(people[2], "left", "Idle"), (people[2], "entered", "Bought")]
    (other,) = {people[0], people[1]} - {root}
    assert (await shop.told(root))[2:] == [(root, "left", "Idle")], "one of the two was in, so he was"
    assert (await shop.told(other))[2:] == []
    growth = await shop.pump.pg(
        "SELECT sum(entered)::int, sum(left_)::int FROM segment_counts WHERE segment_id = %s", bought
    )
    assert growth == [(3, 0)]


async def test_a_follower_that_lost_its_place_writes_nothing(shop: LiveShop) -> None:
    bought = await shop.add_segment("Bought", {"event": "bought"})
    await shop.follow()
    late = shop.make_follower()
    await late.catch_up()
    await shop.follow(track("ann", "bought", who="ann"))
    assert await shop.members(bought) == {await shop.home("ann")}
    await shop.happen(track("bob", "bought", who="bob"))
    with pytest.raises(StepLostError):
        await late.catch_up()
    await late.forget()
    await late.catch_up()
    assert await shop.members(bought) == {await shop.home("ann"), await shop.home("bob")}
    await shop.pump.settle()
    assert len(await shop.told()) == 2


async def test_whoever_dies_wherever_each_score_is_written_and_told_once(shop: LiveShop) -> None:
    async def writes(person: int) -> list[str]:
        rows = await shop.pump.ch(
            f"SELECT value FROM property_writes WHERE person = {person} AND property = '$score' ORDER BY k"
        )
        return [row["value"] for row in rows]

    hot = await shop.add_segment("Hot", {"property": "$score", "op": "gte", "value": 20})
    await shop.happen(track("old", "bought", who="old"), track("old", "bought"))
    bought = {"id": "bought", "points": 10, "event": "bought", "at_most": 3, "lasts": "P5D"}
    levels = [{"name": "Warm", "at": 10}, {"name": "Hot", "at": 20}]
    half = {**bought, "points": 5}
    await save(shop, Kind.SCORE, {"rules": [half], "levels": levels}, is_announcing=True)
    places = await die_everywhere(shop)
    assert {"part asked", "members written", "prepared", "committed"} <= set(places)
    old = await shop.home("old")
    assert (await reached(shop), await writes(old)) == ([(old, 10, "Warm")], ["10"])
    await save(shop, Kind.SCORE, {"rules": [bought], "levels": levels}, is_announcing=True)
    places = await die_everywhere(shop)
    assert {"settled", "values told", "committed"} <= set(places)
    assert (await reached(shop))[1:] == [(old, 20, "Hot")]
    assert await writes(old) == ["10", "20"]

    await shop.happen(
        track("ann", "bought", who="ann"), identify("ann", n=1), track("bob", "bought", who="bob")
    )
    await shop.happen(identify("bob", n=1))
    await die_everywhere(shop)
    ann, bob = await shop.home("ann"), await shop.home("bob")
    assert [await reached(shop, each) for each in (ann, bob)] == [[(ann, 10, "Warm")], [(bob, 10, "Warm")]]
    await shop.happen(identify("ann", "7"), identify("bob", "7"))
    await die_everywhere(shop)
    (root,) = {ann, bob} & (await values(shop)).keys()
    assert await reached(shop, root) == [(root, 10, "Warm"), (root, 20, "Hot")]
    assert (await writes(ann), await writes(bob)) == (["10", "20"], ["10"]) or root == bob
    assert await shop.members(hot) == {old, root}

    shop.ahead_ms = 6 * DAY_MS
    await die_everywhere(shop)
    assert await values(shop) == {old: 0, root: 0}, "windows ran out"
    assert (await writes(old), (await writes(root))[-1]) == (["10", "20", "0"], "0")
    assert await shop.members(hot) == set()
    assert len(await reached(shop)) == 5
    told = [(person, what) for person, what, _ in await shop.told()]
    assert sorted(told) == sorted((each, what) for each in (old, root) for what in ("entered", "left"))
