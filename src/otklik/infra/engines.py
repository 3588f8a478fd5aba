"""All engines of one process, opened together and closed in the opposite order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from otklik.infra.addresses import EngineAddresses, split_clickhouse_url
from otklik.infra.blobs import Blobs
from otklik.infra.bus import Bus
from otklik.infra.cancellation import heed_cancellations
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.jobs import Jobs
from otklik.infra.mail import Mailer, Relay
from otklik.infra.postgres import Postgres
from otklik.infra.secrets import Secrets


@dataclass(frozen=True, slots=True)
class Engines:
    """What a process works with. `public_url` has no slash at its end; every link is made from it."""

    postgres: Postgres
    clickhouse: ClickHouse
    bus: Bus
    blobs: Blobs
    mailer: Mailer
    jobs: Jobs
    secrets: Secrets
    public_url: str


@asynccontextmanager
async def open_engines(addresses: EngineAddresses) -> AsyncIterator[Engines]:
    """Open everything for the length of the block."""
    heed_cancellations()
    async with AsyncExitStack() as stack:
        postgres = await Postgres.open(addresses.postgres_url, pool_size=addresses.pool_size)
        stack.push_async_callback(postgres.close)
        url, database = split_clickhouse_url(addresses.clickhouse_url)
        clickhouse = await ClickHouse.open(url, database=database)
        stack.push_async_callback(clickhouse.close)
        bus = await Bus.open(postgres)
        stack.push_async_callback(bus.close)
        jobs = await Jobs.open(postgres)
        stack.push_async_callback(jobs.close)
        relay = Relay(addresses.smtp_url, addresses.smtp_ca_file) if addresses.smtp_url else None
        mailer = Mailer(jobs=jobs, postgres=postgres, relay=relay, sender=addresses.mail_from)
        yield Engines(
            postgres=postgres,
            clickhouse=clickhouse,
            bus=bus,
            blobs=Blobs.open(addresses.blobs_url),
            mailer=mailer,
            jobs=jobs,
            secrets=Secrets(addresses.secret_key),
            public_url=addresses.public_url.rstrip("/"),
        )
