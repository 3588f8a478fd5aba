"""Make the data that the demo ships from the full "Online Retail" file.

    python demo/make_slice.py online_retail.parquet

Writes three files into `src/otklik/demo/data/`; the same input gives the same bytes:

- `retail_slice.parquet`: every line of the last 90 days, in the columns and the order of the full file;
- `catalogue.json`: the 60 products that most invoices of those days held, with the list price (the median
  of what was paid), under the titles and drawings of `demo/titles.tsv`, which are ours;
- `baskets.json`: real baskets of known customers, cut to the catalogue, for the visitor simulator.

Source of the data: "Online Retail", Daqing Chen, UCI Machine Learning Repository, 2015,
doi 10.24432/C5BW33, licence CC BY 4.0.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from otklik.demo.invoices import COLUMNS

DAYS = 90
PRODUCTS = 60
BASKETS = 600
MAX_BASKET_LINES = 8
MAX_BASKET_QUANTITY = 48
SEED = 20111209
LICENCE = "Online Retail, Daqing Chen, UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33, CC BY 4.0"
ROOT = Path(__file__).resolve().parent.parent
TITLES = ROOT / "demo" / "titles.tsv"
TARGET = ROOT / "src" / "otklik" / "demo" / "data"


def last_days(table: pa.Table) -> pa.Table:
    """Return the lines of the last `DAYS` calendar days of the data, ordered by time and invoice."""
    last: date = pc.max(table["invoiced_at"]).as_py().date()
    days = pc.cast(table["invoiced_at"], pa.date32())
    kept = table.filter(pc.greater(days, pa.scalar(last - timedelta(days=DAYS))))
    order = [("invoiced_at", "ascending"), ("invoice", "ascending"), ("stock_code", "ascending")]
    return kept.select(list(COLUMNS)).sort_by(order)


def write_slice(table: pa.Table, path: Path) -> None:
    """Write the lines as zstd parquet, the licence in the file's own metadata."""
    pq.write_table(
        table.replace_schema_metadata({"source": LICENCE}),
        path,
        compression="zstd",
        compression_level=22,
    )


def is_sale(line: dict[str, Any]) -> bool:
    """Tell a sold catalogue product from a cancellation, postage, a correction or a gift."""
    return (
        not line["invoice"].startswith("C")
        and line["stock_code"][:1].isdigit()
        and line["quantity"] > 0
        and line["unit_price"] > 0
    )


def make_catalogue(sales: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the best-sold products, most invoices first, with our titles; complain if a title is missing."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        titles = {row["code"]: row for row in csv.DictReader(file, delimiter="\t")}
    invoices: dict[str, set[str]] = defaultdict(set)
    prices: dict[str, list[float]] = defaultdict(list)
    for line in sales:
        invoices[line["stock_code"]].add(line["invoice"])
        prices[line["stock_code"]].append(line["unit_price"])
    best = sorted(invoices, key=lambda code: (-len(invoices[code]), code))[:PRODUCTS]
    missing = [code for code in best if code not in titles]
    if missing:
        sys.exit(f"demo/titles.tsv has no line for {', '.join(missing)}")
    return [
        titles[code] | {"price": str(Decimal(str(median(prices[code]))).quantize(Decimal("0.01")))}
        for code in best
    ]


def make_baskets(sales: list[dict[str, Any]], codes: set[str]) -> list[dict[str, Any]]:
    """Return `BASKETS` real baskets of different known customers, drawn by a fixed seed."""
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    country: dict[int, str] = {}
    for line in sales:
        customer = line["customer_id"]
        if customer is not None and line["stock_code"] in codes:
            country[customer] = line["country"]
            found[customer, line["invoice"]][line["stock_code"]] += line["quantity"]
    by_customer = {customer: basket for (customer, _), basket in sorted(found.items())}
    fitting = sorted(
        customer
        for customer, basket in by_customer.items()
        if len(basket) <= MAX_BASKET_LINES and max(basket.values()) <= MAX_BASKET_QUANTITY
    )
    drawn = sorted(Random(SEED).sample(fitting, min(BASKETS, len(fitting))))
    return [
        {"customer": str(who), "country": country[who], "lines": sorted(by_customer[who].items())}
        for who in drawn
    ]


def write_json(path: Path, rows: list[dict[str, Any]]) -> None:
    """One row a line, so that a change of the data can be read as a difference."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main(source: Path) -> None:
    """Make the three files from `source` and say how big they are."""
    TARGET.mkdir(parents=True, exist_ok=True)
    table = last_days(pq.read_table(source))
    write_slice(table, TARGET / "retail_slice.parquet")
    sales = [line for line in table.to_pylist() if is_sale(line)]
    catalogue = make_catalogue(sales)
    write_json(TARGET / "catalogue.json", catalogue)
    write_json(TARGET / "baskets.json", make_baskets(sales, {row["code"] for row in catalogue}))
    for path in sorted(TARGET.iterdir()):
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
