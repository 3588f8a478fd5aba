"""Writes the rows of `people` anew, for the people asked for: a repeat gives the same row."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from otklik.events import queries_facts, repository_facts
from otklik.events.facts_rows import ASKED, SHOPS, AskedRow, ShopRow, make_shop_row
from otklik.events.prepared import encode_rows
from otklik.infra.engines import Engines
from otklik.profiles import service as profiles
from otklik.profiles.facts import Trade, read_event
from otklik.profiles.service import Cluster

CHUNK: Final = 5_000
"""People written by one run of statements: most of their cost is the same for hundreds and for thousands."""
_RUN_SHIFT: Final = 20

Touched = tuple[int, int]


async def write_people(engines: Engines, touched: Iterable[Touched]) -> None:
    """Write the rows of these (workspace, person), whoever they belong to."""
    by_workspace: dict[int, set[int]] = {}
    for workspace_id, person in touched:
        by_workspace.setdefault(workspace_id, set()).add(person)
    if not by_workspace:
        return
    version = await repository_facts.take_version(engines.postgres)
    run = version << _RUN_SHIFT
    for workspace_id, people in sorted(by_workspace.items()):
        for chunk in _chunks(sorted(people)):
            run += 1
            await _write_chunk(engines, workspace_id, chunk, version=version, run=run)
            await queries_facts.clear_scratch(engines.clickhouse)


async def _write_chunk(
    engines: Engines, workspace_id: int, people: list[int], *, version: int, run: int
) -> None:
    clickhouse = engines.clickhouse
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=people)
    asked = _ask(workspace_id, clusters, run)
    await clickhouse.insert(ASKED, encode_rows(asked), token=f"asked-{run}")
    shops = await _sum_shops(engines, workspace_id, run)
    if shops:
        await clickhouse.insert(SHOPS, encode_rows(shops), token=f"shops-{run}")
    await queries_facts.write_people(clickhouse, workspace_id=workspace_id, run=run, version=version)
    homes = await queries_facts.count_homes(clickhouse, workspace_id=workspace_id, run=run)
    if homes < len(asked) or any(row.member != row.root for row in asked):
        await queries_facts.hide_people(clickhouse, workspace_id=workspace_id, run=run, version=version)


def _ask(workspace_id: int, clusters: Mapping[int, Cluster], run: int) -> list[AskedRow]:
    rows: dict[int, AskedRow] = {}
    for cluster in clusters.values():
        for member in cluster.members:
            rows[member] = AskedRow(run, workspace_id, member, cluster.root, cluster.stage)
    return list(rows.values())


async def _sum_shops(engines: Engines, workspace_id: int, run: int) -> list[ShopRow]:
    """The shop's side of those asked for who ever had a cart or an order."""
    clickhouse = engines.clickhouse
    if not await queries_facts.has_trades(clickhouse, workspace_id=workspace_id, run=run):
        return []
    orders, recent = await asyncio.gather(
        queries_facts.sum_orders(clickhouse, workspace_id=workspace_id, run=run),
        queries_facts.list_recent(clickhouse, workspace_id=workspace_id, run=run),
    )
    trades: dict[int, Trade] = {}
    for row in orders:
        trades.setdefault(row["root"], Trade()).orders = row
    for row in recent:
        trades.setdefault(row["root"], Trade()).recent.append(read_event(row))
    return [make_shop_row(trade, run=run, root=root) for root, trade in trades.items()]


def _chunks(people: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(people)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
