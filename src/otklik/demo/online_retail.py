"""The whole "Online Retail" file as history: every line lands in exactly one event.

- an order becomes `$order_completed` with all its lines;
- a cancellation becomes `$order_cancelled` or `$order_refunded` (the rule stands in `cancellations.py`);
- what is neither (stock found or lost, bad debt written off: no sale, mostly no customer) becomes
  `stock_adjusted`, so that no order is invented; that, and returns without a customer (mostly fees), are
  the events of one back-office visitor.

A known customer is the User ID, first told of by an `identify` with his country; a guest is a visitor of one
order. Message ids derive from the invoice numbers: a second import adds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otklik.demo.cancellations import Match, Matcher
from otklik.demo.catalogue import CURRENCY, load_catalogue
from otklik.demo.invoices import Invoice, InvoiceKind, InvoiceLine, read_invoices
from otklik.demo.journeys import identify, track
from otklik.demo.people import country_name
from otklik.demo.standard_events import JsonValue, Properties
from otklik.demo.wire import rfc3339

BACK_OFFICE: Final = "retail-back-office"
_THOUSANDTHS: Final = 1000


def product_name(line: InvoiceLine) -> str:
    """The shop's own title of a product it sells now, else the data's description in sentence case."""
    product = load_catalogue().get(line.stock_code)
    return product.en if product else line.description.capitalize()


def line_items(invoice: Invoice) -> list[JsonValue]:
    """The lines as `items`; what a cancellation gives back is counted up from zero too."""
    sign = -1 if invoice.kind is InvoiceKind.CANCELLATION else 1
    return [
        {
            "product_id": line.stock_code,
            "name": product_name(line),
            "price": float(line.price),
            "quantity": sign * line.quantity,
        }
        for line in invoice.lines
    ]


def order_completed(invoice: Invoice) -> Properties:
    """Properties of the order that an invoice is."""
    return {
        "order_id": invoice.number,
        "amount": float(invoice.amount),
        "currency": CURRENCY,
        "items": line_items(invoice),
    }


def order_returned(invoice: Invoice, match: Match) -> Properties:
    """The item of a cancellation: the order it takes back, and a positive amount."""
    properties: Properties = {
        "order_id": match.order or invoice.number,
        "refund_id": invoice.number,
        "is_matched": match.order is not None,
        "amount": float(-invoice.amount),
        "currency": CURRENCY,
        "items": line_items(invoice),
    }
    return track("$order_cancelled" if match.is_whole else "$order_refunded", properties)


def stock_adjusted(invoice: Invoice) -> Properties:
    """The item of an invoice that sells nothing."""
    properties: Properties = {
        "invoice": invoice.number,
        "amount": float(invoice.amount),
        "currency": CURRENCY,
        "items": line_items(invoice),
    }
    return track("stock_adjusted", properties)


def owner_of(invoice: Invoice) -> Properties:
    """Whose event it is."""
    if invoice.customer is not None:
        return {"userId": invoice.customer}
    if invoice.kind is not InvoiceKind.ORDER:
        return {"anonymousId": BACK_OFFICE}
    return {"anonymousId": f"retail-guest-{invoice.number}"}


def _stamped(item: Properties, invoice: Invoice, key: str) -> Properties:
    return item | owner_of(invoice) | {"messageId": f"retail-{key}", "timestamp": rfc3339(invoice.at)}


def invoice_item(invoice: Invoice, matcher: Matcher) -> Properties:
    """The one event of an invoice, without ids; the matcher learns of orders by the way."""
    if invoice.kind is InvoiceKind.ORDER:
        matcher.remember(invoice)
        return track("$order_completed", order_completed(invoice))
    if invoice.kind is InvoiceKind.CANCELLATION:
        return order_returned(invoice, matcher.match(invoice))
    return stock_adjusted(invoice)


def read_items(path: Path) -> Iterator[Properties]:
    """Every invoice of the file as an item for the importer, in the order of time, memory bounded."""
    matcher = Matcher()
    met: set[str] = set()
    for invoice in read_invoices(path):
        customer = invoice.customer
        if customer is not None and customer not in met:
            met.add(customer)
            traits: Properties = {"$country": country_name(invoice.country)}
            yield _stamped(identify(customer, traits), invoice, f"customer-{customer}")
        yield _stamped(invoice_item(invoice, matcher), invoice, invoice.number)


@dataclass(frozen=True, slots=True)
class Totals:
    """What the file holds, to compare with what the store says after an import. Money in GBP."""

    lines: int
    orders: int
    cancellations: int
    adjustments: int
    customers: int
    revenue: Decimal
    returned: Decimal

    @property
    def items(self) -> int:
        """Items for the importer: one an invoice, and an identify a customer."""
        return self.orders + self.cancellations + self.adjustments + self.customers


def read_totals(path: Path) -> Totals:
    """Totals computed by columns straight from the file, by none of the code that makes the events."""
    table = pq.read_table(path, columns=["invoice", "quantity", "unit_price", "customer_id"])
    amounts = pc.multiply(
        pc.cast(pc.round(pc.multiply(table["unit_price"], _THOUSANDTHS)), pa.int64()),
        pc.cast(table["quantity"], pa.int64()),
    )
    is_sale = pc.and_(pc.greater(table["quantity"], 0), pc.greater(table["unit_price"], 0))
    grouped = (
        table.append_column("amount", amounts)
        .append_column("is_sale", is_sale)
        .group_by("invoice")
        .aggregate([("amount", "sum"), ("is_sale", "any")])
    )
    is_returned = pc.starts_with(grouped["invoice"], "C")
    is_order = pc.and_(pc.utf8_is_decimal(grouped["invoice"]), grouped["is_sale_any"])
    orders, returns = grouped.filter(is_order), grouped.filter(is_returned)
    return Totals(
        lines=table.num_rows,
        orders=orders.num_rows,
        cancellations=returns.num_rows,
        adjustments=grouped.num_rows - orders.num_rows - returns.num_rows,
        customers=pc.count_distinct(table["customer_id"], mode="only_valid").as_py(),
        revenue=_pounds(orders),
        returned=-_pounds(returns),
    )


def _pounds(invoices: pa.Table) -> Decimal:
    return Decimal(pc.sum(invoices["amount_sum"]).as_py() or 0) / _THOUSANDTHS
