"""What processes of a worker need."""

from dataclasses import replace

import pytest
from tests.conftest import Servers

from otklik.infra.addresses import EngineAddresses
from otklik.infra.engines import Engines
from otklik.settings import Settings


@pytest.fixture
def addresses(servers: Servers, settings: Settings, engines: Engines, database: str) -> EngineAddresses:
    """To stand on the same engines as the test."""
    clickhouse = f"{servers.clickhouse.url}/{engines.clickhouse.database}"
    found = settings.addresses(postgres_url=servers.postgres.dsn(database), clickhouse_url=clickhouse)
    return replace(found, pool_size=4)
