"""A shop with live segments: events go through the pipeline, a follower with a clock of the test follows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from otklik.events.batches import PreparedBatch
from otklik.events.shipping import ship_rows
from otklik.infra.engines import Engines
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import now_ms
from otklik.profiles import service as profiles
from otklik.profiles.service import register_shipper
from otklik.segments.live.follower import Follower
from otklik.segments.live.memory import MAX_BYTES
from otklik.segments.live.writing import Checkpoint, go_on
from otklik.workspaces import service as workspaces

DAY_MS = 86_400_000


@dataclass(slots=True)
class LiveShop:
    """`ahead_ms`: how far the follower's clock is ahead of the events'; `is_deaf`: it hears no batches."""

    engines: Engines
    pump: Pump
    ahead_ms: int = 0
    people_in_part: int = 50_000
    memory_bytes: int = MAX_BYTES
    is_deaf: bool = False
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.follower = self.make_follower()
        self.pump.readers.append(self._hear)

    def _hear(self, batch: PreparedBatch) -> None:
        if not self.is_deaf:
            self.follower.read(batch)

    @classmethod
    async def open(cls, engines: Engines, name: str = "Shop") -> "LiveShop":
        register_shipper(ship_rows)
        made = await workspaces.create_workspace_with_owner(
            engines, name=name, email=f"{name}@example.com", password="correct horse battery"
        )
        return cls(engines, await Pump.open(engines, made.workspace_id))

    def make_follower(self, checkpoint: Checkpoint = go_on) -> Follower:
        return Follower(
            self.engines,
            checkpoint=checkpoint,
            now_ms=lambda: now_ms() + self.ahead_ms,
            people_in_part=self.people_in_part,
            memory_bytes=self.memory_bytes,
        )

    async def happen(self, *items: Mapping[str, Any]) -> None:
        """These reach the store; nobody follows yet."""
        await self.pump.append(*items)
        await self.pump.settle()

    async def follow(self, *items: Mapping[str, Any]) -> None:
        """These happen, the follower catches up, and what it tells is stored."""
        if items:
            await self.happen(*items)
        await self.follower.catch_up()
        await self.pump.settle()

    async def add_segment(self, name: str, filter_: Any, **columns: object) -> int:  # noqa: ANN401 - JSON
        values = {"workspace_id": self.pump.workspace_id, "name": name, "filter": json.dumps(filter_)}
        values |= {"language_version": 1, **columns}
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        rows = await self.pump.pg(
            f"INSERT INTO segments ({names}) VALUES ({marks}) RETURNING id",
            *values.values(),
        )
        return int(rows[0][0])

    async def edit_segment(self, segment: int, filter_: Any, *, is_announcing: bool = False) -> None:  # noqa: ANN401 - JSON
        await self.pump.pg(
            "UPDATE segments SET filter = %s, definition = definition + 1, status = 'preparing',"
            " is_announcing = %s, ready_at = NULL WHERE id = %s",
            json.dumps(filter_),
            is_announcing,
            segment,
        )

    async def undo_only_merge(self) -> None:
        """Undo the one merge there was; the follower follows."""
        ((merge,),) = await self.pump.pg("SELECT id FROM merges")
        async with self.engines.postgres.connection() as connection:
            await profiles.undo_merge(
                connection, workspace_id=self.pump.workspace_id, merge_id=merge, author="test"
            )
        await self.pump.settle()
        await self.follow()

    async def home(self, device: str) -> int:
        """The home profile of a device, by its events."""
        rows = await self.pump.ch(
            "SELECT any(person) AS person FROM events WHERE workspace_id ="
            f" {self.pump.workspace_id} AND JSONExtractString(properties, 'who') = '{device}'"
        )
        return int(rows[0]["person"])

    async def members(self, segment: int) -> set[int]:
        rows = await self.pump.pg(
            "SELECT person FROM segment_members WHERE workspace_id = %s AND %s = ANY(segments)",
            self.pump.workspace_id,
            segment,
        )
        return {row[0] for row in rows}

    async def told(self, person: int | None = None) -> list[tuple[int, str, str]]:
        """(person, what, segment's name) of every transition, in order."""
        rows = await self.pump.events()
        return [
            (row["person"], row["name"].removeprefix("$segment_"), row["properties"]["segment"])
            for row in rows
            if row["name"].startswith("$segment_")
            and row["workspace_id"] == self.pump.workspace_id
            and person in {None, row["person"]}
        ]

    async def status(self, segment: int) -> str:
        rows = await self.pump.pg("SELECT status FROM segments WHERE id = %s", segment)
        return str(rows[0][0])
