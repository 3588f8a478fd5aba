"""The follower dies at every place it comes to, again and again: each transition is told once, in order."""

import pytest
from tests.integration.segments.live_shop import LiveShop, identify, track

from otklik.infra.engines import Engines
from otklik.segments.live.follower import Follower
from otklik.segments.live.repository import StepLostError


class DeathError(Exception):
    """The process ends here."""


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
