"""A whole `otklik serve` for tests, started and stopped as a user does it."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from otklik.infra.embedded.process import ChildSpec, spawn
from otklik.infra.embedded.running import running_addresses
from otklik.infra.engines import open_engines
from otklik.settings import Settings
from otklik.workspaces.contracts import NewWorkspace
from otklik.workspaces.service import create_workspace_with_owner

OWNER = "owner@example.com"
PASSWORD = "correct horse battery staple"
_READY = "Otklik is ready at "
_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.2
_KINDS = {
    "postgres": "bin/postgres",
    "clickhouse": "clickhouse_server",
    "web": "otklik.app",
    "worker": "otklik.worker",
}


@dataclass(slots=True)
class Installation:
    """A running supervisor over a data folder."""

    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def url(self) -> str:
        return self.output.split(_READY)[1].split()[0]

    def child(self, kind: str) -> psutil.Process:
        """The child of a kind: postgres, clickhouse, web, worker. Raises LookupError while it is away."""
        for each in psutil.Process(self.process.pid).children():
            if _KINDS[kind] in " ".join(_command(each)):
                return each
        raise LookupError(kind)

    def kill(self, kind: str) -> int:
        """kill -9 the child of a kind; its former pid."""
        child = self.child(kind)
        child.kill()
        return child.pid

    def stop(self, timeout_s: float = 40) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def command(data: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "otklik.cli", *words, "--data", str(data)]


def run_json(data: Path, *words: str) -> dict[str, str]:
    """A command of ours that answers in JSON."""
    done = subprocess.run(command(data, *words, "--json"), check=True, capture_output=True, timeout=120)
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def make_workspace(data: Path, name: str, *, owner: str = OWNER, password: str = PASSWORD) -> NewWorkspace:
    """What `otklik workspace create` does beside a running server, without the start of a program for it.

    In a thread of its own: a loop may run in the caller's.
    """

    async def make() -> NewWorkspace:
        async with open_engines(running_addresses(Settings(data_dir=data))) as engines:
            return await create_workspace_with_owner(engines, name=name, email=owner, password=password)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(make())).result()


@contextmanager
def installation(data: Path, *, env: dict[str, str] | None = None, port: int = 0) -> Iterator[Installation]:
    """Start and wait until it is ready; whatever is left in the end is killed."""
    log = data.with_name(f"{data.name}.{time.monotonic_ns()}.out")
    spec = ChildSpec(
        name="otklik", command=tuple(command(data, "serve", "--port", str(port))), log_path=log, env=env or {}
    )
    process = spawn(spec)
    started = Installation(data, process, log)
    try:
        wait_for(lambda: _READY in started.output or process.poll() is not None, timeout_s=90)
        assert process.poll() is None, started.output
        yield started
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for each in psutil.wait_procs(children, timeout=20)[1]:
        each.kill()


def wait_for(is_true: object, *, timeout_s: float = 30) -> None:
    """Wait for a condition (a function without arguments)."""
    assert callable(is_true)
    deadline = time.monotonic() + timeout_s
    pauses = _pauses()
    while not is_true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(next(pauses))


async def wait_for_async(is_true: object, *, timeout_s: float = 30) -> None:
    """As `wait_for`, with a coroutine function."""
    assert callable(is_true)
    deadline = time.monotonic() + timeout_s
    pauses = _pauses()
    while not await is_true():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(next(pauses))


def _pauses() -> Iterator[float]:
    """Seconds between two looks, longer and longer: asking often keeps busy who is to get ready."""
    pause_s = _FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(pause_s * 1.5, _LONGEST_PAUSE_S)


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
