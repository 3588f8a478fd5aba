"""The whole product idle with the demo's data: seconds to ready, memory and processor by kind of process.

    python -m bench.idle [--quiet 60]

Starts `otklik serve --demo` in a fresh folder, waits until the ninety days of history are loaded and the
pipeline has caught up, lets it rest, and adds up the process tree; then starts it a second time. RSS counts
pages that processes share once for each of them (PostgreSQL's buffers, the programs themselves); PSS counts
them once. Of a processor it tells the share of one core while nothing comes in: the demo's visitors are
stopped for it. Targets on two free cores: at most 1.2 GB, ready within 60 s first and 15 s later, web, worker
and supervisor together at most 3 % of a core.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from otklik.infra.listener import free_port

TARGET_MB = 1_200
FIRST_READY_S = 60
READY_S = 15
HISTORY_S = 240
TARGET_CPU = 3.0
OURS = ("web", "worker", "supervisor")
LOOK_S = 30.0
KINDS = (
    ("clickhouse", "clickhouse_server"),
    ("postgres", "postgres"),
    ("web", "otklik.app"),
    ("worker", "otklik.worker"),
    ("demo shop", "otklik.demo.shop"),
    ("demo visitors", "otklik.demo.simulator"),
    ("demo history", "demo-history"),
    ("supervisor", " serve "),
)


@dataclass(slots=True)
class Use:
    """Of one kind of process: how many there are and what they hold, in bytes."""

    number: int = 0
    rss: int = 0
    pss: int = 0


def kind_of(process: psutil.Process) -> str:
    title = f"{process.name()} {' '.join(process.cmdline())} "
    return next((kind for kind, mark in KINDS if mark in title), "other")


def memory(root: psutil.Process) -> dict[str, Use]:
    """What each kind holds. PSS needs the right to look into PostgreSQL's account: root has it."""
    uses: dict[str, Use] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            kind, rss = kind_of(process), process.memory_info().rss
            pss = int(process.memory_full_info().pss)
        except psutil.AccessDenied:
            pss = rss
        except psutil.NoSuchProcess:
            continue
        use = uses.setdefault(kind, Use())
        use.number, use.rss, use.pss = use.number + 1, use.rss + rss, use.pss + pss
    return uses


def cpu_seconds(root: psutil.Process) -> dict[str, float]:
    """Processor time so far by kind, with that of children that have ended: it moves to their parent."""
    seconds: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            kind = kind_of(process)
            seconds[kind] = seconds.get(kind, 0.0) + sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return seconds


def report_cpu(root: psutil.Process) -> None:
    """Let the visitors rest, and print what everybody takes of a core meanwhile."""
    visitors = [each for each in root.children(recursive=True) if kind_of(each) == "demo visitors"]
    for each in visitors:
        each.suspend()
    time.sleep(5)  # what they began is done
    before = cpu_seconds(root)
    time.sleep(LOOK_S)
    taken = {kind: seconds - before.get(kind, 0.0) for kind, seconds in cpu_seconds(root).items()}
    for each in visitors:
        each.resume()
    for kind, seconds in sorted(taken.items(), key=lambda item: -item[1]):
        print(f"quiet  {kind:14} {seconds / LOOK_S * 100:5.2f} % of a core")
    ours = sum(taken.get(kind, 0.0) for kind in OURS) / LOOK_S * 100
    print(f"quiet  {', '.join(OURS)}: {ours:.2f} % of a core (target {TARGET_CPU} %)", flush=True)


def rss_sum(root: psutil.Process) -> int:
    total = 0
    for process in [root, *root.children(recursive=True)]:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


@contextmanager
def peak_of(root: psutil.Process) -> Iterator[list[int]]:
    """The highest sum of RSS while the block runs, looked at four times a second."""
    peak, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.25):
            peak[0] = max(peak[0], rss_sum(root))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Server:
    """A running `serve --demo`."""

    process: subprocess.Popen[bytes]
    output: Path
    url: str

    def said(self, text: str) -> bool:
        """Whether it wrote this on the terminal."""
        assert self.process.poll() is None, self.output.read_text()
        return text in self.output.read_text()

    def wait_for(self, text: str, *, timeout_s: float) -> None:
        """Wait until it writes this."""
        until = time.monotonic() + timeout_s
        while not self.said(text):
            assert time.monotonic() < until, f"no {text!r} within {timeout_s} s: {self.output.read_text()}"
            time.sleep(0.05)


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Start with the demo; what Python compiles is kept, as on any usual machine."""
    port, output = free_port(), folder / "output.txt"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    words = ("serve", "--demo", "--data", str(folder / "data"), "--port", str(port))
    with output.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "otklik.cli", *words], env=environment, stdout=file)
    try:
        yield Server(process, output, f"http://127.0.0.1:{port}")
    finally:
        started = time.monotonic()
        process.terminate()
        process.wait(40)
        print(f"stopped in {time.monotonic() - started:.1f} s")


def wait_until_ready(server: Server, *, target_s: int, which: str) -> None:
    started = time.monotonic()
    server.wait_for("Otklik is ready", timeout_s=120)
    print(f"{which}: ready in {time.monotonic() - started:.1f} s (target {target_s} s)", flush=True)


def wait_until_quiet(server: Server) -> None:
    """History handed over and all of it processed."""
    started = time.monotonic()
    server.wait_for("demo history: done", timeout_s=HISTORY_S)
    until = started + HISTORY_S
    while lag_ms(server.url) > 1_000 or any(
        kind_of(each) == "demo history" for each in psutil.Process(server.process.pid).children()
    ):
        assert time.monotonic() < until, "the pipeline does not catch up"
        time.sleep(0.2)
    print(f"ninety days of history are in after another {time.monotonic() - started:.0f} s", flush=True)


def lag_ms(url: str) -> float:
    """Of the slowest process, as its metrics say."""
    lines = httpx.get(f"{url}/metrics", timeout=10, trust_env=False).text.splitlines()
    return max((float(line.split()[-1]) for line in lines if line.startswith("otklik_lag_ms")), default=0.0)


def report(uses: dict[str, Use], *, which: str) -> None:
    for kind, use in sorted(uses.items(), key=lambda item: -item[1].rss):
        print(f"{which}  {kind:14} {use.number:3}  RSS {use.rss / 1e6:7.0f} MB  PSS {use.pss / 1e6:7.0f} MB")
    rss, pss = (sum(getattr(use, name) for use in uses.values()) / 1e6 for name in ("rss", "pss"))
    print(f"{which}  sum RSS {rss:.0f} MB, PSS {pss:.0f} MB (target {TARGET_MB} MB)", flush=True)


def measure(folder: Path, *, quiet_s: float) -> None:
    with serve(folder) as server:
        root = psutil.Process(server.process.pid)
        with peak_of(root) as peak:
            wait_until_ready(server, target_s=FIRST_READY_S, which="first start")
            wait_until_quiet(server)
            time.sleep(quiet_s)
        report(memory(root), which="idle")
        print(f"peak while the history was loaded: RSS {peak[0] / 1e6:.0f} MB")
    with serve(folder) as server:
        wait_until_ready(server, target_s=READY_S, which="second start")
        time.sleep(quiet_s)
        again = psutil.Process(server.process.pid)
        report(memory(again), which="again")
        report_cpu(again)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", type=float, default=60, help="seconds of rest before looking")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as name:
        measure(Path(name), quiet_s=arguments.quiet)


if __name__ == "__main__":
    main()
