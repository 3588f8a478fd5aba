"""What tests of this room, and of those above it, need: a workspace with its keys and a look into the log."""

import base64
from dataclasses import dataclass
from typing import Any

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.log import LogBody, PostgresLog
from otklik.workspaces import service as workspaces


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
