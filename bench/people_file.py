"""A file of everybody: how long a million people take as CSV, and whether memory stays flat.

    python -m bench.people_file [--people 1000000]

The people (three events, a plan each) are put straight into the store of an `otklik serve`, then asked for as
our own CSV with the plan as a column, by HTTP. Prints the time, lines a second, and the most memory of the
web process beside what it had before; the yardstick is the store's own CSV of the same people and plans.
"""

import argparse
import asyncio
import contextlib
import time

import httpx
import psutil
from tests.integration.infra.installation import Installation

from bench._engines import addresses_of, served, store_of
from bench.live_segments import fill
from otklik.infra.addresses import split_clickhouse_url
from otklik.workspaces.contracts import NewWorkspace

EVERYBODY = {"property": "plan", "op": "set"}
_PLAIN = """
    SELECT person, value FROM property_now FINAL WHERE workspace_id = {workspace} AND property = 'plan'
    ORDER BY person FORMAT CSV
    """
_SAMPLE_S = 0.5


def web_bytes(root: psutil.Process) -> int:
    """Memory of the web processes."""
    found = 0
    for process in root.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "app" in " ".join(process.cmdline()):
                found += process.memory_full_info().pss
    return found


async def most_memory(root: psutil.Process, is_over: asyncio.Event) -> int:
    """The most that was seen until it is over."""
    most = 0
    while not is_over.is_set():
        most = max(most, web_bytes(root))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), _SAMPLE_S)
    return most


async def fetch(url: str, token: str) -> tuple[int, int, float]:
    """Lines, bytes and seconds of the file."""
    started, lines, size = time.monotonic(), 0, 0
    headers = {"Authorization": f"Bearer {token}"}
    body = {"format": "csv", "filter": EVERYBODY, "columns": ["id", "plan"]}
    async with (
        httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, trust_env=False, timeout=600) as client,
        client.stream("POST", "/exports/file", json=body) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError((await answer.aread()).decode()[:500])
        async for chunk in answer.aiter_bytes():
            lines += chunk.count(b"\n")
            size += len(chunk)
    return lines, size, time.monotonic() - started


async def measure(running: Installation, made: NewWorkspace, people: int) -> None:
    server = psutil.Process(running.process.pid)
    async with store_of(running) as clickhouse:
        await fill(clickhouse, made.workspace_id, people)
    before, is_over = web_bytes(server), asyncio.Event()
    watching = asyncio.create_task(most_memory(server, is_over))
    lines, size, took = await fetch(running.url, made.api_token)
    is_over.set()
    most = await watching
    print(f"{lines:,} lines, {size / 1e6:.1f} MB in {took:.1f} s: {lines / took:,.0f} lines/s")
    print(f"memory of the web process, MB: {before // 1_000_000} before, {most // 1_000_000} at most")
    started = time.monotonic()
    store_url, database = split_clickhouse_url(addresses_of(running).clickhouse_url)
    async with httpx.AsyncClient(trust_env=False, timeout=120) as client:
        sql = _PLAIN.format(workspace=made.workspace_id)
        plain = await client.post(store_url, params={"database": database}, content=sql)
    rows = plain.raise_for_status().content.count(b"\n")
    print(f"yardstick, the store's own CSV: {rows:,} lines in {time.monotonic() - started:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with served() as (running, made):
        asyncio.run(measure(running, made, arguments.people))


if __name__ == "__main__":
    main()
