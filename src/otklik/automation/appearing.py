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


async def wait_for_visit(engines: Engines, *, workspace_id: int, home: int) -> bool:
    """Whether this visit has come to the store while it was waited for; False as well if it was there."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[home])
    members, since_ms = clusters[home].members, now_ms() - VISIT_MS
    for pause_s in (0.0, *LOOKS_S):
        await asyncio.sleep(pause_s)
        if await queries_appearing.has_visited(
            engines.clickhouse, workspace_id=workspace_id, homes=members, since_ms=since_ms
        ):
            return pause_s > 0
    return False
