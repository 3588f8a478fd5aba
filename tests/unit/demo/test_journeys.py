from random import Random

from hypothesis import given
from hypothesis import strategies as st

from otklik.demo.catalogue import load_catalogue
from otklik.demo.devices import make_source
from otklik.demo.journeys import Goal, Plan, walk_visit
from otklik.demo.personas import Crowd, new_order
from otklik.demo.simulator.crowd import is_awake
from otklik.demo.simulator.door import wait_before
from otklik.demo.standard_events import CartLine

LAST_EVENT = {
    Goal.CART: "$cart_viewed",
    Goal.CHECKOUT: "$order_started",
    Goal.ORDER: "$order_completed",
}


@given(seed=st.integers(), goal=st.sampled_from(Goal), count=st.integers(1, 5))
def test_a_visit_goes_as_far_as_its_goal_and_closes_every_page(seed: int, goal: Goal, count: int) -> None:
    random = Random(seed)
    products = list(load_catalogue().values())[:count]
    lines = [CartLine(product, 2) for product in products]
    order = new_order(lines) if goal is Goal.ORDER else None
    plan = Plan("http://s", make_source(random), goal, products, [2] * count, order)
    steps = list(walk_visit(random, plan))
    events = [step.item.get("event") for step in steps]
    assert all((name in events) == (goal >= reached) for reached, name in LAST_EVENT.items())
    assert events.count("$cart_added") == (count if goal >= Goal.CART else 0)
    assert sum(step.item["type"] == "page" for step in steps) == events.count("$page_left")
    assert steps[0].item["type"] == "page"
    assert events[-1] == "$page_left"
    assert all(0 <= step.wait_s <= 60 for step in steps)


def test_the_crowd_is_mixed_and_seeded() -> None:
    crowd, again = (Crowd(Random(5), "http://s") for _ in range(2))
    comings = [crowd.draw() for _ in range(400)]
    assert [coming.device for coming in comings] == [again.draw().device for _ in range(400)]
    agents = {coming.device.user_agent for coming in comings}
    assert any("bot" in agent for agent in agents)
    assert {coming.plan.goal for coming in comings} == set(Goal)
    assert any(coming.user_id for coming in comings)
    devices = [coming.device.anonymous_id for coming in comings if coming.user_id is None]
    assert len(set(devices)) < len(devices), "some strangers come back"


def test_waiting_grows_is_bounded_and_hears_the_server() -> None:
    random = Random(1)
    waits = [wait_before(attempt, None, random) for attempt in range(40)]
    assert waits[0] <= 0.5
    assert all(wait <= 60 for wait in waits)
    assert waits[12] >= 30
    assert 7 <= wait_before(0, "7", random) <= 8
    assert wait_before(0, "86400", random) <= 61
    assert wait_before(0, "Wed, 21 Oct 2026 07:28:00 GMT", random) <= 0.5


def test_somebody_is_always_awake_and_all_are_at_noon() -> None:
    for hour in range(24):
        assert is_awake(0, 12, hour)
    assert all(is_awake(slot, 12, 12) for slot in range(12))
    assert not is_awake(11, 12, 3)
