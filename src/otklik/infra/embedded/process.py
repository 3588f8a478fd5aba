"""Child processes that die with us: how one is described, started, waited for and stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LAUNCHER = Path(__file__).with_name("launch.py")
STANDS_BACK: Final = 10  # a ninth of a busy processor beside one that does not
_POLL_S = 0.02
_LOG_TAIL_BYTES = 4_000


class EngineStartError(Exception):
    """An engine did not start; the text says why, in words, and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system user a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A program to run: `command` without a shell, output to `log_path`, `stop_signal` asks it to end.

    `inherited` are file descriptors (a listening socket) that the child keeps. `nice` is how far it stands
    back when the processors are busy: 0 … 19.
    """

    name: str
    command: tuple[str, ...]
    log_path: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    inherited: tuple[int, ...] = ()
    nice: int = 0

    def argv(self) -> list[str]:
        """The whole command line: the launcher first, so that the child dies with this process."""
        uid, gid = (self.account.uid, self.account.gid) if self.account else (-1, -1)
        head = [sys.executable, "-I", "-S", str(LAUNCHER)]
        numbers = (int(self.stop_signal), os.getpid(), uid, gid, self.nice)
        return [*head, *map(str, numbers), *self.command]

    def environment(self) -> dict[str, str]:
        """Our environment and the child's own additions."""
        return {**os.environ, **self.env}


def spawn(spec: ChildSpec) -> subprocess.Popen[bytes]:
    """Start the child; call from the main thread, whose end is what the child watches (prctl(2))."""
    if spec.log_path is None:
        return subprocess.Popen(spec.argv(), env=spec.environment(), stdin=subprocess.DEVNULL)  # noqa: S603 - our own
    spec.log_path.parent.mkdir(parents=True, exist_ok=True)
    with spec.log_path.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            spec.argv(), env=spec.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def wait_until(
    is_ready: Callable[[], bool], process: subprocess.Popen[bytes], *, spec: ChildSpec, timeout_s: float
) -> None:
    """Wait until the child answers.

    Raises EngineStartError with the end of its log when it exits first or is late.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise EngineStartError(
                f"{spec.name} ended while starting (code {process.returncode}). {log_tail(spec)}"
            )
        if is_ready():
            return
        time.sleep(_POLL_S)
    raise EngineStartError(f"{spec.name} did not answer within {timeout_s:.0f} s. {log_tail(spec)}")


def stop(process: subprocess.Popen[bytes], spec: ChildSpec, *, timeout_s: float = 15) -> None:
    """Ask the child to end, and kill it if it has not after `timeout_s`."""
    if process.poll() is not None:
        return
    process.send_signal(spec.stop_signal)
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def log_tail(spec: ChildSpec) -> str:
    """The last lines of the child's log, for the message of a failure."""
    if spec.log_path is None or not spec.log_path.exists():
        return ""
    with spec.log_path.open("rb") as log:
        log.seek(max(0, spec.log_path.stat().st_size - _LOG_TAIL_BYTES))
        text = log.read().decode(errors="replace").strip()
    return f"The end of {spec.log_path}:\n{text}"
