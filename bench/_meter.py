"""What something costs: clock, processor time of ourselves and of the engines, memory at its highest."""

import contextlib
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import psutil

_EVERY_S = 0.02


def tree_cpu(process: psutil.Process) -> float:
    """Seconds of a process and its children, those that have ended with them."""
    seconds = 0.0
    for each in (process, *process.children()):
        with contextlib.suppress(psutil.NoSuchProcess):
            seconds += sum(each.cpu_times()[:4])
    return seconds


class Meter:
    """A context manager; afterwards `clock_s`, `python_s`, seconds of each engine in `engines_s`.

    `more_mb`: by how much our own memory grew at its highest.
    """

    def __init__(self, **engines: int) -> None:
        """`engines`: process ids by name."""
        self._own = psutil.Process()
        self._engines = {name: psutil.Process(pid) for name, pid in engines.items()}
        self._is_over = threading.Event()
        self._watching = threading.Thread(target=self._watch)
        self._before: Mapping[str, float] = {}
        self._resting_bytes = self._highest_bytes = 0
        self._began_s = 0.0
        self.clock_s = self.python_s = self.more_mb = 0.0
        self.engines_s: dict[str, float] = {}

    def _watch(self) -> None:
        while not self._is_over.wait(_EVERY_S):
            self._highest_bytes = max(self._highest_bytes, self._own.memory_info().rss)

    def _read(self) -> dict[str, float]:
        read = {name: tree_cpu(process) for name, process in self._engines.items()}
        return {**read, "python": sum(self._own.cpu_times()[:2])}

    def __enter__(self) -> Self:
        self._resting_bytes = self._highest_bytes = self._own.memory_info().rss
        self._watching.start()
        self._before, self._began_s = self._read(), time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clock_s = time.perf_counter() - self._began_s
        used = {name: value - self._before[name] for name, value in self._read().items()}
        self._is_over.set()
        self._watching.join()
        self.python_s = used.pop("python")
        self.engines_s = used
        self.more_mb = (self._highest_bytes - self._resting_bytes) / 1e6

    def tell(self, count: int = 0) -> str:
        """In words; of `count` things, how many a second and what each costs."""
        parts = {"Python": self.python_s, **self.engines_s}
        if count:
            told = ", ".join(f"{name} {value / count * 1e6:.0f}" for name, value in parts.items())
            return f"{count / self.clock_s:,.0f} a second, CPU µs each: {told}; {self.more_mb:+.0f} MB"
        told = ", ".join(f"{name} {value:.2f}" for name, value in parts.items())
        return f"{self.clock_s:.2f} s, CPU s: {told}; {self.more_mb:+.0f} MB"
