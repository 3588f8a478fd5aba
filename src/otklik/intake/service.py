"""Figures and refused items of a workspace's intake."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from otklik.events.contracts import BatchSummary
from otklik.intake import repository
from otklik.intake.repository import RejectRow, Session


@dataclass(frozen=True, slots=True)
class IntakeStatus:
    """accepted = stored + dropped + pending; processed = stored + dropped, once it is in the event store.

    `rejected` items were never accepted. `lag_ms` is the age of the oldest accepted item on its way.
    """

    accepted: int
    processed: int
    pending: int
    dropped: dict[str, int]
    rejected: dict[str, int]
    lag_ms: int


async def get_status(session: Session, *, workspace_id: int) -> IntakeStatus:
    """Count what came in and what became of it, at one moment."""
    found = await repository.read_counters(session, workspace_id=workspace_id)
    sums = {"stored": 0, "dropped": 0}
    reasons: dict[str, dict[str, int]] = {"dropped": {}, "rejected": {}}
    for kind, reason, n in found.counts:
        if kind in sums:
            sums[kind] += n
        if kind in reasons:
            reasons[kind][reason] = n
    unshipped = sum(_items(summary, workspace_id) for summary in found.unshipped)
    decided = sums["stored"] + sums["dropped"]
    return IntakeStatus(
        accepted=decided + found.pending,
        processed=decided - unshipped,
        pending=found.pending + unshipped,
        dropped=reasons["dropped"],
        rejected=reasons["rejected"],
        lag_ms=_age_ms(found.oldest_at) if found.pending + unshipped else 0,
    )


async def list_rejects(
    session: Session, *, workspace_id: int, limit: int, before_id: int | None
) -> Sequence[RejectRow]:
    """List refused items, newest first."""
    return await repository.list_rejects(session, workspace_id=workspace_id, limit=limit, before_id=before_id)


def _items(summary: bytes, workspace_id: int) -> int:
    """Accepted items of the workspace in a batch that is decided, but not yet in the event store."""
    found = msgspec.msgpack.decode(summary, type=BatchSummary).workspaces.get(workspace_id)
    return found.items if found is not None else 0


def _age_ms(moment: datetime | None) -> int:
    if moment is None:
        return 0
    return max(0, int((datetime.now(UTC) - moment).total_seconds() * 1000))
