"""What tests of this room, and of those above it, need: a workspace with its keys and a look into the log."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.log import LogBody, LogFullError, LogRow, PostgresLog, Rejection
from otklik.workspaces import service as workspaces

PAGE_PATH: Final = "/a-page-of-the-shop"


@dataclass(frozen=True, slots=True)
class Shop:
    """A workspace with its keys, and a look at what the doors kept for it."""

    engines: Engines
    log: PostgresLog
    partitions: int
    id: int
    write_key: str
    api_token: str

    @property
    def basic(self) -> dict[str, str]:
        """The header of Segment's SDKs."""
        return {"Authorization": "Basic " + base64.b64encode(f"{self.write_key}:".encode()).decode()}

    @property
    def bearer(self) -> dict[str, str]:
        """The header of our API."""
        return {"Authorization": f"Bearer {self.api_token}"}

    async def bodies(self) -> list[LogBody]:
        """Every row of the log with something of this workspace, oldest first."""
        rows = [
            row for part in range(self.partitions) for row in await self.log.read(part, 0, 100_000, 1 << 30)
        ]
        bodies = [row.body for row in sorted(rows, key=lambda row: row.id)]
        return [body for body in bodies if any(each.workspace_id == self.id for each in body.requests)]

    async def items(self) -> list[dict[str, Any]]:
        """Every item of this workspace in the log, decoded."""
        return [
            msgspec.json.decode(raw)
            for body in await self.bodies()
            for index, raw in body.items
            if body.requests[index].workspace_id == self.id
        ]


async def make_shop(engines: Engines, log: PostgresLog, *, partitions: int, name: str) -> Shop:
    """Make a workspace with an owner of its own."""
    made = await workspaces.create_workspace_with_owner(
        engines, name=name, email=f"{name}@example.org", password=f"{name} has a long password 1"
    )
    return Shop(engines, log, partitions, made.workspace_id, made.write_key, made.api_token)


@dataclass(slots=True)
class FailingLog:
    """The real log, which refuses, or loses its answer, as often as it is told."""

    log: PostgresLog
    refusals: int = 0
    lost_answers: int = 0
    tries: list[str] = field(default_factory=list)

    async def append(self, entries: Mapping[int, LogBody], *, rejections: Sequence[Rejection] = ()) -> None:
        """Refuse with 503, write and say 503, or just write."""
        full = LogFullError("log_full", "The intake log is full", retry_after_s=1)
        if self.refusals:
            self.refusals -= 1
            self.tries.append("refused")
            raise full
        await self.log.append(entries, rejections=rejections)
        if self.lost_answers:
            self.lost_answers -= 1
            self.tries.append("lost")
            raise full
        self.tries.append("written")

    async def read(self, part: int, after: int, max_events: int, max_bytes: int) -> list[LogRow]:
        """As the real one."""
        return await self.log.read(part, after, max_events, max_bytes)

    async def read_all(self, after: Mapping[int, int], max_events: int, max_bytes: int) -> list[LogRow]:
        """As the real one."""
        return await self.log.read_all(after, max_events, max_bytes)

    async def backlog_bytes(self) -> int:
        """As the real one."""
        return await self.log.backlog_bytes()

    async def trim(self, upto: Mapping[int, int]) -> int:
        """As the real one."""
        return await self.log.trim(upto)


@dataclass(frozen=True, slots=True)
class Collector:
    """The running doors: their address, their log, a workspace, and every request's path and status."""

    host: str
    log: FailingLog
    shop: Shop
    seen: list[tuple[str, str, int]]

    @property
    def page_url(self) -> str:
        """A page of another origin than `host`."""
        return self.host.replace("127.0.0.1", "localhost") + PAGE_PATH
