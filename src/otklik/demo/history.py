"""Ninety days before now: every real order of the slice, and simulated visits around and between them.

The data is moved by whole days so that its last day is today; what would lie in the future is left out. Real
are the customers' numbers and countries, the orders with their goods, prices and minutes, and the returns of
known customers (`cancellations.py` says to which order they belong). Invented are names, contacts, devices,
sources, page views and the visits that end without an order. What sells nothing, and returns without a
customer (fees, corrections), belongs to nobody's history and is left out.

The same `now`'s day and `seed` give the same items with the same message ids.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from otklik.demo.cancellations import Matcher
from otklik.demo.catalogue import CURRENCY, Product, load_catalogue
from otklik.demo.devices import Device, make_device, make_source
from otklik.demo.invoices import Invoice, InvoiceKind, read_slice
from otklik.demo.journeys import Goal, Order, Plan, Step, identify, track, walk_visit
from otklik.demo.online_retail import order_completed, order_returned
from otklik.demo.people import customer_of, locale_of, time_zone_of
from otklik.demo.personas import device_of, draw_products
from otklik.demo.standard_events import Properties
from otklik.demo.wire import browser_context, complete, message_id, page_of

DAYS: Final = 90
_SHOWN_PRODUCTS: Final = 3
_CART_ITEMS: Final = 40
_SECOND_DEVICE: Final = 0.3
_QUIET_VISITS: Final = 40
_VISITS_PER_ORDER: Final = 0.6
_KNOWN_LOOKERS: Final = 0.2
_AFTER_ORDERS: Final = 1_000  # a return in the minute of its order comes after it
_OPENS_H: Final = 7
_CLOSES_H: Final = 23
_LOOKER_GOALS: Final = ((Goal.LOOK, 74), (Goal.CART, 18), (Goal.CHECKOUT, 8))
_LOOKER_COUNTRIES: Final = (("United Kingdom", 70), ("Germany", 9), ("France", 8), ("EIRE", 4), ("Spain", 3))


@dataclass(slots=True)
class _Timed:
    """An item at its moment; `number` keeps the order of equal moments."""

    at: datetime
    number: int
    item: Properties


@dataclass(slots=True)
class _Past:
    """What is remembered from day to day while the history is told."""

    shop_url: str
    seed: int
    shift: timedelta
    matcher: Matcher = field(default_factory=Matcher)
    customers: dict[str, str] = field(default_factory=dict)
    signed_in: set[tuple[str, int]] = field(default_factory=set)
    signed_in_today: set[tuple[str, int]] = field(default_factory=set)

    def tell(self, day: date, invoices: Sequence[Invoice]) -> list[_Timed]:
        """One day of the data, moved to its place."""
        random = Random(f"history {self.seed} {day.isoformat()}")
        told: list[_Timed] = []
        for invoice in invoices:
            at = invoice.at + self.shift
            if invoice.kind is InvoiceKind.ORDER:
                self.matcher.remember(invoice)
                told += self._order(random, invoice, at)
            elif invoice.kind is InvoiceKind.CANCELLATION and invoice.customer is not None:
                told.append(self._return(random, invoice, at))
        orders = sum(invoice.kind is InvoiceKind.ORDER for invoice in invoices)
        for _ in range(int((_QUIET_VISITS + orders * _VISITS_PER_ORDER) * random.uniform(0.8, 1.2))):
            told += self._look(random, day)
        self.signed_in |= self.signed_in_today
        self.signed_in_today.clear()
        return told

    def _return(self, random: Random, invoice: Invoice, at: datetime) -> _Timed:
        item = order_returned(invoice, self.matcher.match(invoice))
        item |= {"userId": invoice.customer, "messageId": message_id(random)}
        item["timestamp"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return _Timed(at, _AFTER_ORDERS, item)

    def _order(self, random: Random, invoice: Invoice, at: datetime) -> list[_Timed]:
        """A visit that ends with the real order at its real minute."""
        products, quantities = _shown(invoice)
        user_id, device, asides = self._buyer(random, invoice)
        plan = Plan(
            shop_url=self.shop_url,
            source=make_source(random),
            goal=Goal.ORDER,
            products=products,
            quantities=quantities,
            order=Order(completed=order_completed(invoice), cart=_cart(invoice)),
            before_checkout=asides if user_id else (),
            before_order=() if user_id else asides,
        )
        steps = list(walk_visit(random, plan))
        is_known = user_id is not None and not asides
        start = at - _until_order(steps)
        return _tell_steps(random, plan, device, start, steps, user_id if is_known else None)

    def _buyer(self, random: Random, invoice: Invoice) -> tuple[str | None, Device, list[Properties]]:
        """Who orders, on which device, and what he tells of himself on the way."""
        number = int(random.random() < _SECOND_DEVICE)
        if invoice.customer is None:
            guest = customer_of(f"guest-{invoice.number}", invoice.country)
            return None, device_of(guest, number), [identify(None, guest.traits())]
        customer = customer_of(invoice.customer, invoice.country)
        is_new = invoice.customer not in self.customers
        self.customers[invoice.customer] = invoice.country
        asides: list[Properties] = []
        if (invoice.customer, number) not in self.signed_in:
            self.signed_in_today.add((invoice.customer, number))
            event = track("$registered" if is_new else "$signed_in", {})
            asides = [identify(customer.user_id, customer.traits()), event]
        return customer.user_id, device_of(customer, number), asides

    def _look(self, random: Random, day: date) -> list[_Timed]:
        """A visit that ends without an order: a stranger's, or now and then a customer's."""
        user_id, device = self._looker(random)
        products = draw_products(random, 1, 4)
        plan = Plan(
            shop_url=self.shop_url,
            source=make_source(random),
            goal=random.choices([goal for goal, _ in _LOOKER_GOALS], [share for _, share in _LOOKER_GOALS])[
                0
            ],
            products=products,
            quantities=[random.choice((1, 1, 2, 3)) for _ in products],
        )
        hour = random.triangular(_OPENS_H, _CLOSES_H, 16)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour) + self.shift
        return _tell_steps(random, plan, device, start, list(walk_visit(random, plan)), user_id)

    def _looker(self, random: Random) -> tuple[str | None, Device]:
        if self.signed_in and random.random() < _KNOWN_LOOKERS:
            who = random.choice(list(self.customers))
            customer = customer_of(who, self.customers[who])
            is_signed_in = (who, 0) in self.signed_in
            return who if is_signed_in else None, device_of(customer, 0)
        country = random.choices(
            [name for name, _ in _LOOKER_COUNTRIES], [share for _, share in _LOOKER_COUNTRIES]
        )[0]
        device = make_device(random, locale=locale_of(country), time_zone=time_zone_of(country))
        return None, device


def _shown(invoice: Invoice) -> tuple[list[Product], list[int]]:
    """The products of the order that the shop shows, a few of them, with their quantities."""
    catalogue = load_catalogue()
    found = {line.stock_code: line.quantity for line in invoice.lines if line.stock_code in catalogue}
    codes = list(found)[:_SHOWN_PRODUCTS]
    return [catalogue[code] for code in codes], [max(1, found[code]) for code in codes]


def _cart(invoice: Invoice) -> Properties:
    """The cart before the order; a wholesaler's long one by its amount only."""
    completed = order_completed(invoice)
    cart: Properties = {"amount": completed["amount"], "currency": CURRENCY}
    if len(invoice.lines) <= _CART_ITEMS:
        cart["items"] = completed["items"]
    return cart


