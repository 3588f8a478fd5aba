"""A workspace and the doors over fresh engines, asked through HTTP without a socket."""

from collections.abc import AsyncIterator

import httpx
import pytest

from otklik.infra.engines import Engines
from otklik.intake.door import Door, create_door, open_log
from otklik.intake.testing import Shop, make_shop
from otklik.settings import Settings


@pytest.fixture
async def shop(engines: Engines, settings: Settings) -> Shop:
    log = open_log(engines, settings)
    return await make_shop(engines, log, partitions=settings.log_partitions, name="shop")


@pytest.fixture
async def other_shop(engines: Engines, settings: Settings) -> Shop:
    log = open_log(engines, settings)
    return await make_shop(engines, log, partitions=settings.log_partitions, name="other")


@pytest.fixture
def door(engines: Engines, settings: Settings) -> Door:
    return create_door(engines, settings)


@pytest.fixture
async def post(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose requests go straight into the doors."""
    transport = httpx.ASGITransport(app=door, client=("203.0.113.9", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
