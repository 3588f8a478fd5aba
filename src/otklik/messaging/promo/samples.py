"""What a preview shows in place of promo codes: nobody is given any."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.kit.zones import find_zone
from otklik.messaging.promo import asking, making, repository
from otklik.messaging.promo.contracts import Pool


async def make_samples(
    connection: Connection, *, workspace_id: int, content: Mapping[str, Any], zone: str, now: datetime
) -> dict[str, Any]:
    """Variables of the pools that a content asks for, with codes that look like theirs."""
    pools = await _list_pools(connection, workspace_id, content)
    place = find_zone(zone) or ZoneInfo("UTC")
    said = {
        name: asking.sample(pool, making.find_end(pool.rules, now=now, zone=place))
        for name, pool in pools.items()
    }
    return asking.make_variables(said) if said else {}


async def find_faults(
    connection: Connection, *, workspace_id: int, content: Mapping[str, Any]
) -> list[Fault]:
    """A fault for each pool that a content asks for and that is not there."""
    return asking.find_faults(content, await _list_pools(connection, workspace_id, content))


async def _list_pools(
    connection: Connection, workspace_id: int, content: Mapping[str, Any]
) -> Mapping[str, Pool]:
    names = sorted(asking.find_asked(content))
    if not names:
        return {}
    return await repository.list_named(connection, workspace_id=workspace_id, names=names)