def _until_order(steps: Sequence[Step]) -> timedelta:
    """Added up as `_tell_steps` does it, so that the order falls on its very minute."""
    passed = timedelta()
    for step in steps:
        passed += timedelta(seconds=step.wait_s)
        if step.item.get("event") == "$order_completed":
            break
    return passed


def _tell_steps(
    random: Random, plan: Plan, device: Device, start: datetime, steps: Sequence[Step], user_id: str | None
) -> list[_Timed]:
    """The steps as items with their times; an identify with an id names all that follow on the device.

    Times on pages are left out: a third of the items, and nothing real in them.
    """
    at, page, told = start, Properties(), list[_Timed]()
    landing = browser_context(device, plan.source, is_landing=True)
    later = browser_context(device, plan.source, is_landing=False)
    for number, step in enumerate(steps):
        at += timedelta(seconds=step.wait_s)
        page = page_of(step.item) or page
        if step.item.get("event") == "$page_left":
            continue
        named = step.item.get("userId")
        user_id = named if isinstance(named, str) else user_id
        context = (later if number else landing) | {"userAgent": device.user_agent}
        if page is not step.item.get("properties"):
            context["page"] = page
        item = complete(
            step.item, device=device, user_id=user_id, at=at, key=message_id(random), context=context
        )
        told.append(_Timed(at, number, item))
    return told


def history_items(*, shop_url: str, now: datetime, seed: int = 1, days: int = DAYS) -> Iterator[Properties]:
    """Segment batch items in the order of time within each day; a day of them in memory at once.

    `now` is aware; items later than it are left out. About 180 000 items in 90 days.
    """
    by_day: dict[date, list[Invoice]] = defaultdict(list)
    for invoice in read_slice():
        by_day[invoice.at.date()].append(invoice)
    last = max(by_day)
    past = _Past(shop_url.rstrip("/"), seed, timedelta(days=(now.astimezone(UTC).date() - last).days))
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        told = past.tell(day, by_day.get(day, ()))
        for timed in sorted(told, key=lambda timed: (timed.at, timed.number)):
            if timed.at <= now:
                yield timed.item
