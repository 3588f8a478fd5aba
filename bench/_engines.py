"""What a benchmark works with, fresh in a folder that is thrown away: bare engines, or a whole server."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.integration.infra.installation import Installation, installation, make_workspace

from bench._meter import Meter
from otklik.events.shipping import ship_rows
from otklik.infra.addresses import split_clickhouse_url
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.embedded import clickhouse as embedded_clickhouse
from otklik.infra.embedded import postgres as embedded_postgres
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.embedded.running import Running, find_running
from otklik.infra.engines import Engines, open_engines
from otklik.infra.migrate import migrate_clickhouse, migrate_postgres
from otklik.profiles.service import register_shipper
from otklik.settings import Settings
from otklik.workspaces.contracts import NewWorkspace
from otklik.workspaces.service import create_workspace_with_owner

_OWNER = "bench@example.com"
_PASSWORD = "correct horse battery"  # noqa: S105 - of a bench


class Opened(NamedTuple):
    """Engines with our tables and nothing in them; process ids of their servers."""

    engines: Engines
    postgres_pid: int
    clickhouse_pid: int

    def meter(self) -> Meter:
        """Of ourselves and both."""
        return Meter(PostgreSQL=self.postgres_pid, ClickHouse=self.clickhouse_pid)

    async def make_workspace(self) -> NewWorkspace:
        """One with an owner; what is said of its people is shipped at once."""
        register_shipper(ship_rows)
        return await create_workspace_with_owner(self.engines, name="Bench", email=_OWNER, password=_PASSWORD)


@asynccontextmanager
async def opened_engines() -> AsyncIterator[Opened]:
    """PostgreSQL and ClickHouse set up as `otklik serve` does it."""
    folder = Path(tempfile.mkdtemp(prefix="otklik-bench-"))
    postgres, clickhouse = embedded_postgres.prepare(folder), embedded_clickhouse.prepare(folder)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(postgres.clean)
        pids = []
        for spec, is_ready in ((postgres.spec, postgres.is_ready), (clickhouse.spec, clickhouse.is_ready)):
            process = spawn(spec)
            stack.callback(stop, process, spec)
            wait_until(is_ready, process, spec=spec, timeout_s=60)
            pids.append(process.pid)
        dsn = postgres.dsn("postgres")
        await asyncio.to_thread(migrate_postgres, dsn)
        settings = Settings(data_dir=folder, public_url="http://bench", secret_key="bench")  # noqa: S106 - of a bench
        addresses = settings.addresses(postgres_url=dsn, clickhouse_url=f"{clickhouse.url}/otklik")
        async with open_engines(addresses) as engines:
            await migrate_clickhouse(engines.clickhouse)
            yield Opened(engines, *pids)


@contextmanager
def served() -> Iterator[tuple[Installation, NewWorkspace]]:
    """A whole `otklik serve`, and a workspace in it."""
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder:
        data = Path(folder) / "data"
        with installation(data) as running:
            yield running, make_workspace(data, "Bench", owner=_OWNER, password=_PASSWORD)


def addresses_of(running: Installation) -> Running:
    """Where the engines of a server are."""
    found = find_running(running.data)
    assert found is not None
    return found


@asynccontextmanager
async def store_of(running: Installation) -> AsyncIterator[ClickHouse]:
    """The store of a server, beside it."""
    url, database = split_clickhouse_url(addresses_of(running).clickhouse_url)
    clickhouse = await ClickHouse.open(url, database=database)
    try:
        yield clickhouse
    finally:
        await clickhouse.close()
