# ruff: noqa: E501 - SQL, read line by line
"""The shop's rows in DuckDB and PostgreSQL, copied once, and the same questions asked of them.

Each gets what suits it: only the columns that are asked for, amounts and categories taken out of their JSON
already, in PostgreSQL the indexes by name and time, by property and by person. Both count merged people as
one, as we do.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import httpx
import psutil
import psycopg

from bench._shop import DATABASE, NOW_MS, WORKSPACE
from bench._shop_questions import DAY_MS, PAST_MS
from otklik.infra.embedded import postgres as embedded
from otklik.infra.embedded.process import spawn, stop, wait_until

_COPIED: Final = {
    "events": (
        "person bigint, name text, ts bigint, category text, amount double precision",
        "SELECT person, name, toUnixTimestamp64Milli(ts), p.category.:String, {amount} FROM events".format(
            amount="coalesce(p.amount.:Float64, toFloat64(p.amount.:Int64))"
        ),
    ),
    "redirects": ("src bigint, dst bigint", "SELECT src, dst FROM redirects"),
    "property_now": (
        "property text, person bigint, value text",
        "SELECT property, person, value FROM property_now FINAL",
    ),
    "property_writes": (
        "property text, person bigint, ts bigint, place bigint, value text",
        "SELECT property, person, toUnixTimestamp64Milli(ts), {place}, value FROM property_writes".format(
            place="toInt64(bitAnd(k, toUInt128(9223372036854775807)))"
        ),
    ),
    "tags": (
        "tag text, person bigint",
        "SELECT key, person FROM mark_writes WHERE kind = 'tag' AND is_on = 1",
    ),
}
_INDEXES: Final = (
    "CREATE INDEX ON events (name, ts) INCLUDE (person, amount, category)",
    "CREATE INDEX ON redirects (src) INCLUDE (dst)",
    "CREATE INDEX ON property_now (property, value) INCLUDE (person)",
    "CREATE INDEX ON property_writes (property, person, ts, place)",
    "CREATE INDEX ON tags (tag, person)",
)
_POSTGRES: Final = {
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "max_parallel_workers_per_gather": "2",
    "jit": "off",
}
STEP: Final = 20
LAST: Final = 10_000
"""Batches copied at once, and more than there are."""
_ROOTS: Final = "FROM events e LEFT JOIN redirects r ON r.src = e.person"
_ROOT: Final = "coalesce(r.dst, e.person)"


def _people(where: str, having: str) -> str:
    return (
        f"SELECT count(*) FROM (SELECT {_ROOT} AS root {_ROOTS} WHERE {where} AND ts <= {NOW_MS}"
        f" GROUP BY 1 HAVING {having}) AS found"
    )


def _times(name: str) -> str:
    return f"count(*) FILTER (WHERE name = '{name}')"


_WEEK: Final = f"ts >= {NOW_MS - 7 * DAY_MS}"
PLAIN: Final = {
    "lifetime: 5 pages, no order": _people(
        "name IN ('$page_viewed', '$order_completed')",
        f"{_times('$page_viewed')} >= 5 AND {_times('$order_completed')} = 0",
    ),
    "lifetime: ordered twice": _people("name = '$order_completed'", "count(*) >= 2"),
    "30 days, property: 3 views over 20 000": _people(
        f"name = '$product_viewed' AND ts >= {NOW_MS - 30 * DAY_MS} AND amount > 20000", "count(*) >= 3"
    ),
    "7 days: cart and no order": _people(
        f"name IN ('$cart_viewed', '$order_completed') AND {_WEEK}",
        f"{_times('$cart_viewed')} > 0 AND {_times('$order_completed')} = 0",
    ),
    "sum over orders: 50 000": _people("name = '$order_completed'", "sum(amount) >= 50000"),
    "same category 3 times in 7 days": (
        f"SELECT count(DISTINCT root) FROM (SELECT {_ROOT} AS root, category {_ROOTS} WHERE name = '$product_viewed'"
        f" AND {_WEEK} AND ts <= {NOW_MS} GROUP BY 1, 2 HAVING count(*) >= 3) AS found"
    ),
    "sequence with absence, 7 days": (
        f"WITH theirs AS (SELECT {_ROOT} AS root, name, ts {_ROOTS}"
        f" WHERE name IN ('$cart_viewed', '$order_completed') AND {_WEEK} AND ts <= {NOW_MS})"
        " SELECT count(DISTINCT root) FROM theirs c WHERE name = '$cart_viewed'"
        f" AND ts + 3600000 < {NOW_MS} AND NOT EXISTS (SELECT FROM theirs o WHERE o.root = c.root"
        " AND o.name = '$order_completed' AND o.ts > c.ts AND o.ts <= c.ts + 3600000)"
    ),
    "property: plan is pro": "SELECT count(*) FROM property_now WHERE property = 'plan' AND value = '\"pro\"'",
    "property as of 200 days ago": (
        f"SELECT count(*) FROM (SELECT DISTINCT ON (1) {_ROOT} AS root, value FROM property_writes e"
        f" LEFT JOIN redirects r ON r.src = e.person WHERE property = 'plan' AND ts <= {PAST_MS}"
        " ORDER BY 1, ts DESC, place DESC) AS latest WHERE value = '\"pro\"'"
    ),
    "tag": f"SELECT count(DISTINCT {_ROOT}) FROM tags e LEFT JOIN redirects r ON r.src = e.person WHERE tag = 'vip'",
}


class Yardstick(NamedTuple):
    """Another engine with the same rows. `process`: whose CPU a question takes."""

    name: str
    ask: Callable[[str], Awaitable[int]]
    process: psutil.Process


@asynccontextmanager
async def open_yardsticks(folder: Path, clickhouse_url: str) -> AsyncIterator[list[Yardstick]]:
    """Both, filled when they were not yet."""
    files = {name: folder / f"{name}.csv" for name in _COPIED}
    duck, plan = folder / "duckdb", embedded.prepare(folder / "postgresql", extra=_POSTGRES)
    if not (folder / "copied").exists():
        for name, file in files.items():
            await _copy_out(clickhouse_url, name, file)
    process = spawn(plan.spec)
    try:
        wait_until(plan.is_ready, process, spec=plan.spec, timeout_s=60)
        plan.ensure_database()
        with (
            closing(duckdb.connect(str(duck))) as quack,
            psycopg.connect(plan.dsn(), autocommit=True) as postgres,
        ):
            if not (folder / "copied").exists():
                _fill_duckdb(quack, files)
                _fill_postgres(postgres, files)
                (folder / "copied").touch()
                for file in files.values():
                    file.unlink()

            async def ask_duckdb(sql: str) -> int:
                return _first(quack.execute(sql.replace("SELECT FROM", "SELECT 1 FROM")).fetchone())

            async def ask_postgres(sql: str) -> int:
                return _first(postgres.execute(sql).fetchone())

            yield [
                Yardstick("DuckDB", ask_duckdb, psutil.Process()),
                Yardstick("PostgreSQL", ask_postgres, psutil.Process(postgres.info.backend_pid)),
            ]
    finally:
        stop(process, plan.spec)
        plan.clean()


async def _copy_out(clickhouse_url: str, name: str, file: Path) -> None:
    """A table's rows as CSV, so many batches at a time: the server holds an answer whole."""
    select = _COPIED[name][1]
    where = f"{' AND ' if 'WHERE' in select else ' WHERE '}workspace_id = {WORKSPACE}"
    steps = (
        [""]
        if name == "redirects"
        else [f" AND batch >= {at} AND batch < {at + STEP}" for at in range(0, LAST, STEP)]
    )
    async with httpx.AsyncClient(timeout=600, trust_env=False) as client:
        with file.open("wb") as out:
            for step in steps:
                answer = await client.post(
                    clickhouse_url, params={"database": DATABASE}, content=f"{select}{where}{step} FORMAT CSV"
                )
                assert answer.status_code == httpx.codes.OK, answer.text[:500]
                out.write(answer.content)


def _fill_duckdb(quack: "duckdb.DuckDBPyConnection", files: dict[str, Path]) -> None:
    started = time.monotonic()
    for name, (columns, _) in _COPIED.items():
        quack.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
        quack.execute(f"COPY {name} FROM '{files[name]}' (FORMAT csv, HEADER false, NULLSTR '\\N')")
    print(f"DuckDB is filled, {time.monotonic() - started:.0f} s", flush=True)


def _fill_postgres(postgres: "psycopg.Connection[Any]", files: dict[str, Path]) -> None:
    started = time.monotonic()
    for name, (columns, _) in _COPIED.items():
        postgres.execute(f"DROP TABLE IF EXISTS {name}")
        postgres.execute(f"CREATE UNLOGGED TABLE {name} ({columns})")
        with (
            files[name].open("rb") as rows,
            postgres.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv, NULL '\\N')") as copy,
        ):
            while piece := rows.read(1 << 20):
                copy.write(piece)
    for statement in _INDEXES:
        postgres.execute(statement)
    postgres.execute("VACUUM ANALYZE")
    print(f"PostgreSQL is filled, {time.monotonic() - started:.0f} s", flush=True)


def _first(row: tuple[Any, ...] | None) -> int:
    return int(row[0]) if row else 0
