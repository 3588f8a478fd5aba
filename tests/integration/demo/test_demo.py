"""The demo's workspace, its history through the importer, and the whole way of real orders into the store."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otklik.demo.command import OWNER_EMAIL, WORKSPACE_NAME, prepare_demo
from otklik.demo.formats import DEMO_HISTORY, ONLINE_RETAIL, read_history, register_formats
from otklik.demo.load import IMPORT_NAME, load_history
from otklik.demo.messages import DRAFTS, RUNNING
from otklik.demo.notes import (
    DemoWorkspace,
    HistoryNote,
    find_demo,
    history_path,
    hold_history,
    keep_history,
    read_note,
)
from otklik.demo.online_retail import read_totals
from otklik.demo.segments import list_demo_segments
from otklik.infra.engines import Engines
from otklik.intake.imports import import_file, list_imports
from otklik.intake.imports_formats import estimate_lines, format_names
from otklik.intake.pipeline.testing import Pump
from otklik.intake.tasks import open_importer
from otklik.kit.errors import UnauthorizedError
from otklik.settings import Settings
from otklik.workspaces.service import create_workspace_with_owner, find_write_key, get_workspace_profile

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LINES = 6_000


@pytest.fixture
def retail_file(tmp_path: Path) -> Path:
    """The last lines of the real data, with their cancellations."""
    with as_file(files("otklik.demo").joinpath("data/retail_slice.parquet")) as path:
        table: pa.Table = pq.read_table(path)
    cut = tmp_path / "retail.parquet"
    pq.write_table(table.slice(table.num_rows - LINES), cut)
    return cut


@pytest.fixture
async def demo(engines: Engines, tmp_path: Path) -> DemoWorkspace:
    return await prepare_demo(engines, data_dir=tmp_path)


async def test_the_workspace_is_made_once_and_its_login_kept(engines: Engines, tmp_path: Path) -> None:
    made = await prepare_demo(engines, data_dir=tmp_path)
    assert await prepare_demo(engines, data_dir=tmp_path) == made
    assert (tmp_path / "demo.json").stat().st_mode & 0o777 == 0o600
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT kind, status FROM computed_properties ORDER BY kind")
        kinds = await cursor.fetchall()
        cursor = await connection.execute("SELECT name FROM segments WHERE computed_id IS NULL")
        names = {name for (name,) in await cursor.fetchall()}
        assert names >= {each["name"] for each in list_demo_segments("en")}, "segments to look at"
        cursor = await connection.execute("SELECT status, count(*) FROM scenarios GROUP BY 1 ORDER BY 1")
        told = await cursor.fetchall()
        assert told == [("active", len(RUNNING)), ("draft", len(DRAFTS))], "messages, too"
    assert kinds == [(kind, "preparing") for kind in ("rfm", "score", "stage")], "scores are worked out"
    assert made.owner_email == OWNER_EMAIL
    assert len(made.password) >= 12
    key = await find_write_key(engines, made.write_key)
    assert key is not None
    assert key.workspace_id == made.workspace_id
    profile = await get_workspace_profile(engines, made.workspace_id)
    assert (profile.name, profile.is_demo, profile.currency) == (WORKSPACE_NAME, True, "GBP")
    assert (profile.phone_region, profile.time_zone) == ("GB", "Europe/London")


async def test_two_who_make_it_at_once_get_the_same_login(engines: Engines, tmp_path: Path) -> None:
    """`otklik demo` in the first seconds of `serve --demo`."""
    made = await asyncio.gather(*(prepare_demo(engines, data_dir=tmp_path) for _ in range(3)))
    assert made[0] == made[1] == made[2] == find_demo(tmp_path)


async def test_a_deleted_workspace_is_made_anew_under_the_same_login(
    engines: Engines, demo: DemoWorkspace, tmp_path: Path
) -> None:
    async with engines.postgres.connection() as connection:
        await connection.execute("DELETE FROM workspaces WHERE id = %s", (demo.workspace_id,))
    again = await prepare_demo(engines, data_dir=tmp_path)
    assert again.workspace_id != demo.workspace_id
    assert again.password == demo.password


async def test_somebody_elses_account_is_not_taken(engines: Engines, tmp_path: Path) -> None:
    await create_workspace_with_owner(engines, name="A", email=OWNER_EMAIL, password="another secret")
    with pytest.raises(UnauthorizedError):
        await prepare_demo(engines, data_dir=tmp_path)


def items_of(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for event in events:
        yield from event["properties"].get("items", ())


def money(events: list[dict[str, Any]], *names: str) -> Decimal:
    amounts = (event["properties"]["amount"] for event in events if event["name"] in names)
    return sum((Decimal(str(amount)) for amount in amounts), Decimal(0))


async def test_real_orders_reach_the_store_to_the_penny_and_once(
    engines: Engines, settings: Settings, demo: DemoWorkspace, retail_file: Path
) -> None:
    register_formats()
    importer = open_importer(engines, settings)
    pump = await Pump.open(engines, demo.workspace_id)
    for name in ("first", "again"):
        row = await import_file(
            importer, retail_file, workspace_id=demo.workspace_id, file_format=ONLINE_RETAIL, name=name
        )
        assert (row.status, row.rejected) == ("done", 0)
        assert row.position == row.total == estimate_lines(retail_file, ONLINE_RETAIL)
        await pump.settle()
    events, totals = await pump.events(), read_totals(retail_file)
    names = Counter(event["name"] for event in events)
    assert names["$order_completed"] == totals.orders > 100
    assert names["$order_refunded"] + names["$order_cancelled"] == totals.cancellations > 10
    assert names["stock_adjusted"] == totals.adjustments
    assert sum(1 for _ in items_of(events)) == totals.lines == LINES
    assert money(events, "$order_completed") == totals.revenue
    assert money(events, "$order_refunded", "$order_cancelled") == totals.returned
    users = await pump.pg("SELECT count(*) FROM identities WHERE kind = 'user_id'")
    assert users[0][0] == totals.customers
    assert all(event["quiet"] for event in events)


async def test_the_history_is_loaded_once(
    engines: Engines, settings: Settings, demo: DemoWorkspace, tmp_path: Path
) -> None:
    assert await load_history(engines, settings), "nothing was asked for"
    keep_history(tmp_path, HistoryNote("http://shop.test", NOW, days=1))
    pump = await Pump.open(engines, demo.workspace_id)
    async with pump.running():
        assert await load_history(engines, settings)
        await pump.until(pump.is_idle)
    assert read_note(history_path(tmp_path)).is_loaded
    assert await load_history(engines, settings)
    async with engines.postgres.session() as session:
        [row] = await list_imports(session, workspace_id=demo.workspace_id, limit=9, before_id=None)
    assert (row.name, row.format, row.status, row.rejected) == (IMPORT_NAME, DEMO_HISTORY, "done", 0)
    told = list(read_history(history_path(tmp_path)))
    assert row.position == len(told) > 300
    orders = [event for event in await pump.events() if event["name"] == "$order_completed"]
    assert len(orders) == sum(item.get("event") == "$order_completed" for item in told) > 5


async def test_two_loaders_do_not_meet(engines: Engines, settings: Settings, demo: DemoWorkspace) -> None:
    keep_history(settings.data_dir, HistoryNote("http://shop.test", NOW, days=1))
    with hold_history(settings.data_dir) as is_mine:
        assert is_mine
        assert await load_history(engines, settings)
    assert not read_note(history_path(settings.data_dir)).is_loaded


def test_both_formats_are_taught() -> None:
    register_formats()
    assert {ONLINE_RETAIL, DEMO_HISTORY} <= set(format_names())
