"""Which order a cancellation takes back: the data does not say, so a rule does.

Among the customer's earlier orders (the newest 60 are remembered) the one is taken that still holds the
greatest value of what is cancelled, at the cancellation's own prices; of equals the latest. A cancellation
that takes back the whole of an order untouched so far, to the penny, is `$order_cancelled`; any other is
`$order_refunded`. Where no order holds any of the goods (the order lies before the data, or money alone was
given back), the refund stands alone under the cancellation's own number, with `is_matched` false.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from otklik.demo.invoices import Invoice

_REMEMBERED: Final = 60


@dataclass(slots=True)
class OpenOrder:
    """An order and what of it has not been taken back yet."""

    number: str
    amount: Decimal
    left: Counter[str]
    is_touched: bool = False

    def covered(self, cancellation: Invoice) -> Decimal:
        """The value of the cancelled goods that this order still holds."""
        left = Counter(self.left)
        value = Decimal(0)
        for line in cancellation.lines:
            taken = min(left[line.stock_code], -line.quantity)
            left[line.stock_code] -= taken
            value += line.price * taken
        return value

    def take_back(self, cancellation: Invoice) -> bool:
        """Take the goods off; answers whether this undid the whole order at once."""
        returned: Counter[str] = Counter()
        for line in cancellation.lines:
            returned[line.stock_code] -= line.quantity
        is_whole = not self.is_touched and returned == self.left and self.amount == -cancellation.amount
        self.left -= returned
        self.is_touched = True
        return is_whole


@dataclass(frozen=True, slots=True)
class Match:
    """The order that a cancellation takes back, if one was found, and whether the whole of it."""

    order: str | None
    is_whole: bool


@dataclass(slots=True)
class Matcher:
    """Remembers each customer's latest orders; give it the invoices in the order of time."""

    _orders: dict[str, deque[OpenOrder]] = field(default_factory=dict)

    def remember(self, order: Invoice) -> None:
        """Keep an order of a known customer; a guest's cannot be found again."""
        if order.customer is None:
            return
        left: Counter[str] = Counter()
        for line in order.lines:
            left[line.stock_code] += line.quantity
        kept = self._orders.setdefault(order.customer, deque(maxlen=_REMEMBERED))
        kept.append(OpenOrder(order.number, order.amount, left))

    def match(self, cancellation: Invoice) -> Match:
        """Find the order by the rule above and take the goods off it."""
        best: OpenOrder | None = None
        best_value = Decimal(0)
        for order in reversed(self._orders.get(cancellation.customer or "", ())):
            value = order.covered(cancellation)
            if value > best_value:
                best, best_value = order, value
        if best is None:
            return Match(None, is_whole=False)
        return Match(best.number, best.take_back(cancellation))
