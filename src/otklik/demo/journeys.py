"""What a visitor does on the shop, as steps in time; the simulator walks them live, the history in the past.

A step waits, then gives one item in the shape that the tracker sends (without ids, times and context, which
`wire.py` adds). Everything derives from the given `Random`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from random import Random
from typing import Final

from otklik.demo.catalogue import Category, Language, Product, load_catalogue
from otklik.demo.devices import Source
from otklik.demo.shop.texts import CATEGORY_TITLES, TEXTS
from otklik.demo.standard_events import (
    CartLine,
    Properties,
    cart_properties,
    line_properties,
    product_properties,
)

SHOP_NAME: Final = TEXTS["shop_name"][Language.EN]
_LANDING_ON_SHELF: Final = 0.5  # of the clicks on advertising; the others land on a product
_BY_SHELF: Final = 0.45
_BY_SEARCH: Final = 0.1
_SEARCHES: Final = ("bag", "christmas", "hot water bottle", "clock", "heart", "napkins", "teapot", "umbrella")


class Goal(IntEnum):
    """How far a visit goes."""

    LOOK = 0
    CART = 1
    CHECKOUT = 2
    ORDER = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Wait `wait_s` seconds, then send `item`."""

    wait_s: float
    item: Properties


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered in the end: properties of `$order_completed`, and of the cart before it."""

    completed: Properties
    cart: Properties


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit before it is walked."""

    shop_url: str
    source: Source
    goal: Goal
    products: Sequence[Product]
    quantities: Sequence[int]
    order: Order | None = None
    before_checkout: Sequence[Properties] = ()
    before_order: Sequence[Properties] = ()

    def lines(self) -> list[CartLine]:
        """The cart that this visit fills."""
        return [
            CartLine(product, count) for product, count in zip(self.products, self.quantities, strict=True)
        ]


def track(event: str, properties: Properties) -> Properties:
    """An item of an event."""
    return {"type": "track", "event": event, "properties": properties}


def identify(user_id: str | None, traits: Properties) -> Properties:
    """An item that names the visitor, or only tells of him when `user_id` is None."""
    item: Properties = {"type": "identify", "traits": traits}
    return item | {"userId": user_id} if user_id else item


class _Walk:
    """The pages of one visit, each closed by `$page_left` before the next."""

    def __init__(self, random: Random, plan: Plan) -> None:
        self._random = random
        self._plan = plan
        self._path = ""
        self._referrer = plan.source.referrer
        self._search = plan.source.search
        self._spent_s = 0.0

    def pause(self, least_s: float, most_s: float) -> float:
        """A human's pause: mostly short, sometimes long."""
        wait = self._random.triangular(least_s, most_s, least_s + (most_s - least_s) * 0.3)
        self._spent_s += wait
        return wait

    def act(self, item: Properties, *, least_s: float = 2, most_s: float = 12) -> Step:
        """Something done on the present page."""
        return Step(self.pause(least_s, most_s), item)

    def at_once(self, item: Properties) -> Step:
        """Something that the page itself reports as it opens."""
        return Step(0, item)

    def leave(self) -> Iterator[Step]:
        """Close the present page, if there is one."""
        if not self._path:
            return
        wait = self.pause(3, 40)
        spent_ms = int(self._spent_s * 1000)
        properties: Properties = {
            "url": self._plan.shop_url + self._path,
            "path": self._path,
            "active_ms": int(spent_ms * self._random.uniform(0.55, 1)),
            "duration_ms": spent_ms,
            "scroll": self._random.randrange(20, 101),
        }
        yield Step(wait, track("$page_left", properties))

    def open(self, path: str, title: str) -> Iterator[Step]:
        """Leave the present page for another."""
        yield from self.leave()
        referrer = self._plan.shop_url + self._path if self._path else self._referrer
        self._path, self._spent_s = path, 0.0
        properties: Properties = {
            "url": f"{self._plan.shop_url}{path}{self._search}",
            "path": path,
            "title": f"{title} · {SHOP_NAME}",
            "referrer": referrer,
            "search": self._search,
        }
        self._search = ""
        yield self.at_once({"type": "page", "properties": properties})


def _open_shelf(walk: _Walk, category: Category) -> Iterator[Step]:
    yield from walk.open(f"/category/{category.value}", CATEGORY_TITLES[category][Language.EN])
    yield walk.at_once(track("$category_viewed", {"category": category.value}))


def _search(walk: _Walk, random: Random) -> Iterator[Step]:
    query = random.choice(_SEARCHES)
    results = sum(query in product.en.lower() for product in load_catalogue().values())
    yield from walk.open("/search", TEXTS["search_title"][Language.EN])
    yield walk.at_once(track("$search_performed", {"query": query, "results": results}))


def _open_product(walk: _Walk, plan: Plan, product: Product) -> Iterator[Step]:
    yield from walk.open(f"/product/{product.code}", product.en)
    yield walk.at_once(track("$product_viewed", product_properties(product, plan.shop_url)))


def _arrive(walk: _Walk, random: Random, plan: Plan) -> Iterator[Step]:
    """Land on the front page, a shelf, or straight on a product as people from advertising do."""
    is_deep = bool(plan.source.search) and bool(plan.products)
    if is_deep and random.random() < _LANDING_ON_SHELF:
        yield from _open_shelf(walk, plan.products[0].category)
    elif not is_deep:
        yield from walk.open("/", TEXTS["tagline"][Language.EN])


def _look_around(walk: _Walk, random: Random, plan: Plan) -> Iterator[Step]:
    shelf: Category | None = None
    for line in plan.lines():
        if line.product.category is not shelf and random.random() < _BY_SHELF:
            shelf = line.product.category
            yield from _open_shelf(walk, shelf)
        elif random.random() < _BY_SEARCH:
            yield from _search(walk, random)
        yield from _open_product(walk, plan, line.product)
        if plan.goal >= Goal.CART:
            yield walk.act(track("$cart_added", line_properties(line, plan.shop_url)), least_s=5, most_s=30)


def _buy(walk: _Walk, plan: Plan) -> Iterator[Step]:
    """Cart, checkout, order: as far as the goal says."""
    cart = plan.order.cart if plan.order else cart_properties(plan.lines())
    yield from walk.open("/cart", TEXTS["cart"][Language.EN])
    yield walk.at_once(track("$cart_viewed", cart))
    if plan.goal < Goal.CHECKOUT:
        return
    for item in plan.before_checkout:
        yield walk.act(item)
    yield from walk.open("/checkout", TEXTS["checkout_title"][Language.EN])
    yield walk.at_once(track("$order_started", cart))
    if plan.goal < Goal.ORDER or plan.order is None:
        return
    for item in plan.before_order:
        yield walk.act(item, least_s=8, most_s=30)
    yield walk.act(track("$order_completed", plan.order.completed), least_s=5, most_s=20)
    yield from walk.open("/thanks", TEXTS["thanks"][Language.EN])


def walk_visit(random: Random, plan: Plan) -> Iterator[Step]:
    """All steps of a visit in order, the last page left at the end."""
    walk = _Walk(random, plan)
    yield from _arrive(walk, random, plan)
    yield from _look_around(walk, random, plan)
    if plan.goal >= Goal.CART:
        yield from _buy(walk, plan)
    yield from walk.leave()
