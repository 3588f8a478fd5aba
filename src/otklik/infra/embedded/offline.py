"""Engines for a command: those of the running server, or embedded ones started for its length."""

import subprocess
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from otklik.infra.embedded import clickhouse, postgres
from otklik.infra.embedded.process import ChildSpec, spawn, stop, wait_until
from otklik.infra.embedded.running import (
    InstallationSettings,
    NotRunningError,
    find_running,
    running_addresses,
    wait_migrated,
)
from otklik.infra.migrate import migrate_all
from otklik.infra.reach import check_postgres
from otklik.kit.late import import_late

if TYPE_CHECKING:
    from otklik.infra.engines import Engines

engines_room = import_late("otklik.infra.engines")  # what only migrates does without

Result = TypeVar("Result")

_START_TIMEOUT_S = 120.0


async def with_engines(
    settings: InstallationSettings,
    work: "Callable[[Engines], Awaitable[Result]]",
    *,
    is_migrated: bool = True,
) -> Result:
    """Do the work on the running installation, or on engines started (and migrated) for it.

    Beside a server that is just starting, its migrations are waited for. Raises EngineStartError.
    """
    if is_migrated:
        await wait_migrated(settings.data_dir)
    has_external = settings.postgres_url is not None and settings.clickhouse_url is not None
    if has_external or find_running(settings.data_dir) is not None:
        addresses = running_addresses(settings)
        await check_postgres(addresses.postgres_url)
        async with engines_room.open_engines(addresses) as engines:
            return await work(engines)
    with ExitStack() as stack:
        postgres_url = settings.postgres_url or _start_postgres(settings, stack)
        clickhouse_url = settings.clickhouse_url or _start_clickhouse(settings, stack)
        addresses = settings.addresses(postgres_url=postgres_url, clickhouse_url=clickhouse_url)
        await check_postgres(postgres_url)
        if is_migrated:
            await migrate_all(addresses)
        async with engines_room.open_engines(addresses) as engines:
            return await work(engines)


async def migrate_installation(settings: InstallationSettings) -> None:
    """Migrate the running installation, or the one in the data folder. Raises MigrationError."""
    try:
        addresses = running_addresses(settings)
    except NotRunningError:
        await with_engines(settings, _nothing)
    else:
        await migrate_all(addresses)


async def _nothing(engines: "Engines") -> None:
    """Opened engines were all that was wanted."""
    del engines


def _start_postgres(settings: InstallationSettings, stack: ExitStack) -> str:
    plan = postgres.prepare(settings.data_dir)
    _start(plan.spec, plan.is_ready, stack)
    plan.ensure_database()
    return plan.dsn()


def _start_clickhouse(settings: InstallationSettings, stack: ExitStack) -> str:
    plan = clickhouse.prepare(settings.data_dir)
    _start(plan.spec, plan.is_ready, stack)
    return f"{plan.url}/{clickhouse.DATABASE}"


def _start(spec: ChildSpec, is_ready: Callable[[], bool], stack: ExitStack) -> None:
    process: subprocess.Popen[bytes] = spawn(spec)
    stack.callback(stop, process, spec)
    wait_until(is_ready, process, spec=spec, timeout_s=_START_TIMEOUT_S)
