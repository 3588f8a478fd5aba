"""The life of `otklik serve`: engines, migrations, web, worker; restarts; an orderly end."""

import asyncio
import os
import signal
import socket
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import replace

from otklik.infra.embedded import clickhouse, postgres
from otklik.infra.embedded.keeper import Keeper
from otklik.infra.embedded.process import ChildSpec, EngineStartError
from otklik.infra.embedded.running import Running, forget_running, write_running
from otklik.settings import Settings
from otklik.supervisor import children
from otklik.supervisor.demo import DemoChildren
from otklik.supervisor.hold import hold_folder, listen_or_say


def serve(settings: Settings, *, has_demo: bool = False) -> int:
    """Run everything until a signal; returns the exit code. What goes wrong at the start is said in words."""
    try:
        with hold_folder(settings.data_dir), ExitStack() as stack:
            listener = stack.enter_context(listen_or_say(settings.host, settings.port))
            asyncio.run(Supervisor(settings, listener, has_demo=has_demo).run())
    except (EngineStartError, OSError) as error:
        print(f"Otklik cannot start: {error}", file=sys.stderr)  # noqa: T201 - the terminal is our interface
        return 1
    return 0


class Supervisor:
    """All children, in the order of their start; stopped in the opposite order."""

    def __init__(self, settings: Settings, listener: socket.socket, *, has_demo: bool) -> None:
        self._settings = settings
        self._listener = listener
        self._has_demo = has_demo
        self._keepers: list[Keeper] = []
        self._stop = asyncio.Event()
        self._started = time.monotonic()
        self._base_url = children.base_url(listener)

    async def run(self) -> None:
        """Start, wait for the end, stop. Raises EngineStartError when something does not start."""
        loop = asyncio.get_running_loop()
        for number in children.STOP_SIGNALS:
            loop.add_signal_handler(number, self._on_signal, number)
        starting = asyncio.create_task(self._start())
        waiting = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait([starting, waiting], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await waiting
        finally:
            for task in (starting, waiting):
                task.cancel()
            await asyncio.gather(starting, waiting, return_exceptions=True)
            await self._stop_all()

    def say(self, text: str) -> None:
        """Tell the terminal what is being done, with the seconds since the start."""
        print(f"[{time.monotonic() - self._started:6.1f} s] {text}", flush=True)  # noqa: T201 - the terminal is our interface

    def _on_signal(self, number: signal.Signals) -> None:
        if self._stop.is_set():
            return
        self.say(f"stopping ({signal.Signals(number).name})")
        self._stop.set()

    async def _start(self) -> None:
        children.wipe_metrics(self._settings.data_dir / "metrics")
        postgres_url, clickhouse_url = await self._start_engines()
        running = Running(os.getpid(), postgres_url, clickhouse_url, self._base_url, is_migrated=False)
        write_running(self._settings.data_dir, running)
        port = self._listener.getsockname()[1]
        env = children.child_environment(self._settings, port=port)
        await self._migrate(env)
        write_running(self._settings.data_dir, replace(running, is_migrated=True))
        await self._start_processes(env)
        print(f"Otklik is ready at {self._base_url}", flush=True)  # noqa: T201 - the line others wait for
        if self._has_demo:
            demo = DemoChildren(self._settings, env=env, door_url=self._base_url, say=self.say)
            await demo.start(self._keepers)

    async def _start_engines(self) -> tuple[str, str]:
        """Start the embedded ones side by side; their addresses, or those that were set."""
        settings = self._settings
        waits = []
        postgres_url, clickhouse_url = settings.postgres_url, settings.clickhouse_url
        if postgres_url is None:
            plan = await asyncio.to_thread(postgres.prepare, settings.data_dir)
            postgres_url = plan.dsn()
            waits.append(self._start_postgres(plan))
        if clickhouse_url is None:
            memory_bytes = settings.clickhouse_memory_mb * 1_000_000
            server = clickhouse.prepare(settings.data_dir, memory_bytes=memory_bytes)
            clickhouse_url = f"{server.url}/{clickhouse.DATABASE}"
            keeper = children.clickhouse_keeper(server, say=self.say)
            waits.append(self._start_keeper(keeper))
        await asyncio.gather(*waits)
        return postgres_url, clickhouse_url

    async def _start_postgres(self, plan: postgres.PostgresPlan) -> None:
        await self._start_keeper(children.postgres_keeper(plan, say=self.say))
        await asyncio.to_thread(plan.ensure_database)

    async def _start_keeper(self, keeper: Keeper) -> None:
        self._keepers.append(keeper)  # before it runs: whatever was begun is also stopped
        await keeper.start()
        self.say(f"{keeper.spec.name} is ready")

    async def _migrate(self, env: dict[str, str]) -> None:
        """In a process of its own: what migrations import is gone when they are done."""
        spec = ChildSpec(name="migrate", command=(sys.executable, "-m", "otklik.cli", "migrate"), env=env)
        process = await asyncio.create_subprocess_exec(*spec.argv(), env=spec.environment())
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with suppress(ProcessLookupError):
                process.terminate()
            raise
        if code != 0:
            raise EngineStartError("the migrations did not run; the reason stands above")
        self.say("migrations are done")

    async def _start_processes(self, env: dict[str, str]) -> None:
        web = [
            children.web_keeper(number, listener=self._listener, env=env, say=self.say)
            for number in range(1, self._settings.web_processes + 1)
        ]
        worker = children.worker_keeper(env=env, say=self.say)
        await asyncio.gather(*(self._start_keeper(keeper) for keeper in (worker, *web)))

    async def _stop_all(self) -> None:
        """Doors first, engines last: nobody loses what it still needs."""
        forget_running(self._settings.data_dir)
        engines = {"postgres", "clickhouse"}
        ours = [keeper for keeper in self._keepers if keeper.spec.name not in engines]
        web = [keeper for keeper in ours if keeper.spec.name.startswith("web")]
        others = [keeper for keeper in ours if keeper not in web]
        last = [keeper for keeper in self._keepers if keeper.spec.name in engines]
        for group in (web, others, last):
            await asyncio.gather(*(keeper.stop() for keeper in group))
        self.say("stopped")
