"""What each workspace wants of the pipeline, read at most every few seconds."""

import hashlib
import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from otklik.infra.engines import Engines
from otklik.kit.errors import NotFoundError
from otklik.workspaces import service as workspaces
from otklik.workspaces.contracts import CollectionSettings

FRESH_S: Final = 5.0
_HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Rules:
    """A workspace's settings in the pipeline's units; `auth_keys` sign user ids."""

    settings: CollectionSettings
    late_ms: int
    gap_ms: int
    phone_region: str
    language: str
    auth_keys: tuple[str, ...]

    def is_proved(self, user_id: str, auth_hash: str) -> bool:
        """Whether `auth_hash` is the hex HMAC-SHA256 of the user id under a key of the workspace."""
        given = auth_hash.lower().encode()
        return any(
            hmac.compare_digest(
                hmac.new(key.encode(), user_id.encode(), hashlib.sha256).hexdigest().encode(), given
            )
            for key in self.auth_keys
        )


class RulesCache:
    """Rules by workspace, each read anew after FRESH_S; a deleted workspace has none."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._rules: dict[int, tuple[float, Rules | None]] = {}

    async def get(self, workspace_ids: Iterable[int]) -> dict[int, Rules | None]:
        """The rules of all these workspaces."""
        oldest = time.monotonic() - FRESH_S
        found: dict[int, Rules | None] = {}
        for workspace_id in workspace_ids:
            known = self._rules.get(workspace_id)
            if known is None or known[0] < oldest:
                known = self._rules[workspace_id] = (time.monotonic(), await self._read(workspace_id))
            found[workspace_id] = known[1]
        return found

    async def _read(self, workspace_id: int) -> Rules | None:
        try:
            profile = await workspaces.get_workspace_profile(self._engines, workspace_id)
            auth_keys = await workspaces.list_auth_keys(self._engines, workspace_id)
        except NotFoundError:
            return None
        return Rules(
            settings=profile.settings,
            late_ms=profile.settings.late_event_h * _HOUR_MS,
            gap_ms=profile.settings.session_gap_min * _MINUTE_MS,
            phone_region=profile.phone_region,
            language=profile.language,
            auth_keys=tuple(auth_keys),
        )
