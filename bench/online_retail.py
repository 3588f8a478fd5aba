"""A real shop's year imported in one go, and its totals in the store beside those of the file.

    python -m bench.online_retail [FILE]

FILE is the whole "Online Retail" set as parquet (541 909 lines; default: $OTKLIK_RETAIL_FILE, else the ninety
days that the demo ships). A server of its own is started in a temporary folder. Fails when a total differs.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import httpx

from otklik.demo.invoices import read_rows
from otklik.demo.online_retail import Totals, read_totals
from otklik.infra.embedded.running import find_running
from otklik.infra.listener import free_port

PATIENCE_S = 1_800
START_S = 120
CLI = [sys.executable, "-m", "otklik.cli"]
TOTALS_SQL = """
    WITH toDecimal128OrZero(JSONExtractRaw(properties, 'amount'), 3) AS amount
    SELECT count() AS events, countIf(name = '$order_completed') AS orders,
        countIf(name IN ('$order_refunded', '$order_cancelled')) AS cancellations,
        countIf(name = 'stock_adjusted') AS adjustments,
        sum(JSONLength(properties, 'items')) AS lines,
        toString(sumIf(amount, name = '$order_completed')) AS revenue,
        toString(sumIf(amount, name IN ('$order_refunded', '$order_cancelled'))) AS returned,
        uniqExactIf(person, name = '$identified') AS customers
    FROM events WHERE workspace_id = {workspace_id} FORMAT JSONEachRow"""


@contextmanager
def server(data: Path) -> Iterator[str]:
    """A server without demo; its address."""
    port = free_port("127.0.0.1")
    command = [*CLI, "serve", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def wait_until_ready(address: str) -> None:
    """Until its engines answer."""
    give_up = time.monotonic() + START_S
    while time.monotonic() < give_up:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{address}/readyz").is_success:
                return
        time.sleep(0.2)
    sys.exit("the server did not start in time")


def run(*arguments: str) -> dict[str, Any]:
    """A command of ours; its JSON."""
    done = subprocess.run([*CLI, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def wait_until_stored(address: str, token: str) -> None:
    """Until everything accepted is processed."""
    give_up = time.monotonic() + PATIENCE_S
    headers = {"Authorization": f"Bearer {token}"}
    while time.monotonic() < give_up:
        status = httpx.get(f"{address}/api/v1/intake/status", headers=headers).json()
        if status["accepted"] == status["processed"]:
            return
        time.sleep(0.2)
    sys.exit("the import was not stored in time")


def stored_totals(data: Path, workspace_id: str) -> tuple[int, Totals]:
    """All events of the workspace, and the totals as ClickHouse counts them."""
    running = find_running(data)
    assert running is not None
    url = httpx.URL(running.clickhouse_url)
    answer = httpx.post(
        url.copy_with(path="/", query=b"database=" + url.path.strip("/").encode()),
        content=TOTALS_SQL.replace("{workspace_id}", workspace_id),
    )
    answer.raise_for_status()
    row = answer.json()
    numbers = {
        name: int(row[name]) for name in ("lines", "orders", "cancellations", "adjustments", "customers")
    }
    totals = Totals(**numbers, revenue=Decimal(row["revenue"]), returned=Decimal(row["returned"]))
    return int(row["events"]), totals


def measure(path: Path) -> bool:
    """Import, print, compare; whether all totals are equal."""
    began = time.perf_counter()
    lines = sum(1 for _ in read_rows(path))
    print(f"yardstick, reading the lines into Python: {lines / (time.perf_counter() - began):,.0f} lines/s")
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder, server(Path(folder)) as address:
        data = ("--data", folder)
        owner = ("--owner", "bench@example.com", "--password", "a bench password")
        made = run("workspace", "create", "Retail", *owner, *data, "--json")
        began = time.perf_counter()
        row = run(
            "import", str(path), "--format", "online-retail", "--workspace", made["workspace_id"], *data
        )
        handed_s = time.perf_counter() - began
        wait_until_stored(address, made["api_token"])
        spent_s = time.perf_counter() - began
        events, stored = stored_totals(Path(folder), made["workspace_id"])
    print(
        f"{row['handed_over']:,} items of {lines:,} lines handed over in {handed_s:.1f} s,"
        f" {row['rejected']} refused"
    )
    print(f"stored as {events:,} events in {spent_s:.1f} s: {lines / spent_s:,.0f} order lines/s")
    expected = read_totals(path)
    print(f"file:  {expected}\nstore: {stored}\n{'equal' if stored == expected else 'DIFFERENT'}")
    return stored == expected


def main(arguments: list[str]) -> int:
    """Measure the given file, or the shipped slice."""
    given = arguments[0] if arguments else os.environ.get("OTKLIK_RETAIL_FILE", "")
    with as_file(files("otklik.demo").joinpath("data/retail_slice.parquet")) as shipped:
        return 0 if measure(Path(given) if given else shipped) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
