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
MAX_WAITING: Final = 50_000
WRITTEN_EVERY_MS: Final = 10_000
"""A device that stays on its page is written no more often; pages tell of themselves every 30 s."""


class Presence:
    """Coalesces; the newest moment of a device wins."""

    def __init__(self) -> None:
        self._waiting: dict[int, Present] = {}
        self._written: dict[int, Present] = {}

    def collect(self, batch: Batch) -> None:
        """Take what browsers have just told; call after the batch is committed."""
        waiting = self._waiting
        for event in batch.events:
            if event.door != BROWSER_DOOR or not event.device or event.is_bot:
                continue
            if event.drop and event.drop != Drop.HEARTBEAT:
                continue
            if event.received_ms - event.ts_ms > FRESH_MS:
                continue
            known = waiting.get(event.device)
            if known is not None:
                _prolong(known, event)
            elif len(waiting) < MAX_WAITING:
                waiting[event.device] = _present(event)

    async def flush(self, postgres: Postgres) -> None:
        """Write what has been collected. A failure loses it, which presence may."""
        due = [present for present in self._waiting.values() if self._is_due(present)]
        if len(self._written) > MAX_WAITING:
            self._written.clear()
        for present in due:
            self._written[present.device] = self._waiting.pop(present.device)
        if due:
            await repository.upsert_presence(postgres, sorted(due, key=_key))

    def _is_due(self, present: Present) -> bool:
        known = self._written.get(present.device)
        return (
            known is None
            or present.last_ms - known.last_ms >= WRITTEN_EVERY_MS
            or present.url not in {"", known.url}
            or present.person not in {0, known.person}
        )


def _key(present: Present) -> tuple[int, int]:
    return present.workspace_id, present.device


def _present(event: Event) -> Present:
    return Present(
        event.workspace_id,
        event.device,
        event.person,
        page_of(event),
        _title(event),
        event.ts_ms,
        event.ts_ms,
    )


def _prolong(known: Present, event: Event) -> None:
    url = page_of(event)
    if url and url != known.url:
        known.url, known.title, known.started_ms = url, _title(event), event.ts_ms
    known.person = event.person or known.person
    known.last_ms = max(known.last_ms, event.ts_ms)


def _title(event: Event) -> str:
    page = event.visit.context.get("page")
    title = page.get("title") if isinstance(page, dict) else None
    return title if isinstance(title, str) else ""
