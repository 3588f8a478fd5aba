"""Keeps one child alive: starts it, notices its end, starts it again with growing pauses, stops it."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Final

from otklik.infra.embedded.process import ChildSpec, EngineStartError, log_tail

_POLL_S: Final = 0.05
_PAUSE_MIN_S: Final = 0.2
_PAUSE_MAX_S: Final = 5.0
_STABLE_S: Final = 60.0

Say = Callable[[str], None]


class Keeper:
    """One child. `is_ready` asks whether it answers (blocking); without it a running child is ready.

    `before` is done before each start.
    """

    def __init__(
        self,
        spec: ChildSpec,
        *,
        say: Say,
        is_ready: Callable[[], bool] | None = None,
        ready_timeout_s: float = 60,
        before: Callable[[], None] | None = None,
    ) -> None:
        self.spec = spec
        self._say = say
        self._is_ready = is_ready
        self._ready_timeout_s = ready_timeout_s
        self._before = before
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_stopping = False

    @property
    def pid(self) -> int | None:
        """The pid of the running child."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Start the child, wait until it is ready, and keep it from then on. Raises EngineStartError."""
        await self._start_once()
        self._task = asyncio.create_task(self._keep(), name=f"keep {self.spec.name}")

    async def stop(self, *, timeout_s: float = 15) -> None:
        """End the child and the keeping of it; a child that does not end in time is killed."""
        self._is_stopping = True
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._end(timeout_s)

    async def _start_once(self) -> None:
        spec = self.spec
        if self._before is not None:
            await asyncio.to_thread(self._before)
        log = None
        if spec.log_path is not None:
            spec.log_path.parent.mkdir(parents=True, exist_ok=True)
            log = spec.log_path.open("ab")
        try:
            self._process = await asyncio.create_subprocess_exec(
                *spec.argv(),
                env=spec.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=spec.inherited,
            )
        finally:
            if log is not None:
                log.close()
        await self._wait_until_ready(self._process)

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + self._ready_timeout_s
        while self._is_ready is not None and not await asyncio.to_thread(self._is_ready):
            if process.returncode is not None:
                raise EngineStartError(f"{self.spec.name} ended while starting. {log_tail(self.spec)}")
            if time.monotonic() > deadline:
                late = f"did not answer within {self._ready_timeout_s:.0f} s"
                raise EngineStartError(f"{self.spec.name} {late}. {log_tail(self.spec)}")
            await asyncio.sleep(_POLL_S)

    async def _keep(self) -> None:
        pause_s = _PAUSE_MIN_S
        while True:
            started = time.monotonic()
            code = await self._wait_for_end()
            if time.monotonic() - started > _STABLE_S:
                pause_s = _PAUSE_MIN_S
            self._say(f"{self.spec.name} ended ({_describe(code)}); starting it again in {pause_s:g} s")
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _PAUSE_MAX_S)
            try:
                await self._start_once()
            except EngineStartError as error:
                self._say(str(error))
                await self._end(5)
            else:
                self._say(f"{self.spec.name} is back")

    async def _wait_for_end(self) -> int | None:
        return await self._process.wait() if self._process is not None else None

    async def _end(self, timeout_s: float) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(self.spec.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), timeout_s)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Attempts(Keeper):
    """A child that ends by itself: begun again a few times when it fails, left alone when it is done."""

    def __init__(self, spec: ChildSpec, *, say: Say, attempts: int = 3) -> None:
        super().__init__(spec, say=say)
        self._attempts = attempts

    async def _keep(self) -> None:
        for _ in range(self._attempts - 1):
            code = await self._wait_for_end()
            if code == 0:
                return
            self._say(f"{self.spec.name} ended ({_describe(code)}); trying again")
            await asyncio.sleep(_PAUSE_MIN_S)
            await self._start_once()
        if (code := await self._wait_for_end()) != 0:
            self._say(f"{self.spec.name} ended ({_describe(code)}) and is left alone")


def _describe(code: int | None) -> str:
    if code is None:
        return "unknown"
    return f"signal {-code}" if code < 0 else f"code {code}"
