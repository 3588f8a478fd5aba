"""Orders that name promo codes: seen in events, once each, whoever orders (docs/reference/promo-codes.md)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from otklik.events.shipping import ship_rows
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime
from otklik.messaging.promo import repository_uses
from otklik.messaging.promo.making import normalize
from otklik.messaging.promo.repository_uses import Use, Used
from otklik.profiles import service as profiles
from otklik.profiles.contracts import SystemEvent
from otklik.profiles.queries_facts import ORDER_EVENTS
from otklik.profiles.shop import as_amount

USED: Final = "$promo_code_used"
NAMES: Final = frozenset(ORDER_EVENTS)
"""Events that are looked at."""
_WHERE: Final = ("coupon", "$promo_code", "promo_code", "coupons")
_MAX: Final = 10
_SAFE: Final = Decimal(10) ** 15
_REFUNDED: Final = "$order_refunded"
_CANCELLED: Final = "$order_cancelled"


class Order(msgspec.Struct, frozen=True):
    """An event of an order."""

    home: int
    name: str
    at_ms: int
    properties: Mapping[str, Any]


def list_keys(properties: Mapping[str, Any]) -> list[str]:
    """The codes that an order names, in the form in which they are one: a text, or a list of them."""
    found: list[str] = []
    for name in _WHERE:
        value = properties.get(name)
        texts = value if isinstance(value, list) else [value]
        for text in texts:
            if isinstance(text, str):
                found += [normalize(part) for part in text.split(",") if part.strip()]
    return [*dict.fromkeys(found)][:_MAX]


def read_amount(properties: Mapping[str, Any]) -> Decimal | None:
    """What an event says of money; None: nothing that could be meant."""
    amount = as_amount(properties.get("amount"))
    return amount if amount is not None and abs(amount) < _SAFE else None


def read_order_id(properties: Mapping[str, Any]) -> str:
    """The order's id; "" without one."""
    value = properties.get("order_id")
    return str(value)[:200] if isinstance(value, str | int) and not isinstance(value, bool) else ""


async def note_orders(connection: Connection, *, workspace_id: int, orders: Sequence[Order]) -> None:
    """Write down which codes were used, in the transaction of whoever follows events: so each event once.

    What is told of an order later (another amount, a refund, a cancellation) changes what was noted.
    """
    named = {key for order in orders for key in list_keys(order.properties)}
    known = await repository_uses.find_codes(connection, workspace_id=workspace_id, keys=sorted(named))
    ids = sorted({read_order_id(order.properties) for order in orders} - {""})
    uses = await repository_uses.list_uses(connection, workspace_id=workspace_id, order_ids=ids)
    told: list[tuple[Order, Used]] = []
    for order in sorted(orders, key=lambda each: each.at_ms):
        told += _apply(order, known, uses)
    await repository_uses.write_uses(connection, workspace_id=workspace_id, uses=_flat(uses.values()))
    await _tell(connection, workspace_id, told)


def _flat(groups: Iterable[Mapping[int, Use]]) -> list[Use]:
    return [use for group in groups for use in group.values()]


def _apply(
    order: Order, known: Mapping[str, Used], uses: dict[str, dict[int, Use]]
) -> list[tuple[Order, Used]]:
    """Bring `uses` up to an event; the codes that it is the first to name."""
    order_id = read_order_id(order.properties)
    if not order_id:
        return []
    mine = uses.setdefault(order_id, {})
    fresh = [
        known[key]
        for key in list_keys(order.properties)
        if key in known and known[key].code_id not in mine and order.name not in {_REFUNDED, _CANCELLED}
    ]
    for code in fresh:
        mine[code.code_id] = Use(code.code_id, order_id, order.home, to_datetime(order.at_ms), Decimal(0))
    for code_id, use in mine.items():
        mine[code_id] = _change(use, order)
    return [(order, code) for code in fresh]


def _change(use: Use, order: Order) -> Use:
    amount, replace = read_amount(order.properties), msgspec.structs.replace
    if order.name == _REFUNDED:
        back = use.amount - use.refunded if amount is None else amount
        return replace(use, refunded=min(use.refunded + max(back, Decimal(0)), use.amount))
    if order.name == _CANCELLED or order.properties.get("status") == "cancelled":
        return replace(use, is_cancelled=True)
    is_back = order.name in {"$order_completed", "$order_paid"}
    return replace(
        use,
        amount=use.amount if amount is None else amount,
        is_cancelled=use.is_cancelled and not is_back,
    )


async def _tell(connection: Connection, workspace_id: int, told: Sequence[tuple[Order, Used]]) -> None:
    """The card of who ordered tells of each code that was used."""
    if not told:
        return
    erased = await profiles.list_erased_homes(connection, workspace_id=workspace_id)
    position = await profiles.next_position(connection)
    events = [
        SystemEvent(
            workspace_id,
            order.home,
            USED,
            order.at_ms,
            position + index,
            {
                "pool": used.pool,
                "code": used.code,
                "order_id": read_order_id(order.properties),
                **({"message_id": str(used.scenario_id)} if used.scenario_id is not None else {}),
            },
        )
        for index, (order, used) in enumerate(told, start=1)
        if order.home not in erased
    ]
    if events:
        await ship_rows(connection, {}, events)
