"""The embedded ClickHouse: `python -m otklik.infra.embedded.clickhouse_server --data DIR --port P`.

One process per data folder (held by a lock that names its pid); the password comes in
OTKLIK_CLICKHOUSE_PASSWORD.
"""

import argparse
import asyncio
import fcntl
import hashlib
import importlib
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from otklik.infra.embedded.chdb_pool import EngineError, Pool
from otklik.infra.embedded.clickhouse_http import ClickHouseHttp
from otklik.infra.listener import listen
from otklik.infra.serving import run, serve_asgi

_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - the spool below it is private to this process
_GIVE_BACK_EVERY_S = 30.0
_SERVER_OPTIONS = {
    "mark_cache_size": 64 * 1024 * 1024,
    "uncompressed_cache_size": 0,
    "index_mark_cache_size": 16 * 1024 * 1024,
    "query_condition_cache_size": 16 * 1024 * 1024,
    "compiled_expression_cache_size": 16 * 1024 * 1024,
    "primary_index_cache_size": 16 * 1024 * 1024,
    "max_thread_pool_free_size": 8,
    "background_pool_size": 2,
    "background_merges_mutations_concurrency_ratio": 2,
    "background_schedule_pool_size": 4,
    "background_common_pool_size": 2,
    "background_fetches_pool_size": 1,
    "background_move_pool_size": 1,
    "background_message_broker_schedule_pool_size": 1,
    "background_distributed_schedule_pool_size": 1,
    "background_buffer_flush_schedule_pool_size": 1,
}


def main() -> None:
    """Serve until SIGTERM."""
    arguments = _parse()
    data = arguments.data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    with _hold(data):
        spool = _make_spool(data)
        try:
            _serve(arguments, data=data, spool=spool)
        finally:
            shutil.rmtree(spool, ignore_errors=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="ClickHouse's HTTP protocol over chDB")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--memory", type=int, default=700_000_000, help="cap of the engine's memory, bytes")
    parser.add_argument("--queries", type=int, default=4, help="queries at the same time")
    return parser.parse_args()


def _serve(arguments: argparse.Namespace, *, data: Path, spool: Path) -> None:
    connect = _connector(data, memory_bytes=arguments.memory)
    password = os.environ.get("OTKLIK_CLICKHOUSE_PASSWORD", "")
    run(_run(arguments, connect=connect, spool=spool, password=password))


async def _run(
    arguments: argparse.Namespace, *, connect: Callable[[], Any], spool: Path, password: str
) -> None:
    pool = Pool(connect, queries=arguments.queries, inserts=2)
    application = ClickHouseHttp(pool, spool=spool, password=password)
    giving = asyncio.create_task(_give_back(pool))
    with listen(arguments.host, arguments.port) as listener:
        await serve_asgi(application, listener=listener, keep_alive_s=600)
    giving.cancel()
    await asyncio.gather(giving, return_exceptions=True)
    pool.close()


async def _give_back(pool: Pool) -> None:
    """Give freed memory back to the system: jemalloc would keep some 60 MB after a burst."""
    while True:
        await asyncio.sleep(_GIVE_BACK_EVERY_S)
        with suppress(EngineError):
            await pool.control("SYSTEM JEMALLOC PURGE")


def _connector(data: Path, *, memory_bytes: int) -> Callable[[], Any]:
    """How a connection is opened. chDB prints pieces of failed answers on stdout, so that goes nowhere."""
    if any(mark in str(data) for mark in "?&%#"):
        sys.exit(f"The folder name {str(data)!r} may not hold ? & % #: choose another data folder.")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    for heavy in ("pyarrow", "pandas", "numpy"):  # chDB would load them for features that are not used here
        sys.modules[heavy] = None  # type: ignore[assignment] # None refuses an import
    chdb = importlib.import_module("chdb._chdb")  # after the heavy modules were shut out

    options = "&".join(f"{name}={value}" for name, value in _SERVER_OPTIONS.items())
    return partial(chdb.connect, f"{data}?max_server_memory_usage={memory_bytes}&{options}")


def _make_spool(data: Path) -> Path:
    """A private folder for bodies of inserts, in memory where there is a memory file system."""
    base = _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else data
    spool = base / f"otklik-spool-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"
    shutil.rmtree(spool, ignore_errors=True)  # left by a killed process; the lock says that it is dead
    spool.mkdir(mode=0o700)
    return spool


def _hold(data: Path) -> TextIO:
    """Lock the folder and write our pid into the lock.

    Ends the program in plain words when another process holds it: chDB itself would only say "BAD_ARGUMENTS".
    """
    path = data.with_name(f"{data.name}.lock")
    file = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        pid = file.read().strip() or "unknown"
        sys.exit(
            f"The ClickHouse folder {data} is in use by process {pid}. "
            f"Stop that process (kill {pid}) or start with another --data folder."
        )
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


if __name__ == "__main__":
    main()
