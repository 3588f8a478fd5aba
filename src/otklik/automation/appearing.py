"""Waits until a visit is stored: a browser may say that a trigger came true before its page has got there."""

import asyncio
from typing import Final

from otklik.automation import queries_appearing
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms
from otklik.profiles import service as profiles

LOOKS_S: Final = (0.2, 0.4, 0.8, 1.6)
"""Pauses before it is looked for again; a browser waits for its answer so long."""
VISIT_MS: Final = 40 * 60_000
YOUNG_MS: Final = 10_000
"""A visit that began so lately may have come to the store since it was asked about."""


async def wait_for_visit(engines: Engines, *, workspace_id: int, home: int) -> bool:
    """Whether this visit has come to the store, perhaps only now; False as well if it was there long ago."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[home])
    members, since_ms = clusters[home].members, now_ms() - VISIT_MS
    for pause_s in (0.0, *LOOKS_S):
        await asyncio.sleep(pause_s)
        began_ms = await queries_appearing.find_visit(
            engines.clickhouse, workspace_id=workspace_id, homes=members, since_ms=since_ms
        )
        if began_ms is not None:
            return pause_s > 0 or now_ms() - began_ms < YOUNG_MS
    return False
