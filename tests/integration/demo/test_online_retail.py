"""The shipped slice stands for the whole file: same columns, same code."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from otklik.demo.invoices import COLUMNS
from otklik.demo.online_retail import read_items, read_totals
from otklik.demo.standard_events import Properties


@contextmanager
def slice_path() -> Iterator[Path]:
    with as_file(files("otklik.demo").joinpath("data/retail_slice.parquet")) as path:
        yield path


def properties_of(item: Properties) -> Properties:
    properties = item.get("properties")
    assert isinstance(properties, dict)
    return properties


def money(items: list[Properties], *events: str) -> Decimal:
    amounts = [properties_of(item)["amount"] for item in items if item.get("event") in events]
    return sum((Decimal(repr(amount)) for amount in amounts), Decimal(0))


def test_events_add_up_to_the_totals_of_the_file() -> None:
    with slice_path() as path:
        items, totals = list(read_items(path)), read_totals(path)
    names = Counter(item.get("event") or item["type"] for item in items)
    assert names["$order_completed"] == totals.orders == 6943
    assert names["$order_cancelled"] + names["$order_refunded"] == totals.cancellations == 1212
    assert names["stock_adjusted"] == totals.adjustments
    assert names["identify"] == totals.customers == 2918
    lines = [properties_of(item)["items"] for item in items if item["type"] == "track"]
    assert sum(len(each) for each in lines if isinstance(each, list)) == totals.lines == 207_855
    assert money(items, "$order_completed") == totals.revenue
    assert money(items, "$order_cancelled", "$order_refunded") == totals.returned


def test_items_are_in_the_order_of_time_and_named_once() -> None:
    with slice_path() as path:
        items = list(read_items(path))
    times = [str(item["timestamp"]) for item in items]
    assert times == sorted(times)
    assert len({item["messageId"] for item in items}) == len(items)
    assert all(("userId" in item) != ("anonymousId" in item) for item in items)


def test_the_slice_is_small_and_carries_its_licence() -> None:
    with slice_path() as path:
        assert path.stat().st_size < 1_500_000
        schema = pq.read_schema(path)
    assert tuple(schema.names) == COLUMNS
    assert b"CC BY 4.0" in schema.metadata[b"source"]


def test_lines_of_one_invoice_that_mix_with_others(tmp_path: Path) -> None:
    path = tmp_path / "mixed.parquet"
    minute = 60_000
    pq.write_table(
        pa.table(
            {
                "invoice": ["1", "2", "1", "3"],
                "stock_code": ["a", "b", "c", "d"],
                "description": ["A", None, "C", "D"],
                "quantity": pa.array([1, 2, 3, 4], pa.int32()),
                "invoiced_at": pa.array([0, 0, minute, 120 * minute], pa.timestamp("ms")),
                "unit_price": [1.0, 2.0, 0.001, 4.0],
                "customer_id": pa.array([5, None, 5, None], pa.int32()),
                "country": ["EIRE"] * 4,
            }
        ),
        path,
    )
    items = [item for item in read_items(path) if item["type"] == "track"]
    assert [properties_of(item)["order_id"] for item in items] == ["1", "2", "3"]
    assert [properties_of(item)["amount"] for item in items] == [1.003, 4.0, 16.0]
    assert read_totals(path).revenue == Decimal("21.003")
