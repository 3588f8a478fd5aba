"""Who comes: strangers who look, some who buy, known customers on one device or another, and bots."""

import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from otklik.demo.catalogue import Basket, Product, load_baskets, load_catalogue
from otklik.demo.devices import Device, Source, make_device, make_source
from otklik.demo.journeys import Goal, Order, Plan, identify, track
from otklik.demo.people import Customer, customer_of, locale_of, time_zone_of
from otklik.demo.standard_events import CartLine, Properties, cart_properties, order_properties

_REMEMBERED: Final = 200
_RETURNING: Final = 0.25
_CONTACTS: Final = 0.35
_GUEST_NUMBERS: Final = 1_000_000
_STRANGER_COUNTRIES: Final = (
    ("United Kingdom", 60),
    ("Germany", 8),
    ("France", 7),
    ("EIRE", 4),
    ("Spain", 3),
    ("Netherlands", 3),
    ("Australia", 2),
)
_STRANGER_GOALS: Final = ((Goal.LOOK, 66), (Goal.CART, 17), (Goal.CHECKOUT, 6), (Goal.ORDER, 11))
_CUSTOMER_GOALS: Final = ((Goal.LOOK, 45), (Goal.CART, 18), (Goal.CHECKOUT, 7), (Goal.ORDER, 30))
_KINDS: Final = (("stranger", 68), ("customer", 26), ("bot", 6))


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit about to begin."""

    device: Device
    plan: Plan
    user_id: str | None = None


def _draw(random: Random, choices: Sequence[tuple[Goal, int]]) -> Goal:
    return random.choices([goal for goal, _ in choices], [share for _, share in choices])[0]


def draw_products(random: Random, least: int, most: int) -> list[Product]:
    """Different products, the best-sold ones more often."""
    products = list(load_catalogue().values())
    weights = [1 / (place + 6) for place in range(len(products))]
    drawn = random.choices(products, weights, k=random.randint(least, most))
    return list(dict.fromkeys(drawn))


def new_order(lines: Sequence[CartLine]) -> Order:
    """A live order: its number never repeats, whatever the seed."""
    cart = cart_properties(lines)
    return Order(completed=order_properties(f"TT-{uuid.uuid4().hex[:8].upper()}", lines), cart=cart)


def _plan(
    shop_url: str, source: Source, goal: Goal, lines: Sequence[CartLine], **asides: Sequence[Properties]
) -> Plan:
    return Plan(
        shop_url=shop_url,
        source=source,
        goal=goal,
        products=[line.product for line in lines],
        quantities=[line.quantity for line in lines],
        order=new_order(lines) if goal is Goal.ORDER else None,
        before_checkout=asides.get("before_checkout", ()),
        before_order=asides.get("before_order", ()),
    )


@dataclass(slots=True)
class Crowd:
    """Draws visits; remembers a bounded number of devices, so that strangers come back."""

    random: Random
    shop_url: str
    _known: deque[Device] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def draw(self) -> Coming:
        """The next visit."""
        kind = self.random.choices([name for name, _ in _KINDS], [share for _, share in _KINDS])[0]
        if kind == "bot":
            return self._bot()
        return self._customer() if kind == "customer" else self._stranger()

    def _stranger(self) -> Coming:
        random = self.random
        country = random.choices(
            [name for name, _ in _STRANGER_COUNTRIES], [n for _, n in _STRANGER_COUNTRIES]
        )[0]
        goal = _draw(random, _STRANGER_GOALS)
        lines = [CartLine(product, random.choice((1, 1, 2, 3, 6))) for product in draw_products(random, 1, 5)]
        guest = customer_of(f"guest-{random.randrange(_GUEST_NUMBERS)}", country)
        typed = identify(None, {"$email": guest.email}) | {"options": {"source": "typed"}}
        plan = _plan(
            self.shop_url,
            make_source(random),
            goal,
            lines,
            before_checkout=[typed] if goal is not Goal.ORDER and random.random() < _CONTACTS else (),
            before_order=[identify(None, guest.traits())],
        )
        return Coming(self._stranger_device(country), plan)

    def _stranger_device(self, country: str) -> Device:
        if self._known and self.random.random() < _RETURNING:
            return self.random.choice(self._known)
        device = make_device(self.random, locale=locale_of(country), time_zone=time_zone_of(country))
        self._known.append(device)
        return device

    def _customer(self) -> Coming:
        """A known customer with a real basket of his: signed in on his first device, not on the second."""
        random = self.random
        basket = random.choice(load_baskets())
        customer = customer_of(basket.customer, basket.country)
        number = random.choice((0, 0, 1))
        signing_in = (
            [identify(customer.user_id, customer.traits()), track("$signed_in", {})] if number else ()
        )
        goal = _draw(random, _CUSTOMER_GOALS)
        plan = _plan(self.shop_url, make_source(random), goal, _lines_of(basket), before_checkout=signing_in)
        return Coming(device_of(customer, number), plan, None if number else customer.user_id)

    def _bot(self) -> Coming:
        device = make_device(self.random, locale="en-US", time_zone="UTC", is_bot=True)
        lines = [CartLine(product, 1) for product in draw_products(self.random, 3, 8)]
        return Coming(device, _plan(self.shop_url, Source(), Goal.LOOK, lines))


def _lines_of(basket: Basket) -> list[CartLine]:
    products = load_catalogue()
    return [CartLine(products[code], quantity) for code, quantity in basket.lines]


def device_of(customer: Customer, number: int) -> Device:
    """The customer's device number 0 or 1: always the same one."""
    random = Random(f"device {customer.user_id} {number}")
    return make_device(random, locale=locale_of(customer.country), time_zone=time_zone_of(customer.country))
