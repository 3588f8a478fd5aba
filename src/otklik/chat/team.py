"""What visitors are told of the team and of the chat's settings; kept for seconds in each web process."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.chat import repository
from otklik.chat.repository import Teammate
from otklik.chat.schemas import ChatSettings
from otklik.inbox import repository_presence, repository_settings
from otklik.inbox.hours import Hours, is_open, next_open
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import format_ms, now_ms, to_datetime, to_ms
from otklik.letters import repository as letters
from otklik.workspaces import service as workspaces
from otklik.workspaces.roles import ROLE_PERMISSIONS, Permission, Role

FRESH_S: Final = 5.0
MAX_SHOWN: Final = 5
_MAX_KNOWN: Final = 5_000


class Desk(msgspec.Struct, frozen=True):
    """A workspace's settings, and its team with who of it is online.

    `gap_min`: what ends a visit; `sends_mail`: letters can leave.
    """

    settings: ChatSettings
    hours: Hours
    team: tuple[Teammate, ...]
    online: frozenset[int]
    gap_min: int = 40
    sends_mail: bool = False

    def find_operator(self, member_id: int | None) -> Teammate | None:
        """An operator as visitors may know him; None: they may not, or he has left."""
        if not self.settings.shows_operators:
            return None
        return next((each for each in self.team if each.id == member_id), None)

    def list_operators(self) -> list[dict[str, Any]]:
        """Some who answer, those online first."""
        if not self.settings.shows_operators:
            return []
        answering = [
            each for each in self.team if Permission.INBOX_WRITE in ROLE_PERMISSIONS[Role(each.role)]
        ]
        answering.sort(key=lambda each: each.id not in self.online)
        return [
            {"id": each.id, "name": each.name, "picture": each.picture, "is_online": each.id in self.online}
            for each in answering[:MAX_SHOWN]
        ]

    def show_hours(self, at: datetime | None = None) -> dict[str, Any]:
        """Whether the team works now, and when it does next."""
        now = at or to_datetime(now_ms())
        opens = next_open(self.hours, now)
        return {
            "is_open": is_open(self.hours, now),
            "opens_at": None if opens is None else format_ms(to_ms(opens)),
        }


class Desks:
    """Desks by workspace, each read anew after FRESH_S."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._known: dict[int, tuple[float, Desk]] = {}

    async def get(self, workspace_id: int) -> Desk:
        """The desk of a workspace."""
        known = self._known.get(workspace_id)
        if known is None or time.monotonic() - known[0] > FRESH_S:
            if len(self._known) > _MAX_KNOWN:
                self._known.clear()
            collected = await workspaces.get_collection_settings(self._engines, workspace_id)
            async with self._engines.postgres.connection() as connection:
                desk = await read_desk(connection, workspace_id=workspace_id)
            desk = msgspec.structs.replace(
                desk,
                gap_min=collected.session_gap_min,
                sends_mail=desk.sends_mail or self._engines.mailer.relay is not None,
            )
            known = self._known[workspace_id] = (time.monotonic(), desk)
        return known[1]


async def read_desk(connection: Connection, *, workspace_id: int) -> Desk:
    """The desk of a workspace as it is now."""
    stored = await repository_settings.read_settings(connection, workspace_id=workspace_id)
    settings = ChatSettings.model_validate(stored)
    team: Sequence[Teammate] = await repository.list_team(connection, workspace_id=workspace_id)
    here = await repository_presence.list_operators(connection, workspace_id=workspace_id)
    online = frozenset(member for member, is_away in here.items() if not is_away)
    sender = await letters.find_sender(connection, workspace_id=workspace_id, sender_id=None)
    has_way = sender is not None and sender.account_id is not None
    return Desk(settings, settings.hours.hours(), tuple(team), online, sends_mail=has_way)
