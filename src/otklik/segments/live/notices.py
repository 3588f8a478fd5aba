"""Tells open pages that memberships have changed, a workspace at most once a second."""

import time
from typing import Final

import msgspec

from otklik.events.live import CHANNEL, Notice
from otklik.infra.bus import Bus

PERIOD_S: Final = 1.0
MAX_WORKSPACES: Final = 500


class Notices:
    """Gathers workspaces until `tell` may speak again."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._changed: set[int] = set()
        self._told_at = -PERIOD_S

    def note(self, workspace_id: int) -> None:
        """Members of the workspace's segments changed."""
        self._changed.add(workspace_id)

    async def tell(self) -> None:
        """Tell what was noted, unless something was told a moment ago."""
        if not self._changed or time.monotonic() - self._told_at < PERIOD_S:
            return
        self._told_at = time.monotonic()
        changed = tuple(sorted(self._changed)[:MAX_WORKSPACES])
        self._changed.difference_update(changed)
        await self._bus.publish(CHANNEL, msgspec.json.encode(Notice(segments=changed)).decode())
