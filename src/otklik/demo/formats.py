"""The demo's import formats: the "Online Retail" file, and the history that the demo tells of itself.

The readers are loaded when a file is read: pyarrow costs some 60 MB, which web and worker shall not pay.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from otklik.demo.notes import read_note
from otklik.demo.standard_events import Properties
from otklik.intake.imports_formats import register_format

ONLINE_RETAIL: Final = "online-retail"
DEMO_HISTORY: Final = "demo-history"
ITEMS_A_DAY: Final = 2_015
"""About how many items a day of history has; counting them would take as long as making them."""


def read_online_retail(path: Path) -> Iterator[Properties]:
    """The items of the whole file or a part of it, see `online_retail.py`."""
    items: Iterator[Properties] = import_module("otklik.demo.online_retail").read_items(path)
    return items


def count_online_retail(path: Path) -> int:
    """How many items the file will give: one an invoice, one a customer."""
    totals = import_module("otklik.demo.online_retail").read_totals(path)
    return int(totals.items)


def read_history(path: Path) -> Iterator[Properties]:
    """The items of the history that the note at `path` stands for, see `history.py`."""
    note = read_note(path)
    items: Iterator[Properties] = import_module("otklik.demo.history").history_items(
        shop_url=note.shop_url, now=note.now, seed=note.seed, days=note.days
    )
    return items


def about_items(path: Path) -> int:
    """About how many items a history has."""
    return read_note(path).days * ITEMS_A_DAY


def register_formats() -> None:
    """Teach the importer both formats."""
    register_format(ONLINE_RETAIL, read_online_retail, count=count_online_retail)
    register_format(DEMO_HISTORY, read_history, count=about_items)
