"""Who is on which page now: collected from batches, written every other second, not a promise to anybody."""

from typing import Final

from otklik.infra.postgres import Postgres
from otklik.intake.pipeline import repository_presence as repository
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.drops import Drop
from otklik.intake.pipeline.enrich import page_of
from otklik.intake.pipeline.event import BROWSER_DOOR, Event
from otklik.intake.pipeline.repository_presence import Present

FRESH_MS: Final = 300_000
"""Only what happened this shortly before it arrived tells where somebody is now."""
MAX_WAITING: Final = 20_000


class Presence:
    """Coalesces; the newest moment of a device wins."""

    def __init__(self) -> None:
        self._waiting: dict[int, Present] = {}

    def collect(self, batch: Batch) -> None:
        """Take what browsers have just told; call after the batch is committed."""
        for event in batch.events:
            is_heartbeat = event.drop == Drop.HEARTBEAT
            if event.door != BROWSER_DOOR or not event.device or event.is_bot:
                continue
            if (event.drop and not is_heartbeat) or event.received_ms - event.ts_ms > FRESH_MS:
                continue
            if len(self._waiting) < MAX_WAITING or event.device in self._waiting:
                self._waiting[event.device] = _merge(self._waiting.get(event.device), event)

    async def flush(self, postgres: Postgres) -> None:
        """Write what has been collected. A failure loses it, which presence may."""
        waiting, self._waiting = self._waiting, {}
        if waiting:
            await repository.upsert_presence(postgres, sorted(waiting.values(), key=_key))


def _key(present: Present) -> tuple[int, int]:
    return present.workspace_id, present.device


def _merge(known: Present | None, event: Event) -> Present:
    page = event.visit.context.get("page")
    title = page.get("title") if isinstance(page, dict) else None
    present = Present(
        workspace_id=event.workspace_id,
        device=event.device,
        person=event.person,
        url=page_of(event),
        title=title if isinstance(title, str) else "",
        started_ms=event.ts_ms,
        last_ms=event.ts_ms,
    )
    if known is None:
        return present
    if known.url == present.url or not present.url:
        present.started_ms, present.url, present.title = known.started_ms, known.url, known.title
    present.person = present.person or known.person
    present.last_ms = max(present.last_ms, known.last_ms)
    return present
