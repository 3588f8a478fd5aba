"""Reading the "Online Retail" file, or the slice of it that the demo ships: lines grouped into invoices.

Prices are read as exact decimals (the file has at most three places); times are UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, TypeAlias

import pyarrow.parquet as pq

Row: TypeAlias = tuple[str, str, str | None, int, datetime, float, int | None, str]

COLUMNS: Final = (
    "invoice",
    "stock_code",
    "description",
    "quantity",
    "invoiced_at",
    "unit_price",
    "customer_id",
    "country",
)
BATCH_ROWS: Final = 20_000
# The lines of one invoice lie at most a minute apart in the data; an hour is safe and bounds the memory.
_QUIET: Final = timedelta(hours=1)


class InvoiceKind(StrEnum):
    """What an invoice of the data stands for."""

    ORDER = "order"
    CANCELLATION = "cancellation"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line; quantity and price are as in the file, negative ones too."""

    stock_code: str
    description: str
    quantity: int
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity times price, GBP."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice; `customer` is None for the quarter of the lines that carry none."""

    number: str
    at: datetime
    customer: str | None
    country: str
    lines: list[InvoiceLine] = field(default_factory=list)

    @property
    def kind(self) -> InvoiceKind:
        """Cancellations begin with `C`; an order sells something; the rest corrects stock or books."""
        if self.number.startswith("C"):
            return InvoiceKind.CANCELLATION
        is_sale = any(line.quantity > 0 and line.price > 0 for line in self.lines)
        return InvoiceKind.ORDER if is_sale and self.number.isdecimal() else InvoiceKind.ADJUSTMENT

    @property
    def amount(self) -> Decimal:
        """The sum of its lines, GBP."""
        return sum((line.amount for line in self.lines), Decimal(0))


def exact(price: float) -> Decimal:
    """The decimal that the file's number stands for."""
    return Decimal(repr(price))


def read_rows(path: Path) -> Iterator[Row]:
    """The file's lines in its own order, a batch of them in memory at a time."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=list(COLUMNS)):
            yield from zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True)


def read_invoices(path: Path) -> Iterator[Invoice]:
    """Invoices by the time of their first line. The file must be in the order of time."""
    waiting: dict[str, Invoice] = {}
    for number, code, description, quantity, at, price, customer, country in read_rows(path):
        moment = at.replace(tzinfo=UTC)
        if number not in waiting:
            yield from _take_quiet(waiting, moment)
            who = None if customer is None else str(customer)
            waiting[number] = Invoice(number, moment, who, country)
        name = (description or code).strip()
        waiting[number].lines.append(InvoiceLine(code, name, quantity, exact(price)))
    yield from waiting.values()


def _take_quiet(waiting: dict[str, Invoice], now: datetime) -> Iterator[Invoice]:
    """Invoices that are over: oldest first, as a dict keeps the order of their coming."""
    for number in list(waiting):
        if waiting[number].at > now - _QUIET:
            return
        yield waiting.pop(number)


def read_slice() -> list[Invoice]:
    """The ninety days that the demo ships, in the order of time."""
    with as_file(files(__package__).joinpath("data/retail_slice.parquet")) as path:
        return list(read_invoices(path))
